//! Every route, and what each request passes through.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::{ConfigError, CsrfLayer};
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};

use crate::app::App;
use crate::failure::Failure;
use crate::guard::host::Hosts;
use crate::guard::{headers, observe};
use crate::html::fail;
use crate::{api, assets, pages};

/// The whole server as one router.
///
/// # Errors
/// The stated origin is none; [`crate::Options::problems`] finds it before.
pub fn router(app: &App) -> Result<Router, ConfigError> {
    let options = app.options();
    let hosts = Hosts::of(options);
    let mut csrf = CsrfLayer::new();
    if let Some(origin) = &options.origin {
        csrf = csrf.add_trusted_origin(origin)?;
    }
    let encrypted = options.is_encrypted();
    let limits = &options.limits;
    let guards = ServiceBuilder::new()
        .layer(middleware::from_fn_with_state(app.clone(), observe::observe))
        .layer(middleware::from_fn(move |request, next| headers::add(encrypted, request, next)))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(app.clone(), fail::explain))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, limits.request))
        .layer(middleware::from_fn_with_state(hosts, check_host))
        .layer(csrf.with_rejection_response(|_| Failure::not_allowed().into_response()))
        .layer(RequestBodyTimeoutLayer::new(limits.request))
        .layer(DefaultBodyLimit::max(limits.body_bytes));
    Ok(Router::new()
        .merge(pages::routes())
        .merge(api::routes())
        .route("/assets/{digest}/{name}", get(assets::serve))
        .route("/healthz", get(health))
        .route("/metrics", get(metrics))
        .fallback(async |_: crate::visit::Visit| Failure::not_found())
        .layer(guards)
        .with_state(app.clone()))
}

async fn check_host(State(hosts): State<Hosts>, request: Request, next: Next) -> Response {
    if hosts.allow(request.uri(), request.headers()) {
        next.run(request).await
    } else {
        Failure::wrong_host().into_response()
    }
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    Failure::ours("a handler panicked").into_response()
}

/// Whether the server can do its work: the records answer.
async fn health(State(app): State<App>) -> Response {
    match app.store().is_reachable().await {
        Ok(()) => "ok\n".into_response(),
        Err(problem) => Failure::from(problem).into_response(),
    }
}

/// Counters, for whoever watches the server from the machine itself.
async fn metrics(State(app): State<App>, request: Request) -> Result<String, Failure> {
    let peer = request.extensions().get::<crate::server::Peer>();
    if peer.is_some_and(|peer| peer.0.is_loopback()) && forwarded(&request).is_none() {
        Ok(app.metrics().text())
    } else {
        Err(Failure::not_found())
    }
}

/// Set by a proxy in front: then the request comes from elsewhere.
fn forwarded(request: &Request) -> Option<()> {
    let names = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];
    names.iter().any(|name| request.headers().contains_key(*name)).then_some(())
}
