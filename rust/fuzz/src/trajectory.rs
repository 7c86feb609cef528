//! Any bytes as a line of a file of trajectories: a verdict, the same one each time, and a reading
//! that another reader of JSON agrees with.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use agentscaler_core::filter::{Funnel, Setting, Settings};
use agentscaler_core::state::{Equivalence, State};
use agentscaler_core::trajectory::{Malformed, Record, Unreadable};
use agentscaler_core::{Cancel, Pool};

use crate::sign;

const TASK: &str = r#"{"id": "t", "gold_calls": [{"name": "f", "arguments": {"a": 1}}],
    "answer": [5], "gold_changes": {"format_version": 1, "tables": []}}"#;
const READS: &str = r#"{"id": "r", "read_only": true,
    "gold_calls": [{"name": "f", "arguments": {"a": 1}}]}"#;

/// Every stage, so strict that short inputs meet each of them.
fn funnel() -> &'static (Funnel, Pool) {
    static FUNNEL: OnceLock<(Funnel, Pool)> = OnceLock::new();
    FUNNEL.get_or_init(|| {
        let pool = Pool::new(1, Cancel::default()).expect("a thread");
        let settings = Settings {
            ngram_words: 2,
            ngram_min_words: 3,
            stuck_calls: 2,
            ..Settings::default()
        };
        let setting = Setting {
            state: State::from_json(br#"{"t": {"a": {"n": 1}}}"#, None).expect("a state"),
            equivalence: Arc::new(Equivalence::new(None, b"{}").expect("no rules")),
        };
        let environments = BTreeMap::from([("e".to_owned(), setting)]);
        let funnel = Funnel::new(settings, &environments, &[TASK, READS], &pool);
        (funnel.expect("settings that can be"), pool)
    })
}

pub fn run(input: &[u8]) -> u64 {
    let read = Record::read(input);
    compare_with_serde(input, &read);
    let (funnel, pool) = funnel();
    let verdicts = funnel.run(&[input, input], pool).expect("a verdict");
    assert_eq!(verdicts[0], verdicts[1]);
    let verdict = &verdicts[0];
    match (&read, verdict.reason) {
        (Err(malformed), reason) => assert_eq!(reason, Some(malformed.why.as_str())),
        (Ok(_), None) => return 1,
        (Ok(_), Some(_)) => assert_ne!(
            verdict.stage.map(agentscaler_core::filter::Stage::as_str),
            Some("reading")
        ),
    }
    sign(verdict.reason.unwrap_or_default()) ^ sign(verdict.detail.as_deref().unwrap_or_default())
}

fn compare_with_serde(input: &[u8], read: &Result<Record<'_>, Malformed>) {
    let body = input.strip_prefix("\u{feff}".as_bytes()).unwrap_or(input);
    let theirs = serde_json::from_slice::<serde_json::Value>(body);
    match (theirs, read) {
        (Ok(_), Err(ours)) => {
            let form = matches!(ours.why, Unreadable::NotJson | Unreadable::NotUtf8);
            assert!(!form && ours.why != Unreadable::LoneSurrogate, "{ours}");
        }
        (Err(theirs), Ok(_)) => {
            let theirs = theirs.to_string();
            let expected = ["recursion limit", "number out of range"];
            assert!(expected.iter().any(|e| theirs.contains(e)), "{theirs}");
        }
        (Ok(theirs), Ok(record)) => {
            for (at, message) in record.messages.iter().enumerate() {
                let theirs = &theirs["messages"][at];
                if let (Some(text), [ours]) = (theirs["content"].as_str(), message.content.texts())
                {
                    assert_eq!(ours.text(), text);
                    assert_eq!(ours.is_blank(), text.trim().is_empty());
                }
                let calls = theirs["tool_calls"].as_array().map_or(0, Vec::len);
                assert_eq!(message.calls.len(), calls);
            }
        }
        (Err(_), Err(_)) => {}
    }
}
