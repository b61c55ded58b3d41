//! A programme against the answer of today: pages, programs, handout and check-in; and who stands in the queue until when.

use serde_json::{Value, json};
use taut_knowledge::Rung;
use taut_record::{ChainId, ClinicId, Filter, Kind, Role, Stored, StoredCheckIn, StoredProgramme};
use taut_web::Mode;

use crate::api::call;
use crate::clinic::with_programme;
use crate::person::began;
use crate::steps::{check_in_to_the_end, day, fine, tight, tingling, walk};
use crate::support::{Client, Running, engine, joined, local, now, start};

/// Numb between the legs.
fn numb(name: &str) -> &'static str {
    if name == "a.saddle_numbness" { "yes" } else { tight(name) }
}

/// The words of a programme that answers of today hold.
const HELD: &str = "Your plan has stopped for now";

#[tokio::test]
async fn what_a_person_says_after_the_programme_began_stops_it_everywhere() {
    type Says = fn(&str) -> &'static str;
    for (says, rung) in [(numb as Says, "emergency"), (tingling as Says, "hold_and_see_pt")] {
        let running = start(local()).await;
        began(&running, 2).await;
        let mut me = Client::new(&running);
        let (_, before) = call(&mut me, "GET", "/api/v1/plan", None).await;
        assert_eq!(
            (&before["standing"], &before["answer_first"]),
            (&json!("goes_on"), &json!(false))
        );
        assert!(!before["programme"]["chosen"].as_array().unwrap().is_empty());
        assert!(me.get("/handout").await.body.contains("class=\"drill\""));
        assert!(me.get("/plan").await.body.contains("href=\"/check-in\">Check in"));
        // A check-in that has begun before does not go on either.
        assert_eq!(call(&mut me, "POST", "/api/v1/check-in", None).await.0, 200);
        walk(&mut me, says).await;

        let plan = me.get("/plan").await;
        assert_eq!(plan.status, 200, "{}", plan.body);
        assert!(plan.body.contains(HELD), "{rung}: {}", plan.body);
        assert!(!plan.body.contains("href=\"/check-in\">Check in"), "{rung}: it goes on");
        let (status, now) = call(&mut me, "GET", "/api/v1/plan", None).await;
        assert_eq!(status, 200, "{now}");
        let said = [&now["standing"], &now["advice"], &now["answer_first"], &now["programme"]];
        assert_eq!(said, [&json!("stopped"), &json!(rung), &json!(true), &Value::Null], "{rung}");
        let (_, due) = call(&mut me, "GET", "/api/v1/check-in", None).await;
        assert_eq!(due["due"], json!("stopped"), "{rung}: {due}");
        let page = me.get("/check-in").await;
        assert!(
            page.body.contains(HELD) && page.body.contains("href=\"/answer\""),
            "{}",
            page.body
        );
        assert!(!page.body.contains("/check-in/begin"));
        assert_eq!(me.post("/check-in/begin", &[]).await.status, 409, "{rung}");
        let handout = me.get("/handout").await;
        if rung == "emergency" {
            assert!(!plan.body.contains("<figure class=\"figure\">"), "an exercise is shown");
            assert!(!handout.body.contains("class=\"drill\""), "{}", handout.body);
        } else {
            // What may be done on hold is offered anew; the old programme is not.
            let (_, proposed) = call(&mut me, "GET", "/api/v1/plan/proposal", None).await;
            assert_eq!(proposed["result"]["plan"]["rung"], json!(rung), "{proposed}");
        }
    }
}

