//! Records that last: people, episodes, answers, verdicts, check-ins and what else belongs to them.
//!
//! Everything is an entry in its person's chain, and is only ever added. A chain of salted digests shows whether anything
//! was changed, taken away, moved or put in between. SQLite keeps it in one file, PostgreSQL on a server; both pass the
//! same tests. No clock is read here: the time comes in as an argument, in milliseconds since 1970-01-01 UTC.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests may panic"))]

mod anchor;
mod backup;
mod canonical;
mod chain;
mod chain_end;
mod chain_id;
mod clinic;
mod db;
mod entry;
mod entry_row;
pub mod episode;
mod erase;
mod export;
mod file;
mod follow;
mod import;
mod lines;
mod migrate;
mod place;
mod problem;
mod query;
mod random;
mod seal;
mod sqlite;
mod store;
mod stored;
mod verify;

pub use anchor::Checkpoint;
pub use canonical::{MAX_BODY_BYTES, canonical};
pub use chain::{
    Anchored, Digest, Salt, checkpoint_digest, entry_digest, erasure_digest, next_head,
};
pub use chain_id::{ChainId, hex};
pub use clinic::account::{Account, NewAccount, PassphraseHash};
pub use clinic::clinics::Clinic;
pub use clinic::draft::{Draft, DraftKind, DraftOwner, DraftPut, Expected};
pub use clinic::event::{Act, Event};
pub use clinic::id::{AccountId, ClinicId, Role};
pub use clinic::invitation::Invitation;
pub use clinic::latest::Latest;
pub use clinic::open::{InvitationId, OpenInvitation, OpenSession};
pub use clinic::people::Person;
pub use clinic::secret::{Code, SessionId, Token};
pub use clinic::session::{Session, SignedIn, Swept};
pub use clinic::viewer::Viewer;
pub use entry::{Entry, Kind, NewEntry};
pub use episode::Episode;
pub use erase::OldBytes;
pub use export::Counts;
pub use import::{Existing, Imported};
pub use place::Place;
pub use problem::{Outcome, Problem, ProblemKind};
pub use query::{Filter, LONGEST_PAGE, Page};
pub use seal::{Passphrase, SealedReader, SealedWriter, WORK};
pub use store::{Opening, Position, Store};
pub use stored::{
    Difference, Replay, Stored, StoredAnswers, StoredCheckIn, StoredClearance, StoredCleared,
    StoredItem, StoredLevel, StoredMeasure, StoredOverride, StoredPreferences, StoredProgramme,
    StoredVerdict, digest,
};
pub use verify::{Break, Verified};
