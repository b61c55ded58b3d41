//! A person's newest story, read back: answers, clearances, measures, programme and check-ins; and made again step by step.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::{Value, json};
use taut_knowledge::case::CASE_SCHEMA;
use taut_knowledge::clearance::{Clearance, read_clearance};
use taut_knowledge::{
    Case, CaseAnswer, CheckIn, Knowledge, Measured, read_case, read_check_in, resolve,
};
use taut_plan::clearance::{Event, LAST, raised};
use taut_plan::{Chooser, Clearances, Preferences, Response, Start, Story};
use taut_reason::{Reasoner, Setting};
use taut_record::{
    ChainId, Entry, Kind, Outcome, Problem, ProblemKind, Store, Stored as _, StoredAnswers,
    StoredCheckIn, StoredClearance, StoredCleared, StoredMeasure, StoredProgramme, StoredVerdict,
};

use crate::error::{EpisodeError, Missing};
use crate::happened::{dated, happened, unknown};
use crate::judge::setting_of;
use crate::keep::{PERSON, open};
use crate::read::EpisodeReader;
use crate::unchanged::newest_place;
use crate::upheld::CameTo;
use crate::{bodies, case_json, time};

/// The newest answers of a person, and how they were judged.
#[derive(Debug, Clone)]
pub struct KeptCase {
    /// The answers as they were given.
    pub case: Case,
    /// The same as JSON.
    pub value: Value,
    /// When they were kept: milliseconds since 1970 UTC.
    pub at: i64,
    /// The day on which they were kept; an answer without a day counts as of this one.
    pub on: String,
    /// Those that check-ins gave.
    pub later: Vec<CaseAnswer>,
    /// Those that the record held when somebody other than the person last wrote answers down; looked up only where answers are
    /// given anew.
    pub others: Vec<CaseAnswer>,
    /// Whose base rates applied.
    pub setting: Setting,
    /// The longer search for reasons was asked for.
    pub thorough: bool,
    /// Clearances of the episode, oldest first, each with its place.
    pub clearances: Vec<(i64, Clearance)>,
    /// What answers and check-ins said that bears on them, in the order in which they were written down.
    pub events: Vec<Event>,
    /// Exercises that were dropped in this episode because they brought no gain, indices in the knowledge.
    pub dropped: BTreeSet<usize>,
    /// What its check-ins came to, as far as nothing has dealt with it.
    pub came_to: CameTo,
    /// The episode.
    pub episode: i64,
    /// Place of the person's newest entry when this was read.
    pub seen: i64,
}

impl KeptCase {
    /// The clearances and what has happened since.
    #[must_use]
    pub fn standing(&self) -> Clearances {
        let mut all = Clearances::new(self.clearances.clone());
        all.happened(self.events.clone());
        all
    }

    /// Its answers, each with its day.
    pub(crate) fn dated(&self) -> Vec<CaseAnswer> {
        self.case.answers.iter().map(|answer| dated(answer, &self.on)).collect()
    }

    /// The same person with this case in place of the one before, `new` of whose answers were given on a day. A clearance that did
    /// not know of them ends at once.
    #[must_use]
    pub fn with(
        mut self,
        knowledge: &Knowledge,
        (case, value): (Case, Value),
        new: &[CaseAnswer],
        on: Date,
    ) -> Self {
        if !self.clearances.is_empty() {
            let case = Case { answers: self.dated(), ..self.case.clone() };
            let old: Vec<&CaseAnswer> = case.answers.iter().collect();
            let new: Vec<CaseAnswer> = new.iter().map(|one| dated(one, &on.to_string())).collect();
            let new = unknown(&old, &self.on, &new);
            let known = self.standing().with(knowledge, &case, on);
            let before = resolve(&known, knowledge).answers;
            self.events.extend(raised(knowledge, &before, &new, (on, LAST)));
        }
        self.came_to.answered_anew();
        Self { case, value, ..self }
    }

