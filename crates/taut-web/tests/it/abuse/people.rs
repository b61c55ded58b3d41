//! Other people's ids, sessions that are none, and forms from elsewhere.

use std::collections::BTreeSet;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use taut_record::{ChainId, Role, Store, Token};

use super::raw::{MARKERS, Table, back, head, send};
use crate::support::{Client, FORM, PASSPHRASE, joined_at, now};

/// A clinic with somebody whom nobody else may see, and those who try.
pub struct Cast {
    /// The one whose record it is.
    pub chain: ChainId,
    /// A person, a therapist of another clinic, an administrator of another clinic: name and token.
    pub others: Vec<(&'static str, String)>,
}

fn token(client: &Client) -> String {
    client.cookies.iter().find(|(name, _)| name == "taut-session").unwrap().1.clone()
}

/// Founds two clinics.
pub async fn cast(store: &Store, address: SocketAddr) -> Cast {
    let north = store.found_clinic("North", now()).await.unwrap();
    let south = store.found_clinic("South", now()).await.unwrap();
    let chain = store.add_person(MARKERS[0], "test", now()).await.unwrap();
    store.join_clinic(chain, north, now()).await.unwrap();
    let at = (store, address);
    joined_at(at, north, Role::Person, Some(chain), MARKERS[1]).await;
    let mut others = Vec::new();
    for (name, role) in
        [("pia", Role::Person), ("sue", Role::Therapist), ("kim", Role::Administrator)]
    {
        others.push((name, token(&joined_at(at, south, role, None, name).await)));
    }
    Cast { chain, others }
}

/// Every route of the sources with an id in it.
fn routes_with_ids() -> BTreeSet<String> {
    fn find(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                find(&path, found);
                continue;
            }
            let text = fs::read_to_string(path).unwrap();
            // Also those of the API, which stand in attributes.
            for rest in text.split(".route(\"").skip(1).chain(text.split("path = \"/").skip(1)) {
                let route = rest.split('"').next().unwrap().trim_start_matches('/');
                if route.contains('{') && !route.starts_with("assets") {
                    found.insert(format!("/{route}"));
                }
            }
        }
    }
    let mut found = BTreeSet::new();
    find(concat!(env!("CARGO_MANIFEST_DIR"), "/src").as_ref(), &mut found);
    assert!(found.len() > 15, "{found:?}");
    found
}

/// The ids of somebody else on every route that has one, as everybody who may not.
pub async fn ids(address: SocketAddr, cast: &Cast, table: &mut Table) {
    let chain = cast.chain.to_string();
    let long = "f".repeat(5_000);
    let ids = [
        chain.as_str(),
        &chain.to_uppercase(),
        &chain[1..],
        &format!("{chain}0"),
        &format!("%20{chain}"),
        &format!("{chain}%00"),
        "0",
        "%27",
        &"0".repeat(32),
        &long,
    ]
    .map(str::to_owned);
    for route in routes_with_ids() {
        for id in &ids {
            let (start, rest) = route.split_once('{').unwrap();
            let (_, rest) = rest.split_once('}').unwrap();
            let rest = rest.split('{').next().unwrap();
            let more = if route.matches('{').count() > 1 { "1" } else { "" };
            let path = format!("{start}{id}{rest}{more}");
            for (name, token) in
                [("guest", "")].into_iter().chain(cast.others.iter().map(|(n, t)| (*n, t.as_str())))
            {
                let cookie = format!("cookie: taut-session={token}");
                let lines = [cookie.as_str(), "accept: */*", "content-length: 0"];
                let form =
                    [&lines[..], &["content-type: application/x-www-form-urlencoded"]].concat();
                let json = [&lines[..], &["content-type: application/json"]].concat();
                for (method, lines) in [
                    ("GET", &lines[..2]),
                    ("POST", &form),
                    ("POST", &json),
                    ("DELETE", &lines),
                    ("PUT", &json),
                ] {
                    let bytes = head(method, &path, address, lines);
                    let got = send(address, bytes.as_bytes()).await;
                    // Numbers of a book's page are nobody's: the page is the asking clinic's own.
                    let own = route.starts_with("/admin/events") && name == "kim";
                    let fitting = [400, 401, 403, 404, 405, 414, 415, 422];
                    let fitting = [&fitting[..], if own { &[200] } else { &[] }].concat();
                    table.note("another's id", &format!("{name}: {bytes}"), &got, &fitting);
                }
            }
        }
    }
}

