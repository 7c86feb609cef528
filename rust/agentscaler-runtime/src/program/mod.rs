//! Source text of tools -> checked, compiled tools, or a list of problems.

mod annotation;
mod compile;
mod diagnostic;
mod docstring;
mod literal;
mod signature;
mod source;

pub use compile::{CompiledTool, INPUTS};
pub use diagnostic::Diagnostic;
pub use signature::{Function, Parameter};

use agentscaler_core::state::Value;
use ruff_python_ast::Stmt;
use ruff_text_size::Ranged as _;
use source::Source;

/// A source that holds to the dialect, with its tools compiled.
#[derive(Debug)]
pub struct Checked {
    source: Source,
    tools: Vec<CompiledTool>,
    warnings: Vec<Diagnostic>,
}

/// Checks a source and compiles each of its tools.
///
/// # Errors
///
/// All problems of the source, in order of place.
pub fn check(name: &str, source: &str) -> Result<Checked, Vec<Diagnostic>> {
    let source = Source::new(name, source);
    let parsed = ruff_python_parser::parse_module(&source.text).map_err(|error| {
        let what = error.error.to_string();
        vec![source.diagnostic(error.start(), what, "")]
    })?;
    let functions: Vec<Function> = parsed
        .suite()
        .iter()
        .filter_map(|stmt| match stmt {
            Stmt::FunctionDef(def) if !def.name.starts_with('_') => {
                Some(Function::new(&source, def))
            }
            _ => None,
        })
        .collect();
    let mut checked = Checked {
        source,
        tools: Vec::new(),
        warnings: Vec::new(),
    };
    let tools: Result<Vec<CompiledTool>, Diagnostic> = functions
        .iter()
        .map(|function| compile::compile(&checked, function))
        .collect();
    checked.tools = tools.map_err(|problem| vec![problem])?;
    Ok(checked)
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
        self.functions().find(|function| function.name == tool)?;
        Some(self.slice(tool))
    }

    fn slice(&self, _tool: &str) -> String {
        self.source.text.clone()
    }
}
