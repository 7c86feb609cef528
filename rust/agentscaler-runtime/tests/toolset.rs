//! What a list of tools must be, and what it is told where it is not.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use agentscaler_core::state::{State, Value, read_value};
use agentscaler_runtime::{Error, Kind, Limits, ToolSet};

const SOURCE: &str = "def find(db, user_id, limit=10):\n    \"\"\"Find a user.\"\"\"\n    return 1\n\n\ndef _help(x):\n    return x\n";

fn value(json: &str) -> Value {
    read_value(json.as_bytes()).unwrap()
}

fn compile(tools: &str) -> Result<ToolSet, Error> {
    ToolSet::compile(SOURCE, Some(&value(tools)), Limits::default())
}

fn problems(tools: &str) -> Vec<String> {
    match compile(tools) {
        Err(Error::Tools { problems }) => problems
            .into_iter()
            .map(|problem| format!("{}: {}", problem.tool, problem.what))
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn without_a_list_every_public_function_is_a_tool() {
    let tools = ToolSet::compile(SOURCE, None, Limits::default()).unwrap();
    assert_eq!(tools.names().collect::<Vec<_>>(), ["find"]);
    let tool = &tools.tools().as_array().unwrap()[0];
    assert_eq!(
        tool.get("description").unwrap(),
        &Value::from("Find a user.")
    );
    let parameters = tool.get("parameters").unwrap();
    assert_eq!(
        parameters.get("required").unwrap(),
        &value(r#"["user_id"]"#)
    );
}

#[test]
fn both_forms_of_a_list_are_read() {
    let parameters =
        r#"{"type": "object", "properties": {"user_id": {}}, "required": ["user_id"]}"#;
    let bare = compile(&format!(
        r#"[{{"name": "find", "parameters": {parameters}}}]"#
    ))
    .unwrap();
    let wrapped = compile(&format!(
        r#"[{{"type": "function", "function": {{"name": "find", "parameters": {parameters}}}}}]"#
    ))
    .unwrap();
    assert_eq!(bare.tools(), wrapped.tools());
    assert_eq!(bare.digest(), wrapped.digest());
    assert_ne!(
        bare.digest(),
        ToolSet::compile(SOURCE, None, Limits::default())
            .unwrap()
            .digest()
    );
}

#[test]
fn every_misfit_is_told() {
    assert_eq!(problems("{}"), ["tools: expected a list, found object"]);
    assert_eq!(
        problems(r#"[5, {}, {"name": 3}, {"name": "find"}, {"name": "find"}, {"name": "_help"}]"#),
        [
            "tools[0]: expected an object, found number",
            "tools[1]: it has no name",
            "tools[2]: name: expected a string, found number",
            "find: stands in the list twice",
            "_help: the program has no public function help",
        ]
    );
    assert_eq!(
        problems(
            r#"[{"name": "find", "parameters": {"type": "object", "properties": {"limit": {}, "who": {}}, "required": ["which"]}}]"#
        ),
        [
            "find: the function takes no argument \"who\"",
            "find: the function takes no argument \"which\"",
            "find: the function needs \"user_id\", which the schema does not have",
        ]
    );
    assert_eq!(
        problems(r#"[{"name": "find", "parameters": {"properties": {"user_id": {}}}}]"#),
        ["find: the function needs \"user_id\", which the schema lets be left out"]
    );
}

#[test]
fn a_schema_that_is_none_or_leads_outside_is_refused() {
    for (schema, what) in [
        (r#"{"type": "string"}"#, "\"nothing\""),
        (r#"{"$ref": "http://example.com/x.json"}"#, "example.com"),
        (r#"{"$ref": "file:///etc/passwd"}"#, "passwd"),
        (r##"{"$ref": "#/$defs/none"}"##, "none"),
        (r#"{"pattern": "("}"#, "("),
        (r#"{"type": "nothing"}"#, "nothing"),
    ] {
        let tools = format!(
            r#"[{{"name": "find", "parameters": {{"type": "object", "properties": {{"user_id": {schema}, "limit": {{"type": "int"}}}}, "required": ["user_id"]}}}}]"#
        );
        let tools = if schema.contains("string") {
            tools.replace("\"int\"", "\"nothing\"")
        } else {
            tools.replace(r#", "limit": {"type": "int"}"#, "")
        };
        let told = problems(&tools);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].contains("no JSON Schema") && told[0].contains(what),
            "{told:?}"
        );
    }
}

#[test]
fn a_source_that_is_no_program_is_told_with_its_line() {
    let error = ToolSet::compile(
        "x = 1\ndef f(db, 5):\n    return 1\n",
        None,
        Limits::default(),
    )
    .unwrap_err();
    assert!(error.to_string().contains("tools.py:2:"), "{error}");
}

/// What the agent is told of one argument `user_id` under this schema; `None`: it fits.
fn told(schema: &str, given: &str) -> Option<String> {
    let tools = compile(&format!(
        r#"[{{"name": "find", "parameters": {{"type": "object", "properties": {{"user_id": {schema}}}, "required": ["user_id"]}}}}]"#
    ));
    let mut state = State::from_json(b"{}", None).unwrap();
    let arguments = format!(r#"{{"user_id": {given}}}"#);
    let result = tools
        .unwrap()
        .call(&mut state, "find", &arguments.as_str().into());
    let prefix = "invalid arguments for find: ";
    (result.kind == Kind::InvalidCall).then(|| result.content.strip_prefix(prefix).unwrap().into())
}

#[test]
fn no_schema_makes_endless_work() {
    let long = format!("\"{}b\"", "a".repeat(50_000));
    // Linear time, whatever the pattern.
    assert!(
        told(r#"{"pattern": "^(a+)+$"}"#, &long)
            .unwrap()
            .contains("does not match")
    );
    // Look-around needs an engine that goes back, and is stopped.
    assert!(told(r#"{"pattern": "^(?=(a+)+$)"}"#, &long).is_some());
    assert_eq!(told(r#"{"pattern": "^(?=a)a"}"#, &long), None);
    assert!(told(r#"{"minLength": 1000000000000}"#, &long).is_some());
    assert!(
        told(
            r#"{"type": "array", "uniqueItems": true, "minItems": 1e9}"#,
            "[1, 1]"
        )
        .is_some()
    );
    // Forty definitions that each ask twice for the next one.
    let doubled = (0..40).fold(r#"{"type": "null"}"#.to_owned(), |schema, _| {
        format!(r#"{{"anyOf": [{schema}, {{"type": "integer"}}]}}"#)
    });
    assert!(told(&doubled, "\"x\"").is_some());
    assert_eq!(told(&doubled, "1"), None);
}

#[test]
fn the_alternatives_that_did_not_fit_are_told() {
    assert_eq!(
        told(r#"{"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "integer"}}]}"#, r#"["x"]"#),
        Some(
            "user_id: [\"x\"] fits none of the alternatives: \
             user_id: [\"x\"] is not of type \"string\"; user_id[0]: \"x\" is not of type \"integer\""
                .into()
        )
    );
    assert_eq!(
        told(r#"{"enum": ["a", "b"]}"#, "\"c\""),
        Some("user_id: \"c\" is not one of \"a\" or \"b\"".into())
    );
    assert_eq!(told(r#"{"type": "integer"}"#, "1.0"), None);
}
