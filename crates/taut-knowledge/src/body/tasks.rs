//! Records of tasks: what a person may see of them, what does not fit the body.

use taut_body::Model;
use taut_body::own::record::Muscles;
use taut_body::own::{RecordProblem, RecordProblems, Review};
use taut_body::task::record::TaskRecords;
use taut_body::task::{Stage, TaskBody};

/// Texts that a person may see: file, path and words.
pub(super) fn texts(tasks: &TaskRecords) -> Vec<(String, String, &str)> {
    let task =
        |task: &'_ taut_body::task::record::TaskRecord| format!("body/tasks/{}.toml", task.id);
    let of_tasks = tasks.tasks.iter().map(|t| (task(t), "people".to_owned(), t.people.as_str()));
    let of_groups = tasks.groups.group.iter().enumerate().map(|(i, group)| {
        ("body/groups.toml".to_owned(), format!("group[{i}].people"), group.people.as_str())
    });
    of_tasks.chain(of_groups).collect()
}

/// Their review levels.
pub(super) fn reviews(tasks: &TaskRecords) -> impl Iterator<Item = Review> {
    let files =
        [tasks.contacts.review, tasks.groups.review, tasks.fatigue.review, tasks.checks.review];
    files.into_iter().chain(tasks.tasks.iter().map(|task| task.review))
}

/// What does not fit between tasks and body.
pub(super) fn problems(
    model: &Model,
    muscles: &[Muscles],
    tasks: &TaskRecords,
) -> Vec<RecordProblem> {
    let body = TaskBody::new(model.clone(), muscles, tasks).err();
    let mut problems = body.map_or_else(Vec::new, |RecordProblems(problems)| problems);
    for task in &tasks.tasks {
        if let Err(RecordProblems(more)) = Stage::new(model, &tasks.contacts, 1.0, task) {
            problems.extend(more);
        }
    }
    problems
}
