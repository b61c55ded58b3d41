//! Who reaches what: every route of accounts, clinic and administration, tried by everybody.

use std::fs;
use std::path::Path;

use taut_record::Role;
use taut_web::Mode;

use crate::steps::everybody;
use crate::support::{Client, joined, now, start};

/// Method, route, and what comes of it for: a guest, a person, the therapist, a therapist of another clinic, the
/// administrator. Forms are sent empty.
const ROUTES: [(&str, &str, [u16; 5]); 42] = [
    ("GET", "/sign-in", [200, 303, 303, 303, 303]),
    ("GET", "/join", [200, 200, 200, 200, 200]),
    ("POST", "/join", [422, 422, 422, 422, 422]),
    ("GET", "/account", [401, 200, 200, 200, 200]),
    ("POST", "/account/name", [401, 422, 422, 422, 422]),
    ("POST", "/account/passphrase", [401, 422, 422, 422, 422]),
    ("POST", "/account/sessions", [401, 303, 303, 303, 303]),
    ("GET", "/admin", [401, 403, 403, 403, 200]),
    ("POST", "/admin/more", [401, 403, 403, 403, 200]),
    ("POST", "/admin/invite", [401, 403, 403, 403, 422]),
    ("POST", "/admin/invitations", [401, 403, 403, 403, 404]),
    ("POST", "/admin/accounts/{id}", [401, 403, 403, 403, 404]),
    ("GET", "/admin/events", [401, 403, 403, 403, 200]),
    ("GET", "/admin/events/before/{seq}", [401, 403, 403, 403, 200]),
    ("GET", "/clinic", [401, 403, 200, 200, 403]),
    ("POST", "/clinic", [401, 403, 200, 200, 403]),
    ("GET", "/clinic/queue", [401, 403, 200, 200, 403]),
    ("POST", "/clinic/people", [401, 403, 422, 422, 403]),
    ("GET", "/clinic/people/{id}", [401, 403, 200, 404, 403]),
    ("GET", "/clinic/people/{id}/examine", [401, 403, 200, 404, 403]),
    ("POST", "/clinic/people/{id}/examine", [401, 403, 422, 404, 403]),
    ("GET", "/clinic/people/{id}/resolve", [401, 403, 200, 404, 403]),
    ("POST", "/clinic/people/{id}/resolve", [401, 403, 422, 404, 403]),
    ("GET", "/clinic/people/{id}/clear", [401, 403, 200, 404, 403]),
    ("POST", "/clinic/people/{id}/clear", [401, 403, 422, 404, 403]),
    ("GET", "/clinic/people/{id}/override", [401, 403, 200, 404, 403]),
    ("POST", "/clinic/people/{id}/override", [401, 403, 422, 404, 403]),
    ("GET", "/clinic/people/{id}/differential", [401, 403, 200, 404, 403]),
    ("GET", "/clinic/people/{id}/assess", [401, 403, 200, 404, 403]),
    ("POST", "/clinic/people/{id}/assess", [401, 403, 409, 404, 403]),
    ("POST", "/clinic/people/{id}/assess/forget", [401, 403, 303, 404, 403]),
    ("GET", "/clinic/people/{id}/note", [401, 403, 200, 404, 403]),
    ("POST", "/clinic/people/{id}/note", [401, 403, 422, 404, 403]),
    ("GET", "/clinic/people/{id}/propose", [401, 403, 200, 404, 403]),
    ("POST", "/clinic/people/{id}/propose/wishes", [401, 403, 422, 404, 403]),
    ("GET", "/clinic/people/{id}/referral", [401, 403, 404, 404, 403]),
    ("GET", "/clinic/people/{id}/referral.pdf", [401, 403, 404, 404, 403]),
    ("GET", "/clinic/people/{id}/handout", [401, 403, 200, 404, 403]),
    ("GET", "/clinic/people/{id}/letter", [401, 403, 200, 404, 403]),
    ("GET", "/clinic/people/{id}/programme", [401, 403, 200, 404, 403]),
    ("GET", "/clinic/people/{id}/progress", [401, 403, 200, 404, 403]),
    ("GET", "/clinic/people/{id}/timeline", [401, 403, 200, 404, 403]),
];

/// Those whose outcome the table cannot show together with the others: an invitation once there is an account, looks at a
/// file, signing out.
const MORE: [(&str, &str, [u16; 5]); 9] = [
    // Nothing is kept of this person, so there is nothing to work out.
    ("GET", "/clinic/people/{id}/differential/progress", [401, 403, 404, 404, 403]),
    ("POST", "/clinic/people/{id}/propose/questions", [401, 403, 404, 404, 403]),
    ("POST", "/clinic/people/{id}/propose/keep", [401, 403, 404, 404, 403]),
    ("POST", "/clinic/people/{id}/assess/begin", [401, 403, 303, 404, 403]),
    ("GET", "/clinic/people/{id}/timeline/before/{seq}", [401, 403, 200, 404, 403]),
    ("POST", "/clinic/people/{id}/invite", [401, 403, 200, 404, 403]),
    ("POST", "/clinic/people/{id}/export", [401, 403, 200, 404, 403]),
    ("POST", "/sign-in", [422, 422, 422, 422, 422]),
    ("POST", "/sign-out", [303, 303, 303, 303, 303]),
];

