//! A person's newest story, read back: answers, clearances, measures, programme and check-ins; and made again step by step.

use jiff::civil::Date;
use serde_json::{Value, json};
use taut_knowledge::case::CASE_SCHEMA;
use taut_knowledge::clearance::{Clearance, read_clearance};
use taut_knowledge::{
    Case, CaseAnswer, CheckIn, Knowledge, Measured, Signal, read_case, read_check_in, resolve,
};
use taut_plan::clearance::{self, Event};
use taut_plan::{Chooser, Clearances, Preferences, Response, Story};
use taut_reason::Reasoner;
use taut_record::{
    ChainId, Entry, Filter, Kind, LONGEST_PAGE, Problem, ProblemKind, Store, Stored as _,
    StoredAnswers, StoredCheckIn, StoredClearance, StoredCleared, StoredMeasure, StoredProgramme,
    StoredVerdict,
};

use super::programme::{newest, open_episode};
use super::{DatabaseArg, bodies, case_json, no_episode, time, with_store};
use crate::BadInput;
use crate::judge::SettingArg;

/// The newest answers of a person, and how they were judged.
#[derive(Debug, Clone)]
pub struct KeptCase {
    /// The answers as they were given.
    pub case: Case,
    /// The same as JSON.
    pub value: Value,
    /// Whose base rates applied.
    pub setting: SettingArg,
    /// The longer search for reasons was asked for.
    pub thorough: bool,
    /// Clearances of the episode, oldest first, each with its place.
    pub clearances: Vec<(i64, Clearance)>,
    /// What check-ins said that bears on them.
    pub events: Vec<Event>,
}

impl KeptCase {
    /// The clearances and what has happened since.
    pub fn standing(&self) -> Clearances {
        let mut all = Clearances::new(self.clearances.iter().map(|(_, one)| one.clone()).collect());
        all.happened(self.events.clone());
        all
    }

    /// The case with what the clearances add on a day, and what of that is kept with a verdict.
    pub fn cleared(&self, knowledge: &Knowledge, on: Date) -> (Case, Vec<StoredCleared>) {
        let all = self.standing();
        let standings = all.standings(knowledge, on);
        let each = self.clearances.iter().zip(standings);
        let kept = each
            .map(|((entry, _), standing)| StoredCleared {
                entry: *entry,
                stood: standing.is_valid(),
            })
            .collect();
        (all.with(knowledge, &self.case, on), kept)
    }
}

/// A programme that is kept, with everything that it follows and that follows it.
#[derive(Debug, Clone)]
pub struct KeptStory {
    /// The person's chain.
    pub chain: ChainId,
    /// The person's name.
    pub name: String,
    /// The episode.
    pub episode: i64,
    /// Place of the programme.
    pub programme: i64,
    /// The programme as it is kept.
    pub kept: StoredProgramme,
    /// The answers, and how they were judged.
    pub case: KeptCase,
    /// What the person can and wants to do.
    pub preferences: Preferences,
    /// The first day.
    pub begins: Date,
    /// Measures taken apart from check-ins, oldest first.
    pub measures: Vec<(Date, Vec<Measured>)>,
    /// Check-ins, oldest first: where they stand, as they are kept, and as they are read.
    pub check_ins: Vec<(i64, StoredCheckIn, CheckIn)>,
    /// Answers of the case and of these check-ins.
    pub answers: usize,
}

/// The newest answers of a person's newest open episode.
///
/// # Errors
/// There are none; or the records cannot be read.
pub fn load_case(
    database: &DatabaseArg,
    name: &str,
    knowledge: &Knowledge,
) -> anyhow::Result<KeptCase> {
    with_store(&database.place()?, false, async |store| {
        let person = store.person(name).await?;
        let number = open(store, person.chain, name).await?;
        let verdict = newest(store, person.chain, number, Kind::Verdict).await?;
        let verdict = verdict.ok_or_else(|| {
            Problem::new(ProblemKind::NotFound, format!("no answers of {name:?} are kept"))
                .hint("`taut ask --record` or `taut assess --record` keeps them")
        })?;
        let verdict = StoredVerdict::read(&verdict)?;
        let mut kept = kept_case(store, person.chain, number, &verdict, knowledge).await?;
        let answers = store.entry(person.chain, verdict.answers).await?;
        // What check-ins said counts in every assessment that follows.
        let said = check_ins(store, person.chain, number, knowledge).await?;
        kept.events = events(knowledge, &kept.case, &said);
        let later: Vec<CaseAnswer> = said.into_iter().flat_map(|one| one.answers).collect();
        if !later.is_empty() {
            let day = time::day(answers.at);
            case_json::with_later(knowledge, (&mut kept.value, &kept.case), &later, &day);
            kept.case = read_back(&answers, &kept.value, |b| read_case("record", b, knowledge))?;
        }
        Ok(kept)
    })
}

