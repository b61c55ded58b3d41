//! The header of a sealed file: the wrapped key and the digest over it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead as _, KeyInit as _};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use hmac::{Hmac, Mac as _};
use scrypt::Params;
use sha2::Sha256;

use super::{MOST_WORK, Passphrase, expand};
use crate::problem::{Outcome, Problem, ProblemKind};

const VERSION: &str = "age-encryption.org/v1";
const LABEL: &[u8] = b"age-encryption.org/v1/scrypt";
/// The longest header that is read.
pub const LONGEST: usize = 1024;

/// The header's text for a new file key.
pub fn make(
    passphrase: &Passphrase,
    work: u8,
    salt: [u8; 16],
    file_key: [u8; 16],
) -> Outcome<String> {
    let cipher = wrapping(passphrase, work, &salt)?;
    let wrapped = cipher
        .encrypt(&Nonce::default(), &file_key[..])
        .map_err(|_| Problem::new(ProblemKind::Io, "the key cannot be wrapped"))?;
    let mut text = format!(
        "{VERSION}\n-> scrypt {} {work}\n{}\n---",
        BASE64.encode(salt),
        BASE64.encode(wrapped)
    );
    let code = mac(&file_key, text.as_bytes()).finalize().into_bytes();
    text.push(' ');
    text.push_str(&BASE64.encode(code));
    text.push('\n');
    Ok(text)
}

/// The file key from a header of four lines.
pub fn open(passphrase: &Passphrase, text: &str) -> Outcome<[u8; 16]> {
    let mut lines = text.split_terminator('\n');
    if lines.next() != Some(VERSION) {
        return Err(wrong("this is no backup: it does not begin as an age file"));
    }
    let recipient = lines.next().unwrap_or_default();
    let (Some(body), Some(end), None) = (lines.next(), lines.next(), lines.next()) else {
        return Err(wrong("the header is not that of a file with one passphrase"));
    };
    let parts: Vec<&str> = recipient.split(' ').collect();
    let ["->", "scrypt", salt, work] = parts[..] else {
        return Err(wrong("the file is sealed for keys, not with a passphrase"));
    };
    let salt: [u8; 16] = bytes(salt)?;
    let wrapped: [u8; 32] = bytes(body)?;
    let code: [u8; 32] =
        bytes(end.strip_prefix("--- ").ok_or_else(|| wrong("the header does not end"))?)?;
    let work = match work.parse::<u8>() {
        Ok(known) if known.to_string() == work && (1..=MOST_WORK).contains(&known) => known,
        _ => {
            return Err(wrong(format!(
                "the file asks for scrypt work {work:?}; 1 to {MOST_WORK} is accepted"
            )));
        }
    };
    let key = wrapping(passphrase, work, &salt)?.decrypt(&Nonce::default(), &wrapped[..]).map_err(
        |_| Problem::new(ProblemKind::Passphrase, "the passphrase does not open the backup"),
    )?;
    let file_key: [u8; 16] =
        key.try_into().map_err(|_| wrong("the wrapped key has a wrong length"))?;
    let covered = text.rfind("---").map_or("", |at| &text[..at + 3]);
    mac(&file_key, covered.as_bytes())
        .verify_slice(&code)
        .map_err(|_| wrong("the header was changed"))?;
    Ok(file_key)
}

fn wrong(what: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::Tampered, what)
}

fn bytes<const N: usize>(text: &str) -> Outcome<[u8; N]> {
    BASE64
        .decode(text)
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| wrong("a part of the header is not as it was written"))
}

/// The cipher that wraps the file key.
fn wrapping(passphrase: &Passphrase, work: u8, salt: &[u8; 16]) -> Outcome<ChaCha20Poly1305> {
    let mut key = [0; 32];
    let salt = [LABEL, salt].concat();
    Params::new(work, 8, 1)
        .ok()
        .and_then(|params| scrypt::scrypt(passphrase.0.as_bytes(), &salt, &params, &mut key).ok())
        .ok_or_else(|| wrong(format!("scrypt work {work} is not possible")))?;
    Ok(ChaCha20Poly1305::new(&key.into()))
}

fn mac(file_key: &[u8; 16], covered: &[u8]) -> Hmac<Sha256> {
    let mut key = [0; 32];
    expand(file_key, None, b"header", &mut key);
    // HMAC (RFC 2104) fills a shorter key with zeros up to the block of SHA-256.
    let mut block = [0; 64];
    block[..32].copy_from_slice(&key);
    let mut code = <Hmac<Sha256> as hmac::KeyInit>::new(&block.into());
    code.update(covered);
    code
}
