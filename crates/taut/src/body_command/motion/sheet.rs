//! The columns of the result: their names, and one frame's numbers.

use taut_body::dynamics::{LoadCurves, Movement};
use taut_body::motion::MotionTable;
use taut_body::{Model, PathValue, Pose, PoseProblems, Turns};

use super::Want;
use super::effort::{Effort, Frame};

/// Moment arms below this everywhere are none (metres, or without unit): what is left of sums that cancel.
const NO_ARM: f64 = 1e-12;

/// The columns of the result.
pub struct Sheet {
    want: Vec<Want>,
    names: Vec<String>,
    /// Muscles whose paths can be worked out.
    muscles: Vec<usize>,
    /// Coordinates that no coupler drives and that move something.
    free: Vec<usize>,
    /// Columns that may be left out if they are zero throughout.
    arms: std::ops::Range<usize>,
    effort: Effort,
}

impl Sheet {
    /// The columns for what is wanted, in the order of `want`.
    pub fn new(model: &Model, want: &[Want], effort: Effort) -> Self {
        let is_known = |value: &PathValue| matches!(value, PathValue::Known(_));
        let paths: Vec<bool> = match Pose::default_of(model) {
            Ok(pose) => model.lengths(&pose).iter().map(is_known).collect(),
            Err(_) => vec![true; model.muscles.len()],
        };
        let needs_paths =
            want.iter().any(|w| !matches!(w, Want::InverseDynamics | Want::Reactions));
        for (muscle, _) in
            model.muscles.iter().zip(&paths).filter(|(_, known)| needs_paths && !**known)
        {
            eprintln!(
                "note: {} may wrap around a surface whose form is not read: left out",
                muscle.name
            );
        }
        let muscles: Vec<usize> = (0..paths.len()).filter(|muscle| paths[*muscle]).collect();
        let moves =
            |c: &usize| !model.is_driven(*c) && model.coordinates[*c].turns != Turns::Nothing;
        let free: Vec<usize> = (0..model.coordinates.len()).filter(moves).collect();
        let mut out =
            Self { want: want.to_vec(), names: Vec::new(), muscles, free, arms: 0..0, effort };
        for want in want {
            out.add(model, *want);
        }
        out
    }

    fn add(&mut self, model: &Model, want: Want) {
        match want {
            Want::Lengths => {
                let name = |m: &usize| format!("{}/length", model.muscles[*m].name);
                self.names.extend(self.muscles.iter().map(name));
            }
            Want::MomentArms => {
                let start = self.names.len();
                for coordinate in &self.free {
                    let by = &model.coordinates[*coordinate].name;
                    let name = |m: &usize| format!("{}/moment_arm/{by}", model.muscles[*m].name);
                    self.names.extend(self.muscles.iter().map(name));
                }
                self.arms = start..self.names.len();
            }
            Want::InverseDynamics => {
                // As OpenSim names them.
                self.names.extend(model.coordinates.iter().map(|coordinate| {
                    let kind = if coordinate.turns == Turns::Rotates { "moment" } else { "force" };
                    format!("{}_{kind}", coordinate.name)
                }));
            }
            Want::StaticOptimisation => {
                for part in ["activation", "force"] {
                    let name = |m: &usize| format!("{}/{part}", model.muscles[*m].name);
                    self.names.extend(self.muscles.iter().map(name));
                }
                for (row, _) in self.effort.helped(model, &self.free) {
                    let coordinate = &model.coordinates[self.free[row]];
                    self.names.push(format!("{}/reserve", coordinate.name));
                }
            }
            Want::Reactions => {
                for joint in &model.joints {
                    let child = &model.bodies[joint.child.body].name;
                    for part in ["fx", "fy", "fz", "mx", "my", "mz", "px", "py", "pz"] {
                        self.names.push(format!("{}_on_{child}_in_{child}_{part}", joint.name));
                    }
                }
            }
        }
    }

