//! `taut body tests`: clinical tests step by step: what each step does to muscle and nerve in the model, and why.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use taut_body::nerve::Ranged;
use taut_body::posture::record::{ClinicalTest, LengthChange, RunBy, StrainChange, TestStep};
use taut_body::posture::{LegReading, Reader, Reading, WorkingSide};
use taut_text::figure::{Form, Most, Scene, Step, Surroundings, pose_scene, steps_figure};
use taut_text::{Block, Page};

use super::library::Library;
use super::pose::{SideArg, reading_json};
use super::{FigureFormat, deliver, standing};
use crate::BadInput;
use crate::output;
use crate::shipped::Source;

/// Flags of `tests`.
#[derive(Debug, Args)]
pub struct TestArgs {
    /// The test, such as slump; without it all are listed
    name: Option<String>,
    /// The leg that is tested
    #[arg(long, value_enum, default_value = "right")]
    side: SideArg,
    /// How to write the result
    #[arg(long, value_enum, default_value = "text")]
    format: FigureFormat,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// A change of length below this share counts as none: far below what anybody can measure, far above rounding.
const SAME: f64 = 1e-6;

/// Why ankle and neck are moved last.
const WHY_ANKLE_AND_NECK: &str = "In the model no hamstring crosses the ankle or the neck, so moving only these cannot change \
     a hamstring's length, while the nerve runs past both. That is why a test moves them last: what changes then in the \
     model is nerve. In a person it is one sign among several. The calf, the skin, what one expects and how one lies can \
     change a feeling too, and a change of mere tightness is common in healthy people.";

/// What one step does in the model, beside the step that it is compared with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Of the hamstrings.
    pub hamstrings: LengthChange,
    /// Of the nerve, at the site of the tested leg where it changes most; `None`: nowhere.
    pub nerve: Option<(usize, StrainChange)>,
}

/// A test with the readings of its steps.
struct Run<'t> {
    test: &'t ClinicalTest,
    readings: Vec<Reading>,
    side: SideArg,
}

impl Run<'_> {
    fn leg(&self, step: usize) -> &LegReading {
        &self.readings[step].legs[usize::from(self.side == SideArg::Left)]
    }

    /// The step that this one is compared with.
    fn before(&self, step: usize) -> Option<usize> {
        match &self.test.step[step].against {
            Some(name) => self.test.step.iter().position(|s| s.name == *name),
            None => step.checked_sub(1),
        }
    }

    fn change(&self, step: usize) -> Option<Change> {
        self.before(step).map(|before| change(self.leg(before), self.leg(step)))
    }

    /// The change in words.
    fn words(&self, step: usize) -> String {
        let Some(change) = self.change(step) else {
            return "What follows is compared with this.".to_owned();
        };
        let hamstrings = match change.hamstrings {
            LengthChange::Longer => "the hamstrings get longer",
            LengthChange::Same => "the hamstrings keep their length",
            LengthChange::Shorter => "the hamstrings get shorter",
        };
        let nerve = match change.nerve {
            Some((site, way)) => {
                let way = if way == StrainChange::More { "more" } else { "less" };
                format!(
                    "the nerve is drawn {way}, most at the {}",
                    self.leg(step).nerve[site].label
                )
            }
            None => "the nerve stays as it is".to_owned(),
        };
        let against = match &self.test.step[step].against {
            Some(name) => format!(" (against \"{name}\")"),
            None => String::new(),
        };
        format!("In the model{against} {hamstrings}; {nerve}.")
    }
}

/// What changes between two readings of a leg.
pub fn change(before: &LegReading, after: &LegReading) -> Change {
    let longer = after.hamstrings.best - before.hamstrings.best;
    let hamstrings = match longer {
        d if d > SAME => LengthChange::Longer,
        d if d < -SAME => LengthChange::Shorter,
        _ => LengthChange::Same,
    };
    let by = |i: usize| after.nerve[i].reading.strain.best - before.nerve[i].reading.strain.best;
    let most = (0..after.nerve.len()).reduce(|a, b| if by(b).abs() > by(a).abs() { b } else { a });
    let nerve = most
        .filter(|i| by(*i).abs() > SAME)
        .map(|i| (i, if by(i) > 0.0 { StrainChange::More } else { StrainChange::Less }));
    Change { hamstrings, nerve }
}

