//! The balance of the cable against another way to it, and what must hold of it.

use super::{body, posed, random_poses};
use crate::own::mirrored;
use taut_body::nerve::{Cable, law};
use taut_body::{PathValue, Pose};

/// Slow and independent: accelerated descent along the gradient (Nesterov 1983) with restarts, no second derivative, no
/// elimination.
fn descent(cable: &Cable<'_>) -> Vec<f64> {
    let nodes = cable.nodes();
    let force = |u: &[f64]| {
        let mut out = vec![0.0; nodes];
        for node in 1..nodes {
            let parent = cable.parent[node];
            let long = cable.bed[node] + u[node] - u[parent];
            let (rest, toe) = (cable.rest[node][0], cable.toe[node][0]);
            let strain = long / (cable.upright[node] / (1.0 + rest)) - 1.0;
            let pull = cable.stiffness[node] * (law(strain, toe).0 - law(rest, toe).0);
            out[node] -= pull + cable.hold[node][usize::from(u[node] > 0.0)] * u[node];
            out[parent] += pull;
        }
        out[0] = 0.0;
        out
    };
    let mut steepest = vec![0.0; nodes];
    for node in 1..nodes {
        let slope =
            cable.stiffness[node] * (1.0 + cable.rest[node][0].max(0.0)) / cable.upright[node];
        steepest[node] += 2.0 * slope + cable.hold[node][0].max(cable.hold[node][1]);
        steepest[cable.parent[node]] += 2.0 * slope;
    }
    // Each node has a step of its own: the matrix of steepest slopes is diagonally dominant with these on its diagonal.
    let (mut u, mut ahead, mut weight) = (vec![0.0; nodes], vec![0.0; nodes], 1.0_f64);
    for _ in 0..200_000 {
        let pulls = force(&ahead);
        let next: Vec<f64> = (0..nodes)
            .map(|i| if i == 0 { 0.0 } else { ahead[i] + pulls[i] / steepest[i] })
            .collect();
        let forth = (0..nodes).fold(0.0, |sum, i| sum + pulls[i] * (next[i] - u[i]));
        let moved = (0..nodes).fold(0.0_f64, |most, i| most.max((next[i] - ahead[i]).abs()));
        let then =
            if forth < 0.0 { 1.0 } else { 0.5 * (1.0 + (1.0 + 4.0 * weight * weight).sqrt()) };
        let carry = if forth < 0.0 { 0.0 } else { (weight - 1.0) / then };
        ahead = (0..nodes).map(|i| next[i] + carry * (next[i] - u[i])).collect();
        (u, weight) = (next, then);
        if moved < 1e-15 {
            break;
        }
    }
    u
}

#[test]
fn another_way_finds_the_same_balance() {
    let (model, nerve) = body();
    let mut worst = 0.0_f64;
    for (i, pose) in random_poses(&model, 24, 11).iter().enumerate() {
        let set = if i % 2 == 0 { nerve.best() } else { &nerve.sample()[i] };
        let cable = nerve.cable(pose, set).unwrap();
        let (ours, theirs) = (cable.balance(), descent(&cable));
        for (ours, theirs) in ours.iter().zip(&theirs) {
            worst = worst.max((ours - theirs).abs());
        }
    }
    println!("worst difference {worst:.2e} m");
    assert!(worst <= 1e-9, "{worst:e}");
}

#[test]
fn forces_balance_at_every_node() {
    let (model, nerve) = body();
    for pose in random_poses(&model, 300, 12) {
        let state = nerve.state(&pose).unwrap();
        assert!(state.left_over <= 1e-10, "{:e} N", state.left_over);
    }
}

/// The upright posture is the balance without any sliding.
#[test]
fn nothing_slides_upright() {
    let (model, nerve) = body();
    let pose = posed(&model, &[]);
    for set in std::iter::once(nerve.best()).chain(nerve.sample()) {
        let state = nerve.state_with(&pose, set).unwrap();
        for site in &state.sites {
            assert!(site.slid.abs() < 1e-12 && site.strain.abs() < 1e-12, "{site:?}");
        }
    }
}

