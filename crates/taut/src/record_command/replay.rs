//! `taut record replay`: makes kept verdicts, programmes and check-ins again and compares.

use std::fmt::Write as _;

use serde::Serialize;
use taut_knowledge::{CaseAnswer, Knowledge, read_case, resolve};
use taut_plan::clearance::{self, Standing};
use taut_plan::{Loads, Planner};
use taut_reason::Reasoner;
use taut_record::{
    ChainId, Entry, Filter, Kind, LONGEST_PAGE, Place, Problem, Replay, Store, Stored as _,
    StoredAnswers, StoredProgramme, StoredVerdict,
};

use super::story::{clearance_of, story_of};
use super::{ShowFormat, bodies, with_store};
use crate::BadInput;
use crate::judge::{Judged, SettingArg, THOROUGH_DECISIONS};
use crate::shipped::Source;
use crate::{output, plan_json};

/// One thing made again (`taut.record.replay/1`).
#[derive(Debug, Serialize)]
struct Row {
    person: String,
    entry: i64,
    outcome: &'static str,
    what: String,
}

/// All of them.
#[derive(Debug, Default, Serialize)]
struct Rows {
    schema: &'static str,
    knowledge: String,
    verdicts: Vec<Row>,
    programmes: Vec<Row>,
    check_ins: Vec<Row>,
}

/// What everything is made again with.
struct Again<'a> {
    knowledge: &'a Knowledge,
    planner: &'a Planner<'a>,
}

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
    let knowledge = source.knowledge()?;
    let (body, _) = source.load_body()?;
    let loads = Loads::of(&knowledge, &body).map_err(|problems| {
        let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
        BadInput(all.join("\n"))
    })?;
    let again = Again { knowledge: &knowledge, planner: &Planner::new(&knowledge, &loads) };
    let rows = with_store(place, false, async |store| {
        let mut rows = Rows {
            schema: "taut.record.replay/1",
            knowledge: knowledge.hash.clone(),
            ..Rows::default()
        };
        if let Some(name) = name {
            again.person(store, name, &mut rows).await?;
            return Ok(rows);
        }
        let mut after = String::new();
        loop {
            let people = store.people(&after, LONGEST_PAGE).await?;
            let Some(last) = people.last() else { return Ok(rows) };
            after.clone_from(&last.name);
            for person in &people {
                again.person(store, &person.name, &mut rows).await?;
            }
        }
    })?;
    let all = [&rows.verdicts, &rows.programmes, &rows.check_ins];
    let differ = all.into_iter().flatten().filter(|row| row.outcome == "differs").count();
    let text = match format {
        ShowFormat::Json => serde_json::to_string_pretty(&rows)?,
        ShowFormat::Text => text(&rows, &knowledge),
    };
    output::print(&text)?;
    if differ > 0 {
        return Err(BadInput(format!(
            "error[differs]: {differ} kept entries come out differently\n  hint: the same program and knowledge give the same; see what differs above"
        ))
        .into());
    }
    Ok(())
}

