//! The records as they stand in their files: one struct a kind, unknown keys refused. The doc comments are the field reference.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

pub use taut_body::own::{Obtained, Review};

pub mod exercise;
pub mod figure;
pub mod language;
pub mod steering;

use crate::grades;
use crate::knowledge;

/// A rung of the ladder, most careful first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RungId {
    /// Emergency care, now.
    #[default]
    Emergency,
    /// A doctor the same day.
    SeeDoctorToday,
    /// A doctor within days to two weeks.
    SeeDoctor,
    /// Hold the stretching until a physical therapist has examined.
    HoldAndSeePt,
    /// A few questions decide.
    Undecided,
    /// Self-care; no stretching or strength work needed.
    StayActive,
    /// Strength and mobility of hips and feet.
    Strengthen,
    /// A gentle trial of stretching, then strength and mobility.
    StretchAndStrengthen,
}

/// Class of a condition: a rung, or none.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClassId {
    /// Emergency care, now.
    Emergency,
    /// A doctor the same day.
    SeeDoctorToday,
    /// A doctor within days to two weeks.
    SeeDoctor,
    /// Hold the stretching until a physical therapist has examined.
    HoldAndSeePt,
    /// Self-care; no stretching or strength work needed.
    StayActive,
    /// Strength and mobility of hips and feet.
    Strengthen,
    /// A gentle trial of stretching, then strength and mobility.
    StretchAndStrengthen,
    /// A mechanism or driver without advice of its own.
    None,
}

/// How a source was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReadAs {
    /// Only the abstract.
    Abstract,
    /// A table of the paper.
    Table,
    /// The whole paper.
    FullText,
    /// Another page that cites it.
    SecondaryPage,
    /// Our own rules.
    House,
}

/// What a source is.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// One study.
    Study,
    /// A review or meta-analysis.
    Review,
    /// A guideline.
    Guideline,
    /// A textbook.
    Textbook,
    /// A web page.
    Page,
    /// The project's own rules, reviewed by no clinician.
    House,
}

/// `knowledge.toml`: about the whole knowledge.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Calendar edition, such as `2026.11`.
    pub edition: String,
    /// Licence of the records.
    pub licence: String,
    /// What everybody who reuses the records must know.
    pub notice: String,
}

/// `sources/<key>.toml`: something that was read.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Key, also the file name.
    pub id: String,
    /// What it is.
    pub kind: SourceKind,
    /// Authors as printed.
    pub authors: String,
    /// Year of publication; left out when not known.
    pub year: Option<u16>,
    /// Title.
    pub title: String,
    /// DOI without the address in front.
    pub doi: Option<String>,
    /// PubMed id.
    pub pmid: Option<String>,
    /// PubMed Central id.
    pub pmcid: Option<String>,
    /// Address as seen.
    pub url: Option<String>,
    /// How it was read.
    pub read_as: ReadAs,
    /// Review level.
    pub review: Review,
    /// Anything else worth knowing.
    pub note: Option<String>,
}

/// Which concern layer watches a condition.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConcernId {
    /// Must not be missed.
    Serious,
    /// A nerve condition.
    Nerve,
    /// Not watched.
    None,
}

/// How a condition enters the network.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConditionKindId {
    /// A root with a base rate.
    Cause,
    /// A child of causes or of other mechanisms.
    Mechanism,
}

/// Base rate of a cause, per setting.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prior {
    /// Share with the condition among people who ask at home.
    pub home: f64,
    /// Share with the condition in a physical-therapy clinic.
    pub pt_clinic: f64,
    /// Where the numbers come from.
    pub obtained: Obtained,
    /// Source key.
    pub source: String,
    /// Why this figure.
    #[serde(default)]
    pub note: String,
}

/// What a modifier goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ModifierBy {
    /// Age band: `under_18`, `18_39`, `40_59`, `60_69`, `70_plus`.
    Age,
    /// Recorded sex: `female`, `male`.
    Sex,
}

