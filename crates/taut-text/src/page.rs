//! The verdict page for a person: the answer first, then what to do, both reasons, and the safety net last.

use taut_knowledge::{
    Answers, Concern, ConditionKind, FindingId, Knowledge, Obtained, Rung, Value,
};
use taut_reason::{Basis, Reasoner, Verdict};

use crate::block::{Block, Page};
use crate::reasons::{open_care, what_would_change, why_not_less, why_not_more};
use crate::words::{condition_text, name, names, phrase, rule_text, standing};

/// Open questions listed before the rest is only counted.
const OPEN_SHOWN: usize = 8;

/// The page that a person reads.
#[must_use]
pub fn verdict_page(
    reasoner: &Reasoner,
    verdict: &Verdict,
    answers: &Answers,
    language: &str,
) -> Page {
    let knowledge = reasoner.knowledge;
    let p = |id: &'static str| phrase(knowledge, id, language).to_owned();
    let rung = verdict.rung();
    let reasons = reasoner.reasons(verdict, answers);
    let mut page = Page::default();
    page.push(Block::Title(p("head_question")));
    page.push(Block::Answer(phrase(knowledge, answer_id(rung), language).to_owned()));
    if rung == Rung::Emergency {
        page.push(Block::Text(p("emergency_page")));
    }
    page.push(Block::Notice(format!(
        "{}. {} {}",
        p("research_preview"),
        p("no_clinician"),
        p("not_a_diagnosis")
    )));
    if verdict.is_provisional() {
        provisional(&mut page, knowledge, verdict, language);
    } else if rung.is_open() {
        let open = open_care(knowledge, &reasons);
        page.push(Block::Text(if open.is_empty() {
            p("final_text")
        } else {
            p("final_open_text").replace("{questions}", &names(knowledge, &open, language))
        }));
    }
    page.heading("head_do_now", p("head_do_now"));
    page.push(Block::List(what_to_do(knowledge, verdict, language)));
    if rung == Rung::HoldAndSeePt {
        page.push(Block::Text(p("hold_note")));
        page.push(Block::Text(p("no_pt_note")));
    }
    if rung == Rung::Undecided {
        let items = verdict
            .decision
            .deciding_questions
            .iter()
            .filter(|f| reasoner.applies(**f, answers))
            .take(5)
            .map(|f| name(knowledge, *f, language))
            .collect();
        page.push(Block::Mark("head_undecided".to_owned()));
        page.section(&p("head_undecided"), items);
    }
    page.heading("head_less", p("head_less"));
    page.push(Block::List(why_not_less(reasoner, verdict, &reasons, answers, language)));
    if rung != Rung::Emergency {
        page.heading("head_more", p("head_more"));
        if rung.is_open() && !marked_a_sign(knowledge, answers) {
            page.push(Block::Text(p("more_none_marked")));
        }
        page.push(Block::List(why_not_more(reasoner, &reasons, answers, language)));
        page.heading("head_change", p("head_change"));
        page.push(Block::Text(p("change_note")));
        page.push(Block::List(what_would_change(reasoner, verdict, &reasons, language)));
    }
    if rung >= Rung::HoldAndSeePt {
        behind(&mut page, reasoner, verdict, language);
    }
    if rung != Rung::Emergency {
        how_sure(&mut page, reasoner, verdict, language);
        sources(&mut page, knowledge, verdict, language);
    }
    page.push(Block::Notice(format!(
        "{} {}{}",
        standing(knowledge, language),
        p(if knowledge.proved { "rules_proved" } else { "rules_not_proved" }),
        if knowledge.safety_locked { String::new() } else { format!(" {}", p("not_locked")) }
    )));
    safety_net(&mut page, knowledge, language);
    page
}

/// How sure the advice is; not where one should go at once.
fn how_sure(page: &mut Page, reasoner: &Reasoner, verdict: &Verdict, language: &str) {
    let (knowledge, rung) = (reasoner.knowledge, verdict.rung());
    let p = |id: &'static str| phrase(knowledge, id, language).to_owned();
    page.heading("head_sure", p("head_sure"));
    let mut sure = vec![p("sure_text"), assumed_share(knowledge, language)];
    if rung.is_open() {
        sure.push(p("sure_mechanism"));
    }
    if verdict.decision.unguarded != rung && verdict.decision.basis != Basis::Rule {
        let kept_care = rung < verdict.decision.unguarded;
        sure.push(p(if kept_care { "guarded_text" } else { "guarded_text_less" }));
    }
    page.push(Block::List(sure));
}

