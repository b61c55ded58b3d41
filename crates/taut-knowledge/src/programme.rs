//! Exercises, what bars them, and how a programme is put together and steered: resolved, every id an index.

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::Answers;
use crate::expr::{Expr, Truth};
use crate::grades::{Obtained, Review, Rung};
use crate::ids::{ConditionId, FindingId};
pub use crate::record::exercise::{
    Activity, BarText, Dose, Equipment, ExerciseKind, ExerciseText, OnHold, PostureClass,
    SituationRule, Variable,
};
pub use crate::record::steering::{Important, MeasureForm, MeasureText, Points, Signal, StepSizes};

/// One exercise.
#[derive(Debug, Clone, PartialEq)]
pub struct Exercise {
    /// Id, also the file name.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// What it is for.
    pub kind: ExerciseKind,
    /// Id of its posture among the records of the body.
    pub posture: String,
    /// What its posture and its load do, sorted, unique.
    pub classes: Vec<PostureClass>,
    /// Only a therapist may choose it.
    pub therapist_only: bool,
    /// Why it is never offered by itself.
    pub not_offered: Option<String>,
    /// What is needed, sorted.
    pub equipment: Vec<Equipment>,
    /// One has to get down and up again.
    pub floor: bool,
    /// Index of the next easier exercise in [`crate::Knowledge::exercises`].
    pub easier: Option<usize>,
    /// Steps above its entry level: 0 for an entry level itself.
    pub level: u32,
    /// Conditions that it works on.
    pub serves: Vec<ConditionId>,
    /// Findings that speak for it.
    pub prompted_by: Vec<FindingId>,
    /// Offered only if one of those is present.
    pub only_if_prompted: bool,
    /// May it be done on hold?
    pub on_hold: OnHold,
    /// Its rule for each situation, in the order of [`crate::Knowledge::situations`].
    pub situations: Vec<SituationRule>,
    /// Indices of the cautions that bar it in [`crate::Knowledge::cautions`].
    pub cautions: Vec<usize>,
    /// How much.
    pub dose: Dose,
    /// Measured activity of muscles.
    pub activity: Vec<Activity>,
    /// What studies found.
    pub evidence: String,
    /// Source keys.
    pub sources: Vec<String>,
    /// Text per language.
    pub text: BTreeMap<String, ExerciseText>,
}

impl Exercise {
    /// English text (checked to exist by the loader).
    ///
    /// # Panics
    /// Never on checked knowledge.
    #[must_use]
    pub fn en(&self) -> &ExerciseText {
        &self.text["en"]
    }

    /// True if its posture or load is of this class.
    #[must_use]
    pub fn is(&self, class: PostureClass) -> bool {
        self.classes.binary_search(&class).is_ok()
    }
}

/// When a situation or a caution is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Presence {
    /// There unless this is known false.
    pub when: Expr,
    /// Also there when this is known true.
    pub also_when: Option<Expr>,
}

impl Presence {
    /// True: there. Unknown: not asked. False: not there.
    #[must_use]
    pub fn eval(&self, answers: &Answers) -> Truth {
        let also = self.also_when.as_ref().is_some_and(|e| e.eval(answers) == Truth::True);
        if also { Truth::True } else { self.when.eval(answers) }
    }
}

/// A situation that every exercise states a rule for.
#[derive(Debug, Clone, PartialEq)]
pub struct Situation {
    /// Id.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// When it is there.
    pub presence: Presence,
    /// Source key.
    pub source: String,
    /// Section of the clinical rules.
    pub section: String,
    /// Text per language.
    pub text: BTreeMap<String, BarText>,
}

/// Something that bars the exercises which name it.
#[derive(Debug, Clone, PartialEq)]
pub struct Caution {
    /// Id.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// When it bars.
    pub presence: Presence,
    /// It also bars when one of these could play a part.
    pub conditions: Vec<ConditionId>,
    /// Source key.
    pub source: String,
    /// What it rests on.
    pub section: String,
    /// Text per language.
    pub text: BTreeMap<String, BarText>,
}

/// What no programme may hold.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemBar {
    /// Id.
    pub id: String,
    /// Rule of the design: `S3`, `S8`, `S10` or `S11`.
    pub rule: String,
    /// Exercises with one of these; empty: every exercise.
    pub classes: Vec<PostureClass>,
    /// But not those with one of these.
    pub except: Vec<PostureClass>,
    /// Only exercises for therapists.
    pub therapist_only: bool,
    /// Only verdicts at this rung or more careful.
    pub from_rung: Option<Rung>,
    /// Only verdicts less careful than this.
    pub below_rung: Option<Rung>,
    /// Only provisional verdicts.
    pub provisional: bool,
    /// Bars unless this is known false.
    pub when: Option<Expr>,
    /// Admits when this is known true.
    pub unless: Option<Expr>,
    /// In words.
    pub statement: String,
}

