//! What hostile input and long lives must not do to a state.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use agentscaler_core::state::{Object, State, StateDiff, Value, read_value};

fn json(text: &str) -> Value {
    read_value(text.as_bytes()).unwrap()
}

fn state(text: &str) -> State {
    State::from_json(text.as_bytes(), None).unwrap()
}

fn diff(text: &str) -> StateDiff {
    StateDiff::from_json(text.as_bytes()).unwrap()
}

fn refused(state: &State, change: &StateDiff) -> String {
    let mut fork = state.fork();
    let error = fork.apply(change).unwrap_err();
    assert_eq!(fork.to_json(), state.to_json(), "all changes or none");
    error.to_string()
}

#[test]
fn hostile_diffs_are_refused_without_a_trace() {
    let base = state(r#"{"l":[{"v":[1,2]},{"v":7},{"v":7}],"d":[1,2]}"#);
    let cells = |cells: &str| {
        let head = r#"{"format_version":1,"tables":[{"table":"d","kind":"document","cells":"#;
        diff(&format!("{head}[{cells}]}}]}}"))
    };
    // Items that leave in another order than the engine itself writes them.
    let mut fork = base.fork();
    let both = r#"{"path":[1],"old":2},{"path":[0],"old":1}"#;
    fork.apply(&cells(both)).unwrap();
    assert_eq!(
        fork.to_json(),
        r#"{"l":[{"v":[1,2]},{"v":7},{"v":7}],"d":[]}"#
    );
    let twice = r#"{"path":[1],"old":2},{"path":[0],"old":1,"new":3},{"path":[1],"old":2}"#;
    refused(&base, &cells(twice));
    for path in ["[9]", "[0,0]", r#"["x"]"#, "[]", r#"[0,"x"]"#] {
        refused(
            &base,
            &cells(&format!(r#"{{"path":{path},"old":1,"new":2}}"#)),
        );
        refused(&base, &cells(&format!(r#"{{"path":{path},"old":1}}"#)));
    }
    let rows = |rows: &str| {
        let head = r#"{"format_version":1,"tables":[{"table":"l","kind":"ordered","rows":"#;
        diff(&format!("{head}[{rows}]}}]}}"))
    };
    // The same row leaves twice: its neighbour would have gone with it, unseen.
    let twice =
        r#"{"op":"removed","from":1,"row":{"v":7}},{"op":"removed","from":1,"row":{"v":7}}"#;
    assert!(refused(&base, &rows(twice)).contains("two changes of one row"));
    let twice = r#"{"op":"added","to":1,"row":{}},{"op":"added","to":1,"row":{"v":1}}"#;
    assert!(refused(&base, &rows(twice)).contains("two changes of one row"));
    refused(&base, &rows(r#"{"op":"added","to":99,"row":{}}"#));
    refused(&base, &rows(r#"{"op":"removed","from":99,"row":{}}"#));
    refused(&base, &rows(r#"{"op":"changed","from":0,"cells":[]}"#));
}

#[test]
fn nothing_that_is_written_is_too_deep_to_be_read_back() {
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    let mut state = state(r#"{"k":{"a":{"v":null}},"l":[{"v":null}],"d":5}"#);
    let before = state.to_json();
    // A row may have 126 levels: itself, and 125 below.
    let cell = |levels: usize| Object::from_pairs([("v".into(), json(&nested(levels)))]);
    let key = [Value::from("a")];
    for levels in [126, 127] {
        let row = || Value::Object(cell(levels));
        assert!(state.update("k", &key, &cell(levels)).is_err());
        assert!(state.put("k", &key, row()).is_err());
        assert!(state.insert("k", &[Value::from("b")], row()).is_err());
        assert!(state.put_at("l", 0, row()).is_err());
        assert!(state.insert_at("l", 0, row()).is_err());
    }
    assert!(state.set_table(&"d".into(), json(&nested(128))).is_err());
    assert!(state.set_document("d", json(&nested(128))).is_err());
    // Through diffs, which reach into a row, levels would add up.
    let path = r#""v","#.repeat(2);
    let deep = nested(100);
    let change = format!(
        r#"{{"format_version":1,"tables":[{{"table":"k","kind":"keyed","rows":[{{"op":"changed",
        "key":"a","cells":[{{"path":["v"],"old":null,"new":{deep}}}]}}]}}]}}"#
    );
    state.apply(&diff(&change)).unwrap();
    let inner = "0,".repeat(99);
    let change = format!(
        r#"{{"format_version":1,"tables":[{{"table":"k","kind":"keyed","rows":[{{"op":"changed",
        "key":"a","cells":[{{"path":["v",{}],"new":{deep}}}]}}]}}]}}"#,
        inner.trim_end_matches(',')
    );
    assert!(state.apply(&diff(&change)).is_err(), "{path}");
    assert_ne!(state.to_json(), before);
    state.update("k", &key, &cell(125)).unwrap();
    state.set_table(&"d".into(), json(&nested(127))).unwrap();
    let text = state.to_json();
    assert_eq!(
        State::from_json(text.as_bytes(), None).unwrap().to_json(),
        text
    );
    assert_eq!(
        State::from_snapshot(&state.to_snapshot())
            .unwrap()
            .to_json(),
        text
    );
}

