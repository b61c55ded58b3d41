//! Fits the passive fibres of two-joint muscles and what the joints take to the published moments of `body/passive.toml`,
//! and prints the fitted part of that file. `scripts/fit-passive` runs it.

use std::error::Error;
use std::path::Path;

use taut_body::MuscleForce;
use taut_body::own::passive::{JointTerm, Passive, PassiveJoint, PassiveMuscle};
use taut_body::own::record::Records;
use taut_body::task::Search;
use taut_body::{Model, PathValue, Pose};

/// The two-joint muscles, by group: each group has the same strains.
const GROUPS: [&[&str]; 3] = [&["bflh", "semimem", "semiten"], &["recfem"], &["gasmed", "gaslat"]];
/// The strain where a group's fibres begin to resist, and how much more until they resist fully.
const BOUNDS: [[f64; 2]; 2] = [[-0.3, 0.9], [0.2, 3.0]];
/// The joints, and the rates (per degree) of what they take: those of the published terms, and a slower one each.
const JOINTS: [(&str, [f64; 3]); 3] = [
    ("hip_flexion", [-0.075, 0.0305, 0.06]),
    ("knee_angle", [-0.15, -0.05, 0.0495]),
    ("ankle_angle", [-0.1949, 0.0843, 0.04]),
];
/// Hamstrings may take this much where the published total is less, N m.
const LEEWAY: f64 = 6.0;

/// One posture: angles in degrees, and the muscles' lengths (m) and arms (m) by hip, knee and ankle.
struct Row {
    angles: [f64; 3],
    /// Which joints count here.
    counts: [bool; 3],
    muscles: Vec<(f64, [f64; 3])>,
    published: [f64; 3],
}

fn main() -> Result<(), Box<dyn Error>> {
    let records = read()?;
    let plain = Records {
        passive: Passive { muscle: Vec::new(), ..records.passive.clone() },
        ..records.clone()
    };
    let model = taut_body::own::build(&plain)?;
    let names: Vec<&str> = GROUPS.iter().flat_map(|group| group.iter().copied()).collect();
    let index = |name: &&str| {
        model.muscle(&format!("{name}_r")).ok_or_else(|| format!("there is no muscle {name}"))
    };
    let muscles: Vec<usize> = names.iter().map(index).collect::<Result<_, _>>()?;
    let rows = rows(&model, &muscles, &records.passive)?;
    let forces: Vec<&MuscleForce> = muscles.iter().map(|m| &model.muscles[*m].force).collect();

    let bounds: Vec<[f64; 2]> = GROUPS.iter().flat_map(|_| BOUNDS).collect();
    let search = Search { bounds, first_step: 0.1, tolerance: 1e-4, most: 4_000 };
    let starts = [[0.3, 1.0], [0.0, 2.0], [0.6, 0.6]].map(|start| start.repeat(GROUPS.len()));
    let cost = |at: &[f64]| fitted(&rows, &forces, at).map_or(f64::INFINITY, |fit| fit.cost);
    let found = search.lowest(&starts, cost).map_err(|problems| format!("{problems:?}"))?;
    eprintln!("asked {}, from starts {:?}", found.asked, found.from_starts);
    // Four digits are what the figures are worth; the joints are fitted to the rounded fibres.
    let at: Vec<f64> = found.at.iter().map(|x| (x * 1e4).round() / 1e4).collect();
    let fit = fitted(&rows, &forces, &at).ok_or("the fibres have no balance")?;
    print(&at, &fit);
    Ok(())
}

