//! One person's episode, whoever shows it: judged, planned, checked in, kept and read back, and the JSON forms of it all.
//!
//! The records come in as a [`taut_record::Store`]; one for a viewer ([`taut_record::Store::as_viewer`]) reaches only whom that
//! viewer may see. Nothing here knows a command line or HTTP. No clock is read: days and times come in as arguments. Whoever keeps something
//! also decides when a checkpoint is anchored ([`taut_record::Store::anchor`]).

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests may panic"))]

mod asked_again;
pub mod bodies;
mod carried;
pub mod case_json;
mod check_in_draft;
mod check_in_form;
mod check_in_measures;
mod clearance;
mod draft;
mod engine;
mod error;
mod firmness;
mod happened;
pub mod interview_form;
mod judge;
mod keep;
mod keep_plan;
mod measure;
mod plan_form;
pub mod plan_json;
mod question;
mod read;
mod reasons_json;
mod replay;
pub mod result_json;
mod revise;
mod said_anew;
mod story;
pub mod time;
mod told;
mod uncertainty_json;
mod unchanged;
mod upheld;
mod verdict_json;

pub use carried::begin_next_episode;
pub use check_in_draft::CheckInDraft;
pub use check_in_form::{CheckInForm, CheckInStep};
pub use clearance::{
    ClearanceRow, ClearanceToKeep, NOT_QUIET, clearances, keep_clearance, last_felt,
};
pub use draft::{Draft, answer_json, note_words};
pub use engine::{Engine, Judgement};
pub use error::{EpisodeError, Fault, Missing};
pub use firmness::{Firmness, FirmnessTables, SEED as DRAWS_SEED, STEPS as FIRMNESS_STEPS};
pub use judge::{Judged, THOROUGH_DECISIONS, setting_id, setting_of, top_contributions};
pub use keep::{Kept, PERSON, VerdictToKeep, end_episode, keep_verdict, open};
pub use keep_plan::{CheckInToKeep, PlanToKeep, keep_check_in, keep_plan};
pub use measure::{MeasuresToKeep, keep_measures};
pub use plan_form::{EQUIPMENT, answers, plan_screen, usual_preferences};
pub use question::{AskSides, Choice, Given, NOT_SURE, Question, ScreenView};
pub use read::{EpisodeReader, every};
pub use replay::{ReplayRow, Replayed, replay};
pub use revise::{Because, OverrideRow, Revised, Revision, overrides};
pub use said_anew::{ATTEMPTS, Before, Joined, SaidAnew, Wanted, join, keep_said};
pub use story::{KeptCase, KeptStory, load_case, load_story};
pub use told::{CheckedIn, Told};
pub use uncertainty_json::{UncertaintyJson, WithUncertainty};
pub use unchanged::{append_unless_changed, newest_place};
pub use upheld::{CameTo, Upheld, answer_page};
pub use verdict_json::VerdictJson;
