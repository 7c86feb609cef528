//! Arguments of a call, as a model emitted them or as an object.

use agentscaler_core::state::{Object, Value, read_value};

use crate::limits::Limits;

/// Arguments of a call.
#[derive(Debug, Clone, PartialEq)]
pub enum Arguments {
    /// JSON text, as a model emitted it: it may be malformed, which is a result and no error.
    Raw(Box<str>),
    /// An object.
    Object(Object),
    /// What came in as arguments and is no JSON, with the reason.
    Unreadable(Box<str>),
}

impl Arguments {
    /// The object, or what is wrong.
    pub(crate) fn read(&self, limits: &Limits) -> Result<Object, String> {
        let most = limits.argument_bytes;
        let fits = |bytes: usize| {
            if bytes > most {
                return Err(format!(
                    "{bytes} bytes of JSON, but at most {most} are taken"
                ));
            }
            Ok(())
        };
        match self {
            Self::Unreadable(why) => Err(why.to_string()),
            Self::Object(object) => {
                fits(Value::Object(object.clone()).to_string().len())?;
                Ok(object.clone())
            }
            Self::Raw(text) => {
                fits(text.len())?;
                match read_value(text.as_bytes()) {
                    Ok(Value::Object(object)) => Ok(object),
                    Ok(other) => {
                        let found = other.type_name();
                        Err(format!("expected a JSON object, found {found}"))
                    }
                    Err(error) => Err(error.to_string()),
                }
            }
        }
    }
}

impl From<&str> for Arguments {
    fn from(text: &str) -> Self {
        Self::Raw(text.into())
    }
}

impl From<Object> for Arguments {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}
