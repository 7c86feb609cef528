//! One call: its kinds, its content, and that it changes all or nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use agentscaler_core::state::{State, hex};
use agentscaler_runtime::{Kind, Limits, ToolResult, ToolSet};

const STATE: &[u8] = br##"{
    "orders": {"#1": {"status": "pending", "total": 9.50}, "#2": {"status": "shipped"}},
    "users": [{"id": 1, "name": "Ada"}, {"id": 2, "name": "Bob"}],
    "log": [],
    "settings": {"open": true}
}"##;

fn state() -> State {
    State::from_json(STATE, None).unwrap()
}

fn tools(source: &str) -> ToolSet {
    ToolSet::compile(source, None, Limits::default()).unwrap()
}

/// What a tool `t` with this body gives, and whether it left the state as it was.
fn run_with(body: &str, limits: Limits) -> (ToolResult, bool) {
    let source = format!("def t(db):\n    {}\n", body.replace('\n', "\n    "));
    let tools = ToolSet::compile(&source, None, limits).unwrap();
    let mut after = state();
    let result = tools.call(&mut after, "t", &"{}".into());
    let same = after.to_json() == state().to_json() && after.side() == state().side();
    (result, same)
}

fn run(body: &str) -> ToolResult {
    run_with(body, Limits::default()).0
}

fn content(body: &str) -> String {
    let result = run(body);
    assert_eq!(result.kind, Kind::Ok, "{result:?}");
    result.content
}

fn fault(body: &str) -> String {
    let (result, same) = run_with(body, Limits::default());
    assert_eq!(result.kind, Kind::Fault, "{result:?}");
    assert!(same, "{body}");
    assert!(result.detail.is_some());
    result.content
}

#[test]
fn content_is_what_json_dumps_writes() {
    for (returned, text) in [
        ("'plain \\u00e9 \"text\"'", "plain é \"text\""),
        ("None", "null"),
        (
            "[1, 2.0, 1e16, 1.5e-7, -0.0, True]",
            "[1, 2.0, 1e+16, 1.5e-07, -0.0, true]",
        ),
        (
            "{'b': (1, 'x'), 'a': {}, 'c': []}",
            r#"{"b": [1, "x"], "a": {}, "c": []}"#,
        ),
        ("10 ** 30", "1000000000000000000000000000000"),
        ("-(10 ** 30)", "-1000000000000000000000000000000"),
        (
            "[0.1 + 0.2, 1e22, 123456789.0]",
            "[0.30000000000000004, 1e+22, 123456789.0]",
        ),
        (
            "['\\u00e9', '\\n\\x1f\\x7f']",
            "[\"é\", \"\\n\\u001f\u{7f}\"]",
        ),
        (
            "db.get('orders', '#1')",
            r#"{"status": "pending", "total": 9.5}"#,
        ),
    ] {
        assert_eq!(content(&format!("return {returned}")), text);
    }
}

#[test]
fn what_is_no_json_is_a_fault_that_says_where() {
    for (returned, text) in [
        (
            "{'a': [1, {2}]}",
            "TypeError: the result[\"a\"][1] is a set, which JSON does not have; sort it into a list",
        ),
        (
            "{1: 2}",
            "TypeError: the result is a dict with the key 1; a key of JSON is a string",
        ),
        ("float('nan')", "ValueError: the result is NaN"),
        ("[float('inf')]", "ValueError: the result[0] is infinite"),
        (
            "b'x'",
            "TypeError: the result is of type bytes, which JSON does not have",
        ),
        (
            "db",
            "TypeError: the result is of type Database, which JSON does not have",
        ),
        (
            "10 ** 1000",
            "ValueError: the result is an integer of more than 1000 digits (integer_digits)",
        ),
    ] {
        assert_eq!(
            fault(&format!("return {returned}")),
            format!("the tool failed: {text}")
        );
    }
    assert_eq!(
        fault("x = []\nx.append(x)\nreturn x"),
        "the tool failed: ValueError: the result[0] is a part of itself"
    );
    assert_eq!(
        fault("x = 1\nfor i in range(127):\n    x = [x]\nreturn x"),
        "the tool failed: ValueError: the result is nested deeper than 126 levels"
    );
    assert!(content("x = 1\nfor i in range(126):\n    x = [x]\nreturn x").starts_with("[[["));
}

