//! A pose held still: muscles, passive tissue and the ground balance every weight with the least effort.
//!
//! Unknowns: an activation for each muscle (its cost is the square: Crowninshield & Brand 1981 with the power 2), pushes of
//! the ground along the four edges of a friction pyramid at each point of contact, and a *reserve* at each joint that
//! muscles cross. A reserve has a price so high that it is used only where muscles cannot do the work: then the pose cannot
//! be held, and the reserve says by how much. The whole body has no reserve: its six equations are met exactly, or there is
//! no answer. Tendons are rigid, nothing moves, and the passive force of stretched fibres counts.

use super::body::{TaskBody, measured};
use super::posture::Spot;
use super::stage::{Contact, Stage};
use crate::dynamics::Load;
use crate::effort::{Program, ProgramProblem, Solution};
use crate::model::Model;
use crate::pose::Pose;
use crate::screws::Screws;

/// Cost of a ground push as large as the whole weight, where a muscle at full activation costs 1. It settles how the
/// weight is shared where muscles do not care.
const GROUND_COST: f64 = 0.1;
/// Price of a reserve, per N m: muscles that could give 1 N m for less than this are asked first. A linear price leaves a
/// reserve at exactly 0 where muscles can do the work (exact penalty: Zangwill 1967).
const RESERVE_PRICE: f64 = 5.0;
/// A little more for its square, so that the answer is one.
const RESERVE_COST: f64 = 1e-3;
/// A reserve above this is said: the pose cannot be held, N m.
pub const HELD: f64 = 0.5;
/// A moment arm below this counts as none, metres.
const NO_ARM: f64 = 1e-6;

/// A joint's own torque in a pose: coordinate and N m (positive with the coordinate).
pub type PassiveTorque = (usize, f64);

/// Everything about one pose that does not depend on how strong muscles are.
#[derive(Debug, Clone)]
pub struct Demand {
    /// The pose.
    pub pose: Pose,
    /// Coordinates whose balance is asked for, ascending.
    pub rows: Vec<usize>,
    /// Whether each of them has a reserve: all but those that carry the whole body.
    pub reserve: Vec<bool>,
    /// What each muscle can add at full activation, along the tendon, N.
    pub active: Vec<f64>,
    /// What its stretched fibres do by themselves, N.
    pub passive: Vec<f64>,
    /// Muscle-tendon lengths, metres.
    pub lengths: Vec<f64>,
    /// Pushes of the ground per newton, four for each contact.
    pub edges: Vec<Load>,
    /// What hangs on the body.
    pub hanging: Vec<Load>,
    /// Weight of body and load, N.
    pub weight: f64,
    /// Moment arms of each muscle by coordinate, metres.
    arms: Vec<Vec<f64>>,
    /// Generalised forces of the edges, by coordinate.
    pushes: Vec<Vec<f64>>,
    /// Generalised forces of all weights, by coordinate.
    burden: Vec<f64>,
    /// Torques that joints have of themselves, by coordinate, N m.
    own: Vec<f64>,
}

/// A pose held with the least effort.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// Activations, 0 to 1.
    pub activations: Vec<f64>,
    /// Forces along the tendons, active and passive together, N.
    pub forces: Vec<f64>,
    /// The passive part, N.
    pub passive: Vec<f64>,
    /// Pushes along the edges of all contacts, N.
    pub pushes: Vec<f64>,
    /// Reserves: coordinate and N m.
    pub reserves: Vec<(usize, f64)>,
    /// Sum of squared activations.
    pub effort: f64,
    /// What was made least: effort, costs of ground and reserves.
    pub cost: f64,
}

/// Why a pose has no balance.
#[derive(Debug, Clone, PartialEq)]
pub enum NotHeld {
    /// A muscle (its name) has no length or no force here.
    Muscle(String, String),
    /// The ground cannot carry the body: the weight is beside its support, or would slide.
    Falls,
    /// The numbers gave out.
    Unsolved,
}

impl Demand {
    /// What a task's pose asks for.
    ///
    /// # Errors
    /// A muscle without length or force in this pose.
    pub fn new(
        body: &TaskBody,
        stage: &Stage,
        pose: &Pose,
        torques: &[PassiveTorque],
    ) -> Result<Self, NotHeld> {
        let model = &body.model;
        let screws = model.screws(pose);
        let coordinates = model.coordinates.len();
        let (lengths, arms) = measured(&body.rig, pose, model.muscles.len(), coordinates);
        let (mut active, mut passive) = (Vec::new(), Vec::new());
        for (i, (muscle, length)) in model.muscles.iter().zip(&lengths).enumerate() {
            let force = muscle
                .force
                .rigid(*length, 0.0)
                .map_err(|problem| NotHeld::Muscle(muscle.name.clone(), problem.to_string()))?;
            active.push(force.active);
            passive.push(body.resists[i] * force.passive);
        }
        let edges: Vec<Load> =
            stage.contacts.iter().flat_map(|contact| edges(&screws, contact)).collect();
        let forces = |loads: &[Load]| screws.free_forces(&model.load_forces(&screws, loads));
        let pushes = edges.iter().map(|edge| forces(std::slice::from_ref(edge))).collect();
        let hanging: Vec<Load> = stage
            .hanging
            .iter()
            .map(|load| at(&screws, load.spot, model.gravity.map(|g| load.mass * g)))
            .collect();
        let holding = screws.free_forces(&model.holding_forces(pose));
        let hung = forces(&hanging);
        let burden: Vec<f64> =
            hung.iter().zip(&holding).map(|(hung, holding)| hung - holding).collect();
        let mut own = vec![0.0; coordinates];
        torques.iter().for_each(|(coordinate, torque)| own[*coordinate] += torque);
        let crossed = |c: usize| arms.iter().any(|arms| arms[c].abs() > NO_ARM);
        // What moves the ground's own child moves everything.
        let carries = |c: usize| model.joints[model.coordinates[c].joint].parent.body == 0;
        let rows: Vec<usize> = (0..coordinates)
            .filter(|c| {
                !model.is_driven(*c) && !body.held.contains(c) && (carries(*c) || crossed(*c))
            })
            .collect();
        let reserve = rows.iter().map(|c| !carries(*c)).collect();
        let mass = stage.hanging.iter().fold(model.mass(), |sum, load| sum + load.mass);
        let weight = mass * libm::fabs(model.gravity[1]);
        Ok(Self {
            pose: pose.clone(),
            rows,
            reserve,
            active,
            passive,
            lengths,
            edges,
            hanging,
            weight,
            arms,
            pushes,
            burden,
            own,
        })
    }

