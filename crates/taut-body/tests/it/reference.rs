//! Against OpenSim 4.6: places of bodies, lengths and moment arms of every muscle without wrapping.

use std::path::Path;

use crate::arms::worst_arm;
use crate::table::{Table, folder};
use taut_body::{Model, PathValue, Pose, Wrap, read_osim};

/// Largest difference of a length, metres: 0.01 mm.
const LENGTH: f64 = 1e-5;
/// Largest difference of a moment arm, metres: 0.1 mm.
const ARM: f64 = 1e-4;
/// Largest difference of a body's position (metres) or of a rotation matrix's entry. Angles in the tables have nine
/// digits, so up to 5e-9 off each, and a dozen add up along a limb.
const PLACE: f64 = 1e-7;

const THELEN: &str = "gait2392/gait2392_thelen2003muscle.osim";
const MILLARD: &str = "gait2392/gait2392_millard2012muscle.osim";
const LAI: &str = "opencap/LaiUhlrich2022.osim";
const FLEX: &str = "pose2sim/Model_Pose2Sim_muscles_flex.osim";

/// A model of the reference folder.
pub fn load(folder: &Path, file: &str) -> Model {
    let bytes = std::fs::read(folder.join("models").join(file)).unwrap();
    read_osim(&bytes).unwrap_or_else(|problems| panic!("{}", problems.named(file)))
}

/// What was compared, how often, and the worst.
#[derive(Default)]
struct Worst {
    compared: usize,
    wrapped: usize,
    worst: f64,
    at: String,
}

impl Worst {
    /// Muscles with surfaces are counted, not compared: `opensim_rule` does that.
    fn see(&mut self, wraps: &[Wrap], ours: &PathValue, theirs: f64, what: impl Fn() -> String) {
        match ours {
            PathValue::Known(ours) if wraps.is_empty() => self.near(*ours, theirs, what),
            _ => self.wrapped += 1,
        }
    }

    fn near(&mut self, ours: f64, theirs: f64, what: impl Fn() -> String) {
        let difference = (ours - theirs).abs();
        assert!(!difference.is_nan(), "{}", what());
        self.compared += 1;
        if difference > self.worst {
            self.worst = difference;
            self.at = what();
        }
    }

    fn report(&self, what: &str, limit: f64, least: usize) {
        let Self { compared, wrapped, worst, at } = self;
        println!("{what}: {compared} compared, {wrapped} wrap, worst {worst:.3e} at {at}");
        assert!(*compared >= least, "{what}: only {compared} compared");
        assert!(*worst <= limit, "{what}: {worst:e} at {at}");
    }
}

#[test]
fn bodies_are_where_opensim_has_them() {
    let Some(folder) = folder() else { return };
    let parts = ["px", "py", "pz", "r00", "r01", "r02", "r10", "r11", "r12", "r20", "r21", "r22"];
    for (file, tag) in [(THELEN, "gait2392"), (LAI, "laiuhlrich2022"), (FLEX, "pose2sim_flex")] {
        let model = load(&folder, file);
        let table = Table::read(&folder.join(format!("bodies_gravity_{tag}.csv")));
        let mut worst = Worst::default();
        for row in &table.rows {
            let places = model.placements(&table.pose(&model, row));
            for (column, theirs) in table.columns.iter().zip(row) {
                let Some((body, part)) = column.rsplit_once('.') else { continue };
                let Some(part) = parts.iter().position(|p| *p == part) else { continue };
                let place = &places[model.body(body).unwrap()];
                let ours = match part {
                    0..=2 => place.position[part],
                    _ => place.rotation[(part - 3) / 3][part % 3],
                };
                worst.near(ours, *theirs, || column.clone());
            }
        }
        worst.report(&format!("{tag}, places"), PLACE, 20 * 12 * (model.bodies.len() - 1));
    }
}

#[test]
fn lengths_and_arms_are_those_of_opensim_in_random_poses() {
    let Some(folder) = folder() else { return };
    let models = [
        (THELEN, "gait2392", 13_800, 39_300),
        (MILLARD, "gait2392", 13_800, 39_300),
        (LAI, "laiuhlrich2022", 1_000, 2_000),
        (FLEX, "pose2sim_flex", 100, 300),
    ];
    for (file, tag, lengths, arms) in models {
        let model = load(&folder, file);
        let table = Table::read(&folder.join(format!("random_{tag}.csv")));
        let (mut length, mut arm) = (Worst::default(), Worst::default());
        for (number, row) in table.rows.iter().enumerate() {
            let pose = table.pose(&model, row);
            let ours = model.lengths(&pose);
            let mut by_coordinate = vec![None; model.coordinates.len()];
            for (column, theirs) in table.columns.iter().zip(row) {
                let what = || format!("{column}, row {number}");
                if let Some(name) = column.strip_prefix("L.") {
                    let muscle = model.muscle(name).unwrap();
                    length.see(&model.muscles[muscle].wraps, &ours[muscle], *theirs, what);
                } else if let Some((muscle, q)) =
                    column.strip_prefix("R.").and_then(|pair| pair.split_once('.'))
                {
                    let q = model.coordinate(q).unwrap();
                    let arms = by_coordinate[q]
                        .get_or_insert_with(|| model.moment_arms(&pose, q).unwrap());
                    let muscle = model.muscle(muscle).unwrap();
                    arm.see(&model.muscles[muscle].wraps, &arms[muscle], *theirs, what);
                }
            }
        }
        length.report(&format!("{file}, lengths"), LENGTH, lengths);
        arm.report(&format!("{file}, arms"), ARM, arms);
    }
}