/// The newest programme of a person's newest open episode, with its check-ins.
///
/// # Errors
/// There is none; or the records cannot be read.
pub fn load_story(
    database: &DatabaseArg,
    name: &str,
    knowledge: &Knowledge,
) -> anyhow::Result<KeptStory> {
    with_store(&database.place()?, false, async |store| {
        let person = store.person(name).await?;
        let number = open(store, person.chain, name).await?;
        let entry = newest(store, person.chain, number, Kind::Programme).await?;
        let entry = entry.ok_or_else(|| {
            Problem::new(ProblemKind::NotFound, format!("no programme of {name:?} is kept"))
                .hint("`taut plan --record` makes one and keeps it")
        })?;
        story_of(store, person.chain, name, &entry, knowledge).await
    })
}

/// The story of one kept programme.
pub async fn story_of(
    store: &Store,
    chain: ChainId,
    name: &str,
    entry: &Entry,
    knowledge: &Knowledge,
) -> Result<KeptStory, Problem> {
    let kept = StoredProgramme::read(entry)?;
    let episode = entry.episode.unwrap_or_default();
    let verdict = StoredVerdict::read(&store.entry(chain, kept.verdict).await?)?;
    let mut case = kept_case(store, chain, episode, &verdict, knowledge).await?;
    let begins = day(entry, &kept.begins)?;
    let mut measures = Vec::new();
    for measured in all(store, chain, episode, Kind::Measure).await? {
        let body = StoredMeasure::read(&measured)?;
        let file = json!({ "schema": "taut.check_in/1", "on": body.on, "measures": body.measures });
        let read = read_back(&measured, &file, |b| read_check_in("record", b, knowledge))?;
        measures.push((read.on, read.measures));
    }
    let said = check_ins(store, chain, episode, knowledge).await?;
    // Earlier programmes of the episode had check-ins too; the answers of this one hold what they said.
    let (mine, earlier): (Vec<SaidThen>, Vec<SaidThen>) =
        said.into_iter().partition(|one| one.kept.programme == entry.seq);
    case.events = events(knowledge, &case.case, &earlier);
    let check_ins: Vec<_> = mine.into_iter().map(|one| (one.at, one.kept, one.check_in)).collect();
    case.clearances.retain(|(at, _)| *at < entry.seq);
    let added: usize =
        check_ins.iter().map(|(_, body, read)| body.answers.len() + read.answers.len()).sum();
    let answers = case.case.answers.len() + added;
    let preferences = bodies::read_preferences(knowledge, &kept.preferences)?;
    Ok(KeptStory {
        chain,
        name: name.to_owned(),
        episode,
        programme: entry.seq,
        kept,
        case,
        preferences,
        begins,
        measures,
        check_ins,
        answers,
    })
}

async fn open(store: &Store, chain: ChainId, name: &str) -> Result<i64, Problem> {
    open_episode(store, chain).await?.ok_or_else(|| no_episode(name))
}

/// A check-in of an episode, read back.
struct SaidThen {
    at: i64,
    kept: StoredCheckIn,
    check_in: CheckIn,
    /// What it adds to the answers.
    answers: Vec<CaseAnswer>,
}

/// The check-ins of an episode, oldest first.
async fn check_ins(
    store: &Store,
    chain: ChainId,
    episode: i64,
    knowledge: &Knowledge,
) -> Result<Vec<SaidThen>, Problem> {
    let mut said = Vec::new();
    for entry in all(store, chain, episode, Kind::CheckIn).await? {
        let kept = StoredCheckIn::read(&entry)?;
        let check_in =
            read_back(&entry, &kept.check_in, |b| read_check_in("record", b, knowledge))?;
        let mut answers = check_in.answers.clone();
        for answer in &kept.answers {
            // Alone, because two of one day may disagree, and each was taken then.
            let alone = json!({ "schema": CASE_SCHEMA, "id": "check-in", "answers": [answer] });
            let case = read_back(&entry, &alone, |b| read_case("record", b, knowledge))?;
            answers.extend(case.answers);
        }
        said.push(SaidThen { at: entry.seq, kept, check_in, answers });
    }
    Ok(said)
}

/// What check-ins said that bears on clearances.
fn events(knowledge: &Knowledge, case: &Case, said: &[SaidThen]) -> Vec<Event> {
    let mut case = case.clone();
    let mut all = Vec::new();
    for one in said {
        let before = resolve(&case, knowledge).answers;
        let signals: Vec<Signal> = one
            .kept
            .signals
            .iter()
            .filter_map(|name| serde_json::from_value(Value::from(name.as_str())).ok())
            .collect();
        let SaidThen { check_in, answers, .. } = one;
        all.extend(clearance::events(knowledge, &before, check_in, answers, &signals));
        case.answers.extend(answers.iter().cloned());
    }
    all
}

