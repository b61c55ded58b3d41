//! `taut record replay`: makes kept verdicts, programmes and check-ins again and says how they came out.

use std::fmt::Write as _;

use taut_episode::{Engine, Replayed, replay};
use taut_record::{LONGEST_PAGE, Place};

use super::{ShowFormat, with_records};
use crate::BadInput;
use crate::output;
use crate::shipped::Source;

/// Runs the command.
///
/// # Errors
/// The records cannot be read; something differs.
pub fn run(
    name: Option<&str>,
    format: ShowFormat,
    place: &Place,
    source: &Source,
) -> anyhow::Result<()> {
    let engine = source.engine()?;
    let rows = with_records(place, false, name.unwrap_or_default(), async |store| {
        let mut rows = Replayed::new(&engine);
        if let Some(name) = name {
            let chain = store.person(name).await?.chain;
            replay(&engine, store, (chain, name), &mut rows).await?;
            return Ok(rows);
        }
        let mut after = String::new();
        loop {
            let people = store.people(&after, LONGEST_PAGE).await?;
            let Some(last) = people.last() else { return Ok(rows) };
            after.clone_from(&last.name);
            for person in &people {
                replay(&engine, store, (person.chain, &person.name), &mut rows).await?;
            }
        }
    })?;
    let text = match format {
        ShowFormat::Json => serde_json::to_string_pretty(&rows)?,
        ShowFormat::Text => text(&rows, &engine),
    };
    output::print(&text)?;
    match rows.differ() {
        0 => Ok(()),
        differ => Err(BadInput(format!(
            "error[differs]: {differ} kept entries come out differently\n  hint: the same program and knowledge give the same; see what differs above"
        ))
        .into()),
    }
}

fn text(rows: &Replayed, engine: &Engine) -> String {
    let knowledge = engine.knowledge();
    let mut out = String::new();
    let all = [
        ("verdicts", &rows.verdicts),
        ("programmes", &rows.programmes),
        ("check-ins", &rows.check_ins),
    ];
    for row in all.iter().flat_map(|(_, rows)| rows.iter()) {
        let _ = writeln!(out, "{:?}, entry {}: {}", row.person, row.entry, row.what);
    }
    for (what, rows) in all {
        let count = |outcome| rows.iter().filter(|row| row.outcome == outcome).count();
        if rows.is_empty() && what != "verdicts" {
            continue;
        }
        let _ = writeln!(
            out,
            "{} {what} made again with knowledge {} ({}): {} the same to the last bit, {} within 1e-12, {} differ, {} not possible.",
            rows.len(),
            knowledge.edition,
            knowledge.hash,
            count("same"),
            count("close"),
            count("differs"),
            count("not_possible")
        );
    }
    out
}
