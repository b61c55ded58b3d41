//! The check of exercises against the body finds what was broken on purpose, and nothing in the shipped records.

use taut_knowledge::{ExerciseKind, PostureClass};
use taut_plan::problems;

use crate::shipped::{body, knowledge};

#[test]
fn the_shipped_exercises_name_every_class_that_their_postures_show() {
    let found = problems(knowledge(), body());
    assert!(found.0.is_empty(), "{found}");
}

#[test]
fn a_class_that_is_dropped_is_missed_wherever_a_posture_shows_it() {
    use PostureClass::{
        ArmSupport, Bridge, HamstringLengthening, HeelRaise, Hinge, HipEndFlexion, Kneeling,
        LumbarExtension, Neck, OneLegStance, Prone, SideLying, Standing, Supine,
    };
    for (class, id) in [
        (HamstringLengthening, "hamstring_lengthening"),
        (Supine, "supine"),
        (Prone, "prone"),
        (SideLying, "side_lying"),
        (Kneeling, "kneeling"),
        (ArmSupport, "arm_support"),
        (OneLegStance, "one_leg_stance"),
        (Standing, "standing"),
        (HeelRaise, "heel_raise"),
        (Bridge, "bridge"),
        (Hinge, "hinge"),
        (HipEndFlexion, "hip_end_flexion"),
        (LumbarExtension, "lumbar_extension"),
        (Neck, "neck"),
    ] {
        let mut changed = knowledge().clone();
        for exercise in &mut changed.exercises {
            exercise.classes.retain(|c| *c != class);
        }
        let found = problems(&changed, body());
        let missing = found.iter().filter(|p| p.code == "exercise-class");
        let named =
            missing.filter(|p| p.message.starts_with(&format!("the class {id} is missing")));
        assert!(named.count() > 0, "{id}");
    }
}

#[test]
fn a_posture_that_is_not_there_and_a_kind_of_another_group_are_named() {
    let mut changed = knowledge().clone();
    changed.exercises[0].posture = "nowhere".to_owned();
    let found = problems(&changed, body());
    assert_eq!((found.0.len(), found.0[0].code), (1, "exercise-posture"));
    let mut changed = knowledge().clone();
    let stretch = changed.exercise("hs01").unwrap();
    changed.exercises[stretch].kind = ExerciseKind::HipStrength;
    let found = problems(&changed, body());
    assert!(
        found.iter().any(|p| p.code == "exercise-kind" && p.place.file == "exercises/hs01.toml")
    );
}
