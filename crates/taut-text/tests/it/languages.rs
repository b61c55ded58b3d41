//! Pages in another language: with a language whose every text is wrapped in ⟦ and ⟧, no word of any page stands outside.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::civil::date;
use taut_knowledge::programme::MeasureForm;
use taut_knowledge::{
    Answers, FindingId, Kind, Knowledge, MeasureAnswer, Review, Rung, Side, load, load_body,
    read_body_folder, read_case, read_folder, resolve,
};
use taut_plan::measure::{Key, Series};
use taut_plan::{
    Action, Clinician, Loads, Person, Plan, Planner, Preferences, Programme, Response, StepDown,
    StepUp, Stopped,
};
use taut_reason::{
    Advice, Drawn, Draws, Reasoner, SameDecision, Search, Setting, Uncertainty, Verdict, Why,
    contributions, draw_harms,
};
use taut_text::{
    Block, CheckInView, Page, PlanView, Plots, ProgressView, check_in_page, next_page, plan_page,
    plan_page_for_therapist, plot_of, progress_page, therapist_page, translation_notice,
    verdict_page, why_asked, why_no_more, with_firmness_for_person, with_firmness_for_therapist,
};

use taut_text::explorer::{Explorer, explorer_closed_page, explorer_page};
use taut_text::figure::{
    Form, Glyphs, body_chart_figure, contributions_figure, exercise_figure, self_test_figure,
};

use crate::pages::folder;
use crate::plan_pages::preferences;
use crate::shipped::figure_body;

#[path = "../../../taut-knowledge/tests/it/pseudo.rs"]
mod pseudo;

const XX: &str = pseudo::CODE;

/// The shipped knowledge with the wrapped language beside English, and no other.
static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let mut files = read_folder(&folder("")).unwrap_or_else(|report| panic!("{report}"));
    files.retain(|(path, _)| !path.starts_with("languages/"));
    let files = pseudo::with_pseudo_language(&files);
    load(&files).unwrap_or_else(|report| panic!("{report}")).0
});

static REASONER: LazyLock<Reasoner<'static>> =
    LazyLock::new(|| Reasoner::new(&KNOWLEDGE, Setting::Home));

static LOADS: LazyLock<Loads<'static>> = LazyLock::new(|| {
    let files = read_body_folder(&folder("")).unwrap_or_else(|report| panic!("{report}"));
    let body = Box::leak(Box::new(load_body(&files).unwrap_or_else(|r| panic!("{r}")).0));
    Loads::of(&KNOWLEDGE, body).unwrap_or_else(|p| panic!("{p:?}"))
});

/// Nobody known, and everybody of the vignettes.
fn people() -> Vec<(String, Answers)> {
    let entries = std::fs::read_dir(folder("vignettes")).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut people = vec![("nothing known".to_owned(), Answers::none(&KNOWLEDGE))];
    for file in &files {
        let case = read_case("case", &std::fs::read(file).unwrap(), &KNOWLEDGE)
            .unwrap_or_else(|report| panic!("{}: {report}", file.display()));
        people.push((case.id.clone(), resolve(&case, &KNOWLEDGE).answers));
    }
    assert!(people.len() > 60, "{}", people.len());
    people
}

/// What may stand outside: nothing but numbers for a person; for a therapist also ids of records.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    Person,
    Therapist,
}

/// Ids that a therapist's page names, and words that belong to none of the languages.
static IDS: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let k = &*KNOWLEDGE;
    let rungs = Rung::ALL.into_iter().map(Rung::id);
    let ids = (k.findings.iter().map(|r| r.id.as_str()))
        .chain(k.conditions.iter().map(|r| r.id.as_str()))
        .chain(k.rules.iter().map(|r| r.id.as_str()))
        .chain(k.exercises.iter().map(|r| r.id.as_str()))
        .chain(k.situations.iter().map(|r| r.id.as_str()))
        .chain(k.cautions.iter().map(|r| r.id.as_str()))
        .chain(k.sources.keys().map(String::as_str));
    ids.chain(rungs).collect()
});

