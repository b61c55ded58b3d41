//! Works the tasks out, with progress on a terminal.

use std::io::{IsTerminal as _, Write as _};
use std::num::NonZeroUsize;

use taut_body::Pose;
use taut_body::task::record::{GroupRecord, TaskRecord};
use taut_body::task::{NoComparison, PassiveTorque, Stage, TaskBody, TaskResult, run_tasks};
use taut_knowledge::BodyKnowledge;

use super::ask::{Question, Weak};
use super::walking::Walking;
use crate::BadInput;

/// A relative change up to this counts as none in the same posture: ten thousand times what the solver leaves open, and
/// far below what any input is known to.
pub const SAME: f64 = 0.005;
/// Likewise in the posture of least effort, which is found to 1/128 of each range.
pub const FREE: f64 = 0.02;

/// One task, worked out or not.
pub struct Worked {
    /// Its record.
    pub task: TaskRecord,
    /// Names of what is free.
    pub free: Vec<String>,
    /// What came out.
    pub result: Result<TaskResult, NoComparison>,
}

/// Everything that the pages are written from.
pub struct Answer {
    /// What was weak.
    pub weak: Vec<(GroupRecord, Weak)>,
    /// The tasks.
    pub tasks: Vec<Worked>,
    /// Muscles that have no length in this body.
    pub left_out: Vec<String>,
    /// Names of the variants after the model as it stands.
    pub variants: Vec<String>,
    /// The walking trial, if it was asked for.
    pub walking: Option<Walking>,
}

/// The body of the knowledge, ready for tasks.
///
/// # Errors
/// What does not fit.
pub fn body(knowledge: &BodyKnowledge) -> anyhow::Result<TaskBody> {
    let body = TaskBody::new(knowledge.model.clone(), &knowledge.records.muscles, &knowledge.tasks);
    body.map_err(|problems| BadInput(problems.to_string()).into())
}

/// Torques that joints have of themselves.
pub fn torques<'a>(
    body: &'a TaskBody,
    knowledge: &'a BodyKnowledge,
) -> impl Fn(&Pose) -> Vec<PassiveTorque> + Sync + 'a {
    |pose: &Pose| {
        let torques = knowledge.records.passive.joint_torques(&body.model, pose);
        torques.into_iter().map(|torque| (torque.coordinate, torque.torque)).collect()
    }
}

/// A task made ready.
///
/// # Errors
/// What does not fit.
pub fn stage(
    body: &TaskBody,
    knowledge: &BodyKnowledge,
    task: &TaskRecord,
) -> anyhow::Result<Stage> {
    Stage::new(&body.model, &knowledge.tasks.contacts, 1.0, task)
        .map_err(|problems| BadInput(problems.to_string()).into())
}

/// Works the question out.
///
/// # Errors
/// Records that do not fit the body.
pub fn answer(
    knowledge: &BodyKnowledge,
    question: Question,
    threads: NonZeroUsize,
) -> anyhow::Result<Answer> {
    let body = body(knowledge)?;
    let stages: Result<Vec<Stage>, _> =
        question.tasks.iter().map(|task| stage(&body, knowledge, task)).collect();
    let stages = stages?;
    let weak: Vec<(usize, f64)> =
        question.weak.iter().map(|weak| (weak.group, weak.left)).collect();
    let all = stages.len();
    let shown = std::io::stderr().is_terminal();
    let done = |count: usize| {
        if shown {
            let _ = write!(std::io::stderr(), "\r{count} of {all} tasks worked out ");
        }
    };
    let torques = torques(&body, knowledge);
    let results = run_tasks(&body, &stages, &weak, &torques, threads, &done);
    if shown {
        let _ = write!(std::io::stderr(), "\r{:30}\r", "");
    }
    let tasks = question.tasks.into_iter().zip(&stages).zip(results);
    let tasks = tasks.map(|((task, stage), result)| Worked {
        task,
        free: stage.free.iter().map(|free| free.name.clone()).collect(),
        result,
    });
    let groups = &knowledge.tasks.groups;
    let uncertain = groups.uncertain.iter().flat_map(|u| {
        [u.low, u.high].map(|factor| {
            let what = match u.what {
                taut_body::task::record::Uncertain::Strength => "strength of all muscles",
                taut_body::task::record::Uncertain::Passive => "passive resistance",
            };
            format!("{what} times {factor}")
        })
    });
    Ok(Answer {
        weak: question.weak.into_iter().map(|w| (groups.group[w.group].clone(), w)).collect(),
        tasks: tasks.collect(),
        left_out: body.left_out.clone(),
        variants: uncertain.collect(),
        walking: None,
    })
}
