//! What every page of a programme must say and must never say, over all cases and vignettes; golden pages.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use taut_knowledge::wording::banned_words;
use taut_knowledge::{
    Answers, BodyKnowledge, Concern, ExerciseKind, FindingId, Rung, Sides, Value, load_body,
    read_body_folder, readability,
};
use taut_plan::{Loads, Person, Plan, Planner, Preferences};
use taut_reason::{Reasoner, Setting, Verdict};
use taut_text::{Block, Page, PlanView, plan_page, plan_page_for_therapist};

use crate::pages::{KNOWLEDGE, SAFETY_NET, flat, folder, ids_in, people};

pub static BODY: LazyLock<BodyKnowledge> = LazyLock::new(|| {
    let files = read_body_folder(&folder("")).unwrap_or_else(|report| panic!("{report}"));
    load_body(&files).unwrap_or_else(|report| panic!("{report}")).0
});

pub static LOADS: LazyLock<Loads<'static>> =
    LazyLock::new(|| Loads::of(&KNOWLEDGE, &BODY).unwrap_or_else(|p| panic!("{p:?}")));

pub static REASONER: LazyLock<Reasoner<'static>> =
    LazyLock::new(|| Reasoner::new(&KNOWLEDGE, Setting::Home));

/// One person's plan and its pages.
struct Planned {
    id: String,
    plan: Plan,
    person: Page,
    therapist: Page,
}

/// Everything at hand, half an hour, five days.
pub fn preferences() -> Preferences {
    use taut_knowledge::Equipment as E;
    Preferences {
        minutes_per_day: 30,
        days_per_week: 5,
        equipment: [E::Strap, E::Chair, E::Wall, E::Step, E::Doorway, E::Bench].into(),
        floor: true,
        unwanted: BTreeSet::new(),
    }
}

pub fn plan_of(answers: &Answers, preferences: &Preferences) -> (Verdict, Plan) {
    let verdict = REASONER.verdict(answers);
    let nothing = BTreeSet::new();
    let person = Person {
        answers,
        verdict: &verdict,
        posteriors: &verdict.decision.posteriors,
        mastered: &nothing,
        dropped: &nothing,
    };
    let plan = Planner::new(&KNOWLEDGE, &LOADS).plan(&person, preferences);
    (verdict, plan)
}

/// The same person with every open question about exercises answered with no.
fn answered(answers: &Answers) -> Answers {
    let mut answers = answers.clone();
    for screen in KNOWLEDGE.screens.iter().filter(|s| s.id == "t080_exercise_questions") {
        for &finding in &screen.findings {
            if answers.get(finding) == Value::Unknown {
                answers.set(finding, Value::State(0), Sides::Unstated);
            }
        }
    }
    answers
}

fn planned(id: String, answers: &Answers, wishes: &Preferences) -> Planned {
    let (verdict, plan) = plan_of(answers, wishes);
    let view = PlanView {
        reasoner: &REASONER,
        answers,
        verdict: &verdict,
        preferences: wishes,
        plan: &plan,
    };
    let (person, therapist) = (plan_page(&view, "en"), plan_page_for_therapist(&view, "en"));
    Planned { id, plan, person, therapist }
}

static PLANNED: LazyLock<Vec<Planned>> = LazyLock::new(|| {
    let little = Preferences {
        minutes_per_day: 8,
        days_per_week: 3,
        equipment: BTreeSet::new(),
        floor: false,
        unwanted: (0..12).collect(),
    };
    people()
        .into_iter()
        .flat_map(|(id, answers)| {
            let full = answered(&answers);
            [
                planned(id.clone(), &answers, &preferences()),
                planned(format!("{id}, answered"), &full, &preferences()),
                planned(format!("{id}, little time"), &full, &little),
            ]
        })
        .collect()
});

/// The texts of a page for a person, one a block or item, with what is published by others left out.
fn person_texts() -> impl Iterator<Item = (&'static str, String)> {
    PLANNED.iter().flat_map(|p| {
        [p.person.to_text(40), p.person.to_text(90), p.person.to_markdown()]
            .map(|text| (p.id.as_str(), text))
    })
}

