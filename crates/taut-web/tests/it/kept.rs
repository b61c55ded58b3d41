//! A finished answer is kept, of the day on which it was finished, and takes back nothing that somebody else wrote down.

use serde_json::{Value, json};
use taut_episode::{PERSON, VerdictToKeep, keep_verdict};
use taut_knowledge::read_case;
use taut_reason::Setting;
use taut_record::{
    ChainId, DraftKind, DraftOwner, DraftPut, Expected, Filter, Kind, Token, Viewer,
};

use crate::assess::assess;
use crate::careful::{json_to, rung, themself};
use crate::steps::{at_work, day, filled, tight, tingling, walk};
use crate::support::{Client, PASSPHRASE, Running, engine, now};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// Like somebody with tight hamstrings, and numb between the legs.
fn numb(name: &str) -> &'static str {
    if name == "a.saddle_numbness" { "yes" } else { tight(name) }
}

async fn advice(client: &mut Client) -> (String, bool) {
    let got = client.get("/api/v1/answer").await;
    assert_eq!(got.status, 200, "{}", got.body);
    let answer: Value = serde_json::from_str(&got.body).unwrap();
    let rung = answer["verdict"]["rung"].as_str().unwrap().to_owned();
    (rung, answer["not_kept"] == json!(true))
}

async fn verdicts(running: &Running, chain: ChainId) -> usize {
    let filter = Filter { kind: Some(Kind::Verdict), ..Filter::default() };
    running.store.page(chain, filter, None, 1000).await.unwrap().entries.len()
}

/// Moves the person's finished interview to so many days ago.
async fn age(running: &Running, owner: DraftOwner, days: i64) {
    let store = &running.store;
    let draft = store.draft(&owner, DraftKind::Interview, now()).await.unwrap().unwrap();
    let (kind, expected) = (DraftKind::Interview, Expected::Any);
    let put = DraftPut { owner, kind, body: &draft.body, expected, expires: now() + DAY };
    store.put_drafts(&[put], now() - days * DAY).await.unwrap()[0].as_ref().unwrap();
}

#[tokio::test]
async fn what_a_therapist_wrote_down_is_not_replaced_by_a_finished_interview() {
    for days in [0, 15] {
        let (running, mut ann, chain, path) = at_work().await;
        let mut pia = themself(&running, chain).await;
        walk(&mut pia, tight).await;
        if days > 0 {
            age(&running, DraftOwner::Person(chain, Viewer::Local), days).await;
        }
        assess(&mut ann, &path, numb).await;
        assert_eq!(rung(&running, chain).await, "emergency");
        let kept = verdicts(&running, chain).await;
        assert!(pia.get("/answer").await.body.contains("Go to emergency care now."), "{days}");
        assert_eq!(advice(&mut pia).await, ("emergency".to_owned(), false), "{days}");
        pia.post("/plan/keep", &[]).await;
        assert_eq!(rung(&running, chain).await, "emergency", "{days}");
        assert!(ann.get("/clinic/queue").await.body.contains("Pia Example"));
        // What the record does not hold of that day yet, it holds then.
        let after = verdicts(&running, chain).await;
        assert_eq!(after, kept + usize::from(days > 0), "{days}");
        pia.get("/answer").await;
        assert_eq!(verdicts(&running, chain).await, after, "a look keeps nothing: {days}");
    }
}

#[tokio::test]
async fn a_person_who_answers_after_the_therapist_takes_nothing_back() {
    let (running, mut ann, chain, path) = at_work().await;
    assess(&mut ann, &path, numb).await;
    let mut pia = themself(&running, chain).await;
    walk(&mut pia, tight).await;
    assert_eq!(rung(&running, chain).await, "emergency");
    assert_eq!(advice(&mut pia).await.0, "emergency");
}

