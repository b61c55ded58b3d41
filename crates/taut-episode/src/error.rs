//! What can go wrong with an episode: the records, a file, what is not there, what is refused, what comes out differently.

use std::fmt;

use taut_knowledge::Report;
use taut_plan::StoryProblem;
use taut_record::Problem;

/// Something that a person's records do not hold yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// No episode is open.
    Episode,
    /// No answers are kept in the open episode.
    Answers,
    /// No programme is kept in the open episode.
    Programme,
}

/// One thing that is refused: where, what is wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Stable name of the problem, such as `beyond-dose`.
    pub code: &'static str,
    /// Where, such as an exercise's id; may be empty.
    pub place: String,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub hint: String,
}

impl Fault {
    /// True if a question has no reply yet.
    #[must_use]
    pub fn is_no_reply(&self) -> bool {
        self.code == "no-reply"
    }

    /// A fault at a place.
    #[must_use]
    pub fn new(
        code: &'static str,
        place: impl Into<String>,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self { code, place: place.into(), what: what.into(), hint: hint.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error[{}]: {}", self.code, self.what)?;
        if !self.place.is_empty() {
            write!(f, " ({})", self.place)?;
        }
        write!(f, "\n  hint: {}", self.hint)
    }
}

impl From<StoryProblem> for Fault {
    fn from(problem: StoryProblem) -> Self {
        let StoryProblem { code, place, message, hint } = problem;
        Self { code, place, what: message, hint }
    }
}

/// The code of a refusal because something was added to the record meanwhile.
pub(crate) const CHANGED_MEANWHILE: &str = "changed-meanwhile";

/// What can go wrong with an episode. Nothing was kept then.
#[derive(Debug, Clone, PartialEq)]
pub enum EpisodeError {
    /// The records cannot be read or written, or refuse an entry.
    Record(Problem),
    /// Something is not kept yet.
    Missing(Missing),
    /// A file or a form with problems, all of them.
    File(Report),
    /// Input that is refused: every problem of it.
    Refused(Vec<Fault>),
    /// Something kept comes out differently now: what, and what it was made with.
    Differs {
        /// What comes out differently, in words.
        what: String,
        /// Edition of the knowledge that it was made with.
        edition: String,
        /// Name and version of the program that made it.
        program: String,
    },
    /// A fault of this program or of the knowledge.
    Broken(String),
}

impl EpisodeError {
    /// True if nothing is wrong but that something was added to the record meanwhile: worked out again, it may be kept.
    #[must_use]
    pub fn is_changed_meanwhile(&self) -> bool {
        matches!(self, Self::Refused(faults) if faults.iter().any(|fault| fault.code == CHANGED_MEANWHILE))
    }

    /// One refusal.
    #[must_use]
    pub fn refused(fault: Fault) -> Self {
        Self::Refused(vec![fault])
    }
}

impl fmt::Display for EpisodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record(problem) => problem.fmt(f),
            Self::Missing(Missing::Episode) => f.write_str("no episode is open"),
            Self::Missing(Missing::Answers) => f.write_str("no answers are kept"),
            Self::Missing(Missing::Programme) => f.write_str("no programme is kept"),
            Self::File(report) => report.fmt(f),
            Self::Refused(faults) => {
                let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
                f.write_str(&lines.join("\n"))
            }
            Self::Differs { what, edition, program } => write!(
                f,
                "error[differs]: {what}\n  hint: it was made with knowledge {edition} by {program}; make a new programme, or use that knowledge"
            ),
            Self::Broken(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for EpisodeError {}

impl From<Problem> for EpisodeError {
    fn from(problem: Problem) -> Self {
        Self::Record(problem)
    }
}

impl From<Report> for EpisodeError {
    fn from(report: Report) -> Self {
        Self::File(report)
    }
}

impl From<Vec<StoryProblem>> for EpisodeError {
    fn from(problems: Vec<StoryProblem>) -> Self {
        Self::Refused(problems.into_iter().map(Fault::from).collect())
    }
}

impl From<serde_json::Error> for EpisodeError {
    fn from(error: serde_json::Error) -> Self {
        Self::Broken(error.to_string())
    }
}
