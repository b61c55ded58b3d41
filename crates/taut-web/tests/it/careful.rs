//! What nobody undoes by a day ahead, by an age that is sent beside notes, or alone in a clinic.

use serde_json::{Value, json};
use taut_record::{ChainId, Filter, Kind, Role};

use crate::person::reported;
use crate::steps::{at_work, day, tight, tingling, walk};
use crate::support::{Client, Running, joined};

/// The advice of the newest verdict that is kept.
pub async fn rung(running: &Running, chain: ChainId) -> String {
    let filter = Filter { kind: Some(Kind::Verdict), ..Filter::default() };
    let newest = running.store.page(chain, filter, None, 1).await.unwrap();
    newest.entries[0].value().unwrap()["rung"].as_str().unwrap().to_owned()
}

/// Sends JSON; the status.
pub async fn json_to(client: &mut Client, path: &str, body: &Value) -> u16 {
    let text = body.to_string();
    client.send("POST", path, Some(("application/json", text.as_bytes()))).await.status
}

/// A browser of the person themself.
pub async fn themself(running: &Running, chain: ChainId) -> Client {
    let clinic = running.store.clinics().await.unwrap()[0].id;
    joined(running, clinic, Role::Person, Some(chain), "pia").await
}

#[tokio::test]
async fn a_flag_of_today_is_not_resolved_by_a_day_ahead() {
    let (running, mut ann, chain, path) = at_work().await;
    let api = format!("/api/v1{}", path.trim_start_matches("/clinic"));
    let found = json!({
        "on": day(0), "age": 45.0, "sex": "male",
        "answers": [{ "finding": "motor_weakness_both_exam", "state": "present" }],
    });
    assert_eq!(json_to(&mut ann, &format!("{api}/answers"), &found).await, 204);
    let held = rung(&running, chain).await;
    for on in [day(-1), day(-2)] {
        let resolution = json!({
            "finding": "motor_weakness_both_exam", "on": on, "examiner": "Dr E", "reason": "old",
        });
        assert_eq!(json_to(&mut ann, &format!("{api}/resolutions"), &resolution).await, 422);
        let fields = [
            ("flag", "motor_weakness_both_exam."),
            ("on", on.as_str()),
            ("examiner", "Dr E"),
            ("reason", "old"),
        ];
        let form = ann.post(&format!("{path}/resolve"), &fields).await;
        assert_eq!(form.status, 422, "{}", form.body);
        assert!(form.body.contains("It cannot lie ahead"), "{}", form.body);
        let clearance = json!({
            "schema": "taut.clearance/1", "examiner": "Dr E", "profession": "physician", "on": on,
        });
        assert_eq!(json_to(&mut ann, &format!("{api}/clearances"), &clearance).await, 422);
    }
    assert_eq!(rung(&running, chain).await, held);
}

#[tokio::test]
async fn an_age_beside_notes_does_not_replace_the_one_that_is_kept() {
    let (running, mut ann, chain, path) = at_work().await;
    let api = format!("/api/v1{}/answers", path.trim_start_matches("/clinic"));
    let young = json!({
        "on": day(1), "age": 16.0, "sex": "male", "notes": ["first visit"],
    });
    assert_eq!(json_to(&mut ann, &api, &young).await, 204);
    let older = json!({ "on": day(0), "age": 40.0, "sex": "female", "notes": ["again"] });
    assert_eq!(json_to(&mut ann, &api, &older).await, 204);
    let filter = Filter { kind: Some(Kind::Answers), ..Filter::default() };
    let newest = running.store.page(chain, filter, None, 1).await.unwrap().entries.remove(0);
    let case = newest.value().unwrap()["case"].clone();
    assert_eq!((case["age"].as_f64(), case["sex"].as_str()), (Some(16.0), Some("male")), "{case}");
    assert!(case.to_string().contains("again"), "{case}");
}

