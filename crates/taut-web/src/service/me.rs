//! A person's own record: what a page of it says, taken out as a file, a new episode, a reported clearance, erased.

use serde_json::json;
use taut_episode::{
    ClearanceToKeep, EpisodeError, NOT_QUIET, begin_next_episode, keep_clearance, last_felt,
    load_case, time,
};
use taut_knowledge::{FindingId, Knowledge, Mark, Said};
use taut_record::{
    DraftKind, Entry, Filter, Kind, OldBytes, Problem, Stored as _, StoredCheckIn, StoredClearance,
    StoredItem, StoredMeasure, StoredProgramme,
};

use crate::app::{AUTHOR, App, now, today};
use crate::failure::Failure;
use crate::html::asked::Fields;
use crate::html::frame::Frame;
use crate::service::answer::rung_name_of;
use crate::service::subject::forget_drafts;
use crate::visit::{Own, Visit};

/// Entries on one page.
const ON_PAGE: u32 = 30;

/// One entry in plain words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The day, UTC.
    pub day: String,
    /// What it is.
    pub what: String,
    /// What it holds, in short; may be empty.
    pub holds: String,
    /// Who wrote it.
    pub by: String,
}

/// A page of the record, the newest first, and where the next page begins.
///
/// # Errors
/// The database's problem; an entry that is damaged.
pub async fn history(
    app: &App,
    own: &Own,
    c: &Frame,
    before: Option<i64>,
) -> Result<(Vec<Row>, Option<i64>), Failure> {
    let store = app.store().as_viewer(&own.viewer);
    let page = store.page(own.chain, Filter::default(), before, ON_PAGE).await?;
    let rows = page.entries.iter().map(|entry| row(c, entry)).collect::<Result<_, Problem>>()?;
    Ok((rows, page.next))
}

fn row(c: &Frame, entry: &Entry) -> Result<Row, Problem> {
    let body = entry.value()?;
    let text = |key: &str| body.get(key).and_then(|value| value.as_str()).unwrap_or_default();
    let holds = match entry.kind {
        Kind::Person => text("name").to_owned(),
        Kind::Episode if body.get("ended").is_some() => text("ended").to_owned(),
        // Its title is the same for all, and English.
        Kind::Episode => String::new(),
        Kind::Answers => {
            let answers = body.pointer("/case/answers").and_then(|value| value.as_array());
            c.t1("me.answers", "n", answers.map_or(0, Vec::len))
        }
        Kind::Verdict => rung_name_of(c, text("rung")),
        Kind::Programme => names(c, &StoredProgramme::read(entry)?.items),
        Kind::CheckIn => {
            let kept = StoredCheckIn::read(entry)?;
            rung_name_of(c, &kept.rung)
        }
        Kind::Clearance => {
            let kept = StoredClearance::read(entry)?;
            let reported = if kept.reported { c.t("me.not_verified") } else { String::new() };
            format!("{} {reported}", kept.on).trim().to_owned()
        }
        Kind::Measure => StoredMeasure::read(entry)?.on,
        Kind::Access => String::new(),
    };
    let what = match entry.kind {
        Kind::Person => "me.kind_person",
        Kind::Episode if body.get("ended").is_some() => "me.kind_episode_end",
        Kind::Episode => "me.kind_episode",
        Kind::Answers => "me.kind_answers",
        Kind::Verdict => "me.kind_verdict",
        Kind::Programme => "me.kind_programme",
        Kind::CheckIn => "me.kind_check_in",
        Kind::Clearance => "me.kind_clearance",
        Kind::Measure => "me.kind_measure",
        Kind::Access => "me.kind_access",
    };
    let by = if entry.author == AUTHOR { c.t("me.by_you") } else { entry.author.clone() };
    Ok(Row { day: time::day(entry.at), what: c.t(what), holds, by })
}

fn names(c: &Frame, items: &[StoredItem]) -> String {
    let exercises = &c.knowledge().exercises;
    let name = |item: &StoredItem| {
        let record = exercises.iter().find(|exercise| exercise.id == item.exercise)?;
        Some(record.text.get(&c.language).unwrap_or_else(|| record.en()).name.clone())
    };
    items.iter().filter_map(name).collect::<Vec<_>>().join("; ")
}

/// The own record as JSON lines.
///
/// # Errors
/// The database's problem.
pub async fn export(app: &App, own: &Own) -> Result<Vec<u8>, Failure> {
    let store = app.store().as_viewer(&own.viewer);
    let mut lines = Vec::new();
    store.export_person(own.chain, "", &mut lines).await?;
    Ok(lines)
}

