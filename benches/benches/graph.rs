//! Graph engines, one thread.

use std::time::Duration;

use agentscaler_benches::{dense, planted, texts};
use agentscaler_core::graph::communities::{
    Algorithm, EdgeArrays, Objective, Settings, communities,
};
use agentscaler_core::graph::embed::embed_texts;
use agentscaler_core::graph::matrix::DenseView;
use agentscaler_core::graph::similarity::{dense_edges, sparse_edges};
use agentscaler_core::{Cancel, Pool};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const BUCKETS: usize = 1 << 18;

fn embedding(criterion: &mut Criterion) {
    let Ok(pool) = Pool::new(1, Cancel::default()) else {
        return;
    };
    let texts = texts(5_000, 40);
    let mut group = criterion.benchmark_group("graph/embed");
    let bytes: usize = texts.iter().map(String::len).sum();
    group.throughput(Throughput::ElementsAndBytes {
        elements: texts.len() as u64,
        bytes: bytes as u64,
    });
    group.bench_function("texts", |b| b.iter(|| embed_texts(&texts, BUCKETS, &pool)));
    group.finish();
}

fn similarity(criterion: &mut Criterion) {
    let Ok(pool) = Pool::new(1, Cancel::default()) else {
        return;
    };
    let mut group = criterion.benchmark_group("graph/similarity");
    let texts = texts(5_000, 40);
    if let Ok(csr) = embed_texts(&texts, BUCKETS, &pool)
        && let Ok(view) = csr.view(BUCKETS)
    {
        group.throughput(Throughput::Elements(
            (texts.len() * (texts.len() - 1) / 2) as u64,
        ));
        group.bench_function("sparse 5k", |b| {
            b.iter(|| sparse_edges(view, 0.3, 20, &pool));
        });
    }
    let (rows, columns) = (2_048, 512);
    let values = dense(rows, columns);
    if let Ok(view) = DenseView::new(&values, rows, columns) {
        group.throughput(Throughput::Elements((rows * rows / 2) as u64));
        group.bench_function("dense 2k x 512", |b| {
            b.iter(|| dense_edges(view, 0.3, 20, &pool));
        });
    }
    group.finish();
}

fn grouping(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("graph/communities");
    let graph = planted(30_000, 1_000, 740_000);
    group.throughput(Throughput::Elements(graph.src.len() as u64));
    for (name, algorithm) in [
        ("leiden", Algorithm::Leiden),
        ("louvain", Algorithm::Louvain),
    ] {
        let settings = Settings {
            algorithm,
            objective: Objective::Modularity,
            resolution: 1.0,
            seed: 0,
        };
        group.bench_function(name, |b| {
            b.iter(|| {
                let edges = EdgeArrays::new(graph.nodes, &graph.src, &graph.dst, &graph.weight)?;
                communities(&edges, &settings, &Cancel::default())
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = graph;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(5));
    targets = embedding, similarity, grouping
}
criterion_main!(graph);
