//! `taut record clear` and `taut record clearances`: an examiner's clearance is kept, and how each one stands.

use std::fmt::Write as _;
use std::path::Path;

use jiff::civil::Date;
use serde_json::{Value, json};
use taut_episode::{ClearanceRow, ClearanceToKeep, EpisodeError, keep_clearance, plan_json};
use taut_knowledge::clearance::Clearance;
use taut_knowledge::{By, Knowledge, MAX_CASE_BYTES};
use taut_plan::clearance::{Event, Standing, Void, What};
use taut_record::Place;

use super::keep::{AUTHOR, kept_in, today, trouble_in};
use super::{DatabaseArg, ShowFormat, time, with_records};
use crate::BadInput;
use crate::output;
use crate::shipped::Source;

/// Keeps a clearance; says where, and how it stands.
///
/// # Errors
/// Every problem of the file; a leg that was not quiet since the day that it says; no such person or no open episode; or the
/// records cannot be written.
pub fn clear(
    name: &str,
    file: &Path,
    database: &DatabaseArg,
    source: &Source,
) -> anyhow::Result<()> {
    let knowledge = source.knowledge()?;
    let now = time::now();
    let shown = file.display().to_string();
    let new = ClearanceToKeep::read(&shown, &read(file)?, &knowledge, today(now)?)
        .map_err(|error| trouble_in(&shown, error, name))?;
    let Clearance { by, examiner, .. } = &new.clearance;
    let author = if *by == By::Therapist { examiner.as_str() } else { AUTHOR };
    let place = database.place()?;
    let kept = with_records(&place, false, name, async |store| {
        let chain = store.person(name).await?.chain;
        let kept = match keep_clearance(store, chain, (&new, &knowledge), (author, now)).await {
            Err(refused @ EpisodeError::Refused(_)) => return Ok(Err(refused)),
            other => other?,
        };
        store.anchor(now).await?;
        Ok(Ok(kept))
    })?;
    let kept = kept.map_err(|refused| trouble_in(&shown, refused, name))?;
    eprintln!("{}", kept_in(name, kept, &place));
    list(name, ShowFormat::Text, &place, &knowledge)
}

/// The bytes of a file, never more than a case may have and one more.
///
/// # Errors
/// It cannot be read.
pub fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    use std::io::Read as _;
    let unreadable = |error: std::io::Error| {
        BadInput(format!("{}: error[unreadable]: {error}\n  hint: check the path", file.display()))
    };
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(file).map_err(unreadable)?;
    opened.take(MAX_CASE_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

/// Lists the clearances of a person's open episode and how each stands today.
///
/// # Errors
/// There is no such person or episode; or the records cannot be read.
pub fn clearances(
    name: &str,
    format: ShowFormat,
    database: &DatabaseArg,
    source: &Source,
) -> anyhow::Result<()> {
    list(name, format, &database.place()?, &source.knowledge()?)
}

fn list(
    name: &str,
    format: ShowFormat,
    place: &Place,
    knowledge: &Knowledge,
) -> anyhow::Result<()> {
    let today = today(time::now())?;
    let rows = with_records(place, false, name, async |store| {
        let chain = store.person(name).await?.chain;
        taut_episode::clearances(store, chain, knowledge, today).await
    })?;
    let net = knowledge.phrase("safety_net", "en").unwrap_or_default();
    match format {
        ShowFormat::Json => {
            let all: Vec<Value> = rows.iter().map(|row| row.json(knowledge)).collect();
            output::print(&serde_json::to_string_pretty(&json!({
                "schema": "taut.record.clearances/1",
                "name": name,
                "on": today.to_string(),
                "clearances": all,
                "safety_net": net,
            }))?)
        }
        ShowFormat::Text => {
            let mut out = String::new();
            for row in &rows {
                let _ = writeln!(out, "{}", text(row, knowledge));
            }
            if rows.is_empty() {
                out.push_str("No clearance in this episode.\n");
            }
            output::print(&format!("{out}\n{net}\n"))
        }
    }
}

fn text(row: &ClearanceRow, knowledge: &Knowledge) -> String {
    let Clearance { examiner, profession, registration, on, .. } = &row.clearance;
    let signed = match registration.as_str() {
        "" => format!("{examiner}, {profession}"),
        registration => format!("{examiner}, {profession}, {registration}"),
    };
    let reported = if row.clearance.is_reported() { " Reported, not verified." } else { "" };
    let stands = match &row.standing {
        Standing::Valid { until } => format!("stands until {until}"),
        Standing::Void(why) => {
            let why: Vec<String> = why.iter().map(|one| void(knowledge, one)).collect();
            format!("does not stand: {}", why.join("; "))
        }
    };
    format!("Entry {}, {on}, {signed}: {stands}.{reported}", row.entry)
}

fn void(knowledge: &Knowledge, why: &Void) -> String {
    match why {
        Void::NotBegun(day) => format!("it begins on {day}"),
        Void::Expired(day) => format!("it ended on {day}"),
        Void::NotQuiet(Date::MAX) => "nothing says since when the leg is quiet".to_owned(),
        Void::NotQuiet(day) => format!("it counts from {day} on, if the leg stays quiet"),
        Void::Happened(Event { on, what, .. }) => match what {
            What::Signal(signal) => {
                format!("on {on}: {}", plan_json::name(signal).replace('_', " "))
            }
            What::Raised(finding) => {
                format!("on {on}: {}", knowledge.finding(*finding).en().name)
            }
            What::LegFelt => format!("on {on}: something in the leg"),
        },
    }
}
