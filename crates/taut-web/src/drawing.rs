//! What draws bodies: read once and shared, because reading every posture takes a moment.

use std::collections::BTreeMap;

use taut_episode::Engine;
use taut_knowledge::{FindingId, Knowledge};
use taut_plan::Programme;
use taut_text::explorer::Explorer;
use taut_text::figure::{
    FigureBody, FigureProblem, Form, SelfTestFigure, exercise_figure, self_test_figure,
};

use crate::failure::Failure;

/// The average body, ready to be drawn, and the explorer over it.
#[derive(Debug)]
pub struct Drawing {
    body: &'static FigureBody<'static>,
    explorer: Explorer<'static>,
}

impl Drawing {
    /// Reads every posture once. It lives as long as the program: it is leaked once on purpose.
    ///
    /// # Errors
    /// Every problem of the body's files, and every posture that it cannot take.
    pub fn of(engine: &Engine) -> Result<&'static Self, Failure> {
        let records = engine.body().map_err(Failure::ours)?;
        let body = FigureBody::new(records).map_err(|found| refused(&found))?;
        let body: &'static FigureBody<'static> = Box::leak(Box::new(body));
        let explorer = Explorer::new(body).map_err(|found| refused(&found))?;
        Ok(Box::leak(Box::new(Self { body, explorer })))
    }

    /// The explorer.
    #[must_use]
    pub const fn explorer(&self) -> &Explorer<'static> {
        &self.explorer
    }

    /// A figure of each exercise of a programme, by the mark of its section.
    ///
    /// # Errors
    /// A posture that cannot be drawn: not with checked records.
    pub fn exercises(
        &self,
        knowledge: &Knowledge,
        programme: &Programme,
        language: &str,
    ) -> Result<BTreeMap<String, String>, Failure> {
        let mut figures = BTreeMap::new();
        for chosen in &programme.chosen {
            let record = &knowledge.exercises[chosen.item.exercise];
            let form = Form::inline(&record.id);
            let svg = exercise_figure(knowledge, self.body, record, language, &form)
                .map_err(|found| refused(&found))?;
            figures.insert(format!("exercise {}", record.id), svg);
        }
        Ok(figures)
    }

    /// The pictures and times of the self-test of a finding; nothing where it has none.
    ///
    /// # Errors
    /// A posture that cannot be drawn: not with checked records.
    pub fn self_test(
        &self,
        knowledge: &Knowledge,
        finding: FindingId,
        language: &str,
    ) -> Result<Option<SelfTestFigure>, Failure> {
        let form = Form::inline(&knowledge.finding(finding).id.replace('_', "-"));
        self_test_figure(knowledge, self.body, finding, language, &form)
            .map_err(|found| refused(&found))
    }
}

/// A figure that cannot be drawn is a fault of ours.
pub fn refused(found: &[FigureProblem]) -> Failure {
    let all: Vec<String> = found.iter().map(ToString::to_string).collect();
    Failure::ours(all.join("; "))
}
