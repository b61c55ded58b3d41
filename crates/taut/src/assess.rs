//! `taut assess`: one person in a file, one verdict.

use std::io::Read as _;
use std::path::Path;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use taut_episode::{
    Firmness, Judged, THOROUGH_DECISIONS, UncertaintyJson, WithUncertainty, top_contributions,
};
use taut_knowledge::{Case, Knowledge, MAX_CASE_BYTES, read_case, resolve};
use taut_reason::Reasoner;
use taut_text::{
    therapist_page, verdict_page, with_firmness_for_person, with_firmness_for_therapist,
};

use crate::BadInput;
use crate::output;
use crate::output::Format;
use crate::record_command::{self, DatabaseArg};
use crate::setting::SettingArg;
use crate::shipped::Source;

/// Flags of `taut assess`.
#[derive(Debug, Args)]
pub struct AssessArgs {
    /// The case file, JSON or TOML; `-` reads standard input
    file: String,
    /// How to write the result
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Who reads it: a person never sees a probability of serious disease
    #[arg(long = "for", value_enum, default_value = "person", value_name = "READER")]
    reader: Reader,
    /// Whose base rates apply
    #[arg(long, value_enum, default_value = "home")]
    setting: SettingArg,
    /// Search longer, up to some seconds, for the smallest set of answers that forces the advice
    #[arg(long)]
    thorough: bool,
    /// Language of the texts
    #[arg(long, default_value = "en")]
    language: String,
    /// Also say how firm the answer is: how often it would differ under other figures and other harms
    #[arg(long)]
    uncertainty: bool,
    /// Keep the answers and the verdict in this person's record; a new person is added
    #[arg(long, value_name = "NAME")]
    record: Option<String>,
    #[command(flatten)]
    database: DatabaseArg,
}

/// Who reads the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Reader {
    /// The person
    Person,
    /// A therapist
    Therapist,
}

/// Runs the command.
///
/// # Errors
/// Problems of the case file (all at once), or I/O.
pub fn run(args: &AssessArgs, source: &Source) -> anyhow::Result<()> {
    let knowledge = source.knowledge()?;
    crate::shipped::check_language(&knowledge, &args.language)?;
    let bytes = case_bytes(&args.file)?;
    let case = parse_case(&args.file, &bytes, &knowledge)?;
    let mut reasoner = Reasoner::new(&knowledge, args.setting.into());
    if args.thorough {
        reasoner.reason_decisions = THOROUGH_DECISIONS;
    }
    let resolved = resolve(&case, &knowledge);
    let answers = &resolved.answers;
    let verdict = reasoner.verdict(answers);
    let firmness = args.uncertainty.then(|| Firmness::of(&reasoner, answers, &verdict));
    let firmness = firmness.as_ref();
    let language = args.language.as_str();
    let text = match (args.format, args.reader) {
        (Format::Json, reader) => {
            let judged =
                Judged { reasoner: &reasoner, case: &case, resolved: &resolved, verdict: &verdict };
            let dto = judged.json(reader == Reader::Therapist);
            let uncertainty =
                firmness.map(|f| UncertaintyJson::new(&reasoner, f, reader == Reader::Therapist));
            serde_json::to_string_pretty(&WithUncertainty { verdict: dto, uncertainty })?
        }
        (format, Reader::Person) => {
            let mut page = verdict_page(&reasoner, &verdict, answers, language);
            if let Some(Firmness { all, .. }) = firmness {
                page = with_firmness_for_person(page, &reasoner, all, language);
            }
            if format == Format::Markdown {
                page.to_markdown()
            } else {
                page.to_text(output::width())
            }
        }
        (format, Reader::Therapist) => {
            let parts = top_contributions(&reasoner, &verdict, answers);
            let mut page = therapist_page(&reasoner, &verdict, answers, &parts, language);
            if let Some(Firmness { sampling, all }) = firmness {
                page = with_firmness_for_therapist(page, &reasoner, sampling, all, language);
            }
            if format == Format::Markdown {
                page.to_markdown()
            } else {
                page.to_text(output::width())
            }
        }
    };
    // The advice comes first: no trouble with the records may hold it back.
    output::print(&text)?;
    if let Some(name) = &args.record {
        let judged =
            Judged { reasoner: &reasoner, case: &case, resolved: &resolved, verdict: &verdict };
        let kept = record_command::keep(&args.database, name, &bytes, &judged)?;
        eprintln!("{kept}");
    }
    Ok(())
}

/// Reads a case from a file or standard input, never more than [`MAX_CASE_BYTES`] plus one byte.
///
/// # Errors
/// All problems of the case in one `BadInput`, or the I/O error.
pub fn read_case_file(file: &str, knowledge: &Knowledge) -> anyhow::Result<Case> {
    parse_case(file, &case_bytes(file)?, knowledge)
}

/// Reads a case out of the bytes of a file.
///
/// # Errors
/// All problems of the case in one `BadInput`.
pub fn parse_case(file: &str, bytes: &[u8], knowledge: &Knowledge) -> anyhow::Result<Case> {
    let name = if file == "-" { "<stdin>" } else { file };
    read_case(name, bytes, knowledge).map_err(|report| BadInput(report.to_string()).into())
}

/// The bytes of a case file or of standard input, never more than [`MAX_CASE_BYTES`] plus one.
///
/// # Errors
/// A file that cannot be read.
pub fn case_bytes(file: &str) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = MAX_CASE_BYTES as u64 + 1;
    if file == "-" {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes).context("standard input")?;
    } else {
        let opened = std::fs::File::open(Path::new(file)).map_err(|e| {
            BadInput(format!("{file}: error[unreadable]: {e}\n  hint: check the path"))
        })?;
        opened.take(limit).read_to_end(&mut bytes).map_err(|e| {
            BadInput(format!("{file}: error[unreadable]: {e}\n  hint: give a file, not a folder"))
        })?;
    }
    Ok(bytes)
}
