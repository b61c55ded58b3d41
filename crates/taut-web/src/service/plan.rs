//! A programme for a visitor: proposed from their answers and wishes, more questions taken in, kept in their own record.

use jiff::civil::Date;
use taut_episode::{
    AskSides, Fault, PlanToKeep, ScreenView, VerdictToKeep, answers, bodies, keep_plan,
    keep_verdict, plan_screen, usual_preferences,
};
use taut_plan::{Plan, Preferences};
use taut_record::{DraftKind, DraftOwner, Expected, StoredPreferences};
use taut_text::PlanView;

use crate::app::{AUTHOR, App, now, today};
use crate::failure::Failure;
use crate::service::interview;
use crate::service::story::{earlier_wishes, told_if_same};
use crate::service::subject::{self, Subject};
use crate::visit::Visit;
use crate::writer::Put;

/// A programme that is not kept yet, or why there is none.
#[derive(Debug)]
pub struct Proposal {
    /// The answers that it follows from.
    pub subject: Subject,
    /// What the visitor can and wants to do.
    pub preferences: Preferences,
    /// The plan.
    pub plan: Plan,
}

/// What the visitor can and wants to do: as they said, else as in the programme that is kept, else the usual.
///
/// # Errors
/// The database's problem; what they said cannot be read back.
pub async fn wishes(
    app: &App,
    visit: &Visit,
    kept: Option<&Preferences>,
) -> Result<Preferences, Failure> {
    wishes_of(app, visit.draft_owner(), kept).await
}

/// As [`wishes`], for whoever owns the draft of them.
///
/// # Errors
/// The database's problem.
pub async fn wishes_of(
    app: &App,
    owner: Option<DraftOwner>,
    kept: Option<&Preferences>,
) -> Result<Preferences, Failure> {
    let knowledge = app.engine().knowledge();
    let usual = || kept.cloned().unwrap_or_else(|| usual_preferences(knowledge));
    let Some(owner) = owner else { return Ok(usual()) };
    let draft = app.store().draft(&owner, DraftKind::Wishes, now()).await?;
    let Some(draft) = draft else { return Ok(usual()) };
    let said: StoredPreferences = serde_json::from_str(&draft.body).map_err(Failure::ours)?;
    Ok(bodies::read_preferences(knowledge, &said)?)
}

/// Keeps wishes for the next proposal.
///
/// # Errors
/// There is nobody to keep them for; the database's problem.
pub async fn wish(app: &App, visit: &Visit, wanted: &Preferences) -> Result<(), Failure> {
    wish_of(app, visit.draft_owner().ok_or_else(Failure::not_found)?, wanted).await
}

/// As [`wish`], for whoever owns the draft of them.
///
/// # Errors
/// The database's problem.
pub async fn wish_of(app: &App, owner: DraftOwner, wanted: &Preferences) -> Result<(), Failure> {
    let stored = bodies::preferences(app.engine().knowledge(), wanted);
    let body = serde_json::to_string(&stored).map_err(Failure::ours)?;
    let now = now();
    let expires = interview::draft_end(now);
    let expected = Expected::Any;
    let put = Put { owner, kind: DraftKind::Wishes, body, expected, expires, now };
    app.writer().put(put).await?;
    Ok(())
}

/// A programme from the answers of a visitor and their wishes: those of now, else those of the programme that they keep.
///
/// # Errors
/// The database's problem; problems of the body's files.
pub async fn of_subject(app: &App, visit: &Visit, subject: Subject) -> Result<Proposal, Failure> {
    let earlier = earlier_wishes(app, visit).await?;
    let preferences = wishes(app, visit, earlier.as_ref()).await?;
    propose(app, subject, preferences).await
}

/// A programme from these answers and wishes; none where what check-ins came to allows none.
///
/// # Errors
/// Problems of the body's files.
pub async fn propose(
    app: &App,
    subject: Subject,
    preferences: Preferences,
) -> Result<Proposal, Failure> {
    app.compute(move |app| {
        let mut subject = subject;
        if let Some(upheld) = &subject.upheld {
            subject.judgement = upheld.over_plan(subject.judgement);
        }
        let Subject { judgement, clearances, dropped, .. } = &subject;
        let plan = app.engine().plan(judgement, &preferences, clearances, dropped, today())?;
        Ok(Proposal { subject, preferences, plan })
    })
    .await
}