#[tokio::test]
async fn a_flag_that_was_resolved_does_not_come_back_with_an_old_interview() {
    let (running, mut ann, chain, path) = at_work().await;
    // Ten days ago the person finished an interview with a flag.
    let mut guest = Client::new(&running);
    walk(&mut guest, numb).await;
    let token = guest.cookies.iter().find(|(name, _)| name == "taut-session").unwrap();
    let session = DraftOwner::Session(Token::parse(&token.1).unwrap().id());
    let store = &running.store;
    let draft = store.draft(&session, DraftKind::Interview, now()).await.unwrap().unwrap();
    let (knowledge, on) = (engine(), day(10));
    let said = taut_episode::Draft::read(draft.body.as_bytes()).unwrap();
    let mut value = said.case(knowledge.knowledge());
    for answer in value["answers"].as_array_mut().unwrap() {
        answer["when"] = json!(on);
    }
    let case = read_case("test", value.to_string().as_bytes(), knowledge.knowledge()).unwrap();
    let judgement = knowledge.answer(case, Setting::Home, false);
    let judged = judgement.judged();
    let new = VerdictToKeep { case: &value, judged, clearances: &[], seen: None };
    keep_verdict(store, chain, &new, (PERSON, now())).await.unwrap();
    let owner = DraftOwner::Person(chain, Viewer::Local);
    let (kind, expected) = (DraftKind::Interview, Expected::None);
    let put = DraftPut { owner, kind, body: &draft.body, expected, expires: now() + DAY };
    store.put_drafts(&[put], now() - 10 * DAY).await.unwrap()[0].as_ref().unwrap();
    let mut pia = themself(&running, chain).await;
    assert_eq!(advice(&mut pia).await.0, "emergency");
    let resolved = [
        ("flag", "saddle_numbness."),
        ("on", &*day(7)),
        ("examiner", "Dr E"),
        ("reason", "a saddle sore"),
    ];
    let resolved = ann.post(&format!("{path}/resolve"), &resolved).await;
    assert_eq!(resolved.status, 303, "{}", resolved.body);
    let therapists = rung(&running, chain).await;
    assert_ne!(therapists, "emergency");
    assert_eq!(advice(&mut pia).await, (therapists, false));
}

#[tokio::test]
async fn another_clock_holds_up_no_answer_and_one_set_back_is_shown() {
    for (ahead, is_kept) in [(5 * 60 * 1000, true), (DAY, false)] {
        let (running, _, chain, _) = at_work().await;
        let mut pia = themself(&running, chain).await;
        running.store.log_access(chain, "somebody", "record", now() + ahead).await.unwrap();
        let (page, _) = walk(&mut pia, numb).await;
        assert!(page.body.contains("Go to emergency care now."), "{}", page.body);
        let shown = page.body.contains("it could not be kept");
        assert_eq!((shown, verdicts(&running, chain).await), (!is_kept, usize::from(is_kept)));
        assert_eq!(advice(&mut pia).await, ("emergency".to_owned(), !is_kept));
    }
}

#[tokio::test]
async fn an_answer_that_is_not_kept_yet_is_kept_when_it_is_looked_at() {
    for by_page in [true, false] {
        let (running, mut ann, chain, _) = at_work().await;
        let mut pia = themself(&running, chain).await;
        let mut guest = Client::new(&running);
        walk(&mut guest, numb).await;
        let token = guest.cookies.iter().find(|(name, _)| name == "taut-session").unwrap();
        let session = DraftOwner::Session(Token::parse(&token.1).unwrap().id());
        let draft = running.store.draft(&session, DraftKind::Interview, now()).await;
        let body = draft.unwrap().unwrap().body;
        let owner = DraftOwner::Person(chain, Viewer::Local);
        let (kind, expected) = (DraftKind::Interview, Expected::None);
        let put = DraftPut { owner, kind, body: &body, expected, expires: now() + DAY };
        running.store.put_drafts(&[put], now()).await.unwrap()[0].as_ref().unwrap();
        assert_eq!(verdicts(&running, chain).await, 0);
        if by_page {
            assert_eq!(pia.get("/answer").await.status, 200);
        } else {
            assert_eq!(advice(&mut pia).await, ("emergency".to_owned(), false));
        }
        assert_eq!(rung(&running, chain).await, "emergency");
        assert!(ann.get("/clinic/queue").await.body.contains("Pia Example"));
        pia.get("/answer").await;
        assert_eq!(verdicts(&running, chain).await, 1, "once");
    }
}

