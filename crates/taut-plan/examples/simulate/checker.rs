//! Looks at every programme after every check-in, from the answers and the records alone: none of the code that steers is used.

use std::fmt::Write as _;

use taut_knowledge::programme::Dose;
use taut_knowledge::{
    Answers, Case, CheckIn, ExerciseKind, FindingId, Knowledge, NextMorning, PostureClass, Rung,
    Said, SituationRule, Truth, Value, Variable, resolve,
};
use taut_plan::{Action, Level, Preferences, Programme, Response};
use taut_reason::Reasoner;

/// What is wrong with a programme.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// Which rule.
    pub rule: &'static str,
    /// What was seen.
    pub what: String,
}

/// One person, watched from the first day on.
pub struct Checker<'c> {
    reasoner: &'c Reasoner<'c>,
    preferences: &'c Preferences,
    /// All that the person said, without what a story makes of it.
    case: Case,
    answers: Answers,
    /// The most careful advice so far.
    rung: Rung,
    /// The programme that was last seen.
    programme: Programme,
    leg: Option<u8>,
    last: jiff::civil::Date,
    /// What was found.
    pub violations: Vec<Violation>,
    /// Programmes looked at.
    pub looked_at: u64,
}

impl<'c> Checker<'c> {
    /// Watches a person whose programme begins on a day.
    pub fn begin(
        reasoner: &'c Reasoner<'c>,
        preferences: &'c Preferences,
        case: &Case,
        programme: &Programme,
        on: jiff::civil::Date,
    ) -> Self {
        let mut case = case.clone();
        for answer in &mut case.answers {
            answer.when.get_or_insert_with(|| on.to_string());
        }
        let answers = resolve(&case, reasoner.knowledge).answers;
        let rung = reasoner.verdict(&answers).rung();
        let mut checker = Self {
            reasoner,
            preferences,
            case,
            answers,
            rung,
            programme: programme.clone(),
            leg: None,
            last: on,
            violations: Vec::new(),
            looked_at: 0,
        };
        checker.look_at(programme);
        for chosen in &programme.chosen {
            let exercise = &checker.knowledge().exercises[chosen.item.exercise];
            if exercise.level > checker.knowledge().programme.first_level {
                checker.report("first level", exercise.id.clone());
            }
        }
        checker
    }

