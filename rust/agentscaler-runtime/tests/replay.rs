//! Sequences of calls: the same for any number of threads, and what is not ok changes nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use agentscaler_core::state::{State, Text, hex};
use agentscaler_core::{Cancel, Pool};
use agentscaler_runtime::{Arguments, Call, Kind, Limits, ToolSet, Until, replay};
use proptest::prelude::*;

const SOURCE: &str = r#"
def add(db, key, total):
    if total > 90:
        refuse("too much")
    if total == 13:
        db.insert("orders", {"total": total}, "bad")
        raise ValueError("unlucky")
    db.insert("orders", {"total": total, "at": db.now(), "by": db.new_id("orders")}, key)
    return db.count("orders")


def change(db, key, total):
    db.update("orders", key, {"total": total, "r": db.random()})


def drop(db, key):
    db.delete("orders", key)
    return [o["total"] for o in db.rows("orders")]


def read(db, total):
    return db.keys("orders", total=total)
"#;

fn base() -> State {
    State::from_json(
        br#"{"orders": {"a": {"total": 1}, "b": {"total": 2.0}}}"#,
        None,
    )
    .unwrap()
}

fn call() -> impl Strategy<Value = Call> {
    let key = prop::sample::select(vec!["a", "b", "c", "d"]);
    let name = prop::sample::select(vec!["add", "change", "drop", "read", "none"]);
    (name, key, 0..100_i64).prop_map(|(name, key, total)| {
        let arguments = match name {
            "drop" => format!(r#"{{"key": "{key}"}}"#),
            "read" => format!(r#"{{"total": {total}}}"#),
            _ => format!(r#"{{"key": "{key}", "total": {total}}}"#),
        };
        let name = Text::from(name);
        let arguments = Arguments::Raw(arguments.into());
        Call { name, arguments }
    })
}

fn tools() -> ToolSet {
    ToolSet::compile(SOURCE, None, Limits::default()).unwrap()
}

fn pool(threads: usize) -> Pool {
    Pool::new(threads, Cancel::default()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_not_ok_changes_nothing(calls in prop::collection::vec(call(), 0..20)) {
        let tools = tools();
        let mut state = base();
        for call in &calls {
            let before = state.clone();
            let result = tools.call(&mut state, call.name.as_str(), &call.arguments);
            if result.kind != Kind::Ok {
                prop_assert_eq!(hex(&state.digest()), hex(&before.digest()));
                prop_assert_eq!(state.to_json(), before.to_json());
                prop_assert_eq!(state.side(), before.side());
            }
        }
    }

    #[test]
    fn threads_change_nothing(
        sequences in prop::collection::vec(prop::collection::vec(call(), 0..8), 0..12),
        seed in any::<u64>(),
    ) {
        let tools = tools();
        let mut base = base();
        base.side_mut().seed = seed;
        let played = |threads: usize| {
            let played = replay(&tools, &base, &sequences, Until::Done, &pool(threads)).unwrap();
            let played = played.into_iter();
            played
                .map(|one| (one.state.to_json(), one.state.side().clone(), one.results))
                .collect::<Vec<_>>()
        };
        let one = played(1);
        prop_assert_eq!(&one, &played(8));
        // And the same as call by call.
        for (sequence, (json, side, results)) in sequences.iter().zip(&one) {
            let mut state = base.clone();
            let again: Vec<_> = sequence
                .iter()
                .map(|call| tools.call(&mut state, call.name.as_str(), &call.arguments))
                .collect();
            prop_assert_eq!(&again, results);
            prop_assert_eq!(&state.to_json(), json);
            prop_assert_eq!(state.side(), side);
        }
    }
}

fn calls(list: &[(&str, &str)]) -> Vec<Call> {
    let calls = list.iter().map(|(name, arguments)| Call {
        name: Text::from(*name),
        arguments: Arguments::from(*arguments),
    });
    calls.collect()
}

#[test]
fn a_sequence_can_end_early() {
    let sequence = calls(&[
        ("read", r#"{"total": 1}"#),
        ("add", r#"{"key": "c", "total": 99}"#),
        ("add", r#"{"key": "c", "total": 13}"#),
        ("read", r#"{"total": 2}"#),
    ]);
    let kinds = |until: Until| {
        let played = replay(
            &tools(),
            &base(),
            std::slice::from_ref(&sequence),
            until,
            &pool(2),
        );
        let played = played.unwrap();
        played[0]
            .results
            .iter()
            .map(|result| result.kind)
            .collect::<Vec<_>>()
    };
    let all = [Kind::Ok, Kind::Refusal, Kind::Fault, Kind::Ok];
    assert_eq!(kinds(Until::Done), all);
    assert_eq!(kinds(Until::Fault), all[..3]);
    assert_eq!(kinds(Until::Error), all[..2]);
}

#[test]
fn changes_of_a_replay_begin_at_the_base() {
    let mut base = base();
    let tools = tools();
    tools.call(&mut base, "drop", &r#"{"key": "a"}"#.into());
    let sequence = calls(&[("drop", r#"{"key": "b"}"#)]);
    let played = replay(&tools, &base, &[sequence], Until::Done, &pool(1)).unwrap();
    assert_eq!(played[0].state.to_json(), r#"{"orders":{}}"#);
    assert_eq!(base.to_json(), r#"{"orders":{"b":{"total":2.0}}}"#);
    assert_eq!(played[0].state.changes(), base.diff(&played[0].state));
}

#[test]
fn a_cancelled_replay_ends() {
    let pool = pool(1);
    pool.cancel().cancel();
    let sequence = calls(&[("read", r#"{"total": 1}"#)]);
    assert!(replay(&tools(), &base(), &[sequence], Until::Done, &pool).is_err());
}

#[test]
fn a_thread_bears_the_deepest_recursion() {
    let source = r#"
import json


def _plain(n):
    return _plain(n + 1)


def _keyed(n):
    return sorted([2, 1], key=lambda v: max([v], key=lambda w: _keyed(n + 1)))


def _nested(n):
    x = []
    for _ in range(n):
        x = [x]
    return x


def plain(db):
    return _plain(0)


def keyed(db):
    return _keyed(0)


def returned(db):
    return _nested(100000)


def compared(db):
    return _nested(390) == _nested(390)


def shown(db):
    return str(_nested(100000))


def dumped(db):
    return json.dumps(_nested(100000))


def handed_over(db):
    db.insert("orders", {"x": _nested(100000)}, "x")
"#;
    let limits = Limits {
        recursion: 400,
        time: std::time::Duration::from_secs(30),
        ..Limits::default()
    };
    let tools = ToolSet::compile(source, None, limits).unwrap();
    let names: Vec<&str> = tools.names().collect();
    assert_eq!(names.len(), 7);
    let sequence = calls(&names.iter().map(|name| (*name, "{}")).collect::<Vec<_>>());
    let played = replay(&tools, &base(), &[sequence], Until::Done, &pool(1)).unwrap();
    assert_eq!(played[0].results.len(), 7);
    assert!(
        played[0]
            .results
            .iter()
            .all(|result| result.kind != Kind::Infrastructure)
    );
}