/// Multiplies the base-rate odds of a cause by age band or by sex.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Modifier {
    /// Age or sex.
    pub by: ModifierBy,
    /// Odds multiplier per band; a missing band is 1.
    pub odds: BTreeMap<String, f64>,
    /// Where the numbers come from.
    pub obtained: Obtained,
    /// Source key.
    pub source: String,
    /// Why these figures.
    #[serde(default)]
    pub note: String,
}

/// Words of a condition in one language.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConditionText {
    /// Plain name.
    pub name: String,
    /// One or two plain sentences that a person can read.
    pub plain: String,
    /// The clinician's term.
    pub clinician: String,
}

/// The stake of a condition that does not give one.
const fn whole() -> f64 {
    1.0
}

/// `conditions/<id>.toml`: what may be wrong, or may drive the tightness.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Id, also the file name.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// The rung that a person with this (and nothing else) should get; `none` for a mechanism or driver without one.
    pub class: ClassId,
    /// Share (above 0, at most 1) of the class's loss that a delay costs with this condition; 1 if left out.
    #[serde(default = "whole")]
    pub stake: f64,
    /// Source key of the stake; needed where a stake is given.
    #[serde(default)]
    pub stake_source: String,
    /// Which concern layer watches it.
    pub concern: ConcernId,
    /// Cause (a root of the network) or mechanism (a child of causes).
    pub kind: ConditionKindId,
    /// False: never shown to a person.
    pub show_to_person: bool,
    /// Base rate; causes only.
    pub prior: Option<Prior>,
    /// Multipliers of the base-rate odds.
    #[serde(default)]
    pub modifier: Vec<Modifier>,
    /// Text per language; `en` is required.
    #[serde(default)]
    pub text: BTreeMap<String, ConditionText>,
}

/// What kind of value a finding takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingKindId {
    /// Absent or present.
    Sign,
    /// One of named states.
    Choice,
    /// A number with a unit.
    Measure,
}

/// What a rising finding means for the advice.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MarkId {
    /// Points at something that must not be missed.
    Serious,
    /// Points at an irritated nerve.
    Nerve,
    /// Points at a nerve that loses function.
    Deficit,
}

/// Where an answer can come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OriginId {
    /// Told by the person.
    History,
    /// A safe test that the person does alone.
    SelfTest,
    /// Needs a clinician.
    Examination,
}

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ById {
    /// The person.
    Person,
    /// A physical therapist or another clinician.
    Therapist,
}

/// One bin of a measure. The first has no edge.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bin {
    /// State name.
    pub name: String,
    /// Lower edge (inclusive), the same for everybody.
    pub from: Option<f64>,
    /// Lower edge for women.
    pub from_female: Option<f64>,
    /// Lower edge for men.
    pub from_male: Option<f64>,
    /// Source key of the edge.
    pub source: Option<String>,
}

/// Words of a finding in one language.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingText {
    /// Short noun phrase that completes "You said: ...".
    pub name: String,
    /// What counts as present, for a clinician and for whoever writes a case down.
    #[serde(default)]
    pub definition: String,
    /// The question, reading grade 8 or below for everything a person may answer.
    pub question: String,
    /// Why it is asked, in plain words.
    pub why: String,
    /// Self-tests and examinations: how to do it safely.
    #[serde(default)]
    pub how: String,
    /// Choices: the answer that a person picks, per state.
    #[serde(default)]
    pub states: BTreeMap<String, String>,
}

