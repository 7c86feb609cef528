//! Partners for the items of two bags.

/// An item that has no partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alone {
    First(usize),
    Second(usize),
}

/// Finds a partner for every item of both sides. Only items of one sign can fit.
///
/// # Errors
/// The first item of the first side that stays alone, else of the second.
pub(super) fn match_all(
    signs: [&[u64]; 2],
    fits: impl Fn(usize, usize) -> bool,
) -> Result<(), Alone> {
    let [x, y] = signs.map(|signs| {
        let mut order: Vec<usize> = (0..signs.len()).collect();
        order.sort_by_key(|&i| signs[i]);
        order
    });
    let (mut first, mut second) = (None, None);
    let mut from = 0;
    for class in x.chunk_by(|&i, &j| signs[0][i] == signs[0][j]) {
        let sign = class.first().map_or(0, |&i| signs[0][i]);
        let start = from + y[from..].partition_point(|&j| signs[1][j] < sign);
        let end = start + y[start..].partition_point(|&j| signs[1][j] == sign);
        let others = &y[start..end];
        second = second
            .into_iter()
            .chain(y[from..start].iter().copied())
            .min();
        from = end;
        match match_class(class, others, &fits) {
            Ok(()) => {}
            Err(Alone::First(i)) => first = first.into_iter().chain([i]).min(),
            Err(Alone::Second(j)) => second = second.into_iter().chain([j]).min(),
        }
    }
    second = second.into_iter().chain(y[from..].iter().copied()).min();
    match (first, second) {
        (Some(i), _) => Err(Alone::First(i)),
        (None, Some(j)) => Err(Alone::Second(j)),
        (None, None) => Ok(()),
    }
}

/// Kuhn's augmenting paths; the first free partner that fits nearly always stays.
fn match_class(
    x: &[usize],
    y: &[usize],
    fits: &impl Fn(usize, usize) -> bool,
) -> Result<(), Alone> {
    let mut partner: Vec<Option<usize>> = vec![None; y.len()];
    // Partners never become free again: all before this one are taken.
    let mut free = 0;
    for (i, &item) in x.iter().enumerate() {
        while partner.get(free).is_some_and(Option::is_some) {
            free += 1;
        }
        let mut open = (free..y.len()).filter(|&j| partner[j].is_none());
        if let Some(j) = open.find(|&j| fits(item, y[j])) {
            partner[j] = Some(i);
        } else if !augment(i, &|i, j| fits(x[i], y[j]), &mut partner) {
            return Err(Alone::First(item));
        }
    }
    match partner.iter().position(Option::is_none) {
        Some(j) => Err(Alone::Second(y[j])),
        None => Ok(()),
    }
}

/// A way that ends at a free partner, without recursion: ways can be as long as the lists.
fn augment(
    start: usize,
    fits: &impl Fn(usize, usize) -> bool,
    partner: &mut [Option<usize>],
) -> bool {
    let mut seen = vec![false; partner.len()];
    let mut way: Vec<(usize, usize)> = vec![(start, 0)];
    let mut taken: Vec<usize> = Vec::new();
    while let Some((i, from)) = way.last().copied() {
        let Some(j) = (from..partner.len()).find(|&j| !seen[j] && fits(i, j)) else {
            way.pop();
            taken.pop();
            continue;
        };
        seen[j] = true;
        if let Some(last) = way.last_mut() {
            last.1 = j + 1;
        }
        taken.push(j);
        if let Some(next) = partner[j] {
            way.push((next, 0));
        } else {
            for ((i, _), j) in way.iter().zip(&taken) {
                partner[*j] = Some(*i);
            }
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_finds_a_partner_where_that_is_possible() {
        let near = |i: usize, j: usize| i == j || i + 1 == j;
        // Only one way for all: each takes the next.
        assert_eq!(match_all([&[7; 5], &[7; 5]], near), Ok(()));
        let after = |i: usize, j: usize| j == (i + 1) % 5 || j == i && i < 4;
        assert_eq!(match_all([&[7; 5], &[7; 5]], after), Ok(()));
        assert_eq!(match_all([&[], &[]], near), Ok(()));
        assert_eq!(match_all([&[1, 2], &[2, 1]], |_, _| true), Ok(()));
        assert_eq!(
            match_all([&[1, 2], &[2, 1]], near),
            Err(Alone::First(1)),
            "of another sign"
        );
        assert_eq!(match_all([&[3, 1], &[3]], near), Err(Alone::First(1)));
        assert_eq!(
            match_all([&[3], &[9, 3, 1]], |_, _| true),
            Err(Alone::Second(0))
        );
        assert_eq!(
            match_all([&[3; 2], &[3; 2]], |_, j| j == 0),
            Err(Alone::First(1))
        );
    }

    #[test]
    fn many_equal_items_cost_no_square() {
        let signs = vec![1; 200_000];
        assert_eq!(match_all([&signs, &signs], |_, _| true), Ok(()));
    }
}
