//! From spans of a text to a mask over its tokens.

/// The mask of tokens, and how many of them stand with one foot outside of a span.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mask {
    /// 1 where a token is trained.
    pub bits: Vec<u8>,
    /// Trained tokens.
    pub trained: u32,
    /// Trained tokens that hold text from outside of their span as well.
    pub straddling: u32,
}

/// A token is trained when it overlaps a span, which is Transformers' rule (5.24,
/// `apply_chat_template`, `return_assistant_tokens_mask`).
///
/// `offsets` and `spans` are (begin, end) in the same unit, each in order.
pub fn mask(offsets: &[(usize, usize)], spans: &[(usize, usize)]) -> Mask {
    let mut found = Mask {
        bits: vec![0; offsets.len()],
        ..Mask::default()
    };
    let mut spans = spans.iter().copied();
    let mut span = spans.next();
    for (&(start, end), bit) in offsets.iter().zip(&mut found.bits) {
        while span.is_some_and(|(_, last)| start >= last) {
            span = spans.next();
        }
        let Some((first, last)) = span else { break };
        if end > first {
            *bit = 1;
            found.trained += 1;
            found.straddling += u32::from(start < first || end > last);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_token_across_a_border_is_trained_and_counted() {
        let offsets = [(0, 3), (3, 5), (5, 8), (8, 9), (9, 12)];
        let found = mask(&offsets, &[(4, 8), (9, 10)]);
        assert_eq!(found.bits, [0, 1, 1, 0, 1]);
        assert_eq!((found.trained, found.straddling), (3, 2));
        assert_eq!(mask(&offsets, &[]).bits, [0; 5]);
        assert_eq!(mask(&[], &[(0, 1)]), Mask::default());
    }

    proptest! {
        #[test]
        fn a_token_is_trained_when_it_overlaps_any_span(cuts in prop::collection::vec(0..60_usize, 0..20),
                                                       borders in prop::collection::vec(0..60_usize, 0..12)) {
            let pairs = |mut points: Vec<usize>| {
                points.sort_unstable();
                points.dedup();
                points.windows(2).map(|w| (w[0], w[1])).collect::<Vec<_>>()
            };
            let offsets = pairs(cuts);
            let spans: Vec<_> = pairs(borders).into_iter().step_by(2).collect();
            let slow = |&(start, end): &(usize, usize)| {
                u8::from((start..end).any(|at| spans.iter().any(|&(a, b)| (a..b).contains(&at))))
            };
            prop_assert_eq!(mask(&offsets, &spans).bits, offsets.iter().map(slow).collect::<Vec<_>>());
        }
    }
}