#[test]
fn every_plan_ends_with_the_safety_net_and_names_its_review_level() {
    let preview = KNOWLEDGE.phrase("research_preview", "en").unwrap();
    let nobody = KNOWLEDGE.phrase("no_clinician", "en").unwrap();
    let level = format!("review level {}", KNOWLEDGE.lowest_review.id());
    assert!(PLANNED.len() > 400, "{}", PLANNED.len());
    for p in &*PLANNED {
        for page in [&p.person, &p.therapist] {
            for text in [page.to_text(40), page.to_text(90), page.to_markdown()] {
                let text = flat(&text);
                assert!(text.ends_with(SAFETY_NET), "{}: {text}", p.id);
                for needed in [preview, nobody, &level] {
                    assert!(text.contains(needed), "{}: no `{needed}`", p.id);
                }
            }
        }
    }
}

#[test]
fn a_plan_holds_no_banned_word_no_open_place_and_no_share() {
    for (id, text) in person_texts() {
        let found = banned_words(&text);
        assert!(found.is_empty(), "{id}: {found:?}\n{text}");
        for never in ["{", "}", "%", "because of", "plan_", "dose_", "barred_", "  - \n"] {
            assert!(!text.contains(never), "{id}: `{never}`\n{text}");
        }
    }
}

#[test]
fn a_plan_never_names_a_serious_condition() {
    let hidden: Vec<String> = KNOWLEDGE
        .conditions
        .iter()
        .filter(|c| c.concern == Concern::Serious)
        .map(|c| c.en().clinician.to_lowercase())
        .filter(|name| !name.is_empty())
        .collect();
    assert!(hidden.len() > 10);
    for (id, text) in person_texts() {
        let text = flat(&text.to_lowercase());
        for name in &hidden {
            assert!(!text.contains(name.as_str()), "{id}: {name}");
        }
    }
}

#[test]
fn the_words_of_a_plan_are_easy_to_read() {
    // Every phrase of these pages by itself, so that no long list hides a hard sentence.
    let own = ["plan_", "check_in_", "progress_", "barred_", "grow_", "dose_"];
    let mut seen = 0;
    for (id, languages) in &KNOWLEDGE.phrases {
        if !own.iter().any(|start| id.starts_with(start)) {
            continue;
        }
        let words = &languages["en"];
        // A few words are no sentence: the formula says nothing about them.
        if words.split_whitespace().count() < 8 {
            continue;
        }
        seen += 1;
        let grade = readability::grade(words);
        assert!(grade <= 8.0, "{id}: grade {grade:.1}: {words}");
    }
    assert!(seen > 50, "{seen}");
    for p in &*PLANNED {
        let prose: Vec<&str> = p
            .person
            .blocks
            .iter()
            .flat_map(|block| match block {
                Block::Answer(text) | Block::Text(text) => vec![text.as_str()],
                Block::Steps(items) => items.iter().map(String::as_str).collect(),
                _ => Vec::new(),
            })
            .collect();
        let grade = readability::grade(&prose.join(" "));
        assert!(grade <= 8.0, "{}: grade {grade:.1}", p.id);
    }
}

/// Text of all blocks, one space between words.
fn said(page: &Page) -> String {
    flat(&page.to_text(90))
}

