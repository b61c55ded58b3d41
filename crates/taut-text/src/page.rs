//! The verdict page for a person: the answer first, then what to do, both reasons, and the safety net last.

use taut_knowledge::{
    Answers, Concern, ConditionKind, FindingId, Kind, Knowledge, Obtained, Rung, Value,
};
use taut_reason::{Basis, Reasoner, Reasons, Verdict};

use crate::block::{Block, Page};

/// Open questions listed before the rest is only counted.
const OPEN_SHOWN: usize = 8;

/// A fixed phrase, or its id where the language and English both lack it.
pub(crate) fn phrase<'k>(knowledge: &'k Knowledge, id: &'k str, language: &str) -> &'k str {
    knowledge.phrase(id, language).unwrap_or(id)
}

/// The name of a finding in a language, falling back to English.
pub(crate) fn name(knowledge: &Knowledge, finding: FindingId, language: &str) -> String {
    let record = knowledge.finding(finding);
    record.text.get(language).unwrap_or_else(|| record.en()).name.clone()
}

/// What was answered, in words: the finding's name, with the state where it is not a plain yes.
pub(crate) fn said(
    knowledge: &Knowledge,
    finding: FindingId,
    answers: &Answers,
    language: &str,
) -> String {
    let record = knowledge.finding(finding);
    let text = record.text.get(language).unwrap_or_else(|| record.en());
    match answers.get(finding) {
        Value::State(state) if record.kind != Kind::Sign => {
            let label = text.states.get(usize::from(state)).map_or("", String::as_str);
            match answers.number(finding) {
                Some(number) => format!("{}: {number} {}", text.name, unit(&record.kind)),
                None => format!("{}: {}", text.name, label.to_lowercase()),
            }
        }
        _ => text.name.clone(),
    }
}

fn unit(kind: &Kind) -> &str {
    match kind {
        Kind::Measure { unit, .. } => unit,
        _ => "",
    }
}

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
        page.push(Block::Heading(p("head_provisional")));
        page.push(Block::Text(p("provisional_text")));
        page.push(Block::List(open_list(knowledge, verdict, language)));
    } else if rung.is_open() {
        page.push(Block::Text(p("final_text")));
    }
    page.push(Block::Heading(p("head_do_now")));
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
        page.section(&p("head_undecided"), items);
    }
    let reasons = reasoner.reasons(verdict, answers);
    page.push(Block::Heading(p("head_less")));
    page.push(Block::List(why_not_less(reasoner, verdict, &reasons, answers, language)));
    if rung != Rung::Emergency {
        page.push(Block::Heading(p("head_more")));
        let items = reasons
            .ruled_out
            .iter()
            .filter(|out| !out.rung.is_open())
            .map(|out| {
                let asked = |list: &[FindingId]| -> Vec<FindingId> {
                    let may = |f: &&FindingId| {
                        knowledge.finding(**f).person_may_answer && reasoner.applies(**f, answers)
                    };
                    list.iter().filter(may).copied().collect()
                };
                let said_no = names(knowledge, &out.answers, language);
                let open = names(knowledge, &asked(&out.open), language);
                let mut line = format!("{}: ", title(knowledge, out.rung, language));
                if !said_no.is_empty() {
                    line += &format!("{} {}", p("more_said_no"), said_no);
                }
                if !open.is_empty() {
                    let comma = if said_no.is_empty() { "" } else { ". " };
                    let label = p("more_open");
                    line += &format!("{comma}{label}: {open}");
                }
                if said_no.is_empty() && open.is_empty() {
                    line += &p("more_no_rule");
                }
                line + "."
            })
            .collect();
        page.push(Block::List(items));
    }
    if rung >= Rung::HoldAndSeePt {
        behind(&mut page, reasoner, verdict, language);
    }
    page.push(Block::Heading(p("head_sure")));
    let mut sure = vec![p("sure_text"), assumed_share(knowledge, language)];
    if rung.is_open() {
        sure.push(p("sure_mechanism"));
    }
    if verdict.decision.unguarded != rung && verdict.decision.basis != Basis::Rule {
        sure.push(p("guarded_text"));
    }
    page.push(Block::List(sure));
    sources(&mut page, knowledge, verdict, language);
    page.push(Block::Notice(format!(
        "taut {}, knowledge {} ({}), review level {}. {}{}",
        env!("CARGO_PKG_VERSION"),
        knowledge.edition,
        &knowledge.hash[..knowledge.hash.len().min(12)],
        knowledge.lowest_review.id(),
        p(if knowledge.proved { "rules_proved" } else { "rules_not_proved" }),
        if knowledge.safety_locked { String::new() } else { format!(" {}", p("not_locked")) }
    )));
    safety_net(&mut page, knowledge, language);
    page
}