#[test]
fn a_snapshot_keeps_how_tables_are_stored() {
    let id = |id: i64| [Value::from(id)];
    let mut lived =
        state(r#"{"a":[],"b":[{"id":1},{"id":1,"x":2}],"c":[{"n":1},{"n":2}],"k":{"r":{}}}"#);
    // Rows that came later, a second key that went, rows that are no objects.
    lived.insert_at("a", 0, json(r#"{"id":1}"#)).unwrap();
    lived.delete_at("b", 1).unwrap();
    lived.put_at("c", 0, json(r#"{"n":2,"id":9}"#)).unwrap();
    lived.put_at("c", 1, json(r#"{"n":3,"id":8}"#)).unwrap();
    lived.put("k", &[Value::from("r")], Value::from(5)).unwrap();
    let read = State::from_snapshot(&lived.to_snapshot()).unwrap();
    assert_eq!(read.tables(), lived.tables());
    assert_eq!(read.digest(), lived.digest());
    assert!(read.changes().is_empty());
    for table in ["a", "b", "c"] {
        for key in [id(1), id(2), id(3), id(9)] {
            assert_eq!(
                read.get(table, &key).map_err(|e| e.to_string()),
                lived.get(table, &key).map_err(|e| e.to_string()),
                "{table}"
            );
        }
    }
    assert_eq!(read.to_snapshot(), lived.to_snapshot());
}

#[test]
fn a_snapshot_may_hold_any_count() {
    let mut state = state("{}");
    state.side_mut().drawn = u64::MAX;
    state.side_mut().set_count(&"t".into(), u64::MAX);
    let mut read = State::from_snapshot(&state.to_snapshot()).unwrap();
    assert_eq!(read.side(), state.side());
    read.side_mut().draw();
    assert_eq!(read.side_mut().count(&"t".into()), 0);
}

/// Keys whose hashes are all equal: the multiplication inside meets a zero.
fn colliding(count: usize) -> Vec<String> {
    const A: u64 = 0x9e37_79b9_7f4a_7c15;
    const B: u64 = 0xe703_7ed1_a0b4_28db;
    let tail = (16_u64..100_000).find_map(|length| {
        let start = (A ^ length.wrapping_mul(B)).to_le_bytes();
        let word = std::str::from_utf8(&start).ok()?;
        Some((usize::try_from(length).ok()?, word.to_string()))
    });
    let (length, word) = tail.unwrap();
    let key = |i: usize| format!("{i:08}{word}{}", "x".repeat(length - 16));
    (0..count).map(key).collect()
}

#[test]
fn keys_of_one_hash_are_told_apart() {
    let keys = colliding(60);
    let row = |key: &str, v: usize| format!("{}:{{\"v\":{v}}}", Value::from(key));
    let text = |keys: &[&String]| {
        let rows: Vec<String> = keys.iter().map(|key| row(key, key.len())).collect();
        format!("{{\"t\":{{{}}}}}", rows.join(","))
    };
    let whole = state(&text(&keys.iter().collect::<Vec<_>>()));
    let mut state = state(r#"{"t":{}}"#);
    for key in keys.iter().rev() {
        let row = json(&format!("{{\"v\":{}}}", key.len()));
        state
            .insert("t", &[Value::from(key.as_str())], row)
            .unwrap();
    }
    assert_eq!(state.digest(), whole.digest());
    for key in keys.iter().skip(20) {
        state.delete("t", &[Value::from(key.as_str())]).unwrap();
    }
    let few: Vec<&String> = keys.iter().take(20).collect();
    assert_eq!(state.digest(), self::state(&text(&few)).digest());
    assert_eq!(whole.diff(&state).tables().len(), 1);
    let mut again = whole.fork();
    again.apply(&whole.diff(&state)).unwrap();
    assert_eq!(again, state);
}

/// New rows before all others, as logs have them that show the latest first.
#[test]
fn rows_that_come_first_find_room_without_new_labels() {
    let base = state(r#"{"t":[{"id":0}]}"#);
    let mut fork = base.fork();
    for id in 1..5_000 {
        let row = Value::Object(Object::from_pairs([("id".into(), Value::from(id))]));
        fork.insert_at("t", 0, row).unwrap();
    }
    fork.delete("t", &[Value::from(0)]).unwrap();
    let fresh = state(&fork.to_json());
    assert_eq!(fork.digest(), fresh.digest());
    assert_eq!(
        fork.get("t", &[Value::from(77)]).unwrap(),
        Some(&json(r#"{"id":77}"#))
    );
    let mut again = base.fork();
    again.apply(&fork.changes()).unwrap();
    assert_eq!(again.to_json(), fork.to_json());
}
