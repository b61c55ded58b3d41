//! `taut progress`: measures of a kept programme, now and at the start, as a page with plots, as JSON, as a figure.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use serde_json::{Value, json};
use taut_knowledge::{Knowledge, Side};
use taut_plan::measure::{Answer, Change, Score, Series, expected};
use taut_plan::{Planner, Story};
use taut_reason::Reasoner;
use taut_text::figure::{Form, Glyphs, plot_figure};
use taut_text::{Plots, ProgressView, main_series, plot_of, progress_page};

use crate::BadInput;
use crate::output::{self, Format};
use crate::plan_command::loads;
use crate::record_command::{self, DatabaseArg};
use crate::shipped::Source;

/// Flags of `taut progress`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  taut progress ann
  taut progress ann --measure rmdq --svg rmdq.svg

JSON (`--format json`, schema taut.progress/1): `begun`, `last`, `check_ins`, `rung`, `next` {from, to}, `measures` (each
`measure`, `side`, `unit`, `points` {on, low, high}, `change` {better, important, importantly_worse, recovered},
`expected` {course, points}), `notice`, `safety_net`. Low and high differ where items were left out.

Exit codes: 0 done, 1 something failed, 2 bad input.")]
pub struct ProgressArgs {
    /// The person, as in `taut record list`
    name: String,
    /// Only this measure, by its id such as nprs_back
    #[arg(long, value_name = "ID")]
    measure: Option<String>,
    /// Also write a plot (SVG) of the measure, or of back pain
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Plots in plain ASCII characters, also where the terminal can do more
    #[arg(long)]
    ascii: bool,
    /// How to write the result
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Language of the texts
    #[arg(long, default_value = "en")]
    language: String,
    #[command(flatten)]
    database: DatabaseArg,
}

/// Runs the command.
///
/// # Errors
/// No programme is kept, an unknown measure, or I/O.
pub fn run(args: &ProgressArgs, source: &Source) -> anyhow::Result<()> {
    let knowledge = source.knowledge()?;
    crate::shipped::check_language(&knowledge, &args.language)?;
    let wanted = args.measure.as_deref().map(|id| measure(&knowledge, id)).transpose()?;
    let kept = record_command::load_story(&args.database, &args.name, &knowledge)?;
    let reasoner = Reasoner::new(&knowledge, kept.case.setting.into());
    let body = source.load_body()?.0;
    let loads = loads(&knowledge, &body)?;
    let planner = Planner::new(&knowledge, &loads);
    let (story, _) = kept.replay(&reasoner, &planner)?;
    let series: Vec<&Series> = story
        .series()
        .iter()
        .filter(|series| wanted.is_none_or(|index| series.key.measure == index))
        .collect();
    let view = ProgressView {
        knowledge: &knowledge,
        answers: story.answers(),
        begun: story.begun(),
        series: &series,
    };
    output::print(&match args.format {
        Format::Json => serde_json::to_string_pretty(&progress_json(&view, &story))?,
        format => {
            let width = output::width();
            let page = progress_page(&view, Plots { width, glyphs: glyphs(args) }, &args.language);
            if format == Format::Markdown { page.to_markdown() } else { page.to_text(width) }
        }
    })?;
    if let Some(file) = &args.svg {
        figure(&view, file, &args.language)?;
    }
    Ok(())
}

/// Index of a measure.
fn measure(knowledge: &Knowledge, id: &str) -> anyhow::Result<usize> {
    let wanted = id.to_lowercase();
    knowledge.measures.iter().position(|m| m.id() == wanted).ok_or_else(|| {
        let ids: Vec<&str> = knowledge.measures.iter().map(taut_knowledge::Measure::id).collect();
        let near = taut_knowledge::nearest(&wanted, ids.iter().copied());
        let near = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
        BadInput(format!(
            "error[unknown-measure]: no measure `{id}`\n  hint: {near}there are {}",
            ids.join(", ")
        ))
        .into()
    })
}

