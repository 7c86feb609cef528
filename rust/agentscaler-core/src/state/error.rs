//! Every way in which a state refuses.

/// What is wrong with a text, a write, a diff or a file of a state, and where.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// The text is not JSON as a state takes it.
    #[error("malformed JSON: {what} at line {line}, column {column}, in {path}")]
    Syntax {
        /// What was found.
        what: &'static str,
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
        /// JSON path of the innermost value, such as `orders["#1"].items[0]`.
        path: String,
    },
    /// A state is an object of tables.
    #[error("a state is an object of tables, but this is {found}")]
    NotTables {
        /// Type of the value.
        found: &'static str,
    },
    /// A value that JSON cannot hold, or too deep a one.
    #[error("{what} cannot stand in a state")]
    Value {
        /// What it is.
        what: &'static str,
    },
    /// No table of this name.
    #[error("there is no table {table:?}; the tables are {known}")]
    NoTable {
        /// Name that was asked for.
        table: String,
        /// Names that exist.
        known: String,
    },
    /// No row of this key or position.
    #[error("table {table:?} has no row {row}")]
    NoRow {
        /// Name of the table.
        table: String,
        /// Key or position.
        row: String,
    },
    /// A second row of one key.
    #[error("table {table:?} already has a row {row}; update it, or delete it first")]
    RowExists {
        /// Name of the table.
        table: String,
        /// Key.
        row: String,
    },
    /// The table cannot do this.
    #[error("table {table:?} is {kind}: {what}")]
    Kind {
        /// Name of the table.
        table: String,
        /// Its kind.
        kind: &'static str,
        /// Why the call does not fit, and what would.
        what: &'static str,
    },
    /// A value breaks the schema.
    #[error("{place}: {what}")]
    Schema {
        /// Table, row and column.
        place: String,
        /// What was expected and found.
        what: String,
    },
    /// The schema, the equivalence or the diff is no such thing.
    #[error("{what} at {place}")]
    Form {
        /// Where in the JSON text.
        place: String,
        /// What was expected.
        what: String,
    },
    /// A diff was made for another state.
    #[error(
        "the diff does not fit this state: {place} holds {found}, but the diff expects {expected}"
    )]
    Mismatch {
        /// Table, row and column.
        place: String,
        /// What the diff was made for.
        expected: String,
        /// What is there.
        found: String,
    },
    /// A snapshot is damaged, cut off, or of a newer format.
    #[error("this snapshot cannot be read: {what}")]
    Snapshot {
        /// What is wrong.
        what: String,
    },
}
