//! Work for the database that many requests have at once, done together: what arrives while one batch is on its way goes into
//! the next.

use std::future::Future;

use taut_record::{Outcome, Problem, ProblemKind};
use tokio::sync::{mpsc, oneshot};

/// Work that may wait; more is refused, so that a slow disk cannot fill the memory.
const WAITING: usize = 4096;

/// Work in one batch.
const MOST: usize = 256;

type Job<Q, A> = (Q, oneshot::Sender<Outcome<A>>);

/// Hands work to the one task that does it.
#[derive(Debug)]
pub struct Together<Q, A>(mpsc::Sender<Job<Q, A>>);

impl<Q, A> Clone for Together<Q, A> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<Q: Send + 'static, A: Send + 'static> Together<Q, A> {
    /// Starts the task. `work` gives an outcome for each of a batch in its order, or one for all of them. It ends when nobody
    /// can hand it work any more and everything is done.
    #[must_use]
    pub fn start<F: Future<Output = Outcome<Vec<Outcome<A>>>> + Send>(
        work: impl Fn(Vec<Q>) -> F + Send + 'static,
    ) -> Self {
        let (sender, mut jobs) = mpsc::channel::<Job<Q, A>>(WAITING);
        tokio::spawn(async move {
            let mut batch = Vec::with_capacity(MOST);
            while jobs.recv_many(&mut batch, MOST).await > 0 {
                let (asked, waiting): (Vec<Q>, Vec<_>) = batch.drain(..).unzip();
                match work(asked).await {
                    Ok(outcomes) => {
                        for (waiting, outcome) in waiting.into_iter().zip(outcomes) {
                            // Whoever asked may have gone.
                            let _ = waiting.send(outcome);
                        }
                    }
                    Err(problem) => {
                        for waiting in waiting {
                            let _ = waiting.send(Err(problem.clone()));
                        }
                    }
                }
            }
        });
        Self(sender)
    }

    /// Has it done; what came of it.
    ///
    /// # Errors
    /// Too much is waiting; or the work's own.
    pub async fn have(&self, asked: Q) -> Outcome<A> {
        let (done, outcome) = oneshot::channel();
        self.0.try_send((asked, done)).map_err(|_| busy())?;
        outcome.await.map_err(|_| busy())?
    }
}

fn busy() -> Problem {
    Problem::new(ProblemKind::Locked, "too much is waiting").hint("try again in a moment")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn each_gets_its_own_outcome_and_many_go_together() {
        let batches = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&batches);
        let together = Together::start(move |asked: Vec<usize>| {
            count.fetch_add(1, Ordering::Relaxed);
            async move {
                tokio::task::yield_now().await;
                let odd = |n: usize| if n % 2 == 1 { Ok(n * 10) } else { Err(busy()) };
                Ok(asked.into_iter().map(odd).collect())
            }
        });
        let all: Vec<_> = (0..1000)
            .map(|n| {
                let together = together.clone();
                tokio::spawn(async move { (n, together.have(n).await) })
            })
            .collect();
        for one in all {
            let (n, outcome) = one.await.unwrap();
            assert_eq!(outcome.ok(), (n % 2 == 1).then_some(n * 10));
        }
        assert!(batches.load(Ordering::Relaxed) < 500, "{batches:?}");
    }

    #[tokio::test]
    async fn a_batch_that_fails_fails_for_each_of_it() {
        let together = Together::start(async |_: Vec<u8>| Err::<Vec<Outcome<u8>>, _>(busy()));
        let (first, second) = tokio::join!(together.have(1), together.have(2));
        assert!(first.is_err() && second.is_err());
    }
}
