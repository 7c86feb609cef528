//! Programs for the engine: one per tool.

use std::fmt::Write as _;

use monty::MontyRun;
use monty_types::{AssertMessageAnnotations, CompileOptions, MontyException};

use super::source::Source;
use super::{Diagnostic, Function};

/// Names of the inputs that a compiled program takes, in order: the database, `refuse`, and the
/// arguments as a dict. The last is no name that a program of the dialect could use.
pub const INPUTS: [&str; 3] = ["db", "refuse", "__arguments__"];

/// `round` as Python means it: the engine's own rounds 2.675 to 2.68, having multiplied by 100.
/// It stands behind the program, so that the lines of the program stay.
const ROUND: &str = include_str!("round.py");

/// A tool that is ready to run.
#[derive(Debug, Clone)]
pub struct CompiledTool {
    /// Its signature.
    pub function: Function,
    /// What it reaches, with a last line that calls it: takes [`INPUTS`], gives what it returns.
    pub program: MontyRun,
}

/// Compiles one tool from the part of the source that it reaches.
pub(super) fn compile(
    source: &Source,
    function: Function,
    mut code: String,
    rounds: bool,
) -> Result<CompiledTool, Diagnostic> {
    let [database, _, arguments] = INPUTS;
    if rounds {
        code.push_str(ROUND);
    }
    let name = &function.name;
    let _ = write!(code, "\n{name}({database}, **{arguments})\n");
    let options = CompileOptions {
        // The message of a failed assertion must be that of CPython.
        assert_message_annotations: AssertMessageAnnotations::Off,
    };
    let inputs = INPUTS.map(str::to_owned).to_vec();
    match MontyRun::new(code, &source.name, inputs, options) {
        Ok(program) => Ok(CompiledTool { function, program }),
        Err(error) => Err(rejected(source, &error)),
    }
}

/// What the engine rejects and no rule has seen.
fn rejected(source: &Source, error: &MontyException) -> Diagnostic {
    let place = error.traceback().last().map(|frame| frame.start);
    let (line, column) = place.map_or((1, 1), |place| (place.line as usize, place.column as usize));
    let message = error.message().unwrap_or("this").to_owned();
    let (what, instead) = if message.contains("too deeply nested") {
        (
            "nested too deep for the engine".to_owned(),
            "give the parts names, turn a long elif into a dict, move blocks into helpers",
        )
    } else {
        let what = message
            .strip_prefix("The monty syntax parser does not yet support ")
            .map_or(message.clone(), |what| {
                format!("the engine cannot do {what}")
            });
        (what, "write it with plainer Python")
    };
    source.place(
        line.saturating_sub(1).min(source.lines() - 1),
        column,
        what,
        instead,
    )
}
