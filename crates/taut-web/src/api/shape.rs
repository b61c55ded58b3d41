//! Holds JSON against a schema of the document: what is documented is what is taken in. Knows the words that the document uses.

use serde_json::{Map, Value};
use taut_episode::Fault;

/// Everything about a value that does not fit a schema of this document; nothing where it fits.
#[must_use]
pub fn faults(document: &Value, schema: &Value, value: &Value) -> Vec<Fault> {
    let mut check = Check { document, faults: Vec::new() };
    check.value(schema, value, "");
    check.faults
}

struct Check<'d> {
    document: &'d Value,
    faults: Vec<Fault>,
}

impl Check<'_> {
    fn fault(&mut self, place: &str, what: String, hint: &str) {
        self.faults.push(Fault::new("unfit", place, what, hint));
    }

    fn value(&mut self, schema: &Value, value: &Value, place: &str) {
        if let Some(name) = schema["$ref"].as_str() {
            let at = name.trim_start_matches('#');
            match self.document.pointer(at) {
                Some(target) => self.value(target, value, place),
                None => self.fault(place, format!("{name} is not in the document"), ""),
            }
        }
        self.choices(schema, value, place);
        if !self.kind(schema, value, place) {
            return;
        }
        if let Some(allowed) = schema["enum"].as_array()
            && !allowed.contains(value)
        {
            let named: Vec<String> = allowed.iter().map(Value::to_string).collect();
            let hint = format!("one of {}", named.join(", "));
            self.fault(place, "there is no such value".to_owned(), &hint);
        }
        if schema.get("const").is_some_and(|only| only != value) {
            self.fault(place, format!("it must be {}", schema["const"]), "");
        }
        match value {
            Value::Object(fields) => self.object(schema, fields, place),
            Value::Array(items) => self.array(schema, items, place),
            Value::String(text) => {
                self.length(schema, ("minLength", "maxLength"), text.chars().count(), place);
            }
            Value::Number(number) => self.number(schema, number.as_f64(), place),
            _ => {}
        }
    }

    /// `oneOf`, `anyOf`, `allOf`.
    fn choices(&mut self, schema: &Value, value: &Value, place: &str) {
        for each in schema["allOf"].as_array().into_iter().flatten() {
            self.value(each, value, place);
        }
        for word in ["oneOf", "anyOf"] {
            let Some(options) = schema[word].as_array() else { continue };
            let tried: Vec<Vec<Fault>> = options
                .iter()
                .map(|option| {
                    let mut check = Check { document: self.document, faults: Vec::new() };
                    check.value(option, value, place);
                    check.faults
                })
                .collect();
            if !tried.iter().any(Vec::is_empty) {
                // The option that comes nearest says most: null and other kinds fail at the place itself.
                let nearest = tried.into_iter().max_by_key(|faults| {
                    faults.iter().map(|fault| fault.place.len()).max().unwrap_or_default()
                });
                self.faults.extend(nearest.unwrap_or_default());
            }
        }
    }

    /// True if the value is of the kind that is asked for.
    fn kind(&mut self, schema: &Value, value: &Value, place: &str) -> bool {
        let kinds: Vec<&str> = match &schema["type"] {
            Value::String(kind) => vec![kind],
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
            _ => return true,
        };
        let is = |kind: &&str| match *kind {
            "null" => value.is_null(),
            "boolean" => value.is_boolean(),
            "string" => value.is_string(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            _ => false,
        };
        let fits = kinds.iter().any(is);
        if !fits {
            self.fault(place, format!("it must be {}", kinds.join(" or ")), "");
        }
        fits
    }

    fn object(&mut self, schema: &Value, fields: &Map<String, Value>, place: &str) {
        let inside = |name: &str| {
            // What somebody sent is not sent back at any length.
            let name: String = name.chars().take(40).collect();
            if place.is_empty() { name } else { format!("{place}.{name}") }
        };
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !fields.contains_key(name) {
                self.fault(&inside(name), "it is missing".to_owned(), "");
            }
        }
        let known = schema["properties"].as_object();
        for (name, value) in fields {
            match (known.and_then(|known| known.get(name)), &schema["additionalProperties"]) {
                (Some(of), _) => self.value(of, value, &inside(name)),
                (None, Value::Bool(false)) => {
                    let names: Vec<&str> =
                        known.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
                    let hint = format!("known are {}", names.join(", "));
                    self.fault(&inside(name), "there is no such field".to_owned(), &hint);
                }
                (None, other) if other.is_object() => self.value(other, value, &inside(name)),
                _ => {}
            }
        }
    }

    fn array(&mut self, schema: &Value, items: &[Value], place: &str) {
        self.length(schema, ("minItems", "maxItems"), items.len(), place);
        let first = schema["prefixItems"].as_array().map_or(&[][..], Vec::as_slice);
        for (at, item) in items.iter().enumerate() {
            let of = first.get(at).unwrap_or(&schema["items"]);
            let inside = format!("{place}[{at}]");
            match of {
                Value::Bool(false) => self.fault(&inside, "it is one too many".to_owned(), ""),
                of => self.value(of, item, &inside),
            }
        }
    }

    fn length(&mut self, schema: &Value, (least, most): (&str, &str), length: usize, place: &str) {
        if let Some(least) = schema[least].as_u64()
            && (length as u64) < least
        {
            self.fault(place, format!("it is shorter than {least}"), "");
        }
        if let Some(most) = schema[most].as_u64()
            && length as u64 > most
        {
            self.fault(place, format!("it is longer than {most}"), "");
        }
    }

    fn number(&mut self, schema: &Value, number: Option<f64>, place: &str) {
        let Some(number) = number else { return };
        if let Some(least) = schema["minimum"].as_f64()
            && number < least
        {
            self.fault(place, format!("it is less than {least}"), "");
        }
        if let Some(most) = schema["maximum"].as_f64()
            && number > most
        {
            self.fault(place, format!("it is more than {most}"), "");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Places of everything that does not fit.
    fn places(schema: &Value, value: &Value) -> Vec<String> {
        let document = json!({ "components": { "schemas": {
            "Side": { "type": "string", "enum": ["left", "right"] },
        } } });
        faults(&document, schema, value).into_iter().map(|fault| fault.place).collect()
    }

    #[test]
    fn every_fault_is_found_at_its_place() {
        let schema = json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["n", "rows"],
            "properties": {
                "n": { "type": "integer", "minimum": 1, "maximum": 7 },
                "name": { "type": ["string", "null"], "minLength": 1, "maxLength": 3 },
                "side": { "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Side" }] },
                "rows": { "type": "array", "maxItems": 2, "items": { "type": "number" } },
                "pair": { "type": "array", "prefixItems": [{ "type": "string" }], "items": false },
                "map": { "type": "object", "additionalProperties": { "type": "string" } },
                "only": { "const": 1 },
            },
        });
        let fits = json!({
            "n": 7, "name": "äöü", "side": "left", "rows": [1, 2.5], "pair": ["a"], "map": { "x": "y" }, "only": 1,
        });
        assert_eq!(places(&schema, &fits), [""; 0]);
        assert_eq!(places(&schema, &json!({ "n": 1, "rows": [], "side": null })), [""; 0]);
        for (wrong, expected) in [
            (json!([]), vec![""]),
            (json!({}), vec!["n", "rows"]),
            (json!({ "n": 0, "rows": [1, "2", 3] }), vec!["n", "rows", "rows[1]"]),
            (json!({ "n": 1.5, "rows": [], "other": 1 }), vec!["n", "other"]),
            (json!({ "n": 8, "rows": [], "name": "" }), vec!["n", "name"]),
            (json!({ "n": 1, "rows": [], "name": "abcd", "side": "up" }), vec!["name", "side"]),
            (json!({ "n": 1, "rows": [], "pair": [1, 2] }), vec!["pair[0]", "pair[1]"]),
            (json!({ "n": 1, "rows": [], "map": { "x": 1 }, "only": 2 }), vec!["map.x", "only"]),
        ] {
            let mut found = places(&schema, &wrong);
            found.sort();
            assert_eq!(found, expected, "{wrong}");
        }
        let missing = json!({ "$ref": "#/components/schemas/None" });
        assert_eq!(places(&missing, &json!(1)), [""]);
    }
}
