//! The shapes of entries of a record for the document, one for each kind: the same as stands in an export.
#![expect(dead_code, reason = "only the schemas are used; a test holds real entries against them")]

use serde::Serialize;
use serde_json::{Map, Value, json};
use taut_record::Kind;
use utoipa::ToSchema;
use utoipa::openapi::{Array, ArrayBuilder, Ref};

use super::plan::Preferences;
use super::programme::{ActionTaken, Dose};
use super::stateless::Where;
use super::verdict::{Rung, Verdict};

/// The schema of the entries of a kind, and that of their bodies.
const fn names(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Person => ("PersonEntry", "PersonBody"),
        Kind::Episode => ("EpisodeEntry", "EpisodeBody"),
        Kind::Answers => ("AnswersEntry", "AnswersBody"),
        Kind::Verdict => ("VerdictEntry", "VerdictBody"),
        Kind::Programme => ("ProgrammeEntry", "ProgrammeBody"),
        Kind::CheckIn => ("CheckInEntry", "CheckInBody"),
        Kind::Clearance => ("ClearanceEntry", "ClearanceBody"),
        Kind::Measure => ("MeasuresEntry", "MeasuresBody"),
        Kind::Access => ("AccessEntry", "AccessBody"),
    }
}

/// Makes the shape of an entry out of its general one: one of the kinds, told apart by `kind`.
pub fn by_kind(document: &mut Value) {
    let schemas = &mut document["components"]["schemas"];
    let general = schemas["OneEntry"].take();
    let (mut options, mut mapping) = (Vec::new(), Map::new());
    for kind in Kind::ALL {
        let (name, body) = names(kind);
        let mut one = general.clone();
        one["description"] = schemas[body]["description"].clone();
        one["properties"]["kind"] = json!({ "type": "string", "enum": [kind.id()] });
        one["properties"]["body"] = json!({ "$ref": format!("#/components/schemas/{body}") });
        one["additionalProperties"] = json!(false);
        schemas[name] = one;
        let target = format!("#/components/schemas/{name}");
        options.push(json!({ "$ref": target }));
        mapping.insert(kind.id().to_owned(), json!(target));
    }
    schemas["OneEntry"] = json!({
        "description": general["description"],
        "oneOf": options,
        "discriminator": { "propertyName": "kind", "mapping": mapping },
    });
}

fn file(name: &str) -> Ref {
    Ref::from_schema_name(name)
}

fn case_file() -> Ref {
    file("CaseFile")
}

fn check_in_file() -> Ref {
    file("CheckInFile")
}

fn clearance_file() -> Ref {
    file("ClearanceFile")
}

fn answers() -> Array {
    ArrayBuilder::new().items(file("CaseFile.AnswerEntry")).build()
}

fn measures() -> Array {
    ArrayBuilder::new().items(file("CheckInFile.MeasureEntry")).build()
}

/// The person's name; the first entry of every record, and each later change of it.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonBody {
    name: String,
}

/// An episode begins or ends.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum EpisodeBody {
    Begins(EpisodeBegins),
    Ends(EpisodeEnds),
}

/// An episode begins.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EpisodeBegins {
    title: String,
}

/// An episode ends.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EpisodeEnds {
    /// Why.
    ended: String,
}

/// Answers, as a case file.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswersBody {
    #[schema(schema_with = case_file)]
    case: Value,
}

/// A verdict on answers.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerdictBody {
    /// The entry of the answers.
    #[schema(minimum = 1)]
    answers: i64,
    /// Hash of the knowledge.
    knowledge: String,
    /// Edition of the knowledge.
    edition: String,
    /// Name and version of the program.
    program: String,
    setting: Where,
    /// Whether the longer search for reasons was asked for.
    thorough: bool,
    rung: Rung,
    /// Something was still open.
    provisional: bool,
    /// Clearances that were there; left out where none was.
    #[schema(nullable = false)]
    clearances: Option<Vec<ClearanceBeside>>,
    /// The verdict as the person may see it.
    verdict: Verdict,
    /// SHA-256 of the canonical JSON of the whole verdict, in hexadecimal.
    #[schema(min_length = 64, max_length = 64)]
    whole_sha256: String,
}