    /// The case with what the clearances add on a day, and what of that is kept with a verdict.
    #[must_use]
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
    /// The episode.
    pub episode: i64,
    /// Place of the person's newest entry when this was read.
    pub seen: i64,
    /// Who kept the programme.
    pub author: String,
    /// Place of the programme.
    pub programme: i64,
    /// The programme as it is kept.
    pub kept: StoredProgramme,
    /// The answers, and how they were judged.
    pub case: KeptCase,
    /// Everything that stands now, whether it came before the programme or after it.
    pub present: KeptCase,
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

/// The newest answers of a person's newest open episode, with what its check-ins said since.
///
/// # Errors
/// No episode is open or no answers are kept; or the records cannot be read.
pub async fn load_case(
    store: &Store,
    chain: ChainId,
    knowledge: &Knowledge,
) -> Result<KeptCase, EpisodeError> {
    let seen = newest_place(store, chain).await?;
    let reader = open(store, chain).await?;
    let verdict = reader.newest(Kind::Verdict).await?;
    let verdict = verdict.ok_or(EpisodeError::Missing(Missing::Answers))?;
    let verdict = StoredVerdict::read(&verdict)?;
    let mut kept = kept_case(reader, seen, &verdict, knowledge).await?;
    let answers = store.entry(chain, verdict.answers).await?;
    // What check-ins said counts in every assessment that follows.
    let said = check_ins(reader, knowledge).await?;
    kept.events = happened(reader, knowledge, &kept.clearances, &said, i64::MAX).await?;
    kept.dropped = dropped(knowledge, &said);
    kept.came_to = CameTo::of(reader, knowledge, &said, (&kept, verdict.answers)).await?;
    let later: Vec<CaseAnswer> = said.into_iter().flat_map(|one| one.answers).collect();
    if !later.is_empty() {
        let day = kept.on.clone();
        case_json::with_later(knowledge, (&mut kept.value, &kept.case), &later, &day);
        kept.case = read_back(&answers, &kept.value, |b| read_case("record", b, knowledge))?;
        kept.later = later;
    }
    Ok(kept)
}

/// The answers that an episode held when somebody other than the person last wrote answers down, each with its day.
///
/// # Errors
/// The records cannot be read.
pub(crate) async fn of_others(
    reader: EpisodeReader<'_>,
    knowledge: &Knowledge,
) -> Outcome<Vec<CaseAnswer>> {
    let entries = reader.all(Kind::Answers).await?;
    let Some(entry) = entries.iter().rev().find(|entry| entry.author != PERSON) else {
        return Ok(Vec::new());
    };
    let value = StoredAnswers::read(entry)?.case;
    let case = read_back(entry, &value, |bytes| read_case("record", bytes, knowledge))?;
    let day = time::day(entry.at);
    Ok(case.answers.iter().map(|answer| dated(answer, &day)).collect())
}

/// The newest programme of a person's newest open episode, with its check-ins.
///
/// # Errors
/// No episode is open or no programme is kept; or the records cannot be read.
pub async fn load_story(
    store: &Store,
    chain: ChainId,
    knowledge: &Knowledge,
) -> Result<KeptStory, EpisodeError> {
    let seen = newest_place(store, chain).await?;
    let reader = open(store, chain).await?;
    let entry = reader.newest(Kind::Programme).await?;
    let entry = entry.ok_or(EpisodeError::Missing(Missing::Programme))?;
    let story = story_of(reader, seen, &entry, knowledge).await?;
    // Read after the programme, so that nothing is missed that it already knows of.
    let present = load_case(store, chain, knowledge).await?;
    Ok(KeptStory { present, ..story })
}

/// The story of one kept programme, in the episode that its entry belongs to.
pub(crate) async fn story_of(
    reader: EpisodeReader<'_>,
    seen: i64,
    entry: &Entry,
    knowledge: &Knowledge,
) -> Outcome<KeptStory> {
    let kept = StoredProgramme::read(entry)?;
    let verdict = reader.store.entry(reader.chain, kept.verdict).await?;
    let verdict = StoredVerdict::read(&verdict)?;
    let mut case = kept_case(reader, seen, &verdict, knowledge).await?;
    let begins = day(entry, &kept.begins)?;
    let mut measures = Vec::new();
    for measured in reader.all(Kind::Measure).await? {
        let body = StoredMeasure::read(&measured)?;
        let file = json!({ "schema": "taut.check_in/1", "on": body.on, "measures": body.measures });
        let read = read_back(&measured, &file, |b| read_check_in("record", b, knowledge))?;
        measures.push((read.on, read.measures));
    }
    let said = check_ins(reader, knowledge).await?;
    case.clearances.retain(|(at, _)| *at < entry.seq);
    case.events = happened(reader, knowledge, &case.clearances, &said, entry.seq).await?;
    // Earlier programmes of the episode had check-ins too; the answers of this one hold what they said.
    let mine = said.into_iter().filter(|one| one.kept.programme == entry.seq);
    case.dropped = bodies::indices(knowledge, &kept.dropped);
    let check_ins: Vec<_> = mine.map(|one| (one.at, one.kept, one.check_in)).collect();
    let added: usize =
        check_ins.iter().map(|(_, body, read)| body.answers.len() + read.answers.len()).sum();
    let answers = case.case.answers.len() + added;
    let preferences = bodies::read_preferences(knowledge, &kept.preferences)?;
    Ok(KeptStory {
        chain: reader.chain,
        episode: reader.number,
        seen,
        author: entry.author.clone(),
        programme: entry.seq,
        kept,
        present: case.clone(),
        case,
        preferences,
        begins,
        measures,
        check_ins,
        answers,
    })
}

/// A check-in of an episode, read back.
pub(crate) struct SaidThen {
    /// Place of its entry.
    pub at: i64,
    /// As it is kept.
    pub kept: StoredCheckIn,
    /// As it is read.
    pub check_in: CheckIn,
    /// What it adds to the answers.
    pub answers: Vec<CaseAnswer>,
}

/// The check-ins of an episode, oldest first.
async fn check_ins(reader: EpisodeReader<'_>, knowledge: &Knowledge) -> Outcome<Vec<SaidThen>> {
    let mut said = Vec::new();
    for entry in reader.all(Kind::CheckIn).await? {
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

/// What is not chosen again in this episode: all stretching, once it was stopped because it brought no gain.
fn dropped(knowledge: &Knowledge, said: &[SaidThen]) -> BTreeSet<usize> {
    let no_gain = |action: &Value| action["action"] == "stop" && action["why"] == "no_gain";
    let stopped = said.iter().flat_map(|one| &one.kept.actions).any(no_gain);
    if stopped { taut_plan::all_stretches(knowledge) } else { BTreeSet::new() }
}

async fn kept_case(
    reader: EpisodeReader<'_>,
    seen: i64,
    verdict: &StoredVerdict,
    knowledge: &Knowledge,
) -> Outcome<KeptCase> {
    let answers = reader.store.entry(reader.chain, verdict.answers).await?;
    let value = StoredAnswers::read(&answers)?.case;
    let case = read_back(&answers, &value, |bytes| read_case("record", bytes, knowledge))?;
    let setting = setting_of(&verdict.setting).ok_or_else(|| {
        Problem::new(ProblemKind::Corrupt, format!("{:?} is no setting", verdict.setting))
    })?;
    let mut clearances = Vec::new();
    for entry in reader.all(Kind::Clearance).await? {
        clearances.push((entry.seq, clearance_of(&entry, knowledge)?));
    }
    Ok(KeptCase {
        case,
        value,
        at: answers.at,
        on: time::day(answers.at),
        later: Vec::new(),
        others: Vec::new(),
        setting,
        thorough: verdict.thorough,
        clearances,
        events: Vec::new(),
        dropped: BTreeSet::new(),
        came_to: CameTo::default(),
        episode: reader.number,
        seen,
    })
}

/// The clearance of an entry.
pub(crate) fn clearance_of(entry: &Entry, knowledge: &Knowledge) -> Outcome<Clearance> {
    let body = StoredClearance::read(entry)?;
    read_back(entry, &body.clearance, |bytes| read_clearance("record", bytes, knowledge))
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
    pub(crate) fn replay<'a>(
        &self,
        reasoner: &'a Reasoner<'a>,
        chooser: &'a dyn Chooser,
    ) -> Result<(Story<'a>, Vec<Response>), EpisodeError> {
        self.steps(reasoner, chooser).map_err(|what| EpisodeError::Differs {
            what,
            edition: self.kept.edition.clone(),
            program: self.kept.program.clone(),
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
        let start = Start {
            case: &self.case.case,
            preferences: &self.preferences,
            on: self.begins,
            measures: &self.measures_at_start(),
            clearances: &self.case.standing(),
            dropped: &self.case.dropped,
        };
        let mut story = Story::begin_from(reasoner, chooser, start).map_err(|problems| {
            let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
            format!("the programme cannot begin: {}", all.join("; "))
        })?;
        for set in &self.kept.overrides {
            bodies::apply_override(reasoner.knowledge, &mut story, set)
                .map_err(|problem| problem.to_string())?;
        }
        Ok(story)
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
