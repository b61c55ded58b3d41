//! Checks of the words that a person may see: none of the banned words, and questions that are easy to read.

use crate::knowledge::{Knowledge, Origin};
use crate::readability::grade;
use crate::sink::Sink;

/// Words and phrases never shown to a person (clinical rules, section 9).
pub const BANNED: [&str; 11] = [
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

/// Highest reading grade of a question that a person may answer (proposal, no source).
pub const HIGHEST_GRADE: f64 = 8.0;

/// The banned words in a text, as whole words, whatever the case and the punctuation.
#[must_use]
pub fn banned_words(text: &str) -> Vec<&'static str> {
    said_of(BANNED.into_iter(), text)
}

/// Those of a list of small words and phrases that a text says, as whole words, whatever the case and the punctuation.
pub(crate) fn said_of<'w>(list: impl Iterator<Item = &'w str>, text: &str) -> Vec<&'w str> {
    let mut plain = String::from(" ");
    for word in
        text.split(|c: char| !(c.is_alphanumeric() || c == '\'')).filter(|word| !word.is_empty())
    {
        plain.push_str(&word.to_lowercase());
        plain.push(' ');
    }
    let whole = |banned: &str| {
        plain.match_indices(banned).any(|(at, _)| {
            plain[..at].ends_with(' ') && plain[at + banned.len()..].starts_with(' ')
        })
    };
    list.filter(|banned| whole(banned)).collect()
}

/// Checks every text of the knowledge that a person may see.
pub(crate) fn check(knowledge: &Knowledge, sink: &mut Sink) {
    let mut text = |file: &str, path: String, words: &str| {
        for banned in banned_words(words) {
            sink.error(file, &path, "banned-word", format!("`{banned}` is not said to a person"))
                .hint("see section 9 of the clinical rules for what to say instead".to_owned());
        }
    };
    for finding in knowledge.findings.iter().filter(|finding| finding.person_may_answer) {
        let file = format!("findings/{}.toml", finding.id);
        for (language, words) in &finding.text {
            for (key, words) in [
                ("name", &words.name),
                ("question", &words.question),
                ("why", &words.why),
                ("how", &words.how),
            ] {
                text(&file, format!("text.{language}.{key}"), words);
            }
            for (state, label) in finding.states.iter().zip(&words.states) {
                text(&file, format!("text.{language}.states.{state}"), label);
            }
        }
    }
    for condition in knowledge.conditions.iter().filter(|condition| condition.show_to_person) {
        let file = format!("conditions/{}.toml", condition.id);
        for (language, words) in &condition.text {
            text(&file, format!("text.{language}.name"), &words.name);
            text(&file, format!("text.{language}.plain"), &words.plain);
        }
    }
    for rule in &knowledge.rules {
        let file = format!("rules/{}.toml", rule.id);
        for (language, words) in &rule.text {
            text(&file, format!("text.{language}.reason"), &words.reason);
            text(&file, format!("text.{language}.next"), &words.next);
        }
    }
    for screen in &knowledge.screens {
        let file = format!("interview/{}.toml", screen.id);
        for (language, (title, intro)) in &screen.text {
            text(&file, format!("text.{language}.title"), title);
            text(&file, format!("text.{language}.intro"), intro);
        }
    }
    for (id, languages) in &knowledge.phrases {
        for (language, words) in languages {
            text(&format!("phrases/{id}.toml"), format!("text.{language}"), words);
        }
    }
    for (area, languages) in &knowledge.interface {
        for (language, labels) in languages {
            for (key, words) in labels {
                text(&format!("interface/{area}.toml"), format!("text.{language}.{key}"), words);
            }
        }
    }
    for finding in &knowledge.findings {
        if !finding.person_may_answer || finding.origin == Origin::Examination {
            continue;
        }
        let Some(words) = finding.text.get("en") else {
            continue;
        };
        let grade = grade(&words.question);
        if grade > HIGHEST_GRADE {
            sink.error(
                &format!("findings/{}.toml", finding.id),
                "text.en.question",
                "hard-to-read",
                format!("the question has reading grade {grade:.1}; at most {HIGHEST_GRADE}"),
            )
            .hint("shorter sentences, shorter words".to_owned());
        }
    }
}
