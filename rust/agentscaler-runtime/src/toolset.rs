//! Tools that are ready to be called: programs and schemas of arguments, compiled once and shared
//! by all episodes and threads.

use std::sync::Arc;

use agentscaler_core::state::{Object, Text, Value};
use hashbrown::HashMap;
use monty::MontyRun;

use crate::error::{Error, Problem, Result};
use crate::limits::Limits;
use crate::masters::Masters;
use crate::program::{self, CompiledTool, Diagnostic, Function};
use crate::schema::Schema;

/// Version of the dialect that programs are written in; a part of [`ToolSet::digest`].
pub const DIALECT: u32 = 1;

/// Version of the interpreter; a part of [`ToolSet::digest`].
const ENGINE: &str = "monty 0.0.23";

/// Name of the file in messages.
const FILE: &str = "tools.py";

/// Stack of the thread that checks and compiles, in bytes. The parser and the compiler go down one
/// level of calls for each level of a nested expression; the memory is taken only where it is used.
const STACK: usize = 256 << 20;

/// Tools that are ready to be called. Cloning shares them.
///
/// See [`ToolSet::call`] for an example.
#[derive(Debug, Clone)]
pub struct ToolSet(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    tools: Vec<Tool>,
    by_name: HashMap<Box<str>, usize, foldhash::fast::FixedState>,
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
    schema: Schema,
}

impl Tool {
    /// A copy of the program, to be run once.
    pub(crate) fn program(&self) -> MontyRun {
        self.programs.copy()
    }

    pub(crate) fn schema(&self) -> &Schema {
        &self.schema
    }
}

