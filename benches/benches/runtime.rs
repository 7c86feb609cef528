//! Tools: compile, call with argument checks, replay.
//!
//! `cargo bench -p agentscaler-benches --bench runtime`

#![expect(clippy::expect_used, reason = "a bench that cannot go on fails")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Duration;

use agentscaler_core::state::{Object, State, Value};
use agentscaler_core::{Cancel, Pool};
use agentscaler_runtime::{Arguments, Call, Kind, Limits, ToolSet, Until, replay};
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// Ten tools as retail simulators have them.
fn source() -> String {
    let mut source = String::from(
        r#"
def cancel_order(db, order_id: str, reason: str):
    """Cancel a pending order."""
    order = db.get("orders", order_id)
    if order is None:
        refuse(f"order {order_id} not found")
    if order["status"] != "pending":
        refuse("only pending orders can be cancelled")
    db.update("orders", order_id, {"status": "cancelled", "cancel_reason": reason})
    return {"order_id": order_id, "status": "cancelled"}


def get_order(db, order_id: str):
    """Read an order."""
    order = db.get("orders", order_id)
    if order is None:
        refuse(f"order {order_id} not found")
    return order


def find_orders(db, user_id: str):
    """Read all orders of a user."""
    return [order["order_id"] for order in db.find("orders", user_id=user_id)]
"#,
    );
    for i in 0..7 {
        let _ = write!(
            source,
            "\n\ndef tool_{i}(db, key: str):\n    row = db.get(\"users\", key)\n    return row\n"
        );
    }
    source
}

fn database(orders: usize) -> State {
    let order = |i: usize| {
        format!(
            r##"{{"order_id":"#W{i}","user_id":"user_{}","status":"pending","items":[{{"sku":"s{}","price":{}.5}}],"total":{}.5}}"##,
            i % 1_000,
            i % 50,
            i % 300,
            i % 300
        )
    };
    let orders: Vec<String> = (0..orders).map(order).collect();
    let json = format!(r#"{{"users":{{}},"orders":[{}]}}"#, orders.join(","));
    State::from_json(json.as_bytes(), None).expect("a state")
}

fn cancel(i: usize) -> Arguments {
    Arguments::Raw(format!(r##"{{"order_id": "#W{i}", "reason": "no longer needed"}}"##).into())
}

fn compiled() -> ToolSet {
    ToolSet::compile(&source(), None, Limits::default()).expect("tools")
}

fn compile(c: &mut Criterion) {
    let source = source();
    c.bench_function("compile 10 tools", |b| {
        b.iter(|| ToolSet::compile(black_box(&source), None, Limits::default()));
    });
}

fn call(c: &mut Criterion) {
    let (tools, base) = (compiled(), database(3_000));
    let mut group = c.benchmark_group("call");
    group.bench_function("write: get, update", |b| {
        b.iter_batched(
            || (base.fork(), cancel(7)),
            |(mut state, arguments)| {
                let result = tools.call(&mut state, "cancel_order", &arguments);
                assert_eq!(result.kind, Kind::Ok);
                state
            },
            BatchSize::SmallInput,
        );
    });
    let mut state = base.fork();
    let object = Object::from_pairs([("order_id".into(), Value::from("#W7"))]);
    for (name, arguments) in [
        ("read: get", Arguments::Object(object)),
        ("refusal", Arguments::from(r#"{"order_id": "none"}"#)),
        (
            "arguments that do not fit",
            Arguments::from(r#"{"order_id": 5}"#),
        ),
    ] {
        group.bench_function(name, |b| {
            b.iter(|| tools.call(&mut state, "get_order", black_box(&arguments)));
        });
    }
    let user = Arguments::from(r#"{"user_id": "user_7"}"#);
    group.bench_function("find in 3,000 rows", |b| {
        b.iter(|| tools.call(&mut state, "find_orders", black_box(&user)));
    });
    group.finish();
}

fn batch(c: &mut Criterion) {
    let (tools, base) = (compiled(), database(3_000));
    let sequences: Vec<Vec<Call>> = (0..200)
        .map(|i| {
            let calls = (0..10).map(|k| Call {
                name: "cancel_order".into(),
                arguments: cancel(i * 10 + k),
            });
            calls.collect()
        })
        .collect();
    let mut group = c.benchmark_group("replay 200 x 10 calls");
    group.throughput(Throughput::Elements(2_000));
    for threads in [1, 2] {
        let pool = Pool::new(threads, Cancel::default()).expect("threads");
        group.bench_function(BenchmarkId::new("threads", threads), |b| {
            b.iter(|| replay(&tools, &base, &sequences, Until::Done, &pool));
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(30).measurement_time(Duration::from_secs(3));
    targets = compile, call, batch
}
criterion_main!(benches);