impl ItemBar {
    /// True if it speaks of this exercise.
    #[must_use]
    pub fn covers(&self, exercise: &Exercise) -> bool {
        let any = |list: &[PostureClass]| list.iter().any(|class| exercise.is(*class));
        (self.classes.is_empty() || any(&self.classes))
            && !any(&self.except)
            && (exercise.therapist_only || !self.therapist_only)
    }

    /// True if it speaks of a verdict at this rung.
    #[must_use]
    pub fn applies(&self, rung: Rung, provisional: bool) -> bool {
        self.from_rung.is_none_or(|from| rung <= from)
            && self.below_rung.is_none_or(|below| rung > below)
            && (provisional || !self.provisional)
    }

    /// True if it bars an exercise that it covers, for a person with these answers and a verdict that it applies to.
    #[must_use]
    pub fn bars(&self, answers: &Answers) -> bool {
        self.when.as_ref().is_none_or(|when| when.eval(answers) != Truth::False)
            && self.unless.as_ref().is_none_or(|unless| unless.eval(answers) != Truth::True)
    }
}

/// How many exercises of a kind a programme holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Mix {
    /// The rung.
    pub rung: Rung,
    /// The kind.
    pub kind: ExerciseKind,
    /// At least, if so many are admitted.
    pub at_least: u32,
    /// At most.
    pub at_most: u32,
}

/// How a programme is put together. Fields as in [`crate::record::steering::ProgrammePolicy`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ProgrammePolicy {
    /// Review level.
    pub review: Review,
    /// Exercises: at least and at most.
    pub size: [u32; 2],
    /// Minutes a day where the person does not say.
    pub minutes_per_day: u32,
    /// Minutes a day that a person or a therapist may ask for, at most.
    pub most_minutes_per_day: u32,
    /// Days a week where the person does not say.
    pub days_per_week: u32,
    /// What is at hand where the person does not say.
    pub usual_equipment: BTreeSet<Equipment>,
    /// Steps above an entry level in a first programme.
    pub first_level: u32,
    /// On hold: greatest nerve strain, a share of the length upright.
    pub hold_nerve_strain: f64,
    /// On hold: exercises that wait for a quiet leg are offered only when this is known false; without it never.
    pub unsettled: Option<Expr>,
    /// Minutes a week that one leg's hamstrings are stretched, at most.
    pub stretch_minutes_per_week: f64,
    /// Points.
    pub points: Points,
    /// How many of which kind.
    pub mix: Vec<Mix>,
    /// Where the numbers come from.
    pub obtained: Obtained,
    /// Source key.
    pub source: String,
}

/// How check-ins steer a programme.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CheckInPolicy {
    /// The numbers, as in the record.
    pub numbers: crate::record::steering::CheckInPolicy,
    /// Findings asked again each time.
    pub rescreen: Vec<FindingId>,
    /// Findings asked again about the leg.
    pub leg: Vec<FindingId>,
    /// Of those: new numbness or weakness.
    pub deficits: Vec<FindingId>,
    /// What the check-in's own words become: finding and state.
    pub becomes: Vec<(Signal, FindingId, u8)>,
}

/// An outcome measure or a functional measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// The record; its numbers are checked.
    pub record: crate::record::steering::Measure,
    /// The finding that a value becomes.
    pub finding: Option<FindingId>,
    /// Nobody is asked to do it unless this is known false; nothing: everybody may be asked.
    pub left_out_if: Option<Expr>,
}

impl Measure {
    /// Id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.record.id
    }

    /// True if a person with these answers may be asked to do it: what speaks against it is known to be absent.
    #[must_use]
    pub fn may_be_asked(&self, answers: &Answers) -> bool {
        self.left_out_if.as_ref().is_none_or(|expr| expr.eval(answers) == Truth::False)
    }

    /// English text (checked to exist by the loader).
    ///
    /// # Panics
    /// Never on checked knowledge.
    #[must_use]
    pub fn en(&self) -> &MeasureText {
        &self.record.text["en"]
    }
}

/// How a measure went in published groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// The record; its numbers are checked.
    pub record: crate::record::steering::Course,
    /// Index of the measure in [`crate::Knowledge::measures`].
    pub measure: usize,
    /// Whom it is shown to: when known true.
    pub when: Expr,
}
