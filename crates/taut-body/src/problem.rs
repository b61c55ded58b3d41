//! What can be wrong with a model file: place, element, problem, and what to do.

use std::fmt;

/// One problem of a model file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelProblem {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The elements that lead to it, with their names, such as `JointSet/PinJoint ankle_r`.
    pub element: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

/// Every problem that was found, in order of place; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelProblems(pub Vec<ModelProblem>);

impl ModelProblems {
    /// The problems with a file's name before each place.
    #[must_use]
    pub fn named<'p>(&'p self, file: &'p str) -> impl fmt::Display + 'p {
        Named { problems: self, file }
    }
}

impl fmt::Display for ModelProblems {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.named("").fmt(f)
    }
}

impl std::error::Error for ModelProblems {}

struct Named<'p> {
    problems: &'p ModelProblems,
    file: &'p str,
}

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for ModelProblem { line, column, element, message, hint } in &self.problems.0 {
            if !self.file.is_empty() {
                write!(f, "{}:", self.file)?;
            }
            write!(f, "{line}:{column}: error[osim]: ")?;
            if !element.is_empty() {
                write!(f, "{element}: ")?;
            }
            writeln!(f, "{message}\n  hint: {hint}")?;
        }
        Ok(())
    }
}
