//! The shipped rates of fatigue against published endurance.

use super::records;
use taut_body::task::{Compartments, FatigueRates};

fn rates(id: &str, develop: f64) -> FatigueRates {
    let fatigue = records().fatigue;
    let group = fatigue.group.iter().find(|group| group.id == id).unwrap();
    FatigueRates {
        fatigue: group.fatigue,
        recovery: group.recovery,
        rest: group.rest,
        develop,
        relax: fatigue.relax,
    }
}

#[test]
fn holds_last_about_as_long_as_published() {
    let fatigue = records().fatigue;
    for curve in &fatigue.endurance {
        for id in &curve.groups {
            let rates = rates(id, fatigue.develop);
            for percent in [30, 40, 50, 60, 70, 80] {
                let load = f64::from(percent) / 100.0;
                let ours = rates.endurance(load).unwrap().unwrap();
                let published = curve.b0 * libm::pow(load, curve.b1);
                let ratio = ours / published;
                println!(
                    "{id} at {percent} %: {ours:.0} s, published {published:.0} s, {ratio:.2}"
                );
                // The band that the fits of the model's authors meet themselves: 0.54 to 1.39 (0.5 to 2 asked here).
                assert!((0.5..=2.0).contains(&ratio), "{id} at {percent} %: {ratio}");
            }
        }
    }
}

#[test]
fn the_controller_hardly_matters() {
    for id in ["calf", "quads", "shin"] {
        let after = |develop: f64| {
            let rates = rates(id, develop);
            rates.after(Compartments::RESTED, 0.5, 60.0).unwrap().strength()
        };
        for develop in [2.0, 50.0] {
            let (ours, other) = (after(10.0), after(develop));
            assert!((ours - other).abs() < 0.005, "{id} {develop}: {ours} {other}");
        }
    }
}

#[test]
fn every_group_is_known_or_said_to_be_unknown() {
    let records = records();
    for group in records.groups.group.iter().filter(|group| group.can_weaken) {
        let known = records.fatigue.group.iter().any(|f| f.id == group.name);
        let unknown = records.fatigue.unknown.iter().any(|f| f.group == group.name);
        assert!(known != unknown, "{}", group.name);
    }
}
