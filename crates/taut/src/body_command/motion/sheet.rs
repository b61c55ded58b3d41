//! The columns of the result: their names, and one frame's numbers.

use taut_body::dynamics::{LoadCurves, Movement};
use taut_body::motion::MotionTable;
use taut_body::{Model, PathValue, PoseProblems, Turns};

use super::Want;

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
}

impl Sheet {
    /// The columns for what is wanted, in the order of `want`.
    pub fn new(model: &Model, want: &[Want]) -> Self {
        let is_known = |value: &PathValue| matches!(value, PathValue::Known(_));
        let paths: Vec<bool> = match taut_body::Pose::default_of(model) {
            Ok(pose) => model.lengths(&pose).iter().map(is_known).collect(),
            Err(_) => vec![true; model.muscles.len()],
        };
        let needs_paths = want.iter().any(|w| matches!(w, Want::Lengths | Want::MomentArms));
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
        let mut out = Self { want: want.to_vec(), names: Vec::new(), muscles, free, arms: 0..0 };
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
    /// Tensions that cannot be put on bodies.
    pub fn row(
        &self,
        model: &Model,
        movement: &Movement,
        loads: Option<(&LoadCurves, f64)>,
        tensions: Option<&[f64]>,
    ) -> Result<Vec<f64>, PoseProblems> {
        let pose = movement.pose();
        let mut out = Vec::with_capacity(self.names.len());
        let places = model.placements(pose);
        let outside = loads.and_then(|(loads, time)| loads.at(time, &places)).unwrap_or_default();
        let known = |value: &PathValue| match value {
            PathValue::Known(value) => *value,
            PathValue::Wrapped(_) => f64::NAN,
        };
        for want in &self.want {
            match want {
                Want::Lengths => {
                    let lengths = model.lengths(pose);
                    out.extend(self.muscles.iter().map(|muscle| known(&lengths[*muscle])));
                }
                Want::MomentArms => {
                    for coordinate in &self.free {
                        let arms = model.moment_arms(pose, *coordinate)?;
                        out.extend(self.muscles.iter().map(|muscle| known(&arms[*muscle])));
                    }
                }
                Want::InverseDynamics => out.extend(model.inverse_dynamics(movement, &outside)),
                Want::Reactions => {
                    let mut loads = outside.clone();
                    if let Some(tensions) = tensions {
                        loads.extend(model.muscle_loads(pose, tensions)?);
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
