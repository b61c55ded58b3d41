//! The verdict as JSON for programs (`taut.verdict/1`); a person's copy holds nothing about serious conditions.

use serde::Serialize;
use taut_knowledge::{Answers, Case, Concern, ConditionId, FindingId, Knowledge, Rung};
use taut_reason::{Basis, Contributions, Method, Reasoner, Verdict};

use crate::reasons_json::{ForcedByDto, RuledOutDto, WouldChangeDto};

/// The verdict for programs (`taut.verdict/1`).
#[derive(Debug, Serialize)]
pub struct VerdictJson {
    schema: &'static str,
    program: &'static str,
    knowledge: KnowledgeDto,
    case: String,
    rung: &'static str,
    provisional: bool,
    basis: &'static str,
    answer: String,
    notice: String,
    safety_net: String,
    open_questions: Vec<String>,
    why_not_less_careful: Vec<RuleDto>,
    forced_by: ForcedByDto,
    why_not_more_careful: Vec<RuledOutDto>,
    what_would_change: WouldChangeDto,
    behind: Vec<ConditionDto>,
    concerns: Vec<ConcernDto>,
    contributions: Vec<ContributionsDto>,
    utility: Vec<(&'static str, f64)>,
    without_guard: &'static str,
    unmapped: usize,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct KnowledgeDto {
    edition: String,
    hash: String,
    lowest_review: &'static str,
    safety_locked: bool,
    proved: bool,
    figures: usize,
    assumed_figures: usize,
}

#[derive(Debug, Serialize)]
struct RuleDto {
    rule: String,
    rung: Option<&'static str>,
    reason: String,
    because: Vec<String>,
    source: String,
    section: String,
    review: &'static str,
}

#[derive(Debug, Serialize)]
struct ConditionDto {
    condition: String,
    probability: f64,
}

#[derive(Debug, Serialize)]
struct ConcernDto {
    condition: String,
    base_log_odds: f64,
    added: Vec<(String, f64)>,
    probability: f64,
}

#[derive(Debug, Serialize)]
struct ContributionsDto {
    condition: String,
    method: &'static str,
    prior_log_odds: f64,
    parts: Vec<(String, f64)>,
    log_odds: f64,
}

impl VerdictJson {
    /// The same at another rung; what explains it is still that of the answers alone.
    #[must_use]
    pub fn at(self, knowledge: &Knowledge, rung: Rung) -> Self {
        let answer = knowledge.phrase(&format!("answer_{}", rung.id()), "en");
        Self { rung: rung.id(), answer: answer.unwrap_or_default().to_owned(), ..self }
    }

    /// Builds the output; probabilities of serious conditions are left out unless a therapist reads it.
    #[must_use]
    pub fn new(
        reasoner: &Reasoner,
        case: &Case,
        verdict: &Verdict,
        answers: &Answers,
        notes: &[String],
        parts: &[Contributions],
        therapist: bool,
    ) -> Self {
        let knowledge = reasoner.knowledge;
        let id = |f: &FindingId| knowledge.finding(*f).id.clone();
        let ids = |list: &[FindingId]| list.iter().map(id).collect::<Vec<_>>();
        let phrase = |p: &str| knowledge.phrase(p, "en").unwrap_or_default().to_owned();
        let visible = |c: ConditionId| {
            let condition = knowledge.condition(c);
            therapist || (condition.show_to_person && condition.concern != Concern::Serious)
        };
        let reasons = reasoner.reasons(verdict, answers);
        let assumed = knowledge
            .links
            .iter()
            .filter(|l| {
                knowledge.evidence[l.evidence].obtained == taut_knowledge::Obtained::Assumed
            })
            .count();
        Self {
            schema: "taut.verdict/1",
            program: concat!("taut ", env!("CARGO_PKG_VERSION")),
            knowledge: KnowledgeDto {
                edition: knowledge.edition.clone(),
                hash: knowledge.hash.clone(),
                lowest_review: knowledge.lowest_review.id(),
                safety_locked: knowledge.safety_locked,
                proved: knowledge.proved,
                figures: knowledge.links.len(),
                assumed_figures: assumed,
            },
            case: case.id.clone(),
            rung: verdict.rung().id(),
            provisional: verdict.is_provisional(),
            basis: match verdict.decision.basis {
                Basis::Rule => "rule",
                Basis::Settled => "settled",
                Basis::Concern => "concern",
                Basis::Utility => "utility",
                Basis::Undecided => "undecided",
            },
            answer: phrase(&format!("answer_{}", verdict.rung().id())),
            notice: format!("{}. {}", phrase("research_preview"), phrase("no_clinician")),
            safety_net: phrase("safety_net"),
            open_questions: ids(&verdict.open),
            why_not_less_careful: verdict
                .decision
                .fired
                .iter()
                .map(|fired| {
                    let rule = &knowledge.rules[fired.rule];
                    RuleDto {
                        rule: rule.id.clone(),
                        rung: rule.rung.map(taut_knowledge::Rung::id),
                        reason: rule.text["en"].reason.clone(),
                        because: ids(&fired.because),
                        source: rule.source.clone(),
                        section: rule.section.clone(),
                        review: rule.review.id(),
                    }
                })
                .collect(),
            forced_by: ForcedByDto::new(reasoner, &reasons, answers),
            why_not_more_careful: RuledOutDto::list(reasoner, &reasons),
            what_would_change: WouldChangeDto::new(knowledge, &reasons),
            behind: (0..knowledge.conditions.len())
                .map(|i| ConditionId(i as u16))
                .filter(|c| visible(*c))
                .map(|c| ConditionDto {
                    condition: knowledge.condition(c).id.clone(),
                    probability: verdict.decision.posteriors.of(c),
                })
                .collect(),
            concerns: verdict
                .decision
                .concerns
                .iter()
                .filter(|c| visible(c.condition))
                .map(|c| ConcernDto {
                    condition: knowledge.condition(c.condition).id.clone(),
                    base_log_odds: c.base_log_odds,
                    added: c.added.iter().map(|(f, w)| (id(f), *w)).collect(),
                    probability: c.probability,
                })
                .collect(),
            contributions: parts
                .iter()
                .filter(|c| visible(c.condition))
                .map(|c| ContributionsDto {
                    condition: knowledge.condition(c.condition).id.clone(),
                    method: match c.method {
                        Method::Shapley => "shapley",
                        Method::ChainRule => "chain_rule",
                    },
                    prior_log_odds: c.prior_log_odds,
                    parts: c.parts.iter().map(|(f, x)| (id(f), *x)).collect(),
                    log_odds: c.log_odds,
                })
                .collect(),
            utility: taut_knowledge::Rung::ALL
                .into_iter()
                .map(|r| (r.id(), verdict.decision.utility[r as usize]))
                .collect(),
            without_guard: verdict.decision.unguarded.id(),
            unmapped: case.unmapped.len(),
            notes: notes.to_vec(),
        }
    }
}
