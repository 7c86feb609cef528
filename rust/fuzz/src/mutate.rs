//! Changes inputs at random, the same way for the same seed.

/// Scrambles 64 bits.
pub fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Pieces of JSON, of diffs among it.
pub const JSON: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u",
    "\\ud83d\\ude00",
    "\\ud800",
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "1.0",
    "-0.0",
    "1e5",
    "1E+400",
    "9007199254740993",
    "9223372036854775808",
    "1e-400",
    "{}",
    "[]",
    "[[[[",
    "{\"a\":",
    "\"id\":",
    "\"t\":",
    "\"path\":[",
    "\"old\":",
    "\"new\":",
    "\"rows\":[",
    "\"cells\":[",
    "\"from\":",
    "\"to\":",
    "\"row\":",
    "\"key\":",
    "\"l\"",
    "\"m\"",
    "\"d\"",
    "\u{e9}",
    "\u{1F600}",
];

/// Pieces of conversations.
pub const CHAT: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    "\"",
    "\\",
    "\\u0061",
    "\\ud83d\\ude00",
    "\\ud800",
    "null",
    "true",
    "5",
    "1.0",
    "NaN",
    "{}",
    "[[[[",
    "\"role\":\"user\",",
    "\"role\":\"tool\",",
    "\"role\":\"assistant\",",
    "\"role\":\"system\",",
    "{\"role\":\"user\",\"content\":\"a\"},",
    "{\"role\":\"assistant\",\"content\":\"b\"},",
    "{\"role\":\"tool\",\"content\":\"c\"},",
    "\"tool_calls\":[",
    "{\"name\":\"f\",\"arguments\":{}},",
    "\"arguments\":\"{\\\"a\\\": 1}\"",
    "\"tool_call_id\":\"c\",",
    "\"is_error\":true,",
    "\"requestor\":\"user\",",
    "\"content\":[{\"text\":\"x\"}],",
    "\"reasoning_content\":\"a a a a\",",
    "\"task_id\":\"r\",",
    "\"termination\":\"user_done\",",
    "\"reward\":1,",
    "\"tools\":[],",
    "\"final_changes\":{},",
    "\u{e9}",
    "\u{feff}",
];

/// Pieces of tool programs and of calls.
pub const PYTHON: &[&str] = &[
    "\n---\n",
    "\n    ",
    "\n        ",
    "\n",
    "def f(db, x):\n    ",
    "return ",
    "refuse(",
    "db.get(\"t\", ",
    "db.insert(\"t\", ",
    "db.update(\"t\", ",
    "db.put(",
    "db.delete(\"t\", ",
    "db.find(\"l\", id=",
    "db.rows(\"t\")",
    "db.items(",
    "db.keys(",
    "db.count(",
    "db.new_id(\"t\")",
    "db.now()",
    "db.random()",
    "for i in range(9):\n        ",
    "while True:\n        ",
    "if x:\n        ",
    "try:\n        ",
    "\n    except KeyError:\n        ",
    "lambda y: ",
    "[y for y in ",
    "{\"v\": ",
    "(",
    ")",
    "[",
    "]",
    ", ",
    " ** ",
    " // 0",
    "\"ab\" * ",
    "f\"{x}\"",
    "import re\n",
    "re.match(",
    "json.dumps(",
    "float(\"nan\")",
    "x = [x, x]",
    "x[0]",
    "x[\"v\"]",
    ".append(",
    "f(db, x)",
    "10",
    "1e308",
    "-1",
    "None",
    "sorted(",
    "global x",
    "{\"x\": 1}",
    "{\"x\": \"a\"}",
    "{\"x\": [",
    "f {",
    "\u{e9}",
];

/// Longest input.
const LONGEST: usize = 4096;

/// A stream of random numbers.
pub struct Random(u64);

impl Random {
    /// The stream of a seed.
    pub fn new(seed: u64) -> Self {
        Self(mix(seed))
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let n = n.max(1) as u64;
        usize::try_from(mix(self.0) % n).unwrap_or(0)
    }
}

/// An input made from one of `corpus`.
pub fn mutate(corpus: &[Vec<u8>], words: &[&str], random: &mut Random) -> Vec<u8> {
    let Some(first) = corpus.get(random.below(corpus.len())) else {
        return Vec::new();
    };
    let mut input = first.clone();
    for _ in 0..=random.below(6) {
        let at = random.below(input.len() + 1);
        let end = (at + random.below(24)).min(input.len());
        match random.below(9) {
            0 => input.insert(at, random.below(256).to_le_bytes()[0]),
            1 if at < input.len() => input[at] = random.below(256).to_le_bytes()[0],
            2 if at < input.len() => input[at] ^= 1 << random.below(8),
            3 => drop(input.drain(at..end)),
            4 => {
                let piece = input[at..end].to_vec();
                let to = random.below(input.len() + 1);
                input.splice(to..to, piece);
            }
            5 | 6 => {
                let word = words.get(random.below(words.len())).unwrap_or(&"");
                input.splice(at..at, word.bytes());
            }
            7 => {
                let other = &corpus[random.below(corpus.len())];
                let from = random.below(other.len() + 1);
                let to = (from + random.below(200)).min(other.len());
                input.splice(at..end, other[from..to].iter().copied());
            }
            _ => {
                let piece = input[at..end].repeat(random.below(8));
                input.splice(at..at, piece);
            }
        }
    }
    input.truncate(LONGEST);
    input
}
