//! The columns of the result: their names, and one frame's numbers.

use taut_body::dynamics::{LoadCurves, Movement};
use taut_body::motion::MotionTable;
use taut_body::{Gauged, Model, PoseProblems, Rig, Turns};

use super::Want;
use super::effort::{Effort, Frame};

/// The columns of the result.
pub struct Sheet {
    want: Vec<Want>,
    names: Vec<String>,
    /// The model compiled for paths, if any are wanted.
    rig: Option<Rig>,
    /// Coordinates that no coupler drives and that move something.
    free: Vec<usize>,
    effort: Effort,
}

/// What is known of one frame before it is worked out.
pub struct Given<'g> {
    /// The movement.
    pub movement: &'g Movement,
    /// Lengths and arms of all frames, and the number of this one.
    pub paths: Option<(&'g Gauged, usize)>,
    /// Loads from outside, and the time, s.
    pub loads: Option<(&'g LoadCurves, f64)>,
    /// Tensions of all muscles, N.
    pub tensions: Option<&'g [f64]>,
}

impl Sheet {
    /// The columns for what is wanted, in the order of `want`.
    pub fn new(model: &Model, want: &[Want], effort: Effort) -> Self {
        let needs_paths =
            want.iter().any(|w| !matches!(w, Want::InverseDynamics | Want::Reactions));
        let moves =
            |c: &usize| !model.is_driven(*c) && model.coordinates[*c].turns != Turns::Nothing;
        let mut out = Self {
            want: want.to_vec(),
            names: Vec::new(),
            rig: needs_paths.then(|| model.rig()),
            free: (0..model.coordinates.len()).filter(moves).collect(),
            effort,
        };
        for want in want {
            out.add(model, *want);
        }
        out
    }

    /// The model compiled for paths, if any are wanted.
    pub fn rig(&self) -> Option<&Rig> {
        self.rig.as_ref()
    }

    /// Muscles whose paths can be worked out.
    fn muscles(&self) -> &[usize] {
        self.rig.as_ref().map_or(&[], Rig::muscles)
    }

    fn pairs(&self) -> &[(usize, usize)] {
        self.rig.as_ref().map_or(&[], Rig::pairs)
    }

    fn add(&mut self, model: &Model, want: Want) {
        match want {
            Want::Lengths => {
                let name = |m: &usize| format!("{}/length", model.muscles[*m].name);
                let names: Vec<String> = self.muscles().iter().map(name).collect();
                self.names.extend(names);
            }
            Want::MomentArms => {
                let name = |(m, c): &(usize, usize)| {
                    let by = &model.coordinates[*c].name;
                    format!("{}/moment_arm/{by}", model.muscles[*m].name)
                };
                let names: Vec<String> = self.pairs().iter().map(name).collect();
                self.names.extend(names);
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
                    let names: Vec<String> = self.muscles().iter().map(name).collect();
                    self.names.extend(names);
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

    /// Names of the columns.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// One frame's numbers.
    ///
    /// # Errors
    /// In words: loads that muscles cannot share, tensions that cannot be put on bodies.
    pub fn row(&self, model: &Model, given: &Given) -> Result<Vec<f64>, String> {
        let movement = given.movement;
        let pose = movement.pose();
        let places = model.placements(pose);
        let outside =
            given.loads.and_then(|(loads, time)| loads.at(time, &places)).unwrap_or_default();
        let said = |problems: PoseProblems| problems.to_string();
        let needs_forces = [Want::InverseDynamics, Want::StaticOptimisation];
        let forces = match self.want.iter().any(|want| needs_forces.contains(want)) {
            true => model.inverse_dynamics(movement, &outside),
            false => Vec::new(),
        };
        let paths = |count: usize, value: fn(&Gauged, usize, usize) -> f64| {
            let all =
                given.paths.map(|(gauged, pose)| (0..count).map(move |at| value(gauged, pose, at)));
            all.into_iter().flatten().collect::<Vec<f64>>()
        };
        let lengths = paths(self.muscles().len(), Gauged::length);
        let arms = paths(self.pairs().len(), Gauged::arm);
        let mut tensions = given.tensions.map(<[f64]>::to_vec);
        let mut out = Vec::with_capacity(self.names.len());
        for want in &self.want {
            match want {
                Want::Lengths => out.extend(&lengths),
                Want::MomentArms => out.extend(&arms),
                Want::InverseDynamics => out.extend(&forces),
                Want::StaticOptimisation => {
                    let needs = model.screws(pose).free_forces(&forces);
                    let of =
                        |list: &[f64]| self.free.iter().map(|c| list[*c]).collect::<Vec<f64>>();
                    let frame = Frame {
                        free: &self.free,
                        muscles: self.muscles(),
                        needs: &of(&needs),
                        speeds: &of(movement.speeds()),
                        lengths: &lengths,
                        arms: &self.rows(&arms),
                    };
                    let share = self.effort.share(model, &frame)?;
                    out.extend(&share.activations);
                    out.extend(&share.forces);
                    let helped = self.effort.helped(model, &self.free);
                    out.extend(share.controls.iter().zip(helped).map(|(c, (_, s))| c * s));
                    let mut all = vec![0.0; model.muscles.len()];
                    for (muscle, force) in self.muscles().iter().zip(&share.forces) {
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

    /// For each free coordinate the moment arms of all muscles with paths, m.
    fn rows(&self, arms: &[f64]) -> Vec<Vec<f64>> {
        let mut out = vec![vec![0.0; self.muscles().len()]; self.free.len()];
        for ((muscle, coordinate), arm) in self.pairs().iter().zip(arms) {
            let row = self.free.iter().position(|c| c == coordinate);
            let column = self.muscles().iter().position(|m| m == muscle);
            if let (Some(row), Some(column)) = (row, column) {
                out[row][column] = *arm;
            }
        }
        out
    }

    /// The table.
    pub fn table(self, times: Vec<f64>, columns: Vec<Vec<f64>>) -> MotionTable {
        MotionTable {
            name: "taut body motion".to_owned(),
            in_degrees: Some(false),
            times,
            names: self.names,
            columns,
            notes: Vec::new(),
        }
    }
}
