//! A model as text and as JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::json;
use taut_body::{
    JointKind, LARGEST_COORDINATE, Model, Muscle, MuscleKind, PathValue, Pose, Stop, Turns,
};

/// What every page says of this part of the work.
const FIRST_PART: &str = "This says what is in the file and how long its muscles are; it works out no nerve and no forces.";

/// The model as plain text.
pub fn text(model: &Model, pose: &Pose) -> String {
    let mut out = format!("model {} (file version {})\n", shown(&model.name), model.version);
    let _ = writeln!(
        out,
        "{} bodies, {:.3} kg; {} joints: {}; {} coordinates, {} of them driven by couplers",
        model.bodies.len() - 1,
        model.mass(),
        model.joints.len(),
        counts(model.joints.iter().map(|j| joint_kind(j.kind))),
        model.coordinates.len(),
        model.couplers.len(),
    );
    let _ = writeln!(
        out,
        "{} muscles{}: {} without wrapping, {} that wrap around some of {} surfaces",
        model.muscles.len(),
        match counts(model.muscles.iter().map(|m| muscle_kind(m.force.curves.kind()))) {
            kinds if kinds.is_empty() => String::new(),
            kinds => format!(" ({kinds})"),
        },
        model.muscles.iter().filter(|m| m.wraps.is_empty()).count(),
        model.muscles.iter().filter(|m| !m.wraps.is_empty()).count(),
        model.wraps.len(),
    );
    coordinates(&mut out, model);
    muscles(&mut out, model, pose);
    left_out(&mut out, model);
    let _ = writeln!(out, "\n{FIRST_PART}");
    out
}

fn coordinates(out: &mut String, model: &Model) {
    out.push_str("\nCoordinates, with lowest, default and highest value\n");
    let width = model.coordinates.iter().map(|c| c.name.chars().count()).max().unwrap_or(0);
    for (i, coordinate) in model.coordinates.iter().enumerate() {
        let [low, high] = coordinate.range;
        let (unit, factor) = match coordinate.turns {
            Turns::Rotates => ("degrees", 1.0_f64.to_degrees()),
            Turns::Translates => ("metres", 1.0),
            Turns::Nothing => ("moves nothing", 1.0),
        };
        let shown = |value: f64| match value.abs() > LARGEST_COORDINATE {
            true => format!("{:>9}", "any"),
            false => format!("{:9.2}", value * factor),
        };
        let values = [low, coordinate.default, high].map(shown);
        let _ = write!(out, "  {:width$} {} {unit}", coordinate.name, values.join(" "));
        for (is, word) in [(model.is_driven(i), "driven"), (coordinate.locked, "locked")] {
            if is {
                let _ = write!(out, ", {word}");
            }
        }
        out.push('\n');
    }
}

fn muscles(out: &mut String, model: &Model, pose: &Pose) {
    let lengths = model.lengths(pose);
    let width = model.muscles.iter().map(|m| m.name.chars().count()).max().unwrap_or(0);
    if !lengths.is_empty() {
        out.push_str("\nMuscles, with their length in the default pose\n");
    }
    for (i, (muscle, length)) in model.muscles.iter().zip(&lengths).enumerate() {
        let _ = write!(out, "  {:width$} ", muscle.name);
        let _ = match length {
            PathValue::Known(metres) => write!(out, "{:8.2} mm", metres * 1e3),
            PathValue::Wrapped(_) => write!(out, "{:>11}", "unknown"),
        };
        let here = around(model, pose, i);
        for (wrap, is_here) in muscle.wraps.iter().zip(here) {
            let surface = &model.wraps[wrap.surface];
            let body = &model.bodies[surface.mount.body].name;
            let word = if is_here { "wraps around" } else { "may wrap around" };
            let _ = write!(out, ", {word} {} on {body}", surface.name);
        }
        if let PathValue::Wrapped(unread) = length {
            let _ = write!(out, "; not read: {}", names(model, unread));
        }
        out.push('\n');
    }
}

/// For each surface of a muscle, whether the path goes around it in this pose.
fn around(model: &Model, pose: &Pose, muscle: usize) -> Vec<bool> {
    let route = model.route(pose, muscle);
    let on = |wrap: usize| {
        let is = |stop: &Stop| matches!(stop, Stop::Surface { wrap: w, .. } if *w == wrap);
        route.as_ref().is_some_and(|route| route.stops.iter().any(is))
    };
    (0..model.muscles[muscle].wraps.len()).map(on).collect()
}

