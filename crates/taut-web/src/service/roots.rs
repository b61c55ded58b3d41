//! Nerve roots of both legs, each tested for power and feeling: as findings, and in words, because no finding holds the root.

use serde_json::{Value, json};

use super::examine::ROOTS;
use crate::html::frame::Frame;

/// What is tested of each root.
#[derive(Debug, Clone, Copy)]
pub struct Test {
    /// Its part of a field's name.
    pub name: &'static str,
    /// Its label.
    pub label: &'static str,
    /// The finding of a side with a reduced root.
    finding: &'static str,
    /// The finding where both sides have one.
    both: Option<&'static str>,
}

/// The tests.
pub const TESTS: [Test; 2] = [
    Test {
        name: "power",
        label: "clinic.root_power",
        finding: "motor_weakness_exam",
        both: Some("motor_weakness_both_exam"),
    },
    Test {
        name: "feeling",
        label: "clinic.root_feeling",
        finding: "sensory_loss_exam",
        both: None,
    },
];

/// The sides, with their labels.
pub const SIDES: [(&str, &str); 2] = [("left", "common.left"), ("right", "common.right")];

/// What can be said of a root, with its label.
pub const GRADES: [(&str, &str); 2] = [("full", "clinic.full"), ("reduced", "clinic.reduced")];

/// The name of a field.
#[must_use]
pub fn field_name(test: Test, root: &str, side: &str) -> String {
    format!("root.{}.{root}.{side}", test.name)
}

/// What the roots add to the answers of a form: a side with a reduced root has the finding, unless the form says so itself.
///
/// # Errors
/// Names of fields that deny what a root shows.
pub fn answers(on: &str, value_of: impl Fn(&str) -> String) -> Result<Vec<Value>, Vec<String>> {
    let (mut answers, mut denied) = (Vec::new(), Vec::new());
    let mut add = |finding: &str, side: Option<&str>| {
        let key = match side {
            Some(side) => format!("e.{finding}.{side}"),
            None => format!("e.{finding}"),
        };
        match value_of(&key).as_str() {
            "" => {
                let mut answer = json!({
                    "finding": finding, "state": "present", "by": "therapist", "when": on,
                });
                if let Some(side) = side {
                    answer["side"] = json!(side);
                }
                answers.push(answer);
            }
            "absent" => denied.push(key),
            _ => {}
        }
    };
    for test in TESTS {
        let is_reduced = |side: &&str| {
            ROOTS.iter().any(|root| value_of(&field_name(test, root, side)) == "reduced")
        };
        let reduced: Vec<&str> =
            SIDES.map(|(side, _)| side).into_iter().filter(is_reduced).collect();
        for side in &reduced {
            add(test.finding, Some(side));
        }
        if let Some(both) = test.both.filter(|_| reduced.len() == SIDES.len()) {
            add(both, None);
        }
    }
    if denied.is_empty() { Ok(answers) } else { Err(denied) }
}

/// Names of fields that hold something else than a grade.
#[must_use]
pub fn unread(value_of: impl Fn(&str) -> String) -> Vec<String> {
    let sides = || SIDES.into_iter().map(|(side, _)| side);
    let all = TESTS.into_iter().flat_map(|test| {
        ROOTS.into_iter().flat_map(move |root| sides().map(move |s| field_name(test, root, s)))
    });
    let is_grade = |value: &str| GRADES.iter().any(|(grade, _)| *grade == value);
    all.filter(|name| !value_of(name).is_empty() && !is_grade(&value_of(name))).collect()
}

/// Each test of each side in a line, as far as roots were tested.
#[must_use]
pub fn words(c: &Frame, value_of: impl Fn(&str) -> String) -> Vec<String> {
    let mut lines = Vec::new();
    for test in TESTS {
        for (side, label) in SIDES {
            let grade = |root: &&str| {
                let value = value_of(&field_name(test, root, side));
                let (_, label) = GRADES.into_iter().find(|(grade, _)| *grade == value)?;
                Some(format!("{root} {}", c.t(label).to_lowercase()))
            };
            let grades: Vec<String> = ROOTS.iter().filter_map(grade).collect();
            if !grades.is_empty() {
                let side = c.t(label).to_lowercase();
                lines.push(format!("{}, {side}: {}", c.t(test.label), grades.join(", ")));
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(pairs: &[(&str, &str)]) -> Result<Vec<String>, Vec<String>> {
        let value = |key: &str| {
            let found = pairs.iter().find(|(name, _)| *name == key);
            found.map(|(_, value)| (*value).to_owned()).unwrap_or_default()
        };
        let text = |answer: Value| {
            let side = answer["side"].as_str().unwrap_or("-").to_owned();
            format!("{} {side}", answer["finding"].as_str().unwrap())
        };
        answers("2026-01-02", value).map(|all| all.into_iter().map(text).collect())
    }

    #[test]
    fn a_reduced_root_is_a_finding_and_is_not_denied() {
        let left = ("root.power.L5.left", "reduced");
        let right = ("root.power.S1.right", "reduced");
        let full = ("root.power.L2.right", "full");
        let of = |texts: &[&str]| Ok(texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>());
        assert_eq!(said(&[full]), of(&[]), "a full root says nothing about the whole leg");
        assert_eq!(said(&[left, full]), of(&["motor_weakness_exam left"]));
        let both =
            ["motor_weakness_exam left", "motor_weakness_exam right", "motor_weakness_both_exam -"];
        assert_eq!(said(&[left, right]), of(&both));
        let own = ("e.motor_weakness_exam.left", "present");
        assert_eq!(said(&[left, own]), of(&[]), "said already");
        let no = ("e.motor_weakness_exam.left", "absent");
        assert_eq!(said(&[left, no]), Err(vec![no.0.to_owned()]));
        let weak = |key: &str| if key == left.0 { "weak".to_owned() } else { String::new() };
        assert_eq!(unread(weak), [left.0], "what is no grade is not dropped");
        let feeling = ("root.feeling.L4.right", "reduced");
        assert_eq!(said(&[feeling]), of(&["sensory_loss_exam right"]));
    }
}
