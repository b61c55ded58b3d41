//! `taut assess`: one person in a file, one verdict.

use std::io::Read as _;
use std::path::Path;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::Value;
use taut_episode::{
    Engine, Firmness, Joined, Judgement, SaidAnew, UncertaintyJson, Upheld, Wanted,
    WithUncertainty, answer_page, case_json, top_contributions,
};
use taut_knowledge::{Case, FindingId, Knowledge, MAX_CASE_BYTES, read_case};
use taut_reason::Setting;
use taut_text::{therapist_page, with_firmness_for_person, with_firmness_for_therapist};

use crate::BadInput;
use crate::output;
use crate::output::Format;
use crate::record_command::{self, DatabaseArg, Recorded};
use crate::setting::SettingArg;
use crate::shipped::Source;
use crate::standing_signs;

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
    /// Whose base rates apply [default: as in the record, else home]
    #[arg(long, value_enum)]
    setting: Option<SettingArg>,
    /// Search longer, up to some seconds, for the smallest set of answers that forces the advice
    #[arg(long)]
    thorough: bool,
    /// Language of the texts
    #[arg(long, default_value = "en")]
    language: String,
    /// Also say how firm the answer is: how often it would differ under other figures and other harms
    #[arg(long)]
    uncertainty: bool,
    /// Answer with what stands in this person's record, and keep answers and verdict there; a new person is added
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
    let engine = source.engine()?;
    let knowledge = engine.knowledge();
    crate::shipped::check_language(knowledge, &args.language)?;
    let bytes = case_bytes(&args.file)?;
    let case = parse_case(&args.file, &bytes, knowledge)?;
    let wanted = Wanted { setting: args.setting.map(Setting::from), thorough: args.thorough };
    let recorded = match &args.record {
        Some(name) => Some((name, record(args, name, &engine, (&bytes, &case), wanted)?)),
        None => None,
    };
    let joined = recorded.as_ref().and_then(|(_, recorded)| recorded.joined.as_ref());
    let answered = match joined {
        Some(Joined { judgement, upheld, stands, .. }) => {
            Answered { judgement: judgement.clone(), upheld: upheld.as_ref(), stands }
        }
        None => {
            let setting = wanted.setting.unwrap_or(Setting::Home);
            let judgement = engine.answer(case, setting, wanted.thorough);
            Answered { judgement, upheld: None, stands: &[] }
        }
    };
    // The advice comes first: no trouble with the records may hold it back.
    output::print(&answered.text(args)?)?;
    if let Some((name, Recorded { joined, kept })) = recorded {
        match &joined {
            Some(joined) => standing_signs::hint(joined, name),
            None => output::note("The record could not be read: this answer is of the file alone."),
        }
        output::note(&kept?);
    }
    Ok(())
}

/// Keeps a case in a person's record, judged with what stands there.
fn record(
    args: &AssessArgs,
    name: &str,
    engine: &Engine,
    (bytes, case): (&[u8], &Case),
    wanted: Wanted,
) -> anyhow::Result<Recorded> {
    let value = case_json::of(bytes, case, engine.knowledge())
        .map_err(|error| record_command::trouble(error, name))?;
    let said = SaidAnew::file(case.clone(), value);
    Ok(record_command::keep(&args.database, name, engine, &said, wanted))
}

/// A judgement, what check-ins came to where that is more careful, and the signs that count although the file does not say them.
struct Answered<'a> {
    judgement: Judgement,
    upheld: Option<&'a Upheld>,
    stands: &'a [FindingId],
}

/// The verdict for programs, with the signs that stand from before.
#[derive(Debug, Serialize)]
struct WithStanding<'k> {
    #[serde(flatten)]
    verdict: WithUncertainty,
    /// Why the rung is more careful than the answers alone make it.
    #[serde(skip_serializing_if = "Option::is_none")]
    upheld: Option<Value>,
    /// Ids of findings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stands: Vec<&'k str>,
}

impl Answered<'_> {
    fn text(&self, args: &AssessArgs) -> anyhow::Result<String> {
        let Judgement { reasoner, resolved, verdict, .. } = &self.judgement;
        let (reasoner, answers) = (*reasoner, &resolved.answers);
        let firmness = args.uncertainty.then(|| Firmness::of(reasoner, answers, verdict));
        let firmness = firmness.as_ref();
        let language = args.language.as_str();
        let page = match (args.format, args.reader) {
            (Format::Json, reader) => return self.json(firmness, reader == Reader::Therapist),
            (_, Reader::Person) => {
                let page = answer_page(&self.judgement, self.upheld, language);
                // How firm another advice is, is not how firm this one is.
                match firmness.filter(|_| self.upheld.is_none()) {
                    Some(Firmness { all, .. }) => {
                        with_firmness_for_person(page, reasoner, all, language)
                    }
                    None => page,
                }
            }
            (_, Reader::Therapist) => {
                let parts = top_contributions(reasoner, verdict, answers);
                let page = therapist_page(reasoner, verdict, answers, &parts, language);
                match firmness {
                    Some(Firmness { sampling, all }) => {
                        with_firmness_for_therapist(page, reasoner, sampling, all, language)
                    }
                    None => page,
                }
            }
        };
        let page = standing_signs::named(page, reasoner.knowledge, self.stands, language);
        Ok(if args.format == Format::Markdown {
            page.to_markdown()
        } else {
            page.to_text(output::width())
        })
    }

    fn json(&self, firmness: Option<&Firmness>, therapist: bool) -> anyhow::Result<String> {
        let reasoner = self.judgement.reasoner;
        let mut verdict = self.judgement.judged().json(therapist);
        if let Some(upheld) = self.upheld {
            verdict = verdict.at(reasoner.knowledge, upheld.rung);
        }
        let upheld = self.upheld.map(|upheld| upheld.json(reasoner.knowledge));
        let uncertainty = firmness.map(|f| UncertaintyJson::new(reasoner, f, therapist));
        let id = |finding: &FindingId| reasoner.knowledge.finding(*finding).id.as_str();
        let stands = self.stands.iter().map(id).collect();
        let verdict = WithUncertainty { verdict, uncertainty };
        Ok(serde_json::to_string_pretty(&WithStanding { verdict, upheld, stands })?)
    }
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
