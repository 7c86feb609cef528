//! Who speaks after whom, and whether every call has its answer.

use crate::filter::settings::Settings;
use crate::filter::verdict::{Judged, dropped};
use crate::trajectory::{Answer, Call, Message, Open, Record, Role};

/// Who had the last turn.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Last {
    /// Nobody but perhaps the policy.
    Nobody,
    User,
    /// The user simulator made calls, and has not spoken.
    UserCalls,
    /// The agent, to the user.
    Agent,
    /// The agent, to its tools.
    AgentCalls,
}

/// Terminations that cut a conversation off.
const CUT: [&str; 4] = ["max_turns", "max_errors", "too_long", "infrastructure"];
/// Terminations that end it.
const DONE: [&str; 2] = ["user_done", "agent_done"];

pub(super) fn judge(record: &Record<'_>, settings: &Settings) -> Judged {
    if record.messages.is_empty() {
        return Err(dropped("empty", "messages", "there are no messages"));
    }
    let mut turns = Turns {
        calls: &record.calls,
        open: Open::default(),
        last: Last::Nobody,
        spoken: false,
    };
    for (at, message) in record.messages.iter().enumerate() {
        turns.take(at, message)?;
    }
    turns.all_answered()?;
    if !turns.spoken {
        return Err(dropped(
            "no_assistant",
            "messages",
            "the agent never speaks",
        ));
    }
    end(record, &turns, settings)
}

struct Turns<'r, 'a> {
    calls: &'r [Call<'a>],
    open: Open,
    last: Last,
    spoken: bool,
}

impl Turns<'_, '_> {
    fn take(&mut self, at: usize, message: &Message<'_>) -> Judged {
        if message.by_user {
            if message.role == Role::User {
                self.all_answered()?;
                self.open = Open::default();
                self.last = Last::UserCalls;
            }
            return Ok(());
        }
        match message.role {
            Role::System if at > 0 => Err(dropped(
                "system_not_first",
                place(at),
                "a system message after the first message",
            )),
            Role::System => Ok(()),
            Role::User => self.user(at),
            Role::Assistant => self.assistant(at, message),
            Role::Tool => self.result(at, message),
            Role::Other(_) => {
                let what = format!("the role {:?}", message.role.name());
                Err(dropped("unknown_role", place(at), what))
            }
        }
    }

    fn all_answered(&self) -> Judged {
        match self.open.unanswered() {
            None => Ok(()),
            Some(call) => {
                let call = &self.calls[call];
                let what = format!("nothing answers the call of {}", call.name.text());
                Err(dropped("unanswered_call", call.place(), what))
            }
        }
    }

    fn user(&mut self, at: usize) -> Judged {
        self.all_answered()?;
        if self.last == Last::User {
            return Err(dropped(
                "not_alternating",
                place(at),
                "two messages of the user in a row",
            ));
        }
        self.open = Open::default();
        self.last = Last::User;
        Ok(())
    }

    fn assistant(&mut self, at: usize, message: &Message<'_>) -> Judged {
        self.all_answered()?;
        if self.last == Last::Agent {
            return Err(dropped(
                "not_alternating",
                place(at),
                "two messages of the agent in a row, with nothing between them",
            ));
        }
        if message.calls.is_empty() && message.content.is_blank() {
            let what = "the agent says nothing and calls nothing";
            return Err(dropped("empty_turn", place(at), what));
        }
        let calls = &self.calls[message.calls.clone()];
        for (number, call) in calls.iter().enumerate() {
            let Some(id) = call.id else { continue };
            let mut before = calls[..number].iter().filter_map(|call| call.id);
            if before.any(|other| other.same(id)) {
                let what = format!("two calls of one turn have the id {:?}", id.text());
                return Err(dropped("call_id_twice", call.place(), what));
            }
        }
        self.open.begin(message);
        self.last = if calls.is_empty() {
            Last::Agent
        } else {
            Last::AgentCalls
        };
        self.spoken = true;
        Ok(())
    }

    fn result(&mut self, at: usize, message: &Message<'_>) -> Judged {
        let meant = || match (message.call_id, message.name) {
            (Some(id), _) => format!("the call {:?}", id.text()),
            (None, Some(name)) => format!("a call of {}", name.text()),
            (None, None) => "a call".to_owned(),
        };
        match self.open.answer(message, self.calls) {
            Answer::To(_) => Ok(()),
            Answer::Again(call) => {
                let what = format!("a second result of {}", self.calls[call].place());
                Err(dropped("answered_twice", place(at), what))
            }
            Answer::Unknown => {
                let what = format!("a result of {}, which this turn did not make", meant());
                Err(dropped("result_of_unknown_call", place(at), what))
            }
            Answer::NoCall => {
                let what = format!("a result of {}, but no call is open", meant());
                Err(dropped("result_without_call", place(at), what))
            }
        }
    }
}

/// Whether the conversation has an end.
fn end(record: &Record<'_>, turns: &Turns<'_, '_>, settings: &Settings) -> Judged {
    if let Some(termination) = record.termination {
        let termination = termination.text();
        if CUT.contains(&&*termination) {
            let what = format!("the conversation was cut off: {termination}");
            return Err(dropped("cut_short", "termination", what));
        }
        if DONE.contains(&&*termination) {
            return Ok(());
        }
    }
    // Nobody says how it ended, so its last message has to.
    let mut calls = record.calls.iter().rev().filter(|call| !call.by_user);
    let ends = |call: &Call<'_>| settings.end_tools.iter().any(|tool| call.name.is(tool));
    if turns.last == Last::AgentCalls && !calls.next().is_some_and(ends) {
        let last = place(record.messages.len() - 1);
        let what = "the last message is a result, and the agent makes nothing of it";
        return Err(dropped("no_last_word", last, what));
    }
    Ok(())
}

fn place(message: usize) -> String {
    format!("messages[{message}]")
}
