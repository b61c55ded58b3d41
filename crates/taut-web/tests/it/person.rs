//! What a person does after the answer: plan, check-in, progress, handout, explorer; and what a guest may do of it.

use jiff::{ToSpan as _, Zoned};
use serde_json::json;
use taut_episode::{
    PlanToKeep, VerdictToKeep, keep_plan, keep_verdict, load_case, usual_preferences,
};
use taut_knowledge::read_case;
use taut_plan::Clearances;
use taut_reason::Setting;
use taut_record::ChainId;
use taut_web::Mode;

use crate::steps::{check_in_to_the_end, filled, fine, send, tight, tingling, walk};
use crate::support::{Client, Running, engine, local, start};

/// Keeps a programme of the one person that began some days ago.
pub async fn began(running: &Running, days: i64) {
    let chain = running.store.add_person("me", "test", 1).await.unwrap();
    began_of(running, chain, days).await;
}

/// Likewise of somebody else.
pub async fn began_of(running: &Running, chain: ChainId, days: i64) {
    let engine = engine();
    let knowledge = engine.knowledge();
    let begins = Zoned::now().date().checked_sub(days.days()).unwrap();
    let on = begins.to_string();
    let answers: Vec<_> = knowledge
        .screens
        .iter()
        .flat_map(|screen| &screen.findings)
        .map(|finding| knowledge.finding(*finding))
        .filter(|record| !matches!(record.id.as_str(), "age" | "sex"))
        .filter(|record| {
            record.person_may_answer && record.origin == taut_knowledge::Origin::History
        })
        .filter_map(|record| {
            let said = tight(&format!("a.{}", record.id));
            let state = match said {
                "yes" | "both" => "present",
                "no" if record.kind == taut_knowledge::Kind::Sign => "absent",
                state if record.states.iter().any(|known| known == state) => state,
                _ => return None,
            };
            let mut answer =
                json!({ "finding": record.id, "state": state, "by": "person", "when": on });
            if record.sided {
                answer["side"] = json!("both");
            }
            Some(answer)
        })
        .collect();
    let value = json!({
        "schema": "taut.case/1", "id": "interview", "age": 45, "sex": "female", "answers": answers,
    });
    let case = read_case("test", value.to_string().as_bytes(), knowledge).unwrap();
    let judgement = engine.answer(case, Setting::Home, false);
    let (wishes, none) = (usual_preferences(knowledge), Default::default());
    let plan = engine.plan(&judgement, &wishes, &Clearances::default(), &none, begins).unwrap();
    let new = PlanToKeep {
        judged: judgement.judged(),
        case: &value,
        preferences: &wishes,
        overrides: &[],
        dropped: &none,
        begins,
        plan: &plan,
        clearances: &[],
        seen: None,
    };
    keep_plan(&running.store, chain, &new, ("test", 2)).await.unwrap();
}

