//! A body as large as a person, and a person's own hamstrings.

use std::collections::BTreeMap;

use super::{Random, body, mirrored, model, random_values, records};
use taut_body::own::{
    Answer, HamstringCondition, HamstringMeasurement, HamstringTest, OwnBody, Person, Refusal, Sex,
};
use taut_body::{PathValue, Pose};

fn person(height: f64, mass: f64, sex: Sex) -> OwnBody {
    OwnBody::new(&records(), Some(&Person { height, mass, sex })).unwrap()
}

/// Height of the crown above the soles, upright: 0.1215 m above the head's centre of mass at the size of the records.
fn height(body: &OwnBody, scale: f64) -> f64 {
    let pose = Pose::default_of(&body.model).unwrap();
    let head = body.model.body("head").unwrap();
    let place = body.model.placements(&pose)[head];
    let [x, y, z] = body.model.bodies[head].mass_center;
    let row = place.rotation[1];
    place.position[1] + row[0] * x + row[1] * y + row[2] * z + 0.5002 * 0.2429 * scale
}

#[test]
fn height_and_mass_are_the_persons() {
    let records = records();
    assert!((height(&body(), 1.0) - records.scaling.height).abs() < 1e-3);
    for (tall, heavy, sex) in [(1.6, 55.0, Sex::Female), (1.9, 100.0, Sex::Male)] {
        let body = person(tall, heavy, sex);
        assert!((body.model.mass() - heavy).abs() < 1e-9);
        assert!((height(&body, tall / records.scaling.height) - tall).abs() < 1.2e-3);
        let thigh = body.model.bodies[body.model.body("femur_r").unwrap()].mass
            + body.model.bodies[body.model.body("patella_r").unwrap()].mass;
        let share = if sex == Sex::Male { 0.1416 } else { 0.1478 };
        assert!((thigh / heavy - share).abs() < 2e-4, "{thigh}");
    }
}

#[test]
fn lengths_grow_with_height_and_forces_with_mass() {
    let (small, tall) = (person(1.6, 60.0, Sex::Male), person(1.92, 60.0, Sex::Male));
    let heavy = person(1.6, 90.0, Sex::Male);
    let mut random = Random(2);
    let mut values = random_values(&small.model, &mut random);
    for name in ["pelvis_tx", "pelvis_ty", "pelvis_tz"] {
        values[small.model.coordinate(name).unwrap()] = 0.0;
    }
    let lengths =
        |body: &OwnBody| body.model.lengths(&Pose::anywhere(&body.model, &values).unwrap());
    for ((a, b), muscle) in lengths(&small).iter().zip(lengths(&tall)).zip(&small.model.muscles) {
        match (a, b) {
            (PathValue::Known(a), PathValue::Known(b)) => {
                assert!((b / a - 1.2).abs() < 1e-6, "{}: {a} {b}", muscle.name);
            }
            other => assert!(matches!(other, (PathValue::Wrapped(_), PathValue::Wrapped(_)))),
        }
    }
    let power = records().scaling.strength_power;
    for (a, b) in small.model.muscles.iter().zip(&heavy.model.muscles) {
        let ratio = b.force.max_isometric_force / a.force.max_isometric_force;
        assert!((ratio - 1.5_f64.powf(power)).abs() < 1e-12);
    }
    // A scaled body is still its own mirror image.
    let mirror = mirrored(&heavy.model, &values);
    let there = heavy.model.placements(&Pose::anywhere(&heavy.model, &mirror).unwrap());
    let here = heavy.model.placements(&Pose::anywhere(&heavy.model, &values).unwrap());
    let at = |name: &str| heavy.model.body(name).unwrap();
    let (a, b) = (here[at("toes_r")].position, there[at("toes_l")].position);
    assert_eq!([a[0], a[1], -a[2]], b);
}

#[test]
fn impossible_people_are_refused_with_every_reason() {
    let nobody = Person { height: f64::NAN, mass: 500.0, sex: Sex::Male };
    let text = OwnBody::new(&records(), Some(&nobody)).unwrap_err().to_string();
    assert_eq!(text.matches("error[person]").count(), 2, "{text}");
}

fn measured(test: HamstringTest, degrees: f64, sex: Sex) -> HamstringMeasurement {
    let answers: BTreeMap<_, _> =
        HamstringCondition::ALL.into_iter().map(|c| (c, c.wanted())).collect();
    HamstringMeasurement { test, degrees, sex, age: Some(40.0), answers }
}