#[tokio::test]
async fn a_plan_without_check_ins_for_too_long_shows_no_exercise_until_the_next() {
    let knowledge = engine().knowledge();
    let most = i64::from(knowledge.check_in.numbers.frozen_days);
    for (days, waits) in [(most, false), (most + 1, true)] {
        let running = start(local()).await;
        began(&running, days).await;
        let mut me = Client::new(&running);
        let plan = me.get("/plan").await;
        assert_eq!(plan.body.contains("<figure class=\"figure\">"), !waits, "{days}");
        assert_eq!(plan.body.contains("Your plan is paused."), waits, "{}", plan.body);
        assert!(plan.body.contains("href=\"/check-in\">Check in"), "{}", plan.body);
        let why = knowledge.phrase("check_in_frozen_time", "en").unwrap();
        assert_eq!(plan.body.contains(why), waits, "{}", plan.body);
        let handout = me.get("/handout").await.body;
        assert_eq!(handout.contains("class=\"drill\""), !waits, "{handout}");
        assert_eq!(handout.contains(why), waits, "{handout}");
        assert!(!handout.contains("<h2></h2>"), "{handout}");
        let (_, told) = call(&mut me, "GET", "/api/v1/plan", None).await;
        let said = (&told["standing"], told["programme"].is_null(), &told["answer_first"]);
        let standing = json!(if waits { "frozen" } else { "goes_on" });
        assert_eq!(said, (&standing, waits, &json!(false)), "{told}");
        let letter = me.get("/letter").await.body;
        assert_eq!(letter.contains("Paused: the programme waits"), waits, "{letter}");
        // Nothing leads round the check-in.
        assert_eq!(me.get("/plan/new").await.status, if waits { 303 } else { 200 });
        if waits {
            assert_eq!(me.post("/plan/keep", &[]).await.status, 422);
        }
        assert_eq!(me.post("/check-in/begin", &[]).await.status, 303);
    }
}

#[tokio::test]
async fn new_numbness_at_a_check_in_counts_in_every_answer_until_it_is_dealt_with() {
    let running = start(local()).await;
    began(&running, 2).await;
    let mut me = Client::new(&running);
    assert_eq!(me.post("/check-in/begin", &[]).await.status, 303);
    let numb = |name: &str| if name == "a.numbness_new" { "left" } else { fine(name) };
    check_in_to_the_end(&mut me, numb).await;
    let why = "New numbness or weakness comes before everything else";
    for again in [false, true] {
        if again {
            // Whoever answers the questions again takes nothing of it back.
            walk(&mut me, tight).await;
        }
        let page = me.get("/answer").await.body;
        assert!(page.contains("class=\"answer stop\""), "{again}: {page}");
        assert!(page.contains(why), "{again}: {page}");
        let (status, answer) = call(&mut me, "GET", "/api/v1/answer", None).await;
        assert_eq!((status, &answer["verdict"]["rung"]), (200, &json!("see_doctor_today")));
        let upheld = &answer["upheld"];
        assert_eq!(upheld["answers_alone"], json!("hold_and_see_pt"), "{again}: {upheld}");
        assert_eq!(upheld["deficits"], json!(["numbness_new"]), "{again}: {upheld}");
        assert!(answer["page"].to_string().contains(why), "{answer}");
        for path in ["/plan", "/plan/new", "/handout"] {
            let page = me.get(path).await.body;
            assert!(!page.contains("<figure class=\"figure\">"), "{again}, {path}: {page}");
            assert!(!page.contains("class=\"drill\""), "{again}, {path}: {page}");
        }
        assert_eq!(me.post("/plan/keep", &[]).await.status, 422, "{again}");
        assert!(!me.get("/explorer").await.body.contains("name=\"knee\""), "{again}");
        assert!(me.get("/letter").await.body.contains("A doctor today"), "{again}");
    }
}

/// A person of a clinic with a programme, their own browser and their therapist's.
async fn cared_for() -> (Running, Client, Client, ChainId, String) {
    let running = start(Mode::Clinic).await;
    let north: ClinicId = running.store.found_clinic("North", now()).await.unwrap();
    let mut ann = joined(&running, north, Role::Therapist, None, "ann").await;
    let added = ann.post("/clinic/people", &[("new", "Pia Example")]).await;
    let path = added.header("location").unwrap().to_owned();
    let chain = ChainId::parse(path.rsplit('/').next().unwrap()).unwrap();
    with_programme(&running, chain).await;
    let pia = joined(&running, north, Role::Person, Some(chain), "pia").await;
    (running, ann, pia, chain, path)
}

async fn examine(ann: &mut Client, path: &str, finding: &str, state: &str) {
    let on = day(0);
    let field = format!("e.{finding}");
    let fields = [("on", on.as_str()), (field.as_str(), state)];
    let got = ann.post(&format!("{path}/examine"), &fields).await;
    assert_eq!(got.status, 303, "{}", got.body);
}

