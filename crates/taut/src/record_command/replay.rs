//! `taut record replay`: makes kept verdicts again from their answers and compares.

use std::fmt::Write as _;

use serde::Serialize;
use taut_knowledge::{Knowledge, read_case, resolve};
use taut_reason::Reasoner;
use taut_record::{
    Entry, Filter, Kind, LONGEST_PAGE, Place, Problem, Replay, Store, Stored as _, StoredAnswers,
    StoredVerdict,
};

use super::{ShowFormat, with_store};
use crate::BadInput;
use crate::judge::{Judged, SettingArg, THOROUGH_DECISIONS};
use crate::output;
use crate::shipped::Source;

/// One verdict made again (`taut.record.replay/1`).
#[derive(Debug, Serialize)]
struct Row {
    person: String,
    entry: i64,
    outcome: &'static str,
    what: String,
}

/// All of them.
#[derive(Debug, Serialize)]
struct Rows {
    schema: &'static str,
    knowledge: String,
    verdicts: Vec<Row>,
}

/// Runs the command.
///
/// # Errors
/// The records cannot be read; a verdict differs.
pub fn run(
    name: Option<&str>,
    format: ShowFormat,
    place: &Place,
    source: &Source,
) -> anyhow::Result<()> {
    let knowledge = source.knowledge()?;
    let rows = with_store(place, false, async |store| {
        let mut rows = Vec::new();
        if let Some(name) = name {
            of_person(store, name, &knowledge, &mut rows).await?;
            return Ok(rows);
        }
        let mut after = String::new();
        loop {
            let people = store.people(&after, LONGEST_PAGE).await?;
            let Some(last) = people.last() else { return Ok(rows) };
            after.clone_from(&last.name);
            for person in &people {
                of_person(store, &person.name, &knowledge, &mut rows).await?;
            }
        }
    })?;
    let differ = rows.iter().filter(|row| row.outcome == "differs").count();
    let text = match format {
        ShowFormat::Json => serde_json::to_string_pretty(&Rows {
            schema: "taut.record.replay/1",
            knowledge: knowledge.hash.clone(),
            verdicts: rows,
        })?,
        ShowFormat::Text => text(&rows, &knowledge),
    };
    output::print(&text)?;
    if differ > 0 {
        return Err(BadInput(format!(
            "error[differs]: {differ} kept verdicts come out differently\n  hint: the same program and knowledge give the same verdict; see what differs above"
        ))
        .into());
    }
    Ok(())
}

fn text(rows: &[Row], knowledge: &Knowledge) -> String {
    let mut out = String::new();
    for row in rows {
        let _ = writeln!(out, "{:?}, entry {}: {}", row.person, row.entry, row.what);
    }
    let count = |outcome| rows.iter().filter(|row| row.outcome == outcome).count();
    let _ = writeln!(
        out,
        "{} verdicts made again with knowledge {} ({}): {} the same to the last bit, {} within 1e-12, {} differ, {} not possible.",
        rows.len(),
        knowledge.edition,
        knowledge.hash,
        count("same"),
        count("close"),
        count("differs"),
        count("not_possible")
    );
    out
}

async fn of_person(
    store: &Store,
    name: &str,
    knowledge: &Knowledge,
    rows: &mut Vec<Row>,
) -> Result<(), Problem> {
    let person = store.person(name).await?;
    let filter = Filter { kind: Some(Kind::Verdict), ..Filter::default() };
    let mut before = None;
    loop {
        let page = store.page(person.chain, filter, before, LONGEST_PAGE).await?;
        for entry in &page.entries {
            let stored = StoredVerdict::read(entry)?;
            let answers = store.entry(person.chain, stored.answers).await?;
            let (outcome, what) = again(entry, &stored, &answers, knowledge)?;
            rows.push(Row { person: name.to_owned(), entry: entry.seq, outcome, what });
        }
        before = page.next;
        if before.is_none() {
            return Ok(());
        }
    }
}

/// Makes one verdict again: the outcome, and what to say of it.
fn again(
    entry: &Entry,
    stored: &StoredVerdict,
    answers: &Entry,
    knowledge: &Knowledge,
) -> Result<(&'static str, String), Problem> {
    if stored.knowledge != knowledge.hash {
        return Ok((
            "not_possible",
            format!(
                "made with knowledge {} ({}); give that folder with --knowledge",
                stored.edition, stored.knowledge
            ),
        ));
    }
    let damaged = |what: String| Problem {
        kind: taut_record::ProblemKind::Corrupt,
        place: String::new(),
        what,
        hint: "`taut record verify` shows whether it was changed".to_owned(),
    };
    let setting = SettingArg::from_id(&stored.setting).ok_or_else(|| {
        damaged(format!("entry {}: {:?} is no setting", entry.seq, stored.setting))
    })?;
    let case = StoredAnswers::read(answers)?.case;
    let case = read_case("record", case.to_string().as_bytes(), knowledge)
        .map_err(|report| damaged(format!("entry {}: {report}", answers.seq)))?;
    let mut reasoner = Reasoner::new(knowledge, setting.into());
    if stored.thorough {
        reasoner.reason_decisions = THOROUGH_DECISIONS;
    }
    let resolved = resolve(&case, knowledge);
    let verdict = reasoner.verdict(&resolved.answers);
    let judged =
        Judged { reasoner: &reasoner, case: &case, resolved: &resolved, verdict: &verdict };
    let value = |therapist| {
        serde_json::to_value(judged.json(therapist)).map_err(|e| damaged(e.to_string()))
    };
    Ok(match stored.compare(&value(true)?, &value(false)?) {
        Replay::Same => ("same", "the same to the last bit".to_owned()),
        Replay::Close => {
            ("close", "the same advice, numbers within 1e-12 (another machine or build)".to_owned())
        }
        Replay::Differs(d) => (
            "differs",
            format!(
                "differs at {}: kept {}, now {} (kept by {})",
                d.path, d.stored, d.now, stored.program
            ),
        ),
    })
}
