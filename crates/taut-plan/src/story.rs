//! A programme over time: what it began with, and check-ins folded into it one by one; the same check-ins give the same story.

mod read;
mod today;

pub use today::{Held, Present};

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use taut_knowledge::{Answers, Case, CheckIn, FindingId, Knowledge, Measured, Rung, Said, resolve};
use taut_reason::{Reasoner, Verdict};

use crate::check_in::{
    Evidence, Standing, State, StoryProblem, Turn, because, evidence, measures_of, minutes_per_day,
    new_deficits, problems_of_check_in, problems_of_start, steer, unanswered,
};
use crate::chooser::Chooser;
use crate::clearance::{LAST, events};
use crate::cleared::{Clearances, Limited};
use crate::person::Person;
use crate::programme::{Level, Plan, Preferences, Programme};
use crate::response::{Action, Response, Stopped};

/// What a story begins with.
#[derive(Debug, Clone, Copy)]
pub struct Start<'s> {
    /// The answers.
    pub case: &'s Case,
    /// What the person can and wants to do.
    pub preferences: &'s Preferences,
    /// The first day.
    pub on: Date,
    /// Measures taken then.
    pub measures: &'s [Measured],
    /// Clearances, and what has happened since.
    pub clearances: &'s Clearances,
    /// Exercises that are not chosen, because an earlier story dropped them; indices in the knowledge.
    pub dropped: &'s BTreeSet<usize>,
}

/// A programme over time.
#[derive(Clone)]
pub struct Story<'a> {
    reasoner: &'a Reasoner<'a>,
    chooser: &'a dyn Chooser,
    preferences: Preferences,
    verdict: Verdict,
    state: State,
}

impl std::fmt::Debug for Story<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Story").field("state", &self.state).finish_non_exhaustive()
    }
}

impl<'a> Story<'a> {
    /// A story that begins on a day with the answers of a case, and with measures taken then. Answers without a day count as
    /// given on the first one.
    ///
    /// # Errors
    /// Every problem of answers and measures; and where no programme follows from the verdict, that.
    pub fn begin(
        reasoner: &'a Reasoner<'a>,
        chooser: &'a dyn Chooser,
        case: &Case,
        preferences: &Preferences,
        on: Date,
        measures: &[Measured],
    ) -> Result<Self, Vec<StoryProblem>> {
        let (clearances, dropped) = (&Clearances::default(), &BTreeSet::new());
        let start = Start { case, preferences, on, measures, clearances, dropped };
        Self::begin_from(reasoner, chooser, start)
    }

    /// Likewise, with clearances beside the answers, each of which counts as long as it stands, and with what an earlier story
    /// dropped.
    ///
    /// # Errors
    /// As [`Story::begin`].
    pub fn begin_from(
        reasoner: &'a Reasoner<'a>,
        chooser: &'a dyn Chooser,
        start: Start<'_>,
    ) -> Result<Self, Vec<StoryProblem>> {
        let Start { case, preferences, on, measures, clearances, dropped } = start;
        let knowledge = reasoner.knowledge;
        let problems = problems_of_start(knowledge, case, on, measures);
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut case = case.clone();
        for answer in &mut case.answers {
            answer.when.get_or_insert_with(|| on.to_string());
        }
        let answers = resolve(&clearances.with(knowledge, &case, on), knowledge).answers;
        let verdict = reasoner.verdict(&answers);
        let mut leg_said = BTreeMap::new();
        remember_leg(knowledge, &case.answers, &mut leg_said);
        let mut state = State {
            case,
            answers,
            rung: verdict.rung(),
            programme: None,
            clearances: clearances.clone(),
            standing: Standing::Running,
            begun: on,
            last: on,
            check_ins: 0,
            easy: BTreeMap::new(),
            steps: BTreeMap::new(),
            mastered: BTreeMap::new(),
            dropped: dropped.clone(),
            stepped_back: None,
            keeping_up: false,
            leg_said,
            leg_pain: None,
            series: Vec::new(),
        };
        state.measure(knowledge, on, measures);
        let mut story =
            Self { reasoner, chooser, preferences: preferences.clone(), verdict, state };
        let none = |why: String| {
            let hint = "`taut plan` says what comes first";
            Err(vec![StoryProblem::new("no-programme", "answers", why, hint)])
        };
        let Plan::Programme(programme) = story.plan_now() else {
            let rung = story.state.rung.id();
            return none(format!("the advice is {rung}, and no programme follows"));
        };
        if programme.chosen.is_empty() {
            return none("no exercise is left that may be done".to_owned());
        }
        story.state.programme = Some(*programme);
        Ok(story)
    }

