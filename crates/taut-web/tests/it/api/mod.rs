//! The API over a real connection.

mod answer;
mod document;
mod interview;
mod record;
mod schema;

use serde_json::Value;

use crate::support::{Client, Got, Running};

/// Sends JSON, or nothing, and reads JSON.
pub async fn call(
    client: &mut Client,
    method: &str,
    path: &str,
    body: Option<&Value>,
) -> (u16, Value) {
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

/// The document of the API, as a server has it.
struct Document(Value);

impl Document {
    async fn of(running: &Running) -> Self {
        Self(json(&Client::new(running).get("/api/openapi.json").await))
    }

    /// Method and path of every operation.
    fn operations(&self) -> Vec<(String, String)> {
        let paths = self.0["paths"].as_object().unwrap();
        let of = |(path, methods): (&String, &Value)| -> Vec<(String, String)> {
            let methods = methods.as_object().unwrap().keys();
            methods.map(|method| (method.clone(), path.clone())).collect()
        };
        paths.iter().flat_map(of).collect()
    }

    fn operation(&self, method: &str, path: &str) -> &Value {
        let found = &self.0["paths"][path][method];
        assert!(found.is_object(), "{method} {path} is not in the document");
        found
    }

    /// True if a body fits what the document says of a good response.
    fn fits(&self, method: &str, path: &str, body: &Value) -> bool {
        let response = &self.operation(method, path)["responses"]["200"];
        let schema = &response["content"]["application/json"]["schema"];
        schema::faults(&self.0, schema, body).is_empty()
    }

    /// Holds a response against what the document says of it.
    fn check(&self, method: &str, path: &str, status: u16, body: &Value) {
        let response = &self.operation(method, path)["responses"][status.to_string()];
        assert!(response.is_object(), "{method} {path}: {status} is not in the document: {body}");
        let content = response["content"].as_object().into_iter().flatten().next();
        let Some((_, content)) = content else {
            assert_eq!(*body, Value::Null, "{method} {path}: {status} has no body");
            return;
        };
        let faults = schema::faults(&self.0, &content["schema"], body);
        assert!(faults.is_empty(), "{method} {path}: {faults:?}");
    }
}
