//! State: fork, first write, verify, digest, diff at 1, 10 and 100 MB.
//!
//! `cargo bench -p agentscaler-benches --bench state`; the peers stand in `benches/python/state.py`.

#![expect(clippy::expect_used, reason = "a bench that cannot go on fails")]

use std::hint::black_box;
use std::time::Duration;

use agentscaler_core::Cancel;
use agentscaler_core::state::{Equivalence, Object, State, Value};
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// A database as retail simulators have it: users with nested addresses, and a list of orders.
fn database(megabytes: usize) -> String {
    let rows = megabytes * 1_050;
    let user = |i: usize| {
        let history: Vec<String> = (0..12)
            .map(|k| {
                format!(
                    r#"{{"id":"p{i}_{k}","amount":{}.25,"kind":"gift_card"}}"#,
                    i % 97 + k
                )
            })
            .collect();
        format!(
            r#""user_{i}":{{"user_id":"user_{i}","name":"Name {i}","email":"name{i}@example.com","address":{{"street":"{i} Main Street","city":"Springfield","zip":"{:05}"}},"history":[{}]}}"#,
            i % 100_000,
            history.join(",")
        )
    };
    let order = |i: usize| {
        format!(
            r##"{{"order_id":"#W{i}","user_id":"user_{}","status":"pending","items":[{{"sku":"s{}","price":{}.5}}],"total":{}.5}}"##,
            i * 7 % rows,
            i % 50,
            i % 300,
            i % 300
        )
    };
    format!(
        r#"{{"users":{{{}}},"orders":[{}]}}"#,
        (0..rows).map(user).collect::<Vec<_>>().join(","),
        (0..rows).map(order).collect::<Vec<_>>().join(",")
    )
}

fn write(state: &mut State, i: usize) {
    let key = [Value::from(format!("user_{i}").as_str())];
    let name = Object::from_pairs([("name".into(), Value::from("New Name"))]);
    state.update("users", &key, &name).expect("the row exists");
}

fn cancel(state: &mut State, i: usize) {
    let key = [Value::from(format!("#W{i}").as_str())];
    let status = Object::from_pairs([("status".into(), Value::from("cancelled"))]);
    state
        .update("orders", &key, &status)
        .expect("the row exists");
}

fn changed(base: &State) -> State {
    let mut fork = base.fork();
    (0..3).for_each(|i| write(&mut fork, i * 300));
    (0..2).for_each(|i| cancel(&mut fork, i * 300));
    fork
}

/// A fork where rows came and went, at both ends of the list.
fn shifted(base: &State) -> State {
    let mut fork = base.fork();
    let first = fork.delete_at("orders", 0).expect("the row exists");
    fork.delete_at("orders", 500).expect("the row exists");
    let last = fork.count("orders").expect("the table exists");
    fork.insert_at("orders", last, first.clone())
        .expect("no other row has its key");
    let id = Object::from_pairs([("order_id".into(), Value::from("#new"))]);
    fork.insert_at("orders", 0, Value::Object(id))
        .expect("no other row has its key");
    fork
}

fn state(c: &mut Criterion) {
    let mut group = c.benchmark_group("state");
    group
        .sample_size(20)
        .measurement_time(Duration::from_secs(2));
    group.warm_up_time(Duration::from_millis(500));
    let same = Equivalence::new(None, br#"{"generated":["orders.order_id"]}"#).expect("rules");
    for megabytes in [1, 3, 10, 100] {
        let text = database(megabytes);
        let base = State::from_json(text.as_bytes(), None).expect("a state");
        let size = format!("{}kB", text.len() / 1000);
        let id = |name: &str| BenchmarkId::new(name, &size);
        group.bench_function(id("fork"), |b| b.iter(|| black_box(base.fork())));
        group.bench_function(id("first write, keyed"), |b| {
            b.iter_batched_ref(
                || base.fork(),
                |fork| write(fork, 500),
                BatchSize::SmallInput,
            );
        });
        group.bench_function(id("first write, list"), |b| {
            b.iter_batched_ref(
                || base.fork(),
                |fork| cancel(fork, 500),
                BatchSize::SmallInput,
            );
        });
        let (gold, rollout) = (changed(&base), changed(&base));
        group.bench_function(id("verify 5 changes"), |b| {
            b.iter(|| black_box(gold.diff(&rollout)));
        });
        group.bench_function(id("verify 2 rows in, 2 out, never hashed"), |b| {
            let (first, second) = (shifted(&base), shifted(&base));
            b.iter(|| black_box(first.diff(&second)));
        });
        let mut other = changed(&base);
        cancel(&mut other, 700);
        group.bench_function(id("verify 5 changes, 1 wrong, equivalence"), |b| {
            b.iter(|| same.compare(&gold, &other, &Cancel::default()));
        });
        group.bench_function(id("net changes"), |b| b.iter(|| black_box(gold.changes())));
        base.digest();
        group.bench_function(id("digest after 5 changes"), |b| {
            b.iter_batched_ref(
                || changed(&base),
                |fork| fork.digest(),
                BatchSize::SmallInput,
            );
        });
        if megabytes > 10 {
            continue;
        }
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(id("read"), |b| {
            b.iter(|| State::from_json(text.as_bytes(), None));
        });
        group.bench_function(id("write"), |b| b.iter(|| base.to_json()));
        let fresh = || State::from_json(text.as_bytes(), None).expect("a state");
        group.bench_function(id("digest from scratch"), |b| {
            b.iter_batched_ref(fresh, |state| state.digest(), BatchSize::LargeInput);
        });
        group.bench_function(id("diff of two strangers, 5 changes"), |b| {
            let other = changed(&base).to_json();
            let other = State::from_json(other.as_bytes(), None).expect("a state");
            b.iter_batched_ref(fresh, |state| state.diff(&other), BatchSize::LargeInput);
        });
    }
    group.finish();
}

criterion_group!(benches, state);
criterion_main!(benches);
