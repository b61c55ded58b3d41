//! What a posture does in the body: length of the hamstrings, strain of the nerve, load of gravity on the lowest disc.

use crate::model::Model;
use crate::nerve::{ForeignPose, Nerve, Ranged, SiteReading};
use crate::path::PathValue;
use crate::pose::Pose;
use crate::space::dot;

/// The three hamstrings that cross hip and knee, without a side.
pub const HAMSTRINGS: [&str; 3] = ["bflh", "semimem", "semiten"];
/// The body above the lowest lumbar joint, and the body whose axes the moment is given in.
const ABOVE: &str = "lumbar5";
const BELOW: &str = "pelvis";

/// What a reading needs and the model does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingPart {
    /// Name of the part.
    pub name: String,
}

impl std::fmt::Display for MissingPart {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "the body has no usable `{}`", self.name)
    }
}

impl std::error::Error for MissingPart {}

/// Why a pose has no reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoReading {
    /// It is a pose of another model.
    Foreign(ForeignPose),
    /// A hamstring has no length in it.
    Missing(MissingPart),
}

impl std::fmt::Display for NoReading {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Self::Foreign(problem) => problem.fmt(f),
            Self::Missing(problem) => problem.fmt(f),
        }
    }
}

impl std::error::Error for NoReading {}

impl From<ForeignPose> for NoReading {
    fn from(problem: ForeignPose) -> Self {
        Self::Foreign(problem)
    }
}

/// A site of the nerve: its name, what it is called in plain words, and what happens there.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// Its name without a side, such as `mid_thigh`.
    pub name: String,
    /// Plain words.
    pub label: String,
    /// Strain, sliding and tension there, with ranges.
    pub reading: SiteReading,
}

/// Readings of one leg.
#[derive(Debug, Clone, PartialEq)]
pub struct LegReading {
    /// Lengthening of each of `HAMSTRINGS` since upright standing, as a share of its muscle-tendon length there.
    pub muscles: [f64; 3],
    /// Their mean, with the lowest and the highest of the three as its range.
    pub hamstrings: Ranged,
    /// The sites of the leg, from the spine to the foot; strain is against upright standing.
    pub nerve: Vec<Site>,
}

impl LegReading {
    /// The site with the largest best strain, its index in `nerve`; the first of equals.
    #[must_use]
    pub fn most_strained(&self) -> Option<usize> {
        let strain = |i: usize| self.nerve[i].reading.strain.best;
        (0..self.nerve.len()).reduce(|most, i| if strain(i) > strain(most) { i } else { most })
    }
}

/// What a posture does in the body.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The right and the left leg.
    pub legs: [LegReading; 2],
    /// Sites in the midline, such as the lower end of the cord.
    pub cord: Vec<Site>,
    /// Bending of the whole lumbar spine, radians; forward is positive.
    pub lumbar_flexion: f64,
    /// Moment by which gravity bends the trunk forward at the lowest lumbar joint, N m, when nothing carries the trunk.
    pub lumbar_moment: f64,
}

/// Reads postures of one body.
#[derive(Debug, Clone)]
pub struct Reader<'b> {
    model: &'b Model,
    nerve: &'b Nerve,
    /// Index and upright length of the hamstrings, right and left.
    hamstrings: [[(usize, f64); 3]; 2],
    /// Indices of the bodies above the lowest lumbar joint.
    trunk: Vec<usize>,
    above: usize,
    below: usize,
    flexion: usize,
}

