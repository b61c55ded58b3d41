//! Compares a value tree with a JSON Schema and names every difference: unknown keys, missing keys, wrong types, unknown values.

use serde_json::Value;

use crate::diagnostic::{Problem, did_you_mean, join, shorten};
use crate::tree::{Kind, Tree};

/// Every difference between the tree and the schema.
pub(crate) fn differences(tree: &Tree, schema: &Value) -> Vec<Problem> {
    let mut found = Vec::new();
    compare(tree, schema, schema, "", &mut found);
    found
}

fn compare(tree: &Tree, schema: &Value, root: &Value, path: &str, found: &mut Vec<Problem>) {
    let schema = follow(schema, root);
    // A key without a value is left out, never null: null could mean "not asked" or "no".
    if matches!(tree.kind, Kind::Null) {
        found.push(Problem {
            code: "wrong-type",
            start: tree.start,
            path: path.to_owned(),
            message: "null is no value".to_owned(),
            hint: Some("leave the key out where the value is not known".to_owned()),
        });
        return;
    }
    if let Some(choices) = choices(schema, root) {
        one_of(tree, &choices, path, found);
        return;
    }
    if let Some(options) = schema.get("anyOf").and_then(Value::as_array) {
        any_of(tree, options, root, path, found);
        return;
    }
    let types = types(schema);
    if types.is_empty() {
        return;
    }
    let date = matches!(tree.kind, Kind::Date(_))
        && schema.get("format").is_some_and(|format| format == "date-time");
    if !date && !types.iter().any(|wanted| has_type(tree, wanted)) {
        wrong_type(tree, &types, path, found);
        return;
    }
    match &tree.kind {
        Kind::Number { value, .. } => number(tree, *value, schema, path, found),
        Kind::List(items) => list(tree, items, schema, root, path, found),
        Kind::Table(_) => table(tree, schema, root, path, found),
        _ => {}
    }
}

pub(crate) fn follow<'a>(mut schema: &'a Value, root: &'a Value) -> &'a Value {
    while let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        let Some(next) = target.strip_prefix('#').and_then(|pointer| root.pointer(pointer)) else {
            return schema;
        };
        schema = next;
    }
    schema
}

/// The allowed words, where the schema is a closed list of words.
pub(crate) fn choices<'a>(schema: &'a Value, root: &'a Value) -> Option<Vec<&'a str>> {
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return words.iter().map(Value::as_str).collect();
    }
    let options = schema.get("oneOf").and_then(Value::as_array)?;
    let mut words = Vec::new();
    for option in options {
        let option = follow(option, root);
        match option.get("const").and_then(Value::as_str) {
            Some(word) => words.push(word),
            None => words.extend(choices(option, root)?),
        }
    }
    Some(words)
}

fn one_of(tree: &Tree, words: &[&str], path: &str, found: &mut Vec<Problem>) {
    let listed = words.join(", ");
    let Some(text) = tree.text() else {
        found.push(Problem {
            code: "wrong-type",
            start: tree.start,
            path: path.to_owned(),
            message: format!("expected one of {listed}, found {}", tree.kind_name()),
            hint: None,
        });
        return;
    };
    if !words.contains(&text) {
        found.push(Problem {
            code: "unknown-value",
            start: tree.start,
            path: path.to_owned(),
            message: format!("`{}` is not one of {listed}", shorten(text)),
            hint: did_you_mean(text, words.iter().copied()),
        });
    }
}

fn any_of(tree: &Tree, options: &[Value], root: &Value, path: &str, found: &mut Vec<Problem>) {
    // The option with the same broad type gives the useful message; null is only there for "may be left out".
    let mut best: Option<Vec<Problem>> = None;
    let mut wanted = Vec::new();
    for option in options {
        let target = follow(option, root);
        let names = types(target);
        if names.contains(&"null") {
            continue;
        }
        let mut here = Vec::new();
        compare(tree, option, root, path, &mut here);
        if here.is_empty() {
            return;
        }
        let fits = names.iter().any(|name| has_type(tree, name));
        wanted.extend(names);
        if fits || best.is_none() {
            best = Some(here);
        }
    }
    let several = wanted.len() > 1;
    match best {
        Some(here)
            if !several
                || here
                    .iter()
                    .any(|problem| problem.code != "wrong-type" || problem.path != path) =>
        {
            found.extend(here);
        }
        _ => wrong_type(tree, &wanted, path, found),
    }
}

