//! `taut progress`: measures of a kept programme, now and at the start, as a page with plots, as JSON, as a figure.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use taut_episode::result_json;
use taut_knowledge::Knowledge;
use taut_plan::measure::Series;
use taut_text::figure::{Form, Glyphs, plot_figure};
use taut_text::{Plots, ProgressView, main_series, plot_of, progress_page};

use crate::BadInput;
use crate::output::{self, Format};
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
    let engine = source.engine()?;
    let knowledge = engine.knowledge();
    crate::shipped::check_language(knowledge, &args.language)?;
    let wanted = args.measure.as_deref().map(|id| measure(knowledge, id)).transpose()?;
    let kept = record_command::load_story(&args.database, &args.name, knowledge)?;
    let today = jiff::Zoned::now().date();
    let told =
        engine.tell(kept, today).map_err(|error| record_command::trouble(error, &args.name))?;
    let story = told.story;
    let series: Vec<&Series> = story
        .series()
        .iter()
        .filter(|series| wanted.is_none_or(|index| series.key.measure == index))
        .collect();
    let view =
        ProgressView { knowledge, answers: story.answers(), begun: story.begun(), series: &series };
    output::print(&match args.format {
        Format::Json => serde_json::to_string_pretty(&result_json::progress(&view, &story))?,
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
