//! The funnel on the golden cases, for any number of threads.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::sync::Arc;

use agentscaler_core::filter::{ExactMode, Funnel, Setting, Settings, Verdict, reasons};
use agentscaler_core::state::{Equivalence, Object, State, Value, read_value};
use agentscaler_core::{Cancel, Pool};

const CASES: &str = include_str!("../../../tests/cases/filters.json");

fn setting(value: &Value) -> Setting {
    let text = |name| value.get(name).unwrap().to_string();
    let state = State::from_json(text("state").as_bytes(), None).unwrap();
    let equivalence = Equivalence::new(None, text("equivalence").as_bytes()).unwrap();
    Setting {
        state,
        equivalence: Arc::new(equivalence),
    }
}

fn texts(value: &Value) -> Vec<String> {
    let items = value.as_array().unwrap().iter();
    items
        .map(|item| item.as_str().unwrap().to_owned())
        .collect()
}

fn count(value: &Value) -> usize {
    match value {
        Value::Number(number) => usize::try_from(number.as_i64().unwrap()).unwrap(),
        other => panic!("{other}"),
    }
}

/// Settings of a case: alignment and exact judge where it says so.
fn settings(case: &Value) -> Settings {
    let mut settings = Settings {
        alignment: false,
        exact: false,
        ..Settings::default()
    };
    let Some(given) = case.get("settings").and_then(Value::as_object) else {
        return settings;
    };
    for (name, value) in given.iter() {
        let yes = *value == Value::Bool(true);
        match name.as_str() {
            "validity" => settings.validity = yes,
            "alignment" => settings.alignment = yes,
            "exact" => settings.exact = yes,
            "trust_reward" => settings.trust_reward = yes,
            "forgiven" => settings.forgiven = texts(value),
            "end_tools" => settings.end_tools = texts(value),
            "stuck_calls" => settings.stuck_calls = count(value),
            "cycle_calls" => settings.cycle_calls = count(value),
            "ngram_share" => settings.ngram_share = value.to_string().parse().unwrap(),
            "exact_mode" => {
                settings.exact_mode = ExactMode::from_name(value.as_str().unwrap()).unwrap();
            }
            other => panic!("{other}"),
        }
    }
    settings
}

fn line(case: &Value, tools: &Value) -> String {
    if let Some(line) = case.get("line") {
        return line.as_str().unwrap().to_owned();
    }
    let record = case.get("record").and_then(Value::as_object).unwrap();
    let cells = record.iter().map(|(name, cell)| {
        let cell = if cell.as_str() == Some("@tools") {
            tools
        } else {
            cell
        };
        (name.clone(), cell.clone())
    });
    Value::Object(Object::from_pairs(cells)).to_string()
}

fn expected(case: &Value) -> Option<[Option<String>; 3]> {
    let parts = case.get("verdict")?.as_array()?;
    let text = |at: usize| parts[at].as_str().map(ToOwned::to_owned);
    Some([text(0), text(1), text(2)])
}

fn found(verdict: &Verdict) -> Option<[Option<String>; 3]> {
    let stage = verdict.stage?;
    let reason = verdict.reason?;
    assert!(reasons(stage).contains(&reason), "{reason}");
    let text = |text: &str| Some(text.to_owned());
    Some([text(stage.as_str()), text(reason), verdict.at.clone()])
}

#[test]
fn golden_cases() {
    let file = read_value(CASES.as_bytes()).unwrap();
    let environments = file.get("environments").unwrap().as_object().unwrap();
    let environments: BTreeMap<String, Setting> = environments
        .iter()
        .map(|(name, value)| (name.to_string(), setting(value)))
        .collect();
    let tasks = file.get("tasks").unwrap().as_array().unwrap();
    let tasks: Vec<String> = tasks.iter().map(ToString::to_string).collect();
    let tools = file.get("tools").unwrap();
    let pool = Pool::new(2, Cancel::default()).unwrap();
    let mut wrong = Vec::new();
    for case in file.get("cases").unwrap().as_array().unwrap() {
        let funnel = Funnel::new(settings(case), &environments, &tasks, &pool).unwrap();
        let line = line(case, tools);
        // The second one meets the tools of the first.
        let verdicts = funnel.run(&[&line, &line], &pool).unwrap();
        assert_eq!(verdicts[0], verdicts[1]);
        if found(&verdicts[0]) != expected(case) {
            wrong.push(format!("{}: {:?}", case.get("name").unwrap(), verdicts[0]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn threads_and_batches_say_nothing() {
    let file = read_value(CASES.as_bytes()).unwrap();
    let tools = file.get("tools").unwrap();
    let cases = file.get("cases").unwrap().as_array().unwrap();
    let lines: Vec<String> = cases.iter().map(|case| line(case, tools)).collect();
    let settings = Settings {
        alignment: false,
        exact: false,
        ..Settings::default()
    };
    let run = |threads: usize, batch: usize| {
        let pool = Pool::new(threads, Cancel::default()).unwrap();
        let none: &[&[u8]] = &[];
        let funnel = Funnel::new(settings.clone(), &BTreeMap::new(), none, &pool).unwrap();
        let batches = lines.chunks(batch);
        batches
            .flat_map(|batch| funnel.run(batch, &pool).unwrap())
            .collect::<Vec<_>>()
    };
    let once = run(1, 1000);
    assert_eq!(once, run(7, 1000));
    assert_eq!(once, run(3, 5));
}

#[test]
fn a_stopped_funnel_stops() {
    let pool = Pool::new(1, Cancel::default()).unwrap();
    let none: &[&[u8]] = &[];
    let funnel = Funnel::new(Settings::default(), &BTreeMap::new(), none, &pool).unwrap();
    pool.cancel().cancel();
    assert!(funnel.run(&["{}"], &pool).is_err());
}

#[test]
fn settings_that_cannot_be() {
    for wrong in [
        Settings {
            ngram_words: 0,
            ..Settings::default()
        },
        Settings {
            stuck_calls: 1,
            ..Settings::default()
        },
        Settings {
            cycle_calls: 0,
            ..Settings::default()
        },
        Settings {
            ngram_share: 1.5,
            ..Settings::default()
        },
        Settings {
            ngram_share: f64::NAN,
            ..Settings::default()
        },
    ] {
        assert!(wrong.check().is_err(), "{wrong:?}");
    }
    assert!(ExactMode::from_name("alike").is_err());
}
