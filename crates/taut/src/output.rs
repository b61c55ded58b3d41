//! Standard output: its formats; written whole, and a closed pipe is an ordinary error. Files replaced as a whole.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Plain text
    Text,
    /// JSON for programs
    Json,
    /// Markdown
    Markdown,
}

/// Prints text and flushes it.
///
/// # Errors
/// The write's error.
pub fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}

/// Says something beside the result, on standard error; a reader that has gone does not matter.
pub fn note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Width for wrapped text: the terminal's, at most 90 columns.
pub fn width() -> usize {
    const WIDEST: usize = 90;
    if std::io::stdout().is_terminal() {
        crossterm::terminal::size()
            .map_or(WIDEST, |(columns, _)| usize::from(columns).clamp(40, WIDEST))
    } else {
        WIDEST
    }
}

/// Writes beside the file and renames over it: the old or the new content is there, never a part.
///
/// # Errors
/// I/O; then nothing is left beside the file.
pub fn replace(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(format!(".{}.new", std::process::id()));
    let beside = PathBuf::from(beside);
    let write = || {
        let mut out = std::fs::File::create_new(&beside)?;
        out.write_all(bytes)?;
        out.sync_all()?;
        std::fs::rename(&beside, file)
    };
    write().inspect_err(|_| {
        let _ = std::fs::remove_file(&beside);
    })
}
