//! A therapist at work: people, examination, flags, clearance, what needs action; every look is written down.

use taut_record::{ChainId, Filter, Kind, Role};

use crate::steps::{at_work, cleared, day, selects};
use crate::support::{Running, joined, now};

async fn looks(running: &Running, chain: ChainId) -> usize {
    let filter = Filter { kind: Some(Kind::Access), ..Filter::default() };
    running.store.page(chain, filter, None, 1000).await.unwrap().entries.len()
}

#[tokio::test]
async fn every_look_is_written_down_and_names_are_found() {
    let (running, mut ann, chain, path) = at_work().await;
    let mut count = looks(&running, chain).await;
    for page in
        ["", "/examine", "/resolve", "/clear", "/letter", "/programme", "/progress", "/timeline"]
    {
        assert_eq!(ann.get(&format!("{path}{page}")).await.status, 200, "{page}");
        count += 1;
        assert_eq!(looks(&running, chain).await, count, "{page}");
    }
    let exported = ann.post(&format!("{path}/export"), &[]).await;
    assert!(exported.body.contains("\"read\":\"timeline\""), "{}", exported.body);
    assert_eq!(looks(&running, chain).await, count + 1);
    for (name, found) in [("Pi", true), ("pi", true), ("", true), ("Pix", false)] {
        let page = ann.post("/clinic", &[("name", name)]).await;
        assert_eq!(page.body.contains("Pia Example"), found, "{name}");
    }
    assert_eq!(looks(&running, chain).await, count + 1, "a list is no look at a record");
}

#[tokio::test]
async fn a_flag_stands_until_it_is_resolved_with_a_later_day() {
    let (running, mut ann, chain, path) = at_work().await;
    let examine = format!("{path}/examine");
    let fields = |on: String, extra: Vec<(&'static str, &'static str)>| {
        let mut all: Vec<(&str, String)> =
            vec![("on", on), ("age", "45".to_owned()), ("sex", "male".to_owned())];
        all.extend(extra.into_iter().map(|(n, v)| (n, v.to_owned())));
        all
    };
    let future = fields(day(-9), vec![("e.motor_weakness_both_exam", "present")]);
    let ahead = ann.post_fields(&examine, &future).await;
    assert_eq!(ahead.status, 422, "an examination that lies ahead");
    let found = fields(
        day(5),
        vec![("e.motor_weakness_both_exam", "present"), ("note.reflexes", "brisk on the left")],
    );
    let kept = ann.post_fields(&examine, &found).await;
    assert_eq!(kept.status, 303, "{}", kept.body);
    let page = ann.get(&path).await.body;
    assert!(
        page.contains("brisk on the left") && page.contains("weakness found in both legs"),
        "{page}"
    );
    let queue = ann.get("/clinic/queue").await.body;
    assert!(queue.contains("Pia Example"), "{queue}");
    assert!(queue.contains(crate::support::HOURS) && queue.contains("Those at the top come first"));
    assert!(!queue.contains("do not wait for an answer"), "said to a person, not to a therapist");

    // A later "no" does not clear it (S13), and nothing overrides it (S1, S2).
    let denied = [("on", day(3)), ("e.motor_weakness_both_exam", "absent".to_owned())];
    assert_eq!(ann.post_fields(&examine, &denied).await.status, 303);
    let resolve = format!("{path}/resolve");
    let form = ann.get(&resolve).await.body;
    assert!(form.contains("value=\"motor_weakness_both_exam.\""), "{form}");
    let rung = |running: &Running| {
        let store = running.store.clone();
        async move {
            let filter = Filter { kind: Some(Kind::Verdict), ..Filter::default() };
            let newest = store.page(chain, filter, None, 1).await.unwrap();
            newest.entries[0].value().unwrap()["rung"].as_str().unwrap().to_owned()
        }
    };
    let before = rung(&running).await;
    assert!(["emergency", "see_doctor_today", "see_doctor"].contains(&before.as_str()), "{before}");
    let (early, late) = (day(5), day(2));
    let form = |on: &'static str, reason: &'static str| {
        [
            ("flag", "motor_weakness_both_exam."),
            ("on", on),
            ("examiner", "Dr E"),
            ("reason", reason),
        ]
    };
    let early: &'static str = early.leak();
    let late: &'static str = late.leak();
    assert_eq!(ann.post(&resolve, &form(late, "")).await.status, 422, "without a reason");
    let same_day = ann.post(&resolve, &form(early, "old weakness")).await;
    assert_eq!(same_day.status, 422);
    assert!(same_day.body.contains("must lie after the day of the report"), "{}", same_day.body);
    assert_eq!(rung(&running).await, before);
    let resolved = ann.post(&resolve, &form(late, "old weakness, unchanged")).await;
    assert_eq!(resolved.status, 303, "{}", resolved.body);
    assert!(!ann.get(&resolve).await.body.contains("motor_weakness_both_exam"));
    assert_ne!(rung(&running).await, before);
    assert!(ann.get(&path).await.body.contains("old weakness, unchanged; Dr E"));
}

