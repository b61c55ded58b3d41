//! A person's record by their therapist's programs, on both databases: read, added to, and its entries kind by kind.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use taut_episode::{MeasuresToKeep, keep_measures};
use taut_record::{Place, Role};
use taut_web::Mode;

use super::answer::checked_in;
use super::{Document, call};
use crate::person::began_of;
use crate::postgres::Postgres;
use crate::steps::{cleared, day, tingling, walk};
use crate::support::{Running, joined, now, start, start_at};

/// An entry of every kind, held against the document.
async fn every_kind(running: &Running) {
    let document = Document::of(running).await;
    let store = &running.store;
    let north = store.found_clinic("North", now()).await.unwrap();
    let chain = store.add_person("Pia", "test", 1).await.unwrap();
    store.join_clinic(chain, north, now()).await.unwrap();
    began_of(running, chain, 2).await;
    let mut pia = joined(running, north, Role::Person, Some(chain), "pia").await;
    let mut ann = joined(running, north, Role::Therapist, None, "ann").await;
    checked_in(&mut pia, &document).await;
    let file = json!({
        "schema": "taut.check_in/1", "on": day(0), "measures": [{ "measure": "NPRS", "value": 3 }],
    });
    let engine = crate::support::engine();
    let knowledge = engine.knowledge();
    let measure = knowledge.measures.iter().find(|one| one.id().contains("back")).unwrap().id();
    let file = file.to_string().replace("NPRS", measure);
    let taken = MeasuresToKeep::read("test", file.as_bytes(), knowledge).unwrap();
    keep_measures(store, chain, &taken, ("test", now())).await.unwrap();
    let path = format!("/clinic/people/{chain}");
    let found = [("on", day(1)), ("e.slr_reproduces_leg_pain.left", "present".to_owned())];
    assert_eq!(ann.post_fields(&format!("{path}/examine"), &found).await.status, 303);
    let clear = format!("{path}/clear");
    let form = ann.get(&clear).await.body;
    let more = [("clear.slr_reproduces_leg_pain.left", "hamstring only")];
    let kept = ann.post_fields(&clear, &cleared(&form, &day(-20), &more)).await;
    assert_eq!(kept.status, 303, "{}", kept.body);
    let at = format!("/api/v1/people/{chain}/entries");
    let (status, entries) = call(&mut ann, "GET", &at, None).await;
    document.check("get", "/api/v1/people/{id}/entries", status, &entries);
    let all = entries["entries"].as_array().unwrap();
    let kinds: BTreeSet<&str> = all.iter().map(|one| one["kind"].as_str().unwrap()).collect();
    let expected: BTreeSet<&str> = taut_record::Kind::ALL.iter().map(|kind| kind.id()).collect();
    assert_eq!(kinds, expected, "every kind is there");
    let at = "/api/v1/entries/{seq}";
    for entry in all {
        let path = at.replace("{seq}", &entry["seq"].to_string());
        let (status, own) = call(&mut pia, "GET", &path, None).await;
        document.check("get", at, status, &own);
        assert_eq!(own, *entry);
        // A body of another kind, and a field more, do not fit.
        for other in all.iter().filter(|other| other["kind"] != entry["kind"]) {
            let mut wrong = entry.clone();
            wrong["body"] = other["body"].clone();
            assert!(!document.fits("get", at, &wrong), "{wrong}");
        }
        let mut more = entry.clone();
        more["body"]["more"] = json!(1);
        assert!(!document.fits("get", at, &more), "{more}");
    }
}

