//! Arguments of a method: bound to its parameters as Python binds them, with Python's messages.

use agentscaler_core::state::{Text, Value};
use monty_types::{ExcType, MontyObject};

use super::{Answer, raise};
use crate::limits::Limits;
use crate::value::from_monty;

/// Arguments by parameter; what is over is kept by name.
pub(super) struct Bound {
    names: &'static [&'static str],
    required: usize,
    positional: Vec<MontyObject>,
    named: Vec<(MontyObject, MontyObject)>,
}

/// Arguments of one method, in the order of its parameters.
pub(super) struct Arguments {
    values: Vec<Option<MontyObject>>,
}

/// A method that takes any column by name: the table, and the columns.
pub(super) type Columns = (String, Vec<(Text, Value)>);

impl Bound {
    /// The first `required` of `names` have no default.
    #[expect(
        clippy::similar_names,
        reason = "names of parameters; arguments given by name"
    )]
    pub(super) fn new(
        names: &'static [&'static str],
        required: usize,
        positional: Vec<MontyObject>,
        named: Vec<(MontyObject, MontyObject)>,
    ) -> Self {
        Self {
            names,
            required,
            positional,
            named,
        }
    }

    fn bind(self, method: &str) -> Answer<(Arguments, Vec<(String, MontyObject)>)> {
        let Self {
            names,
            required,
            positional,
            named,
        } = self;
        if positional.len() > names.len() {
            let (most, given) = (names.len(), positional.len());
            let takes = match (most == required, most) {
                (false, _) => format!("from {required} to {most} positional arguments"),
                (true, 1) => "1 positional argument".to_owned(),
                (true, _) => format!("{most} positional arguments"),
            };
            let given = match given {
                1 => "1 was given".to_owned(),
                _ => format!("{given} were given"),
            };
            let what = format!("{method}() takes {takes} but {given}");
            return raise(ExcType::TypeError, what);
        }
        let mut values: Vec<Option<MontyObject>> = positional.into_iter().map(Some).collect();
        values.resize_with(names.len(), || None);
        let mut over = Vec::new();
        for (name, value) in named {
            let MontyObject::String(name) = name else {
                let what = format!("{method}() keywords must be strings");
                return raise(ExcType::TypeError, what);
            };
            match names.iter().position(|known| *known == name) {
                Some(at) if values[at].is_some() => over.push((name, value)),
                Some(at) => values[at] = Some(value),
                None => over.push((name, value)),
            }
        }
        let missing: Vec<String> = (0..required)
            .filter(|&at| values[at].is_none())
            .map(|at| format!("'{}'", names[at]))
            .collect();
        if let Some((last, first)) = missing.split_last() {
            let count = missing.len();
            let (arguments, list) = match first {
                [] => ("argument", last.clone()),
                [one] => ("arguments", format!("{one} and {last}")),
                several => ("arguments", format!("{}, and {last}", several.join(", "))),
            };
            let what =
                format!("{method}() missing {count} required positional {arguments}: {list}");
            return raise(ExcType::TypeError, what);
        }
        Ok((Arguments { values }, over))
    }

    /// For a method that takes its parameters and nothing else.
    pub(super) fn only(self, method: &str) -> Answer<Arguments> {
        let names = self.names;
        let (arguments, over) = self.bind(method)?;
        if let Some((name, _)) = over.first() {
            let what = if names.contains(&name.as_str()) {
                format!("{method}() got multiple values for argument '{name}'")
            } else {
                format!("{method}() got an unexpected keyword argument '{name}'")
            };
            return raise(ExcType::TypeError, what);
        }
        Ok(arguments)
    }

    /// For a method that takes a table, and columns by name: any name, after a table that is given
    /// by position.
    pub(super) fn and_columns(self, method: &str, limits: &Limits) -> Answer<Columns> {
        let (mut arguments, over) = self.bind(method)?;
        let columns = over.into_iter().map(|(name, value)| {
            let value = from_monty(value, &name, limits)?;
            Ok((Text::from(name.as_str()), value))
        });
        let columns = columns.collect::<Answer<_>>()?;
        Ok((arguments.text("table")?, columns))
    }
}

impl Arguments {
    fn next(&mut self) -> Option<MontyObject> {
        if self.values.is_empty() {
            None
        } else {
            self.values.remove(0)
        }
    }

    /// The next argument, which may be left out: as if it were None.
    pub(super) fn optional(&mut self) -> MontyObject {
        self.next().unwrap_or(MontyObject::None)
    }

    /// The next argument, which must be a string.
    pub(super) fn text(&mut self, name: &str) -> Answer<String> {
        match self.optional() {
            MontyObject::String(text) => Ok(text),
            other => {
                let what = format!("{name} must be str, not {}", other.type_name());
                raise(ExcType::TypeError, what)
            }
        }
    }
}