/// Lines that name a source, as every page writes them: in the source's own words.
static SOURCES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let line = |source: &taut_knowledge::Source| {
        let year = source.year.map_or(String::new(), |y| format!(" ({y})"));
        let known = source.authors != "not shown";
        let authors = if known { format!(", {}", source.authors) } else { String::new() };
        let authors = authors.trim_end_matches('.');
        format!("{}{authors}{year}.", source.title.trim_end_matches('.'))
    };
    KNOWLEDGE.sources.values().map(line).collect()
});

/// Words outside of the brackets, and whether every bracket is closed.
fn outside(text: &str) -> (String, bool) {
    let (mut out, mut depth, mut whole) = (String::new(), 0_usize, true);
    for c in text.chars() {
        match c {
            '⟦' => depth += 1,
            '⟧' if depth == 0 => whole = false,
            '⟧' => depth -= 1,
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    (out, whole && depth == 0)
}

/// What is wrong with a text of a page.
fn wrong(text: &str, reader: Reader) -> Option<String> {
    // A page may number its sources.
    let numbered = text.strip_prefix('[').and_then(|rest| rest.split_once("] "));
    let line = match numbered {
        Some((number, line)) if number.parse::<u8>().is_ok() => line,
        _ => text,
    };
    if SOURCES.contains(line) {
        return None;
    }
    let (out, whole) = outside(text);
    if !whole {
        return Some(format!("a bracket is open: {text}"));
    }
    if text.contains(['{', '}']) {
        return Some(format!("a place was not filled in: {text}"));
    }
    let allowed = |word: &str| {
        word.chars().all(|c| c.is_ascii_digit())
            || (reader == Reader::Therapist && IDS.contains(word))
    };
    let mut words = out.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    let stray = words.find(|word| !word.is_empty() && !allowed(word))?;
    Some(format!("`{stray}` in: {text}"))
}

/// Everything wrong with a page.
fn check(label: &str, page: &Page, reader: Reader) {
    let mut found = Vec::new();
    for block in &page.blocks {
        let texts: Vec<String> = match block {
            Block::Title(text)
            | Block::Heading(text)
            | Block::Answer(text)
            | Block::Text(text)
            | Block::Notice(text) => vec![text.clone()],
            Block::List(items) | Block::Steps(items) => items.clone(),
            // Labels beside a plot go over several lines.
            Block::Lines(lines) => vec![lines.join("\n")],
            Block::Table(header, rows) => {
                header.iter().chain(rows.iter().flatten()).cloned().collect()
            }
            Block::Mark(_) => Vec::new(),
        };
        found.extend(texts.iter().filter_map(|text| wrong(text, reader)));
    }
    assert!(!page.blocks.is_empty(), "{label}");
    assert!(found.is_empty(), "{label}:\n{}", found.join("\n"));
}

#[test]
fn the_check_sees_what_stands_outside() {
    for (text, reader, fine) in [
        ("⟦Go⟧", Reader::Person, true),
        ("1. ⟦Go ⟦on⟧⟧: 3-4 (⟦5⟧)", Reader::Person, true),
        ("⟦Go⟧ on", Reader::Person, false),
        ("⟦Go", Reader::Person, false),
        ("Go⟧", Reader::Person, false),
        ("⟦Go {n}⟧", Reader::Person, false),
        ("⟦Go⟧ see_doctor", Reader::Therapist, true),
        ("⟦Go⟧ see_doctor", Reader::Person, false),
        ("head_less", Reader::Therapist, false),
    ] {
        assert_eq!(wrong(text, reader).is_none(), fine, "{text}");
    }
    for source in ["taut_clinical_rules", "kincaid_1975"] {
        let source = &KNOWLEDGE.sources[source];
        assert!(SOURCES.iter().any(|line| line.starts_with(source.title.trim_end_matches('.'))));
    }
}

#[test]
fn flags_in_an_unreviewed_translation_say_so() {
    let mut knowledge = KNOWLEDGE.clone();
    let phrase = KNOWLEDGE.phrase("translation_unreviewed", XX);
    let review = |knowledge: &mut Knowledge, level| {
        knowledge.languages.iter_mut().for_each(|language| language.review = level);
    };
    let noticed = |knowledge: &Knowledge, language: &str| {
        let all = (0..knowledge.findings.len()).map(|i| FindingId(i as u16));
        let said = |f: &FindingId| translation_notice(knowledge, *f, language).is_some();
        all.filter(said).collect::<Vec<_>>()
    };
    review(&mut knowledge, Review::R2);
    let marked = noticed(&knowledge, XX);
    assert!(marked.iter().all(|f| translation_notice(&knowledge, *f, XX) == phrase));
    for (i, finding) in knowledge.findings.iter().enumerate() {
        let wanted = !finding.marks.is_empty() || finding.gating;
        assert_eq!(marked.contains(&FindingId(i as u16)), wanted, "{}", finding.id);
    }
    assert!(marked.len() > 60, "{}", marked.len());
    assert_eq!((noticed(&knowledge, "en"), noticed(&knowledge, "yy")), (vec![], vec![]));
    review(&mut knowledge, Review::R3);
    assert_eq!(noticed(&knowledge, XX), []);
}

#[test]
fn verdicts_and_letters_are_wholly_in_the_language() {
    let people = people();
    for (i, (id, answers)) in people.iter().enumerate() {
        let verdict = REASONER.verdict(answers);
        check(id, &verdict_page(&REASONER, &verdict, answers, XX), Reader::Person);
        let behind = verdict.decision.class_probability[verdict.rung() as usize].1;
        let parts: Vec<_> = behind
            .iter()
            .filter(|_| i % 16 == 0)
            .map(|c| contributions(&REASONER, answers, *c))
            .collect();
        let letter = therapist_page(&REASONER, &verdict, answers, &parts, XX);
        check(id, &letter, Reader::Therapist);
    }
}

#[test]
fn how_firm_a_verdict_is_is_wholly_in_the_language() {
    let drawn = Drawn::new(&REASONER, Draws::new(&KNOWLEDGE, 41, 1));
    let harms = draw_harms(&KNOWLEDGE, 41, 1);
    for (id, answers) in people().iter().step_by(5) {
        let verdict = REASONER.verdict(answers);
        let all = Uncertainty::of(&drawn, &harms, answers, &verdict.decision);
        let page = with_firmness_for_person(Page::default(), &REASONER, &all, XX);
        check(id, &page, Reader::Person);
        let page = with_firmness_for_therapist(Page::default(), &REASONER, &all, &all, XX);
        check(id, &page, Reader::Therapist);
    }
}

#[test]
fn questions_and_why_they_are_asked_are_wholly_in_the_language() {
    let rung = Rung::SeeDoctor;
    for (i, finding) in KNOWLEDGE.findings.iter().enumerate() {
        // Bins of a measure have names of their own only in the knowledge: nobody picks one.
        let states =
            if matches!(finding.kind, Kind::Measure { .. }) { 0 } else { finding.states.len() };
        let mut whys = vec![
            Why::Gating,
            Why::Between { rung, other: Rung::HoldAndSeePt },
            Why::Settles { rung },
            Why::Doubts { rung },
            Why::Unlocks,
            Why::Together,
            Why::Nothing,
        ];
        for state in 0..states as u8 {
            whys.push(Why::MoreCareful { state, rung });
            whys.push(Why::LessCareful { state, rung });
        }
        for why in whys {
            let words = why_asked(&KNOWLEDGE, FindingId(i as u16), why, XX);
            assert_eq!(wrong(&words, Reader::Person), None, "{} {why:?}", finding.id);
        }
    }
    let planner = taut_reason::Planner::new(&REASONER);
    for (id, answers) in people().iter().step_by(25) {
        let verdict = REASONER.verdict(answers);
        let advice = Advice { rung: verdict.rung(), provisional: verdict.is_provisional() };
        let questions = planner.next_questions(answers);
        let some = planner.same_decision(answers, Search { boxes: 50, threshold: None });
        for same in
            [some, SameDecision { low: 1.0, high: 1.0, exact: true, remaining: 0, boxes: 1 }]
        {
            let page = next_page(&KNOWLEDGE, advice, &questions, &same, 8, XX);
            check(id, &page, Reader::Person);
            let words = why_no_more(&KNOWLEDGE, &same, XX).unwrap_or_default();
            assert_eq!(wrong(&words, Reader::Person), None);
        }
    }
}

fn plan_of(answers: &Answers, wishes: &Preferences) -> (Verdict, Plan) {
    let verdict = REASONER.verdict(answers);
    let nothing = BTreeSet::new();
    let person = Person {
        answers,
        verdict: &verdict,
        posteriors: &verdict.decision.posteriors,
        mastered: &nothing,
        dropped: &nothing,
    };
    let plan = Planner::new(&KNOWLEDGE, &LOADS).plan(&person, wishes);
    (verdict, plan)
}

/// Takes what studies found, which is kept in English, out of a therapist's page.
fn without_evidence(mut page: Page) -> Page {
    for block in &mut page.blocks {
        let Block::List(items) = block else { continue };
        for item in items {
            for exercise in &KNOWLEDGE.exercises {
                if item.starts_with(&format!("{}:", exercise.id)) {
                    *item = item.replace(&exercise.evidence, "");
                }
            }
        }
    }
    page
}

#[test]
fn programmes_are_wholly_in_the_language() {
    let little = Preferences {
        minutes_per_day: 8,
        days_per_week: 3,
        equipment: BTreeSet::new(),
        floor: false,
        unwanted: (0..12).collect(),
    };
    for (id, answers) in people() {
        for wishes in [&preferences(), &little] {
            let (verdict, plan) = plan_of(&answers, wishes);
            let view = PlanView {
                reasoner: &REASONER,
                answers: &answers,
                verdict: &verdict,
                preferences: wishes,
                plan: &plan,
            };
            check(&id, &plan_page(&view, XX), Reader::Person);
            let page = without_evidence(plan_page_for_therapist(&view, XX));
            check(&id, &page, Reader::Therapist);
        }
    }
}

/// Everything that a check-in can do to a programme.
fn every_action(programme: &Programme) -> Vec<Action> {
    let mut actions = vec![
        Action::MoreCareful(Rung::StretchAndStrengthen, Rung::HoldAndSeePt),
        Action::Deficit(vec![FindingId(0), FindingId(7)]),
        Action::StopAll(Stopped::Advice),
        Action::StopAll(Stopped::Leg),
        Action::Frozen(Vec::new()),
        Action::Frozen((0..9).map(FindingId).collect()),
        Action::KeepUp,
        Action::WouldBeLessCareful(Rung::StayActive),
    ];
    use Clinician as C;
    let whys = [C::BackWorse, C::LegWorse, C::RolandMorrisWorse, C::NotBetter, C::SecondStepBack];
    actions.extend(whys.map(Action::Clinician));
    for chosen in &programme.chosen {
        let exercise = chosen.item.exercise;
        let level = chosen.item.level;
        use Stopped as S;
        let stops = [S::Advice, S::Leg, S::Hamstrings, S::NoGain, S::Barred];
        actions.extend(stops.map(|why| Action::Stop(exercise, why)));
        actions.push(Action::Hold(exercise));
        actions.push(Action::NoGainYet(exercise));
        for (next, taken) in [(None, true), (None, false), (Some(exercise), true)] {
            let variable = taut_knowledge::Variable::Reps;
            actions.push(Action::StepUp(StepUp {
                exercise,
                variable,
                from: level,
                to: level,
                next,
                taken,
            }));
        }
        for easier in [None, Some(exercise)] {
            actions.push(Action::StepBack(StepDown { exercise, from: level, to: level, easier }));
        }
    }
    actions
}

#[test]
fn check_ins_are_wholly_in_the_language() {
    let days = (date(2026, 3, 2), date(2026, 3, 4));
    let mut seen = 0;
    for (id, answers) in people() {
        let (verdict, plan) = plan_of(&answers, &preferences());
        let Plan::Programme(programme) = plan else { continue };
        seen += 1;
        let all = every_action(&programme);
        // All at once, and each by itself: the answer is about what matters most.
        let alone = all.iter().map(|action| vec![action.clone()]);
        for actions in alone.chain([all.clone(), Vec::new()]) {
            for (now, programme) in
                [(verdict.rung(), Some(*programme.clone())), (Rung::Emergency, None)]
            {
                let response = Response {
                    on: days.0,
                    actions: actions.clone(),
                    before: verdict.rung(),
                    now,
                    computed: now,
                    because: vec![FindingId(3), FindingId(9)],
                    signals: Vec::new(),
                    programme,
                    offer: None,
                    next: if now == Rung::Emergency { (days.0, days.0) } else { days },
                };
                let view = CheckInView {
                    knowledge: &KNOWLEDGE,
                    answers: &answers,
                    verdict: &verdict,
                    response: &response,
                };
                check(&id, &check_in_page(&view, XX), Reader::Person);
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

/// Values of a measure from the start to the end of its scale, some only in part.
fn values(measure: &taut_knowledge::Measure) -> Vec<MeasureAnswer> {
    let record = &measure.record;
    let text = measure.en();
    let shares = [0.5, 0.75, 0.5, 0.0, 1.0];
    match record.form {
        MeasureForm::Number => {
            let at = |share: f64| record.min + (share * (record.max - record.min)).round();
            shares.map(|share| MeasureAnswer::Number(at(share))).into()
        }
        MeasureForm::Statements => {
            let n = text.statements.len();
            let ticked = |share: f64, open: bool| {
                let tick = |i: usize| (i as f64) < share * n as f64;
                (0..n).map(|i| (!open || i > 0).then(|| tick(i))).collect()
            };
            shares.map(|share| MeasureAnswer::Statements(ticked(share, share == 0.75))).into()
        }
        MeasureForm::OwnActivities => {
            let named = |share: f64| vec![("⟦own words⟧".to_owned(), Some(10.0 * share))];
            shares.map(|share| MeasureAnswer::OwnActivities(named(share))).into()
        }
    }
}

#[test]
fn progress_is_wholly_in_the_language() {
    let begun = date(2026, 3, 2);
    let answers = people().swap_remove(40).1;
    let mut plots = 0;
    for (index, measure) in KNOWLEDGE.measures.iter().enumerate() {
        let sides: &[Side] =
            if measure.record.side { &[Side::Left, Side::Right] } else { &[Side::Unstated] };
        for &side in sides {
            let mut series = Series::new(Key { measure: index, side });
            for (i, value) in values(measure).into_iter().enumerate() {
                let on = begun.checked_add(jiff::Span::new().days(14 * i as i64)).unwrap();
                series.add(&KNOWLEDGE, on, value);
                let all = [&series];
                let view =
                    ProgressView { knowledge: &KNOWLEDGE, answers: &answers, begun, series: &all };
                let plots_as = Plots { width: 90, glyphs: Glyphs::Unicode };
                check(measure.id(), &progress_page(&view, plots_as, XX), Reader::Person);
                let Some(plot) = plot_of(&view, &series, XX) else { continue };
                plots += 1;
                let words = &plot.words;
                for text in [
                    &plot.title,
                    &plot.description,
                    &words.you,
                    &words.course,
                    &words.weeks,
                    &words.better,
                ] {
                    assert_eq!(wrong(text, Reader::Person), None, "{}", measure.id());
                }
            }
        }
    }
    assert!(plots > 50, "{plots}");
    let view = ProgressView { knowledge: &KNOWLEDGE, answers: &answers, begun, series: &[] };
    let none = progress_page(&view, Plots { width: 90, glyphs: Glyphs::Ascii }, XX);
    check("nothing measured", &none, Reader::Person);
}

/// The words of a drawing: what stands between its tags, and what is read out instead.
fn drawn_words(svg: &str) -> Vec<String> {
    let between = svg.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text);
    let aloud = svg.split("aria-label=\"").skip(1).filter_map(|part| part.split('"').next());
    let mut words: Vec<String> = aloud.map(str::to_owned).collect();
    // A label may go over several lines, each a text of its own.
    words.push(between.collect::<Vec<_>>().join("\n"));
    words
}

fn check_drawing(label: &str, svg: &str) {
    for text in drawn_words(svg) {
        assert_eq!(wrong(&text, Reader::Person), None, "{label}");
    }
}

#[test]
fn drawings_and_the_explorer_are_wholly_in_the_language() {
    let k = &*KNOWLEDGE;
    let form = Form::inline("x");
    let all: Vec<_> = k.region_ids().collect();
    for shaded in [&all[..], &all[..1], &[]] {
        let chart = body_chart_figure(k, shaded, XX, &form);
        check_drawing("body chart", &chart.front);
        check_drawing("body chart", &chart.back);
        for region in &chart.regions {
            assert_eq!(wrong(&region.name, Reader::Person), None, "{}", region.key);
        }
    }
    for exercise in &k.exercises {
        let svg = exercise_figure(k, figure_body(), exercise, XX, &form).unwrap();
        check_drawing(&exercise.id, &svg);
    }
    let mut tests = 0;
    for (i, finding) in k.findings.iter().enumerate() {
        let figure = self_test_figure(k, figure_body(), FindingId(i as u16), XX, &form).unwrap();
        let Some(figure) = figure else { continue };
        tests += 1;
        figure.svg.iter().for_each(|svg| check_drawing(&finding.id, svg));
        let times = figure.times.iter().map(|time| &time.words);
        for text in figure.captions.iter().chain(times) {
            assert_eq!(wrong(text, Reader::Person), None, "{}", finding.id);
        }
    }
    assert!(tests > 10, "{tests}");
    let explorer = Explorer::new(figure_body()).unwrap();
    check("closed", &explorer_closed_page(k, XX), Reader::Person);
    for preset in explorer.presets(k, XX) {
        assert_eq!(wrong(&preset.name, Reader::Person), None, "{}", preset.key);
        let mut last = None;
        for choice in &preset.choices {
            let view = explorer.look(k, choice, last, XX, &form).unwrap();
            check(&preset.key, &explorer_page(k, &explorer, &view, XX), Reader::Person);
            check_drawing(&preset.key, &view.svg);
            last = Some(choice);
        }
        for control in explorer.controls(k, &preset.choices[0], XX) {
            for name in control.steps.iter().map(|step| &step.name).chain([&control.name]) {
                assert_eq!(wrong(name, Reader::Person), None, "{}", control.key);
            }
        }
    }
    let mut bars = 0;
    for (id, answers) in people().iter().step_by(16) {
        let verdict = REASONER.verdict(answers);
        let behind = verdict.decision.class_probability[verdict.rung() as usize].1;
        let parts = behind.map(|condition| contributions(&REASONER, answers, condition));
        let figure =
            parts.and_then(|parts| contributions_figure(k, &parts, answers, XX, &form).unwrap());
        if let Some(figure) = figure {
            bars += 1;
            check_drawing(id, &figure.svg);
        }
    }
    assert!(bars > 0);
}
