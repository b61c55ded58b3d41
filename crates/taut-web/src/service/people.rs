//! The people of a clinic: the list, and who needs something done; each one query a page.

use jiff::ToSpan as _;
use jiff::civil::Date;
use taut_knowledge::{Knowledge, Rung};
use taut_plan::ActionKind;
use taut_record::{
    ChainId, Entry, Kind, LONGEST_PAGE, Latest, StoredCheckIn, StoredClearance, StoredProgramme,
    StoredVerdict,
};

use crate::app::{AUTHOR, App, now};
use crate::failure::Failure;
use crate::service::patient::Patient;
use crate::visit::AtWork;

/// People on one page of the list.
const PAGE: u32 = 50;

/// People that are read to find one of them.
const FEW: u32 = 8;

/// What a list says of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The chain.
    pub chain: ChainId,
    /// The name, without its mark.
    pub name: String,
    /// The most careful of the newest advice and of a check-in that nobody has dealt with, whether it is provisional, and its day.
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
    /// Something of the record cannot be read: what it says is not known.
    Unreadable,
    /// The newest advice is a doctor, today.
    DoctorToday,
    /// The newest check-in says worse, or that a clinician should look, and none has written anything since.
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
            Self::Unreadable => "clinic.need_unreadable",
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
        if matches!(self, Self::Emergency | Self::Unreadable | Self::DoctorToday) {
            "stop"
        } else {
            "care"
        }
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
        let mut found = store.latest(from, PAGE + 1, AUTHOR).await?;
        found.retain(|one| one.person.name.starts_with(&begins));
        let more = found.len() > PAGE as usize;
        found.truncate(PAGE as usize);
        if more && prefix.is_empty() {
            next = found.last().map(|last| last.person.name.clone());
        }
        people.extend(found);
    }
    let rows = people.iter().map(|one| row(knowledge, one, today));
    Ok(Listed { rows: rows.collect(), next })
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
        let found = store.latest(&after, LONGEST_PAGE, AUTHOR).await?;
        for one in &found {
            let row = row(app.engine().knowledge(), one, today);
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
    let name = &patient.person.name;
    let mut after = just_before(name);
    loop {
        let found = patient.store.latest(&after, FEW, AUTHOR).await?;
        if let Some(one) = found.iter().find(|one| one.person.chain == patient.chain()) {
            return Ok(row(app.engine().knowledge(), one, today));
        }
        match found.last() {
            Some(last) if last.person.name < *name => after.clone_from(&last.person.name),
            _ => return Err(Failure::not_found()),
        }
    }
}

/// A name that comes before this one, with nobody in between as far as names go.
fn just_before(name: &str) -> String {
    let mut chars = name.chars();
    let Some(last) = chars.next_back() else { return String::new() };
    let earlier = char::from_u32(u32::from(last).saturating_sub(1)).unwrap_or('\u{d7ff}');
    format!("{}{earlier}{}", chars.as_str(), char::MAX)
}

