//! The letter to a physical therapist or doctor: all that was asked, and what was not, in an order that is read fast.

use std::collections::BTreeSet;

use taut_knowledge::regions::RegionId;
use taut_knowledge::{
    Case, CaseAnswer, CaseSex, FindingId, Kind, Knowledge, Mark, Origin, Said, Side,
};
use taut_plan::measure::{Score, Series};
use taut_plan::{Action, Programme, Response};
use taut_reason::Verdict;

use crate::block::{Block, Page};
use crate::plan_page::{dose_words, preview, standing};
use crate::words::{exercise_name, label, name, phrase, title, unit_words};

/// What a letter is about.
#[derive(Clone, Copy)]
pub struct LetterView<'a> {
    /// The knowledge.
    pub knowledge: &'a Knowledge,
    /// The answers as they were given, each with its day.
    pub case: &'a Case,
    /// The verdict on them.
    pub verdict: &'a Verdict,
    /// Measures over time; empty where none were taken.
    pub series: &'a [&'a Series],
    /// The programme that was advised and goes on, if there is one.
    pub programme: Option<&'a Programme>,
    /// That programme waits for a check-in.
    pub is_paused: bool,
    /// What check-ins came to, oldest first.
    pub responses: &'a [Response],
}

/// The page that a therapist or doctor reads first. What nothing is known of is there as not asked, never left out.
#[must_use]
pub fn letter_page(view: &LetterView<'_>, language: &str) -> Page {
    let LetterView { knowledge, verdict, .. } = *view;
    let t = |key: &'static str| label(knowledge, "letter", key, language);
    let mut page = Page::default();
    page.push(Block::Title(t("title").to_owned()));
    page.push(preview(knowledge, language));
    page.heading("letter_reason", t("reason_head").to_owned());
    let given = if verdict.is_provisional() { "advice_provisional" } else { "advice" };
    let advice = title(knowledge, verdict.rung(), language);
    page.push(Block::List(vec![
        t("own_question").replace("{question}", phrase(knowledge, "head_question", language)),
        t(given).replace("{advice}", &advice),
        about(view, language),
    ]));
    flags(&mut page, view, language);
    page.heading("letter_chart", t("chart_head").to_owned());
    page.push(Block::Text(t("chart").to_owned()));
    for (head, findings) in parts(knowledge, language) {
        page.heading("letter_part", head);
        page.push(Block::List(lines(view, &findings, language)));
    }
    let tests = self_tests(knowledge);
    page.heading("letter_tests", t("tests_head").to_owned());
    page.push(Block::Text(t("tests").to_owned()));
    page.push(Block::List(lines(view, &tests, language)));
    page.heading("letter_more", t("more_head").to_owned());
    page.push(Block::List(vec![t("never_asked").to_owned()]));
    measures(&mut page, view, language);
    advised(&mut page, view, language);
    page.push(Block::Notice(standing(knowledge, language)));
    page
}

/// Regions of the body chart that the answers speak of; where a finding has no side, both.
#[must_use]
pub fn regions_of_answers(knowledge: &Knowledge, case: &Case) -> Vec<RegionId> {
    let speaks = |id: &RegionId| {
        knowledge.region(*id).says.iter().filter(|says| says.fills && !says.both_sides).any(
            |says| {
                newest(case, says.finding).is_some_and(|answer| {
                    let is_there = matches!(answer.said, Said::State(state) if state >= says.state);
                    let is_here = [id.side, Side::Both, Side::Unstated].contains(&answer.side)
                        || id.side == Side::Unstated;
                    is_there && is_here
                })
            },
        )
    };
    knowledge.region_ids().filter(speaks).collect()
}

fn newest(case: &Case, finding: FindingId) -> Option<&CaseAnswer> {
    // Of one day the last one counts.
    case.answers.iter().filter(|one| one.finding == finding).max_by(|a, b| a.when.cmp(&b.when))
}

/// Age and sex, or that they were not said.
fn about(view: &LetterView<'_>, language: &str) -> String {
    let LetterView { knowledge, case, .. } = *view;
    let t = |key: &'static str| label(knowledge, "letter", key, language).to_owned();
    let age = case.age.map_or_else(
        || t("not_said"),
        |(low, high)| {
            if low < high { format!("{low}-{high}") } else { low.to_string() }
        },
    );
    let sex = t(match case.sex {
        Some(CaseSex::Female) => "female",
        Some(CaseSex::Male) => "male",
        Some(CaseSex::Other) | None => "not_said",
    });
    t("about").replace("{age}", &age).replace("{sex}", &sex)
}

