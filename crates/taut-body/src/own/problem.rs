//! What can be wrong with the body's records, beyond their form.

use std::fmt;

/// One problem of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordProblem {
    /// Id of the record: its path below `body/`, without `.toml`.
    pub record: String,
    /// Logical path in it, such as `joint[3].motion[0]`.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

/// Every problem that was found; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordProblems(pub Vec<RecordProblem>);

impl fmt::Display for RecordProblems {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for RecordProblem { record, path, message, hint } in &self.0 {
            writeln!(f, "body/{record}.toml: {path}: {message}\n  hint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for RecordProblems {}

/// Problems of one record on their way to the list of all.
pub(crate) struct Sink<'a> {
    pub(crate) record: &'a str,
    pub(crate) problems: &'a mut Vec<RecordProblem>,
}

impl Sink<'_> {
    /// Notes a problem.
    pub fn add(&mut self, path: &str, message: impl Into<String>, hint: impl Into<String>) {
        self.problems.push(RecordProblem {
            record: self.record.to_owned(),
            path: path.to_owned(),
            message: message.into(),
            hint: hint.into(),
        });
    }

    /// Notes numbers that are not finite or beyond 1e6.
    pub fn finite(&mut self, path: &str, numbers: &[f64]) {
        // Asked this way round a NaN does not pass.
        if !numbers.iter().all(|x| x.abs() <= 1e6) {
            self.add(path, "not a usable number", "give finite numbers of at most a million");
        }
    }
}