fn left_out(out: &mut String, model: &Model) {
    if model.left_out.is_empty() {
        out.push_str("\nAll of the file is read, except what only draws.\n");
        return;
    }
    out.push_str("\nNot read, and what that affects\n");
    // Equal kinds and effects in one line, at the place of the first.
    let mut groups: Vec<(&str, &str, usize, usize)> = Vec::new();
    for left in &model.left_out {
        let same = groups.iter_mut().find(|g| g.0 == left.element && g.1 == left.affects);
        match same {
            Some(group) => group.2 += 1,
            None => groups.push((&left.element, &left.affects, 1, left.line)),
        }
    }
    for (element, affects, count, line) in groups {
        let times = if count > 1 { format!("{count} x ") } else { String::new() };
        let _ = writeln!(out, "  line {line}: {times}{element}: {affects}");
    }
}

/// The model as JSON; lengths in metres, angles in radians.
pub fn json(model: &Model, pose: &Pose) -> anyhow::Result<String> {
    let coordinates = model.coordinates.iter().enumerate().map(|(i, c)| {
        let kind = match c.turns {
            Turns::Rotates => "rotation",
            Turns::Translates => "translation",
            Turns::Nothing => "none",
        };
        json!({
            "name": c.name, "joint": model.joints[c.joint].name, "kind": kind, "range": c.range,
            "default": c.default, "clamped": c.clamped, "locked": c.locked, "driven": model.is_driven(i),
        })
    });
    let lengths = model.lengths(pose);
    let muscle = |(i, (muscle, length)): (usize, (&Muscle, &PathValue))| {
        let known = match length {
            PathValue::Known(metres) => Some(*metres),
            PathValue::Wrapped(_) => None,
        };
        let wraps = muscle.wraps.iter().zip(around(model, pose, i)).map(|(wrap, here)| {
            let surface = &model.wraps[wrap.surface];
            let body = &model.bodies[surface.mount.body].name;
            json!({ "surface": surface.name, "body": body, "in_default_pose": here })
        });
        json!({
            "name": muscle.name, "kind": muscle_kind(muscle.force.curves.kind()), "points": muscle.points.len(),
            "max_isometric_force": muscle.force.max_isometric_force,
            "optimal_fiber_length": muscle.force.optimal_fiber_length,
            "tendon_slack_length": muscle.force.tendon_slack_length,
            "pennation": muscle.force.pennation, "default_length": known,
            "wraps": wraps.collect::<Vec<_>>(),
        })
    };
    let bodies = model.bodies.iter().map(|b| json!({ "name": b.name, "mass": b.mass }));
    let joints = model.joints.iter().map(|j| {
        json!({
            "name": j.name, "kind": joint_kind(j.kind),
            "parent": model.bodies[j.parent.body].name, "child": model.bodies[j.child.body].name,
        })
    });
    let left_out = model.left_out.iter().map(
        |l| json!({ "line": l.line, "element": l.element, "name": l.name, "affects": l.affects }),
    );
    let page = json!({
        "name": model.name, "version": model.version, "note": FIRST_PART, "mass": model.mass(),
        "bodies": bodies.collect::<Vec<_>>(),
        "joints": joints.collect::<Vec<_>>(),
        "coordinates": coordinates.collect::<Vec<_>>(),
        "muscles": model.muscles.iter().zip(&lengths).enumerate().map(muscle).collect::<Vec<_>>(),
        "left_out": left_out.collect::<Vec<_>>(),
    });
    Ok(serde_json::to_string_pretty(&page)?)
}

fn counts<'k>(kinds: impl Iterator<Item = &'k str>) -> String {
    let mut counted = BTreeMap::new();
    for kind in kinds {
        *counted.entry(kind).or_insert(0_usize) += 1;
    }
    let parts: Vec<String> =
        counted.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    parts.join(", ")
}

fn names(model: &Model, surfaces: &[usize]) -> String {
    let names: Vec<&str> = surfaces.iter().map(|s| model.wraps[*s].name.as_str()).collect();
    names.join(", ")
}

fn shown(name: &str) -> &str {
    if name.is_empty() { "without name" } else { name }
}

fn joint_kind(kind: JointKind) -> &'static str {
    match kind {
        JointKind::Custom => "custom",
        JointKind::Pin => "pin",
        JointKind::Weld => "weld",
        JointKind::Universal => "universal",
        JointKind::Free => "free",
    }
}

fn muscle_kind(kind: MuscleKind) -> &'static str {
    match kind {
        MuscleKind::Thelen2003 => "Thelen2003",
        MuscleKind::DeGrooteFregly2016 => "DeGrooteFregly2016",
        MuscleKind::Millard2012 => "Millard2012",
    }
}
