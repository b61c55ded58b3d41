//! Signing in and out, joining, locks, sessions, and answers that were given before.

use taut_record::Role;
use taut_web::Mode;

use crate::support::{Client, PASSPHRASE, Running, join_fields, joined, local, now, start};

async fn sign_in(client: &mut Client, name: &str, passphrase: &str) -> crate::support::Got {
    client.post("/sign-in", &[("name", name), ("passphrase", passphrase)]).await
}

/// The message of a refusal: what the list of errors says.
fn message(body: &str) -> &str {
    let start = body.find("class=\"errors\"").unwrap();
    &body[start..start + body[start..].find("</div>").unwrap()]
}

fn session(client: &Client) -> Option<String> {
    client.cookies.iter().find(|(name, _)| name == "taut-session").map(|(_, v)| v.clone())
}

#[tokio::test]
async fn nobody_learns_why_a_sign_in_is_refused_and_accounts_lock() {
    let running = start(Mode::Clinic).await;
    let clinic = running.store.found_clinic("North", now()).await.unwrap();
    joined(&running, clinic, Role::Administrator, None, "boss").await;
    joined(&running, clinic, Role::Therapist, None, "gone").await;
    let gone = running.store.account_named("gone").await.unwrap().unwrap();
    running.store.set_disabled(gone.id, true, now()).await.unwrap();
    let mut client = Client::new(&running);
    let unknown = sign_in(&mut client, "nobody", PASSPHRASE).await;
    assert_eq!(unknown.status, 422);
    let wrong = sign_in(&mut client, "boss", "nine tall green windows").await;
    let disabled = sign_in(&mut client, "gone", PASSPHRASE).await;
    for other in [&wrong, &disabled] {
        assert_eq!((other.status, message(&other.body)), (422, message(&unknown.body)));
    }
    assert!(!wrong.body.contains("windows"), "a passphrase is never shown again");
    for _ in 0..4 {
        sign_in(&mut client, "boss", "nine tall green windows").await;
    }
    let locked = sign_in(&mut client, "BOSS", PASSPHRASE).await;
    assert_eq!((locked.status, message(&locked.body)), (422, message(&unknown.body)));
    let account = running.store.account_named("boss").await.unwrap().unwrap();
    assert!(account.locked_until > now(), "five wrong ones lock for a while");
    for _ in 0..3 {
        sign_in(&mut client, "boss", PASSPHRASE).await;
    }
    assert_eq!(sign_in(&mut client, "boss", PASSPHRASE).await.status, 429);
}

#[tokio::test]
async fn a_session_is_new_at_sign_in_and_ends_everywhere_with_a_new_passphrase() {
    let running = start(Mode::Clinic).await;
    let clinic = running.store.found_clinic("North", now()).await.unwrap();
    let mut first = joined(&running, clinic, Role::Therapist, None, "ann").await;
    let mut second = Client::new(&running);
    // A token that somebody else put there is not taken over.
    second.post("/interview/begin", &[]).await;
    let planted = session(&second).unwrap();
    second.post("/interview/forget", &[]).await;
    let entered = sign_in(&mut second, " Ann ", PASSPHRASE).await;
    assert_eq!((entered.status, entered.header("location")), (303, Some("/clinic")));
    assert_ne!(session(&second), Some(planted.clone()));
    let mut attacker = Client::new(&running);
    attacker.cookies.push(("taut-session".to_owned(), planted));
    assert_eq!(attacker.get("/clinic").await.status, 401);
    assert_eq!(second.get("/clinic").await.status, 200);

    let weak = [("old", PASSPHRASE), ("passphrase", "password1234"), ("again", "password1234")];
    assert_eq!(first.post("/account/passphrase", &weak).await.status, 422);
    let new = "seven slow brown rivers";
    let wrong = [("old", "not the old one"), ("passphrase", new), ("again", new)];
    assert_eq!(first.post("/account/passphrase", &wrong).await.status, 422);
    let good = [("old", PASSPHRASE), ("passphrase", new), ("again", new)];
    assert_eq!(first.post("/account/passphrase", &good).await.status, 303);
    assert_eq!(first.get("/clinic").await.status, 200);
    assert_eq!(second.get("/clinic").await.status, 401, "all other sessions ended");
    assert_eq!(sign_in(&mut second, "ann", PASSPHRASE).await.status, 422);
    assert_eq!(sign_in(&mut second, "ann", new).await.status, 303);
    assert_eq!(first.post("/account/sessions", &[]).await.status, 303);
    assert_eq!(second.get("/clinic").await.status, 401);

    let old = first.cookies.clone();
    assert_eq!(first.post("/sign-out", &[]).await.status, 303);
    assert_eq!(session(&first), None);
    first.cookies = old;
    assert_eq!(first.get("/clinic").await.status, 401, "an ended session stays ended");
}

