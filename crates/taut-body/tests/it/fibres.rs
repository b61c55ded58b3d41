//! Fibres in balance with their tendons: against OpenSim 4.6, against bisection alone, and in every odd place.

use std::fs;

use crate::curves::kinds;
use crate::table::folder;
use taut_body::{FIBRE_RESIDUAL, LONGEST_MUSCLE, MuscleForce, read_osim};

/// What is compared in one row of a table, and the largest difference (radians, else no unit).
const COMPARED: [(&str, f64); 4] = [
    ("fibre length over its optimum", 2e-5),
    ("tendon strain", 5e-6),
    ("pennation", 1e-4),
    ("tendon force over the largest isometric force", 5e-8),
];

/// OpenSim stops once fibre and tendon differ by less than 1e-8 of the largest force, and prints nine digits. So forces
/// agree to a few 1e-8 of it, and lengths to that over the stiffness, which is small where both are nearly slack.
#[test]
fn fibres_are_in_balance_as_in_opensim() {
    let Some(folder) = folder() else { return };
    for (file, tag) in [
        ("gait2392/gait2392_thelen2003muscle.osim", "gait2392_thelen"),
        ("gait2392/gait2392_millard2012muscle.osim", "gait2392_millard"),
        ("opencap/LaiUhlrich2022.osim", "laiuhlrich2022"),
    ] {
        let model = read_osim(&fs::read(folder.join("models").join(file)).unwrap()).unwrap();
        let text = fs::read_to_string(folder.join(format!("fiber_{tag}.csv"))).unwrap();
        let mut worst = [0.0_f64; 4];
        let (mut curves, mut balance, mut rows, mut shortest) = (0.0_f64, 0.0_f64, 0, 0);
        for line in text.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let numbers: Vec<f64> = cells.iter().map(|c| c.parse().unwrap_or(f64::NAN)).collect();
            let muscle = &model.muscles[model.muscle(cells[3]).unwrap()];
            let force = &muscle.force;
            let strength = force.max_isometric_force;
            let [length, normal, _, strain, pennation, passive, tendon, activation] =
                numbers[4..12].try_into().unwrap();
            let ours = force.equilibrium(length, activation).unwrap();
            rows += 1;
            // The curves alone, and the balance, at OpenSim's own lengths.
            let at = force.curves.passive(normal).value * pennation.cos() - passive / strength;
            let pull = force.curves.tendon(1.0 + strain).value - tendon / strength;
            curves = curves.max(at.abs()).max(pull.abs());
            if !ours.shortest {
                let active = activation * force.curves.active(normal).value * pennation.cos();
                balance = balance.max((active + (passive - tendon) / strength).abs());
            }
            shortest += usize::from(ours.shortest);
            let differences = [
                ours.normal_length - normal,
                ours.tendon_strain - strain,
                ours.pennation - pennation,
                (ours.tendon_force - tendon) / strength,
            ];
            for (worst, difference) in worst.iter_mut().zip(differences) {
                assert!(difference.is_finite(), "{line}");
                *worst = worst.max(difference.abs());
            }
        }
        println!("{tag}: {rows} rows, {shortest} at the shortest");
        println!("  curves {curves:.1e}, balance of OpenSim's states {balance:.1e}");
        for ((what, limit), worst) in COMPARED.iter().zip(worst) {
            println!("  {what}: {worst:.1e}");
            assert!(worst < *limit, "{tag}, {what}: {worst:e}");
        }
        assert!(rows > 800 && shortest * 8 < rows && curves < 1e-7 && balance < 5e-8, "{tag}");
    }
}

fn muscles() -> Vec<(String, MuscleForce)> {
    let mut all = Vec::new();
    for (name, curves, ..) in kinds() {
        for (optimal, slack, pennation) in
            [(0.1, 0.3, 0.0), (0.05, 0.25, 0.5), (0.3, 0.03, 0.2), (0.06, 0.001, 1.0)]
        {
            let force = MuscleForce::new(1200.0, optimal, slack, pennation, curves.clone());
            all.push((format!("{name} {optimal} {slack} {pennation}"), force));
        }
    }
    all
}

