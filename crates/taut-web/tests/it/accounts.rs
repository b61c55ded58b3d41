//! Signing in and out, joining, locks, sessions, and answers that were given before.

use taut_record::Role;
use taut_web::Mode;

use crate::support::{
    Client, PASSPHRASE, Running, join_fields, joined, local, now, start, start_with,
};

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
    assert_eq!((account.failed, account.locked_until), (5, 0), "elsewhere one can sign in");
    // At the latest after the tries of a minute that are given back meanwhile.
    let mut tries = (0..20).map(|i| format!("{}boss", " ".repeat(i)));
    let refused = loop {
        let Some(name) = tries.next() else { break false };
        if sign_in(&mut client, &name, PASSPHRASE).await.status == 429 {
            break true;
        }
    };
    assert!(refused, "spaces before a name make no other name");
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
        let front = client.get("/").await;
        assert!(
            front.body.contains("the therapists of your clinic can see them"),
            "{}",
            front.body
        );
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

#[tokio::test]
async fn a_passphrase_that_was_reset_is_good_for_choosing_another_one_only() {
    let running = start(Mode::Clinic).await;
    let clinic = running.store.found_clinic("North", now()).await.unwrap();
    let mut boss = joined(&running, clinic, Role::Administrator, None, "boss").await;
    let mut ann = joined(&running, clinic, Role::Therapist, None, "ann").await;
    let id = |name: &'static str| {
        let store = running.store.clone();
        async move { store.account_named(name).await.unwrap().unwrap().id }
    };
    let reset = |id| format!("/admin/accounts/{id}");
    let own = boss.post(&reset(id("boss").await), &[("change", "reset")]).await;
    assert_eq!(own.status, 422, "the own one is changed on the own page");
    let done = boss.post(&reset(id("ann").await), &[("change", "reset")]).await;
    assert_eq!(done.status, 200, "{}", done.body);
    let code = done.body.split("<strong>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert!(!boss.get("/admin").await.body.contains(&code), "it is shown once");
    assert_eq!(ann.get("/clinic").await.status, 401, "all sessions ended");
    assert_eq!(sign_in(&mut ann, "ann", PASSPHRASE).await.status, 422);
    let entered = sign_in(&mut ann, "ann", &code).await;
    assert_eq!((entered.status, entered.header("location")), (303, Some("/account")));
    for path in ["/clinic", "/clinic/queue", "/explorer", "/", "/nothing"] {
        let refused = ann.get(path).await;
        assert_eq!(refused.status, 403, "{path}");
        assert!(refused.body.contains("href=\"/account\""), "{path}: {}", refused.body);
    }
    let page = ann.get("/account").await;
    assert!(page.body.contains("/account/passphrase") && !page.body.contains("/account/name"));
    assert_eq!(ann.post("/account/name", &[("shown", "x")]).await.status, 403);
    let new = "seven small red boats";
    let fields = [("old", code.as_str()), ("passphrase", new), ("again", new)];
    assert_eq!(ann.post("/account/passphrase", &fields).await.status, 303);
    assert_eq!(ann.get("/clinic").await.status, 200);
    assert_eq!(sign_in(&mut Client::new(&running), "ann", &code).await.status, 422);
}

#[tokio::test]
async fn sessions_and_invitations_are_listed_and_ended_one_by_one() {
    let running = start(Mode::Clinic).await;
    let clinic = running.store.found_clinic("North", now()).await.unwrap();
    let mut boss = joined(&running, clinic, Role::Administrator, None, "boss").await;
    let mut phone = Client::new(&running);
    sign_in(&mut phone, "boss", PASSPHRASE).await;
    let buttons = |body: &str, name: &str| -> Vec<String> {
        let before = format!("name=\"{name}\" value=\"");
        body.split(before.as_str())
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect()
    };
    let others = buttons(&boss.get("/account").await.body, "session");
    let [other] = others.as_slice() else { panic!("{others:?}") };
    assert_eq!(boss.post("/account/sessions", &[("session", "x")]).await.status, 404);
    assert_eq!(boss.post("/account/sessions", &[("session", other)]).await.status, 303);
    assert_eq!(phone.get("/admin").await.status, 401);
    assert_eq!(boss.get("/admin").await.status, 200, "this one goes on");

    let mut chief = {
        let south = running.store.found_clinic("South", now()).await.unwrap();
        joined(&running, south, Role::Administrator, None, "chief").await
    };
    let invited = boss.post("/admin/invite", &[("role", "therapist")]).await.body;
    let code = invited.split("<strong>").nth(1).unwrap().split('<').next().unwrap();
    let open = buttons(&boss.get("/admin").await.body, "invitation");
    let [invitation] = open.as_slice() else { panic!("{open:?}") };
    let fields = [("invitation", invitation.as_str())];
    assert_eq!(chief.post("/admin/invitations", &fields).await.status, 404, "another clinic's");
    assert_eq!(boss.post("/admin/invitations", &fields).await.status, 303);
    assert!(buttons(&boss.get("/admin").await.body, "invitation").is_empty());
    let late = Client::new(&running).post("/join", &join_fields(code, "eva")).await;
    assert_eq!(late.status, 422, "{}", late.body);
    assert!(boss.get("/admin/events").await.body.contains("invitation taken back"));
}

#[tokio::test]
async fn behind_a_proxy_tries_count_by_the_client_that_it_names() {
    let tries = async |running: &Running, from: fn(usize) -> String| {
        let mut last = 0;
        for number in 0..40 {
            let mut client = Client::new(running);
            client.headers.push(("x-forwarded-for".to_owned(), from(number)));
            let code = number.to_string();
            last = client.post("/join", &join_fields(&code, "eva")).await.status;
        }
        last
    };
    let each = |number: usize| format!("203.0.113.7, 192.0.2.{number}");
    let one = |number: usize| format!("192.0.2.{number}, 203.0.113.7");
    let proxied = start_with(Mode::Clinic, |options| {
        options.proxy = Some(std::net::Ipv4Addr::LOCALHOST.into());
    })
    .await;
    assert_eq!(tries(&proxied, each).await, 422, "forty clients, one try each");
    assert_eq!(tries(&proxied, one).await, 429, "one client that makes up the hops before it");
    let direct = start(Mode::Clinic).await;
    assert_eq!(tries(&direct, each).await, 429, "nobody is believed without a proxy");
}
