//! Measures that are taken apart from a check-in, such as those before the first day.

use taut_knowledge::{Knowledge, read_check_in};
use taut_record::{ChainId, Store, Stored as _, StoredMeasure};

use crate::case_json;
use crate::error::{EpisodeError, Fault};
use crate::keep::{Kept, append, open};

/// The keys of a check-in file that may stand in one of measures.
const KEYS: [&str; 3] = ["schema", "on", "measures"];

/// Measures that were read and can be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasuresToKeep {
    body: StoredMeasure,
}

impl MeasuresToKeep {
    /// Reads a check-in file with nothing but its day and measures; `name` is shown in problems.
    ///
    /// # Errors
    /// Every problem of the file; it holds no measures, or something beside them.
    pub fn read(name: &str, bytes: &[u8], knowledge: &Knowledge) -> Result<Self, EpisodeError> {
        let said = read_check_in(name, bytes, knowledge)?;
        let value = case_json::value(bytes)?;
        let other: Vec<&str> = value
            .as_object()
            .into_iter()
            .flat_map(|object| object.keys().map(String::as_str))
            .filter(|key| !KEYS.contains(key))
            .collect();
        if !other.is_empty() || said.measures.is_empty() {
            let what = match other.as_slice() {
                [] => "it holds no measures".to_owned(),
                keys => format!("beside measures it holds {}", keys.join(", ")),
            };
            let hint = "write schema, on and measures; all else belongs to a check-in";
            return Err(EpisodeError::refused(Fault::new("no-measures", "", what, hint)));
        }
        let measures = value["measures"].as_array().cloned().unwrap_or_default();
        let knowledge = knowledge.hash.clone();
        Ok(Self { body: StoredMeasure { on: said.on.to_string(), measures, knowledge } })
    }
}

/// Keeps measures in the open episode.
///
/// # Errors
/// No episode is open; or the records cannot be written.
pub async fn keep_measures(
    store: &Store,
    chain: ChainId,
    new: &MeasuresToKeep,
    (author, now): (&str, i64),
) -> Result<Kept, EpisodeError> {
    let episode = open(store, chain).await?.number;
    let at = append(store, chain, new.body.entry(author, Some(episode))?, now).await?;
    Ok(Kept { at, episode })
}
