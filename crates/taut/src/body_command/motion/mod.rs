//! `taut body motion`: what bodies, muscles and joints do along a recorded movement.

mod effort;
mod frames;
#[cfg(feature = "parquet")]
mod parquet;
mod sheet;
mod write;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use taut_body::Model;
use taut_body::dynamics::{LoadCurves, Trajectory};
use taut_body::motion::{MOST_BYTES, MotionTable, TableProblem, read_external_loads, read_storage};

use crate::BadInput;
use crate::body_command::read;
use effort::Effort;
use frames::Task;
use write::Kind;

/// Flags of `motion`.
#[derive(Debug, Args)]
pub struct MotionArgs {
    /// The model, an OpenSim file (.osim)
    model: PathBuf,
    /// Coordinates over time (.mot or .sto), in columns named as in the model
    #[arg(long, value_name = "FILE")]
    coordinates: PathBuf,
    /// Forces from outside, such as the ground's: OpenSim's external loads (.xml), which name their own data file
    #[arg(long, value_name = "FILE")]
    external_loads: Option<PathBuf>,
    /// Tensions of muscles over time (.sto), newtons, in columns named as in the model, for `reactions`
    #[arg(long, value_name = "FILE")]
    muscle_forces: Option<PathBuf>,
    /// Filter the coordinates first: cut-off frequency in Hz, third-order Butterworth, forwards and backwards
    #[arg(long, value_name = "HZ")]
    lowpass: Option<f64>,
    /// What to work out, separated by commas
    #[arg(long, value_enum, value_delimiter = ',', required = true)]
    want: Vec<Want>,
    /// Strength of the help at each coordinate that muscles may not hold alone, N m or N, for `static-optimisation`; 0: none
    #[arg(long, value_name = "STRENGTH", default_value_t = 1.0)]
    reserves: f64,
    /// The same for coordinates of the joint to the ground
    #[arg(long, value_name = "STRENGTH", default_value_t = 1000.0)]
    residuals: f64,
    /// Let the passive force of stretched fibres count in `static-optimisation`; OpenSim leaves it out
    #[arg(long)]
    passive: bool,
    /// First time, seconds
    #[arg(long, value_name = "SECONDS")]
    from: Option<f64>,
    /// Last time, seconds
    #[arg(long, value_name = "SECONDS")]
    to: Option<f64>,
    /// Where to write: the ending says how (.sto, .csv or .parquet)
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
}

/// What can be worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Want {
    /// Muscle-tendon lengths, metres
    Lengths,
    /// Moment arms of muscles by coordinates, metres, couplers moving along; those that are never zero
    MomentArms,
    /// Forces and moments at each coordinate that make the movement, N and N m
    InverseDynamics,
    /// Activations and forces (N) of muscles that share the movement's forces with the least sum of squared activations
    StaticOptimisation,
    /// Force and moment of each joint on its child, in the child's frame, N and N m; muscle forces are those of
    /// `static-optimisation` if that is wanted too, else those of --muscle-forces
    Reactions,
}

/// Runs the command.
///
/// # Errors
/// Files that cannot be read or written, and every problem of what is in them.
pub fn run(args: &MotionArgs) -> anyhow::Result<()> {
    let kind = Kind::of(&args.output)?;
    check(args)?;
    let model = read::model(&args.model)?;
    let coordinates = table(&args.coordinates)?;
    let way = Trajectory::new(&model, &coordinates, args.lowpass)
        .map_err(|problems| bad(&args.coordinates, &problems))?;
    let times = chosen(&way, args)?;
    let loads = args.external_loads.as_deref().map(|file| external(&model, file)).transpose()?;
    if let (Some(loads), Some(file)) = (&loads, &args.external_loads) {
        covered("the external loads", file, loads.range(), &times)?;
    }
    let tensions = args.muscle_forces.as_deref().map(|file| forces(&model, file, &times));
    let tensions = tensions.transpose()?;
    say(&model, &coordinates, &way, args);
    let mut want = args.want.clone();
    want.sort_unstable();
    want.dedup();
    let effort = Effort { residual: args.residuals, reserve: args.reserves, passive: args.passive };
    let task = Task { model: &model, way: &way, loads, tensions, effort, want, times };
    let table = task.run()?;
    kind.write(&table, &args.output)
}

/// Flags that do not go together.
fn check(args: &MotionArgs) -> Result<(), BadInput> {
    let mut problems = Vec::new();
    for (flag, strength) in [("--reserves", args.reserves), ("--residuals", args.residuals)] {
        if !(strength.is_finite() && strength >= 0.0) {
            problems.push(format!(
                "error[motion]: {flag} {strength} is no strength\n  hint: give 0 or more, N m or N"
            ));
        }
    }
    if args.muscle_forces.is_some() && args.want.contains(&Want::StaticOptimisation) {
        problems.push(
            "error[motion]: static-optimisation gives muscle forces, and --muscle-forces others\n  \
             hint: leave out one of them"
                .to_owned(),
        );
    }
    if problems.is_empty() { Ok(()) } else { Err(BadInput(problems.join("\n"))) }
}

