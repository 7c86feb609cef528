//! `{% generation %}` marks, as the engine can read them.
//!
//! A mark becomes a call block, one tag for one tag: `{%- generation %}` is `{%- call
//! generation_mark() %}`. So white space control, line numbers and the scope of names inside are
//! what they are in Transformers, whose own extension is a call block too.

/// Name of the function that the marks call. A space cannot be in a name that a template defines
/// by accident, but has to parse: hence an odd one.
pub(super) const FUNCTION: &str = "agentscaler_generation_mark__";

/// A template whose marks are call blocks, and how many marks there were.
pub(super) fn rewrite(template: &str) -> (String, usize) {
    let mut out = String::with_capacity(template.len() + 64);
    let (mut rest, mut marks, mut open) = (template, 0, 0_usize);
    while let Some(at) = rest.find('{') {
        let (plain, tail) = rest.split_at(at);
        out.push_str(plain);
        let len = if tail.starts_with("{#") {
            tail.find("#}").map_or(tail.len(), |end| end + 2)
        } else if tail.starts_with("{{") {
            tag_len(tail, "}}")
        } else if tail.starts_with("{%") {
            tag_len(tail, "%}")
        } else {
            1
        };
        let tag = &tail[..len];
        rest = &tail[len..];
        match word(tag) {
            Some("generation") => {
                marks += 1;
                open += 1;
                out.push_str(&tag.replacen("generation", &format!("call {FUNCTION}()"), 1));
            }
            Some("endgeneration") => {
                open = open.saturating_sub(1);
                out.push_str(&tag.replacen("endgeneration", "endcall", 1));
            }
            Some("raw") => {
                let len = raw_len(rest);
                out.push_str(tag);
                out.push_str(&rest[..len]);
                rest = &rest[len..];
            }
            _ => match assigned(tag).filter(|_| open > 0) {
                Some((name, value)) => {
                    let (head, tail) = (&tag[..value.start], &tag[value.end..]);
                    let value = &tag[value];
                    out.push_str(&format!("{head} ({name}, ({value}))[1] {tail}"));
                }
                None => out.push_str(tag),
            },
        }
    }
    out.push_str(rest);
    (out, marks)
}

/// Name of the namespace and place of the value of `{% set name.attribute = value %}`.
///
/// The engine hands a call block the names that it *reads*; a namespace that is only written to (as
/// in the template of gpt-oss) has to be read as well.
fn assigned(tag: &str) -> Option<(&str, std::ops::Range<usize>)> {
    let inside = tag.strip_prefix("{%")?;
    let inside = inside.strip_prefix(['-', '+']).unwrap_or(inside);
    let target = inside.trim_start().strip_prefix("set")?;
    let (target, _) = target.strip_prefix(char::is_whitespace)?.split_once('=')?;
    let (name, attribute) = target.split_once('.')?;
    let (name, attribute) = (name.trim(), attribute.trim());
    let is_name =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_');
    if !is_name(name) || !is_name(attribute) {
        return None;
    }
    let start = tag.find('=')? + 1;
    let end = tag.strip_suffix("%}")?.trim_end_matches(['-', '+']).len();
    (start < end).then_some((name, start..end))
}

/// The only word of a block tag.
fn word(tag: &str) -> Option<&str> {
    let inside = tag.strip_prefix("{%")?.strip_suffix("%}")?;
    let inside = inside.strip_prefix(['-', '+']).unwrap_or(inside);
    let inside = inside.strip_suffix(['-', '+']).unwrap_or(inside);
    let word = inside.trim();
    (!word.contains(char::is_whitespace)).then_some(word)
}

/// Length of a tag: its end is not looked for inside of strings and brackets.
fn tag_len(tail: &str, end: &str) -> usize {
    let bytes = tail.as_bytes();
    let (mut at, mut open) = (2, 0_usize);
    while at < bytes.len() {
        match bytes[at] {
            quote @ (b'"' | b'\'') => {
                at += 1;
                while at < bytes.len() && bytes[at] != quote {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            b'{' | b'[' | b'(' => open += 1,
            _ if open == 0 && bytes[at..].starts_with(end.as_bytes()) => return at + end.len(),
            b'}' | b']' | b')' => open = open.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    tail.len()
}

/// Length of what stands before the tag that ends a raw block.
fn raw_len(text: &str) -> usize {
    let mut from = 0;
    while let Some(at) = text[from..].find("{%") {
        let tail = &text[from + at..];
        if let Some(end) = tail.find("%}")
            && word(&tail[..end + 2]) == Some("endraw")
        {
            return from + at;
        }
        from += at + 2;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(template: &str) -> String {
        rewrite(template).0.replace(FUNCTION, "mark")
    }

    #[test]
    fn white_space_control_and_lines_stay() {
        assert_eq!(
            rewritten("a{%- generation +%}\n{{ x }}{%\n endgeneration\n-%}b"),
            "a{%- call mark() +%}\n{{ x }}{%\n endcall\n-%}b"
        );
        assert_eq!(rewrite("{% generation %}{% endgeneration %}").1, 1);
    }

    #[test]
    fn a_namespace_that_is_written_to_is_read() {
        assert_eq!(
            rewritten(
                "{% set a.b = 1 %}{% generation %}{%- set a.b = x == 'y=' -%}{% set c = 2 %}"
            ),
            "{% set a.b = 1 %}{% call mark() %}{%- set a.b = (a, ( x == 'y=' ))[1] -%}{% set c = 2 %}"
        );
    }

    #[test]
    fn what_only_looks_like_a_mark_stays() {
        for template in [
            "{# {% generation %} #}",
            "{{ '{% generation %}' }}",
            "{{ {'a': {'b': \"%}{% generation %}\"}} }}",
            "{% raw %}{% generation %}{% endraw %}",
            "{%- raw -%}{% generation %}{%- endraw -%}",
            "{% set generation = 1 %}{{ generation }}",
            "{% if x == '\\'{% generation %}' %}{% endif %}",
            "{",
            "{%",
            "{{ 'é",
            "{% raw %}{% generation %}",
            "{% x '\\",
        ] {
            assert_eq!(rewrite(template), (template.to_string(), 0), "{template}");
        }
    }
}
