//! Steps that walks share: forms filled in, the interview walked through, people who answer, a therapist at work.

use jiff::ToSpan as _;
use taut_record::{ChainId, Role};
use taut_web::Mode;

use crate::support::{Client, Got, Running, joined, now, start};

/// Name and value of every input of a page that would be sent: hidden ones, and of each question the choice that `choose` wants.
pub fn filled(page: &Got, choose: impl Fn(&str) -> &'static str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for tag in page.body.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let attribute = |name: &str| {
            let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
            Some(tag[start..].split('"').next().unwrap().to_owned())
        };
        let (Some(name), kind) = (attribute("name"), attribute("type")) else { continue };
        match kind.as_deref() {
            Some("hidden") if ["screen", "version", "chart"].contains(&name.as_str()) => {
                fields.push((name, attribute("value").unwrap()));
            }
            Some("radio") => {
                let value = attribute("value").unwrap();
                if value == choose(&name) && !fields.iter().any(|(n, _)| *n == name) {
                    fields.push((name, value));
                }
            }
            Some("number") if choose(&name) != "not_sure" => {
                fields.push((name.clone(), choose(&name).to_owned()));
            }
            _ => {}
        }
    }
    fields.push(("press".to_owned(), "next".to_owned()));
    fields
}

/// Walks from the front page to the answer; the answer, and how many screens there were.
pub async fn walk(
    client: &mut Client,
    choose: impl Fn(&str) -> &'static str + Copy,
) -> (Got, usize) {
    let begun = client.post("/interview/begin", &[]).await;
    assert_eq!((begun.status, begun.header("location")), (303, Some("/interview")));
    for screens in 0..60 {
        let page = client.get("/interview").await;
        if page.status == 303 {
            return (client.get("/answer").await, screens);
        }
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.body.contains("Do not wait to see if it passes"), "no safety net");
        let sent = send(client, "/interview", &page, choose).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
    }
    panic!("the interview does not end");
}

/// Fills in a page as `choose` wants, and sends its form.
pub async fn send(
    client: &mut Client,
    path: &str,
    page: &Got,
    choose: impl Fn(&str) -> &'static str,
) -> Got {
    client.post_fields(path, &filled(page, choose)).await
}

/// Goes through a check-in that has begun, screen by screen.
pub async fn check_in_to_the_end(
    client: &mut Client,
    choose: impl Fn(&str) -> &'static str + Copy,
) {
    for _ in 0..15 {
        let page = client.get("/check-in").await;
        let sent = send(client, "/check-in", &page, choose).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        if sent.header("location") == Some("/check-in/result") {
            return;
        }
    }
    panic!("the check-in does not end");
}

/// A check-in of somebody who does all of it, and whose pain is gone.
pub fn fine(name: &str) -> &'static str {
    match name {
        name if name.starts_with("n.done_days") => "2",
        name if name.starts_with("n.") => "0",
        "a.next_morning" => "same",
        _ => "no",
    }
}

/// Somebody without any sign of nerve or flag, and with tight hamstrings.
pub fn tight(name: &str) -> &'static str {
    match name {
        "n.age" => "45",
        "a.sex" => "female",
        "a.pain_low_back" | "a.felt_tightness" => "both",
        "a.sits_most_of_day" | "a.better_with_movement" => "yes",
        "a.duration" => "over_3_months",
        "a.how_far_down" | "a.leg_symptoms" => "none",
        "a.stretching_so_far" => "not_tried",
        _ => "no",
    }
}

/// Tingling down to the foot.
pub fn tingling(name: &str) -> &'static str {
    match name {
        "a.leg_tingling" => "left",
        "a.leg_symptoms" => "most_weeks",
        "a.how_far_down" => "foot",
        other => tight(other),
    }
}

/// A day so many days before today.
pub fn day(before: i64) -> String {
    let today = jiff::Zoned::now().date();
    today.checked_sub(before.days()).unwrap().to_string()
}

/// Name and option values of every choice of a page.
pub fn selects(body: &str) -> Vec<(String, Vec<String>)> {
    body.split("<select ")
        .skip(1)
        .map(|rest| {
            let rest = rest.split("</select>").next().unwrap();
            let value = |text: &str, key: &str| {
                let start = text.find(key)? + key.len();
                Some(text[start..].split('"').next().unwrap().to_owned())
            };
            let options = rest.split("<option").skip(1).filter_map(|o| value(o, "value=\""));
            (value(rest, "name=\"").unwrap(), options.filter(|o| !o.is_empty()).collect())
        })
        .collect()
}

/// A therapist who has added a person: the server, the therapist, the person's record, the address of their page.
pub async fn at_work() -> (Running, Client, ChainId, String) {
    let running = start(Mode::Clinic).await;
    let north = running.store.found_clinic("North", now()).await.unwrap();
    let mut ann = joined(&running, north, Role::Therapist, None, "ann").await;
    let added = ann.post("/clinic/people", &[("new", "Pia Example")]).await;
    assert_eq!(added.status, 303, "{}", added.body);
    let path = added.header("location").unwrap().to_owned();
    let chain = ChainId::parse(path.rsplit('/').next().unwrap()).unwrap();
    (running, ann, chain, path)
}

/// The fields of the form of a clearance of today with nothing found: those that are typed, then the best of every choice.
pub fn cleared(form: &str, ends: &str, more: &[(&str, &str)]) -> Vec<(String, String)> {
    let today = day(0);
    let typed = [
        ("examiner", "Dr Example"),
        ("profession", "physical therapist"),
        ("registration", "PT 1"),
        ("on", today.as_str()),
        ("expires", ends),
        ("left.knee_extension_deficit", "20"),
        ("right.knee_extension_deficit", "20"),
        ("left.straight_leg_raise", "80"),
        ("right.straight_leg_raise", "80"),
    ];
    let typed = typed.iter().chain(more).map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
    let chosen = selects(form).into_iter().map(|(name, options)| {
        let good = ["absent", "no", "full", "normal", "low"];
        let value = match name.as_str() {
            "in_person" | "this_episode" => "yes",
            _ => good.into_iter().find(|good| options.iter().any(|o| o == good)).unwrap(),
        };
        (name, value.to_owned())
    });
    typed.chain(chosen).collect()
}

/// Everybody whom a table of roles is about: a guest, a person, the therapist, a therapist of another clinic, the administrator;
/// and the record of the person.
pub async fn everybody(running: &Running) -> ([Client; 5], ChainId) {
    let store = &running.store;
    let north = store.found_clinic("North", now()).await.unwrap();
    let south = store.found_clinic("South", now()).await.unwrap();
    let clients = [
        Client::new(running),
        joined(running, north, Role::Person, None, "pia").await,
        joined(running, north, Role::Therapist, None, "ann").await,
        joined(running, south, Role::Therapist, None, "sue").await,
        joined(running, north, Role::Administrator, None, "boss").await,
    ];
    let chain = store.account_named("pia").await.unwrap().unwrap().chain.unwrap();
    (clients, chain)
}
