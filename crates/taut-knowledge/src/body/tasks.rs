//! Records of tasks: what they cite, what a person may see of them, what does not fit the body.

use taut_body::Model;
use taut_body::own::record::{Muscles, Review};
use taut_body::own::{RecordProblem, RecordProblems};
use taut_body::task::record::TaskRecords;
use taut_body::task::{Stage, TaskBody};

use super::cite::Cited;

/// Every source that they name.
pub(super) fn cited(tasks: &TaskRecords) -> Vec<Cited<'_>> {
    let mut out = Vec::new();
    let mut add = |file: &str, path: String, source| {
        out.push(Cited { file: format!("body/{file}.toml"), path, source });
    };
    for task in &tasks.tasks {
        add(&format!("tasks/{}", task.id), "source".to_owned(), task.source.as_str());
    }
    for (i, point) in tasks.contacts.point.iter().enumerate() {
        add("contacts", format!("point[{i}].source"), &point.source);
    }
    for (i, support) in tasks.contacts.support.iter().enumerate() {
        add("contacts", format!("support[{i}].source"), &support.source);
    }
    for (i, uncertain) in tasks.groups.uncertain.iter().enumerate() {
        add("groups", format!("uncertain[{i}].source"), &uncertain.source);
    }
    add("fatigue", "source".to_owned(), &tasks.fatigue.source);
    for (i, group) in tasks.fatigue.group.iter().enumerate() {
        add("fatigue", format!("group[{i}].source"), &group.source);
    }
    for (i, curve) in tasks.fatigue.endurance.iter().enumerate() {
        add("fatigue", format!("endurance[{i}].source"), &curve.source);
    }
    for (i, check) in tasks.checks.check.iter().enumerate() {
        add("task_checks", format!("check[{i}].source"), &check.source);
    }
    out
}

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
