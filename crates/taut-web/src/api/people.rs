//! The people of a clinic for programs: the list, who needs action, a new one.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::Body;
use super::verdict::Rung;
use crate::app::{App, now, today};
use crate::failure::Failure;
use crate::service::people::{self, Listed, Need, Row};
use crate::visit::Visit;

/// The routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(search)).routes(routes!(queue))
}

/// People of a clinic.
#[derive(Debug, Serialize, ToSchema)]
struct People {
    /// The people.
    people: Vec<OnePerson>,
    /// What to send as `after` for the next page; nothing on the last one.
    next: Option<String>,
}

/// What a list says of a person.
#[derive(Debug, Serialize, ToSchema)]
struct OnePerson {
    /// Id of the record.
    id: String,
    /// The name.
    name: String,
    /// The most careful of the newest advice and of a check-in that nobody has dealt with.
    advice: Option<Advice>,
    /// The day of the last check-in.
    checked_in: Option<String>,
    /// The last day for the next check-in.
    due: Option<String>,
    /// What needs action, the most urgent first.
    needs: Vec<NeedKind>,
}

/// The newest advice.
#[derive(Debug, Serialize, ToSchema)]
struct Advice {
    /// The rung.
    #[schema(value_type = Rung)]
    rung: &'static str,
    /// Open questions could still move it up.
    provisional: bool,
    /// The day.
    on: String,
}

/// Why somebody needs action.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum NeedKind {
    /// The newest advice is an emergency.
    Emergency,
    /// Something of the record cannot be read: what it says is not known.
    Unreadable,
    /// The newest advice is a doctor, today.
    DoctorToday,
    /// The newest check-in says worse, or that a clinician should look, and none has written anything since.
    Worse,
    /// The newest advice is a doctor, within days.
    Doctor,
    /// No check-in came in time.
    Missed,
    /// A clearance has run out.
    Expired,
    /// The newest advice is provisional.
    Provisional,
}

impl From<Need> for NeedKind {
    fn from(need: Need) -> Self {
        match need {
            Need::Emergency => Self::Emergency,
            Need::Unreadable => Self::Unreadable,
            Need::DoctorToday => Self::DoctorToday,
            Need::Worse => Self::Worse,
            Need::Doctor => Self::Doctor,
            Need::Missed => Self::Missed,
            Need::Expired => Self::Expired,
            Need::Provisional => Self::Provisional,
        }
    }
}

impl From<Row> for OnePerson {
    fn from(row: Row) -> Self {
        let advice =
            row.advice.map(|(rung, provisional, on)| Advice { rung: rung.id(), provisional, on });
        Self {
            id: row.chain.to_string(),
            name: row.name,
            advice,
            checked_in: row.checked_in,
            due: row.due.map(|day| day.to_string()),
            needs: row.needs.into_iter().map(NeedKind::from).collect(),
        }
    }
}

impl From<Listed> for People {
    fn from(listed: Listed) -> Self {
        Self { people: listed.rows.into_iter().map(OnePerson::from).collect(), next: listed.next }
    }
}

/// The first people of one's clinic
#[utoipa::path(
    get,
    path = "/api/v1/people",
    tag = "clinic",
    responses((status = 200, description = "The people", body = People)),
)]
async fn list(State(app): State<App>, visit: Visit) -> Result<Json<People>, Failure> {
    let by = visit.therapist()?;
    Ok(Json(people::list(&app, &by, ("", ""), today()).await?.into()))
}

/// Whom to look for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Search {
    /// The beginning of the name.
    #[serde(default)]
    #[schema(max_length = 200)]
    name: String,
    /// Where the list goes on.
    #[serde(default)]
    #[schema(max_length = 200)]
    after: String,
}

/// People whose names begin so, or come after one; the name does not stand in the address
#[utoipa::path(
    post,
    path = "/api/v1/people/search",
    tag = "clinic",
    request_body = Search,
    responses((status = 200, description = "The people", body = People)),
)]
async fn search(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<Search>,
) -> Result<Json<People>, Failure> {
    let by = visit.therapist()?;
    Ok(Json(people::list(&app, &by, (&sent.name, &sent.after), today()).await?.into()))
}

/// Who needs action, the most urgent first
#[utoipa::path(
    get,
    path = "/api/v1/people/queue",
    tag = "clinic",
    responses((status = 200, description = "The people", body = People)),
)]
async fn queue(State(app): State<App>, visit: Visit) -> Result<Json<People>, Failure> {
    let by = visit.therapist()?;
    let rows = people::queue(&app, &by, today()).await?;
    Ok(Json(Listed { rows, next: None }.into()))
}

/// A person to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPerson {
    /// The name.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
}

/// Where a person's record is.
#[derive(Debug, Serialize, ToSchema)]
struct PersonId {
    /// Id of the record.
    id: String,
}

/// Adds a person to one's clinic
#[utoipa::path(
    post,
    path = "/api/v1/people",
    tag = "clinic",
    request_body = NewPerson,
    responses((status = 201, description = "The new record", body = PersonId)),
)]
async fn add(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<NewPerson>,
) -> Result<(StatusCode, Json<PersonId>), Failure> {
    let by = visit.therapist()?;
    let store = app.store().as_viewer(&by.viewer);
    let chain = store.add_person(sent.name.trim(), &by.name, now()).await?;
    Ok((StatusCode::CREATED, Json(PersonId { id: chain.to_string() })))
}
