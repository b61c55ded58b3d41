//! Every reason against an exercise for one person: admission first, then what only removes.

use taut_knowledge::{ExerciseKind, Knowledge, OnHold, PostureClass, Rung};

use crate::admit::Admission;
use crate::load::Loads;
use crate::person::Person;
use crate::programme::{Barred, Level, Preferences};

/// Seconds in a minute.
const MINUTE: f64 = 60.0;

/// What bars exercises for one person. Nothing here admits anything that [`Admission`] does not.
#[derive(Debug, Clone, Copy)]
pub struct Bars<'a> {
    knowledge: &'a Knowledge,
    admission: &'a Admission<'a>,
    loads: &'a Loads<'a>,
    person: &'a Person<'a>,
    preferences: &'a Preferences,
    /// Lengthening of the hamstrings in the gentlest stretch on offer.
    gentlest: f64,
}

impl<'a> Bars<'a> {
    /// What bars exercises for this person.
    pub fn new(
        knowledge: &'a Knowledge,
        admission: &'a Admission<'a>,
        loads: &'a Loads<'a>,
        person: &'a Person<'a>,
        preferences: &'a Preferences,
    ) -> Self {
        let hold = person.verdict.rung() == Rung::HoldAndSeePt;
        let gentlest = if hold { gentlest_stretch(knowledge, loads) } else { f64::INFINITY };
        Self { knowledge, admission, loads, person, preferences, gentlest }
    }

    /// Every reason against an exercise, index in the knowledge; none: it may be chosen.
    pub fn of(&self, exercise: usize) -> Vec<Barred> {
        let (verdict, answers) = (self.person.verdict, self.person.answers);
        let (rung, provisional) = (verdict.rung(), verdict.is_provisional());
        let mut out = self.admission.barred(exercise, rung, provisional, answers);
        self.conditions(exercise, &mut out);
        if rung == Rung::HoldAndSeePt && self.admission.on(exercise, rung, provisional) {
            self.strains(exercise, &mut out);
        }
        self.wishes(exercise, &mut out);
        self.course(exercise, &mut out);
        out
    }

    /// Conditions of its cautions that could play a part.
    fn conditions(&self, exercise: usize, out: &mut Vec<Barred>) {
        let could = self.knowledge.harms.could_play_a_part;
        for &caution in &self.knowledge.exercises[exercise].cautions {
            for &condition in &self.knowledge.cautions[caution].conditions {
                if self.person.posteriors.of(condition) >= could {
                    out.push(Barred::Condition { caution, condition });
                }
            }
        }
    }

    /// On hold: what the model computes for its posture.
    fn strains(&self, exercise: usize, out: &mut Vec<Barred>) {
        if self.loads.nerve_bound(exercise) > self.knowledge.programme.hold_nerve_strain {
            out.push(Barred::NerveStrain);
        }
        if self.loads.get(exercise).hamstrings >= self.gentlest {
            out.push(Barred::HamstringStrain);
        }
    }

    /// What the person has, can and wants.
    fn wishes(&self, exercise: usize, out: &mut Vec<Barred>) {
        let record = &self.knowledge.exercises[exercise];
        let missing = record.equipment.iter().filter(|e| !self.preferences.equipment.contains(e));
        out.extend(missing.map(|equipment| Barred::Equipment(*equipment)));
        if record.floor && !self.preferences.floor {
            out.push(Barred::Floor);
        }
        if self.preferences.unwanted.contains(&exercise) {
            out.push(Barred::Unwanted);
        }
        let dose = &record.dose;
        let fits = Level::first(dose, self.preferences.days_per_week).is_some_and(|level| {
            let minutes = u64::from(self.preferences.minutes_per_day);
            let stretch = level.week_seconds_of_one_leg(dose) as f64;
            let most = self.knowledge.programme.stretch_minutes_per_week * MINUTE;
            let stretches = record.is(PostureClass::HamstringLengthening);
            level.session_minutes(dose) <= minutes && (!stretches || stretch <= most)
        });
        if !fits {
            out.push(Barred::TooLong);
        }
    }

    /// What this person's story asks for.
    fn course(&self, exercise: usize, out: &mut Vec<Barred>) {
        let record = &self.knowledge.exercises[exercise];
        let prompted = || record.prompted_by.iter().any(|f| self.person.has(self.knowledge, *f));
        if record.only_if_prompted && !prompted() {
            out.push(Barred::NotPrompted);
        }
        let mastered = record.easier.is_none_or(|easier| self.person.mastered.contains(&easier));
        if record.level > self.knowledge.programme.first_level && !mastered {
            out.push(Barred::TooHard);
        }
        if self.person.dropped.contains(&exercise) {
            out.push(Barred::Dropped);
        }
    }
}

/// By how much the gentlest stretch on offer draws the hamstrings long in the model, as a share; without limit if there is
/// none. Exercises of that kind that do not draw them long in their posture do not count.
pub fn gentlest_stretch(knowledge: &Knowledge, loads: &Loads<'_>) -> f64 {
    let exercises = knowledge.exercises.iter().enumerate();
    let stretches = exercises.filter(|(_, record)| {
        record.kind == ExerciseKind::HamstringLengthening
            && !record.therapist_only
            && record.not_offered.is_none()
            && record.on_hold == OnHold::No
    });
    let drawn = stretches.map(|(i, _)| loads.get(i).hamstrings).filter(|share| *share > 0.0);
    drawn.fold(f64::INFINITY, f64::min)
}
