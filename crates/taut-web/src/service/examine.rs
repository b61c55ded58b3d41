//! An examination: what is asked of a therapist, and its form as answers of a case file and of a clearance file.

use serde_json::{Value, json};
use taut_knowledge::{Finding, FindingId, Kind, Knowledge, Origin};

/// A part of the examination: its label, and the findings that it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The name of the part; the label is `clinic.part_NAME`.
    pub name: &'static str,
    /// Its findings.
    pub findings: Vec<FindingId>,
}

/// Which findings of an examination stand together. Those of no list stand in the last part.
const PARTS: [(&str, &[&str]); 8] = [
    (
        "power",
        &[
            "motor_weakness_exam",
            "motor_weakness_both_exam",
            "heel_raise",
            "heel_walk",
            "anal_tone_reduced",
            "post_void_residual",
        ],
    ),
    ("feeling", &["sensory_loss_exam", "sensory_loss_stocking"]),
    (
        "reflexes",
        &[
            "reflex_knee_reduced",
            "reflex_ankle_reduced",
            "upper_motor_neurone_signs",
            "wide_gait_or_romberg",
            "neuro_exam_normal",
        ],
    ),
    (
        "nerve",
        &[
            "slr_reproduces_leg_pain",
            "slr_limited_by_hamstring",
            "crossed_slr",
            "slump_positive",
            "bragard_positive",
            "femoral_stretch_positive",
            "neurodynamic_test_negative",
            "straining_test_positive",
            "tinel_gluteal",
            "piriformis_tests_positive",
        ],
    ),
    (
        "back",
        &[
            "repeated_extension_eases",
            "lumbar_extension_painful",
            "lumbar_flexion_limited_painful",
            "stork_positive",
            "spinous_tender",
            "paraspinal_tender",
            "sacral_bone_tender",
            "sij_cluster_positive",
        ],
    ),
    (
        "hip",
        &[
            "faber_positive",
            "hip_motion_painful",
            "hip_motion_stiff",
            "hip_rotation_limited",
            "hip_exam_normal",
            "hip_abductor_weak",
            "hip_extensor_weak",
            "pelvic_drop",
        ],
    ),
    (
        "hamstring",
        &[
            "knee_extension_deficit_exam",
            "hamstrings_tight_examined",
            "hamstring_tender_belly",
            "sit_bone_tender",
            "puranen_or_bent_knee_stretch",
            "resisted_knee_flexion_painful",
            "resisted_knee_flexion_weak",
            "tendon_gap",
        ],
    ),
    ("other", &[]),
];

/// The parts of an examination as far as the knowledge has their findings.
#[must_use]
pub fn parts(knowledge: &Knowledge) -> Vec<Part> {
    let listed = |id: &str| PARTS.iter().any(|(_, ids)| ids.contains(&id));
    let mut parts: Vec<Part> = PARTS
        .iter()
        .map(|&(name, ids)| Part {
            name,
            findings: ids.iter().filter_map(|id| knowledge.finding_id(id)).collect(),
        })
        .collect();
    if let Some(last) = parts.last_mut() {
        for (i, finding) in knowledge.findings.iter().enumerate() {
            if finding.origin == Origin::Examination
                && !listed(&finding.id)
                && let Ok(i) = u16::try_from(i)
            {
                last.findings.push(FindingId(i));
            }
        }
    }
    parts
}

/// The sides that a finding is asked for: their names in forms.
#[must_use]
pub const fn sides(finding: &Finding) -> &'static [&'static str] {
    if finding.sided { &["left", "right"] } else { &[""] }
}

/// The answers that a form holds; a field is named `e.FINDING` or `e.FINDING.SIDE`, and an empty one was not tested.
#[must_use]
pub fn answers(knowledge: &Knowledge, on: &str, value_of: impl Fn(&str) -> String) -> Vec<Value> {
    let mut answers = Vec::new();
    for id in parts(knowledge).into_iter().flat_map(|part| part.findings) {
        let finding = knowledge.finding(id);
        for side in sides(finding) {
            let name = field_name(finding, side);
            let value = value_of(&name).trim().replace(',', ".");
            if value.is_empty() {
                continue;
            }
            let mut answer = json!({ "finding": finding.id, "by": "therapist", "when": on });
            if !side.is_empty() {
                answer["side"] = json!(side);
            }
            match (&finding.kind, value.parse::<f64>()) {
                (Kind::Measure { unit, .. }, Ok(number)) if number.is_finite() => {
                    answer["value"] = json!(number);
                    answer["unit"] = json!(unit);
                }
                _ => answer["state"] = json!(value),
            }
            answers.push(answer);
        }
    }
    answers
}

/// The name of a finding's field for a side.
#[must_use]
pub fn field_name(finding: &Finding, side: &str) -> String {
    if side.is_empty() { format!("e.{}", finding.id) } else { format!("e.{}.{side}", finding.id) }
}

/// Nerve roots whose muscles are tested.
pub const ROOTS: [&str; 5] = ["L2", "L3", "L4", "L5", "S1"];

/// Kinds of exercises that an examiner may allow, as they are written in files.
pub const KINDS: [&str; 7] = [
    "hamstring_lengthening",
    "neural",
    "hip_strength",
    "hip_mobility",
    "foot_strength",
    "foot_mobility",
    "trunk_and_habits",
];

