//! Static optimisation: which muscles share the moments that a motion needs (Crowninshield & Brand 1981; squares of
//! activations as in OpenSim).

use super::check::Certificate;
use super::program::Program;
use super::solve::ProgramProblem;
use crate::muscle::{ForceProblem, MuscleForce};

/// What one muscle can pull with, at one moment: `passive + activation * active`, N along the tendon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pull {
    /// Force per activation, N.
    pub active: f64,
    /// Force without activation, N.
    pub passive: f64,
    /// Lowest and highest activation.
    pub activation: [f64; 2],
    /// Weight of the squared activation, above 0.
    pub weight: f64,
}

impl Pull {
    /// What a muscle has at a length (m) and lengthening speed (m/s), the tendon taken as rigid; `passive` says whether its
    /// passive force counts (OpenSim leaves it out). A muscle that is switched off pulls with nothing.
    ///
    /// # Errors
    /// As for [`MuscleForce::rigid`].
    pub fn of(
        force: &MuscleForce,
        length: f64,
        speed: f64,
        passive: bool,
    ) -> Result<Self, ForceProblem> {
        let rigid = force.rigid(length, speed)?;
        let on = |n: f64| if force.applies { n } else { 0.0 };
        Ok(Self {
            active: on(rigid.active),
            passive: if passive { on(rigid.passive) } else { 0.0 },
            activation: force.activation,
            weight: 1.0,
        })
    }
}

/// A force or moment beside the muscles, on one coordinate: `control * strength`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reserve {
    /// Index of the coordinate among those of the load.
    pub row: usize,
    /// N or N m per unit of control.
    pub strength: f64,
    /// Lowest and highest control.
    pub control: [f64; 2],
    /// Weight of the squared control, above 0.
    pub weight: f64,
}

impl Reserve {
    /// Of this strength, without bounds that matter, its control counted like an activation.
    #[must_use]
    pub fn new(row: usize, strength: f64) -> Self {
        Self { row, strength, control: [-1e6, 1e6], weight: 1.0 }
    }
}

/// Moments to be shared, at one moment in time.
#[derive(Debug, Clone, Copy)]
pub struct Load<'l> {
    /// What each coordinate needs, N m (or N where it moves something along).
    pub needs: &'l [f64],
    /// What each muscle can do.
    pub pulls: &'l [Pull],
    /// Moment arms, m (no unit where a coordinate moves something along): all coordinates of the first muscle, then of the
    /// second.
    pub arms: &'l [f64],
    /// What helps.
    pub reserves: &'l [Reserve],
}

/// Who carries how much.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// Activation of each muscle.
    pub activations: Vec<f64>,
    /// Force of each muscle along its tendon, N.
    pub forces: Vec<f64>,
    /// Control of each reserve.
    pub controls: Vec<f64>,
    /// Weighted sum of squares of activations and controls.
    pub objective: f64,
    /// How much the objective grows with what each coordinate needs, 1/(N m) or 1/N.
    pub prices: Vec<f64>,
    /// What is proved of it.
    pub certificate: Certificate,
    /// Newton steps that were made.
    pub steps: usize,
}

/// A coordinate that the muscles and reserves cannot hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NotHeld {
    /// Index of the coordinate among those of the load.
    pub row: usize,
    /// What is missing, N m or N: what it needs less the nearest that can be given to all coordinates at once.
    pub missing: f64,
}

/// Why a load is not shared.
#[derive(Debug, Clone, PartialEq)]
pub enum LoadProblem {
    /// The numbers do not fit together or cannot be; each thing that is wrong.
    Malformed(Vec<String>),
    /// It is too much; proved.
    TooMuch(Vec<NotHeld>),
    /// Rounding hides the answer.
    Unsolved(Certificate),
}

