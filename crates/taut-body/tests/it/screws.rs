//! Twists of bodies against finite differences of their places, and against the dual numbers behind the moment arms.

use crate::table::folder;
use crate::tiny::{model, pose};
use taut_body::{Location, Model, PathValue, Pose, read_osim};

const CORNERS: [[f64; 3]; 4] = [[0.0; 3], [0.3, 0.0, 0.0], [0.0, -0.2, 0.1], [-0.1, 0.4, 0.2]];

/// Largest difference between a point's slope and central differences of fourth order, metres a unit.
fn worst_slope(model: &Model, pose: &Pose) -> f64 {
    let screws = model.screws(pose);
    assert_eq!(screws.places(), model.placements(pose));
    let h = 1e-3;
    let mut worst = 0.0_f64;
    for q in (0..model.coordinates.len()).filter(|q| !model.is_driven(*q)) {
        let at = |step: f64| {
            let mut values = pose.values().to_vec();
            values[q] += step * h;
            model.placements(&Pose::anywhere(model, &values).unwrap())
        };
        let places = [at(-2.0), at(-1.0), at(1.0), at(2.0)];
        for body in 0..model.bodies.len() {
            for corner in CORNERS {
                let seen = places.each_ref().map(|all| {
                    let place = &all[body];
                    [0, 1, 2].map(|i| {
                        let row = place.rotation[i];
                        let turned = row[0] * corner[0] + row[1] * corner[1] + row[2] * corner[2];
                        turned + place.position[i]
                    })
                });
                let ours = screws.point_slope(body, corner, q);
                for i in 0..3 {
                    let [a, b, c, d] = seen.map(|point| point[i]);
                    let slope = (a - 8.0 * b + 8.0 * c - d) / (12.0 * h);
                    worst = worst.max((ours[i] - slope).abs());
                }
            }
        }
    }
    worst
}

#[test]
fn bodies_move_as_their_places_do() {
    let model = model();
    for (hip, knee) in [(0.3, -0.2), (1.2, -1.3), (-0.4, 0.13)] {
        let set =
            [("hip_flexion", hip), ("knee_angle", knee), ("base_ry", 0.4), ("hip_slide", 0.02)];
        let worst = worst_slope(&model, &pose(&model, &set));
        assert!(worst < 1e-9, "{hip} {knee}: {worst:e}");
    }
}

#[test]
fn a_coupler_turns_its_body_too() {
    let model = model();
    let screws = model.screws(&pose(&model, &[("knee_angle", -0.7)]));
    let (knee, driven) =
        (model.coordinate("knee_angle").unwrap(), model.coordinate("knee_follows").unwrap());
    // It follows as 2 (0.5 q + 0.1).
    assert_eq!(screws.drives(driven), [(knee, 1.0)]);
    assert_eq!(screws.drives(knee), [(knee, 1.0)]);
    assert_eq!(screws.twist(model.body("thigh").unwrap(), driven).turn, [0.0; 3]);
}

#[test]
fn bodies_of_the_reference_models_move_as_their_places_do() {
    let Some(folder) = folder() else { return };
    for file in [
        "gait2392/gait2392_thelen2003muscle.osim",
        "opencap/LaiUhlrich2022.osim",
        "pose2sim/Model_Pose2Sim_muscles_flex.osim",
        "walk3d/subject_walk_scaled.osim",
    ] {
        let model = read_osim(&std::fs::read(folder.join("models").join(file)).unwrap()).unwrap();
        let inside = |[low, high]: [f64; 2]| (low + 0.37 * (high - low)).clamp(-1.0, 1.0);
        let values: Vec<f64> = model.coordinates.iter().map(|c| inside(c.range)).collect();
        let pose = Pose::anywhere(&model, &values).unwrap();
        let worst = worst_slope(&model, &pose);
        println!("{file}: slopes of points, worst {worst:.3e}");
        assert!(worst < 1e-8, "{file}: {worst:e}");
        worst_line(&model, &pose, file);
    }
}

/// Arms of paths without wrapping or moving points, from twists along the path, against those by dual numbers.
fn worst_line(model: &Model, pose: &Pose, file: &str) {
    let screws = model.screws(pose);
    let mut compared = 0;
    for q in (0..model.coordinates.len()).filter(|q| !model.is_driven(*q)) {
        let arms = model.moment_arms(pose, q).unwrap();
        for (muscle, arm) in model.muscles.iter().zip(&arms) {
            let PathValue::Known(arm) = arm else { continue };
            let mut points = Vec::new();
            for point in &muscle.points {
                let Location::Fixed(at) = &point.location else { continue };
                let offset = &point.mount.offset;
                let local = [0, 1, 2].map(|i| {
                    let row = offset.rotation[i];
                    row[0] * at[0] + row[1] * at[1] + row[2] * at[2] + offset.position[i]
                });
                let place = &screws.places()[point.mount.body];
                let seen = [0, 1, 2].map(|i| {
                    let row = place.rotation[i];
                    row[0] * local[0] + row[1] * local[1] + row[2] * local[2] + place.position[i]
                });
                points.push((seen, screws.twist(point.mount.body, q).at(seen)));
            }
            if points.len() < muscle.points.len()
                || !muscle.wraps.is_empty()
                || muscle.points.iter().any(|p| p.condition.is_some())
            {
                continue;
            }
            let mut slope = 0.0;
            for pair in points.windows(2) {
                let ((a, va), (b, vb)) = (pair[0], pair[1]);
                let d = [0, 1, 2].map(|i| b[i] - a[i]);
                let length = (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]).sqrt();
                slope += (0..3).map(|i| d[i] * (vb[i] - va[i])).sum::<f64>() / length;
            }
            compared += 1;
            assert!((slope + arm).abs() < 1e-13, "{file} {} {q}: {slope} {arm}", muscle.name);
        }
    }
    assert!(compared > 0, "{file}");
}
