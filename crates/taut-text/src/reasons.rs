//! The reasons in words: why not less careful, why not more careful, and what would change the advice.

use taut_knowledge::{Answers, FindingId, Kind, Knowledge, Rung, Value};
use taut_reason::{
    Answered, Basis, Change, Fewest, Floor, Guarantee, Otherwise, Reasoner, Reasons, Verdict,
};

use crate::page::source_number;
use crate::words::{label, names, phrase, rule_text, said, title, unit_words, within};

/// Ways to other advice that a page spells out.
const WAYS_SHOWN: usize = 3;

/// An answer to a question, in words.
pub(crate) fn answer_words(
    knowledge: &Knowledge,
    finding: FindingId,
    answer: Answered,
    language: &str,
) -> String {
    let record = knowledge.finding(finding);
    let text = record.text.get(language).unwrap_or_else(|| record.en());
    let with_name =
        |id: &'static str| phrase(knowledge, id, language).replace("{name}", &text.name);
    match answer {
        Answered::Nothing => with_name("answer_nothing"),
        Answered::NotSure => with_name("answer_not_sure"),
        Answered::State(0, _) if record.kind == Kind::Sign => with_name("answer_no"),
        Answered::State(..) if record.kind == Kind::Sign => text.name.clone(),
        Answered::State(state, _) => {
            let label = text.states.get(usize::from(state)).map_or("", String::as_str);
            format!("{}: {}", text.name, within(label))
        }
        Answered::Number(number) => match &record.kind {
            Kind::Measure { unit, .. } => {
                format!("{}: {number} {}", text.name, unit_words(knowledge, unit, language))
            }
            _ => format!("{}: {number}", text.name),
        },
        Answered::Years(low, high) if low == high => format!("{}: {low}", text.name),
        Answered::Years(low, high) => format!("{}: {low}-{high}", text.name),
    }
}

/// The answers that were given to these questions, in words.
pub(crate) fn given_words(
    reasoner: &Reasoner,
    findings: &[FindingId],
    answers: &Answers,
    language: &str,
) -> Vec<String> {
    findings
        .iter()
        .map(|f| answer_words(reasoner.knowledge, *f, reasoner.answer(answers, *f), language))
        .collect()
}

/// Why not less careful: the answers that force the rung, then one line a rule with its source.
pub(crate) fn why_not_less(
    reasoner: &Reasoner,
    verdict: &Verdict,
    reasons: &Reasons,
    answers: &Answers,
    language: &str,
) -> Vec<String> {
    let knowledge = reasoner.knowledge;
    let mut items = Vec::new();
    let mut rules = 0;
    for fired in &verdict.decision.fired {
        if !reasons.floor_rules.contains(&fired.rule) {
            continue;
        }
        rules += 1;
        let rule = &knowledge.rules[fired.rule];
        let speaks = |f: &&FindingId| supports(knowledge, **f, answers);
        let because: Vec<FindingId> = fired.because.iter().filter(speaks).copied().collect();
        // The answers that are enough are named in a line of their own.
        let said_so = if reasons.floor.answers.iter().eq(&because) {
            String::new()
        } else {
            said_so(knowledge, &because, answers, language)
        };
        let cite = label(knowledge, "common", "cite", language)
            .replace("{source}", &source_number(knowledge, verdict, &rule.source))
            .replace("{section}", &rule.section);
        let reason = &rule_text(knowledge, fired.rule, language).reason;
        // In an emergency the page has no list of sources: nothing keeps anybody from going.
        items.push(if rule.rung == Some(Rung::Emergency) {
            format!("{reason}{said_so}")
        } else {
            format!("{reason}{said_so} [{cite}]")
        });
    }
    if rules == 0 {
        let id = match verdict.decision.basis {
            Basis::Undecided => "reason_undecided",
            Basis::Concern => "reason_concern",
            _ if verdict.rung() == Rung::HoldAndSeePt => "reason_utility_hold",
            _ => "reason_utility",
        };
        let cite = label(knowledge, "common", "cite_harms", language)
            .replace("{source}", &source_number(knowledge, verdict, &knowledge.harms.source));
        items.push(format!("{} [{cite}]", phrase(knowledge, id, language)));
    }
    // On an open rung there is hardly anything less careful to speak of.
    if !verdict.rung().is_open() {
        items.push(floor_words(reasoner, &reasons.floor, answers, language));
    }
    items
}

/// What the smallest set of answers forces, and what that is known for.
fn floor_words(reasoner: &Reasoner, floor: &Floor, answers: &Answers, language: &str) -> String {
    let knowledge = reasoner.knowledge;
    let said = given_words(reasoner, &floor.answers, answers, language).join("; ");
    let p = |id: &'static str| phrase(knowledge, id, language).replace("{answers}", &said);
    let none = floor.answers.is_empty();
    match &floor.guarantee {
        Guarantee::AnyAnswer => p("floor_any"),
        Guarantee::GivenAnswers { excusable_by } if excusable_by.is_empty() => {
            p(if none { "floor_whatever" } else { "floor_given" })
        }
        Guarantee::GivenAnswers { excusable_by } => format!(
            "{} {}",
            p("floor_given"),
            p("floor_excusable").replace("{questions}", &names(knowledge, excusable_by, language))
        ),
        Guarantee::FewChanges { changes } => {
            let tried = match changes {
                0 => String::new(),
                1 => p("floor_one_change"),
                n => p("floor_few_changes").replace("{n}", &n.to_string()),
            };
            let alone = p(if none { "floor_nothing" } else { "floor_alone" });
            format!("{alone} {tried}").trim_end().to_owned()
        }
    }
}

