//! What everything rests on, for programs: edition, findings, exercises, sources, screens. Nothing of a person.

use axum::Json;
use serde::Serialize;
use taut_episode::plan_json;
use taut_knowledge::{Kind, Mark, Origin};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::failure::Failure;
use crate::visit::Visit;

/// The routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(about))
        .routes(routes!(findings))
        .routes(routes!(exercises))
        .routes(routes!(sources))
        .routes(routes!(screens))
}

/// Program and knowledge.
#[derive(Debug, Serialize, ToSchema)]
struct AboutKnowledge {
    /// Name and version of the program.
    program: &'static str,
    /// Edition of the knowledge.
    edition: String,
    /// Its digest.
    hash: String,
    /// The lowest review level in it.
    lowest_review: &'static str,
    /// The written rules are proved of this very knowledge.
    proved: bool,
    /// How far it has been reviewed, in the language of the request.
    notice: String,
    /// The languages of its words.
    languages: Vec<OneLanguage>,
}

/// A language.
#[derive(Debug, Serialize, ToSchema)]
struct OneLanguage {
    /// Its code.
    #[schema(example = "en")]
    code: String,
    /// Its name in itself.
    name: String,
}

/// Program, edition, languages
#[utoipa::path(
    get,
    path = "/api/v1/knowledge",
    tag = "knowledge",
    responses((status = 200, description = "About it", body = AboutKnowledge)),
)]
async fn about(visit: Visit) -> Result<Json<AboutKnowledge>, Failure> {
    let knowledge = visit.frame.knowledge();
    let languages = knowledge.languages().iter();
    Ok(Json(AboutKnowledge {
        program: concat!("taut ", env!("CARGO_PKG_VERSION")),
        edition: knowledge.edition.clone(),
        hash: knowledge.hash.clone(),
        lowest_review: knowledge.lowest_review.id(),
        proved: knowledge.proved,
        notice: visit.frame.preview(),
        languages: languages
            .map(|one| OneLanguage { code: one.code.clone(), name: one.name.clone() })
            .collect(),
    }))
}

/// Something reported, self-tested or examined.
#[derive(Debug, Serialize, ToSchema)]
struct OneFinding {
    /// Its id.
    id: String,
    /// Its name.
    name: String,
    /// The question; may be empty.
    question: String,
    /// Why it is asked; may be empty.
    why: String,
    /// What kind of value it has.
    kind: FindingKind,
    /// Its states, the least worrying first; bins of a measure.
    states: Vec<String>,
    /// Unit and limits of a measure.
    measure: Option<MeasureLimits>,
    /// Answers carry a side.
    sided: bool,
    /// Who can find it out.
    origin: FindingOrigin,
    /// A person may answer it alone.
    person_may_answer: bool,
    /// It must be answered before an open advice is final.
    gating: bool,
    /// Marks that keep the advice careful.
    marks: Vec<FindingMark>,
    /// Key of its source.
    source: String,
    /// Its review level.
    review: &'static str,
}

