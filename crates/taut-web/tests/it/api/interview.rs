//! The interview by programs.

use serde_json::{Value, json};
use taut_web::Mode;

use super::{Document, bearing, call};
use crate::steps::{filled, tingling};
use crate::support::{Client, local, start};

/// A reply to every question of a screen: the first choice, or 40.
fn replies(interview: &Value) -> Value {
    let screen = &interview["screen"];
    let questions = screen["questions"].as_array().unwrap();
    let replies: Vec<Value> = questions
        .iter()
        .map(|question| {
            let choice = question["choices"][0]["value"].as_str();
            json!({ "key": question["key"], "value": choice.unwrap_or("40") })
        })
        .collect();
    json!({ "screen": screen["id"], "version": interview["version"], "replies": replies })
}

#[tokio::test]
async fn a_guest_goes_through_it_with_a_token() {
    let running = start(Mode::Clinic).await;
    let mut program = Client::new(&running);
    let at = "/api/v1/interview";
    assert_eq!(call(&mut program, "GET", at, None).await.0, 404, "none has begun");
    let (status, mut interview) = call(&mut program, "POST", at, None).await;
    assert_eq!(status, 200);
    let mut program = bearing(&program, interview["session"].as_str().unwrap());
    let mut steps = 0;
    while interview["done"] == json!(false) {
        let sent = replies(&interview);
        let (status, next) =
            call(&mut program, "POST", "/api/v1/interview/replies", Some(&sent)).await;
        assert_eq!(status, 200, "{next}");
        assert_eq!(next["session"], Value::Null);
        let (_, again) = call(&mut program, "GET", at, None).await;
        assert_eq!(again, next, "what a step says is what stands");
        interview = next;
        steps += 1;
        assert!(steps < 60, "it comes to an end");
    }
    assert_eq!(interview["screen"], Value::Null);
    let (status, back) = call(&mut program, "POST", "/api/v1/interview/back", None).await;
    assert_eq!((status, &back["done"]), (200, &json!(false)));
    assert_eq!(call(&mut program, "DELETE", at, None).await.0, 204);
    assert_eq!(call(&mut program, "GET", at, None).await.0, 404);
}

/// Goes on until a screen is there that `wanted` wants.
async fn until(program: &mut Client, wanted: impl Fn(&Value) -> bool) -> Value {
    let (_, mut interview) = call(program, "POST", "/api/v1/interview", None).await;
    for _ in 0..60 {
        if wanted(&interview["screen"]) {
            return interview;
        }
        let sent = told(&interview, tingling);
        let (status, next) = call(program, "POST", "/api/v1/interview/replies", Some(&sent)).await;
        assert_eq!(status, 200, "{next}");
        interview = next;
    }
    panic!("no such screen");
}

/// A reply to every question of a screen as somebody says it on the pages.
fn told(interview: &Value, says: fn(&str) -> &'static str) -> Value {
    let questions = interview["screen"]["questions"].as_array().unwrap().iter();
    let reply = |question: &Value| {
        let of = if question["number"].is_null() { "a" } else { "n" };
        let value = says(&format!("{of}.{}", question["key"].as_str().unwrap()));
        json!({ "key": question["key"], "value": value })
    };
    let replies: Vec<Value> = questions.map(reply).collect();
    json!({ "screen": interview["screen"]["id"], "version": interview["version"], "replies": replies })
}

