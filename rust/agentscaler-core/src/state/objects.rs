//! Objects that are made one after the other, and share their names.

use super::layout::Layouts;
use super::value::{Object, Text, Value};

/// Makes objects; those with the same names in the same order share them.
///
/// A table of thousands of rows holds the names of its columns once, and what is found out about
/// them (their order, their digest, the place of a column) is found out once.
///
/// ```
/// use agentscaler_core::state::{Objects, Value};
///
/// let mut objects = Objects::default();
/// let row = objects.make(vec![("id".into(), 1.into()), ("paid".into(), true.into())]);
/// assert_eq!(Value::Object(row).to_string(), r#"{"id":1,"paid":true}"#);
/// ```
#[derive(Debug, Default)]
pub struct Objects(Layouts);

impl Objects {
    /// As [`Object::from_pairs`].
    pub fn make(&mut self, pairs: Vec<(Text, Value)>) -> Object {
        let (names, cells): (Vec<Text>, Vec<Value>) = pairs.into_iter().unzip();
        match self.0.intern(&names) {
            Some(layout) => Object::new(layout, cells.into()),
            None => Object::from_pairs(names.into_iter().zip(cells)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_of_one_form_share_their_names_and_equal_names_are_one() {
        let mut objects = Objects::default();
        let mut made = |names: &[&str]| {
            let pairs = names
                .iter()
                .map(|name| (Text::from(*name), Value::from(*name)));
            objects.make(pairs.collect())
        };
        let [first, second, other] = [made(&["a", "b"]), made(&["a", "b"]), made(&["b", "a"])];
        assert!(first.shares_layout(&second));
        assert!(!first.shares_layout(&other));
        assert_eq!(first, other);
        let twice = made(&["a", "b", "a"]);
        assert_eq!(twice, first);
        assert_eq!(twice.len(), 2);
    }
}