fn read() -> Result<Records, Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge/body");
    let text = |path: &str| std::fs::read_to_string(folder.join(path));
    let mut paths: Vec<_> = std::fs::read_dir(folder.join("muscles"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.sort();
    let mut muscles = Vec::new();
    for path in paths {
        muscles.push(toml::from_str(&std::fs::read_to_string(path)?)?);
    }
    Ok(Records {
        skeleton: toml::from_str(&text("skeleton.toml")?)?,
        surfaces: toml::from_str(&text("surfaces.toml")?)?,
        muscles,
        passive: toml::from_str(&text("passive.toml")?)?,
        scaling: toml::from_str(&text("scaling.toml")?)?,
        hamstring: toml::from_str(&text("hamstring.toml")?)?,
    })
}

/// Hip and knee with the ankle at 0; knee and ankle with the hip at 0.
fn rows(model: &Model, muscles: &[usize], passive: &Passive) -> Result<Vec<Row>, Box<dyn Error>> {
    let mut out = Vec::new();
    let tens = (0..=9).map(|i| f64::from(i) * 10.0);
    let knees: Vec<f64> = (0..=7).map(|i| f64::from(i) * 15.0).collect();
    let ankles = (-4..=2).map(|i| f64::from(i) * 7.5);
    let mut angles = Vec::new();
    for hip in tens {
        angles.extend(knees.iter().map(|knee| ([hip, *knee, 0.0], [true, true, false])));
    }
    for ankle in ankles {
        angles.extend(knees.iter().map(|knee| ([0.0, *knee, ankle], [false, true, true])));
    }
    let coordinates: Vec<usize> = JOINTS
        .iter()
        .map(|(name, _)| model.coordinate(&format!("{name}_r")).ok_or("no such joint"))
        .collect::<Result<_, _>>()?;
    for (angles, counts) in angles {
        let mut values: Vec<f64> = model.coordinates.iter().map(|c| c.default).collect();
        for (coordinate, angle) in coordinates.iter().zip(angles) {
            values[*coordinate] = angle.to_radians();
        }
        let pose = Pose::new(model, &values)?;
        let lengths = model.lengths(&pose);
        let arms: Vec<Vec<PathValue>> =
            coordinates.iter().map(|c| model.moment_arms(&pose, *c)).collect::<Result<_, _>>()?;
        let known = |value: &PathValue| match value {
            PathValue::Known(value) => Ok(*value),
            PathValue::Wrapped(_) => Err("a length around a surface that is not read"),
        };
        let mut row = Vec::new();
        for muscle in muscles {
            let mut arm = [0.0; 3];
            for (arm, arms) in arm.iter_mut().zip(&arms) {
                *arm = known(&arms[*muscle])?;
            }
            row.push((known(&lengths[*muscle])?, arm));
        }
        let mut published = [0.0; 3];
        for (moment, (name, _)) in published.iter_mut().zip(JOINTS) {
            let of = passive.published.iter().find(|p| p.coordinate == name);
            *moment = of.ok_or("a joint without a published moment")?.at(angles);
        }
        out.push(Row { angles, counts, muscles: row, published });
    }
    Ok(out)
}

/// A fit of the joints to given fibres.
struct Fit {
    cost: f64,
    joints: Vec<PassiveJoint>,
    /// Root mean square and largest error of hip, knee and ankle, N m.
    errors: Vec<(f64, f64)>,
    /// Largest share of the hamstrings beyond the published total, N m.
    beyond: f64,
}

/// The fibres of all muscles.
fn muscles(at: &[f64]) -> Vec<PassiveMuscle> {
    let group = |(i, names): (usize, &&[&str])| {
        let (slack_strain, more) = (at[2 * i], at[2 * i + 1]);
        let strain = ((slack_strain + more) * 1e4).round() / 1e4;
        let muscle = |name: &&str| PassiveMuscle { name: (*name).to_owned(), slack_strain, strain };
        names.iter().map(muscle).collect::<Vec<_>>()
    };
    GROUPS.iter().enumerate().flat_map(group).collect()
}

fn fitted(rows: &[Row], forces: &[&MuscleForce], at: &[f64]) -> Option<Fit> {
    let mut forces: Vec<MuscleForce> = forces.iter().map(|force| (*force).clone()).collect();
    for (force, muscle) in forces.iter_mut().zip(&muscles(at)) {
        force.curves = muscle.curves()?;
    }
    // What is left for the joints, and what the hamstrings take.
    let mut left = Vec::new();
    let mut beyond = 0.0_f64;
    let mut penalty = 0.0;
    for row in rows {
        let mut rest = row.published;
        let mut hamstrings = [0.0; 3];
        for (i, ((length, arms), force)) in row.muscles.iter().zip(&forces).enumerate() {
            let pull = force.equilibrium(*length, 0.0).ok()?.tendon_force;
            for joint in 0..3 {
                rest[joint] -= pull * arms[joint];
                if i < GROUPS[0].len() {
                    hamstrings[joint] += pull * arms[joint];
                }
            }
        }
        let over = [
            -hamstrings[0] - (-row.published[0]).max(LEEWAY),
            hamstrings[1] - row.published[1].max(LEEWAY),
        ];
        for over in over.into_iter().filter(|over| row.counts[0] && *over > 0.0) {
            beyond = beyond.max(over);
            penalty += 1_000.0 * over * over;
        }
        left.push(rest);
    }
    let mut fit = Fit { cost: 0.0, joints: Vec::new(), errors: Vec::new(), beyond };
    for (joint, (name, rates)) in JOINTS.iter().enumerate() {
        let points: Vec<(f64, f64)> = rows
            .iter()
            .zip(&left)
            .filter(|(row, _)| row.counts[joint])
            .map(|(row, rest)| (row.angles[joint], rest[joint]))
            .collect();
        let mut fitted = best(name, rates, &points)?;
        fitted.constant = (fitted.constant * 1e4).round() / 1e4;
        let off: Vec<f64> = points.iter().map(|(angle, rest)| rest - fitted.at(*angle)).collect();
        let sum: f64 = off.iter().map(|off| off * off).sum();
        let worst = off.iter().fold(0.0_f64, |worst, off| worst.max(off.abs()));
        fit.errors.push(((sum / off.len() as f64).sqrt(), worst));
        fit.cost += sum / off.len() as f64;
        fit.joints.push(fitted);
    }
    fit.cost += penalty / rows.len() as f64;
    Some(fit)
}

/// The best sum of a constant and exponentials that each push the joint back: of every choice of terms, the one with the
/// least squares among those with the right signs.
fn best(name: &str, rates: &[f64; 3], points: &[(f64, f64)]) -> Option<PassiveJoint> {
    let mut best: Option<(f64, PassiveJoint)> = None;
    for chosen in 0..1_u32 << rates.len() {
        let rates: Vec<f64> =
            (0..rates.len()).filter(|i| chosen >> i & 1 == 1).map(|i| rates[i]).collect();
        let Some(x) = least_squares(&rates, points) else { continue };
        // A term that grows with the angle pushes back, one that fades with it pushes on.
        if rates.iter().zip(&x[1..]).any(|(rate, amplitude)| rate * amplitude > 0.0) {
            continue;
        }
        let term = rates
            .iter()
            .zip(&x[1..])
            .map(|(rate, amplitude)| JointTerm { amplitude: *amplitude, rate: *rate })
            .collect();
        let joint = PassiveJoint { coordinate: name.to_owned(), constant: x[0], term };
        let off = points.iter().map(|(angle, rest)| rest - joint.at(*angle));
        let sum: f64 = off.map(|off| off * off).sum();
        if best.as_ref().is_none_or(|(least, _)| sum < *least) {
            best = Some((sum, joint));
        }
    }
    best.map(|(_, joint)| joint)
}

/// Constant and amplitudes by the normal equations, solved with partial pivoting.
fn least_squares(rates: &[f64], points: &[(f64, f64)]) -> Option<Vec<f64>> {
    let n = rates.len() + 1;
    let mut rows = vec![vec![0.0; n + 1]; n];
    for (angle, rest) in points {
        let mut basis = vec![1.0];
        basis.extend(rates.iter().map(|rate| (rate * angle).exp()));
        for i in 0..n {
            for j in 0..n {
                rows[i][j] += basis[i] * basis[j];
            }
            rows[i][n] += basis[i] * rest;
        }
    }
    for i in 0..n {
        let pivot = (i..n).max_by(|a, b| rows[*a][i].abs().total_cmp(&rows[*b][i].abs()))?;
        rows.swap(i, pivot);
        if rows[i][i].abs() < 1e-9 {
            return None;
        }
        let (above, below) = rows.split_at_mut(i + 1);
        let lead = &above[i];
        for row in below {
            let factor = row[i] / lead[i];
            for (x, lead) in row.iter_mut().zip(lead).skip(i) {
                *x -= factor * lead;
            }
        }
    }
    let mut x = vec![0.0; n];
    for i in (0..n).rev() {
        let rest: f64 = (i + 1..n).map(|j| rows[i][j] * x[j]).sum();
        x[i] = (rows[i][n] - rest) / rows[i][i];
    }
    Some(x)
}

/// Six significant digits are kept.
fn short(x: f64) -> String {
    format!("{:?}", format!("{x:.5e}").parse::<f64>().unwrap_or(x))
}

fn print(at: &[f64], fit: &Fit) {
    for PassiveMuscle { name, slack_strain, strain } in muscles(at) {
        println!("\n[[muscle]]\nname = \"{name}\"");
        println!("slack_strain = {slack_strain:?}\nstrain = {strain:?}");
    }
    for (joint, (rms, worst)) in fit.joints.iter().zip(&fit.errors) {
        println!("\n# Error of the total: root mean square {rms:.2}, largest {worst:.2} N m.");
        println!("[[joint]]\ncoordinate = \"{}\"", joint.coordinate);
        println!("constant = {}\nterm = [", short(joint.constant));
        for JointTerm { amplitude, rate } in &joint.term {
            println!("    {{ amplitude = {}, rate = {rate:?} }},", short(*amplitude));
        }
        println!("]");
    }
    println!(
        "\n# Hamstrings beyond the published total: at most {:.2} N m above {LEEWAY} N m.",
        fit.beyond
    );
}