impl std::fmt::Display for LoadProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Self::Malformed(problems) => {
                for problem in problems {
                    writeln!(f, "error[effort]: {problem}\n  hint: give finite numbers that fit")?;
                }
                Ok(())
            }
            Self::TooMuch(rows) => {
                for NotHeld { row, missing } in rows {
                    writeln!(
                        f,
                        "error[effort]: coordinate {row} cannot be held: {missing} missing"
                    )?;
                }
                writeln!(f, "  hint: add reserves, make muscles stronger, or lower the load")
            }
            Self::Unsolved(certificate) => writeln!(
                f,
                "error[effort]: no answer within rounding: {certificate:?}\n  hint: check units"
            ),
        }
    }
}

impl std::error::Error for LoadProblem {}

impl Load<'_> {
    /// Shares the load: the least weighted sum of squares of activations and controls for which each coordinate gets what
    /// it needs.
    ///
    /// # Errors
    /// Numbers that do not fit; a load that is too much, with the coordinates that cannot be held and by how much.
    pub fn share(&self) -> Result<Share, LoadProblem> {
        let program = self.program()?;
        match program.solve() {
            Ok(solution) => {
                let muscles = self.pulls.len();
                let pull = |(pull, a): (&Pull, &f64)| pull.passive + a * pull.active;
                Ok(Share {
                    forces: self.pulls.iter().zip(&solution.x).map(pull).collect(),
                    activations: solution.x[..muscles].to_vec(),
                    controls: solution.x[muscles..].to_vec(),
                    objective: solution.objective,
                    prices: solution.multipliers,
                    certificate: solution.certificate,
                    steps: solution.steps,
                })
            }
            Err(ProgramProblem::Malformed(problems)) => Err(LoadProblem::Malformed(problems)),
            Err(ProgramProblem::Impossible { unmet, .. }) => Err(LoadProblem::TooMuch(
                unmet.iter().map(|u| NotHeld { row: u.row, missing: u.missing }).collect(),
            )),
            Err(ProgramProblem::Unsolved(reached)) => Err(LoadProblem::Unsolved(reached)),
        }
    }

    /// The load as a program: a row a coordinate, a variable a muscle, then one a reserve. More variables may be added to
    /// it, such as forces of contact.
    ///
    /// # Errors
    /// Numbers that do not fit together.
    pub fn program(&self) -> Result<Program, LoadProblem> {
        let rows = self.needs.len();
        let mut problems = Vec::new();
        if rows == 0 {
            problems.push("there is no coordinate to hold".to_owned());
        }
        if self.arms.len() != rows * self.pulls.len() {
            let (arms, muscles) = (self.arms.len(), self.pulls.len());
            problems.push(format!("{arms} moment arms for {muscles} muscles and {rows} rows"));
        }
        if let Some(reserve) = self.reserves.iter().find(|reserve| reserve.row >= rows) {
            problems.push(format!("a reserve is on coordinate {}, of {rows}", reserve.row));
        }
        let weights = self.pulls.iter().map(|p| p.weight);
        let weights = weights.chain(self.reserves.iter().map(|r| r.weight));
        if let Some(weight) = weights.into_iter().find(|w| w.is_nan() || *w <= 0.0) {
            problems.push(format!("a weight is {weight}, not above 0"));
        }
        if !problems.is_empty() {
            return Err(LoadProblem::Malformed(problems));
        }
        let mut right = self.needs.to_vec();
        for (pull, arms) in self.pulls.iter().zip(self.arms.chunks_exact(rows)) {
            if pull.passive != 0.0 {
                for (need, arm) in right.iter_mut().zip(arms) {
                    *need -= arm * pull.passive;
                }
            }
        }
        let mut program = Program::new(right);
        for (pull, arms) in self.pulls.iter().zip(self.arms.chunks_exact(rows)) {
            let column = arms.iter().enumerate().map(|(row, arm)| (row, arm * pull.active));
            program.variable(pull.weight, 0.0, pull.activation, column);
        }
        for Reserve { row, strength, control, weight } in self.reserves {
            program.variable(*weight, 0.0, *control, [(*row, *strength)]);
        }
        Ok(program)
    }
}
