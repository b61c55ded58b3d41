//! From the angles of a task to a pose that stands: feet level, hands at their height, weight above its support.
//!
//! Each condition is met by one group of coordinates that move together: as many equations as unknowns, solved by
//! Newton's method with exact derivatives and halved steps.

use crate::model::Model;
use crate::pose::Pose;
use crate::screws::Screws;
use crate::space::sum;

/// Conditions count as met when none is off by more than this, metres.
const MET: f64 = 1e-11;
/// Most Newton steps.
const MOST_STEPS: usize = 60;
/// Largest change of a group in one step, radians or metres.
const LONGEST: f64 = 0.4;
/// Most halvings of one step.
const MOST_HALVINGS: usize = 30;

/// A point of a body.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// Index of the body.
    pub body: usize,
    /// Where on it, metres.
    pub at: [f64; 3],
}

/// A weight that hangs on a point and pulls straight down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hanging {
    /// Where it hangs.
    pub spot: Spot,
    /// Its mass, kg.
    pub mass: f64,
}

/// What a pose has to meet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Condition {
    /// The first point is this many metres above the second.
    Height {
        /// The point.
        spot: Spot,
        /// What it is measured from.
        above: Spot,
        /// How far above, metres.
        metres: f64,
    },
    /// The weight of body and load stands above the line from one point to the other, this share of the way along an
    /// axis of the ground (0: forward, 2: to the right).
    Balance {
        /// The axis.
        axis: usize,
        /// Where the share is 0.
        from: Spot,
        /// Where it is 1.
        to: Spot,
        /// The share.
        share: f64,
    },
}

/// Coordinates that move together: indices, and how much each moves per unit.
pub type Group = Vec<(usize, f64)>;

/// A condition, and the group that is moved to meet it.
#[derive(Debug, Clone, PartialEq)]
pub struct Meet {
    /// What is to be met.
    pub condition: Condition,
    /// By moving these.
    pub by: Group,
}

/// Why no pose was found.
#[derive(Debug, Clone, PartialEq)]
pub enum NoPosture {
    /// The conditions stay this far from being met, metres.
    NotMet {
        /// The largest of the distances.
        off: f64,
    },
    /// A coordinate (its index) would have to leave its range.
    OutOfRange {
        /// The coordinate.
        coordinate: usize,
        /// The value that it would need, radians or metres.
        value: f64,
    },
    /// The start is no pose of this model.
    NoPose(String),
}

/// Moves the groups from `start` until every condition is met. The body is then shifted so that `ground` lies in the
/// ground frame's origin, by the three coordinates of `shift` (which must move everything along x, y and z).
///
/// # Errors
/// Why there is no such pose.
pub fn settle_posture(
    model: &Model,
    start: &[f64],
    meets: &[Meet],
    hanging: &[Hanging],
    ground: Spot,
    shift: [usize; 3],
) -> Result<Pose, NoPosture> {
    let pose = |values: &[f64]| {
        Pose::anywhere(model, values).map_err(|problems| NoPosture::NoPose(problems.to_string()))
    };
    let mut values = start.to_vec();
    let mut off = residuals(model, &model.screws(&pose(&values)?), meets, hanging);
    for _ in 0..MOST_STEPS {
        if largest(&off) <= MET {
            break;
        }
        let screws = model.screws(&pose(&values)?);
        let slopes: Vec<Vec<f64>> =
            meets.iter().map(|row| slopes_of(model, &screws, row, meets, hanging)).collect();
        let Some(mut step) = solved(slopes, &off) else { break };
        let longest = largest(&step);
        if longest > LONGEST {
            step.iter_mut().for_each(|x| *x *= LONGEST / longest);
        }
        let mut better = None;
        for _ in 0..MOST_HALVINGS {
            let mut tried = values.clone();
            for (meet, step) in meets.iter().zip(&step) {
                meet.by.iter().for_each(|(c, factor)| tried[*c] -= factor * step);
            }
            let there = residuals(model, &model.screws(&pose(&tried)?), meets, hanging);
            if largest(&there) < largest(&off) {
                better = Some((tried, there));
                break;
            }
            step.iter_mut().for_each(|x| *x *= 0.5);
        }
        let Some(found) = better else { break };
        (values, off) = found;
    }
    // Rounding can leave the last step without gain; a hundred times the aim still is below any figure shown.
    if largest(&off) > 100.0 * MET {
        return Err(NoPosture::NotMet { off: largest(&off) });
    }
    for (coordinate, _) in meets.iter().flat_map(|meet| &meet.by) {
        let [low, high] = model.coordinates[*coordinate].range;
        let value = values[*coordinate];
        if value < low || value > high {
            return Err(NoPosture::OutOfRange { coordinate: *coordinate, value });
        }
    }
    let there = model.placements(&pose(&values)?)[ground.body].point(ground.at);
    shift.iter().zip(there).for_each(|(coordinate, at)| values[*coordinate] -= at);
    Pose::new(model, &values).map_err(|problems| NoPosture::NoPose(problems.to_string()))
}

