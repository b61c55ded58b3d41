//! One person as their therapist sees them: every look is written down; answers, clearances and verdicts are added.

use jiff::civil::Date;
use serde_json::{Value, json};
use taut_episode::{
    ClearanceRow, ClearanceToKeep, EpisodeError, Fault, Judgement, Kept, KeptCase, Told, Upheld,
    VerdictToKeep, case_json, keep_clearance, keep_verdict, load_case, newest_place,
};
use taut_knowledge::case::CASE_SCHEMA;
use taut_knowledge::read_case;
use taut_reason::Setting;
use taut_record::{ChainId, Code, Filter, Page, Person, Role, Store, StoredCleared};

use super::admin::CODE_DAYS;
use super::story::{told_of, told_of_if_same};
use super::subject::Subject;
use crate::app::{App, DAY, now};
use crate::failure::Failure;
use crate::visit::AtWork;

/// A therapist at the record of one person.
#[derive(Debug, Clone)]
pub struct Patient {
    /// The records as far as the therapist reaches.
    pub store: Store,
    /// The therapist.
    pub by: AtWork,
    /// The person.
    pub person: Person,
}

/// The newest answers of a person, judged with what clearances add today.
#[derive(Debug, Clone)]
pub struct Current {
    /// The answers as they are kept.
    pub kept: KeptCase,
    /// The verdict on them now.
    pub judgement: Judgement,
    /// What check-ins came to, where it is more careful than the verdict.
    pub upheld: Option<Upheld>,
    /// The clearances beside them.
    pub cleared: Vec<StoredCleared>,
}

impl Patient {
    /// Opens a person's record and writes down who looks at what. Nobody of another clinic is there.
    ///
    /// # Errors
    /// There is no such person in the clinic; the database's problem.
    pub async fn open(app: &App, by: AtWork, id: &str, what: &str) -> Result<Self, Failure> {
        let chain = ChainId::parse(id).ok_or_else(Failure::not_found)?;
        let opened = Self::beside(app, by, chain).await?;
        opened.store.log_access(chain, &opened.by.name, what, now()).await?;
        Ok(opened)
    }

    /// Reaches a person of the clinic for something beside a page that has written down the look; it shows nothing of the
    /// record.
    ///
    /// # Errors
    /// As [`Patient::open`].
    pub async fn beside(app: &App, by: AtWork, chain: ChainId) -> Result<Self, Failure> {
        let store = app.store().as_viewer(&by.viewer);
        let person = store.person_of(chain).await?;
        Ok(Self { store, by, person })
    }

    /// The chain.
    #[must_use]
    pub const fn chain(&self) -> ChainId {
        self.person.chain
    }

    /// The address of their page, and what follows it.
    #[must_use]
    pub fn address(&self, part: &str) -> String {
        format!("/clinic/people/{}{part}", self.chain())
    }

