//! What a person can and wants to do, from the flags; what is not said comes from the policy.

use std::collections::BTreeSet;

use clap::Args;
use taut_episode::{EQUIPMENT, plan_json, usual_preferences};
use taut_knowledge::{Equipment, Knowledge};
use taut_plan::Preferences;

use crate::BadInput;

/// The name of a thing on the command line.
fn name(thing: Equipment) -> String {
    plan_json::name(&thing).replace('_', "-")
}

/// Flags about wishes.
#[derive(Debug, Args)]
pub struct WishArgs {
    /// Minutes on a day with exercises, from 1 to what the knowledge allows [default: as the knowledge has it]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
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
        let usual = usual_preferences(knowledge);
        let equipment = self.things(usual.equipment, &mut problems);
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
        let most = knowledge.programme.most_minutes_per_day;
        if let Some(minutes) = self.minutes.filter(|minutes| *minutes > most) {
            problems.push(format!(
                "error[out-of-range]: --minutes {minutes} is more than a day allows\n  hint: 1 to {most}"
            ));
        }
        if !problems.is_empty() {
            return Err(BadInput(problems.join("\n")).into());
        }
        Ok(Preferences {
            minutes_per_day: self.minutes.unwrap_or(usual.minutes_per_day),
            days_per_week: self.days.unwrap_or(usual.days_per_week),
            equipment,
            floor: !self.no_floor,
            unwanted,
        })
    }

    fn things(
        &self,
        usual: BTreeSet<Equipment>,
        problems: &mut Vec<String>,
    ) -> BTreeSet<Equipment> {
        let Some(names) = &self.equipment else { return usual };
        let mut things = BTreeSet::new();
        for given in names {
            let wanted = given.trim().to_lowercase().replace('_', "-");
            if wanted == "none" && names.len() == 1 {
                continue;
            }
            match EQUIPMENT.into_iter().find(|known| name(*known) == wanted) {
                Some(thing) => {
                    things.insert(thing);
                }
                None => problems.push(format!(
                    "error[unknown-equipment]: `{given}` is nothing that an exercise needs\n  hint: none alone, or some of {}",
                    EQUIPMENT.map(name).join(", ")
                )),
            }
        }
        things
    }
}