impl ToolSet {
    /// Compiles the tools of a source.
    ///
    /// `tools` is a list of `{"name", "description", "parameters"}`, bare or as
    /// `{"type": "function", "function": {..}}`; without it every public function is a tool, with
    /// the parameters of its signature.
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
            Some(tools) => listed(tools, &mut problems),
        };
        let mut compiled: HashMap<String, CompiledTool, foldhash::fast::FixedState> = checked
            .into_tools()
            .into_iter()
            .map(|tool| (tool.function.name.clone(), tool))
            .collect();
        let mut made = Vec::new();
        let mut by_name = HashMap::default();
        for entry in &entries {
            let name = entry.name.as_str();
            if by_name.contains_key(name) {
                problems.push(entry.problem("stands in the list twice", "remove one of them"));
                continue;
            }
            let Some(tool) = compiled.remove(name) else {
                let what = "the program has no public function of this name";
                problems.push(entry.problem(what, "write it, or take the tool from the list"));
                continue;
            };
            if let Some((parameters, schema)) = entry.schema(&tool.function, &mut problems) {
                by_name.insert(Box::from(name), made.len());
                let tool = Tool {
                    name: entry.name.clone(),
                    programs: Masters::new(tool.program),
                    schema,
                };
                made.push((tool, entry.described(parameters)));
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

/// An entry of the list of tools.
struct Entry {
    /// Its place, where a message needs one.
    name: Text,
    description: Option<Text>,
    /// `None`: those of the signature.
    parameters: Option<Value>,
}

/// Reads a list of tools; entries that are none become problems.
fn listed(tools: &Value, problems: &mut Vec<Problem>) -> Vec<Entry> {
    let form = "give a list of {\"name\", \"description\", \"parameters\"}";
    let mut refuse = |tool: String, what: String| {
        problems.push(Problem {
            tool,
            what,
            instead: form.to_owned(),
        });
    };
    let Some(items) = tools.as_array() else {
        let what = format!("expected a list, found {}", tools.type_name());
        refuse("tools".to_owned(), what);
        return Vec::new();
    };
    let mut entries = Vec::new();
    for (index, item) in items.iter().enumerate() {
        match Entry::read(item) {
            Ok(entry) => entries.push(entry),
            Err(what) => refuse(format!("tools[{index}]"), what),
        }
    }
    entries
}

impl Entry {
    fn of(function: &Function) -> Self {
        Self {
            name: Text::from(function.name.as_str()),
            description: function.description().map(|text| text.as_str().into()),
            parameters: None,
        }
    }

    fn read(item: &Value) -> std::result::Result<Self, String> {
        let item = item.get("function").unwrap_or(item);
        let Some(object) = item.as_object() else {
            return Err(format!("expected an object, found {}", item.type_name()));
        };
        let text = |field: &str| match object.get(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text.clone())),
            Some(other) => {
                let found = other.type_name();
                Err(format!("{field}: expected a string, found {found}"))
            }
        };
        let name = text("name")?.ok_or("it has no name")?;
        Ok(Self {
            name,
            description: text("description")?,
            parameters: object.get("parameters").cloned(),
        })
    }

    fn problem(&self, what: impl Into<String>, instead: &str) -> Problem {
        Problem {
            tool: self.name.to_string(),
            what: what.into(),
            instead: instead.to_owned(),
        }
    }

    /// The parameters and their compiled schema, where they fit the function.
    fn schema(&self, function: &Function, problems: &mut Vec<Problem>) -> Option<(Value, Schema)> {
        let before = problems.len();
        let parameters = match &self.parameters {
            None => function.parameters_schema(),
            Some(parameters) => {
                self.fit(parameters, function, problems);
                parameters.clone()
            }
        };
        let schema = match Schema::compile(&parameters) {
            Ok(schema) => schema,
            Err(what) => {
                let what = format!("parameters is no JSON Schema: {what}");
                problems.push(self.problem(what, "correct it"));
                return None;
            }
        };
        (problems.len() == before).then_some((parameters, schema))
    }

    /// Notes each place where a schema and a function name other arguments.
    fn fit(&self, parameters: &Value, function: &Function, problems: &mut Vec<Problem>) {
        let Some(schema) = parameters.as_object() else {
            let what = format!(
                "parameters must be an object of JSON Schema, found {}",
                parameters.type_name()
            );
            problems.push(self.problem(what, "give {\"type\": \"object\", \"properties\": {..}}"));
            return;
        };
        if let Some(kind) = schema.get("type")
            && kind.as_str() != Some("object")
        {
            let what = format!("parameters must be of type object, found {kind}");
            problems.push(self.problem(what, "arguments have names: give an object"));
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        let required = schema.get("required").and_then(Value::as_array);
        let required: Vec<&str> = required
            .unwrap_or_default()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let mut named: Vec<&str> = properties
            .iter()
            .flat_map(|properties| properties.iter())
            .map(|(name, _)| name.as_str())
            .collect();
        named.extend(
            required
                .iter()
                .filter(|name| properties.is_none_or(|properties| properties.get(name).is_none())),
        );
        for &name in &named {
            if !function.parameters.iter().any(|known| known.name == name) {
                let what = format!("the function takes no argument {name:?}");
                let instead = "add it to the function, or take it from the schema";
                problems.push(self.problem(what, instead));
            }
        }
        for parameter in function.parameters.iter().filter(|known| known.required) {
            let name = parameter.name.as_str();
            if !named.contains(&name) {
                let what = format!("the function needs {name:?}, which the schema does not have");
                let instead = "add it to the schema, or give it a default in the function";
                problems.push(self.problem(what, instead));
            } else if !required.contains(&name) {
                let what =
                    format!("the function needs {name:?}, which the schema lets be left out");
                let instead = "list it under required, or give it a default in the function";
                problems.push(self.problem(what, instead));
            }
        }
    }

    fn described(&self, parameters: Value) -> Value {
        let description = self.description.clone().unwrap_or_else(|| Text::from(""));
        Value::Object(Object::from_pairs([
            (Text::from("name"), Value::Text(self.name.clone())),
            (Text::from("description"), Value::Text(description)),
            (Text::from("parameters"), parameters),
        ]))
    }
}
