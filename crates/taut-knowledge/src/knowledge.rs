//! The resolved knowledge: what the other crates read, checked and with every id turned into an index.

use std::collections::BTreeMap;

use crate::answers::Answers;
use crate::expr::Expr;
use crate::grades::{Obtained, Review, Rung};
use crate::ids::{ConditionId, FindingId};
use crate::languages::Language;
use crate::programme::{
    Caution, CheckInPolicy, Course, Exercise, ItemBar, Measure, ProgrammePolicy, Situation,
};
use crate::regions::Region;
use crate::self_tests::SelfTest;

/// What a rising finding means for the advice (rules S6 and S7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// Points at something that must not be missed.
    Serious,
    /// Points at an irritated nerve.
    Nerve,
    /// Points at a nerve that loses function.
    Deficit,
}

impl Mark {
    /// `serious`, `nerve` or `deficit`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Serious => "serious",
            Self::Nerve => "nerve",
            Self::Deficit => "deficit",
        }
    }
}

/// Where an answer to a finding can come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// Told by the person.
    History,
    /// A safe test the person does alone.
    SelfTest,
    /// Needs a clinician.
    Examination,
}

impl Origin {
    /// `history`, `self_test` or `examination`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::History => "history",
            Self::SelfTest => "self_test",
            Self::Examination => "examination",
        }
    }
}

/// One bin of a measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Bin {
    /// State name.
    pub name: String,
    /// Lower edge (inclusive) for women, in the finding's unit; `-inf` for the first bin.
    pub from_female: f64,
    /// Lower edge (inclusive) for men.
    pub from_male: f64,
    /// Source key of the edge; empty for the first bin.
    pub source: String,
}

/// What kind of value a finding takes.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Absent or present: states 0 and 1.
    Sign,
    /// One of named states; `ordered` from least to most worrying.
    Choice {
        /// False for a mere label such as sex.
        ordered: bool,
    },
    /// A number with a unit that falls into ordered bins.
    Measure {
        /// `years`, `degrees` or `millilitres`.
        unit: String,
        /// Smallest value accepted.
        min: f64,
        /// Largest value accepted.
        max: f64,
        /// Bins, lowest first.
        bins: Vec<Bin>,
    },
}

/// The words of one record in one language.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FindingText {
    /// Short noun phrase.
    pub name: String,
    /// What counts as present, for clinicians and for writing cases down; may be empty.
    pub definition: String,
    /// The question.
    pub question: String,
    /// Why it is asked.
    pub why: String,
    /// How to do the test; empty for history.
    pub how: String,
    /// A label per state, in the order of [`Finding::states`].
    pub states: Vec<String>,
}

/// Something reported, self-tested or examined.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Id, also the file name.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Kind of value.
    pub kind: Kind,
    /// State names, lowest first: `absent`, `present` for a sign; bin names for a measure.
    pub states: Vec<String>,
    /// Index of the first state that counts as present.
    pub present_from: u8,
    /// Marks (sorted, unique).
    pub marks: Vec<Mark>,
    /// Must be answered before a verdict is final (S3).
    pub gating: bool,
    /// Answers carry a side.
    pub sided: bool,
    /// Who can find it out.
    pub origin: Origin,
    /// May a person answer it alone?
    pub person_may_answer: bool,
    /// Effort, 1 to 5.
    pub effort: u8,
    /// Hazard, 0 to 3.
    pub hazard: u8,
    /// Structurally in its lowest state when this is true.
    pub absent_if: Option<Expr>,
    /// Not asked, and not missed, when this is known false.
    pub asked_if: Option<Expr>,
    /// Source key.
    pub source: String,
    /// Text per language.
    pub text: BTreeMap<String, FindingText>,
}

impl Finding {
    /// True if the finding carries any mark, so that only the monotone layers may use it.
    #[must_use]
    pub fn is_marked(&self) -> bool {
        !self.marks.is_empty()
    }

    /// English text (checked to exist by the loader).
    ///
    /// # Panics
    /// Never on checked knowledge.
    #[must_use]
    pub fn en(&self) -> &FindingText {
        &self.text["en"]
    }
}

/// How a condition enters the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConditionKind {
    /// A root with a base rate.
    Cause,
    /// A child of causes or other mechanisms.
    Mechanism,
}