    /// Sets the level of one exercise, as a therapist may before the first check-in; the bounds of its dose hold all the same.
    ///
    /// # Errors
    /// The programme does not hold it, or the level lies beyond a bound; nothing has changed then.
    pub fn set_level(&mut self, exercise: usize, level: Level) -> Result<(), StoryProblem> {
        let knowledge = self.reasoner.knowledge;
        let id = knowledge.exercises.get(exercise).map_or("", |exercise| exercise.id.as_str());
        let problem =
            |code, message: &str| Err(StoryProblem::new(code, id, message, "nothing was changed"));
        let limited =
            Limited::new(self.chooser, knowledge, &self.state.clearances, self.state.last);
        let chosen = self.state.programme.iter_mut().flat_map(|p| &mut p.chosen);
        let Some(chosen) = chosen.into_iter().find(|c| c.item.exercise == exercise) else {
            return problem("not-held", "the programme does not hold it");
        };
        if !level.within(&knowledge.exercises[exercise].dose) {
            return problem("beyond-dose", "the level lies beyond the bounds of its dose");
        }
        if !limited.allows(exercise, &level) {
            return problem("not-cleared", "a clearance does not allow this level");
        }
        chosen.item.level = level;
        if let Some(programme) = &mut self.state.programme {
            let items = programme.chosen.iter().map(|c| (c.item.exercise, &c.item.level));
            programme.minutes_per_day = minutes_per_day(knowledge, items);
        }
        Ok(())
    }

    /// Takes one check-in, and says what it comes to.
    ///
    /// # Errors
    /// Every problem of it; then nothing has changed.
    pub fn check_in(&mut self, check_in: &CheckIn) -> Result<Response, Vec<StoryProblem>> {
        let knowledge = self.reasoner.knowledge;
        let problems = problems_of_check_in(knowledge, &self.state, check_in);
        if !problems.is_empty() {
            return Err(problems);
        }
        let before = self.state.clone();
        let evidence = evidence(knowledge, &before, check_in);
        self.take(check_in, &evidence);
        let mut verdict = self.reasoner.verdict(&self.state.answers);
        let computed = verdict.rung();
        let deficits = new_deficits(knowledge, &before.answers, &self.state.answers);
        let mut now = before.rung.most_careful(computed);
        if !deficits.is_empty() {
            now = now.most_careful(knowledge.check_in.numbers.deficit_rung.into());
        }
        let because = self.why(&before, &evidence, &deficits, computed, now);
        // The programme answers to the more careful of the two.
        verdict.decision.rung = now;
        self.verdict = verdict;
        self.state.rung = now;
        let mut actions = Vec::new();
        if !deficits.is_empty() {
            actions.push(Action::Deficit(deficits));
        }
        if now < before.rung {
            actions.push(Action::MoreCareful(before.rung, now));
        }
        if !now.is_open() && now != Rung::HoldAndSeePt {
            self.stop(check_in.on, Stopped::Advice, &mut actions);
        } else {
            self.go_on(&before, check_in, &evidence, &mut actions);
        }
        if computed > now {
            actions.push(Action::WouldBeLessCareful(computed));
        }
        let changed = actions.iter().any(|a| matches!(a, Action::Stop(..) | Action::StopAll(_)));
        Ok(Response {
            on: check_in.on,
            actions,
            before: before.rung,
            now,
            computed,
            because,
            signals: evidence.signals,
            programme: self.programme().cloned(),
            offer: if changed { self.offer().map(Box::new) } else { None },
            next: self.next_due(),
        })
    }

    /// Adds what a check-in says to what is known.
    fn take(&mut self, check_in: &CheckIn, evidence: &Evidence) {
        let knowledge = self.reasoner.knowledge;
        let state = &mut self.state;
        state.case.answers.extend(evidence.answers.iter().cloned());
        let (new, signals) = (&evidence.answers, &evidence.signals);
        // The clearances of a story were all written down before it began.
        let check_in_last = (check_in, LAST);
        state.clearances.happened(events(knowledge, &state.answers, check_in_last, new, signals));
        let case = state.clearances.with(knowledge, &state.case, check_in.on);
        state.answers = resolve(&case, knowledge).answers;
        state.measure(knowledge, check_in.on, &measures_of(knowledge, check_in));
        remember_leg(knowledge, &check_in.answers, &mut state.leg_said);
        state.leg_pain = check_in.leg.or(state.leg_pain);
        state.last = check_in.on;
        state.check_ins += 1;
    }

    /// True if a clearance that stood on the first of two days does not on the second.
    fn ended(&self, from: Date, to: Date) -> bool {
        self.state.clearances.ended(self.reasoner.knowledge, from, to)
    }

    /// The new answers behind a change of the advice.
    fn why(
        &self,
        before: &State,
        evidence: &Evidence,
        deficits: &[FindingId],
        computed: Rung,
        now: Rung,
    ) -> Vec<FindingId> {
        if now == before.rung {
            return Vec::new();
        }
        if computed > now {
            return deficits.to_vec();
        }
        let case =
            self.state.clearances.with(self.reasoner.knowledge, &before.case, self.state.last);
        let old = (&case, &before.answers);
        because(self.reasoner, old, &evidence.answers, &self.state.answers, now)
    }

