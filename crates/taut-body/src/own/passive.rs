//! Passive torques: what each joint takes beside the muscles that cross two, and the published moments they are fitted to.

use schemars::JsonSchema;
use serde::Deserialize;

use super::grade::{Obtained, Review};
use super::problem::Sink;
use crate::model::{Model, Muscle};
use crate::muscle::{
    Curves, DeGrooteFregly, DeGrooteFreglyShape, Millard, MillardShape, PassiveShape,
};
use crate::pose::Pose;

/// `body/passive.toml`: passive torques of hip, knee and ankle. The fitted figures come from `scripts/fit-passive`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Passive {
    /// Always `passive`.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Source key of the published moments.
    pub source: String,
    /// Where the fitted figures come from.
    pub obtained: Obtained,
    /// Anything else worth knowing.
    pub note: Option<String>,
    /// Where the total is fitted; outside it is not known.
    pub range: Vec<PassiveRange>,
    /// The published moments of hip, knee and ankle.
    pub published: Vec<PublishedMoment>,
    /// Muscles across two joints, whose fibres resist by themselves.
    pub muscle: Vec<PassiveMuscle>,
    /// Muscles whose own resistance is part of the joint's: their fibres do not resist.
    pub in_joint: Vec<String>,
    /// What the joints take.
    pub joint: Vec<PassiveJoint>,
}

/// Range of a coordinate in which the passive torques are fitted.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PassiveRange {
    /// The coordinate, without a side.
    pub coordinate: String,
    /// Lowest and highest value, degrees.
    pub deg: [f64; 2],
}

/// A published moment in N m: a constant plus signed exponentials of hip flexion, knee flexion and ankle dorsiflexion in degrees. It is positive towards a larger angle.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishedMoment {
    /// The coordinate, without a side.
    pub coordinate: String,
    /// N m.
    pub constant: f64,
    /// The exponentials.
    pub term: Vec<PublishedTerm>,
}

/// `sign * exp(start + hip * hip_flexion + knee * knee_angle + ankle * ankle_angle)`, degrees.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishedTerm {
    /// 1 or -1, N m.
    pub sign: f64,
    /// No unit.
    pub start: f64,
    /// Per degree of hip flexion.
    pub hip: f64,
    /// Per degree of knee flexion.
    pub knee: f64,
    /// Per degree of dorsiflexion.
    pub ankle: f64,
}

/// How the fibres of a muscle resist without being active: the curves of Millard and others 2013 with these strains.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PassiveMuscle {
    /// Its name, without a side.
    pub name: String,
    /// Strain of the fibre where it begins to resist, no unit.
    pub slack_strain: f64,
    /// Strain at which it resists with its largest isometric force, no unit.
    pub strain: f64,
}

/// What a joint takes: `constant + sum of amplitude * exp(rate * angle)`, N m, the angle in degrees; positive towards a larger angle.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PassiveJoint {
    /// The coordinate, without a side.
    pub coordinate: String,
    /// N m.
    pub constant: f64,
    /// The exponentials.
    pub term: Vec<JointTerm>,
}

/// One exponential of a joint's torque.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JointTerm {
    /// N m.
    pub amplitude: f64,
    /// Per degree.
    pub rate: f64,
}

impl PublishedMoment {
    /// The moment at hip flexion, knee flexion and dorsiflexion in degrees, N m.
    #[must_use]
    pub fn at(&self, [hip, knee, ankle]: [f64; 3]) -> f64 {
        let term = |t: &PublishedTerm| {
            t.sign * libm::exp(t.start + t.hip * hip + t.knee * knee + t.ankle * ankle)
        };
        self.term.iter().fold(self.constant, |sum, t| sum + term(t))
    }
}

impl PassiveMuscle {
    /// The muscle's curves: OpenSim's but for the passive one; `None`: strains that make no curve.
    #[must_use]
    pub fn curves(&self) -> Option<Curves> {
        let passive =
            PassiveShape { slack_strain: self.slack_strain, strain: self.strain, fitted: None };
        let shape = MillardShape { passive, ..Default::default() };
        Millard::new(shape.adjusted(true)).ok().map(|curves| Curves::Millard2012(Box::new(curves)))
    }
}

