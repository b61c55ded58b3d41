//! A judged case: whose base rates, how long to search, and its verdict as JSON; for whatever shows or keeps it.

use taut_knowledge::{Answers, Case, ConditionId, Resolved};
use taut_reason::{Contributions, Reasoner, Setting, Verdict, contributions};

use crate::verdict_json::VerdictJson;

/// Decisions allowed to each search for reasons where a longer search is asked for: some seconds at most, in place of some
/// milliseconds.
pub const THOROUGH_DECISIONS: usize = 1 << 20;

/// Every setting and its name on the command line and in records.
const SETTINGS: [(Setting, &str); 2] = [(Setting::Home, "home"), (Setting::PtClinic, "pt-clinic")];

/// The name of a setting on the command line and in records.
#[must_use]
pub const fn setting_id(setting: Setting) -> &'static str {
    match setting {
        Setting::Home => SETTINGS[0].1,
        Setting::PtClinic => SETTINGS[1].1,
    }
}

/// The setting of this name.
#[must_use]
pub fn setting_of(id: &str) -> Option<Setting> {
    SETTINGS.into_iter().find(|(_, name)| *name == id).map(|(setting, _)| setting)
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

impl std::fmt::Debug for Judged<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Judged").field("rung", &self.verdict.rung()).finish_non_exhaustive()
    }
}

impl Judged<'_> {
    /// True if the longer search for reasons was allowed.
    #[must_use]
    pub const fn is_thorough(&self) -> bool {
        self.reasoner.reason_decisions >= THOROUGH_DECISIONS
    }

    /// The verdict as JSON; a person's copy leaves out what only a therapist may see.
    #[must_use]
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
#[must_use]
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
