//! The program as people run it: on the bundled file, and on files that are none.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::path::Path;
use std::process::{Command, Output};

const GARDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../trajectories/garden.jsonl");

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_embed_core"))
        .args(arguments)
        .output()
        .unwrap()
}

fn said(output: &[u8]) -> String {
    String::from_utf8(output.to_vec()).unwrap()
}

#[test]
fn the_table_tells_what_became_of_each_line() {
    let output = run(&[GARDEN, "512"]);
    let table = said(&output.stdout);
    assert!(output.status.success(), "{}", said(&output.stderr));
    let rows: Vec<Vec<&str>> = table
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(
        rows[..7],
        [
            vec!["trajectories", "9"],
            vec!["empty_turn", "1"],
            vec!["unanswered_call", "1"],
            vec!["unknown_tool", "1"],
            vec!["arguments_not_json", "1"],
            vec!["stuck_call", "1"],
            vec!["kept", "4"],
        ]
    );
    assert!(table.contains("bins of 512 tokens"), "{table}");
    // The number of threads of a machine decides nothing.
    assert_eq!(said(&run(&[GARDEN, "512"]).stdout), table);
    let small = said(&run(&[GARDEN, "100"]).stdout);
    assert!(small.contains("longer than a bin: left out"), "{small}");
}

#[test]
fn what_cannot_be_is_told_in_a_line() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let empty = folder.join("empty.jsonl");
    std::fs::write(&empty, "").unwrap();
    let empty = empty.to_str().unwrap();
    assert!(said(&run(&[empty]).stdout).starts_with("trajectories"));
    for (arguments, why) in [
        (vec![], "usage: "),
        (vec![GARDEN, "many"], "usage: "),
        (vec!["no_such_file.jsonl"], "no_such_file.jsonl: "),
        (vec![GARDEN, "0"], "capacity is 0"),
    ] {
        let output = run(&arguments);
        let told = said(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.starts_with(&format!("error: {why}")), "{told}");
        assert_eq!(told.lines().count(), 1, "{told}");
    }
}
