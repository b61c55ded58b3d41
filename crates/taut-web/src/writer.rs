//! Writes drafts of many people together: what arrives while one transaction is on its way goes into the next.

use taut_record::{DraftKind, DraftOwner, DraftPut, Expected};
use taut_record::{Outcome, Problem, ProblemKind, Store};
use tokio::sync::{mpsc, oneshot};

/// Writes that may wait; more are refused, so that a slow disk cannot fill the memory.
const WAITING: usize = 4096;

/// Writes in one transaction.
const TOGETHER: usize = 64;

/// One draft to be written.
#[derive(Debug)]
pub struct Put {
    /// Whose.
    pub owner: DraftOwner,
    /// Of what.
    pub kind: DraftKind,
    /// JSON.
    pub body: String,
    /// What must stand there.
    pub expected: Expected,
    /// When it ends, ms since 1970 UTC.
    pub expires: i64,
    /// Now, ms since 1970 UTC.
    pub now: i64,
}

type Job = (Put, oneshot::Sender<Outcome<i64>>);

/// Hands drafts to the one task that writes them.
#[derive(Debug, Clone)]
pub struct Writer(mpsc::Sender<Job>);

impl Writer {
    /// Starts the task. It ends when all its writers are gone and everything is written.
    #[must_use]
    pub fn start(store: Store) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING);
        tokio::spawn(write(store, receiver));
        Self(sender)
    }

    /// Writes a draft; its new version once it lasts.
    ///
    /// # Errors
    /// Another version stands there; or the database's problem.
    pub async fn put(&self, put: Put) -> Outcome<i64> {
        let (done, written) = oneshot::channel();
        self.0.try_send((put, done)).map_err(|_| busy())?;
        written.await.map_err(|_| busy())?
    }
}

fn busy() -> Problem {
    Problem::new(ProblemKind::Locked, "too many writes are waiting").hint("try again in a moment")
}

async fn write(store: Store, mut jobs: mpsc::Receiver<Job>) {
    let mut together: Vec<Job> = Vec::with_capacity(TOGETHER);
    while jobs.recv_many(&mut together, TOGETHER).await > 0 {
        let now = together.iter().map(|(put, _)| put.now).max().unwrap_or_default();
        let puts: Vec<DraftPut<'_>> = together.iter().map(|(put, _)| borrowed(put)).collect();
        match store.put_drafts(&puts, now).await {
            Ok(outcomes) => {
                drop(puts);
                for ((_, done), outcome) in together.drain(..).zip(outcomes) {
                    let _ = done.send(outcome);
                }
            }
            Err(problem) => {
                drop(puts);
                for (_, done) in together.drain(..) {
                    let _ = done.send(Err(problem.clone()));
                }
            }
        }
    }
}

fn borrowed(put: &Put) -> DraftPut<'_> {
    DraftPut {
        owner: put.owner,
        kind: put.kind,
        body: &put.body,
        expected: put.expected,
        expires: put.expires,
    }
}