/// Every route that the sources of these pages name.
fn routes_of(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for rest in text.split(".route(").skip(1) {
            found.push(rest.split('"').nth(1).unwrap().to_owned());
        }
    }
}

#[tokio::test]
async fn every_route_answers_each_role_as_the_table_says() {
    let pages = concat!(env!("CARGO_MANIFEST_DIR"), "/src/pages");
    let mut named = Vec::new();
    for folder in ["account", "admin", "clinic"] {
        routes_of(&Path::new(pages).join(folder), &mut named);
    }
    for route in &named {
        let all = || ROUTES.iter().chain(&MORE);
        assert!(all().any(|(_, path, _)| path == route), "{route} is not in the table");
    }

    let running = start(Mode::Clinic).await;
    let (mut clients, chain) = everybody(&running).await;
    for (method, route, expected) in ROUTES.iter().chain(&MORE) {
        let path = route.replace("{id}", &chain.to_string()).replace("{seq}", "9");
        for (client, expected) in clients.iter_mut().zip(expected) {
            let body = (*method == "POST")
                .then_some(("application/x-www-form-urlencoded", b"".as_slice()));
            let got = client.send(method, &path, body).await;
            assert_eq!(got.status, *expected, "{method} {route}: {}", got.body);
            let refused = [401, 403, 404].contains(&got.status);
            assert!(!refused || !got.body.contains("pia"), "{method} {route} leaks");
        }
    }
}

#[tokio::test]
async fn ended_forged_and_disabled_sessions_are_nobodys() {
    let running = start(Mode::Clinic).await;
    let store = &running.store;
    let north = store.found_clinic("North", now()).await.unwrap();
    joined(&running, north, Role::Administrator, None, "boss").await;
    let mut ann = joined(&running, north, Role::Therapist, None, "ann").await;
    let mut bea = joined(&running, north, Role::Therapist, None, "bea").await;
    let chain = store.add_person("Pia", "test", now()).await.unwrap();
    store.join_clinic(chain, north, now()).await.unwrap();
    let path = format!("/clinic/people/{chain}");
    assert_eq!(ann.get(&path).await.status, 200);
    for token in ["", "0", &"0".repeat(64), &"f".repeat(64), &"é".repeat(32)] {
        let mut forged = Client::new(&running);
        forged.cookies.push(("taut-session".to_owned(), token.to_owned()));
        assert_eq!(forged.get(&path).await.status, 401, "{token}");
    }
    let expired = store.account_named("ann").await.unwrap().unwrap().id;
    let token = store.sign_in(expired, now() - 2, now() - 1).await.unwrap();
    let mut old = Client::new(&running);
    old.cookies.push(("taut-session".to_owned(), token.text()));
    assert_eq!(old.get(&path).await.status, 401);
    let account = store.account_named("bea").await.unwrap().unwrap();
    assert_eq!(bea.get(&path).await.status, 200);
    store.set_disabled(account.id, true, now()).await.unwrap();
    assert_eq!(bea.get(&path).await.status, 401);
    // A therapist who becomes an administrator reads no record any more.
    let account = store.account_named("ann").await.unwrap().unwrap();
    store.set_role(account.id, Role::Administrator, now()).await.unwrap();
    assert_eq!(ann.get(&path).await.status, 401, "the role's sessions ended");
}

#[tokio::test]
async fn an_administrator_keeps_the_accounts_of_one_clinic() {
    let running = start(Mode::Clinic).await;
    let store = &running.store;
    let north = store.found_clinic("North", now()).await.unwrap();
    let south = store.found_clinic("South", now()).await.unwrap();
    let mut boss = joined(&running, north, Role::Administrator, None, "boss").await;
    let mut chief = joined(&running, south, Role::Administrator, None, "chief").await;
    joined(&running, north, Role::Therapist, None, "ann").await;
    let ann = store.account_named("ann").await.unwrap().unwrap().id;
    let own = store.account_named("boss").await.unwrap().unwrap().id;
    let change = |id| format!("/admin/accounts/{id}");
    assert_eq!(chief.post(&change(ann), &[("change", "disable")]).await.status, 404);
    assert!(!chief.get("/admin").await.body.contains("ann"));
    assert_eq!(boss.post(&change(ann), &[("change", "disable")]).await.status, 303);
    assert!(store.account(ann).await.unwrap().disabled.is_some());
    assert_eq!(boss.post(&change(ann), &[("change", "enable")]).await.status, 303);
    assert_eq!(boss.post(&change(own), &[("change", "disable")]).await.status, 422, "the last one");
    let invited = boss.post("/admin/invite", &[("role", "therapist")]).await;
    assert_eq!(invited.status, 200);
    let code = invited.body.split("<strong>").nth(1).unwrap().split('<').next().unwrap();
    let mut client = Client::new(&running);
    let fields = crate::support::join_fields(code, "eva");
    assert_eq!(client.post("/join", &fields).await.header("location"), Some("/clinic"));
    assert!(boss.get("/admin/events").await.body.contains("invitation written"));
}

#[tokio::test]
async fn another_name_is_refused_with_what_to_do() {
    let running = start(crate::support::local()).await;
    let got = Client::new(&running).get("http://elsewhere.example/").await;
    assert_eq!(got.status, 421, "{}", got.body);
    assert!(got.body.contains("--origin"), "{}", got.body);
}
