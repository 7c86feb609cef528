//! What a tool does, and to what: `GET /pets/{petId}` and `get_pet_details` both get a `pet`.
//!
//! The name decides, because it is the only part that every source has; the path decides where the
//! name says nothing. Linear in name and path.

use std::sync::LazyLock;

use crate::error::{Error, Result};
use crate::pool::Pool;
use crate::tool::fields::{Field, fields_of};
use crate::tool::lexicon::{Lexicon, Words};
use crate::tool::words::{canonical, singular, words};

/// Class of what a tool does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// Reads one thing.
    Get,
    /// Reads all things of a kind.
    List,
    /// Reads the things that fit.
    Search,
    /// Makes a thing.
    Create,
    /// Changes a thing.
    Update,
    /// Ends a thing.
    Delete,
    /// Anything else.
    Action,
}

impl Verb {
    const ALL: [Self; 7] = [
        Self::Get,
        Self::List,
        Self::Search,
        Self::Create,
        Self::Update,
        Self::Delete,
        Self::Action,
    ];

    /// `get`, `list`, `search`, `create`, `update`, `delete` or `action`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::List => "list",
            Self::Search => "search",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Action => "action",
        }
    }
}

/// What a tool does, and to what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Class of what it does.
    pub verb: Verb,
    /// Normal words of the thing: `["line", "item"]`; empty when nothing names it.
    pub entity: Vec<String>,
}

/// Longer nouns are sentences; a path of more words would also say the same.
const MAX_NOUN: usize = 3;
/// Words of an entity; what stands before the last eight cannot decide anything.
pub(crate) const MAX_WORDS: usize = 8;

struct Lists {
    verbs: Vec<(Verb, Words)>,
    inside: Words,
    plural_reads: Words,
    prepositions: Words,
    articles: Words,
    descriptors: Words,
    generic: Words,
    no_plural: Words,
    prefixes: Words,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut file = Lexicon::parse(include_str!("verbs.txt"));
    Lists {
        verbs: Verb::ALL
            .iter()
            .map(|&verb| (verb, file.take(verb.as_str())))
            .collect(),
        inside: file.take("inside"),
        plural_reads: file.take("plural_reads"),
        prepositions: file.take("prepositions"),
        articles: file.take("articles"),
        descriptors: file.take("descriptors"),
        generic: file.take("generic"),
        no_plural: file.take("no_plural"),
        prefixes: file.take("prefixes"),
    }
});

impl Lists {
    fn class(&self, word: &str) -> Option<Verb> {
        self.verbs
            .iter()
            .find(|(_, words)| words.contains(word))
            .map(|&(verb, _)| verb)
    }

    /// Whether a word at the start is a verb. `lists` is one and `books` is none: in the third
    /// person only verbs that no noun looks like.
    fn is_verb(&self, word: &str) -> bool {
        let normal = singular(word);
        self.class(word).is_some()
            || self.inside.contains(&*normal)
            || self.plural_reads.contains(&*normal)
    }

