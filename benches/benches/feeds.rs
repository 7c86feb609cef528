//! Feeds, near duplicates and the map, one thread.

use std::time::Duration;

use agentscaler_benches::{Catalogue, catalogue, planted};
use agentscaler_core::graph::feeds::{Tools, feeds};
use agentscaler_core::graph::layout::domain_map;
use agentscaler_core::graph::near_duplicates::near_duplicates;
use agentscaler_core::{Cancel, Pool};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn tools(criterion: &mut Criterion) {
    let Ok(pool) = Pool::new(1, Cancel::default()) else {
        return;
    };
    let Catalogue {
        names,
        descriptions,
        parameters,
        returns,
        paths,
        effects,
    } = catalogue(1_000);
    let columns = Tools {
        names: &names,
        descriptions: &descriptions,
        parameters: &parameters,
        returns: &returns,
        paths: &paths,
        effects: &effects,
    };
    let found = feeds(&columns, 0.2, 8, &pool).map_or(0, |edges| edges.len());
    assert!(
        found > names.len(),
        "{found} edges: the made-up tools are not what they should be"
    );
    let mut group = criterion.benchmark_group("graph/tools");
    group.throughput(Throughput::Elements(names.len() as u64));
    group.bench_function("feeds", |b| b.iter(|| feeds(&columns, 0.2, 8, &pool)));
    group.bench_function("near_duplicates", |b| {
        b.iter(|| near_duplicates(&names, &descriptions, &parameters, 0.8, &pool));
    });
    group.finish();
}

fn map(criterion: &mut Criterion) {
    let links = planted(2_000, 100, 6_000);
    let sizes: Vec<f32> = (0..2_000_u16).map(|i| f32::from(4 + i * 7 % 37)).collect();
    let mut group = criterion.benchmark_group("graph/layout");
    group.throughput(Throughput::Elements(sizes.len() as u64));
    group.bench_function("2000 circles", |b| {
        b.iter(|| {
            domain_map(
                &sizes,
                (&links.src, &links.dst, &links.weight),
                1,
                150,
                &Cancel::default(),
            )
        });
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(5));
    targets = tools, map
}
criterion_main!(benches);
