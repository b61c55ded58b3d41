//! What can be wrong with a file of recorded motion: place, problem, and what to do.

use std::fmt;

/// So many problems are kept; beyond that they are only counted.
const MOST: usize = 50;

/// One problem of a motion file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MotionProblem {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

/// The problems of a motion file in order of place; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MotionProblems {
    /// The first 50 of them.
    pub first: Vec<MotionProblem>,
    /// How many there are.
    pub count: usize,
}

impl MotionProblems {
    /// The problems with a file's name before each place.
    #[must_use]
    pub fn named<'p>(&'p self, file: &'p str) -> impl fmt::Display + 'p {
        Named { problems: self, file }
    }
}

impl fmt::Display for MotionProblems {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.named("").fmt(f)
    }
}

impl std::error::Error for MotionProblems {}

struct Named<'p> {
    problems: &'p MotionProblems,
    file: &'p str,
}

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for MotionProblem { line, column, message, hint } in &self.problems.first {
            if !self.file.is_empty() {
                write!(f, "{}:", self.file)?;
            }
            writeln!(f, "{line}:{column}: error[motion]: {message}\n  hint: {hint}")?;
        }
        match self.problems.count - self.problems.first.len() {
            0 => Ok(()),
            more => writeln!(f, "and {more} more problems in this file"),
        }
    }
}

/// Problems while they are found.
#[derive(Default)]
pub struct Found {
    first: Vec<MotionProblem>,
    count: usize,
}

impl Found {
    /// Notes a problem.
    pub fn add(
        &mut self,
        (line, column): (usize, usize),
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.count += 1;
        if self.first.len() < MOST {
            let (message, hint) = (message.into(), hint.into());
            self.first.push(MotionProblem { line, column, message, hint });
        }
    }

    /// How many problems there are so far.
    pub fn count(&self) -> usize {
        self.count
    }

    /// What was read, unless there is a problem.
    pub fn finish<T>(mut self, read: Option<T>) -> Result<T, MotionProblems> {
        match read {
            Some(read) if self.count == 0 => Ok(read),
            _ => {
                self.first.sort_by_key(|problem| (problem.line, problem.column));
                Err(MotionProblems { first: self.first, count: self.count })
            }
        }
    }
}
