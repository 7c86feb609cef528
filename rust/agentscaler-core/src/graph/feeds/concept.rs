//! What a field means: an attribute of an entity (`user`, `id`), or a word on its own (`channel`).

use std::sync::LazyLock;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::tool::entity::MAX_WORDS;
use crate::tool::lexicon::{Lexicon, Words};
use crate::tool::{Field, Kind, canonical, singular, words};

pub(super) struct Lists {
    pub(super) ids: Words,
    attributes: Words,
    of_context: Words,
    pub(super) natural: Words,
    roles: Words,
    wrappers: Words,
    wrapper_ends: Words,
    never: Words,
    never_last: Words,
    formats: Words,
    weak_names: Words,
    pairs: Words,
    plumbing: Words,
    pub(super) links: Words,
    pub(super) vague: Words,
}

pub(super) static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut file = Lexicon::parse(include_str!("vocabulary.txt"));
    Lists {
        ids: file.take("ids"),
        attributes: file.take("attributes"),
        of_context: file.take("of_context"),
        natural: file.take("natural"),
        roles: file.take("roles"),
        wrappers: file.take("wrappers"),
        wrapper_ends: file.take("wrapper_ends"),
        never: file.take("never"),
        never_last: file.take("never_last"),
        formats: file.take("formats"),
        weak_names: file.take("weak_names"),
        pairs: file.take("pairs"),
        plumbing: file.take("plumbing"),
        links: file.take("links"),
        vague: file.take("vague"),
    }
});

/// Normal words of an entity, joined by `_` (which no word contains).
pub(super) type Entity = String;

/// An attribute of an entity; `attribute` is empty for a word on its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Concept {
    pub(super) entity: Entity,
    /// `id` for every spelling of it.
    pub(super) attribute: &'static str,
    /// The spelling: `uuid`, `sid`, ..
    pub(super) literal: &'static str,
}

impl Concept {
    pub(super) fn new(entity: &str, attribute: &'static str) -> Self {
        Self {
            entity: entity.to_owned(),
            attribute,
            literal: attribute,
        }
    }

    pub(super) fn key(&self) -> String {
        key(&self.entity, self.attribute)
    }
}

/// Key of the inverted index.
pub(super) fn key(entity: &str, attribute: &str) -> String {
    format!("{entity}|{attribute}")
}

/// The entity without its first word: `rest_api` -> `api`.
pub(super) fn tail(entity: &str) -> Option<&str> {
    entity.split_once('_').map(|(_, tail)| tail)
}

pub(super) fn last_word(entity: &str) -> &str {
    entity.rsplit('_').next().unwrap_or(entity)
}

/// Whether two entities are one, under a longer and a shorter name.
pub(super) fn same(one: &str, two: &str) -> bool {
    let ends = |long: &str, short: &str| {
        long.strip_suffix(short)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('_'))
    };
    !one.is_empty() && !two.is_empty() && (ends(one, two) || ends(two, one))
}

pub(super) fn normal(text: &str) -> Vec<String> {
    words(text)
        .map(|word| singular(&word).into_owned())
        .collect()
}

pub(super) fn meaning(name: &[String]) -> Entity {
    let from = name.len().saturating_sub(MAX_WORDS);
    let words: Vec<_> = name[from..].iter().map(|word| canonical(word)).collect();
    words.join("_")
}

fn without_roles(mut entity: &str) -> Entity {
    while let Some((first, tail)) = entity.split_once('_')
        && LISTS.roles.contains(first)
    {
        entity = tail;
    }
    entity.to_owned()
}

/// The concept of a field of this name (normal words) inside of something about `context`;
/// `None` for what the caller decides (paging, authentication, content).
pub(super) fn concept(mut name: &[String], context: &str) -> Option<Concept> {
    let lists = &*LISTS;
    if let Some(or) = name.iter().skip(1).position(|word| word == "or") {
        name = &name[..=or];
    }
    let word = name.last()?.as_str();
    let spelled = match word {
        "no" | "num" => "number",
        "uri" => "url",
        other => other,
    };
    let is_id = lists.ids.get(spelled).copied();
    let literal = is_id.or_else(|| lists.attributes.get(spelled).copied());
    let attribute = if is_id.is_some() {
        "id"
    } else {
        literal.unwrap_or_default()
    };
    let is_content =
        |owner: &str| matches!(attribute, "key" | "name") && lists.pairs.contains(owner);
    if name.len() == 1 && (is_id.is_some() || lists.of_context.contains(word)) {
        let known = !context.is_empty() && !is_content(last_word(context));
        let literal = literal.unwrap_or_default();
        return known.then(|| Concept {
            entity: context.to_owned(),
            attribute,
            literal,
        });
    }
    if lists.never.contains(name.join("_").as_str()) || lists.never_last.contains(word) {
        return None;
    }
    let Some(literal) = literal else {
        return Some(Concept::new(&without_roles(&meaning(name)), ""));
    };
    let owner = name.iter().rev().nth(1)?.as_str();
    if is_content(owner) || (attribute == "name" && lists.weak_names.contains(owner)) {
        return None;
    }
    if lists.plumbing.contains(owner) {
        return None;
    }
    let entity = without_roles(&meaning(&name[..name.len() - 1]));
    Some(Concept {
        entity,
        attribute,
        literal,
    })
}

