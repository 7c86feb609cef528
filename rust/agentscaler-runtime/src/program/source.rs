//! A source text and its lines.

use ruff_text_size::TextSize;

use super::Diagnostic;

/// A named text that knows where its lines begin.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) name: String,
    pub(super) text: String,
    /// Byte offset of each line's first byte.
    starts: Vec<usize>,
}

impl Source {
    pub(super) fn new(name: &str, text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            // `\r\n` ends one line, `\r` alone ends one as well.
            if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                starts.push(at + 1);
            }
        }
        Self {
            name: name.to_owned(),
            text: text.to_owned(),
            starts,
        }
    }

    /// Number of lines.
    pub(super) fn lines(&self) -> usize {
        self.starts.len()
    }

    /// Index of the line, from 0, that holds a byte offset.
    pub(super) fn line_of(&self, offset: TextSize) -> usize {
        self.starts
            .partition_point(|start| *start <= offset.to_usize())
            - 1
    }

    /// The line of this index, without its end.
    pub(super) fn line(&self, index: usize) -> &str {
        let start = self.starts.get(index).copied().unwrap_or(self.text.len());
        let end = self
            .starts
            .get(index + 1)
            .copied()
            .unwrap_or(self.text.len());
        self.text[start..end].trim_end_matches(['\n', '\r'])
    }

    /// A problem at a byte offset.
    pub(super) fn diagnostic(
        &self,
        offset: TextSize,
        what: impl Into<String>,
        instead: impl Into<String>,
    ) -> Diagnostic {
        let index = self.line_of(offset);
        let mut at = offset.to_usize().min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let column = self.text[self.starts[index]..at].chars().count() + 1;
        self.place(index, column, what, instead)
    }

    /// A problem at a line, from 0, and a column, from 1.
    pub(super) fn place(
        &self,
        index: usize,
        column: usize,
        what: impl Into<String>,
        instead: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic {
            file: self.name.clone(),
            line: index + 1,
            column,
            text: self.line(index).to_owned(),
            what: what.into(),
            instead: instead.into(),
        }
    }
}