#[tokio::test]
async fn nobody_in_a_clinic_lifts_a_hold_alone() {
    let (running, _, chain, _) = at_work().await;
    let mut pia = themself(&running, chain).await;
    walk(&mut pia, tingling).await;
    assert!(!pia.get("/me").await.body.contains("/me/clearance"));
    let (on, quiet) = (day(1), day(20));
    let form = pia.post("/me/clearance", &reported(&on, &quiet)).await;
    assert_eq!(form.status, 404, "{}", form.body);
    assert_eq!(pia.post("/me/clearance", &[]).await.status, 404);
    let file = json!({
        "clears": ["leg_tingling", "leg_symptoms"], "examiner": "Dr Nobody",
        "profession": "physician", "on": on, "quiet_since": quiet, "in_person": true,
        "this_episode": true, "reason": "fine",
    });
    assert_eq!(json_to(&mut pia, "/api/v1/clearances", &file).await, 404);
    assert!(pia.get("/answer").await.body.contains("class=\"answer care\""));
    let filter = Filter { kind: Some(Kind::Clearance), ..Filter::default() };
    assert!(running.store.page(chain, filter, None, 9).await.unwrap().entries.is_empty());
}

#[tokio::test]
async fn a_new_episode_keeps_what_a_clinician_found() {
    for by_page in [true, false] {
        let (running, mut ann, chain, path) = at_work().await;
        let found = [
            ("on", &*day(3)),
            ("age", "45"),
            ("sex", "male"),
            ("e.motor_weakness_both_exam", "present"),
        ];
        assert_eq!(ann.post(&format!("{path}/examine"), &found).await.status, 303);
        let before = rung(&running, chain).await;
        let mut pia = themself(&running, chain).await;
        let begun = if by_page {
            pia.post("/me/new-episode", &[]).await.status == 303
        } else {
            json_to(&mut pia, "/api/v1/episodes", &json!({})).await == 204
        };
        assert!(begun, "a new episode begins");
        assert_eq!(rung(&running, chain).await, before);
        assert!(ann.get("/clinic/queue").await.body.contains("Pia Example"));
        walk(&mut pia, tight).await;
        assert_eq!(rung(&running, chain).await, before, "a clean interview changes nothing");
        assert!(ann.get("/clinic/queue").await.body.contains("Pia Example"));
        // Cleared by a clinician, it does not go on.
        let cleared = [
            ("flag", "motor_weakness_both_exam."),
            ("on", &*day(1)),
            ("examiner", "Dr E"),
            ("reason", "old weakness"),
        ];
        let resolved = ann.post(&format!("{path}/resolve"), &cleared).await;
        assert_eq!(resolved.status, 303, "{}", resolved.body);
        assert_eq!(pia.post("/me/new-episode", &[]).await.status, 303);
        assert_eq!(pia.get("/answer").await.header("location"), Some("/"));
    }
}

/// A person who says they hold goes one step back, or on to the second part.
#[tokio::test]
async fn the_explorer_stays_closed_while_an_interview_goes_on_again() {
    let (running, ..) = at_work().await;
    for again in ["/interview/back", "/interview/firmer"] {
        let mut guest = Client::new(&running);
        assert!(guest.get("/explorer").await.body.contains("id=\"explorer\""));
        walk(&mut guest, tingling).await;
        for step in 0..30 {
            let page = guest.get("/explorer").await;
            assert!(!page.body.contains("id=\"explorer\""), "{again}, step {step}");
            let look = json!({ "steps": {} });
            let status = json_to(&mut guest, "/api/v1/explorer", &look).await;
            assert_eq!(status, 403, "{again}, step {step}");
            let at = if step == 0 { again } else { "/interview/back" };
            guest.post(at, &[]).await;
        }
        // Who said nothing that calls for it may look.
        let mut other = Client::new(&running);
        walk(&mut other, tight).await;
        other.post(again, &[]).await;
        assert!(other.get("/explorer").await.body.contains("id=\"explorer\""), "{again}");
    }
}
