//! `taut knowledge translate`: adds to a language's files what they lack, and says what is left for the translator.

use std::fmt::Write as _;

use anyhow::Context as _;
use clap::Args;
use taut_knowledge::{Draft, read_folder, translate};

use crate::BadInput;
use crate::ask::write_whole;
use crate::output;
use crate::shipped::Source;

/// So many ids of a list are named before the rest is only counted.
const SHOWN: usize = 12;

/// Flags of `translate`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  taut --knowledge knowledge knowledge translate es --agree findings/age"
)]
pub struct TranslateArgs {
    /// Code of the language, such as `es`
    code: String,
    /// A record, such as `findings/age`, whose translation was compared with the English words of now and agrees
    #[arg(long, value_name = "KIND/ID")]
    agree: Vec<String>,
}

/// Runs the command.
///
/// # Errors
/// No folder to write to, files that cannot be read, something agreed that is not there, or I/O.
pub fn run(args: &TranslateArgs, source: &Source) -> anyhow::Result<()> {
    let Source::Folder(folder) = source else {
        let hint = "hint: give the folder with --knowledge FOLDER";
        return Err(BadInput(format!(
            "error[no-folder]: a translation is written to a folder\n  {hint}"
        ))
        .into());
    };
    let bad = |report: taut_knowledge::Report| anyhow::Error::new(BadInput(report.to_string()));
    let files = read_folder(folder).map_err(bad)?;
    let draft = translate(&files, &args.code, &args.agree).map_err(bad)?;
    for (path, content) in &draft.files {
        let file = folder.join(path);
        if let Some(above) = file.parent() {
            std::fs::create_dir_all(above).with_context(|| above.display().to_string())?;
        }
        write_whole(&file, content.as_bytes()).with_context(|| file.display().to_string())?;
    }
    output::print(&said(&draft))
}

fn said(draft: &Draft) -> String {
    let mut out = String::new();
    for (path, _) in &draft.files {
        let _ = writeln!(out, "written: {path}");
    }
    for (what, records) in [
        ("not translated", &draft.missing),
        ("the English words have changed; compare, then --agree", &draft.stale),
        ("lists of another length than in English", &draft.lists),
    ] {
        if records.is_empty() {
            continue;
        }
        let named: Vec<&str> = records.iter().take(SHOWN).map(String::as_str).collect();
        let rest = records.len() - named.len();
        let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        let _ = writeln!(out, "{what}: {} ({}{rest})", records.len(), named.join(", "));
    }
    if out.is_empty() {
        out.push_str("everything is translated\n");
    }
    out
}
