//! A table over time: named columns of numbers.

/// Numbers over time.
#[derive(Debug, Clone, PartialEq)]
pub struct MotionTable {
    /// Its name in the file; may be empty.
    pub name: String,
    /// Whether angles are in degrees; `None`: the file does not say.
    pub in_degrees: Option<bool>,
    /// Times of the rows, seconds, rising.
    pub times: Vec<f64>,
    /// Names of the columns, the time left out.
    pub names: Vec<String>,
    /// The numbers, column by column; NaN where there is none.
    pub columns: Vec<Vec<f64>>,
    /// What is odd about the file it was read from, but no error.
    pub notes: Vec<String>,
}

/// Why a table cannot be used for something; the message says where and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableProblem {
    /// Name of the column; empty if it is not about a single one.
    pub column: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl std::fmt::Display for TableProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let dots = if self.column.is_empty() { "" } else { ": " };
        write!(f, "error[motion]: {}{dots}{}\n  hint: {}", self.column, self.message, self.hint)
    }
}

impl MotionTable {
    /// Index of the column of this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|n| n == name)
    }

    /// How many numbers of a column are missing, and the time of the first one.
    #[must_use]
    pub fn missing(&self, column: usize) -> Option<(usize, f64)> {
        let holes = || self.columns[column].iter().zip(&self.times).filter(|(x, _)| x.is_nan());
        holes().next().map(|(_, time)| (holes().count(), *time))
    }

    /// What is to be said of a column in which numbers are missing.
    #[must_use]
    pub fn hole(&self, column: usize) -> Option<TableProblem> {
        self.missing(column).map(|(count, first)| TableProblem {
            column: self.names[column].clone(),
            message: format!("{count} numbers are missing, the first at {first} s"),
            hint: "fill the gaps, or cut the recording where it is whole".to_owned(),
        })
    }
}
