use super::*;
use proptest::prelude::*;

fn map(sizes: &[f32], links: &[(u32, u32, f32)], seed: u64, iterations: u32) -> Map {
    let src: Vec<u32> = links.iter().map(|l| l.0).collect();
    let dst: Vec<u32> = links.iter().map(|l| l.1).collect();
    let weight: Vec<f32> = links.iter().map(|l| l.2).collect();
    domain_map(
        sizes,
        (&src, &dst, &weight),
        seed,
        iterations,
        &Cancel::default(),
    )
    .unwrap()
}

fn distance(map: &Map, a: usize, b: usize) -> f32 {
    (map.x[a] - map.x[b]).hypot(map.y[a] - map.y[b])
}

fn assert_apart(map: &Map) {
    for a in 0..map.r.len() {
        for b in 0..a {
            let (found, least) = (distance(map, a, b), map.r[a] + map.r[b]);
            assert!(found >= least, "{a} and {b}: {found} < {least}");
        }
    }
}

proptest! {
    #[test]
    fn no_circle_lies_over_another(
        sizes in prop::collection::vec(prop_oneof![0.5_f32..50.0, Just(1e4), Just(1e-3)], 0..60),
        ends in prop::collection::vec((0_u32..60, 0_u32..60, 0_f32..3.0), 0..90),
        iterations in 0_u32..40,
    ) {
        let n = u32::try_from(sizes.len()).unwrap();
        let links: Vec<_> = ends.into_iter().filter(|l| l.0 < n && l.1 < n).collect();
        let found = map(&sizes, &links, 3, iterations);
        assert_apart(&found);
        prop_assert_eq!(&found, &map(&sizes, &links, 3, iterations));
    }
}

/// Groups of ten that are linked inside.
fn groups(n: u32) -> (Vec<f32>, Vec<(u32, u32, f32)>) {
    let sizes = (0..n)
        .map(|i| 4.0 + f32::from(u16::try_from(i * 7 % 37).unwrap()))
        .collect();
    let all = (0..n).flat_map(|a| (0..n).map(move |b| (a, b)));
    let links = all.filter(|&(a, b)| a < b && a % (n / 10) == b % (n / 10));
    (sizes, links.map(|(a, b)| (a, b, 1.0)).collect())
}

#[test]
fn linked_circles_are_near_and_the_map_is_compact() {
    let (sizes, links) = groups(200);
    let found = map(&sizes, &links, 1, 150);
    assert_apart(&found);
    let linked: f32 = links
        .iter()
        .map(|l| distance(&found, l.0 as usize, l.1 as usize))
        .sum();
    let linked = linked / f32::from(u16::try_from(links.len()).unwrap());
    let mut far = (0.0, 0.0_f32);
    for a in 0..200 {
        for b in 0..a {
            far = (far.0 + distance(&found, a, b), far.1 + 1.0);
        }
    }
    assert!(linked < 0.5 * far.0 / far.1, "{linked} {}", far.0 / far.1);
    let outer = (0..200)
        .map(|i| found.x[i].hypot(found.y[i]) + found.r[i])
        .fold(0.0, f32::max);
    let filled = found.r.iter().map(|r| r * r).sum::<f32>() / (outer * outer);
    assert!(filled > 0.35, "{filled}");
}

#[test]
fn bad_arguments_are_refused() {
    let cancel = Cancel::default();
    for size in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        let refused = domain_map(&[1.0, size], (&[], &[], &[]), 0, 1, &cancel);
        assert!(matches!(
            refused,
            Err(Error::Argument { name: "sizes", .. })
        ));
    }
    let refused = domain_map(&[1.0], (&[0], &[1], &[1.0]), 0, 1, &cancel);
    assert!(matches!(refused, Err(Error::Argument { name: "dst", .. })));
    cancel.cancel();
    assert_eq!(
        domain_map(&[1.0], (&[], &[], &[]), 0, 1, &cancel),
        Err(Error::Cancelled)
    );
}
