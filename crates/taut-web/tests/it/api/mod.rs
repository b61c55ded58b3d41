//! The API over a real connection.

mod interview;

use serde_json::Value;

use crate::support::{Client, Got};

/// Sends JSON, or nothing, and reads JSON.
async fn call(client: &mut Client, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
    let text = body.map(Value::to_string);
    let body = text.as_ref().map(|text| ("application/json", text.as_bytes()));
    let got = client.send(method, path, body).await;
    (got.status, json(&got))
}

/// The JSON of an answer; nothing where it has no body.
fn json(got: &Got) -> Value {
    if got.body.is_empty() {
        return Value::Null;
    }
    serde_json::from_str(&got.body).unwrap_or_else(|_| panic!("no JSON: {}", got.body))
}

/// The same program with a token in place of cookies.
fn bearing(client: &Client, token: &str) -> Client {
    let mut client = client.clone();
    client.cookies.clear();
    client.headers = vec![("authorization".to_owned(), format!("Bearer {token}"))];
    client
}
