//! The lines of a file, one after another: length, form, counts and the digest at the end.

use std::io::{BufRead, Read as _};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::canonical::canonical;
use crate::lines::{FORMAT, LONGEST_LINE, Line, PLAIN};
use crate::problem::{Outcome, Problem, ProblemKind};

/// Reads lines and checks what can be told of them without knowing the chains.
pub struct Reader<'a> {
    place: &'a str,
    from: &'a mut dyn BufRead,
    number: u64,
    hasher: Sha256,
    /// The file's version of the format.
    version: u32,
    ended: bool,
}

impl<'a> Reader<'a> {
    /// A reader at the start of a file.
    pub fn new(place: &'a str, from: &'a mut dyn BufRead) -> Self {
        Self { place, from, number: 0, hasher: Sha256::new(), version: 0, ended: false }
    }

    /// The problem at the line that was read last, unless it has a place or is the database's.
    pub fn placed(&self, problem: Problem) -> Problem {
        match problem.kind {
            ProblemKind::Tampered | ProblemKind::Newer | ProblemKind::NameTaken
                if problem.place.is_empty() =>
            {
                problem.at(format!("{}:{}", self.place, self.number.max(1)))
            }
            _ => problem,
        }
    }

    fn wrong(&self, what: impl Into<String>) -> Problem {
        self.placed(Problem::new(ProblemKind::Tampered, what))
    }

    /// The next line after the first; `None` after the last.
    pub fn next(&mut self) -> Outcome<Option<Line>> {
        let first = self.number == 0;
        let Some(text) = self.text()? else {
            if self.ended {
                return Ok(None);
            }
            self.number += 1;
            return Err(self.wrong(if first {
                "the file is empty"
            } else {
                "the file is cut short: its last line, `end`, is missing"
            }));
        };
        if self.ended {
            return Err(self.wrong("something follows the last line, `end`"));
        }
        let value: Value = serde_json::from_str(&text)
            .map_err(|error| self.wrong(format!("the line is no JSON: {error}")))?;
        if first {
            self.version = self.format(&value)?;
        }
        if canonical(&value) != text {
            return Err(self.wrong("the line is not written as taut writes it"));
        }
        let line: Line = serde_json::from_value(value)
            .map_err(|error| self.wrong(format!("the line is none of an export: {error}")))?;
        if line.is_of_clinics() && self.version == PLAIN {
            return Err(self.wrong("a file of this format has no clinics"));
        }
        match &line {
            Line::Format { .. } if !first => {
                return Err(self.wrong("the format is given a second time"));
            }
            Line::Format { .. } => return self.with_digest(&text).next(),
            Line::End { sha256, .. } => {
                let computed: [u8; 32] = self.hasher.clone().finalize().into();
                if computed != sha256.0 {
                    return Err(
                        self.wrong("the digest of the whole file does not fit: it was changed")
                    );
                }
                self.ended = true;
            }
            _ => {}
        }
        self.with_digest(&text);
        Ok(Some(line))
    }

    fn with_digest(&mut self, text: &str) -> &mut Self {
        self.hasher.update(text.as_bytes());
        self.hasher.update(b"\n");
        self
    }

    /// The first line says what the file is; of a newer one nothing else can be trusted.
    fn format(&self, value: &Value) -> Outcome<u32> {
        let format = value.get("format");
        let name = format.and_then(|f| f.get("name")).and_then(Value::as_str);
        let version = format.and_then(|f| f.get("version")).and_then(Value::as_u64);
        match (name, version) {
            (Some("taut.records"), Some(1)) => Ok(PLAIN),
            (Some("taut.records"), Some(2)) => Ok(FORMAT),
            (Some("taut.records"), Some(version)) if version > u64::from(FORMAT) => Err(self
                .placed(Problem::new(
                    ProblemKind::Newer,
                    format!("the file has format {version}, and this program reads {FORMAT}"),
                ))),
            _ => Err(self.wrong("this is no export of taut's records")),
        }
    }

    /// The next line's text without its end.
    fn text(&mut self) -> Outcome<Option<String>> {
        let mut bytes = Vec::new();
        let most = LONGEST_LINE as u64 + 1;
        (&mut *self.from).take(most).read_until(b'\n', &mut bytes).map_err(|error| {
            match error.get_ref().and_then(|inner| inner.downcast_ref::<Problem>()) {
                // A sealed file says itself what is wrong with it.
                Some(problem) => problem.clone().at(self.place),
                None => Problem::io(self.place, &error),
            }
        })?;
        if bytes.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        if bytes.pop() != Some(b'\n') {
            return Err(self.wrong(if bytes.len() >= LONGEST_LINE {
                format!("the line is longer than {LONGEST_LINE} bytes")
            } else {
                "the file is cut short in the middle of a line".to_owned()
            }));
        }
        String::from_utf8(bytes).map(Some).map_err(|_| self.wrong("the line is not UTF-8"))
    }
}
