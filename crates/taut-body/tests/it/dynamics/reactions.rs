//! Muscle forces on bodies, and joint reactions with them, against moment arms and OpenSim 4.6.

use super::walking::{loads, model, table};
use crate::table::folder;
use taut_body::dynamics::Trajectory;
use taut_body::{Location, Model, PathValue, Pose};

/// A pose inside all ranges, another one for each seed.
fn pose(model: &Model, seed: u64) -> Pose {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let inside = |[low, high]: [f64; 2]| {
        let (low, high) = (low.max(-1.5), high.min(1.5));
        low + (0.1 + 0.8 * next()) * (high - low)
    };
    let values: Vec<f64> = model.coordinates.iter().map(|c| c.range).map(inside).collect();
    Pose::anywhere(model, &values).unwrap()
}

/// Virtual work: what the pulls on bodies do along a coordinate is the tension times the moment arm, which comes from the
/// derivative of the length. Points that move on their body do work of their own, so muscles with them are left out.
#[test]
fn pulls_do_the_work_of_moment_arms() {
    let Some(folder) = folder() else { return };
    let files = [
        ("gait2392/gait2392_thelen2003muscle.osim", 80),
        ("opencap/LaiUhlrich2022.osim", 80),
        ("pose2sim/Model_Pose2Sim_muscles_flex.osim", 280),
    ];
    for (file, least) in files {
        let model = model(&folder, file);
        let pose = pose(&model, 3);
        let screws = model.screws(&pose);
        let arms: Vec<Option<Vec<PathValue>>> = (0..model.coordinates.len())
            .map(|c| (!model.is_driven(c)).then(|| model.moment_arms(&pose, c).unwrap()))
            .collect();
        let (mut compared, mut worst) = (0, 0.0_f64);
        for (index, muscle) in model.muscles.iter().enumerate() {
            let moves = muscle.points.iter().any(|p| matches!(p.location, Location::Moving(_)));
            let converged = model.route(&pose, index).is_some_and(|route| route.passes.is_some());
            if moves || !converged {
                continue;
            }
            compared += 1;
            let mut tensions = vec![0.0; model.muscles.len()];
            tensions[index] = 100.0;
            let pulls = model.muscle_loads(&pose, &tensions).unwrap();
            let forces = screws.free_forces(&model.load_forces(&screws, &pulls));
            for (c, force) in forces.iter().enumerate() {
                let Some(arms) = &arms[c] else { continue };
                let PathValue::Known(arm) = arms[index] else { panic!("{}", muscle.name) };
                let off = (force / 100.0 - arm).abs();
                worst = worst.max(off);
                assert!(off < 1e-9, "{} by {}: {off:e}", muscle.name, model.coordinates[c].name);
            }
        }
        println!("{file}: {compared} muscles, worst {worst:.1e} m");
        assert!(compared >= least, "{file}: {compared}");
    }
}

/// OpenSim's own muscle forces in, its joint reactions out: of the two weakened walks, whose files belong together. Muscle
/// forces are given in every other frame there; in the others OpenSim takes them from a straight line, and then they do not
/// make the recorded movement.
#[test]
fn reactions_are_those_of_opensim_with_its_muscle_forces() {
    let Some(folder) = folder() else { return };
    let model = model(&folder, "gait2392/subject01_simbody_adjusted.osim");
    let motion = table(&folder, "models/gait2392/subject01_walk1_ik.mot");
    let way = Trajectory::new(&model, &motion, Some(6.0)).unwrap();
    let ground = loads(&folder, &model, "models/gait2392/subject01_walk1_grf_v4.xml");
    for case in ["glmax50", "glmax25"] {
        let forces = table(&folder, &format!("gait2392_reference/{case}_SO_force.sto"));
        let theirs = table(&folder, &format!("gait2392_reference/{case}_JR_ReactionLoads.sto"));
        let columns: Vec<usize> =
            model.muscles.iter().map(|muscle| forces.column(&muscle.name).unwrap()).collect();
        let mut off = vec![(0.0, 0.0); theirs.names.len()];
        for (row, time) in theirs.times.iter().enumerate().step_by(2) {
            let movement = way.at(&model, *time).unwrap();
            let places = model.placements(movement.pose());
            let mut loads = ground.at(*time, &places).unwrap();
            assert!((forces.times[row / 2] - time).abs() < 1e-6);
            let tensions: Vec<f64> = columns.iter().map(|c| forces.columns[*c][row / 2]).collect();
            loads.extend(model.muscle_loads(movement.pose(), &tensions).unwrap());
            let reactions = model.reactions(&movement, &loads);
            for (joint, reaction) in model.joints.iter().zip(&reactions) {
                let seen = reaction.seen_from(&places[joint.child.body]);
                let label = format!("{}_on_", joint.name);
                for (column, name) in theirs.names.iter().enumerate() {
                    let Some(rest) = name.strip_prefix(&label) else { continue };
                    let part = rest.rsplit('_').next().unwrap();
                    let kind = ["f", "m", "p"].iter().position(|k| part.starts_with(k)).unwrap();
                    let axis = ["x", "y", "z"].iter().position(|k| part.ends_with(k)).unwrap();
                    let theirs = theirs.columns[column][row];
                    let difference = seen[kind][axis] - theirs;
                    off[column].0 += difference * difference;
                    off[column].1 += theirs * theirs;
                }
            }
        }
        for (name, (off, size)) in theirs.names.iter().zip(&off) {
            let (off, size) = ((off / 43.0).sqrt(), (size / 43.0).sqrt());
            let part = name.rsplit('_').next().unwrap();
            if !part.starts_with('p') {
                println!("{case} {name}: RMS of the difference {off:.1e}, of theirs {size:.1e}");
            }
            // Newtons, newton metres, metres. Their movement follows from the forces, whose optimum is not quite exact.
            let limit = if part.starts_with('f') { 0.01 } else { 0.005 };
            assert!(off < limit && (!part.starts_with('p') || off < 1e-12), "{name}: {off:e}");
        }
    }
}
