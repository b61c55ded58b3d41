//! The shape of a verdict (`taut.verdict/1`) for the document: the same as `taut assess --format json` writes.
#![expect(dead_code, reason = "only the schemas are used; a test holds real verdicts against them")]

use serde::Serialize;
use utoipa::ToSchema;

/// Why the advice is more careful than the answers alone make it. The rung of the verdict is the one that counts; what explains
/// it is that of the answers alone.
#[derive(Serialize, ToSchema)]
pub struct UpheldAdvice {
    /// What the answers alone come to.
    answers_alone: Rung,
    /// Findings: new deficits that a check-in reported. None: less careful advice waits for a new assessment.
    deficits: Vec<String>,
}

/// The ladder of advice, the most careful first.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// Now.
    Emergency,
    /// A doctor, today.
    SeeDoctorToday,
    /// A doctor, within days to two weeks.
    SeeDoctor,
    /// No stretching until a physical therapist has examined it.
    HoldAndSeePt,
    /// A few questions decide it.
    Undecided,
    /// Self-care; stretching is not needed.
    StayActive,
    /// Hips and feet are the work to do.
    Strengthen,
    /// A gentle trial, with strength and mobility.
    StretchAndStrengthen,
}

/// The verdict on a case (`taut.verdict/1`). A person's copy holds nothing about serious conditions.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// Always `taut.verdict/1`.
    #[schema(example = "taut.verdict/1")]
    schema: String,
    /// Name and version of the program.
    program: String,
    /// What it rests on.
    knowledge: VerdictKnowledge,
    /// Id of the case; may be empty.
    case: String,
    /// The advice.
    rung: Rung,
    /// Open questions could still move it up.
    provisional: bool,
    /// What settled it.
    basis: Basis,
    /// The answer in one sentence, English.
    answer: String,
    /// How far it has been reviewed, English.
    notice: String,
    /// When to get help at once, English.
    safety_net: String,
    /// Findings that are open and could move it up.
    open_questions: Vec<String>,
    /// Rules that apply.
    why_not_less_careful: Vec<AppliedRule>,
    /// The given answers that force at least this rung.
    forced_by: ForcedBy,
    /// More careful rungs, and what rules them out.
    why_not_more_careful: Vec<RuledOut>,
    /// The fewest other answers that would change it.
    what_would_change: WouldChange,
    /// Probabilities of conditions that may be shown.
    behind: Vec<ConditionProbability>,
    /// The concern layer.
    concerns: Vec<ConcernScore>,
    /// What each answer adds.
    contributions: Vec<ConditionContributions>,
    /// Expected utility of each rung.
    utility: Vec<(String, f64)>,
    /// The rung that expected utility alone would choose.
    without_guard: Rung,
    /// How many reported things have no finding.
    unmapped: u64,
    /// Notes on how answers were resolved.
    notes: Vec<String>,
}

/// What settled a verdict.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Basis {
    Rule,
    Settled,
    Concern,
    Utility,
    Undecided,
}

/// The knowledge that a verdict rests on.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VerdictKnowledge {
    edition: String,
    hash: String,
    lowest_review: String,
    /// The written rules are the ones that were locked.
    safety_locked: bool,
    /// The rules are proved of this very knowledge.
    proved: bool,
    figures: u64,
    assumed_figures: u64,
}

/// A rule that applies.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AppliedRule {
    rule: String,
    rung: Option<Rung>,
    reason: String,
    because: Vec<String>,
    source: String,
    section: String,
    review: String,
}

/// A question and an answer to it.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FindingAnswer {
    finding: String,
    /// A state, a number, years of age, `not_sure` or `not_answered`.
    answer: String,
}

/// The given answers that force at least this rung, and what that is known for.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ForcedBy {
    answers: Vec<FindingAnswer>,
    guarantee: GuaranteeKind,
    /// What the guarantee means, in words.
    holds: String,
    excusable_by: Vec<String>,
    changes_tried: Option<u64>,
    minimality: MinimalityKind,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum GuaranteeKind {
    AnyAnswer,
    GivenAnswers,
    FewChanges,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum MinimalityKind {
    Smallest,
    NoneToSpare,
}

/// A more careful rung and what kept the advice from it.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RuledOut {
    rung: Rung,
    ruled_out_by: Vec<String>,
    rules: Vec<String>,
    still_open: Vec<String>,
    /// Pairs of findings.
    still_open_pairs: Vec<Vec<String>>,
    rules_that_need_more: Vec<String>,
}

/// The fewest answers that would change the advice.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WouldChange {
    given_less_careful: FewestAnswers,
    given_more_careful: FewestAnswers,
    open_less_careful: FewestAnswers,
    open_more_careful: FewestAnswers,
}

/// A number of answers, and which.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FewestAnswers {
    bound: Bound,
    answers: Option<u64>,
    ways: Vec<Way>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Bound {
    Exactly,
    AtLeast,
    Never,
}

/// Other answers, and the advice with them.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Way {
    answers: Vec<FindingAnswer>,
    rung: Rung,
}

/// How likely a condition is.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConditionProbability {
    condition: String,
    #[schema(minimum = 0.0, maximum = 1.0)]
    probability: f64,
}

/// How the concern layer scores a condition.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConcernScore {
    condition: String,
    base_log_odds: f64,
    added: Vec<(String, f64)>,
    #[schema(minimum = 0.0, maximum = 1.0)]
    probability: f64,
}

/// What each answer adds to a condition's log-odds.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConditionContributions {
    condition: String,
    method: MethodKind,
    prior_log_odds: f64,
    parts: Vec<(String, f64)>,
    log_odds: f64,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum MethodKind {
    Shapley,
    ChainRule,
}
