//! A server that does nothing but answer with fixed bytes, behind the same layers of tower-http: what a request costs here at
//! least. `peer BYTES` prints its address.

#![allow(clippy::unwrap_used, reason = "a measurement may panic")]

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, Response};
use axum::routing::get;
use hyper_util::rt::TokioIo;
use tower::{ServiceBuilder, ServiceExt as _};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};

#[tokio::main]
async fn main() {
    let bytes: usize = std::env::args().nth(1).unwrap().parse().unwrap();
    let page: &'static str = Box::leak("a".repeat(bytes).into_boxed_str());
    let second = Duration::from_secs(20);
    let layers = ServiceBuilder::new()
        .layer(middleware::from_fn(headers))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, second))
        .layer(CsrfLayer::new())
        .layer(RequestBodyTimeoutLayer::new(second))
        .layer(DefaultBodyLimit::max(256 * 1024));
    let router = Router::new().route("/", get(async move || Html(page))).layer(layers);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("http://{}/", listener.local_addr().unwrap());
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        let router = router.clone();
        tokio::spawn(async move {
            let service = hyper::service::service_fn(move |request: hyper::Request<_>| {
                router.clone().oneshot(request.map(axum::body::Body::new))
            });
            let connection = hyper::server::conn::http1::Builder::new();
            let _ = connection.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

/// As many headers as a page of ours has.
async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for name in [
        header::CONTENT_SECURITY_POLICY,
        header::X_CONTENT_TYPE_OPTIONS,
        header::X_FRAME_OPTIONS,
        header::REFERRER_POLICY,
        header::CACHE_CONTROL,
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static("same-origin"));
    }
    response
}
