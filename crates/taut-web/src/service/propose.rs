//! A programme that a therapist makes for a person out of the newest answers: wishes, more questions, kept.

use jiff::civil::Date;
use serde_json::Value;
use taut_episode::{Fault, PlanToKeep, answers, keep_plan};
use taut_record::{DraftKind, DraftOwner};

use super::patient::{New, Patient};
use super::plan::{self, Proposal};
use crate::app::{App, now};
use crate::failure::Failure;
use crate::html::frame::Frame;

/// Wishes are the person's, whoever writes them down.
#[must_use]
pub fn owner(patient: &Patient) -> DraftOwner {
    DraftOwner::Person(patient.chain(), patient.by.viewer)
}

/// A proposal; nothing where no answers are kept.
///
/// # Errors
/// The database's problem; problems of the body's files.
pub async fn proposal(
    app: &App,
    patient: &Patient,
    today: Date,
) -> Result<Option<Proposal>, Failure> {
    let Some(current) = patient.current(app, today).await? else { return Ok(None) };
    let earlier = patient.story(app).await?.map(|told| told.kept.preferences);
    let wishes = plan::wishes_of(app, Some(owner(patient)), earlier.as_ref()).await?;
    Ok(Some(plan::propose(app, current.subject(), wishes).await?))
}

/// Takes replies to questions that could admit more exercises into the answers.
///
/// # Errors
/// Replies that do not fit, all of them; nothing is kept then. The database's problem.
pub async fn reply(
    app: &App,
    patient: &Patient,
    proposal: &Proposal,
    given: &[(&str, &str, &str)],
    (language, today): (&str, Date),
) -> Result<(), Failure> {
    let Some(screen) = proposal.questions(language) else { return Ok(()) };
    let given = screen.read(given.iter().copied()).map_err(Failure::refused)?;
    if given.is_empty() {
        return Ok(());
    }
    let on = today.to_string();
    let mut answers = answers(app.engine().knowledge(), &given);
    for answer in &mut answers {
        answer["when"] = Value::from(on.clone());
    }
    patient.add(app, &New { answers, on, ..New::default() }, today).await.map(drop)
}

/// Keeps a proposal as the person's programme from today on.
///
/// # Errors
/// It holds no exercise; something was added meanwhile; the database's problem.
pub async fn keep(
    app: &App,
    patient: &Patient,
    proposal: &Proposal,
    (c, today): (&Frame, Date),
) -> Result<(), Failure> {
    if !proposal.has_exercises() {
        let what = c.t("plan.nothing_to_keep");
        return Err(Failure::refused(vec![Fault::new("no-programme", "", what, "")]));
    }
    let Proposal { subject, preferences, plan } = proposal;
    let new = PlanToKeep {
        judged: subject.judgement.judged(),
        case: &subject.value,
        preferences,
        overrides: &[],
        begins: today,
        plan,
        clearances: &subject.cleared,
        seen: subject.seen,
        dropped: &subject.dropped,
    };
    keep_plan(&patient.store, patient.chain(), &new, (patient.by.name.as_str(), now())).await?;
    app.store().anchor(now()).await?;
    app.store().delete_draft(&owner(patient), DraftKind::Wishes).await?;
    Ok(())
}
