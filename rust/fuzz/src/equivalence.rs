//! Outcomes that the input decides, compared under every rule at once: the answer against brute
//! force over all renamings and all orders.

use std::fmt::Write as _;

use agentscaler_core::Cancel;
use agentscaler_core::state::{Equivalence, State, Verdict, read_value};

use crate::bytes::Bytes;

const RULES: &str = r#"{"generated":["orders.id"],"unordered":["pays"],"ignored":["orders.at"],
    "references":{"pays.order":"orders.id","users.last":"orders.id"},
    "mentions":{"pays.note":["orders.id"]},"tolerance":{"pays.sum":1}}"#;
/// Two names that only references and texts of the base know, and one of an order.
const BASE: &str = r#"{"orders":[{"id":"o0","at":0}],
    "pays":[{"order":"o0","sum":1},{"order":"o5","sum":2,"note":"as o6 said"}],
    "users":{"u":{"last":"o0"}}}"#;
const OLD: [u8; 3] = [0, 5, 6];
const NAMES: usize = 8;

/// A row of pays: order, sum, name in the note.
type Pay = (u8, u8, Option<u8>);

#[derive(Clone, Debug)]
struct Outcome {
    /// Ids and the cells that count, after those of the base.
    orders: Vec<(u8, u8)>,
    pays: Vec<Pay>,
    last: u8,
}

impl Outcome {
    fn read(bytes: &mut Bytes<'_>) -> Self {
        let name = |bytes: &mut Bytes<'_>| u8::try_from(bytes.below(NAMES)).unwrap_or(0);
        let small = |bytes: &mut Bytes<'_>, n| u8::try_from(bytes.below(n)).unwrap_or(0);
        let (orders, pays) = (bytes.below(4), bytes.below(4));
        Self {
            orders: (0..orders)
                .map(|_| (name(bytes), small(bytes, 2)))
                .collect(),
            pays: (0..pays)
                .map(|_| {
                    let note = bytes.below(3) == 0;
                    (name(bytes), small(bytes, 4), note.then(|| name(bytes)))
                })
                .collect(),
            last: name(bytes),
        }
    }

    /// The same under other names, with payments in another order.
    fn renamed(&self, bytes: &mut Bytes<'_>) -> Self {
        let new: Vec<u8> = (0..8).filter(|name| !OLD.contains(name)).collect();
        let shift = bytes.below(new.len());
        let minted = self.minted();
        // Other names than the new ones stay: they are none, or old.
        let name = |x: u8| match new.iter().position(|n| *n == x) {
            Some(at) if minted.contains(&x) || minted.len() == new.len() => {
                new[(at + shift) % new.len()]
            }
            _ => x,
        };
        let mut pays = self.pays.clone();
        let turn = bytes.below(pays.len());
        pays.rotate_left(turn);
        Self {
            orders: self.orders.iter().map(|(id, v)| (name(*id), *v)).collect(),
            pays: pays
                .iter()
                .map(|(o, s, n)| (name(*o), *s, n.map(name)))
                .collect(),
            last: name(self.last),
        }
    }