/// Which concern layer watches a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concern {
    /// Must not be missed.
    Serious,
    /// A nerve condition.
    Nerve,
    /// Not watched; expected utility alone decides.
    None,
}

/// A base rate.
#[derive(Debug, Clone, PartialEq)]
pub struct Prior {
    /// P(condition) among people who ask at home.
    pub home: f64,
    /// P(condition) in a physical-therapy clinic.
    pub pt_clinic: f64,
    /// How obtained.
    pub obtained: Obtained,
    /// Source key.
    pub source: String,
    /// Why this figure.
    pub note: String,
}

/// Age bands of the network, in the order of the `age` finding's bins.
pub const AGE_BANDS: [&str; 5] = ["under_18", "18_39", "40_59", "60_69", "70_plus"];

/// Words of a condition in one language.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ConditionText {
    /// Plain name.
    pub name: String,
    /// Plain explanation.
    pub plain: String,
    /// The clinician's term.
    pub clinician: String,
}

/// What may be wrong, or may drive the tightness.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// Id, also the file name.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// The rung that a person with this condition alone should get; `None` for mechanisms without one.
    pub class: Option<Rung>,
    /// Share of the class's loss that a delay costs with this condition, in (0, 1].
    pub stake: f64,
    /// Concern layer.
    pub concern: Concern,
    /// Cause or mechanism.
    pub kind: ConditionKind,
    /// May a person see it (with no number where serious)?
    pub show_to_person: bool,
    /// Base rate of a cause.
    pub prior: Option<Prior>,
    /// Odds multiplier per age band, in the order of [`AGE_BANDS`].
    pub age_odds: [f64; 5],
    /// Odds multiplier for women.
    pub female_odds: f64,
    /// Odds multiplier for men.
    pub male_odds: f64,
    /// Text per language.
    pub text: BTreeMap<String, ConditionText>,
}

impl Condition {
    /// English text (checked to exist by the loader).
    ///
    /// # Panics
    /// Never on checked knowledge.
    #[must_use]
    pub fn en(&self) -> &ConditionText {
        &self.text["en"]
    }
}

/// A node of the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// A condition (binary).
    Condition(ConditionId),
    /// A finding (as many states as it has).
    Finding(FindingId),
}

/// A driven link of the network: noisy-MAX contribution of one cause (or of the leak) to one child.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The cause; `None` for the leak.
    pub cause: Option<ConditionId>,
    /// The child.
    pub child: Node,
    /// P(child in state s | this cause alone present, leak included), all states, sums to 1; for the leak P(state | no cause present).
    pub given: Vec<f64>,
    /// Index of the record that drives, in [`Knowledge::evidence`].
    pub evidence: usize,
}

/// A figure with an interval where the source gives one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// Point value.
    pub value: f64,
    /// Lower limit of the 95% interval.
    pub low: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
}

/// One study's figures for one link.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// `cause/child/key`.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// A sentence that a clinician can judge.
    pub claim: String,
    /// When not to use it.
    pub misuse: String,
    /// Source key.
    pub source: String,
    /// Place in the source.
    pub locator: String,
    /// How obtained.
    pub obtained: Obtained,
    /// How it was read: `abstract`, `table`, `full_text`, `secondary_page`, `house`.
    pub read_as: String,
    /// Row ids of the evidence table it was taken from.
    pub csv: String,
    /// Setting of the population.
    pub setting: String,
    /// Number of people.
    pub n: Option<u32>,
    /// How many of them have the condition; the sensitivity was counted in these.
    pub with_condition: Option<u32>,
    /// Reference standard.
    pub reference_standard: String,
    /// Named figures: `sensitivity`, `specificity`, `lr_positive`, `lr_negative`, `odds_ratio`, `post_test`, `prevalence`.
    pub figures: BTreeMap<String, Figure>,
    /// Does it drive its link?
    pub drives: bool,
    /// By what rule.
    pub why_drives: String,
}

