//! Which result answers which call.
//!
//! By id where the result names one. A result that names none answers the first call of its turn
//! that is not answered yet, and of its tool where it names that: formats that write no ids write
//! results in the order of the calls.

use super::message::{Call, Message, Role};
use super::record::Record;

/// What a result is to the calls that are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The answer to this call.
    To(usize),
    /// A second answer to this call.
    Again(usize),
    /// No call of the turn is meant.
    Unknown,
    /// There is no call that it could answer.
    NoCall,
}

/// The calls of a turn, and which of them have been answered.
#[derive(Debug, Clone, Default)]
pub struct Open {
    first: usize,
    answered: Vec<bool>,
}

impl Open {
    /// The calls of another turn.
    pub fn begin(&mut self, message: &Message<'_>) {
        self.first = message.calls.start;
        self.answered.clear();
        self.answered.resize(message.calls.len(), false);
    }

    /// The first call without an answer.
    pub fn unanswered(&self) -> Option<usize> {
        let at = self.answered.iter().position(|answered| !answered)?;
        Some(self.first + at)
    }

    /// Takes a result.
    pub fn answer(&mut self, result: &Message<'_>, calls: &[Call<'_>]) -> Answer {
        if self.answered.is_empty() {
            return Answer::NoCall;
        }
        let calls = &calls[self.first..self.first + self.answered.len()];
        let meant = |call: &Call<'_>| match (result.call_id, result.name) {
            (Some(id), _) => call.id.is_some_and(|own| own.same(id)),
            (None, Some(name)) => call.name.same(name),
            (None, None) => true,
        };
        let mut again = None;
        for (at, call) in calls.iter().enumerate() {
            if !meant(call) {
                continue;
            }
            if !self.answered[at] {
                self.answered[at] = true;
                return Answer::To(self.first + at);
            }
            again.get_or_insert(self.first + at);
        }
        again.map_or(Answer::Unknown, Answer::Again)
    }
}

/// For each call of the agent the message that answers it; what answers nothing is passed over.
pub fn answers(record: &Record<'_>) -> Vec<Option<usize>> {
    let mut found = vec![None; record.calls.len()];
    let mut open = Open::default();
    for (at, message) in record.messages.iter().enumerate() {
        match message.role {
            _ if message.by_user => {}
            Role::Assistant => open.begin(message),
            Role::Tool => {
                if let Answer::To(call) = open.answer(message, &record.calls) {
                    found[call] = Some(at);
                }
            }
            _ => {}
        }
    }
    found
}
