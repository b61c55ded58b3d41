//! Tests of one person's episode: the whole way on SQLite and PostgreSQL, two who write at once, what is said anew, what ends a
//! clearance, drafts, forms, revisions.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod clearances;
mod drafts;
mod firmness;
mod postgres;
mod revisions;
mod said_anew;
mod threads;
mod told;
mod whole_way;
mod world;
mod writers;
