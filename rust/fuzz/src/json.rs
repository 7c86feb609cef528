//! Any bytes as a state: refused with a reason, or read without loss.

use agentscaler_core::state::{State, read_value};

use crate::sign;

pub fn run(input: &[u8]) -> u64 {
    let value = read_value(input);
    compare_with_serde(input, value.as_ref().err().map(ToString::to_string));
    if let Ok(value) = &value {
        let text = value.to_string();
        let again = read_value(text.as_bytes()).expect("what was written can be read");
        assert_eq!(again, *value);
        assert_eq!(again.to_string(), text);
    }
    let state = match State::from_json(input, None) {
        Ok(state) => state,
        Err(error) => return sign(&error.to_string()),
    };
    let text = state.to_json();
    let again = State::from_json(text.as_bytes(), None).expect("what was written can be read");
    assert_eq!(again.to_json(), text);
    assert!(state.diff(&again).is_empty(), "before any digest");
    assert_eq!(again.digest(), state.digest());
    assert!(state == again);
    assert_eq!(state.to_value().to_string(), text);
    let snapshot = State::from_snapshot(&state.to_snapshot()).expect("a snapshot of ours");
    assert_eq!(snapshot.to_json(), text);
    assert_eq!(snapshot.tables(), state.tables());
    // Any table in the place of any other, and back.
    let names: Vec<_> = state
        .tables()
        .into_iter()
        .map(|(name, _)| name.clone())
        .collect();
    if let [first, .., last] = &names[..] {
        let mut fork = state.fork();
        let moved = fork.remove_table(last.as_str()).expect("it was there");
        fork.set_table(first, moved).expect("no deeper than before");
        let mut back = fork.clone();
        back.apply(&fork.diff(&state)).expect("a diff of ours");
        assert_eq!(back.digest(), state.digest());
        assert!(back.changes().is_empty());
    }
    state
        .tables()
        .into_iter()
        .fold(names.len() as u64, |sum, (name, kind)| {
            let rows = state.count(name.as_str()).expect("it is there").min(70);
            crate::mutate::mix(sum ^ (kind as u64) << 32 ^ rows as u64)
        })
}

/// Another reader takes the same texts, but for what ours refuses on purpose.
fn compare_with_serde(input: &[u8], refused: Option<String>) {
    let theirs = serde_json::from_slice::<serde_json::Value>(input);
    match (theirs, refused) {
        (Ok(_), Some(reason)) => {
            let expected = ["one name twice", "too deep"];
            assert!(expected.iter().any(|e| reason.contains(e)), "{reason}");
        }
        (Err(theirs), None) => {
            let theirs = theirs.to_string();
            // It has no integers of any size.
            let expected = ["recursion limit", "number out of range"];
            assert!(expected.iter().any(|e| theirs.contains(e)), "{theirs}");
        }
        _ => {}
    }
}
