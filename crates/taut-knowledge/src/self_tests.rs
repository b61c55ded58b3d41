//! Pictures and times of self-tests.

use std::collections::BTreeMap;

use crate::grades::Review;
use crate::ids::FindingId;
use crate::knowledge::Knowledge;
pub use crate::record::figure::{PictureSupport, SelfTestText, Timer};

/// What a picture shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    /// A position of a posture of the body, by ids.
    Position {
        /// Id of the posture.
        posture: String,
        /// Name of its position.
        position: String,
    },
    /// A step of a test of the body, by ids.
    Step {
        /// Id of the test.
        test: String,
        /// Name of its step.
        step: String,
    },
    /// Angles, degrees by coordinate of the body.
    Angles {
        /// The angles; what is not named is as in upright standing.
        angles: BTreeMap<String, f64>,
        /// What carries the person.
        support: PictureSupport,
    },
}

/// Pictures and times of a self-test.
#[derive(Debug, Clone, PartialEq)]
pub struct SelfTest {
    /// What it finds out.
    pub finding: FindingId,
    /// Review level.
    pub review: Review,
    /// Pictures, in order.
    pub pictures: Vec<Shown>,
    /// Times that it needs.
    pub timers: Vec<Timer>,
    /// Text per language.
    pub text: BTreeMap<String, SelfTestText>,
}

impl SelfTest {
    /// Its words, in English where the language lacks them.
    #[must_use]
    pub fn words(&self, language: &str) -> Option<&SelfTestText> {
        self.text.get(language).or_else(|| self.text.get("en"))
    }
}

impl Knowledge {
    /// Pictures and times of the self-test of a finding; `None` where there are none.
    #[must_use]
    pub fn self_test(&self, finding: FindingId) -> Option<&SelfTest> {
        self.self_tests.iter().find(|test| test.finding == finding)
    }
}