#[tokio::test]
async fn what_a_therapist_finds_stops_the_programme_everywhere() {
    let (_running, mut ann, mut pia, chain, path) = cared_for().await;
    let at = format!("/api/v1/people/{chain}/plan");
    assert_eq!(call(&mut ann, "GET", &at, None).await.1["standing"], json!("goes_on"));
    assert!(ann.get(&format!("{path}/handout")).await.body.contains("class=\"drill\""));
    examine(&mut ann, &path, "anal_tone_reduced", "present").await;
    let (_, plan) = call(&mut ann, "GET", &at, None).await;
    let said = [&plan["standing"], &plan["advice"], &plan["programme"]];
    assert_eq!(said, [&json!("stopped"), &json!("emergency"), &Value::Null], "{plan}");
    let own = call(&mut pia, "GET", "/api/v1/plan", None).await.1;
    assert_eq!((&own["standing"], &own["advice"]), (&json!("stopped"), &json!("emergency")));
    assert!(pia.get("/plan").await.body.contains(HELD));
    assert!(!pia.get("/handout").await.body.contains("class=\"drill\""));
    assert_eq!(pia.post("/check-in/begin", &[]).await.status, 409);
    assert_eq!(ann.get(&format!("{path}/handout")).await.status, 404);
    let page = ann.get(&format!("{path}/override")).await.body;
    assert!(page.contains("No programme goes on"), "{page}");
    let set = [("what", "minutes_per_day"), ("value", "30"), ("reason", "works shifts")];
    assert_eq!(ann.post(&format!("{path}/override"), &set).await.status, 422);
}

#[tokio::test]
async fn no_therapist_writes_as_the_person_whatever_their_name() {
    let running = start(Mode::Clinic).await;
    let north = running.store.found_clinic("North", now()).await.unwrap();
    let mut ann = joined(&running, north, Role::Therapist, None, "the person").await;
    let added = ann.post("/clinic/people", &[("new", "Pia Example")]).await;
    let path = added.header("location").unwrap().to_owned();
    let chain = ChainId::parse(path.rsplit('/').next().unwrap()).unwrap();
    with_programme(&running, chain).await;
    examine(&mut ann, &path, "anal_tone_reduced", "absent").await;
    for kind in [Kind::Answers, Kind::Verdict] {
        let author = newest(&running, chain, kind).await.author;
        assert_eq!(author, "the person (therapist)", "{kind:?}");
    }
}

/// A check-in as an earlier program may have kept it.
fn check_in(programme: i64, change: impl FnOnce(&mut StoredCheckIn)) -> StoredCheckIn {
    let mut body = StoredCheckIn {
        programme,
        on: day(0),
        check_in: json!({ "schema": "taut.check_in/1", "on": day(0), "answers": [] }),
        knowledge: String::new(),
        edition: String::new(),
        program: String::new(),
        answers: Vec::new(),
        signals: Vec::new(),
        actions: Vec::new(),
        before: Rung::StayActive.id().to_owned(),
        rung: Rung::StayActive.id().to_owned(),
        items: Some(Vec::new()),
        next: [day(-7), day(-14)],
        whole_sha256: "0".repeat(64),
    };
    change(&mut body);
    body
}

async fn newest(running: &Running, chain: ChainId, kind: Kind) -> taut_record::Entry {
    let filter = Filter { kind: Some(kind), ..Filter::default() };
    running.store.page(chain, filter, None, 1).await.unwrap().entries.remove(0)
}

/// Writes an entry of the person.
async fn write<T: Stored>(running: &Running, chain: ChainId, body: &T) {
    write_changed(running, chain, body, |_| ()).await;
}

/// Writes an entry of the person with something in it that this program would not write.
async fn write_changed<T: Stored>(
    running: &Running,
    chain: ChainId,
    body: &T,
    change: impl FnOnce(&mut Value),
) {
    let episode = newest(running, chain, Kind::Programme).await.episode;
    let mut entry = body.entry("the person", episode).unwrap();
    change(&mut entry.body);
    running.store.append_made(chain, now(), |_| vec![entry]).await.unwrap();
}

/// Rung and needs of the one person of the queue; nothing where nobody is in it.
async fn queued(ann: &mut Client) -> Option<(Value, Vec<String>)> {
    let (status, queue) = call(ann, "GET", "/api/v1/people/queue", None).await;
    assert_eq!(status, 200, "{queue}");
    let row = queue["people"].as_array().unwrap().first()?;
    let needs = row["needs"].as_array().unwrap().iter();
    let needs = needs.map(|need| need.as_str().unwrap().to_owned()).collect();
    Some((row["advice"]["rung"].clone(), needs))
}

