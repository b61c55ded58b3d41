//! A therapist goes through the interview with a person, proposes and keeps a programme, enters nerve roots, writes notes.

use taut_record::{Filter, Kind, Role};

use crate::steps::{at_work, cleared, day, selects, send, tight, tingling, walk};
use crate::support::{Client, joined};

/// Answers every screen of an assessment; how many there were.
pub async fn assess(client: &mut Client, path: &str, choose: fn(&str) -> &'static str) -> usize {
    let assess = format!("{path}/assess");
    let begun = client.post(&format!("{assess}/begin"), &[]).await;
    assert_eq!((begun.status, begun.header("location")), (303, Some(assess.as_str())));
    for screens in 1..60 {
        let page = client.get(&assess).await;
        let sent = send(client, &assess, &page, choose).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        if sent.header("location") == Some(path) {
            return screens;
        }
    }
    panic!("the assessment does not end");
}

#[tokio::test]
async fn an_assessment_is_kept_as_told_and_leads_to_a_first_programme() {
    let (running, mut ann, chain, path) = at_work().await;
    let propose = format!("{path}/propose");
    assert!(ann.get(&propose).await.body.contains("No answers are kept yet"));
    // The person's own interview is another one.
    let mut pia = {
        let clinic = running.store.clinics().await.unwrap()[0].id;
        joined(&running, clinic, Role::Person, Some(chain), "pia").await
    };
    pia.post("/interview/begin", &[]).await;
    assert!(assess(&mut ann, &path, tight).await > 5);
    assert_eq!(pia.get("/interview").await.status, 200, "the person's interview is untouched");
    let filter = Filter { kind: Some(Kind::Answers), ..Filter::default() };
    let newest = running.store.page(chain, filter, None, 1).await.unwrap().entries.remove(0);
    assert_eq!(newest.author, "ann", "who wrote it down");
    let value = newest.value().unwrap();
    assert_eq!(value["case"]["age"], 45.0);
    let answers = value["case"]["answers"].as_array().unwrap();
    assert!(answers.len() > 20);
    assert!(answers.iter().all(|answer| answer["by"] == "person"), "who told it");
    assert!(answers.iter().all(|answer| answer["when"] == day(0).as_str()));

    let proposal = ann.get(&propose).await;
    assert_eq!(proposal.status, 200, "{}", proposal.body);
    assert!(proposal.body.contains("Programme, for the therapist"), "{}", proposal.body);
    let wrong = ann.post(&format!("{propose}/wishes"), &[("minutes", "0"), ("days", "9")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("1 to 240") && wrong.body.contains("1 to 7"), "{}", wrong.body);
    let wishes = [("minutes", "12"), ("days", "5"), ("thing", "chair"), ("thing", "wall")];
    let wished = ann.post(&format!("{propose}/wishes"), &wishes).await;
    assert_eq!((wished.status, wished.header("location")), (303, Some(propose.as_str())));
    let fitted = ann.get(&propose).await;
    assert!(fitted.body.contains("max=\"240\" required value=\"12\""), "{}", fitted.body);
    let open = fitted.body.matches("id=\"q-").count();
    assert!(open > 0, "{}", fitted.body);
    let taken = send(&mut ann, &format!("{propose}/questions"), &fitted, tight).await;
    assert_eq!(taken.status, 303, "{}", taken.body);
    let after = ann.get(&propose).await;
    assert!(after.body.matches("id=\"q-").count() < open);
    let keep = format!("{propose}/keep");
    assert!(!after.body.contains("takes its place"));
    assert_eq!(ann.post(&keep, &[]).await.status, 303);
    assert!(ann.get(&propose).await.body.contains("takes its place"));
    let page = ann.get(&path).await.body;
    assert!(page.contains(&format!("{path}/override")), "{page}");
    assert!(pia.get("/plan").await.body.contains("href=\"/check-in\">Check in"));
    for print in ["referral", "handout"] {
        let got = ann.get(&format!("{path}/{print}")).await;
        assert_eq!(got.status, 200, "{print}: {}", got.body);
    }
}

#[tokio::test]
async fn an_assessment_clears_nothing_and_can_be_given_up() {
    let (_running, mut ann, _, path) = at_work().await;
    let examine = format!("{path}/examine");
    let on = day(3);
    let found = [("on", on.as_str()), ("age", "45"), ("e.motor_weakness_both_exam", "present")];
    assert_eq!(ann.post(&examine, &found).await.status, 303);
    assess(&mut ann, &path, tight).await;
    let flags = ann.get(&format!("{path}/resolve")).await.body;
    assert!(flags.contains("value=\"motor_weakness_both_exam.\""), "{flags}");
    assert!(ann.get("/clinic/queue").await.body.contains("Pia Example"));

    let assess = format!("{path}/assess");
    ann.post(&format!("{assess}/begin"), &[]).await;
    let first = ann.get(&assess).await;
    send(&mut ann, &assess, &first, tight).await;
    let second = ann.get(&assess).await;
    let refused = send(&mut ann, &assess, &second, |_| "").await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("class=\"errors\""));
    assert_eq!(send(&mut ann, &assess, &first, tight).await.status, 409, "an old screen");
    assert_eq!(ann.post(&format!("{assess}/forget"), &[]).await.status, 303);
    assert!(ann.get(&assess).await.body.contains("/assess/begin"));
}

