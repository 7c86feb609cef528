//! One call: arguments in, result out, and the state changed as a whole or not at all.
//!
//! The program works on a copy of the state, which costs nothing; the copy takes the place of the
//! state only when the call is [`Kind::Ok`] and has written. Then the clock of the episode moves on
//! by a second, so a read changes nothing, not even what comes later.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use agentscaler_core::state::{Object, State, Value, Write};
use monty::{FunctionCall, RunProgress};
use monty_types::{
    ExcType, MontyException, MontyObject, NameLookupResult, PrintWriter, ResourceLimits,
    ResourceTracker,
};

use crate::arguments::Arguments;
use crate::database::{Database, Passed, Refused, handle, refusal, refused_with};
use crate::limits::Limits;
use crate::result::{Kind, ToolResult};
use crate::toolset::{Tool, ToolSet};
use crate::value::{Foreign, clipped, from_monty, to_monty};

/// How far the clock of an episode moves with a call that has written, in microseconds.
const STEP_US: i64 = 1_000_000;

/// Longest message of an exception that is passed on, in characters.
const LONGEST: usize = 2_000;

/// How the exception of a passed limit is called.
const PASSED: &str = "LimitReachedError";

/// How a run ended.
enum End {
    Returned(MontyObject),
    Refused(String),
    Raised(MontyException),
    Passed(Passed, MontyException),
    TimedOut,
}

impl ToolSet {
    /// Calls a tool on a state.
    ///
    /// Whatever happens is a result, also what the caller did wrong. A result that is not
    /// [`Kind::Ok`] leaves the state, its clock and its counters as they were.
    ///
    /// ```
    /// use agentscaler_core::state::State;
    /// use agentscaler_runtime::{Arguments, Limits, ToolSet};
    ///
    /// let source = r#"
    /// def cancel_order(db, order_id: str):
    ///     if db.get("orders", order_id) is None:
    ///         refuse(f"order {order_id} not found")
    ///     db.update("orders", order_id, {"status": "cancelled"})
    ///     return {"status": "cancelled"}
    /// "#;
    /// let tools = ToolSet::compile(source, None, Limits::default())?;
    /// let mut state = State::from_json(br##"{"orders": {"#1": {"status": "new"}}}"##, None)?;
    ///
    /// let arguments = Arguments::Raw(r##"{"order_id": "#1"}"##.into());
    /// let result = tools.call(&mut state, "cancel_order", &arguments);
    /// assert_eq!(result.content, r#"{"status": "cancelled"}"#);
    /// assert_eq!(state.to_json(), r##"{"orders":{"#1":{"status":"cancelled"}}}"##);
    ///
    /// let result = tools.call(&mut state, "cancel_order", &Arguments::Raw("{}".into()));
    /// assert_eq!(result.content, "invalid arguments for cancel_order: order_id: is required");
    /// # Ok::<(), agentscaler_runtime::Error>(())
    /// ```
    pub fn call(&self, state: &mut State, name: &str, arguments: &Arguments) -> ToolResult {
        self.call_with_writes(state, name, arguments).0
    }

