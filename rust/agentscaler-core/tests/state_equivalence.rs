//! Attacks on the equivalence of states: outcomes that must not pass, and some that must.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fmt::Write as _;

use agentscaler_core::Cancel;
use agentscaler_core::state::{Equivalence, Schema, State, Value, Verdict, read_value};

fn json(text: &str) -> Value {
    read_value(text.as_bytes()).unwrap()
}

fn state(text: &str) -> State {
    State::from_json(text.as_bytes(), None).unwrap()
}

fn rules(text: &str) -> Equivalence {
    Equivalence::new(None, text.as_bytes()).unwrap()
}

/// A fork with rows added at the ends of lists.
fn grown(base: &State, rows: &[(&str, &str)]) -> State {
    let mut fork = base.fork();
    for (table, row) in rows {
        let at = fork.count(table).unwrap();
        fork.insert_at(table, at, json(row)).unwrap();
    }
    fork
}

/// The verdict, which must not depend on who is asked, nor on memory in common.
fn verdict(rules: &Equivalence, base: &State, a: &State, b: &State) -> Verdict {
    let cancel = Cancel::default();
    let found = rules.compare(a, b, &cancel).unwrap();
    assert_eq!(found.reason.is_none(), found.verdict == Verdict::Equal);
    assert_eq!(rules.compare(b, a, &cancel).unwrap().verdict, found.verdict);
    let strangers = [a, b].map(|side| state(&side.to_json()));
    let apart = rules.compare_from(base, &strangers[0], &strangers[1], &cancel);
    assert_eq!(apart.unwrap().verdict, found.verdict, "as strangers");
    found.verdict
}

const ORDERS: &str = r#"{"generated":["orders.id"],"references":{"pays.order":"orders.id"}}"#;