/// Limits of a kind that are whole numbers, as they are written in files.
const LIMITS: [&str; 2] = ["hold_seconds", "reps"];

/// A clearance file out of a form. What was left empty is left out, and what is no number or no choice stays as it was typed:
/// the reader names both.
#[must_use]
pub fn clearance(
    knowledge: &Knowledge,
    clears: &[(String, &'static str)],
    value_of: impl Fn(&str) -> String,
) -> Value {
    let of = |name: &str| value_of(name).trim().to_owned();
    let mut file = json!({ "schema": "taut.clearance/1", "by": "therapist" });
    for key in ["examiner", "profession", "registration", "on", "expires", "irritability"] {
        let value = of(key);
        if !value.is_empty() {
            file[key] = json!(value);
        }
    }
    for key in ["in_person", "this_episode", "upper_motor_neurone_signs"] {
        let value = of(key);
        if !value.is_empty() {
            file[key] = yes_no(&value);
        }
    }
    file["legs"] = ["left", "right"].into_iter().map(|side| leg(side, of)).collect();
    let flags = knowledge.check_in.rescreen.iter().filter_map(|id| {
        let finding = knowledge.finding(*id);
        let state = of(&format!("flag.{}", finding.id));
        (!state.is_empty()).then(|| json!({ "finding": finding.id, "state": state }))
    });
    file["flags"] = flags.collect();
    let clears = clears.iter().filter(|(id, side)| !of(&format!("clear.{id}.{side}")).is_empty());
    file["clears"] = clears
        .map(|(id, side)| {
            let mut entry = json!({ "finding": id, "reason": of(&format!("clear.{id}.{side}")) });
            if !side.is_empty() {
                entry["side"] = json!(side);
            }
            entry
        })
        .collect();
    let allowed = KINDS.into_iter().filter(|kind| of(&format!("allow.{kind}")) == "yes");
    file["allowed"] = allowed
        .map(|kind| {
            let mut entry = json!({ "kind": kind });
            let range = of(&format!("allow.{kind}.range"));
            if !range.is_empty() {
                entry["range"] = json!(range);
            }
            for key in LIMITS {
                let value = of(&format!("allow.{kind}.{key}"));
                if !value.is_empty() {
                    entry[key] = number(&value);
                }
            }
            entry
        })
        .collect();
    file
}

/// Kinds with a limit in the form, but not allowed there: nobody may take them for limited.
pub fn limits_without(value_of: impl Fn(&str) -> String) -> Vec<&'static str> {
    let is_empty = |name: &str| value_of(name).trim().is_empty();
    let has_limit = |kind: &str| {
        LIMITS.iter().chain(&["range"]).any(|key| !is_empty(&format!("allow.{kind}.{key}")))
    };
    let kinds = KINDS.into_iter();
    kinds.filter(|kind| value_of(&format!("allow.{kind}")) != "yes" && has_limit(kind)).collect()
}

fn leg(side: &str, of: impl Fn(&str) -> String) -> Value {
    let of = |key: &str| of(&format!("{side}.{key}"));
    let mut leg = json!({ "side": side });
    for key in ["knee_extension_deficit", "straight_leg_raise"] {
        let value = of(key);
        if !value.is_empty() {
            leg[key] = number(&value);
        }
    }
    for key in ["familiar", "ankle_or_neck_changes"] {
        let value = of(key);
        if !value.is_empty() {
            leg[key] = yes_no(&value);
        }
    }
    let mut power = json!({});
    for root in ROOTS {
        let value = of(root);
        if !value.is_empty() {
            power[root] = json!(value);
        }
    }
    leg["power"] = power;
    for key in ["knee_reflex", "ankle_reflex", "sensation"] {
        let value = of(key);
        if !value.is_empty() {
            leg[key] = json!(value);
        }
    }
    leg
}

/// What was typed as a number; as it was typed if it is none.
fn number(typed: &str) -> Value {
    let plain = typed.replace(',', ".");
    match (plain.parse::<u32>(), plain.parse::<f64>()) {
        (Ok(whole), _) => json!(whole),
        (_, Ok(number)) if number.is_finite() => json!(number),
        _ => json!(typed),
    }
}

fn yes_no(text: &str) -> Value {
    match text {
        "yes" => json!(true),
        "no" => json!(false),
        _ => json!(text),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{limits_without, number};

    #[test]
    fn what_is_no_number_stays_as_it_was_typed() {
        for (typed, kept) in [
            ("10", json!(10)),
            ("10.5", json!(10.5)),
            ("10,5", json!(10.5)),
            ("-3", json!(-3.0)),
            ("5 a day", json!("5 a day")),
            ("NaN", json!("NaN")),
            ("1e999", json!("1e999")),
        ] {
            assert_eq!(number(typed), kept, "{typed}");
        }
    }

    #[test]
    fn a_limit_of_what_is_not_allowed_is_noticed() {
        let form = |name: &str| match name {
            "allow.neural" => "yes".to_owned(),
            "allow.neural.reps" | "allow.hip_strength.reps" => "5".to_owned(),
            "allow.foot_strength.range" => "half".to_owned(),
            _ => String::new(),
        };
        assert_eq!(limits_without(form), ["hip_strength", "foot_strength"]);
    }
}