#[test]
fn average_people_have_average_hamstrings_and_stiffer_ones_shorter() {
    let body = body();
    for (sex, average) in [(Sex::Male, 17.1), (Sex::Female, 9.8)] {
        let test = HamstringTest::KneeExtension;
        let own = body.hamstring_length(&measured(test, average, sex)).unwrap();
        assert!((own.factor - 1.0).abs() < 1e-8, "{own:?}");
        let mut before = f64::INFINITY;
        for degrees in [0.0, 5.0, 10.0, 20.0, 30.0, 45.0, 60.0] {
            let own = body.hamstring_length(&measured(test, degrees, sex)).unwrap();
            assert!(own.factor < before, "{degrees}: {own:?}");
            assert!(own.range[0] <= own.factor && own.factor <= own.range[1]);
            before = own.factor;
        }
        // A leg that goes higher has longer hamstrings.
        let raise = |degrees: f64| {
            let test = HamstringTest::StraightLegRaise;
            body.hamstring_length(&measured(test, degrees, sex)).unwrap().factor
        };
        assert!(raise(50.0) < raise(70.0) && raise(70.0) < raise(90.0));
        println!(
            "{sex:?}: raise of 50, 70, 90: {:.3} {:.3} {:.3}",
            raise(50.0),
            raise(70.0),
            raise(90.0)
        );
    }
}

#[test]
fn the_persons_hamstrings_pull_at_their_angle_as_average_ones_at_the_average_angle() {
    let body = body();
    let pull = |model: &taut_body::Model, knee: f64| -> f64 {
        let mut values: Vec<f64> = model.coordinates.iter().map(|c| c.default).collect();
        values[model.coordinate("hip_flexion_r").unwrap()] = 90_f64.to_radians();
        values[model.coordinate("knee_angle_r").unwrap()] = knee.to_radians();
        let lengths = model.lengths(&Pose::new(model, &values).unwrap());
        ["bflh_r", "semimem_r", "semiten_r"]
            .iter()
            .map(|name| {
                let at = model.muscle(name).unwrap();
                let PathValue::Known(length) = lengths[at] else { panic!("{name}") };
                model.muscles[at].force.equilibrium(length, 0.0).unwrap().tendon_force
            })
            .sum()
    };
    let own =
        body.hamstring_length(&measured(HamstringTest::KneeExtension, 40.0, Sex::Male)).unwrap();
    let mut model = body.model.clone();
    own.apply(&mut model, "r");
    let (theirs, average) = (pull(&model, 40.0), pull(&body.model, 17.1));
    println!("knee 40: factor {:.3} ({:.3} to {:.3})", own.factor, own.range[0], own.range[1]);
    assert!((theirs / average - 1.0).abs() < 1e-5, "{theirs} {average}");
    // The other side is as it was.
    let left = model.muscle("bflh_l").unwrap();
    assert_eq!(model.muscles[left], body.model.muscles[left]);
}

#[test]
fn each_condition_alone_refuses_and_unknown_is_not_met() {
    let body = body();
    let good = measured(HamstringTest::KneeExtension, 30.0, Sex::Female);
    for condition in HamstringCondition::ALL {
        let opposite = if condition.wanted() == Answer::Yes { Answer::No } else { Answer::Yes };
        for answer in [opposite, Answer::Unknown] {
            let mut bad = good.clone();
            bad.answers.insert(condition, answer);
            let refusals = body.hamstring_length(&bad).unwrap_err();
            assert_eq!(refusals, [Refusal::Condition(condition, answer)]);
            assert!(!refusals[0].to_string().is_empty());
        }
    }
    let mut bad = good.clone();
    bad.answers.clear();
    bad.age = None;
    bad.degrees = f64::NAN;
    let refusals = body.hamstring_length(&bad).unwrap_err();
    assert_eq!(refusals.len(), HamstringCondition::ALL.len() + 2);
    for age in [17.9, f64::NAN] {
        let child = HamstringMeasurement { age: Some(age), ..good.clone() };
        assert!(matches!(body.hamstring_length(&child).unwrap_err()[..], [Refusal::Age(Some(_))]));
    }
    for degrees in [-1.0, 61.0] {
        let odd = HamstringMeasurement { degrees, ..good.clone() };
        assert!(matches!(body.hamstring_length(&odd).unwrap_err()[..], [Refusal::Angle(..)]));
    }
    assert_eq!(model().muscles.len(), body.model.muscles.len());
}
