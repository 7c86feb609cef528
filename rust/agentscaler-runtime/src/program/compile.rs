//! Programs for the engine: one per tool.

use monty::MontyRun;
use monty_types::{AssertMessageAnnotations, CompileOptions};

use super::{Checked, Diagnostic, Function};

/// Names of the inputs that a compiled program takes, in order: the database, `refuse`, and the
/// arguments as a dict. The last is no name that a program of the dialect could use.
pub const INPUTS: [&str; 3] = ["db", "refuse", "__arguments__"];

/// A tool that is ready to run.
#[derive(Debug, Clone)]
pub struct CompiledTool {
    /// Its signature.
    pub function: Function,
    /// What it reaches, with a last line that calls it: takes [`INPUTS`], gives what it returns.
    pub program: MontyRun,
}

/// Compiles one tool of a checked source.
pub(super) fn compile(checked: &Checked, function: &Function) -> Result<CompiledTool, Diagnostic> {
    let [database, _, arguments] = INPUTS;
    let name = &function.name;
    let mut code = checked.slice(name);
    code.push_str(&format!("\n{name}({database}, **{arguments})\n"));
    let options = CompileOptions {
        // The message of a failed assertion must be that of CPython.
        assert_message_annotations: AssertMessageAnnotations::Off,
    };
    let inputs = INPUTS.map(str::to_owned).to_vec();
    let program = MontyRun::new(code, &checked.source.name, inputs, options).map_err(|error| {
        let place = error.traceback().last().map(|frame| frame.start);
        let (line, column) =
            place.map_or((1, 1), |place| (place.line as usize, place.column as usize));
        checked.source.place(
            line.saturating_sub(1).min(checked.source.lines() - 1),
            column,
            error
                .message()
                .unwrap_or("the engine cannot compile this")
                .to_owned(),
            "write it with plainer Python",
        )
    })?;
    Ok(CompiledTool {
        function: function.clone(),
        program,
    })
}
