//! What is said anew about a person, in an interview or a case file: joined with what stands from before, judged, and kept unless
//! something was added meanwhile.

use jiff::civil::Date;
use serde_json::Value;
use taut_knowledge::{Case, FindingId, Knowledge, Said, read_case};
use taut_reason::Setting;
use taut_record::{ChainId, Problem, ProblemKind, Store, StoredCleared};

use crate::asked_again::{Form, asked_again};
use crate::engine::{Engine, Judgement};
use crate::error::EpisodeError;
use crate::keep::{Kept, VerdictToKeep, keep_verdict};
use crate::read::EpisodeReader;
use crate::story::{KeptCase, load_case, of_others};
use crate::unchanged::newest_place;
use crate::upheld::Upheld;

/// How often something is judged again because the record changed meanwhile, before that is given up.
pub const ATTEMPTS: usize = 8;

/// Answers that are given anew.
#[derive(Debug, Clone, PartialEq)]
pub struct SaidAnew {
    case: Case,
    value: Value,
    form: Form,
    over: Option<i64>,
}

impl SaidAnew {
    /// An interview as a case file; every answer of it was given on this day. It takes the place of all that the person said on
    /// the same day, but not of what was kept after it was over (milliseconds since 1970 UTC; nothing: it is over just now).
    ///
    /// # Errors
    /// It is no case file, which would be a fault of ours.
    pub fn interview(
        knowledge: &Knowledge,
        mut value: Value,
        on: Date,
        over: Option<i64>,
    ) -> Result<Self, EpisodeError> {
        let answers = value.get_mut("answers").and_then(Value::as_array_mut);
        for answer in answers.into_iter().flatten() {
            answer["when"] = on.to_string().into();
        }
        let case = read_back(knowledge, &value)?;
        Ok(Self { case, value, form: Form::Interview(on), over })
    }

    /// A case file, read and as JSON. Its answers have days of their own; those without one count as given on the day on which it
    /// is kept. Of the person's answers of that same day it replaces those that it gives again.
    #[must_use]
    pub const fn file(case: Case, value: Value) -> Self {
        Self { case, value, form: Form::File, over: None }
    }

    /// How it is joined with what is kept: an interview that was over before that was kept takes nothing back.
    fn form(&self, kept: &KeptCase) -> Form {
        match self.form {
            Form::Interview(day) if self.over.is_some_and(|over| kept.at > over) => {
                Form::Beside(day)
            }
            form => form,
        }
    }

    /// True if every answer is among those that are kept.
    fn is_in(&self, kept: &KeptCase) -> bool {
        let all = kept.dated();
        self.case.answers.iter().all(|answer| all.contains(answer))
    }
}

/// What a person's record holds before something is said anew.
#[derive(Debug, Clone, Default)]
pub struct Before {
    /// Place of the newest entry when it was read; nothing where there is no record.
    pub seen: Option<i64>,
    /// The newest answers of the open episode; nothing if none are kept.
    pub kept: Option<KeptCase>,
}

impl Before {
    /// Reads it.
    ///
    /// # Errors
    /// There is no such person; or the records cannot be read.
    pub async fn read(
        store: &Store,
        chain: ChainId,
        knowledge: &Knowledge,
    ) -> Result<Self, EpisodeError> {
        let seen = Some(newest_place(store, chain).await?);
        match load_case(store, chain, knowledge).await {
            Ok(mut kept) => {
                let number = kept.episode;
                kept.others = of_others(EpisodeReader { store, chain, number }, knowledge).await?;
                Ok(Self { seen: Some(kept.seen), kept: Some(kept) })
            }
            Err(EpisodeError::Missing(_)) => Ok(Self { seen, kept: None }),
            Err(other) => Err(other),
        }
    }
}

/// How to judge, where somebody wants it otherwise than the record has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Whose base rates apply; nothing: as in the record, else those at home.
    pub setting: Option<Setting>,
    /// Search longer for reasons; false: as in the record.
    pub thorough: bool,
}

