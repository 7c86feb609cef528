//! Source text of tools -> checked, compiled tools, or a list of problems.
//!
//! ```text
//! guard    too long, too deep: before the parser, so that no text overflows the stack
//! parse    syntax errors, by the parser that the engine has too
//! module   functions, constants, imports of the top level
//! scope    which binding every name means
//! rules    what a program may not say            kinds   sets, whose order differs
//! slice    what each tool reaches                compile its program
//! rows     warnings: changes that are lost, arguments without use
//! ```
//!
//! The dialect is Python on which two engines agree: crate `monty` 0.0.23, which runs the tools,
//! and `CPython` from 3.11 on, where people debug them and where runs are checked. Where the two
//! differ and a reading of the source can tell, the check refuses it and says what to write
//! instead; one difference, `round(x, digits)`, is mended by a definition behind each program.
//!
//! Cost: every pass is one walk over the tree, but for `kinds` (up to twelve) and for the compiling
//! (as much source as the tools reach, shared helpers once a tool). 0.3 ms for a tool of ten lines.
//!
//! # Known differences
//!
//! These depend on values, so that no reading of the source can tell them. A program that meets one
//! is refused by a comparison of the two engines, if its author runs one.
//!
//! * **Truth values in arithmetic**: `x + y` where one is a `bool` is a `TypeError` in the engine.
//!   So is `sum` of truth values.
//! * **Lazy values are lists**: what feeds `any` and `all` is computed to its end in the engine, so
//!   that an error behind the first match is raised there and not in `CPython`. A list that is
//!   changed while `enumerate`, `zip`, `reversed` or `map` runs over it shows the old elements.
//! * **Large numbers**: beyond the range of floats is `inf` or `nan`, no `OverflowError`; integers
//!   beyond 64 bits are not taken by `float()`, `math` and `==` with a float, and divided by `/`
//!   as floats. A fractional power of a negative number is `nan`, no complex number.
//! * **`a // b` of floats** is the floor of the quotient: `1.0 // 0.1` is 10.0, in `CPython` 9.0.
//! * **`sum` of floats** adds up plainly, as `CPython` 3.11 does; 3.12 and later compensate.
//! * **Text of floats** beyond 1e13: where two shortest texts are equally near, the engine takes
//!   the odd one (`92117950753877.63`); both read back as the same number.
//! * **Keys that are equal**: of `{True: 1, 1: 2}` the engine keeps the last key, `CPython` the first.
//! * **Unicode**: digits other than 0-9 are not read by `int()` and `float()`; `\x1c`-`\x1f` and
//!   `\x85` are no white space for `split`, `strip`, `isspace`; `splitlines` knows `\n`, `\r\n` and
//!   `\r` only; `title`, `capitalize`, `isalpha`, `isnumeric` and `\w` differ on ligatures, Roman
//!   numerals, CJK numerals and combining marks.
//! * **Underscores** in `float("1_0.5")` are refused by the engine.
//! * **Formats**: `f"{x:>10}"` of a list or `None` works in the engine and raises in `CPython`.
//! * **Dates**: `fromisoformat` takes `2024-05-15`, `...T15:00`, `...T15:00:00[.123456]` and `Z` or
//!   `+02:00` behind it, and no shorter or compact form; `strptime` takes spaces before the date;
//!   spans divide and multiply by whole numbers only; a year before 1000 is written with four digits.
//! * **Lists**: `+=` of anything but a list to a list is a `TypeError` in the engine.
//! * **NaN**: `nan in [nan]` is true in the engine.
//! * **Texts of errors** differ; programs cannot read them.
//! * **Functions of `math`** come from the platform's library in both.

mod annotation;
mod compile;
mod diagnostic;
mod docstring;
mod guard;
mod identifier;
mod kinds;
mod literal;
mod module;
mod names;
mod rows;
mod rules;
mod scope;
mod signature;
mod slice;
mod source;
mod syntax;
#[cfg(test)]
mod tests;

pub use compile::{CompiledTool, INPUTS};
pub use diagnostic::Diagnostic;
pub use identifier::identifier;
pub use signature::{Function, Parameter};

use agentscaler_core::state::Value;
use ruff_python_ast::Stmt;

use module::Module;
use scope::Scopes;
use slice::Reach;
use source::Source;

