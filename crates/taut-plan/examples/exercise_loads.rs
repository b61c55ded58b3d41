//! The table of `docs/exercise-loads.md`: `cargo run --release -p taut-plan --example exercise_loads > docs/exercise-loads.md`.

use std::error::Error;
use std::path::Path;

use taut_knowledge::{load, load_body, read_body_folder, read_folder};
use taut_plan::{Load, Loads};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
    let files = read_folder(&folder).map_err(|report| report.to_string())?;
    let (knowledge, _) = load(&files).map_err(|report| report.to_string())?;
    let files = read_body_folder(&folder).map_err(|report| report.to_string())?;
    let (body, _) = load_body(&files).map_err(|report| report.to_string())?;
    let loads = Loads::of(&knowledge, &body).map_err(|problems| format!("{problems:?}"))?;
    let mut rows: Vec<(usize, Load)> =
        (0..knowledge.exercises.len()).map(|exercise| (exercise, loads.get(exercise))).collect();
    rows.sort_by(|a, b| a.1.hamstrings.total_cmp(&b.1.hamstrings).then(a.0.cmp(&b.0)));
    let most =
        |value: fn(&Load) -> f64| rows.iter().map(|(_, load)| value(load)).fold(0.0, f64::max);
    let (hamstrings, nerve) = (most(|load| load.hamstrings), most(|load| load.nerve));

    println!("# What exercises ask of hamstrings and nerve\n");
    println!(
        "Computed by `taut-body` for an average healthy body, over all stored positions of an exercise and both legs, against\n\
         upright standing. Levels are thirds of the most in this table; they are no limits, and nothing here is a dose or an\n\
         advice. The numbers are for developers: strain of the nerve with the best parameters, and a bound that no site exceeds\n\
         on the way through the positions with every angle off by up to {} degrees and every parameter anywhere in its range.\n\
         On hold an exercise goes if its bound is above {:.0} % or if it draws the hamstrings as long as the gentlest stretch\n\
         does. `cargo run --release -p taut-plan --example exercise_loads` makes this page.\n",
        body.reading.angle_spread,
        knowledge.programme.hold_nerve_strain * 100.0
    );
    println!(
        "| exercise | | hamstrings | nerve | hamstrings longer, % | nerve, % | nerve at most, % | low back, degrees |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for (exercise, load) in &rows {
        let record = &knowledge.exercises[*exercise];
        println!(
            "| {} | `{}` | {} | {} | {} | {} | {} | {} |",
            record.en().name,
            record.id,
            level(load.hamstrings, hamstrings),
            level(load.nerve, nerve),
            percent(load.hamstrings),
            percent(load.nerve),
            percent(loads.nerve_bound(*exercise)),
            bending(load.lumbar),
        );
    }
    Ok(())
}

/// To a tenth; what rounds to nothing has no sign.
fn percent(share: f64) -> String {
    format!("{:.1}", libm::round(1000.0 * share) / 10.0 + 0.0)
}

/// A third of the most, in words; what rounds to nothing is nothing.
fn level(value: f64, most: f64) -> &'static str {
    if value < 0.005 {
        "none"
    } else if value < most / 3.0 {
        "a little"
    } else if value < 2.0 * most / 3.0 {
        "more"
    } else {
        "most"
    }
}

fn bending([least, most]: [f64; 2]) -> String {
    let (least, most) = (least.to_degrees() + 0.0, most.to_degrees() + 0.0);
    if (most - least).abs() < 0.5 {
        format!("{most:.0}")
    } else {
        format!("{least:.0} to {most:.0}")
    }
}
