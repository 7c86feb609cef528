//! What a tool takes: its parameters, their types and their defaults.

use agentscaler_core::state::{Object, Text, Value};
use ruff_python_ast::{self as ast, Expr, ParameterWithDefault, Stmt};

use super::{annotation, docstring, literal, source::Source};
use ruff_text_size::Ranged as _;

/// A public function: a tool.
#[derive(Debug, Clone)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Line of its `def`, from 1.
    pub line: usize,
    /// Its docstring, without common indentation.
    pub docstring: Option<String>,
    /// Its parameters in order, without `db`.
    pub parameters: Vec<Parameter>,
}

/// An argument that a tool takes.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// JSON Schema of its annotation; an empty object where anything goes.
    pub schema: Value,
    /// What the docstring says of it.
    pub description: Option<String>,
    /// Value that stands for it where it is left out.
    pub default: Option<Value>,
    /// Whether it has no default.
    pub required: bool,
    /// Whether it stands behind a `*`.
    pub keyword_only: bool,
}

impl Function {
    /// The signature of a function of the dialect.
    pub(super) fn new(source: &Source, def: &ast::StmtFunctionDef) -> Self {
        let docstring = text_of_docstring(&def.body);
        let entries = docstring
            .as_deref()
            .map(docstring::arguments)
            .unwrap_or_default();
        let describe = |name: &str| {
            let entry = entries.iter().find(|(entry, _)| entry == name);
            entry.map(|(_, text)| text.clone())
        };
        let ordinary = def
            .parameters
            .posonlyargs
            .iter()
            .chain(&def.parameters.args);
        let parameters = ordinary
            .skip(1)
            .map(|parameter| (parameter, false))
            .chain(
                def.parameters
                    .kwonlyargs
                    .iter()
                    .map(|parameter| (parameter, true)),
            )
            .map(|(parameter, keyword_only)| Parameter {
                description: describe(parameter.name().as_str()),
                ..Parameter::new(parameter, keyword_only)
            })
            .collect();
        Self {
            name: def.name.to_string(),
            line: source.line_of(def.name.start()) + 1,
            docstring,
            parameters,
        }
    }

    /// First paragraph of the docstring, on one line.
    pub fn description(&self) -> Option<String> {
        self.docstring.as_deref().and_then(docstring::summary)
    }

    /// JSON Schema of its arguments.
    ///
    /// A parameter without a default is required, and no other name is taken.
    pub fn parameters_schema(&self) -> Value {
        let properties = self.parameters.iter().map(|parameter| {
            let mut schema = parameter.schema.as_object().cloned();
            if let (Some(object), Some(text)) = (&schema, &parameter.description) {
                schema = Some(object.with(&"description".into(), text.as_str().into()));
            }
            if let (Some(object), Some(default)) = (&schema, &parameter.default) {
                schema = Some(object.with(&"default".into(), default.clone()));
            }
            let schema = schema.map_or(Value::Bool(true), Value::Object);
            (Text::from(parameter.name.as_str()), schema)
        });
        let properties = Value::Object(Object::from_pairs(properties));
        let required = self
            .parameters
            .iter()
            .filter(|parameter| parameter.required);
        let required: Vec<Value> = required
            .map(|parameter| parameter.name.as_str().into())
            .collect();
        Value::Object(Object::from_pairs([
            ("type".into(), "object".into()),
            ("properties".into(), properties),
            ("required".into(), Value::Array(required.into())),
            ("additionalProperties".into(), false.into()),
        ]))
    }
}

impl Parameter {
    fn new(parameter: &ParameterWithDefault, keyword_only: bool) -> Self {
        Self {
            name: parameter.name().to_string(),
            schema: annotation::schema(parameter.parameter.annotation.as_deref()),
            description: None,
            default: parameter.default.as_deref().and_then(literal::value),
            required: parameter.default.is_none(),
            keyword_only,
        }
    }
}

fn text_of_docstring(body: &[Stmt]) -> Option<String> {
    let Stmt::Expr(first) = body.first()? else {
        return None;
    };
    let Expr::StringLiteral(text) = &*first.value else {
        return None;
    };
    Some(docstring::dedent(text.value.to_str()))
}