#[test]
fn what_a_plan_says_follows_from_what_it_is() {
    let p = |id: &str| flat(KNOWLEDGE.phrase(id, "en").unwrap());
    let (hold, tell) = (p("hold_note"), p("plan_tell_pt_head"));
    let mut kinds = [0; 3];
    for planned in &*PLANNED {
        let text = said(&planned.person);
        let steps = planned.person.blocks.iter().filter(|b| matches!(b, Block::Steps(_))).count();
        match &planned.plan {
            Plan::Programme(programme) => {
                kinds[0] += 1;
                assert_eq!(steps, programme.chosen.len(), "{}", planned.id);
                let on_hold = programme.rung == Rung::HoldAndSeePt;
                assert_eq!(text.contains(&hold), on_hold, "{}", planned.id);
                assert_eq!(text.contains(&tell), on_hold, "{}", planned.id);
                for head in ["plan_stop_head", "plan_check_in_head", "plan_change_head"] {
                    assert!(text.contains(&p(head)), "{}: {head}", planned.id);
                }
                let mut after = 0;
                for chosen in &programme.chosen {
                    let record = &KNOWLEDGE.exercises[chosen.item.exercise];
                    assert!(!on_hold || record.kind != ExerciseKind::HamstringLengthening);
                    let at = text[after..].find(&flat(&record.en().name));
                    after += at.unwrap_or_else(|| panic!("{}: {}", planned.id, record.id));
                }
                let first = answer(&planned.person);
                assert!(
                    programme.chosen.is_empty()
                        || first.contains(&programme.chosen.len().to_string())
                );
            }
            Plan::NotYet(_) => {
                kinds[1] += 1;
                assert_eq!(steps, 0, "{}", planned.id);
                assert!(text.contains(&p("plan_not_yet_until")), "{}", planned.id);
                assert!(answer(&planned.person).starts_with("Not yet"), "{}", planned.id);
            }
            Plan::SeeDoctor(rung) => {
                kinds[2] += 1;
                assert_eq!(steps, 0, "{}", planned.id);
                let emergency = text.contains(&p("emergency_page"));
                assert_eq!(emergency, *rung == Rung::Emergency, "{}", planned.id);
                assert!(text.contains(&p("plan_doctor_first")), "{}", planned.id);
            }
        }
    }
    assert!(kinds.iter().all(|n| *n > 20), "{kinds:?}");
}

fn answer(page: &Page) -> &str {
    let found = page.blocks.iter().find_map(|b| match b {
        Block::Answer(text) => Some(text.as_str()),
        _ => None,
    });
    found.unwrap()
}

#[test]
fn open_questions_are_named_and_answering_them_never_takes_an_exercise_away() {
    let mut named = 0;
    for pair in PLANNED.chunks(3) {
        let (Plan::Programme(open), Plan::Programme(full)) = (&pair[0].plan, &pair[1].plan) else {
            continue;
        };
        let text = said(&pair[0].person);
        for (finding, _) in open.would_admit.iter().take(3) {
            named += 1;
            let name = &KNOWLEDGE.finding(*finding).en().name;
            assert!(text.contains(&flat(name)), "{}: {name}", pair[0].id);
        }
        assert!(full.barred.len() <= open.barred.len(), "{}", pair[0].id);
    }
    assert!(named > 30, "{named}");
}

#[test]
fn golden_plans() {
    for (name, file) in [
        ("vignette-stretch-01, answered", "plan-stretch.txt"),
        ("vignette-hold-01, answered", "plan-hold.txt"),
        ("vignette-emergency-01", "plan-emergency.txt"),
    ] {
        let planned = PLANNED.iter().find(|p| p.id == name).unwrap();
        // The edition's hash changes with every record.
        let hash = &KNOWLEDGE.hash[..12];
        let text = planned.person.to_text(90).replace(hash, "............");
        crate::golden(file, &text);
    }
}

#[test]
fn a_finding_that_was_not_answered_is_never_said_to_have_been() {
    let start = format!("{}:", KNOWLEDGE.phrase("you_said", "en").unwrap());
    for (id, answers) in people().into_iter().take(40) {
        let (_, plan) = plan_of(&answers, &preferences());
        let Plan::Programme(programme) = &plan else { continue };
        for chosen in &programme.chosen {
            let said: Vec<FindingId> = chosen.why.prompted.clone();
            assert!(said.iter().all(|f| answers.get(*f) != Value::Unknown), "{id}: {start}");
        }
    }
}

#[test]
fn a_therapist_reads_names_of_what_a_programme_holds_and_bars() {
    for planned in &*PLANNED {
        let ids = ids_in(&planned.therapist);
        assert!(ids.is_empty(), "{}: {ids:?}", planned.id);
    }
}
