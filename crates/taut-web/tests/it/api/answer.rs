//! The answer, the programme and what follows, by programs; the same as by pages and by the command line.

use serde_json::{Value, json};

use super::{Document, call};
use crate::person::began;
use crate::steps::{tight, walk};
use crate::support::{Client, local, start};

#[tokio::test]
async fn pages_and_programs_get_the_same_answer() {
    let running = start(local()).await;
    let document = Document::of(&running).await;
    let mut browser = Client::new(&running);
    let (page, _) = walk(&mut browser, tight).await;
    let mut program = Client::new(&running);
    let (status, answer) = call(&mut program, "GET", "/api/v1/answer", None).await;
    assert_eq!(status, 200, "{answer}");
    document.check("get", "/api/v1/answer", status, &answer);
    let first = answer["page"].as_array().unwrap().iter().find(|b| b["block"] == "answer").unwrap();
    assert_eq!(first["text"], answer["verdict"]["answer"]);
    let shown = first["text"].as_str().unwrap().split('.').next().unwrap();
    assert!(page.body.contains(shown), "{shown}");
    // The record has what was shown, and judging its case anew comes to the same.
    let (_, entries) = call(&mut program, "GET", "/api/v1/entries", None).await;
    document.check("get", "/api/v1/entries", 200, &entries);
    let entries = entries["entries"].as_array().unwrap();
    let of = |kind: &str| entries.iter().find(|entry| entry["kind"] == kind).unwrap();
    assert_eq!(call(&mut program, "GET", "/api/v1/entries?before=0", None).await.0, 400);
    assert_eq!(of("verdict")["body"]["rung"], answer["verdict"]["rung"]);
    let case = &of("answers")["body"]["case"];
    let (status, judged) = call(&mut program, "POST", "/api/v1/assess", Some(case)).await;
    assert_eq!(status, 200, "{judged}");
    document.check("post", "/api/v1/assess", status, &judged);
    assert_eq!(judged, answer["verdict"]);
    let one = format!("/api/v1/entries/{}", of("verdict")["seq"]);
    let (status, entry) = call(&mut program, "GET", &one, None).await;
    assert_eq!((status, &entry), (200, of("verdict")));
    // The same case planned without being kept, and proposed for the record.
    let sent = json!({ "case": case });
    let (status, planned) = call(&mut program, "POST", "/api/v1/programme", Some(&sent)).await;
    assert_eq!(status, 200, "{planned}");
    document.check("post", "/api/v1/programme", status, &planned);
    let (status, proposed) = call(&mut program, "GET", "/api/v1/plan/proposal", None).await;
    document.check("get", "/api/v1/plan/proposal", status, &proposed);
    assert_eq!(proposed["result"], planned);
}

#[tokio::test]
async fn a_case_file_is_judged_as_on_the_command_line_or_every_problem_is_named() {
    let running = start(local()).await;
    let document = Document::of(&running).await;
    let mut program = Client::new(&running);
    let at = "/api/v1/assess";
    let emergency = json!({
        "schema": "taut.case/1",
        "id": "x",
        "age": 50,
        "sex": "male",
        "answers": [{ "finding": "bladder_new", "state": "present", "by": "person" }],
    });
    let (status, verdict) = call(&mut program, "POST", at, Some(&emergency)).await;
    assert_eq!(status, 200, "{verdict}");
    assert_eq!((&verdict["rung"], &verdict["provisional"]), (&json!("emergency"), &json!(false)));
    document.check("post", at, status, &verdict);
    let wrong = json!({
        "schema": "taut.case/1",
        "age": 50,
        "answers": [
            { "finding": "no_such_finding", "state": "present", "by": "person" },
            { "finding": "bladder_new", "state": "loud", "by": "person" },
        ],
    });
    let (status, problem) = call(&mut program, "POST", at, Some(&wrong)).await;
    assert_eq!(status, 422);
    document.check("post", at, status, &problem);
    assert!(problem["faults"].as_array().unwrap().len() >= 2, "{problem}");
    let got = program.send("POST", at, Some(("application/json", b"schema = 1"))).await;
    assert_eq!(got.status, 400, "TOML is not JSON");
    let (status, _) =
        call(&mut program, "POST", &format!("{at}?setting=moon"), Some(&emergency)).await;
    assert_eq!(status, 400);
    let (status, _) = call(&mut program, "POST", &format!("{at}?reader=1"), Some(&emergency)).await;
    assert_eq!(status, 400, "unknown names are refused");
    let (_, clinic) =
        call(&mut program, "POST", &format!("{at}?setting=pt_clinic"), Some(&emergency)).await;
    assert_eq!(clinic["rung"], json!("emergency"));
}

