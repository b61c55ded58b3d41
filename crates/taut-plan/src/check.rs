//! Exercises against the body: each class that its posture shows must stand in its record, as bars go by classes.
//!
//! This is a second way to the classes, from angles, supports and computed lengths. It cannot see weights, effort, shoes or
//! what a movement is meant for; those stay with the record alone. Edges of angles only decide what a record is asked for.

use taut_body::Pose;
use taut_body::posture::record::{Block, Group, Hands, Position, Posture, Support, Trunk};
use taut_body::posture::{WorkingSide, pose_of};
use taut_knowledge::programme::Exercise;
use taut_knowledge::{
    BodyKnowledge, Diagnostic, ExerciseKind, Knowledge, Place, PostureClass, Report, Severity,
};

use crate::bar::gentlest_stretch;
use crate::load::{Loads, NoLoad, posture};

/// Every problem of the exercises against the body: postures that are not there or that the body cannot take, groups that do
/// not agree with the kind, classes that a posture shows and a record lacks. Files are named below the knowledge folder.
#[must_use]
pub fn problems(knowledge: &Knowledge, body: &BodyKnowledge) -> Report {
    let loads = match Loads::of(knowledge, body) {
        Ok(loads) => loads,
        Err(problems) => return Report::new(problems.into_iter().map(without_load).collect()),
    };
    let gentlest = gentlest_stretch(knowledge, &loads);
    let mut out = Vec::new();
    for (index, exercise) in knowledge.exercises.iter().enumerate() {
        let Some(posture) = posture(body, &exercise.posture) else { continue };
        if !agrees(exercise, posture.group) {
            let message = format!("its posture is of the group {}", snake(posture.group));
            let hint = "name the kind that the posture is for, or another posture";
            out.push(problem(&exercise.id, "kind", "exercise-kind", message, hint));
        }
        let mut shown = shown(body, posture);
        if loads.get(index).hamstrings >= gentlest {
            let why = "the model draws the hamstrings as long as the gentlest stretch does";
            shown.push((PostureClass::HamstringLengthening, why));
        }
        shown.sort_unstable();
        shown.dedup_by_key(|(class, _)| *class);
        for (class, why) in shown {
            if !exercise.is(class) && !in_walking(exercise, class) {
                let message = format!("the class {} is missing: {why}", snake(class));
                let hint = "add it, or correct the angles of the posture";
                out.push(problem(&exercise.id, "classes", "exercise-class", message, hint));
            }
        }
    }
    Report::new(out)
}

fn problem(
    exercise: &str,
    path: &str,
    code: &'static str,
    message: String,
    hint: &str,
) -> Diagnostic {
    let (file, path) = (format!("exercises/{exercise}.toml"), path.to_owned());
    Diagnostic {
        severity: Severity::Error,
        code,
        place: Place { file, line: 0, column: 0, path },
        message,
        hint: Some(hint.to_owned()),
    }
}

fn without_load(found: NoLoad) -> Diagnostic {
    let message = format!("posture `{}`: {}", found.posture, found.message);
    let hint = "name a record of body/postures whose angles the body can take";
    problem(&found.exercise, "posture", "exercise-posture", message, hint)
}

/// The name of a class or a group as files have it.
fn snake(name: impl std::fmt::Debug) -> String {
    let mut out = String::new();
    for letter in format!("{name:?}").chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

/// True if the group of a posture is the one of an exercise's kind; a position of ease may stand among those for the nerve.
fn agrees(exercise: &Exercise, group: Group) -> bool {
    match exercise.kind {
        ExerciseKind::HamstringLengthening => group == Group::Hamstring,
        ExerciseKind::HipStrength => group == Group::HipStrength,
        ExerciseKind::HipMobility => group == Group::HipMobility,
        ExerciseKind::FootStrength | ExerciseKind::FootMobility => group == Group::Foot,
        ExerciseKind::TrunkAndHabits => {
            group == Group::Trunk || (group == Group::Nerve && exercise.is(PostureClass::Ease))
        }
        ExerciseKind::Neural => group == Group::Nerve,
    }
}

/// True for what every step of walking shows for a moment and nobody means by its class.
fn in_walking(exercise: &Exercise, class: PostureClass) -> bool {
    let moments = [PostureClass::HipEndExtension, PostureClass::OneLegStance];
    exercise.is(PostureClass::Walking) && moments.contains(&class)
}

/// Classes that a posture shows, and what shows them.
fn shown(body: &BodyKnowledge, posture: &Posture) -> Vec<(PostureClass, &'static str)> {
    let mut out = Vec::new();
    for position in &posture.position {
        let seen = Seen::new(body, posture, position);
        seen.place(posture, &mut out);
        seen.joints(&mut out);
    }
    if posture.hands == Hands::Floor {
        out.push((PostureClass::ArmSupport, "the hands are on the floor"));
    }
    out
}

/// One position, in degrees.
struct Seen<'p> {
    position: &'p Position,
    support: Support,
    blocks: &'p [Block],
    /// Right foot above the left one, metres.
    foot_up: f64,
}