#[tokio::test]
async fn a_clearance_names_everything_that_is_missing_and_then_stands() {
    let (_running, mut ann, _, path) = at_work().await;
    let clear = format!("{path}/clear");
    let on = day(3);
    let examined = [
        ("on", on.as_str()),
        ("age", "45"),
        ("sex", "male"),
        ("e.slr_reproduces_leg_pain.left", "present"),
    ];
    assert_eq!(ann.post(&format!("{path}/examine"), &examined).await.status, 303);
    let form = ann.get(&clear).await.body;
    assert!(!form.contains(" selected"), "nothing is chosen at first");
    let refused = ann.post(&clear, &[("on", on.as_str())]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.matches("Ask this again").count() > 3, "{}", refused.body);
    let reflex = "<a href=\"#f-left.ankle_reflex\">Left leg, ankle reflex. Choose one.</a>";
    assert!(refused.body.contains(reflex), "{}", refused.body);
    assert!(refused.body.contains("id=\"f-left.ankle_reflex\""), "the link leads nowhere");
    let alert = refused.body.split("role=\"alert\"").nth(1).unwrap();
    let alert = alert.split("</ul>").next().unwrap();
    assert!(!alert.contains('`') && !alert.contains("missing key"), "{alert}");
    let ends = day(-20);
    let more = [("clear.slr_reproduces_leg_pain.left", "hamstring only, no leg symptom")];
    let mut fields = cleared(&form, &ends, &more);
    // A number that is none is refused, never left out: it would be no limit.
    for (name, value, line) in [
        ("allow.neural.hold_seconds", "10.5", "seconds of a hold, at most. Write a whole number"),
        ("allow.neural.reps", "5 a day", "repetitions, at most. Write a whole number"),
        ("allow.hip_strength.reps", "5", "Strength of the hip, allowed. A limit is written"),
        (
            "left.straight_leg_raise",
            "a lot",
            "Left leg, straight leg raise, in degrees. Write a number",
        ),
        ("left.straight_leg_raise", "999", "in degrees. This number does not fit"),
        ("upper_motor_neurone_signs", "perhaps", "Upper motor neurone signs. Choose one"),
        ("on", day(-9).as_str(), "Day of the examination. Write a day"),
    ] {
        let mut odd = fields.clone();
        odd.retain(|(key, _)| key != name);
        odd.extend([("allow.neural", "yes"), (name, value)].map(|(n, v)| (n.into(), v.into())));
        let refused = ann.post_fields(&clear, &odd).await;
        assert_eq!(refused.status, 422, "{name} = {value}");
        let link = format!("<a href=\"#f-{}\">", name.replace("strength.reps", "strength"));
        assert!(refused.body.contains(&link), "{name} = {value}: {}", refused.body);
        assert!(refused.body.contains(line), "{name} = {value}: {}", refused.body);
    }
    fields.push(("allow.foot_strength.reps".into(), " ".into()));
    let kept = ann.post_fields(&clear, &fields).await;
    assert_eq!(kept.status, 303, "{}", kept.body);
    let page = ann.get(&path).await.body;
    assert!(page.contains(&format!("Stands until {ends}.")), "{page}");
    assert!(!ann.get(&format!("{path}/resolve")).await.body.contains("slr_reproduces_leg_pain"));
}

#[tokio::test]
async fn pages_put_first_what_is_there_and_say_what_comes_next() {
    let (_running, mut ann, _, path) = at_work().await;
    assert!(ann.post("/clinic", &[("name", "Pix")]).await.body.contains("name begins so"));
    assert!(ann.get("/clinic").await.body.contains("Not answered yet"));
    let handout = ann.get(&format!("{path}/handout")).await;
    assert_eq!(handout.status, 200);
    assert!(handout.body.contains("No programme goes on."), "{}", handout.body);
    assert!(handout.body.contains(&format!("href=\"{path}/propose\"")));
    let on = day(0);
    let found = [
        ("on", on.as_str()),
        ("e.slr_reproduces_leg_pain.left", "present"),
        ("e.motor_weakness_both_exam", "present"),
        ("e.hip_exam_normal", "absent"),
    ];
    assert_eq!(ann.post(&format!("{path}/examine"), &found).await.status, 303);
    let page = ann.get(&path).await.body;
    let (there, not_there) = page.split_once("Not there, or not sure (1)").expect(&page);
    assert!(there.contains("weakness found in both legs"), "{there}");
    assert!(not_there.contains("<details") || there.ends_with("<summary>"), "it is folded");
    let weak = there.find("weakness found in both legs").unwrap();
    assert!(weak < page.find("flag, not resolved").unwrap());
    // Looks at the record stand apart from what was kept.
    let timeline = ann.get(&format!("{path}/timeline")).await.body;
    let (kept, looks) = timeline.split_once("Looks at the record").expect(&timeline);
    assert!(kept.contains("advice") && !kept.contains("somebody looked"), "{kept}");
    assert!(looks.contains("ann"), "{looks}");
    // A therapist is not told to show the page.
    let proposal = ann.get(&format!("{path}/propose")).await.body;
    assert!(proposal.contains("The advice for Pia Example is:"), "{proposal}");
    assert!(!proposal.contains("Show this page"), "{proposal}");
}

