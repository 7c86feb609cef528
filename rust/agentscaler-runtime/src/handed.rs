//! The names under which the arguments of a call reach the function.

use agentscaler_core::state::{Object, Text, Value};
use hashbrown::HashMap;
use monty_types::{DictPairs, MontyObject};

use crate::listed::{names, shown};
use crate::program::{Function, identifier};

/// The parameters of a tool, by the names that its callers have for them.
#[derive(Debug)]
pub(crate) struct Handed {
    parameters: HashMap<Box<str>, Text, foldhash::fast::FixedState>,
    /// Whether some parameter is called otherwise than its argument.
    renames: bool,
}

impl Handed {
    /// Of a schema that fits the function: parameters that it does not name are called as they are.
    pub(crate) fn new(schema: &Value, function: &Function) -> Self {
        let own = function.parameters.iter();
        let own = own.map(|parameter| {
            (
                parameter.name.as_str().into(),
                parameter.name.as_str().into(),
            )
        });
        let mut parameters: HashMap<Box<str>, Text, _> = own.collect();
        let mut renames = false;
        for name in schema.as_object().map(names).unwrap_or_default() {
            let form = identifier(name);
            if form != name {
                // A call cannot have the same argument under two names.
                parameters.remove(form.as_str());
                parameters.insert(name.into(), form.as_str().into());
                renames = true;
            }
        }
        Self {
            parameters,
            renames,
        }
    }

    /// Refuses arguments that a schema lets pass and the function does not take.
    pub(crate) fn check(&self, arguments: &Object) -> Result<(), String> {
        let mut names = arguments.iter().map(|(name, _)| name.as_str());
        match names.find(|name| !self.parameters.contains_key(*name)) {
            None => Ok(()),
            Some(name) => Err(format!("{}: not an argument that is known", shown(name))),
        }
    }

    /// Arguments under the names of the parameters.
    pub(crate) fn object(&self, arguments: Object) -> Object {
        if !self.renames {
            return arguments;
        }
        let pairs = arguments.iter();
        Object::from_pairs(pairs.map(|(name, value)| {
            let parameter = self.parameters.get(name.as_str());
            (parameter.unwrap_or(name).clone(), value.clone())
        }))
    }

    /// The same for arguments that the interpreter takes.
    pub(crate) fn dict(&self, arguments: MontyObject) -> MontyObject {
        match arguments {
            MontyObject::Dict(pairs) if self.renames => {
                let pairs = pairs.into_iter().map(|(name, value)| match name {
                    MontyObject::String(name) => {
                        let parameter = self.parameters.get(name.as_str());
                        let name = parameter.map_or(name, ToString::to_string);
                        (MontyObject::String(name), value)
                    }
                    other => (other, value),
                });
                MontyObject::Dict(pairs.collect::<DictPairs>())
            }
            other => other,
        }
    }
}
