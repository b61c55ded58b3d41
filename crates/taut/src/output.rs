//! Standard output: its formats; written whole, and a closed pipe is an ordinary error.

use std::io::{IsTerminal as _, Write as _};

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
