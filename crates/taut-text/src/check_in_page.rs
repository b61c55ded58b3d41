//! The page of a check-in: what changes and why, the answer first; the programme from now on, the next check-in, the safety net.

use taut_knowledge::{Answers, FindingId, Knowledge, Rung};
use taut_plan::{Action, Clinician, Response, StepDown, StepUp, Stopped};
use taut_reason::Verdict;

use crate::block::{Block, Page};
use crate::page::{answer_id, safety_net, what_to_do};
use crate::plan_page::{dose_words, exercise_names, numbers, preview, standing};
use crate::words::{exercise_name, names, phrase, said, title};

/// A check-in's response and what it follows from.
#[derive(Clone, Copy)]
pub struct CheckInView<'a> {
    /// The knowledge.
    pub knowledge: &'a Knowledge,
    /// All answers so far.
    pub answers: &'a Answers,
    /// The verdict on them, at the rung of the advice now.
    pub verdict: &'a Verdict,
    /// What the check-in comes to.
    pub response: &'a Response,
}

/// The page that a person reads.
#[must_use]
pub fn check_in_page(view: &CheckInView<'_>, language: &str) -> Page {
    let CheckInView { knowledge, response, .. } = *view;
    let p = |id: &'static str| phrase(knowledge, id, language).to_owned();
    let mut page = Page::default();
    page.push(Block::Title(p("check_in_head").replace("{date}", &response.on.to_string())));
    page.push(Block::Answer(p(answer(response))));
    if response.now == Rung::Emergency {
        page.push(Block::Text(p("emergency_page")));
    }
    page.push(preview(knowledge, language));
    if response.now <= Rung::SeeDoctor {
        page.push(Block::Mark("head_do_now".to_owned()));
        page.section(&p("head_do_now"), what_to_do(knowledge, view.verdict, language));
    }
    page.push(Block::Mark("check_in_changes_head".to_owned()));
    page.section(&p("check_in_changes_head"), changes(view, language));
    if response.now == Rung::HoldAndSeePt {
        page.push(Block::Text(p("hold_note")));
        page.push(Block::Text(p("no_pt_note")));
    }
    programme(&mut page, view, language);
    page.heading("check_in_next_head", p("check_in_next_head"));
    page.push(Block::Text(next(view, language)));
    page.push(Block::Notice(standing(knowledge, language)));
    safety_net(&mut page, knowledge, language);
    page
}

/// The one sentence: what matters most of what is done.
fn answer(response: &Response) -> &'static str {
    let heard = |action: &Action| match action {
        Action::MoreCareful(..) | Action::Deficit(_) => Some((0, answer_id(response.now))),
        Action::StopAll(_) => Some((1, "check_in_stop_all")),
        Action::Frozen(_) => Some((2, "check_in_frozen")),
        Action::Clinician(_) => Some((3, "check_in_clinician")),
        Action::Stop(..) => Some((4, "check_in_stop_one")),
        Action::StepBack(_) => Some((5, "check_in_step_down")),
        Action::StepUp(_) => Some((6, "check_in_step_up")),
        Action::KeepUp => Some((7, "check_in_keep_up")),
        Action::Hold(_) => Some((8, "check_in_hold")),
        Action::NoGainYet(_) | Action::WouldBeLessCareful(_) => None,
    };
    let most = response.actions.iter().filter_map(heard).min_by_key(|(order, _)| *order);
    most.map_or("check_in_go_on", |(_, id)| id)
}

/// One line for each thing that is done; exercises that stay at their level share one.
fn changes(view: &CheckInView<'_>, language: &str) -> Vec<String> {
    let CheckInView { knowledge, response, .. } = *view;
    let mut held = Vec::new();
    let mut items: Vec<String> = Vec::new();
    for action in &response.actions {
        match action {
            Action::Hold(exercise) => held.push(*exercise),
            other => items.extend(line(view, other, language)),
        }
    }
    if !held.is_empty() {
        let names = exercise_names(knowledge, &held, language);
        items.push(phrase(knowledge, "check_in_hold_one", language).replace("{name}", &names));
    }
    let mut unique: Vec<String> = Vec::new();
    for item in items {
        if !unique.contains(&item) {
            unique.push(item);
        }
    }
    unique
}

