//! The page of a programme for a person: what to do this week first, each exercise, when to stop, what is left out and why.

mod dose;
mod item;
mod left_out;
mod paused;
mod therapist;
mod without;

use taut_knowledge::{Answers, Equipment, ExerciseKind, Knowledge, Rung};
use taut_plan::{Plan, Preferences, Programme};
use taut_reason::{Reasoner, Verdict};

use crate::block::{Block, Page};
use crate::page::{safety_net, source_line};
use crate::words::{self, name, phrase};

pub(crate) use dose::dose_words;
pub(crate) use left_out::names as exercise_names;
pub use paused::paused_page;
pub use therapist::plan_page_for_therapist;

/// Open questions listed before the rest is left to the next time.
const QUESTIONS_SHOWN: usize = 6;

/// A plan and what it follows from.
#[derive(Clone, Copy)]
pub struct PlanView<'a> {
    /// The reasoner that judged.
    pub reasoner: &'a Reasoner<'a>,
    /// The answers.
    pub answers: &'a Answers,
    /// The verdict on them.
    pub verdict: &'a Verdict,
    /// What the person can and wants to do.
    pub preferences: &'a Preferences,
    /// The plan.
    pub plan: &'a Plan,
}

/// The page that a person reads.
#[must_use]
pub fn plan_page(view: &PlanView<'_>, language: &str) -> Page {
    let mut page = match view.plan {
        Plan::Programme(programme) => with_programme(view, programme, language),
        Plan::SeeDoctor(rung) => without::see_doctor(view, *rung, language),
        Plan::NotYet(why) => without::not_yet(view, why, language),
    };
    let knowledge = view.reasoner.knowledge;
    page.push(Block::Notice(standing(knowledge, language)));
    safety_net(&mut page, knowledge, language);
    page
}

/// Program, knowledge, review level, and what is proved.
pub(crate) fn standing(knowledge: &Knowledge, language: &str) -> String {
    let p = |id: &'static str| phrase(knowledge, id, language);
    let lock = if knowledge.safety_locked { "" } else { p("not_locked") };
    format!(
        "{} {} {lock}",
        words::standing(knowledge, language),
        p(if knowledge.proved { "rules_proved" } else { "rules_not_proved" }),
    )
    .trim_end()
    .to_owned()
}

/// "Research preview. No clinician has reviewed this. This is information, not a diagnosis."
pub(crate) fn preview(knowledge: &Knowledge, language: &str) -> Block {
    let p = |id: &'static str| phrase(knowledge, id, language);
    Block::Notice(format!(
        "{}. {} {}",
        p("research_preview"),
        p("no_clinician"),
        p("not_a_diagnosis")
    ))
}

/// The lines of a phrase, with the numbers of the check-in policy.
fn lines(knowledge: &Knowledge, id: &'static str, language: &str) -> Vec<String> {
    numbers(knowledge, id, language).lines().map(str::to_owned).collect()
}

fn with_programme(view: &PlanView<'_>, programme: &Programme, language: &str) -> Page {
    let knowledge = view.reasoner.knowledge;
    let p = |id: &'static str| phrase(knowledge, id, language).to_owned();
    let on_hold = programme.rung == Rung::HoldAndSeePt;
    let mut page = Page::default();
    page.push(Block::Title(p("plan_head")));
    page.push(Block::Answer(answer(view, programme, language)));
    page.push(preview(knowledge, language));
    if on_hold {
        page.push(Block::Text(p("hold_note")));
        page.push(Block::List(lines(knowledge, "plan_hold_first", language)));
        page.push(Block::Text(p("no_pt_note")));
    } else {
        page.push(Block::Text(p("plan_how")));
    }
    for (i, chosen) in programme.chosen.iter().enumerate() {
        item::exercise(&mut page, view, chosen, i + 1, language);
    }
    page.push(Block::Mark("plan_stop_head".to_owned()));
    page.section(&p("plan_stop_head"), lines(knowledge, "plan_stop", language));
    if on_hold {
        page.push(Block::Mark("plan_tell_pt_head".to_owned()));
        page.section(&p("plan_tell_pt_head"), lines(knowledge, "plan_tell_pt", language));
    } else {
        let grow = item::growth(view, &programme.chosen, language);
        if !grow.is_empty() {
            page.heading("plan_grow_head", p("plan_grow_head"));
            page.push(Block::Text(numbers(knowledge, "plan_grow", language)));
            page.push(Block::List(grow));
        }
    }
    page.heading("plan_check_in_head", p("plan_check_in_head"));
    page.push(Block::Text(numbers(knowledge, "plan_check_in", language)));
    let mut change = lines(knowledge, "plan_change", language);
    if holds(knowledge, programme, ExerciseKind::HamstringLengthening) {
        change.push(numbers(knowledge, "plan_change_stretch", language));
    }
    page.push(Block::Mark("plan_change_head".to_owned()));
    page.section(&p("plan_change_head"), change);
    left_out(&mut page, view, programme, language);
    page.push(Block::Mark("plan_sure_head".to_owned()));
    page.section(&p("plan_sure_head"), effects(knowledge, programme, language));
    sources(&mut page, knowledge, programme, language);
    page
}

