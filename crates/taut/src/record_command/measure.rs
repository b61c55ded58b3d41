//! `taut record measure`: measures that are taken apart from a check-in, such as those before the first day.

use std::path::Path;

use taut_episode::{MeasuresToKeep, keep_measures};

use super::clear::read;
use super::keep::{AUTHOR, kept_in, trouble_in};
use super::{DatabaseArg, time, with_records};
use crate::shipped::Source;

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
    let shown = file.display().to_string();
    let new = MeasuresToKeep::read(&shown, &read(file)?, &knowledge)
        .map_err(|error| trouble_in(&shown, error, name))?;
    let now = time::now();
    let place = database.place()?;
    let kept = with_records(&place, false, name, async |store| {
        let chain = store.person(name).await?.chain;
        let kept = keep_measures(store, chain, &new, (AUTHOR, now)).await?;
        store.anchor(now).await?;
        Ok(kept)
    })?;
    eprintln!("{}", kept_in(name, kept, &place));
    Ok(())
}
