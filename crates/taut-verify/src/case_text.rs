//! Answers as a case file, and back through the reader: what a counterexample is shown with.

use std::fmt::Write as _;

use taut_knowledge::{Answers, Kind, Knowledge, Sex, Sides, Value, read_case, resolve};

use crate::symbols::ids;

/// A case file that says what these answers say.
#[must_use]
pub fn case_text(knowledge: &Knowledge, answers: &Answers, id: &str) -> String {
    let mut text = format!("schema = \"taut.case/1\"\nid = \"{id}\"\n");
    if let Some((low, high)) = answers.age_years() {
        let _ = if low == high {
            writeln!(text, "age = {low}")
        } else {
            writeln!(text, "age = [{low}, {high}]")
        };
    }
    let sex = knowledge.finding_id("sex").and_then(|id| match answers.get(id) {
        Value::State(state) => knowledge.finding(id).states.get(usize::from(state)),
        Value::Unknown => None,
    });
    if let Some(sex) = sex {
        let _ = writeln!(text, "sex = \"{sex}\"");
    }
    for id in ids(knowledge) {
        let finding = knowledge.finding(id);
        let value = answers.get(id);
        if matches!(finding.id.as_str(), "age" | "sex")
            || (value == Value::Unknown && !answers.is_not_sure(id) && answers.number(id).is_none())
        {
            continue;
        }
        let by = if finding.person_may_answer { "person" } else { "therapist" };
        let _ = writeln!(text, "\n[[answers]]\nfinding = \"{}\"\nby = \"{by}\"", finding.id);
        let number = answers.number(id).or_else(|| number_in(&finding.kind, value, answers.sex()));
        let _ = match (&finding.kind, value, number) {
            (Kind::Measure { unit, .. }, _, Some(number)) => {
                writeln!(text, "value = {number}\nunit = \"{unit}\"")
            }
            (_, Value::State(state), _) => {
                writeln!(text, "state = \"{}\"", finding.states[usize::from(state)])
            }
            _ => writeln!(text, "state = \"unknown\""),
        };
        if finding.sided {
            let side = match answers.sides(id) {
                Sides::Unstated => "unstated",
                Sides::One => "left",
                Sides::Both => "both",
            };
            let _ = writeln!(text, "side = \"{side}\"");
        }
    }
    text
}

/// A number that falls into this bin.
fn number_in(kind: &Kind, value: Value, sex: Option<Sex>) -> Option<f64> {
    let (Kind::Measure { min, bins, .. }, Value::State(state)) = (kind, value) else {
        return None;
    };
    let bin = bins.get(usize::from(state))?;
    let edge = match sex {
        Some(Sex::Female) => bin.from_female,
        Some(Sex::Male) => bin.from_male,
        None => bin.from_female.max(bin.from_male),
    };
    Some(edge.max(*min))
}

/// The answers that `taut assess` takes from a case file.
///
/// # Errors
/// The reader's problems, in one text.
pub fn read_back(knowledge: &Knowledge, text: &str) -> Result<Answers, String> {
    read_case("counterexample", text.as_bytes(), knowledge)
        .map(|case| resolve(&case, knowledge).answers)
        .map_err(|report| report.to_string())
}
