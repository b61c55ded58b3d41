//! Tasks of the shipped body.

mod compare;
mod endurance;
mod fatigue;
mod posture;
mod search;
mod statics;

use std::fs;
use std::path::{Path, PathBuf};

use crate::own;
use taut_body::Pose;
use taut_body::task::record::{TaskRecord, TaskRecords};
use taut_body::task::{PassiveTorque, Stage, TaskBody};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge/body")
}

fn text(path: &str) -> String {
    fs::read_to_string(folder().join(path)).unwrap()
}

/// The shipped records of tasks.
pub fn records() -> TaskRecords {
    let files = fs::read_dir(folder().join("tasks")).unwrap();
    let mut tasks: Vec<TaskRecord> = files
        .map(|file| toml::from_str(&fs::read_to_string(file.unwrap().path()).unwrap()).unwrap())
        .collect();
    tasks.sort_by(|a, b| a.id.cmp(&b.id));
    TaskRecords {
        contacts: toml::from_str(&text("contacts.toml")).unwrap(),
        groups: toml::from_str(&text("groups.toml")).unwrap(),
        fatigue: toml::from_str(&text("fatigue.toml")).unwrap(),
        checks: toml::from_str(&text("task_checks.toml")).unwrap(),
        tasks,
    }
}

/// The shipped body, ready for them.
pub fn body() -> TaskBody {
    TaskBody::new(own::model(), &own::records().muscles, &records())
        .unwrap_or_else(|problems| panic!("{problems}"))
}

/// One task of it.
pub fn stage(body: &TaskBody, id: &str) -> Stage {
    let records = records();
    let task = records.tasks.iter().find(|task| task.id == id).unwrap();
    Stage::new(&body.model, &records.contacts, 1.0, task)
        .unwrap_or_else(|problems| panic!("{problems}"))
}

/// Joints without passive torques.
pub fn none(_: &Pose) -> Vec<PassiveTorque> {
    Vec::new()
}
