//! What a tool asks for, and how much it wants another tool to answer.

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

use super::concept::{Concept, collection, concept, context, key, last_word, normal, same, tail};
use super::concept::{template, usable};
use crate::tool::{Field, Kind, Verb};

/// Deeper parameters are settings.
const MAX_DEPTH: u8 = 3;

/// A parameter that another tool could answer.
#[derive(Debug, Clone)]
pub(super) struct Parameter {
    pub(super) path: String,
    pub(super) concept: Concept,
    pub(super) kind: Kind,
    pub(super) required: bool,
    /// It stands in the URL path or has the pattern of resource names, so it names a thing.
    addresses: bool,
    pub(super) nested: bool,
}

/// What is known about all tools together.
pub(super) struct Catalogue {
    pub(super) tools: f64,
    /// Entities that some tool makes or reads.
    pub(super) entities: HashSet<String, FixedState>,
    /// Number of tools that have a parameter of this key.
    pub(super) asked: HashMap<String, u32, FixedState>,
}

pub(super) fn parameters(
    tool: &str,
    fields: &[Field],
    path: Option<&str>,
    entity: &str,
) -> Vec<Parameter> {
    let places = template(path.unwrap_or_default());
    let own = normal(tool);
    let fitting = fields.iter().filter(|f| f.depth <= MAX_DEPTH && usable(f));
    fitting
        .filter_map(|field| {
            let name = normal(&field.name);
            let place = places.get(field.path.as_str());
            let resource = field.pattern.as_deref().and_then(collection);
            let is_resource = resource.is_some();
            let concept = match resource {
                Some(kind) => Concept::new(&kind, "name"),
                None => match place {
                    Some(before) if !before.is_empty() => concept(&name, before)?,
                    _ => concept(&name, &context(&field.path, entity))?,
                },
            };
            // A crawled page that repeats the name of the tool as its parameter.
            (name != own).then(|| Parameter {
                path: field.path.clone(),
                concept,
                kind: field.kind,
                required: field.required || place.is_some(),
                addresses: place.is_some() || is_resource,
                nested: field.depth > 1,
            })
        })
        .collect()
}

impl Parameter {
    /// Whether some tool is about its entity.
    pub(super) fn is_named(&self, catalogue: &Catalogue) -> bool {
        let Concept {
            entity, attribute, ..
        } = &self.concept;
        self.addresses
            || catalogue.entities.contains(entity)
            || (!attribute.is_empty() && catalogue.entities.contains(last_word(entity)))
    }

    /// Whether it names a thing, rather than carries content.
    pub(super) fn is_reference(&self, catalogue: &Catalogue) -> bool {
        match self.concept.attribute {
            "id" | "arn" | "key" | "number" | "slug" => !self.nested || self.is_named(catalogue),
            // The name of an object inside is a name that it is given.
            "name" => (self.addresses || !self.nested) && self.is_named(catalogue),
            "" => self.is_named(catalogue),
            _ => false,
        }
    }

    /// How much it wants an answer at all, in [0, 1].
    ///
    /// What a tool makes it cannot ask for, and content (a title, an amount) comes from the user.
    /// Content that hardly any tool asks for is a value that travels after all, such as the
    /// `conversation_context` of one API.
    pub(super) fn want(&self, verb: Verb, entity: &str, catalogue: &Catalogue) -> f64 {
        let own = same(&self.concept.entity, entity);
        // A new name that an update gives.
        let renames = self.concept.attribute == "name" && !self.required && !self.addresses;
        if own && (verb == Verb::Create || (verb == Verb::Update && (self.nested || renames))) {
            return 0.0;
        }
        let mut want = 1.0;
        if !self.is_reference(catalogue) {
            let asked = catalogue
                .asked
                .get(&self.concept.key())
                .copied()
                .unwrap_or(0);
            want = 0.6 / (1.0 + f64::from(asked) / (3.0 * catalogue.tools.sqrt()));
            if matches!(verb, Verb::Create | Verb::Update) {
                want *= 0.5;
            }
        }
        if !self.required {
            want *= 0.8;
        }
        if self.nested && !self.path.starts_with("body.") {
            want *= 0.9;
        }
        want
    }

    /// Entities and attributes that answer it, with how sure the names make us.
    pub(super) fn lookups(&self) -> Vec<Lookup<'_>> {
        let Concept {
            entity, attribute, ..
        } = &self.concept;
        let others: &[(&'static str, f64)] = match *attribute {
            "id" => &[("", 0.7), ("key", 0.7), ("slug", 0.7)],
            "" => &[
                ("id", 0.85),
                ("name", 0.7),
                ("key", 0.7),
                ("code", 0.7),
                ("number", 0.7),
                ("slug", 0.7),
                ("symbol", 0.7),
            ],
            "name" if self.addresses => &[("", 0.7), ("id", 0.6)],
            "name" => &[("", 0.7)],
            "key" | "slug" | "number" => &[("id", 0.6)],
            _ => &[],
        };
        let exact = std::iter::once((*attribute, 1.0)).chain(others.iter().copied());
        let mut found: Vec<_> = exact
            .map(|(attribute, score)| Lookup {
                entity,
                attribute,
                score,
                exact: true,
            })
            .collect();
        if let Some(tail) = tail(entity).filter(|_| !attribute.is_empty()) {
            let shorter: Vec<_> = found
                .iter()
                .filter(|l| !l.attribute.is_empty())
                .map(|l| Lookup {
                    entity: tail,
                    score: l.score * 0.6,
                    exact: false,
                    ..*l
                })
                .collect();
            found.extend(shorter);
        }
        found
    }
}

/// A key to look up, and how well what stands there fits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lookup<'a> {
    pub(super) entity: &'a str,
    pub(super) attribute: &'static str,
    pub(super) score: f64,
    pub(super) exact: bool,
}

impl Lookup<'_> {
    pub(super) fn key(&self) -> String {
        key(self.entity, self.attribute)
    }
}
