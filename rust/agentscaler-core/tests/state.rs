//! Properties of states against plain lists and maps: 20,000 random cases, and as many of each
//! kind as `PROPTEST_CASES` says where it says more.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use agentscaler_core::Cancel;
use agentscaler_core::state::{Equivalence, Object, State, StateDiff, Value, Verdict, read_value};
use proptest::prelude::*;

fn row(v: u8) -> Value {
    // A few contents, so that many rows are equal.
    Value::Object(Object::from_pairs([(
        "v".into(),
        Value::from(i64::from(v % 7)),
    )]))
}

fn list(rows: &[u8]) -> String {
    let rows: Vec<String> = rows.iter().map(|v| row(*v).to_string()).collect();
    format!(r#"{{"t":[{}]}}"#, rows.join(","))
}

fn state(text: &str) -> State {
    State::from_json(text.as_bytes(), None).unwrap()
}

type Write = (u8, usize, u8);

fn writes() -> impl Strategy<Value = Vec<Write>> {
    prop::collection::vec((0_u8..4, any::<usize>(), any::<u8>()), 0..10)
}

fn write_list(state: &mut State, model: &mut Vec<u8>, writes: &[Write]) {
    for &(kind, at, v) in writes {
        let at = at % (model.len() + 1);
        match kind {
            0 if at < model.len() => {
                state.put_at("t", at, row(v)).unwrap();
                model[at] = v;
            }
            1 if at < model.len() => {
                assert_eq!(state.delete_at("t", at).unwrap(), row(model.remove(at)));
            }
            2 if at < model.len() => {
                let moved = state.delete_at("t", at).unwrap();
                state.insert_at("t", model.len() - 1, moved).unwrap();
                let v = model.remove(at);
                model.push(v);
            }
            _ => {
                state.insert_at("t", at, row(v)).unwrap();
                model.insert(at, v);
            }
        }
    }
}

fn write_map(state: &mut State, model: &mut BTreeMap<String, u8>, writes: &[Write]) {
    for &(kind, at, v) in writes {
        let name = (at % 60).to_string();
        let key = [Value::from(name.as_str())];
        match (kind, model.contains_key(&name)) {
            (0, true) => {
                assert_eq!(
                    state.delete("t", &key).unwrap(),
                    row(model.remove(&name).unwrap())
                );
            }
            (_, true) => {
                state.put("t", &key, row(v)).unwrap();
                model.insert(name, v);
            }
            (_, false) => {
                state.insert("t", &key, row(v)).unwrap();
                model.insert(name, v);
            }
        }
    }
}

fn map(model: &BTreeMap<String, u8>) -> String {
    let rows: Vec<String> = model
        .iter()
        .map(|(k, v)| format!("{k:?}:{}", row(*v)))
        .collect();
    format!(r#"{{"t":{{{}}}}}"#, rows.join(","))
}

/// Everything that has to hold for two states and their values as text.
fn check_pair(base: &State, a: &State, b: &State, texts: [&str; 2]) {
    let fresh = texts.map(state);
    assert_eq!(
        a.digest(),
        fresh[0].digest(),
        "the digest is a function of the value"
    );
    let same = fresh[0] == fresh[1];
    for (x, y) in [(a, b), (&fresh[0], &fresh[1]), (a, &fresh[1])] {
        let diff = x.diff(y);
        assert_eq!(diff.is_empty(), same);
        assert_eq!(x.digest() == y.digest(), same);
        let mut z = x.clone();
        z.apply(&StateDiff::from_json(diff.to_json().as_bytes()).unwrap())
            .unwrap();
        assert_eq!(z.digest(), y.digest());
    }
    let mut again = base.fork();
    again.apply(&a.changes()).unwrap();
    assert_eq!(again.digest(), a.digest());
}

fn config() -> ProptestConfig {
    let asked = ProptestConfig::default();
    ProptestConfig {
        cases: asked.cases.max(5_000),
        ..asked
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn lists(rows in prop::collection::vec(any::<u8>(), 0..120), first in writes(), second in writes()) {
        let base = state(&list(&rows));
        let (mut a, mut b) = (base.fork(), base.fork());
        let (mut x, mut y) = (rows.clone(), rows.clone());
        write_list(&mut a, &mut x, &first);
        write_list(&mut b, &mut y, &second);
        prop_assert_eq!(a.to_json(), list(&x));
        check_pair(&base, &a, &b, [&list(&x), &list(&y)]);
        prop_assert_eq!(base.to_json(), list(&rows));
    }

    #[test]
    fn objects_of_rows(start in writes(), first in writes(), second in writes()) {
        let mut base = state(r#"{"t":{}}"#);
        let mut model = BTreeMap::new();
        write_map(&mut base, &mut model, &start);
        let base = base.fork();
        let (mut a, mut b) = (base.fork(), base.fork());
        let (mut x, mut y) = (model.clone(), model);
        write_map(&mut a, &mut x, &first);
        write_map(&mut b, &mut y, &second);
        check_pair(&base, &a, &b, [&map(&x), &map(&y)]);
    }

    /// Any renaming of made ids is accepted, in any order of payments; a payment for another order
    /// is not.
    #[test]
    fn renamings(ids in Just((0..6).collect::<Vec<u8>>()).prop_shuffle(),
                 order in Just((0..6).collect::<Vec<usize>>()).prop_shuffle(), wrong in 0_usize..6) {
        let base = state(r#"{"orders":[],"pays":[]}"#);
        let outcome = |ids: &[u8], order: &[usize], wrong: Option<usize>| {
            let mut state = base.fork();
            for id in ids {
                state.insert_at("orders", 0, text(&format!(r#"{{"id":"o{id}"}}"#))).unwrap();
            }
            for &i in order {
                let target = ids[if wrong == Some(i) { (i + 1) % 6 } else { i }];
                let pay = format!(r#"{{"order":"o{target}","sum":{i}}}"#);
                state.insert_at("pays", 0, text(&pay)).unwrap();
            }
            state
        };
        let rules = br#"{"generated":["orders.id"],"references":{"pays.order":"orders.id"},
            "unordered":["orders","pays"]}"#;
        let same = Equivalence::new(None, rules).unwrap();
        let sorted: Vec<usize> = (0..6).collect();
        let gold = outcome(&[0, 1, 2, 3, 4, 5], &sorted, None);
        let cancel = Cancel::default();
        let right = same.compare(&gold, &outcome(&ids, &order, None), &cancel).unwrap();
        prop_assert_eq!(right.verdict, Verdict::Equal);
        let wrong = same.compare(&gold, &outcome(&ids, &order, Some(wrong)), &cancel).unwrap();
        prop_assert_eq!(wrong.verdict, Verdict::Different);
    }

    /// No bytes make the readers panic, and what they take goes out and comes back.
    #[test]
    fn readers(text in r#"[\[\]{}:,"\\a10.\-+eEtrufalsn \x{e9}\x{0}]{0,24}"#) {
        if let Ok(value) = read_value(text.as_bytes()) {
            let out = value.to_string();
            prop_assert_eq!(&read_value(out.as_bytes()).unwrap(), &value);
            prop_assert!(!out.contains('\n'));
        }
        let _ = State::from_json(text.as_bytes(), None);
        let _ = State::from_snapshot(text.as_bytes());
        let _ = StateDiff::from_json(text.as_bytes());
    }
}

fn text(json: &str) -> Value {
    read_value(json.as_bytes()).unwrap()
}

#[test]
fn rows_that_are_all_equal_cost_time_but_never_the_stack() {
    let rows = vec![3; 20_000];
    let base = state(&list(&rows));
    let mut fork = base.fork();
    for at in [0, 10_000, 19_999] {
        fork.insert_at("t", at, row(3)).unwrap();
    }
    assert_eq!(fork.digest(), state(&list(&vec![3; 20_003])).digest());
    for _ in 0..3 {
        fork.delete_at("t", 5_000).unwrap();
    }
    assert_eq!(fork.digest(), base.digest());
}

#[test]
fn many_insertions_between_the_same_rows_find_room() {
    let mut state = state(r#"{"t":[{"id":0},{"id":1}]}"#);
    for id in 2..200 {
        let row = Value::Object(Object::from_pairs([("id".into(), Value::from(id))]));
        state.insert_at("t", 1, row).unwrap();
    }
    assert_eq!(
        state
            .get("t", &[Value::from(150)])
            .unwrap()
            .unwrap()
            .get("id"),
        Some(&150.into())
    );
    assert_eq!(state.get_at("t", 1).unwrap().get("id"), Some(&199.into()));
    assert_eq!(
        state.delete("t", &[Value::from(77)]).unwrap().get("id"),
        Some(&77.into())
    );
    let fresh = State::from_json(state.to_json().as_bytes(), None).unwrap();
    assert_eq!(state.digest(), fresh.digest());
}

#[test]
fn clock_counters_and_random_stream_travel_but_do_not_count() {
    let base = state(r#"{"t":{}}"#);
    let mut fork = base.fork();
    fork.side_mut().clock_us = 5;
    fork.side_mut().count(&"orders".into());
    let drawn = fork.side_mut().draw();
    assert_eq!(fork.digest(), base.digest());
    assert!(fork.diff(&base).is_empty());
    let mut later = fork.fork();
    assert_eq!(later.side(), fork.side());
    assert_ne!(later.side_mut().draw(), drawn);
    let read = State::from_snapshot(&fork.to_snapshot()).unwrap();
    assert_eq!(read.side(), fork.side());
}
