//! What a person can and wants to do, from the flags; what is not said comes from the policy.

use std::collections::BTreeSet;

use clap::Args;
use taut_knowledge::{Equipment, Knowledge};
use taut_plan::Preferences;

use crate::BadInput;

/// What most homes have; the rest is only used where it is named.
const AT_HOME: [Equipment; 7] = [
    Equipment::Strap,
    Equipment::Step,
    Equipment::Chair,
    Equipment::Wall,
    Equipment::Doorway,
    Equipment::Bench,
    Equipment::Stick,
];

/// Every thing and the name that it has on the command line.
const THINGS: [(&str, Equipment); 11] = [
    ("strap", Equipment::Strap),
    ("band", Equipment::Band),
    ("weight", Equipment::Weight),
    ("step", Equipment::Step),
    ("chair", Equipment::Chair),
    ("wall", Equipment::Wall),
    ("doorway", Equipment::Doorway),
    ("bench", Equipment::Bench),
    ("stick", Equipment::Stick),
    ("ball", Equipment::Ball),
    ("foot-hold", Equipment::FootHold),
];

/// Flags about wishes.
#[derive(Debug, Args)]
pub struct WishArgs {
    /// Minutes on a day with exercises, 1 to 240 [default: as the knowledge has it]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=240))]
    minutes: Option<u32>,
    /// Days a week, 1 to 7 [default: as the knowledge has it]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=7))]
    days: Option<u32>,
    /// What is at hand, such as strap,band; or none. Known: strap, band, weight, step, chair, wall, doorway, bench, stick, ball,
    /// foot-hold [default: strap,step,chair,wall,doorway,bench,stick]
    #[arg(long, value_name = "THINGS", value_delimiter = ',')]
    equipment: Option<Vec<String>>,
    /// Getting down to the floor and up again is not wanted
    #[arg(long)]
    no_floor: bool,
    /// Leave this exercise out, by its id such as gl04; may be given several times
    #[arg(long, value_name = "ID")]
    without: Vec<String>,
}

impl WishArgs {
    /// The preferences.
    ///
    /// # Errors
    /// Every thing and exercise that is not known, with the nearest name.
    pub fn preferences(&self, knowledge: &Knowledge) -> anyhow::Result<Preferences> {
        let mut problems = Vec::new();
        let equipment = self.things(&mut problems);
        let mut unwanted = BTreeSet::new();
        for id in &self.without {
            let wanted = id.to_lowercase();
            match knowledge.exercises.iter().position(|e| e.id == wanted) {
                Some(index) => {
                    unwanted.insert(index);
                }
                None => {
                    let ids = knowledge.exercises.iter().map(|e| e.id.as_str());
                    let near = taut_knowledge::nearest(&wanted, ids);
                    let near = near.map_or(String::new(), |n| format!("did you mean `{n}`? "));
                    problems.push(format!(
                        "error[unknown-exercise]: no exercise `{id}`\n  hint: {near}`taut knowledge list exercises` has all"
                    ));
                }
            }
        }
        if !problems.is_empty() {
            return Err(BadInput(problems.join("\n")).into());
        }
        Ok(Preferences {
            minutes_per_day: self.minutes.unwrap_or(knowledge.programme.minutes_per_day),
            days_per_week: self.days.unwrap_or(knowledge.programme.days_per_week),
            equipment,
            floor: !self.no_floor,
            unwanted,
        })
    }

    fn things(&self, problems: &mut Vec<String>) -> BTreeSet<Equipment> {
        let Some(names) = &self.equipment else { return AT_HOME.into_iter().collect() };
        let mut things = BTreeSet::new();
        for name in names {
            let wanted = name.trim().to_lowercase().replace('_', "-");
            if wanted == "none" && names.len() == 1 {
                continue;
            }
            match THINGS.iter().find(|(known, _)| *known == wanted) {
                Some((_, thing)) => {
                    things.insert(*thing);
                }
                None => {
                    let all: Vec<&str> = THINGS.iter().map(|(known, _)| *known).collect();
                    problems.push(format!(
                        "error[unknown-equipment]: `{name}` is nothing that an exercise needs\n  hint: none alone, or some of {}",
                        all.join(", ")
                    ));
                }
            }
        }
        things
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_records() {
        for (name, thing) in THINGS {
            let record = serde_json::to_value(thing).unwrap();
            assert_eq!(record, serde_json::json!(name.replace('-', "_")));
        }
    }
}
