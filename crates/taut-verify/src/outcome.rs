//! What a proof comes to: proved, broken with a counterexample, or not decided.

/// One thing that must hold, and whether it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theorem {
    /// Rule of the design, `S1` to `S13`, `L1` to `L3`; or `L4`: no exercise is dead.
    pub rule: String,
    /// Name: the obligation's id, or that of the part of the rule.
    pub id: String,
    /// In words.
    pub statement: String,
    /// Whether it holds.
    pub outcome: Outcome,
}

/// Whether something holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It holds for every answer set; by what argument.
    Proved(String),
    /// It does not.
    Broken(Counterexample),
    /// Neither could be shown; why.
    Open(String),
}

/// People for whom a rule does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterexample {
    /// What is wrong with the advice they get.
    pub text: String,
    /// Case files, each with a name: `taut assess` gives the advice that `text` speaks of.
    pub cases: Vec<(String, String)>,
}

impl Theorem {
    /// True if it is proved.
    #[must_use]
    pub const fn holds(&self) -> bool {
        matches!(self.outcome, Outcome::Proved(_))
    }
}

impl Outcome {
    /// Broken, without a person to show it on: a fault in the knowledge itself.
    #[must_use]
    pub fn broken(text: impl Into<String>) -> Self {
        Self::Broken(Counterexample { text: text.into(), cases: Vec::new() })
    }
}
