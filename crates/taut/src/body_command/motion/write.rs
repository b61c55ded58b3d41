//! Writes the result as the ending of its file says, the whole file or nothing.

use std::path::Path;

use anyhow::Context as _;
use taut_body::motion::{MotionTable, to_csv, to_storage};

use crate::{BadInput, output};

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// OpenSim's storage file.
    Storage,
    /// Comma-separated values.
    Csv,
    /// Apache Parquet.
    Parquet,
}

impl Kind {
    /// The kind that a file's ending asks for.
    ///
    /// # Errors
    /// Another ending, or Parquet where this build has none.
    pub fn of(file: &Path) -> Result<Self, BadInput> {
        let ending = file.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        match ending.as_str() {
            "sto" | "mot" => Ok(Self::Storage),
            "csv" => Ok(Self::Csv),
            "parquet" if cfg!(feature = "parquet") => Ok(Self::Parquet),
            "parquet" => Err(BadInput(format!(
                "error[motion]: this build cannot write Parquet, so not {}\n  hint: write .csv or .sto, \
                 or build with `cargo build --release --features parquet`",
                file.display()
            ))),
            _ => Err(BadInput(format!(
                "error[motion]: the ending of {} does not say how to write it\n  hint: end it with .sto, \
                 .csv or .parquet",
                file.display()
            ))),
        }
    }

    /// Writes the table.
    ///
    /// # Errors
    /// I/O.
    pub fn write(self, table: &MotionTable, file: &Path) -> anyhow::Result<()> {
        let bytes = match self {
            Self::Storage => to_storage(table).into_bytes(),
            Self::Csv => to_csv(table).into_bytes(),
            Self::Parquet => columns(table)?,
        };
        output::replace(file, &bytes).with_context(|| format!("cannot write {}", file.display()))
    }
}

#[cfg(feature = "parquet")]
fn columns(table: &MotionTable) -> anyhow::Result<Vec<u8>> {
    super::parquet::bytes(table)
}

#[cfg(not(feature = "parquet"))]
fn columns(_: &MotionTable) -> anyhow::Result<Vec<u8>> {
    anyhow::bail!("this build cannot write Parquet")
}
