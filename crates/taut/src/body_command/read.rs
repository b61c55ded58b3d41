//! Reads files of models, with the limits of their formats.

use std::io::Read as _;
use std::path::Path;

use anyhow::Context as _;
use taut_body::Model;

use crate::BadInput;

/// The bytes of a file; `-` is standard input. One byte above `most` is read, so that the reader refuses what is larger.
///
/// # Errors
/// I/O.
pub fn bytes(file: &Path, most: usize) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = most as u64 + 1;
    if file == Path::new("-") {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(file)
            .and_then(|file| file.take(limit).read_to_end(&mut bytes))
            .with_context(|| format!("cannot read {}", file.display()))?;
    }
    Ok(bytes)
}

/// The name of a file in messages.
pub fn name(file: &Path) -> String {
    if file == Path::new("-") { "standard input".to_owned() } else { file.display().to_string() }
}

/// A model.
///
/// # Errors
/// A file that cannot be read or has problems.
pub fn model(file: &Path) -> anyhow::Result<Model> {
    let bytes = bytes(file, taut_body::MOST_BYTES)?;
    let named = name(file);
    Ok(taut_body::read_osim(&bytes)
        .map_err(|problems| BadInput(problems.named(&named).to_string()))?)
}
