//! A map of circles: linked ones near each other, none over another, all of them close together.
//!
//! 1. *Smooth*: every circle moves towards the mean of its neighbours, with both axes kept wide and
//!    apart, which sorts the plane by links (a few steps of the power method of spectral layout).
//! 2. *Spread*: rows and columns of a square are filled in that order, so that none is crowded.
//! 3. *Relax*: links pull until their circles touch, a weak pull to the middle keeps the map
//!    compact, and circles that overlap push each other apart.
//! 4. *Separate*: pushing alone, and at last a stretch of the whole map by what is still missing.
//!
//! Only sums, products and square roots are used, in a fixed order, on one thread: the same map on
//! every machine.
//!
//! # Complexity
//! O(m log m + links) for each iteration, neighbours by a grid; a stop is heard once an iteration.

mod grid;

use crate::cancel::Cancel;
use crate::error::{Error, Result};
use crate::graph::communities::EdgeArrays;
use crate::random::Random;
use grid::Grid;

/// Steps of the power method; more would draw every connected part into one point.
const SMOOTHING: u32 = 40;
/// Part of the way to its neighbours that a circle goes in one iteration.
const PULL: f64 = 0.15;
/// Longest pull of all links of a circle in one iteration, in mean radii: what is pulled faster
/// than it can be pushed piles up in the middle of a large map.
const MAX_PULL: f64 = 0.5;
/// Way of the outermost circle to the middle in one iteration, in mean radii.
const GRAVITY: f64 = 0.15;
/// Over-relaxation of pushes.
const HASTE: f64 = 1.6;
/// Pushes at the end, before the map is stretched by what is still missing.
const SEPARATIONS: u32 = 400;
/// Pushes before the map is widened a little to give room.
const SETTLING: u32 = 10;
/// Space between two circles, in mean radii.
const GAP: f64 = 0.1;

/// Centres and radii of circles.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    /// Left to right.
    pub x: Vec<f32>,
    /// Top to bottom.
    pub y: Vec<f32>,
    /// Square roots of the sizes.
    pub r: Vec<f32>,
}

#[derive(Debug, Clone, Copy)]
struct Circle {
    x: f64,
    y: f64,
    r: f64,
}

impl Circle {
    fn mass(&self) -> f64 {
        self.r * self.r
    }
}

/// Lays out circles with areas in proportion to `sizes`, the mean of the centres at (0, 0).
///
/// # Errors
/// [`Error::Argument`] for a size that is not finite and above 0, [`Error::Shape`] and
/// [`Error::Argument`] for bad links, [`Error::Cancelled`].
pub fn domain_map(
    sizes: &[f32],
    (src, dst, weight): (&[u32], &[u32], &[f32]),
    seed: u64,
    iterations: u32,
    cancel: &Cancel,
) -> Result<Map> {
    if let Some(at) = sizes
        .iter()
        .position(|size| !(size.is_finite() && *size > 0.0))
    {
        return Err(Error::Argument {
            name: "sizes",
            value: format!("{} at {at}", sizes[at]),
            expected: "finite numbers above 0",
        });
    }
    EdgeArrays::new(sizes.len(), src, dst, weight)?;
    let links = Links::new(sizes.len(), src, dst, weight);
    let mut random = Random::keyed(seed, &[]);
    let radii: Vec<f64> = sizes.iter().map(|&size| f64::from(size).sqrt()).collect();
    let mean = radii.iter().sum::<f64>() / count(radii.len()).max(1.0);
    // Relative to the mean, so that constants have no unit; the gap belongs to the circle.
    let mut circles: Vec<Circle> = radii
        .iter()
        .map(|r| Circle {
            x: 0.0,
            y: 0.0,
            r: r / mean + GAP / 2.0,
        })
        .collect();
    smooth(&mut circles, &links, &mut random, cancel)?;
    spread(&mut circles);
    for step in 0..iterations {
        cancel.check()?;
        relax(
            &mut circles,
            &links,
            1.0 - f64::from(step) / f64::from(iterations),
        );
    }
    for step in 1..=SEPARATIONS {
        cancel.check()?;
        if !push(&mut circles) {
            break;
        }
        if step % SETTLING == 0 {
            widen(&mut circles, 1.02);
        }
    }
    stretch(&mut circles);
    centre(&mut circles);
    #[expect(clippy::cast_possible_truncation, reason = "only precision is lost")]
    let all = |f: &dyn Fn(&Circle) -> f64| circles.iter().map(|c| (f(c) * mean) as f32).collect();
    let (x, y) = (all(&|c| c.x), all(&|c| c.y));
    #[expect(clippy::cast_possible_truncation, reason = "only precision is lost")]
    let r = radii.iter().map(|&r| r as f32).collect();
    Ok(Map { x, y, r })
}

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// Neighbours of each circle with their share of its links.
struct Links(Vec<Vec<(usize, f64)>>);

