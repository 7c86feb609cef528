//! Tools and texts as rows of a sparse matrix: hashed n-grams, TF-IDF, rows of length 1.
//!
//! No vocabulary is kept: a term is a 64-bit hash of its bytes that names one of `buckets` columns,
//! so that memory is O(terms written down) and rows can be made anywhere. Two terms share a column
//! with probability 1 / `buckets`. Every operation on floats has a fixed order and uses functions
//! that are equal on every machine.
//!
//! `value(tool, term) = max over its parts of weight * ln(1 + n / (1 + df))`
//!
//! Presence counts, not frequency: a specification repeats its boilerplate, and how often it does
//! says nothing about what two tools share. The logarithm never reaches 0, so that a world of a few
//! tools of one API has rows, too.

mod terms;
mod tfidf;

use crate::error::{Error, Result};
use crate::graph::matrix::Csr;
use crate::pool::Pool;
use crate::tool::fields::{MAX_DEPTH, MAX_FIELDS, fields_within};

use terms::Terms;

/// More columns would only cost memory: 2^26 hold the terms of millions of tools.
pub const MAX_BUCKETS: usize = 1 << 26;

/// How much each part of a tool counts; 0 leaves it out.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Weights {
    /// Names of the parameters, nested ones too.
    pub parameters: f64,
    /// Descriptions of the parameters.
    pub parameter_descriptions: f64,
    /// Name of the tool.
    pub name: f64,
    /// Description of the tool.
    pub description: f64,
    /// Names of the fields of what it returns.
    pub returns: f64,
    /// Segments of the HTTP path without its variables.
    pub path: f64,
    /// Factor of two neighbouring words, beside single words.
    pub bigrams: f64,
    /// Factor of runs of [`CHARACTERS`] characters of an identifier.
    pub characters: f64,
}

/// Characters of a character n-gram.
pub const CHARACTERS: usize = 4;

impl Weights {
    /// Names of the weights, in the order of the fields.
    pub const NAMES: [&'static str; 8] = [
        "parameters",
        "parameter_descriptions",
        "name",
        "description",
        "returns",
        "path",
        "bigrams",
        "characters",
    ];

    /// What a weight other than 0 may be: a product of two neither vanishes nor overflows in f32.
    pub const RANGE: std::ops::RangeInclusive<f64> = 1e-6..=1e6;

    /// Sets the weight called `name`.
    ///
    /// # Errors
    /// [`Error::Argument`] for an unknown name, and a weight that is neither 0 nor in
    /// [`Weights::RANGE`].
    pub fn set(&mut self, name: &str, value: f64) -> Result<()> {
        let place = match name {
            "parameters" => &mut self.parameters,
            "parameter_descriptions" => &mut self.parameter_descriptions,
            "name" => &mut self.name,
            "description" => &mut self.description,
            "returns" => &mut self.returns,
            "path" => &mut self.path,
            "bigrams" => &mut self.bigrams,
            "characters" => &mut self.characters,
            _ => {
                return Err(Error::Argument {
                    name: "weights",
                    value: name.into(),
                    expected: "names of parts: parameters, parameter_descriptions, name, \
                               description, returns, path, bigrams, characters",
                });
            }
        };
        check_weight(name, value)?;
        *place = value;
        Ok(())
    }

    fn check(&self) -> Result<()> {
        let values = [
            self.parameters,
            self.parameter_descriptions,
            self.name,
            self.description,
            self.returns,
            self.path,
            self.bigrams,
            self.characters,
        ];
        let mut all = Self::NAMES.into_iter().zip(values);
        all.try_for_each(|(name, value)| check_weight(name, value))
    }
}

fn check_weight(name: &str, value: f64) -> Result<()> {
    if value == 0.0 || Weights::RANGE.contains(&value) {
        return Ok(());
    }
    Err(Error::Argument {
        name: "weights",
        value: format!("{name}: {value}"),
        expected: "0, or between 0.000001 and 1000000",
    })
}