/// `findings/<id>.toml`: something reported, self-tested or examined.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Id, also the file name.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Kind of value.
    pub kind: FindingKindId,
    /// Choices only: the states, least to most worrying.
    #[serde(default)]
    pub states: Vec<String>,
    /// Choices only: false for a mere label such as sex.
    pub ordered: Option<bool>,
    /// Ordered choices and measures: the state from which it counts as present.
    pub present_from: Option<String>,
    /// Measures only: `years`, `degrees` or `millilitres`.
    pub unit: Option<String>,
    /// Measures only: smallest value accepted.
    pub min: Option<f64>,
    /// Measures only: largest value accepted.
    pub max: Option<f64>,
    /// Measures only: bins, lowest first.
    #[serde(default)]
    pub bin: Vec<Bin>,
    /// Marks; a marked finding may only make the advice more careful.
    #[serde(default)]
    pub marks: Vec<MarkId>,
    /// Must be answered before a verdict is final (S3); left out: no.
    #[serde(default)]
    pub gating: bool,
    /// Answers carry left, right, both or unstated.
    pub side: bool,
    /// Where an answer can come from.
    pub origin: OriginId,
    /// Who may answer.
    pub answered_by: Vec<ById>,
    /// 1 a tap, 2 think, 3 do a movement, 4 needs space or equipment, 5 needs another person.
    pub effort: u8,
    /// 0 none to 3 (self-tests that load a nerve or risk a fall).
    pub hazard: u8,
    /// Structurally in its lowest state when this expression is true.
    pub absent_if: Option<String>,
    /// Not asked, and not missed, when this expression is known false.
    pub asked_if: Option<String>,
    /// Source key.
    pub source: String,
    /// Text per language; `en` is required.
    #[serde(default)]
    pub text: BTreeMap<String, FindingText>,
}

/// The people of a study.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudyPopulation {
    /// Setting, such as `UK primary care`.
    #[serde(default)]
    pub setting: String,
    /// Number of people; left out when not stated.
    pub n: Option<u32>,
    /// How many of them have the condition: the sensitivity was counted in these; left out when not stated.
    pub with_condition: Option<u32>,
    /// What the finding was compared with.
    #[serde(default)]
    pub reference_standard: String,
}

/// A figure, with its 95% interval where the source gives one.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Point value.
    pub value: f64,
    /// Lower limit of the interval.
    pub low: Option<f64>,
    /// Upper limit of the interval.
    pub high: Option<f64>,
}

/// The `[given]` table: a probability per state but the lowest. `drives` and `why_drives` may stand here or at the top of the record.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Does the record drive its link?
    pub drives: Option<bool>,
    /// By what rule.
    pub why_drives: Option<String>,
    /// P(state | this cause alone present), per state but the lowest.
    pub states: BTreeMap<String, f64>,
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Given;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table of probabilities per state")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Given, A::Error> {
                let mut given = Given::default();
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "drives" => given.drives = Some(map.next_value()?),
                        "why_drives" => given.why_drives = Some(map.next_value()?),
                        _ => {
                            let value = map.next_value()?;
                            if given.states.insert(key, value).is_some() {
                                return Err(A::Error::custom("duplicate state"));
                            }
                        }
                    }
                }
                Ok(given)
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

impl JsonSchema for Given {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Given".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "description": "A probability per state but the lowest; `drives` and `why_drives` may stand here or at the top of the record.",
            "properties": {
                "drives": { "type": "boolean", "description": "Does the record drive its link?" },
                "why_drives": { "type": "string", "description": "By what rule." }
            },
            "additionalProperties": { "type": "number" }
        })
    }
}

/// `evidence/<cause>/<child>/<key>.toml`: one study's figures for one finding (or mechanism) and one condition (or the leak).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// `<cause>/<child>/<key>`, also the path.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// One sentence that a clinician can judge.
    pub claim: String,
    /// When this must not be used; may be empty.
    #[serde(default)]
    pub misuse: String,
    /// Source key; the house source for an assumption.
    pub source: String,
    /// Place in the source, such as `Table 2`; may be empty for an assumption.
    #[serde(default)]
    pub locator: String,
    /// Where the numbers come from.
    pub obtained: Obtained,
    /// How the source was read.
    pub read_as: ReadAs,
    /// Ids of the shared evidence rows that it came from; left out for an assumption.
    #[serde(default)]
    pub csv: String,
    /// The people studied; may be left out for an assumption.
    pub population: Option<StudyPopulation>,
    /// P(finding | condition).
    pub sensitivity: Option<Figure>,
    /// P(no finding | no condition).
    pub specificity: Option<Figure>,
    /// Likelihood ratio of the finding.
    pub lr_positive: Option<Figure>,
    /// Likelihood ratio of its absence.
    pub lr_negative: Option<Figure>,
    /// Odds ratio.
    pub odds_ratio: Option<Figure>,
    /// P(condition | finding).
    pub post_test: Option<Figure>,
    /// P(condition), or for a leak P(finding), in the population.
    pub prevalence: Option<Figure>,
    /// The probabilities that enter the network; only where the record drives.
    pub given: Option<Given>,
    /// Does the record drive its link? Exactly one does for each link.
    pub drives: Option<bool>,
    /// By what rule it was chosen.
    pub why_drives: Option<String>,
}

