use agentscaler_core::Pool;
use agentscaler_core::state::{Value, read_value};

use super::*;
use crate::limits::Limits;
use crate::verify::read_calls;

const TOOLS: &str = r#"
def get_order(db, order_id: str):
    return db.get("orders", order_id)

def set_status(db, order_id: str, status: str):
    order = db.get("orders", order_id)
    if order is None:
        refuse("no such order")
    if order["status"] == "closed":
        refuse("closed")
    db.update("orders", order_id, {"status": status})
    return status

def add(db, n: int):
    total = db.get("total")
    db.put("total", None, total + n)
    return total + n

def make_order(db, buyer: str):
    order_id = db.new_id("orders", "o-####")
    db.insert("orders", {"buyer": buyer, "status": "new"}, order_id)
    return order_id

def boom(db):
    return 1 / 0
"#;

const STATE: &str =
    r#"{"orders": {"a": {"status": "new", "ref": "b"}, "b": {"status": "new"}}, "total": 0}"#;

fn audited(task: &str, bounds: Bounds) -> Audit {
    let tools = ToolSet::compile(TOOLS, None, Limits::default()).unwrap();
    let base = State::from_json(STATE.as_bytes(), None).unwrap();
    let value = read_value(task.as_bytes()).unwrap();
    let task = Task::from_value(&value, &base).unwrap();
    let none = Value::Array(Vec::new().into());
    let candidates = value.get("candidates").unwrap_or(&none);
    let candidates = read_calls(candidates, "candidates").unwrap();
    let rules = br#"{"generated": ["orders"], "keys": {"orders": "id"}}"#;
    let plain = br"{}";
    let rules: &[u8] = if value.get("minted").is_some() {
        rules
    } else {
        plain
    };
    let same = Equivalence::new(None, rules).unwrap();
    audit(&tools, task, &candidates, &same, bounds, &Cancel::default()).unwrap()
}

fn codes(audit: &Audit) -> Vec<&'static str> {
    audit.problems().iter().map(Problem::code).collect()
}

fn set(order: &str, status: &str) -> String {
    format!(
        r#"{{"name": "set_status", "arguments": {{"order_id": "{order}", "status": "{status}"}}}}"#
    )
}

fn plan(calls: &[String]) -> String {
    format!(r#"{{"id": "t", "gold_calls": [{}]}}"#, calls.join(","))
}

#[test]
fn a_sound_plan_with_a_read_that_informs() {
    let read = r#"{"name": "get_order", "arguments": {"order_id": "a"}}"#.to_owned();
    let found = audited(&plan(&[read, set("b", "sent")]), Bounds::default());
    assert_eq!(codes(&found), [""; 0], "{found}");
    let learnt = found.needs[0].informs.as_ref().unwrap();
    assert_eq!((learnt.by, learnt.place.as_str()), (Some(1), "order_id"));
    assert!(!found.needs[0].is_needed() && found.needs[1].is_needed());
    assert_eq!(found.shortest, Shortest::Proven { writes: 1 });
    insta::assert_snapshot!(found.to_string());
}

#[test]
fn a_read_may_tell_the_answer() {
    let task = r#"{"id": "t", "answer": ["b"], "gold_calls": [
        {"name": "get_order", "arguments": {"order_id": "b"}},
        {"name": "get_order", "arguments": {"order_id": "a"}}]}"#;
    let found = audited(task, Bounds::default());
    assert_eq!(found.needs[0].informs, None);
    let learnt = found.needs[1].informs.as_ref().unwrap();
    assert_eq!((learnt.by, learnt.place.as_str()), (None, "answer[0]"));
}

#[test]
fn a_write_that_another_covers_is_not_needed() {
    let calls = [set("a", "paid"), set("a", "sent"), set("b", "sent")];
    let found = audited(&plan(&calls), Bounds::default());
    assert_eq!(codes(&found), ["needless_write", "shorter_plan"]);
    let Shortest::Shorter { writes: 3, plan } = &found.shortest else {
        panic!("{found}")
    };
    let numbers: Vec<_> = plan.calls.iter().map(|(at, _)| *at).collect();
    assert_eq!(numbers, [Some(1), Some(2)]);
    // "paid" before "sent", "b" anywhere.
    let orders = found.orders.clone();
    assert_eq!(
        (orders.accepted, orders.total, orders.complete),
        (3, 6, true)
    );
}

