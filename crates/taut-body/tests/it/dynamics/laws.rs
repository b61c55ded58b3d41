//! The laws of mechanics: Lagrange's equations, power, Newton's second and third law, by other ways than the recursion.

use crate::tiny::model;
use taut_body::dynamics::{Load, Movement};
use taut_body::{Model, Pose};

/// Values, speeds and accelerations of a smooth movement at a time; each coordinate swings on its own.
fn swing(model: &Model, time: f64) -> [Vec<f64>; 3] {
    let jet = |i: usize| {
        let (rate, size) = (1.3 + 0.7 * i as f64, 0.4 / (1.0 + 0.2 * i as f64));
        let (sin, cos) = libm::sincos(rate * time + i as f64);
        [size * sin, size * rate * cos, -size * rate * rate * sin]
    };
    let all: Vec<[f64; 3]> = (0..model.coordinates.len()).map(jet).collect();
    [0, 1, 2].map(|order| all.iter().map(|jet| jet[order]).collect())
}

fn movement(model: &Model, [q, u, a]: &[Vec<f64>; 3]) -> Movement {
    Movement::new(model, q, u, a).unwrap()
}

/// Kinetic and potential energy, J.
fn energy(model: &Model, q: &[f64], u: &[f64]) -> [f64; 2] {
    let still = vec![0.0; q.len()];
    let motions = model.body_motions(&Movement::new(model, q, u, &still).unwrap());
    let (mut kinetic, mut potential) = (0.0, 0.0);
    let dot = |a: [f64; 3], b: [f64; 3]| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    for (body, motion) in model.bodies.iter().zip(motions) {
        let [center, velocity, _] = motion.point(body.mass_center);
        kinetic += 0.5 * body.mass * dot(velocity, velocity);
        potential -= body.mass * dot(model.gravity, center);
        // The spin along the body's own axes.
        let spin =
            [0, 1, 2].map(|i| dot([0, 1, 2].map(|j| motion.place.rotation[j][i]), motion.spin));
        let [xx, yy, zz, xy, xz, yz] = body.inertia;
        let rows = [[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]];
        kinetic += 0.5 * dot(spin, rows.map(|row| dot(row, spin)));
    }
    [kinetic, potential]
}

/// Slope of a smooth function of time by differences of fourth order.
fn slope(f: impl Fn(f64) -> f64) -> f64 {
    let h = 1e-3;
    (8.0 * (f(h) - f(-h)) - (f(2.0 * h) - f(-2.0 * h))) / (12.0 * h)
}

/// Speeds and accelerations are the slopes of places, by finite differences in time.
#[test]
fn bodies_move_as_their_places_change() {
    moves_as_places_change(&model());
    // Knees that turn about three axes by polynomials of one coordinate, and patellae that follow.
    let Some(folder) = crate::table::folder() else { return };
    moves_as_places_change(&super::walking::model(&folder, "walk3d/subject_walk_scaled.osim"));
}

fn moves_as_places_change(model: &Model) {
    let point = [0.3, -0.2, 0.1];
    let motion =
        |by: f64, body: usize| model.body_motions(&movement(model, &swing(model, 0.37 + by)))[body];
    for body in 0..model.bodies.len() {
        let now = motion(0.0, body);
        for i in 0..3 {
            let pairs = [
                (slope(|by| motion(by, body).place.position[i]), now.velocity[i]),
                (slope(|by| motion(by, body).velocity[i]), now.acceleration[i]),
                (slope(|by| motion(by, body).spin[i]), now.spin_rate[i]),
                // A fixed point of the body moves as the spin says.
                (slope(|by| motion(by, body).point(point)[0][i]), now.point(point)[1][i]),
                (slope(|by| motion(by, body).point(point)[1][i]), now.point(point)[2][i]),
            ];
            for (k, (by_difference, ours)) in pairs.into_iter().enumerate() {
                let off = (by_difference - ours).abs();
                assert!(off < 1e-6, "{} {k}: {ours} {by_difference}", model.bodies[body].name);
            }
        }
    }
}

/// Lagrange's equations by differences of the energies: another way to the same generalised forces.
#[test]
fn generalised_forces_are_those_of_lagrange() {
    let model = model();
    let mut worst = 0.0_f64;
    for time in [0.0, 0.21, 1.7] {
        let state = swing(&model, time);
        let moving = movement(&model, &state);
        let forces = model.inverse_dynamics(&moving, &[]);
        let forces = model.screws(moving.pose()).free_forces(&forces);
        // The kinetic energy is a square in the speeds, so a central difference of any step is exact.
        let momentum = |time: f64, i: usize| {
            let [q, u, _] = swing(&model, time);
            let at = |by: f64| {
                let mut u = u.clone();
                u[i] += by;
                energy(&model, &q, &u)[0]
            };
            (at(0.5) - at(-0.5)) / 1.0
        };
        for (i, coordinate) in model.coordinates.iter().enumerate() {
            if model.is_driven(i) {
                assert_eq!(forces[i], 0.0);
                continue;
            }
            let rate = slope(|by| momentum(time + by, i));
            let lagrangian = slope(|by| {
                let [mut q, u, _] = state.clone();
                q[i] += by;
                let [kinetic, potential] = energy(&model, &q, &u);
                kinetic - potential
            });
            let theirs = rate - lagrangian;
            let off = (forces[i] - theirs).abs() / forces[i].abs().max(1.0);
            worst = worst.max(off);
            assert!(off < 1e-7, "{}: {} {theirs}", coordinate.name, forces[i]);
        }
    }
    println!("worst {worst:.1e} from Lagrange");
}