impl PassiveJoint {
    /// The torque at an angle in degrees, N m.
    #[must_use]
    pub fn at(&self, degrees: f64) -> f64 {
        let term = |t: &JointTerm| t.amplitude * libm::exp(t.rate * degrees);
        self.term.iter().fold(self.constant, |sum, t| sum + term(t))
    }
}

/// A passive torque of one coordinate, N m; positive towards a larger angle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JointTorque {
    /// Index of the coordinate.
    pub coordinate: usize,
    /// N m.
    pub torque: f64,
    /// Whether hip, knee and ankle of that side are where the torques were fitted.
    pub fitted: bool,
}

impl Passive {
    /// What the joints of both sides take in a pose, muscles apart.
    #[must_use]
    pub fn joint_torques(&self, model: &Model, pose: &Pose) -> Vec<JointTorque> {
        let mut out = Vec::new();
        for side in ["r", "l"] {
            let degrees = |name: &str| {
                let at = model.coordinate(&format!("{name}_{side}"))?;
                Some((at, pose.values()[at].to_degrees()))
            };
            let fitted = self.range.iter().all(|range| {
                let [low, high] = range.deg;
                degrees(&range.coordinate).is_some_and(|(_, d)| d >= low - 1e-9 && d <= high + 1e-9)
            });
            for joint in &self.joint {
                let Some((coordinate, angle)) = degrees(&joint.coordinate) else { continue };
                out.push(JointTorque { coordinate, torque: joint.at(angle), fitted });
            }
        }
        out
    }

    /// Gives the muscles of a model their passive fibres; notes names that are not there and numbers that cannot be.
    pub(super) fn apply(&self, model: &mut Model, sink: &mut Sink) {
        for (i, fitted) in self.muscle.iter().enumerate() {
            let path = format!("muscle[{i}]");
            let Some(curves) = fitted.curves() else {
                let hint = "a strain above the one where the fibre begins to resist";
                sink.add(&path, "fibres that cannot be", hint);
                continue;
            };
            both(model, &fitted.name, &path, sink, |muscle| muscle.force.curves = curves.clone());
        }
        let none = DeGrooteFreglyShape { no_passive: true, ..Default::default() };
        for (i, name) in self.in_joint.iter().enumerate() {
            let path = format!("in_joint[{i}]");
            if self.muscle.iter().any(|fitted| fitted.name == *name) {
                sink.add(&path, format!("{name} resists by itself already"), "name it once");
            }
            both(model, name, &path, sink, |muscle| {
                if let Ok(curves) = DeGrooteFregly::new(none) {
                    muscle.force.curves = Curves::DeGrooteFregly2016(curves);
                }
            });
        }
        let numbers = |terms: &[JointTerm]| -> Vec<f64> {
            terms.iter().flat_map(|t| [t.amplitude, t.rate]).collect()
        };
        let named = self.joint.iter().map(|joint| &joint.coordinate);
        let named = named.chain(self.range.iter().map(|range| &range.coordinate));
        for name in named.chain(self.published.iter().map(|moment| &moment.coordinate)) {
            if model.coordinate(&format!("{name}_r")).is_none() {
                let message = format!("there is no coordinate {name} with two sides");
                sink.add("", message, "name hip_flexion, knee_angle or ankle_angle");
            }
        }
        for (i, joint) in self.joint.iter().enumerate() {
            sink.finite(&format!("joint[{i}]"), &[joint.constant]);
            sink.finite(&format!("joint[{i}]"), &numbers(&joint.term));
        }
    }
}

/// Changes the muscle of this name on both sides, or notes that there is none.
fn both(model: &mut Model, name: &str, path: &str, sink: &mut Sink, change: impl Fn(&mut Muscle)) {
    let Some(right) = model.muscle(&format!("{name}_r")) else {
        sink.add(path, format!("there is no muscle {name}"), "name one of body/muscles");
        return;
    };
    change(&mut model.muscles[right]);
    if let Some(left) = model.muscle(&format!("{name}_l")) {
        change(&mut model.muscles[left]);
    }
}
