//! Which tool can answer a parameter of which other: directed `feeds` edges.
//!
//! An output and a parameter meet in an inverted index when their names mean the same attribute of
//! the same entity; what is compared then is bounded per parameter, so that the work is linear in
//! the tools. The weight of an edge is the product of
//!
//! - *want*: 1 for a parameter that names a thing (an id, a name of something that other tools
//!   handle, a part of the URL path); at most 0.6 for content, less when many tools ask for it;
//!   0.8 of it when optional; 0 for the id of what the tool itself makes,
//! - *match*: 1 for the same attribute of the same entity, 0.85 for another spelling (`uuid`
//!   for `id`), 0.85 down to 0.6 for `channel` against `channel_id`, 0.6 more where one side has
//!   a word more (`rest_api`, `api`),
//! - *type*: 1 when equal, 0.95 for integer and number, 0.9 when one side states none, 0.8 for
//!   text and number in an id, 0.3 otherwise,
//! - *kind*: 0.7 for entities that every API has its own of (`resource`, `object`), and 0.5 or 0.3
//!   for what one thing has and the next of its kind gets,
//! - *source*: 1 for who makes or lists the thing, down to 0.4 for who merely mentions it, 0 for
//!   who deletes it; 0.5 to 0.8 when the output is inferred,
//! - *nearness*: between a floor and 1 by the cosine of the tools' rare words. The floor is
//!   0.45 / (1 + ln(number of tools that answer this)): the id of what one tool makes needs no
//!   other sign, a `user_id` does. It is at least 1 / (1 + tools / 50).
//!
//! A parameter that a tool needs is not an output of it, because who had to know a value does not
//! find it out. Where a tool states no result, outputs are inferred from its verb and entity.

mod concept;
mod index;
mod nearness;
mod outputs;
mod parameters;

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

use crate::cancel::Cancel;
use crate::error::{Error, Result};
use crate::graph::bags::Bags;
use crate::pool::Pool;
use crate::tool::entity::same_length;
use crate::tool::fields::fields_of;
use crate::tool::{Kind, Verb, about};
use concept::{LISTS, last_word, same};
use index::{Index, Source};
use nearness::{Nearness, bag, count, ln};
use outputs::outputs;
use parameters::{Catalogue, Lookup, Parameter, parameters};

/// Tools that are read at once; bounds the memory for what is dropped after reading.
const CHUNK: usize = 1024;
/// Tools of a catalogue in which any two belong together as likely as not.
const SMALL: f64 = 50.0;
/// What is known about whether a tool changes anything.
const EFFECTS: [&str; 3] = ["READ", "WRITE", "UNKNOWN"];
/// Cosines up to here are chance.
const FAR: f64 = 0.08;
/// Cosine at which two tools surely belong together; less when nothing nearer answers.
const NEAR: (f64, f64) = (0.18, 0.26);

/// The columns of a catalogue of tools, all of one length.
#[derive(Debug, Clone, Copy)]
pub struct Tools<'a> {
    /// Names.
    pub names: &'a [String],
    /// Descriptions, possibly empty.
    pub descriptions: &'a [String],
    /// JSON Schemas of the parameters.
    pub parameters: &'a [String],
    /// JSON Schemas of the results, where they are known.
    pub returns: &'a [Option<String>],
    /// URL path templates, where there are any.
    pub paths: &'a [Option<String>],
    /// `READ`, `WRITE` or `UNKNOWN`.
    pub effects: &'a [String],
}

/// An output of one tool answers a parameter of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Feed {
    /// Tool that answers.
    pub source: u32,
    /// Tool that asks.
    pub target: u32,
    /// Path of the field in the result of the source.
    pub output: String,
    /// Path of the parameter of the target.
    pub parameter: String,
    /// How sure it is, in (0, 1].
    pub weight: f32,
    /// Whether the result's schema declares the output; otherwise it is inferred.
    pub declared: bool,
}

struct Tool {
    verb: Verb,
    entity: String,
    parameters: Vec<Parameter>,
}

