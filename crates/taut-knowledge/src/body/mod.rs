//! The records of the body: read, checked and built; apart from the knowledge that verdicts rest on, with a hash of their own.
//!
//! To add a kind of record: write its struct beside what uses it in `taut-body` (unknown keys refused, a doc comment a
//! key), add a variant to [`BodyKind`] (`kind.rs`), a field to [`BodyKnowledge`] and an arm to [`load_body`] (`load.rs`),
//! and its sources to `cited` (`cite.rs`).

mod asked;
mod cite;
mod kind;
mod load;
mod source;
mod tasks;

pub use kind::BodyKind;
pub use load::{BodyKnowledge, load_body};
pub use source::{BodySource, BodySourceKind};