#[test]
fn only_a_call_that_is_ok_and_has_written_changes_anything() {
    let write = "db.insert('log', {'id': db.new_id('log'), 'at': db.now()})\ndb.random()\n";
    for (end, kind) in [
        ("refuse('no')", Kind::Refusal),
        ("raise ValueError('no')", Kind::Fault),
        ("return [{1}]", Kind::Fault),
        ("return 1 / 0", Kind::Fault),
        ("return 'x' * 2000000", Kind::Fault),
        ("return [x for x in range(10)][20]", Kind::Fault),
    ] {
        let (result, same) = run_with(&format!("{write}{end}"), Limits::default());
        assert_eq!(result.kind, kind, "{end}: {result:?}");
        assert!(same, "{end}");
    }
    // A call that only reads moves neither clock nor counters.
    assert!(run_with("return [db.new_id('log'), db.random()]", Limits::default()).1);
    assert!(!run_with(&format!("{write}return 1"), Limits::default()).1);
}

#[test]
fn the_clock_moves_by_a_second_with_a_write_and_stands_still_within_a_call() {
    let tools = tools(
        "def w(db):\n    a = db.now()\n    db.insert('log', {'x': 1})\n    return [a, db.now()]\n\ndef r(db):\n    return db.now()\n",
    );
    let mut state = state();
    state.side_mut().clock_us = 1_715_785_200_000_000;
    let call = |state: &mut State, name: &str| tools.call(state, name, &"{}".into()).content;
    assert_eq!(call(&mut state, "r"), "2024-05-15T15:00:00Z");
    assert_eq!(
        call(&mut state, "w"),
        r#"["2024-05-15T15:00:00Z", "2024-05-15T15:00:00Z"]"#
    );
    assert_eq!(call(&mut state, "r"), "2024-05-15T15:00:01Z");
    assert_eq!(call(&mut state, "r"), "2024-05-15T15:00:01Z");
}

#[test]
fn a_refusal_cannot_be_caught_and_nothing_runs_after_it() {
    let body = "try:\n    refuse('order not found')\nexcept Exception:\n    return 'caught'\nfinally:\n    db.insert('log', {'x': 1})";
    let (result, same) = run_with(body, Limits::default());
    assert_eq!(
        (result.kind, &*result.content),
        (Kind::Refusal, "order not found")
    );
    assert!(same && result.detail.is_none() && result.is_error());
    assert_eq!(
        fault("refuse(db.count('log'))"),
        "the tool failed: TypeError: refuse takes a string, not int"
    );
}

#[test]
fn what_the_database_raises_can_be_caught() {
    for (call, class) in [
        ("db.get('none', 'x')", "KeyError"),
        ("db.update('orders', 'none', {})", "KeyError"),
        ("db.insert('orders', {'a': {1}}, 'x')", "ValueError"),
        ("db.get(db.count('log'), 'x')", "TypeError"),
        (
            "db.find('log', **{'table': 'users', '': 1})['x']",
            "TypeError",
        ),
    ] {
        let body = format!("try:\n    {call}\nexcept {class} as e:\n    return 'caught'");
        assert_eq!(content(&body), "caught", "{call}");
    }
}

#[test]
fn the_detail_of_a_fault_has_lines_and_source() {
    let tools = tools(
        "def _price(row):\n    return row['price'] * 2\n\n\ndef total(db):\n    return _price(db.get('orders', '#1'))\n",
    );
    let result = tools.call(&mut state(), "total", &"{}".into());
    assert_eq!(result.content, "the tool failed: KeyError: price");
    assert_eq!(
        result.detail.unwrap(),
        "Traceback (most recent call last):\n  File \"tools.py\", line 6, in total\n    return _price(db.get('orders', '#1'))\n           ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n  File \"tools.py\", line 2, in _price\n    return row['price'] * 2\n           ~~~~~~~~~~~~\nKeyError: price"
    );
}

#[test]
fn counted_limits_end_a_run_and_cannot_be_caught() {
    let few = Limits {
        host_calls: 5,
        rows_read: 3,
        result_bytes: 10,
        ..Limits::default()
    };
    for (body, what) in [
        (
            "try:\n    for i in range(9):\n        db.now()\nexcept Exception:\n    return 1",
            "more than 5 calls of db",
        ),
        (
            "db.rows('users')\ndb.rows('users')",
            "more than 3 rows read",
        ),
        (
            "db.rows('users')\ndb.keys('users')",
            "more than 3 rows read",
        ),
        ("return 'x' * 11", "the result is longer than 10 bytes"),
        ("refuse('x' * 11)", "the result is longer than 10 bytes"),
    ] {
        let (result, same) = run_with(body, few.clone());
        assert_eq!(result.kind, Kind::Fault, "{body}: {result:?}");
        assert!(same);
        assert_eq!(
            result.content,
            format!("the tool failed: LimitReachedError: {what}")
        );
    }
    // Exactly at the limits all is well.
    let (result, _) = run_with(
        "for i in range(4):\n    db.now()\ndb.get('orders', 'x')\nreturn 'x' * 10",
        few,
    );
    assert_eq!(result.kind, Kind::Ok, "{result:?}");
}

