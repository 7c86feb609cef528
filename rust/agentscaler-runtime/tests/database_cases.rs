//! `db` on the golden cases that Python reads as well.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

use std::path::PathBuf;
use std::sync::Arc;

use agentscaler_core::state::{Object, Schema, State, Value, read_value};
use agentscaler_runtime::{Arguments, Kind, Limits, ToolSet};

fn cases_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases")
}

fn at<'a>(value: &'a Value, name: &str) -> &'a Value {
    value.get(name).unwrap_or(&Value::Null)
}

fn integer<T: TryFrom<i128>>(value: &Value) -> T {
    let number: i128 = value.to_string().parse().expect("an integer");
    T::try_from(number).ok().expect("an integer in range")
}

fn opened(case: &Value) -> State {
    let schema = match at(case, "schema") {
        Value::Null => None,
        schema => Some(Arc::new(Schema::from_value(schema.clone()).unwrap())),
    };
    let mut state = State::from_value(at(case, "state"), schema).unwrap();
    state.side_mut().seed = integer(at(case, "seed"));
    state.side_mut().clock_us = integer(at(case, "clock_us"));
    state
}

/// What an operation gave or raised, as the cases write it.
fn outcome(operation: &Value) -> Value {
    let fields = ["gives", "raises"].into_iter();
    let fields = fields.filter_map(|name| Some((name.into(), operation.get(name)?.clone())));
    Value::Object(Object::from_pairs(fields))
}

fn side(state: &State) -> Value {
    let side = state.side();
    let counters = side.counters().map(|(name, count)| {
        let count = i64::try_from(count).expect("a small count");
        (name.clone(), Value::from(count))
    });
    Value::Object(Object::from_pairs([
        ("clock_us".into(), Value::from(side.clock_us)),
        (
            "drawn".into(),
            Value::from(i64::try_from(side.drawn).expect("few")),
        ),
        (
            "counters".into(),
            Value::Object(Object::from_pairs(counters)),
        ),
    ]))
}

/// Checks what the operations that raise say, each at its place.
fn messages(tools: &ToolSet, state: &mut State, operations: &[Value]) {
    for (number, operation) in operations.iter().enumerate() {
        let Some(message) = at(operation, "message").as_str() else {
            continue;
        };
        let until_here = Value::Array(operations[..=number].into());
        let given = Object::from_pairs([("operations".into(), until_here)]);
        let result = tools.call(state, "last", &Arguments::Object(given));
        let raises = at(operation, "raises").as_str().unwrap();
        let said = format!("the tool failed: {raises}: {message}");
        assert_eq!((result.kind, result.content), (Kind::Fault, said));
    }
}

#[test]
fn every_operation_gives_or_raises_what_the_cases_say() {
    let source = std::fs::read_to_string(cases_folder().join("database_play.py")).unwrap();
    let tools = ToolSet::compile(&source, None, Limits::default()).unwrap();
    let cases = std::fs::read(cases_folder().join("database.json")).unwrap();
    let cases = read_value(&cases).unwrap();
    let mut seen = 0;
    for case in cases.as_array().unwrap() {
        let name = at(case, "name");
        let mut state = opened(case);
        for call in at(case, "calls").as_array().unwrap() {
            messages(
                &tools,
                &mut state,
                at(call, "operations").as_array().unwrap(),
            );
            let given = Object::from_pairs(
                ["operations", "end"].map(|name| (name.into(), at(call, name).clone())),
            );
            let result = tools.call(&mut state, "play", &Arguments::Object(given));
            assert_eq!(
                result.kind.as_str(),
                at(call, "kind").as_str().unwrap(),
                "{name}"
            );
            if let Some(content) = call.get("content") {
                assert_eq!(Some(result.content.as_str()), content.as_str(), "{name}");
            } else {
                let outcomes = read_value(result.content.as_bytes()).unwrap();
                let operations = at(call, "operations").as_array().unwrap();
                let outcomes = outcomes.as_array().unwrap();
                assert_eq!(outcomes.len(), operations.len(), "{name}");
                for (given, expected) in outcomes.iter().zip(operations) {
                    // As texts: values that are equal may still be written in another way.
                    assert_eq!(
                        given.to_string(),
                        outcome(expected).to_string(),
                        "{name}: {expected}"
                    );
                    seen += 1;
                }
            }
            assert_eq!(state.to_json(), at(call, "state").to_string(), "{name}");
            assert_eq!(side(&state), *at(call, "side"), "{name}");
        }
    }
    assert!(seen > 180, "{seen} operations");
}