fn line(view: &CheckInView<'_>, action: &Action, language: &str) -> Vec<String> {
    let CheckInView { knowledge, response, .. } = *view;
    let p = |id: &'static str| phrase(knowledge, id, language).to_owned();
    let named = |id: &'static str, index: usize| {
        p(id).replace("{name}", exercise_name(&knowledge.exercises[index], language))
    };
    match action {
        Action::MoreCareful(from, to) => {
            let mut items = vec![
                p("check_in_more_careful")
                    .replace("{from}", &title(knowledge, *from, language))
                    .replace("{to}", &title(knowledge, *to, language)),
            ];
            if !response.because.is_empty() {
                items.push(p("check_in_because").replace(
                    "{names}",
                    &all_said(knowledge, &response.because, view.answers, language),
                ));
            }
            items
        }
        Action::Deficit(findings) => {
            vec![deficit(knowledge, findings, view.answers, language)]
        }
        Action::StopAll(Stopped::Advice) => vec![p("check_in_stopped_advice")],
        Action::StopAll(_) => vec![p("check_in_stop_all")],
        Action::Stop(index, why) => vec![named(
            match why {
                Stopped::Advice | Stopped::Barred => "check_in_stopped_barred",
                Stopped::Leg => "check_in_stopped_leg",
                Stopped::Hamstrings => "check_in_stopped_hamstrings",
                Stopped::NoGain => "check_in_stopped_no_gain",
            },
            *index,
        )],
        Action::Frozen(open) => vec![frozen(knowledge, open, language)],
        Action::StepBack(step) => vec![step_down(knowledge, step, language)],
        // Exercises that stay at their level share a line.
        Action::Hold(_) => Vec::new(),
        Action::StepUp(step) => vec![step_up(knowledge, step, language)],
        Action::NoGainYet(index) => vec![named("check_in_no_gain_yet", *index)],
        Action::KeepUp => vec![p("check_in_keep_up_line")],
        Action::Clinician(why) => vec![numbers(
            knowledge,
            match why {
                Clinician::BackWorse => "check_in_clinician_back",
                Clinician::LegWorse => "check_in_clinician_leg",
                Clinician::RolandMorrisWorse => "check_in_clinician_rmdq",
                Clinician::NotBetter => "check_in_clinician_not_better",
                Clinician::SecondStepBack => "check_in_clinician_second",
            },
            language,
        )],
        Action::WouldBeLessCareful(to) => {
            vec![p("check_in_less_careful").replace("{to}", &title(knowledge, *to, language))]
        }
    }
}

/// Why a programme waits: too long without a check-in, or questions that are open.
pub(crate) fn frozen(knowledge: &Knowledge, open: &[FindingId], language: &str) -> String {
    if open.is_empty() {
        return phrase(knowledge, "check_in_frozen_time", language).to_owned();
    }
    phrase(knowledge, "check_in_frozen_questions", language)
        .replace("{names}", &names(knowledge, open, language))
}

/// That new numbness or weakness comes first, and what was said of it.
pub(crate) fn deficit(
    knowledge: &Knowledge,
    findings: &[FindingId],
    answers: &Answers,
    language: &str,
) -> String {
    phrase(knowledge, "check_in_deficit", language)
        .replace("{names}", &all_said(knowledge, findings, answers, language))
}

fn all_said(
    knowledge: &Knowledge,
    findings: &[FindingId],
    answers: &Answers,
    language: &str,
) -> String {
    findings.iter().map(|f| said(knowledge, *f, answers, language)).collect::<Vec<_>>().join("; ")
}

fn step_up(knowledge: &Knowledge, step: &StepUp, language: &str) -> String {
    let record = &knowledge.exercises[step.exercise];
    let now = step.next.map_or(record, |next| &knowledge.exercises[next]);
    let id = match (step.next, step.taken) {
        (Some(_), _) => "check_in_step_up_next",
        (None, true) => "check_in_step_up_taken",
        (None, false) => "check_in_step_up_offered",
    };
    phrase(knowledge, id, language)
        .replace("{name}", exercise_name(record, language))
        .replace("{next}", exercise_name(now, language))
        .replace("{from}", &dose_words(knowledge, &record.dose, &step.from, language))
        .replace("{to}", &dose_words(knowledge, &now.dose, &step.to, language))
}

fn step_down(knowledge: &Knowledge, step: &StepDown, language: &str) -> String {
    let record = &knowledge.exercises[step.exercise];
    let now = step.easier.map_or(record, |easier| &knowledge.exercises[easier]);
    let id = if step.easier.is_some() { "check_in_step_back_easier" } else { "check_in_step_back" };
    phrase(knowledge, id, language)
        .replace("{name}", exercise_name(record, language))
        .replace("{easier}", exercise_name(now, language))
        .replace("{from}", &dose_words(knowledge, &record.dose, &step.from, language))
        .replace("{to}", &dose_words(knowledge, &now.dose, &step.to, language))
}

/// The programme from now on, one line an exercise.
fn programme(page: &mut Page, view: &CheckInView<'_>, language: &str) {
    let CheckInView { knowledge, response, .. } = *view;
    page.push(Block::Heading(phrase(knowledge, "check_in_now_head", language).to_owned()));
    let items: Vec<String> = response
        .programme
        .iter()
        .flat_map(|programme| &programme.chosen)
        .map(|chosen| {
            let record = &knowledge.exercises[chosen.item.exercise];
            let dose = dose_words(knowledge, &record.dose, &chosen.item.level, language);
            format!("{}: {dose}", exercise_name(record, language))
        })
        .collect();
    if items.is_empty() {
        page.push(Block::Text(phrase(knowledge, "check_in_none_now", language).to_owned()));
    } else {
        page.push(Block::List(items));
    }
}

fn next(view: &CheckInView<'_>, language: &str) -> String {
    let CheckInView { knowledge, response, .. } = *view;
    let (from, to) = response.next;
    let id = if response.now <= Rung::SeeDoctor {
        "check_in_next_stopped"
    } else if from == to {
        "check_in_next_same_day"
    } else {
        "check_in_next"
    };
    phrase(knowledge, id, language)
        .replace("{from}", &from.to_string())
        .replace("{to}", &to.to_string())
}
