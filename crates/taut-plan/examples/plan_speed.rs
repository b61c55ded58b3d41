//! How long a plan takes, over the vignettes and sampled people: `cargo run --release -p taut-plan --example plan_speed`.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use taut_knowledge::{
    Answers, Equipment, load, load_body, read_body_folder, read_case, read_folder, resolve,
};
use taut_plan::{Loads, Person, Plan, Planner, Preferences};
use taut_reason::{Reasoner, Sampler, Setting};

const PEOPLE: usize = 1_000;
const SEED: u64 = 1;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
    let files = read_folder(&folder).map_err(|report| report.to_string())?;
    let (knowledge, _) = load(&files).map_err(|report| report.to_string())?;
    let files = read_body_folder(&folder).map_err(|report| report.to_string())?;
    let (body, _) = load_body(&files).map_err(|report| report.to_string())?;
    let loads = Loads::of(&knowledge, &body).map_err(|problems| format!("{problems:?}"))?;
    let reasoner = Reasoner::new(&knowledge, Setting::Home);
    let planner = Planner::new(&knowledge, &loads);

    let mut people: Vec<Answers> = Vec::new();
    let mut paths: Vec<_> = std::fs::read_dir(folder.join("vignettes"))?
        .map(|e| e.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    paths.sort();
    for path in paths {
        let case = read_case(&path.display().to_string(), &std::fs::read(&path)?, &knowledge)
            .map_err(|report| report.to_string())?;
        people.push(resolve(&case, &knowledge).answers);
    }
    let vignettes = people.len();
    let mut sampler = Sampler::new(&reasoner, SEED);
    people.extend((0..PEOPLE).map(|_| sampler.person()));

    let preferences = Preferences {
        minutes_per_day: knowledge.programme.minutes_per_day,
        days_per_week: knowledge.programme.days_per_week,
        equipment: everything(),
        floor: true,
        unwanted: BTreeSet::new(),
    };
    let none = BTreeSet::new();
    let (mut times, mut first_on_hold) = (Vec::new(), None);
    for answers in &people {
        let verdict = reasoner.verdict(answers);
        let person = Person {
            answers,
            verdict: &verdict,
            posteriors: &verdict.decision.posteriors,
            mastered: &none,
            dropped: &none,
        };
        let start = Instant::now();
        let plan = planner.plan(&person, &preferences);
        let time = start.elapsed();
        if let Plan::Programme(programme) = plan {
            if programme.rung == taut_knowledge::Rung::HoldAndSeePt && first_on_hold.is_none() {
                // The bounds of the nerve's strain are computed once, here.
                first_on_hold = Some(time);
            } else {
                times.push(time);
            }
        }
    }
    times.sort_unstable();
    println!(
        "{vignettes} vignettes and {PEOPLE} sampled people (seed {SEED}); {} programmes",
        times.len()
    );
    println!(
        "median {:?}, 95th percentile {:?}, longest {:?}",
        at(&times, 50),
        at(&times, 95),
        at(&times, 100)
    );
    if let Some(time) = first_on_hold {
        println!("first programme on hold, with the bounds of the nerve's strain: {time:?}");
    }
    Ok(())
}

fn at(times: &[Duration], percent: usize) -> Duration {
    times[(times.len() - 1) * percent / 100]
}

fn everything() -> BTreeSet<Equipment> {
    use Equipment::{
        Ball, Band, Bench, Chair, Doorway, FootHold, Step, Stick, Strap, Wall, Weight,
    };
    [Strap, Band, Weight, Step, Chair, Wall, Doorway, Bench, Stick, Ball, FootHold].into()
}