    /// As [`ToolSet::call`], with what the call did to the state: another process does the same to
    /// a state of its own with [`State::make_all`], and both agree byte for byte.
    pub fn call_with_writes(
        &self,
        state: &mut State,
        name: &str,
        arguments: &Arguments,
    ) -> (ToolResult, Vec<Write>) {
        let limits = self.limits();
        let (tool, given) = match self.fit(name, arguments) {
            Ok((tool, _, given)) => (tool, given),
            Err(result) => return (result, Vec::new()),
        };
        let mut work = state.clone();
        let run = || attempt(tool, &mut work, given, limits);
        // A panic of the interpreter must not end a batch of a thousand calls; the copy that it
        // worked on is thrown away.
        let (result, mut writes) = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| {
            let text = panic
                .downcast_ref::<&str>()
                .map(ToString::to_string)
                .or_else(|| panic.downcast_ref::<String>().cloned());
            let detail = format!("the interpreter panicked: {}", text.unwrap_or_default());
            (
                infrastructure("the interpreter failed").with_detail(detail),
                Vec::new(),
            )
        });
        if result.kind != Kind::Ok {
            writes.clear();
        }
        if !writes.is_empty() {
            let side = work.side_mut();
            side.clock_us = side.clock_us.saturating_add(STEP_US);
            *state = work;
        }
        (result, writes)
    }

    /// The arguments of a call as its program would get them: under the names of the parameters.
    ///
    /// # Errors
    /// The result of the call, which is of the kind [`Kind::InvalidCall`].
    pub fn read(&self, name: &str, arguments: &Arguments) -> Result<Object, ToolResult> {
        let (tool, object, _) = self.fit(name, arguments)?;
        Ok(tool.handed().object(object))
    }

    /// The arguments as they came, and as the interpreter takes them.
    fn fit(
        &self,
        name: &str,
        arguments: &Arguments,
    ) -> Result<(&Tool, Object, MontyObject), ToolResult> {
        let invalid = |content: String| ToolResult::new(Kind::InvalidCall, content);
        let Some(tool) = self.tool(name) else {
            let names: Vec<&str> = self.names().collect();
            let names = names.join(", ");
            let name = Value::from(clipped(name).as_str());
            let content = format!("there is no tool {name}; the tools are {names}");
            return Err(invalid(content));
        };
        let limits = self.limits();
        let wrong = |what: String| invalid(format!("invalid arguments for {name}: {what}"));
        let object = arguments.read(limits).map_err(wrong)?;
        let given = Value::Object(object);
        let taken = to_monty(&given, "the arguments", limits).map_err(|e| wrong(e.to_string()))?;
        let Value::Object(object) = given else {
            return Err(wrong("expected a JSON object".to_owned()));
        };
        tool.schema().check(&object).map_err(wrong)?;
        tool.handed().check(&object).map_err(wrong)?;
        Ok((tool, object, tool.handed().dict(taken)))
    }
}

fn infrastructure(why: &str) -> ToolResult {
    ToolResult::new(
        Kind::Infrastructure,
        format!("the tool gave no answer: {why}"),
    )
}

/// Runs the program; beside the result: what it has written.
fn attempt(
    tool: &Tool,
    work: &mut State,
    given: MontyObject,
    limits: &Limits,
) -> (ToolResult, Vec<Write>) {
    let mut database = Database::new(work, limits);
    let result = match run(tool, &mut database, given, limits) {
        End::Returned(object) => returned(object, limits),
        End::Refused(message) if message.len() > limits.result_bytes => too_long(limits),
        End::Refused(message) => ToolResult::new(Kind::Refusal, message),
        End::Raised(exception) => {
            let class = exception.exc_type().to_string();
            fault(
                &class,
                exception.message().unwrap_or_default(),
                Some(&exception),
            )
        }
        End::Passed(Passed(what), exception) => fault(PASSED, &what, Some(&exception)),
        End::TimedOut => infrastructure(&format!("it took more than {:?}", limits.time)),
    };
    (result, database.into_writes())
}

fn run(tool: &Tool, database: &mut Database<'_>, given: MontyObject, limits: &Limits) -> End {
    let started = Instant::now();
    let over = || started.elapsed() >= limits.time;
    let tracker = ResourceTracker::new(
        ResourceLimits::default()
            .max_duration(limits.time)
            .max_memory(limits.value_bytes)
            .max_recursion_depth(limits.recursion),
    );
    let inputs = vec![handle(), refusal(), given];
    let mut progress = tool.program().start(inputs, tracker, PrintWriter::Disabled);
    loop {
        let resumed = match progress {
            Ok(RunProgress::Complete(object)) => return End::Returned(object),
            // The clock of the interpreter stands still while the database works.
            Ok(_) if over() => return End::TimedOut,
            Err(exception) if exception.exc_type() == ExcType::TimeoutError && over() => {
                return End::TimedOut;
            }
            Err(exception) => return End::Raised(exception),
            Ok(RunProgress::FunctionCall(call)) => match served(call, database) {
                Ok(resumed) => resumed,
                Err(end) => return end,
            },
            Ok(RunProgress::NameLookup(lookup)) => {
                lookup.resume(NameLookupResult::Undefined, PrintWriter::Disabled)
            }
            Ok(RunProgress::OsCall(call)) => {
                let what = format!("{} is not there for tools", call.function_call.name());
                let exception = MontyException::new(ExcType::PermissionError, Some(what));
                call.abort(exception, PrintWriter::Disabled)
            }
            Ok(RunProgress::ResolveFutures(_)) => {
                let what = "a tool cannot wait for anything".to_owned();
                let exception = MontyException::new(ExcType::RuntimeError, Some(what));
                return End::Raised(exception);
            }
        };
        progress = resumed;
    }
}

