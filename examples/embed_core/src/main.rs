//! `agentscaler-core` in a program of one's own: which trajectories of a file are fit to be learnt
//! from, and how well do they fill bins?
//!
//! ```text
//! cargo run --release -p embed_core -- examples/trajectories/garden.jsonl 512
//! ```
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the output of a program"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::ExitCode;
use std::{env, fs, thread};

use agentscaler_core::filter::{Funnel, Settings, Stage, Verdict, reasons};
use agentscaler_core::pack::pack;
use agentscaler_core::text::{Options, Renderer, Special, encode_batch, lines, train};
use agentscaler_core::trajectory::Record;
use agentscaler_core::{Cancel, Pool, Result};

const USAGE: &str = "usage: embed_core FILE.jsonl [TOKENS OF A BIN]";
/// Tokens of the tokenizer that is learnt here; a model brings its own `tokenizer.json`.
const VOCABULARY: usize = 1_000;
/// Marks say what is trained: what the agent says, with the token that ends its turn.
const TEMPLATE: &str = "{% for m in messages %}<|{{ m.role }}|>\
    {% if m.role == 'assistant' %}{% generation %}{{ m.content or '' }}\
    {% for call in m.tool_calls or [] %}{{ call.function.name }}{{ call.function.arguments }}\
    {% endfor %}<|end|>{% endgeneration %}{% else %}{{ m.content }}<|end|>{% endif %}{% endfor %}";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (file, capacity) = match arguments.as_slice() {
        [file] => (file, Ok(4_096)),
        [file, capacity] => (file, capacity.parse()),
        _ => return failed(USAGE),
    };
    let Ok(capacity) = capacity else {
        return failed(USAGE);
    };
    let text = match fs::read(file) {
        Ok(text) => text,
        Err(error) => return failed(format!("{file}: {error}")),
    };
    match report(&text, capacity) {
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => failed(error),
    }
}

fn failed(why: impl std::fmt::Display) -> ExitCode {
    eprintln!("error: {why}");
    ExitCode::FAILURE
}

/// The tables of a file.
fn report(text: &[u8], capacity: u32) -> Result<String> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let pool = Pool::new(threads, Cancel::default())?;
    let lines = lines(text);

    // Without tasks nobody knows the right outcome: the form alone is judged.
    let settings = Settings {
        alignment: false,
        exact: false,
        ..Settings::default()
    };
    let no_tasks: &[&[u8]] = &[];
    let funnel = Funnel::new(settings, &BTreeMap::new(), no_tasks, &pool)?;
    let verdicts = funnel.run(&lines, &pool)?;
    let judged = lines.iter().zip(&verdicts);
    let kept: Vec<&[u8]> = judged
        .filter_map(|(&line, verdict)| verdict.kept().then_some(line))
        .collect();
    let mut out = verdict_table(&verdicts);
    if kept.is_empty() {
        return Ok(out);
    }

    let renderer = renderer(&kept, pool.cancel())?;
    let batch = encode_batch(&renderer, &kept, &pool)?;
    let lengths: Vec<u32> = batch
        .offsets
        .windows(2)
        .filter_map(|ends| u32::try_from(ends[1] - ends[0]).ok())
        .collect();
    let (fits, too_long): (Vec<u32>, Vec<u32>) =
        lengths.iter().partition(|&&length| length <= capacity);
    let bins = pack(&fits, capacity, 0, pool.cancel())?;
    let trained: u64 = batch.trained.iter().map(|&tokens| u64::from(tokens)).sum();
    let _ = write!(
        out,
        "\n{} tokens, {trained} of them trained\n{} bins of {capacity} tokens, {:.1} % full\n",
        batch.ids.len(),
        bins.offsets.len() - 1,
        100.0 * bins.fill
    );
    if !too_long.is_empty() {
        let _ = writeln!(out, "{} longer than a bin: left out", too_long.len());
    }
    Ok(out)
}

/// How many were dropped at which stage, and for which reason.
fn verdict_table(verdicts: &[Verdict]) -> String {
    let mut out = format!("{:<24}{:>6}\n", "trajectories", verdicts.len());
    for stage in Stage::ALL {
        for reason in reasons(stage) {
            let here = |one: &&Verdict| one.stage == Some(stage) && one.reason == Some(reason);
            let dropped = verdicts.iter().filter(here).count();
            if dropped > 0 {
                let _ = writeln!(out, "  {reason:<22}{dropped:>6}");
            }
        }
    }
    let kept = verdicts.iter().filter(|verdict| verdict.kept()).count();
    let _ = writeln!(out, "{:<24}{kept:>6}", "kept");
    out
}

/// A tokenizer that has learnt from what was kept, with a template of our own.
fn renderer(lines: &[&[u8]], cancel: &Cancel) -> Result<Renderer> {
    let records: Vec<Record> = lines
        .iter()
        .filter_map(|line| Record::read(line).ok())
        .collect();
    let texts: Vec<String> = records
        .iter()
        .flat_map(|record| &record.messages)
        .flat_map(|message| message.content.texts())
        .map(|text| text.text().into_owned())
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let special = ["system", "user", "assistant", "tool", "end"].map(|name| Special {
        text: format!("<|{name}|>"),
        special: true,
    });
    let tokenizer = train(&texts, VOCABULARY, &special, cancel)?;
    Renderer::new(tokenizer.as_bytes(), TEMPLATE, Options::default())
}
