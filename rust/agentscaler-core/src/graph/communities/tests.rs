use super::*;
use proptest::prelude::*;

type List = Vec<(u32, u32, f32)>;

fn arrays(list: &List) -> (Vec<u32>, Vec<u32>, Vec<f32>) {
    let src = list.iter().map(|e| e.0).collect();
    let dst = list.iter().map(|e| e.1).collect();
    (src, dst, list.iter().map(|e| e.2).collect())
}

fn settings(algorithm: Algorithm, objective: Objective, resolution: f64, seed: u64) -> Settings {
    Settings {
        algorithm,
        objective,
        resolution,
        seed,
    }
}

fn labels_of(nodes: usize, list: &List, settings: &Settings) -> Vec<u32> {
    let (src, dst, weight) = arrays(list);
    let edges = EdgeArrays::new(nodes, &src, &dst, &weight).unwrap();
    communities(&edges, settings, &Cancel::default()).unwrap()
}

fn modularity_of(nodes: usize, list: &List, labels: &[u32]) -> f64 {
    let (src, dst, weight) = arrays(list);
    let edges = EdgeArrays::new(nodes, &src, &dst, &weight).unwrap();
    modularity(&edges, labels, 1.0).unwrap()
}

fn graphs() -> impl Strategy<Value = (usize, List)> {
    (1_usize..25).prop_flat_map(|nodes| {
        let end = 0..u32::try_from(nodes).unwrap();
        let weight = prop::sample::select(vec![0.0_f32, 0.1, 0.5, 1.0, 3.0]);
        (
            Just(nodes),
            prop::collection::vec((end.clone(), end, weight), 0..60),
        )
    })
}

const ALGORITHMS: [Algorithm; 2] = [Algorithm::Louvain, Algorithm::Leiden];

fn any_settings() -> impl Strategy<Value = Settings> {
    let algorithm = prop::sample::select(ALGORITHMS.to_vec());
    let objective = prop::sample::select(vec![Objective::Modularity, Objective::ConstantPotts]);
    let resolution = prop::sample::select(vec![0.0, 0.05, 0.5, 1.0, 2.0]);
    (algorithm, objective, resolution, 0_u64..4).prop_map(|(a, o, r, seed)| settings(a, o, r, seed))
}

proptest! {
    #[test]
    fn labels_are_numbered_by_first_appearance((nodes, list) in graphs(), s in any_settings()) {
        let labels = labels_of(nodes, &list, &s);
        let mut again = labels.clone();
        renumber(&mut again);
        prop_assert_eq!(labels.len(), nodes);
        prop_assert_eq!(labels, again);
    }

    #[test]
    fn order_and_direction_of_edges_leave_no_trace((nodes, list) in graphs(), s in any_settings()) {
        let mut turned: List = list.iter().map(|&(u, v, w)| (v, u, w)).collect();
        turned.reverse();
        prop_assert_eq!(labels_of(nodes, &list, &s), labels_of(nodes, &turned, &s));
    }

    #[test]
    fn never_worse_than_single_nodes((nodes, list) in graphs(), seed in 0_u64..4) {
        let alone: Vec<u32> = (0..u32::try_from(nodes).unwrap()).collect();
        for algorithm in ALGORITHMS {
            let s = settings(algorithm, Objective::Modularity, 1.0, seed);
            let found = modularity_of(nodes, &list, &labels_of(nodes, &list, &s));
            prop_assert!(found >= modularity_of(nodes, &list, &alone) - 1e-12);
        }
    }

    #[test]
    fn leiden_communities_are_connected((nodes, list) in graphs(), s in any_settings()) {
        let s = Settings { algorithm: Algorithm::Leiden, ..s };
        let labels = labels_of(nodes, &list, &s);
        // Spread the smallest node of each community along edges inside.
        let mut root: Vec<usize> = (0..nodes).collect();
        for _ in 0..nodes {
            for &(u, v, w) in &list {
                let (u, v) = (u as usize, v as usize);
                if w > 0.0 && labels[u] == labels[v] {
                    let least = root[u].min(root[v]);
                    (root[u], root[v]) = (least, least);
                }
            }
        }
        for u in 0..nodes {
            for v in 0..nodes {
                prop_assert!(labels[u] != labels[v] || root[u] == root[v]);
            }
        }
    }
}

/// `count` cliques of `size` nodes, joined to a ring by single edges.
fn ring_of_cliques(count: u32, size: u32) -> List {
    let mut list = Vec::new();
    for clique in 0..count {
        let first = clique * size;
        for u in first..first + size {
            list.extend((u + 1..first + size).map(|v| (u, v, 1.0)));
        }
        list.push((first, (first + size + 1) % (count * size), 1.0));
    }
    list
}

