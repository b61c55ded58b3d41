//! One's own record for programs: its entries, taken out, clearances, a new episode, erased.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use taut_episode::Fault;
use taut_record::{Filter, Page};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::Body;
use super::query::{Asked, Before};
use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::asked::Fields;
use crate::service::me;
use crate::visit::Visit;

/// Entries on one page.
pub const ON_PAGE: u32 = 50;

/// The routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(entries))
        .routes(routes!(entry))
        .routes(routes!(export))
        .routes(routes!(clearances, report))
        .routes(routes!(new_episode))
        .routes(routes!(erase))
}

/// A page of a record, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Entries {
    /// The entries.
    entries: Vec<OneEntry>,
    /// What to send as `before` for the next page; nothing on the last one.
    next: Option<i64>,
}

/// An entry of a record.
#[derive(Debug, Serialize, ToSchema)]
pub struct OneEntry {
    /// Its place in the record, from 1.
    #[schema(minimum = 1)]
    seq: i64,
    /// When it was recorded: milliseconds since 1970 UTC.
    at: i64,
    /// Who wrote it.
    author: String,
    /// What it is about.
    kind: &'static str,
    /// Version of the body's form.
    version: u32,
    /// The episode it belongs to.
    episode: Option<i64>,
    /// The content, as the program wrote it then.
    #[schema(value_type = Object)]
    body: Value,
}

impl OneEntry {
    /// As it is sent.
    ///
    /// # Errors
    /// The entry is damaged.
    pub fn new(entry: &taut_record::Entry) -> Result<Self, Failure> {
        Ok(Self {
            seq: entry.seq,
            at: entry.at,
            author: entry.author.clone(),
            kind: entry.kind.id(),
            version: entry.version,
            episode: entry.episode,
            body: entry.value()?,
        })
    }
}

impl Entries {
    /// As they are sent.
    ///
    /// # Errors
    /// An entry is damaged.
    pub fn new(page: &Page) -> Result<Self, Failure> {
        let entries = page.entries.iter().map(OneEntry::new).collect::<Result<_, _>>()?;
        Ok(Self { entries, next: page.next })
    }
}

/// One's own record, page by page
#[utoipa::path(
    get,
    path = "/api/v1/entries",
    tag = "own record",
    params(Before),
    responses((status = 200, description = "A page of it", body = Entries)),
)]
async fn entries(
    State(app): State<App>,
    visit: Visit,
    Asked(asked): Asked<Before>,
) -> Result<Json<Entries>, Failure> {
    let own = visit.own_or_sign_in()?;
    let store = app.store().as_viewer(&own.viewer);
    let page = store.page(own.chain, Filter::default(), asked.place()?, ON_PAGE).await?;
    Ok(Json(Entries::new(&page)?))
}

/// One entry of one's own record
#[utoipa::path(
    get,
    path = "/api/v1/entries/{seq}",
    tag = "own record",
    params(("seq" = i64, Path, description = "Its place in the record", minimum = 1)),
    responses(
        (status = 200, description = "The entry", body = OneEntry),
        (status = 404, description = "There is none"),
    ),
)]
async fn entry(
    State(app): State<App>,
    visit: Visit,
    Path(seq): Path<i64>,
) -> Result<Json<OneEntry>, Failure> {
    let own = visit.own_or_sign_in()?;
    let store = app.store().as_viewer(&own.viewer);
    Ok(Json(OneEntry::new(&store.entry(own.chain, seq).await?)?))
}

/// A record as JSON Lines.
pub fn lines(bytes: Vec<u8>) -> Response {
    const HEADERS: [(HeaderName, HeaderValue); 1] =
        [(header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"))];
    (HEADERS, bytes).into_response()
}

/// One's own record as JSON Lines, to take it elsewhere
#[utoipa::path(
    get,
    path = "/api/v1/export",
    tag = "own record",
    responses((
        status = 200,
        description = "The whole record, an entry a line",
        body = String,
        content_type = "application/x-ndjson",
    )),
)]
async fn export(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let own = visit.own_or_sign_in()?;
    Ok(lines(me::export(&app, &own).await?))
}

/// A clearance and how it stands today; the shape of what the command line writes.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StandingClearance {
    /// Its entry.
    entry: i64,
    /// The day of the examination.
    on: String,
    examiner: String,
    profession: String,
    registration: Option<String>,
    /// The person reports it; nobody has verified it.
    reported: bool,
    /// It opens what it allows.
    stands: bool,
    /// The last day on which it does.
    until: Option<String>,
    /// Why it does not stand.
    void: Vec<WhyVoid>,
}

/// Why a clearance does not stand.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WhyVoid {
    why: String,
    #[schema(nullable = false)]
    on: Option<String>,
    #[schema(nullable = false)]
    from: Option<String>,
    #[schema(nullable = false)]
    signal: Option<String>,
    #[schema(nullable = false)]
    finding: Option<String>,
}

