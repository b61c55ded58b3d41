//! `taut assess --record`: keeps the answers and the verdict as two entries of one episode.

use taut_record::{
    ChainId, NewEntry, Problem, ProblemKind, Store, Stored as _, StoredAnswers, StoredCleared,
    StoredVerdict, digest, episode,
};

use super::bodies::PROGRAM;
use super::{DatabaseArg, case_json, time, with_store};
use crate::judge::{Judged, SettingArg};

/// Who writes, where nobody else is named.
pub const AUTHOR: &str = "the person";

/// Keeps a case and its verdict; says where they are.
///
/// # Errors
/// The records cannot be written; neither answers nor verdict are kept then.
pub fn keep(
    database: &DatabaseArg,
    name: &str,
    bytes: &[u8],
    judged: &Judged<'_>,
    setting: SettingArg,
    thorough: bool,
) -> anyhow::Result<String> {
    let knowledge = judged.reasoner.knowledge;
    let answers = StoredAnswers { case: case_json::of(bytes, judged.case, knowledge)? };
    let mut verdict = verdict_body(judged, setting, thorough, &[])?;
    let now = time::now();
    let mut number = 0;
    let place = database.place()?;
    let kept = with_store(&place, true, async |store| {
        let chain = person_or_new(store, name, now).await?;
        // Checked before, because the places are known only while the entries are made.
        answers.entry(AUTHOR, None)?;
        verdict.entry(AUTHOR, None)?;
        let begin = episode::begin("back pain", AUTHOR)?;
        let kept = store
            .append_made(chain, now, |position| {
                let mut entries: Vec<NewEntry> = Vec::new();
                if position.open_episode.is_none() {
                    entries.push(begin);
                }
                number = position.open_episode.unwrap_or(position.next);
                verdict.answers = position.next + entries.len() as i64;
                entries.extend(answers.entry(AUTHOR, Some(number)));
                entries.extend(verdict.entry(AUTHOR, Some(number)));
                entries
            })
            .await?;
        store.anchor(now).await?;
        Ok(kept)
    })?;
    let places = kept.last().copied().unwrap_or_default();
    Ok(format!(
        "Kept in the record of {name:?} as entries {} and {places} of episode {number}, in {place}.",
        places - 1
    ))
}

/// The chain of the person of this name, who is added if not there yet.
///
/// # Errors
/// It is no name; or the database's problem.
pub async fn person_or_new(store: &Store, name: &str, now: i64) -> Result<ChainId, Problem> {
    match store.person(name).await {
        Err(problem) if problem.kind == ProblemKind::NotFound => {
            store.add_person(name, AUTHOR, now).await
        }
        other => Ok(other?.chain),
    }
}

/// A verdict as it is kept; the place of its answers is still open.
///
/// # Errors
/// It is no JSON, which would be a fault of ours.
pub fn verdict_body(
    judged: &Judged<'_>,
    setting: SettingArg,
    thorough: bool,
    clearances: &[StoredCleared],
) -> anyhow::Result<StoredVerdict> {
    let knowledge = judged.reasoner.knowledge;
    Ok(StoredVerdict {
        answers: 0,
        knowledge: knowledge.hash.clone(),
        edition: knowledge.edition.clone(),
        program: PROGRAM.to_owned(),
        setting: setting.id().to_owned(),
        thorough,
        rung: judged.verdict.rung().id().to_owned(),
        provisional: judged.verdict.is_provisional(),
        clearances: clearances.to_vec(),
        verdict: serde_json::to_value(judged.json(false))?,
        whole_sha256: digest(&serde_json::to_value(judged.json(true))?),
    })
}