/// Unit and limits of a measure.
#[derive(Debug, Serialize, ToSchema)]
struct MeasureLimits {
    unit: String,
    min: f64,
    max: f64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum FindingKind {
    Sign,
    Choice,
    Measure,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum FindingOrigin {
    History,
    SelfTest,
    Examination,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum FindingMark {
    Serious,
    Nerve,
    Deficit,
}

/// Every finding
#[utoipa::path(
    get,
    path = "/api/v1/knowledge/findings",
    tag = "knowledge",
    responses((status = 200, description = "The findings", body = Vec<OneFinding>)),
)]
async fn findings(visit: Visit) -> Result<Json<Vec<OneFinding>>, Failure> {
    let language = visit.language();
    let one = |finding: &taut_knowledge::Finding| {
        let text = finding.text.get(language).unwrap_or_else(|| finding.en());
        let (kind, measure) = match &finding.kind {
            Kind::Sign => (FindingKind::Sign, None),
            Kind::Choice { .. } => (FindingKind::Choice, None),
            Kind::Measure { unit, min, max, .. } => {
                let limits = MeasureLimits { unit: unit.clone(), min: *min, max: *max };
                (FindingKind::Measure, Some(limits))
            }
        };
        let mark = |mark: &Mark| match mark {
            Mark::Serious => FindingMark::Serious,
            Mark::Nerve => FindingMark::Nerve,
            Mark::Deficit => FindingMark::Deficit,
        };
        OneFinding {
            id: finding.id.clone(),
            name: text.name.clone(),
            question: text.question.clone(),
            why: text.why.clone(),
            kind,
            states: finding.states.clone(),
            measure,
            sided: finding.sided,
            origin: match finding.origin {
                Origin::History => FindingOrigin::History,
                Origin::SelfTest => FindingOrigin::SelfTest,
                Origin::Examination => FindingOrigin::Examination,
            },
            person_may_answer: finding.person_may_answer,
            gating: finding.gating,
            marks: finding.marks.iter().map(mark).collect(),
            source: finding.source.clone(),
            review: finding.review.id(),
        }
    };
    Ok(Json(visit.frame.knowledge().findings.iter().map(one).collect()))
}

/// An exercise.
#[derive(Debug, Serialize, ToSchema)]
struct OneExercise {
    /// Its id.
    id: String,
    /// Its name.
    name: String,
    /// What it is for.
    purpose: String,
    /// How to do it.
    steps: Vec<String>,
    /// What one should feel.
    feel: String,
    /// What kind it is.
    #[schema(example = "hip_strength")]
    kind: String,
    /// What is needed.
    equipment: Vec<String>,
    /// One has to get down and up again.
    floor: bool,
    /// Only a therapist may choose it.
    therapist_only: bool,
    /// Its review level.
    review: &'static str,
}

/// Every exercise
#[utoipa::path(
    get,
    path = "/api/v1/knowledge/exercises",
    tag = "knowledge",
    responses((status = 200, description = "The exercises", body = Vec<OneExercise>)),
)]
async fn exercises(visit: Visit) -> Result<Json<Vec<OneExercise>>, Failure> {
    let language = visit.language();
    let one = |exercise: &taut_knowledge::Exercise| {
        let text = exercise.text.get(language).unwrap_or_else(|| exercise.en());
        OneExercise {
            id: exercise.id.clone(),
            name: text.name.clone(),
            purpose: text.purpose.clone(),
            steps: text.steps.clone(),
            feel: text.feel.clone(),
            kind: plan_json::name(&exercise.kind),
            equipment: exercise.equipment.iter().map(plan_json::name).collect(),
            floor: exercise.floor,
            therapist_only: exercise.therapist_only,
            review: exercise.review.id(),
        }
    };
    Ok(Json(visit.frame.knowledge().exercises.iter().map(one).collect()))
}

/// A source.
#[derive(Debug, Serialize, ToSchema)]
struct OneSource {
    /// Its key.
    id: String,
    /// What it is.
    kind: String,
    /// Authors as printed.
    authors: String,
    /// Year of publication.
    year: Option<u16>,
    /// Title.
    title: String,
    /// DOI; may be empty.
    doi: String,
    /// PubMed id; may be empty.
    pmid: String,
    /// Address as seen; may be empty.
    url: String,
    /// How it was read.
    read_as: String,
}

/// Every source
#[utoipa::path(
    get,
    path = "/api/v1/knowledge/sources",
    tag = "knowledge",
    responses((status = 200, description = "The sources", body = Vec<OneSource>)),
)]
async fn sources(visit: Visit) -> Result<Json<Vec<OneSource>>, Failure> {
    let one = |source: &taut_knowledge::Source| OneSource {
        id: source.id.clone(),
        kind: source.kind.clone(),
        authors: source.authors.clone(),
        year: source.year,
        title: source.title.clone(),
        doi: source.doi.clone(),
        pmid: source.pmid.clone(),
        url: source.url.clone(),
        read_as: source.read_as.clone(),
    };
    Ok(Json(visit.frame.knowledge().sources.values().map(one).collect()))
}

/// A screen of the interview as it is written down.
#[derive(Debug, Serialize, ToSchema)]
struct WrittenScreen {
    /// Its id.
    id: String,
    /// Title.
    title: String,
    /// Introduction; may be empty.
    intro: String,
    /// How it is meant to be shown.
    form: String,
    /// Part of the core, or of the optional second part.
    core: bool,
    /// Its findings, in their order.
    findings: Vec<String>,
}

/// Every screen of the interview, in their order
#[utoipa::path(
    get,
    path = "/api/v1/knowledge/screens",
    tag = "knowledge",
    responses((status = 200, description = "The screens", body = Vec<WrittenScreen>)),
)]
async fn screens(visit: Visit) -> Result<Json<Vec<WrittenScreen>>, Failure> {
    let knowledge = visit.frame.knowledge();
    let language = visit.language();
    let one = |screen: &taut_knowledge::Screen| {
        let text = screen.text.get(language).or_else(|| screen.text.get("en"));
        let (title, intro) = text.cloned().unwrap_or_default();
        WrittenScreen {
            id: screen.id.clone(),
            title,
            intro,
            form: screen.form.clone(),
            core: screen.core,
            findings: screen.findings.iter().map(|f| knowledge.finding(*f).id.clone()).collect(),
        }
    };
    Ok(Json(knowledge.screens.iter().map(one).collect()))
}
