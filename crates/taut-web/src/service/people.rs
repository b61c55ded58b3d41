//! The people of a clinic: the list, and who needs something done; each one query a page.

use jiff::ToSpan as _;
use jiff::civil::Date;
use taut_knowledge::{Knowledge, Rung};
use taut_record::{
    ChainId, Entry, Filter, Kind, LONGEST_PAGE, Latest, Outcome, StoredCheckIn, StoredClearance,
    StoredProgramme, StoredVerdict,
};

use crate::app::{App, now};
use crate::failure::Failure;
use crate::service::patient::Patient;
use crate::visit::AtWork;

/// People on one page of the list.
const PAGE: u32 = 50;

/// What a list says of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The chain.
    pub chain: ChainId,
    /// The name, without its mark.
    pub name: String,
    /// The newest advice, whether it was provisional, and its day.
    pub advice: Option<(Rung, bool, String)>,
    /// The day of the last check-in.
    pub checked_in: Option<String>,
    /// The last day for the next check-in, where a programme goes on.
    pub due: Option<Date>,
    /// What needs action, the most urgent first.
    pub needs: Vec<Need>,
}

/// Why somebody needs action; the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// The newest advice is an emergency.
    Emergency,
    /// The newest advice is a doctor, today.
    DoctorToday,
    /// The newest check-in says worse, or that a clinician should look.
    Worse,
    /// The newest advice is a doctor, within days.
    Doctor,
    /// No check-in came in time.
    Missed,
    /// A clearance has run out.
    Expired,
    /// The newest advice is provisional.
    Provisional,
}

impl Need {
    /// Its label.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Emergency => "clinic.need_emergency",
            Self::DoctorToday => "clinic.need_today",
            Self::Worse => "clinic.need_worse",
            Self::Doctor => "clinic.need_doctor",
            Self::Missed => "clinic.need_missed",
            Self::Expired => "clinic.need_expired",
            Self::Provisional => "clinic.need_provisional",
        }
    }

    /// How its tag looks.
    #[must_use]
    pub const fn tone(self) -> &'static str {
        if matches!(self, Self::Emergency | Self::DoctorToday) { "stop" } else { "care" }
    }
}

/// People of the clinic.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// The people.
    pub rows: Vec<Row>,
    /// The name under which the last record is kept, where more follow.
    pub next: Option<String>,
}

/// The people whose names come after one, or whose names begin so.
///
/// # Errors
/// The database's problem.
pub async fn list(
    app: &App,
    by: &AtWork,
    (prefix, after): (&str, &str),
    today: Date,
) -> Result<Listed, Failure> {
    // No name holds it, and PostgreSQL takes no text with it.
    if [prefix, after].iter().any(|text| text.contains('\0')) {
        return Ok(Listed::default());
    }
    let store = app.store().as_viewer(&by.viewer);
    store.log_listing(now()).await?;
    let knowledge = app.engine().knowledge();
    let mut people = Vec::new();
    let mut next = None;
    for begins in spellings(prefix) {
        let from = if after.is_empty() { begins.as_str() } else { after };
        let mut found = store.latest(from, PAGE + 1).await?;
        found.retain(|one| one.person.name.starts_with(&begins));
        let more = found.len() > PAGE as usize;
        found.truncate(PAGE as usize);
        if more && prefix.is_empty() {
            next = found.last().map(|last| last.person.name.clone());
        }
        people.extend(found);
    }
    let rows = people.iter().map(|one| row(knowledge, one, today));
    Ok(Listed { rows: rows.collect::<Outcome<_>>()?, next })
}

/// A beginning of a name as it was typed, and with a capital or small first letter; each once.
fn spellings(prefix: &str) -> Vec<String> {
    let prefix = prefix.trim();
    let mut chars = prefix.chars();
    let Some(first) = chars.next() else { return vec![String::new()] };
    let rest = chars.as_str();
    let mut all = vec![
        prefix.to_owned(),
        format!("{}{rest}", first.to_uppercase()),
        format!("{}{rest}", first.to_lowercase()),
    ];
    all.sort();
    all.dedup();
    all
}

/// Everybody who needs action, the most urgent first.
///
/// # Errors
/// The database's problem.
pub async fn queue(app: &App, by: &AtWork, today: Date) -> Result<Vec<Row>, Failure> {
    let store = app.store().as_viewer(&by.viewer);
    store.log_listing(now()).await?;
    let (mut rows, mut after) = (Vec::new(), String::new());
    loop {
        let found = store.latest(&after, LONGEST_PAGE).await?;
        for one in &found {
            let row = row(app.engine().knowledge(), one, today)?;
            if !row.needs.is_empty() {
                rows.push(row);
            }
        }
        match found.last() {
            Some(last) if found.len() >= LONGEST_PAGE as usize => {
                after.clone_from(&last.person.name);
            }
            _ => break,
        }
    }
    rows.sort_by(|a, b| a.needs.cmp(&b.needs).then_with(|| a.name.cmp(&b.name)));
    Ok(rows)
}