/// Ends a page with the safety net (S12).
pub(crate) fn safety_net(page: &mut Page, knowledge: &Knowledge, language: &str) {
    page.push(Block::Heading(phrase(knowledge, "head_safety_net", language).to_owned()));
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

fn answer_id(rung: Rung) -> &'static str {
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

pub(crate) fn title(knowledge: &Knowledge, rung: Rung, language: &str) -> String {
    let id = match rung {
        Rung::Emergency => "rung_emergency",
        Rung::SeeDoctorToday => "rung_see_doctor_today",
        Rung::SeeDoctor => "rung_see_doctor",
        Rung::HoldAndSeePt => "rung_hold_and_see_pt",
        Rung::Undecided => "rung_undecided",
        Rung::StayActive => "rung_stay_active",
        Rung::Strengthen => "rung_strengthen",
        Rung::StretchAndStrengthen => "rung_stretch_and_strengthen",
    };
    phrase(knowledge, id, language).to_owned()
}

fn names(knowledge: &Knowledge, findings: &[FindingId], language: &str) -> String {
    const SHOWN: usize = 6;
    let mut list: Vec<String> =
        findings.iter().take(SHOWN).map(|f| name(knowledge, *f, language)).collect();
    if findings.len() > SHOWN {
        list.push(more(knowledge, findings.len() - SHOWN, language));
    }
    list.join("; ")
}

fn more(knowledge: &Knowledge, n: usize, language: &str) -> String {
    phrase(knowledge, "more_items", language).replace("{n}", &n.to_string())
}

fn open_list(knowledge: &Knowledge, verdict: &Verdict, language: &str) -> Vec<String> {
    // In the order of the interview: what is asked first matters most.
    let place =
        |f: &FindingId| knowledge.screens.iter().flat_map(|s| &s.findings).position(|g| g == f);
    let mut open = verdict.open.clone();
    open.sort_by_key(|f| (place(f).unwrap_or(usize::MAX), *f));
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

fn what_to_do(knowledge: &Knowledge, verdict: &Verdict, language: &str) -> Vec<String> {
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

/// One line a reason: the rule's words, then the answers behind it and where it comes from.
fn why_not_less(
    reasoner: &Reasoner,
    verdict: &Verdict,
    reasons: &Reasons,
    answers: &Answers,
    language: &str,
) -> Vec<String> {
    let knowledge = reasoner.knowledge;
    let mut items = Vec::new();
    for fired in &verdict.decision.fired {
        if !reasons.floor_rules.contains(&fired.rule) {
            continue;
        }
        let rule = &knowledge.rules[fired.rule];
        let because: Vec<String> = fired
            .because
            .iter()
            .filter(|f| supports(knowledge, **f, answers))
            .map(|f| said(knowledge, *f, answers, language))
            .collect();
        let said_so = said_so(knowledge, &because, language);
        items.push(format!(
            "{}{said_so} [{}, section {}, {}]",
            rule_text(knowledge, fired.rule, language).reason,
            rule.source,
            rule.section,
            rule.review.id()
        ));
    }
    if items.is_empty() {
        let id = match verdict.decision.basis {
            Basis::Undecided => "reason_undecided",
            Basis::Concern => "reason_concern",
            _ if verdict.rung() == Rung::HoldAndSeePt => "reason_utility_hold",
            _ => "reason_utility",
        };
        let because: Vec<String> = reasons
            .floor_answers
            .iter()
            .take(6)
            .map(|f| said(knowledge, *f, answers, language))
            .collect();
        let said_so = said_so(knowledge, &because, language);
        items.push(format!(
            "{}{said_so} [harms, {}, {}]",
            phrase(knowledge, id, language),
            knowledge.harms.source,
            knowledge.lowest_review.id()
        ));
    }
    items
}

/// " You said: ...", or nothing where there is nothing to name.
fn said_so(knowledge: &Knowledge, because: &[String], language: &str) -> String {
    if because.is_empty() {
        return String::new();
    }
    format!(" {}: {}.", phrase(knowledge, "you_said", language), because.join("; "))
}

/// True if the answer speaks for the rule: a state that counts as present, or a plain choice such as a duration.
fn supports(knowledge: &Knowledge, finding: FindingId, answers: &Answers) -> bool {
    let record = knowledge.finding(finding);
    match answers.get(finding) {
        Value::State(_) if record.id == "age" => true,
        Value::State(state) => state >= record.present_from || !record.is_marked() && state > 0,
        Value::Unknown => false,
    }
}

pub(crate) fn rule_text<'k>(
    knowledge: &'k Knowledge,
    rule: usize,
    language: &str,
) -> &'k taut_knowledge::RuleText {
    let text = &knowledge.rules[rule].text;
    text.get(language).unwrap_or_else(|| &text["en"])
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
        let text = condition.text.get(language).unwrap_or_else(|| condition.en());
        fitting.push((
            p,
            format!("{}: {}. {}", phrase(knowledge, band, language), text.name, text.plain),
        ));
    }
    fitting.sort_by(|a, b| b.0.total_cmp(&a.0));
    let items: Vec<String> = fitting.into_iter().take(4).map(|(_, line)| line).collect();
    if !items.is_empty() {
        page.push(Block::Heading(phrase(knowledge, "head_behind", language).to_owned()));
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
        .filter_map(|key| knowledge.sources.get(*key))
        .map(|source| {
            let year = source.year.map_or(String::new(), |y| format!(" ({y})"));
            format!("[{}] {}{year}: {}. {}", source.id, source.authors, source.title, source.note)
                .trim_end()
                .to_owned()
        })
        .collect();
    page.section(phrase(knowledge, "head_sources", language), items);
}