/// What to do this week, in one sentence.
fn answer(view: &PlanView<'_>, programme: &Programme, language: &str) -> String {
    let knowledge = view.reasoner.knowledge;
    let id = match (programme.rung, programme.chosen.is_empty()) {
        (Rung::HoldAndSeePt, true) => "plan_answer_hold_none",
        (Rung::HoldAndSeePt, false) => "plan_answer_hold",
        (_, true) => "plan_answer_none",
        (_, false) => "plan_answer",
    };
    let days = programme.chosen.iter().map(|c| c.item.level.days_per_week).max().unwrap_or(0);
    phrase(knowledge, id, language)
        .replace("{count}", &programme.chosen.len().to_string())
        .replace("{minutes}", &programme.minutes_per_day.to_string())
        .replace("{days}", &days.to_string())
}

/// A phrase with the numbers of the check-in policy.
pub(crate) fn numbers(knowledge: &Knowledge, id: &'static str, language: &str) -> String {
    let policy = &knowledge.check_in.numbers;
    let mut words = phrase(knowledge, id, language).to_owned();
    for (key, value) in [
        ("first_from", policy.first_hours[0]),
        ("first_to", policy.first_hours[1]),
        ("every_days", policy.every_days),
        ("frozen_days", policy.frozen_days),
        ("easy_in_a_row", policy.easy_in_a_row),
        ("easy_pain", policy.easy_pain),
        ("hold_pain", policy.hold_pain),
        ("hold_from", policy.easy_pain + 1),
        ("linger_minutes", policy.linger_minutes),
        ("soreness_days", policy.soreness_hours / 24),
        ("stretch_from", policy.stretch_weeks[0]),
        ("stretch_to", policy.stretch_weeks[1]),
        ("review_weeks", policy.review_weeks),
    ] {
        words = words.replace(&format!("{{{key}}}"), &value.to_string());
    }
    words
}

fn holds(knowledge: &Knowledge, programme: &Programme, kind: ExerciseKind) -> bool {
    programme.chosen.iter().any(|c| knowledge.exercises[c.item.exercise].kind == kind)
}

fn left_out(page: &mut Page, view: &PlanView<'_>, programme: &Programme, language: &str) {
    let knowledge = view.reasoner.knowledge;
    let p = |id: &'static str| phrase(knowledge, id, language).to_owned();
    let mut items = Vec::new();
    if programme.rung == Rung::HoldAndSeePt {
        items.push(p("plan_left_out_hold"));
    }
    items.extend(left_out::came_close(knowledge, programme, language));
    items.extend(left_out::barred(knowledge, programme, language));
    page.push(Block::Mark("plan_left_out_head".to_owned()));
    page.section(&p("plan_left_out_head"), items);
    let questions: Vec<String> = programme
        .would_admit
        .iter()
        .take(QUESTIONS_SHOWN)
        .map(|(finding, n)| {
            phrase(knowledge, if *n == 1 { "plan_question_one" } else { "plan_question" }, language)
                .replace("{name}", &name(knowledge, *finding, language))
                .replace("{n}", &n.to_string())
        })
        .collect();
    if !questions.is_empty() {
        page.heading("plan_questions_head", p("plan_questions_head"));
        page.push(Block::Text(p("plan_questions")));
        page.push(Block::List(questions));
    }
}

/// What studies found of what the programme holds, honestly.
fn effects(knowledge: &Knowledge, programme: &Programme, language: &str) -> Vec<String> {
    let mut items = vec![phrase(knowledge, "plan_effects", language).to_owned()];
    for (kinds, id) in [
        (&[ExerciseKind::HamstringLengthening][..], "plan_effects_stretch"),
        (&[ExerciseKind::HipStrength], "plan_effects_hips"),
        (&[ExerciseKind::FootStrength, ExerciseKind::FootMobility], "plan_effects_feet"),
    ] {
        if kinds.iter().any(|kind| holds(knowledge, programme, *kind)) {
            items.push(phrase(knowledge, id, language).to_owned());
        }
    }
    let doses = programme.chosen.iter().map(|c| &knowledge.exercises[c.item.exercise].dose);
    let printed = doses.filter(|d| d.obtained != taut_knowledge::record::Obtained::Assumed).count();
    let id = match printed {
        0 => "plan_doses_none",
        1 => "plan_doses_one",
        _ => "plan_doses",
    };
    items.push(
        phrase(knowledge, id, language)
            .replace("{printed}", &printed.to_string())
            .replace("{count}", &programme.chosen.len().to_string()),
    );
    items
}

/// The sources of the doses, and of the choice itself.
fn sources(page: &mut Page, knowledge: &Knowledge, programme: &Programme, language: &str) {
    let mut keys: Vec<&str> = Vec::new();
    let doses = programme.chosen.iter().map(|c| &knowledge.exercises[c.item.exercise].dose);
    for key in doses.map(|d| d.source.as_str()).chain([knowledge.programme.source.as_str()]) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let items = keys.iter().filter_map(|key| source_line(knowledge, key)).collect();
    page.push(Block::Mark("head_sources".to_owned()));
    page.section(phrase(knowledge, "head_sources", language), items);
}

/// The phrase that names a thing.
pub(crate) const fn equipment_phrase(thing: Equipment) -> &'static str {
    match thing {
        Equipment::Strap => "thing_strap",
        Equipment::Band => "thing_band",
        Equipment::Weight => "thing_weight",
        Equipment::Step => "thing_step",
        Equipment::Chair => "thing_chair",
        Equipment::Wall => "thing_wall",
        Equipment::Doorway => "thing_doorway",
        Equipment::Bench => "thing_bench",
        Equipment::Stick => "thing_stick",
        Equipment::Ball => "thing_ball",
        Equipment::FootHold => "thing_foot_hold",
    }
}