#[tokio::test]
async fn a_plan_is_proposed_fitted_to_wishes_and_kept() {
    let running = start(local()).await;
    let mut client = Client::new(&running);
    assert_eq!(client.get("/plan").await.header("location"), Some("/"));
    walk(&mut client, tight).await;
    let proposal = client.get("/plan").await;
    assert_eq!(proposal.status, 200, "{}", proposal.body);
    assert!(proposal.body.contains("action=\"/plan/keep\""), "{}", proposal.body);
    assert!(proposal.body.contains("<figure class=\"figure\"><svg"), "no figure");
    assert!(!proposal.body.contains("style=\""), "a style that the policy forbids");
    let front = client.get("/").await;
    assert!(front.body.contains("You have your answer"), "{}", front.body);
    let wishes = [("minutes", "12"), ("days", "5"), ("thing", "chair"), ("thing", "wall")];
    let wished = client.post("/plan/wishes", &wishes).await;
    assert_eq!((wished.status, wished.header("location")), (303, Some("/plan/new")));
    let fitted = client.get("/plan/new").await;
    assert!(fitted.body.contains("name=\"minutes\" min=\"1\" max=\"240\" required value=\"12\""));
    let wrong = client.post("/plan/wishes", &[("minutes", "0"), ("days", "9")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("1 to 240") && wrong.body.contains("1 to 7"), "{}", wrong.body);
    // So little time that nothing fits: there is nothing to keep.
    client.post("/plan/wishes", &[("minutes", "1"), ("days", "1"), ("floor", "no")]).await;
    assert!(!client.get("/plan/new").await.body.contains("action=\"/plan/keep\""));
    assert_eq!(client.post("/plan/keep", &[]).await.status, 422);
    client.post("/plan/wishes", &wishes).await;
    let kept = client.post("/plan/keep", &[]).await;
    assert_eq!((kept.status, kept.header("location")), (303, Some("/plan")), "{}", kept.body);
    let plan = client.get("/plan").await;
    assert!(plan.body.contains("href=\"/check-in\">Check in"), "{}", plan.body);
    assert!(!plan.body.contains("action=\"/plan/keep\""));
    // The interview is done with; the answer stays, out of the record.
    assert_eq!(client.get("/interview").await.header("location"), Some("/"));
    assert_eq!(client.get("/answer").await.status, 200);
    // On the first day there is no check-in yet.
    let front = client.get("/").await;
    assert!(front.body.contains("See your plan"), "{}", front.body);
    let due = client.get("/check-in").await;
    assert!(due.body.contains("Your next check-in") && !due.body.contains("/check-in/begin"));
    assert_eq!(client.post("/check-in/begin", &[]).await.status, 409);
    for path in ["/progress", "/handout", "/plan/new"] {
        assert_eq!(client.get(path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn more_answers_are_taken_into_the_proposal() {
    let running = start(local()).await;
    let mut client = Client::new(&running);
    walk(&mut client, tight).await;
    let proposal = client.get("/plan").await;
    assert!(proposal.body.contains("action=\"/plan/questions\""), "{}", proposal.body);
    let open = proposal.body.matches("id=\"q-").count();
    let wrong = client.post("/plan/questions", &[("a.saddle_numbness", "perhaps")]).await;
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    let taken = send(&mut client, "/plan/questions", &proposal, tight).await;
    assert_eq!(taken.status, 303, "{}", taken.body);
    let after = client.get("/plan/new").await;
    let left = after.body.matches("id=\"q-").count();
    assert!(left < open, "{open} questions before, {left} after");
}

#[tokio::test]
async fn a_check_in_goes_screen_by_screen() {
    let running = start(local()).await;
    began(&running, 2).await;
    let mut client = Client::new(&running);
    let due = client.get("/check-in").await;
    assert!(due.body.contains("/check-in/begin"), "{}", due.body);
    assert_eq!(client.post("/check-in/begin", &[]).await.status, 303);
    let flags = client.get("/check-in").await;
    assert!(flags.body.contains("saddle_numbness"), "{}", flags.body);
    assert!(!flags.body.contains("\" checked"), "something is chosen beforehand");
    let none = send(&mut client, "/check-in", &flags, |_| "").await;
    assert_eq!(none.status, 422, "{}", none.body);
    assert!(none.body.contains("#q-saddle_numbness"));
    check_in_to_the_end(&mut client, fine).await;
    let result = client.get("/check-in/result").await;
    assert_eq!(result.status, 200, "{}", result.body);
    assert!(result.body.contains("Do not wait to see if it passes"));
    // What is old is a conflict, and today's is there.
    let again = send(&mut client, "/check-in", &flags, fine).await;
    assert_eq!(again.status, 409);
    assert!(client.get("/check-in").await.body.contains("Your next check-in"));
    let progress = client.get("/progress").await;
    assert!(
        progress.body.contains("<svg") && progress.body.contains("<table"),
        "{}",
        progress.body
    );
}

#[tokio::test]
async fn a_flag_at_a_check_in_ends_it_at_once() {
    let running = start(local()).await;
    began(&running, 2).await;
    let mut client = Client::new(&running);
    client.post("/check-in/begin", &[]).await;
    let flags = client.get("/check-in").await;
    let choose = |name: &str| if name == "a.saddle_numbness" { "yes" } else { "" };
    let sent = send(&mut client, "/check-in", &flags, choose).await;
    assert_eq!(sent.header("location"), Some("/check-in/result"), "{}", sent.body);
    let result = client.get("/check-in/result").await;
    assert!(result.body.contains("class=\"answer stop\""), "{}", result.body);
    assert!(result.body.contains("Go to emergency care now."), "{}", result.body);
    // The plan has stopped: what follows now is emergency care.
    let plan = client.get("/plan").await;
    assert!(plan.body.contains("Go to emergency care now."), "{}", plan.body);
    assert!(!plan.body.contains("action=\"/plan/keep\""));
}

#[tokio::test]
async fn the_explorer_is_open_and_closed_on_hold() {
    let running = start(local()).await;
    let mut client = Client::new(&running);
    let start = client.get("/explorer").await;
    assert_eq!(start.status, 200, "{}", start.body);
    assert!(start.body.contains("<svg") && start.body.contains("name=\"knee\""));
    let straight = client.get("/explorer?position=sitting&knee=straight&last=x-y.z").await;
    assert_eq!(straight.status, 200, "{}", straight.body);
    let chosen = "name=\"knee\" value=\"straight\" checked";
    assert!(straight.body.contains(chosen) && !start.body.contains(chosen));
    let (answer, _) = walk(&mut client, tingling).await;
    assert!(answer.body.contains("class=\"answer care\""), "{}", answer.body);
    let closed = client.get("/explorer").await;
    assert_eq!(closed.status, 200);
    assert!(!closed.body.contains("name=\"knee\""), "{}", closed.body);
}

#[tokio::test]
async fn a_guest_sees_a_plan_that_is_not_kept() {
    let running = start(Mode::Clinic).await;
    let mut client = Client::new(&running);
    walk(&mut client, tight).await;
    let plan = client.get("/plan").await;
    assert_eq!(plan.status, 200, "{}", plan.body);
    assert!(!plan.body.contains("action=\"/plan/keep\""));
    assert!(plan.body.contains("It is not kept"), "{}", plan.body);
    assert_eq!(client.get("/handout").await.status, 200);
    for path in ["/check-in", "/check-in/result", "/progress"] {
        assert_eq!(client.get(path).await.status, 401, "{path}");
    }
    assert_eq!(client.post("/plan/keep", &[]).await.status, 401);
    // Another guest has nothing of it.
    let mut other = Client::new(&running);
    assert_eq!(other.get("/plan").await.header("location"), Some("/"));
}

#[tokio::test]
async fn the_letter_names_every_question_asked_or_not() {
    let engine = engine();
    let knowledge = engine.knowledge();
    let some = json!({
        "schema": "taut.case/1", "id": "letter", "age": 45, "answers": [
            { "finding": "saddle_numbness", "state": "absent", "by": "person", "when": "2026-11-20" },
            { "finding": "leg_tingling", "state": "present", "side": "left", "by": "person" },
        ],
    });
    let case = read_case("test", some.to_string().as_bytes(), knowledge).unwrap();
    let judgement = engine.answer(case, Setting::Home, false);
    let view = taut_text::LetterView {
        knowledge,
        case: &judgement.case,
        verdict: &judgement.verdict,
        series: &[],
        programme: None,
        is_paused: false,
        responses: &[],
    };
    let text = taut_text::letter_page(&view, "en").to_text(10_000);
    for screen in &knowledge.screens {
        for finding in &screen.findings {
            let record = knowledge.finding(*finding);
            let is_there = text.contains(&record.en().name);
            assert!(is_there || matches!(record.id.as_str(), "age" | "sex"), "{}", record.id);
        }
    }
    for measure in &knowledge.measures {
        assert!(text.contains(&measure.en().name), "{}", measure.id());
    }
    let numb = &knowledge.finding(knowledge.finding_id("saddle_numbness").unwrap()).en().name;
    let line = text.lines().find(|line| line.contains(numb.as_str())).unwrap();
    assert!(line.contains("no") && line.contains("2026-11-20"), "{line}");
    let bladder = &knowledge.finding(knowledge.finding_id("bladder_new").unwrap()).en().name;
    let line = text.lines().find(|line| line.contains(bladder.as_str())).unwrap();
    assert!(line.contains("not asked"), "{line}");
    assert!(text.contains("yes, left") && text.contains("Mood, sleep, work: not asked"), "{text}");
    assert!(text.contains("Age: 45. Sex: not said."), "{text}");
}

#[tokio::test]
async fn the_letter_draws_what_was_marked() {
    let running = start(local()).await;
    let mut client = Client::new(&running);
    walk(&mut client, tight).await;
    let letter = client.get("/letter").await;
    assert_eq!(letter.status, 200, "{}", letter.body);
    assert!(letter.body.contains("class=\"chart-region shaded\""), "{}", letter.body);
    assert!(letter.body.contains("Differential"), "{}", letter.body);
}

#[tokio::test]
async fn a_marked_place_is_an_answer_to_confirm() {
    let running = start(local()).await;
    let mut client = Client::new(&running);
    client.post("/interview/begin", &[]).await;
    let mut page = client.get("/interview").await;
    for _ in 0..10 {
        if page.body.contains("name=\"place\"") {
            break;
        }
        send(&mut client, "/interview", &page, tight).await;
        page = client.get("/interview").await;
    }
    assert!(page.body.contains("value=\"calf-left\""), "{}", page.body);
    let mut fields = filled(&page, |_| "");
    fields.push(("place".to_owned(), "calf-left".to_owned()));
    let shown = client.post_fields("/interview", &fields).await;
    assert_eq!(shown.status, 422);
    let yes = "name=\"a.pain_calf\" value=\"left\" checked";
    assert!(shown.body.contains(yes) && !page.body.contains(yes), "{}", shown.body);
    assert!(
        !shown.body.contains("name=\"a.pain_groin\" value=\"no\" checked"),
        "a no was filled in"
    );
}

#[tokio::test]
async fn a_marked_place_stands_beside_the_question_of_how_far_down() {
    let running = start(local()).await;
    let mut client = Client::new(&running);
    client.post("/interview/begin", &[]).await;
    let below = "value=\"below_knee\" checked";
    let mut marked = false;
    for _ in 0..20 {
        let page = client.get("/interview").await;
        if page.body.contains("name=\"a.how_far_down\"") {
            assert!(marked, "the chart comes before");
            assert!(page.body.contains("On the chart you marked as far as"), "{}", page.body);
            assert!(page.body.contains(below), "{}", page.body);
            // The person says otherwise, and that counts.
            send(&mut client, "/interview", &page, |name| match name {
                "a.how_far_down" => "buttock",
                other => tingling(other),
            })
            .await;
            client.post("/interview/back", &[]).await;
            let again = client.get("/interview").await;
            assert!(again.body.contains("value=\"buttock\" checked"), "{}", again.body);
            assert!(!again.body.contains(below), "{}", again.body);
            return;
        }
        let mut fields = filled(&page, tingling);
        if page.body.contains("name=\"place\"") {
            fields.push(("place".to_owned(), "calf-left".to_owned()));
            marked = true;
        }
        assert_eq!(client.post_fields("/interview", &fields).await.status, 303);
        if marked && page.body.contains("name=\"place\"") {
            client.post("/interview/back", &[]).await;
            let chart = client.get("/interview").await;
            assert!(chart.body.contains("value=\"calf-left\" data-says"), "{}", chart.body);
            let place = chart.body.split("value=\"calf-left\"").nth(1).unwrap();
            assert!(place.split('>').next().unwrap().contains("checked"), "the mark is lost");
            let old = client.post_fields("/interview", &fields).await;
            assert_eq!(old.status, 409, "an old version");
            let mut fresh = filled(&chart, tingling);
            fresh.push(("place".to_owned(), "calf-left".to_owned()));
            assert_eq!(client.post_fields("/interview", &fresh).await.status, 303);
        }
    }
    panic!("how far down it goes is not asked");
}

#[tokio::test]
async fn a_self_test_is_guided_by_pictures_and_a_time() {
    let running = start(local()).await;
    let mut client = Client::new(&running);
    walk(&mut client, tight).await;
    assert_eq!(client.post("/interview/firmer", &[]).await.status, 303);
    let mut guided = 0;
    for _ in 0..60 {
        let page = client.get("/interview").await;
        if page.status == 303 {
            break;
        }
        if page.body.contains("class=\"guided\"") {
            guided += 1;
            assert!(page.body.contains("/timer.js\"") && page.body.contains("/figures.css\""));
            let part = page.body.split("class=\"guided\"").nth(1).unwrap();
            assert!(part.contains("<svg class=\"fig\""), "{part:.400}");
            assert!(part.contains("data-seconds=\"") && part.contains("role=\"timer\""));
        }
        let sent = send(&mut client, "/interview", &page, |name| match name {
            name if name.starts_with("n.") && name != "n.age" => "5",
            "a.heel_raise" | "a.heel_walk" => "normal",
            "a.pelvic_drop" => "none",
            other => tight(other),
        })
        .await;
        assert_eq!(sent.status, 303, "{}", sent.body);
    }
    assert!(guided > 0, "no self-test in the second part");
}

/// Keeps answers of some days ago: each finding with its state and who said it.
pub async fn earlier(running: &Running, days: i64, said: &[(&str, &str, &str)]) {
    let engine = engine();
    let on = Zoned::now().date().checked_sub(days.days()).unwrap().to_string();
    let answers: Vec<_> = said
        .iter()
        .map(|(finding, state, by)| {
            json!({ "finding": finding, "state": state, "by": by, "when": on, "side": "left" })
        })
        .collect();
    let value = json!({ "schema": "taut.case/1", "id": "interview", "answers": answers });
    let case = read_case("test", value.to_string().as_bytes(), engine.knowledge()).unwrap();
    let judgement = engine.answer(case, Setting::Home, false);
    let chain = running.store.add_person("me", "test", 1).await.unwrap();
    let judged = judgement.judged();
    let new = VerdictToKeep { case: &value, judged, clearances: &[], seen: None };
    keep_verdict(&running.store, chain, &new, ("test", 2)).await.unwrap();
}

#[tokio::test]
async fn what_was_reported_or_found_before_counts_when_the_questions_are_asked_again() {
    let rows = [
        (("leg_tingling", "present", "person"), true),
        (("slr_reproduces_leg_pain", "present", "therapist"), true),
        (("leg_tingling", "absent", "person"), false),
    ];
    for (said, stands) in rows {
        let running = start(local()).await;
        earlier(&running, 3, &[said]).await;
        let mut client = Client::new(&running);
        let (answer, _) = walk(&mut client, tight).await;
        assert_eq!(answer.body.contains("class=\"answer care\""), stands, "{}", answer.body);
        assert_eq!(answer.body.contains("it still counts"), stands, "{}", answer.body);
        let chain = running.store.person("me").await.unwrap().chain;
        let kept = load_case(&running.store, chain, engine().knowledge()).await.unwrap();
        let finding = engine().knowledge().finding_id(said.0).unwrap();
        let of = kept.case.answers.iter().filter(|answer| answer.finding == finding);
        assert!(of.count() >= 1, "{said:?}");
    }
}

#[tokio::test]
async fn a_slip_is_put_right_on_the_same_day() {
    let running = start(local()).await;
    let mut client = Client::new(&running);
    let (held, _) = walk(&mut client, tingling).await;
    assert!(held.body.contains("class=\"answer care\""), "{}", held.body);
    client.post("/interview/forget", &[]).await;
    let (answer, _) = walk(&mut client, tight).await;
    assert!(!answer.body.contains("class=\"answer care\""), "{}", answer.body);
    assert!(!answer.body.contains("it still counts"), "{}", answer.body);
}

#[tokio::test]
async fn a_page_that_is_not_there_keeps_the_menu() {
    let running = start(local()).await;
    let lost = Client::new(&running).get("/no-such-page").await;
    assert_eq!(lost.status, 404);
    assert!(lost.body.contains("href=\"/check-in\""), "{}", lost.body);
}

/// The fields of an examination that a person reports.
pub fn reported<'f>(on: &'f str, quiet: &'f str) -> [(&'static str, &'f str); 8] {
    [
        ("examiner", "T. Example"),
        ("profession", "physical therapist"),
        ("on", on),
        ("quiet_since", quiet),
        ("in_person", "yes"),
        ("this_episode", "yes"),
        ("clears", "leg_tingling"),
        ("reason", "the hip"),
    ]
}

#[tokio::test]
async fn an_examination_is_reported_once_the_leg_is_quiet() {
    let running = start(local()).await;
    earlier(&running, 30, &[("leg_tingling", "present", "person")]).await;
    let mut client = Client::new(&running);
    let today = Zoned::now().date();
    let day = |days: i64| today.checked_sub(days.days()).unwrap().to_string();
    let on = day(3);
    for (quiet, status) in [(day(30), 422), (day(31), 422), (day(29), 303)] {
        let kept = client.post("/me/clearance", &reported(&on, &quiet)).await;
        assert_eq!(kept.status, status, "{quiet}: {}", kept.body);
        let shown = client.get("/me").await.body.contains("(reported, not verified)");
        assert_eq!(shown, status == 303, "{quiet}");
    }
}

#[tokio::test]
async fn my_data_are_shown_taken_out_and_erased() {
    let running = start(local()).await;
    let mut client = Client::new(&running);
    walk(&mut client, tingling).await;
    let me = client.get("/me").await;
    assert_eq!(me.status, 200, "{}", me.body);
    assert!(me.body.contains("<td>Advice</td>"), "{}", me.body);
    let file = client.get("/me/export").await;
    assert!(file.header("content-disposition").unwrap().contains("attachment"));
    assert!(file.body.lines().count() > 4 && file.body.contains("leg_tingling"), "{}", file.body);
    for line in file.body.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line}");
    }
    // An examination is reported: what is missing is named first.
    assert!(me.body.contains("action=\"/me/clearance\""), "{}", me.body);
    let none = client.post("/me/clearance", &[("examiner", "T. Example")]).await;
    assert_eq!(none.status, 422);
    assert!(none.body.contains("#q-quiet_since") && none.body.contains("value=\"T. Example\""));
    let today = Zoned::now().date();
    let [on, quiet] = [3, 60].map(|days| today.checked_sub(days.days()).unwrap().to_string());
    let report = reported(&on, &quiet);
    let felt = client.post("/me/clearance", &report).await;
    assert_eq!(felt.status, 422, "the leg was felt today");
    assert!(felt.body.contains(&format!("a symptom in the leg on {today}")), "{}", felt.body);
    assert!(!client.get("/me").await.body.contains("(reported, not verified)"));
    // A new episode forgets the interview; what is kept stays.
    assert_eq!(client.post("/me/new-episode", &[]).await.header("location"), Some("/"));
    assert_eq!(client.get("/answer").await.header("location"), Some("/"));
    assert!(client.get("/me").await.body.contains("An episode ended"));
    // Erased only when the word is typed.
    assert_eq!(client.post("/me/erase", &[("word", "yes")]).await.status, 422);
    assert!(client.get("/me").await.body.contains("<td>Advice</td>"));
    assert_eq!(client.post("/me/erase", &[("word", " Erase ")]).await.status, 303);
    let me = client.get("/me").await;
    assert!(!me.body.contains("<td>Advice</td>"), "{}", me.body);
}
