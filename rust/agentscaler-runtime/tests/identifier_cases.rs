//! Names of tools and arguments, on the golden cases that Python reads as well.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::PathBuf;

use agentscaler_core::state::{State, Value, read_value};
use agentscaler_runtime::{Arguments, Error, Limits, ToolSet, identifier};
use proptest::prelude::*;

fn cases(part: &str) -> Vec<Value> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/identifier.json");
    let cases = read_value(&std::fs::read(path).unwrap()).unwrap();
    cases.get(part).unwrap().as_array().unwrap().to_vec()
}

fn texts(value: &Value) -> Vec<&str> {
    let items = value.as_array().unwrap().iter();
    items.map(|item| item.as_str().unwrap()).collect()
}

#[test]
fn names_have_the_form_that_is_recorded() {
    for case in cases("names") {
        let [name, form] = texts(&case)[..] else {
            panic!("{case}");
        };
        assert_eq!(identifier(name), form, "{case}");
    }
}

#[test]
fn lists_with_names_of_an_api_do_what_is_recorded() {
    for case in cases("sets") {
        let text = |field: &str| case.get(field).unwrap().as_str().unwrap();
        let made = ToolSet::compile(text("source"), case.get("tools"), Limits::default());
        match (made, case.get("problems")) {
            (Ok(tools), None) => play(&tools, case.get("calls").unwrap()),
            (Err(Error::Tools { problems }), Some(recorded)) => {
                let told = problems.iter();
                let told: Vec<_> = told
                    .map(|one| vec![&one.tool[..], &one.what[..], &one.instead[..]])
                    .collect();
                let recorded = recorded.as_array().unwrap().iter();
                assert_eq!(
                    told,
                    recorded.map(texts).collect::<Vec<_>>(),
                    "{}",
                    text("name")
                );
            }
            (made, _) => panic!("{}: {made:?}", text("name")),
        }
    }
}

fn play(tools: &ToolSet, calls: &Value) {
    for call in calls.as_array().unwrap() {
        let [name, arguments, kind, content] = call.as_array().unwrap() else {
            panic!("{call}");
        };
        let arguments = Arguments::Object(arguments.as_object().unwrap().clone());
        let mut state = State::from_json(b"{}", None).unwrap();
        let result = tools.call(&mut state, name.as_str().unwrap(), &arguments);
        let found = (result.kind.as_str(), result.content.as_str());
        let recorded = (kind.as_str().unwrap(), content.as_str().unwrap());
        assert_eq!(found, recorded, "{call}");
    }
}

#[test]
fn a_name_is_a_part_of_what_tools_are() {
    let digest = |name: &str| {
        let tools = format!(
            r#"[{{"name": "{name}", "parameters": {{"properties": {{"{name}": {{}}}}}}}}]"#
        );
        let tools = read_value(tools.as_bytes()).unwrap();
        let source = "def get_user(db, get_user=1):\n    return get_user\n";
        let made = ToolSet::compile(source, Some(&tools), Limits::default());
        made.unwrap().digest().to_owned()
    };
    assert_eq!(digest("get-user"), digest("get-user"));
    assert_ne!(digest("get-user"), digest("get user"));
    assert_ne!(digest("get-user"), digest("get_user"));
}

proptest! {
    #[test]
    fn every_name_has_a_form_that_compiles_and_is_its_own(name in any::<String>()) {
        let form = identifier(&name);
        prop_assert_eq!(&identifier(&form), &form);
        let source = format!("def {form}(db, {form}):\n    return {form}\n");
        let made = ToolSet::compile(&source, None, Limits::default());
        prop_assert!(made.is_ok(), "{:?}", made);
    }
}