/// " You said: ...", or nothing where there is nothing to name.
fn said_so(
    knowledge: &Knowledge,
    because: &[FindingId],
    answers: &Answers,
    language: &str,
) -> String {
    if because.is_empty() {
        return String::new();
    }
    let list: Vec<String> =
        because.iter().map(|f| said(knowledge, *f, answers, language)).collect();
    format!(" {}: {}.", phrase(knowledge, "you_said", language), list.join("; "))
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

/// Why not more careful: a line for each more careful rung that is no open one.
pub(crate) fn why_not_more(
    reasoner: &Reasoner,
    reasons: &Reasons,
    answers: &Answers,
    language: &str,
) -> Vec<String> {
    let knowledge = reasoner.knowledge;
    let p = |id: &'static str| phrase(knowledge, id, language);
    let is_no = |f: &&FindingId| {
        let record = knowledge.finding(**f);
        let below = |state| state < record.present_from;
        record.is_marked() && matches!(answers.get(**f), Value::State(state) if below(state))
    };
    reasons
        .ruled_out
        .iter()
        .filter(|out| !out.rung.is_open())
        .map(|out| {
            let flags: Vec<FindingId> = out.answers.iter().filter(is_no).copied().collect();
            let said_no = names(knowledge, &flags, language);
            let open = names(knowledge, &answerable(knowledge, out.open.iter()), language);
            let mut line = format!("{}: ", title(knowledge, out.rung, language));
            if !said_no.is_empty() {
                line += &format!("{} {}", p("more_said_no"), said_no);
            }
            if !open.is_empty() {
                let comma = if said_no.is_empty() { "" } else { ". " };
                line += &format!("{comma}{}: {open}", p("more_open"));
            }
            if said_no.is_empty() && open.is_empty() {
                line += p("more_no_rule");
            }
            line + "."
        })
        .collect()
}

/// Questions that are open and that could make the advice more careful.
pub(crate) fn open_care(knowledge: &Knowledge, reasons: &Reasons) -> Vec<FindingId> {
    let careful = reasons.ruled_out.iter().filter(|out| !out.rung.is_open());
    answerable(knowledge, careful.flat_map(|out| &out.open))
}

/// Questions that a person may answer, without repeats.
fn answerable<'f>(
    knowledge: &Knowledge,
    findings: impl Iterator<Item = &'f FindingId>,
) -> Vec<FindingId> {
    let mut list: Vec<FindingId> = Vec::new();
    for &finding in findings.filter(|f| knowledge.finding(**f).person_may_answer) {
        if !list.contains(&finding) {
            list.push(finding);
        }
    }
    list
}

/// What would change the advice. Never meant as advice to change an answer; the page says so.
pub(crate) fn what_would_change(
    reasoner: &Reasoner,
    verdict: &Verdict,
    reasons: &Reasons,
    language: &str,
) -> Vec<String> {
    let knowledge = reasoner.knowledge;
    let p = |id: &'static str| phrase(knowledge, id, language);
    let counted = |id: &'static str, n: usize| p(id).replace("{n}", &n.to_string());
    let mut items = Vec::new();
    let asked = |ways: &[Otherwise]| {
        answerable(knowledge, ways.iter().flat_map(|way| &way.changes).map(|c| &c.finding))
    };
    let listed = |id: &'static str, findings: &[FindingId]| {
        p(id).replace("{questions}", &names(knowledge, findings, language))
    };
    match &reasons.given_more {
        Fewest::Exactly { count: 1, ways } => {
            let list = asked(ways);
            if !list.is_empty() {
                items.push(listed("change_given_more_one", &list));
            }
        }
        Fewest::Exactly { count: n, .. } | Fewest::AtLeast(n) => {
            items.push(counted("change_given_more_some", *n));
        }
        Fewest::Never => {}
    }
    if verdict.rung() == Rung::StretchAndStrengthen {
        return items;
    }
    match &reasons.given_less {
        Fewest::Exactly { count: 1, ways } => {
            let list: Vec<String> = ways
                .iter()
                .take(WAYS_SHOWN)
                .map(|way| {
                    let to = changes_words(knowledge, &way.changes, language);
                    format!("{to} ({})", title(knowledge, way.rung, language).to_lowercase())
                })
                .collect();
            items.push(p("change_given_less_one").replace("{ways}", &list.join("; ")));
        }
        Fewest::Exactly { count: n, .. } | Fewest::AtLeast(n) => {
            items.push(counted("change_given_less_some", *n));
        }
        Fewest::Never => items.push(p("change_given_less_never").to_owned()),
    }
    match &reasons.open_less {
        Fewest::Exactly { count: 1, ways } => {
            let list = asked(ways);
            if !list.is_empty() {
                items.push(listed("change_open_less_one", &list));
            }
        }
        Fewest::Exactly { .. } | Fewest::AtLeast(_) => {
            items.push(p("change_open_less_some").to_owned());
        }
        Fewest::Never => items.push(p("change_open_less_never").to_owned()),
    }
    items
}

/// Other answers in words, joined.
pub(crate) fn changes_words(knowledge: &Knowledge, changes: &[Change], language: &str) -> String {
    let words: Vec<String> =
        changes.iter().map(|c| answer_words(knowledge, c.finding, c.to, language)).collect();
    words.join(" + ")
}
