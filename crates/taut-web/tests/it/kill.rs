//! A server that is killed while people answer: every reply that it acknowledged is there, none is torn, interviews go on.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use taut_record::{DraftKind, DraftOwner, DraftPut, Expected, Opening, Place, Store, Token};

use crate::postgres::Postgres;
use crate::process::{Patience, Process};
use crate::support::{Client, FORM, Got, Random, form, now};

/// People who answer at once.
const PEOPLE: usize = 10;

/// Replies of an interview by question: `no`, `not_sure`, or a number.
type Replies = BTreeMap<String, String>;

/// An interview as somebody knows it from what the server has said.
#[derive(Debug, Clone)]
struct Known {
    owner: DraftOwner,
    /// Version of what was acknowledged last; nothing before a page has shown it.
    version: Option<i64>,
    kept: Replies,
    /// Sent, and not acknowledged.
    on_its_way: Option<Replies>,
}

/// Somebody who answers one interview after the other.
struct Asker {
    random: Random,
    browser: Client,
    now: Option<Known>,
    done: Vec<Known>,
    /// How many replies were acknowledged since the last look.
    acknowledged: usize,
}

/// The guest's session by its cookie; nothing where an answer was cut off before it.
fn owner_of(browser: &Client) -> Option<DraftOwner> {
    let (_, token) = browser.cookies.iter().find(|(name, _)| name == "taut-session")?;
    Some(DraftOwner::Session(Token::parse(token)?.id()))
}

impl Asker {
    fn new(seed: u64, server: &Process) -> Self {
        let random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let browser = Client::at(server.address);
        Self { random, browser, now: None, done: Vec::new(), acknowledged: 0 }
    }

    /// Answers until the server is gone.
    async fn answer(mut self) -> Self {
        while self.step().await.is_ok() {}
        self
    }

    async fn step(&mut self) -> std::io::Result<()> {
        if self.now.is_none() {
            self.browser.cookies.clear();
            let begun = self.browser.try_send("POST", "/interview/begin", None).await?;
            assert_eq!(begun.status, 303, "{}", begun.body);
            let owner = owner_of(&self.browser).ok_or(std::io::ErrorKind::UnexpectedEof)?;
            let (kept, on_its_way) = (Replies::new(), None);
            self.now = Some(Known { owner, version: None, kept, on_its_way });
        }
        let page = self.browser.try_send("GET", "/interview", None).await?;
        if page.status == 303 {
            self.done.extend(self.now.take());
            return Ok(());
        }
        assert_eq!(page.status, 200, "{}", page.body);
        // Cut off where the server was killed.
        let Some((version, screen, replies)) = read(&page, &mut self.random) else {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        };
        let known = self.now.as_mut().unwrap();
        assert_eq!(*known.version.get_or_insert(version), version, "another version is shown");
        known.on_its_way = Some(replies.clone());
        let number = version.to_string();
        let mut fields = vec![("version", number.as_str()), ("screen", &screen), ("press", "next")];
        let names: Vec<String> = replies.iter().map(|(key, value)| name(key, value)).collect();
        fields.extend(names.iter().zip(&replies).map(|(n, (_, value))| (n.as_str(), &**value)));
        let body = form(&fields);
        let sent =
            self.browser.try_send("POST", "/interview", Some((FORM, body.as_bytes()))).await?;
        assert_eq!(sent.status, 303, "{}", sent.body);
        known.kept.extend(known.on_its_way.take().unwrap_or_default());
        known.version = Some(version + 1);
        self.acknowledged += 1;
        Ok(())
    }
}

/// The field of a reply: a number is typed, all else is chosen.
fn name(key: &str, value: &str) -> String {
    let kind = if value.parse::<f64>().is_ok() { "n" } else { "a" };
    format!("{kind}.{key}")
}

/// Version and screen of a page, and a reply to each of its questions; nothing of a page that is cut off.
fn read(page: &Got, random: &mut Random) -> Option<(i64, String, Replies)> {
    if !page.body.contains("</html>") {
        return None;
    }
    let (mut version, mut screen) = (0, String::new());
    let mut choices: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for tag in page.body.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let attribute = |name: &str| {
            let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
            Some(tag[start..].split('"').next().unwrap().to_owned())
        };
        let (Some(name), Some(value)) = (attribute("name"), attribute("value")) else { continue };
        match name.as_str() {
            "version" => version = value.parse().unwrap(),
            "screen" => screen = value,
            _ => {
                if let Some(key) = name.strip_prefix("a.") {
                    choices.entry(key.to_owned()).or_default().push(value);
                }
            }
        }
    }
    let reply = |(key, values): (String, Vec<String>)| {
        let no = values.iter().any(|value| value == "no") && random.below(2) == 0;
        let value = match key.as_str() {
            "age" => (20 + random.below(60)).to_string(),
            _ if no => "no".to_owned(),
            _ => "not_sure".to_owned(),
        };
        (key, value)
    };
    Some((version, screen, choices.into_iter().map(reply).collect()))
}

/// The replies that a draft holds, in the same words.
fn replies_of(body: &str) -> Replies {
    let draft: Value = serde_json::from_str(body).unwrap_or_else(|e| panic!("torn: {e}: {body}"));
    let word = |reply: &Value| match (&reply["state"], &reply["number"]) {
        (Value::Null, Value::Null) => "not_sure".to_owned(),
        (Value::Null, number) => number.as_f64().unwrap().to_string(),
        (state, _) if state == 0 => "no".to_owned(),
        // Of one question "not sure" is a state; nobody here says anything else.
        _ => "not_sure".to_owned(),
    };
    let replies = draft["replies"].as_array().unwrap().iter();
    replies.map(|reply| (reply["finding"].as_str().unwrap().to_owned(), word(reply))).collect()
}

