//! Every source that a body record names.

use taut_body::nerve::record::{NerveRecord, NerveRows};
use taut_body::own::record::Records;
use taut_body::task::record::TaskRecords;

use super::asked::Asked;

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
    let mut cite = |file: &str, path: String, source| {
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
    cite("passive", "source".to_owned(), &records.passive.source);
    cite("scaling", "source".to_owned(), &records.scaling.source);
    for (i, segment) in records.scaling.segment.iter().enumerate() {
        cite("scaling", format!("segment[{i}].source"), &segment.source);
    }
    let hamstring = &records.hamstring;
    cite("hamstring", "source".to_owned(), &hamstring.source);
    cite("hamstring", "reading_source".to_owned(), &hamstring.reading_source);
    cite("hamstring", "limit_source".to_owned(), &hamstring.limit_source);
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
    cite("explorer", "source".to_owned(), &asked.explorer.source);
    out.extend(nerve_cited(&asked.nerve, &asked.nerve_rows));
    out.extend(tasks_cited(&asked.tasks));
    out
}

/// Likewise for the nerve.
fn nerve_cited<'r>(nerve: &'r NerveRecord, rows: &'r NerveRows) -> Vec<Cited<'r>> {
    let mut out = Vec::new();
    let mut cite = |file: &str, path: String, source| {
        out.push(Cited { file: format!("body/{file}.toml"), path, source });
    };
    cite("nerve", "hip.source".to_owned(), nerve.hip.source.as_str());
    for (i, parameter) in nerve.parameter.iter().enumerate() {
        cite("nerve", format!("parameter[{i}].source"), &parameter.source);
    }
    for (i, segment) in nerve.segment.iter().enumerate() {
        cite("nerve", format!("segment[{i}].source"), &segment.source);
    }
    cite("nerve_rows", "unprinted_source".to_owned(), &rows.unprinted_source);
    for (i, figure) in rows.figure.iter().enumerate() {
        cite("nerve_rows", format!("figure[{i}].source"), &figure.source);
        if let Some(source) = &figure.angles_from {
            cite("nerve_rows", format!("figure[{i}].angles_from"), source);
        }
    }
    for (i, order) in rows.order.iter().enumerate() {
        cite("nerve_rows", format!("order[{i}].source"), &order.source);
    }
    for (i, left) in rows.not_modelled.iter().enumerate() {
        if let Some(source) = &left.source {
            cite("nerve_rows", format!("not_modelled[{i}].source"), source);
        }
    }
    out
}

/// Likewise for tasks.
fn tasks_cited(tasks: &TaskRecords) -> Vec<Cited<'_>> {
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