/// A clearance beside the answers of a verdict.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClearanceBeside {
    /// Its entry.
    #[schema(minimum = 1)]
    entry: i64,
    /// It stood then.
    stood: bool,
}

/// A programme of exercises.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProgrammeBody {
    /// The entry of the verdict that it follows.
    #[schema(minimum = 1)]
    verdict: i64,
    /// Hash of the knowledge.
    knowledge: String,
    /// Edition of the knowledge.
    edition: String,
    /// Name and version of the program.
    program: String,
    /// What the person can and wants to do.
    preferences: Preferences,
    /// What a therapist set; left out where nothing was.
    #[schema(nullable = false)]
    r#override: Option<Vec<SetByTherapist>>,
    /// Ids of exercises that were dropped before in the episode; left out where none was.
    #[schema(nullable = false)]
    dropped: Option<Vec<String>>,
    /// The first day.
    begins: String,
    rung: Rung,
    /// The exercises in the order of a session.
    items: Vec<KeptExercise>,
    /// SHA-256 of the canonical JSON of the whole plan, in hexadecimal.
    #[schema(min_length = 64, max_length = 64)]
    whole_sha256: String,
}

/// A wish or a dose that a therapist set.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetByTherapist {
    /// The exercise whose dose it is; nothing for a wish.
    exercise: Option<String>,
    /// What was set, such as `minutes_per_day` or `reps`.
    what: String,
    value: u32,
    /// Why.
    reason: String,
    /// Who set it.
    who: String,
}

/// One exercise of a programme that is kept.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeptExercise {
    exercise: String,
    level: Dose,
    /// Situations in which it is done differently.
    care: Vec<String>,
}

/// A check-in, and what came of it.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckInBody {
    /// The entry of the programme that it is about.
    #[schema(minimum = 1)]
    programme: i64,
    /// The day.
    on: String,
    #[schema(schema_with = check_in_file)]
    check_in: Value,
    /// Hash of the knowledge.
    knowledge: String,
    /// Edition of the knowledge.
    edition: String,
    /// Name and version of the program.
    program: String,
    /// What follows from it beside its own answers.
    #[schema(schema_with = answers)]
    answers: Value,
    /// What it says about the leg or the stretching beside answers.
    signals: Vec<String>,
    /// What was done, in the order in which it matters.
    actions: Vec<ActionTaken>,
    /// The advice before.
    before: Rung,
    /// The advice from then on.
    rung: Rung,
    /// The exercises from then on; nothing where the programme has stopped.
    #[schema(required)]
    items: Option<Vec<KeptExercise>>,
    /// First and last day of the next check-in.
    #[schema(min_items = 2, max_items = 2)]
    next: Vec<String>,
    /// SHA-256 of the canonical JSON of the whole response, in hexadecimal.
    #[schema(min_length = 64, max_length = 64)]
    whole_sha256: String,
}

/// A clinician's clearance of a flag or nerve sign.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClearanceBody {
    /// The day of the examination.
    on: String,
    /// The person reported it; nobody has verified it.
    reported: bool,
    #[schema(schema_with = clearance_file)]
    clearance: Value,
    /// Hash of the knowledge.
    knowledge: String,
}

/// Measures that were taken apart from a check-in.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasuresBody {
    /// The day.
    on: String,
    #[schema(schema_with = measures)]
    measures: Value,
    /// Hash of the knowledge.
    knowledge: String,
}

/// Somebody looked at the record.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessBody {
    /// What was read.
    read: String,
    /// Who looked, as an account; the author is the name that they had then. Missing where nobody was signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 32, max_length = 32, nullable = false)]
    account: Option<String>,
}