/// Ends a page with the safety net (S12).
pub(crate) fn safety_net(page: &mut Page, knowledge: &Knowledge, language: &str) {
    page.heading("head_safety_net", phrase(knowledge, "head_safety_net", language).to_owned());
    page.push(Block::Text(phrase(knowledge, "safety_net", language).to_owned()));
}

/// How many driving figures are assumptions.
pub(crate) fn assumed_share(knowledge: &Knowledge, language: &str) -> String {
    let assumed = knowledge
        .links
        .iter()
        .filter(|l| knowledge.evidence[l.evidence].obtained == Obtained::Assumed)
        .count();
    phrase(knowledge, "assumed_text", language)
        .replace("{assumed}", &assumed.to_string())
        .replace("{total}", &knowledge.links.len().to_string())
}

/// The phrase that answers the question on this rung.
pub(crate) const fn answer_id(rung: Rung) -> &'static str {
    match rung {
        Rung::Emergency => "answer_emergency",
        Rung::SeeDoctorToday => "answer_see_doctor_today",
        Rung::SeeDoctor => "answer_see_doctor",
        Rung::HoldAndSeePt => "answer_hold_and_see_pt",
        Rung::Undecided => "answer_undecided",
        Rung::StayActive => "answer_stay_active",
        Rung::Strengthen => "answer_strengthen",
        Rung::StretchAndStrengthen => "answer_stretch_and_strengthen",
    }
}

/// Findings in the order of the interview: what is asked first matters most.
pub(crate) fn interview_order(knowledge: &Knowledge, findings: &[FindingId]) -> Vec<FindingId> {
    let place =
        |f: &FindingId| knowledge.screens.iter().flat_map(|s| &s.findings).position(|g| g == f);
    let mut ordered = findings.to_vec();
    ordered.sort_by_key(|f| (place(f).unwrap_or(usize::MAX), *f));
    ordered
}

/// A sign of something serious was answered so that it counts as there.
fn marked_a_sign(knowledge: &Knowledge, answers: &Answers) -> bool {
    knowledge.safety.serious.iter().any(|finding| {
        let present_from = knowledge.finding(*finding).present_from;
        matches!(answers.get(*finding), Value::State(state) if state >= present_from)
    })
}

/// That the advice is provisional, and what is still open.
pub(crate) fn provisional(
    page: &mut Page,
    knowledge: &Knowledge,
    verdict: &Verdict,
    language: &str,
) {
    let p = |id: &'static str| phrase(knowledge, id, language).to_owned();
    page.heading("head_provisional", p("head_provisional"));
    page.push(Block::Text(p("provisional_text")));
    still_open(page, knowledge, verdict, language);
}

/// What is still open: the first questions, what else keeps it so, and the rest under a heading of their own.
fn still_open(page: &mut Page, knowledge: &Knowledge, verdict: &Verdict, language: &str) {
    let mut items: Vec<String> = interview_order(knowledge, &verdict.open)
        .iter()
        .map(|f| name(knowledge, *f, language))
        .collect();
    let rest = items.split_off(items.len().min(OPEN_SHOWN));
    for &rule in &verdict.kept_provisional_by {
        items.push(rule_text(knowledge, rule, language).reason.clone());
    }
    page.push(Block::List(items));
    if !rest.is_empty() {
        let heading = phrase(knowledge, "head_more_open", language);
        page.heading("head_more_open", heading.replace("{n}", &rest.len().to_string()));
        page.push(Block::Text(format!("{}.", rest.join("; "))));
    }
}

/// What to do now on this rung, with what the rules that fired add.
pub(crate) fn what_to_do(knowledge: &Knowledge, verdict: &Verdict, language: &str) -> Vec<String> {
    let rung = verdict.rung();
    let id = match rung {
        Rung::Emergency => "do_emergency",
        Rung::SeeDoctorToday => "do_see_doctor_today",
        Rung::SeeDoctor => "do_see_doctor",
        Rung::HoldAndSeePt => "do_hold_and_see_pt",
        Rung::Undecided => "do_undecided",
        Rung::StayActive => "do_stay_active",
        Rung::Strengthen => "do_strengthen",
        Rung::StretchAndStrengthen => "do_stretch_and_strengthen",
    };
    let lines = phrase(knowledge, id, language).lines().map(str::to_owned);
    if rung == Rung::SeeDoctor {
        return how_soon(knowledge, verdict, language).into_iter().chain(lines).collect();
    }
    let mut items: Vec<String> = lines.collect();
    for next in added(knowledge, verdict, language) {
        if !items.contains(next) {
            items.push(next.clone());
        }
    }
    items
}

