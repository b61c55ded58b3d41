//! The check of exercises against the body finds what was broken on purpose, and nothing in the shipped records.

use taut_knowledge::{ExerciseKind, PostureClass};
use taut_plan::problems;

use crate::shipped::{body, knowledge};

#[test]
fn the_shipped_exercises_name_every_class_that_their_postures_show() {
    let found = problems(knowledge(), body());
    let lines: Vec<String> =
        found.iter().map(|p| format!("{}: {}: {}", p.file, p.path, p.message)).collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

#[test]
fn a_class_that_is_dropped_is_missed_wherever_a_posture_shows_it() {
    use PostureClass::{
        ArmSupport, Bridge, HamstringLengthening, HeelRaise, Hinge, HipEndFlexion, Kneeling,
        LumbarExtension, Neck, OneLegStance, Prone, SideLying, Standing, Supine,
    };
    for class in [
        HamstringLengthening,
        Supine,
        Prone,
        SideLying,
        Kneeling,
        ArmSupport,
        OneLegStance,
        Standing,
        HeelRaise,
        Bridge,
        Hinge,
        HipEndFlexion,
        LumbarExtension,
        Neck,
    ] {
        let mut changed = knowledge().clone();
        for exercise in &mut changed.exercises {
            exercise.classes.retain(|c| *c != class);
        }
        let found = problems(&changed, body());
        let named = format!("{class:?}");
        assert!(found.iter().any(|p| p.path == "classes" && p.message.contains(&named)), "{named}");
    }
}

#[test]
fn a_posture_that_is_not_there_and_a_kind_of_another_group_are_named() {
    let mut changed = knowledge().clone();
    changed.exercises[0].posture = "nowhere".to_owned();
    let found = problems(&changed, body());
    assert_eq!((found.len(), found[0].path), (1, "posture"));
    let mut changed = knowledge().clone();
    let stretch = changed.exercise("hs01").unwrap();
    changed.exercises[stretch].kind = ExerciseKind::HipStrength;
    let found = problems(&changed, body());
    assert!(found.iter().any(|p| p.path == "kind" && p.file == "exercises/hs01.toml"));
}
