//! The body of one person: model, passive torques and hamstring norms, scaled.

use super::build::build;
use super::hamstring::{HamstringLength, HamstringMeasurement, Refusal};
use super::passive::JointTorque;
use super::problem::RecordProblems;
use super::record::Records;
use super::scale::{Person, PersonProblems};
use crate::model::Model;
use crate::pose::Pose;

/// A body that can be posed and measured.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnBody {
    /// Its model.
    pub model: Model,
    records: Records,
    torque_factor: f64,
}

/// Why there is no body.
#[derive(Debug, Clone, PartialEq)]
pub enum NoBody {
    /// The records are wrong.
    Records(RecordProblems),
    /// The person is outside what is scaled to.
    Person(PersonProblems),
}

impl std::fmt::Display for NoBody {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Self::Records(problems) => problems.fmt(f),
            Self::Person(problems) => problems.fmt(f),
        }
    }
}

impl std::error::Error for NoBody {}

impl OwnBody {
    /// The body as the records have it; with a person, made as large as they are.
    ///
    /// # Errors
    /// Every problem of the records, or of the person.
    pub fn new(records: &Records, person: Option<&Person>) -> Result<Self, NoBody> {
        let mut model = build(records).map_err(NoBody::Records)?;
        let torque_factor = match person {
            Some(person) => records.scaling.scale(&mut model, person).map_err(NoBody::Person)?,
            None => 1.0,
        };
        Ok(Self { model, records: records.clone(), torque_factor })
    }

    /// What hip, knee and ankle of both sides take without muscle, N m; add the passive pull of the muscles. Torques grow
    /// with the person as muscles do.
    #[must_use]
    pub fn joint_torques(&self, pose: &Pose) -> Vec<JointTorque> {
        let mut torques = self.records.passive.joint_torques(&self.model, pose);
        for torque in &mut torques {
            torque.torque *= self.torque_factor;
        }
        torques
    }

    /// The length of a person's hamstrings from the angle of a test.
    ///
    /// # Errors
    /// Every reason why the angle does not show a length.
    pub fn hamstring_length(
        &self,
        measured: &HamstringMeasurement,
    ) -> Result<HamstringLength, Vec<Refusal>> {
        self.records.hamstring.hamstring_length(&self.model, measured)
    }
}