/// Answers that were given anew, judged with what stands from before.
#[derive(Debug, Clone)]
pub struct Joined {
    /// The judgement.
    pub judgement: Judgement,
    /// The case as JSON, as it would be kept: without what clearances add.
    pub value: Value,
    /// Clearances that the judgement rests on.
    pub cleared: Vec<StoredCleared>,
    /// Signs that count although they are not said now, because they were reported or found before (S13), in the order in which
    /// they came.
    pub stands: Vec<FindingId>,
    /// What check-ins came to, where it is more careful than the judgement.
    pub upheld: Option<Upheld>,
    /// The record with these answers; nothing if no answers were kept before.
    pub kept: Option<KeptCase>,
    /// Place of the newest entry when the record was read; nothing where there is no record.
    pub seen: Option<i64>,
}

/// Joins what is said anew on a day with what stands from before, and judges it: the same for whoever shows it.
///
/// # Errors
/// The answers cannot be read together, which would be a fault of ours.
pub fn join(
    engine: &Engine,
    Before { seen, kept }: Before,
    said: &SaidAnew,
    wanted: Wanted,
    on: Date,
) -> Result<Joined, EpisodeError> {
    let knowledge = engine.knowledge();
    let setting = wanted.setting.or(kept.as_ref().map(|kept| kept.setting));
    let setting = setting.unwrap_or(Setting::Home);
    let thorough = wanted.thorough || kept.as_ref().is_some_and(|kept| kept.thorough);
    let Some(kept) = kept else {
        let judgement = engine.answer(said.case.clone(), setting, thorough);
        let (value, cleared, stands) = (said.value.clone(), Vec::new(), Vec::new());
        let (upheld, kept) = (None, None);
        return Ok(Joined { judgement, value, cleared, stands, upheld, kept, seen });
    };
    let form = said.form(&kept);
    let kept = if matches!(form, Form::Beside(_)) && said.is_in(&kept) {
        kept
    } else {
        let value = asked_again(knowledge, &kept, (&said.value, &said.case, form), on);
        let case = read_back(knowledge, &value)?;
        kept.with(knowledge, (case, value), &said.case.answers, on)
    };
    let value = kept.value.clone();
    let (case, cleared) = kept.cleared(knowledge, on);
    let judgement = engine.answer(case, setting, thorough);
    let stands = stands(knowledge, &said.case, &judgement);
    let upheld = kept.upheld(knowledge, &judgement);
    Ok(Joined { judgement, value, cleared, stands, upheld, kept: Some(kept), seen })
}

impl Joined {
    /// What [`keep_verdict`] takes.
    #[must_use]
    pub fn to_keep(&self) -> VerdictToKeep<'_> {
        VerdictToKeep {
            case: &self.value,
            judged: self.judgement.judged(),
            clearances: &self.cleared,
            seen: self.seen,
        }
    }
}

/// Reads a record, judges something with it, and keeps both; judged again where anything was added to the record meanwhile.
///
/// # Errors
/// What `judge` says; a conflict if something is added each time; or the records cannot be read or written. Nothing is kept
/// then.
pub async fn keep_said(
    store: &Store,
    chain: ChainId,
    knowledge: &Knowledge,
    mut judge: impl FnMut(Before) -> Result<Joined, EpisodeError> + Send,
    by: (&str, i64),
) -> Result<(Kept, Joined), EpisodeError> {
    for _ in 0..ATTEMPTS {
        let before = Before::read(store, chain, knowledge).await?;
        let joined = judge(before)?;
        match keep_verdict(store, chain, &joined.to_keep(), by).await {
            Err(error) if error.is_changed_meanwhile() => {}
            other => return Ok((other?, joined)),
        }
    }
    Err(conflict())
}

/// Something is added to the record each time before this can be.
pub(crate) fn conflict() -> EpisodeError {
    let what = "others keep adding to this record, so nothing was kept";
    let hint = "wait until the other window or program has finished, and do it again";
    Problem::new(ProblemKind::Conflict, what).hint(hint).into()
}

/// Signs that count although they are not said.
fn stands(knowledge: &Knowledge, said: &Case, judgement: &Judgement) -> Vec<FindingId> {
    let counts = |finding: FindingId| match judgement.resolved.answers.get(finding) {
        taut_knowledge::Value::State(state) => state,
        taut_knowledge::Value::Unknown => 0,
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

/// A case that this program put together, read.
pub(crate) fn read_back(knowledge: &Knowledge, value: &Value) -> Result<Case, EpisodeError> {
    Ok(read_case("the answers", value.to_string().as_bytes(), knowledge)?)
}
