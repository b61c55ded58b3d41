//! An example of a value that fits a schema of the document: stated examples where there are some, else the plainest value.

use serde_json::{Map, Value, json};

/// Deeper parts are left empty; no schema of ours goes as deep.
const DEEPEST: usize = 12;

/// An example that fits a schema of this document; fields that may be left out are left out.
#[must_use]
pub fn sample(document: &Value, schema: &Value) -> Value {
    at(document, schema, 0)
}

fn at(document: &Value, schema: &Value, depth: usize) -> Value {
    if depth > DEEPEST {
        return Value::Null;
    }
    let deeper = |schema: &Value| at(document, schema, depth + 1);
    if let Some(name) = schema["$ref"].as_str() {
        return document.pointer(name.trim_start_matches('#')).map(deeper).unwrap_or_default();
    }
    let stated = schema.get("example").or_else(|| schema.get("const"));
    if let Some(stated) = stated.or_else(|| schema["enum"].get(0)) {
        return stated.clone();
    }
    for word in ["oneOf", "anyOf", "allOf"] {
        if let Some(options) = schema[word].as_array() {
            let some = options.iter().find(|option| option["type"] != "null");
            return some.map(deeper).unwrap_or_default();
        }
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str());
    match kind.unwrap_or_default() {
        "object" => object(schema, deeper),
        "array" => {
            let items = schema["prefixItems"].as_array();
            let count = schema["minItems"].as_u64().unwrap_or_default();
            match items {
                Some(items) => items.iter().map(deeper).collect(),
                None => (0..count.min(3)).map(|_| deeper(&schema["items"])).collect(),
            }
        }
        "integer" => json!(schema["minimum"].as_i64().unwrap_or(1)),
        "number" => json!(schema["minimum"].as_f64().unwrap_or(1.0)),
        "boolean" => json!(true),
        "string" => match schema["minLength"].as_u64() {
            Some(least) if least > 4 => json!("0".repeat(usize::try_from(least).unwrap_or(4))),
            _ => json!("text"),
        },
        _ => Value::Null,
    }
}

fn object(schema: &Value, deeper: impl Fn(&Value) -> Value) -> Value {
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let fields = required.map(|name| (name.to_owned(), deeper(&schema["properties"][name])));
    Value::Object(Map::from_iter(fields))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::document::document;
    use crate::api::shape;

    #[test]
    fn examples_fit_their_schemas() {
        let document = document();
        let schemas = document["components"]["schemas"].as_object().unwrap();
        assert!(schemas.len() > 80, "{}", schemas.len());
        for (name, schema) in schemas {
            let example = sample(document, schema);
            let faults = shape::faults(document, schema, &example);
            assert!(faults.is_empty(), "{name}: {example} {faults:?}");
        }
    }
}
