//! Programmes and check-ins are kept: each in one transaction with what it follows.

use jiff::civil::Date;
use serde_json::Value;
use taut_knowledge::Knowledge;
use taut_plan::{Plan, Preferences, Programme, Response, Story};
use taut_record::{
    ChainId, Entry, Filter, Kind, NewEntry, Page, Problem, Store, Stored as _, StoredAnswers,
    StoredCleared, StoredOverride, StoredProgramme, StoredVerdict, digest, episode,
};

use super::keep::{AUTHOR, person_or_new, verdict_body};
use super::{DatabaseArg, KeptStory, bodies, time, with_store};
use crate::judge::{Judged, SettingArg};
use crate::plan_json;

/// A programme that is to be kept, and everything that it follows.
#[derive(Clone, Copy)]
pub struct PlanToKeep<'a> {
    /// The verdict.
    pub judged: &'a Judged<'a>,
    /// The case file as JSON, without what clearances add.
    pub case: &'a Value,
    /// Whose base rates applied.
    pub setting: SettingArg,
    /// The longer search for reasons was asked for.
    pub thorough: bool,
    /// What the person can and wants to do.
    pub preferences: &'a Preferences,
    /// What a therapist set, each with a reason.
    pub overrides: &'a [StoredOverride],
    /// The first day.
    pub begins: Date,
    /// The whole plan.
    pub plan: &'a Plan,
}

/// Keeps a programme, with its answers and verdict where they are not the newest of the open episode already, and names the
/// clearances that the verdict rests on beside the answers; says where.
///
/// # Errors
/// The plan holds no programme; a dose beyond its bounds; or the records cannot be written. Nothing is kept then.
pub fn keep_cleared_plan(
    database: &DatabaseArg,
    name: &str,
    new: &PlanToKeep<'_>,
    clearances: &[StoredCleared],
) -> anyhow::Result<String> {
    let knowledge = new.judged.reasoner.knowledge;
    let Plan::Programme(programme) = new.plan else {
        anyhow::bail!("only a programme is kept, and there is none");
    };
    check_doses(new, programme)?;
    let answers = StoredAnswers { case: new.case.clone() };
    let verdict = verdict_body(new.judged, new.setting, new.thorough, clearances)?;
    let body = |verdict: i64| StoredProgramme {
        verdict,
        knowledge: knowledge.hash.clone(),
        edition: knowledge.edition.clone(),
        program: bodies::PROGRAM.to_owned(),
        preferences: bodies::preferences(knowledge, new.preferences),
        overrides: new.overrides.to_vec(),
        begins: new.begins.to_string(),
        rung: programme.rung.id().to_owned(),
        items: bodies::items(knowledge, programme),
        whole_sha256: digest(&plan_json::programme(knowledge, programme, true)),
    };
    let now = time::now();
    let mut number = 0;
    let place = database.place()?;
    let kept = with_store(&place, true, async |store| {
        let chain = person_or_new(store, name, now).await?;
        let there = newest_verdict(store, chain, &answers, &verdict).await?;
        // Checked before, because the places are known only while the entries are made.
        answers.entry(AUTHOR, None)?;
        verdict.entry(AUTHOR, None)?;
        body(1).entry(AUTHOR, None)?;
        let begin = episode::begin("back pain", AUTHOR)?;
        let kept = store
            .append_made(chain, now, |position| {
                let mut entries: Vec<NewEntry> = Vec::new();
                if position.open_episode.is_none() {
                    entries.push(begin);
                }
                number = position.open_episode.unwrap_or(position.next);
                let verdict_at = there.filter(|_| position.open_episode.is_some());
                let verdict_at = verdict_at.unwrap_or_else(|| {
                    let at = position.next + entries.len() as i64;
                    let verdict = StoredVerdict { answers: at, ..verdict.clone() };
                    entries.extend(answers.entry(AUTHOR, Some(number)));
                    entries.extend(verdict.entry(AUTHOR, Some(number)));
                    at + 1
                });
                entries.extend(body(verdict_at).entry(AUTHOR, Some(number)));
                entries
            })
            .await?;
        store.anchor(now).await?;
        Ok(kept)
    })?;
    let at = kept.last().copied().unwrap_or_default();
    Ok(format!("Kept in the record of {name:?} as entry {at} of episode {number}, in {place}."))
}

