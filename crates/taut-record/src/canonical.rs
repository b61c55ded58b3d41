//! Canonical JSON: keys sorted by their bytes, no white space, each number in its shortest form.

use serde_json::Value;

use crate::problem::{Outcome, Problem};

/// The deepest nesting of a body; readers refuse more than 128 levels.
const DEEPEST: usize = 100;

/// The largest body in bytes.
pub const MAX_BODY_BYTES: usize = 1 << 20;

/// The canonical text of a value.
///
/// `serde_json` keeps the keys of an object sorted and writes the shortest digits that read back to the same number,
/// so equal values have equal bytes, and the text read again gives itself.
#[must_use]
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut sorted: Vec<_> = fields.iter().collect();
            // Another crate of the build may make `serde_json` keep the order of insertion.
            sorted.sort_by(|a, b| a.0.as_bytes().cmp(b.0.as_bytes()));
            out.push('{');
            for (i, (key, field)) in sorted.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&Value::String(key.clone()).to_string());
                out.push(':');
                write(field, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

/// The canonical text of a body: an object, not too deep, not too large.
///
/// # Errors
/// Refused with what is wrong.
pub fn body_text(body: &Value) -> Outcome<String> {
    if !body.is_object() {
        return Err(Problem::refused("the body is not a JSON object", "wrap it in {\"...\": ...}"));
    }
    if depth_exceeds(body, DEEPEST) {
        return Err(Problem::refused(
            format!("the body is nested deeper than {DEEPEST} levels"),
            "flatten it",
        ));
    }
    let text = canonical(body);
    if text.len() > MAX_BODY_BYTES {
        return Err(Problem::refused(
            format!("the body has {} bytes, more than {MAX_BODY_BYTES}", text.len()),
            "store less in one entry",
        ));
    }
    Ok(text)
}

fn depth_exceeds(value: &Value, levels: usize) -> bool {
    match value {
        Value::Object(fields) => {
            levels == 0 || fields.values().any(|field| depth_exceeds(field, levels - 1))
        }
        Value::Array(items) => {
            levels == 0 || items.iter().any(|item| depth_exceeds(item, levels - 1))
        }
        _ => false,
    }
}