/// What one person's newest entries come to.
///
/// # Errors
/// The database's problem.
pub async fn of(app: &App, patient: &Patient, today: Date) -> Result<Row, Failure> {
    let mut entries = Vec::new();
    for kind in [Kind::Episode, Kind::Verdict, Kind::Programme, Kind::CheckIn, Kind::Clearance] {
        let filter = Filter { kind: Some(kind), ..Filter::default() };
        entries.extend(patient.store.page(patient.chain(), filter, None, 1).await?.entries);
    }
    entries.sort_by_key(|entry| entry.seq);
    let latest = Latest { person: patient.person.clone(), entries };
    Ok(row(app.engine().knowledge(), &latest, today)?)
}

/// What the newest entries of a person come to on a day.
fn row(knowledge: &Knowledge, latest: &Latest, today: Date) -> Outcome<Row> {
    let of = |kind: Kind| latest.entries.iter().find(|entry| entry.kind == kind);
    let verdict = of(Kind::Verdict).map(read::<StoredVerdict>).transpose()?;
    let check_in = of(Kind::CheckIn).map(read::<StoredCheckIn>).transpose()?;
    let programme = of(Kind::Programme).map(read::<StoredProgramme>).transpose()?;
    let clearance = of(Kind::Clearance).map(read::<StoredClearance>).transpose()?;
    let ended = of(Kind::Episode).is_some_and(|entry| entry.body.contains("\"ended\""));
    // A check-in before the newest verdict has been looked at with it.
    let newer = check_in.as_ref().filter(|(at, _)| verdict.as_ref().is_none_or(|(v, _)| v < at));
    let day = |at: i64| {
        latest.entries.iter().find(|entry| entry.seq == at).map(|e| taut_episode::time::day(e.at))
    };
    let advice = match (newer, &verdict) {
        (Some((_, said)), verdict) => {
            let provisional = verdict.as_ref().is_some_and(|(_, v)| v.provisional);
            rung(&said.rung).map(|rung| (rung, provisional, said.on.clone()))
        }
        (None, Some((at, kept))) => {
            rung(&kept.rung).map(|rung| (rung, kept.provisional, day(*at).unwrap_or_default()))
        }
        (None, None) => None,
    };
    let due = programme.as_ref().filter(|_| !ended).and_then(|(at, kept)| {
        match check_in.as_ref().filter(|(seq, _)| seq > at) {
            Some((_, said)) => said.next[1].parse().ok().filter(|_| said.goes_on()),
            None => first_due(knowledge, &kept.begins),
        }
    });
    let mut needs = Vec::new();
    if !ended {
        if let Some((rung, provisional, _)) = &advice {
            needs.extend(of_rung(*rung));
            needs.extend(provisional.then_some(Need::Provisional));
        }
        needs.extend(newer.filter(|(_, said)| is_worse(said)).map(|_| Need::Worse));
        needs.extend(due.filter(|due| *due < today).map(|_| Need::Missed));
        let expired = clearance.and_then(|(_, kept)| last_day(knowledge, &kept));
        needs.extend(expired.filter(|last| *last < today).map(|_| Need::Expired));
        needs.sort_unstable();
    }
    Ok(Row {
        chain: latest.person.chain,
        name: latest.person.shown().to_owned(),
        advice,
        checked_in: check_in.map(|(_, said)| said.on),
        due,
        needs,
    })
}

fn read<T: taut_record::Stored>(entry: &Entry) -> Outcome<(i64, T)> {
    Ok((entry.seq, T::read(entry)?))
}

fn rung(id: &str) -> Option<Rung> {
    Rung::ALL.into_iter().find(|rung| rung.id() == id)
}

const fn of_rung(rung: Rung) -> Option<Need> {
    match rung {
        Rung::Emergency => Some(Need::Emergency),
        Rung::SeeDoctorToday => Some(Need::DoctorToday),
        Rung::SeeDoctor => Some(Need::Doctor),
        _ => None,
    }
}

/// Actions of a check-in after which a therapist should look.
const WORSE: [&str; 5] = ["clinician", "deficit", "more_careful", "stop_all", "frozen"];

fn is_worse(said: &StoredCheckIn) -> bool {
    said.actions
        .iter()
        .any(|action| action["action"].as_str().is_some_and(|action| WORSE.contains(&action)))
}

/// The last day for the first check-in of a programme.
fn first_due(knowledge: &Knowledge, begins: &str) -> Option<Date> {
    let begins: Date = begins.parse().ok()?;
    let hours = knowledge.check_in.numbers.first_hours[1];
    begins.checked_add(i64::from(hours.div_ceil(24)).days()).ok()
}

/// The last day of a clearance: what the examiner set, and never longer than the policy says.
fn last_day(knowledge: &Knowledge, kept: &StoredClearance) -> Option<Date> {
    let on: Date = kept.on.parse().ok()?;
    let weeks = i64::from(knowledge.check_in.numbers.clearance_weeks);
    let longest = on.checked_add(weeks.weeks()).ok()?;
    let stated = kept.clearance["expires"].as_str().and_then(|day| day.parse::<Date>().ok());
    Some(stated.map_or(longest, |stated| stated.min(longest)))
}