/// The entity of the object that holds a field, or else what the tool is about.
pub(super) fn context(path: &str, entity: &str) -> Entity {
    for part in path.split('.').rev().skip(1) {
        let mut near = normal(part.trim_end_matches(['[', ']', '{', '}']));
        let ends = |near: &[String], words: &Words| {
            near.last()
                .is_some_and(|word| words.contains(word.as_str()))
        };
        while near.len() > 1 && ends(&near, &LISTS.wrapper_ends) {
            near.pop();
        }
        if near.len() > 1 || (near.len() == 1 && !ends(&near, &LISTS.wrappers)) {
            return meaning(&near);
        }
    }
    entity.to_owned()
}

/// Whether a field can be handed over: one value that nobody can guess.
pub(super) fn usable(field: &Field) -> bool {
    let scalar = matches!(
        field.kind,
        Kind::Any | Kind::String | Kind::Integer | Kind::Number
    );
    let decided = field
        .format
        .as_ref()
        .is_some_and(|f| LISTS.formats.contains(f.as_str()));
    scalar
        && !decided
        && field.enum_size == 0
        && !field.name.is_empty()
        && !field.path.ends_with('}')
}

/// Parameters of a URL path template with the entity of the segment before each.
pub(super) fn template(path: &str) -> HashMap<&str, Entity, FixedState> {
    let mut found = HashMap::with_hasher(FixedState::default());
    let mut before = Entity::new();
    for part in path.split('/') {
        let name = part.strip_prefix('{').and_then(|part| part.split_once('}'));
        let fixed = part.split(':').next().unwrap_or_default();
        if let Some((name, _)) = name {
            found.insert(name.trim_start_matches('+'), before.clone());
        } else if !fixed.is_empty() {
            before = meaning(&normal(fixed));
        }
    }
    found
}

/// `^projects/[^/]+/locations/[^/]+$` is the pattern of the names of locations.
pub(super) fn collection(pattern: &str) -> Option<Entity> {
    let plain = pattern.trim_matches(['^', '$']).replace("[^/]+", "*");
    let parts: Vec<_> = plain.split('/').collect();
    let fits = |part: &str| {
        part == "*" || (!part.is_empty() && part.bytes().all(|b| b.is_ascii_alphabetic()))
    };
    match parts.as_slice() {
        [.., of, "*"] if parts.iter().all(|part| fits(part)) => Some(meaning(&normal(of))),
        _ => None,
    }
    .filter(|entity| !entity.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_list_is_empty() {
        let lists = &*LISTS;
        let all = [
            &lists.ids,
            &lists.attributes,
            &lists.of_context,
            &lists.natural,
            &lists.roles,
            &lists.wrappers,
            &lists.wrapper_ends,
            &lists.never,
            &lists.never_last,
            &lists.formats,
            &lists.weak_names,
            &lists.pairs,
            &lists.plumbing,
            &lists.links,
            &lists.vague,
        ];
        assert!(all.iter().all(|words| !words.is_empty()));
    }

    #[test]
    fn one_entity_under_two_names() {
        assert!(same("rest_api", "api") && same("api", "rest_api") && same("a", "a"));
        assert!(!same("rapid", "id") && !same("", "a") && !same("api_key", "api"));
    }

    #[test]
    fn patterns_of_resource_names() {
        let location = collection("^projects/[^/]+/locations/[^/]+$");
        assert_eq!(location.as_deref(), Some("location"));
        assert_eq!(collection("^[a-z]+$"), None);
        assert_eq!(collection("^/[^/]+$"), None);
    }
}
