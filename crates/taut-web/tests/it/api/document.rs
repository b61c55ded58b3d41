//! The document is about exactly what there is, and what comes back is what it says.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use taut_web::Mode;

use super::{Document, call};
use crate::steps::everybody;
use crate::support::{Client, local, start};

/// Method and path of every handler that the sources of the API name.
fn handlers() -> BTreeSet<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/api");
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for rest in text.split("#[utoipa::path(").skip(1) {
            let method = rest.trim_start().split(',').next().unwrap().to_owned();
            let path = rest.split("path = \"").nth(1).unwrap().split('"').next().unwrap();
            found.insert((method, path.to_owned()));
        }
    }
    found
}

#[tokio::test]
async fn every_handler_is_documented_and_nothing_else() {
    let running = start(local()).await;
    let document = Document::of(&running).await;
    let documented: BTreeSet<(String, String)> = document.operations().into_iter().collect();
    let handlers = handlers();
    assert!(handlers.len() > 50, "{}", handlers.len());
    assert_eq!(documented, handlers);
    // And each of them is routed: another method of the same path is refused, the path is not.
    for (method, path) in &handlers {
        let path = path.replace("{id}", "0").replace("{seq}", "1");
        let got = Client::new(&running).send("PATCH", &path, None).await;
        assert_eq!(got.status, 405, "{path}");
        let allow = got.header("allow").unwrap_or_default().to_lowercase();
        assert!(allow.split(',').any(|one| one.trim() == method), "{method} {path}: {allow}");
    }
}

#[tokio::test]
async fn every_name_in_the_document_is_there_and_every_shape_is_used() {
    let running = start(local()).await;
    let document = Document::of(&running).await.0;
    let text = document.to_string();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let mut named = BTreeSet::new();
    for rest in text.split("\"#/components/schemas/").skip(1) {
        let name = rest.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "{name} is missing");
        named.insert(name);
    }
    let unused: Vec<&String> =
        schemas.keys().filter(|name| !named.contains(name.as_str())).collect();
    assert!(unused.is_empty(), "{unused:?}");
    assert_eq!(document["openapi"], "3.1.0");
    // Days go in and out as `2026-11-20`, which is no `date-time` of JSON Schema.
    let formats: BTreeSet<&str> =
        text.split("\"format\":\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let fitting = ["date", "double", "int32", "int64", "password", "uint32", "uint8"];
    assert_eq!(formats, BTreeSet::from(fitting));
    // No shape says less than it could.
    for (name, schema) in schemas {
        let says = ["type", "oneOf", "anyOf", "allOf", "enum", "$ref", "const"];
        assert!(says.iter().any(|word| schema.get(word).is_some()), "{name}: {schema}");
    }
}

#[tokio::test]
async fn what_is_open_to_anybody_comes_back_as_documented() {
    let running = start(local()).await;
    let document = Document::of(&running).await;
    let mut program = Client::new(&running);
    for part in ["", "/findings", "/exercises", "/sources", "/screens"] {
        let path = format!("/api/v1/knowledge{part}");
        let (status, body) = call(&mut program, "GET", &path, None).await;
        assert_eq!(status, 200);
        document.check("get", &path, status, &body);
    }
    let sent = serde_json::json!({ "steps": { "position": "sitting" } });
    let (status, body) = call(&mut program, "POST", "/api/v1/explorer", Some(&sent)).await;
    assert_eq!(status, 200, "{body}");
    document.check("post", "/api/v1/explorer", status, &body);
    let page = program.get("/api").await;
    assert_eq!(page.status, 200);
    for (method, path) in document.operations() {
        let named = format!("<code>{} {path}</code>", method.to_uppercase());
        assert!(page.body.contains(&named), "{named}");
    }
    assert!(!page.body.contains("style="), "no inline style");
}