fn figure(view: &ProgressView<'_>, file: &std::path::Path, language: &str) -> anyhow::Result<()> {
    let nothing = || {
        BadInput(
            "error[no-measure]: there is nothing to draw yet\n  hint: check-ins keep measures"
                .to_owned(),
        )
    };
    let series = main_series(view).ok_or_else(nothing)?;
    let plot = plot_of(view, series, language).ok_or_else(nothing)?;
    let svg = plot_figure(&plot, &Form::File).map_err(|problems| {
        BadInput(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })?;
    output::replace(file, svg.as_bytes())
        .with_context(|| format!("cannot write {}", file.display()))
}

/// Unicode where the language settings say so.
fn glyphs(args: &ProgressArgs) -> Glyphs {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| {
        std::env::var(name).ok().filter(|value| !value.is_empty()).map(|v| v.to_lowercase())
    });
    let unicode = set.is_some_and(|value| value.contains("utf-8") || value.contains("utf8"));
    if args.ascii || !unicode { Glyphs::Ascii } else { Glyphs::Unicode }
}

fn progress_json(view: &ProgressView<'_>, story: &Story<'_>) -> Value {
    let knowledge = view.knowledge;
    let phrase = |id: &str| knowledge.phrase(id, "en").unwrap_or_default();
    let (from, to) = story.next_due();
    let measures: Vec<Value> = view.series.iter().map(|series| series_json(view, series)).collect();
    json!({
        "schema": "taut.progress/1",
        "program": concat!("taut ", env!("CARGO_PKG_VERSION")),
        "knowledge": { "edition": knowledge.edition, "hash": knowledge.hash },
        "begun": story.begun().to_string(),
        "last": story.last().to_string(),
        "check_ins": story.check_ins(),
        "rung": story.rung().id(),
        "next": { "from": from.to_string(), "to": to.to_string() },
        "measures": measures,
        "notice": format!("{}. {}", phrase("research_preview"), phrase("no_clinician")),
        "safety_net": phrase("safety_net"),
    })
}

fn series_json(view: &ProgressView<'_>, series: &Series) -> Value {
    let knowledge = view.knowledge;
    let record = &knowledge.measures[series.key.measure].record;
    let points: Vec<Value> = series
        .points
        .iter()
        .map(|point| {
            let mut value = json!({ "on": point.on.to_string() });
            if let Some(score) = point.score {
                value["low"] = json!(score.low);
                value["high"] = json!(score.high);
            }
            value
        })
        .collect();
    let courses: Vec<Value> = expected(knowledge, series.key.measure, view.answers, view.begun)
        .iter()
        .map(|course| {
            let points: Vec<Value> = course
                .points
                .iter()
                .map(|(on, mean)| json!({ "on": on.to_string(), "mean": mean }))
                .collect();
            let record = &knowledge.courses[course.course].record;
            json!({ "course": record.id, "source": record.source, "points": points })
        })
        .collect();
    json!({
        "measure": record.id,
        "side": match series.key.side {
            Side::Left => Some("left"),
            Side::Right => Some("right"),
            _ => None,
        },
        "unit": record.unit,
        "higher_is_better": record.higher_is_better,
        "points": points,
        "change": series.latest(knowledge).map(|(on, change)| change_json(&on.to_string(), &change)),
        "expected": courses,
    })
}

fn change_json(on: &str, change: &Change) -> Value {
    let score = |score: Score| json!({ "low": score.low, "high": score.high });
    let answer = |answer: Option<Answer>| {
        answer.map(|answer| match answer {
            Answer::Yes => "yes",
            Answer::No => "no",
            Answer::CannotTell => "cannot_tell",
        })
    };
    json!({
        "on": on,
        "first": score(change.first),
        "now": score(change.now),
        "better": score(change.better),
        "important": answer(change.important),
        "importantly_worse": answer(change.importantly_worse),
        "recovered": answer(change.recovered),
    })
}