    fn says_nothing(&self, word: &str) -> bool {
        self.articles.contains(word) || is_number(word)
    }
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

fn split(text: &str) -> Vec<String> {
    words(text).collect()
}

fn normal(raw: &[String]) -> Vec<String> {
    raw.iter().map(|word| singular(word).into_owned()).collect()
}

/// What a tool of this name, URL path template and parameters does, and to what.
///
/// ```
/// use agentscaler_core::tool::{about, Verb};
/// let found = about("get_pet_details", None, &[]);
/// assert_eq!((found.verb, found.entity), (Verb::Get, vec!["pet".to_owned()]));
/// let found = about("post-/v2/orders", Some("/v2/orders"), &[]);
/// assert_eq!((found.verb, found.entity), (Verb::Create, vec!["order".to_owned()]));
/// ```
pub fn about(name: &str, path: Option<&str>, parameters: &[Field]) -> About {
    let lists = &*LISTS;
    let (group, raw) = split_name(lists, name);
    let adds_to = raw.first().is_some_and(|w| w == "add") && raw.iter().any(|w| w == "to");
    let (mut verb, mut noun, mut plural) = of_name(lists, &group, raw);
    let (place, item) = path.map(|path| of_path(lists, path)).unwrap_or_default();
    if !place.is_empty() {
        let ends = noun.ends_with(&place);
        let unclear = noun
            .last()
            .is_none_or(|last| lists.generic.contains(last.as_str()));
        if ends || unclear || noun.len() > MAX_NOUN || name.contains('/') {
            noun = place;
            plural = !item;
        } else {
            plural = plural && !item;
        }
    }
    if verb == Verb::Get && plural {
        verb = Verb::List;
    }
    if verb == Verb::Create && adds_to {
        verb = Verb::Action;
    }
    if noun.is_empty() {
        noun = identified(parameters).unwrap_or_default();
    }
    let from = noun.len().saturating_sub(MAX_WORDS);
    let entity = noun[from..]
        .iter()
        .map(|word| canonical(word).into_owned())
        .collect();
    About { verb, entity }
}

/// [`about`] of many tools; `parameters` holds JSON Schemas.
///
/// # Errors
/// [`Error::Shape`] when the columns differ in length, [`Error::Json`] for a bad schema, and
/// [`Error::Cancelled`].
pub fn about_all(
    names: &[String],
    paths: &[Option<String>],
    parameters: &[String],
    pool: &Pool,
) -> Result<Vec<About>> {
    same_length("paths", paths.len(), names.len())?;
    same_length("parameters", parameters.len(), names.len())?;
    pool.map(names.len(), |i| {
        let fields = fields_of("parameters", i, &parameters[i])?;
        Ok(about(&names[i], paths[i].as_deref(), &fields))
    })
}

/// Refuses a column of tools that does not fit the column `names`.
pub(crate) fn same_length(name: &'static str, found: usize, expected: usize) -> Result<()> {
    let why = "one item a name";
    if found == expected {
        Ok(())
    } else {
        Err(Error::Shape {
            name,
            found,
            expected,
            why,
        })
    }
}

/// The group before the operation and the operation: `sql.backups.list` is a list of backups.
fn split_name(lists: &Lists, name: &str) -> (Vec<String>, Vec<String>) {
    // Snake case has no groups, but `Group_getThing` and `Group_Delete` have.
    let mixed = name.chars().any(char::is_uppercase) && name.trim_matches('_').contains('_');
    let parts = name.split(|c| matches!(c, '.' | '/' | '#') || (mixed && c == '_'));
    let mut parts: Vec<_> = parts.map(split).filter(|part| !part.is_empty()).collect();
    if let [.., group, operation] = parts.as_mut_slice()
        && lists.is_verb(&operation[0])
    {
        return (std::mem::take(group), std::mem::take(operation));
    }
    (Vec::new(), split(name))
}

fn of_name(lists: &Lists, group: &[String], mut raw: Vec<String>) -> (Verb, Vec<String>, bool) {
    let skipped = raw
        .windows(2)
        .take_while(|pair| lists.prefixes.contains(pair[0].as_str()) && lists.is_verb(&pair[1]));
    let skipped = skipped.count();
    raw.drain(..skipped);
    let normal = normal(&raw);
    let starts = raw.first().is_some_and(|word| lists.is_verb(word));
    let inside = || {
        raw.iter()
            .position(|word| lists.inside.contains(word.as_str()))
    };
    let at = if starts { Some(0) } else { inside() };
    let verb = at.and_then(|at| lists.class(&raw[at]).or_else(|| lists.class(&normal[at])));
    let reads = at.is_some_and(|at| lists.plural_reads.contains(normal[at].as_str()));
    let mut noun = Vec::new();
    for (i, word) in raw.iter().enumerate().skip(at.map_or(0, |at| at + 1)) {
        let preposition = lists.prepositions.contains(word.as_str());
        if preposition && !noun.is_empty() {
            break;
        }
        if !preposition && !lists.says_nothing(word) {
            noun.push(i);
        }
    }
    let last = noun.last().copied();
    let plural =
        last.is_some_and(|i| raw[i] != normal[i] && !lists.no_plural.contains(normal[i].as_str()));
    let mut described = false;
    while noun.len() > 1
        && lists
            .descriptors
            .contains(normal[noun[noun.len() - 1]].as_str())
    {
        noun.pop();
        described = true;
    }
    let listed = last.is_some_and(|i| raw[i] == "list");
    let mut many = reads && ((plural && !described) || listed);
    let mut words: Vec<String> = noun.into_iter().map(|i| normal[i].clone()).collect();
    if words.is_empty() || (words.len() == 1 && lists.generic.contains(words[0].as_str())) {
        let before = (0..at.unwrap_or(0)).filter(|&i| !lists.says_nothing(&raw[i]));
        let mut instead: Vec<String> = before.map(|i| normal[i].clone()).collect();
        if instead.is_empty() {
            instead = self::normal(group);
        }
        if !instead.is_empty() {
            words = instead;
            many = false;
        }
    }
    (verb.unwrap_or(Verb::Action), words, many)
}

/// The last segment that names a thing, and whether the path leads to one of them.
fn of_path(lists: &Lists, path: &str) -> (Vec<String>, bool) {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
    let mut item = false;
    for (at, &whole) in parts.iter().enumerate().rev() {
        if whole.starts_with(':') {
            item = true;
            continue;
        }
        let (part, action) = whole.split_once(':').unwrap_or((whole, ""));
        if part.contains('{') {
            item = true;
            continue;
        }
        let part = part.strip_suffix(".json").unwrap_or(part);
        let part = part.strip_suffix(".xml").unwrap_or(part);
        let raw = split(part);
        if raw.is_empty() || is_version(part) {
            continue;
        }
        let normal = normal(&raw);
        if at > 0 && normal.len() == 1 && raw == normal && lists.class(&normal[0]).is_some() {
            item = true;
            continue;
        }
        if normal == ["api"] || normal == ["rest"] {
            break;
        }
        return (normal, item || !action.is_empty());
    }
    (Vec::new(), false)
}

/// `v1`, `v1beta2`, `2027-03-beta`, `2.0`.
fn is_version(part: &str) -> bool {
    let part = part.to_ascii_lowercase();
    if part.starts_with(|c: char| c.is_ascii_digit()) {
        return part
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
    }
    let Some(rest) = part.strip_prefix('v') else {
        return false;
    };
    let stage = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let end = stage.trim_start_matches(|c: char| c.is_ascii_lowercase());
    stage.len() < rest.len() && is_number(end) && (end.is_empty() || end.len() < stage.len())
}

/// The entity of the first parameter `<entity>_id`, required ones before others.
fn identified(parameters: &[Field]) -> Option<Vec<String>> {
    let top = || parameters.iter().filter(|field| field.depth == 1);
    let required = top().filter(|field| field.required);
    required
        .chain(top().filter(|field| !field.required))
        .find_map(|field| {
            let mut words = normal(&split(&field.name));
            (words.len() > 1 && words.pop()? == "id").then_some(words)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golden_cases() {
        let text = include_str!("../../../../tests/cases/entity.json");
        let cases: Vec<[Option<String>; 4]> = serde_json::from_str(text).unwrap();
        for [name, path, verb, entity] in cases {
            let name = name.unwrap();
            let found = about(&name, path.as_deref(), &[]);
            let wanted = (verb.unwrap(), entity.unwrap());
            assert_eq!(
                (found.verb.as_str().into(), found.entity.join("_")),
                wanted,
                "{name}"
            );
        }
    }

    #[test]
    fn no_list_is_empty() {
        let lists = &*LISTS;
        assert!(lists.verbs.iter().all(|(_, words)| !words.is_empty()));
        let others = [
            &lists.inside,
            &lists.plural_reads,
            &lists.prepositions,
            &lists.articles,
            &lists.descriptors,
            &lists.generic,
            &lists.no_plural,
            &lists.prefixes,
        ];
        assert!(others.iter().all(|words| !words.is_empty()));
    }
}
