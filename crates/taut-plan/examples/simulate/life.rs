//! Daily life by a fixed generator: what a simulated person says at a check-in.

use jiff::civil::Date;
use taut_knowledge::{
    CheckIn, Done, FindingId, Knowledge, MeasureAnswer, Measured, NextMorning, PostureClass, Said,
    Side,
};
use taut_plan::Story;
use taut_reason::XorShift;

use super::person::{Course, Person, answer, below, chance, ticks};

/// How a person is, from check-in to check-in.
pub struct Life<'p> {
    person: &'p Person,
    back: f64,
    leg: f64,
    /// Leg symptoms arrived, this far down.
    down: Option<u8>,
    knee: f64,
}

/// What can happen between two check-ins, each with its share of them.
mod shares {
    pub const FLARE: f64 = 0.06;
    pub const LEG_ARRIVES: f64 = 0.012;
    pub const LEG_AFTER_EXERCISE: f64 = 0.015;
    pub const NUMB: f64 = 0.003;
    pub const FLAG: f64 = 0.002;
    pub const NOT_SURE: f64 = 0.01;
    pub const LEFT_OUT: f64 = 0.02;
    pub const SORE: f64 = 0.1;
    pub const STRETCH_WORSE: f64 = 0.004;
    pub const SITUATION: f64 = 0.006;
    pub const SILENT: f64 = 0.05;
}

impl<'p> Life<'p> {
    /// The life of a person from the first day on.
    pub fn new(person: &'p Person) -> Self {
        Self { person, back: person.back, leg: person.leg, down: None, knee: 45.0 }
    }

    /// What the person says on a day, `days` after the last time.
    pub fn check_in(
        &mut self,
        knowledge: &Knowledge,
        story: &Story<'_>,
        on: Date,
        days: u32,
        random: &mut XorShift,
    ) -> CheckIn {
        let flare = chance(random, shares::FLARE);
        self.live(days, flare, random);
        let mut check_in = CheckIn {
            on,
            answers: Vec::new(),
            back: Some(whole(self.back + if flare { 3.0 } else { 0.0 })),
            leg: Some(whole(self.leg)),
            leg_settled_minutes: (self.leg >= 0.5).then(|| 5 + below(random, 22) as u32),
            next_morning: Some(if flare || chance(random, 0.04) {
                NextMorning::Worse
            } else if chance(random, 0.4) {
                NextMorning::Better
            } else {
                NextMorning::Same
            }),
            soreness_hours: chance(random, shares::SORE).then(|| 12 + below(random, 72) as u32),
            stretch_worse: chance(random, shares::STRETCH_WORSE).then_some(true),
            ready: [Some(true), Some(true), Some(false), None][below(random, 4)],
            done: Vec::new(),
            measures: Vec::new(),
        };
        self.flags(knowledge, &mut check_in, random);
        self.done(knowledge, story, &mut check_in, days, random);
        self.leg(knowledge, &mut check_in, random);
        self.measured(knowledge, story, &mut check_in, random);
        if self.person.eager {
            check_in.ready = Some(true);
            check_in.next_morning = Some(NextMorning::Same);
            for done in &mut check_in.done {
                done.pain = done.pain.map(|pain| pain.min(2));
            }
        }
        if chance(random, shares::SILENT) {
            check_in.next_morning = None;
            check_in.leg = None;
            check_in.back = None;
        }
        check_in
    }

    fn live(&mut self, days: u32, flare: bool, random: &mut XorShift) {
        let weeks = f64::from(days) / 7.0;
        let (back, knee) = match self.person.course {
            Course::Better => (-0.45, -1.8),
            Course::Same => (0.0, -0.2),
            Course::Worse => (0.2, 0.3),
        };
        let noise = random.next_unit() - 0.5;
        self.back = (self.back + weeks * back + noise).clamp(0.0, 10.0);
        self.leg = (self.leg + weeks * back.min(0.0)).clamp(0.0, 10.0);
        self.knee = (self.knee + weeks * knee + noise).clamp(5.0, 80.0);
        if flare {
            self.back = (self.back + 0.5).min(10.0);
        }
    }

