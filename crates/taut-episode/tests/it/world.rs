//! The shipped knowledge as an engine, a folder that goes away, and a person who answers questions by a vignette.

use std::collections::BTreeMap;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use serde_json::Value;
use taut_episode::interview_form::{begin_second_part, next_screen, take};
use taut_episode::{
    AskSides, CheckInDraft, CheckInForm, CheckInStep, CheckInToKeep, Draft, Engine, EpisodeError,
    Judged, Kept, PlanToKeep, Question, VerdictToKeep, answers, case_json, keep_check_in,
    keep_plan, keep_verdict, load_case, load_story, plan_screen, usual_preferences,
};
use taut_knowledge::{
    Case, Knowledge, Said, load, load_body, read_body_folder, read_case, read_check_in, read_folder,
};
use taut_plan::Response;
use taut_reason::Setting;
use taut_record::{ChainId, Opening, Place, Store};

/// A time: 2026-03-02 in milliseconds.
pub const NOW: i64 = 1_772_409_600_000;
/// The first day.
pub const START: Date = date(2026, 3, 2);

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let files = read_folder(&folder("")).unwrap_or_else(|report| panic!("{report}"));
    let knowledge = load(&files).unwrap_or_else(|report| panic!("{report}")).0;
    Engine::new(knowledge, || load_body(&read_body_folder(&folder(""))?).map(|(body, _)| body))
});

/// The engine of the shipped knowledge.
pub fn engine() -> &'static Engine {
    &ENGINE
}

/// The shipped knowledge.
pub fn knowledge() -> &'static Knowledge {
    engine().knowledge()
}

fn folder(part: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge").join(part)
}

/// So many days after the first.
pub fn day(days: i64) -> Date {
    START.checked_add(days.days()).unwrap()
}