/// A record read and added to.
async fn reads_and_adds(running: &Running) {
    let document = Document::of(running).await;
    let north = running.store.found_clinic("North", now()).await.unwrap();
    let mut pia = joined(running, north, Role::Person, None, "pia").await;
    let mut ann = joined(running, north, Role::Therapist, None, "ann").await;
    walk(&mut pia, tingling).await;
    let (status, people) = call(&mut ann, "GET", "/api/v1/people", None).await;
    document.check("get", "/api/v1/people", status, &people);
    let id = people["people"][0]["id"].as_str().unwrap();
    let at = format!("/api/v1/people/{id}");
    let (status, record) = call(&mut ann, "GET", &at, None).await;
    assert_eq!(status, 200, "{record}");
    document.check("get", "/api/v1/people/{id}", status, &record);
    let rung = &record["answer"]["verdict"]["rung"];
    assert_eq!(rung, &people["people"][0]["advice"]["rung"]);
    let told = record["findings"].as_array().unwrap();
    let flag = told.iter().find(|line| line["finding"] == "leg_tingling").unwrap();
    assert_eq!((&flag["marked"], &flag["present"]), (&json!(true), &json!(true)), "{flag}");
    let today = jiff::Zoned::now().date().to_string();
    let examined = json!({
        "on": today,
        "answers": [
            { "finding": "slump_positive", "side": "left", "state": "present" },
            { "finding": "leg_tingling", "side": "left", "state": "absent" },
        ],
    });
    let more = format!("{at}/answers");
    let (status, problem) = call(&mut ann, "POST", &more, Some(&examined)).await;
    assert_eq!((status, &problem["faults"][0]["place"]), (422, &json!("answers[1]")));
    let examined = json!({
        "on": today,
        "answers": [{ "finding": "slump_positive", "side": "left", "state": "present" }],
        "notes": ["walks well"],
    });
    assert_eq!(call(&mut ann, "POST", &more, Some(&examined)).await.0, 204);
    let (_, record) = call(&mut ann, "GET", &at, None).await;
    document.check("get", "/api/v1/people/{id}", 200, &record);
    assert_eq!(record["unmapped"], json!(["walks well"]));
    let told = record["findings"].as_array().unwrap();
    let slump = told.iter().find(|line| line["finding"] == "slump_positive").unwrap();
    assert_eq!(slump["examined"].as_array().unwrap().len(), 1, "{slump}");
    // On the day of the report nothing is resolved (S13).
    let resolution = json!({
        "finding": "leg_tingling", "side": "left", "on": today, "examiner": "Ann", "reason": "gone",
    });
    let (status, problem) =
        call(&mut ann, "POST", &format!("{at}/resolutions"), Some(&resolution)).await;
    assert_eq!((status, &problem["faults"][0]["code"]), (422, &json!("not-after")), "{problem}");
    let (_, entries) = call(&mut ann, "GET", &format!("{at}/entries"), None).await;
    document.check("get", "/api/v1/people/{id}/entries", 200, &entries);
    let looked = entries["entries"].as_array().unwrap().iter();
    assert!(looked.filter(|entry| entry["kind"] == "access").count() >= 4, "every look is there");
    // Her own copy holds nothing that only a therapist may see.
    let (_, own) = call(&mut pia, "GET", "/api/v1/answer", None).await;
    let shown = |answer: &Value| answer["verdict"]["behind"].as_array().unwrap().len();
    assert!(shown(&own) < shown(&record["answer"]));
}

#[tokio::test]
async fn a_therapist_reads_a_record_and_adds_to_it() {
    reads_and_adds(&start(Mode::Clinic).await).await;
}

#[tokio::test]
async fn entries_of_every_kind_are_what_the_document_says() {
    every_kind(&start(Mode::Clinic).await).await;
}

/// A server on a PostgreSQL of its own; nothing where none is installed.
async fn on_postgres(name: &str) -> Option<(Postgres, Running)> {
    let database = Postgres::start(name)?;
    let folder = std::env::temp_dir().join(format!("taut-web-{name}-{}", std::process::id()));
    let place = Place::parse(&database.address()).unwrap();
    let running = start_at(Mode::Clinic, &place, folder, |_| {}).await;
    Some((database, running))
}

#[tokio::test]
async fn a_record_is_read_and_added_to_on_postgresql() {
    let Some((_database, running)) = on_postgres("api-adds").await else { return };
    reads_and_adds(&running).await;
}

#[tokio::test]
async fn entries_of_every_kind_are_as_documented_on_postgresql() {
    let Some((_database, running)) = on_postgres("api-kinds").await else { return };
    every_kind(&running).await;
}