/// Runs the command.
///
/// # Errors
/// An unknown test, a body folder with problems, a file that cannot be written.
pub fn run(args: &TestArgs, source: &Source) -> anyhow::Result<()> {
    let library = Library::load(source, None)?;
    let reader = library.reader()?;
    let Some(name) = &args.name else {
        if args.format == FigureFormat::Svg {
            return Err(BadInput(
                "error[test]: a figure shows one test\n  hint: name it, such as `taut body tests slump --format svg`".to_owned(),
            )
            .into());
        }
        let text = match args.format {
            FigureFormat::Json => list_json(&library)?,
            _ => list_page(&library)?.to_text(output::width()),
        };
        return deliver(&text, args.output.as_deref());
    };
    let wanted = name.to_lowercase().replace(['-', ' '], "_");
    let Some(test) = library.tests().iter().find(|t| t.id == wanted) else {
        let ids = library.tests().iter().map(|t| t.id.as_str());
        let near = taut_knowledge::nearest(&wanted, ids.clone());
        let near = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
        let all: Vec<&str> = ids.collect();
        return Err(BadInput(format!(
            "error[test]: no test `{name}`\n  hint: {near}there are {}",
            all.join(", ")
        ))
        .into());
    };
    let run = read(test, args.side, &library, &reader)?;
    let text = match args.format {
        FigureFormat::Text => page(&run)?.to_text(output::width()),
        FigureFormat::Json => json_page(&run, &library, &reader)?,
        FigureFormat::Svg => figure(&run, &library, &reader)?,
    };
    deliver(&text, args.output.as_deref())
}

fn read<'t>(
    test: &'t ClinicalTest,
    side: SideArg,
    library: &Library,
    reader: &Reader<'_>,
) -> anyhow::Result<Run<'t>> {
    let reading = |step: &TestStep| -> anyhow::Result<Reading> {
        Ok(reader.read(&library.pose(&step.angles, side.working())?)?)
    };
    let readings = test.step.iter().map(reading).collect::<anyhow::Result<_>>()?;
    Ok(Run { test, readings, side })
}

fn who(test: &ClinicalTest) -> &'static str {
    match test.run_by {
        RunBy::Therapist => "A clinician does this test; do not do it by yourself.",
        RunBy::Oneself => {
            "A person can do this alone, where nothing speaks against it; `taut ask` says who should not."
        }
    }
}

fn list_page(library: &Library) -> anyhow::Result<Page> {
    let mut page = Page::default();
    page.push(Block::Title("Clinical tests of hamstrings and nerve".to_owned()));
    standing::preview(&mut page);
    let row = |t: &ClinicalTest| vec![t.id.clone(), t.name.clone(), t.step.len().to_string()];
    let header = ["name", "test", "steps"].map(str::to_owned).to_vec();
    page.push(Block::Table(header, library.tests().iter().map(row).collect()));
    page.push(Block::Heading("Why ankle and neck".to_owned()));
    page.push(Block::Text(WHY_ANKLE_AND_NECK.to_owned()));
    page.push(Block::Text("`taut body tests NAME` shows one, step by step.".to_owned()));
    standing::end(&mut page)?;
    Ok(page)
}

fn list_json(library: &Library) -> anyhow::Result<String> {
    let test = |t: &ClinicalTest| json!({ "id": t.id, "name": t.name, "clinician": t.clinician, "steps": t.step.len(), "source": t.source });
    let page = json!({
        "schema": "taut.body.tests/1", "note": standing::note(), "body_hash": library.knowledge.hash,
        "tests": library.tests().iter().map(test).collect::<Vec<_>>(),
    });
    Ok(serde_json::to_string_pretty(&page)?)
}

