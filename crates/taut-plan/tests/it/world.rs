//! The shipped knowledge, its planner, and people of the vignettes at their check-ins.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use taut_knowledge::{
    BodyKnowledge, By, Case, CaseAnswer, CheckIn, Done, Equipment, FindingId, Knowledge,
    MeasureAnswer, Measured, NextMorning, Said, Side, load, load_body, read_body_folder, read_case,
    read_folder,
};
use taut_plan::{Loads, Planner, Preferences, Story};
use taut_reason::{Reasoner, Setting};

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let files = read_folder(&folder("")).unwrap_or_else(|report| panic!("{report}"));
    load(&files).unwrap_or_else(|report| panic!("{report}")).0
});

static BODY: LazyLock<BodyKnowledge> = LazyLock::new(|| {
    let files = read_body_folder(&folder("")).unwrap_or_else(|report| panic!("{report}"));
    load_body(&files).unwrap_or_else(|report| panic!("{report}")).0
});

static LOADS: LazyLock<Loads<'static>> = LazyLock::new(|| {
    Loads::of(&KNOWLEDGE, &BODY).unwrap_or_else(|problems| panic!("{problems:?}"))
});

static PLANNER: LazyLock<Planner<'static>> = LazyLock::new(|| Planner::new(&KNOWLEDGE, &LOADS));

static REASONER: LazyLock<Reasoner<'static>> =
    LazyLock::new(|| Reasoner::new(&KNOWLEDGE, Setting::Home));

/// The shipped knowledge.
pub fn knowledge() -> &'static Knowledge {
    &KNOWLEDGE
}

/// The loads of its exercises.
pub fn loads() -> &'static Loads<'static> {
    &LOADS
}

/// The planner of the shipped knowledge.
pub fn planner() -> &'static Planner<'static> {
    &PLANNER
}

/// The reasoner of the shipped knowledge.
pub fn reasoner() -> &'static Reasoner<'static> {
    &REASONER
}

fn folder(part: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge").join(part)
}

/// The first day of every story.
pub const START: Date = date(2026, 3, 2);

/// So many days after the start.
pub fn day(days: i64) -> Date {
    START.checked_add(days.days()).unwrap()
}

/// The finding with this id.
pub fn finding(id: &str) -> FindingId {
    knowledge().finding_id(id).unwrap_or_else(|| panic!("no finding `{id}`"))
}

/// An answer of the person, the state by its name.
pub fn answer(id: &str, state: &str) -> CaseAnswer {
    let finding = finding(id);
    let states = &knowledge().finding(finding).states;
    let at = states.iter().position(|s| s == state);
    let at = at.unwrap_or_else(|| panic!("`{id}` has no state `{state}`"));
    said(finding, Said::State(at as u8))
}

/// An answer of the person.
pub fn said(finding: FindingId, said: Said) -> CaseAnswer {
    CaseAnswer {
        finding,
        said,
        side: Side::Unstated,
        by: By::Person,
        when: None,
        from: String::new(),
        note: String::new(),
        reason: String::new(),
        examiner: String::new(),
    }
}

/// The person of a vignette, who says no to every question about exercises that the vignette leaves open.
pub fn vignette(id: &str) -> Case {
    let name = format!("vignettes/{id}.toml");
    let bytes = std::fs::read(folder(&name)).unwrap();
    let mut case = read_case(&name, &bytes, knowledge()).unwrap_or_else(|r| panic!("{r}"));
    let mut asked = BTreeSet::new();
    let situations = knowledge().situations.iter().map(|s| &s.presence);
    for presence in situations.chain(knowledge().cautions.iter().map(|c| &c.presence)) {
        presence.when.visit_findings(&mut |finding| {
            asked.insert(finding);
        });
    }
    for finding in asked {
        let known = ["age", "sex"].contains(&knowledge().finding(finding).id.as_str());
        if !known && !case.answers.iter().any(|answer| answer.finding == finding) {
            case.answers.push(said(finding, Said::State(0)));
        }
    }
    case
}

/// Half an hour on five days, everything at hand.
pub fn preferences() -> Preferences {
    Preferences {
        minutes_per_day: 30,
        days_per_week: 5,
        equipment: Equipment::ALL.into_iter().collect(),
        floor: true,
        unwanted: BTreeSet::new(),
    }
}

/// A number for a measure.
pub fn number(id: &str, side: Side, value: f64) -> Measured {
    let measure = knowledge().measure(id).unwrap();
    Measured { measure, side, answer: MeasureAnswer::Number(value) }
}

/// The Roland-Morris questionnaire with so many statements ticked and so many left open.
pub fn roland_morris(ticked: usize, open: usize) -> Measured {
    let of = |i: usize| match i {
        i if i < ticked => Some(true),
        i if i < ticked + open => None,
        _ => Some(false),
    };
    let answer = MeasureAnswer::Statements((0..24).map(of).collect());
    Measured { measure: knowledge().measure("rmdq").unwrap(), side: Side::Unstated, answer }
}

/// The story of a vignette, with measures at the start.
pub fn story(id: &str, measures: &[Measured]) -> Story<'static> {
    Story::begin(reasoner(), planner(), &vignette(id), &preferences(), START, measures)
        .unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// A check-in where all went well: no flag, a quiet leg, everything done, little pain, and the wish for more.
pub fn fine(story: &Story<'_>, days: i64, back: u8) -> CheckIn {
    let on = day(days);
    let since = (on - story.last()).get_days() as u32;
    let done = |exercise: usize| Done {
        exercise,
        days: since.min(2),
        pain: Some(1),
        leg_rose: Some(false),
    };
    let chosen = story.waiting().map_or(&[][..], |programme| &programme.chosen);
    CheckIn {
        on,
        answers: knowledge().check_in.rescreen.iter().map(|f| said(*f, Said::State(0))).collect(),
        back: Some(back),
        leg: Some(0),
        leg_settled_minutes: None,
        next_morning: Some(NextMorning::Better),
        soreness_hours: None,
        stretch_worse: None,
        ready: Some(true),
        done: chosen.iter().map(|chosen| done(chosen.item.exercise)).collect(),
        measures: Vec::new(),
    }
}

/// Says something else to a question of a check-in.
pub fn say(check_in: &mut CheckIn, answer: CaseAnswer) {
    check_in.answers.retain(|other| other.finding != answer.finding);
    check_in.answers.push(answer);
}
