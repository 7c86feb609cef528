//! Both engines, case by case.
//!
//! `tests/cases/dialect/*.json` holds small programs with what `CPython` returns for them, which a
//! Python test records again. Here each either gives the same in the engine, or is refused, or is
//! one of the known differences, whose result in the engine stands beside.

use agentscaler_core::state::{Value, read_value};
use monty::{MontyRun, RunProgress};
use monty_types::{DictPairs, MontyObject, PrintWriter, ResourceTracker};

use crate::program::check;

const CASES: &[(&str, &str)] = &[
    (
        "collections",
        include_str!("../../../../../tests/cases/dialect/collections.json"),
    ),
    (
        "containers",
        include_str!("../../../../../tests/cases/dialect/containers.json"),
    ),
    (
        "dates",
        include_str!("../../../../../tests/cases/dialect/dates.json"),
    ),
    (
        "formats",
        include_str!("../../../../../tests/cases/dialect/formats.json"),
    ),
    (
        "json",
        include_str!("../../../../../tests/cases/dialect/json.json"),
    ),
    (
        "math",
        include_str!("../../../../../tests/cases/dialect/math.json"),
    ),
    (
        "numbers",
        include_str!("../../../../../tests/cases/dialect/numbers.json"),
    ),
    (
        "patterns",
        include_str!("../../../../../tests/cases/dialect/patterns.json"),
    ),
    (
        "statements",
        include_str!("../../../../../tests/cases/dialect/statements.json"),
    ),
    (
        "strings",
        include_str!("../../../../../tests/cases/dialect/strings.json"),
    ),
];

fn run(program: MontyRun) -> String {
    let inputs = vec![
        MontyObject::None,
        MontyObject::Function {
            name: "refuse".into(),
            docstring: None,
        },
        MontyObject::Dict(DictPairs::from(vec![])),
    ];
    match program.start(inputs, ResourceTracker::default(), PrintWriter::Disabled) {
        Ok(RunProgress::Complete(MontyObject::String(text))) => text,
        Ok(_) => "something else than a text".to_owned(),
        Err(error) => {
            let kind = error.exc_type().to_string();
            format!("raises {}", kind.rsplit('.').next().unwrap_or_default())
        }
    }
}

/// What the check and the engine say of a program.
fn outcome(source: &str) -> Result<String, String> {
    match check("case.py", source) {
        Ok(checked) => Ok(run(checked.into_tools().remove(0).program)),
        Err(problems) => Err(problems[0].what.clone()),
    }
}

#[test]
fn engines_agree_on_all_cases_but_the_known() {
    let mut wrong = Vec::new();
    let mut agreed = 0;
    for (topic, text) in CASES {
        let cases = read_value(text.as_bytes()).unwrap();
        for case in cases.as_array().unwrap() {
            let text = |name| case.get(name).and_then(Value::as_str);
            let source = text("source").unwrap();
            let expected = match text("engine").or(text("cpython")) {
                Some(result) => Ok(result.to_owned()),
                None => Err("refused"),
            };
            let found = outcome(source);
            let right = match (&found, &expected) {
                (Ok(found), Ok(expected)) => found == expected,
                (Err(_), Err(_)) => true,
                _ => false,
            };
            agreed += usize::from(right && found.is_ok());
            if !right {
                wrong.push(format!(
                    "{topic}: {source:?}\n    {found:?}, not {expected:?}"
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(agreed > 500);
}