    /// Steers the programme where the advice allows one.
    fn go_on(
        &mut self,
        before: &State,
        check_in: &CheckIn,
        evidence: &Evidence,
        actions: &mut Vec<Action>,
    ) {
        let knowledge = self.reasoner.knowledge;
        let open = self.open(check_in);
        let paused = !open.is_empty() || self.verdict.is_provisional();
        let late = before.is_late(knowledge, check_in.on);
        if paused || late {
            actions.push(Action::Frozen(open.clone()));
        }
        self.state.standing = if paused { Standing::Frozen(open) } else { Standing::Running };
        if paused || late || !evidence.signals.is_empty() {
            self.state.easy.clear();
        }
        if let Some(programme) = &mut self.state.programme {
            programme.rung = self.state.rung;
        }
        let leg_unknown = match check_in.leg {
            None => true,
            Some(pain) => pain > 0 && check_in.leg_settled_minutes.is_none(),
        };
        let clearances = self.state.clearances.clone();
        let limited = Limited::new(self.chooser, knowledge, &clearances, check_in.on);
        let turn = Turn {
            knowledge,
            chooser: &limited,
            preferences: &self.preferences,
            verdict: &self.verdict,
            check_in,
            signals: &evidence.signals,
            paused,
            no_step_up: paused
                || late
                || leg_unknown
                || !evidence.signals.is_empty()
                || !self.state.rung.is_open()
                || self.state.rung < before.rung
                || self.state.keeping_up,
        };
        actions.extend(steer(&turn, &mut self.state));
        if self.state.chosen().is_empty() {
            let last = actions.iter().rev().find_map(|action| match action {
                Action::Stop(_, why) => Some(why.clone()),
                _ => None,
            });
            self.stop(check_in.on, last.unwrap_or(Stopped::Barred), actions);
        }
    }

    /// Questions that keep the programme waiting: flags that this check-in leaves open, gating questions, and what a rule
    /// wants to know that keeps the verdict provisional.
    fn open(&self, check_in: &CheckIn) -> Vec<FindingId> {
        let mut open = unanswered(self.reasoner, check_in, &self.state.answers);
        open.extend(self.questions(&self.state.answers, &self.verdict));
        open.sort_unstable();
        open.dedup();
        open
    }

    /// Gating questions that a verdict leaves open, and what a rule wants to know that keeps it provisional.
    fn questions(&self, answers: &Answers, verdict: &Verdict) -> Vec<FindingId> {
        let mut open = verdict.open.clone();
        for &rule in &verdict.kept_provisional_by {
            let rule = &self.reasoner.knowledge.rules[rule];
            if let Some(unless) = &rule.unless {
                unless.visit_findings(&mut |finding| {
                    let asked = self.reasoner.knowledge.finding(finding).person_may_answer;
                    if asked && answers.get(finding) == taut_knowledge::Value::Unknown {
                        open.push(finding);
                    }
                });
            }
        }
        open.sort_unstable();
        open.dedup();
        open
    }

    fn stop(&mut self, on: Date, why: Stopped, actions: &mut Vec<Action>) {
        actions.push(Action::StopAll(why));
        self.state.standing = Standing::Stopped(on);
        self.state.programme = None;
    }

    /// What would be put together now from all that is known.
    fn plan_now(&self) -> Plan {
        let mastered: BTreeSet<usize> = self.state.mastered.keys().copied().collect();
        let person = Person {
            answers: &self.state.answers,
            verdict: &self.verdict,
            posteriors: &self.verdict.decision.posteriors,
            mastered: &mastered,
            dropped: &self.state.dropped,
        };
        let State { clearances, last, .. } = &self.state;
        let limited = Limited::new(self.chooser, self.reasoner.knowledge, clearances, *last);
        limited.plan(&person, &self.preferences)
    }

    /// A programme that would be put together now and holds other exercises than this one; it is never begun by itself.
    #[must_use]
    pub fn offer(&self) -> Option<Programme> {
        let Plan::Programme(programme) = self.plan_now() else { return None };
        let has = |exercise: usize| {
            self.state.chosen().iter().any(|chosen| chosen.item.exercise == exercise)
        };
        programme.chosen.iter().any(|c| !has(c.item.exercise)).then_some(*programme)
    }
}

/// Keeps what was last said about the leg.
fn remember_leg(
    knowledge: &Knowledge,
    answers: &[taut_knowledge::CaseAnswer],
    said: &mut BTreeMap<FindingId, u8>,
) {
    for answer in answers {
        if let Said::State(state) = answer.said
            && knowledge.check_in.leg.contains(&answer.finding)
        {
            said.insert(answer.finding, state);
        }
    }
}
