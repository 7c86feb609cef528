//! Every target, some thousand inputs each: the same ones in every run.

use agentscaler_fuzz::TARGETS;
use agentscaler_fuzz::mutate::{Random, mutate};

fn inputs(name: &str) -> Vec<Vec<u8>> {
    let folder = format!("{}/corpus/{name}", env!("CARGO_MANIFEST_DIR"));
    let entries = std::fs::read_dir(folder).expect("a corpus");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read(path).expect("a file"))
        .collect()
}

#[test]
fn no_input_breaks_a_law() {
    for target in TARGETS {
        let corpus = inputs(target.name);
        assert!(!corpus.is_empty());
        for input in &corpus {
            (target.run)(input);
        }
        let mut random = Random::new(7);
        for _ in 0..5_000 {
            (target.run)(&mutate(&corpus, target.words, &mut random));
        }
    }
}
