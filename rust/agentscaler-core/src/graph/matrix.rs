//! Views of matrices that somebody else owns, checked once when they are made.

use crate::error::{Error, Result};
use crate::pool::Pool;

/// A sparse matrix in compressed rows: row `i` is `indices[indptr[i]..indptr[i + 1]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Csr {
    /// Start of every row, and the end of the last.
    pub indptr: Vec<i64>,
    /// Columns, ascending in a row.
    pub indices: Vec<u32>,
    /// What stands there.
    pub values: Vec<f32>,
}

impl Default for Csr {
    /// No rows.
    fn default() -> Self {
        Self {
            indptr: vec![0],
            indices: Vec::new(),
            values: Vec::new(),
        }
    }
}

impl Csr {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.indptr.len().saturating_sub(1)
    }

    /// Ends a row after everything that was pushed to `indices` and `values`.
    pub fn end_row(&mut self) {
        #[expect(clippy::cast_possible_wrap, reason = "no memory holds 2^63 indices")]
        self.indptr.push(self.indices.len() as i64);
    }

    /// Adds the rows of `other` below.
    pub fn append(&mut self, other: Self) {
        let offset = self.indptr.last().copied().unwrap_or(0);
        let ends = other.indptr.iter().skip(1).map(|end| offset + end);
        self.indptr.extend(ends);
        self.indices.extend(other.indices);
        self.values.extend(other.values);
    }

    /// Columns and values of row `i`, the values to be changed.
    pub(crate) fn row_mut(&mut self, i: usize) -> (&[u32], &mut [f32]) {
        let range = start(&self.indptr, i)..start(&self.indptr, i + 1);
        (&self.indices[range.clone()], &mut self.values[range])
    }

    /// The same matrix as a checked view of `columns` columns.
    ///
    /// # Errors
    /// As [`CsrView::new`].
    pub fn view(&self, columns: usize) -> Result<CsrView<'_>> {
        CsrView::new(&self.indptr, &self.indices, &self.values, columns)
    }
}

/// A checked sparse matrix: finite values, columns in range, each once and ascending in its row.
#[derive(Debug, Clone, Copy)]
pub struct CsrView<'a> {
    indptr: &'a [i64],
    indices: &'a [u32],
    values: &'a [f32],
    columns: usize,
}

impl<'a> CsrView<'a> {
    /// Checks the arrays; linear.
    ///
    /// # Errors
    /// [`Error::Shape`] where lengths do not fit, [`Error::Argument`] for a row that runs
    /// backwards, columns out of range or order, and values that are not finite.
    pub fn new(
        indptr: &'a [i64],
        indices: &'a [u32],
        values: &'a [f32],
        columns: usize,
    ) -> Result<Self> {
        if values.len() != indices.len() {
            return Err(Error::Shape {
                name: "values",
                found: values.len(),
                expected: indices.len(),
                why: "one value for each of indices",
            });
        }
        let wrong = |name, value: String, expected| Error::Argument {
            name,
            value,
            expected,
        };
        let bounds = "a list that starts at 0, never falls and ends at the length of indices";
        let fits = indptr.first() == Some(&0)
            && indptr.last().copied() == i64::try_from(indices.len()).ok()
            && indptr.is_sorted();
        if !fits {
            let ends = format!("{:?}..{:?}", indptr.first(), indptr.last());
            return Err(wrong("indptr", ends, bounds));
        }
        if let Some(i) = values.iter().position(|v| !v.is_finite()) {
            let value = format!("{} at {i}", values[i]);
            return Err(wrong("values", value, "finite numbers"));
        }
        let view = Self {
            indptr,
            indices,
            values,
            columns,
        };
        for i in 0..view.rows() {
            let (row, _) = view.row(i);
            if !row.is_sorted_by(|a, b| a < b) {
                let expected = "columns in ascending order, each once in its row";
                return Err(wrong("indices", format!("unsorted in row {i}"), expected));
            }
            if let Some(&last) = row.last()
                && last as usize >= columns
            {
                let value = format!("{last} in row {i}");
                return Err(wrong("indices", value, "columns below `columns`"));
            }
        }
        Ok(view)
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.indptr.len() - 1
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Number of stored values.
    pub fn len(&self) -> usize {
        self.indices.len()
    }

    /// Whether nothing is stored.
    pub fn is_empty(&self) -> bool {
        self.indices.is_empty()
    }

    /// Columns and values of row `i`.
    ///
    /// # Panics
    /// For a row that is not below [`CsrView::rows`].
    pub fn row(&self, i: usize) -> (&'a [u32], &'a [f32]) {
        let range = start(self.indptr, i)..start(self.indptr, i + 1);
        (&self.indices[range.clone()], &self.values[range])
    }

    /// Dot product of two rows, summed in the order of the columns in f64: symmetric and equal on
    /// every machine.
    ///
    /// # Panics
    /// For a row that is not below [`CsrView::rows`].
    pub fn dot(&self, i: usize, j: usize) -> f64 {
        let ((columns_i, values_i), (columns_j, values_j)) = (self.row(i), self.row(j));
        let (mut at, mut sum) = (0, 0.0);
        for (&column, &value) in columns_i.iter().zip(values_i) {
            while at < columns_j.len() && columns_j[at] < column {
                at += 1;
            }
            if at == columns_j.len() {
                break;
            }
            if columns_j[at] == column {
                sum += f64::from(value) * f64::from(values_j[at]);
            }
        }
        sum
    }

    /// Euclidean length of each row.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn norms(&self, pool: &Pool) -> Result<Vec<f64>> {
        pool.map(self.rows(), |i| Ok(self.dot(i, i).sqrt()))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and the length of a slice"
)]
fn start(indptr: &[i64], i: usize) -> usize {
    indptr[i] as usize
}

