//! A failure as a page, or as JSON for programs (RFC 9457), made where the request leaves.

use askama::Template;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse as _, Response};
use taut_episode::Fault;

use crate::api::{PROBLEM, Problem, ROOT};
use crate::app::App;
use crate::failure::Failure;
use crate::html::frame::{Audience, Frame};
use crate::visit::{language, of};

#[derive(Debug, Template)]
#[template(path = "failure.html")]
struct FailurePage {
    c: Frame,
    heading: String,
    faults: Vec<Fault>,
    sign_in: bool,
    renew: bool,
}

/// Gives a failure its words.
pub async fn explain(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let headers = request.headers().clone();
    let mut response = next.run(request).await;
    let status = response.status();
    let failure = match response.extensions_mut().remove::<Failure>() {
        Some(failure) => failure,
        // Refused before a handler was reached: bad method, body too large, not UTF-8, time over.
        // A form that is shown again has its own words.
        None if (status.is_client_error() || status.is_server_error()) && !is_page(&response) => {
            Failure { status, label: label(status.as_u16()), faults: Vec::new() }
        }
        None => return response,
    };
    // Who asks decides the menu; where the records cannot say it, the page stands without.
    let found = if status.is_server_error() { None } else { of(&app, &headers, &path).await.ok() };
    let frame = found.map_or_else(
        || {
            let language = language(&app, &headers, None);
            Frame::new(app.engine().knowledge(), &language, &path, Audience::Guest)
        },
        |visit| visit.frame,
    );
    let body =
        if path.starts_with(ROOT) { problem(&frame, &failure) } else { words(frame, &failure) };
    let (parts, _) = response.into_parts();
    let mut answer = body;
    *answer.status_mut() = failure.status;
    keep(&parts.headers, answer.headers_mut());
    answer
}

fn is_page(response: &Response) -> bool {
    let media_type = response.headers().get(header::CONTENT_TYPE);
    media_type.is_some_and(|media_type| media_type.as_bytes().starts_with(b"text/html"))
}

/// Headers that a refusal brings with it and that must not be lost.
fn keep(from: &HeaderMap, to: &mut HeaderMap) {
    for name in [header::ALLOW, header::RETRY_AFTER, header::SET_COOKIE, header::CONNECTION] {
        for value in from.get_all(&name) {
            to.append(name.clone(), value.clone());
        }
    }
}

const fn label(status: u16) -> &'static str {
    match status {
        401 => "errors.sign_in",
        403 => "errors.not_allowed",
        404 => "errors.not_found",
        405 => "errors.method",
        408 => "errors.timeout",
        413 => "errors.too_large",
        415 | 400 | 422 => "errors.refused",
        429 => "errors.too_many",
        503 => "errors.busy",
        _ => "errors.ours",
    }
}

fn words(frame: Frame, failure: &Failure) -> Response {
    let heading = frame.t(failure.label);
    let sign_in = failure.status.as_u16() == 401;
    let renew = failure.label == Failure::renew().label;
    let page = FailurePage { c: frame, heading, faults: failure.faults.clone(), sign_in, renew };
    match page.render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => {
            tracing::error!(%error, "the page of a failure failed");
            page.c.t("errors.ours").into_response()
        }
    }
}

/// `application/problem+json`, with every fault.
fn problem(frame: &Frame, failure: &Failure) -> Response {
    let body = Json(Problem::new(failure, frame.t(failure.label)));
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM));
    if failure.status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}