    /// The newest answers, judged; nothing where none are kept.
    ///
    /// # Errors
    /// The database's problem.
    pub async fn current(&self, app: &App, today: Date) -> Result<Option<Current>, Failure> {
        let kept = match load_case(&self.store, self.chain(), app.engine().knowledge()).await {
            Ok(kept) => kept,
            Err(EpisodeError::Missing(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let current = app
            .compute(move |app| {
                let (case, cleared) = kept.cleared(app.engine().knowledge(), today);
                let judgement = app.engine().answer(case, kept.setting, false);
                let upheld = kept.upheld(app.engine().knowledge(), &judgement);
                Ok(Current { kept, judgement, upheld, cleared })
            })
            .await?;
        Ok(Some(current))
    }

    /// The programme that is kept, made again with its check-ins; nothing where none is kept, or where it comes out differently
    /// with the knowledge of today.
    ///
    /// # Errors
    /// The database's problem.
    pub async fn story(&self, app: &App) -> Result<Option<Told>, Failure> {
        told_of_if_same(app, &self.store, self.chain()).await
    }

    /// Likewise, but one that comes out differently is no programme that is missing.
    ///
    /// # Errors
    /// It comes out differently with the knowledge of today; the database's problem.
    pub async fn told(&self, app: &App) -> Result<Option<Told>, Failure> {
        told_of(app, &self.store, self.chain()).await
    }

    /// Adds answers of a day to the newest ones, judges them all anew, and keeps both.
    ///
    /// # Errors
    /// What was typed does not fit; something was added meanwhile; the database's problem. Nothing is kept then.
    pub async fn add(&self, app: &App, new: &New, today: Date) -> Result<Kept, Failure> {
        let seen = newest_place(&self.store, self.chain()).await?;
        let kept = self.current(app, today).await?.map(|current| current.kept);
        let seen = Some(kept.as_ref().map_or(seen, |kept| kept.seen));
        let new = new.clone();
        let (value, judgement, cleared) =
            app.compute(move |app| with_answers(app, kept.as_ref(), &new, today)).await?;
        let (judged, by) = (judgement.judged(), (self.by.name.as_str(), now()));
        let new = VerdictToKeep { case: &value, judged, clearances: &cleared, seen };
        Ok(keep_verdict(&self.store, self.chain(), &new, by).await?)
    }

    /// Keeps a clearance, judges the answers with it, and keeps the verdict too.
    ///
    /// # Errors
    /// No answers are kept yet; the database's problem.
    pub async fn clear(
        &self,
        app: &App,
        new: &ClearanceToKeep,
        today: Date,
    ) -> Result<(), Failure> {
        let author = self.by.name.as_str();
        let new = (new, app.engine().knowledge());
        keep_clearance(&self.store, self.chain(), new, (author, now())).await?;
        if let Some(current) = self.current(app, today).await? {
            let new = VerdictToKeep {
                case: &current.kept.value,
                judged: current.judgement.judged(),
                clearances: &current.cleared,
                seen: Some(current.kept.seen),
            };
            keep_verdict(&self.store, self.chain(), &new, (author, now())).await?;
        }
        Ok(())
    }

    /// The clearances of the open episode.
    ///
    /// # Errors
    /// The database's problem.
    pub async fn clearances(&self, app: &App, today: Date) -> Result<Vec<ClearanceRow>, Failure> {
        let knowledge = app.engine().knowledge();
        match taut_episode::clearances(&self.store, self.chain(), knowledge, today).await {
            Err(EpisodeError::Missing(_)) => Ok(Vec::new()),
            other => Ok(other?),
        }
    }

    /// Entries before a place, the newest first.
    ///
    /// # Errors
    /// The database's problem.
    pub async fn entries(&self, before: Option<i64>) -> Result<Page, Failure> {
        Ok(self.store.page(self.chain(), Filter::default(), before, 50).await?)
    }

    /// An invitation for the person.
    ///
    /// # Errors
    /// The database's problem.
    pub async fn invite(&self) -> Result<Code, Failure> {
        let clinic = self.by.viewer.clinic().ok_or_else(Failure::not_allowed)?;
        let (now, chain) = (now(), Some(self.chain()));
        Ok(self.store.invite(clinic, Role::Person, chain, now + CODE_DAYS * DAY, now).await?)
    }

    /// The whole record as JSON Lines.
    ///
    /// # Errors
    /// The database's problem.
    pub async fn export(&self) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        self.store.export_person(self.chain(), "export", &mut bytes).await?;
        Ok(bytes)
    }
}

impl Current {
    /// The answers as whatever makes a plan or a letter of them takes them.
    #[must_use]
    pub fn subject(self) -> Subject {
        let Self { kept, judgement, upheld, cleared } = self;
        Subject {
            judgement,
            upheld,
            stands: Vec::new(),
            cleared,
            clearances: kept.standing(),
            examined: kept.clearances.iter().map(|(_, one)| one.clone()).collect(),
            dropped: kept.dropped,
            seen: Some(kept.seen),
            value: kept.value,
            standing: None,
            is_kept: true,
        }
    }
}

/// Reads a clearance file that came with a request; places of its problems are paths of the file.
///
/// # Errors
/// Every problem of the clearance.
pub fn read_clearance(app: &App, file: &Value, today: Date) -> Result<ClearanceToKeep, Failure> {
    let (knowledge, bytes) = (app.engine().knowledge(), file.to_string());
    Ok(ClearanceToKeep::read("form", bytes.as_bytes(), knowledge, today)?)
}

/// What a therapist adds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct New {
    /// Answers in the form of a case file.
    pub answers: Vec<Value>,
    /// What no finding holds.
    pub unmapped: Vec<String>,
    /// Age in years, where it was asked.
    pub age: Option<f64>,
    /// Recorded sex, where it was asked.
    pub sex: Option<String>,
    /// The person was asked in an interview: age and sex count then though answers are kept already (else S11 could be undone).
    pub is_interview: bool,
    /// The day of all this.
    pub on: String,
}

type Judged = (Value, Judgement, Vec<StoredCleared>);

fn with_answers(
    app: &App,
    kept: Option<&KeptCase>,
    new: &New,
    today: Date,
) -> Result<Judged, Failure> {
    let knowledge = app.engine().knowledge();
    let read = |value: &Value| {
        read_case("form", value.to_string().as_bytes(), knowledge)
            .map_err(|report| Failure::from(EpisodeError::File(report)))
    };
    let alone = json!({ "schema": CASE_SCHEMA, "id": "clinic", "answers": new.answers });
    let added = read(&alone)?;
    let mut value = match kept {
        Some(kept) => kept.value.clone(),
        None => json!({ "schema": CASE_SCHEMA, "id": "clinic", "answers": [] }),
    };
    if kept.is_none() || new.is_interview {
        if let Some(age) = new.age {
            value["age"] = json!(age);
        }
        if let Some(sex) = &new.sex {
            value["sex"] = json!(sex);
        }
    }
    let before = read(&value)?;
    case_json::with_later(knowledge, (&mut value, &before), &added.answers, &new.on);
    if !new.unmapped.is_empty() {
        let old = value.get("unmapped").and_then(Value::as_array).cloned().unwrap_or_default();
        let more = new.unmapped.iter().map(|text| json!({ "text": text, "from": new.on }));
        value["unmapped"] = old.into_iter().chain(more).collect();
    }
    let case = read(&value)?;
    let (case, cleared) = match kept {
        Some(kept) => {
            let kept = kept.clone().with(knowledge, (case, value.clone()), &added.answers, today);
            kept.cleared(knowledge, today)
        }
        None => (case, Vec::new()),
    };
    let setting = kept.map_or(Setting::PtClinic, |kept| kept.setting);
    let judgement = app.engine().answer(case, setting, false);
    for answer in &added.answers {
        stays_cleared(app, answer, &judgement)?;
    }
    Ok((value, judgement, cleared))
}

/// A clearance that would change nothing is refused, not kept in silence: its day must lie after the report (S13).
fn stays_cleared(
    app: &App,
    answer: &taut_knowledge::CaseAnswer,
    judgement: &Judgement,
) -> Result<(), Failure> {
    if answer.said != taut_knowledge::Said::Cleared {
        return Ok(());
    }
    let knowledge = app.engine().knowledge();
    let lines = super::side_by_side::lines(knowledge, &judgement.case, "en");
    let mut mine = lines.iter().filter(|line| {
        let side = answer.side == taut_knowledge::Side::Both || line.side == answer.side;
        line.finding == answer.finding && side
    });
    if mine.any(|line| line.present) {
        let fault = Fault::new("not-after", "on", "", "");
        return Err(Failure::refused(vec![fault]));
    }
    Ok(())
}
