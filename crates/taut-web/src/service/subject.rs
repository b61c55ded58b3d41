//! Whose answers a page is about: those of the visitor's interview, else those of their record; judged, with what clearances add.

use std::collections::BTreeSet;

use jiff::civil::Date;
use taut_episode::{
    Before, Joined, Judgement, KeptCase, SaidAnew, Upheld, VerdictToKeep, Wanted, join,
};
use taut_knowledge::clearance::Clearance;
use taut_knowledge::{Case, FindingId, read_case};
use taut_plan::Clearances;
use taut_record::{DraftKind, StoredCleared};

use crate::app::{App, today};
use crate::failure::Failure;
use crate::service::interview::{self, Standing};
use crate::visit::{Own, Visit};

/// Answers of a visitor, judged.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The judgement.
    pub judgement: Judgement,
    /// What check-ins came to, where it is more careful than the judgement.
    pub upheld: Option<Upheld>,
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
    /// The record holds them.
    pub is_kept: bool,
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
    if standing.is_none() && kept.kept.is_none() {
        return Ok(Found { subject: None, is_open });
    }
    let subject = app.compute(move |app| judge(app, standing, kept, today())).await?;
    Ok(Found { subject, is_open })
}

/// What the visitor's own record holds; nothing where there is none.
async fn kept(app: &App, visit: &Visit) -> Result<Before, Failure> {
    match visit.own() {
        Some(own) => before(app, &own).await,
        None => Ok(Before::default()),
    }
}

/// What a record holds.
///
/// # Errors
/// The database's problem.
pub(super) async fn before(app: &App, own: &Own) -> Result<Before, Failure> {
    let store = app.store().as_viewer(&own.viewer);
    Ok(Before::read(&store, own.chain, app.engine().knowledge()).await?)
}

/// Answers of an interview, else of the record, judged on a day; nothing where there are none.
///
/// # Errors
/// Answers that cannot be read back.
pub(super) fn judge(
    app: &App,
    standing: Option<Standing>,
    before: Before,
    on: Date,
) -> Result<Option<Subject>, Failure> {
    let engine = app.engine();
    if let Some(standing) = standing {
        let known = before.kept.as_ref().map(|kept| kept.value.clone());
        let value = standing.draft.case(engine.knowledge());
        // It is of the day of its last reply, however late somebody looks at it.
        let day = standing.said.and_then(day_of).unwrap_or(on).min(on);
        let said = SaidAnew::interview(engine.knowledge(), value, day, standing.said)?;
        let joined = join(engine, before, &said, Wanted::default(), on)?;
        let is_kept = known.is_some_and(|known| is_same(&known, &joined.value));
        return Ok(Some(Subject { is_kept, ..Subject::of(joined, Some(standing)) }));
    }
    let Some(kept) = before.kept else { return Ok(None) };
    let (case, cleared) = kept.cleared(engine.knowledge(), on);
    let judgement = engine.answer(case, kept.setting, kept.thorough);
    let (value, seen) = (kept.value.clone(), before.seen);
    let upheld = kept.upheld(engine.knowledge(), &judgement);
    let (stands, kept) = (Vec::new(), Some(kept));
    let joined = Joined { judgement, value, cleared, stands, upheld, kept, seen };
    Ok(Some(Subject::of(joined, None)))
}

/// True if two case files say the same of a person.
fn is_same(one: &serde_json::Value, other: &serde_json::Value) -> bool {
    let fields = ["age", "sex", "answers", "unmapped"];
    fields.into_iter().all(|field| one.get(field) == other.get(field))
}

/// The day of a time here.
fn day_of(ms: i64) -> Option<Date> {
    let time = jiff::Timestamp::from_millisecond(ms).ok()?;
    Some(time.to_zoned(jiff::tz::TimeZone::system()).date())
}

impl Subject {
    /// What [`taut_episode::keep_verdict`] takes.
    #[must_use]
    pub fn to_keep(&self) -> VerdictToKeep<'_> {
        let Self { judgement, value, cleared, seen, .. } = self;
        VerdictToKeep { case: value, judged: judgement.judged(), clearances: cleared, seen: *seen }
    }

    /// The judgement at the advice that counts: never less careful than what check-ins came to.
    #[must_use]
    pub fn counting(&self) -> Judgement {
        match &self.upheld {
            Some(upheld) => upheld.over(self.judgement.clone()),
            None => self.judgement.clone(),
        }
    }

    fn of(joined: Joined, standing: Option<Standing>) -> Self {
        let Joined { judgement, value, cleared, stands, upheld, kept, seen } = joined;
        let clearances = kept.as_ref().map(KeptCase::standing).unwrap_or_default();
        let of_record = |kept: KeptCase| (kept.clearances, kept.dropped);
        let (all, dropped) = kept.map(of_record).unwrap_or_default();
        let examined = all.into_iter().map(|(_, one)| one).collect();
        Self {
            judgement,
            upheld,
            stands,
            value,
            cleared,
            clearances,
            examined,
            dropped,
            seen,
            standing,
            is_kept: true,
        }
    }
}

/// A case that this program made, read back.
///
/// # Errors
/// It cannot be read, which would be a fault of ours.
pub fn read(app: &App, value: &serde_json::Value) -> Result<Case, Failure> {
    read_case("the answers", value.to_string().as_bytes(), app.engine().knowledge())
        .map_err(|report| Failure::ours(report.iter().count()))
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