impl<'b> Reader<'b> {
    /// A reader of the postures of `model`, whose nerve this is.
    ///
    /// # Errors
    /// A body, coordinate or muscle that is not there, or a hamstring without a length.
    pub fn new(model: &'b Model, nerve: &'b Nerve) -> Result<Self, MissingPart> {
        let missing = |name: &str| MissingPart { name: name.to_owned() };
        let body = |name: &str| model.body(name).ok_or_else(|| missing(name));
        let (above, below) = (body(ABOVE)?, body(BELOW)?);
        let flexion = "lumbar_flexion";
        let flexion = model.coordinate(flexion).ok_or_else(|| missing(flexion))?;
        let upright = Pose::default_of(model).map_err(|_| missing("upright pose"))?;
        let lengths = model.lengths(&upright);
        let mut hamstrings = [[(0, 0.0); 3]; 2];
        for (side, ending) in hamstrings.iter_mut().zip(["_r", "_l"]) {
            for (muscle, name) in side.iter_mut().zip(HAMSTRINGS) {
                let name = format!("{name}{ending}");
                let index = model.muscle(&name).ok_or_else(|| missing(&name))?;
                let PathValue::Known(length) = lengths[index] else { return Err(missing(&name)) };
                *muscle = (index, length);
            }
        }
        let mut carried = vec![false; model.bodies.len()];
        carried[above] = true;
        for joint in &model.joints {
            carried[joint.child.body] |= carried[joint.parent.body];
        }
        let trunk = (0..carried.len()).filter(|body| carried[*body]).collect();
        Ok(Self { model, nerve, hamstrings, trunk, above, below, flexion })
    }

    /// What this pose does.
    ///
    /// # Errors
    /// A pose of another model, or a hamstring that has no length in it.
    pub fn read(&self, pose: &Pose) -> Result<Reading, NoReading> {
        let nerve = self.nerve.read(pose)?;
        let lengths = self.model.lengths(pose);
        let sites = |ending: Option<&str>| -> Vec<Site> {
            let stem = |name: &str| match ending {
                Some(ending) => name.strip_suffix(ending).map(str::to_owned),
                None => (!name.ends_with("_r") && !name.ends_with("_l")).then(|| name.to_owned()),
            };
            let all = self.nerve.sites().iter().zip(&nerve);
            all.filter_map(|(site, reading)| {
                let (label, reading) = (site.label.clone(), *reading);
                stem(&site.name).map(|name| Site { name, label, reading })
            })
            .collect()
        };
        let leg = |side: usize| -> Result<LegReading, NoReading> {
            let mut muscles = [0.0; 3];
            for (strain, (index, upright)) in muscles.iter_mut().zip(self.hamstrings[side]) {
                let PathValue::Known(length) = lengths[index] else {
                    let name = self.model.muscles[index].name.clone();
                    return Err(NoReading::Missing(MissingPart { name }));
                };
                *strain = length / upright - 1.0;
            }
            let [a, b, c] = muscles;
            let hamstrings =
                Ranged { best: (a + b + c) / 3.0, low: a.min(b).min(c), high: a.max(b).max(c) };
            Ok(LegReading { muscles, hamstrings, nerve: sites(Some(["_r", "_l"][side])) })
        };
        Ok(Reading {
            legs: [leg(0)?, leg(1)?],
            cord: sites(None),
            lumbar_flexion: pose.values()[self.flexion],
            lumbar_moment: self.moment(pose),
        })
    }

    /// Moment of the weight above the lowest lumbar joint about the pelvis's axis to the right, turned so that bending
    /// forward is positive.
    fn moment(&self, pose: &Pose) -> f64 {
        let places = self.model.placements(pose);
        let joint = places[self.above].position;
        let axis = places[self.below].rotation.map(|row| row[2]);
        let mut sum = 0.0;
        for body in &self.trunk {
            let Self { model, .. } = self;
            let center = places[*body].point(model.bodies[*body].mass_center);
            let arm = [center[0] - joint[0], center[1] - joint[1], center[2] - joint[2]];
            let weight = model.gravity.map(|g| g * model.bodies[*body].mass);
            let turning = [
                arm[1] * weight[2] - arm[2] * weight[1],
                arm[2] * weight[0] - arm[0] * weight[2],
                arm[0] * weight[1] - arm[1] * weight[0],
            ];
            sum -= dot(turning, axis);
        }
        sum
    }
}
