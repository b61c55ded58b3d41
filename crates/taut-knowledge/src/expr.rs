//! The small language of rules: what it means. Reading it from text is in `expr_parse.rs`.

use crate::answers::{Answers, Sides, Value};
use crate::ids::FindingId;

/// Kleene's three truth values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// Known false.
    False,
    /// Not known.
    Unknown,
    /// Known true.
    True,
}

impl Truth {
    /// Kleene negation.
    #[must_use]
    pub const fn negate(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }

    const fn of(known: bool) -> Self {
        if known { Self::True } else { Self::False }
    }
}

/// A condition on the answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// The finding's state is one of these (bit `s` of the mask for state `s`).
    InStates {
        /// The finding.
        finding: FindingId,
        /// Bit mask over states.
        mask: u32,
    },
    /// The age in years is at least this.
    AgeAtLeast(f64),
    /// The age in years is below this.
    AgeBelow(f64),
    /// The measured number is at least this, in the finding's unit.
    NumberAtLeast(FindingId, f64),
    /// The measured number is below this.
    NumberBelow(FindingId, f64),
    /// Present on one side only. The other side counts as free unless it is known to be affected, which is the careful reading.
    OneSided {
        /// The finding.
        finding: FindingId,
        /// States that count as present.
        mask: u32,
    },
    /// Present on both sides.
    BothSides {
        /// The finding.
        finding: FindingId,
        /// States that count as present.
        mask: u32,
    },
    /// The person said "not sure": asked, and still unknown. Never unknown itself.
    NotSure(FindingId),
    /// Negation.
    Not(Box<Expr>),
    /// All of.
    All(Vec<Expr>),
    /// Any of.
    Any(Vec<Expr>),
    /// At least this many of.
    AtLeast(usize, Vec<Expr>),
}

impl Expr {
    /// Three-valued evaluation (Kleene's strong logic).
    #[must_use]
    pub fn eval(&self, answers: &Answers) -> Truth {
        match self {
            Self::InStates { finding, mask } => match answers.get(*finding) {
                Value::Unknown => Truth::Unknown,
                Value::State(state) => Truth::of(mask >> state & 1 == 1),
            },
            Self::AgeAtLeast(years) => compare(answers.age_years(), *years),
            Self::AgeBelow(years) => compare(answers.age_years(), *years).negate(),
            Self::NumberAtLeast(finding, number) => {
                compare(answers.number(*finding).map(|n| (n, n)), *number)
            }
            Self::NumberBelow(finding, number) => {
                compare(answers.number(*finding).map(|n| (n, n)), *number).negate()
            }
            Self::OneSided { finding, mask } => {
                sided(answers, *finding, *mask, |sides| sides != Sides::Both)
            }
            Self::BothSides { finding, mask } => {
                sided(answers, *finding, *mask, |sides| sides == Sides::Both)
            }
            Self::NotSure(finding) => Truth::of(answers.is_not_sure(*finding)),
            Self::Not(inner) => inner.eval(answers).negate(),
            Self::All(parts) => {
                parts.iter().map(|part| part.eval(answers)).min().unwrap_or(Truth::True)
            }
            Self::Any(parts) => {
                parts.iter().map(|part| part.eval(answers)).max().unwrap_or(Truth::False)
            }
            Self::AtLeast(count, parts) => {
                let values: Vec<Truth> = parts.iter().map(|part| part.eval(answers)).collect();
                let sure = values.iter().filter(|v| **v == Truth::True).count();
                let possible = values.iter().filter(|v| **v != Truth::False).count();
                if sure >= *count {
                    Truth::True
                } else if possible >= *count {
                    Truth::Unknown
                } else {
                    Truth::False
                }
            }
        }
    }

    /// Calls `visit` for each finding that the expression reads, in order, with repeats. Age atoms are not visited; see [`Expr::reads_age`].
    pub fn visit_findings(&self, visit: &mut impl FnMut(FindingId)) {
        match self {
            Self::InStates { finding, .. }
            | Self::OneSided { finding, .. }
            | Self::BothSides { finding, .. }
            | Self::NumberAtLeast(finding, _)
            | Self::NumberBelow(finding, _)
            | Self::NotSure(finding) => visit(*finding),
            Self::AgeAtLeast(_) | Self::AgeBelow(_) => {}
            Self::Not(inner) => inner.visit_findings(visit),
            Self::All(parts) | Self::Any(parts) | Self::AtLeast(_, parts) => {
                for part in parts {
                    part.visit_findings(visit);
                }
            }
        }
    }

    /// True if the expression compares the age.
    #[must_use]
    pub fn reads_age(&self) -> bool {
        match self {
            Self::AgeAtLeast(_) | Self::AgeBelow(_) => true,
            Self::Not(inner) => inner.reads_age(),
            Self::All(parts) | Self::Any(parts) | Self::AtLeast(_, parts) => {
                parts.iter().any(Self::reads_age)
            }
            _ => false,
        }
    }
}

fn compare(range: Option<(f64, f64)>, at_least: f64) -> Truth {
    match range {
        None => Truth::Unknown,
        Some((low, _)) if low >= at_least => Truth::True,
        Some((_, high)) if high < at_least => Truth::False,
        Some(_) => Truth::Unknown,
    }
}

fn sided(
    answers: &Answers,
    finding: FindingId,
    mask: u32,
    wanted: impl Fn(Sides) -> bool,
) -> Truth {
    match answers.get(finding) {
        Value::Unknown => Truth::Unknown,
        Value::State(state) if mask >> state & 1 == 0 => Truth::False,
        Value::State(_) => Truth::of(wanted(answers.sides(finding))),
    }
}
