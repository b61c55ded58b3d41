//! `taut checkin`: one check-in of a programme that is kept, from a file or asked in the terminal.

mod ask;

use std::io::Read as _;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use serde_json::Value;
use taut_episode::{AskSides, CheckInForm, EpisodeError, Told, result_json};
use taut_knowledge::check_in::MAX_CHECK_IN_BYTES;
use taut_knowledge::{Knowledge, read_check_in};
use taut_plan::{Response, Story};
use taut_reason::Reasoner;
use taut_text::{CheckInView, check_in_page};

use crate::BadInput;
use crate::output::{self, Format};
use crate::record_command::{self, DatabaseArg};
use crate::shipped::Source;

/// Flags of `taut checkin`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  taut checkin ann
  taut checkin ann --file today.toml --format json

A file, with only what was said (left out is never a no):
  schema = \"taut.check_in/1\"
  on = 2026-11-27
  next_morning = \"same\"
  pain = { back = 3, leg = 0 }
  ready = true
  [[answers]]
  finding = \"saddle_numbness\"
  state = \"absent\"
  by = \"person\"
  [[done]]
  exercise = \"tc06\"
  days = 2

JSON (`--format json`, schema taut.check_in_result/1): `program`, `knowledge`, `response` (schema taut.response/1: `on`,
`before`, `now`, `actions`, `because`, `programme`, `offer`, `next`), `notice`, `safety_net`.

Exit codes: 0 done, 1 something failed, 2 bad input; then nothing was kept.")]
pub struct CheckInArgs {
    /// The person, as in `taut record list`
    name: String,
    /// The check-in file, JSON or TOML; `-` reads standard input; without it the questions are asked
    #[arg(long, value_name = "FILE")]
    file: Option<String>,
    /// Also write what was answered to this file (JSON)
    #[arg(long, value_name = "FILE", conflicts_with = "file")]
    save: Option<PathBuf>,
    /// Ask line by line, without cursor keys (for screen readers and pipes)
    #[arg(long)]
    plain: bool,
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
/// No programme is kept, problems of the check-in (all at once; nothing is kept then), or I/O.
pub fn run(args: &CheckInArgs, source: &Source) -> anyhow::Result<()> {
    let engine = source.engine()?;
    let knowledge = engine.knowledge();
    crate::shipped::check_language(knowledge, &args.language)?;
    let kept = record_command::load_story(&args.database, &args.name, knowledge)?;
    let reasoner = engine.reasoner(kept.case.setting, false);
    let today = jiff::Zoned::now().date();
    let told =
        engine.tell(kept, today).map_err(|error| record_command::trouble(error, &args.name))?;
    answer_first(&told, &args.name)?;
    let Some(file) = said(args, reasoner, &told.story)? else {
        return output::print("Stopped. Nothing was kept.");
    };
    let name = args.file.as_deref().map_or("the answers", |f| if f == "-" { "<stdin>" } else { f });
    let check_in = read_check_in(name, &file.bytes, knowledge)
        .map_err(|report| BadInput(report.to_string()))?;
    let value = match file.value {
        Some(value) => value,
        None => record_command::file_value(&file.bytes)?,
    };
    let done = told.check_in(&engine, &check_in, &value).map_err(|error| match error {
        EpisodeError::Refused(faults) => {
            let lines: Vec<String> =
                faults.iter().map(|fault| format!("{name}: {fault}")).collect();
            BadInput(lines.join("\n")).into()
        }
        other => record_command::trouble(other, &args.name),
    })?;
    // What to do comes first: no trouble with the records may hold it back.
    output::print(&text(args, knowledge, &done.story, &done.response)?)?;
    if let Some(file_name) = &args.save {
        crate::ask::write_whole(file_name, &file.bytes)
            .with_context(|| file_name.display().to_string())?;
    }
    let where_kept = record_command::keep_check_in(&args.database, &args.name, &done.to_keep)?;
    output::note(&where_kept);
    Ok(())
}

/// Nobody checks in on a programme that answers of today stop: those come first.
fn answer_first(told: &Told, name: &str) -> anyhow::Result<()> {
    if !told.answer_comes_first() {
        return Ok(());
    }
    let rung = told.story.rung().id();
    Err(BadInput(format!(
        "error[answer-first]: the programme has stopped: with answers that came after it, the advice is {rung}\n  hint: `taut plan --record {name}` says what to do now"
    ))
    .into())
}

/// A check-in file, however it came about.
struct Said {
    bytes: Vec<u8>,
    value: Option<Value>,
}

/// The file, or what was answered in the terminal; nothing if the person stopped.
fn said(
    args: &CheckInArgs,
    reasoner: &Reasoner<'_>,
    story: &Story<'_>,
) -> anyhow::Result<Option<Said>> {
    if let Some(file) = &args.file {
        return Ok(Some(Said { bytes: file_bytes(file)?, value: None }));
    }
    let today = jiff::Zoned::now().date();
    let mut front = crate::ask::front_end(args.plain);
    let sides = AskSides::OneOrBoth;
    let form = CheckInForm { reasoner, story, today, sides, language: &args.language };
    let answered = ask::check_in(front.as_mut(), &form)?;
    Ok(match answered {
        Some(value) => Some(Said { bytes: serde_json::to_vec_pretty(&value)?, value: Some(value) }),
        None => None,
    })
}

fn file_bytes(file: &str) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = MAX_CHECK_IN_BYTES as u64 + 1;
    let unreadable = |e: std::io::Error| {
        BadInput(format!("{file}: error[unreadable]: {e}\n  hint: check the path"))
    };
    if file == "-" {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes).context("standard input")?;
    } else {
        let opened = std::fs::File::open(file).map_err(unreadable)?;
        opened.take(limit).read_to_end(&mut bytes).map_err(unreadable)?;
    }
    Ok(bytes)
}

fn text(
    args: &CheckInArgs,
    knowledge: &Knowledge,
    story: &Story<'_>,
    response: &Response,
) -> anyhow::Result<String> {
    let view =
        CheckInView { knowledge, answers: story.answers(), verdict: story.verdict(), response };
    Ok(match args.format {
        Format::Text => check_in_page(&view, &args.language).to_text(output::width()),
        Format::Markdown => check_in_page(&view, &args.language).to_markdown(),
        Format::Json => serde_json::to_string_pretty(&result_json::check_in(knowledge, response))?,
    })
}
