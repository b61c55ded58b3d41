//! Fingerprints of the knowledge: which exact files a result rests on.

use sha2::{Digest, Sha256};

use crate::files::FileSet;

/// SHA-256 over every file (path, NUL, length as eight little-endian bytes, content; sorted by path), lower-case hex.
pub(crate) fn all(files: &FileSet<'_>) -> String {
    let mut sha = Sha256::new();
    for (path, content) in files.iter() {
        sha.update(path.as_bytes());
        sha.update([0]);
        sha.update((content.len() as u64).to_le_bytes());
        sha.update(content);
    }
    hex(&sha.finalize())
}

/// SHA-256 over `safety/*.toml` (path, NUL, content; sorted by path), lower-case hex: what `safety/LOCK` must hold.
pub(crate) fn safety(files: &FileSet<'_>) -> String {
    let mut sha = Sha256::new();
    for (path, content) in files.iter() {
        if path.starts_with("safety/") && path.ends_with(".toml") {
            sha.update(path.as_bytes());
            sha.update([0]);
            sha.update(content);
        }
    }
    hex(&sha.finalize())
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}
