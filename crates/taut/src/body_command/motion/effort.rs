//! Which muscles share what a movement needs, in one frame.

use taut_body::Model;
use taut_body::effort::{Load, LoadProblem, Pull, Reserve, Share};

/// How the load is shared.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Strength of the help at each coordinate of joints to the ground, N or N m; 0: none.
    pub residual: f64,
    /// Strength of the help at every other coordinate; 0: none.
    pub reserve: f64,
    /// Whether passive forces of fibres count.
    pub passive: bool,
}

/// One frame as static optimisation sees it.
pub struct Frame<'f> {
    /// Coordinates that are held.
    pub free: &'f [usize],
    /// Muscles that may pull.
    pub muscles: &'f [usize],
    /// What each of these coordinates needs, N or N m.
    pub needs: &'f [f64],
    /// Speed of each of these coordinates.
    pub speeds: &'f [f64],
    /// Length of each of these muscles, m.
    pub lengths: &'f [f64],
    /// Moment arms: for each of these coordinates those of these muscles.
    pub arms: &'f [Vec<f64>],
}

impl Effort {
    /// The coordinates that get help.
    pub fn helped(&self, model: &Model, free: &[usize]) -> Vec<(usize, f64)> {
        let strength = |coordinate: &usize| {
            let joint = &model.joints[model.coordinates[*coordinate].joint];
            if joint.parent.body == 0 { self.residual } else { self.reserve }
        };
        free.iter().map(strength).enumerate().filter(|(_, strength)| *strength > 0.0).collect()
    }

    /// Shares the load; reserves come in the order of `helped`.
    ///
    /// # Errors
    /// A fibre without an answer, a load that is too much, in words.
    pub fn share(&self, model: &Model, frame: &Frame) -> Result<Share, String> {
        let mut pulls = Vec::with_capacity(frame.muscles.len());
        let mut arms = Vec::with_capacity(frame.muscles.len() * frame.free.len());
        for (i, muscle) in frame.muscles.iter().enumerate() {
            // The length depends on the free coordinates alone, and its slopes are the arms with their signs turned.
            let mut speed = 0.0;
            for (row, arm) in frame.arms.iter().enumerate() {
                arms.push(arm[i]);
                speed -= arm[i] * frame.speeds[row];
            }
            let muscle = &model.muscles[*muscle];
            let pull = Pull::of(&muscle.force, frame.lengths[i], speed, self.passive);
            pulls.push(pull.map_err(|problem| format!("{}: {problem}", muscle.name))?);
        }
        let helped = self.helped(model, frame.free);
        let reserves: Vec<Reserve> =
            helped.iter().map(|(row, strength)| Reserve::new(*row, *strength)).collect();
        let load = Load { needs: frame.needs, pulls: &pulls, arms: &arms, reserves: &reserves };
        load.share().map_err(|problem| match problem {
            LoadProblem::TooMuch(rows) => {
                let lines = rows.iter().map(|row| {
                    let name = &model.coordinates[frame.free[row.row]].name;
                    format!(
                        "error[effort]: {name} cannot be held: {:.3} N m or N are missing",
                        row.missing
                    )
                });
                let lines: Vec<String> = lines.collect();
                format!("{}\n  hint: give help with --reserves and --residuals", lines.join("\n"))
            }
            other => other.to_string(),
        })
    }
}