/// Method, path, and what comes of it for: a guest, a person, the therapist, a therapist of another clinic, the administrator.
/// Without a body, or with an empty one.
const ROUTES: [(&str, &str, [u16; 5]); 34] = [
    ("get", "/api/v1/session", [401, 200, 200, 200, 200]),
    ("put", "/api/v1/account/name", [422, 422, 422, 422, 422]),
    ("put", "/api/v1/account/passphrase", [422, 422, 422, 422, 422]),
    ("get", "/api/v1/entries", [401, 200, 403, 403, 403]),
    ("get", "/api/v1/entries/{seq}", [401, 404, 403, 403, 403]),
    ("get", "/api/v1/export", [401, 200, 403, 403, 403]),
    ("get", "/api/v1/clearances", [401, 200, 403, 403, 403]),
    ("get", "/api/v1/plan", [401, 404, 403, 403, 403]),
    ("post", "/api/v1/plan", [401, 404, 403, 403, 403]),
    ("get", "/api/v1/plan/proposal", [404, 404, 404, 404, 404]),
    ("get", "/api/v1/progress", [401, 404, 403, 403, 403]),
    ("get", "/api/v1/check-in", [401, 200, 403, 403, 403]),
    ("post", "/api/v1/check-in", [401, 409, 403, 403, 403]),
    ("get", "/api/v1/check-in/result", [401, 404, 403, 403, 403]),
    ("get", "/api/v1/answer", [404, 404, 404, 404, 404]),
    ("get", "/api/v1/uncertainty", [404, 404, 404, 404, 404]),
    ("get", "/api/v1/admin/accounts", [401, 403, 403, 403, 200]),
    ("post", "/api/v1/admin/accounts", [422, 422, 422, 422, 422]),
    ("get", "/api/v1/admin/events", [401, 403, 403, 403, 200]),
    ("get", "/api/v1/people", [401, 403, 200, 200, 403]),
    ("post", "/api/v1/people/search", [401, 403, 200, 200, 403]),
    ("get", "/api/v1/people/queue", [401, 403, 200, 200, 403]),
    ("get", "/api/v1/people/{id}", [401, 403, 200, 404, 403]),
    ("get", "/api/v1/people/{id}/plan", [401, 403, 404, 404, 403]),
    ("get", "/api/v1/people/{id}/progress", [401, 403, 404, 404, 403]),
    ("get", "/api/v1/people/{id}/entries", [401, 403, 200, 404, 403]),
    ("get", "/api/v1/people/{id}/export", [401, 403, 200, 404, 403]),
    ("get", "/api/v1/people/{id}/clearances", [401, 403, 200, 404, 403]),
    ("get", "/api/v1/people/{id}/overrides", [401, 403, 200, 404, 403]),
    ("get", "/api/v1/people/{id}/uncertainty", [401, 403, 404, 404, 403]),
    ("post", "/api/v1/people/{id}/clearances", [401, 403, 422, 404, 403]),
    ("post", "/api/v1/people/{id}/answers", [422, 422, 422, 422, 422]),
    ("post", "/api/v1/people/{id}/resolutions", [422, 422, 422, 422, 422]),
    ("post", "/api/v1/people/{id}/overrides", [422, 422, 422, 422, 422]),
];

#[tokio::test]
async fn every_role_gets_what_the_table_says_in_the_shape_of_the_document() {
    let running = start(Mode::Clinic).await;
    let document = Document::of(&running).await;
    let (mut clients, chain) = everybody(&running).await;
    for (method, route, expected) in &ROUTES {
        let path = route.replace("{id}", &chain.to_string()).replace("{seq}", "9");
        for (client, expected) in clients.iter_mut().zip(expected) {
            let has_body = document.operation(method, route).get("requestBody").is_some();
            let body = has_body.then_some(("application/json", b"{}".as_slice()));
            let got = client.send(&method.to_uppercase(), &path, body).await;
            assert_eq!(got.status, *expected, "{method} {route}: {}", got.body);
            let is_json = got.header("content-type").is_some_and(|media| media.contains("json"))
                && got.header("content-type") != Some("application/x-ndjson");
            if is_json {
                document.check(method, route, got.status, &super::json(&got));
            }
            let refused = [401, 403, 404].contains(&got.status);
            assert!(!refused || !got.body.contains("pia"), "{method} {route} leaks");
        }
    }
}