/// A hard rule of the clinical rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Id, also the file name.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// The least careful rung that the rule allows when it fires; `None` for a rule that only keeps a verdict provisional.
    pub rung: Option<Rung>,
    /// True for a rule that sets no floor, but settles which open rung it is where nothing asks for care.
    pub settles: bool,
    /// Fires when true.
    pub when: Expr,
    /// Unless this is known true.
    pub unless: Option<Expr>,
    /// Source key.
    pub source: String,
    /// Section of the clinical rules.
    pub section: String,
    /// Text per language.
    pub text: BTreeMap<String, RuleText>,
}

impl Rule {
    /// The rung below which the advice cannot fall while the rule fires; `None` for rules that settle or keep provisional.
    #[must_use]
    pub const fn floor(&self) -> Option<Rung> {
        if self.settles { None } else { self.rung }
    }
}

/// Words of a rule in one language.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RuleText {
    /// Reason for a person.
    pub reason: String,
    /// Reason for a clinician.
    pub clinician: String,
    /// What is special to do; may be empty.
    pub next: String,
}

/// The harms table: what each advice costs, and what it costs where a condition of a class is present. Unit: one needless visit to a physical therapist = 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Harms {
    /// Cost of giving a rung to anyone, in the order of [`Rung::ALL`].
    pub base: [f64; 8],
    /// `loss[class][advice]`: extra cost when a condition whose class is `Rung::ALL[class]` is present.
    pub loss: [[f64; 8]; 8],
    /// Below this difference between the best two rungs the verdict is `undecided`.
    pub undecided_margin: f64,
    /// Posterior from which a page says that a condition fits well.
    pub fits_well: f64,
    /// Posterior from which a page says that a condition could play a part.
    pub could_play_a_part: f64,
    /// Source key.
    pub source: String,
}

/// How far a number may be from what is true where no study says it: factors of at least 1. In 95 of 100 draws the odds (of a cost: the cost) stay within the factor, up and down.
#[derive(Debug, Clone, PartialEq)]
pub struct Uncertainty {
    /// Assumed figure of a link or a leak.
    pub assumed: f64,
    /// Published figure without interval and without counts.
    pub unsized_figure: f64,
    /// Base rate, assumed or published.
    pub base_rate: f64,
    /// Odds multiplier of age or sex.
    pub modifier: f64,
    /// Cost, loss or stake of the harms table.
    pub harms: f64,
    /// Source key.
    pub source: String,
}

/// A screen of the interview.
#[derive(Debug, Clone, PartialEq)]
pub struct Screen {
    /// Id.
    pub id: String,
    /// Place in the order.
    pub order: u32,
    /// Part of the core, or of the optional second part.
    pub core: bool,
    /// Findings on it, in order.
    pub findings: Vec<FindingId>,
    /// Shown only if this is known true.
    pub shown_if: Option<Expr>,
    /// Findings whose "yes" ends the interview at once (emergency screen).
    pub yes_stops: bool,
    /// `body_chart`, `list`, `questions` or `notice`.
    pub form: String,
    /// Title and introduction per language.
    pub text: BTreeMap<String, (String, String)>,
}

/// What an obligation asks of the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// At least this careful.
    AtLeast(Rung),
    /// Exactly this rung, and final.
    Exactly(Rung),
}

impl Demand {
    /// The least careful rung that meets the demand.
    #[must_use]
    pub const fn rung(self) -> Rung {
        match self {
            Self::AtLeast(rung) | Self::Exactly(rung) => rung,
        }
    }
}

/// The lists of `safety/lists.toml`: what findings must be, whatever their own records say. Each list in the file's order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SafetyLists {
    /// Findings that point at something that must not be missed.
    pub serious: Vec<FindingId>,
    /// Findings that point at an irritated nerve.
    pub nerve: Vec<FindingId>,
    /// Findings that point at a nerve that loses function.
    pub deficit: Vec<FindingId>,
    /// Questions that keep an open rung from being final (S3).
    pub gating: Vec<FindingId>,
    /// When a gating question may be left open: only while this is known true (S3).
    pub excused: Vec<(FindingId, Expr)>,
    /// Flags that alone may not ask for care (S2).
    pub context: Vec<FindingId>,
    /// Findings that may never make a rule fire (S5).
    pub no_rule: Vec<FindingId>,
    /// Self-tests that are never offered to anyone not known to be an adult (S11).
    pub provocation: Vec<FindingId>,
    /// Known true only for an adult (S11); without it nobody counts as one.
    pub adult: Option<Expr>,
}

