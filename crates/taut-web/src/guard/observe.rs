//! Each request is counted and logged by its route: no path, no query, no address, nothing about a person.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

use crate::app::App;

/// Counts a request, and logs it once it is answered.
pub async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let method = known(request.method());
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    // Whatever matches no route is one kind of thing.
    let route = route.unwrap_or_else(|| "other".to_owned());
    let open = Open { app: &app, method, route, begun: Instant::now(), status: None };
    open.run(request, next).await
}

/// The name of a method of HTTP; a client may send any word as one, and such words are one kind of thing.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

/// A request that is being answered. Dropped without a status, the client has gone or its time was over.
struct Open<'a> {
    app: &'a App,
    method: &'static str,
    route: String,
    begun: Instant,
    status: Option<u16>,
}

impl Open<'_> {
    async fn run(mut self, request: Request, next: Next) -> Response {
        self.app.metrics().begun();
        let response = next.run(request).await;
        self.status = Some(response.status().as_u16());
        response
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        let took = self.begun.elapsed();
        // 499 is what proxies write for a client that has gone.
        let status = self.status.unwrap_or(499);
        self.app.metrics().done(&self.route, self.method, status, took);
        let ms = u64::try_from(took.as_micros()).unwrap_or(u64::MAX) as f64 / 1000.0;
        tracing::info!(method = self.method, route = self.route, status, ms, "request");
    }
}