/// Clearances in one's own record, of the open episode
#[utoipa::path(
    get,
    path = "/api/v1/clearances",
    tag = "own record",
    responses((status = 200, description = "The clearances", body = Vec<StandingClearance>)),
)]
async fn clearances(State(app): State<App>, visit: Visit) -> Result<Json<Vec<Value>>, Failure> {
    let own = visit.own_or_sign_in()?;
    let store = app.store().as_viewer(&own.viewer);
    let knowledge = app.engine().knowledge();
    let rows = match taut_episode::clearances(&store, own.chain, knowledge, today()).await {
        Err(taut_episode::EpisodeError::Missing(_)) => Vec::new(),
        other => other?,
    };
    Ok(Json(rows.iter().map(|row| row.json(knowledge)).collect()))
}

/// What an examiner has cleared, as the person reports it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReportedClearance {
    /// Ids of nerve findings that were reported as present.
    #[schema(min_items = 1, max_items = 50)]
    clears: Vec<String>,
    /// Who examined.
    #[schema(min_length = 1, max_length = 200)]
    examiner: String,
    /// The profession of whoever examined.
    #[schema(min_length = 1, max_length = 200)]
    profession: String,
    /// The day of the examination.
    #[schema(format = Date, example = "2026-05-04")]
    on: String,
    /// Since when it has been quiet.
    #[schema(format = Date, example = "2026-04-20")]
    quiet_since: String,
    /// The examiner saw the person.
    in_person: bool,
    /// It was about this episode.
    this_episode: bool,
    /// Why it is cleared.
    #[schema(min_length = 1, max_length = 1000)]
    reason: String,
}

impl ReportedClearance {
    fn fields(self) -> Fields {
        let yes_no = |yes| if yes { "yes" } else { "no" }.to_owned();
        let mut pairs: Vec<(String, String)> =
            self.clears.into_iter().map(|id| ("clears".to_owned(), id)).collect();
        for (name, value) in [
            ("examiner", self.examiner),
            ("profession", self.profession),
            ("on", self.on),
            ("quiet_since", self.quiet_since),
            ("in_person", yes_no(self.in_person)),
            ("this_episode", yes_no(self.this_episode)),
            ("reason", self.reason),
        ] {
            pairs.push((name.to_owned(), value));
        }
        Fields(pairs)
    }
}

/// Keeps a clearance that an examiner gave; it is shown as not verified
///
/// For the one person of local mode only: in a clinic the therapist writes it down.
#[utoipa::path(
    post,
    path = "/api/v1/clearances",
    tag = "own record",
    request_body = ReportedClearance,
    responses(
        (status = 204, description = "It is kept"),
        (status = 404, description = "No answers are kept, or this is a clinic"),
        (status = 409, description = "Something else was written meanwhile"),
    ),
)]
async fn report(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<ReportedClearance>,
) -> Result<StatusCode, Failure> {
    let own = visit.own_or_sign_in()?;
    me::report(&app, &own, &visit.frame, &sent.fields()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Why a new episode begins.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewEpisode {
    /// The answers of before were somebody else's.
    #[serde(default)]
    not_me: bool,
}

/// Ends the episode and begins another
///
/// What was kept stays; what was not finished goes.
#[utoipa::path(
    post,
    path = "/api/v1/episodes",
    tag = "own record",
    request_body = NewEpisode,
    responses(
        (status = 204, description = "It has begun"),
        (status = 409, description = "Something else was written meanwhile"),
    ),
)]
async fn new_episode(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<NewEpisode>,
) -> Result<StatusCode, Failure> {
    let label = if sent.not_me { "me.reason_not_me" } else { "me.reason_new" };
    let reason = visit.frame.t(label);
    me::new_episode(&app, &visit, &reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The word that shows that it is meant.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Confirmation {
    /// The word of the page of one's own data, in the language of the request.
    #[schema(max_length = 40, example = "the word")]
    word: String,
}

/// Erases one's own record for good
#[utoipa::path(
    post,
    path = "/api/v1/erasure",
    tag = "own record",
    request_body = Confirmation,
    responses((status = 204, description = "It is gone")),
)]
async fn erase(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<Confirmation>,
) -> Result<Response, Failure> {
    let own = visit.own_or_sign_in()?;
    let word = visit.frame.t("me.erase_word");
    if sent.word.trim().to_lowercase() != word.to_lowercase() {
        let what = visit.frame.t1("me.erase_wrong", "word", word);
        return Err(Failure::refused(vec![Fault::new("not-confirmed", "word", what, "")]));
    }
    me::erase(&app, &own).await?;
    let cookie = app.cookies().end_session();
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}
