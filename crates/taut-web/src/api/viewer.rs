//! The page that shows the document of the API: operations by group, what they take and give, schemas.

use askama::Template;
use axum::response::Response;
use serde_json::Value;

use super::document::document;
use super::sample::sample;
use crate::failure::Failure;
use crate::html::frame::Frame;
use crate::html::page;
use crate::visit::Visit;

#[derive(Debug, Template)]
#[template(path = "api.html")]
struct ViewerPage {
    c: Frame,
    about: Vec<String>,
    groups: Vec<Group>,
    schemas: Vec<(String, String)>,
}

/// Operations of one kind.
#[derive(Debug)]
struct Group {
    name: String,
    id: String,
    about: String,
    operations: Vec<Operation>,
}

/// One operation.
#[derive(Debug)]
struct Operation {
    method: String,
    path: String,
    summary: String,
    description: String,
    /// Name, place, kind, and what it is.
    parameters: Vec<[String; 4]>,
    /// Name of the body's schema.
    body: Option<String>,
    /// Status, what it means, name of the schema.
    responses: Vec<[String; 3]>,
    curl: String,
}

/// The page.
///
/// # Errors
/// The template fails, which would be a fault of ours.
pub async fn show(visit: Visit) -> Result<Response, Failure> {
    let document = document();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let groups = document["tags"].as_array().into_iter().flatten().map(|tag| {
        let name = text(&tag["name"]);
        Group {
            id: name.replace(' ', "-"),
            about: text(&tag["description"]),
            operations: operations(document, &name),
            name,
        }
    });
    let schemas = document["components"]["schemas"].as_object();
    let schemas = schemas.into_iter().flatten();
    page(&ViewerPage {
        about: text(&document["info"]["description"]).split("\n\n").map(str::to_owned).collect(),
        groups: groups.collect(),
        schemas: schemas.map(|(name, schema)| (name.clone(), format!("{schema:#}"))).collect(),
        c: visit.frame.wide(),
    })
}

fn operations(document: &Value, tag: &str) -> Vec<Operation> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let all = paths.flat_map(|(path, methods)| {
        let methods = methods.as_object().into_iter().flatten();
        methods.map(move |(method, operation)| (path, method, operation))
    });
    all.filter(|(_, _, operation)| operation["tags"][0] == tag)
        .map(|(path, method, operation)| one(document, path, method, operation))
        .collect()
}

fn one(document: &Value, path: &str, method: &str, operation: &Value) -> Operation {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let method = method.to_uppercase();
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    let responses = operation["responses"].as_object().into_iter().flatten();
    Operation {
        curl: curl(document, &method, path, body),
        parameters: parameters
            .map(|one| [&one["name"], &one["in"], &one["schema"]["type"], &one["description"]])
            .map(|parts| parts.map(text))
            .collect(),
        body: name(body),
        responses: responses
            .map(|(status, response)| {
                let content = response["content"].as_object().into_iter().flatten().next();
                let schema = content.and_then(|(_, content)| name(&content["schema"]));
                [status.clone(), text(&response["description"]), schema.unwrap_or_default()]
            })
            .collect(),
        summary: text(&operation["summary"]),
        description: text(&operation["description"]),
        path: path.to_owned(),
        method,
    }
}

/// The name of a schema, or of that of its items.
fn name(schema: &Value) -> Option<String> {
    let target = schema["$ref"].as_str().or_else(|| schema["items"]["$ref"].as_str())?;
    target.rsplit('/').next().map(str::to_owned)
}

/// A line that can be tried in a terminal, with an example of the body.
fn curl(document: &Value, method: &str, path: &str, body: &Value) -> String {
    let mut line = format!("curl -X {method} -H 'Authorization: Bearer TOKEN'");
    if body.is_object() {
        let example = sample(document, body);
        line.push_str(&format!(" -H 'Content-Type: application/json' -d '{example}'"));
    }
    line.push_str(&format!(" http://localhost:PORT{path}"));
    line
}
