//! The document of the API (OpenAPI 3.1): from the handlers and their types, with what holds for all of them.

use std::sync::OnceLock;

use axum::Json;
use serde_json::{Map, Value, json};
use taut_knowledge::RecordKind;
use utoipa::OpenApi;

use super::entry;
use super::problem::{PROBLEM, Problem};
use crate::failure::Failure;

/// What the handlers do not say.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "taut",
        version = "1",
        description = "Can stretching my hamstrings get rid of my low back pain? Research preview. No clinician has reviewed this.\n\nEverything the pages do, for programs. Texts come in the language of `Accept-Language`. Responses are never stored. \
Unknown fields and values are refused, each by its place. In local mode nobody signs in, and there is one record. In a clinic a program sends the token of its session as \
`Authorization: Bearer`; a token that is nobody's is refused, also where none is needed.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "/", description = "This server")),
    components(schemas(
        Problem,
        entry::PersonBody,
        entry::EpisodeBody,
        entry::AnswersBody,
        entry::VerdictBody,
        entry::ProgrammeBody,
        entry::CheckInBody,
        entry::ClearanceBody,
        entry::MeasuresBody,
        entry::AccessBody,
    )),
    tags(
        (name = "interview", description = "The questions, and the answer. For anybody; without an account a session keeps them for a while."),
        (name = "stateless", description = "Judged and planned without being kept. For anybody."),
        (name = "own plan", description = "One's own programme. For persons; a proposal also for guests."),
        (name = "own check-ins", description = "One's own check-ins. For persons."),
        (name = "own record", description = "One's own record. For persons."),
        (name = "explorer", description = "What postures do in an average body. For anybody whose advice does not close it."),
        (name = "knowledge", description = "What everything rests on. For anybody; nothing of a person is in it."),
        (name = "sign in", description = "Sessions and new accounts. For anybody, in clinics."),
        (name = "account", description = "One's own account. For whoever is signed in."),
        (name = "clinic", description = "The people of a clinic. For its therapists; each look at a record is written down in it."),
        (name = "administration", description = "The accounts of a clinic. For its administrators, who read no record."),
    ),
)]
pub struct Frame;

/// Files that are sent or kept, and the names of their schemas.
const FILES: [(RecordKind, &str); 3] = [
    (RecordKind::Case, "CaseFile"),
    (RecordKind::CheckIn, "CheckInFile"),
    (RecordKind::Clearance, "ClearanceFile"),
];

/// Groups of operations that need an account.
const SIGNED_IN: [&str; 5] = ["own check-ins", "own record", "account", "clinic", "administration"];

/// Groups of operations that are there in clinics only.
const CLINICS: [&str; 4] = ["sign in", "account", "clinic", "administration"];

/// The document, made once.
#[must_use]
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(made)
}

/// Serves it.
///
/// # Errors
/// None of its own.
pub async fn serve() -> Result<Json<&'static Value>, Failure> {
    Ok(Json(document()))
}

fn made() -> Value {
    let (_, api) = super::documented().split_for_parts();
    // Types of ours: their names and values can be written as JSON.
    let mut document = serde_json::to_value(api).unwrap_or_default();
    for (kind, name) in FILES {
        file(&mut document, kind, name);
    }
    entry::by_kind(&mut document);
    document["components"]["securitySchemes"] = json!({
        "bearer": { "type": "http", "scheme": "bearer", "description": "The token of a session." },
        "cookie": {
            "type": "apiKey",
            "in": "cookie",
            "name": "taut-session",
            "description": "The same token as browsers send it; with TLS its name begins with `__Host-`.",
        },
    });
    document["components"]["responses"] = json!({ "Problem": {
        "description": "Why it came to nothing",
        "content": { (PROBLEM): { "schema": { "$ref": "#/components/schemas/Problem" } } },
    } });
    if let Some(paths) = document["paths"].as_object_mut() {
        for (_, operations) in paths.iter_mut() {
            for (method, operation) in operations.as_object_mut().into_iter().flatten() {
                complete(method, operation);
            }
        }
    }
    document
}

