//! A person's body: lengths by height, masses by sex, strength by mass.

use schemars::JsonSchema;
use serde::Deserialize;

use super::grade::{Obtained, Review};
use super::problem::Sink;
use crate::function::Function;
use crate::model::{Location, Model, Turns, WrapShape};

/// `body/scaling.toml`: how the body is made as large as a person.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scaling {
    /// Always `scaling`.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Height of the body as the records have it, upright, m.
    pub height: f64,
    /// Lowest and highest height that is scaled to, m.
    pub heights: [f64; 2],
    /// Lowest and highest mass that is scaled to, kg.
    pub masses: [f64; 2],
    /// Forces grow with this power of mass.
    pub strength_power: f64,
    /// Source key of height, limits and power.
    pub source: String,
    /// Where they come from.
    pub obtained: Obtained,
    /// Anything else worth knowing.
    pub note: Option<String>,
    /// Shares of mass.
    pub segment: Vec<Segment>,
}

/// A part of the body: its mass goes to bodies in proportion to their masses in the skeleton.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// What it is.
    pub name: String,
    /// Its bodies, without a side; of paired bodies each side has the share.
    pub bodies: Vec<String>,
    /// Share of a man's mass.
    pub male: f64,
    /// Share of a woman's mass.
    pub female: f64,
    /// Source key.
    pub source: String,
    /// Where the shares come from.
    pub obtained: Obtained,
}

/// Sex, as far as published shares and angles differ by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// Figures of women.
    Female,
    /// Figures of men.
    Male,
}

/// Whom the body is made as large as.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Person {
    /// Height, m.
    pub height: f64,
    /// Mass, kg.
    pub mass: f64,
    /// Sex.
    pub sex: Sex,
}

/// Why a body cannot be made as large as a person: one sentence each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonProblems(pub Vec<String>);

