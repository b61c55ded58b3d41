//! Words of exercises, of what bars them, of measures, courses, regions and self-tests: none of the banned ones, and easy to read.

use crate::knowledge::Knowledge;
use crate::programme::{Exercise, Measure};
use crate::readability::grade;
use crate::self_tests::SelfTest;
use crate::sink::Sink;
use crate::wording::{HIGHEST_GRADE, banned_words};

/// How a text is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// A person reads it as our words.
    Person,
    /// Published words, or a mere name: no banned word, but no reading grade.
    Words,
}

/// Checks every text of a programme that a person may see.
pub(super) fn check(knowledge: &Knowledge, sink: &mut Sink) {
    let mut words = Words { sink };
    for exercise in &knowledge.exercises {
        words.exercise(exercise);
    }
    let situations = knowledge.situations.iter().map(|s| ("situations", &s.id, &s.text));
    let cautions = knowledge.cautions.iter().map(|c| ("cautions", &c.id, &c.text));
    for (folder, id, texts) in situations.chain(cautions) {
        let file = format!("{folder}/{id}.toml");
        for (language, text) in texts {
            words.text(&file, language, "name", &text.name, Reader::Words);
            words.text(&file, language, "reason", &text.reason, Reader::Person);
        }
    }
    for measure in &knowledge.measures {
        words.measure(measure);
    }
    for region in &knowledge.regions {
        let file = format!("regions/{}.toml", region.id);
        for (language, text) in &region.text {
            words.text(&file, language, "name", &text.name, Reader::Words);
        }
    }
    for test in &knowledge.self_tests {
        words.self_test(&knowledge.finding(test.finding).id, test);
    }
    for course in &knowledge.courses {
        let file = format!("courses/{}.toml", course.record.id);
        for (language, text) in &course.record.text {
            words.check(&file, format!("text.{language}"), language, text, Reader::Person);
        }
    }
}

struct Words<'s> {
    sink: &'s mut Sink,
}

impl Words<'_> {
    fn exercise(&mut self, exercise: &Exercise) {
        let file = format!("exercises/{}.toml", exercise.id);
        for (language, text) in &exercise.text {
            self.text(&file, language, "name", &text.name, Reader::Words);
            self.text(&file, language, "purpose", &text.purpose, Reader::Person);
            self.text(&file, language, "feel", &text.feel, Reader::Person);
            for (i, step) in text.steps.iter().enumerate() {
                self.text(&file, language, &format!("steps[{i}]"), step, Reader::Person);
            }
            for (situation, care) in &text.care {
                self.text(&file, language, &format!("care.{situation}"), care, Reader::Person);
            }
        }
    }

    fn self_test(&mut self, id: &str, test: &SelfTest) {
        let file = format!("self_tests/{id}.toml");
        for (language, text) in &test.text {
            for (i, caption) in text.captions.iter().enumerate() {
                self.text(&file, language, &format!("captions[{i}]"), caption, Reader::Person);
            }
            for (timer, what) in &text.timers {
                self.text(&file, language, &format!("timers.{timer}"), what, Reader::Person);
            }
        }
    }

    fn measure(&mut self, measure: &Measure) {
        let file = format!("measures/{}.toml", measure.record.id);
        for (language, text) in &measure.record.text {
            self.text(&file, language, "name", &text.name, Reader::Words);
            self.text(&file, language, "question", &text.question, Reader::Person);
            self.text(&file, language, "lowest", &text.lowest, Reader::Words);
            self.text(&file, language, "highest", &text.highest, Reader::Words);
            for (i, statement) in text.statements.iter().enumerate() {
                let key = format!("statements[{i}]");
                self.text(&file, language, &key, statement, Reader::Words);
            }
        }
    }

    fn text(&mut self, file: &str, language: &str, key: &str, text: &str, reader: Reader) {
        self.check(file, format!("text.{language}.{key}"), language, text, reader);
    }

    fn check(&mut self, file: &str, path: String, language: &str, text: &str, reader: Reader) {
        for banned in banned_words(text) {
            let message = format!("`{banned}` is not said to a person");
            self.sink
                .error(file, &path, "banned-word", message)
                .hint("see section 9 of the clinical rules for what to say instead".to_owned());
        }
        // The formula is one for English.
        if reader == Reader::Words || language != "en" {
            return;
        }
        let grade = grade(text);
        if grade > HIGHEST_GRADE {
            let message = format!("the text has reading grade {grade:.1}; at most {HIGHEST_GRADE}");
            self.sink
                .error(file, &path, "hard-to-read", message)
                .hint("shorter sentences, shorter words".to_owned());
        }
    }
}
