//! Many conversations at once.

use super::error::Rejection;
use super::renderer::{Item, Renderer};
use crate::error::Result;
use crate::pool::Pool;

/// Tokens of many conversations, one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenBatch {
    /// Ids of all that were kept.
    pub ids: Vec<u32>,
    /// 1 where a token is trained; as long as `ids`.
    pub mask: Vec<u8>,
    /// Where each conversation begins, and the end of the last.
    pub offsets: Vec<i64>,
    /// The line of each conversation, from 0 without blank ones.
    pub lines: Vec<u32>,
    /// Trained tokens of each.
    pub trained: Vec<u32>,
    /// Tokens of each that straddle the border of a span.
    pub straddling: Vec<u32>,
    /// `id` of each line, kept or not.
    pub item_ids: Vec<Option<String>>,
    /// Lines that became no tokens.
    pub rejected: Vec<(u32, Rejection)>,
}

/// The lines of a JSONL text that are not blank.
pub fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split(|&b| b == b'\n')
        .filter(|line| !line.iter().all(u8::is_ascii_whitespace))
        .collect()
}

/// The tokens of these lines, whatever the number of threads.
///
/// # Errors
/// [`crate::Error::Cancelled`]. A line that cannot be read is a result.
pub fn encode_batch(renderer: &Renderer, lines: &[&[u8]], pool: &Pool) -> Result<TokenBatch> {
    let items = pool.map(lines.len(), |at| Ok(renderer.encode(lines[at])))?;
    let mut batch = TokenBatch {
        offsets: vec![0],
        ..TokenBatch::default()
    };
    for (at, Item { id, judged }) in (0_u32..).zip(items) {
        batch.item_ids.push(id);
        match judged {
            Ok(tokens) => {
                batch.ids.extend_from_slice(&tokens.ids);
                batch.mask.extend_from_slice(&tokens.mask);
                batch
                    .offsets
                    .push(i64::try_from(batch.ids.len()).unwrap_or(i64::MAX));
                batch.lines.push(at);
                batch.trained.push(tokens.trained);
                batch.straddling.push(tokens.straddling);
            }
            Err(rejection) => batch.rejected.push((at, rejection)),
        }
    }
    Ok(batch)
}
