//! Kept verdicts, programmes and check-ins are made again and compared.

use serde::Serialize;
use taut_knowledge::{CaseAnswer, read_case};
use taut_plan::clearance::{self, Standing};
use taut_record::{
    ChainId, Entry, Filter, Kind, Outcome, Problem, ProblemKind, Replay, Store, Stored as _,
    StoredAnswers, StoredProgramme, StoredVerdict,
};

use crate::engine::Engine;
use crate::error::EpisodeError;
use crate::judge::setting_of;
use crate::read::{EpisodeReader, every};
use crate::story::{clearance_of, story_of};
use crate::{bodies, plan_json};

/// One thing made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReplayRow {
    /// The person's name.
    pub person: String,
    /// Place of the entry.
    pub entry: i64,
    /// `same`, `close`, `differs` or `not_possible`.
    pub outcome: &'static str,
    /// The same in words.
    pub what: String,
}

/// Everything made again (`taut.record.replay/1`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Replayed {
    schema: &'static str,
    /// Hash of the knowledge that it was made again with.
    pub knowledge: String,
    /// Verdicts, oldest first.
    pub verdicts: Vec<ReplayRow>,
    /// Programmes.
    pub programmes: Vec<ReplayRow>,
    /// Check-ins.
    pub check_ins: Vec<ReplayRow>,
}

impl Replayed {
    /// Nothing yet, with this engine's knowledge.
    #[must_use]
    pub fn new(engine: &Engine) -> Self {
        Self {
            schema: "taut.record.replay/1",
            knowledge: engine.knowledge().hash.clone(),
            verdicts: Vec::new(),
            programmes: Vec::new(),
            check_ins: Vec::new(),
        }
    }

    /// How many come out differently.
    #[must_use]
    pub fn differ(&self) -> usize {
        let all = [&self.verdicts, &self.programmes, &self.check_ins];
        all.into_iter().flatten().filter(|row| row.outcome == "differs").count()
    }
}

/// How it came out, and what to say of it.
type Came = (&'static str, String);

/// Makes everything of one person again, whose name stands in the rows.
///
/// # Errors
/// The records cannot be read; or the body cannot be loaded.
pub async fn replay(
    engine: &Engine,
    store: &Store,
    (chain, name): (ChainId, &str),
    rows: &mut Replayed,
) -> Result<(), EpisodeError> {
    let row = |entry: i64, (outcome, what): Came| ReplayRow {
        person: name.to_owned(),
        entry,
        outcome,
        what,
    };
    let of = |kind| Filter { kind: Some(kind), ..Filter::default() };
    for entry in every(store, chain, of(Kind::Verdict)).await? {
        let came = verdict(engine, store, chain, &entry).await?;
        rows.verdicts.push(row(entry.seq, came));
    }
    for entry in every(store, chain, of(Kind::Programme)).await? {
        let (came, check_ins) = programme(engine, store, chain, &entry).await?;
        rows.programmes.push(row(entry.seq, came));
        rows.check_ins.extend(check_ins.into_iter().map(|(at, came)| row(at, came)));
    }
    Ok(())
}

/// One programme and its check-ins.
async fn programme(
    engine: &Engine,
    store: &Store,
    chain: ChainId,
    entry: &Entry,
) -> Result<(Came, Vec<(i64, Came)>), EpisodeError> {
    let knowledge = engine.knowledge();
    let kept = StoredProgramme::read(entry)?;
    if kept.knowledge != knowledge.hash {
        return Ok((other_knowledge(&kept.edition, &kept.knowledge), Vec::new()));
    }
    let reader = EpisodeReader { store, chain, number: entry.episode.unwrap_or_default() };
    let story = story_of(reader, entry.seq, entry, knowledge).await?;
    let reasoner = engine.reasoner(story.case.setting, story.case.thorough);
    let mut now = match story.begin(reasoner, engine.planner()?) {
        Ok(now) => now,
        Err(why) => return Ok((("differs", format!("differs: {why}")), Vec::new())),
    };
    let came = match now.waiting() {
        Some(programme) => {
            let items = bodies::items(knowledge, programme);
            let whole = plan_json::programme(knowledge, programme, true);
            said(kept.compare(&whole, now.rung().id(), &items), &kept.program)
        }
        None => ("differs", "differs: there is no programme now".to_owned()),
    };
    let mut check_ins = Vec::new();
    for (at, kept, check_in) in &story.check_ins {
        if kept.knowledge != knowledge.hash {
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
            knowledge,
            entry.seq,
            &kept.check_in,
            &response,
            now.waiting(),
            &now.case().answers[before..],
        );
        let whole = plan_json::response(knowledge, &response, true);
        check_ins.push((*at, said(kept.compare(&whole, &again), &kept.program)));
    }
    Ok((came, check_ins))
}

/// One verdict.
async fn verdict(engine: &Engine, store: &Store, chain: ChainId, entry: &Entry) -> Outcome<Came> {
    let knowledge = engine.knowledge();
    let stored = StoredVerdict::read(entry)?;
    let answers = store.entry(chain, stored.answers).await?;
    let mut added = Vec::new();
    for beside in &stored.clearances {
        let one = store.entry(chain, beside.entry).await?;
        if stored.knowledge == knowledge.hash {
            let one = clearance_of(&one, knowledge)?;
            let standing = if beside.stood {
                Standing::Valid { until: one.on }
            } else {
                Standing::Void(Vec::new())
            };
            added.extend(clearance::answers(knowledge, &one, &standing));
        }
    }
    again(engine, entry, &stored, &answers, added)
}

fn other_knowledge(edition: &str, hash: &str) -> Came {
    (
        "not_possible",
        format!("made with knowledge {edition} ({hash}); give that folder with --knowledge"),
    )
}

fn said(replay: Replay, program: &str) -> Came {
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

/// Makes one verdict again: how it came out, and what to say of it.
fn again(
    engine: &Engine,
    entry: &Entry,
    stored: &StoredVerdict,
    answers: &Entry,
    added: Vec<CaseAnswer>,
) -> Outcome<Came> {
    let knowledge = engine.knowledge();
    if stored.knowledge != knowledge.hash {
        return Ok(other_knowledge(&stored.edition, &stored.knowledge));
    }
    let damaged = |what: String| {
        Problem::new(ProblemKind::Corrupt, what)
            .hint("`taut record verify` shows whether it was changed")
    };
    let setting = setting_of(&stored.setting).ok_or_else(|| {
        damaged(format!("entry {}: {:?} is no setting", entry.seq, stored.setting))
    })?;
    let case = StoredAnswers::read(answers)?.case;
    let mut case = read_case("record", case.to_string().as_bytes(), knowledge)
        .map_err(|report| damaged(format!("entry {}: {report}", answers.seq)))?;
    case.answers.extend(added);
    let judgement = engine.answer(case, setting, stored.thorough);
    let value = |therapist| {
        serde_json::to_value(judgement.judged().json(therapist)).map_err(|e| damaged(e.to_string()))
    };
    Ok(said(stored.compare(&value(true)?, &value(false)?), &stored.program))
}
