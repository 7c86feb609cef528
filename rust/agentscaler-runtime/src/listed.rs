//! A list of tools, and how its entries fit the functions of a program.

use agentscaler_core::state::{Object, Text, Value};
use agentscaler_core::tool::ParameterSchema;
use hashbrown::{HashMap, HashSet};

use crate::error::Problem;
use crate::handed::Handed;
use crate::program::{Function, identifier};
use crate::value::clipped;

type Map<K, V> = HashMap<K, V, foldhash::fast::FixedState>;
type Set<K> = HashSet<K, foldhash::fast::FixedState>;

/// What a tool is called and takes, to its callers.
pub(crate) struct Entry {
    pub(crate) name: Text,
    description: Option<Text>,
    /// `None`: those of the signature.
    parameters: Option<Value>,
}

/// What a call of a tool needs beside its program.
pub(crate) struct Fitted {
    pub(crate) schema: ParameterSchema,
    pub(crate) handed: Handed,
    /// The tool as a model is told it.
    pub(crate) told: Value,
}

/// Reads a list of tools; entries that are none become problems.
pub(crate) fn entries(tools: &Value, problems: &mut Vec<Problem>) -> Vec<Entry> {
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
    /// The entry of a function that stands in no list.
    pub(crate) fn of(function: &Function) -> Self {
        Self {
            name: Text::from(function.name.as_str()),
            description: function.description().map(|text| text.as_str().into()),
            parameters: None,
        }
    }

    fn read(item: &Value) -> Result<Self, String> {
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

    pub(crate) fn problem(&self, what: impl Into<String>, instead: impl Into<String>) -> Problem {
        Problem {
            tool: self.name.to_string(),
            what: what.into(),
            instead: instead.into(),
        }
    }

    /// The entry on its function, where they fit.
    pub(crate) fn fitted(
        &self,
        function: &Function,
        problems: &mut Vec<Problem>,
    ) -> Option<Fitted> {
        let before = problems.len();
        let parameters = match &self.parameters {
            None => function.parameters_schema(),
            Some(parameters) => {
                self.fit(parameters, function, problems);
                parameters.clone()
            }
        };
        let schema = match ParameterSchema::compile(&parameters) {
            Ok(schema) => schema,
            Err(what) => {
                let what = format!("parameters is no JSON Schema: {what}");
                problems.push(self.problem(what, "correct it"));
                return None;
            }
        };
        (problems.len() == before).then(|| Fitted {
            schema,
            handed: Handed::new(&parameters, function),
            told: self.told(parameters),
        })
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
        let required: Set<&str> = required(schema).collect();
        let taken = function.parameters.iter();
        let taken: Set<&str> = taken.map(|known| known.name.as_str()).collect();
        // By the names that the function has for them.
        let mut named: Map<String, &str> = Map::default();
        for name in names(schema) {
            let form = identifier(name);
            if let Some(other) = named.get(&form) {
                problems.push(self.one_form("arguments", [other, name], &form));
                continue;
            }
            if !taken.contains(form.as_str()) {
                let what = format!("the function takes no argument {}", shown(name));
                let form = clipped(&form);
                let instead =
                    format!("add it to the function as {form}, or take it from the schema");
                problems.push(self.problem(what, instead));
            }
            named.insert(form, name);
        }
        for parameter in function.parameters.iter().filter(|known| known.required) {
            let found = named.get(&parameter.name);
            let needed = shown(found.unwrap_or(&parameter.name.as_str()));
            if found.is_none() {
                let what = format!("the function needs {needed}, which the schema does not have");
                let instead = "add it to the schema, or give it a default in the function";
                problems.push(self.problem(what, instead));
            } else if found.is_some_and(|name| !required.contains(name)) {
                let what =
                    format!("the function needs {needed}, which the schema lets be left out");
                let instead = "list it under required, or give it a default in the function";
                problems.push(self.problem(what, instead));
            }
        }
    }

    /// That an entry before this one has its function.
    pub(crate) fn second(&self, first: &Self, form: &str) -> Problem {
        if first.name == self.name {
            return self.problem("stands in the list twice", "remove one of them");
        }
        self.one_form("tools", [first.name.as_str(), self.name.as_str()], form)
    }

    /// That two names are one to a program.
    fn one_form(&self, of: &str, names: [&str; 2], form: &str) -> Problem {
        let [one, other] = names.map(shown);
        let form = clipped(form);
        let what = format!("the {of} {one} and {other} are one name to a program: {form}");
        let instead = format!("give one of these {of} another name, or take it out");
        self.problem(what, instead)
    }

    fn told(&self, parameters: Value) -> Value {
        let description = self.description.clone().unwrap_or_else(|| Text::from(""));
        Value::Object(Object::from_pairs([
            (Text::from("name"), Value::Text(self.name.clone())),
            (Text::from("description"), Value::Text(description)),
            (Text::from("parameters"), parameters),
        ]))
    }
}

fn required(schema: &Object) -> impl Iterator<Item = &str> {
    let required = schema.get("required").and_then(Value::as_array);
    required
        .unwrap_or_default()
        .iter()
        .filter_map(Value::as_str)
}

/// The arguments that a schema names, each once.
pub(crate) fn names(schema: &Object) -> Vec<&str> {
    let properties = schema.get("properties").and_then(Value::as_object);
    let properties = properties.into_iter().flat_map(Object::iter);
    let properties = properties.map(|(name, _)| name.as_str());
    let mut seen: Set<&str> = Set::default();
    let named = properties.chain(required(schema));
    named.filter(|name| seen.insert(*name)).collect()
}

/// A name in a message, on one line whatever stands in it.
pub(crate) fn shown(name: &str) -> String {
    format!("{:?}", clipped(name))
}