/// Words of a rule in one language.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleText {
    /// Reason shown to the person.
    pub reason: String,
    /// Reason for a clinician.
    pub clinician: String,
    /// What is special to do.
    #[serde(default)]
    pub next: String,
}

/// `rules/<id>.toml`: a hard rule of the clinical rules.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Id, also the file name.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// The least careful rung that the rule allows when it fires; left out for a provisional rule.
    pub rung: Option<RungId>,
    /// Expression: the rule fires when it is true and is open when it is unknown.
    pub when: String,
    /// Expression: the rule does not fire when this is known true.
    pub unless: Option<String>,
    /// True: an open rung stays provisional while `when` holds; the rule then has no rung.
    #[serde(default)]
    pub provisional: bool,
    /// True: no floor. Where everything else leaves an open rung or `undecided`, this open rung is the advice.
    #[serde(default)]
    pub settles: bool,
    /// Source key.
    pub source: String,
    /// Section of the clinical rules.
    pub section: String,
    /// Text per language; `en` is required.
    #[serde(default)]
    pub text: BTreeMap<String, RuleText>,
}

/// `safety/<id>.toml`: what must hold, stated apart from the rules that make it hold.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Obligation {
    /// Id, also the file name.
    pub id: String,
    /// Rule of the design: `S1` to `S13`, `L1` to `L3`.
    pub rule: String,
    /// Expression: when this is true ...
    pub when: String,
    /// Expression: ... and this is not known true ...
    pub unless: Option<String>,
    /// ... the verdict is at least this careful.
    pub at_least: Option<RungId>,
    /// Instead of `at_least`: ... the verdict is exactly this rung, and final.
    pub exactly: Option<RungId>,
    /// True: only for people whose gating questions are all clean (lowest state, or excused) and who have no marked finding.
    #[serde(default)]
    pub when_clean: bool,
    /// In words.
    pub statement: String,
    /// Review level.
    pub review: Review,
}

/// `hazards/<id>.toml`: a hazard of the safety case.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hazard {
    /// Id, also the file name.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// What can go wrong.
    pub hazard: String,
    /// Cause.
    pub cause: String,
    /// Effect on the person.
    pub effect: String,
    /// 1 (least) to 5.
    pub severity: u8,
    /// Before control, 1 (least) to 5.
    pub likelihood: u8,
    /// Ids of rules or obligations, or design rules such as `S1`.
    pub controls: Vec<String>,
    /// Names of the tests that show the controls.
    pub tests: Vec<String>,
    /// What remains.
    pub residual: String,
    /// Who owns it.
    pub owner: String,
}

/// What a screen looks like.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FormId {
    /// Text only.
    Notice,
    /// One question after another.
    Questions,
    /// A list of lines, each yes, no or not sure.
    List,
    /// A body chart.
    BodyChart,
}

/// Words of a screen in one language.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScreenText {
    /// Title.
    pub title: String,
    /// Introduction; may be empty.
    #[serde(default)]
    pub intro: String,
}

/// `interview/<id>.toml`: one screen of the interview.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Screen {
    /// Id, also the file name.
    pub id: String,
    /// Review level.
    pub review: Option<Review>,
    /// Place in the order.
    pub order: u32,
    /// Part of the core, or of the optional second part.
    pub core: bool,
    /// What it looks like.
    pub form: FormId,
    /// Findings on it, in order.
    #[serde(default)]
    pub findings: Vec<String>,
    /// Expression: shown only if it is known true.
    pub shown_if: Option<String>,
    /// A yes ends the interview at once.
    #[serde(default)]
    pub yes_stops: bool,
    /// Text per language; `en` is required.
    #[serde(default)]
    pub text: BTreeMap<String, ScreenText>,
}