/// The `top_k` best sources of every parameter with a weight of at least `min_weight`, sorted by
/// source, target, parameter. Ties go to the smaller index.
///
/// # Complexity
/// Linear in the text plus, for each parameter, at most some thousand comparisons of 48 words.
///
/// # Errors
/// [`Error::Argument`], [`Error::Shape`], [`Error::Json`] for bad arguments; [`Error::Cancelled`].
pub fn feeds(tools: &Tools<'_>, min_weight: f64, top_k: usize, pool: &Pool) -> Result<Vec<Feed>> {
    check(tools, min_weight, top_k)?;
    let (read, nearness) = read(tools, pool)?;
    let catalogue = catalogue(&read, pool.cancel())?;
    let index = index(tools, &read, &catalogue, &nearness, pool)?;
    let few = 1.0 / (1.0 + catalogue.tools / SMALL);
    let search = Search {
        tools: &read,
        catalogue,
        index,
        nearness,
        min_weight,
        top_k,
        few,
    };
    let mut edges = Vec::new();
    for found in pool.map(read.len(), |i| Ok(search.sources_of(i)))? {
        edges.extend(found);
    }
    edges.sort_by(|a, b| {
        (a.source, a.target, &a.parameter, &a.output).cmp(&(
            b.source,
            b.target,
            &b.parameter,
            &b.output,
        ))
    });
    Ok(edges)
}

fn check(tools: &Tools<'_>, min_weight: f64, top_k: usize) -> Result<()> {
    let n = tools.names.len();
    same_length("descriptions", tools.descriptions.len(), n)?;
    same_length("parameters", tools.parameters.len(), n)?;
    same_length("returns", tools.returns.len(), n)?;
    same_length("paths", tools.paths.len(), n)?;
    same_length("effects", tools.effects.len(), n)?;
    let refuse = |name, value: String, expected| {
        Err(Error::Argument {
            name,
            value,
            expected,
        })
    };
    if !(min_weight > 0.0 && min_weight <= 1.0) {
        return refuse(
            "min_weight",
            min_weight.to_string(),
            "above 0 and at most 1",
        );
    }
    if top_k == 0 {
        return refuse("top_k", top_k.to_string(), "at least 1");
    }
    if u32::try_from(n).is_err() {
        return refuse("names", n.to_string(), "fewer than 2^32");
    }
    let known = |effect: &String| EFFECTS.contains(&effect.as_str());
    if let Some(at) = tools.effects.iter().position(|effect| !known(effect)) {
        let value = format!("{:?} at {at}", tools.effects[at]);
        return refuse("effects", value, "\"READ\", \"WRITE\" or \"UNKNOWN\"");
    }
    Ok(())
}

/// What the tools ask for, and the words that they use.
fn read(tools: &Tools<'_>, pool: &Pool) -> Result<(Vec<Tool>, Nearness)> {
    let n = tools.names.len();
    let mut read = Vec::with_capacity(n);
    let mut words = Bags::default();
    for start in (0..n).step_by(CHUNK) {
        let chunk = pool.map(CHUNK.min(n - start), |at| {
            let i = start + at;
            let (name, path) = (&tools.names[i], tools.paths[i].as_deref());
            let fields = fields_of("parameters", i, &tools.parameters[i])?;
            let about = about(name, path, &fields);
            let entity = about.entity.join("_");
            let reads = tools.effects[i] == "READ"
                && !matches!(about.verb, Verb::Get | Verb::List | Verb::Search);
            let verb = if reads { Verb::Get } else { about.verb };
            let parameters = parameters(name, &fields, path, &entity);
            let bag = bag(name, &tools.descriptions[i], path, &fields);
            Ok((
                Tool {
                    verb,
                    entity,
                    parameters,
                },
                bag,
            ))
        })?;
        for (tool, bag) in chunk {
            read.push(tool);
            words.add(bag);
        }
    }
    Ok((read, Nearness::of(words, pool.cancel())?))
}