    /// Moment arms of a muscle by coordinate, metres.
    #[must_use]
    pub fn arms(&self, muscle: usize) -> &[f64] {
        &self.arms[muscle]
    }

    /// Holds it with the least effort. `strength` is how strong each muscle still is (1: as in the model), `passive` how stiff
    /// stretched fibres and joints are, against the model.
    ///
    /// # Errors
    /// The body cannot stand like this, whatever its muscles do.
    pub fn hold(&self, strength: &[f64], passive: f64) -> Result<Held, NotHeld> {
        let solution =
            self.program(strength, passive).solve().map_err(|problem| match problem {
                ProgramProblem::Impossible { .. } => NotHeld::Falls,
                ProgramProblem::Malformed(_) | ProgramProblem::Unsolved(_) => NotHeld::Unsolved,
            })?;
        Ok(self.held(&solution, strength, passive))
    }

    /// The program that is solved: activations, then edges, then reserves, both ways of each.
    #[must_use]
    pub fn program(&self, strength: &[f64], passive: f64) -> Program {
        let right = self.rows.iter().map(|c| {
            let stretched = self.arms.iter().zip(&self.passive);
            let own = self.burden[*c] + passive * self.own[*c];
            -stretched.fold(own, |sum, (arms, force)| sum + passive * force * arms[*c])
        });
        let mut program = Program::new(right.collect());
        let column = |by: &[f64], factor: f64| -> Vec<(usize, f64)> {
            self.rows.iter().map(|c| factor * by[*c]).enumerate().collect()
        };
        for (i, arms) in self.arms.iter().enumerate() {
            program.variable(1.0, 0.0, [0.0, 1.0], column(arms, strength[i] * self.active[i]));
        }
        for push in &self.pushes {
            let bounds = [0.0, f64::INFINITY];
            program.variable(GROUND_COST, 0.0, bounds, column(push, self.weight));
        }
        for (row, _) in self.reserve.iter().enumerate().filter(|(_, reserve)| **reserve) {
            for way in [1.0, -1.0] {
                let bounds = [0.0, f64::INFINITY];
                program.variable(RESERVE_COST, RESERVE_PRICE, bounds, [(row, way)]);
            }
        }
        program
    }

    fn held(&self, solution: &Solution, strength: &[f64], stiff: f64) -> Held {
        let muscles = self.active.len();
        let (activations, rest) = solution.x.split_at(muscles);
        let (pushes, reserves) = rest.split_at(self.edges.len());
        let passive: Vec<f64> = self.passive.iter().map(|force| stiff * force).collect();
        let forces = (0..muscles)
            .map(|i| activations[i] * strength[i] * self.active[i] + passive[i])
            .collect();
        let rows = self.rows.iter().zip(&self.reserve).filter(|(_, reserve)| **reserve);
        Held {
            activations: activations.to_vec(),
            forces,
            passive,
            pushes: pushes.iter().map(|share| share * self.weight).collect(),
            reserves: rows
                .map(|(c, _)| *c)
                .zip(reserves.chunks_exact(2).map(|ways| ways[0] - ways[1]))
                .collect(),
            effort: activations.iter().fold(0.0, |sum, a| sum + a * a),
            cost: solution.objective,
        }
    }
}

impl Held {
    /// All loads on the bodies but their own weight: muscles, ground, what hangs on them.
    ///
    /// # Errors
    /// None for a pose that a demand was made of.
    pub fn loads(&self, model: &Model, demand: &Demand) -> Result<Vec<Load>, NotHeld> {
        let mut loads = model
            .muscle_loads(&demand.pose, &self.forces)
            .map_err(|problems| NotHeld::Muscle(String::new(), problems.to_string()))?;
        loads.extend(&demand.hanging);
        loads.extend(
            self.pushes
                .iter()
                .zip(&demand.edges)
                .map(|(push, edge)| Load { force: edge.force.map(|x| push * x), ..*edge }),
        );
        Ok(loads)
    }

    /// Joints that muscles cannot hold: coordinate and the moment that is missing, N m.
    #[must_use]
    pub fn unheld(&self) -> Vec<(usize, f64)> {
        self.reserves.iter().filter(|(_, moment)| moment.abs() > HELD).copied().collect()
    }
}

/// A force (N, ground frame) on a point of a body.
fn at(screws: &Screws, spot: Spot, force: [f64; 3]) -> Load {
    let point = screws.places()[spot.body].point(spot.at);
    Load { body: spot.body, point, force, torque: [0.0; 3] }
}

/// The four edges of the friction pyramid inside the cone, the ground's up being y.
fn edges(screws: &Screws, contact: &Contact) -> [Load; 4] {
    let friction = contact.friction;
    [[friction, 0.0], [-friction, 0.0], [0.0, friction], [0.0, -friction]]
        .map(|[x, z]| at(screws, contact.spot, [x, 1.0, z]))
}