/// `decision/harms.toml`: what each advice costs. Unit: one needless visit to a physical therapist = 1.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Harms {
    /// `harms`.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Source key.
    pub source: String,
    /// Below this difference between the best two rungs the verdict is `undecided`.
    pub undecided_margin: f64,
    /// Posterior from which a page says that a condition fits well.
    pub fits_well: f64,
    /// Posterior from which a page says that a condition could play a part.
    pub could_play_a_part: f64,
    /// Cost of giving a rung to anyone, per rung.
    pub base: BTreeMap<String, f64>,
    /// Extra cost per advice (inner key) when a condition of a class (outer key) is present; missing is 0.
    #[serde(default)]
    pub loss: BTreeMap<String, BTreeMap<String, f64>>,
    /// Why these numbers.
    #[serde(default)]
    pub note: String,
}

/// `decision/population.toml`: who asks.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Population {
    /// `population`.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Share per age band; the sum is 1.
    pub age: BTreeMap<String, f64>,
    /// Share of women.
    pub female: f64,
    /// Alarm value: more sampled people than this share in emergency care mean that the rules need a look.
    pub alarm_emergency: f64,
    /// Alarm value for all doctor rungs together, emergency care included.
    pub alarm_doctor: f64,
    /// Where the numbers come from.
    pub obtained: Obtained,
    /// Source key.
    pub source: String,
    /// Why these numbers.
    #[serde(default)]
    pub note: String,
}

/// `decision/uncertainty.toml`: how far a number may be from what is true, where no study says it. Each is a factor: 95 of 100 draws keep the odds (of a cost: the cost) within it, up and down.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Uncertainty {
    /// `uncertainty`.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Factor for an assumed figure of a link or a leak.
    pub assumed: f64,
    /// Factor for a published figure without interval and without counts.
    pub unsized_figure: f64,
    /// Factor for a base rate, assumed or published: the people counted are not those who ask.
    pub base_rate: f64,
    /// Factor for an odds multiplier of age or sex.
    pub modifier: f64,
    /// Factor for a cost, a loss or a stake of the harms table.
    pub harms: f64,
    /// Where the numbers come from.
    pub obtained: Obtained,
    /// Source key.
    pub source: String,
    /// Why these numbers.
    #[serde(default)]
    pub note: String,
}

/// `decision/questions.toml`: how the next question is chosen, and when more questions are not worth asking.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Questions {
    /// `questions`.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Cost of one step of a finding's `effort`; gains are compared per unit of cost.
    pub effort_weight: f64,
    /// Cost of one step of a finding's `hazard`.
    pub hazard_weight: f64,
    /// Share of people who have a sign that is neither in the network nor in `prevalence/`.
    pub unlisted_share: f64,
    /// Questions stop once the advice would stay the same with at least this probability.
    pub same_decision: f64,
    /// Where the numbers come from.
    pub obtained: Obtained,
    /// Source key.
    pub source: String,
    /// Why these numbers.
    #[serde(default)]
    pub note: String,
}

/// `safety/lists.toml`: findings that must carry a mark, or must be gating, whatever their own records say.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SafetyLists {
    /// `lists`.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Findings that must be marked `serious`.
    pub serious: Vec<String>,
    /// Findings that must be marked `nerve`.
    pub nerve: Vec<String>,
    /// Findings that must be marked `deficit`.
    pub deficit: Vec<String>,
    /// Findings that must be gating (S3).
    pub gating: Vec<String>,
    /// Per gating finding, an expression: only while it is known true may the question be left open (S3).
    #[serde(default)]
    pub excused: BTreeMap<String, String>,
    /// Context flags: no set of them alone may ask for a doctor or a therapist (S2).
    #[serde(default)]
    pub context: Vec<String>,
    /// Findings that may never make a rule fire (S5).
    #[serde(default)]
    pub no_rule: Vec<String>,
    /// Self-tests that provoke: never offered unless the person is known to be an adult (S11).
    #[serde(default)]
    pub provocation: Vec<String>,
    /// Expression: known true only for an adult (S11).
    #[serde(default)]
    pub adult: Option<String>,
}

