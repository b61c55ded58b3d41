//! Every source that a body record names.

use taut_body::own::record::Records;

use super::load::Asked;

/// A source that is named somewhere.
pub(super) struct Cited<'r> {
    /// Path of the file.
    pub file: String,
    /// Logical path in it.
    pub path: String,
    /// The key.
    pub source: &'r str,
}

/// Every source that the records name, and where.
pub(super) fn cited<'r>(records: &'r Records, asked: &'r Asked) -> Vec<Cited<'r>> {
    let mut out = Vec::new();
    let mut cite = |file: &str, path: String, source: &'r str| {
        out.push(Cited { file: format!("body/{file}.toml"), path, source });
    };
    for (i, body) in records.skeleton.body.iter().enumerate() {
        cite("skeleton", format!("body[{i}].source"), body.source.as_str());
    }
    for (i, coordinate) in records.skeleton.coordinate.iter().enumerate() {
        cite("skeleton", format!("coordinate[{i}].source"), &coordinate.source);
    }
    for (i, joint) in records.skeleton.joint.iter().enumerate() {
        cite("skeleton", format!("joint[{i}].source"), &joint.source);
    }
    for (i, surface) in records.surfaces.surface.iter().enumerate() {
        cite("surfaces", format!("surface[{i}].source"), &surface.source);
    }
    for group in &records.muscles {
        cite(&format!("muscles/{}", group.id), "source".to_owned(), &group.source);
    }
    for posture in &asked.postures {
        let file = format!("postures/{}", posture.id);
        cite(&file, "source".to_owned(), &posture.source);
        for (i, position) in posture.position.iter().enumerate() {
            for (angle, source) in position.printed.iter().flatten() {
                cite(&file, format!("position[{i}].printed.{angle}"), source);
            }
        }
    }
    for test in &asked.tests {
        cite(&format!("tests/{}", test.id), "source".to_owned(), &test.source);
    }
    cite("reading", "source".to_owned(), &asked.reading.source);
    let tasks = &asked.tasks;
    for task in &tasks.tasks {
        cite(&format!("tasks/{}", task.id), "source".to_owned(), &task.source);
    }
    for (i, point) in tasks.contacts.point.iter().enumerate() {
        cite("contacts", format!("point[{i}].source"), &point.source);
    }
    for (i, support) in tasks.contacts.support.iter().enumerate() {
        cite("contacts", format!("support[{i}].source"), &support.source);
    }
    for (i, uncertain) in tasks.groups.uncertain.iter().enumerate() {
        cite("groups", format!("uncertain[{i}].source"), &uncertain.source);
    }
    cite("fatigue", "source".to_owned(), &tasks.fatigue.source);
    for (i, group) in tasks.fatigue.group.iter().enumerate() {
        cite("fatigue", format!("group[{i}].source"), &group.source);
    }
    for (i, curve) in tasks.fatigue.endurance.iter().enumerate() {
        cite("fatigue", format!("endurance[{i}].source"), &curve.source);
    }
    out
}
