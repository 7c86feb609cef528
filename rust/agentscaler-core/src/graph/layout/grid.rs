//! Circles in the cells of a grid, to find those that overlap.

use super::Circle;

/// Circles sorted by the cell of their centre.
pub(super) struct Grid {
    /// Row, column, circle.
    cells: Vec<(i64, i64, usize)>,
    side: f64,
}

fn cell(at: f64, side: f64) -> i64 {
    // Clamped far outside of any map, so that the cast is exact.
    #[expect(clippy::cast_possible_truncation, reason = "clamped")]
    let cell = (at / side).floor().clamp(-1e15, 1e15) as i64;
    cell
}

impl Grid {
    /// The side of a cell is the diameter of a middling circle: a few circles stand in each, and
    /// a large circle looks into as many as its area covers.
    pub(super) fn new(circles: &[Circle]) -> Self {
        let area: f64 = circles.iter().map(Circle::mass).sum();
        let n = super::count(circles.len()).max(1.0);
        let side = 2.0 * (area / n).sqrt().max(f64::MIN_POSITIVE);
        let mut cells: Vec<_> = circles
            .iter()
            .enumerate()
            .map(|(at, c)| (cell(c.y, side), cell(c.x, side), at))
            .collect();
        cells.sort_unstable();
        Self { cells, side }
    }

    /// Calls `f(a, b, distance of the centres)` for each pair that overlaps, in a fixed order.
    pub(super) fn overlaps(&self, circles: &[Circle], mut f: impl FnMut(usize, usize, f64)) {
        for (a, one) in circles.iter().enumerate() {
            // Of a pair the larger looks for the smaller, which is at most two radii away.
            let reach = 2.0 * one.r;
            let (top, bottom) = (
                cell(one.y - reach, self.side),
                cell(one.y + reach, self.side),
            );
            let (left, right) = (
                cell(one.x - reach, self.side),
                cell(one.x + reach, self.side),
            );
            for row in top..=bottom {
                let start = self
                    .cells
                    .partition_point(|&(y, x, _)| (y, x) < (row, left));
                let cells = self.cells[start..].iter();
                for &(_, _, b) in cells.take_while(|&&(y, x, _)| (y, x) <= (row, right)) {
                    let two = &circles[b];
                    if a == b || (two.r, b) > (one.r, a) {
                        continue;
                    }
                    let (dx, dy) = (two.x - one.x, two.y - one.y);
                    let distance = (dx * dx + dy * dy).sqrt();
                    if distance < one.r + two.r {
                        f(a, b, distance);
                    }
                }
            }
        }
    }
}