/// Item, answer and day of everything that is a flag: what is there or not sure has a row each and comes first; what was not
/// asked, and what is not there, stands together in a row for each answer and day.
fn flags(page: &mut Page, view: &LetterView<'_>, language: &str) {
    let LetterView { knowledge, case, .. } = *view;
    let t = |key: &'static str| label(knowledge, "letter", key, language).to_owned();
    let mut rows: [Vec<Vec<String>>; 4] = Default::default();
    for finding in flag_findings(knowledge) {
        let answer = newest(case, finding);
        let day = answer.and_then(|answer| answer.when.clone()).unwrap_or_default();
        let row = vec![name(knowledge, finding, language), in_words(view, finding, language), day];
        let is_sign = knowledge.finding(finding).kind == Kind::Sign;
        let (rank, together) = match answer.map(|answer| answer.said) {
            Some(Said::State(0)) if is_sign => (3, true),
            Some(Said::Unknown) => (1, false),
            Some(_) => (0, false),
            None => (2, true),
        };
        let like = rows[rank].iter_mut().find(|other| together && other[1..] == row[1..]);
        match like {
            Some(other) => {
                other[0].push_str("; ");
                other[0].push_str(&row[0]);
            }
            None => rows[rank].push(row),
        }
    }
    page.heading("letter_flags", t("flags_head"));
    page.push(Block::Table(vec![t("item"), t("answer"), t("day")], rows.concat()));
}

/// Flags and losses that a person can be asked about, in the order of the interview.
fn flag_findings(knowledge: &Knowledge) -> Vec<FindingId> {
    let is_flag = |finding: &FindingId| {
        let marks = &knowledge.finding(*finding).marks;
        marks.contains(&Mark::Serious) || marks.contains(&Mark::Deficit)
    };
    let all = knowledge.screens.iter().flat_map(|screen| &screen.findings).copied();
    all.filter(is_flag).collect()
}

/// Parts of the interview with their titles; neighbours of one title are one. Flags, tests, age and sex stand elsewhere.
fn parts(knowledge: &Knowledge, language: &str) -> Vec<(String, Vec<FindingId>)> {
    let flags: BTreeSet<FindingId> = flag_findings(knowledge).into_iter().collect();
    let here = |finding: &FindingId| {
        let record = knowledge.finding(*finding);
        !flags.contains(finding)
            && record.origin != Origin::SelfTest
            && !matches!(record.id.as_str(), "age" | "sex")
    };
    let mut parts: Vec<(String, Vec<FindingId>)> = Vec::new();
    for screen in &knowledge.screens {
        let text = screen.text.get(language).or_else(|| screen.text.get("en"));
        let head = text.map(|(title, _)| title.clone()).unwrap_or_default();
        let findings: Vec<FindingId> = screen.findings.iter().copied().filter(here).collect();
        match parts.last_mut() {
            _ if findings.is_empty() => {}
            Some((last, all)) if *last == head => all.extend(findings),
            _ => parts.push((head, findings)),
        }
    }
    parts
}

fn self_tests(knowledge: &Knowledge) -> Vec<FindingId> {
    let all = knowledge.screens.iter().flat_map(|screen| &screen.findings).copied();
    all.filter(|finding| knowledge.finding(*finding).origin == Origin::SelfTest).collect()
}