#[tokio::test]
async fn a_therapist_who_reads_on_holds_up_no_answer() {
    let (running, ann, chain, path) = at_work().await;
    let mut pia = themself(&running, chain).await;
    let reading = tokio::spawn({
        let (mut ann, path) = (ann.clone(), path.clone());
        async move {
            loop {
                ann.get(&path).await;
            }
        }
    });
    walk(&mut pia, numb).await;
    reading.abort();
    assert_eq!(rung(&running, chain).await, "emergency");
}

async fn enter(client: &mut Client, choice: &str) -> u16 {
    let fields = [("name", "pia"), ("passphrase", PASSPHRASE), ("take_over", choice)];
    client.post("/sign-in", &fields).await.status
}

/// A person of a clinic with an account; true: with an interview that is not finished.
async fn with_account(open: bool) -> (Running, Client, ChainId) {
    let (running, ann, chain, _) = at_work().await;
    let mut pia = themself(&running, chain).await;
    if open {
        pia.post("/interview/begin", &[]).await;
    }
    (running, ann, chain)
}

#[tokio::test]
async fn a_finished_emergency_of_a_guest_is_kept_at_sign_in() {
    for open in [false, true] {
        let (running, mut ann, chain) = with_account(open).await;
        let mut guest = Client::new(&running);
        walk(&mut guest, numb).await;
        assert_eq!(enter(&mut guest, "yes").await, 303, "{open}");
        assert_eq!(rung(&running, chain).await, "emergency", "{open}");
        assert!(ann.get("/clinic/queue").await.body.contains("Pia Example"), "{open}");
        assert!(guest.get("/answer").await.body.contains("Go to emergency care now."), "{open}");
        assert_eq!(verdicts(&running, chain).await, 1, "once");
    }
    // By a program.
    let (running, mut ann, chain) = with_account(true).await;
    let mut guest = Client::new(&running);
    walk(&mut guest, numb).await;
    let sent = json!({ "name": "pia", "passphrase": PASSPHRASE, "take_over": true });
    assert_eq!(json_to(&mut guest, "/api/v1/session", &sent).await, 201);
    assert_eq!(rung(&running, chain).await, "emergency");
    assert!(ann.get("/clinic/queue").await.body.contains("Pia Example"));
}

#[tokio::test]
async fn of_two_interviews_the_person_says_which_goes_on() {
    for (finished, choice) in
        [(true, "browser"), (true, "account"), (false, "browser"), (false, "account")]
    {
        let (running, _, chain) = with_account(true).await;
        let mut guest = Client::new(&running);
        if finished {
            walk(&mut guest, tingling).await;
        } else {
            guest.post("/interview/begin", &[]).await;
            let page = guest.get("/interview").await;
            let fields = filled(&page, tight);
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            assert_eq!(guest.post("/interview", &fields).await.status, 303);
        }
        let shown = guest.get("/interview").await;
        let fields = [("name", "pia"), ("passphrase", PASSPHRASE), ("take_over", "yes")];
        let asked = guest.post("/sign-in", &fields).await;
        assert_eq!(asked.status, 422, "{}", asked.body);
        assert!(asked.body.contains("value=\"account\""), "{}", asked.body);
        let sent = json!({ "name": "pia", "passphrase": PASSPHRASE, "take_over": true });
        assert_eq!(json_to(&mut guest, "/api/v1/session", &sent).await, 422);
        assert_eq!(guest.get("/interview").await.status, shown.status, "nothing is lost yet");
        assert_eq!(enter(&mut guest, choice).await, 303);
        assert_eq!(verdicts(&running, chain).await, usize::from(finished), "{choice}");
        let now = guest.get("/interview").await;
        let first = now.body.contains("name=\"screen\"") && now.status == 200;
        match (finished, choice) {
            (true, "browser") => assert_eq!(now.header("location"), Some("/answer")),
            (true, _) => assert!(first, "{}", now.body),
            (false, "browser") => assert_eq!(screen(&now.body), screen(&shown.body)),
            (false, _) => assert_ne!(screen(&now.body), screen(&shown.body)),
        }
    }
}

fn screen(body: &str) -> Option<&str> {
    body.split("name=\"screen\" value=\"").nth(1)?.split('"').next()
}
