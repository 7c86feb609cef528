//! JSON Schemas of arguments, compiled once; what does not fit is told in words for the agent.
//!
//! Nothing is fetched: a `$ref` leads to a place in the same schema or is refused. Formats are not
//! asserted, and defaults are not filled in.

use agentscaler_core::state::{Number, Object, Value};
use jsonschema::error::ValidationErrorKind;
use jsonschema::{PatternOptions, ValidationError, Validator};

/// Problems that are told at once.
const MOST: usize = 8;

/// Longest value in a message, and longest message, in characters.
const VALUE: usize = 80;
const MESSAGE: usize = 300;

/// Steps that a pattern may go back where it needs an engine that goes back.
const BACKTRACKS: usize = 10_000;

/// A compiled schema.
#[derive(Debug)]
pub(crate) struct Schema {
    validator: Validator,
}

impl Schema {
    /// Compiles a schema.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub(crate) fn compile(schema: &Value) -> Result<Self, String> {
        let schema = to_json(schema);
        // Patterns run in linear time; those with look-around or back references cannot, and run
        // with a bound instead.
        let options = jsonschema::options().offline().should_validate_formats(false);
        let linear = options
            .clone()
            .with_pattern_options(PatternOptions::regex())
            .build(&schema);
        let validator = linear.or_else(|_| {
            let bounded = PatternOptions::fancy_regex().backtrack_limit(BACKTRACKS);
            options.with_pattern_options(bounded).build(&schema)
        });
        validator
            .map(|validator| Self { validator })
            .map_err(|error| told(&error))
    }

    /// Checks the arguments of a call.
    ///
    /// # Errors
    /// What does not fit, in words.
    pub(crate) fn check(&self, arguments: &Object) -> Result<(), String> {
        let arguments = to_json(&Value::Object(arguments.clone()));
        if self.validator.is_valid(&arguments) {
            return Ok(());
        }
        let mut problems = Vec::new();
        for error in self.validator.iter_errors(&arguments).take(MOST + 1) {
            if problems.len() == MOST {
                problems.push("and more".to_owned());
                break;
            }
            problems.push(told(&error));
        }
        Err(problems.join("; "))
    }
}

/// Place and problem: `items[0].sku: 5 is not of type "string"`.
fn told(error: &ValidationError<'_>) -> String {
    let place = place(error.instance_path().as_str());
    let what = what(error, &place);
    clip(&what, MESSAGE)
}

fn what(error: &ValidationError<'_>, place: &str) -> String {
    let under = |name: &str| match place {
        "" => name.to_owned(),
        place => format!("{place}.{name}"),
    };
    let at = match place {
        "" => String::new(),
        place => format!("{place}: "),
    };
    let shown = || clip(&error.instance().to_string(), VALUE);
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            format!("{}: is required", under(name))
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let names = unexpected.iter().take(MOST);
            let names: Vec<String> = names.map(|name| under(&clip(name, VALUE))).collect();
            format!("{}: not an argument that is known", names.join(", "))
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            let ways = context.iter().take(MOST).filter_map(|errors| errors.first());
            let ways: Vec<String> = ways.map(told).collect();
            format!("{at}{} fits none of the alternatives: {}", shown(), ways.join("; "))
        }
        _ => format!("{at}{}", error.masked_with(shown())),
    }
}

/// A JSON pointer as people write it: `/items/0/sku` is `items[0].sku`.
fn place(pointer: &str) -> String {
    let mut out = String::new();
    for step in pointer.split('/').skip(1) {
        if !out.is_empty() && step.bytes().all(|b| b.is_ascii_digit()) {
            out.extend(["[", step, "]"]);
            continue;
        }
        if !out.is_empty() {
            out.push('.');
        }
        out.push_str(&step.replace("~1", "/").replace("~0", "~"));
    }
    out
}

fn clip(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn to_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(bool) => (*bool).into(),
        Value::Number(Number::Int(int)) => (*int).into(),
        Value::Number(number) => {
            // Beyond 64 bits the nearest float decides about limits such as `maximum`.
            serde_json::Number::from_f64(number.to_f64()).map_or(serde_json::Value::Null, Into::into)
        }
        Value::Text(text) => text.as_str().into(),
        Value::Array(items) => items.iter().map(to_json).collect(),
        Value::Object(object) => {
            let cells = object.iter();
            cells
                .map(|(name, cell)| (name.as_str().to_owned(), to_json(cell)))
                .collect()
        }
    }
}