impl SafetyLists {
    /// Every finding with a mark, in order, without repeats.
    #[must_use]
    pub fn marked(&self) -> Vec<FindingId> {
        let mut all: Vec<FindingId> =
            [&self.serious, &self.nerve, &self.deficit].into_iter().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// What must hold, stated apart from the rules that make it hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Obligation {
    /// Id.
    pub id: String,
    /// Rule of the design, `S1` to `S13`, `L1` to `L3`.
    pub rule: String,
    /// When this is true ...
    pub when: Expr,
    /// ... and this is not known true ...
    pub unless: Option<Expr>,
    /// ... this is what the verdict must be.
    pub demand: Demand,
    /// Only for people whose gating questions are all clean and who have no marked finding.
    pub when_clean: bool,
    /// In words.
    pub statement: String,
}

/// A source.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Source {
    /// Key.
    pub id: String,
    /// Kind.
    pub kind: String,
    /// Authors.
    pub authors: String,
    /// Year.
    pub year: Option<u16>,
    /// Title.
    pub title: String,
    /// DOI.
    pub doi: String,
    /// PubMed id.
    pub pmid: String,
    /// PubMed Central id.
    pub pmcid: String,
    /// Address as seen.
    pub url: String,
    /// How it was read.
    pub read_as: String,
    /// Note.
    pub note: String,
}

/// A hazard of the safety case.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hazard {
    /// Id.
    pub id: String,
    /// What can go wrong.
    pub hazard: String,
    /// Cause.
    pub cause: String,
    /// Effect on the person.
    pub effect: String,
    /// Severity, 1 to 5.
    pub severity: u8,
    /// Likelihood before control, 1 to 5.
    pub likelihood: u8,
    /// Ids of the controls: rules, obligations or design rules such as `S1`.
    pub controls: Vec<String>,
    /// Names of the tests that show the controls.
    pub tests: Vec<String>,
    /// What remains.
    pub residual: String,
    /// Owner.
    pub owner: String,
}

/// A published prevalence of a flag in primary care, or our assumption where none was found.
#[derive(Debug, Clone, PartialEq)]
pub struct FlagPrevalence {
    /// The finding.
    pub finding: FindingId,
    /// Share of people with it, 0 to 1.
    pub share: f64,
    /// How obtained.
    pub obtained: Obtained,
    /// Source key.
    pub source: String,
    /// Note.
    pub note: String,
}

/// Everything a clinician could dispute, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Knowledge {
    /// Calendar edition, such as `2026.11`.
    pub edition: String,
    /// SHA-256 over all records (path and content, sorted), lower-case hex.
    pub hash: String,
    /// SHA-256 over `safety/` only.
    pub safety_hash: String,
    /// True when `safety_hash` equals the lock built into the program.
    pub safety_locked: bool,
    /// True when a certificate of `taut verify` names this hash and this version of the program.
    pub proved: bool,
    /// Lowest review level of any record.
    pub lowest_review: Review,
    /// Findings, sorted by id.
    pub findings: Vec<Finding>,
    /// Conditions, sorted by id.
    pub conditions: Vec<Condition>,
    /// Evidence, sorted by id.
    pub evidence: Vec<Evidence>,
    /// Driven links, sorted by child then cause (leak first).
    pub links: Vec<Link>,
    /// Rules, most careful rung first, then by id.
    pub rules: Vec<Rule>,
    /// Harms table.
    pub harms: Harms,
    /// How far assumed numbers may be off.
    pub uncertainty: Uncertainty,
    /// Screens in order.
    pub screens: Vec<Screen>,
    /// Obligations, sorted by id.
    pub obligations: Vec<Obligation>,
    /// The lists of the safety folder.
    pub safety: SafetyLists,
    /// Sources by key.
    pub sources: BTreeMap<String, Source>,
    /// Hazards, sorted by id.
    pub hazards: Vec<Hazard>,
    /// Flag prevalences, sorted by finding.
    pub prevalences: Vec<FlagPrevalence>,
    /// Fixed phrases by id and language, such as the safety net.
    pub phrases: BTreeMap<String, BTreeMap<String, String>>,
    /// Who asks.
    pub population: Population,
    /// How the next question is chosen.
    pub questions: QuestionPolicy,
    /// Exercises, sorted by id.
    pub exercises: Vec<Exercise>,
    /// Situations that every exercise states a rule for, sorted by id.
    pub situations: Vec<Situation>,
    /// Cautions, sorted by id.
    pub cautions: Vec<Caution>,
    /// What no programme may hold, sorted by id.
    pub item_bars: Vec<ItemBar>,
    /// How a programme is put together.
    pub programme: ProgrammePolicy,
    /// How check-ins steer it.
    pub check_in: CheckInPolicy,
    /// Measures, sorted by id.
    pub measures: Vec<Measure>,
    /// Published courses of measures, sorted by id.
    pub courses: Vec<Course>,
    /// Regions of the body chart, in the order of their list.
    pub regions: Vec<Region>,
    /// Pictures and times of self-tests, in the order of their findings.
    pub self_tests: Vec<SelfTest>,
    /// Labels of pages by area, language and key.
    pub interface: BTreeMap<String, BTreeMap<String, BTreeMap<String, String>>>,
    /// Languages that everything is there in, English first.
    pub languages: Vec<Language>,
}

