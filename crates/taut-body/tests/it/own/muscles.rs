//! The muscles against the models that their numbers come from.

use std::collections::BTreeMap;

use super::{Random, mirrored, model, random_values, records};
use crate::reference::load;
use crate::table::{Table, folder};
use taut_body::own::record::MuscleRecord;
use taut_body::{Model, PathValue, Pose};

const LAI: &str = "opencap/LaiUhlrich2022.osim";
const FLEX: &str = "pose2sim/Model_Pose2Sim_muscles_flex.osim";

/// Sums of the couplings of the source: from its L5-S1 to ours.
const SUMS: [f64; 3] = [7.1429, 10.781, 5.5625];

/// The fascicles of the source that a muscle of the trunk stands for, without side.
fn stands_for(muscle: &MuscleRecord) -> Vec<String> {
    let own_name = || match muscle.name.split_once('_') {
        Some(("il", level)) => format!("IL_{}", level.to_uppercase()),
        Some(("lt", part)) if part.starts_with('l') => format!("LTpL_{}", part.to_uppercase()),
        Some(("lt", part)) => format!("LTpT_{}", part.to_uppercase()),
        Some(_) => muscle.name.clone(),
        None => muscle.name.to_uppercase(),
    };
    muscle.stands_for.clone().unwrap_or_else(|| vec![own_name()])
}

fn known(value: &PathValue) -> Option<f64> {
    match value {
        PathValue::Known(value) => Some(*value),
        PathValue::Wrapped(_) => None,
    }
}

/// A pose of the source that matches ours where both have the coordinate.
fn in_source(own: &Model, values: &[f64], source: &Model) -> Pose {
    let mut theirs: Vec<f64> = source.coordinates.iter().map(|c| c.default).collect();
    for (i, coordinate) in own.coordinates.iter().enumerate() {
        let factor = if coordinate.name.starts_with("mtp") { -1.0 } else { 1.0 };
        if let Some(at) = source.coordinate(&coordinate.name) {
            theirs[at] = factor * values[i];
        }
    }
    let lumbar = ["L5_S1_Flex_Ext", "L5_S1_Lat_Bending", "L5_S1_axial_rotation"];
    let ours = ["lumbar_flexion", "lumbar_bending", "lumbar_rotation"];
    for (i, (their, our)) in lumbar.iter().zip(ours).enumerate() {
        if let Some(at) = source.coordinate(their) {
            let sign = if i == 0 { -1.0 } else { 1.0 };
            theirs[at] = sign * values[own.coordinate(our).unwrap()] / SUMS[i];
        }
    }
    Pose::anywhere(source, &theirs).unwrap()
}

#[test]
fn leg_muscles_have_the_lengths_and_arms_of_the_model_they_come_from() {
    let Some(folder) = folder() else { return };
    let (source, own) = (load(&folder, LAI), model());
    let mut random = Random(11);
    let (mut worst, mut worst_arm, mut compared) = (0.0_f64, 0.0_f64, 0);
    for _ in 0..12 {
        let values = random_values(&own, &mut random);
        let pose = Pose::anywhere(&own, &values).unwrap();
        let there = in_source(&own, &values, &source);
        let (ours, theirs) = (own.lengths(&pose), source.lengths(&there));
        for joint in ["hip_flexion_r", "knee_angle_r", "ankle_angle_r", "hip_rotation_l"] {
            let arms = own.moment_arms(&pose, own.coordinate(joint).unwrap()).unwrap();
            let wanted = source.moment_arms(&there, source.coordinate(joint).unwrap()).unwrap();
            for (i, muscle) in own.muscles.iter().enumerate() {
                let Some(at) = source.muscle(&muscle.name) else { continue };
                let both =
                    [known(&ours[i]), known(&theirs[at]), known(&arms[i]), known(&wanted[at])];
                let [Some(a), Some(b), Some(r), Some(s)] = both else { continue };
                worst = worst.max((a - b).abs());
                worst_arm = worst_arm.max((r - s).abs());
                compared += 1;
            }
        }
    }
    println!("{compared} compared, worst length {worst:.1e} m, worst arm {worst_arm:.1e} m");
    assert!(compared >= 12 * 4 * 78);
    // The source's left toes are not quite a mirror image (see the skeleton).
    assert!(worst < 2e-6 && worst_arm < 1e-5, "{worst:e} {worst_arm:e}");
}

#[test]
fn hamstrings_and_glutes_have_the_lengths_of_opensim() {
    let Some(folder) = folder() else { return };
    let own = model();
    let table = Table::read(&folder.join("grid_laiuhlrich2022.csv"));
    let angle = |row: &[f64], name: &str| {
        row[table.columns.iter().position(|c| c == name).unwrap()].to_radians()
    };
    let (mut worst, mut compared) = (0.0_f64, 0);
    for row in table.rows.iter().step_by(5) {
        let mut values: Vec<f64> = own.coordinates.iter().map(|c| c.default).collect();
        for (ours, theirs) in [
            ("hip_flexion_r", "hip_flexion_deg"),
            ("knee_angle_r", "knee_flexion_deg"),
            ("ankle_angle_r", "ankle_angle_deg"),
        ] {
            values[own.coordinate(ours).unwrap()] = angle(row, theirs);
        }
        let lengths = own.lengths(&Pose::anywhere(&own, &values).unwrap());
        for (i, muscle) in own.muscles.iter().enumerate() {
            let column = format!("{}.length_m", muscle.name);
            let Some(at) = table.columns.iter().position(|c| *c == column) else { continue };
            // Two surfaces: OpenSim stops early there.
            if muscle.wraps.len() > 1 {
                continue;
            }
            let Some(length) = known(&lengths[i]) else { continue };
            worst = worst.max((length - row[at]).abs());
            compared += 1;
        }
    }
    println!("{compared} compared with OpenSim, worst {:.4} mm", worst * 1e3);
    assert!(compared > 500);
    assert!(worst < 1e-4, "{worst:e}");
}