    /// The flags, all "no", but for what happens.
    fn flags(&self, knowledge: &Knowledge, check_in: &mut CheckIn, random: &mut XorShift) {
        let flags = &knowledge.check_in.rescreen;
        let mut said: Vec<(FindingId, Said)> = flags.iter().map(|f| (*f, Said::State(0))).collect();
        if said.is_empty() {
            return;
        }
        let present = |finding: FindingId| Said::State(knowledge.finding(finding).present_from);
        if chance(random, shares::FLAG) {
            let at = below(random, said.len());
            said[at].1 = present(said[at].0);
        }
        if chance(random, shares::NUMB)
            && let Some(numb) =
                said.iter_mut().find(|(f, _)| knowledge.finding(*f).id == "numbness_new")
        {
            numb.1 = present(numb.0);
        }
        if chance(random, shares::NOT_SURE) {
            let at = below(random, said.len());
            said[at].1 = Said::Unknown;
        }
        if chance(random, shares::LEFT_OUT) {
            said.remove(below(random, said.len()));
        }
        if chance(random, shares::SITUATION) {
            said.extend(new_situation(knowledge, random).map(|f| (f, present(f))));
        }
        let day = Some(check_in.on);
        check_in.answers.extend(said.into_iter().map(|(f, said)| answer(f, said, day)));
    }

    /// What was done, and how it felt.
    fn done(
        &mut self,
        knowledge: &Knowledge,
        story: &Story<'_>,
        check_in: &mut CheckIn,
        days: u32,
        random: &mut XorShift,
    ) {
        let Some(programme) = story.programme() else { return };
        let leg_answers = chance(random, shares::LEG_AFTER_EXERCISE);
        for chosen in &programme.chosen {
            if chance(random, 0.08) {
                continue;
            }
            let exercise = chosen.item.exercise;
            let pain = whole(self.back * 0.5 + 2.0 * random.next_unit() - 0.5);
            let stretches = knowledge.exercises[exercise].is(PostureClass::HamstringLengthening);
            let rose = leg_answers && (stretches || chance(random, 0.2));
            if rose {
                self.leg = (self.leg + 2.0).min(10.0);
            }
            check_in.done.push(Done {
                exercise,
                days: days.min(chosen.item.level.days_per_week),
                pain: (!chance(random, 0.05)).then_some(pain),
                leg_rose: if chance(random, 0.1) && !rose { None } else { Some(rose) },
            });
        }
        check_in.leg = Some(whole(self.leg));
    }

    /// The leg, where it has something to say.
    fn leg(&mut self, knowledge: &Knowledge, check_in: &mut CheckIn, random: &mut XorShift) {
        if chance(random, shares::LEG_ARRIVES) {
            let before = self.down.unwrap_or(1);
            self.down = Some((before + 1 + below(random, 2) as u8).min(4));
            self.leg = (self.leg + 1.0 + below(random, 3) as f64).min(10.0);
            check_in.leg = Some(whole(self.leg));
            check_in.leg_settled_minutes = Some(10 + below(random, 60) as u32);
        }
        let Some(down) = self.down else { return };
        for finding in &knowledge.check_in.leg {
            let record = knowledge.finding(*finding);
            let state = match record.id.as_str() {
                "leg_symptoms" => 3,
                "how_far_down" => down,
                _ => 0,
            };
            let state = state.min(record.states.len() as u8 - 1);
            check_in.answers.push(answer(*finding, Said::State(state), Some(check_in.on)));
        }
    }

    /// Measures every other week.
    fn measured(
        &self,
        knowledge: &Knowledge,
        story: &Story<'_>,
        check_in: &mut CheckIn,
        random: &mut XorShift,
    ) {
        if !story.check_ins().is_multiple_of(4) {
            return;
        }
        let mut add = |id: &str, side: Side, answer: MeasureAnswer| {
            if let Some(measure) = knowledge.measure(id) {
                check_in.measures.push(Measured { measure, side, answer });
            }
        };
        let share = (self.back / 12.0).min(0.9);
        add("rmdq", Side::Unstated, MeasureAnswer::Statements(ticks(random, share)));
        for side in [Side::Left, Side::Right] {
            let degrees = libm::round(self.knee + 3.0 * (random.next_unit() - 0.5));
            add("knee_extension", side, MeasureAnswer::Number(degrees));
        }
    }
}

/// A finding of a situation or caution that arises while the programme runs, and that a person may report.
fn new_situation(knowledge: &Knowledge, random: &mut XorShift) -> Option<FindingId> {
    let mut all = Vec::new();
    let situations = knowledge.situations.iter().map(|situation| &situation.presence);
    for presence in situations.chain(knowledge.cautions.iter().map(|caution| &caution.presence)) {
        presence.when.visit_findings(&mut |finding| {
            let record = knowledge.finding(finding);
            if record.person_may_answer && record.id != "age" && record.states.len() == 2 {
                all.push(finding);
            }
        });
    }
    (!all.is_empty()).then(|| all[below(random, all.len())])
}

/// A whole number of a pain scale.
fn whole(pain: f64) -> u8 {
    libm::round(pain.clamp(0.0, 10.0)) as u8
}