pub(crate) fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one.as_str()],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn has_type(tree: &Tree, wanted: &str) -> bool {
    match &tree.kind {
        Kind::Null => false,
        Kind::Bool(_) => wanted == "boolean",
        Kind::Number { integer, .. } => wanted == "number" || (*integer && wanted == "integer"),
        Kind::Text(_) => wanted == "string",
        Kind::Date(_) => false,
        Kind::List(_) => wanted == "array",
        Kind::Table(_) => wanted == "object",
    }
}

fn wrong_type(tree: &Tree, wanted: &[&str], path: &str, found: &mut Vec<Problem>) {
    let mut names: Vec<&str> = wanted
        .iter()
        .filter_map(|name| match *name {
            "boolean" => Some("true or false"),
            "integer" => Some("a whole number"),
            "number" => Some("a number"),
            "string" => Some("a text"),
            "array" => Some("a list"),
            "object" => Some("a table"),
            _ => None,
        })
        .collect();
    names.dedup();
    found.push(Problem {
        code: "wrong-type",
        start: tree.start,
        path: path.to_owned(),
        message: format!("expected {}, found {}", names.join(" or "), tree.kind_name()),
        hint: None,
    });
}

fn number(tree: &Tree, value: f64, schema: &Value, path: &str, found: &mut Vec<Problem>) {
    if !value.is_finite() {
        found.push(Problem {
            code: "not-finite",
            start: tree.start,
            path: path.to_owned(),
            message: format!("`{value}` is not a number that can be used"),
            hint: Some("leave the value out where it is not known".to_owned()),
        });
        return;
    }
    let low = schema.get("minimum").and_then(Value::as_f64).unwrap_or(f64::NEG_INFINITY);
    let high = schema.get("maximum").and_then(Value::as_f64).unwrap_or(f64::INFINITY);
    if value < low || value > high {
        let range =
            if high.is_finite() { format!("{low} to {high}") } else { format!("{low} or more") };
        found.push(Problem {
            code: "out-of-range",
            start: tree.start,
            path: path.to_owned(),
            message: format!("{value} is not within {range}"),
            hint: None,
        });
    }
}

fn list(
    tree: &Tree,
    items: &[Tree],
    schema: &Value,
    root: &Value,
    path: &str,
    found: &mut Vec<Problem>,
) {
    let count =
        |key: &str| schema.get(key).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
    let least = count("minItems").unwrap_or(0);
    let most = count("maxItems").unwrap_or(usize::MAX);
    if items.len() < least || items.len() > most {
        let wanted = if least == most { least.to_string() } else { format!("at least {least}") };
        found.push(Problem {
            code: "wrong-type",
            start: tree.start,
            path: path.to_owned(),
            message: format!("expected a list of {wanted} values, found {}", items.len()),
            hint: None,
        });
        return;
    }
    if let Some(of) = schema.get("items") {
        for (i, item) in items.iter().enumerate() {
            compare(item, of, root, &format!("{path}[{i}]"), found);
        }
    }
}

fn table(tree: &Tree, schema: &Value, root: &Value, path: &str, found: &mut Vec<Problem>) {
    let Kind::Table(entries) = &tree.kind else {
        return;
    };
    let known = schema.get("properties").and_then(Value::as_object);
    let rest = schema.get("additionalProperties");
    for entry in entries {
        let here = join(path, &entry.key);
        if let Some(of) = known.and_then(|known| known.get(&entry.key)) {
            compare(&entry.value, of, root, &here, found);
            continue;
        }
        match rest {
            Some(Value::Bool(false)) => {
                let names: Vec<&str> =
                    known.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
                found.push(Problem {
                    code: "unknown-key",
                    start: entry.start,
                    path: here,
                    message: format!("unknown key `{}`", shorten(&entry.key)),
                    hint: did_you_mean(&entry.key, names.iter().copied())
                        .or_else(|| Some(format!("the keys here are {}", names.join(", ")))),
                });
            }
            Some(of) => compare(&entry.value, of, root, &here, found),
            None => {}
        }
    }
    for name in schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        if tree.get(name).is_none() {
            found.push(Problem {
                code: "missing-key",
                start: tree.start,
                path: join(path, name),
                message: format!("missing key `{name}`"),
                hint: known
                    .and_then(|known| known.get(name))
                    .and_then(|of| of.get("description"))
                    .and_then(Value::as_str)
                    .map(|description| description.trim_end_matches('.').replace('\n', " ")),
            });
        }
    }
}
