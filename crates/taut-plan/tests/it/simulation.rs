//! The simulation in its small size, and a planner that breaks the rules, which its checker must report.

use std::num::NonZeroUsize;

use taut_plan::{Barred, Chooser, Item, Level, Person, Plan, Planner, Preferences};

use crate::world::{knowledge, planner, reasoner};

#[path = "../../examples/simulate/checker.rs"]
pub mod checker;
#[path = "../../examples/simulate/life.rs"]
mod life;
#[path = "../../examples/simulate/person.rs"]
pub mod person;
#[path = "../../examples/simulate/run.rs"]
mod run;

use run::{Tally, simulate};

fn threads(n: usize) -> NonZeroUsize {
    NonZeroUsize::new(n).unwrap()
}

#[test]
fn sixty_people_over_twelve_weeks_break_no_rule() {
    let tally = simulate(reasoner(), planner(), 60, 12, 1, threads(2));
    assert_eq!(tally.violations, [], "{tally:#?}");
    assert_eq!(tally.of("people"), 60);
    assert!(tally.of("check-ins") > 400, "{tally:#?}");
    let happened = |part: &str| tally.counts.keys().any(|name| name.contains(part));
    for part in ["step up:", "step back", "exercise stops", "frozen", "programme stops", "refused"]
    {
        assert!(happened(part), "{part} never happened: {tally:#?}");
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let of = |n| simulate(reasoner(), planner(), 8, 4, 3, threads(n));
    assert_eq!(of(1), of(3));
}

/// A planner with a fault.
struct Faulty {
    planner: &'static Planner<'static>,
    fault: Fault,
}

#[derive(Clone, Copy, PartialEq)]
enum Fault {
    /// Bars are not looked at once the programme runs.
    BarsForgotten,
    /// One exercise that a situation bars is in the first programme.
    OneBarIgnored,
    /// The first programme starts beyond a dose.
    DoseTooHigh,
}

impl Chooser for Faulty {
    fn plan(&self, person: &Person<'_>, preferences: &Preferences) -> Plan {
        let mut plan = self.planner.plan(person, preferences);
        let Plan::Programme(programme) = &mut plan else { return plan };
        let Some(first) = programme.chosen.first_mut() else { return plan };
        match self.fault {
            Fault::BarsForgotten => {}
            Fault::OneBarIgnored => {
                let barred = programme
                    .barred
                    .iter()
                    .find(|(_, why)| why.iter().any(|why| matches!(why, Barred::Situation { .. })));
                let put = barred.and_then(|(exercise, _)| {
                    let dose = &knowledge().exercises[*exercise].dose;
                    let level = Level::first(dose, preferences.days_per_week)?;
                    Some(Item { exercise: *exercise, level, care: Vec::new() })
                });
                if let Some(item) = put {
                    first.item = item;
                }
            }
            Fault::DoseTooHigh => first.item.level.sets += 20,
        }
        plan
    }

    fn barred(
        &self,
        exercise: usize,
        person: &Person<'_>,
        preferences: &Preferences,
    ) -> Vec<Barred> {
        match self.fault {
            Fault::BarsForgotten | Fault::OneBarIgnored => Vec::new(),
            Fault::DoseTooHigh => self.planner.barred(exercise, person, preferences),
        }
    }
}

fn with(fault: Fault) -> Tally {
    let faulty = Faulty { planner: planner(), fault };
    simulate(reasoner(), &faulty, 60, 12, 1, threads(2))
}

#[test]
fn a_planner_that_forgets_bars_once_a_programme_runs_is_reported() {
    let tally = with(Fault::BarsForgotten);
    assert!(tally.violations.iter().any(|(_, found)| found.rule == "S8"), "{tally:#?}");
}

#[test]
fn a_planner_that_ignores_one_bar_is_reported() {
    let tally = with(Fault::OneBarIgnored);
    assert!(tally.violations.iter().any(|(_, found)| found.rule == "S8"), "{tally:#?}");
}

#[test]
fn a_planner_that_starts_beyond_a_dose_is_reported() {
    let tally = with(Fault::DoseTooHigh);
    assert!(tally.violations.iter().any(|(_, found)| found.rule == "dose"), "{tally:#?}");
}
