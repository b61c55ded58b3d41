//! Encryption with a passphrase, in the published age format (age-encryption.org/v1, scrypt recipient), so that a backup
//! can be opened by the tools `age` and `rage` without taut.
//!
//! The file key is wrapped by ChaCha20-Poly1305 (RFC 8439) under a key that scrypt (RFC 7914) makes of the passphrase.
//! The content goes in chunks of 64 KiB, each sealed with its number and whether it is the last (the STREAM construction),
//! so that a cut, a swap or a changed bit anywhere is found.

mod header;
mod read;
mod write;

use chacha20poly1305::aead::{Aead as _, KeyInit as _};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use hkdf::Hkdf;
use sha2::Sha256;

pub use read::SealedReader;
pub use write::SealedWriter;

/// Plain bytes in a chunk.
const CHUNK: usize = 64 * 1024;
/// Bytes that sealing adds to a chunk.
const TAG: usize = 16;

/// How hard it is to try passphrases: scrypt's `log2 N`. 18 takes about a second and 256 MiB.
pub const WORK: u8 = 18;
/// A file that asks for more work than this is refused; 20 takes 1 GiB.
const MOST_WORK: u8 = 20;

/// A passphrase. It is never shown.
pub struct Passphrase(String);

impl Passphrase {
    /// A passphrase; an empty one is none.
    #[must_use]
    pub fn new(text: String) -> Option<Self> {
        (!text.is_empty()).then_some(Self(text))
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

/// The cipher of the chunks, and the number of the next one.
struct Chunks {
    cipher: ChaCha20Poly1305,
    number: u64,
}

impl Chunks {
    fn new(file_key: &[u8; 16], nonce: &[u8; 16]) -> Self {
        let mut key = [0; 32];
        expand(file_key, Some(nonce), b"payload", &mut key);
        Self { cipher: ChaCha20Poly1305::new(&key.into()), number: 0 }
    }

    /// The nonce of the next chunk: its number in eleven bytes, and 1 if it is the last.
    fn nonce(&mut self, last: bool) -> Nonce {
        let mut nonce = [0; 12];
        nonce[3..11].copy_from_slice(&self.number.to_be_bytes());
        nonce[11] = u8::from(last);
        self.number += 1;
        nonce.into()
    }

    fn seal(&mut self, plain: &[u8], last: bool) -> Option<Vec<u8>> {
        let nonce = self.nonce(last);
        self.cipher.encrypt(&nonce, plain).ok()
    }

    fn open(&mut self, sealed: &[u8], last: bool) -> Option<Vec<u8>> {
        let nonce = self.nonce(last);
        self.cipher.decrypt(&nonce, sealed).ok()
    }
}

/// HKDF-SHA-256 (RFC 5869) into 32 bytes, a length that it always gives.
fn expand(key: &[u8], salt: Option<&[u8]>, info: &[u8], out: &mut [u8; 32]) {
    let filled = Hkdf::<Sha256>::new(salt, key).expand(info, out);
    debug_assert!(filled.is_ok(), "32 bytes are within HKDF's limit");
}