#[tokio::test]
async fn a_clean_check_in_takes_nobody_off_the_queue() {
    let (running, mut ann, _pia, chain, path) = cared_for().await;
    assert_eq!(queued(&mut ann).await, None);
    examine(&mut ann, &path, "anal_tone_reduced", "present").await;
    let emergency = Some((json!("emergency"), vec!["emergency".to_owned()]));
    assert_eq!(queued(&mut ann).await, emergency);
    let programme = newest(&running, chain, Kind::Programme).await.seq;
    write(&running, chain, &check_in(programme, |_| ())).await;
    assert_eq!(queued(&mut ann).await, emergency);
    let page = ann.get(&path).await.body;
    assert!(page.contains("Emergency"), "{page}");
}

#[tokio::test]
async fn whoever_is_worse_stays_until_a_clinician_has_written_something() {
    let (running, mut ann, mut pia, chain, path) = cared_for().await;
    let programme = newest(&running, chain, Kind::Programme).await.seq;
    let worse = check_in(programme, |body| {
        body.actions = vec![json!({ "action": "clinician", "why": "leg_worse" })];
        body.rung = Rung::SeeDoctorToday.id().to_owned();
    });
    write(&running, chain, &worse).await;
    let both =
        Some((json!("see_doctor_today"), vec!["doctor_today".to_owned(), "worse".to_owned()]));
    assert_eq!(queued(&mut ann).await, both);
    // They answer the questions again, and all is fine: nobody has looked yet.
    walk(&mut pia, tight).await;
    assert_eq!(newest(&running, chain, Kind::Verdict).await.author, "the person");
    assert_eq!(queued(&mut ann).await, both);
    // A look alone is written down, and deals with nothing.
    ann.get(&path).await;
    assert_eq!(queued(&mut ann).await, both);
    examine(&mut ann, &path, "anal_tone_reduced", "absent").await;
    let after = queued(&mut ann).await.map(|(_, needs)| needs).unwrap_or_default();
    assert!(!after.iter().any(|need| need == "worse" || need == "doctor_today"), "{after:?}");
    walk(&mut pia, tight).await;
    let after = queued(&mut ann).await.map(|(_, needs)| needs).unwrap_or_default();
    assert!(!after.iter().any(|need| need == "worse"), "dealt with stays dealt with: {after:?}");
}

#[tokio::test]
async fn what_cannot_be_read_is_listed_as_such() {
    type Change = fn(&mut Value);
    // A day that is none is refused by the store already.
    let changes: [(&str, Change); 2] = [
        ("rung", |body| body["rung"] = json!("see_somebody")),
        ("action", |body| body["actions"] = json!([{ "action": "unheard_of" }])),
    ];
    for (what, change) in changes {
        let (running, mut ann, _pia, chain, _path) = cared_for().await;
        let programme = newest(&running, chain, Kind::Programme).await.seq;
        write_changed(&running, chain, &check_in(programme, |_| ()), change).await;
        let (_, needs) = queued(&mut ann).await.expect(what);
        assert!(needs.contains(&"unreadable".to_owned()), "{what}: {needs:?}");
        let page = ann.get("/clinic/queue").await.body;
        assert!(page.contains("The record cannot be read"), "{what}: {page}");
        assert!(ann.get("/clinic").await.body.contains("The record cannot be read"), "{what}");
    }
}

#[tokio::test]
async fn a_programme_that_cannot_be_read_is_not_left_out_in_silence() {
    let running = start(local()).await;
    began(&running, 2).await;
    let chain = running.store.person("me").await.unwrap().chain;
    let mut me = Client::new(&running);
    for path in ["/letter", "/plan", "/plan/new"] {
        assert_eq!(me.get(path).await.status, 200, "{path}");
    }
    let entry = newest(&running, chain, Kind::Programme).await;
    let kept = StoredProgramme::read(&entry).unwrap();
    let odd = |body: &mut Value| body["preferences"]["equipment"] = json!(["an anvil"]);
    write_changed(&running, chain, &kept, odd).await;
    for path in ["/letter", "/plan", "/plan/new", "/handout"] {
        assert_eq!(me.get(path).await.status, 500, "{path}");
    }
    // One that comes out differently with the knowledge of today is another matter: the letter goes without it.
    let other = StoredProgramme { rung: Rung::SeeDoctor.id().to_owned(), ..kept.clone() };
    write(&running, chain, &other).await;
    for (path, status) in [("/letter", 200), ("/plan", 200), ("/handout", 409)] {
        assert_eq!(me.get(path).await.status, status, "{path}");
    }
}