/// Every level lies within the bounds of its dose, whoever set it.
fn check_doses(new: &PlanToKeep<'_>, programme: &Programme) -> anyhow::Result<()> {
    let knowledge = new.judged.reasoner.knowledge;
    for chosen in &programme.chosen {
        let exercise = &knowledge.exercises[chosen.item.exercise];
        anyhow::ensure!(
            chosen.item.level.within(&exercise.dose),
            "the dose of {} lies beyond its bounds",
            exercise.id
        );
    }
    Ok(())
}

/// Place of the newest verdict of the open episode, if it and its answers are the ones that would be written now.
async fn newest_verdict(
    store: &Store,
    chain: ChainId,
    answers: &StoredAnswers,
    verdict: &StoredVerdict,
) -> Result<Option<i64>, Problem> {
    let Some(number) = open_episode(store, chain).await? else { return Ok(None) };
    let Some(newest) = newest(store, chain, number, Kind::Verdict).await? else { return Ok(None) };
    let kept = StoredVerdict::read(&newest)?;
    let same = StoredVerdict { answers: kept.answers, ..verdict.clone() } == kept
        && StoredAnswers::read(&store.entry(chain, kept.answers).await?)? == *answers;
    Ok(same.then_some(newest.seq))
}

/// The newest episode that is open.
pub async fn open_episode(store: &Store, chain: ChainId) -> Result<Option<i64>, Problem> {
    let mut ended = Vec::new();
    let filter = Filter { kind: Some(Kind::Episode), ..Filter::default() };
    let mut before = None;
    loop {
        let page: Page = store.page(chain, filter, before, taut_record::LONGEST_PAGE).await?;
        for entry in &page.entries {
            let Some(number) = entry.episode else { continue };
            if entry.value()?.get("ended").is_some() {
                ended.push(number);
            } else if !ended.contains(&number) {
                return Ok(Some(number));
            }
        }
        before = page.next;
        if before.is_none() {
            return Ok(None);
        }
    }
}

/// The newest entry of a kind in an episode.
pub async fn newest(
    store: &Store,
    chain: ChainId,
    number: i64,
    kind: Kind,
) -> Result<Option<Entry>, Problem> {
    let filter = Filter { kind: Some(kind), episode: Some(number), ..Filter::default() };
    Ok(store.page(chain, filter, None, 1).await?.entries.into_iter().next())
}

/// Keeps a check-in and what came of it; says where. `story` is the story after it.
///
/// # Errors
/// The programme was stopped or replaced meanwhile, the day lies before the last check-in, or the records cannot be
/// written. Nothing is kept then.
pub fn keep_check_in(
    database: &DatabaseArg,
    knowledge: &Knowledge,
    kept: &KeptStory,
    file: &Value,
    story: &Story<'_>,
    response: &Response,
) -> anyhow::Result<String> {
    let own = file.get("answers").and_then(Value::as_array).map_or(0, Vec::len);
    let all = &story.case().answers;
    let added = &all[(kept.answers + own).min(all.len())..];
    let body = bodies::check_in(knowledge, kept.programme, file, response, story.waiting(), added);
    let now = time::now();
    let place = database.place()?;
    let at = with_store(&place, false, async |store| {
        let entry = body.entry(AUTHOR, Some(kept.episode))?;
        let at = store.append(kept.chain, vec![entry], now).await?;
        store.anchor(now).await?;
        Ok(at)
    })?;
    Ok(format!(
        "Kept in the record of {:?} as entry {} of episode {}, in {place}.",
        kept.name,
        at.last().copied().unwrap_or_default(),
        kept.episode
    ))
}