#[tokio::test]
async fn an_examination_refuses_what_it_cannot_read_at_its_field() {
    let (_running, mut ann, _, path) = at_work().await;
    let examine = format!("{path}/examine");
    let on = day(0);
    let deficit = "e.knee_extension_deficit_exam.left";
    for (name, value, line) in [
        ("sex", "femal", "Choose one of the list, or leave it out."),
        (deficit, "a lot", ", Left. Write a number."),
        (deficit, "NaN", ", Left. Write a number."),
        (deficit, "900", ", Left. This number does not fit."),
        ("e.slr_reproduces_leg_pain.left", "perhaps", ", Left. Choose one."),
        ("root.power.L5.left", "weak", "Choose one."),
    ] {
        let power = ("e.motor_weakness_exam.right", "present");
        let fields = [("on", on.as_str()), power, (name, value)];
        let refused = ann.post(&examine, &fields).await;
        assert_eq!(refused.status, 422, "{name} = {value}");
        assert!(refused.body.contains(&format!("<a href=\"#f-{name}\">")), "{}", refused.body);
        assert!(refused.body.contains(line), "{name} = {value}: {}", refused.body);
    }
}

/// Keeps a programme for a person as a vignette tells; what the plan still asks is denied.
pub async fn with_programme(running: &Running, chain: ChainId) {
    use taut_episode::{AskSides, PlanToKeep, answers, case_json, plan_screen};
    let engine = crate::support::engine();
    let knowledge = engine.knowledge();
    let file =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../knowledge/vignettes/vignette-stretch-01.toml");
    let mut value = case_json::value(&std::fs::read(file).unwrap()).unwrap();
    value.as_object_mut().unwrap().remove("expected");
    let preferences = taut_episode::usual_preferences(knowledge);
    let begins = jiff::Zoned::now().date();
    for _ in 0..20 {
        let bytes = serde_json::to_vec(&value).unwrap();
        let case = taut_knowledge::read_case("x", &bytes, knowledge).unwrap();
        let judgement = engine.answer(case, taut_reason::Setting::Home, false);
        let none = taut_plan::Clearances::default();
        let dropped = std::collections::BTreeSet::new();
        let plan = engine.plan(&judgement, &preferences, &none, &dropped, begins).unwrap();
        if let Some(screen) = plan_screen(knowledge, &plan, AskSides::Which, "en") {
            let denied = |q: &taut_episode::Question| {
                let no = q.choices.iter().find(|c| ["no", "absent"].contains(&c.value.as_str()));
                no.or(q.choices.first()).map_or("0", |c| c.value.as_str()).to_owned()
            };
            let values: Vec<String> = screen.questions.iter().map(denied).collect();
            let given = screen.questions.iter().zip(&values);
            let given = given.map(|(q, value)| (q.key.as_str(), value.as_str(), ""));
            let replies = screen.read(given).unwrap();
            value["answers"].as_array_mut().unwrap().extend(answers(knowledge, &replies));
            continue;
        }
        let judged = judgement.judged();
        let new = PlanToKeep {
            judged,
            case: &value,
            preferences: &preferences,
            overrides: &[],
            dropped: &dropped,
            begins,
            plan: &plan,
            clearances: &[],
            seen: None,
        };
        taut_episode::keep_plan(&running.store, chain, &new, ("Pia", now())).await.unwrap();
        return;
    }
    panic!("no programme");
}

