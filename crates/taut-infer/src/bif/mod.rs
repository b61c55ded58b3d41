//! Networks as text in the Bayesian Interchange Format, version 0.15 (Cozman 1998): reading and writing.

mod blocks;
mod read;
mod rows;
mod said;
mod token;
mod write;

use std::fmt;

pub use read::read_bif;
pub use said::Bif;
pub use write::write_bif;

/// One problem of a BIF file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BifProblem {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

/// Every problem that was found, in order of place; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BifProblems(pub Vec<BifProblem>);

impl fmt::Display for BifProblems {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.with_name("", f)
    }
}

impl BifProblems {
    /// The problems with a file's name before each place.
    #[must_use]
    pub fn named<'p>(&'p self, file: &'p str) -> impl fmt::Display + 'p {
        Named { problems: self, file }
    }

    fn with_name(&self, file: &str, f: &mut fmt::Formatter) -> fmt::Result {
        for problem in &self.0 {
            let BifProblem { line, column, message, hint } = problem;
            if !file.is_empty() {
                write!(f, "{file}:")?;
            }
            writeln!(f, "{line}:{column}: error[bif]: {message}\n  hint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for BifProblems {}

struct Named<'p> {
    problems: &'p BifProblems,
    file: &'p str,
}

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.problems.with_name(self.file, f)
    }
}
