//! `taut verify`: proves the rules of the safety folder over all answer sets, shows progress, and writes a certificate.

use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use serde::Serialize;
use taut_reason::{Reasoner, Setting};
use taut_verify::{Certificate, Outcome, Step, Theorem, verify};

use crate::output;
use crate::shipped::Source;

/// Flags of `taut verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// How to write the result
    #[arg(long, value_enum, default_value = "text")]
    format: VerifyFormat,
    /// Also write the certificate to this file, if everything is proved
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// Write the case files of counterexamples into this folder, for `taut assess`
    #[arg(long, value_name = "DIR")]
    counterexamples: Option<PathBuf>,
    /// List every theorem, not only the sums and the failures
    #[arg(long)]
    all: bool,
}

/// How the result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum VerifyFormat {
    /// Plain text
    Text,
    /// JSON for programs
    Json,
}

/// A rule was not proved: already said on standard output.
#[derive(Debug)]
struct NotProved(usize);

impl std::fmt::Display for NotProved {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{} of the theorems are not proved", self.0)
    }
}

impl std::error::Error for NotProved {}

/// Runs the command.
///
/// # Errors
/// Problems of the knowledge, theorems that do not hold, or I/O.
pub fn run(args: &VerifyArgs, source: &Source) -> anyhow::Result<()> {
    let knowledge = source.knowledge()?;
    let reasoner = Reasoner::new(&knowledge, Setting::Home);
    let mut meter = Meter::new();
    let certificate = verify(&reasoner, &mut |step| meter.show(&step));
    meter.clear();
    let text = match args.format {
        VerifyFormat::Text => text(&certificate, args.all),
        VerifyFormat::Json => json(&certificate)?,
    };
    output::print(&text)?;
    if let Some(folder) = &args.counterexamples {
        write_cases(&certificate, folder)?;
    }
    let failed = certificate.failures().count();
    if failed > 0 {
        return Err(NotProved(failed).into());
    }
    if let Some(file) = &args.certificate {
        let mut text = json(&certificate)?;
        text.push('\n');
        std::fs::write(file, text).with_context(|| file.display().to_string())?;
    }
    Ok(())
}

fn text(certificate: &Certificate, all: bool) -> String {
    let mut out = String::new();
    let (digits, exponent) = certificate.answer_sets;
    let _ = writeln!(
        out,
        "knowledge {} ({})\nsafety folder ({})\n{digits:.2}e{exponent} answer sets, {} diagram nodes\n",
        certificate.edition, certificate.knowledge_hash, certificate.safety_hash, certificate.nodes
    );
    for (rule, count, held) in certificate.by_rule() {
        let state = if count == held { "proved" } else { "NOT PROVED" };
        let _ = writeln!(out, "{rule:<4} {held:>4} of {count:<4} {state}");
    }
    for theorem in certificate.theorems.iter().filter(|t| all || !t.holds()) {
        let _ = writeln!(out, "\n{} {}: {}", theorem.rule, theorem.id, theorem.statement);
        match &theorem.outcome {
            Outcome::Proved(how) => {
                let _ = writeln!(out, "  proved: {how}");
            }
            Outcome::Open(why) => {
                let _ = writeln!(out, "  not decided: {why}");
            }
            Outcome::Broken(example) => {
                let _ = writeln!(out, "  BROKEN: {}", example.text);
                for (name, case) in &example.cases {
                    let _ = writeln!(out, "  # {name}.toml, for `taut assess`");
                    for line in case.lines() {
                        let _ = writeln!(out, "  {line}");
                    }
                }
            }
        }
    }
    let failed = certificate.failures().count();
    let _ = if failed == 0 {
        writeln!(out, "\nAll {} theorems hold for every answer set.", certificate.theorems.len())
    } else {
        writeln!(out, "\n{failed} of {} theorems are not proved.", certificate.theorems.len())
    };
    out
}

#[derive(Serialize)]
struct CertificateJson<'c> {
    schema: &'static str,
    program: &'c str,
    knowledge_edition: &'c str,
    knowledge_hash: &'c str,
    safety_hash: &'c str,
    answer_sets: String,
    holds: bool,
    theorems: Vec<TheoremJson<'c>>,
}

#[derive(Serialize)]
struct TheoremJson<'c> {
    rule: &'c str,
    id: &'c str,
    statement: &'c str,
    outcome: &'static str,
    why: &'c str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cases: Vec<&'c str>,
}

impl<'c> From<&'c Theorem> for TheoremJson<'c> {
    fn from(theorem: &'c Theorem) -> Self {
        let (outcome, why, cases) = match &theorem.outcome {
            Outcome::Proved(how) => ("proved", how.as_str(), Vec::new()),
            Outcome::Open(why) => ("not_decided", why.as_str(), Vec::new()),
            Outcome::Broken(example) => (
                "broken",
                example.text.as_str(),
                example.cases.iter().map(|(_, case)| case.as_str()).collect(),
            ),
        };
        Self {
            rule: &theorem.rule,
            id: &theorem.id,
            statement: &theorem.statement,
            outcome,
            why,
            cases,
        }
    }
}

fn json(certificate: &Certificate) -> anyhow::Result<String> {
    let (digits, exponent) = certificate.answer_sets;
    Ok(serde_json::to_string_pretty(&CertificateJson {
        schema: "taut.certificate/1",
        program: certificate.program,
        knowledge_edition: &certificate.edition,
        knowledge_hash: &certificate.knowledge_hash,
        safety_hash: &certificate.safety_hash,
        answer_sets: format!("{digits:.2}e{exponent}"),
        holds: certificate.holds(),
        theorems: certificate.theorems.iter().map(TheoremJson::from).collect(),
    })?)
}

fn write_cases(certificate: &Certificate, folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    for theorem in certificate.failures() {
        if let Outcome::Broken(example) = &theorem.outcome {
            for (name, case) in &example.cases {
                let file = folder.join(format!("{name}.toml"));
                std::fs::write(&file, case).with_context(|| file.display().to_string())?;
            }
        }
    }
    Ok(())
}

/// One line of progress on a terminal; nothing elsewhere.
struct Meter {
    shown: bool,
    done: usize,
}

impl Meter {
    fn new() -> Self {
        Self { shown: std::io::stderr().is_terminal(), done: 0 }
    }

    fn show(&mut self, step: &Step) {
        let line = match step {
            Step::Done(theorem) => {
                self.done += 1;
                format!("{} theorems done, last {}", self.done, theorem.id)
            }
            Step::Within(done, of) => {
                format!("{} theorems done, {done} of {of} people", self.done)
            }
        };
        if self.shown {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K{line}");
        }
    }

    fn clear(&self) {
        if self.shown {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K");
        }
    }
}
