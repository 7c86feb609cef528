//! What is refused before the parser sees it: texts that are too long, nested too deep, or chained
//! too long.
//!
//! The parser bounds its own recursion, yet it builds `a + a + a` and `f()()()` as trees that lean
//! to the left without recursion, and whoever drops, walks or compiles such a tree recurses once a
//! link. So links are counted here, on the tokens: brackets that are open, levels of indentation,
//! and, per open bracket, the operators, dots and brackets since the last token that ends a chain.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode, lexer};
use ruff_text_size::TextSize;

use super::Diagnostic;
use super::source::Source;

/// Longest source, in bytes.
pub(super) const MAX_BYTES: usize = 256 * 1024;
/// Most levels of brackets, blocks and operators in one another.
pub(super) const MAX_DEPTH: u32 = 100;
/// Most operator bytes in a text that cannot be read token by token: what recovers from that in
/// the parser may take for operators what stands in a string here.
const MAX_LINKS_UNREADABLE: usize = 2_000;

/// Refuses what must not reach the parser.
pub(super) fn check(source: &Source) -> Result<(), Diagnostic> {
    let text = source.text.as_str();
    if text.len() > MAX_BYTES {
        return Err(source.place(
            0,
            1,
            format!("the source has {} bytes, more than {MAX_BYTES}", text.len()),
            "split it into several sets of tools",
        ));
    }
    if let Some(at) = text.find('\0') {
        return Err(source.diagnostic(
            offset(at),
            "a NUL character cannot stand in a source",
            "write it as `\\x00` in a string",
        ));
    }
    let Some(trouble) = scan(text) else {
        return Ok(());
    };
    let at = source.diagnostic(offset(first(text, trouble)), "", "");
    let (what, instead) = match trouble {
        Trouble::Depth => (
            format!("nested or chained more than {MAX_DEPTH} levels deep"),
            "give the parts names, join strings with \"\".join([...]), move inner blocks into \
             helper functions",
        ),
        Trouble::Unreadable => (
            "a string or character here cannot be read".to_owned(),
            "close every quote and bracket",
        ),
    };
    Err(Diagnostic {
        what,
        instead: instead.to_owned(),
        ..at
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    Depth,
    Unreadable,
}

fn offset(at: usize) -> TextSize {
    TextSize::try_from(at).unwrap_or_default()
}

/// Byte offset just behind the shortest prefix that is in trouble.
///
/// The lexer tells kinds, not places; a prefix of a text has the tokens of the text but for the
/// last, so that the place can be searched by halves.
fn first(text: &str, trouble: Trouble) -> usize {
    let (mut fine, mut bad) = (0, text.len());
    while bad - fine > 1 {
        let mut middle = usize::midpoint(fine, bad);
        while !text.is_char_boundary(middle) {
            middle -= 1;
        }
        if middle <= fine {
            break;
        }
        if scan(&text[..middle]) == Some(trouble) {
            bad = middle;
        } else {
            fine = middle;
        }
    }
    fine
}

fn scan(text: &str) -> Option<Trouble> {
    let mut tokens = lexer::lex(text, Mode::Module);
    let mut blocks = 0u32;
    // Links of the chain at hand, per open bracket.
    let mut chains = vec![0u32];
    let mut depth = 0u32;
    let mut unreadable = false;
    loop {
        let kind = tokens.next_token();
        match kind {
            TokenKind::EndOfFile => break,
            TokenKind::Unknown => unreadable = true,
            TokenKind::Indent => blocks += 1,
            TokenKind::Dedent => blocks = blocks.saturating_sub(1),
            _ if is_opening(kind) => {
                add_link(&mut chains, &mut depth);
                chains.push(0);
            }
            _ if is_closing(kind) && chains.len() > 1 => {
                depth -= chains.pop().unwrap_or(0);
            }
            _ if is_link(kind) => add_link(&mut chains, &mut depth),
            _ if ends_chain(kind) => {
                if let Some(chain) = chains.last_mut() {
                    depth -= std::mem::take(chain);
                }
            }
            _ => {}
        }
        if depth + blocks > MAX_DEPTH {
            return Some(Trouble::Depth);
        }
    }
    let links = || {
        text.bytes()
            .filter(|b| b"+-*/%&|^@.([{<>~!".contains(b))
            .count()
    };
    (unreadable && links() > MAX_LINKS_UNREADABLE).then_some(Trouble::Unreadable)
}

fn add_link(chains: &mut [u32], depth: &mut u32) {
    if let Some(chain) = chains.last_mut() {
        *chain += 1;
        *depth += 1;
    }
}

fn is_opening(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Lpar
            | TokenKind::Lsqb
            | TokenKind::Lbrace
            | TokenKind::FStringStart
            | TokenKind::TStringStart
    )
}

fn is_closing(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Rpar
            | TokenKind::Rsqb
            | TokenKind::Rbrace
            | TokenKind::FStringEnd
            | TokenKind::TStringEnd
    )
}

fn is_link(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Plus
            | TokenKind::Minus
            | TokenKind::Star
            | TokenKind::Slash
            | TokenKind::DoubleSlash
            | TokenKind::DoubleStar
            | TokenKind::Percent
            | TokenKind::At
            | TokenKind::Vbar
            | TokenKind::Amper
            | TokenKind::CircumFlex
            | TokenKind::LeftShift
            | TokenKind::RightShift
            | TokenKind::Tilde
            | TokenKind::Not
            | TokenKind::Await
            | TokenKind::Dot
    )
}

/// Tokens that bind weaker than every link.
fn ends_chain(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Comma
            | TokenKind::Newline
            | TokenKind::Semi
            | TokenKind::Colon
            | TokenKind::ColonEqual
            | TokenKind::Equal
            | TokenKind::And
            | TokenKind::Or
            | TokenKind::In
            | TokenKind::Is
            | TokenKind::If
            | TokenKind::Else
            | TokenKind::For
            | TokenKind::Lambda
            | TokenKind::Rarrow
            | TokenKind::Less
            | TokenKind::LessEqual
            | TokenKind::Greater
            | TokenKind::GreaterEqual
            | TokenKind::EqEqual
            | TokenKind::NotEqual
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trouble(text: &str) -> Option<Trouble> {
        scan(text)
    }

    #[test]
    fn ordinary_text_has_no_trouble() {
        assert_eq!(trouble("x = [(a.b(c)[d] + 1) * 2 for a in b]\n"), None);
        let long = format!("x = [{}]\n", "(a + b).c(), ".repeat(5_000));
        assert_eq!(trouble(&long), None);
        let strings = format!("x = '{}'\n", "+a".repeat(5_000));
        assert_eq!(trouble(&strings), None);
    }

    #[test]
    fn links_and_brackets_and_blocks_add_up() {
        let blocks: String = (0..40).map(|n| " ".repeat(n) + "if x:\n").collect();
        let links = "a".to_owned() + &"+a".repeat(40);
        let brackets = "(".repeat(25);
        let text = format!("{blocks}{}x = {links}\n", " ".repeat(40));
        assert_eq!(trouble(&text), None);
        let text = format!("{blocks}{}x = {links} + {brackets}\n", " ".repeat(40));
        assert_eq!(trouble(&text), Some(Trouble::Depth));
    }

    #[test]
    fn the_place_is_where_the_limit_is_passed() {
        let text = format!("é = 1\nx = a{}\n", "+b".repeat(200));
        let at = first(&text, Trouble::Depth);
        assert_eq!(&text[at..=at], "+");
        let start = text.find('a').unwrap();
        assert_eq!(at - start, 1 + 2 * MAX_DEPTH as usize);
    }
}