#[tokio::test]
async fn roots_become_findings_and_notes_are_kept_with_a_name() {
    let (_running, mut ann, _, path) = at_work().await;
    let examine = format!("{path}/examine");
    let names: Vec<String> =
        selects(&ann.get(&examine).await.body).into_iter().map(|s| s.0).collect();
    for name in ["root.power.L2.left", "root.feeling.S1.right", "e.upper_motor_neurone_signs"] {
        assert!(names.iter().any(|one| one == name), "{name}: {names:?}");
    }
    let on = day(1);
    let fields = |denied: &'static str| {
        vec![
            ("on", day(1)),
            ("age", "45".to_owned()),
            ("root.power.L4.left", "full".to_owned()),
            ("root.power.L5.left", "reduced".to_owned()),
            ("e.motor_weakness_exam.left", denied.to_owned()),
        ]
    };
    let refused = ann.post_fields(&examine, &fields("absent")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("#f-e.motor_weakness_exam.left"), "{}", refused.body);
    assert!(refused.body.contains("<option value=\"reduced\" selected>"), "what was typed stays");
    assert_eq!(ann.post_fields(&examine, &fields("")).await.status, 303);
    let page = ann.get(&path).await.body;
    assert!(page.contains("Power, left: L4 full, L5 reduced"), "{page}");
    assert!(page.contains("weakness found in one leg or foot, Left"), "{page}");

    let note = format!("{path}/note");
    let refused = ann.post(&note, &[("on", day(-9).as_str()), ("note", " ")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("#f-on") && refused.body.contains("#f-note"));
    let kept = ann.post(&note, &[("on", on.as_str()), ("note", "walks to work <again>")]).await;
    assert_eq!(kept.status, 303, "{}", kept.body);
    let page = ann.get(&path).await.body;
    assert!(page.contains(&format!("(ann) ({on})")), "{page}");
    assert!(page.contains("walks to work") && !page.contains("<again>"), "{page}");
}

/// Clears a person today, with leave to move the nerve; the last day.
async fn clear(ann: &mut Client, path: &str) -> String {
    let clear = format!("{path}/clear");
    let form = ann.get(&clear).await.body;
    let ends = day(-20);
    let more = [("allow.neural", "yes"), ("allow.neural.range", "to the first change")];
    let kept = ann.post_fields(&clear, &cleared(&form, &ends, &more)).await;
    assert_eq!(kept.status, 303, "{}", kept.body);
    ends
}

async fn explorer_is_open(client: &mut Client) -> bool {
    client.get("/explorer").await.body.contains("id=\"explorer\"")
}

#[tokio::test]
async fn a_clearance_that_allows_it_opens_the_explorer_until_its_last_day() {
    let (running, mut ann, chain, path) = at_work().await;
    assess(&mut ann, &path, tingling).await;
    let clinic = running.store.clinics().await.unwrap()[0].id;
    let mut pia = joined(&running, clinic, Role::Person, Some(chain), "pia").await;
    assert!(!explorer_is_open(&mut pia).await, "closed on hold");
    // What was found before, also on the same day, is what was looked at and cleared.
    let examine = format!("{path}/examine");
    let today = day(0);
    let found = [("on", today.as_str()), ("e.motor_weakness_exam.left", "present")];
    assert_eq!(ann.post(&examine, &found).await.status, 303);
    let ends = clear(&mut ann, &path).await;
    let opened = pia.get("/explorer").await.body;
    assert!(opened.contains("id=\"explorer\""), "{opened}");
    assert!(opened.contains(&format!("Dr Example has opened this page for you until {ends}")));
    // What says nothing of a flag leaves it open.
    let other = [("on", today.as_str()), ("e.reflex_knee_reduced.right", "absent")];
    assert_eq!(ann.post(&examine, &other).await.status, 303);
    assert!(explorer_is_open(&mut pia).await);
    // A flag that is found afterwards closes it at once, of the same day or of the next: elsewhere it may be tomorrow already.
    for on in [day(0), day(-1)] {
        let found = [("on", on.as_str()), ("e.sensory_loss_exam.right", "present")];
        assert_eq!(ann.post(&examine, &found).await.status, 303);
        assert!(!explorer_is_open(&mut pia).await, "{on}");
        let page = ann.get(&path).await.body;
        assert!(!page.contains(&format!("Stands until {ends}.")), "{page}");
        // Only another clearance opens it again.
        if on == day(0) {
            clear(&mut ann, &path).await;
            assert!(explorer_is_open(&mut pia).await);
        }
    }
}

#[tokio::test]
async fn an_interview_after_a_clearance_of_the_same_day_closes_the_explorer() {
    let (running, mut ann, chain, path) = at_work().await;
    assess(&mut ann, &path, tingling).await;
    let ends = clear(&mut ann, &path).await;
    let clinic = running.store.clinics().await.unwrap()[0].id;
    let mut pia = joined(&running, clinic, Role::Person, Some(chain), "pia").await;
    assert!(explorer_is_open(&mut pia).await);
    // More of a nerve sign than the examiner knew: still on hold, and closed.
    let (held, _) = walk(&mut pia, |name| match name {
        "a.leg_pain_at_rest" => "yes",
        other => tingling(other),
    })
    .await;
    assert!(held.body.contains("class=\"answer care\""), "{}", held.body);
    assert!(!explorer_is_open(&mut pia).await);
    let page = ann.get(&path).await.body;
    assert!(!page.contains(&format!("Stands until {ends}.")), "{page}");
}
