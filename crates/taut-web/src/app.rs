//! What every request shares: the engine, the records, the writer of drafts, the options.

use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use jiff::{Timestamp, Zoned};
use taut_episode::Engine;
use taut_record::{ChainId, OldBytes, ProblemKind, Store};
use tokio::sync::Semaphore;

use crate::drawing::Drawing;
use crate::failure::Failure;
use crate::guard::cookies::Cookies;
use crate::guard::rate::Rates;
use crate::metrics::Metrics;
use crate::options::{Mode, Options};
use crate::printer::Printer;
use crate::reader::Reader;
use crate::service::uncertainty::Runs;
use crate::writer::Writer;

/// Who writes where nobody is signed in; the same as on the command line.
pub const AUTHOR: &str = taut_episode::PERSON;

/// The server's parts. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    engine: Engine,
    store: Store,
    writer: Writer,
    reader: Reader,
    options: Options,
    rates: Rates,
    metrics: Metrics,
    runs: Runs,
    drawing: OnceLock<Result<&'static Drawing, Failure>>,
    printer: Option<Printer>,
    /// Room for work that keeps a processor busy.
    computing: Arc<Semaphore>,
}

impl App {
    /// Puts them together. Must be called where tokio runs.
    #[must_use]
    pub fn new(engine: Engine, store: Store, options: Options) -> Self {
        let writer = Writer::start(store.clone());
        let reader = Reader::start(&store);
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let printer = options.pdf_program.clone().map(Printer::new);
        let parts = Parts {
            engine,
            store,
            writer,
            reader,
            options,
            rates: Rates::new(),
            metrics: Metrics::new(),
            runs: Runs::default(),
            drawing: OnceLock::new(),
            printer,
            computing: Arc::new(Semaphore::new(cores.max(2))),
        };
        Self(Arc::new(parts))
    }

    /// What judges, asks and plans.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// The records, for the program itself; a request about a person goes through [`Store::as_viewer`].
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Writes drafts.
    #[must_use]
    pub fn writer(&self) -> &Writer {
        &self.0.writer
    }

    /// Reads sessions and drafts.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.0.reader
    }

    /// How the server is set up.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.0.options
    }

    /// Limits of sign-in.
    #[must_use]
    pub fn rates(&self) -> &Rates {
        &self.0.rates
    }

    /// Runs that say how firm verdicts are.
    #[must_use]
    pub fn runs(&self) -> &Runs {
        &self.0.runs
    }

    /// What draws bodies; made ready at the first call, which takes a moment.
    ///
    /// # Errors
    /// Every problem of the body's files, and every posture that it cannot take.
    pub fn drawing(&self) -> Result<&'static Drawing, Failure> {
        self.0.drawing.get_or_init(|| Drawing::of(self.engine())).clone()
    }

    /// What makes a PDF, if the server has it.
    #[must_use]
    pub fn printer(&self) -> Option<&Printer> {
        self.0.printer.as_ref()
    }

    /// Counters.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// How cookies are written.
    #[must_use]
    pub fn cookies(&self) -> Cookies {
        Cookies { encrypted: self.options().is_encrypted() }
    }

    /// Does work that takes more than a moment beside the threads that answer requests, as many at once as there are processors.
    ///
    /// # Errors
    /// The work's own; or it panicked.
    pub async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let computing = Arc::clone(&self.0.computing);
        let room = computing.acquire_owned().await.map_err(Failure::ours)?;
        let app = self.clone();
        // The room goes with the work, which does not end when whoever asked goes away.
        let working = tokio::task::spawn_blocking(move || {
            let done = work(&app);
            drop(room);
            done
        });
        working.await.map_err(Failure::ours)?
    }

    /// The name of the one person of local mode.
    #[must_use]
    pub fn local_person(&self) -> Option<&str> {
        match &self.options().mode {
            Mode::Local { person } => Some(person),
            Mode::Clinic => None,
        }
    }

    /// The chain of the one person of local mode, who is added at the first need.
    ///
    /// # Errors
    /// The database's problem.
    pub async fn local_chain(&self, person: &str) -> Result<ChainId, Failure> {
        match self.store().person(person).await {
            Err(problem) if problem.kind == ProblemKind::NotFound => {
                match self.store().add_person(person, AUTHOR, now()).await {
                    // Another request was faster.
                    Err(problem) if problem.kind == ProblemKind::NameTaken => {
                        Ok(self.store().person(person).await?.chain)
                    }
                    other => Ok(other?),
                }
            }
            other => Ok(other?.chain),
        }
    }
}

/// An hour in ms.
pub const HOUR: i64 = 60 * 60 * 1000;

/// A day in ms.
pub const DAY: i64 = 24 * HOUR;

/// Now, ms since 1970 UTC. The clock is read here and nowhere deeper.
#[must_use]
pub fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

/// Today where the server stands.
#[must_use]
pub fn today() -> Date {
    Zoned::now().date()
}

/// Removes what has expired, and overwrites what an erasure had to leave, once a minute.
pub async fn sweep(app: App) {
    let mut minute = tokio::time::interval(std::time::Duration::from_secs(60));
    loop {
        minute.tick().await;
        app.rates().sweep(std::time::Instant::now());
        if let Err(problem) = app.store().sweep(now()).await {
            tracing::warn!(kind = problem.kind.code(), "what has expired was not removed yet");
        }
        match app.store().finish_erasing().await {
            Ok(None) => {}
            Ok(Some(OldBytes::Overwritten)) => tracing::info!("an erasure is finished"),
            Ok(Some(OldBytes::Waiting)) => tracing::warn!("an erasure waits for a reader"),
            Err(problem) => {
                tracing::warn!(kind = problem.kind.code(), "an erasure is not finished yet");
            }
        }
    }
}