/// Ends the episode and begins another; what was not finished goes. What a clinician found and nobody has cleared goes on into the
/// new one, with its advice (S13).
///
/// # Errors
/// The record changes each time; the database's problem.
pub async fn new_episode(app: &App, visit: &Visit, reason: &str) -> Result<(), Failure> {
    let own = visit.own_or_sign_in()?;
    let store = app.store().as_viewer(&own.viewer);
    begin_next_episode(&store, own.chain, app.engine(), (reason, today()), (AUTHOR, now())).await?;
    app.store().anchor(now()).await?;
    let all = [DraftKind::Interview, DraftKind::CheckIn, DraftKind::Wishes];
    forget_drafts(app, visit, &all).await
}

/// Erases the person for good.
///
/// # Errors
/// The database's problem.
pub async fn erase(app: &App, own: &Own) -> Result<(), Failure> {
    let store = app.store().as_viewer(&own.viewer);
    if store.erase(own.chain, now()).await? == OldBytes::Waiting {
        tracing::warn!("an erasure will be finished later");
    }
    Ok(())
}

/// What a person may report as cleared: nerve signs that they have said are there. Nothing where no answers are kept, and nothing
/// in a clinic: there the therapist writes down an examination.
///
/// # Errors
/// The database's problem.
pub async fn clearable(app: &App, own: &Own) -> Result<Vec<FindingId>, Failure> {
    if app.local_person().is_none() {
        return Ok(Vec::new());
    }
    let store = app.store().as_viewer(&own.viewer);
    let knowledge = app.engine().knowledge();
    let kept = match load_case(&store, own.chain, knowledge).await {
        Ok(kept) => kept,
        Err(EpisodeError::Missing(_)) => return Ok(Vec::new()),
        Err(other) => return Err(other.into()),
    };
    let is_there = |finding: &FindingId| {
        let from = knowledge.finding(*finding).present_from;
        kept.case.answers.iter().any(|answer| {
            answer.finding == *finding && matches!(answer.said, Said::State(state) if state >= from)
        })
    };
    Ok(nerve_signs(knowledge).filter(is_there).collect())
}

fn nerve_signs(knowledge: &Knowledge) -> impl Iterator<Item = FindingId> + '_ {
    let all = (0..knowledge.findings.len()).map(|index| FindingId(index as u16));
    all.filter(|finding| {
        let marks = &knowledge.finding(*finding).marks;
        let more = |mark: &Mark| matches!(mark, Mark::Serious | Mark::Deficit);
        marks.contains(&Mark::Nerve) && !marks.iter().any(more)
    })
}

/// Only the one person of local mode reports examinations: in a clinic a person cannot lift the advice to hold alone (S4).
///
/// # Errors
/// Not found in a clinic.
pub fn only_locally(app: &App) -> Result<(), Failure> {
    app.local_person().map(drop).ok_or_else(Failure::not_found)
}

/// Keeps a clearance that a person reports; it is shown as not verified.
///
/// # Errors
/// Everything that is wrong with it; not found in a clinic; the database's problem.
pub async fn report(app: &App, own: &Own, c: &Frame, fields: &Fields) -> Result<(), Failure> {
    only_locally(app)?;
    let knowledge = app.engine().knowledge();
    let said = |name: &str| fields.get(name).unwrap_or_default().trim().to_owned();
    let offered = clearable(app, own).await?;
    let ids: Vec<&str> = offered.iter().map(|f| knowledge.finding(*f).id.as_str()).collect();
    let clears: Vec<_> = fields
        .all("clears")
        .filter(|id| ids.contains(id))
        .map(|id| {
            let sided = knowledge.finding_id(id).is_some_and(|f| knowledge.finding(f).sided);
            let mut entry = json!({ "finding": id, "reason": said("reason") });
            if sided {
                entry["side"] = json!("both");
            }
            entry
        })
        .collect();
    let file = json!({
        "schema": "taut.clearance/1",
        "by": "person",
        "examiner": said("examiner"),
        "profession": said("profession"),
        "on": said("on"),
        "in_person": fields.get("in_person") == Some("yes"),
        "this_episode": fields.get("this_episode") == Some("yes"),
        "quiet_since": said("quiet_since"),
        "clears": clears,
    });
    let bytes = file.to_string();
    let new = ClearanceToKeep::read("the clearance", bytes.as_bytes(), knowledge, today())?;
    let store = app.store().as_viewer(&own.viewer);
    let kept = load_case(&store, own.chain, knowledge).await?;
    let by = (AUTHOR, now());
    keep_clearance(&store, own.chain, (&new, knowledge), by).await.map_err(|error| {
        let mut failure = Failure::from(error);
        let felt = last_felt(knowledge, &kept).unwrap_or_default();
        for fault in failure.faults.iter_mut().filter(|fault| fault.code == NOT_QUIET) {
            fault.what = c.t1("me.clear_not_quiet", "day", &felt);
            fault.hint.clear();
        }
        failure
    })?;
    app.store().anchor(now()).await?;
    Ok(())
}