    fn minted(&self) -> Vec<u8> {
        let mut ids: Vec<u8> = self.orders.iter().map(|(id, _)| *id).collect();
        ids.retain(|id| !OLD.contains(id));
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    fn all_pays(&self) -> Vec<Pay> {
        [&[(0, 1, None), (5, 2, Some(6))], &self.pays[..]].concat()
    }

    fn grow(&self, base: &State, bytes: &mut Bytes<'_>) -> State {
        let mut state = base.fork();
        let value = |text: &str| read_value(text.as_bytes()).expect("it is JSON");
        for (i, (id, v)) in self.orders.iter().enumerate() {
            let row = format!(r#"{{"id":"o{id}","v":{v},"at":{}}}"#, bytes.next());
            state
                .insert_at("orders", 1 + i, value(&row))
                .expect("a place in the list");
        }
        for (order, sum, note) in &self.pays {
            let mut row = format!(r#"{{"order":"o{order}","sum":{sum}"#);
            if let Some(note) = note {
                let _ = write!(row, r#","note":"as o{note} said""#);
            }
            let at = bytes.below(state.count("pays").expect("a table") + 1);
            state
                .insert_at("pays", at, value(&format!("{row}}}")))
                .expect("a place");
        }
        let last = value(&format!(r#"{{"last":"o{}"}}"#, self.last));
        state.put("users", &["u".into()], last).expect("a row");
        state
    }
}

fn permutations(n: usize) -> Vec<Vec<usize>> {
    let Some(last) = n.checked_sub(1) else {
        return vec![Vec::new()];
    };
    let shorter = permutations(last);
    let longer = shorter.iter().flat_map(|order| {
        (0..n).map(move |at| {
            let mut order = order.clone();
            order.insert(at, last);
            order
        })
    });
    longer.collect()
}

fn brute_force(a: &Outcome, b: &Outcome) -> bool {
    let (of_a, of_b) = (a.minted(), b.minted());
    if of_a.len() != of_b.len() || a.orders.len() != b.orders.len() {
        return false;
    }
    let (x, y) = (a.all_pays(), b.all_pays());
    let orders = permutations(y.len());
    permutations(of_b.len()).iter().any(|renaming| {
        let becomes = |x: u8, y: u8| match of_a.iter().position(|id| *id == x) {
            Some(at) => of_b[renaming[at]] == y,
            None => x == y && !of_b.contains(&y),
        };
        let same = |p: &Pay, q: &Pay| {
            becomes(p.0, q.0)
                && p.1.abs_diff(q.1) <= 1
                && match (p.2, q.2) {
                    (Some(p), Some(q)) => becomes(p, q),
                    (p, q) => p == q,
                }
        };
        let rows = a.orders.iter().zip(&b.orders);
        becomes(a.last, b.last)
            && rows.fold(true, |all, (x, y)| all && becomes(x.0, y.0) && x.1 == y.1)
            && x.len() == y.len()
            && orders
                .iter()
                .any(|order| x.iter().zip(order).all(|(p, &j)| same(p, &y[j])))
    })
}

pub fn run(input: &[u8]) -> u64 {
    let mut bytes = Bytes::new(input);
    let base = State::from_json(BASE.as_bytes(), None).expect("a state");
    let a = Outcome::read(&mut bytes);
    let b = match bytes.below(3) {
        0 => Outcome::read(&mut bytes),
        1 => a.renamed(&mut bytes),
        _ => {
            let mut near = a.renamed(&mut bytes);
            let other = Outcome::read(&mut bytes);
            match bytes.below(3) {
                0 => near.orders = other.orders,
                1 => near.pays = other.pays,
                _ => near.last = other.last,
            }
            near
        }
    };
    let expected = if brute_force(&a, &b) {
        Verdict::Equal
    } else {
        Verdict::Different
    };
    let rules = Equivalence::new(None, RULES.as_bytes()).expect("rules");
    let cancel = Cancel::default();
    let (x, y) = (a.grow(&base, &mut bytes), b.grow(&base, &mut bytes));
    let found = rules.compare(&x, &y, &cancel).expect("nobody cancels");
    assert_eq!(found.verdict, expected, "{a:?} {b:?} {found:?}");
    assert_eq!(found.reason.is_none(), expected == Verdict::Equal);
    let back = rules.compare(&y, &x, &cancel).expect("nobody cancels");
    assert_eq!(back.verdict, expected);
    let strangers =
        [&x, &y].map(|side| State::from_json(side.to_json().as_bytes(), None).expect("a state"));
    let apart = rules
        .compare_from(&base, &strangers[0], &strangers[1], &cancel)
        .expect("nobody cancels");
    assert_eq!(apart.verdict, expected);
    if expected == Verdict::Equal {
        let mut new: Vec<String> = found.renaming.iter().map(|r| r.new.to_string()).collect();
        new.sort();
        new.dedup();
        assert_eq!(new.len(), found.renaming.len(), "one to one");
        assert!(found.renaming.iter().all(|r| !OLD.iter().any(|o| {
            let old = format!("\"o{o}\"");
            r.old.to_string() == old || r.new.to_string() == old
        })));
    }
    let shape = [
        a.orders.len(),
        a.pays.len(),
        b.pays.len(),
        found.renaming.len(),
    ];
    let shape = shape.iter().fold(0, |sum, n| sum * 8 + *n as u64);
    shape * 2 + u64::from(expected == Verdict::Equal)
}
