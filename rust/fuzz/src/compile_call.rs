//! Any text as a tool program, any lines as calls of it: compiled or refused, called and atomic.
//!
//! ```text
//! def f(db, x): ..
//! ---
//! f {"x": 1}
//! ```

use std::time::Duration;

use agentscaler_core::state::{State, read_value};
use agentscaler_runtime::{Arguments, Error, Kind, Limits, ToolSet};

use crate::mutate::mix;
use crate::sign;

const STATE: &[u8] =
    br#"{"t":{"a":{"v":1},"b":{"v":[1,2]}},"l":[{"id":1,"v":"x"},{"id":2}],"d":{"n":0}}"#;
/// Calls of one input.
const MOST: usize = 6;

fn limits() -> Limits {
    Limits {
        host_calls: 200,
        rows_read: 500,
        value_bytes: 1 << 16,
        result_bytes: 1 << 14,
        time: Duration::from_millis(200),
        ..Limits::default()
    }
}

pub fn run(input: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(input);
    let (source, calls) = text.split_once("\n---\n").unwrap_or((&text, ""));
    let tools = match ToolSet::compile(source, None, limits()) {
        Ok(tools) => tools,
        Err(Error::Program { diagnostics }) => {
            let mut whats = diagnostics.iter().map(|d| sign(&d.what));
            return whats.next().unwrap_or_default() ^ diagnostics.len().min(3) as u64;
        }
        Err(error) => return sign(&error.to_string()),
    };
    assert_eq!(tools.digest().len(), 64);
    let mut state = State::from_json(STATE, None).expect("a state");
    let mut way = tools.names().len() as u64;
    for call in calls.lines().take(MOST) {
        let (name, arguments) = call.split_once(' ').unwrap_or((call, "{}"));
        let arguments = Arguments::Raw(arguments.into());
        let (before, side) = (state.to_json(), state.side().clone());
        let mut again = state.clone();
        let result = tools.call(&mut state, name, &arguments);
        let detail = result.detail.as_deref().unwrap_or_default();
        assert!(!detail.contains("panicked"), "{detail}");
        if result.is_error() {
            assert_eq!(state.to_json(), before, "{}", result.content);
            assert_eq!(*state.side(), side, "{}", result.content);
            assert!(!result.content.is_empty());
        }
        let text = state.to_json();
        assert!(read_value(text.as_bytes()).is_ok());
        if result.kind != Kind::Infrastructure {
            let repeated = tools.call(&mut again, name, &arguments);
            if repeated.kind != Kind::Infrastructure {
                assert_eq!(repeated, result);
                assert_eq!(again.to_json(), text);
                assert_eq!(again.side(), state.side());
            }
        }
        let ended = if result.kind == Kind::Ok {
            u64::from(text != before)
        } else {
            sign(&result.content)
        };
        way = mix(way ^ ended ^ result.kind as u64);
    }
    way
}