#[test]
fn a_call_that_a_later_one_stands_on_is_needed() {
    let make = r#"{"name": "make_order", "arguments": {"buyer": "ada"}}"#;
    let tools = ToolSet::compile(TOOLS, None, Limits::default()).unwrap();
    let mut state = State::from_json(STATE.as_bytes(), None).unwrap();
    let answer = tools.call(
        &mut state,
        "make_order",
        &crate::Arguments::from(r#"{"buyer": "ada"}"#),
    );
    let found = audited(
        &plan(&[make.to_owned(), set(&answer.content, "paid")]),
        Bounds::default(),
    );
    let (at, result) = found.needs[0].breaks.clone().unwrap();
    assert_eq!((at, result.content.as_str()), (1, "no such order"));
    assert_eq!(found.needs[0].informs.as_ref().unwrap().by, Some(1));
    assert_eq!(found.orders.accepted, 1);
}

#[test]
fn other_calls_may_do_with_less() {
    let add = |n: i64| format!(r#"{{"name": "add", "arguments": {{"n": {n}}}}}"#);
    let calls = [add(1), add(2), add(3)].join(",");
    let task = format!(
        r#"{{"id": "t", "gold_calls": [{calls}], "candidates": [{}]}}"#,
        add(5)
    );
    let found = audited(&task, Bounds::default());
    let Shortest::Shorter { plan, .. } = &found.shortest else {
        panic!("{found}")
    };
    // 3 + 3 and 1 + 5 both are two calls; gold calls come first.
    let numbers: Vec<_> = plan.calls.iter().map(|(at, _)| *at).collect();
    assert_eq!(numbers, [Some(0), None]);
    let all = found.orders;
    assert_eq!((all.accepted, all.total), (6, 6));
}

#[test]
fn bounds_are_told() {
    let add = |n: i64| format!(r#"{{"name": "add", "arguments": {{"n": {n}}}}}"#);
    let calls: Vec<String> = (0..6).map(|i| add(1 << i)).collect();
    let bounds = Bounds {
        plan_calls: 20,
        order_calls: 20,
    };
    let found = audited(&plan(&calls), bounds);
    assert_eq!(
        found.shortest,
        Shortest::Bound {
            writes: 6,
            at_least: 2
        }
    );
    let orders = found.orders;
    assert!(!orders.complete && orders.accepted >= 1 && orders.total == 720);
    let found = audited(&plan(&calls), Bounds::default());
    let orders = found.orders;
    assert_eq!((orders.accepted, orders.complete), (720, true));
}

#[test]
fn broken_gold_and_a_task_that_nothing_passes() {
    let boom = r#"{"name": "boom", "arguments": {}}"#.to_owned();
    let found = audited(&plan(&[boom]), Bounds::default());
    assert_eq!(codes(&found), ["gold_broken", "nothing_passes"]);
    assert!(!found.needs[0].is_needed());
    assert_eq!(
        codes(&audited(&plan(&[]), Bounds::default())),
        ["nothing_passes"]
    );
    let reads = r#"{"id": "t", "read_only": true,
        "gold_calls": [{"name": "get_order", "arguments": {"order_id": "a"}}]}"#;
    let found = audited(reads, Bounds::default());
    assert_eq!(codes(&found), [""; 0], "{found}");
    assert!(found.needs[0].is_needed());
    let answered = r#"{"id": "t", "read_only": true, "answer": [5], "gold_calls": []}"#;
    assert_eq!(
        audited(answered, Bounds::default()).nothing.unwrap(),
        "not told: 5"
    );
    let lies = format!(
        r#"{{"id": "t", "read_only": true, "gold_calls": [{}]}}"#,
        set("a", "x")
    );
    assert_eq!(
        codes(&audited(&lies, Bounds::default())),
        ["writes_though_read_only"]
    );
}

#[test]
fn audits_do_not_depend_on_the_number_of_threads() {
    let tools = ToolSet::compile(TOOLS, None, Limits::default()).unwrap();
    let base = State::from_json(STATE.as_bytes(), None).unwrap();
    let same = Equivalence::new(None, b"{}").unwrap();
    let tasks: Vec<(Task, Vec<Call>)> = ["paid", "sent", "closed", "new"]
        .map(|status| {
            let text = plan(&[set("a", status), set("b", status), set("a", "x")]);
            let value = read_value(text.as_bytes()).unwrap();
            (Task::from_value(&value, &base).unwrap(), Vec::new())
        })
        .into();
    let on = |threads| {
        let pool = Pool::new(threads, Cancel::default()).unwrap();
        let found = audit_all(&tools, &tasks, &same, Bounds::default(), &pool).unwrap();
        found.iter().map(Audit::to_json).collect::<Vec<_>>()
    };
    assert_eq!(on(1), on(3));
}