/// Sessions that are forged, ended, expired, cut off, doubled or enormous.
pub async fn sessions(address: SocketAddr, store: &Store, cast: &Cast, table: &mut Table) {
    let account = store.account_named(MARKERS[1]).await.unwrap().unwrap();
    let expired = store.sign_in(account.id, now() - 2, now() - 1).await.unwrap().text();
    let ended = store.sign_in(account.id, now(), now() + 60_000).await.unwrap();
    store.end_session(ended.id(), now()).await.unwrap();
    let ended = ended.text();
    let good = store.sign_in(account.id, now(), now() + 60_000).await.unwrap().text();
    let guest = store.begin_guest(now(), now() + 60_000).await.unwrap().text();
    let mut bent = good.clone().into_bytes();
    bent[5] = if bent[5] == b'0' { b'1' } else { b'0' };
    let bent = String::from_utf8(bent).unwrap();
    let forged = [
        String::new(),
        "0".to_owned(),
        "0".repeat(64),
        "f".repeat(64),
        expired,
        ended,
        guest,
        bent,
        good[1..].to_owned(),
        format!("{good}0"),
        format!("{good}%00"),
        format!("%20{good}"),
        good.repeat(2),
        "a".repeat(8_000),
        "\u{e9}".repeat(32),
        "\"".to_owned(),
        "../../x".to_owned(),
        "' or 1=1 --".to_owned(),
        "null".to_owned(),
        "a".repeat(40_000),
    ];
    let chain = cast.chain;
    let pages =
        ["/account", "/clinic", "/admin", "/me", "/me/export", &format!("/clinic/people/{chain}")];
    let api = ["/api/v1/me", "/api/v1/people", "/api/v1/clinic/people", "/api/v1/interview"];
    for token in &forged {
        for line in [
            format!("cookie: taut-session={token}"),
            format!("cookie: x=1; taut-session={token}; y"),
        ] {
            for path in pages {
                let bytes = head("GET", path, address, &[&line]);
                let got = send(address, bytes.as_bytes()).await;
                table.note("sessions", &bytes, &got, &[0, 400, 401, 431]);
            }
        }
        for scheme in ["Bearer", "bearer", "Basic", "", "Bearer  "] {
            let line = format!("authorization: {scheme} {token}");
            for path in pages.iter().chain(&api) {
                let bytes = head("GET", path, address, &[&line]);
                let got = send(address, bytes.as_bytes()).await;
                table.note("bearer tokens", &bytes, &got, &[0, 400, 401, 404, 405, 431]);
            }
        }
    }
    // The name of the cookie where TLS binds it is another one.
    for name in ["__Host-taut-session", "Taut-Session", "taut-session2"] {
        let bytes = head("GET", "/account", address, &[&format!("cookie: {name}={good}")]);
        let got = send(address, bytes.as_bytes()).await;
        table.note("sessions", &bytes, &got, &[401]);
    }
}

/// Forms that other sites send, with the session of somebody who is signed in: nothing of it happens. An empty `Origin` counts as
/// none; no browser sends one.
pub async fn forms_from_elsewhere(
    address: SocketAddr,
    store: &Store,
    cast: &Cast,
    table: &mut Table,
) {
    let (_, token) = &cast.others[0];
    let own = format!("http://{address}");
    let session = Token::parse(token).unwrap();
    let refused: [&[&str]; 11] = [
        &["sec-fetch-site: cross-site"],
        &["sec-fetch-site: same-site"],
        &["sec-fetch-site: cross-site", "origin: null"],
        &["origin: null"],
        &["origin: http://evil.example"],
        &["origin: https://evil.example"],
        &["origin: http://127.0.0.1.evil.example"],
        &["origin: http://127.0.0.1:1"],
        &["origin: http://localhost.evil.example"],
        &["origin: http://evil.example", "sec-fetch-mode: no-cors"],
        &["sec-fetch-site: CROSS-SITE", "origin: http://evil.example"],
    ];
    let paths = [
        "/sign-out",
        "/account/name",
        "/account/sessions",
        "/interview/begin",
        "/me/erase",
        "/language",
        "/sign-in",
    ];
    for lines in refused {
        for path in paths {
            let cookie = format!("cookie: taut-session={token}");
            let all = [
                &[
                    cookie.as_str(),
                    "content-type: application/x-www-form-urlencoded",
                    "content-length: 10",
                ],
                lines,
            ]
            .concat();
            let bytes = head("POST", path, address, &all) + "shown=Evil";
            let got = send(address, bytes.as_bytes()).await;
            table.note("forms from elsewhere", &bytes, &got, &[400, 403]);
        }
    }
    assert!(store.session(&session, now()).await.unwrap().is_some(), "signed out from elsewhere");
    let name = store.account_named("pia").await.unwrap().unwrap().name;
    assert_eq!(name, "pia", "renamed from elsewhere");
    // Its own forms go through, so that the refusals above mean something.
    for line in [format!("origin: {own}"), "sec-fetch-site: same-origin".to_owned()] {
        let cookie = format!("cookie: taut-session={token}");
        let lines = [
            cookie.as_str(),
            &line,
            "content-type: application/x-www-form-urlencoded",
            "content-length: 10",
        ];
        let bytes = head("POST", "/account/name", address, &lines) + "shown=pia2";
        let got = send(address, bytes.as_bytes()).await;
        assert_eq!(got.status(), 303, "{}", got.text);
    }
}

/// Many tries to sign in: refused, and soon not even looked at.
pub async fn guesses(address: SocketAddr, table: &mut Table) {
    let mut client = Client::at(address);
    for i in 0..40 {
        let passphrase = format!("{PASSPHRASE} {i}");
        let body = crate::support::form(&[("name", MARKERS[1]), ("passphrase", &passphrase)]);
        let got = client.try_send("POST", "/sign-in", Some((FORM, body.as_bytes()))).await.unwrap();
        let mut answer = back(format!("HTTP/1.1 {} ", got.status).as_bytes());
        // The form shows the name again that was typed into it.
        answer.text = got.body.replace(MARKERS[1], "");
        table.note("guesses", &passphrase, &answer, &[422, 429]);
    }
}
