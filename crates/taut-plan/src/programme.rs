//! A programme as data: what is done, how much, why, and what was left out.

use std::collections::BTreeSet;

use taut_knowledge::{ConditionId, Equipment, ExerciseKind, FindingId, Rung};

/// What a person can and wants to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferences {
    /// Minutes on a day with exercises.
    pub minutes_per_day: u32,
    /// Days a week, 1 to 7.
    pub days_per_week: u32,
    /// What is at hand.
    pub equipment: BTreeSet<Equipment>,
    /// Getting down to the floor and up again is fine.
    pub floor: bool,
    /// Exercises that the person does not want, indices in the knowledge.
    pub unwanted: BTreeSet<usize>,
}

/// How much of one exercise, now. Always within the bounds of its dose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Level {
    /// Sets at one time.
    pub sets: u32,
    /// Repetitions in a set, of each side where sides are apart; 0 where there are minutes.
    pub reps: u32,
    /// Seconds that a repetition is held; 0: not held.
    pub hold_seconds: u32,
    /// Minutes at one time; 0 where there are repetitions.
    pub minutes: u32,
    /// Days a week.
    pub days_per_week: u32,
    /// Steps of range taken beyond the start, 0 or 1.
    pub range: u32,
    /// Steps of load taken beyond the start.
    pub load: u32,
}

/// One exercise of a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Index in the knowledge.
    pub exercise: usize,
    /// How much.
    pub level: Level,
    /// What is different for this person: situations whose rule is `care`, indices in the knowledge.
    pub care: Vec<usize>,
}

/// Why an exercise was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhyChosen {
    /// What it works on: conditions that it serves, those that fit best first.
    pub serves: Vec<ConditionId>,
    /// Answers that speak for it.
    pub prompted: Vec<FindingId>,
    /// The policy asks for one of this kind.
    pub needed: bool,
    /// Its points.
    pub points: i64,
    /// By how many points the programme is ahead of the best one without it; nothing if without it less of what the policy
    /// asks for can be met.
    pub ahead: Option<i64>,
}

/// An exercise and why it was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// The exercise and its level.
    pub item: Item,
    /// Why.
    pub why: WhyChosen,
}

/// Why an exercise that is allowed was not chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Index in the knowledge.
    pub exercise: usize,
    /// Its kind.
    pub kind: ExerciseKind,
    /// By how many points the best programme that holds it is behind; nothing if none can hold it within the limits.
    pub behind: Option<i64>,
    /// The best programme that holds it: indices, in order; empty if there is none.
    pub best_with: Vec<usize>,
}

/// Why an exercise is not offered to a person. Every reason that holds is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Barred {
    /// Never offered by itself.
    NotOffered,
    /// Only with a therapist.
    TherapistOnly,
    /// A kind that this verdict does not call for.
    Kind,
    /// Not while stretching is on hold.
    OnHold,
    /// On hold, and it waits for a leg that is quiet at rest and settles soon.
    Unsettled {
        /// The person said that the leg is not; else a question is open.
        asked: bool,
    },
    /// A situation, index in the knowledge; `asked` false: the question is open.
    Situation {
        /// Index.
        situation: usize,
        /// The person said so; else the question is open.
        asked: bool,
    },
    /// A caution, index in the knowledge.
    Caution {
        /// Index.
        caution: usize,
        /// The person said so; else the question is open.
        asked: bool,
    },
    /// A condition of a caution could play a part.
    Condition {
        /// Index of the caution.
        caution: usize,
        /// The condition.
        condition: ConditionId,
    },
    /// On hold: the model finds that its posture may strain the nerve beyond the policy's limit.
    NerveStrain,
    /// The model finds that its posture draws the hamstrings long, and the verdict asks not to.
    HamstringStrain,
    /// Something that is needed is not at hand.
    Equipment(Equipment),
    /// It needs the floor.
    Floor,
    /// The person does not want it.
    Unwanted,
    /// None of the findings that must prompt it is present.
    NotPrompted,
    /// Above the first level, and its easier neighbour has not been mastered.
    TooHard,
    /// Its fewest days a week, or its first dose, are more than the person has.
    TooLong,
    /// It was dropped from this programme, such as stretching without a gain.
    Dropped,
}

/// Exercises for a person, and how they came to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    /// The verdict that it follows.
    pub rung: Rung,
    /// The exercises, in the order of a session.
    pub chosen: Vec<Chosen>,
    /// For each kind, the best exercise that was allowed and not chosen; best first.
    pub rejected: Vec<Rejected>,
    /// Every exercise that is barred, with every reason, in the order of the knowledge.
    pub barred: Vec<(usize, Vec<Barred>)>,
    /// Questions whose answers could admit more exercises, those that admit most first.
    pub would_admit: Vec<(FindingId, u32)>,
    /// Sum of the points of the chosen ones.
    pub points: i64,
    /// Minutes of the longest day, rounded up.
    pub minutes_per_day: u32,
}

/// Why there is no programme yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotYet {
    /// These questions are open; a programme waits for them (S3).
    Open(Vec<FindingId>),
    /// The verdict is provisional for another reason: rules of the knowledge that keep it so, by index.
    Kept(Vec<usize>),
    /// A few questions decide first.
    Undecided,
}

/// What follows a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// A doctor or emergency care first; no programme.
    SeeDoctor(Rung),
    /// Not yet.
    NotYet(NotYet),
    /// Exercises; on hold: what may be done until a therapist has looked.
    Programme(Box<Programme>),
}
