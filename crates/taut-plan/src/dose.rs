//! How much of an exercise: where it starts, what its bounds allow, and what it takes in time.

use taut_knowledge::Variable;
use taut_knowledge::programme::Dose;

use crate::programme::Level;

/// Seconds in a minute.
const MINUTE: u64 = 60;

impl Level {
    /// The first level of a dose for someone who has `days` days a week: the least of everything, on as many days as the
    /// dose and the person allow. Nothing if the person has fewer days than are of use.
    #[must_use]
    pub fn first(dose: &Dose, days: u32) -> Option<Self> {
        let [fewest, most] = dose.days_per_week;
        (days >= fewest).then(|| Self {
            sets: dose.sets[0],
            reps: dose.reps.map_or(0, |reps| reps[0]),
            hold_seconds: dose.hold_seconds.map_or(0, |hold| hold[0]),
            minutes: dose.minutes.map_or(0, |minutes| minutes[0]),
            days_per_week: days.min(most),
            range: 0,
            load: 0,
        })
    }

    /// True if everything lies within the bounds of the dose; what the dose does not have is 0, and range and load stay as
    /// they are where the dose does not name them as something that changes.
    #[must_use]
    pub fn within(&self, dose: &Dose) -> bool {
        let inside = |value: u32, [first, most]: [u32; 2]| first <= value && value <= most;
        let part = |value: u32, bounds: Option<[u32; 2]>| inside(value, bounds.unwrap_or([0, 0]));
        let changes = |variable: Variable| dose.progress.contains(&variable);
        inside(self.sets, dose.sets)
            && part(self.reps, dose.reps)
            && part(self.hold_seconds, dose.hold_seconds)
            && part(self.minutes, dose.minutes)
            && inside(self.days_per_week, dose.days_per_week)
            && self.range <= u32::from(changes(Variable::Range))
            && (self.load == 0 || changes(Variable::Load))
    }

    /// Seconds of one session, exactly: each set takes its repetitions (hold and movement, or minutes) for each side, and a
    /// rest after it.
    #[must_use]
    pub fn session_seconds(&self, dose: &Dose) -> u64 {
        let sides = if dose.each_side { 2 } else { 1 };
        let once = u64::from(self.hold_seconds) + u64::from(dose.rep_seconds.unwrap_or(0));
        let work = u64::from(self.reps) * once + u64::from(self.minutes) * MINUTE;
        u64::from(self.sets) * (sides * work + u64::from(dose.rest_seconds))
    }

    /// Minutes of one session, a started one counted whole.
    #[must_use]
    pub fn session_minutes(&self, dose: &Dose) -> u64 {
        self.session_seconds(dose).div_ceil(MINUTE)
    }

    /// Minutes a week, a started one counted whole.
    #[must_use]
    pub fn week_minutes(&self, dose: &Dose) -> u64 {
        (self.session_seconds(dose) * u64::from(self.days_per_week)).div_ceil(MINUTE)
    }

    /// Seconds a week for which one leg is held at the end of the way, or, where nothing is held, moved; whether that
    /// stretches the hamstrings is up to the exercise.
    #[must_use]
    pub fn week_seconds_of_one_leg(&self, dose: &Dose) -> u64 {
        let once = match (self.hold_seconds, dose.rep_seconds) {
            (0, seconds) => u64::from(seconds.unwrap_or(0)),
            (hold, _) => u64::from(hold),
        };
        let work = u64::from(self.reps) * once + u64::from(self.minutes) * MINUTE;
        u64::from(self.days_per_week) * u64::from(self.sets) * work
    }
}

#[cfg(test)]
mod tests {
    use taut_knowledge::record::Obtained;

    use super::*;

    /// The stretch whose dose is printed: 30 seconds, five days a week.
    fn stretch() -> Dose {
        Dose {
            sets: [2, 4],
            reps: Some([1, 1]),
            hold_seconds: Some([30, 60]),
            rep_seconds: Some(5),
            rest_seconds: 10,
            minutes: None,
            days_per_week: [3, 5],
            each_side: true,
            progress: vec![Variable::Hold, Variable::Sets],
            obtained: Obtained::Reported,
            source: String::new(),
            note: String::new(),
        }
    }

    #[test]
    fn a_first_level_is_the_least_on_the_days_that_both_allow() {
        let dose = stretch();
        assert_eq!(Level::first(&dose, 2), None);
        let four = Level::first(&dose, 4).unwrap();
        assert_eq!((four.sets, four.reps, four.hold_seconds), (2, 1, 30));
        assert_eq!(four.days_per_week, 4);
        assert_eq!(Level::first(&dose, 7).unwrap().days_per_week, 5);
        assert!(four.within(&dose));
    }

    #[test]
    fn time_is_counted_to_the_second() {
        let dose = stretch();
        let level = Level::first(&dose, 5).unwrap();
        // Two sets of (two sides of 30 + 5 seconds, then 10 of rest).
        assert_eq!(level.session_seconds(&dose), 2 * (2 * 35 + 10));
        assert_eq!(level.session_minutes(&dose), 3);
        assert_eq!(level.week_minutes(&dose), 14);
        assert_eq!(level.week_seconds_of_one_leg(&dose), 5 * 2 * 30);
    }

    #[test]
    fn one_step_too_far_in_anything_is_outside() {
        let dose = stretch();
        let most = Level {
            sets: 4,
            reps: 1,
            hold_seconds: 60,
            minutes: 0,
            days_per_week: 5,
            range: 0,
            load: 0,
        };
        assert!(most.within(&dose));
        let beyond = [
            Level { sets: 5, ..most },
            Level { sets: 1, ..most },
            Level { reps: 2, ..most },
            Level { hold_seconds: 65, ..most },
            Level { minutes: 1, ..most },
            Level { days_per_week: 6, ..most },
            Level { range: 1, ..most },
            Level { load: 1, ..most },
        ];
        for level in beyond {
            assert!(!level.within(&dose), "{level:?}");
        }
    }
}