/// How far each condition is from being met, metres.
fn residuals(model: &Model, screws: &Screws, meets: &[Meet], hanging: &[Hanging]) -> Vec<f64> {
    let at = |spot: Spot| screws.places()[spot.body].point(spot.at);
    let weigh = || {
        let bodies = model.bodies.iter().zip(screws.places());
        let weights = bodies.map(|(body, place)| (body.mass, place.point(body.mass_center)));
        weights.chain(hanging.iter().map(|load| (load.mass, at(load.spot))))
    };
    let mass = weigh().fold(0.0, |sum, (mass, _)| sum + mass);
    meets
        .iter()
        .map(|meet| match meet.condition {
            Condition::Height { spot, above, metres } => at(spot)[1] - at(above)[1] - metres,
            Condition::Balance { axis, from, to, share } => {
                let center = weigh().fold(0.0, |sum, (mass, at)| sum + mass * at[axis]) / mass;
                center - at(from)[axis] - share * (at(to)[axis] - at(from)[axis])
            }
        })
        .collect()
}

/// Slopes of one condition by every group.
fn slopes_of(
    model: &Model,
    screws: &Screws,
    row: &Meet,
    meets: &[Meet],
    hanging: &[Hanging],
) -> Vec<f64> {
    let moved = |spot: Spot, group: &Group| {
        group.iter().fold([0.0; 3], |total, (coordinate, factor)| {
            let slope = screws.point_slope(spot.body, spot.at, *coordinate);
            sum(total, slope.map(|x| x * factor))
        })
    };
    let slope = |group: &Group| match row.condition {
        Condition::Height { spot, above, .. } => moved(spot, group)[1] - moved(above, group)[1],
        Condition::Balance { axis, from, to, share } => {
            let (mut weighed, mut mass) = (0.0, 0.0);
            for (i, body) in model.bodies.iter().enumerate() {
                let spot = Spot { body: i, at: body.mass_center };
                weighed += body.mass * moved(spot, group)[axis];
                mass += body.mass;
            }
            for load in hanging {
                weighed += load.mass * moved(load.spot, group)[axis];
                mass += load.mass;
            }
            let (from, to) = (moved(from, group)[axis], moved(to, group)[axis]);
            weighed / mass - from - share * (to - from)
        }
    };
    meets.iter().map(|meet| slope(&meet.by)).collect()
}

fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most: f64, x| most.max(x.abs()))
}

/// Solves `rows x = right` by elimination with the largest pivot; none if a pivot is too small.
fn solved(mut rows: Vec<Vec<f64>>, right: &[f64]) -> Option<Vec<f64>> {
    let n = right.len();
    let mut right = right.to_vec();
    for column in 0..n {
        let pivot =
            (column..n).max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()))?;
        // Slopes are metres per radian: a condition that nothing moves has none.
        if rows[pivot][column].abs() < 1e-9 {
            return None;
        }
        rows.swap(column, pivot);
        right.swap(column, pivot);
        let (above, rest) = rows.split_at_mut(column + 1);
        let above = &above[column];
        let known = right[column];
        for (row, right) in rest.iter_mut().zip(&mut right[column + 1..]) {
            let factor = row[column] / above[column];
            row.iter_mut().zip(above).skip(column).for_each(|(x, up)| *x -= factor * up);
            *right -= factor * known;
        }
    }
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).fold(0.0, |sum, k| sum + rows[row][k] * right[k]);
        right[row] = (right[row] - known) / rows[row][row];
    }
    Some(right)
}