/// Fascicles of the trunk that the source has, and that a body without arms can have.
fn trunk_of(source: &Model) -> Vec<String> {
    let kinds = ["QL_", "MF_", "IL_", "LTp", "EO", "IO", "rect_abd", "Ps_"];
    let right = source.muscles.iter().filter_map(|m| m.name.strip_suffix("_r"));
    right
        .filter(|name| kinds.iter().any(|kind| name.starts_with(kind)))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_fascicle_of_the_trunk_is_there_once_with_its_force() {
    let Some(folder) = folder() else { return };
    let source = load(&folder, FLEX);
    let records = records();
    let trunk = records.muscles.iter().filter(|group| group.source == "pose2sim_flex");
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for muscle in trunk.flat_map(|group| &group.muscle) {
        let names = stands_for(muscle);
        let force: f64 = names
            .iter()
            .map(|name| {
                *seen.entry(name.clone()).or_default() += 1;
                let at = source.muscle(&format!("{name}_r"));
                source.muscles[at.unwrap_or_else(|| panic!("{name}"))].force.max_isometric_force
            })
            .sum();
        assert!((force - muscle.max_isometric_force).abs() < 2e-3, "{}", muscle.name);
    }
    let wanted: BTreeMap<String, usize> =
        trunk_of(&source).into_iter().map(|name| (name, 1)).collect();
    assert_eq!(seen, wanted);
    // The psoas is there once: the one that begins on the pelvis is not.
    assert!(model().muscle("psoas_r").is_none());
    let mut names: Vec<String> = model().muscles.into_iter().map(|m| m.name).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), model().muscles.len());
}

#[test]
fn trunk_muscles_pull_as_their_fascicles_do() {
    let Some(folder) = folder() else { return };
    let (source, own) = (load(&folder, FLEX), model());
    let lumbar = source.coordinate("L5_S1_Flex_Ext").unwrap();
    let bending = source.coordinate("L5_S1_Lat_Bending").unwrap();
    let own_lumbar = own.coordinate("lumbar_flexion").unwrap();
    let own_bending = own.coordinate("lumbar_bending").unwrap();
    let (mut worst_one, mut worst_group) = (0.0_f64, (0.0_f64, String::new()));
    for degrees in [-20.0, 0.0, 20.0, 40.0, 60.0, 75.0_f64] {
        let mut values: Vec<f64> = own.coordinates.iter().map(|c| c.default).collect();
        values[own_lumbar] = degrees.to_radians();
        values[own_bending] = 0.1;
        let pose = Pose::anywhere(&own, &values).unwrap();
        let there = in_source(&own, &values, &source);
        let ours = [own_lumbar, own_bending].map(|c| own.moment_arms(&pose, c).unwrap());
        let theirs = [lumbar, bending].map(|c| source.moment_arms(&there, c).unwrap());
        let signs = [-1.0 / SUMS[0], 1.0 / SUMS[1]];
        for group in records().muscles.iter().filter(|g| g.source == "pose2sim_flex") {
            for muscle in &group.muscle {
                let at = own.muscle(&format!("{}_r", muscle.name)).unwrap();
                for way in 0..2 {
                    let Some(arm) = known(&ours[way][at]) else { continue };
                    let parts = stands_for(muscle);
                    let mut moment = 0.0;
                    for name in &parts {
                        let i = source.muscle(&format!("{name}_r")).unwrap();
                        let force = source.muscles[i].force.max_isometric_force;
                        moment += force * known(&theirs[way][i]).unwrap_or(f64::NAN) * signs[way];
                    }
                    let wanted = moment / muscle.max_isometric_force;
                    let off = (arm - wanted).abs();
                    // The psoas has a course of its own from the pelvic brim on.
                    if group.id == "psoas" || parts.len() > 1 {
                        let (worst, _) = &worst_group;
                        if off > *worst {
                            worst_group = (off, format!("{} at {degrees}", muscle.name));
                        }
                    } else {
                        assert!(off < 2e-6, "{}: {arm} for {wanted}", muscle.name);
                        worst_one = worst_one.max(off);
                    }
                }
            }
        }
    }
    println!("single fascicles: worst arm {worst_one:.1e} m; groups: {worst_group:?} m");
    assert!(worst_group.0 < 5e-3, "{worst_group:?}");
}

#[test]
fn lengths_in_the_mirrored_pose_are_those_of_the_other_side() {
    let model = model();
    let mut random = Random(5);
    for _ in 0..10 {
        let values = random_values(&model, &mut random);
        let here = model.lengths(&Pose::anywhere(&model, &values).unwrap());
        let there = Pose::anywhere(&model, &mirrored(&model, &values)).unwrap();
        let there = model.lengths(&there);
        for (i, muscle) in model.muscles.iter().enumerate() {
            let Some(stem) = muscle.name.strip_suffix("_r") else { continue };
            let left = model.muscle(&format!("{stem}_l")).unwrap();
            match (known(&here[i]), known(&there[left])) {
                (Some(a), Some(b)) if muscle.wraps.is_empty() => {
                    assert_eq!(a.to_bits(), b.to_bits(), "{stem}");
                }
                (Some(a), Some(b)) => assert!((a - b).abs() < 1e-9, "{stem}: {a} {b}"),
                (None, None) => {}
                other => panic!("{stem}: {other:?}"),
            }
        }
    }
}