#[test]
fn a_value_that_only_a_reference_held_maps_to_itself() {
    // The first payment points nowhere, until one side makes the order that it names.
    let base = state(r#"{"orders":[],"pays":[{"order":"o9"}]}"#);
    let hit = grown(&base, &[("orders", r#"{"id":"o9"}"#)]);
    let miss = grown(&base, &[("orders", r#"{"id":"o8"}"#)]);
    let other = grown(&base, &[("orders", r#"{"id":"o7"}"#)]);
    let same = rules(ORDERS);
    assert_eq!(verdict(&same, &base, &hit, &miss), Verdict::Different);
    assert_eq!(verdict(&same, &base, &other, &miss), Verdict::Equal);
}

#[test]
fn a_value_that_an_old_text_mentions_maps_to_itself() {
    let base = state(r#"{"orders":[],"notes":[{"text":"ask for o-9, not o"},{"text":"o 8"}]}"#);
    let same = rules(r#"{"generated":["orders.id"],"mentions":{"notes.text":["orders.id"]}}"#);
    let made = |id: &str| grown(&base, &[("orders", &format!(r#"{{"id":"{id}"}}"#))]);
    for (a, b, expected) in [
        ("o-9", "o-8", Verdict::Different),
        // Both words are known, but they stand apart.
        ("o-8", "o-7", Verdict::Equal),
        ("x", "y", Verdict::Equal),
        ("o", "y", Verdict::Different),
    ] {
        assert_eq!(
            verdict(&same, &base, &made(a), &made(b)),
            expected,
            "{a} {b}"
        );
    }
}

#[test]
fn a_generated_column_that_refers_to_another_repeats_its_values() {
    let base = state(r#"{"orders":[],"details":[]}"#);
    let outcome = |rows: [(&str, &str); 2]| {
        let mut fork = base.fork();
        for (i, (id, detail)) in rows.into_iter().enumerate() {
            let order = format!(r#"{{"id":"{id}","total":{i}}}"#);
            fork.insert_at("orders", i, json(&order)).unwrap();
            let detail = format!(r#"{{"order_id":"{detail}","line":{i}}}"#);
            fork.insert_at("details", i, json(&detail)).unwrap();
        }
        fork
    };
    let same = rules(
        r#"{"generated":["details.order_id","orders.id"],
            "references":{"details.order_id":"orders.id"}}"#,
    );
    let gold = outcome([("a", "a"), ("b", "b")]);
    let renamed = outcome([("y", "y"), ("x", "x")]);
    let crossed = outcome([("y", "x"), ("x", "y")]);
    assert_eq!(verdict(&same, &base, &gold, &renamed), Verdict::Equal);
    assert_eq!(verdict(&same, &base, &gold, &crossed), Verdict::Different);
    // A detail of no order at all is as new as any.
    let [stray, strayed] = [("a", "c"), ("x", "z")].map(|(id, detail)| {
        let rows = [
            format!(r#"{{"id":"{id}"}}"#),
            format!(r#"{{"order_id":"{detail}"}}"#),
        ];
        grown(&base, &[("orders", &rows[0]), ("details", &rows[1])])
    });
    assert_eq!(verdict(&same, &base, &stray, &strayed), Verdict::Equal);
}

#[test]
fn how_many_values_an_ignored_column_received_says_nothing() {
    let base = state(r#"{"orders":[]}"#);
    let outcome = |times: [&str; 2]| {
        let rows = times.map(|at| format!(r#"{{"id":1,"at":"{at}"}}"#));
        grown(&base, &[("orders", &rows[0]), ("orders", &rows[1])])
    };
    for marks in [
        r#"{"generated":["orders.at"],"timestamps":{"orders.at":"ignored"}}"#,
        r#"{"generated":["orders.at"],"ignored":["orders.at"]}"#,
        r#"{"timestamps":{"orders.at":"ordered"},"ignored":["orders.at"]}"#,
    ] {
        let same = rules(marks);
        let (one, two) = (outcome(["t1", "t1"]), outcome(["t2", "t3"]));
        assert_eq!(verdict(&same, &base, &one, &two), Verdict::Equal, "{marks}");
    }
}

#[test]
fn times_are_ordered_exactly_where_floats_would_be_equal() {
    let base = state(r#"{"log":[]}"#);
    let same = rules(r#"{"timestamps":{"log.ns":"ordered"}}"#);
    let outcome = |times: [&str; 2]| {
        let rows = times.map(|at| format!(r#"{{"ns":{at}}}"#));
        grown(&base, &[("log", &rows[0]), ("log", &rows[1])])
    };
    let rising = outcome(["1700000000000000001", "1700000000000000002"]);
    let later = outcome(["1700000000000000005", "1700000000000000009"]);
    let falling = outcome(["1700000000000000006", "1700000000000000005"]);
    assert_eq!(verdict(&same, &base, &rising, &later), Verdict::Equal);
    assert_eq!(verdict(&same, &base, &rising, &falling), Verdict::Different);
}

#[test]
fn the_string_of_a_composite_key_stands_for_no_single_column() {
    let schema = br#"{"tables":{"seats":{"key":["flight","seat"],
        "columns":{"flight":{"generated":true}}}}}"#;
    let schema = Schema::from_json(schema).unwrap();
    let same = Equivalence::from_schema(&schema).unwrap();
    let base = state(r#"{"seats":{}}"#);
    let outcome = |key: &str| {
        let mut fork = base.fork();
        let row = json(r#"{"flight":"A","seat":1}"#);
        fork.insert("seats", &[Value::from(key)], row).unwrap();
        fork
    };
    let (a, b) = (outcome("A/1"), outcome("B/1"));
    assert_eq!(verdict(&same, &base, &a, &b), Verdict::Different);
}

#[test]
fn a_tolerance_in_a_bag_may_use_rows_that_nobody_touched() {
    let base = state(r#"{"pays":[{"sum":1.25}]}"#);
    let same = rules(r#"{"unordered":["pays"],"tolerance":{"pays.sum":0.25}}"#);
    let outcome = |sum: &str| grown(&base, &[("pays", &format!(r#"{{"sum":{sum}}}"#))]);
    for (a, b, expected) in [
        ("1.0", "1.5", Verdict::Equal),
        ("1.0", "1.2", Verdict::Equal),
        ("0.9", "1.5", Verdict::Different),
    ] {
        assert_eq!(
            verdict(&same, &base, &outcome(a), &outcome(b)),
            expected,
            "{a} {b}"
        );
    }
}

#[test]
fn keys_that_stand_for_a_column_are_told_from_the_items_of_its_lists() {
    // Both rules ask one base for what it held: once with the keys, once below a list.
    let base = state(r#"{"t":{"k":{"id":["a"]}}}"#);
    let with_keys = rules(r#"{"generated":["t.id"],"keys":{"t":"id"}}"#);
    let below = rules(r#"{"generated":["t.id[]"],"keys":{"t":"x"}}"#);
    let outcome = |item: &str| {
        let mut fork = base.fork();
        let row = json(&format!(r#"{{"id":["{item}"]}}"#));
        fork.put("t", &[Value::from("k")], row).unwrap();
        fork
    };
    let moved = |key: &str| {
        let mut fork = base.fork();
        fork.insert("t", &[Value::from(key)], json("{}")).unwrap();
        fork
    };
    let cancel = Cancel::default();
    let (x, y) = (moved("x"), moved("y"));
    assert_eq!(
        with_keys.compare(&x, &y, &cancel).unwrap().verdict,
        Verdict::Equal
    );
    let (kept, new) = (outcome("a"), outcome("b"));
    assert_eq!(
        below.compare(&kept, &new, &cancel).unwrap().verdict,
        Verdict::Different
    );
}

fn payments(base: &State, ids: impl Iterator<Item = usize> + Clone) -> State {
    let mut orders = String::new();
    let mut pays = String::new();
    for id in ids {
        let comma = if orders.is_empty() { "" } else { "," };
        let _ = write!(orders, r#"{comma}{{"id":"o{id}","pay":"p{id}"}}"#);
        let _ = write!(pays, r#"{comma}{{"id":"p{id}","order":"o{id}"}}"#);
    }
    let mut fork = base.fork();
    fork.set_table(&"orders".into(), json(&format!("[{orders}]")))
        .unwrap();
    fork.set_table(&"pays".into(), json(&format!("[{pays}]")))
        .unwrap();
    fork
}

const MANY: usize = 4_000;

/// Thousands of rows that look the same need no search, and never the stack.
#[test]
fn twins_by_the_thousand_are_paired_at_once() {
    let base = state(r#"{"orders":[],"pays":[]}"#);
    let same = rules(
        r#"{"generated":["orders.id","pays.id"],"unordered":["orders","pays"],
            "references":{"orders.pay":"pays.id","pays.order":"orders.id"}}"#,
    );
    let gold = payments(&base, 0..MANY);
    let rollout = payments(&base, (0..MANY).map(|i| 10_000 + i * 7 % MANY));
    let found = same.compare(&gold, &rollout, &Cancel::default()).unwrap();
    assert_eq!(found.verdict, Verdict::Equal);
    assert_eq!(found.renaming.len(), 2 * MANY);
}

/// Rings of nodes that look the same everywhere: refinement cannot tell their lengths apart.
fn rings(base: &State, lengths: &[usize], step: usize) -> State {
    let total: usize = lengths.iter().sum();
    let name = |i: usize| i * step % total;
    let mut edges = Vec::new();
    let mut start = 0;
    for &length in lengths {
        for i in 0..length {
            let (from, to) = (name(start + i), name(start + (i + 1) % length));
            edges.push(format!(r#"{{"from":"n{from}","to":"n{to}"}}"#));
        }
        start += length;
    }
    let nodes: Vec<String> = (0..total).map(|i| format!(r#"{{"id":"n{i}"}}"#)).collect();
    let mut fork = base.fork();
    fork.set_table(&"nodes".into(), json(&format!("[{}]", nodes.join(","))))
        .unwrap();
    fork.set_table(&"edges".into(), json(&format!("[{}]", edges.join(","))))
        .unwrap();
    fork
}

#[test]
fn what_cannot_be_decided_in_time_is_undecided_and_never_equal() {
    let base = state(r#"{"nodes":[],"edges":[]}"#);
    let marks = r#""generated":["nodes.id"],"unordered":["nodes","edges"],
        "references":{"edges.from":"nodes.id","edges.to":"nodes.id"}"#;
    let compare = |bound: usize, a: &[usize], b: &[usize]| {
        let same = rules(&format!(r#"{{{marks},"bound":{bound}}}"#));
        let (a, b) = (rings(&base, a, 1), rings(&base, b, 5));
        same.compare(&a, &b, &Cancel::default()).unwrap().verdict
    };
    assert_eq!(compare(10_000, &[3, 3, 6], &[3, 6, 3]), Verdict::Equal);
    assert_eq!(compare(10_000, &[3, 3, 6], &[6, 6]), Verdict::Different);
    assert_eq!(compare(0, &[3, 3, 6], &[3, 6, 3]), Verdict::Undecided);
    assert_eq!(compare(0, &[3, 3, 6], &[6, 6]), Verdict::Undecided);
    // A tie costs as many steps as there are hundreds of rows: large outcomes end as soon.
    assert_eq!(compare(50, &[497, 500], &[500, 497]), Verdict::Undecided);
}