/// `prevalence/<finding>.toml`: how common a flag is in primary care.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prevalence {
    /// The finding, also the file name.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Share of people with it, 0 to 1.
    pub share: f64,
    /// Where the number comes from.
    pub obtained: Obtained,
    /// Source key.
    pub source: String,
    /// Note.
    #[serde(default)]
    pub note: String,
}

/// `phrases/<id>.toml`: a fixed text, such as the safety net.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Phrase {
    /// Id, also the file name.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// The text per language; `en` is required.
    #[serde(default)]
    pub text: BTreeMap<String, String>,
}

impl From<Review> for grades::Review {
    fn from(raw: Review) -> Self {
        match raw {
            Review::R0 => Self::R0,
            Review::R1 => Self::R1,
            Review::R2 => Self::R2,
            Review::R3 => Self::R3,
            Review::R4 => Self::R4,
        }
    }
}

impl From<RungId> for grades::Rung {
    fn from(raw: RungId) -> Self {
        match raw {
            RungId::Emergency => Self::Emergency,
            RungId::SeeDoctorToday => Self::SeeDoctorToday,
            RungId::SeeDoctor => Self::SeeDoctor,
            RungId::HoldAndSeePt => Self::HoldAndSeePt,
            RungId::Undecided => Self::Undecided,
            RungId::StayActive => Self::StayActive,
            RungId::Strengthen => Self::Strengthen,
            RungId::StretchAndStrengthen => Self::StretchAndStrengthen,
        }
    }
}

impl ClassId {
    /// The rung, if the class is one.
    #[must_use]
    pub fn rung(self) -> Option<grades::Rung> {
        Some(match self {
            Self::Emergency => grades::Rung::Emergency,
            Self::SeeDoctorToday => grades::Rung::SeeDoctorToday,
            Self::SeeDoctor => grades::Rung::SeeDoctor,
            Self::HoldAndSeePt => grades::Rung::HoldAndSeePt,
            Self::StayActive => grades::Rung::StayActive,
            Self::Strengthen => grades::Rung::Strengthen,
            Self::StretchAndStrengthen => grades::Rung::StretchAndStrengthen,
            Self::None => return None,
        })
    }
}

impl From<Obtained> for grades::Obtained {
    fn from(raw: Obtained) -> Self {
        match raw {
            Obtained::Reported => Self::Reported,
            Obtained::Computed => Self::Computed,
            Obtained::Assumed => Self::Assumed,
        }
    }
}

impl From<MarkId> for knowledge::Mark {
    fn from(raw: MarkId) -> Self {
        match raw {
            MarkId::Serious => Self::Serious,
            MarkId::Nerve => Self::Nerve,
            MarkId::Deficit => Self::Deficit,
        }
    }
}

impl From<OriginId> for knowledge::Origin {
    fn from(raw: OriginId) -> Self {
        match raw {
            OriginId::History => Self::History,
            OriginId::SelfTest => Self::SelfTest,
            OriginId::Examination => Self::Examination,
        }
    }
}

impl From<ConcernId> for knowledge::Concern {
    fn from(raw: ConcernId) -> Self {
        match raw {
            ConcernId::Serious => Self::Serious,
            ConcernId::Nerve => Self::Nerve,
            ConcernId::None => Self::None,
        }
    }
}

impl From<ConditionKindId> for knowledge::ConditionKind {
    fn from(raw: ConditionKindId) -> Self {
        match raw {
            ConditionKindId::Cause => Self::Cause,
            ConditionKindId::Mechanism => Self::Mechanism,
        }
    }
}

impl ReadAs {
    /// The word used in files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Abstract => "abstract",
            Self::Table => "table",
            Self::FullText => "full_text",
            Self::SecondaryPage => "secondary_page",
            Self::House => "house",
        }
    }
}

impl SourceKind {
    /// The word used in files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Study => "study",
            Self::Review => "review",
            Self::Guideline => "guideline",
            Self::Textbook => "textbook",
            Self::Page => "page",
            Self::House => "house",
        }
    }
}

impl FormId {
    /// The word used in files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Questions => "questions",
            Self::List => "list",
            Self::BodyChart => "body_chart",
        }
    }
}
