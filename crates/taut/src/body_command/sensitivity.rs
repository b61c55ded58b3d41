//! `taut body sensitivity`: how far the results move when one uncertain number goes from its lowest to its highest value.

use std::fmt::Write as _;

use clap::Args;
use taut_body::Pose;
use taut_body::nerve::Parameters;
use taut_body::nerve::record::Quantity;
use taut_body::posture::record::{Posture, Trunk};
use taut_body::posture::{Reader, WorkingSide};

use super::library::Library;
use crate::BadInput;
use crate::output;
use crate::shipped::Source;

/// Flags of `sensitivity`.
#[derive(Debug, Args)]
pub struct SensitivityArgs {
    /// Stored postures, by id
    #[arg(long, value_delimiter = ',', default_value = "hs01,hs04,hs06,ns04")]
    postures: Vec<String>,
}

/// Angles that are moved, in the order of the table; the leg's on the side that works.
const ANGLES: [&str; 6] = [
    "hip_flexion_r",
    "knee_angle_r",
    "ankle_angle_r",
    "pelvis_tilt",
    "lumbar_flexion",
    "neck_flexion",
];
/// What moves nothing by this much (points of percent, N m) is left out of the table.
const SHOWN: f64 = 0.05;

/// Runs the command: Markdown, one table a posture.
///
/// # Errors
/// An unknown posture, a body folder with problems.
pub fn run(args: &SensitivityArgs, source: &Source) -> anyhow::Result<()> {
    let library = Library::load(source, None)?;
    let reader = library.reader()?;
    let mut unknown = Vec::new();
    let mut wanted = Vec::new();
    for id in &args.postures {
        match library.postures().iter().find(|p| p.id == *id) {
            Some(posture) => wanted.push(posture),
            None => unknown.push(super::pose::unknown_posture(id, library.postures())),
        }
    }
    if !unknown.is_empty() {
        return Err(BadInput(unknown.join("\n")).into());
    }
    let mut out = String::new();
    for posture in wanted {
        table(&mut out, posture, &library, &reader)?;
    }
    output::print(&out)
}

/// The results of one pose: hamstrings, sites of the right leg, moment; points of percent and N m.
struct Results {
    numbers: Vec<f64>,
    moment: Option<f64>,
}

impl Results {
    fn of(
        library: &Library,
        reader: &Reader<'_>,
        pose: &Pose,
        set: &Parameters,
        trunk: Trunk,
    ) -> anyhow::Result<Self> {
        let reading = reader.read(pose)?;
        let state = library.nerve().state_with(pose, set)?;
        let sites = library.nerve().sites().iter().zip(&state.sites);
        let leg = sites.filter(|(site, _)| site.name.ends_with("_r"));
        let mut numbers = vec![100.0 * reading.legs[0].hamstrings.best];
        numbers.extend(leg.map(|(_, state)| 100.0 * state.strain));
        let moment = (trunk == Trunk::Free).then_some(reading.lumbar_moment);
        Ok(Self { numbers, moment })
    }

    fn minus(&self, other: &Self) -> Self {
        let numbers = self.numbers.iter().zip(&other.numbers).map(|(a, b)| a - b).collect();
        Self { numbers, moment: self.moment.zip(other.moment).map(|(a, b)| a - b) }
    }

    fn moves(&self) -> bool {
        self.numbers.iter().chain(&self.moment).any(|x| x.abs() >= SHOWN)
    }

    fn cells(&self, plus: bool) -> String {
        let one = |x: &f64| {
            // No "-0.0".
            let x = if x.abs() < SHOWN { 0.0 } else { *x };
            if plus { format!("{x:+.1}") } else { format!("{x:.1}") }
        };
        let mut cells: Vec<String> = self.numbers.iter().map(one).collect();
        cells.push(self.moment.as_ref().map_or("-".to_owned(), one));
        cells.join(" | ")
    }
}

fn table(
    out: &mut String,
    posture: &Posture,
    library: &Library,
    reader: &Reader<'_>,
) -> anyhow::Result<()> {
    let Some(position) = posture.position.last() else { return Ok(()) };
    let pose = library.pose(&position.angles, WorkingSide::Right)?;
    let nerve = library.nerve();
    let (best, bounds) = (nerve.best(), nerve.bounds());
    let results =
        |pose: &Pose, set: &Parameters| Results::of(library, reader, pose, set, posture.trunk);
    let sites = nerve.sites().iter().filter(|site| site.name.ends_with("_r"));
    let labels: Vec<&str> = sites.map(|site| site.label.as_str()).collect();
    let _ = writeln!(out, "**{}** (`{}`, {})\n", posture.name, posture.id, position.name);
    let _ = writeln!(
        out,
        "| input, lowest to highest | hamstrings | {} | L5/S1, N m |\n|---|{}---|",
        labels.join(" | "),
        "---|".repeat(labels.len() + 1)
    );
    let _ = writeln!(out, "| *best value* | {} |", results(&pose, best)?.cells(false));
    for quantity in Quantity::ALL {
        let end = |set: &Parameters| results(&pose, &best.with(quantity, set.get(quantity)));
        let change = end(&bounds.high)?.minus(&end(&bounds.low)?);
        if change.moves() {
            let range = format!("{} to {}", bounds.low.get(quantity), bounds.high.get(quantity));
            let name = words(&format!("{quantity:?}"));
            let _ = writeln!(out, "| {name}, {range} | {} |", change.cells(true));
        }
    }
    let model = library.model();
    let spread = library.knowledge.reading.angle_spread;
    for name in ANGLES {
        let Some(index) = model.coordinate(name) else { continue };
        let end = |turn: f64| -> anyhow::Result<Results> {
            let mut values = pose.values().to_vec();
            let [low, high] = model.coordinates[index].range;
            values[index] = (values[index] + turn.to_radians()).clamp(low, high);
            let moved = Pose::anywhere(model, &values)
                .map_err(|problems| BadInput(problems.to_string()))?;
            results(&moved, best)
        };
        let change = end(spread)?.minus(&end(-spread)?);
        if change.moves() {
            let _ = writeln!(
                out,
                "| `{name}`, {spread} degrees less to more | {} |",
                change.cells(true)
            );
        }
    }
    out.push('\n');
    Ok(())
}

/// A name such as `HipRadius` as words.
fn words(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push(' ');
        }
        out.extend(c.to_lowercase());
    }
    out
}
