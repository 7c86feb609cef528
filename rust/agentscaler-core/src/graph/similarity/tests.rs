use super::*;
use crate::cancel::Cancel;
use crate::graph::matrix::{Csr, CsrView, DenseView};
use crate::pool::Pool;
use crate::random::Random;
use proptest::prelude::*;

fn pool(threads: usize) -> Pool {
    Pool::new(threads, Cancel::default()).unwrap()
}

fn sparse_of(rows: &[Vec<f32>]) -> Csr {
    let mut csr = Csr::default();
    for row in rows {
        for (column, &value) in (0_u32..).zip(row) {
            if value != 0.0 {
                csr.indices.push(column);
                csr.values.push(value);
            }
        }
        csr.end_row();
    }
    csr
}

fn weight(a: &[f32], b: &[f32]) -> f64 {
    let dot = |x: &[f32], y: &[f32]| -> f64 {
        x.iter()
            .zip(y)
            .map(|(&p, &q)| f64::from(p) * f64::from(q))
            .sum()
    };
    let length = dot(a, a).sqrt() * dot(b, b).sqrt();
    if length > 0.0 {
        dot(a, b) / length
    } else {
        0.0
    }
}

/// Every pair, the obvious way.
fn obvious(rows: &[Vec<f32>], threshold: f32, top_k: usize) -> Vec<(u32, u32)> {
    let mut edges = Vec::new();
    for (i, row) in (0_u32..).zip(rows) {
        let mut all: Vec<(f32, u32)> = (0_u32..)
            .zip(rows)
            .filter(|&(j, _)| j != i)
            .map(|(j, other)| (weight(row, other) as f32, j))
            .filter(|&(w, _)| w >= threshold)
            .collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        edges.extend(all.iter().take(top_k).map(|&(_, j)| (i.min(j), i.max(j))));
    }
    edges.sort_unstable();
    edges.dedup();
    edges
}

fn pairs(edges: &Edges) -> Vec<(u32, u32)> {
    edges
        .src
        .iter()
        .copied()
        .zip(edges.dst.iter().copied())
        .collect()
}

proptest! {
    #[test]
    fn both_kernels_find_what_the_obvious_way_finds(
        // Small integers make exact ties, which a rounding error would order wrongly.
        rows in prop::collection::vec(
            prop::collection::vec((-2_i8..=4).prop_map(f32::from), 5), 0..40),
        threshold in prop::sample::select(vec![0.05_f32, 0.3, 0.7, 0.95]),
        top_k in 1_usize..6,
    ) {
        let expected = obvious(&rows, threshold, top_k);
        let csr = sparse_of(&rows);
        let sparse = sparse_edges(csr.view(5).unwrap(), threshold, top_k, &pool(2)).unwrap();
        prop_assert_eq!(pairs(&sparse), &expected[..]);
        let flat = rows.concat();
        let dense = DenseView::new(&flat, rows.len(), 5).unwrap();
        let dense = dense_edges(dense, threshold, top_k, &pool(2)).unwrap();
        prop_assert_eq!(pairs(&dense), &expected[..]);
    }
}

fn random_rows(n: usize, d: usize) -> Vec<Vec<f32>> {
    let mut random = Random::keyed(5, &[]);
    let mut number = |zero: u64| {
        if random.below(4) < zero {
            return 0.0;
        }
        random.below(1000) as f32 / 1000.0
    };
    (0..n)
        .map(|_| (0..d).map(|_| number(3)).collect())
        .collect()
}

#[test]
fn many_blocks_and_threads_do_not_matter() {
    let rows = random_rows(1300, 24);
    let expected = obvious(&rows, 0.4, 7);
    let (csr, flat) = (sparse_of(&rows), rows.concat());
    let matrix = CsrView::new(&csr.indptr, &csr.indices, &csr.values, 24).unwrap();
    let dense = DenseView::new(&flat, rows.len(), 24).unwrap();
    let first = sparse_edges(matrix, 0.4, 7, &pool(1)).unwrap();
    assert_eq!(pairs(&first), expected);
    for threads in [1, 2, 8] {
        assert_eq!(sparse_edges(matrix, 0.4, 7, &pool(threads)).unwrap(), first);
        let edges = dense_edges(dense, 0.4, 7, &pool(threads)).unwrap();
        assert_eq!(pairs(&edges), expected);
    }
}

