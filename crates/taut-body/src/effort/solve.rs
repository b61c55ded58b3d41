//! Solves a program: weights of 0 by proximal steps, each answer checked, each refusal proved.

use super::check::{Certificate, impossible};
use super::dual::{Dual, Ended};
use super::program::Program;

/// Rows of an answer differ by no more than this, over the sum of sizes in the row.
pub const BALANCE: f64 = 1e-10;
/// Slopes of an answer are no larger than this, over the sum of sizes in them.
pub const STATIONARITY: f64 = 1e-8;
/// A refusal is a proof if the gap is more than rounding can be, over the sum of its sizes.
const PROOF: f64 = 1e-12;
/// Share of the lent curvature that stays to the end.
const LEAST_SHARE: f64 = 1e-4;
/// More proximal steps are not made.
const MOST_ROUNDS: usize = 400;

/// The least effort.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// The variables.
    pub x: Vec<f64>,
    /// The weighted sum.
    pub objective: f64,
    /// How much the objective grows with each row's right-hand side.
    pub multipliers: Vec<f64>,
    /// What is proved of it.
    pub certificate: Certificate,
    /// Newton steps that were made.
    pub steps: usize,
}

/// A row that cannot be met.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unmet {
    /// Its index.
    pub row: usize,
    /// What is missing: the right-hand side less the nearest that can be given (least squares over the rows).
    pub missing: f64,
}

/// Why a program has no answer.
#[derive(Debug, Clone, PartialEq)]
pub enum ProgramProblem {
    /// It is no program; each thing that is wrong.
    Malformed(Vec<String>),
    /// No values within the bounds meet the rows.
    Impossible {
        /// The rows that cannot all be met, and what is missing.
        unmet: Vec<Unmet>,
        /// By how much Farkas' proof holds, over the sum of its sizes: above 0.
        proof: f64,
    },
    /// The objective falls without end, or rounding hides the answer; how near it came.
    Unsolved(Certificate),
}

impl Program {
    /// The least effort, to [`BALANCE`] and [`STATIONARITY`]; the bounds are kept exactly.
    ///
    /// # Errors
    /// Everything that makes it no program; rows that cannot be met, with a proof; an objective without a least value.
    pub fn solve(&self) -> Result<Solution, ProgramProblem> {
        let problems = self.problems();
        if !problems.is_empty() {
            return Err(ProgramProblem::Malformed(problems));
        }
        self.descend().map_err(|(weights, reached)| self.refuse(&weights, reached))
    }

    /// The answer, or the multipliers that ran away and what was reached.
    fn descend(&self) -> Result<Solution, (Vec<f64>, Certificate)> {
        let proximal = self.proximal();
        let rounds = if proximal.iter().any(|p| *p > 0.0) { MOST_ROUNDS } else { 1 };
        let mut centre: Vec<f64> =
            self.bounds.iter().map(|[low, high]| low.max(0.0).min(*high)).collect();
        let mut share = 1.0_f64;
        let mut dual = Dual::new(self, &proximal, &centre);
        let mut reached = None;
        for _ in 0..rounds {
            if let Ended::Impossible(weights) = dual.climb() {
                let reached = Certificate::of(self, &dual.x, &dual.multipliers);
                return Err((weights, reached));
            }
            let certificate = Certificate::of(self, &dual.x, &dual.multipliers);
            if certificate.balance <= BALANCE && certificate.stationarity <= STATIONARITY {
                return Ok(Solution {
                    objective: self.objective(&dual.x),
                    x: dual.x,
                    multipliers: dual.multipliers,
                    certificate,
                    steps: dual.steps,
                });
            }
            reached = Some(certificate);
            if certificate.balance > BALANCE {
                // Rows that nothing can meet, or rounding.
                break;
            }
            centre.clone_from(&dual.x);
            share = (0.5 * share).max(LEAST_SHARE);
            let lent: Vec<f64> = proximal.iter().map(|p| share * p).collect();
            dual.lend(&lent, &centre);
        }
        let reached = reached.unwrap_or_else(|| Certificate::of(self, &dual.x, &dual.multipliers));
        Err((dual.multipliers, reached))
    }

    /// Curvature lent to variables without weight: as much as makes them as ready to move as a typical one with weight.
    fn proximal(&self) -> Vec<f64> {
        if self.weights.iter().all(|weight| *weight > 0.0) {
            return vec![0.0; self.variables()];
        }
        let size =
            |variable: usize| self.column(variable).iter().fold(0.0, |sum, (_, a)| sum + a * a);
        let mut ready: Vec<f64> = (0..self.variables())
            .filter(|v| self.weights[*v] > 0.0)
            .map(|v| size(v) / (2.0 * self.weights[v]))
            .filter(|ready| *ready > 0.0)
            .collect();
        ready.sort_by(f64::total_cmp);
        let typical = ready.get(ready.len() / 2).copied().unwrap_or(1.0);
        let lend = |variable: usize| match (self.weights[variable] > 0.0, size(variable)) {
            (true, _) => 0.0,
            (false, size) if size > 0.0 => size / typical,
            (false, _) => 1.0,
        };
        (0..self.variables()).map(lend).collect()
    }

    /// What is missing where no values meet the rows: the nearest right-hand side that can be given, by least squares,
    /// and the stronger of two proofs: the multipliers that ran away, or what is missing itself. Without a proof the
    /// program is not refused, only not solved.
    fn refuse(&self, weights: &[f64], reached: Certificate) -> ProgramProblem {
        let missing = self.missing();
        let proof = impossible(self, weights).max(impossible(self, &missing));
        if proof <= PROOF {
            return ProgramProblem::Unsolved(reached);
        }
        let size = missing.iter().fold(0.0, |most: f64, m| most.max(m.abs()));
        let rows = missing.iter().enumerate().filter(|(_, m)| m.abs() > 1e-6 * size);
        let unmet = rows.map(|(row, missing)| Unmet { row, missing: *missing }).collect();
        ProgramProblem::Impossible { unmet, proof }
    }

    /// The least squares of right-hand side less what values within the bounds give; zeros if rounding hides it.
    fn missing(&self) -> Vec<f64> {
        let rows = self.rows();
        let mut near = Self::new(self.right.clone());
        for variable in 0..self.variables() {
            let column = self.column(variable).iter().copied();
            near.variable(0.0, 0.0, self.bounds[variable], column);
        }
        let free = [f64::NEG_INFINITY, f64::INFINITY];
        let first = near.variables();
        for row in 0..rows {
            near.variable(1.0, 0.0, free, [(row, 1.0)]);
        }
        // Every right-hand side can be met now.
        near.descend().map_or_else(|_| vec![0.0; rows], |found| found.x[first..].to_vec())
    }
}