/// What a reader should know of how the files fit the model; on standard error.
fn say(model: &Model, coordinates: &MotionTable, way: &Trajectory, args: &MotionArgs) {
    for note in &coordinates.notes {
        eprintln!("note: {}: {note}", args.coordinates.display());
    }
    let list = |names: &[String], what: &str| {
        if !names.is_empty() {
            eprintln!("note: {what}: {}", names.join(", "));
        }
    };
    list(way.missing(), "no column, so at their default");
    list(way.driven(), "set by couplers, not by their columns");
    list(way.unused(), "columns that are no coordinates of the model");
    let has_forces = args.muscle_forces.is_some() || args.want.contains(&Want::StaticOptimisation);
    if args.want.contains(&Want::Reactions) && !has_forces {
        eprintln!(
            "note: reactions without muscle forces are what muscles and joint carry together"
        );
    }
    if !model.left_out.is_empty() {
        eprintln!(
            "note: {} elements of the model are not read; `taut body models` lists them",
            model.left_out.len()
        );
    }
}

pub fn table(file: &Path) -> anyhow::Result<MotionTable> {
    let bytes = read::bytes(file, MOST_BYTES)?;
    let named = file.display().to_string();
    Ok(read_storage(&bytes).map_err(|problems| BadInput(problems.named(&named).to_string()))?)
}

pub fn external(model: &Model, file: &Path) -> anyhow::Result<LoadCurves> {
    let bytes = read::bytes(file, MOST_BYTES)?;
    let named = file.display().to_string();
    let loads = read_external_loads(&bytes)
        .map_err(|problems| BadInput(problems.named(&named).to_string()))?;
    for (line, what) in &loads.left_out {
        eprintln!("note: {named}:{line}: {what} is not read");
    }
    let data = file.parent().unwrap_or(Path::new("")).join(&loads.data_file);
    let recording = table(&data).with_context(|| format!("data file of {named}"))?;
    Ok(LoadCurves::new(model, &loads, &recording).map_err(|problems| bad(&data, &problems))?)
}

/// Tensions of all muscles at these times, straight between the rows of the file.
fn forces(model: &Model, file: &Path, times: &[f64]) -> anyhow::Result<Vec<Vec<f64>>> {
    let recording = table(file)?;
    let (Some(first), Some(last)) = (recording.times.first(), recording.times.last()) else {
        return Err(BadInput(format!("{}: no rows", file.display())).into());
    };
    covered("the muscle forces", file, [*first, *last], times)?;
    let mut problems = Vec::new();
    let columns = model.muscles.iter().map(|muscle| {
        let column = recording.names.iter().position(|name| {
            let path = name.strip_suffix("/force").unwrap_or(name);
            path.rsplit('/').next() == Some(&muscle.name)
        });
        match column {
            Some(column) => problems.extend(recording.hole(column)),
            None => problems.push(TableProblem {
                column: muscle.name.clone(),
                message: "there is no column for this muscle".to_owned(),
                hint: "give the tension of every muscle, 0 where it does not pull".to_owned(),
            }),
        }
        column.unwrap_or_default()
    });
    let columns: Vec<usize> = columns.collect();
    if !problems.is_empty() {
        return Err(bad(file, &problems).into());
    }
    let at = |time: &f64| {
        let right = recording.times.partition_point(|t| t <= time).min(recording.times.len() - 1);
        let left = right.saturating_sub(1);
        let (before, after) = (recording.times[left], recording.times[right]);
        let share = if after > before { (time - before) / (after - before) } else { 0.0 };
        let value = |column: &usize| {
            let values = &recording.columns[*column];
            values[left] + share * (values[right] - values[left])
        };
        columns.iter().map(value).collect()
    };
    Ok(times.iter().map(at).collect())
}

/// Times of the recording between `--from` and `--to`.
fn chosen(way: &Trajectory, args: &MotionArgs) -> anyhow::Result<Vec<f64>> {
    let (from, to) = (args.from.unwrap_or(f64::MIN), args.to.unwrap_or(f64::MAX));
    let times: Vec<f64> =
        way.times().iter().copied().filter(|time| (from..=to).contains(time)).collect();
    if times.is_empty() {
        let all = way.times();
        let text = format!(
            "error[motion]: no row between {from} and {to} s\n  hint: the recording goes from {} to {} s",
            all[0],
            all[all.len() - 1]
        );
        return Err(BadInput(text).into());
    }
    Ok(times)
}

/// Refuses times that a recording does not cover.
fn covered(what: &str, file: &Path, range: [f64; 2], times: &[f64]) -> anyhow::Result<()> {
    let [first, last] = range;
    let outside = times.iter().filter(|time| !(first..=last).contains(*time)).count();
    if outside == 0 {
        return Ok(());
    }
    let text = format!(
        "{}: error[motion]: {what} go from {first} to {last} s, so {outside} of {} rows have none\n  \
         hint: choose times with --from and --to",
        file.display(),
        times.len()
    );
    Err(BadInput(text).into())
}

fn bad(file: &Path, problems: &[TableProblem]) -> BadInput {
    let lines = problems.iter().map(|problem| format!("{}: {problem}", file.display()));
    BadInput(lines.collect::<Vec<String>>().join("\n"))
}
