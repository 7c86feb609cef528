//! Whether the calls of the agent could be made.

use crate::filter::settings::Settings;
use crate::filter::tools::{Misfit, Tools, check};
use crate::filter::verdict::{Drop, Judged, dropped};
use crate::state::{Value, read_value};
use crate::trajectory::{Arguments, Call, Record, answers};

pub(super) fn judge(
    record: &Record<'_>,
    tools: Option<&Result<Tools, String>>,
    settings: &Settings,
    scratch: &mut String,
) -> Judged {
    let tools = match tools {
        None => None,
        Some(Ok(tools)) => Some(tools),
        Some(Err(what)) => return Err(dropped("bad_tools", "tools", what.as_str())),
    };
    let mut wrong: Vec<(usize, Box<Drop>)> = Vec::new();
    for (at, call) in record.calls.iter().enumerate() {
        if !call.by_user
            && let Err(drop) = one(call, tools, scratch)
        {
            wrong.push((at, drop));
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    let answers = answers(record);
    let is_wrong = |at: usize| wrong.iter().any(|(other, _)| *other == at);
    let forgiven = |at: usize, drop: &Drop| {
        let call = &record.calls[at];
        let result = answers[at].map(|message| &record.messages[message]);
        let failed = result.is_some_and(|result| result.is_error == Some(true));
        let mended = |(later, other): (usize, &Call<'_>)| {
            other.message > call.message
                && !other.by_user
                && !is_wrong(later)
                && (drop.reason == "unknown_tool" || other.name.same(call.name))
        };
        settings.forgiven.iter().any(|reason| reason == drop.reason)
            && failed
            && record.calls.iter().enumerate().any(mended)
    };
    match wrong.iter().position(|(at, drop)| !forgiven(*at, drop)) {
        Some(first) => Err(wrong.swap_remove(first).1),
        None => Ok(()),
    }
}

fn one(call: &Call<'_>, tools: Option<&Tools>, scratch: &mut String) -> Judged {
    let place = || call.place();
    let known = tools.map(|tools| tools.get(&call.name.text()));
    if let Some(None) = known {
        let what = format!("no tool is called {:?}", call.name.text());
        return Err(dropped("unknown_tool", place(), what));
    }
    let parameters = known.flatten();
    let text: &str = match call.arguments {
        Arguments::Missing => {
            let what = "there are no arguments, not even {}";
            return Err(dropped("arguments_not_json", place(), what));
        }
        Arguments::Json(json) => json,
        Arguments::Text(text) => text.text_in(scratch),
    };
    if let Some(plain) = parameters.and_then(|parameters| parameters.plain.as_ref())
        && plain.fits(text)
    {
        return Ok(());
    }
    let object = match read_value(text.as_bytes()) {
        Ok(Value::Object(object)) => object,
        Ok(other) => {
            let what = format!("expected a JSON object, found {}", other.type_name());
            return Err(dropped("arguments_not_object", place(), what));
        }
        Err(error) => {
            let what = error.to_string();
            return Err(dropped("arguments_not_json", place(), what));
        }
    };
    match parameters.map(|parameters| check(parameters, &object)) {
        None | Some(Ok(())) => Ok(()),
        Some(Err(Misfit::Arguments(what))) => Err(dropped("arguments_do_not_fit", place(), what)),
        Some(Err(Misfit::Schema(what))) => {
            let what = format!(
                "the parameters of {} are no schema: {what}",
                call.name.text()
            );
            Err(dropped("bad_tools", place(), what))
        }
    }
}