#[tokio::test]
async fn places_are_marked_and_read_as_on_the_pages() {
    let running = start(local()).await;
    let document = Document::of(&running).await;
    let mut program = Client::new(&running);
    let at = "/api/v1/interview/replies";
    // Marks on a screen without a chart are refused.
    let (_, first) = call(&mut program, "POST", "/api/v1/interview", None).await;
    assert_eq!(first["screen"]["places"], Value::Null);
    let mut sent = told(&first, tingling);
    sent["marked"] = json!([]);
    let (status, problem) = call(&mut program, "POST", at, Some(&sent)).await;
    assert_eq!((status, &problem["faults"][0]["code"]), (422, &json!("no-chart")), "{problem}");
    let chart = until(&mut program, |screen| screen["form"] == "body_chart").await;
    document.check("get", "/api/v1/interview", 200, &chart);
    let places = chart["screen"]["places"].as_array().unwrap();
    let calf = places.iter().find(|place| place["key"] == "calf-left").unwrap();
    assert_eq!(calf["marked"], json!(false));
    assert_eq!(calf["says"], json!([{ "key": "pain_calf", "value": "left" }]), "{calf}");
    let page = program.get("/interview").await.body;
    for place in places {
        let key = place["key"].as_str().unwrap();
        assert!(page.contains(&format!("name=\"place\" value=\"{key}\"")), "{key}");
    }
    assert_eq!(page.matches("name=\"place\"").count(), places.len());
    // Places that are none are named, all of them, and nothing is kept.
    let mut sent = told(&chart, tingling);
    sent["marked"] = json!(["calf-left", "calf", "moon"]);
    let (status, problem) = call(&mut program, "POST", at, Some(&sent)).await;
    document.check("post", at, status, &problem);
    let wrong: Vec<&Value> =
        problem["faults"].as_array().unwrap().iter().map(|fault| &fault["place"]).collect();
    assert_eq!((status, wrong), (422, vec![&json!("marked[1]"), &json!("marked[2]")]));
    sent["marked"] = json!(["calf-left"]);
    let (status, next) = call(&mut program, "POST", at, Some(&sent)).await;
    assert_eq!(status, 200, "{next}");
    document.check("post", at, status, &next);
    // Both ways read what the other has written.
    let (_, back) = call(&mut program, "POST", "/api/v1/interview/back", None).await;
    let marked = |interview: &Value| -> Vec<String> {
        let places = interview["screen"]["places"].as_array().unwrap().iter();
        let marked = places.filter(|place| place["marked"] == true);
        marked.map(|place| place["key"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(marked(&back), ["calf-left"]);
    let page = program.get("/interview").await;
    let place = page.body.split("value=\"calf-left\"").nth(1).unwrap();
    assert!(place.split('>').next().unwrap().contains("checked"), "the page has the mark");
    let mut fields = filled(&page, tingling);
    fields.push(("place".to_owned(), "calf-right".to_owned()));
    assert_eq!(program.post_fields("/interview", &fields).await.status, 303);
    let (_, back) = call(&mut program, "POST", "/api/v1/interview/back", None).await;
    assert_eq!(marked(&back), ["calf-right"], "what a page has marked");
    // Replies without marks leave them as they are, and a later question shows what they say without counting it.
    let asks = |screen: &Value| {
        let mut keys = screen["questions"].as_array().into_iter().flatten();
        keys.any(|question| question["key"] == "how_far_down")
    };
    let far = until(&mut program, asks).await;
    document.check("get", "/api/v1/interview", 200, &far);
    let questions = far["screen"]["questions"].as_array().unwrap();
    let asked = questions.iter().find(|one| one["key"] == "how_far_down").unwrap();
    assert_eq!((&asked["marked"], &asked["reply"]), (&json!("below_knee"), &Value::Null));
    assert!(asked["hint"].as_str().unwrap().starts_with("On the chart you marked"), "{asked}");
}

#[tokio::test]
async fn what_does_not_fit_is_named_and_nothing_is_kept() {
    let running = start(local()).await;
    let mut program = Client::new(&running);
    let (_, begun) = call(&mut program, "POST", "/api/v1/interview", None).await;
    assert_eq!(begun["session"], Value::Null, "one person needs no session");
    let at = "/api/v1/interview/replies";
    // The first screen asks nothing.
    let (_, begun) = call(&mut program, "POST", at, Some(&replies(&begun))).await;
    let (screen, version) = (begun["screen"]["id"].clone(), begun["version"].clone());
    let wrong = json!([
        { "key": "no_such_question", "value": "no" },
        { "key": begun["screen"]["questions"][0]["key"], "value": "no_such_answer" },
    ]);
    let sent = json!({ "screen": screen, "version": version, "replies": wrong });
    let (status, problem) = call(&mut program, "POST", at, Some(&sent)).await;
    assert_eq!((status, &problem["code"]), (422, &json!("refused")));
    assert_eq!(problem["faults"].as_array().unwrap().len(), 2, "{problem}");
    let none = json!({ "screen": screen, "version": version, "replies": [] });
    let (status, problem) = call(&mut program, "POST", at, Some(&none)).await;
    let questions = begun["screen"]["questions"].as_array().unwrap().len();
    assert_eq!(status, 422);
    assert_eq!(problem["faults"].as_array().unwrap().len(), questions, "every one is missing");
    let stale = json!({ "screen": screen, "version": 9999, "replies": [] });
    let (status, problem) = call(&mut program, "POST", at, Some(&stale)).await;
    assert_eq!((status, &problem["code"]), (409, &json!("conflict")));
    let (status, _) = call(&mut program, "POST", at, Some(&json!({ "screen": 1 }))).await;
    assert_eq!(status, 422);
    let (_, now) = call(&mut program, "GET", "/api/v1/interview", None).await;
    assert_eq!(now, begun, "nothing has changed");
}

#[tokio::test]
async fn a_refusal_is_a_problem_document() {
    let running = start(local()).await;
    let at = "/api/v1/interview/replies";
    let json_type = "application/json";
    let large = vec![b' '; 300 * 1024];
    type Row<'r> = (&'r str, &'r str, Option<(&'r str, &'r [u8])>, u16);
    let rows: [Row<'_>; 8] = [
        ("GET", "/api/v1/nothing", None, 404),
        ("GET", "/api/", None, 404),
        ("PUT", at, None, 405),
        ("POST", at, Some(("text/plain", b"{}")), 415),
        ("POST", at, None, 415),
        ("POST", at, Some((json_type, b"{\"screen\":\n x}")), 400),
        ("POST", at, Some((json_type, b"\xff\xfe")), 400),
        ("POST", at, Some((json_type, &large)), 413),
    ];
    for (method, path, body, status) in rows {
        let got = Client::new(&running).send(method, path, body).await;
        assert_eq!(got.status, status, "{method} {path}: {}", got.body);
        assert_eq!(got.header("content-type"), Some("application/problem+json"), "{path}");
        assert_eq!(got.header("cache-control"), Some("no-store"));
        let problem = super::json(&got);
        assert_eq!(problem["status"], json!(status));
        assert_eq!(problem["type"], json!("about:blank"));
        assert!(problem["title"].as_str().is_some_and(|title| !title.is_empty()));
    }
    let got = Client::new(&running).send("POST", at, Some((json_type, b"{\"screen\":\n x}"))).await;
    assert_eq!(super::json(&got)["faults"][0]["place"], json!("2:2"));
    let mut elsewhere = Client::new(&running);
    elsewhere.headers.push(("sec-fetch-site".to_owned(), "cross-site".to_owned()));
    let got = elsewhere.send("POST", "/api/v1/interview", None).await;
    assert_eq!((got.status, super::json(&got)["code"].clone()), (403, json!("not_allowed")));
}

#[tokio::test]
async fn a_token_that_is_nobodys_is_refused() {
    let running = start(Mode::Clinic).await;
    let mut guest = Client::new(&running);
    let (_, begun) = call(&mut guest, "POST", "/api/v1/interview", None).await;
    let token = begun["session"].as_str().unwrap().to_owned();
    assert_eq!(call(&mut bearing(&guest, &token), "GET", "/api/v1/interview", None).await.0, 200);
    let forged = [String::new(), "x".to_owned(), "0".repeat(64), token.to_uppercase()];
    for token in forged {
        let mut program = bearing(&guest, &token);
        let got = program.send("GET", "/api/v1/interview", None).await;
        assert_eq!(got.status, 401, "{token}");
        assert_eq!(got.header("www-authenticate"), Some("Bearer"));
    }
    let mut basic = guest.clone();
    basic.headers = vec![("authorization".to_owned(), "Basic YTpi".to_owned())];
    assert_eq!(call(&mut basic, "GET", "/api/v1/interview", None).await.0, 401);
    let other = taut_record::Token::parse(&token).unwrap();
    running.store.end_session(other.id(), crate::support::now()).await.unwrap();
    assert_eq!(call(&mut bearing(&guest, &token), "GET", "/api/v1/interview", None).await.0, 401);
}