async fn kept_case(
    store: &Store,
    chain: ChainId,
    episode: i64,
    verdict: &StoredVerdict,
    knowledge: &Knowledge,
) -> Result<KeptCase, Problem> {
    let answers = store.entry(chain, verdict.answers).await?;
    let value = StoredAnswers::read(&answers)?.case;
    let case = read_back(&answers, &value, |bytes| read_case("record", bytes, knowledge))?;
    let setting = SettingArg::from_id(&verdict.setting).ok_or_else(|| {
        Problem::new(ProblemKind::Corrupt, format!("{:?} is no setting", verdict.setting))
    })?;
    let mut clearances = Vec::new();
    for entry in all(store, chain, episode, Kind::Clearance).await? {
        clearances.push((entry.seq, clearance_of(&entry, knowledge)?));
    }
    let thorough = verdict.thorough;
    Ok(KeptCase { case, value, setting, thorough, clearances, events: Vec::new() })
}

/// The clearance of an entry.
pub fn clearance_of(entry: &Entry, knowledge: &Knowledge) -> Result<Clearance, Problem> {
    let body = StoredClearance::read(entry)?;
    read_back(entry, &body.clearance, |bytes| read_clearance("record", bytes, knowledge))
}

/// Every entry of a kind in an episode, oldest first.
pub async fn all(
    store: &Store,
    chain: ChainId,
    episode: i64,
    kind: Kind,
) -> Result<Vec<Entry>, Problem> {
    let filter = Filter { kind: Some(kind), episode: Some(episode), ..Filter::default() };
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

/// What an entry holds in a file's form, read with the knowledge of now.
fn read_back<T>(
    entry: &Entry,
    value: &Value,
    read: impl Fn(&[u8]) -> Result<T, taut_knowledge::Report>,
) -> Result<T, Problem> {
    read(value.to_string().as_bytes()).map_err(|report| {
        Problem::new(ProblemKind::Corrupt, format!("entry {}: {report}", entry.seq)).hint(
            "it was kept with other knowledge: give that folder with --knowledge; `taut record verify` shows whether it was changed",
        )
    })
}

fn day(entry: &Entry, text: &str) -> Result<Date, Problem> {
    text.parse().map_err(|_| {
        Problem::new(ProblemKind::Corrupt, format!("entry {}: {text:?} is no day", entry.seq))
    })
}

impl KeptStory {
    /// The story with all its check-ins, made again; each step must come out as it is kept.
    ///
    /// # Errors
    /// The first thing that comes out differently: other knowledge or another program gives other advice, and then the
    /// programme has to be made anew.
    pub fn replay<'a>(
        &self,
        reasoner: &'a Reasoner<'a>,
        chooser: &'a dyn Chooser,
    ) -> anyhow::Result<(Story<'a>, Vec<Response>)> {
        self.steps(reasoner, chooser).map_err(|step| {
            let made = &self.kept.edition;
            BadInput(format!(
                "error[differs]: {step}\n  hint: it was made with knowledge {made} by {}; make a new programme with `taut plan --record`, or give that knowledge with --knowledge",
                self.kept.program
            ))
            .into()
        })
    }

    fn steps<'a>(
        &self,
        reasoner: &'a Reasoner<'a>,
        chooser: &'a dyn Chooser,
    ) -> Result<(Story<'a>, Vec<Response>), String> {
        let knowledge = reasoner.knowledge;
        let mut story = self.begin(reasoner, chooser)?;
        let now = story.waiting().map(|programme| bodies::items(knowledge, programme));
        if now.as_ref() != Some(&self.kept.items) || story.rung().id() != self.kept.rung {
            return Err(format!("the programme of entry {} comes out differently", self.programme));
        }
        let mut responses = Vec::new();
        for (_, kept, said) in &self.check_ins {
            let response = story.check_in(said).map_err(|problems| {
                let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
                format!("the check-in of {} cannot be taken again: {}", kept.on, all.join("; "))
            })?;
            let now = story.waiting().map(|programme| bodies::items(knowledge, programme));
            if now != kept.items || response.now.id() != kept.rung {
                return Err(format!("the check-in of {} comes out differently", kept.on));
            }
            responses.push(response);
        }
        Ok((story, responses))
    }

    /// The story at its first day.
    ///
    /// # Errors
    /// In words, why it cannot begin.
    pub fn begin<'a>(
        &self,
        reasoner: &'a Reasoner<'a>,
        chooser: &'a dyn Chooser,
    ) -> Result<Story<'a>, String> {
        let measures = self.measures_at_start();
        Story::begin_cleared(
            reasoner,
            chooser,
            &self.case.case,
            &self.preferences,
            self.begins,
            &measures,
            self.case.standing(),
        )
        .map_err(|problems| {
            let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
            format!("the programme cannot begin: {}", all.join("; "))
        })
        .and_then(|story| bodies::with_overrides(reasoner.knowledge, story, &self.kept.overrides))
    }

    /// Of each measure, the newest before or on the first day.
    fn measures_at_start(&self) -> Vec<Measured> {
        let mut start: Vec<Measured> = Vec::new();
        for (_, measured) in self.measures.iter().filter(|(on, _)| *on <= self.begins) {
            for one in measured {
                start.retain(|other| (other.measure, other.side) != (one.measure, one.side));
                start.push(one.clone());
            }
        }
        start
    }
}