fn text(rows: &Rows, knowledge: &Knowledge) -> String {
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

/// An outcome, and what to say of it.
type Outcome = (&'static str, String);

impl Again<'_> {
    async fn person(&self, store: &Store, name: &str, rows: &mut Rows) -> Result<(), Problem> {
        let chain = store.person(name).await?.chain;
        let row = |entry: i64, (outcome, what): Outcome| Row {
            person: name.to_owned(),
            entry,
            outcome,
            what,
        };
        for entry in every(store, chain, Kind::Verdict).await? {
            let outcome = self.verdict(store, chain, &entry).await?;
            rows.verdicts.push(row(entry.seq, outcome));
        }
        for entry in every(store, chain, Kind::Programme).await? {
            let (outcome, check_ins) = self.programme(store, chain, name, &entry).await?;
            rows.programmes.push(row(entry.seq, outcome));
            rows.check_ins.extend(check_ins.into_iter().map(|(at, outcome)| row(at, outcome)));
        }
        Ok(())
    }

    /// One programme and its check-ins.
    async fn programme(
        &self,
        store: &Store,
        chain: ChainId,
        name: &str,
        entry: &Entry,
    ) -> Result<(Outcome, Vec<(i64, Outcome)>), Problem> {
        let kept = StoredProgramme::read(entry)?;
        if kept.knowledge != self.knowledge.hash {
            return Ok((other_knowledge(&kept.edition, &kept.knowledge), Vec::new()));
        }
        let story = story_of(store, chain, name, entry, self.knowledge).await?;
        let reasoner = Reasoner::new(self.knowledge, story.case.setting.into());
        let begun = story.begin(&reasoner, self.planner);
        let mut now = match begun {
            Ok(now) => now,
            Err(why) => return Ok((("differs", format!("differs: {why}")), Vec::new())),
        };
        let outcome = match now.waiting() {
            Some(programme) => {
                let items = bodies::items(self.knowledge, programme);
                let whole = plan_json::programme(self.knowledge, programme, true);
                said(kept.compare(&whole, now.rung().id(), &items), &kept.program)
            }
            None => ("differs", "differs: there is no programme now".to_owned()),
        };
        let mut check_ins = Vec::new();
        for (at, kept, check_in) in &story.check_ins {
            if kept.knowledge != self.knowledge.hash {
                check_ins.push((*at, other_knowledge(&kept.edition, &kept.knowledge)));
                break;
            }
            let before = now.case().answers.len() + check_in.answers.len();
            let response = match now.check_in(check_in) {
                Ok(response) => response,
                Err(problems) => {
                    let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
                    check_ins.push((*at, ("differs", format!("differs: {}", all.join("; ")))));
                    break;
                }
            };
            let again = bodies::check_in(
                self.knowledge,
                entry.seq,
                &kept.check_in,
                &response,
                now.waiting(),
                &now.case().answers[before..],
            );
            let whole = plan_json::response(self.knowledge, &response, true);
            check_ins.push((*at, said(kept.compare(&whole, &again), &kept.program)));
        }
        Ok((outcome, check_ins))
    }

    /// One verdict.
    async fn verdict(
        &self,
        store: &Store,
        chain: ChainId,
        entry: &Entry,
    ) -> Result<Outcome, Problem> {
        let stored = StoredVerdict::read(entry)?;
        let answers = store.entry(chain, stored.answers).await?;
        let mut added = Vec::new();
        for beside in &stored.clearances {
            let one = store.entry(chain, beside.entry).await?;
            if stored.knowledge == self.knowledge.hash {
                let one = clearance_of(&one, self.knowledge)?;
                let standing = if beside.stood {
                    Standing::Valid { until: one.on }
                } else {
                    Standing::Void(Vec::new())
                };
                added.extend(clearance::answers(self.knowledge, &one, &standing));
            }
        }
        again(entry, &stored, &answers, added, self.knowledge)
    }
}

/// Every entry of a kind, oldest first.
async fn every(store: &Store, chain: ChainId, kind: Kind) -> Result<Vec<Entry>, Problem> {
    let filter = Filter { kind: Some(kind), ..Filter::default() };
    let (mut found, mut before) = (Vec::new(), None);
    loop {
        let page = store.page(chain, filter, before, LONGEST_PAGE).await?;
        found.extend(page.entries);
        before = page.next;
        if before.is_none() {
            found.reverse();
            return Ok(found);
        }
    }
}

fn other_knowledge(edition: &str, hash: &str) -> Outcome {
    (
        "not_possible",
        format!("made with knowledge {edition} ({hash}); give that folder with --knowledge"),
    )
}

fn said(replay: Replay, program: &str) -> Outcome {
    match replay {
        Replay::Same => ("same", "the same to the last bit".to_owned()),
        Replay::Close => {
            ("close", "the same advice, numbers within 1e-12 (another machine or build)".to_owned())
        }
        Replay::Differs(d) => (
            "differs",
            format!("differs at {}: kept {}, now {} (kept by {program})", d.path, d.stored, d.now),
        ),
    }
}

/// Makes one verdict again: the outcome, and what to say of it.
fn again(
    entry: &Entry,
    stored: &StoredVerdict,
    answers: &Entry,
    added: Vec<CaseAnswer>,
    knowledge: &Knowledge,
) -> Result<Outcome, Problem> {
    if stored.knowledge != knowledge.hash {
        return Ok(other_knowledge(&stored.edition, &stored.knowledge));
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
    let mut case = read_case("record", case.to_string().as_bytes(), knowledge)
        .map_err(|report| damaged(format!("entry {}: {report}", answers.seq)))?;
    case.answers.extend(added);
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
    Ok(said(stored.compare(&value(true)?, &value(false)?), &stored.program))
}