/// A checked dense matrix in row-major order: finite values.
#[derive(Debug, Clone, Copy)]
pub struct DenseView<'a> {
    values: &'a [f32],
    columns: usize,
    rows: usize,
}

impl<'a> DenseView<'a> {
    /// Checks that `values` are `rows` x `columns` finite numbers; linear.
    ///
    /// # Errors
    /// [`Error::Shape`] and [`Error::Argument`].
    pub fn new(values: &'a [f32], rows: usize, columns: usize) -> Result<Self> {
        let expected = rows.saturating_mul(columns);
        if values.len() != expected {
            return Err(Error::Shape {
                name: "matrix",
                found: values.len(),
                expected,
                why: "rows x columns",
            });
        }
        if let Some(i) = values.iter().position(|v| !v.is_finite()) {
            return Err(Error::Argument {
                name: "matrix",
                value: format!("{} in row {}", values[i], i / columns),
                expected: "finite numbers",
            });
        }
        Ok(Self {
            values,
            columns,
            rows,
        })
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Row `i`.
    ///
    /// # Panics
    /// For a row that is not below [`DenseView::rows`].
    pub fn row(&self, i: usize) -> &'a [f32] {
        &self.values[i * self.columns..(i + 1) * self.columns]
    }

    /// Dot product of two rows in f64, summed in four interleaved parts: symmetric and equal on
    /// every machine.
    ///
    /// # Panics
    /// For a row that is not below [`DenseView::rows`].
    pub fn dot(&self, i: usize, j: usize) -> f64 {
        let (a, b) = (self.row(i), self.row(j));
        let mut parts = [0.0_f64; 4];
        let (whole_a, rest_a) = a.as_chunks::<4>();
        let (whole_b, rest_b) = b.as_chunks::<4>();
        for (x, y) in whole_a.iter().zip(whole_b) {
            for lane in 0..4 {
                parts[lane] += f64::from(x[lane]) * f64::from(y[lane]);
            }
        }
        for (lane, (&x, &y)) in rest_a.iter().zip(rest_b).enumerate() {
            parts[lane] += f64::from(x) * f64::from(y);
        }
        (parts[0] + parts[1]) + (parts[2] + parts[3])
    }

    /// Euclidean length of each row.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn norms(&self, pool: &Pool) -> Result<Vec<f64>> {
        pool.map(self.rows(), |i| Ok(self.dot(i, i).sqrt()))
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "whole numbers")]
mod tests {
    use super::*;

    #[test]
    fn broken_matrices_are_refused() {
        type Case<'a> = (&'a [i64], &'a [u32], &'a [f32], &'a str);
        let cases: [Case<'_>; 8] = [
            (&[], &[], &[], "indptr"),
            (&[1], &[], &[], "indptr"),
            (&[0, 2], &[1], &[1.0], "indptr"),
            (&[0, 2, 1], &[1], &[1.0], "indptr"),
            (&[0, 1], &[1], &[], "values"),
            (&[0, 1], &[1], &[f32::NAN], "finite"),
            (&[0, 2], &[1, 1], &[1.0, 1.0], "row 0"),
            (&[0, 0, 1], &[9], &[1.0], "row 1"),
        ];
        for (indptr, indices, values, word) in cases {
            let error = CsrView::new(indptr, indices, values, 3).unwrap_err();
            assert!(error.to_string().contains(word), "{error}");
        }
        assert!(DenseView::new(&[1.0], 1, 2).is_err());
        assert!(DenseView::new(&[1.0, f32::INFINITY], 1, 2).is_err());
        let empty = DenseView::new(&[], 3, 0).unwrap();
        let pool = Pool::new(1, crate::Cancel::default()).unwrap();
        assert_eq!(empty.norms(&pool).unwrap(), [0.0; 3]);
        let bare = Csr {
            indptr: Vec::new(),
            ..Csr::default()
        };
        assert_eq!(bare.rows(), 0);
        assert!(bare.view(1).is_err());
    }

    #[test]
    fn dots() {
        let sparse = CsrView::new(&[0, 2, 4], &[0, 2, 1, 2], &[1.0, 2.0, 5.0, 3.0], 3).unwrap();
        assert_eq!((sparse.dot(0, 1), sparse.dot(1, 0)), (6.0, 6.0));
        let dense = DenseView::new(&[1.0, 2.0, 3.0, 4.0, 5.0, 1.0, 1.0, 1.0, 1.0, 2.0], 2, 5);
        assert_eq!(dense.unwrap().dot(0, 1), 20.0);
    }
}
