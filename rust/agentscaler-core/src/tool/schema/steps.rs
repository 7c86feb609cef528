//! How much work a schema can make of arguments.
//!
//! A validator follows a schema wherever it leads. Thirty definitions of which each asks for the
//! next one twice are 2^30 steps, and one that asks for itself in every alternative of a list is as
//! many for each level of nesting. So a schema whose definitions unfold to more than [`SMALL`]
//! steps, or without end, is walked together with the arguments first, which counts the steps: each
//! pair of a place in the schema and one in the arguments is looked at once, however often the
//! validator would come by.
//!
//! What the walk cannot follow is refused when the schema is compiled: references by anything but a
//! pointer into the same schema, and definitions that lead to themselves without going down into
//! the arguments.

use std::ptr::from_ref;

use crate::state::{Object, Value};
use hashbrown::HashMap;

/// Steps up to which a schema is taken as it is.
const SMALL: u64 = 10_000;

/// Steps that the arguments of one call may take.
const MOST: u64 = 200_000;

/// Levels of a schema, references followed, and of a check of arguments: what a thread bears.
const DEEPEST: usize = 500;

/// Work at a place.
#[derive(Debug, Clone, Copy)]
struct Work {
    steps: u64,
    /// Levels below.
    height: usize,
}

impl Work {
    const ONE: Self = Self {
        steps: 1,
        height: 1,
    };

    /// Adds the work of a level below.
    fn add(&mut self, below: Self) {
        self.steps = self.steps.saturating_add(below.steps);
        self.height = self.height.max(below.height + 1);
    }
}

type Map<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

/// The work that a schema makes.
#[derive(Debug)]
pub(super) struct Steps {
    root: Value,
    /// Whether every check has to count first.
    counted: bool,
}

/// What a place of a schema is applied to.
#[derive(Debug, Clone, Copy, PartialEq)]
enum On {
    /// The value that the schema is applied to.
    Same,
    /// A part of it.
    Part,
}

impl Steps {
    /// # Errors
    /// What cannot be followed, in words.
    pub(super) fn new(root: &Value) -> Result<Self, String> {
        let root = root.clone();
        let mut unfolding = Unfolding {
            root: &root,
            places: Vec::new(),
            works: Map::default(),
            endless: false,
        };
        let work = unfolding.work(&root, 0)?;
        let counted = unfolding.endless || work.steps > SMALL;
        let mut rounds = Rounds {
            root: &root,
            open: Map::default(),
        };
        for place in unfolding.places {
            rounds.look(place, 0)?;
        }
        Ok(Self { root, counted })
    }

    /// # Errors
    /// That these arguments take too many steps.
    pub(super) fn check(&self, arguments: &Value) -> Result<(), String> {
        if !self.counted {
            return Ok(());
        }
        let mut walk = Walk {
            root: &self.root,
            works: Map::default(),
        };
        match walk.work(&self.root, arguments, 0) {
            Some(_) => Ok(()),
            None => Err("they are nested too deep to be checked against the parameters".to_owned()),
        }
    }
}

fn address(value: &Value) -> usize {
    from_ref(value).addr()
}

/// The place that a `$ref` leads to.
fn target<'a>(root: &'a Value, object: &Object) -> Result<Option<&'a Value>, String> {
    for name in ["$dynamicRef", "$recursiveRef"] {
        if let Some(reference) = object.get(name) {
            return Err(format!("{name} {reference} is not supported; use $ref"));
        }
    }
    let Some(reference) = object.get("$ref") else {
        return Ok(None);
    };
    let pointer = reference.as_str().and_then(|text| text.strip_prefix('#'));
    let found = pointer.and_then(|pointer| at(root, pointer));
    found.map(Some).ok_or_else(|| {
        format!("$ref {reference} leads to nothing in this schema; write it as \"#/$defs/name\"")
    })
}

/// The value at a JSON pointer.
fn at<'a>(root: &'a Value, pointer: &str) -> Option<&'a Value> {
    if pointer.is_empty() {
        return Some(root);
    }
    pointer
        .strip_prefix('/')?
        .split('/')
        .try_fold(root, |value, step| {
            let step = step
                .replace("~1", "/")
                .replace("~0", "~")
                .replace("%25", "%");
            match value {
                Value::Array(items) => items.get(step.parse::<usize>().ok()?),
                other => other.get(&step),
            }
        })
}

