//! Writes that the input decides, on two forks, against plain lists: the laws of diff and apply.
//! What is left of the input is read as a diff, and applied where it fits.

use agentscaler_core::state::{Object, State, StateDiff, Value, read_value};

use crate::bytes::Bytes;
use crate::sign;

/// The same tables as plain lists; names are `0`, `1`, ...
#[derive(Clone, Default)]
struct Model {
    list: Vec<Value>,
    map: Vec<(String, Value)>,
    document: Option<Value>,
}

impl Model {
    fn json(&self) -> String {
        let list: Vec<String> = self.list.iter().map(ToString::to_string).collect();
        let map = self.map.iter().map(|(key, row)| format!("{key:?}:{row}"));
        let map: Vec<String> = map.collect();
        let document = self.document.iter().map(|d| format!(",\"d\":{d}"));
        let document: String = document.collect();
        format!(
            r#"{{"l":[{}],"m":{{{}}}{document}}}"#,
            list.join(","),
            map.join(",")
        )
    }
}

fn row(bytes: &mut Bytes<'_>) -> Value {
    const CELLS: [&str; 10] = [
        "null",
        "1",
        "1.0",
        "-0.0",
        "\"a\"",
        "[]",
        "[1,2]",
        "[2,1,2]",
        "{\"x\":1}",
        "{\"x\":[0]}",
    ];
    let mut pairs = Vec::new();
    for name in ["id", "v", "w"] {
        let cell = bytes.below(16);
        if let Some(cell) = CELLS.get(cell) {
            let cell = read_value(cell.as_bytes()).expect("it is JSON");
            pairs.push((name.into(), cell));
        } else if name == "id" {
            pairs.push((name.into(), Value::from(i64::from(bytes.next()))));
        }
    }
    Value::Object(Object::from_pairs(pairs))
}

fn write(state: &mut State, model: &mut Model, bytes: &mut Bytes<'_>) {
    let key = bytes.below(24).to_string();
    let at = bytes.below(model.list.len() + 1);
    let has = model.map.iter().position(|(name, _)| *name == key);
    let name = [Value::from(key.as_str())];
    match bytes.below(9) {
        0 | 1 => {
            let row = row(bytes);
            state
                .insert_at("l", at, row.clone())
                .expect("a place in the list");
            model.list.insert(at, row);
        }
        2 if at < model.list.len() => {
            assert_eq!(
                state.delete_at("l", at).expect("a row"),
                model.list.remove(at)
            );
        }
        3 if at < model.list.len() => {
            let row = row(bytes);
            state.put_at("l", at, row.clone()).expect("a row");
            model.list[at] = row;
        }
        4 if at < model.list.len() => {
            let to = bytes.below(model.list.len());
            let row = state.delete_at("l", at).expect("a row");
            state.insert_at("l", to, row).expect("a place in the list");
            let row = model.list.remove(at);
            model.list.insert(to, row);
        }
        5 | 6 => {
            let row = row(bytes);
            if let Some(has) = has {
                state.put("m", &name, row.clone()).expect("a row");
                model.map[has].1 = row;
            } else {
                state.insert("m", &name, row.clone()).expect("a new key");
                model.map.push((key, row));
            }
        }
        7 => {
            let found = state.delete("m", &name);
            assert_eq!(found.is_ok(), has.is_some());
            has.map(|has| model.map.remove(has));
        }
        _ => {
            let row = row(bytes);
            if model.document.is_some() && bytes.below(3) == 0 {
                state.remove_table("d").expect("a table");
                model.document = None;
            } else {
                let value = Value::Array([row, Value::from(bytes.below(3) == 0)].into());
                state
                    .set_table(&"d".into(), value.clone())
                    .expect("any table");
                model.document = Some(value);
            }
        }
    }
}

pub fn run(input: &[u8]) -> u64 {
    let mut bytes = Bytes::new(input);
    let mut base = State::from_json(br#"{"l":[],"m":{}}"#, None).expect("a state");
    let mut model = Model::default();
    for _ in 0..bytes.below(40) {
        write(&mut base, &mut model, &mut bytes);
    }
    let base = if bytes.below(2) == 0 {
        base.fork()
    } else {
        State::from_json(model.json().as_bytes(), None)
            .expect("a state")
            .fork()
    };
    let sides = [0, 1].map(|_| {
        let (mut side, mut model) = (base.fork(), model.clone());
        for _ in 0..bytes.below(12) {
            write(&mut side, &mut model, &mut bytes);
        }
        (side, model.json())
    });
    for (side, text) in &sides {
        let fresh = State::from_json(text.as_bytes(), None).expect("a state");
        assert!(side.diff(&fresh).is_empty(), "{} {text}", side.to_json());
        let mut again = base.fork();
        again.apply(&side.changes()).expect("its own changes");
        assert_eq!(again.digest(), fresh.digest());
    }
    let [(a, x), (b, y)] = &sides;
    let fresh = State::from_json(y.as_bytes(), None).expect("a state");
    let same = read_value(x.as_bytes()).ok() == read_value(y.as_bytes()).ok();
    let mut size = 0;
    for other in [b, &fresh] {
        let diff = a.diff(other);
        assert_eq!(diff.is_empty(), same);
        assert_eq!(a.digest() == other.digest(), same);
        let text = diff.to_json();
        size = text.len();
        let read = StateDiff::from_json(text.as_bytes()).expect("a diff of ours");
        assert_eq!(read, diff);
        let mut there = a.clone();
        there.apply(&read).expect("a diff of ours");
        assert!(there.diff(other).is_empty());
        assert_eq!(there.digest(), other.digest());
        assert!(!diff.to_string().is_empty());
    }
    assert_eq!(
        base.digest(),
        State::from_json(model.json().as_bytes(), None)
            .expect("a state")
            .digest()
    );
    u64::from(size.checked_ilog2().unwrap_or(0)) << 32 ^ foreign(a, bytes.rest())
}

/// Any diff at all: applied whole, or refused without a trace.
fn foreign(state: &State, text: &[u8]) -> u64 {
    let diff = match StateDiff::from_json(text) {
        Ok(diff) => diff,
        Err(error) => return sign(&error.to_string()),
    };
    let before = state.to_json();
    let mut fork = state.fork();
    match fork.apply(&diff) {
        Ok(()) => {
            let text = fork.to_json();
            let read =
                State::from_json(text.as_bytes(), None).expect("what was written can be read");
            assert_eq!(read.digest(), fork.digest());
            1
        }
        Err(error) => {
            assert_eq!(fork.to_json(), before, "all changes or none");
            sign(&error.to_string())
        }
    }
}
