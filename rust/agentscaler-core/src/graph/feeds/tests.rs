//! Golden cases, which the reference in Python reads as well.

use serde_json::Value;

use super::*;
use crate::cancel::Cancel;

fn texts(tools: &[Value], key: &str) -> Vec<Option<String>> {
    let text = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        schema => Some(schema.to_string()),
    };
    tools
        .iter()
        .map(|tool| tool.get(key).and_then(text))
        .collect()
}

fn run(tools: &[Value], min_weight: f64, threads: usize) -> Vec<Feed> {
    let all = |key: &str, or: &str| -> Vec<String> {
        texts(tools, key)
            .into_iter()
            .map(|t| t.unwrap_or_else(|| or.to_owned()))
            .collect()
    };
    let columns = Tools {
        names: &all("name", ""),
        descriptions: &all("description", ""),
        parameters: &all("parameters", "{}"),
        returns: &texts(tools, "returns"),
        paths: &texts(tools, "path"),
        effects: &all("effect", "UNKNOWN"),
    };
    feeds(
        &columns,
        min_weight,
        8,
        &Pool::new(threads, Cancel::default()).unwrap(),
    )
    .unwrap()
}

#[test]
fn golden_cases() {
    let text = include_str!("../../../../../tests/cases/feeds.json");
    let cases: Vec<Value> = serde_json::from_str(text).unwrap();
    for case in cases {
        let tools = case["tools"].as_array().unwrap();
        for threads in [1, 3] {
            let found: Vec<Value> = run(tools, 0.2, threads)
                .iter()
                .map(|f| {
                    let name = |i: u32| &tools[i as usize]["name"];
                    let evidence = if f.declared { "declared" } else { "inferred" };
                    let (source, target) = (name(f.source), name(f.target));
                    serde_json::json!([source, f.output, target, f.parameter, evidence])
                })
                .collect();
            assert_eq!(
                &found,
                case["feeds"].as_array().unwrap(),
                "{}",
                case["name"]
            );
        }
    }
}

#[test]
fn arguments_out_of_range_are_refused() {
    let empty = Tools {
        names: &[],
        descriptions: &[],
        parameters: &[],
        returns: &[],
        paths: &[],
        effects: &[],
    };
    let pool = Pool::new(1, Cancel::default()).unwrap();
    for (min_weight, top_k) in [(0.0, 1), (f64::NAN, 1), (1.5, 1), (0.5, 0)] {
        assert!(matches!(
            feeds(&empty, min_weight, top_k, &pool),
            Err(Error::Argument { .. })
        ));
    }
    let names = ["a".to_owned()];
    let unequal = Tools {
        names: &names,
        ..empty
    };
    assert!(matches!(
        feeds(&unequal, 0.5, 1, &pool),
        Err(Error::Shape { .. })
    ));
    let one = |text: &str| [text.to_owned()];
    let lower = Tools {
        names: &one("list_orders"),
        descriptions: &one(""),
        parameters: &one("{}"),
        returns: &[None],
        paths: &[None],
        effects: &one("read"),
    };
    let refused = feeds(&lower, 0.5, 1, &pool).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "effects is \"read\" at 0, but must be \"READ\", \"WRITE\" or \"UNKNOWN\""
    );
}