#[test]
fn cliques_are_found() {
    let list = ring_of_cliques(12, 6);
    let expected: Vec<u32> = (0..72).map(|node| node / 6).collect();
    for algorithm in ALGORITHMS {
        for seed in 0..5 {
            for (objective, resolution) in [
                (Objective::Modularity, 1.0),
                (Objective::ConstantPotts, 0.5),
            ] {
                let s = settings(algorithm, objective, resolution, seed);
                assert_eq!(labels_of(72, &list, &s), expected, "{s:?}");
            }
        }
    }
}

#[test]
fn degenerate_graphs() {
    for algorithm in ALGORITHMS {
        let s = settings(algorithm, Objective::Modularity, 1.0, 1);
        assert_eq!(labels_of(0, &vec![], &s), [0_u32; 0]);
        assert_eq!(labels_of(1, &vec![(0, 0, 2.0)], &s), [0]);
        assert_eq!(labels_of(3, &vec![], &s), [0, 1, 2]);
        assert_eq!(labels_of(3, &vec![(2, 1, 0.0)], &s), [0, 1, 2]);
        assert_eq!(labels_of(3, &vec![(2, 1, 1.0), (1, 2, 1.0)], &s), [0, 1, 1]);
    }
}

#[test]
fn weights_too_far_apart_for_f64_come_to_an_end() {
    // The sums forget the small weights beside the large ones, so that nodes move for ever.
    let list = vec![
        (6, 5, 50_000.0),
        (0, 0, 8e24),
        (0, 6, 7e10),
        (5, 0, 80.0),
        (3, 4, 3e21),
    ];
    let s = settings(Algorithm::Louvain, Objective::Modularity, 1.0, 122_955);
    assert_eq!(labels_of(8, &list, &s).len(), 8);
}

#[test]
fn modularity_of_known_graphs() {
    let list = vec![(0, 1, 1.0), (2, 3, 1.0)];
    assert!((modularity_of(4, &list, &[0, 0, 1, 1]) - 0.5).abs() < 1e-12);
    assert!((modularity_of(4, &list, &[0, 0, 0, 0])).abs() < 1e-12);
    assert!((modularity_of(1, &vec![(0, 0, 2.0)], &[0])).abs() < 1e-12);
}

#[test]
fn wrong_graphs_are_refused() {
    let refused = [
        EdgeArrays::new(2, &[0], &[2], &[1.0]),
        EdgeArrays::new(2, &[2], &[0], &[1.0]),
        EdgeArrays::new(2, &[0], &[1], &[f32::NAN]),
        EdgeArrays::new(2, &[0], &[1], &[-1.0]),
        EdgeArrays::new(2, &[0], &[1, 1], &[1.0]),
        EdgeArrays::new(2, &[0], &[1], &[]),
    ];
    assert!(refused.iter().all(Result::is_err));
    let edges = EdgeArrays::new(2, &[0], &[1], &[1.0]).unwrap();
    for resolution in [-1.0, f64::NAN, f64::INFINITY] {
        let s = settings(Algorithm::Leiden, Objective::Modularity, resolution, 0);
        assert!(communities(&edges, &s, &Cancel::default()).is_err());
        assert!(modularity(&edges, &[0, 0], resolution).is_err());
    }
    assert!(modularity(&edges, &[0], 1.0).is_err());
    assert!(modularity(&edges, &[0, 7], 1.0).is_err());
}

#[test]
fn a_stop_is_heard_by_every_step() {
    let list = ring_of_cliques(4, 5);
    let (src, dst, weight) = arrays(&list);
    let edges = EdgeArrays::new(20, &src, &dst, &weight).unwrap();
    let network = Network::of_edges(&edges, &Cancel::default()).unwrap();
    let cancel = Cancel::default();
    cancel.cancel();
    let (sizes, labels) = (network.strengths(), vec![0; 20]);
    let mut random = Random::keyed(0, &[]);
    let stopped = [
        Network::of_edges(&edges, &cancel).err(),
        aggregate::aggregate(&network, &labels, 1, &cancel).err(),
        refine::refine(&network, &sizes, &labels, 0.0, &mut random, &cancel).err(),
        split::connected_parts(&network, &labels, &cancel).err(),
        moving::move_nodes(
            &network,
            &sizes,
            &mut labels.clone(),
            0.0,
            &mut random,
            &cancel,
        )
        .err(),
    ];
    assert!(
        stopped.iter().all(|e| *e == Some(Error::Cancelled)),
        "{stopped:?}"
    );
}
