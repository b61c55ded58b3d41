//! The answer as JSON: newtons, shares, radians.

use serde_json::{Value, json};
use taut_body::task::{Figure, Outcome, Posture, TaskResult};

use super::checks::Check;
use super::page::{direction, title};
use super::work::{Answer, FREE, SAME, Worked};

/// The whole answer.
pub fn json(answer: &Answer, checks: Option<&[Check]>) -> anyhow::Result<String> {
    let weak: Vec<Value> = answer
        .weak
        .iter()
        .map(|(group, weak)| json!({ "group": group.name, "left": weak.left, "how": weak.how }))
        .collect();
    let mut page = json!({
        "note": "Research preview. No clinician has reviewed this. A model of an average healthy body.",
        "title": title(answer),
        "weak": weak,
        "tolerance": { "same_posture": SAME, "posture_free": FREE },
        "variants": answer.variants,
        "muscles_left_out": answer.left_out,
        "tasks": answer.tasks.iter().map(task).collect::<Vec<_>>(),
        "walking": answer.walking.as_ref().map(|walking| json!({
            "model": "gait2392", "hamstring_force": walking.hamstrings, "lumbosacral_force": walking.back,
            "hip_contact": walking.hip, "largest_missing_moment": walking.missing,
        })),
    });
    if let Some(checks) = checks {
        let check = |check: &Check| {
            json!({
                "what": check.record.what, "published": check.record.value, "low": check.record.low,
                "high": check.record.high, "ours": check.ours, "agrees": check.agrees(),
                "source": check.record.source,
            })
        };
        page["checks"] = checks.iter().map(check).collect();
    }
    Ok(serde_json::to_string_pretty(&page)? + "\n")
}

fn task(worked: &Worked) -> Value {
    let base =
        json!({ "id": worked.task.id, "part_of": worked.task.part_of, "label": worked.task.label });
    let mut out = base;
    match &worked.result {
        Err(problem) => out["not_worked_out"] = json!(format!("{problem:?}")),
        Ok(result) => {
            if let Some(plain) = result.variants.first() {
                out["before"] = posture(&worked.free, &plain.before);
                out["same_posture"] = posture(&worked.free, &plain.fixed);
                out["posture_free"] = posture(&worked.free, &plain.free);
            }
            out["change_same_posture"] = changes(result, false);
            out["change_posture_free"] = changes(result, true);
            out["variants_without_balance"] = json!(result.without_balance);
            out["postures"] = json!(result.postures);
        }
    }
    out
}

fn changes(result: &TaskResult, free: bool) -> Value {
    let tolerance = if free { FREE } else { SAME };
    let mut out = json!({});
    for figure in Figure::ALL {
        out[figure.name()] = result.change(figure, free).map_or(Value::Null, |change| {
            let relative = change.relative();
            json!({
                "difference": change.difference(),
                "relative": relative.map(|(share, _)| share), "relative_range": relative.map(|(_, range)| range),
                "direction": direction(change.direction(tolerance)),
            })
        });
    }
    out
}

fn posture(names: &[String], posture: &Posture) -> Value {
    let free: Value = names
        .iter()
        .zip(&posture.free)
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let Outcome {
        effort,
        unheld,
        groups,
        hamstring_share,
        hip_extension,
        levels,
        hip_contact,
        hip_forward,
        hamstring_stretch,
    } = &posture.outcome;
    json!({
        "free": free,
        "effort": effort,
        "cannot_be_held": unheld.iter().map(|(joint, moment)| json!({ "joint": joint, "missing": moment })).collect::<Vec<_>>(),
        "groups": groups.iter().map(|work| json!({
            "group": work.name, "side": work.side.to_string(), "force": work.force, "passive": work.passive,
            "largest_activation": work.activation,
        })).collect::<Vec<_>>(),
        "hamstring_share": hamstring_share,
        "hip_extension": hip_extension,
        "levels": levels.iter().map(|level| json!({
            "joint": level.joint, "compression": level.compression, "shear": level.shear,
        })).collect::<Vec<_>>(),
        "hip_contact": hip_contact,
        "hip_forward": hip_forward,
        "hamstring_stretch": hamstring_stretch,
    })
}
