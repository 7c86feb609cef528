//! Packing, one thread.

use agentscaler_core::Cancel;
use agentscaler_core::pack::{Sequence, Store, gather, pack};
use agentscaler_core::random::Random;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const CAPACITY: u32 = 32_768;

/// Lengths as agent conversations have them: many of 1,000 to 4,000 tokens, few of 30,000.
fn lengths(n: usize) -> Vec<u32> {
    let mut random = Random::keyed(1, &[]);
    let mut uniform =
        || f64::from(u32::try_from(random.below(1 << 30)).unwrap_or(0)) / 2_f64.powi(30);
    (0..n)
        .map(|_| {
            // Twelve uniform numbers are nearly a normal one.
            let normal = (0..12).map(|_| uniform()).sum::<f64>() - 6.0;
            let length = (7.6 + 0.9 * normal).exp().clamp(16.0, f64::from(CAPACITY));
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped"
            )]
            let length = length as u32;
            length
        })
        .collect()
}

fn packing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("packing/pack");
    group.sample_size(10);
    for n in [100_000, 1_000_000] {
        let lengths = lengths(n);
        group.throughput(Throughput::Elements(n as u64));
        group.bench_function(format!("{n} sequences"), |b| {
            b.iter(|| pack(&lengths, CAPACITY, 0, &Cancel::default()));
        });
    }
    group.finish();
}

fn gathering(criterion: &mut Criterion) {
    let lengths = lengths(2_000);
    let mut sequences = Vec::new();
    let mut begin = 0_u64;
    for &length in &lengths {
        sequences.push(Sequence {
            store: 0,
            begin,
            length,
        });
        begin += u64::from(length);
    }
    let tokens = usize::try_from(begin).unwrap_or(0);
    let ids = vec![7_u32; tokens];
    let mask = vec![0b1010_0110_u8; tokens.div_ceil(8)];
    let store = Store {
        ids: &ids,
        mask: &mask,
    };
    let mut group = criterion.benchmark_group("packing/gather");
    group.throughput(Throughput::Elements(begin));
    group.bench_function("bins of 12 sequences", |b| {
        b.iter(|| {
            for bin in sequences.chunks(12) {
                let _ = std::hint::black_box(gather(&[store], bin));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, packing, gathering);
criterion_main!(benches);
