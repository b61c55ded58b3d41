//! The verdict page for a person: the answer first, then what to do, both reasons, and the safety net last.

use taut_knowledge::{Answers, Concern, ConditionKind, FindingId, Knowledge, Obtained, Rung};
use taut_reason::{Basis, Reasoner, Verdict};

use crate::block::{Block, Page};
use crate::reasons::{what_would_change, why_not_less, why_not_more};
use crate::words::{condition_text, more, name, phrase, rule_text, standing};

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
        page.heading("head_provisional", p("head_provisional"));
        page.push(Block::Text(p("provisional_text")));
        page.push(Block::List(open_list(knowledge, verdict, language)));
    } else if rung.is_open() {
        page.push(Block::Text(p("final_text")));
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
    let reasons = reasoner.reasons(verdict, answers);
    page.heading("head_less", p("head_less"));
    page.push(Block::List(why_not_less(reasoner, verdict, &reasons, answers, language)));
    if rung != Rung::Emergency {
        page.heading("head_more", p("head_more"));
        page.push(Block::List(why_not_more(reasoner, &reasons, answers, language)));
        page.heading("head_change", p("head_change"));
        page.push(Block::Text(p("change_note")));
        page.push(Block::List(what_would_change(reasoner, verdict, &reasons, language)));
    }
    if rung >= Rung::HoldAndSeePt {
        behind(&mut page, reasoner, verdict, language);
    }
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
    sources(&mut page, knowledge, verdict, language);
    page.push(Block::Notice(format!(
        "{} {}{}",
        standing(knowledge, language),
        p(if knowledge.proved { "rules_proved" } else { "rules_not_proved" }),
        if knowledge.safety_locked { String::new() } else { format!(" {}", p("not_locked")) }
    )));
    safety_net(&mut page, knowledge, language);
    page
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

fn open_list(knowledge: &Knowledge, verdict: &Verdict, language: &str) -> Vec<String> {
    let open = interview_order(knowledge, &verdict.open);
    let mut items: Vec<String> =
        open.iter().take(OPEN_SHOWN).map(|f| name(knowledge, *f, language)).collect();
    if open.len() > OPEN_SHOWN {
        items.push(more(knowledge, open.len() - OPEN_SHOWN, language));
    }
    for &rule in &verdict.kept_provisional_by {
        items.push(rule_text(knowledge, rule, language).reason.clone());
    }
    items
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
    let mut items: Vec<String> =
        phrase(knowledge, id, language).lines().map(str::to_owned).collect();
    for fired in &verdict.decision.fired {
        let next = &rule_text(knowledge, fired.rule, language).next;
        if !next.is_empty()
            && knowledge.rules[fired.rule].rung == Some(rung)
            && !items.contains(next)
        {
            items.push(next.clone());
        }
    }
    items
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
    let items = keys
        .iter()
        .filter_map(|key| {
            let line = source_line(knowledge, key)?;
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

/// A source in one line: key, authors, year, title.
pub(crate) fn source_line(knowledge: &Knowledge, key: &str) -> Option<String> {
    let source = knowledge.sources.get(key)?;
    let year = source.year.map_or(String::new(), |y| format!(" ({y})"));
    Some(format!("[{}] {}{year}: {}.", source.id, source.authors, source.title))
}