fn catalogue(tools: &[Tool], cancel: &Cancel) -> Result<Catalogue> {
    let verbs = [Verb::Create, Verb::List, Verb::Search, Verb::Get];
    let handled = tools.iter().filter(|tool| verbs.contains(&tool.verb));
    let entities = handled
        .map(|tool| tool.entity.clone())
        .filter(|e| !e.is_empty())
        .collect();
    let mut asked: HashMap<String, u32, FixedState> = HashMap::default();
    for tool in tools {
        cancel.check()?;
        let mut keys: Vec<_> = tool.parameters.iter().map(|p| p.concept.key()).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            *asked.entry(key).or_insert(0) += 1;
        }
    }
    Ok(Catalogue {
        tools: count(tools.len()),
        entities,
        asked,
    })
}

fn index(
    tools: &Tools<'_>,
    read: &[Tool],
    catalogue: &Catalogue,
    nearness: &Nearness,
    pool: &Pool,
) -> Result<Index> {
    let mut wanted = HashSet::with_hasher(FixedState::default());
    for tool in read {
        pool.cancel().check()?;
        for parameter in &tool.parameters {
            if parameter.want(tool.verb, &tool.entity, catalogue) > 0.0 {
                wanted.extend(parameter.lookups().iter().map(Lookup::key));
            }
        }
    }
    let mut index = Index::default();
    for start in (0..read.len()).step_by(CHUNK) {
        let chunk = pool.map(CHUNK.min(read.len() - start), |at| {
            let i = start + at;
            let tool = &read[i];
            let fields = match &tools.returns[i] {
                Some(schema) => fields_of("returns", i, schema)?,
                None => Vec::new(),
            };
            Ok(outputs(tool.verb, &tool.entity, &tool.parameters, &fields))
        })?;
        for (tool, outputs) in (start..).zip(chunk) {
            pool.cancel().check()?;
            index.add(u32::try_from(tool).unwrap_or(u32::MAX), outputs, &wanted);
        }
    }
    index.finish(nearness, pool.cancel())?;
    Ok(index)
}

struct Search<'a> {
    tools: &'a [Tool],
    catalogue: Catalogue,
    index: Index,
    nearness: Nearness,
    min_weight: f64,
    top_k: usize,
    /// Least floor: the tools of a small catalogue mostly belong together.
    few: f64,
}

/// A source that fits, before nearness is taken into account.
struct Offer<'a> {
    number: u32,
    source: &'a Source,
    weight: f64,
    cosine: f64,
    floor: f64,
}