#[test]
fn what_the_interpreter_holds_is_a_fault_on_every_machine() {
    assert!(fault("return 'ab' * 10 ** 9").contains("MemoryError: memory limit exceeded"));
    assert!(fault("return 10 ** 10 ** 7").contains("MemoryError"));
    let deep = tools("def _f(n):\n    return _f(n + 1)\n\ndef t(db):\n    return _f(0)\n");
    let result = deep.call(&mut state(), "t", &"{}".into());
    assert_eq!(
        result.content,
        "the tool failed: RecursionError: maximum recursion depth exceeded"
    );
}

#[test]
fn time_is_nobodys_fault() {
    let short = Limits {
        time: std::time::Duration::from_millis(20),
        host_calls: u64::MAX,
        ..Limits::default()
    };
    for body in [
        "while True:\n    pass",
        "db.insert('log', {'x': 1})\nwhile True:\n    db.now()",
    ] {
        let (result, same) = run_with(body, short.clone());
        assert_eq!(result.kind, Kind::Infrastructure, "{result:?}");
        assert!(same);
        assert_eq!(
            result.content,
            "the tool gave no answer: it took more than 20ms"
        );
    }
    // A program that says so itself has failed.
    let result = run("raise TimeoutError('time limit exceeded: 1s > 1s')");
    assert_eq!(result.kind, Kind::Fault);
}

#[test]
fn nothing_outside_is_reachable() {
    for body in [
        "import os\nreturn os.getenv('HOME')",
        "from datetime import datetime\nx = datetime.now\nreturn str(x())",
        "return undefined_name",
    ] {
        let source = format!("def t(db):\n    {}\n", body.replace('\n', "\n    "));
        // The dialect refuses most of it; what it lets through must fail.
        if let Ok(tools) = ToolSet::compile(&source, None, Limits::default()) {
            let result = tools.call(&mut state(), "t", &"{}".into());
            assert_eq!(result.kind, Kind::Fault, "{body}: {result:?}");
        }
    }
}

#[test]
fn arguments_that_do_not_fit_are_told_in_words() {
    let tools = tools(
        "def cancel(db, order_id: str, n: int = 1, tags: list = None):\n    return [order_id, n]\n",
    );
    let mut state = state();
    let digest = hex(&state.digest());
    let mut told = |arguments: &str| {
        let result = tools.call(&mut state, "cancel", &arguments.into());
        (result.kind, result.content)
    };
    let (kind, content) = told(r#"{"order_id": "x", "n": 2}"#);
    assert_eq!((kind, &*content), (Kind::Ok, r#"["x", 2]"#));
    for (arguments, what) in [
        (
            r#"{"order_id": 5}"#,
            "order_id: 5 is not of type \"string\"",
        ),
        (r"{}", "order_id: is required"),
        (
            r#"{"order_id": "x", "who": 1}"#,
            "who: not an argument that is known",
        ),
        (r"[]", "expected a JSON object, found array"),
        (
            r#"{"order_id": "x""#,
            "malformed JSON: the text ends in the middle of a value at line 1, column 17, in $",
        ),
        (
            r#"{"order_id": "x", "order_id": "y"}"#,
            "malformed JSON: an object that has one name twice at line 1, column 1, in $[\"order_id\"]",
        ),
    ] {
        let expected = format!("invalid arguments for cancel: {what}");
        assert_eq!(
            told(arguments),
            (Kind::InvalidCall, expected),
            "{arguments}"
        );
    }
    let (kind, content) = told(r#"{"order_id": 5, "n": "x"}"#);
    assert_eq!(kind, Kind::InvalidCall);
    assert!(
        content.contains("order_id: 5") && content.contains("; n: "),
        "{content}"
    );
    let long = format!(r#"{{"order_id": ["{}"]}}"#, "x".repeat(10_000));
    assert!(told(&long).1.len() < 500);
    let big = format!(r#"{{"order_id": "x", "n": {}}}"#, "9".repeat(1_001));
    assert!(told(&big).1.contains("an integer of more than 1000 digits"));
    let huge = format!(r#"{{"order_id": "{}"}}"#, "x".repeat(1 << 20));
    assert!(told(&huge).1.contains("bytes of JSON"));
    let result = tools.call(&mut state, "nothing", &"{}".into());
    assert_eq!(
        (result.kind, &*result.content),
        (
            Kind::InvalidCall,
            "there is no tool \"nothing\"; the tools are cancel"
        )
    );
    assert_eq!(hex(&state.digest()), digest);
}