/// Adds the schema of a file, its parts under names of their own.
fn file(document: &mut Value, kind: RecordKind, name: &str) {
    let mut schema = kind.schema().clone();
    rename(&mut schema, name);
    let Some(fields) = schema.as_object_mut() else { return };
    fields.remove("$schema");
    let parts = fields.remove("$defs");
    let schemas = &mut document["components"]["schemas"];
    for (part, of) in parts.as_ref().and_then(Value::as_object).into_iter().flatten() {
        schemas[format!("{name}.{part}")] = of.clone();
    }
    schemas[name] = schema;
}

/// Gives its parts their names, and takes away `date-time`: what is a date for TOML, a day alone, is none in JSON (RFC 3339).
fn rename(schema: &mut Value, name: &str) {
    match schema {
        Value::Object(fields) => {
            if fields.get("format").is_some_and(|format| format == "date-time") {
                fields.remove("format");
            }
            for (key, value) in fields.iter_mut() {
                match value {
                    Value::String(target) if key == "$ref" => {
                        let here = format!("#/components/schemas/{name}.");
                        *target = target.replace("#/$defs/", &here);
                    }
                    other => rename(other, name),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, name)),
        _ => {}
    }
}

/// Whether an operation has parameters at a place: `path` or `query`.
fn has_parameter(operation: &Value, place: &str) -> bool {
    operation["parameters"].as_array().into_iter().flatten().any(|one| one["in"] == place)
}

/// Adds what holds for every operation of its kind: who may, and how it is refused.
fn complete(method: &str, operation: &mut Value) {
    let tag = operation["tags"][0].as_str().unwrap_or_default().to_owned();
    let signed_in = SIGNED_IN.contains(&tag.as_str());
    let (body, path) = (operation.get("requestBody").is_some(), has_parameter(operation, "path"));
    let open = (!signed_in).then(|| json!({}));
    let ways = open.into_iter().chain([json!({ "bearer": [] }), json!({ "cookie": [] })]);
    operation["security"] = ways.collect();
    let mut refusals = vec![
        ("401", "Nobody is signed in, or the token is nobody's"),
        ("408", "It took too long"),
        ("421", "The request was meant for another server"),
        ("503", "The server has too much to do"),
    ];
    if signed_in || method != "get" || tag == "own plan" || tag == "explorer" {
        refusals.push(("403", "The role may not do this, or the request comes from another site"));
    }
    if body || path || has_parameter(operation, "query") {
        refusals.push(("400", "It cannot be read"));
    }
    if body {
        refusals.push(("413", "The body is too large"));
        refusals.push(("415", "The body does not say that it is JSON"));
        refusals.push(("422", "Something does not fit; every fault is named"));
    }
    if path || CLINICS.contains(&tag.as_str()) {
        refusals.push(("404", "There is nothing here, or nothing that one may know of"));
    }
    let Some(responses) = operation["responses"].as_object_mut() else { return };
    for (status, what) in refusals {
        let response = responses.entry(status).or_insert_with(|| json!({ "description": what }));
        if response["description"] == "" {
            response["description"] = json!(what);
        }
    }
    for (status, response) in responses.iter_mut() {
        refuse(status, response);
    }
}

/// Problems have one shape, and nothing is stored.
fn refuse(status: &str, response: &mut Value) {
    if let Some(fields) = response.as_object_mut() {
        if status.starts_with(['4', '5']) {
            let schema = json!({ "schema": { "$ref": "#/components/schemas/Problem" } });
            let content = Map::from_iter([(PROBLEM.to_owned(), schema)]);
            fields.entry("content").or_insert(Value::Object(content));
        }
        let schema = json!({ "type": "string", "enum": ["no-store"] });
        let never =
            json!({ "description": "Nothing is stored", "required": true, "schema": schema });
        fields.insert("headers".to_owned(), json!({ "Cache-Control": never }));
    }
}