impl Search<'_> {
    fn sources_of(&self, target: usize) -> Vec<Feed> {
        let tool = &self.tools[target];
        let target = u32::try_from(target).unwrap_or(u32::MAX);
        let best = tool
            .parameters
            .iter()
            .map(|p| (p, self.best(target, tool, p)));
        let edges = best.flat_map(|(parameter, best)| {
            best.into_iter().map(move |(number, weight)| {
                let source = self.index.source(number);
                Feed {
                    source: source.tool,
                    target,
                    output: source.path.to_string(),
                    parameter: parameter.path.clone(),
                    // Weights are in (0, 1]: only precision is lost.
                    #[allow(clippy::cast_possible_truncation)]
                    weight: weight as f32,
                    declared: source.declared,
                }
            })
        });
        edges.collect()
    }

    /// Numbers and weights of the best outputs of the `top_k` best tools for a parameter.
    fn best(&self, target: u32, tool: &Tool, parameter: &Parameter) -> Vec<(u32, f64)> {
        let offers = self.offers(target, tool, parameter);
        let nearest = offers.iter().fold(0.0, |far, offer| offer.cosine.max(far));
        let scale = nearest.clamp(NEAR.0, NEAR.1) - FAR;
        let mut best: HashMap<u32, (u32, f64), FixedState> = HashMap::default();
        for offer in offers {
            let near = ((offer.cosine - FAR) / scale).clamp(0.0, 1.0);
            let weight = offer.weight * (offer.floor + (1.0 - offer.floor) * near);
            if weight < self.min_weight {
                continue;
            }
            let first = (offer.number, weight);
            let kept = best.entry(offer.source.tool).or_insert(first);
            let path = &self.index.source(kept.0).path;
            if weight > kept.1 || (weight >= kept.1 && offer.source.path < *path) {
                *kept = first;
            }
        }
        let mut ranked: Vec<_> = best.into_iter().collect();
        ranked.sort_unstable_by(|(i, (_, a)), (j, (_, b))| b.total_cmp(a).then(i.cmp(j)));
        ranked.truncate(self.top_k);
        ranked.into_iter().map(|(_, found)| found).collect()
    }

    /// How good the answer of a tool about the same entity is.
    ///
    /// Content that comes back from there says nothing new, and what belongs to one thing seldom
    /// belongs to the next one that is made.
    fn sibling(&self, tool: &Tool, parameter: &Parameter) -> f64 {
        let writes = matches!(tool.verb, Verb::Create | Verb::Update);
        if !parameter.is_reference(&self.catalogue) || !parameter.is_named(&self.catalogue) {
            0.3
        } else if writes && !same(&parameter.concept.entity, &tool.entity) {
            0.5
        } else {
            1.0
        }
    }

    fn offers(&self, target: u32, tool: &Tool, parameter: &Parameter) -> Vec<Offer<'_>> {
        let want = parameter.want(tool.verb, &tool.entity, &self.catalogue);
        let mut offers = Vec::new();
        if want <= 0.0 {
            return offers;
        }
        let sibling = self.sibling(tool, parameter);
        for lookup in parameter.lookups() {
            let key = lookup.key();
            for clipped in [false, true] {
                let Some(posting) = self.index.posting(&key, clipped) else {
                    continue;
                };
                // `variant_store` is no `reference_store`.
                if clipped && !lookup.exact {
                    continue;
                }
                let exact = lookup.exact && !clipped;
                let floor = floor(&lookup, exact, posting.producers).max(self.few);
                for (number, source) in self.index.sources(posting, target, &self.nearness) {
                    if source.tool == target {
                        continue;
                    }
                    let entity = &self.tools[source.tool as usize].entity;
                    let spelling = source.literal == parameter.concept.literal;
                    let weight = want
                        * lookup.score
                        * if clipped { 0.6 } else { 1.0 }
                        * if spelling || lookup.attribute != "id" {
                            1.0
                        } else {
                            0.85
                        }
                        * fit(source.kind, parameter.kind, lookup.attribute)
                        * source.factor
                        * if LISTS.vague.contains(last_word(lookup.entity)) {
                            0.7
                        } else {
                            1.0
                        }
                        * if same(entity, &tool.entity) {
                            sibling
                        } else {
                            1.0
                        };
                    let cosine = self.nearness.cosine(source.tool, target);
                    offers.push(Offer {
                        number,
                        source,
                        weight,
                        cosine,
                        floor,
                    });
                }
            }
        }
        offers
    }
}

/// What is left of a weight when the two tools have nothing else in common.
fn floor(lookup: &Lookup<'_>, exact: bool, producers: usize) -> f64 {
    if !exact {
        return 0.0;
    }
    let last = last_word(lookup.entity);
    let mut floor = 0.45 / (1.0 + ln(count(producers)));
    if LISTS.natural.contains(lookup.attribute) || LISTS.natural.contains(last) {
        floor = floor.max(0.5);
    }
    if LISTS.vague.contains(last) {
        floor * 0.5
    } else {
        floor
    }
}

/// Whether a value of one type can stand where another is asked for.
fn fit(output: Kind, parameter: Kind, attribute: &str) -> f64 {
    match (output, parameter) {
        (a, b) if a == b => 1.0,
        (Kind::Any, _) | (_, Kind::Any) => 0.9,
        (Kind::Integer, Kind::Number) | (Kind::Number, Kind::Integer) => 0.95,
        _ if attribute == "id" => 0.8,
        _ => 0.3,
    }
}

#[cfg(test)]
mod tests;
