//! Every diagnostic, as an author reads it.

use crate::program::check;

fn told(source: &str) -> String {
    let problems = match check("tools.py", source) {
        Ok(checked) => checked.warnings().to_vec(),
        Err(problems) => problems,
    };
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    told.join("\n")
}

macro_rules! refused {
    ($($name:ident),* $(,)?) => {$(
        #[test]
        fn $name() {
            let source = include_str!(concat!("refused/", stringify!($name), ".py"));
            insta::assert_snapshot!(stringify!($name), told(source));
        }
    )*};
}

refused!(
    calls, dates, lazy, names, operators, patterns, sets, signatures, statements, syntax,
    top_level, versions, warnings,
);

#[test]
fn a_long_line_is_shown_around_the_place() {
    let source = format!("def f(db):\n    return [{}print(1)]\n", "1, ".repeat(200));
    insta::assert_snapshot!("long_line", told(&source));
}

#[test]
fn problems_come_in_order_of_place_and_once() {
    let source = "def f(x):\n    del x\n    print(y)\n    print(y)\nimport os\n";
    let problems = check("tools.py", source).unwrap_err();
    let places: Vec<(usize, usize)> = problems.iter().map(|p| (p.line, p.column)).collect();
    let mut sorted = places.clone();
    sorted.sort_unstable();
    assert_eq!(places, sorted);
    assert_eq!(problems.len(), 7);
}

#[test]
fn no_more_than_a_hundred_problems_are_told() {
    let source = format!("def f(db):\n{}", "    print(nothing)\n".repeat(3_000));
    assert_eq!(check("tools.py", &source).unwrap_err().len(), 100);
}