#[tokio::test]
async fn bodies_are_held_against_the_document() {
    let running = start(local()).await;
    let mut program = Client::new(&running);
    let wrong =
        json!({ "minutes_per_day": 0, "days_per_week": 8, "equipment": ["moon"], "extra": 1 });
    let (status, problem) = call(&mut program, "PUT", "/api/v1/plan/wishes", Some(&wrong)).await;
    assert_eq!(status, 422);
    let mut places: Vec<&str> = problem["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| fault["place"].as_str().unwrap())
        .collect();
    places.sort_unstable();
    let all = ["days_per_week", "equipment[0]", "extra", "floor", "minutes_per_day", "unwanted"];
    assert_eq!(places, all);
    let beyond = json!({
        "minutes_per_day": 1440, "days_per_week": 5, "equipment": [], "floor": true, "unwanted": ["moon walk"],
    });
    let (status, problem) = call(&mut program, "PUT", "/api/v1/plan/wishes", Some(&beyond)).await;
    assert_eq!(status, 422);
    assert_eq!(problem["faults"].as_array().unwrap().len(), 2, "both beyond the knowledge");
    let twice = br#"{"minutes_per_day":20,"minutes_per_day":20,"days_per_week":5,"equipment":[],"floor":true,"unwanted":[]}"#;
    let got = program.send("PUT", "/api/v1/plan/wishes", Some(("application/json", twice))).await;
    assert_eq!(got.status, 422, "a field that is there twice is refused");
}

#[tokio::test]
async fn firmness_comes_as_events() {
    let running = start(local()).await;
    let mut browser = Client::new(&running);
    walk(&mut browser, |name| if name == "n.age" { "45" } else { "not_sure" }).await;
    let got = browser.get("/api/v1/uncertainty").await;
    assert_eq!(got.status, 200);
    assert_eq!(got.header("content-type"), Some("text/event-stream"));
    assert_eq!(got.header("cache-control"), Some("no-store"), "not even a stream is stored");
    let result = got.body.split("event: result\ndata: ").nth(1).expect("a result");
    let result: Value = serde_json::from_str(result.lines().next().unwrap()).unwrap();
    assert!(result["seed"].is_u64(), "{result}");
    assert!(got.body.contains("event: progress"), "{}", got.body);
}

#[tokio::test]
async fn a_programme_is_kept_and_checked_in_on() {
    let running = start(local()).await;
    let document = Document::of(&running).await;
    let mut program = Client::new(&running);
    let at = "/api/v1/plan";
    assert_eq!(call(&mut program, "GET", at, None).await.0, 404);
    walk(&mut program, tight).await;
    let wanted = json!({
        "minutes_per_day": 12, "days_per_week": 5, "equipment": ["chair", "wall"], "floor": true, "unwanted": [],
    });
    assert_eq!(call(&mut program, "PUT", "/api/v1/plan/wishes", Some(&wanted)).await.0, 204);
    let (_, proposed) = call(&mut program, "GET", "/api/v1/plan/proposal", None).await;
    assert_eq!(proposed["result"]["preferences"]["minutes_per_day"], json!(12));
    let (status, kept) = call(&mut program, "POST", at, None).await;
    assert_eq!(status, 201, "{kept}");
    document.check("post", at, status, &kept);
    assert_eq!(call(&mut program, "GET", at, None).await, (200, kept));
    let (status, due) = call(&mut program, "GET", "/api/v1/check-in", None).await;
    document.check("get", "/api/v1/check-in", status, &due);
    assert_eq!(due["due"], json!("later"));
    let (status, progress) = call(&mut program, "GET", "/api/v1/progress", None).await;
    document.check("get", "/api/v1/progress", status, &progress);
}

/// Does the check-in that is due; what it comes to.
pub async fn checked_in(program: &mut Client, document: &Document) -> Value {
    let (_, due) = call(program, "GET", "/api/v1/check-in", None).await;
    assert_eq!(due["due"], json!("now"), "{due}");
    let (status, mut now) = call(program, "POST", "/api/v1/check-in", None).await;
    assert_eq!((status, &now["due"]), (200, &json!("begun")));
    let mut result = Value::Null;
    for _ in 0..20 {
        if !result.is_null() {
            break;
        }
        let questions = now["screen"]["questions"].as_array().unwrap();
        let replies: Vec<Value> = questions
            .iter()
            .map(|question| {
                let choice = question["choices"][0]["value"].as_str().unwrap_or("not_sure");
                json!({ "key": question["key"], "value": choice })
            })
            .collect();
        let leave_out = now["screen"]["offer"] != "";
        let sent = json!({
            "screen": now["screen"]["id"], "version": now["version"], "replies": replies, "leave_out": leave_out,
        });
        let at = "/api/v1/check-in/replies";
        let (status, taken) = call(program, "POST", at, Some(&sent)).await;
        assert_eq!(status, 200, "{taken}");
        document.check("post", at, status, &taken);
        now = taken["check_in"].clone();
        result = taken["result"].clone();
    }
    result
}

#[tokio::test]
async fn a_check_in_is_done_screen_by_screen() {
    let running = start(local()).await;
    began(&running, 2).await;
    let document = Document::of(&running).await;
    let mut program = Client::new(&running);
    let result = checked_in(&mut program, &document).await;
    let (status, newest) = call(&mut program, "GET", "/api/v1/check-in/result", None).await;
    assert_eq!((status, &newest), (200, &result));
    document.check("get", "/api/v1/check-in/result", status, &newest);
    let (status, progress) = call(&mut program, "GET", "/api/v1/progress", None).await;
    assert_eq!(progress["check_ins"], json!(1));
    document.check("get", "/api/v1/progress", status, &progress);
}
