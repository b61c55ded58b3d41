//! What every page must say and must never say: S12, the wording rules and the review level.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use taut_knowledge::wording::banned_words;
use taut_knowledge::{Answers, Concern, Knowledge, Rung, load, read_case, read_folder, resolve};
use taut_reason::{Reasoner, Setting, contributions};
use taut_text::{Block, Page, therapist_page, verdict_page};

/// Section 9 of the clinical rules, word for word.
pub const SAFETY_NET: &str = "Go to emergency care now if you get: numbness between the legs or around the back passage; trouble starting, feeling or holding urine or bowels; new weakness in a leg that is getting worse, or in both legs; or you feel very unwell with fever. Do not wait to see if it passes.";

/// Section 9 of the clinical rules again, apart from the program's own list.
const BANNED: [&str; 11] = [
    "damaged",
    "overstretch a nerve",
    "unstable",
    "worn",
    "crumbling",
    "your hips do not work",
    "misaligned",
    "compressed",
    "low risk",
    "all clear",
    "safe",
];

pub static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let files = read_folder(&folder("")).unwrap_or_else(|report| panic!("{report}"));
    load(&files).unwrap_or_else(|report| panic!("{report}")).0
});

/// The pages of one person.
struct Pages {
    id: String,
    rung: Rung,
    person: Page,
    therapist: Page,
}

/// Nobody known, and everybody of the cases and vignettes.
pub fn people() -> Vec<(String, Answers)> {
    let knowledge = &*KNOWLEDGE;
    let mut files: Vec<PathBuf> = ["cases", "vignettes"]
        .into_iter()
        .flat_map(|name| std::fs::read_dir(folder(name)).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut people = vec![("nothing known".to_owned(), Answers::none(knowledge))];
    for file in &files {
        let case = read_case("case", &std::fs::read(file).unwrap(), knowledge)
            .unwrap_or_else(|report| panic!("{}: {report}", file.display()));
        people.push((case.id.clone(), resolve(&case, knowledge).answers));
    }
    people
}

static PAGES: LazyLock<Vec<Pages>> = LazyLock::new(|| {
    let reasoner = Reasoner::new(&KNOWLEDGE, Setting::Home);
    people()
        .into_iter()
        .enumerate()
        .map(|(index, (id, answers))| {
            let verdict = reasoner.verdict(&answers);
            let behind = verdict.decision.class_probability[verdict.rung() as usize].1;
            // Shapley values take their time: a few people are enough for the words.
            let parts: Vec<_> = behind
                .iter()
                .filter(|_| index % 16 == 0)
                .map(|c| contributions(&reasoner, &answers, *c))
                .collect();
            Pages {
                id,
                rung: verdict.rung(),
                person: verdict_page(&reasoner, &verdict, &answers, "en"),
                therapist: therapist_page(&reasoner, &verdict, &answers, &parts, "en"),
            }
        })
        .collect()
});

pub fn folder(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge").join(below)
}

/// One space between words, so that line breaks do not matter.
pub fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// All forms of a page.
fn forms(page: &Page) -> [(&'static str, String); 3] {
    [
        ("text, 40 columns", page.to_text(40)),
        ("text, 90 columns", page.to_text(90)),
        ("markdown", page.to_markdown()),
    ]
}

#[test]
fn every_text_ends_with_the_safety_net() {
    assert!(PAGES.len() > 140, "{} people", PAGES.len());
    for pages in &*PAGES {
        for (reader, page) in [("person", &pages.person), ("therapist", &pages.therapist)] {
            for (form, text) in forms(page) {
                assert!(
                    flat(&text).ends_with(SAFETY_NET),
                    "{}, for the {reader}, {form} ends with: {}",
                    pages.id,
                    text.lines().last().unwrap_or_default()
                );
            }
        }
    }
}

#[test]
fn banned_words_never_reach_a_person() {
    assert_eq!(taut_knowledge::wording::BANNED, BANNED);
    for pages in &*PAGES {
        for (form, text) in forms(&pages.person) {
            let found = banned_words(&text);
            assert!(found.is_empty(), "{}, {form}: {found:?}\n{text}", pages.id);
            assert!(!text.contains('%'), "{}, {form}: a per cent sign\n{text}", pages.id);
        }
    }
}

#[test]
fn a_person_never_reads_of_a_serious_condition() {
    let knowledge = &*KNOWLEDGE;
    let heading = knowledge.phrase("head_behind", "en").unwrap();
    let hidden: Vec<String> = knowledge
        .conditions
        .iter()
        .filter(|c| c.concern == Concern::Serious || !c.show_to_person)
        .flat_map(|c| [c.en().name.to_lowercase(), c.en().clinician.to_lowercase()])
        .filter(|name| !name.is_empty())
        .collect();
    assert!(hidden.len() > 30, "{}", hidden.len());
    let mut shown = 0;
    for pages in &*PAGES {
        for item in items_under(&pages.person, heading) {
            shown += 1;
            let line = item.to_lowercase();
            for name in &hidden {
                assert!(!line.contains(name.as_str()), "{}: `{name}` in: {line}", pages.id);
            }
            let digits = line.chars().any(|c| c.is_ascii_digit());
            assert!(!digits, "{}: a number beside a condition: {line}", pages.id);
        }
    }
    assert!(shown > 50, "only {shown} lines under `{heading}`");
}

/// The items of the list under a heading.
fn items_under<'p>(page: &'p Page, heading: &str) -> Vec<&'p String> {
    let at = page.blocks.iter().position(|b| matches!(b, Block::Heading(text) if text == heading));
    let Some(at) = at else { return Vec::new() };
    page.blocks[at + 1..]
        .iter()
        .take_while(|b| !matches!(b, Block::Heading(_)))
        .filter_map(|b| match b {
            Block::List(items) => Some(items),
            _ => None,
        })
        .flatten()
        .collect()
}

