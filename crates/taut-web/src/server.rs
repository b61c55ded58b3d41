//! Connections: accepted, limited in number and time, and brought to an end when the server stops.

use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt as _;

use crate::guard::proxy::client;
use crate::options::Options;

/// Where a request came from, as far as that is known: the peer, or whom a trusted proxy names. For the limits of sign-in.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// The longest head of a request, in bytes; a page of ours sends far less.
const HEAD_BYTES: usize = 32 * 1024;

/// Serves until `stop` is there, then lets open requests end.
///
/// # Errors
/// The listener itself fails. A failing connection only ends itself.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    options: &Options,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let limits = &options.limits;
    let room = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let permit = tokio::select! {
            permit = Arc::clone(&room).acquire_owned() => permit.map_err(io::Error::other)?,
            () = &mut stop => break,
        };
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) if is_passing(&error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
                Err(error) => return Err(error),
            },
            () = &mut stop => break,
        };
        let watcher = graceful.watcher();
        let (router, head, request) = (router.clone(), limits.head, limits.request);
        let from = (peer.ip(), options.proxy);
        tokio::spawn(async move {
            let service = service_fn(move |request| answer(router.clone(), from, request));
            let connection = builder(head).serve_connection(io_of(stream, request), service);
            // How a connection ends is no news.
            let _ = watcher.watch(connection).await;
            drop(permit);
        });
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(limits.stop) => tracing::warn!("some requests did not end in time"),
    }
    Ok(())
}

async fn answer(
    router: Router,
    (peer, proxy): (IpAddr, Option<IpAddr>),
    mut request: hyper::Request<Incoming>,
) -> Result<axum::response::Response, std::convert::Infallible> {
    let client = client(peer, proxy, request.headers());
    request.extensions_mut().insert(Peer(client));
    let request: Request = request.map(Body::new);
    router.oneshot(request).await
}

/// A connection to somebody who takes in at least something of an answer within this time.
fn io_of(stream: TcpStream, most: Duration) -> TokioIo<Pin<Box<TimeoutStream<TcpStream>>>> {
    // Small answers go out at once.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(most));
    TokioIo::new(Box::pin(stream))
}

fn builder(head: Duration) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(head).max_buf_size(HEAD_BYTES);
    builder
}

/// Errors of one client, or of a moment without free descriptors: they do not end the server.
fn is_passing(error: &io::Error) -> bool {
    use io::ErrorKind as K;
    let client = matches!(error.kind(), K::ConnectionAborted | K::ConnectionReset | K::Interrupted);
    // ENFILE and EMFILE have no kind of their own.
    client || matches!(error.raw_os_error(), Some(23 | 24))
}
