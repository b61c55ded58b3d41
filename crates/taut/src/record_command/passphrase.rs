//! The passphrase of a backup: from a file, or typed without being shown. Never from the command line, where others see it.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;

use clap::Args;
use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers, read};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use taut_record::Passphrase;

use crate::BadInput;

/// Where the passphrase comes from.
#[derive(Debug, Args)]
pub struct PassphraseArg {
    /// A file whose first line is the passphrase; without it, it is asked for
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl PassphraseArg {
    /// The passphrase; a new one is asked for twice.
    ///
    /// # Errors
    /// It is empty, the file cannot be read, or there is no terminal to ask on.
    pub fn get(&self, new: bool) -> anyhow::Result<Passphrase> {
        let text = match &self.passphrase_file {
            Some(file) => {
                let text = std::fs::read_to_string(file).map_err(|error| {
                    BadInput(format!(
                        "{}: error[unreadable]: {error}\n  hint: give a text file whose first line is the passphrase",
                        file.display()
                    ))
                })?;
                text.lines().next().unwrap_or_default().to_owned()
            }
            None if std::io::stdin().is_terminal() => {
                let first = ask("Passphrase: ")?;
                if new && ask("The same again: ")? != first {
                    return Err(BadInput(
                        "error[passphrase]: the two are not the same\n  hint: nothing was written"
                            .to_owned(),
                    )
                    .into());
                }
                first
            }
            None => {
                return Err(BadInput(
                    "error[passphrase]: no passphrase\n  hint: give --passphrase-file FILE, or run it in a terminal"
                        .to_owned(),
                )
                .into());
            }
        };
        Passphrase::new(text).ok_or_else(|| {
            BadInput(
                "error[passphrase]: the passphrase is empty\n  hint: use several words".to_owned(),
            )
            .into()
        })
    }
}

/// Reads a line from the terminal without showing it.
fn ask(prompt: &str) -> anyhow::Result<String> {
    let mut err = std::io::stderr().lock();
    write!(err, "{prompt}")?;
    err.flush()?;
    enable_raw_mode()?;
    let line = hidden_line();
    disable_raw_mode()?;
    writeln!(err)?;
    line
}

fn hidden_line() -> anyhow::Result<String> {
    let mut line = String::new();
    loop {
        let Event::Key(key) = read()? else { continue };
        if key.kind == KeyEventKind::Release {
            continue;
        }
        match key.code {
            KeyCode::Enter => return Ok(line),
            KeyCode::Char('c' | 'd') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                return Err(BadInput(
                    "error[passphrase]: stopped\n  hint: nothing was written".to_owned(),
                )
                .into());
            }
            KeyCode::Backspace => {
                line.pop();
            }
            KeyCode::Char(c) => line.push(c),
            _ => {}
        }
    }
}