/// Calls `visit` for each schema that a schema applies, and for what.
fn applied<'a>(
    root: &'a Value,
    object: &'a Object,
    visit: &mut dyn FnMut(&'a Value, On, &'a str) -> Result<(), String>,
) -> Result<(), String> {
    if let Some(target) = target(root, object)? {
        visit(target, On::Same, "$ref")?;
    }
    for (name, value) in object.iter() {
        let name = name.as_str();
        let on = match name {
            "allOf" | "anyOf" | "oneOf" | "not" | "if" | "then" | "else" | "dependentSchemas"
            | "dependencies" => On::Same,
            "properties"
            | "patternProperties"
            | "additionalProperties"
            | "propertyNames"
            | "unevaluatedProperties"
            | "items"
            | "prefixItems"
            | "additionalItems"
            | "contains"
            | "unevaluatedItems" => On::Part,
            _ => continue,
        };
        let by_name = matches!(
            name,
            "properties" | "patternProperties" | "dependentSchemas" | "dependencies"
        );
        match value {
            Value::Array(schemas) => schemas.iter().try_for_each(|one| visit(one, on, name))?,
            Value::Object(schemas) if by_name => {
                schemas
                    .iter()
                    .try_for_each(|(_, one)| visit(one, on, name))?;
            }
            one => visit(one, on, name)?,
        }
    }
    Ok(())
}

fn too_deep() -> String {
    format!("it is nested deeper than {DEEPEST} levels, references followed")
}

/// Counts the places of a schema with every reference unfolded.
struct Unfolding<'a> {
    root: &'a Value,
    places: Vec<&'a Value>,
    /// `None`: the place is being counted.
    works: Map<usize, Option<Work>>,
    endless: bool,
}

impl<'a> Unfolding<'a> {
    fn work(&mut self, schema: &'a Value, depth: usize) -> Result<Work, String> {
        let Value::Object(object) = schema else {
            return Ok(Work::ONE);
        };
        let here = address(schema);
        match self.works.get(&here) {
            Some(Some(work)) => return Ok(*work),
            Some(None) => {
                self.endless = true;
                return Ok(Work::ONE);
            }
            None if depth > DEEPEST => return Err(too_deep()),
            None => {}
        }
        self.places.push(schema);
        self.works.insert(here, None);
        let mut work = Work::ONE;
        applied(self.root, object, &mut |one, _, _| {
            work.add(self.work(one, depth + 1)?);
            Ok(())
        })?;
        if work.height > DEEPEST {
            return Err(too_deep());
        }
        self.works.insert(here, Some(work));
        Ok(work)
    }
}

/// Looks for places that lead back to themselves on the same value: a check would not end.
struct Rounds<'a> {
    root: &'a Value,
    /// Whether a place that was met is still being left.
    open: Map<usize, bool>,
}

impl<'a> Rounds<'a> {
    fn look(&mut self, schema: &'a Value, depth: usize) -> Result<(), String> {
        let Value::Object(object) = schema else {
            return Ok(());
        };
        let here = address(schema);
        match self.open.get(&here) {
            Some(true) => return Err("a $ref leads back to itself without an end".to_owned()),
            Some(false) => return Ok(()),
            None if depth > DEEPEST => return Err(too_deep()),
            None => {}
        }
        self.open.insert(here, true);
        applied(self.root, object, &mut |one, on, _| match on {
            On::Same => self.look(one, depth + 1),
            On::Part => Ok(()),
        })?;
        self.open.insert(here, false);
        Ok(())
    }
}

/// Counts the steps of a schema on a value.
struct Walk<'a> {
    root: &'a Value,
    /// `None`: too many.
    works: Map<(usize, usize), Option<Work>>,
}

impl<'a> Walk<'a> {
    fn work(&mut self, schema: &'a Value, value: &Value, depth: usize) -> Option<Work> {
        let Value::Object(object) = schema else {
            return Some(Work::ONE);
        };
        let here = (address(schema), address(value));
        if let Some(known) = self.works.get(&here) {
            return *known;
        }
        if depth > DEEPEST || self.works.len() as u64 > MOST {
            return None;
        }
        let mut work = Work::ONE;
        let within = applied(self.root, object, &mut |one, on, keyword| {
            let below = match on {
                On::Same => self.work(one, value, depth + 1),
                On::Part => self.parts(one, value, keyword, depth + 1),
            };
            work.add(below.ok_or("")?);
            // These look at their neighbours once more.
            if keyword.starts_with("unevaluated") {
                work.steps = work.steps.saturating_mul(2);
            }
            Ok(())
        });
        let bearable = within.is_ok() && work.steps <= MOST && work.height <= DEEPEST;
        let work = bearable.then_some(work);
        self.works.insert(here, work);
        work
    }

