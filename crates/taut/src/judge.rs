//! A judged case: whose base rates, how long to search, and its verdict as JSON; for whatever shows or keeps it.

use clap::ValueEnum;
use taut_knowledge::{Answers, Case, ConditionId, Resolved};
use taut_reason::{Contributions, Reasoner, Setting, Verdict, contributions};

use crate::verdict_json::VerdictJson;

/// Decisions that `--thorough` allows to each search for reasons: some seconds at most, in place of some milliseconds.
pub const THOROUGH_DECISIONS: usize = 1 << 20;

/// Whose base rates apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SettingArg {
    /// People who ask at home
    Home,
    /// People in a physical-therapy clinic
    PtClinic,
}

impl SettingArg {
    /// Its name on the command line and in records.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::PtClinic => "pt-clinic",
        }
    }

    /// The setting of this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        [Self::Home, Self::PtClinic].into_iter().find(|setting| setting.id() == id)
    }
}

impl From<SettingArg> for Setting {
    fn from(setting: SettingArg) -> Self {
        match setting {
            SettingArg::Home => Self::Home,
            SettingArg::PtClinic => Self::PtClinic,
        }
    }
}

/// A case and its verdict, with all that the verdict as JSON needs.
#[derive(Clone, Copy)]
pub struct Judged<'a> {
    /// The reasoner that judged.
    pub reasoner: &'a Reasoner<'a>,
    /// The case.
    pub case: &'a Case,
    /// Its answers.
    pub resolved: &'a Resolved,
    /// The verdict.
    pub verdict: &'a Verdict,
}

impl Judged<'_> {
    /// The verdict as JSON.
    pub fn json(&self, therapist: bool) -> VerdictJson {
        let Self { reasoner, case, resolved, verdict } = *self;
        let parts = top_contributions(reasoner, verdict, &resolved.answers);
        VerdictJson::new(
            reasoner,
            case,
            verdict,
            &resolved.answers,
            &resolved.notes,
            &parts,
            therapist,
        )
    }
}

/// Contributions for the condition behind the rung, if there is one, and the most likely shown cause.
pub fn top_contributions(
    reasoner: &Reasoner,
    verdict: &Verdict,
    answers: &Answers,
) -> Vec<Contributions> {
    let knowledge = reasoner.knowledge;
    let mut wanted: Vec<ConditionId> = Vec::new();
    if let Some(id) = verdict.decision.class_probability[verdict.rung() as usize].1 {
        wanted.push(id);
    }
    let best = (0..knowledge.conditions.len())
        .map(|i| ConditionId(i as u16))
        .filter(|id| knowledge.condition(*id).show_to_person)
        .max_by(|a, b| {
            let p = |id: &ConditionId| verdict.decision.posteriors.of(*id);
            p(a).total_cmp(&p(b)).then(b.cmp(a))
        });
    if let Some(best) = best
        && !wanted.contains(&best)
    {
        wanted.push(best);
    }
    wanted.into_iter().map(|id| contributions(reasoner, answers, id)).collect()
}
