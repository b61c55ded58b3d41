//! One entry of a person's record: who wrote what, of which kind, when, in which episode.

use serde_json::Value;

use crate::canonical::canonical;
use crate::chain_id::ChainId;
use crate::problem::{Outcome, Problem};

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The person's name; the first entry of every chain, and each later change of it.
    Person,
    /// An episode begins or ends.
    Episode,
    /// Answers, as a case.
    Answers,
    /// A verdict on answers.
    Verdict,
    /// A programme of exercises.
    Programme,
    /// A check-in.
    CheckIn,
    /// A clinician's clearance of a flag or nerve sign.
    Clearance,
    /// An outcome measure or a functional measure.
    Measure,
    /// Somebody read the record.
    Access,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Person,
        Self::Episode,
        Self::Answers,
        Self::Verdict,
        Self::Programme,
        Self::CheckIn,
        Self::Clearance,
        Self::Measure,
        Self::Access,
    ];

    /// Its name in the database, in exports and on the command line.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Episode => "episode",
            Self::Answers => "answers",
            Self::Verdict => "verdict",
            Self::Programme => "programme",
            Self::CheckIn => "check_in",
            Self::Clearance => "clearance",
            Self::Measure => "measure",
            Self::Access => "access",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

/// An entry that is still to be written; place in the chain and time come with the writing.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEntry {
    /// What it is about.
    pub kind: Kind,
    /// Version of the body's form, from 1, counted for each kind apart.
    pub version: u32,
    /// The episode it belongs to: place of the entry that began the episode.
    pub episode: Option<i64>,
    /// Who wrote it.
    pub author: String,
    /// The content, a JSON object.
    pub body: Value,
}

/// A stored entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its place in the person's chain, from 1.
    pub seq: i64,
    /// When it was recorded: milliseconds since 1970-01-01 UTC.
    pub at: i64,
    /// Who wrote it.
    pub author: String,
    /// What it is about.
    pub kind: Kind,
    /// Version of the body's form.
    pub version: u32,
    /// The episode it belongs to; an entry that begins one names itself.
    pub episode: Option<i64>,
    /// The content as canonical JSON, byte for byte as it is stored and digested.
    pub body: String,
}

impl Entry {
    /// The whole entry as canonical JSON, with the chain that it stands in.
    #[must_use]
    pub fn canonical(&self, chain: ChainId) -> String {
        let Self { seq, at, author, kind, version, episode, body } = self;
        let author = canonical(&Value::from(author.as_str()));
        let episode = episode.map_or("null".to_owned(), |e| e.to_string());
        let kind = kind.id();
        format!(
            "{{\"at\":{at},\"author\":{author},\"body\":{body},\"chain\":\"{chain}\",\"episode\":{episode},\
             \"kind\":\"{kind}\",\"seq\":{seq},\"version\":{version}}}"
        )
    }

    /// The body as a value.
    ///
    /// # Errors
    /// The stored text is no JSON.
    pub fn value(&self) -> Outcome<Value> {
        serde_json::from_str(&self.body).map_err(|error| {
            Problem::new(
                crate::problem::ProblemKind::Corrupt,
                format!("the body of entry {} is no JSON: {error}", self.seq),
            )
        })
    }
}

/// Checks a name of a person or an author: 1 to 200 characters, none of them control characters, no space at the ends.
///
/// # Errors
/// Refused with what is wrong.
pub fn check_name(what: &str, name: &str) -> Outcome<()> {
    let length = name.chars().count();
    let wrong = if name.is_empty() {
        "is empty".to_owned()
    } else if length > 200 {
        format!("has {length} characters, more than 200")
    } else if name.chars().any(char::is_control) {
        "holds a control character".to_owned()
    } else if name.trim() != name {
        "begins or ends with a space".to_owned()
    } else {
        return Ok(());
    };
    Err(Problem::refused(
        format!("the {what} {wrong}"),
        "write it plainly, such as \"Ann Example\"",
    ))
}