    fn knowledge(&self) -> &'c Knowledge {
        self.reasoner.knowledge
    }

    fn report(&mut self, rule: &'static str, what: String) {
        self.violations.push(Violation { rule, what });
    }

    /// Looks at what a check-in came to. `all` is what the story knows now.
    pub fn after(&mut self, check_in: &CheckIn, response: &Response, all: &Answers) {
        let before = self.answers.clone();
        self.case.answers.extend(check_in.answers.iter().cloned());
        self.answers = resolve(&self.case, self.knowledge()).answers;
        let own = self.reasoner.verdict(&self.answers);
        self.rung = self.rung.min(own.rung());
        self.advice(check_in, response, &before);
        self.leg_rules(check_in, response);
        self.steps(check_in, response);
        if let Some(programme) = &response.programme {
            if own.is_provisional() {
                self.report("S3", "a programme on a provisional verdict".to_owned());
            }
            self.look_at(programme);
            self.bars(programme, response.now, all);
            self.programme.clone_from(programme);
        }
        self.leg = check_in.leg.or(self.leg);
        self.last = check_in.on;
    }

    /// Everything that holds for a programme by itself.
    fn look_at(&mut self, programme: &Programme) {
        self.looked_at += 1;
        let knowledge = self.knowledge();
        let answers = self.answers.clone();
        self.bars(programme, self.rung, &answers);
        if self.rung < Rung::HoldAndSeePt || self.rung == Rung::Undecided {
            self.report("S10", format!("a programme at {}", self.rung.id()));
        }
        let (mut day, mut stretch) = (0_u64, 0_u64);
        for chosen in &programme.chosen {
            let exercise = &knowledge.exercises[chosen.item.exercise];
            let level = &chosen.item.level;
            if let Some(what) = out_of_bounds(level, &exercise.dose, knowledge) {
                self.report("dose", format!("{}: {what}", exercise.id));
            }
            let seconds = session(level, &exercise.dose);
            day += seconds;
            if exercise.is(PostureClass::HamstringLengthening) {
                let work = u64::from(level.reps)
                    * u64::from(match level.hold_seconds {
                        0 => exercise.dose.rep_seconds.unwrap_or(0),
                        hold => hold,
                    })
                    + u64::from(level.minutes) * 60;
                stretch += u64::from(level.sets) * work * u64::from(level.days_per_week);
                if self.rung <= Rung::HoldAndSeePt {
                    self.report("S10", format!("{} on hold", exercise.id));
                }
            }
            let missing =
                exercise.equipment.iter().any(|e| !self.preferences.equipment.contains(e));
            let unwanted = self.preferences.unwanted.contains(&chosen.item.exercise);
            if missing || unwanted || (exercise.floor && !self.preferences.floor) {
                self.report("preferences", exercise.id.clone());
            }
            if exercise.therapist_only
                || exercise.not_offered.is_some()
                || exercise.kind == ExerciseKind::Neural
            {
                self.report("S11", exercise.id.clone());
            }
        }
        if stretch as f64 > knowledge.programme.stretch_minutes_per_week * 60.0 {
            self.report("stretch minutes", format!("{stretch} s a week"));
        }
        if day > u64::from(self.preferences.minutes_per_day) * 60 {
            self.report("minutes a day", format!("{day} s"));
        }
        if programme.chosen.len() > knowledge.programme.size[1] as usize {
            self.report("size", programme.chosen.len().to_string());
        }
    }

    /// The bars of the safety folder, the situations and the cautions, on these answers.
    fn bars(&mut self, programme: &Programme, rung: Rung, answers: &Answers) {
        let knowledge = self.knowledge();
        for chosen in &programme.chosen {
            let exercise = &knowledge.exercises[chosen.item.exercise];
            for bar in &knowledge.item_bars {
                if bar.covers(exercise) && bar.applies(rung, false) && bar.bars(answers) {
                    self.report("S8", format!("{} against {}", exercise.id, bar.id));
                }
            }
            for (situation, rule) in knowledge.situations.iter().zip(&exercise.situations) {
                let there = situation.presence.eval(answers);
                if *rule == SituationRule::No && there != Truth::False {
                    self.report("S8", format!("{} in {}", exercise.id, situation.id));
                }
                let index = knowledge.situations.iter().position(|s| s.id == situation.id);
                let noted = index.is_some_and(|i| chosen.item.care.contains(&i));
                if *rule == SituationRule::Care && there != Truth::False && !noted {
                    self.report("care", format!("{} in {}", exercise.id, situation.id));
                }
            }
            for &caution in &exercise.cautions {
                let caution = &knowledge.cautions[caution];
                if caution.presence.eval(answers) != Truth::False {
                    self.report("S8", format!("{} with {}", exercise.id, caution.id));
                }
            }
        }
    }

    /// Never less careful; the rules' advice is taken; deficits override.
    fn advice(&mut self, check_in: &CheckIn, response: &Response, before: &Answers) {
        if response.now > response.before || response.now > self.rung {
            self.report("less careful", format!("{:?}", (response.before, response.now)));
        }
        let knowledge = self.knowledge();
        let is_present = |answers: &Answers, finding: FindingId| {
            let from = knowledge.finding(finding).present_from;
            matches!(answers.get(finding), Value::State(state) if state >= from)
        };
        let is_new = |f: FindingId| is_present(&self.answers, f) && !is_present(before, f);
        let loss = knowledge.check_in.deficits.iter().any(|finding| is_new(*finding));
        if loss && (response.now > Rung::SeeDoctorToday || response.programme.is_some()) {
            self.report("deficit", response.now.id().to_owned());
        }
        let open = knowledge.check_in.rescreen.iter().any(|flag| {
            let answered = check_in.answers.iter();
            let answered = answered.filter(|a| a.finding == *flag).any(|a| a.said != Said::Unknown);
            !answered && self.reasoner.applies(*flag, &self.answers)
        });
        if open && response.programme.is_some() {
            self.report("flags open", "a programme goes on".to_owned());
        }
    }

    /// A leg that rises or lingers ends that exercise and every stretch of the hamstrings.
    fn leg_rules(&mut self, check_in: &CheckIn, response: &Response) {
        let Some(programme) = &response.programme else { return };
        let knowledge = self.knowledge();
        let limit = knowledge.check_in.numbers.linger_minutes;
        let lingers = check_in.leg_settled_minutes.is_some_and(|minutes| minutes > limit);
        let worse = matches!((self.leg, check_in.leg), (Some(then), Some(now)) if now > then);
        let rose = check_in.done.iter().any(|done| done.leg_rose == Some(true));
        let mut found = Vec::new();
        for chosen in &programme.chosen {
            let exercise = &knowledge.exercises[chosen.item.exercise];
            let flagged = check_in
                .done
                .iter()
                .any(|done| done.exercise == chosen.item.exercise && done.leg_rose == Some(true));
            let stretches = exercise.is(PostureClass::HamstringLengthening);
            if flagged || (stretches && (lingers || worse || rose)) {
                found.push(exercise.id.clone());
            }
        }
        for what in found {
            self.report("leg", what);
        }
    }

    /// One thing harder at most, and only where everything allows it.
    fn steps(&mut self, check_in: &CheckIn, response: &Response) {
        let Some(programme) = &response.programme else { return };
        let knowledge = self.knowledge();
        let numbers = &knowledge.check_in.numbers;
        let (mut harder, mut problems) = (0, Vec::new());
        for chosen in &programme.chosen {
            let (now, level) = (chosen.item.exercise, &chosen.item.level);
            let old = self.programme.chosen.iter().map(|chosen| &chosen.item);
            let same = old.clone().find(|item| item.exercise == now);
            let from = |item: &&taut_plan::Item| {
                let is_next = knowledge.exercises[now].easier == Some(item.exercise);
                let is_easier = knowledge.exercises[item.exercise].easier == Some(now);
                (is_next || is_easier)
                    && !programme.chosen.iter().any(|c| c.item.exercise == item.exercise)
            };
            let risen = match same {
                Some(item) => {
                    let risen = rises(&item.level, level);
                    if risen > 1 {
                        problems.push(format!("{} changes {risen} things", name(knowledge, now)));
                    }
                    risen > 0
                }
                None => match old.clone().find(from) {
                    Some(item) => knowledge.exercises[now].easier == Some(item.exercise),
                    None => {
                        problems.push(format!("{} comes from nowhere", name(knowledge, now)));
                        true
                    }
                },
            };
            if risen {
                harder += 1;
                let pain =
                    check_in.done.iter().find(|d| d.exercise == same.map_or(now, |i| i.exercise));
                let too_much =
                    pain.and_then(|d| d.pain).is_some_and(|p| u32::from(p) > numbers.easy_pain);
                if same.is_some() && too_much {
                    problems.push(format!("{} hurt and is harder", name(knowledge, now)));
                }
            }
        }
        if programme.chosen.len() > self.programme.chosen.len() {
            problems.push("more exercises than before".to_owned());
        }
        if harder > 1 {
            problems.push(format!("{harder} exercises harder at once"));
        }
        let days = (check_in.on - self.last).get_days();
        let forbidden = check_in.ready != Some(true)
            || check_in.next_morning.is_none_or(|morning| morning == NextMorning::Worse)
            || check_in.soreness_hours.is_some_and(|hours| hours > 0)
            || check_in.leg.is_none()
            || days > numbers.frozen_days as i32
            || response.now < response.before
            || response.now == Rung::HoldAndSeePt
            || response.actions.iter().any(|action| {
                matches!(action, Action::Stop(..) | Action::Clinician(_) | Action::Frozen(_))
            });
        if harder > 0 && forbidden {
            let mut what = "harder although something speaks against it".to_owned();
            let _ = write!(what, ": {:?}", response.actions);
            problems.push(what);
        }
        for what in problems {
            self.report("steps", what);
        }
    }
}

