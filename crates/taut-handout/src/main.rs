//! Reads a document to print as JSON from standard input, writes the PDF to standard output.

use std::io::{Read as _, Write as _};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

const HELP: &str = "\
taut-handout: makes a PDF, tagged for screen readers (PDF/UA-1)

Usage: taut-handout < document.json > document.pdf

The document is `taut.print` version 1, as `taut serve --pdf-program taut-handout` sends it.
Ends with 0 and a PDF, or with 1 and what is wrong.
";

/// More than this is no handout and no letter.
const MOST_BYTES: u64 = 8 << 20;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        None => {}
        Some("--help" | "-h") => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Some("--version" | "-V") => {
            println!("taut-handout {}", env!("CARGO_PKG_VERSION"));
            return ExitCode::SUCCESS;
        }
        Some(other) => {
            eprintln!("error: `{other}` is not known\n\n{HELP}");
            return ExitCode::from(2);
        }
    }
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut json = Vec::new();
    let mut input = std::io::stdin().lock().take(MOST_BYTES + 1);
    input.read_to_end(&mut json).context("standard input cannot be read")?;
    if json.len() as u64 > MOST_BYTES {
        bail!("the document has more than {} MiB", MOST_BYTES >> 20);
    }
    let pdf = taut_handout::pdf_of_json(&json)?;
    let mut out = std::io::stdout().lock();
    out.write_all(&pdf.bytes).and_then(|()| out.flush()).context("the PDF cannot be written")
}
