//! JSON values that share what they have in common.
//!
//! Short strings stand inside the value, longer ones behind a counter; objects of one form share
//! their column names, so that a row is little more than its cells. Cloning a value never copies
//! more than 24 bytes.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use super::encode::Digest;
use super::layout::Layout;
use super::number::Number;

/// Longest string, in bytes, that needs no memory of its own: what fits beside the tags.
const SHORT: usize = 22;

/// A string of JSON.
#[derive(Clone)]
pub struct Text(Repr);

#[derive(Clone)]
enum Repr {
    Short(u8, [u8; SHORT]),
    Long(Arc<str>),
}

impl Text {
    /// The string.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            // Made from a string below, so the bytes always are one.
            Repr::Short(..) => std::str::from_utf8(self.as_bytes()).unwrap_or_default(),
            Repr::Long(text) => text,
        }
    }

    /// Its bytes, without a check of them.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Repr::Short(len, bytes) => &bytes[..usize::from(*len)],
            Repr::Long(text) => text.as_bytes(),
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        let bytes = text.as_bytes();
        match u8::try_from(bytes.len()) {
            Ok(len) if bytes.len() <= SHORT => {
                let mut short = [0; SHORT];
                short[..bytes.len()].copy_from_slice(bytes);
                Self(Repr::Short(len, short))
            }
            _ => Self(Repr::Long(text.into())),
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Text {}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By code points, which is the order of UTF-8 bytes.
impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Any JSON value. `==` is value equality: `1` is `1.0`, `true` is not `1`, and the order of an
/// object's names says nothing.
#[derive(Clone)]
pub enum Value {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number, as it was written.
    Number(Number),
    /// A string.
    Text(Text),
    /// A list.
    Array(Arc<[Value]>),
    /// An object.
    Object(Object),
}

/// An object: a shared layout and the cells in its order.
#[derive(Clone)]
pub struct Object(Arc<Cells>);

struct Cells {
    layout: Arc<Layout>,
    cells: Box<[Value]>,
}

impl Object {
    /// An object of the cells that `layout` names, in its order.
    pub(super) fn new(layout: Arc<Layout>, cells: Box<[Value]>) -> Self {
        debug_assert_eq!(layout.names().len(), cells.len());
        Self(Arc::new(Cells { layout, cells }))
    }

    /// An object of names that differ.
    ///
    /// Of equal names the last one counts; readers refuse them before they come here.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (Text, Value)>) -> Self {
        let mut names: Vec<Text> = Vec::new();
        let mut cells = Vec::new();
        for (name, value) in pairs {
            names.push(name);
            cells.push(value);
        }
        let layout = Layout::new(names);
        if layout.has_duplicates() {
            let mut object = Self::new(Layout::new(Vec::new()), Box::default());
            for (name, value) in layout.names().iter().zip(cells) {
                object = object.with(name, value);
            }
            return object;
        }
        Self::new(layout, cells.into())
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.0.cells.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.cells.is_empty()
    }

    /// The cell of this name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        Some(&self.0.cells[self.0.layout.position(name.as_bytes())?])
    }

    /// Names and cells in the order in which they were written.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Text, &Value)> {
        self.0.layout.names().iter().zip(&self.0.cells)
    }

    /// Names and cells in the order of the names.
    pub(super) fn sorted(&self) -> impl ExactSizeIterator<Item = (&Text, &Value)> {
        let Cells { layout, cells } = &*self.0;
        layout
            .order()
            .iter()
            .map(|&i| (&layout.names()[i as usize], &cells[i as usize]))
    }

    /// Digest of the names.
    pub(super) fn names_digest(&self) -> &Digest {
        self.0.layout.digest()
    }

    /// Cells in the order of their names.
    pub(super) fn sorted_cells(&self) -> impl Iterator<Item = &Value> {
        let Cells { layout, cells } = &*self.0;
        layout.order().iter().map(|&at| &cells[at as usize])
    }

    /// The names of both objects in order, with the cell that each has under it.
    pub(super) fn merged<'a>(
        &'a self,
        other: &'a Self,
    ) -> impl Iterator<Item = (&'a Text, Option<&'a Value>, Option<&'a Value>)> {
        let (mut left, mut right) = (self.sorted().peekable(), other.sorted().peekable());
        std::iter::from_fn(move || {
            let order = match (left.peek(), right.peek()) {
                (Some((mine, _)), Some((theirs, _))) => mine.cmp(theirs),
                (Some(_), None) => Ordering::Less,
                (None, _) => Ordering::Greater,
            };
            let mine = if order.is_le() { left.next() } else { None };
            let theirs = if order.is_ge() { right.next() } else { None };
            let (name, _) = mine.or(theirs)?;
            Some((
                name,
                mine.map(|(_, cell)| cell),
                theirs.map(|(_, cell)| cell),
            ))
        })
    }

    /// The same object with one cell set; a new name comes last.
    #[must_use]
    pub fn with(&self, name: &Text, value: Value) -> Self {
        let Cells { layout, cells } = &*self.0;
        let mut cells = cells.to_vec();
        let layout = if let Some(at) = layout.position(name.as_bytes()) {
            cells[at] = value;
            Arc::clone(layout)
        } else {
            cells.push(value);
            Layout::new(layout.names().iter().chain([name]).cloned().collect())
        };
        Self::new(layout, cells.into())
    }

    /// The same object with all cells of another set; new names come last, in their order there.
    #[must_use]
    pub fn with_all(&self, other: &Self) -> Self {
        let Cells { layout, cells } = &*self.0;
        let mut cells = cells.to_vec();
        let mut new = Vec::new();
        for (name, value) in other.iter() {
            if let Some(at) = layout.position(name.as_bytes()) {
                cells[at] = value.clone();
            } else {
                new.push(name);
                cells.push(value.clone());
            }
        }
        let layout = if new.is_empty() {
            Arc::clone(layout)
        } else {
            Layout::new(layout.names().iter().chain(new).cloned().collect())
        };
        Self::new(layout, cells.into())
    }

    /// The same object without one cell.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        let Some(at) = self.0.layout.position(name.as_bytes()) else {
            return self.clone();
        };
        let mut names = self.0.layout.names().to_vec();
        let mut cells = self.0.cells.to_vec();
        names.remove(at);
        cells.remove(at);
        Self::new(Layout::new(names), cells.into())
    }

    fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Its names.
    pub(super) fn layout(&self) -> &Layout {
        &self.0.layout
    }

    /// Its cells, in the order of its names.
    pub(super) fn cells(&self) -> &[Value] {
        &self.0.cells
    }

    /// Whether both have the very same names in the very same order.
    pub(super) fn shares_layout(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0.layout, &other.0.layout)
    }
}

impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        if self.is_same(other) {
            return true;
        }
        if self.shares_layout(other) {
            return self.0.cells == other.0.cells;
        }
        self.len() == other.len() && self.sorted().eq(other.sorted())
    }
}

impl Value {
    /// Whether both are the very same piece of memory, or small and equal.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Object(a), Self::Object(b)) => a.is_same(b),
            (Self::Array(a), Self::Array(b)) => Arc::ptr_eq(a, b),
            (Self::Object(_) | Self::Array(_), _) => false,
            _ => self == other,
        }
    }

    /// Whether arrays and objects are nested at most `levels` deep.
    pub(super) fn fits_in(&self, levels: usize) -> bool {
        let below = |item: &Self| item.fits_in(levels - 1);
        match self {
            Self::Array(_) | Self::Object(_) if levels == 0 => false,
            Self::Array(items) => items.iter().all(below),
            Self::Object(object) => object.0.cells.iter().all(below),
            _ => true,
        }
    }

    /// Name of the JSON type.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::Text(_) => "string",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
        }
    }

    /// The string, where it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text.as_str()),
            _ => None,
        }
    }

    /// The object, where it is one.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The items, where it is a list.
    pub fn as_array(&self) -> Option<&[Value]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The cell of an object.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.as_object()?.get(name)
    }

    /// As [`Value::get`]: a name of its own kind need not be checked to be a string.
    pub(super) fn cell(&self, name: &Text) -> Option<&Self> {
        let object = self.as_object()?;
        Some(&object.cells()[object.layout().position(name.as_bytes())?])
    }

    /// The values in it that are no list and no object, in their order, each with its path below
    /// `place`, such as `answer.orders[0]`.
    ///
    /// ```
    /// let value = agentscaler_core::state::read_value(br#"{"a": [1, {"b": null}]}"#)?;
    /// let paths: Vec<String> = value.leaves("x").into_iter().map(|(path, _)| path).collect();
    /// assert_eq!(paths, ["x.a[0]", "x.a[1].b"]);
    /// # Ok::<(), agentscaler_core::Error>(())
    /// ```
    pub fn leaves(&self, place: &str) -> Vec<(String, &Self)> {
        let mut leaves = Vec::new();
        self.collect_leaves(place, &mut leaves);
        leaves
    }

    fn collect_leaves<'a>(&'a self, place: &str, leaves: &mut Vec<(String, &'a Self)>) {
        match self {
            Self::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    item.collect_leaves(&format!("{place}[{i}]"), leaves);
                }
            }
            Self::Object(object) => {
                for (name, item) in object.iter() {
                    item.collect_leaves(&format!("{place}.{name}"), leaves);
                }
            }
            leaf => leaves.push((place.to_owned(), leaf)),
        }
    }

    /// The text that Python's `json.dumps(value, ensure_ascii=False)` makes of it: a space after
    /// each `,` and `:`, all else as in the compact form.
    pub fn to_spaced_json(&self) -> String {
        let mut out = String::new();
        super::writer::write_spaced(self, &mut out);
        out
    }

    /// Whether it can be (a part of) a key: a string or a number that is an integer.
    pub fn is_key(&self) -> bool {
        match self {
            Self::Text(_) => true,
            Self::Number(number) => !matches!(number.exact(), super::number::Exact::Fraction(_)),
            _ => false,
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a.same(b),
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Array(a), Self::Array(b)) => Arc::ptr_eq(a, b) || a[..] == b[..],
            (Self::Object(a), Self::Object(b)) => a == b,
            _ => false,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<i64> for Value {
    fn from(int: i64) -> Self {
        Self::Number(Number::Int(int))
    }
}

impl From<bool> for Value {
    fn from(bool: bool) -> Self {
        Self::Bool(bool)
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// As compact JSON.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        super::writer::write(self, &mut out);
        f.write_str(&out)
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::super::read_value;
    use super::*;

    #[test]
    fn a_value_is_three_words() {
        assert!(size_of::<Value>() <= 24, "{}", size_of::<Value>());
    }

    #[test]
    fn strings_of_every_length_come_back() {
        for n in [0, 1, SHORT - 1, SHORT, SHORT + 1, 300] {
            let text = "é".repeat(n / 2) + &"x".repeat(n % 2);
            assert_eq!(Text::from(text.as_str()).as_str(), text);
        }
    }

    #[test]
    fn objects_are_equal_in_any_order_of_names() {
        let pairs = [("a", 1), ("b", 2), ("c", 3)].map(|(n, v)| (Text::from(n), Value::from(v)));
        let forward = Object::from_pairs(pairs.clone());
        let backward = Object::from_pairs(pairs.into_iter().rev());
        assert_eq!(forward, backward);
        assert_ne!(forward, forward.with(&"b".into(), Value::Null));
        assert_ne!(forward, forward.without("b"));
        assert_eq!(forward.without("b").with(&"b".into(), 2.into()), forward);
    }

    #[test]
    fn all_cells_of_another_object_are_set_as_one_after_the_other() {
        let object = |text: &str| match read_value(text.as_bytes()).unwrap() {
            Value::Object(object) => object,
            other => panic!("{other:?}"),
        };
        for (before, columns) in [
            (r#"{"a":1,"b":2}"#, r#"{"b":3,"a":null}"#),
            (r#"{"a":1,"b":2}"#, r#"{"d":1,"a":2,"c":[]}"#),
            ("{}", r#"{"d":1,"c":2}"#),
            (r#"{"a":1}"#, "{}"),
        ] {
            let (before, columns) = (object(before), object(columns));
            let mut after = before.clone();
            for (name, value) in columns.iter() {
                after = after.with(name, value.clone());
            }
            let text = |object: Object| Value::Object(object).to_string();
            assert_eq!(text(before.with_all(&columns)), text(after));
        }
    }
}
