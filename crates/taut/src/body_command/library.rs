//! taut's own body with its nerve and its stored postures and tests, read once; what is most among the stored postures.

use taut_body::nerve::{Nerve, Ranged};
use taut_body::own::{OwnBody, Person};
use taut_body::posture::record::{ClinicalTest, Posture, Trunk};
use taut_body::posture::{Reader, WorkingSide, pose_of};
use taut_body::{Model, Pose};
use taut_knowledge::BodyKnowledge;
use taut_text::figure::Most;

use crate::BadInput;
use crate::shipped::Source;

/// The body, the nerve in it, and what is stored about postures.
pub struct Library {
    pub knowledge: BodyKnowledge,
    model: Model,
    nerve: Nerve,
}

impl Library {
    /// Loads it; with a person, the body is made as large as they are. The lever arms of the nerve stay as they are.
    ///
    /// # Errors
    /// Every problem of the body's files, or of the person.
    pub fn load(source: &Source, person: Option<&Person>) -> anyhow::Result<Self> {
        let knowledge = source.load_body()?.0;
        let (model, nerve) = match person {
            None => (knowledge.model.clone(), knowledge.nerve.clone()),
            Some(person) => {
                let body = OwnBody::new(&knowledge.records, Some(person))
                    .map_err(|problems| BadInput(problems.to_string()))?;
                let nerve = Nerve::build(&knowledge.nerve_record, &body.model)
                    .map_err(|problems| BadInput(problems.to_string()))?;
                (body.model, nerve)
            }
        };
        Ok(Self { knowledge, model, nerve })
    }

    pub fn model(&self) -> &Model {
        &self.model
    }

    pub fn nerve(&self) -> &Nerve {
        &self.nerve
    }

    pub fn postures(&self) -> &[Posture] {
        &self.knowledge.postures
    }

    pub fn tests(&self) -> &[ClinicalTest] {
        &self.knowledge.tests
    }

    /// A reader of poses.
    ///
    /// # Errors
    /// A part that the body does not have.
    pub fn reader(&self) -> anyhow::Result<Reader<'_>> {
        Reader::new(self.model(), self.nerve())
            .map_err(|missing| BadInput(missing.to_string()).into())
    }

    /// A stored set of angles as a pose; the records were checked when they were loaded.
    ///
    /// # Errors
    /// An angle that the body cannot take.
    pub fn pose(
        &self,
        angles: &std::collections::BTreeMap<String, f64>,
        side: WorkingSide,
    ) -> anyhow::Result<Pose> {
        pose_of(self.model(), angles, side).map_err(|problems| {
            let lines: Vec<String> = problems
                .iter()
                .map(|p| format!("error[angle]: {p}\n  hint: {}", self.angle_hint(p)))
                .collect();
            BadInput(lines.join("\n")).into()
        })
    }

    fn angle_hint(&self, problem: &taut_body::posture::AngleProblem) -> String {
        if problem.fault != taut_body::posture::Fault::Unknown {
            return problem.hint();
        }
        let model = self.model();
        let free = (0..model.coordinates.len()).filter(|i| !model.is_driven(*i));
        let names = free.map(|i| model.coordinates[i].name.as_str());
        match taut_knowledge::nearest(&problem.name, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`taut body pose --coordinates` lists all; those of the legs end in _r or _l"
                .to_owned(),
        }
    }

    /// Moment at the lowest lumbar joint with its range, as far as the angles of pelvis and low back may be off; `None`
    /// where something else carries the trunk.
    ///
    /// # Errors
    /// A pose of another model: not with this body's own.
    pub fn lumbar_moment(
        &self,
        reader: &Reader<'_>,
        pose: &Pose,
        trunk: Trunk,
    ) -> anyhow::Result<Option<Ranged>> {
        if trunk == Trunk::Carried {
            return Ok(None);
        }
        let model = self.model();
        let spread = self.knowledge.reading.angle_spread.to_radians();
        let best = reader.read(pose)?.lumbar_moment;
        let (mut low, mut high) = (best, best);
        for name in ["pelvis_tilt", "lumbar_flexion"] {
            for turn in [-spread, spread] {
                let mut values = pose.values().to_vec();
                if let Some(index) = model.coordinate(name) {
                    values[index] += turn;
                }
                let moved = Pose::anywhere(model, &values)
                    .map_err(|problems| BadInput(problems.to_string()))?;
                let moment = reader.read(&moved)?.lumbar_moment;
                low = low.min(moment);
                high = high.max(moment);
            }
        }
        Ok(Some(Ranged { best, low, high }))
    }

    /// What is most among all stored postures and steps, of the leg that works.
    ///
    /// # Errors
    /// A posture that the body cannot take.
    pub fn most(&self, reader: &Reader<'_>) -> anyhow::Result<Most> {
        Most::of(self.model(), reader, self.postures(), self.tests()).map_err(super::refused)
    }
}
