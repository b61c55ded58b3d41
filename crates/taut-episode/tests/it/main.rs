//! Tests of one person's episode: the whole way on SQLite and PostgreSQL, two who write at once, drafts, forms, revisions.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod drafts;
mod firmness;
mod postgres;
mod revisions;
mod threads;
mod told;
mod whole_way;
mod world;
mod writers;
