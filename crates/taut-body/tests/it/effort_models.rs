//! Loads on whole models without any reserve: what activations can make is held, with no more effort.

use std::num::NonZeroUsize;

use crate::dynamics::walking::model;
use crate::effort::Random;
use crate::table::folder;
use taut_body::Pose;
use taut_body::effort::{BALANCE, Load, LoadProblem, Pull};

/// Random poses, lengths and speeds; random activations, many of them at a bound, say what is needed.
#[test]
fn what_activations_can_make_is_held_without_reserves() {
    let Some(folder) = folder() else { return };
    for file in [
        "gait2392/gait2392_thelen2003muscle.osim",
        "opencap/LaiUhlrich2022.osim",
        "pose2sim/Model_Pose2Sim_muscles_flex.osim",
    ] {
        let model = model(&folder, file);
        let rig = model.rig();
        let mut random = Random(12);
        let (mut steps, mut most, mut refused) = (0, 0, 0);
        for trial in 0..12 {
            let mut inside = |[low, high]: [f64; 2]| {
                let (low, high) = (low.max(-0.6), high.min(0.8));
                random.between(low, high.max(low))
            };
            let values: Vec<f64> = model.coordinates.iter().map(|c| inside(c.range)).collect();
            let pose = Pose::anywhere(&model, &values).unwrap();
            let gauged = rig.gauge(&[pose], NonZeroUsize::MIN);
            let rows = model.coordinates.len();
            let mut arms = vec![0.0; rig.muscles().len() * rows];
            for (pair, (muscle, coordinate)) in rig.pairs().iter().enumerate() {
                let at = rig.muscles().iter().position(|m| m == muscle).unwrap();
                arms[at * rows + coordinate] = gauged.arm(0, pair);
            }
            let pulls: Vec<Pull> = rig
                .muscles()
                .iter()
                .enumerate()
                .map(|(at, muscle)| {
                    let force = &model.muscles[*muscle].force;
                    let speed = random.between(-0.2, 0.2);
                    Pull::of(force, gauged.length(0, at), speed, trial % 2 == 0).unwrap()
                })
                .collect();
            let mut needs = vec![0.0; rows];
            let mut effort = 0.0;
            for (pull, arms) in pulls.iter().zip(arms.chunks_exact(rows)) {
                let [low, high] = pull.activation;
                let activation = match random.next() {
                    r if r < 0.5 => low,
                    r if r < 0.6 => high,
                    r => low + r * r * (high - low),
                };
                effort += activation * activation;
                for (need, arm) in needs.iter_mut().zip(arms) {
                    *need += arm * (pull.passive + activation * pull.active);
                }
            }
            let load = Load { needs: &needs, pulls: &pulls, arms: &arms, reserves: &[] };
            let share = load.share().unwrap_or_else(|problem| panic!("{file} {trial}: {problem}"));
            assert!(share.objective <= effort * (1.0 + 1e-9), "{file} {trial}");
            assert!(share.certificate.balance <= BALANCE, "{file} {trial}");
            steps += share.steps;
            most = most.max(share.steps);
            // A hundred times as much is too much for any of them.
            let much: Vec<f64> = needs.iter().map(|need| 100.0 * need).collect();
            match (Load { needs: &much, ..load }).share() {
                Err(LoadProblem::TooMuch(rows)) => {
                    assert!(rows.iter().all(|row| row.missing.is_finite()) && !rows.is_empty());
                    refused += 1;
                }
                other => panic!("{file} {trial}: {other:?}"),
            }
        }
        println!("{file}: {steps} steps in 12 loads, at most {most}; {refused} refused");
    }
}