#[tokio::test]
async fn a_code_works_once_and_not_for_ever_and_not_from_elsewhere() {
    let running = start(Mode::Clinic).await;
    let clinic = running.store.found_clinic("North", now()).await.unwrap();
    let invite = |expires| running.store.invite(clinic, Role::Therapist, None, expires, now());
    let old = invite(now() - 1).await.unwrap().text();
    let code = invite(now() + 60_000).await.unwrap().text();
    let mut client = Client::new(&running);
    for bad in [old.as_str(), "", "ABCDE", "AAAAA-AAAAA-AAAAA-AAAAA"] {
        assert_eq!(client.post("/join", &join_fields(bad, "ann")).await.status, 422, "{bad}");
    }
    let mut typed = join_fields(&code, "ann");
    typed[4].1 = "another passphrase";
    assert_eq!(client.post("/join", &typed).await.status, 422);
    client.headers.push(("sec-fetch-site".to_owned(), "cross-site".to_owned()));
    assert_eq!(client.post("/join", &join_fields(&code, "ann")).await.status, 403);
    client.headers.clear();
    let lower = code.to_lowercase().replace('-', " ");
    assert_eq!(client.post("/join", &join_fields(&lower, "ann")).await.status, 303);
    let again = Client::new(&running).post("/join", &join_fields(&code, "eve")).await;
    assert_eq!(again.status, 422, "used up");
    let code = invite(now() + 60_000).await.unwrap().text();
    let taken = Client::new(&running).post("/join", &join_fields(&code, "ANN")).await;
    assert_eq!(taken.status, 422);
    assert!(taken.body.contains("This name is taken"), "{}", taken.body);
    let free = Client::new(&running).post("/join", &join_fields(&code, "bea")).await;
    assert_eq!(free.status, 303, "a code that made no account stays good");
}

#[tokio::test]
async fn answers_go_over_only_after_a_yes() {
    let running = start(Mode::Clinic).await;
    let clinic = running.store.found_clinic("North", now()).await.unwrap();
    for (name, whose, begun) in [("pia", "yes", true), ("pim", "no", false)] {
        let code = running
            .store
            .invite(clinic, Role::Person, None, now() + 60_000, now())
            .await
            .unwrap()
            .text();
        let mut client = Client::new(&running);
        assert_eq!(client.post("/interview/begin", &[]).await.status, 303);
        let silent = client.post("/join", &join_fields(&code, name)).await;
        assert_eq!(silent.status, 422);
        assert!(silent.body.contains("name=\"take_over\""), "{}", silent.body);
        let mut fields = join_fields(&code, name).to_vec();
        fields.push(("take_over", whose));
        assert_eq!(client.post("/join", &fields).await.status, 303);
        let shown = client.get("/interview").await;
        assert_eq!(shown.status == 200, begun, "{name}: {}", shown.status);
    }
}

async fn statuses(running: &Running) -> Vec<u16> {
    let mut client = Client::new(running);
    let mut all = Vec::new();
    for path in ["/sign-in", "/join", "/account", "/admin", "/clinic", "/clinic/queue"] {
        all.push(client.get(path).await.status);
    }
    all
}

#[tokio::test]
async fn there_are_no_accounts_in_local_mode() {
    let running = start(local()).await;
    assert_eq!(statuses(&running).await, [404; 6]);
}
