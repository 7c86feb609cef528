//! Tools that are ready to be called: programs and schemas of arguments, compiled once and shared
//! by all episodes and threads.

use std::sync::Arc;

use agentscaler_core::state::{Text, Value};
use agentscaler_core::tool::ParameterSchema;
use hashbrown::HashMap;
use monty::MontyRun;

use crate::error::{Error, Result};
use crate::handed::Handed;
use crate::limits::Limits;
use crate::listed::{Entry, Fitted, entries};
use crate::masters::Masters;
use crate::program::{self, CompiledTool, Diagnostic, identifier};
use crate::value::clipped;

/// Version of the dialect that programs are written in; a part of [`ToolSet::digest`].
pub const DIALECT: u32 = 2;

/// Version of the interpreter; a part of [`ToolSet::digest`].
const ENGINE: &str = "monty 0.0.23";

/// Name of the file in messages.
const FILE: &str = "tools.py";

/// Stack of the thread that checks and compiles, in bytes. The parser and the compiler go down one
/// level of calls for each level of a nested expression; the memory is taken only where it is used.
const STACK: usize = 256 << 20;

type Map<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

/// Tools that are ready to be called. Cloning shares them.
///
/// See [`ToolSet::call`] for an example.
#[derive(Debug, Clone)]
pub struct ToolSet(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    tools: Vec<Tool>,
    by_name: Map<Box<str>, usize>,
    listed: Value,
    warnings: Vec<Diagnostic>,
    limits: Limits,
    digest: String,
}

/// One tool.
#[derive(Debug)]
pub(crate) struct Tool {
    name: Text,
    programs: Masters,
    schema: ParameterSchema,
    handed: Handed,
}

impl Tool {
    /// A copy of the program, to be run once.
    pub(crate) fn program(&self) -> MontyRun {
        self.programs.copy()
    }

    pub(crate) fn schema(&self) -> &ParameterSchema {
        &self.schema
    }

    pub(crate) fn handed(&self) -> &Handed {
        &self.handed
    }
}

impl ToolSet {
    /// Compiles the tools of a source.
    ///
    /// `tools` is a list of `{"name", "description", "parameters"}`, bare or as
    /// `{"type": "function", "function": {..}}`; without it every public function is a tool, with
    /// the parameters of its signature. Names in the list are those of the API: the function and its
    /// parameters have the [`identifier`] form of them.
    ///
    /// # Errors
    /// [`Error::Program`] with all problems of the source, [`Error::Tools`] with all places where
    /// the list and the source do not fit, [`Error::Limit`].
    pub fn compile(source: &str, tools: Option<&Value>, limits: Limits) -> Result<Self> {
        limits.check()?;
        on_large_stack(|| Self::compile_here(source, tools, limits))?
    }

    fn compile_here(source: &str, tools: Option<&Value>, limits: Limits) -> Result<Self> {
        let checked =
            program::check(FILE, source).map_err(|diagnostics| Error::Program { diagnostics })?;
        let warnings = checked.warnings().to_vec();
        let mut problems = Vec::new();
        let entries = match tools {
            None => checked.functions().map(Entry::of).collect(),
            Some(tools) => entries(tools, &mut problems),
        };
        let mut compiled: Map<String, CompiledTool> = checked
            .into_tools()
            .into_iter()
            .map(|tool| (tool.function.name.clone(), tool))
            .collect();
        let mut served: Map<String, &Entry> = Map::default();
        let mut made = Vec::new();
        let mut by_name = Map::default();
        for entry in &entries {
            let form = identifier(entry.name.as_str());
            if let Some(first) = served.get(&form) {
                problems.push(entry.second(first, &form));
                continue;
            }
            served.insert(form.clone(), entry);
            let Some(tool) = compiled.remove(&form) else {
                let what = format!("the program has no public function {}", clipped(&form));
                problems.push(entry.problem(what, "write it, or take the tool from the list"));
                continue;
            };
            if let Some(fitted) = entry.fitted(&tool.function, &mut problems) {
                by_name.insert(Box::from(entry.name.as_str()), made.len());
                let Fitted {
                    schema,
                    handed,
                    told,
                } = fitted;
                let tool = Tool {
                    name: entry.name.clone(),
                    programs: Masters::new(tool.program),
                    schema,
                    handed,
                };
                made.push((tool, told));
            }
        }
        if !problems.is_empty() {
            return Err(Error::Tools { problems });
        }
        let (tools, listed): (Vec<Tool>, Vec<Value>) = made.into_iter().unzip();
        let listed = Value::Array(listed.into());
        let digest = digest(source, &listed);
        Ok(Self(Arc::new(Inner {
            tools,
            by_name,
            listed,
            warnings,
            limits,
            digest,
        })))
    }

    /// Identity of what the tools do: of source, tools, dialect and interpreter, 64 hexadecimal
    /// digits. Limits are no part of it.
    pub fn digest(&self) -> &str {
        &self.0.digest
    }

    /// Names of the tools, in the order of the list.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        let tools = self.0.tools.iter();
        tools.map(|tool| tool.name.as_str())
    }

    /// The tools as a model is told them: a list of `{"name", "description", "parameters"}`.
    pub fn tools(&self) -> &Value {
        &self.0.listed
    }

    /// What is allowed in the source and yet looks wrong.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.0.warnings
    }

    /// What one call may use.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    pub(crate) fn tool(&self, name: &str) -> Option<&Tool> {
        Some(&self.0.tools[*self.0.by_name.get(name)?])
    }
}

/// The problems of a source, or its warnings, each with `error` or `warning`.
///
/// # Errors
/// [`Error::Core`] when no thread can be started.
pub fn check(source: &str) -> Result<Vec<(Diagnostic, &'static str)>> {
    let checked = on_large_stack(|| match program::check(FILE, source) {
        Ok(checked) => (checked.warnings().to_vec(), "warning"),
        Err(problems) => (problems, "error"),
    });
    let (diagnostics, severity) = checked?;
    let diagnostics = diagnostics.into_iter();
    Ok(diagnostics.map(|one| (one, severity)).collect())
}

fn digest(source: &str, tools: &Value) -> String {
    let mut hasher = blake3::Hasher::new();
    let dialect = DIALECT.to_string();
    for part in [source, &tools.to_string(), &dialect, ENGINE] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

fn on_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        let thread =
            thread
                .spawn_scoped(scope, work)
                .map_err(|error| agentscaler_core::Error::Threads {
                    threads: 1,
                    detail: error.to_string(),
                })?;
        Ok(thread
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}