impl Proposal {
    /// As pages show it.
    #[must_use]
    pub fn view(&self) -> PlanView<'_> {
        let judgement = &self.subject.judgement;
        PlanView {
            reasoner: judgement.reasoner,
            answers: &judgement.resolved.answers,
            verdict: &judgement.verdict,
            preferences: &self.preferences,
            plan: &self.plan,
        }
    }

    /// True if there is something to do, and so to keep.
    #[must_use]
    pub fn has_exercises(&self) -> bool {
        matches!(&self.plan, Plan::Programme(programme) if !programme.chosen.is_empty())
    }

    /// Questions that could admit more exercises.
    #[must_use]
    pub fn questions(&self, language: &str) -> Option<ScreenView> {
        let knowledge = self.subject.judgement.reasoner.knowledge;
        plan_screen(knowledge, &self.plan, AskSides::Which, language)
    }
}

/// Takes in replies to questions that could admit more: into the interview where one is, else into the record.
///
/// # Errors
/// Replies that do not fit, all of them; nothing is kept then. The database's problem.
pub async fn reply(
    app: &App,
    visit: &Visit,
    proposal: Proposal,
    given: &[(&str, &str, &str)],
) -> Result<(), Failure> {
    let Some(screen) = proposal.questions(visit.language()) else { return Ok(()) };
    let given = screen.read(given.iter().copied()).map_err(Failure::refused)?;
    if given.is_empty() {
        return Ok(());
    }
    if proposal.subject.standing.is_some() {
        interview::more(app, visit, &given).await?;
        return Ok(());
    }
    let own = visit.own_or_sign_in()?;
    let knowledge = app.engine().knowledge();
    let Subject { mut value, judgement, cleared, clearances, seen, .. } = proposal.subject;
    let on = today().to_string();
    if let Some(list) = value["answers"].as_array_mut() {
        list.extend(answers(knowledge, &given).into_iter().map(|mut answer| {
            answer["when"] = on.clone().into();
            answer
        }));
    }
    let (setting, thorough) = (judgement.reasoner.setting, judgement.judged().is_thorough());
    let (judgement, value) = app
        .compute(move |app| {
            let case = subject::read(app, &value)?;
            let case = clearances.with(app.engine().knowledge(), &case, today());
            Ok((app.engine().answer(case, setting, thorough), value))
        })
        .await?;
    let store = app.store().as_viewer(&own.viewer);
    let new =
        VerdictToKeep { case: &value, judged: judgement.judged(), clearances: &cleared, seen };
    keep_verdict(&store, own.chain, &new, (AUTHOR, now())).await?;
    app.store().anchor(now()).await?;
    Ok(())
}

/// Keeps a proposal as the visitor's programme. The interview that it came from is done with then.
///
/// # Errors
/// There is no programme, or no record to keep it in; the one that is kept is paused and waits for a check-in; something was added
/// meanwhile; the database's problem.
pub async fn keep(
    app: &App,
    visit: &Visit,
    proposal: &Proposal,
    begins: Date,
) -> Result<(), Failure> {
    let own = visit.own_or_sign_in()?;
    if !proposal.has_exercises() {
        let what = visit.frame.t("plan.nothing_to_keep");
        return Err(Failure::refused(vec![Fault::new("no-programme", "", what, "")]));
    }
    if told_if_same(app, visit).await?.is_some_and(|told| told.is_paused()) {
        let what = visit.frame.t("plan.frozen");
        return Err(Failure::refused(vec![Fault::new("check-in-first", "", what, "")]));
    }
    let Proposal { subject, preferences, plan } = proposal;
    let judged = subject.judgement.judged();
    let new = PlanToKeep {
        judged,
        case: &subject.value,
        preferences,
        overrides: &[],
        begins,
        plan,
        clearances: &subject.cleared,
        seen: subject.seen,
        dropped: &subject.dropped,
    };
    let store = app.store().as_viewer(&own.viewer);
    keep_plan(&store, own.chain, &new, (AUTHOR, now())).await?;
    app.store().anchor(now()).await?;
    let done = [DraftKind::Interview, DraftKind::Wishes, DraftKind::CheckIn];
    subject::forget_drafts(app, visit, &done).await
}