/// Most problems that are told of one source.
const MAX_PROBLEMS: usize = 100;
/// Most bytes of programs that one source may come to, shared helpers counted once a tool.
const MAX_PROGRAM_BYTES: usize = 16 * 1024 * 1024;

/// A source that holds to the dialect, with its tools compiled.
#[derive(Debug)]
pub struct Checked {
    source: Source,
    reach: Reach,
    /// Per tool, the index of its statement.
    statements: Vec<usize>,
    tools: Vec<CompiledTool>,
    warnings: Vec<Diagnostic>,
}

/// Checks a source and compiles each of its tools.
///
/// # Errors
///
/// The problems of the source, in order of place, 100 at most. A source with syntax errors is told
/// those alone, and one that is too long or too deep that alone.
pub fn check(name: &str, source: &str) -> Result<Checked, Vec<Diagnostic>> {
    let source = Source::new(name, source);
    guard::check(&source).map_err(|problem| vec![problem])?;
    let body = syntax::parse(&source).map_err(sorted)?;
    let (module, mut problems) = Module::new(&source, &body);
    let (scopes, undefined) = Scopes::new(&source, &module, &body);
    problems.extend(undefined);
    problems.extend(rules::check(&source, &module, &scopes, &body));
    problems.extend(kinds::check(&source, &module, &scopes, &body));
    if !problems.is_empty() {
        return Err(sorted(problems));
    }
    let reach = Reach::new(&source, &module, &scopes, &body);
    let (statements, functions): (Vec<usize>, Vec<Function>) = body
        .iter()
        .enumerate()
        .filter_map(|(index, stmt)| match stmt {
            Stmt::FunctionDef(def) if !def.name.starts_with('_') => {
                Some((index, Function::new(&source, def)))
            }
            _ => None,
        })
        .unzip();
    let tools = compile_all(&source, &reach, &statements, functions).map_err(sorted)?;
    let mut warnings = rows::check(&source, &scopes, &body);
    warnings.sort_by_key(|warning| (warning.line, warning.column));
    Ok(Checked {
        source,
        reach,
        statements,
        tools,
        warnings,
    })
}

fn compile_all(
    source: &Source,
    reach: &Reach,
    statements: &[usize],
    functions: Vec<Function>,
) -> Result<Vec<CompiledTool>, Vec<Diagnostic>> {
    let mut tools = Vec::with_capacity(functions.len());
    let mut problems = Vec::new();
    let mut bytes = 0;
    for (index, function) in statements.iter().zip(functions) {
        let (code, rounds) = reach.source(source, *index);
        bytes += code.len();
        if bytes > MAX_PROGRAM_BYTES {
            let instead = "split the source into several sets of tools";
            let line = function.line - 1;
            let what = "the tools up to here share too much code";
            problems.push(source.place(line, 1, what, instead));
            break;
        }
        match compile::compile(source, function, code, rounds) {
            Ok(tool) => tools.push(tool),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() {
        Ok(tools)
    } else {
        Err(problems)
    }
}

/// In order of place, each said once.
fn sorted(mut problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    problems.sort_by_key(|problem| (problem.line, problem.column));
    problems.dedup();
    problems.truncate(MAX_PROBLEMS);
    problems
}

impl Checked {
    /// The tools in order of place.
    pub fn tools(&self) -> &[CompiledTool] {
        &self.tools
    }

    /// The tools, moved out.
    pub fn into_tools(self) -> Vec<CompiledTool> {
        self.tools
    }

    /// Signatures of the tools in order of place.
    pub fn functions(&self) -> impl ExactSizeIterator<Item = &Function> {
        self.tools.iter().map(|tool| &tool.function)
    }

    /// What is allowed and yet looks wrong, in order of place.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// JSON Schema of the arguments of a tool.
    pub fn parameters_schema(&self, tool: &str) -> Option<Value> {
        let mut functions = self.functions();
        let function = functions.find(|function| function.name == tool)?;
        Some(function.parameters_schema())
    }

    /// The source of what a tool reaches, every other line blank, so that line numbers stay.
    pub fn source_for(&self, tool: &str) -> Option<String> {
        let index = self
            .functions()
            .position(|function| function.name == tool)?;
        Some(self.reach.source(&self.source, self.statements[index]).0)
    }
}
