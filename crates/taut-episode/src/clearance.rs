//! An examiner's clearance is kept, and how each one of an episode stands.

use jiff::civil::Date;
use serde_json::{Value, json};
use taut_knowledge::clearance::{Clearance, read_clearance};
use taut_knowledge::{CaseAnswer, Knowledge, Mark, Said};
use taut_plan::clearance::{Event, Standing, Void, What};
use taut_record::{ChainId, Store, Stored as _, StoredClearance};

use crate::error::{EpisodeError, Fault};
use crate::keep::{Kept, append, open};
use crate::story::{KeptCase, load_case};
use crate::{case_json, plan_json};

/// A clearance that was read and can be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct ClearanceToKeep {
    /// What it says.
    pub clearance: Clearance,
    body: StoredClearance,
}

impl ClearanceToKeep {
    /// Reads a file `taut.clearance/1` (TOML or JSON) on a day; `name` is shown in problems.
    ///
    /// # Errors
    /// Every problem of the file; or the examination has not happened yet.
    pub fn read(
        name: &str,
        bytes: &[u8],
        knowledge: &Knowledge,
        today: Date,
    ) -> Result<Self, EpisodeError> {
        let clearance = read_clearance(name, bytes, knowledge)?;
        // A day ahead would lie after a report of today, and so clear it (S13).
        if clearance.on > today {
            let what = format!("the examination of {} has not happened yet", clearance.on);
            let hint = "write the day of the examination";
            return Err(EpisodeError::refused(Fault::new("bad-date", "on", what, hint)));
        }
        let body = StoredClearance {
            on: clearance.on.to_string(),
            reported: clearance.is_reported(),
            clearance: case_json::value(bytes)?,
            knowledge: knowledge.hash.clone(),
        };
        Ok(Self { clearance, body })
    }

    /// Refuses one that a person reports with a first quiet day that is not after the last symptom in the leg that is recorded:
    /// code `not-quiet`, at `quiet_since`.
    fn check_quiet(&self, knowledge: &Knowledge, kept: &KeptCase) -> Result<(), EpisodeError> {
        let felt = last_felt(knowledge, kept);
        let since = self.clearance.quiet_since.map(|day| day.to_string());
        match (felt, since) {
            (Some(felt), Some(since)) if since <= felt => {
                let what = format!("a symptom in the leg is recorded on {felt}");
                let hint = "the first quiet day lies after the last symptom in the leg";
                Err(EpisodeError::refused(Fault::new(NOT_QUIET, "quiet_since", what, hint)))
            }
            _ => Ok(()),
        }
    }
}

/// The code of a refusal because the leg was not quiet on the day that a person says.
pub const NOT_QUIET: &str = "not-quiet";

/// The last day on which a nerve sign is recorded as there, whoever said or found it, or a check-in says that the leg was felt.
#[must_use]
pub fn last_felt(knowledge: &Knowledge, kept: &KeptCase) -> Option<String> {
    let is_there = |answer: &&CaseAnswer| {
        let record = knowledge.finding(answer.finding);
        let present = matches!(answer.said, Said::State(state) if state >= record.present_from);
        present && record.marks.contains(&Mark::Nerve)
    };
    let said = kept.case.answers.iter().filter(is_there);
    let said = said.map(|answer| answer.when.clone().unwrap_or_else(|| kept.on.clone()));
    let felt = kept.events.iter().filter(|event| event.what == What::LegFelt);
    said.chain(felt.map(|event| event.on.to_string())).max()
}

/// Keeps a clearance in the open episode. One that a person reports says since when the leg is quiet, and is held against what the
/// episode says of the leg.
///
/// # Errors
/// No episode is open, or a person reports one and no answers are kept; a reported first quiet day is not after the last symptom
/// in the leg that is recorded ([`NOT_QUIET`]); or the records cannot be read or written.
pub async fn keep_clearance(
    store: &Store,
    chain: ChainId,
    (new, knowledge): (&ClearanceToKeep, &Knowledge),
    (author, now): (&str, i64),
) -> Result<Kept, EpisodeError> {
    if new.clearance.is_reported() {
        new.check_quiet(knowledge, &load_case(store, chain, knowledge).await?)?;
    }
    let episode = open(store, chain).await?.number;
    let at = append(store, chain, new.body.entry(author, Some(episode))?, now).await?;
    Ok(Kept { at, episode })
}

/// One clearance and how it stands on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct ClearanceRow {
    /// Place of its entry.
    pub entry: i64,
    /// What it says.
    pub clearance: Clearance,
    /// How it stands.
    pub standing: Standing,
}

/// The clearances of the open episode, oldest first, and how each stands on a day.
///
/// # Errors
/// No episode is open or no answers are kept; or the records cannot be read.
pub async fn clearances(
    store: &Store,
    chain: ChainId,
    knowledge: &Knowledge,
    today: Date,
) -> Result<Vec<ClearanceRow>, EpisodeError> {
    let kept = load_case(store, chain, knowledge).await?;
    let standings = kept.standing().standings(knowledge, today);
    let rows = kept.clearances.into_iter().zip(standings);
    Ok(rows
        .map(|((entry, clearance), standing)| ClearanceRow { entry, clearance, standing })
        .collect())
}

impl ClearanceRow {
    /// As JSON, an element of `clearances` in `taut.record.clearances/1`.
    #[must_use]
    pub fn json(&self, knowledge: &Knowledge) -> Value {
        let Clearance { examiner, profession, registration, on, .. } = &self.clearance;
        let (until, why) = match &self.standing {
            Standing::Valid { until } => (Some(until.to_string()), Vec::new()),
            Standing::Void(why) => {
                (None, why.iter().map(|one| void_json(knowledge, one)).collect())
            }
        };
        json!({
            "entry": self.entry,
            "on": on.to_string(),
            "examiner": examiner,
            "profession": profession,
            "registration": registration,
            "reported": self.clearance.is_reported(),
            "stands": self.standing.is_valid(),
            "until": until,
            "void": why,
        })
    }
}

fn void_json(knowledge: &Knowledge, why: &Void) -> Value {
    match why {
        Void::NotBegun(day) => json!({ "why": "not_begun", "on": day.to_string() }),
        Void::Expired(day) => json!({ "why": "expired", "on": day.to_string() }),
        Void::NotQuiet(day) => json!({ "why": "not_quiet", "from": day.to_string() }),
        Void::Happened(Event { on, what, .. }) => {
            let on = on.to_string();
            match what {
                What::Signal(signal) => {
                    json!({ "why": "signal", "on": on, "signal": plan_json::name(signal) })
                }
                What::Raised(finding) => {
                    let id = &knowledge.finding(*finding).id;
                    json!({ "why": "finding", "on": on, "finding": id })
                }
                What::LegFelt => json!({ "why": "leg_felt", "on": on }),
            }
        }
    }
}