/// What is there, what is not, what is not sure, what was not asked: a line each.
fn lines(view: &LetterView<'_>, findings: &[FindingId], language: &str) -> Vec<String> {
    let LetterView { knowledge, case, .. } = *view;
    let t = |key: &'static str| label(knowledge, "letter", key, language);
    let mut groups: [(&'static str, Vec<String>); 4] =
        ["there", "not_there", "not_sure", "not_asked"].map(|key| (key, Vec::new()));
    for &finding in findings {
        let record = knowledge.finding(finding);
        let words = name(knowledge, finding, language);
        let (group, words) = match newest(case, finding).map(|answer| answer.said) {
            None => (3, words),
            Some(Said::Unknown) => (2, words),
            Some(Said::State(0)) if record.kind == Kind::Sign => (1, words),
            Some(_) => {
                let said = in_words(view, finding, language);
                (0, format!("{words}: {said}"))
            }
        };
        groups[group].1.push(words);
    }
    groups
        .into_iter()
        .filter(|(_, list)| !list.is_empty())
        .map(|(key, list)| t(key).replace("{list}", &list.join("; ")))
        .collect()
}

/// The newest answer to a finding, with its side.
fn in_words(view: &LetterView<'_>, finding: FindingId, language: &str) -> String {
    let LetterView { knowledge, case, .. } = *view;
    let t = |key: &'static str| label(knowledge, "letter", key, language).to_owned();
    let record = knowledge.finding(finding);
    let Some(answer) = newest(case, finding) else { return t("was_not_asked") };
    let said = match (answer.said, &record.kind) {
        (Said::Unknown, _) => return t("was_not_sure"),
        (Said::Cleared, _) => t("cleared"),
        (Said::State(0), Kind::Sign) => t("no"),
        (Said::State(_), Kind::Sign) => t("yes"),
        (Said::State(state), _) => {
            let text = record.text.get(language).unwrap_or_else(|| record.en());
            text.states.get(usize::from(state)).cloned().unwrap_or_default()
        }
        (Said::Number(number), Kind::Measure { unit, .. }) => {
            format!("{number} {}", unit_words(knowledge, unit, language))
        }
        (Said::Number(number), _) => number.to_string(),
    };
    let side = match answer.side {
        Side::Left => "left",
        Side::Right => "right",
        Side::Both => "both",
        Side::Unstated => return said,
    };
    if matches!(answer.said, Said::State(0)) {
        return said;
    }
    format!("{said}, {}", t(side))
}

/// Every measure: the first value and the newest. Those that were not asked stand together in the last row.
fn measures(page: &mut Page, view: &LetterView<'_>, language: &str) {
    let LetterView { knowledge, series, .. } = *view;
    let t = |key: &'static str| label(knowledge, "letter", key, language).to_owned();
    let (mut rows, mut not_asked) = (Vec::new(), Vec::new());
    for (index, measure) in knowledge.measures.iter().enumerate() {
        let text = measure.record.text.get(language).unwrap_or_else(|| measure.en());
        let mut found = false;
        for line in series.iter().filter(|line| line.key.measure == index) {
            let mut scores = line.points.iter().filter_map(|point| Some((point.on, point.score?)));
            let Some((on, first)) = scores.next() else { continue };
            let (last_on, last) = scores.next_back().unwrap_or((on, first));
            let side = match line.key.side {
                Side::Left => format!(", {}", t("left")),
                Side::Right => format!(", {}", t("right")),
                _ => String::new(),
            };
            let unit = unit_words(knowledge, &measure.record.unit, language);
            rows.push(vec![
                format!("{}{side} ({unit})", text.name),
                format!("{} ({on})", score(first)),
                format!("{} ({last_on})", score(last)),
            ]);
            found = true;
        }
        if !found {
            not_asked.push(text.name.as_str());
        }
    }
    if !not_asked.is_empty() {
        rows.push(vec![not_asked.join("; "), t("was_not_asked"), t("was_not_asked")]);
    }
    page.heading("letter_measures", t("measures_head"));
    page.push(Block::Table(vec![t("item"), t("first"), t("newest")], rows));
}

fn score(score: Score) -> String {
    match score.known() {
        Some(value) => format!("{value:.1}").trim_end_matches(".0").to_owned(),
        None => format!("{:.1}..{:.1}", score.low, score.high),
    }
}

/// The exercises that were advised, and what stopped when.
fn advised(page: &mut Page, view: &LetterView<'_>, language: &str) {
    let LetterView { knowledge, programme, is_paused, responses, .. } = *view;
    let t = |key: &'static str| label(knowledge, "letter", key, language).to_owned();
    let exercise = |index: usize| exercise_name(&knowledge.exercises[index], language).to_owned();
    let mut items = Vec::new();
    if is_paused {
        items.push(label(knowledge, "clinic", "paused", language).to_owned());
    }
    for chosen in programme.into_iter().flat_map(|programme| &programme.chosen) {
        let (index, level) = (chosen.item.exercise, &chosen.item.level);
        let dose = dose_words(knowledge, &knowledge.exercises[index].dose, level, language);
        items.push(format!("{}: {dose}", exercise(index)));
    }
    if items.is_empty() {
        items.push(t("none_advised"));
    }
    for response in responses {
        let on = response.on.to_string();
        for action in &response.actions {
            let words = match action {
                Action::StopAll(_) => t("stopped_all"),
                Action::Stop(index, _) => t("stopped").replace("{name}", &exercise(*index)),
                Action::MoreCareful(_, to) => {
                    t("more_careful").replace("{advice}", &title(knowledge, *to, language))
                }
                _ => continue,
            };
            items.push(words.replace("{date}", &on));
        }
    }
    page.heading("letter_advised", t("advised_head"));
    page.push(Block::List(items));
}
