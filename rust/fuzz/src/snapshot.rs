//! Any payload with a right head and checksum, and any bytes at all, as a snapshot.

use agentscaler_core::state::State;

use crate::sign;

/// Bytes before the payload.
const HEAD: usize = 20;

pub fn run(input: &[u8]) -> u64 {
    let raw = State::from_snapshot(input);
    let mut whole = State::from_json(b"{}", None)
        .expect("a state")
        .to_snapshot();
    whole.truncate(HEAD);
    whole[12..HEAD].copy_from_slice(&(input.len() as u64).to_le_bytes());
    whole.extend_from_slice(input);
    let sum = blake3::hash(&whole);
    whole.extend_from_slice(sum.as_bytes());
    match State::from_snapshot(&whole) {
        Err(error) => sign(&error.to_string()),
        Ok(mut state) => {
            assert!(raw.is_err(), "bytes are a snapshot and a payload");
            let bytes = state.to_snapshot();
            let again = State::from_snapshot(&bytes).expect("a snapshot of ours");
            assert_eq!(again.to_snapshot(), bytes);
            assert_eq!(again.side(), state.side());
            assert_eq!(again.tables(), state.tables());
            state.side_mut().draw();
            state.side_mut().count(&"t".into());
            u64::from(bytes.len().leading_zeros())
        }
    }
}
