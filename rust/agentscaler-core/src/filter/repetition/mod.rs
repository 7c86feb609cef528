//! Repetition: texts and calls that go round.
//!
//! ```text
//! ngrams   the share of a text whose n-grams of words stood in it before
//! stuck    one call, or a cycle of calls, again and again with the same result
//! ```

mod ngrams;
mod stuck;

use super::settings::Settings;
use super::verdict::{Judged, dropped};
use crate::trajectory::{Record, Role, answers};

pub(super) use ngrams::Ngrams;

/// Reasons of this stage.
pub(super) const REASONS: [&str; 3] = ["repeated_words", "stuck_call", "stuck_cycle"];

/// Judges a record.
pub(super) fn judge(
    record: &Record<'_>,
    settings: &Settings,
    ngrams: &mut Ngrams,
    room: &mut String,
) -> Judged {
    for (at, message) in record.messages.iter().enumerate() {
        if message.role != Role::Assistant || message.by_user {
            continue;
        }
        let texts = message.content.texts().iter().map(|text| (text, "content"));
        let thought = message
            .reasoning
            .as_ref()
            .map(|text| (text, "reasoning_content"));
        for (text, field) in texts.chain(thought) {
            // A word is a byte and a space at least.
            if text.raw().len() < 2 * settings.ngram_min_words {
                continue;
            }
            let text = text.text_in(room);
            if let Some(found) = ngrams.repeated(text, settings) {
                let what = format!(
                    "{:.0} % of the {}-grams of {} words stood there before, such as {:?}",
                    100.0 * found.share,
                    settings.ngram_words,
                    found.words,
                    found.example
                );
                let place = format!("messages[{at}].{field}");
                return Err(dropped("repeated_words", place, what));
            }
        }
    }
    stuck::judge(record, &answers(record), settings)
}
