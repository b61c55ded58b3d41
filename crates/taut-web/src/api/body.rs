//! A JSON body, read strictly: media type, size, syntax with line and column, fields by their names.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};
use taut_episode::Fault;
use utoipa::ToSchema;

use super::document::document;
use super::shape;
use crate::app::App;
use crate::failure::Failure;

/// A JSON body.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + ToSchema> FromRequest<App> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let bytes = Raw::from_request(request, app).await?.0;
        let value: Value = read(&bytes)?;
        let schema = json!({ "$ref": format!("#/components/schemas/{}", T::name()) });
        let faults = shape::faults(document(), &schema, &value);
        if !faults.is_empty() {
            return Err(Failure::refused(faults));
        }
        // Read anew: a field that is there twice is seen only so.
        read(&bytes).map(Self)
    }
}

/// A body that is JSON, for readers of our own.
#[derive(Debug)]
pub struct Raw(pub Bytes);

impl FromRequest<App> for Raw {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        if !is_json(request.headers()) {
            let hint = "send JSON with the header Content-Type: application/json";
            let fault = Fault::new("not-json", "", "the body does not say that it is JSON", hint);
            return Err(refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, fault));
        }
        match Bytes::from_request(request, app).await {
            Ok(bytes) => read::<IgnoredAny>(&bytes).map(|_| Self(bytes)),
            Err(rejection) => Err(unread(rejection.status())),
        }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let stated = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = stated.and_then(|stated| stated.split(';').next()).unwrap_or_default().trim();
    media_type.eq_ignore_ascii_case("application/json")
}

/// A body that did not arrive whole: too large, or broken off.
fn unread(status: StatusCode) -> Failure {
    let label = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "errors.too_large",
        _ => "errors.refused",
    };
    Failure { status, label, faults: Vec::new() }
}

fn refused(status: StatusCode, fault: Fault) -> Failure {
    Failure { status, label: "errors.refused", faults: vec![fault] }
}

/// JSON as a value of ours.
///
/// # Errors
/// What does not fit, with its place.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(&mut reader);
    let value = read.map_err(|error| {
        let path = error.path().to_string();
        unfit(&error.into_inner(), path.trim_start_matches('.'))
    })?;
    reader.end().map_err(|error| unfit(&error, ""))?;
    Ok(value)
}

/// What is wrong with JSON: no JSON at all, or not the JSON that is asked for.
fn unfit(error: &serde_json::Error, path: &str) -> Failure {
    let at = format!("{}:{}", error.line(), error.column());
    let what = error.to_string();
    let what = what.rsplit_once(" at line ").map_or(what.as_str(), |(what, _)| what).to_owned();
    if error.is_data() {
        let place = if path.is_empty() { at } else { path.to_owned() };
        let hint = "see /api for the fields and their types";
        refused(StatusCode::UNPROCESSABLE_ENTITY, Fault::new("unfit", place, what, hint))
    } else {
        let fault = Fault::new("bad-json", at, what, "the body must be one JSON value in UTF-8");
        refused(StatusCode::BAD_REQUEST, fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Row {
        #[serde(rename = "n")]
        _n: u32,
    }

    #[test]
    fn faults_have_their_places() {
        let told = |text: &str| match read::<Vec<Row>>(text.as_bytes()) {
            Ok(_) => (200, String::new(), String::new()),
            Err(failure) => {
                let fault = failure.faults[0].clone();
                (failure.status.as_u16(), fault.place, fault.what)
            }
        };
        assert_eq!(told(r#"[{"n": 1}]"#).0, 200);
        let (status, place, what) = told("[{\"n\": 1},\n {\"m\": 1}]");
        assert_eq!((status, place.as_str()), (422, "[1].m"));
        assert!(what.starts_with("unknown field `m`"), "{what}");
        assert_eq!(told(r#"[{"n": -1}]"#).1, "[0].n");
        let (status, place, _) = told("[\n{\"n\": }]");
        assert_eq!((status, place.as_str()), (400, "2:7"));
        assert_eq!(told("[] []").0, 400);
        assert_eq!(told("").0, 400);
        let deep = read::<Value>("[".repeat(100_000).as_bytes()).unwrap_err();
        assert_eq!(deep.status.as_u16(), 400, "deep nesting is refused, not followed");
    }

    #[test]
    fn only_json_is_taken_for_json() {
        for (stated, expected) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("text/plain", false),
            ("application/jsonp", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, stated.parse().unwrap());
            assert_eq!(is_json(&headers), expected, "{stated}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