type Resumed = Result<RunProgress, MontyException>;

/// Answers a call of `db` or of `refuse`.
fn served(mut call: FunctionCall, database: &mut Database<'_>) -> Result<Resumed, End> {
    let positional = std::mem::take(&mut call.args);
    let named = std::mem::take(&mut call.kwargs);
    let answer = if call.object_id.is_some() {
        database.call(&call.function_name, positional, named)
    } else {
        match refused_with(positional, named) {
            Ok(message) => return Err(End::Refused(message)),
            Err(refused) => Err(refused),
        }
    };
    match answer {
        Ok(object) => Ok(call.resume(object, PrintWriter::Disabled)),
        Err(Refused::Raise(class, message)) => {
            let exception = MontyException::new(class, Some(message));
            Ok(call.resume(exception, PrintWriter::Disabled))
        }
        Err(Refused::Passed(passed)) => {
            // An exception that the program cannot catch, for the sake of its traceback.
            let exception = MontyException::new(ExcType::RuntimeError, None);
            match call.abort(exception, PrintWriter::Disabled) {
                Err(exception) => Err(End::Passed(passed, exception)),
                Ok(resumed) => Ok(Ok(resumed)),
            }
        }
    }
}

/// The result of a program that returned.
fn returned(object: MontyObject, limits: &Limits) -> ToolResult {
    let content = match from_monty(object, "the result", limits) {
        Ok(Value::Text(text)) => text.as_str().to_owned(),
        Ok(value) => value.to_spaced_json(),
        Err(foreign) => {
            let class = match foreign {
                Foreign::Type { .. } => "TypeError",
                Foreign::Value { .. } => "ValueError",
                Foreign::Size { .. } => return too_long(limits),
            };
            return fault(class, &foreign.to_string(), None);
        }
    };
    if content.len() > limits.result_bytes {
        return too_long(limits);
    }
    ToolResult::new(Kind::Ok, content)
}

fn too_long(limits: &Limits) -> ToolResult {
    let what = format!("the result is longer than {} bytes", limits.result_bytes);
    fault(PASSED, &what, None)
}

fn fault(class: &str, message: &str, exception: Option<&MontyException>) -> ToolResult {
    let mut what = class.to_owned();
    if !message.is_empty() {
        what.push_str(": ");
        match message.char_indices().nth(LONGEST) {
            Some((end, _)) => what.extend([&message[..end], "…"]),
            None => what.push_str(message),
        }
    }
    let mut detail = exception.map_or_else(String::new, frames);
    detail.push_str(&what);
    ToolResult::new(Kind::Fault, format!("the tool failed: {what}")).with_detail(detail)
}

/// The traceback as Python writes it, from the function of the tool on.
fn frames(exception: &MontyException) -> String {
    let frames = exception.traceback();
    let frames = match frames {
        // The line that calls the tool is no line of its author.
        [_, rest @ ..] if !rest.is_empty() => rest,
        all => all,
    };
    if frames.is_empty() {
        return String::new();
    }
    let shown = MontyException::with_traceback(ExcType::Exception, None, frames.to_vec());
    let shown = shown.to_string();
    let end = ExcType::Exception.to_string();
    shown.strip_suffix(&end).unwrap_or(&shown).to_owned()
}