/// How the next question is chosen, and when more questions are not worth asking. Every number is assumed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct QuestionPolicy {
    /// Cost of one step of [`Finding::effort`].
    pub effort_weight: f64,
    /// Cost of one step of [`Finding::hazard`].
    pub hazard_weight: f64,
    /// Share of people who have a sign that is neither in the network nor in the prevalence table, 0 to 1.
    pub unlisted_share: f64,
    /// Questions stop once the advice would stay the same with at least this probability, 0 to 1.
    pub same_decision: f64,
}

impl QuestionPolicy {
    /// The cost of a question: weighted effort and hazard, above 0.
    #[must_use]
    pub fn cost(&self, finding: &Finding) -> f64 {
        self.effort_weight * f64::from(finding.effort)
            + self.hazard_weight * f64::from(finding.hazard)
    }
}

/// Who asks, and how many of them may be sent on before something is wrong with the rules.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Population {
    /// Share of each age band, in the order of [`AGE_BANDS`].
    pub age_share: [f64; 5],
    /// Share of women.
    pub female_share: f64,
    /// Alarm value for the share of people sent to emergency care.
    pub alarm_emergency: f64,
    /// Alarm value for the share of people sent to any doctor, emergency care included.
    pub alarm_doctor: f64,
}

impl Knowledge {
    /// The finding with this id.
    #[must_use]
    pub fn finding_id(&self, id: &str) -> Option<FindingId> {
        self.findings.binary_search_by(|f| f.id.as_str().cmp(id)).ok().map(|i| FindingId(i as u16))
    }

    /// The condition with this id.
    #[must_use]
    pub fn condition_id(&self, id: &str) -> Option<ConditionId> {
        self.conditions
            .binary_search_by(|c| c.id.as_str().cmp(id))
            .ok()
            .map(|i| ConditionId(i as u16))
    }

    /// The finding behind an index.
    #[must_use]
    pub fn finding(&self, id: FindingId) -> &Finding {
        &self.findings[id.index()]
    }

    /// The condition behind an index.
    #[must_use]
    pub fn condition(&self, id: ConditionId) -> &Condition {
        &self.conditions[id.index()]
    }

    /// Index of the exercise with this id.
    #[must_use]
    pub fn exercise(&self, id: &str) -> Option<usize> {
        self.exercises.binary_search_by(|e| e.id.as_str().cmp(id)).ok()
    }

    /// Index of the measure with this id.
    #[must_use]
    pub fn measure(&self, id: &str) -> Option<usize> {
        self.measures.binary_search_by(|m| m.id().cmp(id)).ok()
    }

    /// A fixed phrase in a language, falling back to English.
    #[must_use]
    pub fn phrase(&self, id: &str, language: &str) -> Option<&str> {
        let by_language = self.phrases.get(id)?;
        by_language.get(language).or_else(|| by_language.get("en")).map(String::as_str)
    }
}

impl Answers {
    /// Nothing answered yet.
    #[must_use]
    pub fn none(knowledge: &Knowledge) -> Self {
        Self::unknown(knowledge.findings.len())
    }
}