impl Links {
    fn new(n: usize, src: &[u32], dst: &[u32], weight: &[f32]) -> Self {
        let mut near = vec![Vec::new(); n];
        for ((&a, &b), &w) in src.iter().zip(dst).zip(weight) {
            if a != b && w > 0.0 {
                near[a as usize].push((b as usize, f64::from(w)));
                near[b as usize].push((a as usize, f64::from(w)));
            }
        }
        for near in &mut near {
            let sum: f64 = near.iter().map(|&(_, w)| w).sum();
            for (_, w) in near {
                *w /= sum;
            }
        }
        Self(near)
    }
}

fn unit(random: &mut Random) -> f64 {
    let bits = u32::try_from(random.next_u64() >> 32).unwrap_or(0);
    f64::from(bits) / f64::from(u32::MAX) - 0.5
}

fn smooth(
    circles: &mut [Circle],
    links: &Links,
    random: &mut Random,
    cancel: &Cancel,
) -> Result<()> {
    for circle in circles.iter_mut() {
        circle.x = unit(random);
        circle.y = unit(random);
    }
    for _ in 0..SMOOTHING {
        cancel.check()?;
        let old: Vec<(f64, f64)> = circles.iter().map(|c| (c.x, c.y)).collect();
        for (circle, near) in circles.iter_mut().zip(&links.0) {
            if near.is_empty() {
                continue;
            }
            let mean = |axis: &dyn Fn((f64, f64)) -> f64| {
                near.iter()
                    .map(|&(other, share)| share * axis(old[other]))
                    .sum::<f64>()
            };
            circle.x = f64::midpoint(circle.x, mean(&|p| p.0));
            circle.y = f64::midpoint(circle.y, mean(&|p| p.1));
        }
        centre(circles);
        let across: f64 = circles.iter().map(|c| c.x * c.y).sum();
        let along: f64 = circles.iter().map(|c| c.x * c.x).sum();
        let shear = if along > 0.0 { across / along } else { 0.0 };
        for c in circles.iter_mut() {
            c.y -= shear * c.x;
        }
        let wide = |sum: f64| if sum > 0.0 { 1.0 / sum.sqrt() } else { 1.0 };
        let (sx, sy) = (wide(along), wide(circles.iter().map(|c| c.y * c.y).sum()));
        for c in circles.iter_mut() {
            c.x *= sx;
            c.y *= sy;
        }
    }
    Ok(())
}

fn centre(circles: &mut [Circle]) {
    let n = count(circles.len()).max(1.0);
    let x = circles.iter().map(|c| c.x).sum::<f64>() / n;
    let y = circles.iter().map(|c| c.y).sum::<f64>() / n;
    for c in circles.iter_mut() {
        c.x -= x;
        c.y -= y;
    }
}

/// Columns of equal area in the order of x, each filled in the order of y.
fn spread(circles: &mut [Circle]) {
    let area: f64 = circles.iter().map(|c| 4.0 * c.mass()).sum();
    let side = area.sqrt();
    let mut order: Vec<usize> = (0..circles.len()).collect();
    order.sort_by(|&a, &b| circles[a].x.total_cmp(&circles[b].x).then(a.cmp(&b)));
    let mean_width = 2.0 * (area / (4.0 * count(circles.len()).max(1.0))).sqrt();
    let columns = (side / mean_width).round().max(1.0);
    let mut left = 0.0;
    let mut rest = order.as_slice();
    while !rest.is_empty() {
        let mut filled = 0.0;
        let full = |&&at: &&usize| {
            let fits = filled < area / columns;
            filled += 4.0 * circles[at].mass();
            fits
        };
        let length = rest.iter().take_while(full).count();
        let (column, others) = rest.split_at(length);
        let mut column = column.to_vec();
        column.sort_by(|&a, &b| circles[a].y.total_cmp(&circles[b].y).then(a.cmp(&b)));
        let width = column
            .iter()
            .map(|&at| 2.0 * circles[at].r)
            .fold(0.0, f64::max);
        let height: f64 = column.iter().map(|&at| 2.0 * circles[at].r).sum();
        let mut top = -height / 2.0;
        for at in column {
            circles[at].x = left + width / 2.0;
            circles[at].y = top + circles[at].r;
            top += 2.0 * circles[at].r;
        }
        left += width;
        rest = others;
    }
    centre(circles);
}

