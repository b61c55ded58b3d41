//! Holds JSON against a schema, apart from the server's own way: recursion over words of JSON Schema, true or false.

use serde_json::{Value, json};

/// Places at which a value does not fit a schema of a document.
pub fn faults(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(document, schema, value, "$", &mut found);
    found
}

fn fits(document: &Value, schema: &Value, value: &Value) -> bool {
    faults(document, schema, value).is_empty()
}

fn walk(document: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    if schema == &Value::Bool(false) {
        found.push(format!("{at} may not be there"));
        return;
    }
    let Some(words) = schema.as_object() else { return };
    for (word, of) in words {
        let good = match word.as_str() {
            "$ref" => {
                let target = document.pointer(&of.as_str().unwrap()[1..]).expect("a known schema");
                walk(document, target, value, at, found);
                true
            }
            "type" => match of {
                Value::String(kind) => is(value, kind),
                kinds => kinds.as_array().unwrap().iter().any(|k| is(value, k.as_str().unwrap())),
            },
            "enum" => of.as_array().unwrap().contains(value),
            "const" => of == value,
            "oneOf" => {
                let options = of.as_array().unwrap().iter();
                options.filter(|option| fits(document, option, value)).count() == 1
            }
            "anyOf" => of.as_array().unwrap().iter().any(|option| fits(document, option, value)),
            "allOf" => of.as_array().unwrap().iter().all(|option| fits(document, option, value)),
            // Whoever reads by it reads what fits.
            "discriminator" => value.as_object().is_none_or(|fields| {
                let named = fields.get(of["propertyName"].as_str().unwrap());
                let target = named.and_then(Value::as_str).map(|name| &of["mapping"][name]);
                target.is_some_and(|target| fits(document, &json!({ "$ref": target }), value))
            }),
            "required" => value.as_object().is_none_or(|fields| {
                of.as_array()
                    .unwrap()
                    .iter()
                    .all(|name| fields.contains_key(name.as_str().unwrap()))
            }),
            "properties" => {
                for (name, inner) in of.as_object().unwrap() {
                    if let Some(value) = value.get(name) {
                        walk(document, inner, value, &format!("{at}.{name}"), found);
                    }
                }
                true
            }
            "additionalProperties" => {
                let known = schema["properties"].as_object();
                for (name, value) in value.as_object().into_iter().flatten() {
                    if known.is_none_or(|known| !known.contains_key(name)) {
                        walk(document, of, value, &format!("{at}.{name}"), found);
                    }
                }
                true
            }
            "items" => {
                let first = schema["prefixItems"].as_array().map_or(0, Vec::len);
                for (i, value) in value.as_array().into_iter().flatten().enumerate().skip(first) {
                    walk(document, of, value, &format!("{at}[{i}]"), found);
                }
                true
            }
            "prefixItems" => {
                let items = value.as_array().into_iter().flatten();
                for (i, (of, value)) in of.as_array().unwrap().iter().zip(items).enumerate() {
                    walk(document, of, value, &format!("{at}[{i}]"), found);
                }
                true
            }
            "minimum" => value.as_f64().is_none_or(|x| x >= of.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|x| x <= of.as_f64().unwrap()),
            "minLength" => value.as_str().is_none_or(|x| x.chars().count() as u64 >= n(of)),
            "maxLength" => value.as_str().is_none_or(|x| x.chars().count() as u64 <= n(of)),
            "minItems" => value.as_array().is_none_or(|x| x.len() as u64 >= n(of)),
            "maxItems" => value.as_array().is_none_or(|x| x.len() as u64 <= n(of)),
            "description" | "title" | "format" | "example" | "default" | "propertyNames" => true,
            other => panic!("the document uses a word that is not checked: {other}"),
        };
        if !good {
            found.push(format!("{at} breaks {word}: {value}"));
        }
    }
}

fn n(of: &Value) -> u64 {
    of.as_u64().unwrap()
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.as_f64().is_some_and(|x| x.fract() == 0.0),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("no kind of JSON: {other}"),
    }
}