#[test]
fn lengths_and_arms_are_those_of_opensim_on_the_grid() {
    let Some(folder) = folder() else { return };
    for (file, tag, sign) in [(THELEN, "gait2392", -1.0), (LAI, "laiuhlrich2022", 1.0)] {
        let model = load(&folder, file);
        let table = Table::read(&folder.join(format!("grid_{tag}.csv")));
        let (mut length, mut arm) = (Worst::default(), Worst::default());
        for row in &table.rows {
            let mut values = vec![0.0; model.coordinates.len()];
            let angles = [("hip_flexion_r", 1.0), ("knee_angle_r", sign), ("ankle_angle_r", 1.0)];
            for ((name, sign), degrees) in angles.into_iter().zip(row) {
                values[model.coordinate(name).unwrap()] = sign * degrees.to_radians();
            }
            let pose = Pose::anywhere(&model, &values).unwrap();
            let ours = model.lengths(&pose);
            for (column, theirs) in table.columns.iter().zip(row).skip(3) {
                let (muscle, rest) = column.split_once('.').unwrap();
                let index = model.muscle(muscle).unwrap();
                let what = || format!("{column} at {:?}", &row[..3]);
                if let Some(q) = rest.strip_prefix("ma_").and_then(|q| q.strip_suffix("_m")) {
                    let q = model.coordinate(q).unwrap();
                    let arms = model.moment_arms(&pose, q).unwrap();
                    arm.see(&model.muscles[index].wraps, &arms[index], *theirs, what);
                } else {
                    assert_eq!(rest, "length_m");
                    length.see(&model.muscles[index].wraps, &ours[index], *theirs, what);
                }
            }
        }
        length.report(&format!("{tag}, grid lengths"), LENGTH, 5 * table.rows.len());
        arm.report(&format!("{tag}, grid arms"), ARM, 10 * table.rows.len());
    }
}

#[test]
fn the_lumbar_spine_bends_as_in_opensim() {
    let Some(folder) = folder() else { return };
    let model = load(&folder, FLEX);
    let table = Table::read(&folder.join("lumbar_sweep_pose2sim_flex.csv"));
    let flexion = model.coordinate("L5_S1_Flex_Ext").unwrap();
    let (mut length, mut slope, mut place) = (Worst::default(), Worst::default(), Worst::default());
    for row in &table.rows {
        let mut values: Vec<f64> = model
            .coordinates
            .iter()
            .map(|c| if c.range[0] <= 0.0 && c.range[1] >= 0.0 { 0.0 } else { c.default })
            .collect();
        values[flexion] = row[0];
        let pose = Pose::anywhere(&model, &values).unwrap();
        let lengths = model.lengths(&pose);
        let arms = model.moment_arms(&pose, flexion).unwrap();
        let places = model.placements(&pose);
        for (column, theirs) in table.columns.iter().zip(row).skip(1) {
            let what = || format!("{column} at {}", row[0]);
            if let Some(name) = column.strip_prefix("L.") {
                let muscle = model.muscle(name).unwrap();
                length.see(&model.muscles[muscle].wraps, &lengths[muscle], *theirs, what);
            } else if let Some(name) = column.strip_prefix("dLdq_total.") {
                let muscle = model.muscle(name).unwrap();
                slope.see(&model.muscles[muscle].wraps, &arms[muscle], -theirs, what);
            } else {
                let (body, part) = column.rsplit_once('.').unwrap();
                let at = &places[model.body(body).unwrap()];
                let ours = match part {
                    "px" => at.position[0],
                    "py" => at.position[1],
                    "pz" => at.position[2],
                    _ => at.rotation[1][0].atan2(at.rotation[0][0]),
                };
                place.near(ours, *theirs, what);
            }
        }
    }
    length.report("lumbar sweep, lengths", LENGTH, 6 * 50);
    slope.report("lumbar sweep, slopes", ARM, 6 * 50);
    place.report("lumbar sweep, places", PLACE, 6 * 20);
}

/// Every model of the folder is read, and its arms are the slopes of its lengths.
#[test]
fn every_reference_model_is_read_and_its_arms_are_exact() {
    let Some(folder) = folder() else { return };
    let models = [
        (THELEN, 92, 92),
        (MILLARD, 92, 92),
        ("gait2392/subject01_simbody.osim", 92, 92),
        ("gait2392/subject01_simbody_adjusted.osim", 92, 92),
        ("gait10dof18/gait10dof18musc.osim", 18, 18),
        (LAI, 80, 38),
        (FLEX, 318, 233),
        ("walk3d/subject_walk_scaled.osim", 80, 38),
        ("christophy/Christophy2012_axialRotationUpd_skeletonOnly.osim", 0, 0),
    ];
    for (file, muscles, free) in models {
        let model = load(&folder, file);
        let without = model.muscles.iter().filter(|m| m.wraps.is_empty()).count();
        assert_eq!((model.muscles.len(), without), (muscles, free), "{file}");
        // Inside every range, and away from the knots of splines, where the fourth derivative jumps.
        let inside = |[low, high]: [f64; 2]| (low + 0.37 * (high - low)).clamp(-1.0, 1.0);
        let values: Vec<f64> = model.coordinates.iter().map(|c| inside(c.range)).collect();
        let pose = Pose::anywhere(&model, &values).unwrap();
        let worst = worst_arm(&model, &pose, 0.01);
        println!("{file}: arms against differences, worst {worst:.3e} of max(|r|, 1 mm)");
        assert!(worst < 1e-6, "{file}: {worst:e}");
    }
}
