//! A pose: one value for every coordinate, couplers applied.

use std::fmt;

use crate::model::Model;
use crate::scalar::Scalar;

/// Values beyond this are refused (radians or metres), so that nothing overflows.
pub const LARGEST: f64 = 1e3;
/// Values this far outside a range still count as inside: files and tables round.
const SLACK: f64 = 1e-6;

/// A pose of one model: finite values, and the driven coordinates where their couplers put them.
#[derive(Debug, Clone, PartialEq)]
pub struct Pose {
    values: Vec<f64>,
}

/// One problem of a pose.
#[derive(Debug, Clone, PartialEq)]
pub struct PoseProblem {
    /// Name of the coordinate; empty if it is not about a single one.
    pub coordinate: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

/// Every problem of a pose, in the order of its coordinates; never empty.
#[derive(Debug, Clone, PartialEq)]
pub struct PoseProblems(pub Vec<PoseProblem>);

impl fmt::Display for PoseProblems {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for PoseProblem { coordinate, message, hint } in &self.0 {
            let dots = if coordinate.is_empty() { "" } else { ": " };
            writeln!(f, "error[pose]: {coordinate}{dots}{message}\n  hint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for PoseProblems {}

impl Pose {
    /// The pose with these values (radians or metres), one a coordinate in the model's order, each inside its range.
    /// Values of driven coordinates are replaced by what their couplers give, which may lie outside their range.
    ///
    /// # Errors
    /// A wrong number of values, and each value that is not finite, above 1000, or outside its coordinate's range.
    pub fn new(model: &Model, values: &[f64]) -> Result<Self, PoseProblems> {
        let mut problems = refused(model, values);
        if values.len() == model.coordinates.len() {
            for (i, (coordinate, value)) in model.coordinates.iter().zip(values).enumerate() {
                let [low, high] = coordinate.range;
                let outside = *value < low - SLACK || *value > high + SLACK;
                if usable(*value) && outside && !model.is_driven(i) {
                    problems.push(PoseProblem {
                        coordinate: coordinate.name.clone(),
                        message: format!("{value} is outside its range {low} to {high}"),
                        hint: "give a value inside it; angles are in radians".to_owned(),
                    });
                }
            }
        }
        Self::settled(model, values, problems)
    }

    /// Likewise, ranges left aside: for derivatives and for comparison with other programs.
    ///
    /// # Errors
    /// A wrong number of values, and each value that is not finite or above 1000.
    pub fn anywhere(model: &Model, values: &[f64]) -> Result<Self, PoseProblems> {
        Self::settled(model, values, refused(model, values))
    }

    /// The model's default pose.
    ///
    /// # Errors
    /// A coupler that gives a value which is not finite or above 1000.
    pub fn default_of(model: &Model) -> Result<Self, PoseProblems> {
        let values: Vec<f64> = model.coordinates.iter().map(|c| c.default).collect();
        Self::anywhere(model, &values)
    }

    /// The values, couplers applied, in the model's order (radians or metres).
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    fn settled(
        model: &Model,
        values: &[f64],
        mut problems: Vec<PoseProblem>,
    ) -> Result<Self, PoseProblems> {
        if !problems.is_empty() {
            return Err(PoseProblems(problems));
        }
        let mut values = values.to_vec();
        settle(model, &mut values);
        for coupler in &model.couplers {
            let value = values[coupler.dependent];
            if !usable(value) {
                problems.push(PoseProblem {
                    coordinate: model.coordinates[coupler.dependent].name.clone(),
                    message: format!("the coupler {} gives it {value}", coupler.name),
                    hint: format!("it must stay within {LARGEST}; check the coupler's function"),
                });
            }
        }
        if problems.is_empty() { Ok(Self { values }) } else { Err(PoseProblems(problems)) }
    }
}

/// Puts every driven coordinate where its coupler wants it.
pub fn settle<S: Scalar>(model: &Model, values: &mut [S]) {
    let mut inputs = Vec::new();
    for coupler in &model.couplers {
        inputs.clear();
        inputs.extend(coupler.independent.iter().map(|i| values[*i]));
        values[coupler.dependent] = coupler.function.eval(&inputs);
    }
}

/// A NaN is not.
fn usable(value: f64) -> bool {
    value.abs() <= LARGEST
}

fn refused(model: &Model, values: &[f64]) -> Vec<PoseProblem> {
    let wanted = model.coordinates.len();
    if values.len() != wanted {
        return vec![PoseProblem {
            coordinate: String::new(),
            message: format!("{} values for {wanted} coordinates", values.len()),
            hint: "give one value a coordinate, in the model's order".to_owned(),
        }];
    }
    let named = model.coordinates.iter().zip(values);
    named
        .filter(|(_, value)| !usable(**value))
        .map(|(coordinate, value)| PoseProblem {
            coordinate: coordinate.name.clone(),
            message: format!("{value} is no usable value"),
            hint: format!("give a number of at most {LARGEST}, in radians or metres"),
        })
        .collect()
}