fn page(run: &Run<'_>) -> anyhow::Result<Page> {
    let test = run.test;
    let mut page = Page::default();
    page.push(Block::Title(format!("{}, {} leg", test.name, run.side.word())));
    page.push(Block::Answer(who(test).to_owned()));
    standing::preview(&mut page);
    page.push(Block::Text(test.note.clone()));
    for (i, step) in test.step.iter().enumerate() {
        page.push(Block::Heading(format!("{}. {}", i + 1, step.name)));
        page.push(Block::Text(step.does.clone()));
        let mut lines = vec![step.why.clone()];
        if run.before(i).is_some() {
            lines.push(run.words(i));
        }
        page.push(Block::List(lines));
    }
    page.push(Block::Heading("Why ankle and neck".to_owned()));
    page.push(Block::Text(WHY_ANKLE_AND_NECK.to_owned()));
    page.push(Block::Text(
        "The order of the steps does not change where they end: an assumption of the model."
            .to_owned(),
    ));
    standing::end(&mut page)?;
    Ok(page)
}

fn lumbar(
    run: &Run<'_>,
    library: &Library,
    reader: &Reader<'_>,
    step: usize,
) -> anyhow::Result<Option<Ranged>> {
    let pose = library.pose(&run.test.step[step].angles, run.side.working())?;
    library.lumbar_moment(reader, &pose, run.test.trunk)
}

fn json_page(run: &Run<'_>, library: &Library, reader: &Reader<'_>) -> anyhow::Result<String> {
    let most: Most = library.most(reader)?;
    let mut steps = Vec::new();
    for (i, step) in run.test.step.iter().enumerate() {
        let change = run.change(i);
        steps.push(json!({
            "name": step.name, "does": step.does, "why": step.why,
            "angles_deg_of_the_right_side": step.angles,
            "against": run.before(i).map(|b| run.test.step[b].name.clone()),
            "in_the_model": run.words(i),
            "hamstrings": change.map(|c| match c.hamstrings {
                LengthChange::Longer => "longer",
                LengthChange::Same => "same",
                LengthChange::Shorter => "shorter",
            }),
            "nerve": change.and_then(|c| c.nerve).map(|(site, way)| json!({
                "site": run.leg(i).nerve[site].name,
                "way": if way == StrainChange::More { "more" } else { "less" },
            })),
            "reading": reading_json(&run.readings[i], lumbar(run, library, reader, i)?, &most),
        }));
    }
    let test = run.test;
    let page = json!({
        "schema": "taut.body.test/1", "note": standing::note(), "body_hash": library.knowledge.hash,
        "id": test.id, "name": test.name, "clinician": test.clinician, "source": test.source,
        "side": run.side.word(), "about": test.note, "why_ankle_and_neck": WHY_ANKLE_AND_NECK, "steps": steps,
    });
    Ok(serde_json::to_string_pretty(&page)?)
}

fn figure(run: &Run<'_>, library: &Library, reader: &Reader<'_>) -> anyhow::Result<String> {
    let most = library.most(reader)?;
    let side: WorkingSide = run.side.working();
    let around =
        Surroundings { support: run.test.support, hands: run.test.hands, blocks: Vec::new() };
    let mut steps = Vec::new();
    for (i, step) in run.test.step.iter().enumerate() {
        let pose = library.pose(&step.angles, side)?;
        let levels = most.levels(&run.readings[i]);
        let title = format!("{}. {}", i + 1, step.name);
        let words = (title, step.does.clone());
        let scene: Scene = pose_scene(library.model(), &pose, side, &levels, &around, words)
            .map_err(super::refused)?;
        steps.push(Step { scene, words: run.words(i) });
    }
    let words: Vec<String> =
        (0..steps.len()).map(|i| format!("{}: {}", steps[i].scene.title, run.words(i))).collect();
    let title = format!("{}, {} leg", run.test.name, run.side.word());
    let description = format!("{} {} {}", words.join(" "), WHY_ANKLE_AND_NECK, standing::LIMITS);
    steps_figure(&title, &description, &steps, &Form::File).map_err(super::refused)
}
