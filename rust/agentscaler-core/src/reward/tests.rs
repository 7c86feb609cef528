use super::*;
use crate::state::{Object, read_value};
use proptest::prelude::*;

fn call(name: &str, arguments: &str) -> MadeCall {
    let Value::Object(arguments) = read_value(arguments.as_bytes()).unwrap() else {
        panic!("{arguments}")
    };
    MadeCall {
        name: name.into(),
        arguments,
    }
}

#[test]
fn named_arguments_decide_and_extra_reads_do_no_harm() {
    let gold = [call("get", r#"{"id": 1}"#), call("list", "{}")];
    let made = [
        call("list", r#"{"page": 2}"#),
        call("other", "{}"),
        call("get", r#"{"deep": true, "id": 1.0}"#),
    ];
    assert!(unread(&gold, &made).is_empty());
    for wrong in [r#"{"id": true}"#, r#"{"id": "1"}"#, "{}"] {
        let made = [call("get", wrong), call("list", "{}")];
        let missing = unread(&gold, &made);
        assert_eq!(missing.len(), 1);
        assert_eq!(missing[0].at, 0);
    }
}

fn rewards(answer: &str, read_only: bool, texts: &[&str], calls: &[MadeCall]) -> f64 {
    let state = State::from_json(br#"{"t": {"1": {"a": 1}}}"#, None).unwrap();
    let answer = read_value(answer.as_bytes()).unwrap();
    let gold = Gold {
        initial: &state,
        state: &state,
        answer: &answer,
        read_only,
        calls: &[call("get", r#"{"id": 1}"#)],
    };
    let done = Done {
        state: &state,
        texts,
        calls,
    };
    let same = Equivalence::new(None, b"{}").unwrap();
    score(gold, done, &same, &Cancel::default()).unwrap().reward
}

#[test]
fn reads_count_only_where_a_read_only_task_has_no_answer() {
    let made = [call("get", r#"{"id": 1}"#)];
    for (answer, read_only, texts, calls, expected) in [
        ("null", true, &[][..], &[][..], 0.0),
        ("[]", true, &[], &made, 1.0),
        ("[5]", true, &["It is 5."], &[], 1.0),
        ("[5]", true, &["It is 6."], &made, 0.0),
        ("null", false, &[], &[], 1.0),
    ] {
        let found = rewards(answer, read_only, texts, calls);
        assert_eq!(
            found.to_bits(),
            f64::to_bits(expected),
            "{answer} {texts:?}"
        );
    }
}

#[test]
fn undecided_is_not_equal() {
    // Rings of three, three and six nodes: every node looks like every other.
    let base = State::from_json(br#"{"nodes": [], "edges": []}"#, None).unwrap();
    let rings = |lengths: [usize; 3], prefix: &str| {
        let mut state = base.fork();
        for (ring, length) in lengths.into_iter().enumerate() {
            let name = |i: usize| Value::from(format!("{prefix}{ring}-{}", i % length).as_str());
            for i in 0..length {
                let node = Object::from_pairs([("id".into(), name(i))]);
                let ends = [("from".into(), name(i)), ("to".into(), name(i + 1))];
                let edge = Object::from_pairs(ends);
                state.insert_at("nodes", 0, Value::Object(node)).unwrap();
                state.insert_at("edges", 0, Value::Object(edge)).unwrap();
            }
        }
        state
    };
    let (gold, final_state) = (rings([3, 3, 6], "a"), rings([3, 6, 3], "b"));
    let tied = br#"{"generated": ["nodes.id"], "unordered": ["nodes", "edges"], "bound": 0,
        "references": {"edges.from": "nodes.id", "edges.to": "nodes.id"}}"#;
    let same = Equivalence::new(None, tied).unwrap();
    let task = Gold {
        initial: &base,
        state: &gold,
        answer: &Value::Null,
        read_only: false,
        calls: &[],
    };
    let done = Done {
        state: &final_state,
        texts: &[],
        calls: &[],
    };
    let outcome = score(task, done, &same, &Cancel::default()).unwrap();
    assert_eq!(outcome.comparison.verdict, Verdict::Undecided);
    assert_eq!(outcome.reward.to_bits(), 0.0_f64.to_bits());
}

fn is_told(answer: &Value, text: &str) -> bool {
    untold(answer, &[text]).is_empty()
}

proptest! {
    #[test]
    fn no_text_is_too_strange(answer in "\\PC{0,12}", text in "\\PC{0,60}") {
        let _ = is_told(&Value::from(answer.as_str()), &text);
    }

    #[test]
    fn a_number_is_told_by_itself_and_by_no_other(a in -99_999_i64..99_999, b in -99_999_i64..99_999) {
        let text = format!("It is {a}.");
        prop_assert!(is_told(&a.into(), &text));
        let text = format!("({b}, nothing else)");
        prop_assert_eq!(is_told(&a.into(), &text), a == b);
    }

    #[test]
    fn digits_around_a_number_make_another(n in 1_i64..9_999, left in "[1-9a-z]", right in "[0-9a-z]") {
        // Units may stand behind a number; none is a single one of these.
        prop_assume!(!["b", "g", "h", "l", "m", "s", "v", "w"].contains(&right.as_str()));
        let around = [format!("{left}{n}"), format!("{n}{right}")];
        for text in around {
            prop_assert!(!is_told(&n.into(), &text), "{}", text);
        }
    }

    #[test]
    fn cents_with_groups(cents in 0_i64..999_999_999) {
        let (whole, part) = (cents / 100, cents % 100);
        let digits = whole.to_string();
        let mut grouped = String::new();
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let literal = format!("{whole}.{part:02}");
        let answer = read_value(literal.as_bytes()).unwrap();
        let american = format!("You pay ${grouped}.{part:02}.");
        prop_assert!(is_told(&answer, &american));
        let european = format!("Sie zahlen {},{part:02} €", grouped.replace(',', "."));
        prop_assert!(is_told(&answer, &european));
    }

    #[test]
    fn words_are_told_whole(word in "[a-z]{1,6}", left in "[a-z0-9_]", right in "[a-z0-9_]") {
        let answer = Value::from(word.as_str());
        let (alone, inside) = (word.to_uppercase(), format!("{left}{word}{right}"));
        let alone = format!("Well: **{alone}**, yes.");
        prop_assert!(is_told(&answer, &alone));
        // Underscores at both ends are emphasis, and none is between letters.
        prop_assert!(!is_told(&answer, &inside) || left == "_" && right == "_");
    }
}
