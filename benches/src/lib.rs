//! Inputs that the benches share: random, but the same in every run.

use agentscaler_core::random::Random;

/// Columns of the edges of a graph.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// Number of nodes.
    pub nodes: usize,
    /// Smaller ends, ascending.
    pub src: Vec<u32>,
    /// Larger ends.
    pub dst: Vec<u32>,
    /// Weights.
    pub weight: Vec<f32>,
}

fn below(random: &mut Random, n: usize) -> usize {
    usize::try_from(random.below(n as u64)).unwrap_or(0)
}

/// A graph whose groups of nodes hold four fifths of its edges.
pub fn planted(nodes: usize, groups: usize, edges: usize) -> Graph {
    let mut random = Random::keyed(1, &[]);
    let size = nodes / groups;
    let mut pairs: Vec<(u32, u32)> = (0_u32..u32::try_from(edges).unwrap_or(u32::MAX))
        .filter_map(|_| {
            let u = below(&mut random, groups * size);
            let v = if random.below(5) < 4 {
                u / size * size + below(&mut random, size)
            } else {
                below(&mut random, groups * size)
            };
            let pair = (u32::try_from(u.min(v)).ok()?, u32::try_from(u.max(v)).ok()?);
            (u != v).then_some(pair)
        })
        .collect();
    // Nodes of one group do not stand side by side in real tables.
    let mut names: Vec<u32> = (0_u32..).take(nodes).collect();
    random.shuffle(&mut names);
    for pair in &mut pairs {
        let (u, v) = (names[pair.0 as usize], names[pair.1 as usize]);
        *pair = (u.min(v), u.max(v));
    }
    pairs.sort_unstable();
    pairs.dedup();
    Graph {
        nodes,
        src: pairs.iter().map(|pair| pair.0).collect(),
        dst: pairs.iter().map(|pair| pair.1).collect(),
        weight: vec![1.0; pairs.len()],
    }
}

/// Texts like descriptions of tools: words whose frequency falls with their rank.
pub fn texts(n: usize, words: usize) -> Vec<String> {
    let mut random = Random::keyed(2, &[]);
    let mut word = || {
        let range = 1 + below(&mut random, 20_000);
        format!("w{}", below(&mut random, range))
    };
    (0..n)
        .map(|_| (0..words).map(|_| word()).collect::<Vec<_>>().join(" "))
        .collect()
}

/// `rows` x `columns` numbers between -1 and 1.
pub fn dense(rows: usize, columns: usize) -> Vec<f32> {
    let mut random = Random::keyed(3, &[]);
    let number = |_| f32::from(u16::try_from(random.below(2001)).unwrap_or(0)) / 1000.0 - 1.0;
    (0..rows * columns).map(number).collect()
}

/// Columns of a catalogue of tools.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// Names.
    pub names: Vec<String>,
    /// Descriptions.
    pub descriptions: Vec<String>,
    /// JSON Schemas.
    pub parameters: Vec<String>,
    /// JSON Schemas, where known.
    pub returns: Vec<Option<String>>,
    /// URL path templates, where known.
    pub paths: Vec<Option<String>>,
    /// Effects.
    pub effects: Vec<String>,
}

/// APIs of one entity each: create, list, get, update and delete; every second one tells its
/// results, and three tools of each take a user, whom the other three of each second API tell.
pub fn catalogue(apis: usize) -> Catalogue {
    let mut catalogue = Catalogue::default();
    let prose = texts(apis, 30);
    for (api, text) in prose.into_iter().enumerate() {
        let thing = text.split(' ').next().unwrap_or("w").replace('w', "thing");
        for verb in ["create", "list", "get", "update", "delete", "list_users_of"] {
            let id = format!("{thing}_id");
            let asked = match verb {
                "get" | "update" | "delete" => {
                    format!(r#""{id}":{{"type":"string"}},"user_id":{{"type":"string"}},"#)
                }
                _ => String::new(),
            };
            let asked = format!(
                r#"{{"type":"object","properties":{{{asked}
                "title":{{"type":"string"}},"limit":{{"type":"integer"}}}}}}"#
            );
            let told = r#"{"type":"object","properties":{"id":{"type":"string"},
                "title":{"type":"string"},"users":{"type":"array","items":{"type":"object",
                "properties":{"id":{"type":"string"}}}}}}"#;
            catalogue.names.push(format!("{verb}_{thing}"));
            catalogue.descriptions.push(text.clone());
            catalogue.parameters.push(asked);
            catalogue
                .returns
                .push((api % 2 == 0).then(|| told.to_owned()));
            catalogue.paths.push(None);
            catalogue.effects.push("UNKNOWN".to_owned());
        }
    }
    catalogue
}
