//! The lines of an export: one JSON object each, canonical, so that equal records give equal bytes.
//!
//! First the format, then each chain in order of its id (`chain`, then its `entry` lines, or its `link` lines if the person
//! was erased), then each checkpoint with its `head` lines, at last `end` with the counts and the SHA-256 of all bytes before it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::canonical::canonical;
use crate::chain::Digest;
use crate::chain_id::{ChainId, hex, unhex};

/// The only version of the format.
pub const FORMAT: u32 = 1;

/// The longest line in bytes: the largest body, escaped, and room for the rest.
pub const LONGEST_LINE: usize = 2 * crate::canonical::MAX_BODY_BYTES;

/// A line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Line {
    /// The first.
    Format {
        /// Always `taut.records`.
        name: String,
        /// Version of the format.
        version: u32,
    },
    /// A chain begins.
    Chain {
        /// Its id.
        id: Hex<16>,
        /// Links.
        length: i64,
        /// Its head.
        head: Hex<32>,
        /// The person's name; `null` if erased.
        name: Option<String>,
        /// The salt; `null` if erased.
        salt: Option<Hex<32>>,
        /// When the person was erased.
        erased: Option<i64>,
    },
    /// An entry of the chain.
    Entry {
        /// Its place.
        seq: i64,
        /// When it was recorded.
        at: i64,
        /// Who wrote it.
        author: String,
        /// Its kind.
        kind: String,
        /// Version of the body's form.
        version: u32,
        /// The episode.
        episode: Option<i64>,
        /// The content.
        body: Value,
        /// Its salted digest.
        digest: Hex<32>,
    },
    /// A link whose entry was erased.
    Link {
        /// Its place.
        seq: i64,
        /// The digest.
        digest: Hex<32>,
    },
    /// A checkpoint.
    Checkpoint {
        /// Its number.
        number: i64,
        /// When it was made.
        at: i64,
        /// Its digest.
        digest: Hex<32>,
    },
    /// A head that the checkpoint anchors.
    Head {
        /// The chain.
        chain: Hex<16>,
        /// Links it had.
        seq: i64,
        /// Its head.
        head: Hex<32>,
    },
    /// The last.
    End {
        /// Chains.
        chains: u64,
        /// Entries.
        entries: u64,
        /// Links of erased people.
        links: u64,
        /// Checkpoints.
        checkpoints: u64,
        /// SHA-256 of all bytes before this line.
        sha256: Hex<32>,
    },
}

impl Line {
    /// The canonical text, without the end of the line.
    #[must_use]
    pub fn text(&self) -> String {
        // A line holds only texts, whole numbers and values that were JSON before.
        canonical(&serde_json::to_value(self).unwrap_or_default())
    }
}

/// Bytes as lower-case hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hex<const N: usize>(pub [u8; N]);

impl<const N: usize> Serialize for Hex<N> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex(&self.0))
    }
}

impl<'de, const N: usize> Deserialize<'de> for Hex<N> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        unhex(&text).map(Self).ok_or_else(|| {
            serde::de::Error::custom(format!("expected {} lower-case hexadecimal digits", 2 * N))
        })
    }
}

impl From<ChainId> for Hex<16> {
    fn from(id: ChainId) -> Self {
        Self(id.0)
    }
}

impl From<Digest> for Hex<32> {
    fn from(digest: Digest) -> Self {
        Self(digest.0)
    }
}