impl std::fmt::Display for PersonProblems {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        for problem in &self.0 {
            writeln!(f, "error[person]: {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for PersonProblems {}

impl Scaling {
    /// Notes bodies that are in no segment or in two, and numbers that cannot be.
    pub(super) fn check(&self, model: &Model, sink: &mut Sink) {
        let numbers = [self.height, self.heights[0], self.heights[1], self.masses[0]];
        sink.finite("", &numbers);
        sink.finite("", &[self.masses[1], self.strength_power]);
        if self.height <= 0.0 || self.heights[0] <= 0.0 || self.masses[0] <= 0.0 {
            sink.add("", "a height or mass that is not above 0", "give metres and kilograms");
        }
        let mut times = vec![0; model.bodies.len()];
        for (i, segment) in self.segment.iter().enumerate() {
            sink.finite(&format!("segment[{i}]"), &[segment.male, segment.female]);
            for name in &segment.bodies {
                let bodies = bodies(model, name);
                if bodies.is_empty() {
                    let path = format!("segment[{i}].bodies");
                    sink.add(&path, format!("there is no body {name}"), "name one, without a side");
                }
                for body in bodies {
                    times[body] += 1;
                }
            }
        }
        for (body, times) in model.bodies.iter().zip(times).skip(1) {
            if times != 1 {
                let message = format!("the body {} is in {times} segments", body.name);
                sink.add("segment", message, "put it in one");
            }
        }
    }

    /// Makes a model of the records as large as a person: every length by height, masses by the shares of their sex,
    /// moments of inertia by both, forces by the power of mass. Gives the factor of torques: that of forces times that of
    /// lengths.
    ///
    /// # Errors
    /// A height or mass outside the limits.
    pub(super) fn scale(&self, model: &mut Model, person: &Person) -> Result<f64, PersonProblems> {
        let within = |what: &str, value: f64, [low, high]: [f64; 2], unit: &str| {
            // Asked this way round a NaN does not pass.
            let inside = value >= low && value <= high;
            (!inside).then(|| {
                format!(
                    "{what} {value} {unit} is outside {low} to {high} {unit}, which is scaled to"
                )
            })
        };
        let height = within("the height", person.height, self.heights, "m");
        let mass = within("the mass", person.mass, self.masses, "kg");
        let problems: Vec<String> = height.into_iter().chain(mass).collect();
        if !problems.is_empty() {
            return Err(PersonProblems(problems));
        }
        let length = person.height / self.height;
        let force = libm::pow(person.mass / model.mass(), self.strength_power);
        self.masses(model, person, length);
        lengths(model, length);
        for muscle in &mut model.muscles {
            muscle.force.max_isometric_force *= force;
        }
        Ok(force * length)
    }

    fn masses(&self, model: &mut Model, person: &Person, length: f64) {
        let share = |segment: &Segment| match person.sex {
            Sex::Female => segment.female,
            Sex::Male => segment.male,
        };
        let mut new = vec![0.0; model.bodies.len()];
        for segment in &self.segment {
            let own: Vec<usize> =
                segment.bodies.iter().flat_map(|name| bodies(model, name)).collect();
            // Both sides are in the list where there are two.
            let sides =
                if own.iter().any(|b| model.bodies[*b].name.ends_with("_l")) { 2.0 } else { 1.0 };
            let whole: f64 = own.iter().map(|b| model.bodies[*b].mass).sum();
            for body in own {
                new[body] = share(segment) * sides * model.bodies[body].mass / whole;
            }
        }
        // Printed shares sum to 1 but for their last digit.
        let whole: f64 = new.iter().sum();
        for (body, new) in model.bodies.iter_mut().zip(new) {
            let mass = person.mass * new / whole;
            if body.mass > 0.0 {
                let factor = mass / body.mass * length * length;
                body.inertia = body.inertia.map(|x| x * factor);
            }
            body.mass = mass;
        }
    }
}

/// The body of this name, or those of both sides.
fn bodies(model: &Model, name: &str) -> Vec<usize> {
    let names = [name.to_owned(), format!("{name}_r"), format!("{name}_l")];
    names.iter().filter_map(|name| model.body(name)).collect()
}

/// Every length of a model times a factor.
fn lengths(model: &mut Model, factor: f64) {
    let long = |at: [f64; 3]| at.map(|x| x * factor);
    for body in &mut model.bodies {
        body.mass_center = long(body.mass_center);
    }
    for joint in &mut model.joints {
        joint.parent.offset.position = long(joint.parent.offset.position);
        joint.child.offset.position = long(joint.child.offset.position);
        // Moves along coordinates that are lengths themselves stay: the coordinate grows.
        for motion in &mut joint.motions[3..] {
            let by_length =
                motion.coordinates.iter().any(|c| model.coordinates[*c].turns == Turns::Translates);
            if !by_length {
                motion.function = longer(&motion.function, factor);
            }
        }
    }
    for coordinate in &mut model.coordinates {
        if coordinate.turns == Turns::Translates {
            coordinate.default *= factor;
        }
    }
    for wrap in &mut model.wraps {
        wrap.mount.offset.position = long(wrap.mount.offset.position);
        match &mut wrap.shape {
            WrapShape::Cylinder { radius, length } => {
                *radius *= factor;
                *length *= factor;
            }
            WrapShape::Ellipsoid(axes) => *axes = long(*axes),
            WrapShape::Other(_) => {}
        }
    }
    for muscle in &mut model.muscles {
        muscle.force.optimal_fiber_length *= factor;
        muscle.force.tendon_slack_length *= factor;
        for point in &mut muscle.points {
            if let Location::Fixed(at) = &mut point.location {
                *at = long(*at);
            }
        }
    }
}

/// A function that gives lengths, times a factor.
fn longer(function: &Function, factor: f64) -> Function {
    match function {
        Function::Constant(value) => Function::Constant(value * factor),
        Function::Linear(parts) => Function::Linear(parts.iter().map(|x| x * factor).collect()),
        Function::Polynomial(parts) => {
            Function::Polynomial(parts.iter().map(|x| x * factor).collect())
        }
        Function::Spline(_) => Function::Scaled(factor, Box::new(function.clone())),
        Function::Scaled(scale, inner) => Function::Scaled(scale * factor, inner.clone()),
    }
}
