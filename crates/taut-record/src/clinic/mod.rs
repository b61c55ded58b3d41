//! What a server needs beside the records: clinics, accounts, sessions, invitations, drafts, and who may see whom.

pub mod account;
pub mod attempt;
pub mod clinics;
pub mod draft;
pub mod event;
pub mod forget;
pub mod id;
pub mod invitation;
pub mod latest;
pub mod manage;
pub mod many;
pub mod open;
pub mod people;
pub mod secret;
pub mod session;
pub mod together;
pub mod viewer;

/// A minute in ms.
const MINUTE: i64 = 60_000;