#[test]
fn review_level_is_always_shown() {
    let knowledge = &*KNOWLEDGE;
    let level = format!("review level {}", knowledge.lowest_review.id());
    let preview = flat(knowledge.phrase("research_preview", "en").unwrap());
    let nobody = flat(knowledge.phrase("no_clinician", "en").unwrap());
    for pages in &*PAGES {
        for (reader, page) in [("person", &pages.person), ("therapist", &pages.therapist)] {
            for (form, text) in forms(page) {
                let text = flat(&text);
                for needed in [&level, &preview, &nobody] {
                    assert!(
                        text.contains(needed.as_str()),
                        "{}, for the {reader}, {form}: no `{needed}`",
                        pages.id
                    );
                }
            }
        }
    }
}

#[test]
fn holding_says_that_it_is_a_precaution() {
    let knowledge = &*KNOWLEDGE;
    let note = flat(knowledge.phrase("hold_note", "en").unwrap());
    assert!(note.contains("This is a precaution. Studies have not shown that stretching harms"));
    let emergency = flat(knowledge.phrase("emergency_page", "en").unwrap());
    assert!(emergency.contains("This tool cannot tell you what it is."));
    for pages in &*PAGES {
        let text = flat(&pages.person.to_text(90));
        assert_eq!(text.contains(&note), pages.rung == Rung::HoldAndSeePt, "{}", pages.id);
        assert_eq!(text.contains(&emergency), pages.rung == Rung::Emergency, "{}", pages.id);
    }
}

#[test]
fn what_would_change_is_never_advice_to_change_an_answer() {
    let knowledge = &*KNOWLEDGE;
    let heading = knowledge.phrase("head_change", "en").unwrap();
    let note = flat(knowledge.phrase("change_note", "en").unwrap());
    let mut lines = 0;
    for pages in &*PAGES {
        let text = flat(&pages.person.to_text(90));
        // In an emergency nothing is weighed any more.
        assert_eq!(text.contains(&note), pages.rung != Rung::Emergency, "{}", pages.id);
        lines += items_under(&pages.person, heading).len();
    }
    assert!(lines > PAGES.len(), "{lines} lines under `{heading}`");
}

#[test]
fn every_page_says_what_its_advice_is_forced_by() {
    let knowledge = &*KNOWLEDGE;
    let heading = knowledge.phrase("head_less", "en").unwrap();
    let begins = |id: &str| {
        let phrase = knowledge.phrase(id, "en").unwrap();
        phrase.split('{').next().unwrap_or_default().to_owned()
    };
    let starts = ["floor_any", "floor_alone", "floor_nothing", "floor_whatever"].map(begins);
    for pages in &*PAGES {
        let items = items_under(&pages.person, heading);
        let last = items.last().unwrap_or_else(|| panic!("{}: no reason", pages.id));
        // On an open rung there is hardly anything less careful to speak of.
        if pages.rung.is_open() {
            let is_floor = |item: &str| starts.iter().any(|s| item.starts_with(s));
            assert!(!items.iter().any(|item| is_floor(item)), "{}: {items:?}", pages.id);
            continue;
        }
        assert!(starts.iter().any(|s| last.starts_with(s)), "{}: {last}", pages.id);
        assert!(!last.contains('{'), "{}: {last}", pages.id);
    }
}

#[test]
fn sentences_of_the_reasons_are_plain() {
    let ours = |id: &&String| id.starts_with("floor_") || id.starts_with("change_");
    let ids: Vec<&String> = KNOWLEDGE.phrases.keys().filter(ours).collect();
    assert!(ids.len() > 15, "{ids:?}");
    for id in ids {
        let text = KNOWLEDGE.phrase(id, "en").unwrap();
        let grade = taut_knowledge::readability::grade(text);
        assert!(grade <= 8.0, "{id} has grade {grade:.1}: {text}");
    }
}

/// Ids that a page names before the section of ids. Sources have no other names.
pub fn ids_in(page: &Page) -> Vec<String> {
    let k = &*KNOWLEDGE;
    let ids: std::collections::BTreeSet<&str> = (k.findings.iter().map(|r| r.id.as_str()))
        .chain(k.conditions.iter().map(|r| r.id.as_str()))
        .chain(k.rules.iter().map(|r| r.id.as_str()))
        .chain(k.exercises.iter().map(|r| r.id.as_str()))
        .chain(k.situations.iter().map(|r| r.id.as_str()))
        .chain(k.cautions.iter().map(|r| r.id.as_str()))
        .chain(Rung::ALL.into_iter().map(Rung::id))
        .filter(|id| id.contains('_') || id.ends_with(|c: char| c.is_ascii_digit()))
        .collect();
    let end = page.blocks.iter().position(|b| *b == Block::Mark(taut_text::IDS.to_owned()));
    let before = Page { blocks: page.blocks[..end.unwrap_or(page.blocks.len())].to_vec() };
    let text = before.to_text(10_000);
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    words.filter(|word| ids.contains(word)).map(str::to_owned).collect()
}

#[test]
fn a_therapist_reads_names_and_what_was_denied_as_denied() {
    let mut denied = 0;
    for pages in &*PAGES {
        assert_eq!(ids_in(&pages.therapist), Vec::<String>::new(), "{}", pages.id);
        for block in &pages.therapist.blocks {
            let Block::Table(_, rows) = block else { continue };
            let moved = rows.iter().filter(|row| row[0].starts_with(['+', '-']) && row.len() == 2);
            denied += moved.filter(|row| row[1].starts_with("no to ")).count();
        }
    }
    assert!(denied > 10, "{denied} answers of no among what moved a condition");
}
