//! Fuzz targets: functions that take any bytes and must return.
//!
//! Each checks laws and panics where one is broken. What it returns is a sign of the way that the
//! input took; inputs with new signs are kept and changed further.
//!
//! `cargo run --release --manifest-path rust/fuzz/Cargo.toml -- <target> --seconds 60`

mod bytes;
#[cfg(feature = "runtime")]
mod compile_call;
mod diff;
mod equivalence;
mod json;
pub mod mutate;
mod snapshot;
mod trajectory;

use mutate::JSON;

/// A target: its name, and what it does with an input.
pub struct Target {
    /// As on the command line; inputs to begin with lie in `corpus/<name>/`.
    pub name: &'static str,
    /// Runs one input and returns a sign of the way it took.
    pub run: fn(&[u8]) -> u64,
    /// Pieces that random bytes hardly ever make.
    pub words: &'static [&'static str],
}

const fn target(name: &'static str, run: fn(&[u8]) -> u64) -> Target {
    let words = JSON;
    Target { name, run, words }
}

/// All targets. Programs are compiled and called with the feature `runtime` only, since their
/// interpreter takes minutes to build.
pub const TARGETS: &[Target] = &[
    target("json", json::run),
    target("snapshot", snapshot::run),
    target("diff", diff::run),
    target("equivalence", equivalence::run),
    Target {
        words: mutate::CHAT,
        ..target("trajectory", trajectory::run)
    },
    #[cfg(feature = "runtime")]
    Target {
        words: mutate::PYTHON,
        ..target("compile_call", compile_call::run)
    },
];

/// A message up to what depends on the input: numbers, places, quoted text.
fn sign(message: &str) -> u64 {
    let mut plain = message.split(|c: char| c.is_ascii_digit() || "\"[${".contains(c));
    let plain = plain.next().unwrap_or_default();
    plain
        .bytes()
        .fold(7, |sum, b| mutate::mix(sum ^ u64::from(b)))
}
