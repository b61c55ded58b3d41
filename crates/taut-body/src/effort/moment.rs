//! One moment of a movement: what its coordinates need, what its muscles can do, and who carries how much.

use super::share::{Load, LoadProblem, Pull, Reserve, Share};
use crate::compiled::{Gauged, Rig};
use crate::dynamics;
use crate::dynamics::Movement;
use crate::model::Model;

/// What counts in static optimisation beside the movement.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settings {
    /// Whether passive forces of fibres count, behind rigid tendons. OpenSim leaves them out.
    pub passive: bool,
    /// Factor of each muscle's forces, such as 0.5 for one at half its strength; empty: all 1.
    pub strengths: Vec<f64>,
    /// Reserves; their `row` is the index of a coordinate of the model.
    pub reserves: Vec<Reserve>,
}

/// Lengths, arms and needs at one moment, of the coordinates that muscles and reserves have to hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// The coordinates: those that no coupler drives and no lock holds.
    pub coordinates: Vec<usize>,
    /// Length of each muscle, m.
    pub lengths: Vec<f64>,
    /// Lengthening speed of each muscle, m/s.
    pub speeds: Vec<f64>,
    /// Moment arms: all those coordinates of the first muscle, then of the second.
    pub arms: Vec<f64>,
    /// What each of those coordinates needs, N m or N.
    pub needs: Vec<f64>,
}

impl Moment {
    /// The moment of a movement under these external loads. `gauged` has lengths and arms by the model's rig, of this
    /// movement's pose as number `pose`: those of a whole recording are best worked out side by side.
    ///
    /// # Errors
    /// Every muscle without a length, and a pose that is not there.
    pub fn new(
        model: &Model,
        rig: &Rig,
        (gauged, pose): (&Gauged, usize),
        movement: &Movement,
        loads: &[dynamics::Load],
    ) -> Result<Self, LoadProblem> {
        if pose >= gauged.len() {
            let message = format!("there is no pose {pose} among {}", gauged.len());
            return Err(LoadProblem::Malformed(vec![message]));
        }
        if rig.muscles().len() != model.muscles.len() {
            let without = (0..model.muscles.len()).filter(|m| !rig.muscles().contains(m));
            let problem = |m: usize| {
                format!(
                    "{} wraps around a surface of a form that is not read",
                    model.muscles[m].name
                )
            };
            return Err(LoadProblem::Malformed(without.map(problem).collect()));
        }
        let free = |c: &usize| !model.is_driven(*c) && !model.coordinates[*c].locked;
        let coordinates: Vec<usize> = (0..model.coordinates.len()).filter(free).collect();
        let rows = coordinates.len();
        let mut row_of = vec![None; model.coordinates.len()];
        for (row, coordinate) in coordinates.iter().enumerate() {
            row_of[*coordinate] = Some(row);
        }
        let lengths: Vec<f64> = (0..model.muscles.len()).map(|m| gauged.length(pose, m)).collect();
        let mut arms = vec![0.0; lengths.len() * rows];
        let mut speeds = vec![0.0; lengths.len()];
        for (pair, (muscle, coordinate)) in rig.pairs().iter().enumerate() {
            let arm = gauged.arm(pose, pair);
            speeds[*muscle] -= arm * movement.speeds()[*coordinate];
            if let Some(row) = row_of[*coordinate] {
                arms[muscle * rows + row] = arm;
            }
        }
        let forces = model.inverse_dynamics(movement, loads);
        let needs = if model.couplers.is_empty() {
            coordinates.iter().map(|c| forces[*c]).collect()
        } else {
            let carried = model.screws(movement.pose()).free_forces(&forces);
            coordinates.iter().map(|c| carried[*c]).collect()
        };
        Ok(Self { coordinates, lengths, speeds, arms, needs })
    }

    /// What each muscle can pull with.
    ///
    /// # Errors
    /// Strengths that do not fit, and each muscle whose force has no answer.
    pub fn pulls(&self, model: &Model, settings: &Settings) -> Result<Vec<Pull>, LoadProblem> {
        let strengths = &settings.strengths;
        if !strengths.is_empty() && strengths.len() != model.muscles.len() {
            let (strengths, muscles) = (strengths.len(), model.muscles.len());
            let message = format!("{strengths} strengths for {muscles} muscles");
            return Err(LoadProblem::Malformed(vec![message]));
        }
        let mut problems = Vec::new();
        let mut pulls = Vec::with_capacity(model.muscles.len());
        for (i, muscle) in model.muscles.iter().enumerate() {
            match Pull::of(&muscle.force, self.lengths[i], self.speeds[i], settings.passive) {
                Ok(pull) => {
                    let strength = strengths.get(i).copied().unwrap_or(1.0);
                    let (active, passive) = (strength * pull.active, strength * pull.passive);
                    pulls.push(Pull { active, passive, ..pull });
                }
                Err(problem) => problems.push(format!("{}: {}", muscle.name, problem.message)),
            }
        }
        if problems.is_empty() { Ok(pulls) } else { Err(LoadProblem::Malformed(problems)) }
    }

    /// Who carries how much. Rows of the answer, and of what cannot be held, count as `coordinates` do.
    ///
    /// # Errors
    /// As for `pulls` and [`Load::share`]; a reserve on a coordinate that nothing has to hold.
    pub fn share(&self, model: &Model, settings: &Settings) -> Result<Share, LoadProblem> {
        let pulls = self.pulls(model, settings)?;
        let mut reserves = Vec::with_capacity(settings.reserves.len());
        for reserve in &settings.reserves {
            let Some(row) = self.coordinates.iter().position(|c| *c == reserve.row) else {
                let message =
                    format!("nothing has to hold the reserve's coordinate {}", reserve.row);
                return Err(LoadProblem::Malformed(vec![message]));
            };
            reserves.push(Reserve { row, ..*reserve });
        }
        let load =
            Load { needs: &self.needs, pulls: &pulls, arms: &self.arms, reserves: &reserves };
        load.share()
    }
}
