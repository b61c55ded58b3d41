//! A case file as JSON, whichever of its two forms it was written in.

use serde_json::{Map, Value};
use taut_knowledge::{Case, Knowledge, read_case};

/// The case as JSON; the same case comes out when it is read again.
///
/// # Errors
/// The case is not the same in JSON; the text was read as this very case before, so this would be a fault of ours.
pub fn of(bytes: &[u8], case: &Case, knowledge: &Knowledge) -> anyhow::Result<Value> {
    let text = std::str::from_utf8(bytes)?;
    let value = if text.trim_start().starts_with('{') {
        serde_json::from_str(text)?
    } else {
        from_toml(toml::from_str(text)?)
    };
    let again = read_case("record", &serde_json::to_vec(&value)?, knowledge);
    anyhow::ensure!(
        again.as_ref() == Ok(case),
        "the case cannot be kept: it reads differently as JSON"
    );
    Ok(value)
}

fn from_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(flag) => Value::Bool(flag),
        toml::Value::Datetime(time) => Value::String(time.to_string()),
        toml::Value::Array(items) => Value::Array(items.into_iter().map(from_toml).collect()),
        toml::Value::Table(fields) => Value::Object(
            fields.into_iter().map(|(key, field)| (key, from_toml(field))).collect::<Map<_, _>>(),
        ),
    }
}
