//! Texts that are made to break the check: each is told what is wrong with it, and none of them
//! overflows the stack of a test thread, which is 2 MiB.

use proptest::prelude::*;

use crate::program::{Diagnostic, check};

fn problems(source: &str) -> Vec<Diagnostic> {
    check("tools.py", source).err().unwrap_or_default()
}

fn tool(expression: &str) -> String {
    format!("def f(db, a=1):\n    return {expression}\n")
}

macro_rules! hostile {
    ($($name:ident: $source:expr;)*) => {$(
        #[test]
        fn $name() {
            let source: String = $source;
            let found = problems(&source);
            assert!(!found.is_empty());
            for problem in found {
                assert!(!problem.what.is_empty() && problem.text.len() <= source.len());
                assert!(problem.to_string().chars().count() < 2_000);
            }
        }
    )*};
}

hostile! {
    additions: tool(&format!("a{}", "+a".repeat(100_000)));
    additions_beyond_the_size: tool(&format!("a{}", "+a".repeat(200_000)));
    powers: tool(&"a**".repeat(80_000));
    open_brackets: tool(&"(".repeat(200_000));
    brackets: tool(&format!("{}{}", "(".repeat(100_000), ")".repeat(100_000)));
    lists: tool(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)));
    dicts: tool(&format!("{}1{}", "{1:".repeat(60_000), "}".repeat(60_000)));
    attributes: tool(&format!("a{}", ".b".repeat(100_000)));
    subscripts: tool(&format!("a{}", "[0]".repeat(80_000)));
    calls: tool(&format!("f{}", "()".repeat(100_000)));
    negations: tool(&format!("{}a", "not ".repeat(60_000)));
    minuses: tool(&format!("{}a", "-".repeat(200_000)));
    choices: tool(&format!("{}a", "a if a else ".repeat(20_000)));
    choices_by_hundreds: tool(&format!("{}a", "a if a else ".repeat(150)));
    lambdas: tool(&format!("{}a", "lambda: ".repeat(30_000)));
    lambdas_with_commas: tool(&format!("{}a", "lambda a, b: ".repeat(15_000)));
    comprehensions: tool(&format!("{}a{}", "[".repeat(10_000), " for a in a]".repeat(10_000)));
    walruses: tool(&format!("{}a{}", "(a:=".repeat(40_000), ")".repeat(40_000)));
    awaits: tool(&format!("{}a", "await ".repeat(40_000)));
    stars: tool(&format!("f({}a)", "*".repeat(200_000)));
    f_strings: tool(&format!("{}a{}", "f'{".repeat(50_000), "}'".repeat(50_000)));
    f_string_specs: tool(&format!("f'{{a{}{}'", ":{a".repeat(50_000), "}".repeat(50_001)));
    f_string_in_trouble: tool(&format!("f\"{{'{}", "+a".repeat(100_000)));
    f_string_open_quote: tool(&format!("f'{{\"{}'", "+a".repeat(100_000)));
    elif_chain: format!("def f(db, a):\n    if a:\n        pass\n{}", "    elif a:\n        pass\n".repeat(9_000));
    blocks: (0..700).map(|n| " ".repeat(n) + "if 1:\n").collect::<String>();
    functions_in_functions: (0..700).map(|n| " ".repeat(n) + "def f():\n").collect::<String>();
    comparisons: tool(&format!("a{} + True", " < a".repeat(60_000)));
    conjunctions: tool(&format!("a{} + True", " and a".repeat(40_000)));
    strings: tool(&format!("{} + True", "'a' ".repeat(60_000)));
    patterns: format!("def f(db, a):\n    match a:\n        case {}a{}: pass\n", "[".repeat(90_000), "]".repeat(90_000));
    alternatives: format!("def f(db, a):\n    match a:\n        case {}1: pass\n", "1 | ".repeat(60_000));
    decorators: format!("{}def f(db): pass\n", "@a\n".repeat(80_000));
    annotations: format!("def f(db, a: {}int{}): return a\n", "list[".repeat(30_000), "]".repeat(30_000));
    targets: format!("def f(db, a):\n    {}b = a\n", "b = ".repeat(50_000) + "print() = ");
    imports: format!("import {}\n", "a.".repeat(100_000) + "a");
    digits: tool(&"9".repeat(250_000));
    backslashes: "\\\n".repeat(100_000);
    nul: "def f(db):\n    return '\0'\n".to_owned();
    unclosed_string: format!("def f(db):\n    return '''{}", "x".repeat(200_000));
    many_functions: "def _f(): pass\n".repeat(17_000);
    many_nodes: tool(&format!("[{}]", "a,".repeat(100_000)));
    unknown_names: (0..20_000).fold("def f(db):\n".to_owned(), |text, n| text + &format!("    n{n}\n"));
    chains_of_sets: (0..5_000).fold("def f(db):\n    a0 = {1}\n".to_owned(), |text, n| text + &format!("    a{} = a{n}\n", n + 1)) + "    return list(a1)\n";
    regex: format!("import re\n{}", tool(&format!("re.match('{}', a)", "(".repeat(100_000))));
    shared_helper: (0..1_900).fold(format!("def _h(db): return '{}'\n", "x".repeat(100_000)), |text, n| text + &format!("def f{n}(db): return _h(db)\n"));
    carriage_returns: "def f(db):\r    del db\r".to_owned();
    byte_order_mark: "\u{feff}def f(db):\n    del db\n".to_owned();
    form_feeds: "\u{c}def f(db):\n    del db\n".to_owned();
    fullwidth_underscores: "def f(db):\n    return db.\u{ff3f}\u{ff3f}class\u{ff3f}\u{ff3f}\n".to_owned();
}

/// Pieces that a random program is put together from.
const PIECES: &[&str] = &[
    "def f(db, a):\n",
    "    ",
    "\n",
    "return ",
    "a",
    "db",
    ".get(",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    "=",
    "+",
    "-",
    "*",
    "**",
    "%",
    "if ",
    "else ",
    "elif ",
    "for ",
    "in ",
    "while ",
    "lambda ",
    "not ",
    "and ",
    "or ",
    "is ",
    "'",
    "\"",
    "f'",
    "'''",
    "\\",
    "#",
    "1",
    "0x",
    "1e9",
    "import ",
    "from ",
    "re",
    "json",
    "datetime",
    "class ",
    "async ",
    "await ",
    "yield ",
    "with ",
    "try:\n",
    "except ",
    "finally:\n",
    "match ",
    "case ",
    "@",
    ":=",
    "->",
    "...",
    ";",
    "é",
    "set(",
    "refuse(",
    "round(",
    "r'(\\d+)$'",
    "global ",
    "nonlocal ",
    "__x__",
    "\t",
    "!",
    "$",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_bytes_are_checked(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = check("tools.py", &String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_text_is_checked(text in ".{0,200}") {
        for problem in problems(&text) {
            let _ = problem.to_string();
        }
    }

    #[test]
    fn anything_like_python_is_checked(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)
    ) {
        let text = pieces.concat();
        let found = problems(&text);
        for pair in found.windows(2) {
            prop_assert!((pair[0].line, pair[0].column) <= (pair[1].line, pair[1].column));
        }
        for problem in found {
            prop_assert!(!problem.to_string().is_empty());
        }
    }
}
