//! Many tasks before and after weakness, on several threads; the same bits for any number of them.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::body::TaskBody;
use super::compare::{Change, Comparison, NoComparison, Trial};
use super::outcome::{Figure, Outcome};
use super::stage::Stage;
use super::statics::PassiveTorque;
use crate::pose::Pose;

/// One task, in every variant of the body.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskResult {
    /// The model as it stands first, then each thing that may be off, low and high; those without balance are left out.
    pub variants: Vec<Comparison>,
    /// How many variants have no posture that can be balanced.
    pub without_balance: usize,
    /// How many postures were worked out.
    pub postures: usize,
    /// Weight of the body, N.
    pub weight: f64,
}

impl TaskResult {
    /// What became of a figure, in the same posture (`false`) or the posture of least effort (`true`).
    #[must_use]
    pub fn change(&self, figure: Figure, free: bool) -> Option<Change> {
        let pair = |c: &'_ Comparison| -> (Outcome, Outcome) {
            let after = if free { &c.free } else { &c.fixed };
            (c.before.outcome.clone(), after.outcome.clone())
        };
        let pairs: Vec<(Outcome, Outcome)> = self.variants.iter().map(pair).collect();
        let borrowed: Vec<(&Outcome, &Outcome)> = pairs.iter().map(|(a, b)| (a, b)).collect();
        Change::of(figure, &borrowed, figure.floor(self.weight))
    }
}

/// Works out every stage. `done` is told each time one is finished, with how many are.
///
/// # Errors
/// For each stage, why the model as it stands has no balance in it.
pub fn run_tasks(
    body: &TaskBody,
    stages: &[Stage],
    weak: &[(usize, f64)],
    torques: &(dyn Fn(&Pose) -> Vec<PassiveTorque> + Sync),
    threads: NonZeroUsize,
    done: &(dyn Fn(usize) + Sync),
) -> Vec<Result<TaskResult, NoComparison>> {
    let next = AtomicUsize::new(0);
    let finished = AtomicUsize::new(0);
    let slots: Vec<Mutex<Option<Result<TaskResult, NoComparison>>>> =
        stages.iter().map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for _ in 0..threads.get().min(stages.len().max(1)) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(stage) = stages.get(index) else { break };
                    let result = one(body, stage, weak, torques);
                    *slots[index].lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
                    done(finished.fetch_add(1, Ordering::Relaxed) + 1);
                }
            });
        }
    });
    let taken = |slot: Mutex<Option<Result<TaskResult, NoComparison>>>| {
        let result = slot.into_inner().unwrap_or_else(PoisonError::into_inner);
        result.unwrap_or_else(|| Err(NoComparison::NoPosture("a thread ended early".to_owned())))
    };
    slots.into_iter().map(taken).collect()
}

fn one(
    body: &TaskBody,
    stage: &Stage,
    weak: &[(usize, f64)],
    torques: &(dyn Fn(&Pose) -> Vec<PassiveTorque> + Sync),
) -> Result<TaskResult, NoComparison> {
    let mut trial = Trial::new(body, stage, torques);
    let mut variants = Vec::new();
    let mut without_balance = 0;
    for (i, variant) in body.variants.iter().enumerate() {
        match trial.compare(weak, *variant) {
            Ok(compared) => variants.push(compared),
            Err(problem) if i == 0 => return Err(problem),
            Err(_) => without_balance += 1,
        }
    }
    let weight = body.model.mass() * libm::fabs(body.model.gravity[1]);
    Ok(TaskResult { variants, without_balance, postures: trial.postures(), weight })
}
