//! The compiled model against the dual numbers of the plain one, and its bits against themselves.

use std::num::NonZeroUsize;

use crate::table::folder;
use crate::tiny;
use crate::wrapping::{Draws, ellipsoid, fixed, way};
use taut_body::{Gauged, Model, PathValue, Pose, read_osim};

/// Poses inside all ranges, or up to 2.1 radians or 0.2 metres.
pub fn random_poses(model: &Model, count: usize, seed: u64) -> Vec<Pose> {
    let mut draws = Draws(seed);
    let mut value = |c: &taut_body::Coordinate| {
        let most = if c.turns == taut_body::Turns::Translates { 0.2 } else { 2.1 };
        draws.between(c.range[0].max(-most), c.range[1].min(most))
    };
    (0..count)
        .map(|_| {
            let values: Vec<f64> = model.coordinates.iter().map(&mut value).collect();
            Pose::anywhere(model, &values).unwrap()
        })
        .collect()
}

fn one() -> NonZeroUsize {
    NonZeroUsize::MIN
}

/// All bits of `part` are those of `whole` from a pose on.
fn same(whole: &Gauged, part: &Gauged, from: usize, [muscles, pairs]: [usize; 2]) {
    for p in 0..part.len() {
        for m in 0..muscles {
            assert_eq!(whole.length(from + p, m).to_bits(), part.length(p, m).to_bits());
        }
        for r in 0..pairs {
            assert_eq!(whole.arm(from + p, r).to_bits(), part.arm(p, r).to_bits());
        }
    }
}

fn known(value: &PathValue) -> f64 {
    match value {
        PathValue::Known(value) => *value,
        PathValue::Wrapped(_) => f64::NAN,
    }
}

/// Largest differences of lengths (metres) and of arms (of the larger of 1 mm and the arm) between both paths; arms that the
/// rig leaves out must be 0.
fn worst(model: &Model, poses: &[Pose]) -> (f64, f64, String) {
    let rig = model.rig();
    let gauged = rig.gauge(poses, one());
    let (mut length, mut arm, mut at) = (0.0_f64, 0.0_f64, String::new());
    for (p, pose) in poses.iter().enumerate() {
        let lengths = model.lengths(pose);
        for (column, muscle) in rig.muscles().iter().enumerate() {
            let unknown = matches!(lengths[*muscle], PathValue::Wrapped(_));
            assert_eq!(gauged.lost().contains(&(p, column)), unknown);
            if unknown {
                continue;
            }
            let gap = (gauged.length(p, column) - known(&lengths[*muscle])).abs();
            assert!(!gap.is_nan(), "{}, pose {p}", model.muscles[*muscle].name);
            if gap > length {
                (length, at) = (gap, format!("{}, pose {p}", model.muscles[*muscle].name));
            }
        }
        for q in (0..model.coordinates.len()).filter(|q| !model.is_driven(*q)) {
            let arms = model.moment_arms(pose, q).unwrap();
            for (column, muscle) in rig.muscles().iter().enumerate() {
                if gauged.lost().contains(&(p, column)) {
                    continue;
                }
                let theirs = known(&arms[*muscle]);
                let pair = rig.pairs().binary_search(&(*muscle, q));
                let ours = pair.map_or(0.0, |pair| gauged.arm(p, pair));
                let gap = (ours - theirs).abs() / theirs.abs().max(1e-3);
                assert!(!gap.is_nan(), "{} by {q}, pose {p}", model.muscles[*muscle].name);
                if gap > arm {
                    arm = gap;
                    at = format!(
                        "{} by {}, pose {p}",
                        model.muscles[*muscle].name, model.coordinates[q].name
                    );
                }
            }
        }
    }
    (length, arm, at)
}

#[test]
fn both_paths_agree_on_the_small_model() {
    let model = tiny::model();
    let (length, arm, at) = worst(&model, &random_poses(&model, 200, 5));
    println!("lengths {length:.3e} m, arms {arm:.3e}, worst {at}");
    assert!(length < 1e-14 && arm < 1e-11, "{length:e} {arm:e} {at}");
}

