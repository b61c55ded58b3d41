//! The lines of an export: one JSON object each, canonical, so that equal records give equal bytes.
//!
//! First the format, then each chain in order of its id (`chain`, then its `entry` lines, or its `link` lines if the person
//! was erased), then each checkpoint with its `head` lines, then, where there are clinics, each `clinic`, `account`, `member` and
//! `event`, at last `end` with the counts and the SHA-256 of all bytes before it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::canonical::canonical;
use crate::chain::Digest;
use crate::chain_id::{ChainId, hex, unhex};

/// The format of records without clinics, which every version of the program reads.
pub const PLAIN: u32 = 1;

/// The format of records with clinics; the newest that is read.
pub const FORMAT: u32 = 2;

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
    /// A clinic.
    Clinic {
        /// Its id.
        id: Hex<16>,
        /// Its name.
        name: String,
        /// When it was founded.
        created: i64,
    },
    /// An account.
    Account {
        /// Its id.
        id: Hex<16>,
        /// Its clinic.
        clinic: Hex<16>,
        /// The name to sign in with.
        sign_in: String,
        /// The name that others see.
        name: String,
        /// What it may do.
        role: String,
        /// A person's own chain.
        chain: Option<Hex<16>>,
        /// The hash of the passphrase.
        passphrase: String,
        /// A new passphrase must be chosen.
        renew: bool,
        /// The language of the pages.
        language: String,
        /// When it was made.
        created: i64,
        /// When it was disabled.
        disabled: Option<i64>,
    },
    /// A person belongs to a clinic.
    Member {
        /// The person's chain.
        chain: Hex<16>,
        /// The clinic.
        clinic: Hex<16>,
        /// Since when.
        since: i64,
    },
    /// Something was done with accounts.
    Event {
        /// When.
        at: i64,
        /// In which clinic.
        clinic: Option<Hex<16>>,
        /// By which account.
        account: Option<Hex<16>>,
        /// What.
        what: String,
        /// To which account or chain.
        about: Option<Hex<16>>,
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
        /// Clinics.
        #[serde(default, skip_serializing_if = "none")]
        clinics: u64,
        /// Accounts.
        #[serde(default, skip_serializing_if = "none")]
        accounts: u64,
        /// People in clinics.
        #[serde(default, skip_serializing_if = "none")]
        members: u64,
        /// Events.
        #[serde(default, skip_serializing_if = "none")]
        events: u64,
        /// SHA-256 of all bytes before this line.
        sha256: Hex<32>,
    },
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn none(count: &u64) -> bool {
    *count == 0
}

impl Line {
    /// True of a line that only records with clinics have.
    #[must_use]
    pub const fn is_of_clinics(&self) -> bool {
        matches!(
            self,
            Self::Clinic { .. } | Self::Account { .. } | Self::Member { .. } | Self::Event { .. }
        )
    }

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
