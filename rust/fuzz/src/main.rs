//! `cargo run --release -- <target> [--seconds N] [--seed N]`
//!
//! Changes the inputs of `corpus/<target>/` until one breaks a law, which is then written to
//! `crashes/`. `--once` runs the inputs that are there and nothing else; `--keep FILE` writes each
//! input to a file before it runs, for those that end the process.

use std::collections::BTreeSet;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use agentscaler_fuzz::mutate::{Random, mix, mutate};
use agentscaler_fuzz::{TARGETS, Target};

/// Most inputs that are kept.
const MOST: usize = 20_000;

fn corpus(target: &Target) -> std::io::Result<Vec<Vec<u8>>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder.join(target.name))? {
        paths.push(entry?.path());
    }
    paths.sort();
    paths.iter().map(std::fs::read).collect()
}

/// The way that an input took, or what it broke.
fn attempt(target: &Target, input: &[u8]) -> Result<u64, String> {
    catch_unwind(|| (target.run)(input)).map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string))
            .unwrap_or_default()
    })
}

fn report(target: &Target, input: &[u8], broken: &str) -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("crashes");
    std::fs::create_dir_all(&folder)?;
    let name = input.iter().fold(1, |sum, b| mix(sum ^ u64::from(*b)));
    let path = folder.join(format!("{}-{name:016x}", target.name));
    std::fs::write(&path, input)?;
    eprintln!("{}: {broken}\n  {}", target.name, path.display());
    Ok(())
}

fn fuzz(target: &Target, seconds: u64, seed: u64, keep: Option<&Path>) -> std::io::Result<bool> {
    let mut corpus = corpus(target)?;
    let (start, mut runs) = (Instant::now(), 0_u64);
    let mut ways = BTreeSet::new();
    for input in &corpus {
        match attempt(target, input) {
            Ok(sign) => drop(ways.insert(sign)),
            Err(broken) => {
                report(target, input, &broken)?;
                return Ok(false);
            }
        }
    }
    let begun = corpus.len();
    let mut random = Random::new(seed);
    while start.elapsed() < Duration::from_secs(seconds) {
        let input = mutate(&corpus, target.words, &mut random);
        runs += 1;
        if let Some(keep) = keep {
            std::fs::write(keep, &input)?;
        }
        match attempt(target, &input) {
            Ok(sign) if ways.insert(sign) && corpus.len() < MOST => corpus.push(input),
            Ok(_) => {}
            Err(broken) => {
                report(target, &input, &broken)?;
                return Ok(false);
            }
        }
    }
    println!(
        "{}: {begun} inputs to begin with, {runs} runs in {} s, {} ways, nothing broken",
        target.name,
        start.elapsed().as_secs(),
        ways.len()
    );
    Ok(true)
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str, default| {
        let at = arguments.iter().position(|a| a == name);
        let value = at.and_then(|at| arguments.get(at + 1)?.parse().ok());
        value.unwrap_or(default)
    };
    let keep = arguments.iter().position(|a| a == "--keep");
    let keep = keep.and_then(|at| Some(PathBuf::from(arguments.get(at + 1)?)));
    let wanted = |target: &&Target| arguments.iter().any(|a| a == target.name || a == "all");
    let targets: Vec<&Target> = TARGETS.iter().filter(wanted).collect();
    if targets.is_empty() {
        let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        eprintln!("name a target ({}) or all", names.join(", "));
        return ExitCode::from(2);
    }
    for target in targets {
        let seconds = if arguments.iter().any(|a| a == "--once") {
            0
        } else {
            number("--seconds", 60)
        };
        match fuzz(target, seconds, number("--seed", 1), keep.as_deref()) {
            Ok(true) => {}
            Ok(false) => return ExitCode::FAILURE,
            Err(error) => {
                eprintln!("{}: {error}", target.name);
                return ExitCode::from(2);
            }
        }
    }
    ExitCode::SUCCESS
}
