//! `taut record clear` and `taut record clearances`: an examiner's clearance is kept, and how each one stands.

use std::fmt::Write as _;
use std::path::Path;

use jiff::civil::Date;
use serde_json::{Value, json};
use taut_knowledge::clearance::{Clearance, read_clearance};
use taut_knowledge::{By, Knowledge, MAX_CASE_BYTES};
use taut_plan::clearance::{Event, Standing, Void, What};
use taut_record::{Kind, Place, Stored as _, StoredClearance};

use super::keep::AUTHOR;
use super::programme::open_episode;
use super::story::{all, load_case};
use super::{DatabaseArg, ShowFormat, case_json, no_episode, time, with_store};
use crate::BadInput;
use crate::shipped::Source;
use crate::{output, plan_json};

/// Keeps a clearance; says where, and how it stands.
///
/// # Errors
/// Every problem of the file; no such person or no open episode; or the records cannot be written.
pub fn clear(
    name: &str,
    file: &Path,
    database: &DatabaseArg,
    source: &Source,
) -> anyhow::Result<()> {
    let knowledge = source.knowledge()?;
    let bytes = read(file)?;
    let clearance = read_clearance(&file.display().to_string(), &bytes, &knowledge)
        .map_err(|report| BadInput(report.to_string()))?;
    let now = time::now();
    let today = today(now)?;
    // Elsewhere it may be tomorrow already.
    if clearance.on > today.tomorrow()? {
        return Err(BadInput(format!(
            "{}: error[bad-date]: the examination of {} has not happened yet (on)\n  hint: write the day of the examination",
            file.display(),
            clearance.on
        ))
        .into());
    }
    let body = StoredClearance {
        on: clearance.on.to_string(),
        reported: clearance.is_reported(),
        clearance: case_json::value(&bytes)?,
        knowledge: knowledge.hash.clone(),
    };
    let author = if clearance.by == By::Therapist { clearance.examiner.as_str() } else { AUTHOR };
    let place = database.place()?;
    let (at, number) = with_store(&place, false, async |store| {
        let chain = store.person(name).await?.chain;
        let number = open_episode(store, chain).await?.ok_or_else(|| no_episode(name))?;
        let entry = body.entry(author, Some(number))?;
        let at = store.append(chain, vec![entry], now).await?;
        store.anchor(now).await?;
        Ok((at[0], number))
    })?;
    eprintln!("{}", kept_in(name, at, number, &place));
    list(name, ShowFormat::Text, database, &place, &knowledge)
}

/// Where something was kept.
pub fn kept_in(name: &str, at: i64, number: i64, place: &Place) -> String {
    format!("Kept in the record of {name:?} as entry {at} of episode {number}, in {place}.")
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
    list(name, format, database, &database.place()?, &source.knowledge()?)
}

fn list(
    name: &str,
    format: ShowFormat,
    database: &DatabaseArg,
    place: &Place,
    knowledge: &Knowledge,
) -> anyhow::Result<()> {
    let kept = load_case(database, name, knowledge)?;
    let today = today(time::now())?;
    let standings = kept.standing().standings(knowledge, today);
    // Who wrote each one, and when, stands in its entry.
    let entries = with_store(place, false, async |store| {
        let chain = store.person(name).await?.chain;
        let number = open_episode(store, chain).await?.ok_or_else(|| no_episode(name))?;
        all(store, chain, number, Kind::Clearance).await
    })?;
    let rows: Vec<Row<'_>> = kept
        .clearances
        .iter()
        .zip(&standings)
        .map(|((at, clearance), standing)| Row { at: *at, clearance, standing })
        .collect();
    anyhow::ensure!(entries.len() == rows.len(), "a clearance was added meanwhile; try again");
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
                let _ = writeln!(out, "{}", row.text(knowledge));
            }
            if rows.is_empty() {
                out.push_str("No clearance in this episode.\n");
            }
            output::print(&format!("{out}\n{net}\n"))
        }
    }
}

/// Today in UTC.
fn today(now: i64) -> anyhow::Result<Date> {
    Ok(time::day(now).parse()?)
}

/// One clearance and how it stands.
struct Row<'r> {
    at: i64,
    clearance: &'r Clearance,
    standing: &'r Standing,
}

impl Row<'_> {
    fn json(&self, knowledge: &Knowledge) -> Value {
        let Clearance { examiner, profession, registration, on, .. } = self.clearance;
        let (until, why) = match self.standing {
            Standing::Valid { until } => (Some(until.to_string()), Vec::new()),
            Standing::Void(why) => {
                (None, why.iter().map(|one| void_json(knowledge, one)).collect())
            }
        };
        json!({
            "entry": self.at,
            "on": on.to_string(),
            "examiner": examiner,
            "profession": profession,
            "registration": registration,
            "reported": self.clearance.is_reported(),
            "stands": self.standing.is_valid(),
            "until": until,
            "void": why,
        })
    }

    fn text(&self, knowledge: &Knowledge) -> String {
        let Clearance { examiner, profession, registration, on, .. } = self.clearance;
        let signed = match registration.as_str() {
            "" => format!("{examiner}, {profession}"),
            registration => format!("{examiner}, {profession}, {registration}"),
        };
        let reported = if self.clearance.is_reported() { " Reported, not verified." } else { "" };
        let stands = match self.standing {
            Standing::Valid { until } => format!("stands until {until}"),
            Standing::Void(why) => {
                let why: Vec<String> = why.iter().map(|one| void(knowledge, one)).collect();
                format!("does not stand: {}", why.join("; "))
            }
        };
        format!("Entry {}, {on}, {signed}: {stands}.{reported}", self.at)
    }
}

fn void(knowledge: &Knowledge, why: &Void) -> String {
    match why {
        Void::NotBegun(day) => format!("it begins on {day}"),
        Void::Expired(day) => format!("it ended on {day}"),
        Void::NotQuiet(Date::MAX) => "nothing says since when the leg is quiet".to_owned(),
        Void::NotQuiet(day) => format!("it counts from {day} on, if the leg stays quiet"),
        Void::Happened(Event { on, what }) => match what {
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

fn void_json(knowledge: &Knowledge, why: &Void) -> Value {
    match why {
        Void::NotBegun(day) => json!({ "why": "not_begun", "on": day.to_string() }),
        Void::Expired(day) => json!({ "why": "expired", "on": day.to_string() }),
        Void::NotQuiet(day) => json!({ "why": "not_quiet", "from": day.to_string() }),
        Void::Happened(Event { on, what }) => {
            let on = on.to_string();
            match what {
                What::Signal(signal) => {
                    json!({ "why": "signal", "on": on, "signal": plan_json::name(signal) })
                }
                What::Raised(finding) => {
                    let id = &knowledge.finding(*finding).id;
                    json!({ "why": "finding", "on": on, "finding": id })
                }
                What::LegFelt => json!({ "why": "leg_felt", "on": on }),
            }
        }
    }
}
