//! BLAKE3 digests of bytes and streams.

use std::io::Read;

use crate::cancel::Cancel;
use crate::error::{Error, Result};

/// Hex digest (64 characters) of `bytes`.
///
/// ```
/// assert!(agentscaler_core::digest::of_bytes(b"").starts_with("af1349b9"));
/// ```
pub fn of_bytes(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// Hex digest and length of everything that `reader` yields, in constant memory.
///
/// # Errors
/// [`Error::Read`] when the reader fails, [`Error::Cancelled`] when asked to stop.
pub fn of_reader(mut reader: impl Read, cancel: &Cancel) -> Result<(String, u64)> {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0_u8; 1 << 18];
    let mut length = 0_u64;
    loop {
        cancel.check()?;
        match reader.read(&mut buffer) {
            Ok(0) => return Ok((hasher.finalize().to_hex().to_string(), length)),
            Ok(n) => {
                hasher.update(&buffer[..n]);
                length += n as u64;
            }
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => {
                return Err(Error::Read {
                    detail: e.to_string(),
                });
            }
        }
    }
}
