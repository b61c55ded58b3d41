//! Advice of check-ins that answers of a later look alone would make less careful: it counts on until something deals with it.

use serde_json::{Value, json};
use taut_knowledge::{FindingId, Knowledge, Rung};
use taut_plan::ActionKind;
use taut_record::{Kind, Outcome};
use taut_text::{Page, UpheldView, upheld_page, verdict_page};

use crate::engine::Judgement;
use crate::keep::PERSON;
use crate::read::EpisodeReader;
use crate::story::{KeptCase, SaidThen};

/// What the check-ins of an episode came to, as far as nothing has dealt with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CameTo {
    /// The advice of the newest check-in; nothing once answers were given anew or a clearance was written after it.
    newest: Option<Rung>,
    /// New deficits; not those that somebody other than the person has written answers or a clearance after.
    deficits: Vec<FindingId>,
}

/// Advice of check-ins that is more careful than that of the answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upheld {
    /// The advice that counts.
    pub rung: Rung,
    /// What the answers alone come to.
    pub alone: Rung,
    /// New deficits that a check-in reported and that still are there; none: the advice is that of the newest check-in, which no
    /// programme makes less careful by itself.
    pub deficits: Vec<FindingId>,
}

impl CameTo {
    /// Of check-ins, oldest first, of a case that is read but for this.
    ///
    /// # Errors
    /// The records cannot be read.
    pub(crate) async fn of(
        reader: EpisodeReader<'_>,
        knowledge: &Knowledge,
        said: &[SaidThen],
        (kept, answers): (&KeptCase, i64),
    ) -> Outcome<Self> {
        let cleared = kept.clearances.iter().map(|(at, _)| *at).max().unwrap_or_default();
        let newest = said.last().filter(|one| one.at > answers.max(cleared));
        let newest = newest.and_then(|one| rung_of(&one.kept.rung));
        let mut deficits: Vec<(i64, FindingId)> = Vec::new();
        for one in said {
            let found = one.kept.actions.iter().flat_map(|action| deficits_of(knowledge, action));
            deficits.extend(found.map(|finding| (one.at, finding)));
        }
        if !deficits.is_empty() {
            let seen = seen_by_others(reader, kept).await?;
            deficits.retain(|(at, _)| *at > seen);
        }
        let mut deficits: Vec<FindingId> = deficits.into_iter().map(|(_, one)| one).collect();
        deficits.sort_unstable();
        deficits.dedup();
        Ok(Self { newest, deficits })
    }

    /// The person has answered anew: only deficits are left, which an answer does not take back (S13).
    pub(crate) const fn answered_anew(&mut self) {
        self.newest = None;
    }
}

/// The place of the newest answers or clearance that somebody other than the person wrote.
async fn seen_by_others(reader: EpisodeReader<'_>, kept: &KeptCase) -> Outcome<i64> {
    let answers = reader.all(Kind::Answers).await?;
    let answers = answers.iter().filter(|entry| entry.author != PERSON).map(|entry| entry.seq);
    let examined = kept.clearances.iter().filter(|(_, one)| !one.is_reported());
    Ok(answers.chain(examined.map(|(at, _)| *at)).max().unwrap_or_default())
}

fn rung_of(id: &str) -> Option<Rung> {
    Rung::ALL.into_iter().find(|rung| rung.id() == id)
}

/// The findings of an action that says of new deficits.
fn deficits_of(knowledge: &Knowledge, action: &Value) -> Vec<FindingId> {
    if action["action"] != ActionKind::Deficit.id() {
        return Vec::new();
    }
    let ids = action["findings"].as_array().map(Vec::as_slice).unwrap_or_default();
    ids.iter().filter_map(|id| knowledge.finding_id(id.as_str()?)).collect()
}

impl KeptCase {
    /// What check-ins came to, where it is more careful than a judgement of this case.
    #[must_use]
    pub fn upheld(&self, knowledge: &Knowledge, judgement: &Judgement) -> Option<Upheld> {
        let alone = judgement.verdict.rung();
        let is_there = |finding: &FindingId| {
            let value = judgement.resolved.answers.get(*finding);
            let from = knowledge.finding(*finding).present_from;
            matches!(value, taut_knowledge::Value::State(state) if state >= from)
        };
        let deficits = self.came_to.deficits.iter().copied().filter(is_there);
        let deficits: Vec<FindingId> = deficits.collect();
        let least = Rung::from(knowledge.check_in.numbers.deficit_rung);
        let floor = (!deficits.is_empty()).then_some(least);
        let rung = self.came_to.newest.into_iter().chain(floor).min()?;
        (rung < alone).then_some(Upheld { rung, alone, deficits })
    }
}

impl Upheld {
    /// The judgement at the advice that counts; what explains it is still that of the answers alone.
    #[must_use]
    pub fn over(&self, mut judgement: Judgement) -> Judgement {
        judgement.verdict.decision.rung = self.rung;
        judgement
    }

    /// The judgement that a new programme follows: none follows where the advice that counts allows none. Any other is that of
    /// the answers alone, because a new programme is what less careful advice waits for.
    #[must_use]
    pub fn over_plan(&self, judgement: Judgement) -> Judgement {
        if self.rung < Rung::HoldAndSeePt { self.over(judgement) } else { judgement }
    }

    /// As JSON: what the answers alone come to, and the new deficits.
    #[must_use]
    pub fn json(&self, knowledge: &Knowledge) -> Value {
        let id = |finding: &FindingId| knowledge.finding(*finding).id.clone();
        let deficits: Vec<String> = self.deficits.iter().map(id).collect();
        json!({ "answers_alone": self.alone.id(), "deficits": deficits })
    }
}

/// The page of an answer that a person reads, at the advice that counts.
#[must_use]
pub fn answer_page(judgement: &Judgement, upheld: Option<&Upheld>, language: &str) -> Page {
    let Judgement { reasoner, resolved, verdict, .. } = judgement;
    let (knowledge, answers) = (reasoner.knowledge, &resolved.answers);
    let Some(upheld) = upheld else { return verdict_page(reasoner, verdict, answers, language) };
    let verdict = upheld.over(judgement.clone()).verdict;
    let Upheld { alone, deficits, .. } = upheld;
    let view = UpheldView { knowledge, answers, verdict: &verdict, alone: *alone, deficits };
    upheld_page(&view, language)
}
