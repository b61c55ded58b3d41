//! Whose answers a page is about: those of the visitor's interview, else those of their record; judged, with what clearances add.

use std::collections::BTreeSet;

use jiff::civil::Date;
use taut_episode::{EpisodeError, Judgement, KeptCase, asked_again, load_case};
use taut_knowledge::clearance::Clearance;
use taut_knowledge::{Case, FindingId, Knowledge, Said, Value, read_case};
use taut_plan::Clearances;
use taut_reason::Setting;
use taut_record::{DraftKind, StoredCleared};

use crate::app::{App, today};
use crate::failure::Failure;
use crate::service::interview::{self, Standing};
use crate::visit::Visit;

/// Answers of a visitor, judged.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The judgement.
    pub judgement: Judgement,
    /// Signs that count although the interview does not say them, because they were reported or found before (S13).
    pub stands: Vec<FindingId>,
    /// The case as JSON, as it would be kept: without what clearances add.
    pub value: serde_json::Value,
    /// Clearances that the judgement rests on.
    pub cleared: Vec<StoredCleared>,
    /// Clearances, and what has happened since.
    pub clearances: Clearances,
    /// What each of them says, in the same order.
    pub examined: Vec<Clearance>,
    /// Exercises that are not chosen again in this episode, indices in the knowledge.
    pub dropped: BTreeSet<usize>,
    /// Place of the newest entry when the record was read; nothing where there is no record.
    pub seen: Option<i64>,
    /// The interview that the answers come from; nothing where they come from the record.
    pub standing: Option<Standing>,
}

/// What there is of a visitor.
#[derive(Debug, Clone)]
pub struct Found {
    /// Answers; nothing if none are complete.
    pub subject: Option<Subject>,
    /// An interview has begun and is not done.
    pub is_open: bool,
}

/// Why no answers are complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// An interview has begun and is not done.
    OpenInterview,
    /// There is nothing.
    Nothing,
}

impl Missing {
    /// The page to go on with.
    #[must_use]
    pub const fn page(self) -> &'static str {
        match self {
            Self::OpenInterview => "/interview",
            Self::Nothing => "/",
        }
    }
}

/// The answers of a visitor whose interview is done.
///
/// # Errors
/// As [`find`].
pub async fn complete(app: &App, visit: &Visit) -> Result<Result<Subject, Missing>, Failure> {
    let found = find(app, visit).await?;
    Ok(if found.is_open {
        Err(Missing::OpenInterview)
    } else {
        found.subject.ok_or(Missing::Nothing)
    })
}

/// The answers of a visitor, of whom an interview may still be open.
///
/// # Errors
/// The database's problem; answers that cannot be read back.
pub async fn find(app: &App, visit: &Visit) -> Result<Found, Failure> {
    let kept = kept(app, visit).await?;
    let standing = interview::standing(app, visit).await?;
    let is_open = standing.as_ref().is_some_and(|one| !one.is_done());
    let standing = standing.filter(Standing::is_done);
    if standing.is_none() && kept.is_none() {
        return Ok(Found { subject: None, is_open });
    }
    let subject = app.compute(move |app| judge(app, standing, kept, today())).await?;
    Ok(Found { subject, is_open })
}

/// The newest answers of the visitor's own record.
async fn kept(app: &App, visit: &Visit) -> Result<Option<KeptCase>, Failure> {
    let Some(own) = visit.own() else { return Ok(None) };
    let store = app.store().as_viewer(&own.viewer);
    match load_case(&store, own.chain, app.engine().knowledge()).await {
        Ok(kept) => Ok(Some(kept)),
        Err(EpisodeError::Missing(_)) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

fn judge(
    app: &App,
    standing: Option<Standing>,
    kept: Option<KeptCase>,
    on: Date,
) -> Result<Option<Subject>, Failure> {
    let engine = app.engine();
    let asked = match &standing {
        Some(standing) => {
            let mut value = standing.draft.case(engine.knowledge());
            date(&mut value, on);
            Some((read(app, &value)?, value))
        }
        None => None,
    };
    let said = asked.as_ref().map(|(case, _)| case.clone());
    let (kept, value) = match (asked, kept) {
        (Some((case, value)), Some(kept)) => {
            let value = asked_again(engine.knowledge(), &kept, (&value, &case), on);
            (Ok(KeptCase { case: read(app, &value)?, value: value.clone(), ..kept }), value)
        }
        (Some((case, value)), None) => (Err(case), value),
        (None, Some(kept)) => {
            let value = kept.value.clone();
            (Ok(kept), value)
        }
        (None, None) => return Ok(None),
    };
    Ok(Some(match kept {
        Ok(kept) => {
            let (case, cleared) = kept.cleared(engine.knowledge(), on);
            let judgement = engine.answer(case, kept.setting, kept.thorough);
            Subject {
                stands: stands(engine.knowledge(), said.as_ref(), &judgement),
                judgement,
                value,
                cleared,
                clearances: kept.standing(),
                examined: kept.clearances.iter().map(|(_, one)| one.clone()).collect(),
                dropped: kept.dropped.clone(),
                seen: Some(kept.seen),
                standing,
            }
        }
        Err(case) => Subject {
            judgement: engine.answer(case, Setting::Home, false),
            stands: Vec::new(),
            value,
            cleared: Vec::new(),
            clearances: Clearances::default(),
            examined: Vec::new(),
            dropped: BTreeSet::new(),
            seen: None,
            standing,
        },
    }))
}

/// Signs that count although the interview does not say them, in the order in which they came.
fn stands(knowledge: &Knowledge, said: Option<&Case>, judgement: &Judgement) -> Vec<FindingId> {
    let Some(said) = said else { return Vec::new() };
    let counts = |finding: FindingId| match judgement.resolved.answers.get(finding) {
        Value::State(state) => state,
        Value::Unknown => 0,
    };
    let is_said = |finding: FindingId| {
        let at_least = |said: Said| matches!(said, Said::State(state) if state >= counts(finding));
        said.answers.iter().any(|answer| answer.finding == finding && at_least(answer.said))
    };
    let mut stands: Vec<FindingId> = Vec::new();
    for answer in &judgement.case.answers {
        let (finding, record) = (answer.finding, knowledge.finding(answer.finding));
        let is_sign = record.is_marked() && counts(finding) >= record.present_from.max(1);
        if is_sign && !is_said(finding) && !stands.contains(&finding) {
            stands.push(finding);
        }
    }
    stands
}

/// A case that this program made, read back.
///
/// # Errors
/// It cannot be read, which would be a fault of ours.
pub fn read(app: &App, value: &serde_json::Value) -> Result<Case, Failure> {
    read_case("the answers", value.to_string().as_bytes(), app.engine().knowledge())
        .map_err(|report| Failure::ours(report.iter().count()))
}

/// Every answer was given on this day.
fn date(case: &mut serde_json::Value, on: Date) {
    let answers = case.get_mut("answers").and_then(serde_json::Value::as_array_mut);
    for answer in answers.into_iter().flatten() {
        answer["when"] = on.to_string().into();
    }
}

/// What was not finished goes once something is kept that takes its place.
///
/// # Errors
/// The database's problem.
pub async fn forget_drafts(app: &App, visit: &Visit, kinds: &[DraftKind]) -> Result<(), Failure> {
    if let Some(owner) = visit.draft_owner() {
        for kind in kinds {
            app.store().delete_draft(&owner, *kind).await?;
        }
    }
    Ok(())
}
