//! From named angles in degrees to a pose of the right or the left side, every problem named.

use std::collections::BTreeMap;
use std::fmt;

use crate::model::{Model, Turns};
use crate::pose::Pose;

/// Angles may lie this far outside a range (degrees or metres): files and tables round.
const SLACK: f64 = 1e-6;

/// Coordinates in the midplane whose sign a mirror image turns round.
const TURNED_ROUND: [&str; 5] =
    ["pelvis_list", "pelvis_rotation", "pelvis_tz", "lumbar_bending", "lumbar_rotation"];

/// Which leg works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkingSide {
    /// The right one, as written.
    Right,
    /// The left one: the mirror image.
    Left,
}

/// What is wrong with a named angle.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// The model has no coordinate of this name.
    Unknown,
    /// A coupler drives it.
    Driven,
    /// Not a finite number.
    NotFinite,
    /// Outside the range, which is given in the same unit.
    Outside {
        /// Lowest and highest value, degrees or metres.
        range: [f64; 2],
        /// `degrees` or `m`.
        unit: &'static str,
    },
}

/// One problem of a set of angles.
#[derive(Debug, Clone, PartialEq)]
pub struct AngleProblem {
    /// The name that was given.
    pub name: String,
    /// The value that was given, degrees or metres.
    pub value: f64,
    /// What is wrong.
    pub fault: Fault,
}

impl AngleProblem {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match &self.fault {
            Fault::Unknown => "angles of the legs end in _r or _l".to_owned(),
            Fault::Driven => "set the coordinate that it follows".to_owned(),
            Fault::NotFinite => "give an ordinary number of degrees".to_owned(),
            Fault::Outside { range: [low, high], unit } => {
                format!("give {low:.1} to {high:.1} {unit}: the model is made for no more")
            }
        }
    }
}

impl fmt::Display for AngleProblem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self { name, value, fault } = self;
        match fault {
            Fault::Unknown => write!(f, "the body has no coordinate `{name}`"),
            Fault::Driven => write!(f, "`{name}` follows another coordinate and cannot be set"),
            Fault::NotFinite => write!(f, "`{name}` = {value} is not a finite number"),
            Fault::Outside { range: [low, high], unit } => {
                write!(f, "`{name}` = {value} is outside {low:.1} to {high:.1} {unit}")
            }
        }
    }
}

/// The pose with these angles (degrees; metres where a coordinate moves), every other coordinate at its default. For
/// the left side it is the mirror image.
///
/// # Errors
/// Every name that is not there or not free, every value that is not finite or out of range.
pub fn pose_of(
    model: &Model,
    angles: &BTreeMap<String, f64>,
    side: WorkingSide,
) -> Result<Pose, Vec<AngleProblem>> {
    let mut values: Vec<f64> = model.coordinates.iter().map(|c| c.default).collect();
    let mut problems = Vec::new();
    for (name, value) in angles {
        let (meant, sign) = match side {
            WorkingSide::Right => (name.clone(), 1.0),
            WorkingSide::Left => mirrored(name),
        };
        match checked(model, &meant, sign * value) {
            Ok((index, inside)) => values[index] = inside,
            Err(fault) => {
                problems.push(AngleProblem { name: name.clone(), value: *value, fault });
            }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Pose::anywhere(model, &values).map_err(|found| {
        found
            .0
            .into_iter()
            .map(|p| AngleProblem { name: p.coordinate, value: f64::NAN, fault: Fault::NotFinite })
            .collect()
    })
}

/// Index and value (radians or metres) of a free coordinate.
fn checked(model: &Model, name: &str, value: f64) -> Result<(usize, f64), Fault> {
    let index = model.coordinate(name).ok_or(Fault::Unknown)?;
    if model.is_driven(index) {
        return Err(Fault::Driven);
    }
    if !value.is_finite() {
        return Err(Fault::NotFinite);
    }
    let coordinate = &model.coordinates[index];
    let turns = coordinate.turns == Turns::Rotates;
    let shown = |x: f64| if turns { x.to_degrees() } else { x };
    let [low, high] = coordinate.range.map(shown);
    if value < low - SLACK || value > high + SLACK {
        let unit = if turns { "degrees" } else { "m" };
        return Err(Fault::Outside { range: [low, high], unit });
    }
    Ok((index, if turns { value.to_radians() } else { value }))
}

/// Name and sign of a coordinate in the mirror image.
fn mirrored(name: &str) -> (String, f64) {
    let swapped = match (name.strip_suffix("_r"), name.strip_suffix("_l")) {
        (Some(stem), _) => format!("{stem}_l"),
        (_, Some(stem)) => format!("{stem}_r"),
        _ => name.to_owned(),
    };
    let sign = if TURNED_ROUND.contains(&name) { -1.0 } else { 1.0 };
    (swapped, sign)
}
