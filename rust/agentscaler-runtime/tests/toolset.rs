//! What a list of tools must be, and what it is told where it is not.

use agentscaler_core::state::{Value, read_value};
use agentscaler_runtime::{Error, Limits, ToolSet};

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
    assert_eq!(tool.get("description").unwrap(), &Value::from("Find a user."));
    let parameters = tool.get("parameters").unwrap();
    assert_eq!(parameters.get("required").unwrap(), &value(r#"["user_id"]"#));
}

#[test]
fn both_forms_of_a_list_are_read() {
    let parameters = r#"{"type": "object", "properties": {"user_id": {}}, "required": ["user_id"]}"#;
    let bare = compile(&format!(r#"[{{"name": "find", "parameters": {parameters}}}]"#)).unwrap();
    let wrapped = compile(&format!(
        r#"[{{"type": "function", "function": {{"name": "find", "parameters": {parameters}}}}}]"#
    ))
    .unwrap();
    assert_eq!(bare.tools(), wrapped.tools());
    assert_eq!(bare.digest(), wrapped.digest());
    assert_ne!(
        bare.digest(),
        ToolSet::compile(SOURCE, None, Limits::default()).unwrap().digest()
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
            "_help: the program has no public function of this name",
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
        assert!(told[0].contains("no JSON Schema") && told[0].contains(what), "{told:?}");
    }
}

#[test]
fn a_source_that_is_no_program_is_told_with_its_line() {
    let error = ToolSet::compile("x = 1\ndef f(db, 5):\n    return 1\n", None, Limits::default()).unwrap_err();
    assert!(error.to_string().contains("tools.py:2:"), "{error}");
}
