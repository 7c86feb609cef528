//! An audit as JSON and for people.

use std::fmt;

use agentscaler_core::state::{Object, Text, Value};

use super::{Audit, Need, Orders, Shortest};
use crate::arguments::Arguments;
use crate::replay::Call;

const FORMAT_VERSION: i64 = 1;

fn object<const N: usize>(pairs: [(&str, Value); N]) -> Value {
    Value::Object(Object::from_pairs(
        pairs.map(|(name, value)| (Text::from(name), value)),
    ))
}

fn count(n: usize) -> Value {
    Value::from(i64::try_from(n).unwrap_or(i64::MAX))
}

fn maybe<T>(one: Option<T>, make: impl FnOnce(T) -> Value) -> Value {
    one.map_or(Value::Null, make)
}

fn text(text: &str) -> Value {
    Value::from(text)
}

fn call_value(call: &Call) -> Value {
    let arguments = if let Arguments::Object(object) = &call.arguments {
        Value::Object(object.clone())
    } else if let Arguments::Raw(raw) = &call.arguments {
        text(raw)
    } else {
        Value::Null
    };
    object([
        ("name", Value::Text(call.name.clone())),
        ("arguments", arguments),
    ])
}

fn need_value(need: &Need) -> Value {
    object([
        ("at", count(need.at)),
        ("name", text(&need.name)),
        ("answered", need.answered.into()),
        ("writes", need.writes.into()),
        ("needed", need.is_needed().into()),
        ("differs", maybe(need.differs.as_deref(), text)),
        (
            "breaks",
            maybe(need.breaks.as_ref(), |(at, result)| {
                object([
                    ("at", count(*at)),
                    ("kind", text(result.kind.as_str())),
                    ("content", text(&result.content)),
                ])
            }),
        ),
        (
            "informs",
            maybe(need.informs.as_ref(), |learnt| {
                object([
                    ("at", maybe(learnt.by, count)),
                    ("place", text(&learnt.place)),
                    ("value", learnt.value.clone()),
                ])
            }),
        ),
    ])
}

fn shortest_value(shortest: &Shortest) -> Value {
    match shortest {
        Shortest::Proven { writes } => {
            object([("verdict", text("proven")), ("writes", count(*writes))])
        }
        Shortest::Bound { writes, at_least } => object([
            ("verdict", text("bound")),
            ("writes", count(*writes)),
            ("at_least", count(*at_least)),
        ]),
        Shortest::Shorter { writes, plan } => {
            let calls = plan.calls.iter().map(|(at, call)| {
                object([("gold", maybe(*at, count)), ("call", call_value(call))])
            });
            object([
                ("verdict", text("shorter")),
                ("writes", count(*writes)),
                ("plan", Value::Array(calls.collect())),
            ])
        }
    }
}

/// Counts of orders pass what a 64-bit integer holds from 21 calls on.
fn wide(n: u128) -> Value {
    i64::try_from(n).map_or_else(|_| text(&n.to_string()), Value::from)
}

fn orders_value(orders: &Orders) -> Value {
    object([
        ("accepted", wide(orders.accepted)),
        ("total", wide(orders.total)),
        ("complete", orders.complete.into()),
    ])
}

impl Audit {
    /// The audit as one JSON value.
    pub fn to_value(&self) -> Value {
        let problems = self.problems().into_iter().map(|problem| {
            object([
                ("code", text(problem.code())),
                ("what", text(&problem.to_string())),
            ])
        });
        object([
            ("format_version", FORMAT_VERSION.into()),
            ("task_id", text(&self.task_id)),
            ("read_only", self.read_only.into()),
            ("problems", Value::Array(problems.collect())),
            ("repeatable", self.repeatable.into()),
            ("nothing_fails", maybe(self.nothing.as_deref(), text)),
            (
                "calls",
                Value::Array(self.needs.iter().map(need_value).collect()),
            ),
            ("shortest", shortest_value(&self.shortest)),
            ("orders", orders_value(&self.orders)),
            ("calls_made", count(self.calls_made)),
        ])
    }

    /// Compact JSON.
    pub fn to_json(&self) -> String {
        self.to_value().to_string()
    }
}

/// ```text
/// task_7: sound
///   0 get_order       read   tells item_ids[0] of call 1
///   1 return_items    write  needed: orders."#1".status: "returned" -> "delivered"
///   shortest: 1 write, proven
///   orders: 1 of 1
///   doing nothing fails: the state: ...
/// ```
impl fmt::Display for Audit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problems = self.problems();
        let verdict = if problems.is_empty() {
            "sound"
        } else {
            "not sound"
        };
        write!(f, "{}: {verdict}", self.task_id)?;
        for problem in &problems {
            write!(f, "\n  ! {problem}")?;
        }
        let width = self
            .needs
            .iter()
            .map(|need| need.name.chars().count())
            .max();
        for need in &self.needs {
            let effect = match (need.answered, need.writes) {
                (false, _) => "fails",
                (true, true) => "write",
                (true, false) => "read ",
            };
            let (at, name, width) = (need.at, &need.name, width.unwrap_or_default());
            write!(f, "\n  {at:>2} {name:width$}  {effect}  {}", purpose(need))?;
        }
        write!(f, "\n  shortest: {}", self.shortest)?;
        let Orders {
            accepted,
            total,
            complete,
        } = &self.orders;
        let least = if *complete { "" } else { "at least " };
        write!(f, "\n  orders: {least}{accepted} of {total}")?;
        if let Some(why) = &self.nothing {
            write!(f, "\n  doing nothing fails: {why}")?;
        }
        Ok(())
    }
}

/// A number of calls that write.
pub(super) fn counted(writes: usize) -> String {
    format!("{writes} write{}", if writes == 1 { "" } else { "s" })
}

fn purpose(need: &Need) -> String {
    let mut parts = Vec::new();
    if let Some((at, result)) = &need.breaks {
        parts.push(format!(
            "needed: without it call {at} gives {}",
            result.kind
        ));
    } else if let Some(reason) = &need.differs {
        parts.push(format!("needed: {reason}"));
    }
    if let Some(learnt) = &need.informs {
        let of = learnt.by.map(|by| format!(" of call {by}"));
        parts.push(format!("tells {}{}", learnt.place, of.unwrap_or_default()));
    }
    if parts.is_empty() {
        parts.push("not needed".into());
    }
    parts.join("; ")
}

impl fmt::Display for Shortest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Proven { writes } => write!(f, "{}, proven", counted(*writes)),
            Self::Bound { writes, at_least } => {
                write!(
                    f,
                    "{}; at least {at_least} are needed (bound reached)",
                    counted(*writes)
                )
            }
            Self::Shorter { writes, plan } => {
                write!(f, "{} instead of {writes}:", counted(plan.calls.len()))?;
                for (at, call) in &plan.calls {
                    match at {
                        Some(at) => write!(f, " {}[{at}]", call.name)?,
                        None => write!(f, " {}", call.name)?,
                    }
                }
                Ok(())
            }
        }
    }
}