/// Compares what is kept with what somebody knows; true if what was on its way has come too.
async fn compare(store: &Store, known: &mut Known) -> bool {
    let draft = store.draft(&known.owner, DraftKind::Interview, now()).await.unwrap();
    let draft = draft.expect("an acknowledged interview is gone");
    let kept = replies_of(&draft.body);
    let on_its_way = known.on_its_way.take();
    let has_come = on_its_way.is_some() && known.version.is_some_and(|v| draft.version == v + 1);
    if has_come {
        known.kept.extend(on_its_way.unwrap_or_default());
    } else {
        let version = *known.version.get_or_insert(draft.version);
        assert_eq!(draft.version, version, "an acknowledged reply is lost");
    }
    assert_eq!(kept, known.kept, "other replies are kept than were acknowledged");
    known.version = Some(draft.version);
    has_come
}

/// Kills a server that many times; each time another one takes over its records.
fn killed(place: &str, rounds: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut random = Random(41);
    let mut server = Process::start(place, Patience::Usual);
    let mut people: Vec<Asker> = (0..PEOPLE).map(|i| Asker::new(i as u64 + 1, &server)).collect();
    let (mut acknowledged, mut unseen, mut finished) = (0, 0, 0);
    for _ in 0..rounds {
        let life = Duration::from_millis(30 + random.below(250) as u64);
        runtime.block_on(async {
            let answering: Vec<_> =
                people.drain(..).map(|asker| tokio::spawn(asker.answer())).collect();
            tokio::time::sleep(life).await;
            server.kill();
            for one in answering {
                people.push(one.await.unwrap());
            }
            let opening = Opening { create: false, busy: Duration::from_secs(20) };
            let store = Store::open(&Place::parse(place).unwrap(), opening, 0).await.unwrap();
            for asker in &mut people {
                for known in asker.now.iter_mut().chain(&mut asker.done) {
                    unseen += usize::from(compare(&store, known).await);
                }
                acknowledged += std::mem::take(&mut asker.acknowledged);
                finished += asker.done.len();
                asker.done.clear();
            }
            store.close().await;
        });
        server = Process::start(place, Patience::Usual);
        for asker in &mut people {
            let cookies = std::mem::take(&mut asker.browser.cookies);
            asker.browser = Client::at(server.address);
            asker.browser.cookies = cookies;
        }
    }
    eprintln!(
        "{rounds} kills, {acknowledged} screens acknowledged, none lost; {finished} interviews done; \
         {unseen} times the replies on their way were there too"
    );
    assert!(acknowledged > rounds, "hardly anything was answered");
    assert!(finished > 0, "no interview came to its end over a kill");
}

/// How many kills: `TAUT_CRASH_ROUNDS`, else a few.
fn rounds(few: usize) -> usize {
    std::env::var("TAUT_CRASH_ROUNDS").map_or(few, |text| text.parse().unwrap())
}

#[test]
fn a_killed_server_loses_no_reply_on_sqlite() {
    let folder = std::env::temp_dir().join(format!("taut-kill-sqlite-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    killed(folder.join("records.db").to_str().unwrap(), rounds(24));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_killed_server_loses_no_reply_on_postgresql() {
    let Some(database) = Postgres::start("kill-postgres") else { return };
    killed(&database.address(), rounds(16));
}

/// What a server would leave that acknowledged a reply which it did not keep, or kept another one.
async fn kept_by(body: &str, version_behind: i64, known: Replies) {
    let folder = std::env::temp_dir().join(format!("taut-kill-check-{}", now()));
    std::fs::create_dir_all(&folder).unwrap();
    let place = Place::File(folder.join(format!("{version_behind}.db")));
    let store = Store::open(&place, Opening::default(), 0).await.unwrap();
    let owner = DraftOwner::Session(store.begin_guest(now(), now() + 60_000).await.unwrap().id());
    let expires = now() + 60_000;
    let (kind, expected) = (DraftKind::Interview, Expected::None);
    let put = DraftPut { owner, kind, body, expected, expires };
    let version = store.put_drafts(&[put], now()).await.unwrap()[0].clone().unwrap();
    let version = Some(version + version_behind);
    compare(&store, &mut Known { owner, version, kept: known, on_its_way: None }).await;
}

const KEPT: &str = r#"{"replies":[{"finding":"fever","state":0}]}"#;

fn fever(reply: &str) -> Replies {
    Replies::from([("fever".to_owned(), reply.to_owned())])
}

#[tokio::test]
async fn what_is_kept_as_it_was_acknowledged_passes() {
    kept_by(KEPT, 0, fever("no")).await;
}

#[tokio::test]
#[should_panic(expected = "an acknowledged reply is lost")]
async fn a_lost_reply_would_be_seen() {
    kept_by(KEPT, 1, fever("no")).await;
}

#[tokio::test]
#[should_panic(expected = "other replies are kept")]
async fn another_reply_would_be_seen() {
    kept_by(KEPT, 0, fever("not_sure")).await;
}

#[tokio::test]
#[should_panic(expected = "torn")]
async fn a_torn_draft_would_be_seen() {
    kept_by(&KEPT[..20], 0, fever("no")).await;
}