fn relax(circles: &mut [Circle], links: &Links, heat: f64) {
    let old: Vec<Circle> = circles.to_vec();
    let outermost = old
        .iter()
        .map(|c| (c.x * c.x + c.y * c.y).sqrt())
        .fold(1.0, f64::max);
    let gravity = (GRAVITY / outermost).min(0.01);
    for (circle, near) in circles.iter_mut().zip(&links.0) {
        for &(other, share) in near {
            let (dx, dy) = (old[other].x - circle.x, old[other].y - circle.y);
            let distance = (dx * dx + dy * dy).sqrt();
            let apart = distance - circle.r - old[other].r;
            if apart > 0.0 {
                let step = heat * share * (PULL * apart).min(MAX_PULL) / distance;
                circle.x += dx * step;
                circle.y += dy * step;
            }
        }
        circle.x -= circle.x * gravity;
        circle.y -= circle.y * gravity;
    }
    push(circles);
}

/// Moves circles that overlap apart, the smaller one further; says whether any lay deeper in
/// another than the gap between them allows.
///
/// A circle goes the mean of the ways on which its neighbours push it: their sum would overshoot
/// where it is crowded, and one way after the other would stir the map.
fn push(circles: &mut [Circle]) -> bool {
    let mut moves = vec![(0.0, 0.0, 0_u32); circles.len()];
    let mut worst = 0.0_f64;
    Grid::new(circles).overlaps(circles, |a, b, distance| {
        let (one, two) = (&circles[a], &circles[b]);
        let missing = one.r + two.r - distance;
        worst = worst.max(missing);
        // Two circles with one centre part along x.
        let (ux, uy) = if distance > 0.0 {
            ((two.x - one.x) / distance, (two.y - one.y) / distance)
        } else {
            (1.0, 0.0)
        };
        let share = two.mass() / (one.mass() + two.mass());
        for (at, way) in [(a, -missing * share), (b, missing * (1.0 - share))] {
            moves[at].0 += ux * way;
            moves[at].1 += uy * way;
            moves[at].2 += 1;
        }
    });
    for (circle, (x, y, pushes)) in circles.iter_mut().zip(moves) {
        let part = HASTE / f64::from(pushes.max(1));
        circle.x += x * part;
        circle.y += y * part;
    }
    worst > GAP / 4.0
}

fn widen(circles: &mut [Circle], factor: f64) {
    for c in circles {
        c.x *= factor;
        c.y *= factor;
    }
}

/// Widens the map until nothing overlaps.
fn stretch(circles: &mut [Circle]) {
    // What pushing leaves lies far within the gap, so that the factor stays near 1.
    let inside = |c: &Circle| Circle {
        r: c.r - GAP / 4.0,
        ..*c
    };
    let shrunk: Vec<Circle> = circles.iter().map(inside).collect();
    let mut factor = 1.0_f64;
    let mut meeting = Vec::new();
    Grid::new(&shrunk).overlaps(&shrunk, |a, b, distance| {
        if distance > 0.0 {
            factor = factor.max((shrunk[a].r + shrunk[b].r) / distance);
        } else {
            meeting.push(b);
        }
    });
    if meeting.is_empty() {
        widen(circles, factor);
        return;
    }
    // Centres that still meet (only when nothing was ever pushed) start again side by side.
    let mut right = circles.iter().map(|c| c.x + c.r).fold(0.0, f64::max) * factor;
    meeting.sort_unstable();
    meeting.dedup();
    widen(circles, factor);
    for at in meeting {
        circles[at].x = right + circles[at].r;
        right += 2.0 * circles[at].r;
    }
}

#[cfg(test)]
mod tests;
