//! Pages and API of taut: for a person on their own, and for a clinic.
//!
//! Everything is made on the server and works without scripts; scripts only spare presses. Nothing is loaded from elsewhere,
//! nothing about health stands in an address or a log.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests may panic"))]

mod api;
mod app;
mod assets;
mod drawing;
mod failure;
mod guard;
mod html;
mod metrics;
mod options;
mod pages;
mod printer;
mod reader;
mod routes;
mod server;
mod service;
mod together;
mod visit;
mod writer;

use std::future::Future;
use std::io;

use taut_episode::Engine;
use taut_record::Store;
use tokio::net::TcpListener;

use app::App;

pub use options::{Limits, Mode, Options};

/// A server that has its address and is ready to serve.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    app: App,
}

impl Server {
    /// Takes the address.
    ///
    /// # Errors
    /// It is taken, or not ours.
    pub async fn bind(engine: Engine, store: Store, options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind(options.address).await?;
        Ok(Self { listener, app: App::new(engine, store, options) })
    }

    /// Where it listens; the port is the real one where 0 was asked for.
    ///
    /// # Errors
    /// The system does not say.
    pub fn address(&self) -> io::Result<std::net::SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `stop` is there; open requests end first, and what they keep is kept.
    ///
    /// # Errors
    /// The listener fails, or the options do not fit.
    pub async fn serve(self, stop: impl Future<Output = ()>) -> io::Result<()> {
        let router = routes::router(&self.app).map_err(io::Error::other)?;
        let sweep = tokio::spawn(app::sweep(self.app.clone()));
        let app = &self.app;
        let stop = async {
            stop.await;
            // Whoever waits for a run would keep the server up.
            app.runs().stop();
        };
        let served = server::serve(self.listener, router, app.options(), stop).await;
        sweep.abort();
        served
    }
}