/// Columns of a table of tools, all of one length.
#[derive(Debug, Clone, Copy)]
pub struct ToolColumns<'a> {
    /// Names of the tools.
    pub names: &'a [String],
    /// Descriptions of the tools.
    pub descriptions: &'a [String],
    /// JSON Schemas of the parameters.
    pub parameters: &'a [String],
    /// JSON Schemas of the answers.
    pub returns: &'a [Option<String>],
    /// HTTP paths.
    pub paths: &'a [Option<String>],
}

impl ToolColumns<'_> {
    fn check(&self) -> Result<()> {
        let lengths = [
            ("descriptions", self.descriptions.len()),
            ("parameters", self.parameters.len()),
            ("returns", self.returns.len()),
            ("paths", self.paths.len()),
        ];
        for (name, found) in lengths {
            if found != self.names.len() {
                return Err(Error::Shape {
                    name,
                    found,
                    expected: self.names.len(),
                    why: "one for each of names",
                });
            }
        }
        Ok(())
    }

    fn write_terms(&self, i: usize, weights: &Weights, terms: &mut Terms) -> Result<()> {
        if weights.parameters > 0.0 || weights.parameter_descriptions > 0.0 {
            let schema = &self.parameters[i];
            for field in fields_within("parameters", i, schema, MAX_DEPTH, MAX_FIELDS)? {
                if is_element(&field.path) {
                    continue;
                }
                terms.identifier(&field.name, weights.parameters);
                if let Some(text) = &field.description {
                    terms.prose(text, weights.parameter_descriptions);
                }
            }
        }
        terms.identifier(&self.names[i], weights.name);
        terms.prose(&self.descriptions[i], weights.description);
        if weights.returns > 0.0
            && let Some(schema) = &self.returns[i]
        {
            for field in fields_within("returns", i, schema, MAX_DEPTH, MAX_FIELDS)? {
                if !is_element(&field.path) {
                    terms.identifier(&field.name, weights.returns);
                }
            }
        }
        if let Some(path) = &self.paths[i] {
            let fixed = path.split('/').filter(|part| !is_variable(part));
            fixed.for_each(|part| terms.identifier(part, weights.path));
        }
        Ok(())
    }
}

/// `orders[]` bears the name of `orders` once more.
fn is_element(path: &str) -> bool {
    path.ends_with(['}', ']'])
}

/// `{id}` and `:id` of a path stand for parameters.
fn is_variable(segment: &str) -> bool {
    segment.starts_with(':') || segment.contains('{')
}

fn check_buckets(buckets: usize) -> Result<()> {
    if (1..=MAX_BUCKETS).contains(&buckets) {
        return Ok(());
    }
    Err(Error::Argument {
        name: "buckets",
        value: buckets.to_string(),
        expected: "between 1 and 67108864",
    })
}

/// One row of length 1 a tool; a tool without any term has an empty row.
///
/// # Errors
/// [`Error::Shape`] for columns of different lengths, [`Error::Argument`] for `buckets` outside
/// `1..=MAX_BUCKETS` and weights out of range, [`Error::Json`] for a text that is no schema, and
/// [`Error::Cancelled`].
///
/// # Complexity
/// O(characters + terms log terms of a tool) time, O(terms + `buckets`) memory.
pub fn embed_tools(
    tools: &ToolColumns<'_>,
    weights: &Weights,
    buckets: usize,
    pool: &Pool,
) -> Result<Csr> {
    tools.check()?;
    weights.check()?;
    check_buckets(buckets)?;
    tfidf::rows(tools.names.len(), buckets, pool, |i, out| {
        let mut terms = Terms::new(buckets, weights.bigrams, weights.characters, out);
        tools.write_terms(i, weights, &mut terms)
    })
}