fn name(knowledge: &Knowledge, exercise: usize) -> &str {
    &knowledge.exercises[exercise].id
}

/// How many things of a level are more than before.
fn rises(before: &Level, now: &Level) -> usize {
    let of =
        |l: &Level| [l.sets, l.reps, l.hold_seconds, l.minutes, l.days_per_week, l.range, l.load];
    of(before).iter().zip(of(now)).filter(|(before, now)| now > *before).count()
}

/// Seconds of one session.
fn session(level: &Level, dose: &Dose) -> u64 {
    let sides = if dose.each_side { 2 } else { 1 };
    let rep = level.hold_seconds + dose.rep_seconds.unwrap_or(0);
    let set = sides * (level.reps * rep + level.minutes * 60) + dose.rest_seconds;
    u64::from(level.sets * set)
}

/// The first value of a level that lies outside its dose.
fn out_of_bounds(level: &Level, dose: &Dose, knowledge: &Knowledge) -> Option<String> {
    let range = u32::from(dose.progress.contains(&Variable::Range));
    let load = if dose.progress.contains(&Variable::Load) {
        knowledge.check_in.numbers.step.most_load
    } else {
        0
    };
    let none = [0, 0];
    let values = [
        ("sets", level.sets, dose.sets),
        ("repetitions", level.reps, dose.reps.unwrap_or(none)),
        ("hold", level.hold_seconds, dose.hold_seconds.unwrap_or(none)),
        ("minutes", level.minutes, dose.minutes.unwrap_or(none)),
        ("days", level.days_per_week, dose.days_per_week),
        ("range", level.range, [0, range]),
        ("load", level.load, [0, load]),
    ];
    let outside = values.iter().find(|(_, value, [low, high])| value < low || value > high);
    outside.map(|(what, value, bounds)| format!("{what} {value} not in {bounds:?}"))
}