#[test]
fn both_paths_agree_on_the_reference_models() {
    let Some(folder) = folder() else { return };
    // Geodesics on an ellipsoid are integrated, in two ways.
    for (file, poses, limit) in [
        ("gait2392/gait2392_thelen2003muscle.osim", 24, 1e-11),
        ("opencap/LaiUhlrich2022.osim", 40, 1e-11),
        ("walk3d/subject_walk_scaled.osim", 24, 1e-11),
        ("pose2sim/Model_Pose2Sim_muscles_flex.osim", 9, 1e-10),
    ] {
        let model = read_osim(&std::fs::read(folder.join("models").join(file)).unwrap()).unwrap();
        let (length, arm, at) = worst(&model, &random_poses(&model, poses, 6));
        println!("{file}: lengths {length:.3e} m, arms {arm:.3e} of max(|r|, 1 mm), worst {at}");
        assert!(length < 1e-13 && arm < limit, "{file}: {length:e} {arm:e} {at}");
    }
}

#[test]
fn bits_depend_neither_on_threads_nor_on_lanes() {
    let model = tiny::model();
    let rig = model.rig();
    let poses = random_poses(&model, 103, 7);
    let whole = rig.gauge(&poses, one());
    let size = [rig.muscles().len(), rig.pairs().len()];
    for threads in [2, 3, 64] {
        same(&whole, &rig.gauge(&poses, NonZeroUsize::new(threads).unwrap()), 0, size);
    }
    // Alone, without wide vectors; and in other company, in memory used before.
    let mut again = Gauged::default();
    for p in 0..poses.len() {
        same(&whole, &rig.gauge(&poses[p..=p], one()), p, size);
        rig.gauge_in(&mut again, &poses[p..], one());
        same(&whole, &again, p, size);
    }
    assert!(rig.gauge(&[], one()).is_empty());
}

/// The spine's model has the only ellipsoids, whose lanes stop at different steps.
#[test]
fn bits_around_ellipsoids_depend_neither_on_threads_nor_on_lanes() {
    let Some(folder) = folder() else { return };
    let file = folder.join("models/pose2sim/Model_Pose2Sim_muscles_flex.osim");
    let model = read_osim(&std::fs::read(file).unwrap()).unwrap();
    let rig = model.rig();
    let poses = random_poses(&model, 37, 9);
    let size = [rig.muscles().len(), rig.pairs().len()];
    let whole = rig.gauge(&poses, one());
    same(&whole, &rig.gauge(&poses, NonZeroUsize::new(3).unwrap()), 0, size);
    for p in 0..poses.len() {
        same(&whole, &rig.gauge(&poses[p..=p], one()), p, size);
    }
    same(&whole, &rig.gauge(&poses[5..], one()), 5, size);
}

/// Lanes integrate the second-order equation with Jacobi's for the slope; the plain way integrates the first-order one with
/// dual numbers.
#[test]
fn both_geodesics_around_ellipsoids_agree() {
    let mut draws = Draws(16);
    let (mut wrapped, mut lost, mut worst) = (0, [0; 2], 0.0_f64);
    for (axes, side) in [
        ([0.075, 0.17, 0.13], "z"),
        ([0.075, 0.17, 0.13], "all"),
        ([0.02, 0.05, 0.06], "-x"),
        ([0.1, 0.1, 0.03], "y"),
        ([0.08; 3], "all"),
    ] {
        for _ in 0..110 {
            let (p, q) = (draws.point(0.25), draws.point(0.25));
            let model = fixed(&[p, q], &ellipsoid(axes, side), &["e"]);
            let plain = way(&model);
            let gauged = model.rig().gauge(&[Pose::default_of(&model).unwrap()], one());
            let (no, none) = (!gauged.lost().is_empty(), plain.passes.is_none());
            lost[0] += usize::from(no);
            lost[1] += usize::from(none);
            if no || none || plain.stops.len() < 3 {
                continue;
            }
            wrapped += 1;
            let gap = (gauged.length(0, 0) - plain.length()).abs();
            worst = worst.max(gap);
        }
    }
    println!("{wrapped} wrap, lanes and plain do not find {lost:?}; lengths {worst:.1e} m");
    assert!(wrapped > 60 && worst < 1e-12 && lost[0] == lost[1] && lost[0] < 20);
}