/// When to see the doctor: as the rules that fired say, else within the rung's own time.
fn how_soon(knowledge: &Knowledge, verdict: &Verdict, language: &str) -> Vec<String> {
    let p = |id: &'static str| phrase(knowledge, id, language).to_owned();
    let mut items: Vec<String> = Vec::new();
    for next in added(knowledge, verdict, language) {
        if !items.contains(next) {
            items.push(next.clone());
        }
    }
    match items.len() {
        0 => items.push(p("do_see_doctor_when")),
        1 => {}
        _ => items.push(p("do_see_doctor_soonest")),
    }
    items
}

/// What the rules that fired for the rung say to do next.
fn added<'k>(
    knowledge: &'k Knowledge,
    verdict: &'k Verdict,
    language: &'k str,
) -> impl Iterator<Item = &'k String> {
    let of_rung = |rule: usize| knowledge.rules[rule].rung == Some(verdict.rung());
    let fired = verdict.decision.fired.iter().map(|fired| fired.rule);
    let next = fired.filter(move |rule| of_rung(*rule));
    next.map(move |rule| &rule_text(knowledge, rule, language).next).filter(|next| !next.is_empty())
}

/// What fits the answers, in words only, and never a serious condition.
fn behind(page: &mut Page, reasoner: &Reasoner, verdict: &Verdict, language: &str) {
    let knowledge = reasoner.knowledge;
    let mut fitting: Vec<(f64, String)> = Vec::new();
    for (index, condition) in knowledge.conditions.iter().enumerate() {
        let p = verdict.decision.posteriors.present[index];
        let hidden = !condition.show_to_person
            || condition.concern == Concern::Serious
            || (condition.kind == ConditionKind::Mechanism && condition.class.is_none());
        if hidden || p < knowledge.harms.could_play_a_part {
            continue;
        }
        let band = if p >= knowledge.harms.fits_well { "band_fits" } else { "band_could" };
        let text = condition_text(condition, language);
        fitting.push((
            p,
            format!("{}: {}. {}", phrase(knowledge, band, language), text.name, text.plain),
        ));
    }
    fitting.sort_by(|a, b| b.0.total_cmp(&a.0));
    let items: Vec<String> = fitting.into_iter().take(4).map(|(_, line)| line).collect();
    if !items.is_empty() {
        page.heading("head_behind", phrase(knowledge, "head_behind", language).to_owned());
        page.push(Block::Text(phrase(knowledge, "behind_note", language).to_owned()));
        page.push(Block::List(items));
    }
}

fn sources(page: &mut Page, knowledge: &Knowledge, verdict: &Verdict, language: &str) {
    let items = source_keys(knowledge, verdict)
        .iter()
        .enumerate()
        .filter_map(|(at, key)| {
            let line = format!("[{}] {}", at + 1, source_line(knowledge, key)?);
            // Notes are in English only.
            if language != "en" {
                return Some(line);
            }
            let note = &knowledge.sources.get(*key)?.note;
            Some(format!("{line} {note}").trim_end().to_owned())
        })
        .collect();
    page.push(Block::Mark("head_sources".to_owned()));
    page.section(phrase(knowledge, "head_sources", language), items);
}

/// The sources of the advice, in the order in which the page numbers them.
fn source_keys<'k>(knowledge: &'k Knowledge, verdict: &Verdict) -> Vec<&'k str> {
    let mut keys: Vec<&str> = Vec::new();
    for fired in &verdict.decision.fired {
        let rule = &knowledge.rules[fired.rule];
        if rule.rung == Some(verdict.rung()) && !keys.contains(&rule.source.as_str()) {
            keys.push(&rule.source);
        }
    }
    if !keys.contains(&knowledge.harms.source.as_str()) {
        keys.push(&knowledge.harms.source);
    }
    keys
}

/// How the reasons name a source: by its number in the list of sources, else by its title.
pub(crate) fn source_number(knowledge: &Knowledge, verdict: &Verdict, key: &str) -> String {
    match source_keys(knowledge, verdict).iter().position(|known| *known == key) {
        Some(at) => (at + 1).to_string(),
        None => knowledge.sources.get(key).map_or(key, |source| &source.title).to_owned(),
    }
}

/// What stands for the authors where the text that was read names none.
const NOT_SHOWN: &str = "not shown";

/// A source in one line: title, authors where they are known, year.
pub(crate) fn source_line(knowledge: &Knowledge, key: &str) -> Option<String> {
    let source = knowledge.sources.get(key)?;
    let year = source.year.map_or(String::new(), |y| format!(" ({y})"));
    let authors = match source.authors.as_str() {
        NOT_SHOWN => String::new(),
        authors => format!(", {}", authors.trim_end_matches('.')),
    };
    Some(format!("{}{authors}{year}.", source.title.trim_end_matches('.')))
}
