//! What a tool answers: the fields of its result, or what its verb and entity lead to expect.

use super::concept::{Concept, LISTS, concept, context, normal, same, usable};
use super::parameters::Parameter;
use crate::tool::{Field, Kind, Verb, words};

/// A value that a tool answers with.
#[derive(Debug, Clone)]
pub(super) struct Output {
    pub(super) path: String,
    pub(super) concept: Concept,
    pub(super) kind: Kind,
    pub(super) factor: f64,
    /// It stands in the result's schema.
    pub(super) declared: bool,
}

/// How good a source a verb is: for the entity that the tool is about, and for another.
///
/// Who makes or lists a thing knows its id first; a reader of one thing mostly needed the id
/// itself; what is deleted is gone.
fn source(verb: Verb, own: bool) -> f64 {
    match (verb, own) {
        (Verb::Create | Verb::List | Verb::Search, true) => 1.0,
        (Verb::Get, true) => 0.85,
        (Verb::Get, false) => 0.75,
        (Verb::Action, true) | (Verb::List | Verb::Search, false) => 0.7,
        (Verb::Update, true) | (Verb::Create | Verb::Action, false) => 0.5,
        (Verb::Update, false) => 0.4,
        (Verb::Delete, _) => 0.0,
    }
}

pub(super) fn outputs(
    verb: Verb,
    entity: &str,
    parameters: &[Parameter],
    fields: &[Field],
) -> Vec<Output> {
    let mut declares = false;
    let mut found = Vec::new();
    for field in fields.iter().filter(|f| usable(f)) {
        declares = true;
        let Some(concept) = concept(&normal(&field.name), &context(&field.path, entity)) else {
            continue;
        };
        let holders = field
            .path
            .rsplit_once('.')
            .map_or("", |(holders, _)| holders);
        if holders
            .split('.')
            .flat_map(words)
            .any(|word| LISTS.links.contains(word.as_str()))
        {
            continue;
        }
        let own = same(&concept.entity, entity);
        // Who had to know a value does not find it out.
        let echo = parameters.iter().any(|p| {
            p.concept.entity == concept.entity && p.concept.attribute == concept.attribute
        });
        if echo && !(own && verb == Verb::Create) {
            continue;
        }
        let deep = if field.depth > 3 { 0.9 } else { 1.0 };
        let factor = source(verb, own) * deep;
        if factor > 0.0 {
            let (path, kind) = (field.path.clone(), field.kind);
            found.push(Output {
                path,
                concept,
                kind,
                factor,
                declared: true,
            });
        }
    }
    if !entity.is_empty() {
        infer(verb, entity, parameters, declares, &mut found);
    }
    found
}

fn infer(
    verb: Verb,
    entity: &str,
    parameters: &[Parameter],
    declares: bool,
    found: &mut Vec<Output>,
) {
    let own_ids = || {
        let own = parameters
            .iter()
            .filter(|p| same(&p.concept.entity, entity));
        own.filter(|p| !p.concept.attribute.is_empty())
    };
    if verb == Verb::Create {
        // The caller names the new thing, so that it exists under this name afterwards.
        let naming = own_ids()
            .filter(|p| !p.nested && matches!(p.concept.attribute, "id" | "name" | "key" | "arn"));
        found.extend(naming.map(|p| Output {
            path: p.path.clone(),
            concept: p.concept.clone(),
            kind: p.kind,
            factor: 0.8,
            declared: false,
        }));
    }
    if declares {
        return;
    }
    let mut expect = |path: String, concept: Concept, factor: f64| {
        found.push(Output {
            path,
            concept,
            kind: Kind::Any,
            factor,
            declared: false,
        });
    };
    let id = Concept::new(entity, "id");
    match verb {
        Verb::Create if own_ids().next().is_none() => expect(format!("{entity}_id"), id, 0.75),
        Verb::List | Verb::Search if !own_ids().any(|p| p.required) => {
            expect(format!("{entity}[].{entity}_id"), id, 0.75);
            expect(
                format!("{entity}[].{entity}_name"),
                Concept::new(entity, "name"),
                0.6,
            );
        }
        _ => {}
    }
    if !matches!(verb, Verb::Get | Verb::Search) {
        return;
    }
    // `find_user_id_by_email` says what it finds.
    let name: Vec<String> = entity.split('_').map(str::to_owned).collect();
    let said = concept(&name, "").filter(|c| !c.attribute.is_empty());
    if let Some(concept) = said {
        expect(entity.to_owned(), concept, 0.8);
    } else if verb == Verb::Get && own_ids().next().is_none() {
        expect(format!("{entity}_id"), Concept::new(entity, "id"), 0.5);
    }
}