/// A longer bed anywhere strains every segment of the same leg and of the cord, and slackens the other leg; a segment that
/// pulls less gets longer itself and does the reverse to the others.
#[test]
fn strain_is_monotone_in_every_bed_and_in_every_curve() {
    let (model, nerve) = body();
    let names: Vec<String> = nerve.segments().map(str::to_owned).collect();
    let part = |node: usize| names[node - 1].chars().rev().take(2).collect::<String>();
    for pose in random_poses(&model, 12, 13) {
        let cable = nerve.cable(&pose, nerve.best()).unwrap();
        let slid = cable.balance();
        let lengths: Vec<f64> = (1..cable.nodes()).map(|n| cable.length(n, &slid)).collect();
        for node in 1..cable.nodes() {
            let mut longer = cable.clone();
            longer.bed[node] += 0.003;
            // Softer when stretched, slacker when shortened.
            let mut softer = cable.clone();
            softer.rest[node][1] *= 0.9;
            softer.rest[node][0] *= 1.1;
            for (other, harder) in [(longer, true), (softer, false)] {
                let moved = other.balance();
                for at in 1..cable.nodes() {
                    let change = other.length(at, &moved) - lengths[at - 1];
                    let aside = matches!(
                        (part(node).as_str(), part(at).as_str()),
                        ("r_", "l_") | ("l_", "r_")
                    );
                    let same_way = at == node || harder != aside;
                    let grows = if same_way { change >= -1e-12 } else { change <= 1e-12 };
                    let (by, what) = (&names[node - 1], &names[at - 1]);
                    assert!(grows, "{by} changes {what} by {change:e}");
                }
            }
        }
    }
}

#[test]
fn a_mirrored_posture_has_the_mirrored_nerve() {
    let (model, nerve) = body();
    for pose in random_poses(&model, 40, 14) {
        let other = Pose::new(&model, &mirrored(&model, pose.values())).unwrap();
        let (ours, theirs) = (nerve.state(&pose).unwrap(), nerve.state(&other).unwrap());
        for (i, site) in nerve.sites().iter().enumerate() {
            let name = match (site.name.strip_suffix("_r"), site.name.strip_suffix("_l")) {
                (Some(name), _) => format!("{name}_l"),
                (_, Some(name)) => format!("{name}_r"),
                _ => site.name.clone(),
            };
            let (a, b) = (ours.sites[i], theirs.sites[nerve.site(&name).unwrap()]);
            assert!((a.strain - b.strain).abs() <= 1e-12 && (a.slid - b.slid).abs() <= 1e-12);
        }
    }
}

/// By construction: ankle and neck move the nerve, and no hamstring gets longer by a bit.
#[test]
fn ankle_and_neck_move_the_nerve_and_no_hamstring() {
    let (model, nerve) = body();
    let base = [("hip_flexion_r", 70.0), ("knee_angle_r", 10.0)];
    let before = posed(&model, &base);
    let site = nerve.site("mid_thigh_r").unwrap();
    for more in [("ankle_angle_r", 20.0), ("neck_flexion", 40.0)] {
        let after = posed(&model, &[base[0], base[1], more]);
        let strain = |pose| nerve.state(pose).unwrap().sites[site].strain;
        assert!(strain(&after) > strain(&before), "{more:?}");
        let (a, b) = (model.lengths(&before), model.lengths(&after));
        for name in ["bflh_r", "semimem_r", "semiten_r", "bfsh_r"] {
            let at = model.muscle(name).unwrap();
            assert!(
                matches!((&a[at], &b[at]), (PathValue::Known(a), PathValue::Known(b)) if a == b)
            );
        }
    }
}

#[test]
fn effects_of_joints_are_the_slopes_of_strain() {
    let (model, nerve) = body();
    let names = ["hip_flexion_r", "hip_adduction_r", "hip_rotation_r", "knee_angle_r"];
    let names = names.iter().chain(&["ankle_angle_r", "lumbar_flexion", "neck_flexion"]);
    let base = [("hip_flexion_r", 65.0), ("knee_angle_r", 15.0), ("lumbar_flexion", 20.0)];
    let pose = posed(&model, &base);
    for name in names {
        let at = model.coordinate(name).unwrap();
        let effect = nerve.effect(&model, &pose, at).unwrap();
        let strains = |by: f64| {
            let mut values = pose.values().to_vec();
            values[at] += by;
            nerve.state(&Pose::new(&model, &values).unwrap()).unwrap()
        };
        let (up, down) = (strains(1e-5), strains(-1e-5));
        for (i, effect) in effect.iter().enumerate() {
            let slope = (up.sites[i].strain - down.sites[i].strain) / 2e-5;
            assert!((slope - effect).abs() <= 1e-6, "{name}: {slope} and {effect}");
        }
    }
}

#[test]
fn a_pose_of_another_body_is_refused() {
    let (_, nerve) = body();
    let other = crate::tiny::model();
    let problem = nerve.state(&crate::tiny::pose(&other, &[])).unwrap_err();
    assert!(problem.to_string().contains("the pose has 12 coordinates"), "{problem}");
}