#[test]
fn power_changes_energy() {
    let model = model();
    for time in [0.1, 0.9] {
        let state = swing(&model, time);
        let moving = movement(&model, &state);
        let forces = model.inverse_dynamics(&moving, &[]);
        // Each coordinate by itself at its own speed, driven ones too: couplers do no work.
        let power: f64 = forces.iter().zip(moving.speeds()).map(|(f, u)| f * u).sum();
        let total = |time: f64| {
            let [q, u, _] = swing(&model, time);
            let [kinetic, potential] = energy(&model, &q, &u);
            kinetic + potential
        };
        let rate = slope(|by| total(time + by));
        println!("power {power} W, change of energy {rate} W");
        assert!((power - rate).abs() < 1e-7 * power.abs().max(1.0));
    }
}

/// Weights and inertia of everything meet the ground through the root; every body obeys Newton's second law with the
/// reactions of its joints; loads take off exactly what they push.
#[test]
fn reactions_balance_every_body() {
    let model = model();
    let moving = movement(&model, &swing(&model, 0.4));
    let motions = model.body_motions(&moving);
    let foot = model.bodies.len() - 1;
    let loads = [
        Load {
            body: foot,
            point: [0.1, -0.2, 0.3],
            force: [30.0, 500.0, -20.0],
            torque: [1.0, 2.0, 3.0],
        },
        Load { body: 1, point: [0.0, 1.0, 0.0], force: [0.0, -90.0, 4.0], torque: [0.0; 3] },
    ];
    let reactions = model.reactions(&moving, &loads);
    let cross = |a: [f64; 3], b: [f64; 3]| {
        [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
    };
    for (index, body) in model.bodies.iter().enumerate().skip(1) {
        let [center, _, acceleration] = motions[index].point(body.mass_center);
        let mut left = [0.0; 3];
        let mut turning = [0.0; 3];
        let mut push = |point: [f64; 3], force: [f64; 3], torque: [f64; 3]| {
            let arm = [0, 1, 2].map(|i| point[i] - center[i]);
            let moment = cross(arm, force);
            for i in 0..3 {
                left[i] += force[i];
                turning[i] += torque[i] + moment[i];
            }
        };
        for (joint, reaction) in model.joints.iter().zip(&reactions) {
            let other = reaction.on_parent();
            if joint.child.body == index {
                push(reaction.point, reaction.force, reaction.moment);
            }
            if joint.parent.body == index {
                push(other.point, other.force, other.moment);
            }
        }
        for load in loads.iter().filter(|load| load.body == index) {
            push(load.point, load.force, load.torque);
        }
        push(center, model.gravity.map(|g| body.mass * g), [0.0; 3]);
        for i in 0..3 {
            let off = left[i] - body.mass * acceleration[i];
            assert!(off.abs() < 1e-10, "{}: {off:e} N", body.name);
        }
        // About the centre of mass, the change of angular momentum: I alpha + spin x I spin, in the body's axes.
        let rotation = motions[index].place.rotation;
        let inside =
            |v: [f64; 3]| [0, 1, 2].map(|i| (0..3).map(|j| rotation[j][i] * v[j]).sum::<f64>());
        let [xx, yy, zz, xy, xz, yz] = body.inertia;
        let inertia = |v: [f64; 3]| {
            [
                xx * v[0] + xy * v[1] + xz * v[2],
                xy * v[0] + yy * v[1] + yz * v[2],
                xz * v[0] + yz * v[1] + zz * v[2],
            ]
        };
        let spin = inside(motions[index].spin);
        let turn = inertia(inside(motions[index].spin_rate));
        let whirl = cross(spin, inertia(spin));
        let turning = inside(turning);
        for i in 0..3 {
            let off = turning[i] - turn[i] - whirl[i];
            assert!(off.abs() < 1e-10, "{}: {off:e} N m", body.name);
        }
    }
    let alone = model.inverse_dynamics(&moving, &[]);
    let pushed = model.load_forces(&model.screws(moving.pose()), &loads);
    for (both, (alone, pushed)) in
        model.inverse_dynamics(&moving, &loads).iter().zip(alone.iter().zip(&pushed))
    {
        assert!((both - (alone - pushed)).abs() < 1e-10);
    }
}

#[test]
fn at_rest_the_root_carries_the_weight() {
    let model = model();
    let pose = Pose::anywhere(&model, &swing(&model, 0.8)[0]).unwrap();
    let forces = model.holding_forces(&pose);
    let up = forces[model.coordinate("base_ty").unwrap()];
    assert!((up + model.mass() * model.gravity[1]).abs() < 1e-10);
    let first = &model.reactions(&Movement::rest(&pose), &[])[0];
    assert!((first.force[1] + model.mass() * model.gravity[1]).abs() < 1e-10);
    assert!(first.force[0].abs() < 1e-10 && first.force[2].abs() < 1e-10);
}