    /// A schema on the parts of a value that a keyword may mean.
    fn parts(
        &mut self,
        schema: &'a Value,
        value: &Value,
        keyword: &str,
        depth: usize,
    ) -> Option<Work> {
        let of_lists = matches!(
            keyword,
            "items" | "prefixItems" | "additionalItems" | "contains" | "unevaluatedItems"
        );
        let mut work = Work::ONE;
        match value {
            Value::Array(items) if of_lists => {
                for item in items.iter() {
                    work.add(self.work(schema, item, depth)?);
                }
            }
            Value::Object(cells) if !of_lists => {
                for (_, cell) in cells.iter() {
                    work.add(self.work(schema, cell, depth)?);
                }
            }
            _ => {}
        }
        Some(work)
    }
}

#[cfg(test)]
mod tests {
    use crate::state::read_value;

    use super::*;

    fn steps(schema: &str) -> Result<Steps, String> {
        Steps::new(&read_value(schema.as_bytes()).unwrap())
    }

    fn nested(levels: usize) -> Value {
        let text = format!("{{\"x\": {}1{}}}", "[".repeat(levels), "]".repeat(levels));
        read_value(text.as_bytes()).unwrap()
    }

    #[test]
    fn plain_schemas_are_not_counted() {
        let plain = r##"{"properties": {"a": {"$ref": "#/$defs/a"}, "b": {"items": {"$ref": "#/$defs/a"}}},
            "$defs": {"a": {"type": "string"}}}"##;
        assert!(!steps(plain).unwrap().counted);
    }

    #[test]
    fn definitions_that_double_are_counted() {
        let definitions: Vec<String> = (0..40)
            .map(|i| {
                let next = i + 1;
                format!(r##""d{i}": {{"anyOf": [{{"$ref": "#/$defs/d{next}"}}, {{"$ref": "#/$defs/d{next}"}}]}}"##)
            })
            .collect();
        let schema = format!(
            r##"{{"properties": {{"x": {{"$ref": "#/$defs/d0"}}}}, "$defs": {{{}, "d40": {{"type": "null"}}}}}}"##,
            definitions.join(", ")
        );
        let steps = steps(&schema).unwrap();
        assert!(steps.counted);
        assert!(steps.check(&nested(0)).is_err());
        let other = read_value(br"{}").unwrap();
        assert!(steps.check(&other).is_ok());
    }

    #[test]
    fn recursion_is_taken_as_far_as_it_is_cheap() {
        let list = steps(
            r##"{"additionalProperties": {"$ref": "#/$defs/v"}, "$defs": {"v": {"items": {"$ref": "#/$defs/v"}}}}"##,
        )
        .unwrap();
        assert!(list.counted && list.check(&nested(100)).is_ok());
        let twice = steps(
            r##"{"additionalProperties": {"$ref": "#/$defs/v"}, "$defs": {"v": {"anyOf": [
                {"items": {"$ref": "#/$defs/v"}}, {"items": {"$ref": "#/$defs/v"}}]}}}"##,
        )
        .unwrap();
        assert!(twice.check(&nested(10)).is_ok());
        assert!(twice.check(&nested(60)).is_err());
    }

    #[test]
    fn a_round_is_found_behind_a_way_that_goes_down() {
        let schema = r##"{"properties": {"a": {"$ref": "#/$defs/a"}}, "$defs": {
            "a": {"items": {"$ref": "#/$defs/b"}, "allOf": [{"$ref": "#/$defs/b"}]},
            "b": {"$ref": "#/$defs/a"}}}"##;
        assert!(steps(schema).unwrap_err().contains("without an end"));
    }

    #[test]
    fn what_has_no_end_or_leads_nowhere_is_refused() {
        for (schema, what) in [
            (r##"{"$ref": "#"}"##, "without an end"),
            (
                r##"{"allOf": [{"$ref": "#/$defs/a"}], "$defs": {"a": {"not": {"$ref": "#/$defs/a"}}}}"##,
                "without an end",
            ),
            (r##"{"$ref": "#/$defs/none"}"##, "leads to nothing"),
            (r#"{"$ref": "http://example.com"}"#, "leads to nothing"),
            (
                r##"{"properties": {"x": {"$dynamicRef": "#x"}}}"##,
                "not supported",
            ),
        ] {
            let told = steps(schema).unwrap_err();
            assert!(told.contains(what), "{told}");
        }
        let chain: Vec<String> = (0..600)
            .rev()
            .map(|i| format!(r##""d{i}": {{"$ref": "#/$defs/d{}"}}"##, i + 1))
            .collect();
        let chain = format!(
            r##"{{"$ref": "#/$defs/d0", "$defs": {{{}, "d600": true}}}}"##,
            chain.join(", ")
        );
        assert!(steps(&chain).unwrap_err().contains("deeper than 500"));
    }
}
