//! `taut record measure`: measures that are taken apart from a check-in, such as those before the first day.

use std::path::Path;

use taut_knowledge::read_check_in;
use taut_record::{Stored as _, StoredMeasure};

use super::clear::{kept_in, read};
use super::keep::AUTHOR;
use super::programme::open_episode;
use super::{DatabaseArg, case_json, no_episode, time, with_store};
use crate::BadInput;
use crate::shipped::Source;

/// The keys of a check-in file that may stand in one of measures.
const KEYS: [&str; 3] = ["schema", "on", "measures"];

/// Keeps the measures of a file; says where.
///
/// # Errors
/// Every problem of the file; no such person or no open episode; or the records cannot be written.
pub fn measure(
    name: &str,
    file: &Path,
    database: &DatabaseArg,
    source: &Source,
) -> anyhow::Result<()> {
    let knowledge = source.knowledge()?;
    let bytes = read(file)?;
    let shown = file.display().to_string();
    let said =
        read_check_in(&shown, &bytes, &knowledge).map_err(|report| BadInput(report.to_string()))?;
    let value = case_json::value(&bytes)?;
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
        return Err(BadInput(format!(
            "{shown}: error[no-measures]: {what}\n  hint: write schema, on and measures; all else belongs to `taut checkin`"
        ))
        .into());
    }
    let body = StoredMeasure {
        on: said.on.to_string(),
        measures: value["measures"].as_array().cloned().unwrap_or_default(),
        knowledge: knowledge.hash.clone(),
    };
    let now = time::now();
    let place = database.place()?;
    let (at, number) = with_store(&place, false, async |store| {
        let chain = store.person(name).await?.chain;
        let number = open_episode(store, chain).await?.ok_or_else(|| no_episode(name))?;
        let at = store.append(chain, vec![body.entry(AUTHOR, Some(number))?], now).await?;
        store.anchor(now).await?;
        Ok((at[0], number))
    })?;
    eprintln!("{}", kept_in(name, at, number, &place));
    Ok(())
}
