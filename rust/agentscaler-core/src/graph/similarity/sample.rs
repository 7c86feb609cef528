//! Cosines of random pairs: what similarity means when nothing relates two tools.

use crate::error::{Error, Result};
use crate::graph::matrix::CsrView;
use crate::pool::Pool;
use crate::random::Random;

use super::cosine;

/// Pairs that one thread takes at a time.
const BLOCK: usize = 4096;

/// Cosines of `pairs` random pairs of different rows; a zero row has cosine 0 with every other.
/// Empty for fewer than two rows.
///
/// # Errors
/// [`Error::Argument`] for more than 2^32 - 1 pairs, and [`Error::Cancelled`].
///
/// # Complexity
/// O(`pairs` x row length).
pub fn sample_similarities(
    matrix: CsrView<'_>,
    pairs: usize,
    seed: u64,
    pool: &Pool,
) -> Result<Vec<f32>> {
    if u32::try_from(pairs).is_err() {
        return Err(Error::Argument {
            name: "pairs",
            value: pairs.to_string(),
            expected: "at most 4294967295",
        });
    }
    let n = matrix.rows() as u64;
    if n < 2 {
        return Ok(Vec::new());
    }
    let norms = matrix.norms(pool)?;
    let blocks = pool.map(pairs.div_ceil(BLOCK), |block| {
        let numbers = block * BLOCK..pairs.min((block + 1) * BLOCK);
        let one = |number: usize| {
            pool.cancel().check()?;
            let mut random = Random::keyed(seed, &[number as u64]);
            let i = random.below(n);
            let step = 1 + random.below(n - 1);
            #[expect(clippy::cast_possible_truncation, reason = "below the number of rows")]
            let (i, j) = (i as usize, ((i + step) % n) as usize);
            if norms[i] > 0.0 && norms[j] > 0.0 {
                Ok(cosine(matrix.dot(i, j), norms[i], norms[j]))
            } else {
                Ok(0.0)
            }
        };
        numbers.map(one).collect::<Result<Vec<f32>>>()
    })?;
    Ok(blocks.concat())
}
