//! The figure of a self-test: its pictures side by side, numbered as its captions are.

use taut_body::posture::record;
use taut_knowledge::self_tests::PictureSupport;
use taut_knowledge::{FindingId, Knowledge, SelfTest, Shown};

use super::{FigureBody, Surroundings, problem};
use crate::figure::{FigureProblem, Form, Scene, Step, posture_figure, steps_figure};

/// A time to count down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountDown {
    /// Id of the time.
    pub id: String,
    /// Seconds.
    pub seconds: u32,
    /// What it is for.
    pub words: String,
}

/// Pictures, captions and times of a self-test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelfTestFigure {
    /// The pictures as one SVG, numbered from 1; `None` where the test is only a time to wait.
    pub svg: Option<String>,
    /// What is done in each picture.
    pub captions: Vec<String>,
    /// Times to count down.
    pub times: Vec<CountDown>,
}

/// The figure of the self-test of a finding; `None` where the knowledge has no pictures and no times of it.
///
/// # Errors
/// A posture, position, test or step that is not stored, or that cannot be drawn.
pub fn self_test_figure(
    knowledge: &Knowledge,
    body: &FigureBody<'_>,
    finding: FindingId,
    language: &str,
    form: &Form,
) -> Result<Option<SelfTestFigure>, Vec<FigureProblem>> {
    let Some(test) = knowledge.self_test(finding) else { return Ok(None) };
    let words = test.words(language);
    let captions = words.map(|words| words.captions.clone()).unwrap_or_default();
    let named = |id: &str| words.and_then(|words| words.timers.get(id)).cloned();
    let times = test.timers.iter().map(|timer| CountDown {
        id: timer.id.clone(),
        seconds: timer.seconds,
        words: named(&timer.id).unwrap_or_default(),
    });
    let times = times.collect();
    let record = knowledge.finding(finding);
    let title = record.text.get(language).unwrap_or(record.en()).name.clone();
    let svg = pictures(body, test, title, &captions, form)?;
    Ok(Some(SelfTestFigure { svg, captions, times }))
}

fn pictures(
    body: &FigureBody<'_>,
    test: &SelfTest,
    title: String,
    captions: &[String],
    form: &Form,
) -> Result<Option<String>, Vec<FigureProblem>> {
    let description = captions.join(" ");
    match test.pictures.as_slice() {
        [] => Ok(None),
        [only] => posture_figure(&scene(body, only, (title, description))?, form).map(Some),
        several => {
            let mut steps = Vec::new();
            for (i, shown) in several.iter().enumerate() {
                let words = ((i + 1).to_string(), String::new());
                steps.push(Step { scene: scene(body, shown, words)?, words: String::new() });
            }
            steps_figure(&title, &description, &steps, form).map(Some)
        }
    }
}

fn scene(
    body: &FigureBody<'_>,
    shown: &Shown,
    words: (String, String),
) -> Result<Scene, Vec<FigureProblem>> {
    match shown {
        Shown::Position { posture, position } => {
            let stored = body.records.postures.iter().find(|p| p.id == *posture);
            let found = stored.and_then(|stored| {
                stored.position.iter().find(|p| p.name == *position).map(|p| (stored, p))
            });
            let (stored, position) = found.ok_or_else(|| {
                problem(posture, format!("no stored posture of this name with a `{position}`"))
            })?;
            body.position(stored, position, words)
        }
        Shown::Step { test, step } => {
            let stored = body.records.tests.iter().find(|t| t.id == *test);
            let found = stored.and_then(|stored| {
                stored.step.iter().find(|s| s.name == *step).map(|step| (stored, step))
            });
            let (stored, step) = found.ok_or_else(|| {
                problem(test, format!("no stored test of this name with a step `{step}`"))
            })?;
            let around =
                Surroundings { support: stored.support, hands: stored.hands, blocks: Vec::new() };
            body.scene(&step.angles, &around, words)
        }
        Shown::Angles { angles, support } => {
            let support = match support {
                PictureSupport::Floor => record::Support::Floor,
                PictureSupport::Seat => record::Support::Seat,
            };
            let around = Surroundings { support, hands: record::Hands::Beside, blocks: Vec::new() };
            body.scene(angles, &around, words)
        }
    }
}