/// What the newest entries of a person come to on a day. What cannot be read is said, and keeps nobody off the list.
fn row(knowledge: &Knowledge, latest: &Latest, today: Date) -> Row {
    let mut read = Reading { latest, readable: true };
    let verdict: Option<(i64, StoredVerdict)> = read.newest(Kind::Verdict);
    let check_in: Option<(i64, StoredCheckIn)> = read.newest(Kind::CheckIn);
    let programme: Option<(i64, StoredProgramme)> = read.newest(Kind::Programme);
    let clearance: Option<(i64, StoredClearance)> = read.newest(Kind::Clearance);
    let episode = read.entry(Kind::Episode);
    let ended = episode.is_some_and(|entry| entry.body.contains("\"ended\""));
    // Whoever answers again has not been looked at; what a clinician wrote down since then has dealt with it.
    let dealt = latest.by_others.iter().map(|entry| entry.seq).max().unwrap_or_default();
    let open = check_in.as_ref().filter(|(at, _)| *at > dealt);
    let mut advice: Vec<(Rung, String)> = Vec::new();
    if let Some((_, kept)) = &verdict {
        let on = read.entry(Kind::Verdict).map(|entry| taut_episode::time::day(entry.at));
        advice.extend(read.rung(&kept.rung).map(|rung| (rung, on.unwrap_or_default())));
    }
    if let Some((_, said)) = open {
        advice.extend(read.rung(&said.rung).map(|rung| (rung, said.on.clone())));
    }
    let provisional = verdict.as_ref().is_some_and(|(_, kept)| kept.provisional);
    let is_worse = open.is_some_and(|(_, said)| read.is_for_clinician(said));
    let due = programme.as_ref().filter(|_| !ended).and_then(|(at, kept)| {
        match check_in.as_ref().filter(|(seq, _)| seq > at) {
            Some((_, said)) if said.goes_on() => read.day(&said.next[1]),
            Some(_) => None,
            None => read.day(&kept.begins).and_then(|begins| first_due(knowledge, begins)),
        }
    });
    let expired = clearance.filter(|_| !ended);
    let expired = expired.and_then(|(_, kept)| read.last_day(knowledge, &kept));
    // The more careful of two of one day; else the newest of the most careful.
    let advice = advice.into_iter().min_by_key(|(rung, _)| *rung);
    let mut needs: Vec<Need> = advice.iter().filter_map(|(rung, _)| of_rung(*rung)).collect();
    needs.extend(is_worse.then_some(Need::Worse));
    needs.extend((provisional && !ended).then_some(Need::Provisional));
    needs.extend(due.filter(|due| *due < today).map(|_| Need::Missed));
    needs.extend(expired.filter(|last| *last < today).map(|_| Need::Expired));
    needs.extend((!read.readable).then_some(Need::Unreadable));
    needs.sort_unstable();
    Row {
        chain: latest.person.chain,
        name: latest.person.shown().to_owned(),
        advice: advice.map(|(rung, on)| (rung, provisional, on)),
        checked_in: check_in.map(|(_, said)| said.on),
        due,
        needs,
    }
}

/// The newest entries of a person, on their way to be read.
struct Reading<'l> {
    latest: &'l Latest,
    /// Everything so far could be.
    readable: bool,
}

impl<'l> Reading<'l> {
    fn entry(&self, kind: Kind) -> Option<&'l Entry> {
        self.latest.entries.iter().find(|entry| entry.kind == kind)
    }

    /// Nothing too, and noted, where it cannot be read.
    fn noted<T>(&mut self, read: Option<T>) -> Option<T> {
        self.readable &= read.is_some();
        read
    }

    fn newest<T: taut_record::Stored>(&mut self, kind: Kind) -> Option<(i64, T)> {
        let entry = self.entry(kind)?;
        let read = T::read(entry).ok().map(|body| (entry.seq, body));
        self.noted(read)
    }

    fn rung(&mut self, id: &str) -> Option<Rung> {
        self.noted(Rung::ALL.into_iter().find(|rung| rung.id() == id))
    }

    fn day(&mut self, text: &str) -> Option<Date> {
        self.noted(text.parse().ok())
    }

    fn is_for_clinician(&mut self, said: &StoredCheckIn) -> bool {
        let mut any = false;
        for action in &said.actions {
            let kind = action["action"].as_str().and_then(ActionKind::from_id);
            any |= self.noted(kind).is_some_and(ActionKind::is_for_clinician);
        }
        any
    }

    /// The last day of a clearance: what the examiner set, and never longer than the policy says.
    fn last_day(&mut self, knowledge: &Knowledge, kept: &StoredClearance) -> Option<Date> {
        let on = self.day(&kept.on)?;
        let weeks = i64::from(knowledge.check_in.numbers.clearance_weeks);
        let longest = on.checked_add(weeks.weeks()).ok();
        let longest = self.noted(longest)?;
        match &kept.clearance["expires"] {
            serde_json::Value::Null => Some(longest),
            stated => {
                let stated = self.day(stated.as_str().unwrap_or_default());
                Some(stated.map_or(longest, |stated| stated.min(longest)))
            }
        }
    }
}

const fn of_rung(rung: Rung) -> Option<Need> {
    match rung {
        Rung::Emergency => Some(Need::Emergency),
        Rung::SeeDoctorToday => Some(Need::DoctorToday),
        Rung::SeeDoctor => Some(Need::Doctor),
        _ => None,
    }
}

/// The last day for the first check-in of a programme.
fn first_due(knowledge: &Knowledge, begins: Date) -> Option<Date> {
    let hours = knowledge.check_in.numbers.first_hours[1];
    begins.checked_add(i64::from(hours.div_ceil(24)).days()).ok()
}
