//! What is most among all stored postures and tests, and the levels of a reading beside it.

use taut_body::Model;
use taut_body::posture::record::{ClinicalTest, Posture, Trunk};
use taut_body::posture::{Reader, Reading, WorkingSide, pose_of};

use super::super::scene::{FigureProblem, Level};
use super::scene::Levels;

/// What all stored postures and the steps of all tests have at most, in standing's terms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Most {
    /// Lengthening of the hamstrings, as a share of their length.
    pub hamstrings: f64,
    /// Strain of the nerve, at any site.
    pub nerve: f64,
    /// Size of the moment at the lowest lumbar joint, N m.
    pub lumbar: f64,
}

impl Most {
    /// What is most, of the leg that works.
    ///
    /// # Errors
    /// Every angle that the body cannot take, and every posture that it cannot read.
    pub fn of(
        model: &Model,
        reader: &Reader<'_>,
        postures: &[Posture],
        tests: &[ClinicalTest],
    ) -> Result<Self, Vec<FigureProblem>> {
        let positions = postures.iter().flat_map(|posture| {
            posture.position.iter().map(|p| (&posture.id, &p.angles, posture.trunk))
        });
        let steps = tests
            .iter()
            .flat_map(|test| test.step.iter().map(|step| (&test.id, &step.angles, test.trunk)));
        let mut most = Self { hamstrings: 0.0, nerve: 0.0, lumbar: 0.0 };
        let mut problems = Vec::new();
        for (id, angles, trunk) in positions.chain(steps) {
            let problem = |message| FigureProblem { part: id.clone(), message };
            let pose = match pose_of(model, angles, WorkingSide::Right) {
                Ok(pose) => pose,
                Err(found) => {
                    problems.extend(found.iter().map(|p| problem(p.to_string())));
                    continue;
                }
            };
            match reader.read(&pose) {
                Ok(reading) => most.raise(&reading, trunk),
                Err(found) => problems.push(problem(found.to_string())),
            }
        }
        if problems.is_empty() { Ok(most) } else { Err(problems) }
    }

    fn raise(&mut self, reading: &Reading, trunk: Trunk) {
        self.hamstrings = self.hamstrings.max(reading.legs[0].hamstrings.best);
        for site in reading.legs[0].nerve.iter().chain(&reading.cord) {
            self.nerve = self.nerve.max(site.reading.strain.best);
        }
        if trunk == Trunk::Free {
            self.lumbar = self.lumbar.max(reading.lumbar_moment.abs());
        }
    }

    /// Level of a lengthening of the hamstrings.
    #[must_use]
    pub fn hamstrings(&self, strain: f64) -> Level {
        Level::of(strain, self.hamstrings).unwrap_or(Level::Slack)
    }

    /// Level of a strain of the nerve.
    #[must_use]
    pub fn nerve(&self, strain: f64) -> Level {
        Level::of(strain, self.nerve).unwrap_or(Level::Slack)
    }

    /// Level of a moment at the lowest lumbar joint.
    #[must_use]
    pub fn lumbar(&self, moment: f64) -> Level {
        Level::of(moment.abs(), self.lumbar).unwrap_or(Level::Slack)
    }

    /// Levels of everything that a figure shows.
    #[must_use]
    pub fn levels(&self, reading: &Reading) -> Levels {
        let leg = |i: usize| {
            let sites = reading.legs[i].nerve.iter();
            sites.map(|s| (s.name.clone(), self.nerve(s.reading.strain.best))).collect()
        };
        let cord = reading.cord.iter().map(|s| s.reading.strain.best).fold(0.0, f64::max);
        Levels {
            hamstrings: [0, 1].map(|i| self.hamstrings(reading.legs[i].hamstrings.best)),
            cord: self.nerve(cord),
            nerve: [leg(0), leg(1)],
        }
    }
}
