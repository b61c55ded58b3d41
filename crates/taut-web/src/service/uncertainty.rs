//! How firm a verdict is, worked out beside the requests: one run for the same answers, whoever waits; few are kept.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::Stream;
use futures_util::stream::unfold;
use taut_episode::{Firmness, Judgement};
use taut_knowledge::Answers;
use taut_reason::Setting;
use tokio::sync::watch::{Receiver, Sender, channel};

use crate::app::App;
use crate::failure::Failure;

/// Runs and results that are kept; the oldest goes when one more comes.
const KEPT: usize = 64;

/// How far a run is.
#[derive(Debug, Clone)]
pub enum Stage {
    /// So many of [`taut_episode::FIRMNESS_STEPS`] are done.
    Running(usize),
    /// The result.
    Done(Arc<Firmness>),
}

/// A run: what it rests on, and how far it is.
#[derive(Debug)]
struct Run {
    setting: Setting,
    answers: Answers,
    stage: Receiver<Stage>,
}

impl Run {
    fn is_of(&self, judgement: &Judgement) -> bool {
        self.setting == judgement.reasoner.setting && self.answers == judgement.resolved.answers
    }

    /// True if it is done, or goes on.
    fn is_good(&self) -> bool {
        matches!(*self.stage.borrow(), Stage::Done(_)) || self.stage.has_changed().is_ok()
    }
}

/// The runs of a server. A run that nobody waits for any more and that is not kept breaks off at its next step.
#[derive(Debug, Default)]
pub struct Runs {
    kept: Mutex<VecDeque<Run>>,
    stopped: AtomicBool,
}

impl Runs {
    /// Breaks every run off at its next step, and lets none begin.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<Run>> {
        // Nothing panics while it holds them.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }
}

/// Joins the run for these answers, and begins it if there is none.
#[must_use]
pub fn of(app: &App, judgement: &Judgement) -> Watch {
    let mut kept = app.runs().kept();
    if let Some(run) = kept.iter().find(|run| run.is_of(judgement) && run.is_good()) {
        return Watch(run.stage.clone());
    }
    kept.retain(|run| !run.is_of(judgement));
    kept.truncate(KEPT - 1);
    let (sender, stage) = channel(Stage::Running(0));
    kept.push_front(Run {
        setting: judgement.reasoner.setting,
        answers: judgement.resolved.answers.clone(),
        stage: stage.clone(),
    });
    tokio::spawn(run(app.clone(), judgement.clone(), sender));
    Watch(stage)
}

/// What comes of a run that breaks off is that its sender is gone.
async fn run(app: App, judgement: Judgement, sender: Sender<Stage>) {
    let work = move |app: &App| -> Result<(), Failure> {
        let on_step = |done| {
            if app.runs().is_stopped() || sender.send(Stage::Running(done)).is_err() {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        };
        if let ControlFlow::Continue(found) = app.engine().firmness(&judgement, on_step) {
            let _ = sender.send(Stage::Done(Arc::new(found)));
        }
        Ok(())
    };
    // A panic is logged where it becomes a failure; those who wait see the sender gone.
    let _ = app.compute(work).await;
}

/// Somebody who waits for a run.
#[derive(Debug, Clone)]
pub struct Watch(Receiver<Stage>);

impl Watch {
    /// The result, if it is there within a time.
    pub async fn within(mut self, time: Duration) -> Option<Arc<Firmness>> {
        let done = self.0.wait_for(|stage| matches!(stage, Stage::Done(_)));
        match tokio::time::timeout(time, done).await {
            Ok(Ok(stage)) => match &*stage {
                Stage::Done(found) => Some(Arc::clone(found)),
                Stage::Running(_) => None,
            },
            _ => None,
        }
    }

    /// Every stage from now on. Ends with the result; without one if the run broke off.
    pub fn stages(self) -> impl Stream<Item = Stage> + Send {
        unfold((self.0, true), async |(mut receiver, first)| {
            if !first {
                let over = matches!(*receiver.borrow(), Stage::Done(_));
                if over || receiver.changed().await.is_err() {
                    return None;
                }
            }
            let stage = receiver.borrow_and_update().clone();
            Some((stage, (receiver, false)))
        })
    }
}