#[test]
fn equal_rows_tie_by_index() {
    let rows = vec![vec![1.0, 2.0]; 100];
    let csr = sparse_of(&rows);
    let edges = sparse_edges(csr.view(2).unwrap(), 0.9, 2, &pool(2)).unwrap();
    assert_eq!(pairs(&edges), obvious(&rows, 0.9, 2));
    assert!(edges.weight.iter().all(|&w| w == 1.0));
    let dense = DenseView::new(&[1.0; 200], 100, 2).unwrap();
    assert_eq!(
        pairs(&dense_edges(dense, 0.9, 2, &pool(2)).unwrap()),
        pairs(&edges)
    );
}

#[test]
fn columns_and_pairs_that_nobody_has_cost_nothing() {
    // Tables of this many columns or blocks would end the process instead of the call.
    let far = [u32::MAX - 1, u32::MAX - 1];
    let columns = usize::try_from(1_u64 << 50).unwrap();
    let matrix = CsrView::new(&[0, 1, 2], &far, &[1.0, 2.0], columns).unwrap();
    let edges = sparse_edges(matrix, 0.5, 1, &pool(1)).unwrap();
    assert_eq!(pairs(&edges), [(0, 1)]);
    let refused = sample_similarities(matrix, 1 << 50, 0, &pool(1));
    assert!(matches!(
        refused,
        Err(Error::Argument { name: "pairs", .. })
    ));
    let wide = DenseView::new(&[], 1 << 31, 0).unwrap();
    assert!(dense_edges(wide, 0.5, 1, &pool(1)).unwrap().is_empty());
}

#[test]
fn thresholds_below_the_error_of_estimates_are_exact() {
    // Cosines of 1e-6 and 0, far below what f32 sums can tell from 0 when rows are this long.
    let rows = [vec![1.0, 1e-6, 0.0], vec![0.0, 1.0, 0.0], vec![0.0; 3]];
    let (csr, flat) = (sparse_of(&rows), rows.concat());
    for (threshold, expected) in [(9e-7, &[(0, 1)][..]), (2e-6, &[])] {
        let sparse = sparse_edges(csr.view(3).unwrap(), threshold, 5, &pool(1)).unwrap();
        let dense = DenseView::new(&flat, 3, 3).unwrap();
        let dense = dense_edges(dense, threshold, 5, &pool(1)).unwrap();
        assert_eq!(
            (pairs(&sparse), pairs(&dense)),
            (expected.to_vec(), expected.to_vec())
        );
    }
}

#[test]
fn wrong_arguments_are_refused() {
    let csr = Csr::default();
    let view = csr.view(3).unwrap();
    for threshold in [0.0, -1.0, 1.1, f32::NAN] {
        assert!(sparse_edges(view, threshold, 1, &pool(1)).is_err());
    }
    assert!(sparse_edges(view, 0.5, 0, &pool(1)).is_err());
    assert!(sparse_edges(view, 0.5, 1, &pool(1)).unwrap().is_empty());
}

#[test]
fn samples_are_cosines_of_different_rows() {
    let rows = vec![vec![1.0, 0.0], vec![0.0, 1.0], vec![0.0, 0.0]];
    let csr = sparse_of(&rows);
    let view = csr.view(2).unwrap();
    let one = sample_similarities(view, 10_000, 3, &pool(1)).unwrap();
    assert!(one.iter().all(|&w| w == 0.0));
    let rows = random_rows(50, 6);
    let csr = sparse_of(&rows);
    let view = csr.view(6).unwrap();
    let one = sample_similarities(view, 10_000, 3, &pool(1)).unwrap();
    assert_eq!(one, sample_similarities(view, 10_000, 3, &pool(8)).unwrap());
    assert_ne!(one, sample_similarities(view, 10_000, 4, &pool(1)).unwrap());
    let mut empty = Csr::default();
    empty.end_row();
    assert!(
        sample_similarities(empty.view(1).unwrap(), 5, 0, &pool(1))
            .unwrap()
            .is_empty()
    );
}
