//! JSON Schemas of arguments, compiled once; what does not fit is told in words for the agent.
//!
//! ```text
//! steps    how much work a schema can make of arguments; refuses what would not end
//! words    what does not fit, for the agent
//! ```
//! Nothing is fetched: a `$ref` leads to a place in the same schema or is refused. Formats are not
//! asserted, and defaults are not filled in.

mod steps;
mod words;

use crate::state::{Number, Object, Value};
use jsonschema::{PatternOptions, Validator};

use steps::Steps;
use words::{MOST, told};

/// Steps that a pattern may go back where it needs an engine that goes back.
const BACKTRACKS: usize = 10_000;

/// A compiled JSON Schema of the arguments of a tool.
///
/// ```
/// use agentscaler_core::state::read_value;
/// use agentscaler_core::tool::ParameterSchema;
///
/// let schema = read_value(br#"{"properties": {"n": {"type": "integer"}}, "required": ["n"]}"#)?;
/// let schema = ParameterSchema::compile(&schema).unwrap();
/// let arguments = read_value(br#"{"n": "5"}"#)?;
/// let problems = schema.check(arguments.as_object().unwrap()).unwrap_err();
/// assert_eq!(problems, "n: \"5\" is not of type \"integer\"");
/// # Ok::<(), agentscaler_core::Error>(())
/// ```
#[derive(Debug)]
pub struct ParameterSchema {
    validator: Validator,
    steps: Steps,
}

impl ParameterSchema {
    /// Compiles a schema.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn compile(schema: &Value) -> Result<Self, String> {
        let steps = Steps::new(schema)?;
        let schema = to_json(schema);
        // Patterns run in linear time; those with look-around or back references cannot, and run
        // with a bound instead.
        let options = jsonschema::options()
            .offline()
            .should_validate_formats(false);
        let linear = options
            .clone()
            .with_pattern_options(PatternOptions::regex())
            .build(&schema);
        let validator = linear.or_else(|_| {
            let bounded = PatternOptions::fancy_regex().backtrack_limit(BACKTRACKS);
            options.with_pattern_options(bounded).build(&schema)
        });
        validator
            .map(|validator| Self { validator, steps })
            .map_err(|error| told(&error))
    }

    /// Checks the arguments of a call.
    ///
    /// # Errors
    /// What does not fit, in words.
    pub fn check(&self, arguments: &Object) -> Result<(), String> {
        let arguments = Value::Object(arguments.clone());
        self.steps.check(&arguments)?;
        let arguments = to_json(&arguments);
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

fn to_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(bool) => (*bool).into(),
        Value::Number(Number::Int(int)) => (*int).into(),
        Value::Number(number) => {
            // Beyond 64 bits the nearest float decides about limits such as `maximum`.
            let float = number.to_f64().clamp(f64::MIN, f64::MAX);
            serde_json::Number::from_f64(float).map_or(serde_json::Value::Null, Into::into)
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