/// A folder of its own that is removed at the end.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("taut-episode-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn place(&self) -> Place {
        Place::File(self.0.join("records.db"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs a future to its end on this thread.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

pub async fn open(place: &Place) -> Store {
    Store::open(place, Opening::default(), NOW).await.unwrap_or_else(|problem| panic!("{problem}"))
}

/// The code of a refusal.
pub fn code<T: std::fmt::Debug>(outcome: Result<T, EpisodeError>) -> &'static str {
    match outcome {
        Err(EpisodeError::Refused(faults)) => faults[0].code,
        other => panic!("{other:?}"),
    }
}

/// What a vignette's person says, by finding; left where the side matters.
pub struct Says(BTreeMap<String, String>);

impl Says {
    pub fn of(vignette: &str) -> Self {
        let name = format!("vignettes/{vignette}.toml");
        let bytes = std::fs::read(folder(&name)).unwrap();
        let case =
            read_case(&name, &bytes, knowledge()).unwrap_or_else(|report| panic!("{report}"));
        let mut said = BTreeMap::new();
        for answer in &case.answers {
            let record = knowledge().finding(answer.finding);
            let value = match answer.said {
                Said::State(state) => record.states[usize::from(state)].clone(),
                Said::Number(number) => number.to_string(),
                Said::Unknown | Said::Cleared => "not_sure".to_owned(),
            };
            said.insert(record.id.clone(), value);
        }
        said.insert("age".to_owned(), case.age.unwrap().0.to_string());
        said.insert("sex".to_owned(), case.sex.unwrap().id().to_owned());
        Self(said)
    }

    pub fn says(mut self, finding: &str, value: &str) -> Self {
        self.0.insert(finding.to_owned(), value.to_owned());
        self
    }

    /// The value for a question: as the vignette has it, else no, else the least.
    pub fn to(&self, question: &Question) -> String {
        let has = |value: &str| question.choices.iter().any(|choice| choice.value == value);
        let said = self.0.get(&question.key).map(String::as_str);
        match (said, &question.number) {
            (Some("absent"), _) => "no".to_owned(),
            (Some("present"), _) if has("left") => "left".to_owned(),
            (Some("present"), _) => "yes".to_owned(),
            (Some(said), _) => said.to_owned(),
            (None, Some((_, least, _))) => least.to_string(),
            (None, None) if has("no") => "no".to_owned(),
            (None, None) if has("same") => "same".to_owned(),
            (None, None) => question.choices[0].value.clone(),
        }
    }

    /// Value by value for a whole screen.
    fn to_all(&self, questions: &[Question]) -> Vec<(String, String)> {
        questions.iter().map(|question| (question.key.clone(), self.to(question))).collect()
    }
}

/// Both parts of the interview, screen by screen; through its bytes after each, as a server keeps it.
pub fn interview(says: &Says) -> Draft {
    let asking = engine().asking();
    let mut draft = Draft::new(knowledge());
    for _ in 0..200 {
        let now = draft.interview(knowledge());
        let Some(screen) = next_screen(asking, &draft, &now, AskSides::Which, "en") else {
            if now.in_second_part() {
                return draft;
            }
            begin_second_part(knowledge(), &mut draft);
            continue;
        };
        let given = says.to_all(&screen.questions);
        let given = given.iter().map(|(key, value)| (key.as_str(), value.as_str(), ""));
        let taken = take(asking, &mut draft, &screen, given).unwrap();
        assert!(taken.open.is_empty(), "{:?}", taken.open);
        draft = Draft::read(&draft.to_bytes().unwrap()).unwrap();
    }
    panic!("the interview does not end")
}

/// The case of an interview, read.
pub fn case_of(draft: &Draft) -> Case {
    let value = draft.case(knowledge());
    read_case("interview", value.to_string().as_bytes(), knowledge())
        .unwrap_or_else(|report| panic!("{report}"))
}

/// Answers and a verdict that nothing of the record went into.
pub fn unseen<'a>(case: &'a Value, judged: Judged<'a>) -> VerdictToKeep<'a> {
    VerdictToKeep { case, judged, clearances: &[], seen: None }
}

/// Keeps an interview's answers and verdict.
pub async fn keep_interview(
    store: &Store,
    chain: ChainId,
    draft: &Draft,
    now: i64,
) -> Result<Kept, EpisodeError> {
    let judgement = engine().answer(case_of(draft), Setting::Home, false);
    let value = draft.case(knowledge());
    keep_verdict(store, chain, &unseen(&value, judgement.judged()), ("Ann", now)).await
}

/// Answers what stands between the person and exercises, and keeps the programme.
pub async fn make_plan(
    store: &Store,
    chain: ChainId,
    says: &Says,
    begins: Date,
    now: i64,
) -> Result<Kept, EpisodeError> {
    let mut kept = load_case(store, chain, knowledge()).await?;
    let preferences = usual_preferences(knowledge());
    let standing = kept.standing();
    for _ in 0..20 {
        let (case, cleared) = kept.cleared(knowledge(), begins);
        let judgement = engine().answer(case, kept.setting, kept.thorough);
        let plan = engine().plan(&judgement, &preferences, &standing, &kept.dropped, begins)?;
        if let Some(screen) = plan_screen(knowledge(), &plan, AskSides::Which, "en") {
            let given = says.to_all(&screen.questions);
            let given = given.iter().map(|(key, value)| (key.as_str(), value.as_str(), ""));
            let replies = screen.read(given).unwrap();
            kept.value["answers"].as_array_mut().unwrap().extend(answers(knowledge(), &replies));
            let bytes = serde_json::to_vec(&kept.value)?;
            kept.case = read_case("answers", &bytes, knowledge())?;
            continue;
        }
        let new = PlanToKeep {
            judged: judgement.judged(),
            case: &kept.value,
            preferences: &preferences,
            overrides: &[],
            dropped: &kept.dropped,
            begins,
            plan: &plan,
            clearances: &cleared,
            seen: Some(kept.seen),
        };
        return keep_plan(store, chain, &new, ("Ann", now)).await;
    }
    panic!("the questions do not end")
}

/// A check-in worked out on the newest story: what is to be kept, and what it comes to.
pub async fn check_in(
    store: &Store,
    chain: ChainId,
    says: &Says,
    on: Date,
) -> Result<(CheckInToKeep, Response), EpisodeError> {
    let kept = load_story(store, chain, knowledge()).await?;
    let reasoner = engine().reasoner(kept.case.setting, false);
    let told = engine().tell(kept, on)?;
    let form = CheckInForm {
        reasoner,
        story: &told.story,
        today: on,
        sides: AskSides::Which,
        language: "en",
    };
    let mut draft = CheckInDraft::default();
    let file = loop {
        let screen = match form.next(&draft) {
            CheckInStep::Done(file) => break file,
            CheckInStep::Screen(screen) => screen,
        };
        let given = says.to_all(&screen.questions);
        let given = given.iter().map(|(key, value)| (key.as_str(), value.as_str(), ""));
        assert_eq!(draft.take(knowledge(), &screen, given), Ok(Vec::new()));
        draft = CheckInDraft::read(&draft.to_bytes()?)?;
    };
    let said = read_check_in("check-in", file.to_string().as_bytes(), knowledge())?;
    assert_eq!(case_json::value(file.to_string().as_bytes())?, file);
    let done = told.check_in(engine(), &said, &file)?;
    Ok((done.to_keep, done.response))
}

/// Likewise, and keeps it.
pub async fn keep_checked_in(
    store: &Store,
    chain: ChainId,
    says: &Says,
    on: Date,
    now: i64,
) -> Result<Response, EpisodeError> {
    let (new, response) = check_in(store, chain, says, on).await?;
    keep_check_in(store, &new, ("Ann", now)).await?;
    Ok(response)
}