    /// Names of the columns, those of empty moment arms among them.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// One frame's numbers.
    ///
    /// # Errors
    /// In words: loads that muscles cannot share, tensions that cannot be put on bodies.
    pub fn row(
        &self,
        model: &Model,
        movement: &Movement,
        loads: Option<(&LoadCurves, f64)>,
        tensions: Option<&[f64]>,
    ) -> Result<Vec<f64>, String> {
        let pose = movement.pose();
        let places = model.placements(pose);
        let outside = loads.and_then(|(loads, time)| loads.at(time, &places)).unwrap_or_default();
        let wants = |want: Want| self.want.contains(&want);
        let said = |problems: PoseProblems| problems.to_string();
        let shares = wants(Want::StaticOptimisation);
        let lengths = match shares || wants(Want::Lengths) {
            true => self.chosen(&model.lengths(pose)),
            false => Vec::new(),
        };
        let arms = match shares || wants(Want::MomentArms) {
            true => self.arms(model, pose).map_err(said)?,
            false => Vec::new(),
        };
        let forces = match shares || wants(Want::InverseDynamics) {
            true => model.inverse_dynamics(movement, &outside),
            false => Vec::new(),
        };
        let mut tensions = tensions.map(<[f64]>::to_vec);
        let mut out = Vec::with_capacity(self.names.len());
        for want in &self.want {
            match want {
                Want::Lengths => out.extend(&lengths),
                Want::MomentArms => out.extend(arms.iter().flatten()),
                Want::InverseDynamics => out.extend(&forces),
                Want::StaticOptimisation => {
                    let all = model.screws(pose).free_forces(&forces);
                    let of =
                        |list: &[f64]| self.free.iter().map(|c| list[*c]).collect::<Vec<f64>>();
                    let frame = Frame {
                        free: &self.free,
                        muscles: &self.muscles,
                        needs: &of(&all),
                        speeds: &of(movement.speeds()),
                        lengths: &lengths,
                        arms: &arms,
                    };
                    let share = self.effort.share(model, &frame)?;
                    out.extend(&share.activations);
                    out.extend(&share.forces);
                    let helped = self.effort.helped(model, &self.free);
                    out.extend(share.controls.iter().zip(helped).map(|(c, (_, s))| c * s));
                    let mut all = vec![0.0; model.muscles.len()];
                    for (muscle, force) in self.muscles.iter().zip(&share.forces) {
                        all[*muscle] = *force;
                    }
                    tensions = Some(all);
                }
                Want::Reactions => {
                    let mut loads = outside.clone();
                    if let Some(tensions) = &tensions {
                        loads.extend(model.muscle_loads(pose, tensions).map_err(said)?);
                    }
                    let reactions = model.reactions(movement, &loads);
                    for (joint, reaction) in model.joints.iter().zip(reactions) {
                        let seen = reaction.seen_from(&places[joint.child.body]);
                        out.extend(seen.into_iter().flatten());
                    }
                }
            }
        }
        Ok(out)
    }

    /// For each free coordinate the moment arms of the muscles, m.
    fn arms(&self, model: &Model, pose: &Pose) -> Result<Vec<Vec<f64>>, PoseProblems> {
        let by = |c: &usize| Ok(self.chosen(&model.moment_arms(pose, *c)?));
        self.free.iter().map(by).collect()
    }

    /// The values of muscles whose paths can be worked out.
    fn chosen(&self, values: &[PathValue]) -> Vec<f64> {
        let known = |muscle: &usize| match &values[*muscle] {
            PathValue::Known(value) => *value,
            PathValue::Wrapped(_) => f64::NAN,
        };
        self.muscles.iter().map(known).collect()
    }

    /// The table, without columns of moment arms that are zero throughout.
    pub fn table(&self, times: Vec<f64>, columns: Vec<Vec<f64>>) -> MotionTable {
        let is_kept = |index: usize, column: &[f64]| {
            !self.arms.contains(&index) || column.iter().any(|arm| arm.abs() > NO_ARM)
        };
        let named = self.names.iter().zip(columns).enumerate();
        let kept = named.filter(|(index, (_, column))| is_kept(*index, column));
        let (names, columns) = kept.map(|(_, (name, column))| (name.clone(), column)).unzip();
        MotionTable {
            name: "taut body motion".to_owned(),
            in_degrees: Some(false),
            times,
            names,
            columns,
            notes: Vec::new(),
        }
    }
}
