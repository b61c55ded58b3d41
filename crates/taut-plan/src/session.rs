//! The order of a session: what eases first, then length, strength and feet, and walking last.

use taut_knowledge::programme::Exercise;
use taut_knowledge::{ExerciseKind, PostureClass};

/// Place of an exercise in a session; equal ones go by the order of their ids.
pub fn place(exercise: &Exercise) -> u8 {
    if exercise.is(PostureClass::Ease) {
        return 0;
    }
    if exercise.is(PostureClass::Walking) {
        return 7;
    }
    match exercise.kind {
        ExerciseKind::HipMobility => 1,
        ExerciseKind::FootMobility => 2,
        ExerciseKind::HamstringLengthening => 3,
        ExerciseKind::HipStrength => 4,
        ExerciseKind::TrunkAndHabits | ExerciseKind::Neural => 5,
        ExerciseKind::FootStrength => 6,
    }
}
