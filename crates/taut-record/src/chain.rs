//! The arithmetic of the audit trail: digests of entries, links of a person's chain, checkpoints. Pure.
//!
//! All digests are SHA-256 (FIPS 180-4). Whole numbers enter as eight bytes, the most significant first.

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::chain_id::{ChainId, hex, unhex};
use crate::entry::Entry;

/// A SHA-256 digest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// Reads 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        unhex(text).map(Self)
    }
}

/// The random bytes that make the digests of one person's entries impossible to guess. Erased with the person.
#[derive(Clone, PartialEq, Eq)]
pub struct Salt(pub [u8; 32]);

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Salt(..)")
    }
}

/// What the head of an empty chain is.
pub const ZERO: Digest = Digest([0; 32]);

fn digest_of(parts: &[&[u8]]) -> Digest {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    Digest(hasher.finalize().into())
}

/// The digest of an entry: `SHA-256(salt || canonical JSON of the whole entry)`.
#[must_use]
pub fn entry_digest(salt: &Salt, chain: ChainId, entry: &Entry) -> Digest {
    digest_of(&[&salt.0, entry.canonical(chain).as_bytes()])
}

/// The digest in the last link of an erased person's chain:
/// `SHA-256("taut.erasure/1" || chain || seq || at)`; there is nothing left to salt.
#[must_use]
pub fn erasure_digest(chain: ChainId, seq: i64, at: i64) -> Digest {
    digest_of(&[b"taut.erasure/1", &chain.0, &seq.to_be_bytes(), &at.to_be_bytes()])
}

/// The head of a chain after a link: `SHA-256("taut.link/1" || chain || seq || head before || digest)`.
#[must_use]
pub fn next_head(chain: ChainId, seq: i64, before: Digest, digest: Digest) -> Digest {
    digest_of(&[b"taut.link/1", &chain.0, &seq.to_be_bytes(), &before.0, &digest.0])
}

/// One chain as a checkpoint anchors it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchored {
    /// The chain.
    pub chain: ChainId,
    /// Links it had.
    pub seq: i64,
    /// Its head then.
    pub head: Digest,
}

/// The digest of a checkpoint over the chains that grew since the one before, in order of their ids:
/// `SHA-256("taut.checkpoint/1" || digest before || number || at || count || (chain || seq || head)...)`.
#[must_use]
pub fn checkpoint_digest(before: Digest, number: i64, at: i64, heads: &[Anchored]) -> Digest {
    let mut hasher = Sha256::new();
    hasher.update(b"taut.checkpoint/1");
    hasher.update(before.0);
    hasher.update(number.to_be_bytes());
    hasher.update(at.to_be_bytes());
    hasher.update((heads.len() as u64).to_be_bytes());
    for head in heads {
        hasher.update(head.chain.0);
        hasher.update(head.seq.to_be_bytes());
        hasher.update(head.head.0);
    }
    Digest(hasher.finalize().into())
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}