#[tokio::test]
async fn a_dose_is_set_within_its_bounds_with_a_reason_and_listed() {
    let (running, mut ann, chain, path) = at_work().await;
    let set = format!("{path}/override");
    assert!(ann.get(&set).await.body.contains("No programme goes on"));
    with_programme(&running, chain).await;
    assert!(ann.get("/clinic").await.body.contains("Pia Example"));
    let form = ann.get(&set).await.body;
    let (_, options) = selects(&form).remove(0);
    let days = options.iter().find(|one| one.ends_with(".days_per_week")).unwrap();
    for (what, value, reason, status) in [
        ("minutes_per_day", "30", "", 422),
        ("minutes_per_day", "x", "works shifts", 422),
        ("minutes_per_day", "1000", "works shifts", 422),
        (days.as_str(), "8", "works shifts", 422),
        ("rung", "1", "works shifts", 422),
        ("minutes_per_day", "30", "works shifts", 303),
    ] {
        let fields = [("what", what), ("value", value), ("reason", reason)];
        let got = ann.post(&set, &fields).await;
        assert_eq!(got.status, status, "{what} {value}: {}", got.body);
        let listed = ann.get(&set).await.body.contains("minutes a day: 30. works shifts (ann)");
        assert_eq!(listed, status == 303, "{what} {value}");
    }
    let programme = ann.get(&format!("{path}/programme")).await;
    assert_eq!(programme.status, 200, "{}", programme.body);
    assert!(programme.body.contains("Programme"), "{}", programme.body);
}

/// What each choice of a page reads while nothing is chosen, by its name.
fn blanks(body: &str) -> Vec<(String, String)> {
    body.split("<select ")
        .skip(1)
        .map(|rest| {
            let rest = rest.split("</select>").next().unwrap();
            let name = rest.split("name=\"").nth(1).unwrap().split('"').next().unwrap();
            let blank = rest.split("<option value=\"\">").nth(1).expect("a choice of nothing");
            (name.to_owned(), blank.split('<').next().unwrap().to_owned())
        })
        .collect()
}

#[tokio::test]
async fn a_choice_of_nothing_says_that_nothing_is_known() {
    let (running, mut ann, chain, path) = at_work().await;
    let north = running.store.clinics().await.unwrap()[0].id;
    let mut boss = joined(&running, north, Role::Administrator, None, "boss").await;
    let pages = ["examine", "clear", "override"].map(|page| format!("{path}/{page}"));
    let mut texts = Vec::new();
    for language in ["en", "es"] {
        for client in [&mut ann, &mut boss] {
            client.post("/language", &[("language", language)]).await;
        }
        if language == "es" {
            with_programme(&running, chain).await;
        }
        let mut all = blanks(&boss.get("/admin").await.body);
        for page in &pages {
            all.extend(blanks(&ann.get(page).await.body));
        }
        assert!(all.iter().all(|(_, text)| !text.trim().is_empty()), "{all:?}");
        let of = |name: &str| all.iter().find(|one| one.0 == name).unwrap().1.clone();
        let asked = ["root.power.L5.left", "left.L5", "irritability", "in_person", "role"];
        texts.push(asked.map(of));
        let has_flags =
            all.iter().any(|(name, text)| name.starts_with("flag.") && *text == of("irritability"));
        assert!(has_flags, "{all:?}");
        assert_eq!(all.iter().any(|(name, _)| name == "what"), language == "es");
    }
    let en = ["Not tested", "Not tested", "Not asked", "Not answered yet", "Choose one"];
    let es = [
        "No se probó",
        "No se probó",
        "No se preguntó",
        "Todavía sin respuesta",
        "Elija una opción",
    ];
    assert_eq!(texts, [en, es]);
}

#[tokio::test]
async fn the_differential_has_its_intervals_as_soon_as_they_are_worked_out() {
    let (_running, mut ann, _, path) = at_work().await;
    let page = format!("{path}/differential");
    let progress = format!("{page}/progress");
    assert!(ann.get(&page).await.body.contains("No answers are kept yet"));
    let on = day(3);
    let examined = [
        ("on", on.as_str()),
        ("age", "45"),
        ("sex", "male"),
        ("e.slr_reproduces_leg_pain.left", "present"),
    ];
    assert_eq!(ann.post(&format!("{path}/examine"), &examined).await.status, 303);
    // Ends once the run is over, whether it was on its way or not.
    for _ in 0..2 {
        let events = ann.get(&progress).await;
        assert_eq!(events.header("content-type"), Some("text/event-stream"));
        assert_eq!(events.body.matches("event: done\ndata: 5/5\n").count(), 1, "{}", events.body);
        assert!(events.body.trim_end().ends_with("event: ended\ndata: over"), "{}", events.body);
    }
    for path in [&page, &path] {
        let shown = ann.get(path).await.body;
        assert!(shown.contains("<svg class=\"interval\""), "{shown}");
        assert!(!shown.contains("data-progress"), "{shown}");
        assert!(shown.contains("of 999 draws"), "{shown}");
    }
}