/// The balance is that of plain bisection of the same equation, written out here; forces add up; the stiffness is the
/// slope of the force.
#[test]
fn the_balance_is_found_everywhere() {
    for (name, force) in muscles() {
        let (optimal, slack) = (force.optimal_fiber_length, force.tendon_slack_length);
        let thickness = optimal * force.pennation.sin();
        let excess = |length: f64, along: f64, activation: f64| {
            let fibre = along.hypot(thickness);
            let normal = fibre / optimal;
            let curves = &force.curves;
            let pull = activation * curves.active(normal).value + curves.passive(normal).value;
            pull * along / fibre - curves.tendon((length - along) / slack).value.max(0.0)
        };
        for i in 0..160 {
            let length = (slack + optimal) * (0.5 + 1.2 * f64::from(i) / 160.0);
            for activation in [0.0, 0.01, 0.35, 1.0] {
                let state = force.equilibrium(length, activation).unwrap();
                let numbers = [
                    state.fibre_length,
                    state.pennation,
                    state.tendon_strain,
                    state.active_force,
                    state.passive_force,
                    state.tendon_force,
                    state.stiffness,
                ];
                assert!(numbers.iter().all(|n| n.is_finite()), "{name} {length}: {state:?}");
                assert!(state.tendon_force >= 0.0, "{name} {length}");
                if state.shortest {
                    continue;
                }
                let along = state.fibre_length * state.pennation.cos();
                let size = (state.tendon_force / 1200.0).max(1.0);
                let left = excess(length, length - state.tendon_length, activation).abs() / size;
                assert!(left < 2.0 * FIBRE_RESIDUAL, "{name} {length} {activation}: {left:e}");
                assert!((along + state.tendon_length - length).abs() < 1e-12);
                let sum = state.active_force + state.passive_force - state.tendon_force;
                assert!(sum.abs() / 1200.0 < 2.0 * FIBRE_RESIDUAL * size, "{name}: {sum:e}");
                // Bisection alone; where it is the only balance both must meet.
                let (mut low, mut high) = (1e-3 * optimal, length - slack);
                for _ in 0..200 {
                    let middle = 0.5 * (low + high);
                    if excess(length, middle, activation) > 0.0 {
                        high = middle;
                    } else {
                        low = middle;
                    }
                }
                let rises = (0..200).all(|k| {
                    let at = |k: i32| 1e-3 * optimal + (length - slack) * f64::from(k) / 200.0;
                    excess(length, at(k + 1), activation) >= excess(length, at(k), activation)
                });
                let flat = state.stiffness < 1e-6 * 1200.0 / optimal;
                if rises && !flat {
                    let off = (low - (length - state.tendon_length)).abs();
                    assert!(off < 1e-8, "{name} {length} {activation}: {off:e}");
                }
                let step = 1e-7 * optimal;
                let both = [length - step, length + step]
                    .map(|l| force.equilibrium(l, activation).unwrap());
                if both.iter().all(|s| !s.shortest) && rises && !flat {
                    let slope = (both[1].tendon_force - both[0].tendon_force) / (2.0 * step);
                    let off = (slope - state.stiffness).abs() / (1200.0 / optimal);
                    assert!(
                        off < 2e-3 * (state.stiffness / 1200.0 * optimal).max(1.0),
                        "{name} {length} {activation}: {slope} {}",
                        state.stiffness
                    );
                }
            }
        }
    }
}

/// A tendon that hardly stretches is a rigid one.
#[test]
fn a_stiff_tendon_is_as_good_as_rigid() {
    let shape = taut_body::ThelenShape { tendon_strain: 1e-5, ..Default::default() };
    let curves = taut_body::Curves::Thelen2003(taut_body::Thelen::new(shape).unwrap());
    let elastic = MuscleForce::new(900.0, 0.1, 0.2, 0.3, curves);
    let rigid = MuscleForce { rigid_tendon: true, ..elastic.clone() };
    for i in 0..50 {
        let length = 0.25 + 0.1 * f64::from(i) / 50.0;
        let (a, b) =
            (elastic.equilibrium(length, 0.4).unwrap(), rigid.equilibrium(length, 0.4).unwrap());
        let law = elastic.rigid(length, 0.0).unwrap();
        assert!((a.tendon_force - b.tendon_force).abs() < 0.2, "{length}");
        assert!((law.passive + 0.4 * law.active - b.tendon_force).abs() < 1e-9);
    }
}

#[test]
fn impossible_questions_about_force_are_refused() {
    for (name, force) in muscles() {
        for (length, activation) in [
            (f64::NAN, 0.5),
            (-0.1, 0.5),
            (0.3, f64::INFINITY),
            (0.3, -0.1),
            (0.3, 1.1),
            (2.0 * LONGEST_MUSCLE, 0.5),
        ] {
            assert!(force.equilibrium(length, activation).is_err(), "{name} {length}");
        }
        assert!(force.rigid(0.3, f64::NAN).is_err());
        let bad = MuscleForce { optimal_fiber_length: 0.0, ..force.clone() };
        let problem = bad.equilibrium(0.3, 0.5).unwrap_err();
        assert!(problem.to_string().contains("optimal fibre length is 0"), "{problem}");
        // Very short and very long muscles still have an answer.
        for length in [
            0.0,
            1e-6,
            0.9 * LONGEST_MUSCLE * (force.optimal_fiber_length + force.tendon_slack_length),
        ] {
            match force.equilibrium(length, 0.5) {
                Ok(state) => assert!(state.tendon_force.is_finite() && state.tendon_force >= 0.0),
                Err(problem) => assert!(problem.message.contains("differ by"), "{name}: {problem}"),
            }
        }
    }
}