impl<'p> Seen<'p> {
    fn new(body: &BodyKnowledge, posture: &'p Posture, position: &'p Position) -> Self {
        let pose = pose_of(&body.model, &position.angles, WorkingSide::Right).ok();
        Self {
            position,
            support: position.support.unwrap_or(posture.support),
            blocks: position.blocks.as_ref().or(posture.blocks.as_ref()).map_or(&[], |b| b),
            foot_up: pose.map_or(0.0, |pose| foot_up(body, &pose)),
        }
    }

    fn angle(&self, name: &str) -> f64 {
        self.position.angles.get(name).copied().unwrap_or(0.0)
    }

    /// An angle of the right and of the left leg.
    fn legs(&self, name: &str) -> [f64; 2] {
        ["r", "l"].map(|side| self.angle(&format!("{name}_{side}")))
    }

    /// True if some leg's shank is near upright above its foot: the foot carries.
    fn on_feet(&self) -> bool {
        let (tilt, hips, knees) =
            (self.angle("pelvis_tilt"), self.legs("hip_flexion"), self.legs("knee_angle"));
        self.support == Support::Floor
            && (0..2).any(|leg| (tilt + hips[leg] - knees[leg]).abs() <= 35.0)
    }

    /// True if some leg kneels: its thigh upright, its shank along the floor.
    fn kneels(&self) -> bool {
        let (tilt, hips, knees) =
            (self.angle("pelvis_tilt"), self.legs("hip_flexion"), self.legs("knee_angle"));
        self.support == Support::Floor
            && (0..2).any(|leg| (tilt + hips[leg]).abs() <= 25.0 && knees[leg] >= 75.0)
    }

    /// Where the body lies or stands.
    fn place(&self, posture: &Posture, out: &mut Vec<(PostureClass, &'static str)>) {
        let (tilt, hips) = (self.angle("pelvis_tilt"), self.legs("hip_flexion"));
        let floor = self.support == Support::Floor;
        if self.support == Support::Side {
            out.push((PostureClass::SideLying, "it lies on a side"));
        }
        if floor && tilt >= 60.0 {
            out.push((PostureClass::Supine, "the pelvis faces up"));
            if tilt >= 105.0 || self.blocks.contains(&Block::UpperBack) {
                out.push((PostureClass::Bridge, "the pelvis is lifted while the back lies"));
            }
        }
        let flat = self.blocks.contains(&Block::Trunk) || hips.iter().all(|hip| *hip < 45.0);
        if floor && tilt <= -60.0 && posture.trunk == Trunk::Carried && flat {
            out.push((PostureClass::Prone, "the pelvis faces down and the trunk is carried"));
        }
        if self.kneels() {
            out.push((PostureClass::Kneeling, "a thigh is upright above a bent knee"));
        } else if self.on_feet() && tilt.abs() <= 60.0 {
            out.push((PostureClass::Standing, "a shank is upright above its foot"));
            if self.foot_up.abs() >= 0.12 {
                out.push((PostureClass::OneLegStance, "one foot is well above the other"));
            }
            let tiptoe = self.legs("ankle_angle").iter().any(|ankle| *ankle <= -20.0)
                && self.legs("mtp_angle").iter().any(|toes| *toes >= 20.0);
            if tiptoe {
                out.push((PostureClass::HeelRaise, "the heel is up and the toes are bent"));
            }
        }
        if self.on_feet() && posture.trunk == Trunk::Free && tilt <= -40.0 {
            out.push((PostureClass::Hinge, "the trunk is bent forward above the feet"));
        }
    }

    /// What joints do.
    fn joints(&self, out: &mut Vec<(PostureClass, &'static str)>) {
        let any = |name: &str, there: fn(f64) -> bool| self.legs(name).into_iter().any(there);
        if any("hip_flexion", |hip| hip >= 100.0) {
            out.push((PostureClass::HipEndFlexion, "a hip is bent by 100 degrees or more"));
        }
        if any("hip_flexion", |hip| hip <= -10.0) {
            out.push((PostureClass::HipEndExtension, "a thigh is 10 degrees or more behind"));
        }
        if any("hip_rotation", |turn| turn.abs() >= 30.0) || any("hip_adduction", |a| a >= 20.0) {
            out.push((PostureClass::HipEndRotation, "a thigh is turned by 30 degrees or more"));
        }
        if any("knee_angle", |knee| knee > 95.0) {
            out.push((PostureClass::KneeLoad, "a knee is bent beyond a right angle"));
        }
        if any("ankle_angle", |ankle| ankle >= 25.0) {
            out.push((PostureClass::AnkleEnd, "an ankle is bent by 25 degrees or more"));
        }
        if self.angle("lumbar_flexion") >= 20.0 {
            out.push((PostureClass::LumbarFlexion, "the low back rounds by 20 degrees or more"));
        }
        if self.angle("lumbar_flexion") <= -15.0 {
            out.push((PostureClass::LumbarExtension, "the low back arches by 15 degrees or more"));
        }
        if self.angle("neck_flexion").abs() >= 15.0 {
            out.push((PostureClass::Neck, "the neck bends by 15 degrees or more"));
        }
    }
}

/// By how much the right foot is above the left one, metres.
fn foot_up(body: &BodyKnowledge, pose: &Pose) -> f64 {
    let places = body.model.placements(pose);
    let height = |name: &str| body.model.body(name).map_or(0.0, |foot| places[foot].position[1]);
    height("calcn_r") - height("calcn_l")
}
