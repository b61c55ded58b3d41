//! Held poses: forces that close, optimality conditions, mirror images, reactions by another path.

use super::{body, none, records, stage};
use taut_body::Pose;
use taut_body::dynamics::Movement;
use taut_body::task::record::TaskRecord;
use taut_body::task::{Demand, Held, Outcome, Stage, TaskBody, Variant};

/// Tasks that stand on two feet, on one, and on feet and back.
const TASKS: [&str; 4] = ["standing", "lift_stoop", "single_leg_stance", "bridge_one_leg"];

fn held(body: &TaskBody, stage: &Stage) -> (Demand, Held) {
    let pose = stage.pose(&body.model, &stage.nominal()).unwrap();
    let demand = Demand::new(body, stage, &pose, &none(&pose)).unwrap();
    let held = demand.hold(&body.strengths(&[], Variant::PLAIN), 1.0).unwrap();
    (demand, held)
}

#[test]
fn the_ground_carries_the_weight() {
    let body = body();
    for id in TASKS {
        let stage = stage(&body, id);
        let (demand, held) = held(&body, &stage);
        let mut push = [0.0; 3];
        let mut moment = [0.0; 3];
        let places = body.model.placements(&demand.pose);
        let mut add = |point: [f64; 3], force: [f64; 3]| {
            for i in 0..3 {
                let (j, k) = ((i + 1) % 3, (i + 2) % 3);
                push[i] += force[i];
                moment[i] += point[j] * force[k] - point[k] * force[j];
            }
        };
        for (size, edge) in held.pushes.iter().zip(&demand.edges) {
            assert!(*size >= 0.0);
            add(edge.point, edge.force.map(|x| size * x));
        }
        for (part, place) in body.model.bodies.iter().zip(&places) {
            let turned =
                place.rotation.map(|row| (0..3).map(|i| row[i] * part.mass_center[i]).sum::<f64>());
            let center = [0, 1, 2].map(|i| turned[i] + place.position[i]);
            add(center, body.model.gravity.map(|g| part.mass * g));
        }
        demand.hanging.iter().for_each(|load| add(load.point, load.force));
        for off in push {
            assert!(off.abs() <= 1e-6 * demand.weight, "{id}: {push:?} N");
        }
        for off in moment {
            assert!(off.abs() <= 1e-6 * demand.weight, "{id}: {moment:?} N m");
        }
    }
}

#[test]
fn every_joint_is_in_balance() {
    // By recursive Newton-Euler with every load on the bodies, instead of moment arms.
    let body = body();
    for id in TASKS {
        let stage = stage(&body, id);
        let (demand, held) = held(&body, &stage);
        let loads = held.loads(&body.model, &demand).unwrap();
        let movement = Movement::rest(&demand.pose);
        let screws = body.model.screws(&demand.pose);
        let left = screws.free_forces(&body.model.inverse_dynamics(&movement, &loads));
        for coordinate in &demand.rows {
            let reserve = held.reserves.iter().find(|(c, _)| c == coordinate).map_or(0.0, |r| r.1);
            let off = left[*coordinate] - reserve;
            assert!(off.abs() < 1e-5, "{id} {}: {off}", body.model.coordinates[*coordinate].name);
        }
    }
}

#[test]
fn no_small_exchange_is_cheaper() {
    // Optimality (Karush 1939; Kuhn & Tucker 1951) from the solver's multipliers, worked out anew.
    let body = body();
    for id in TASKS {
        let stage = stage(&body, id);
        let (demand, held) = held(&body, &stage);
        let strength = body.strengths(&[], Variant::PLAIN);
        let program = demand.program(&strength, 1.0);
        let solution = program.solve().unwrap();
        assert_eq!(solution.x[..held.activations.len()], held.activations[..]);
        for (i, activation) in held.activations.iter().enumerate() {
            let paid = program.column(i).iter().map(|(row, a)| a * solution.multipliers[*row]);
            let slope = 2.0 * activation - paid.sum::<f64>();
            let wrong = match *activation {
                a if a <= 0.0 => (-slope).max(0.0),
                a if a >= 1.0 => slope.max(0.0),
                _ => slope.abs(),
            };
            assert!(wrong < 1e-6, "{id} {}: {activation} {slope}", body.model.muscles[i].name);
        }
    }
}

#[test]
fn the_left_leg_is_the_mirror_of_the_right() {
    let body = body();
    let right: TaskRecord =
        records().tasks.into_iter().find(|t| t.id == "single_leg_stance").unwrap();
    let text = super::text("tasks/single_leg_stance.toml");
    let swapped: String = text
        .replace("_r\"", "_X\"")
        .replace("_r ", "_X ")
        .replace("_l\"", "_r\"")
        .replace("_l ", "_r ")
        .replace("_X", "_l");
    let left: TaskRecord = toml::from_str(&swapped).unwrap();
    let contacts = records().contacts;
    let of = |record: &TaskRecord| {
        let stage = Stage::new(&body.model, &contacts, 1.0, record).unwrap();
        let (demand, held) = held(&body, &stage);
        (Outcome::new(&body, &demand, &held).unwrap(), held.cost)
    };
    let ((right, right_cost), (left, left_cost)) = (of(&right), of(&left));
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-6 * (1.0 + a.abs()), "{a} {b}");
    near(right_cost, left_cost);
    near(right.hip_contact[0], left.hip_contact[1]);
    near(right.hip_contact[1], left.hip_contact[0]);
    near(right.hamstring_share[0].unwrap(), left.hamstring_share[1].unwrap());
    for (a, b) in right.levels.iter().zip(&left.levels) {
        near(a.compression, b.compression);
        near(a.shear, b.shear);
    }
}

#[test]
fn reactions_carry_what_is_above() {
    // Standing without muscles would leave the weight of the upper body on L5-S1; muscles only add to it.
    let body = body();
    let stage = stage(&body, "standing");
    let (demand, held) = held(&body, &stage);
    let outcome = Outcome::new(&body, &demand, &held).unwrap();
    let above =
        ["lumbar5", "lumbar4", "lumbar3", "lumbar2", "lumbar1", "torso", "upper_torso", "head"];
    let mass: f64 = above.iter().map(|b| body.model.bodies[body.model.body(b).unwrap()].mass).sum();
    let weight = mass * body.model.gravity[1].abs();
    let level = &outcome.levels[0];
    assert!(libm::hypot(level.compression, level.shear) > 0.95 * weight, "{level:?} {weight}");
    let whole = demand.weight;
    // Half of all but the legs stands on each hip, at least.
    let legs: f64 = ["femur", "tibia", "patella", "talus", "calcn", "toes"]
        .iter()
        .map(|b| body.model.bodies[body.model.body(&format!("{b}_r")).unwrap()].mass)
        .sum();
    let least = 0.5 * whole - legs * body.model.gravity[1].abs();
    assert!(outcome.hip_contact.iter().all(|hip| *hip > 0.95 * least));
    let _: &Pose = &demand.pose;
}
