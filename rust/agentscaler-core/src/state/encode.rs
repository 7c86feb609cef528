//! One byte string for each value, whatever its spelling; hashes of it.
//!
//! Every item is tagged and length-prefixed, so that no two values share an encoding: numbers by
//! value, objects by the digest of their names and the cells in the order of these. The tags are a
//! part of the digest and never change.

use super::number::Exact;
use super::value::Value;

/// A BLAKE3 digest.
pub type Digest = [u8; 32];

pub(super) const BUCKET: u8 = 0x10;
pub(super) const BRANCH: u8 = 0x11;
pub(super) const LEAF: u8 = 0x12;
pub(super) const LEVEL: u8 = 0x13;
pub(super) const EMPTY_ARRAY: u8 = 0x14;
pub(super) const SCALAR: u8 = 0x15;
pub(super) const NAMES: u8 = 0x16;

/// Appends a count in 7-bit groups.
pub(super) fn encode_len(mut n: usize, out: &mut Vec<u8>) {
    while n >= 0x80 {
        out.push(n.to_le_bytes()[0] | 0x80);
        n >>= 7;
    }
    out.push(n.to_le_bytes()[0]);
}

fn encode_bytes(tag: u8, bytes: &[u8], out: &mut Vec<u8>) {
    out.push(tag);
    encode_len(bytes.len(), out);
    out.extend_from_slice(bytes);
}

/// Appends the one encoding of a value.
pub(super) fn encode(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.push(0),
        Value::Bool(bool) => out.push(1 + u8::from(*bool)),
        Value::Number(number) => match number.exact() {
            Exact::Int(int) => {
                out.push(3);
                out.extend_from_slice(&int.to_le_bytes());
            }
            Exact::Fraction(bits) => {
                out.push(4);
                out.extend_from_slice(&bits.to_le_bytes());
            }
            Exact::Big(digits) => encode_bytes(5, digits.as_bytes(), out),
        },
        Value::Text(text) => encode_bytes(6, text.as_bytes(), out),
        Value::Array(items) => {
            out.push(7);
            encode_len(items.len(), out);
            for item in items.iter() {
                encode(item, out);
            }
        }
        Value::Object(object) => {
            out.push(8);
            out.extend_from_slice(object.names_digest());
            for cell in object.sorted_cells() {
                encode(cell, out);
            }
        }
    }
}

/// The encoding of a key of one or more parts.
pub(super) fn encode_key(parts: &[Value]) -> Box<[u8]> {
    let mut out = Vec::with_capacity(32);
    for part in parts {
        encode(part, &mut out);
    }
    out.into()
}

/// A digest as 64 hexadecimal digits.
pub fn hex(digest: &Digest) -> String {
    blake3::Hash::from_bytes(*digest).to_hex().to_string()
}

/// BLAKE3 of a message.
pub(super) fn digest(message: &[u8]) -> Digest {
    *blake3::hash(message).as_bytes()
}

/// A fixed permutation-like scrambler of 64 bits (the finalizer of `SplitMix64`).
pub(super) fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// A 64-bit hash that stays the same for ever: shapes of trees, and with them digests, rest on it.
///
/// It is fast, not strong: who can choose keys can make two of them collide, which costs time,
/// never a wrong answer.
pub(super) fn hash64(bytes: &[u8]) -> u64 {
    const A: u64 = 0x9e37_79b9_7f4a_7c15;
    const B: u64 = 0xe703_7ed1_a0b4_28db;
    let fold = |x: u64, y: u64| {
        let product = u128::from(x) * u128::from(y);
        #[expect(clippy::cast_possible_truncation, reason = "both halves are used")]
        let (low, high) = (product as u64, (product >> 64) as u64);
        low ^ high
    };
    let word = |bytes: &[u8]| {
        let mut word = [0; 8];
        word[..bytes.len()].copy_from_slice(bytes);
        u64::from_le_bytes(word)
    };
    let mut hash = A ^ (bytes.len() as u64).wrapping_mul(B);
    let (pairs, tail) = bytes.as_chunks::<16>();
    for pair in pairs {
        hash = fold(word(&pair[..8]) ^ B, word(&pair[8..]) ^ hash);
    }
    let (first, second) = tail.split_at(tail.len().min(8));
    hash = fold(word(first) ^ B, word(second) ^ hash);
    mix(hash)
}