/// One row of length 1 a text: its words and pairs of neighbouring words.
///
/// # Errors
/// [`Error::Argument`] for `buckets` outside `1..=MAX_BUCKETS`, and [`Error::Cancelled`].
///
/// # Complexity
/// As [`embed_tools`].
pub fn embed_texts(texts: &[String], buckets: usize, pool: &Pool) -> Result<Csr> {
    check_buckets(buckets)?;
    tfidf::rows(texts.len(), buckets, pool, |i, out| {
        Terms::new(buckets, 1.0, 0.0, out).prose(&texts[i], 1.0);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cancel::Cancel;

    fn pool(threads: usize) -> Pool {
        Pool::new(threads, Cancel::default()).unwrap()
    }

    fn texts(list: &[&str]) -> Vec<String> {
        list.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn rows_have_length_one_and_empty_texts_none() {
        let texts = texts(&["", "the of", "weather in Paris", "Weather: paris; weather"]);
        let csr = embed_texts(&texts, 1 << 20, &pool(2)).unwrap();
        let norms = csr.view(1 << 20).unwrap().norms(&pool(1)).unwrap();
        assert_eq!(norms[..2], [0.0, 0.0]);
        assert!(norms[2..].iter().all(|n| (n - 1.0).abs() < 1e-6));
    }

    #[test]
    fn threads_do_not_matter() {
        let texts: Vec<String> = (0..500)
            .map(|i| format!("get order {i} of user {}", i % 7))
            .collect();
        let one = embed_texts(&texts, 1 << 16, &pool(1)).unwrap();
        for threads in [2, 8] {
            assert_eq!(embed_texts(&texts, 1 << 16, &pool(threads)).unwrap(), one);
        }
    }

    #[test]
    fn a_weight_of_zero_leaves_a_part_out() {
        let schema = r#"{"properties":{"zip":{"description":"postal code of the city"}}}"#;
        let columns = |name: &str| (texts(&[name]), texts(&["text"]), texts(&[schema]));
        let mut weights = Weights::default();
        weights.set("parameters", 1.0).unwrap();
        let embed = |name: &str| {
            let (names, descriptions, parameters) = columns(name);
            let tools = ToolColumns {
                names: &names,
                descriptions: &descriptions,
                parameters: &parameters,
                returns: &[None],
                paths: &[Some("/orders/{id}".into())],
            };
            embed_tools(&tools, &weights, 1 << 16, &pool(1)).unwrap()
        };
        assert_eq!(embed("get_a"), embed("put_b"));
        assert_eq!(embed("get_a").indices.len(), 1);
        assert!(weights.set("colour", 1.0).is_err());
        assert!(weights.set("name", -1.0).is_err());
        assert!(weights.set("name", f64::NAN).is_err());
    }

    #[test]
    fn weights_whose_squares_leave_f32_are_refused() {
        let embed = |name: f64, bigrams: f64| {
            let weights = Weights {
                name,
                bigrams,
                ..Weights::default()
            };
            let tools = ToolColumns {
                names: &texts(&["get_order"]),
                descriptions: &texts(&[""]),
                parameters: &texts(&["{}"]),
                returns: &[None],
                paths: &[None],
            };
            embed_tools(&tools, &weights, 1 << 16, &pool(1))
        };
        for value in [1e300, 1e-300, f64::INFINITY, f64::NAN, -1.0] {
            assert!(matches!(
                embed(value, 1.0),
                Err(Error::Argument {
                    name: "weights",
                    ..
                })
            ));
            assert!(Weights::default().set("name", value).is_err());
        }
        for (name, bigrams) in [(1e6, 1e6), (1e-6, 1e-6), (1e6, 1e-6)] {
            let rows = embed(name, bigrams).unwrap();
            let norms = rows.view(1 << 16).unwrap().norms(&pool(1)).unwrap();
            assert!((norms[0] - 1.0).abs() < 1e-6, "{norms:?}");
        }
    }
}
