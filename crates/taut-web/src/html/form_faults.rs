//! Problems of a file that a form was made into, in the reader's language: each names its field and leads to it.

use serde_json::Value;
use taut_episode::Fault;

use crate::html::frame::Frame;

/// What is typed or chosen in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Some words.
    Words,
    /// The words that explain why something is cleared.
    Reason,
    /// One of a list.
    Choice,
    /// A flag that is asked again: one of a list.
    Flag,
    /// A number.
    Number,
    /// A whole number.
    Whole,
    /// A day.
    Day,
    /// The last day of something.
    LastDay,
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name, which a link leads to.
    pub key: String,
    /// What the page calls it.
    pub label: String,
    /// What is asked.
    pub ask: Ask,
}

impl Field {
    /// A field.
    #[must_use]
    pub fn new(key: impl Into<String>, label: impl Into<String>, ask: Ask) -> Self {
        Self { key: key.into(), label: label.into(), ask }
    }

    /// A field whose label belongs below a heading: both together name it.
    #[must_use]
    pub fn below(heading: &str, key: impl Into<String>, label: &str, ask: Ask) -> Self {
        let mut letters = label.chars();
        let first = letters.next().into_iter().flat_map(char::to_lowercase);
        let label = first.chain(letters).collect::<String>();
        Self::new(key, format!("{heading}, {label}"), ask)
    }

    /// A fault at this field, in words of a label.
    #[must_use]
    pub fn fault(&self, c: &Frame, code: &'static str, label: &str) -> Fault {
        let end = if self.label.ends_with('?') { "" } else { "." };
        Fault::new(code, &self.key, format!("{}{end} {}", self.label, c.t(label)), "")
    }
}

/// Faults whose places are paths of the file, each at its field, in the order of the form. A fault that belongs to no field
/// says only that something does not fit, and what it is goes into the log.
#[must_use]
pub fn told(
    c: &Frame,
    faults: Vec<Fault>,
    fields: &[Field],
    key_of: impl Fn(&str) -> Option<String>,
) -> Vec<Fault> {
    let mut placed: Vec<(usize, Fault)> = faults
        .into_iter()
        .map(|fault| {
            let key = key_of(&fault.place);
            let at = fields.iter().position(|field| Some(&field.key) == key.as_ref());
            match at {
                Some(at) => (at, fields[at].fault(c, fault.code, words(&fault, &fields[at]))),
                None => {
                    tracing::warn!(code = fault.code, place = fault.place, "no field of a form");
                    (fields.len(), Fault::new(fault.code, "", c.t("errors.refused"), ""))
                }
            }
        })
        .collect();
    placed.sort_by_key(|(at, _)| *at);
    placed.dedup();
    placed.into_iter().map(|(_, fault)| fault).collect()
}

/// The label that says what is wrong.
fn words(fault: &Fault, field: &Field) -> &'static str {
    match (fault.code, fault.place.as_str(), field.ask) {
        ("out-of-range", _, Ask::Number) => "errors.out_of_range",
        ("clears-nothing", "in_person", _) => "errors.not_in_person",
        ("clears-nothing", ..) => "errors.other_episode",
        ("limits-without", ..) => "errors.limits_without",
        ("cannot-clear", _, Ask::Choice | Ask::Flag) => "errors.cannot_clear",
        (_, _, Ask::Reason) => "errors.give_reason",
        (_, _, Ask::Words) => "errors.fill_in",
        (_, _, Ask::Choice) => "errors.choose_one",
        (_, _, Ask::Flag) => "errors.ask_again",
        (_, _, Ask::Number) => "errors.a_number",
        (_, _, Ask::Whole) => "errors.whole_number",
        (_, _, Ask::Day) => "errors.a_day",
        (_, _, Ask::LastDay) => "errors.a_last_day",
    }
}

/// The field of a therapist's clearance that a path of the file belongs to.
#[must_use]
pub fn clearance_key(file: &Value, path: &str) -> Option<String> {
    if let Some(id) = path.strip_prefix("flags.") {
        return Some(format!("flag.{id}"));
    }
    let Some((list, rest)) = path.split_once('[') else { return Some(path.to_owned()) };
    let (at, rest) = rest.split_once(']')?;
    let entry = file.get(list)?.get(at.parse::<usize>().ok()?)?;
    let rest = rest.trim_start_matches('.');
    let of = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
    match list {
        "legs" => Some(format!("{}.{}", of("side"), rest.trim_start_matches("power."))),
        "flags" => Some(format!("flag.{}", of("finding"))),
        "clears" => Some(format!("clear.{}.{}", of("finding"), of("side"))),
        "allowed" if rest == "kind" => Some(format!("allow.{}", of("kind"))),
        "allowed" => Some(format!("allow.{}.{rest}", of("kind"))),
        _ => None,
    }
}

/// The field of an examination that a path of its answers belongs to.
#[must_use]
pub fn examination_key(answers: &[Value], path: &str) -> Option<String> {
    let Some(rest) = path.strip_prefix("answers[") else { return Some(path.to_owned()) };
    let answer = answers.get(rest.split_once(']')?.0.parse::<usize>().ok()?)?;
    let id = answer.get("finding")?.as_str()?;
    Some(match answer.get("side").and_then(Value::as_str) {
        Some(side) => format!("e.{id}.{side}"),
        None => format!("e.{id}"),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{clearance_key, examination_key};

    #[test]
    fn paths_of_a_file_lead_to_fields_of_its_form() {
        let file = json!({
            "legs": [{ "side": "left" }, { "side": "right" }],
            "flags": [{ "finding": "fever" }],
            "clears": [{ "finding": "limp", "side": "left" }, { "finding": "fever" }],
            "allowed": [{ "kind": "neural" }],
        });
        for (path, key) in [
            ("examiner", Some("examiner")),
            ("legs[1].power.L5", Some("right.L5")),
            ("legs[0].ankle_reflex", Some("left.ankle_reflex")),
            ("flags.bladder_new", Some("flag.bladder_new")),
            ("flags[0].state", Some("flag.fever")),
            ("clears[0].reason", Some("clear.limp.left")),
            ("clears[1].reason", Some("clear.fever.")),
            ("allowed[0].hold_seconds", Some("allow.neural.hold_seconds")),
            ("allowed[0].kind", Some("allow.neural")),
            ("legs[2].sensation", None),
        ] {
            assert_eq!(clearance_key(&file, path).as_deref(), key, "{path}");
        }
        let answers = [json!({ "finding": "limp" }), json!({ "finding": "slr", "side": "left" })];
        let key = |path| examination_key(&answers, path);
        assert_eq!(key("answers[0].state").as_deref(), Some("e.limp"));
        assert_eq!(key("answers[1].value").as_deref(), Some("e.slr.left"));
        assert_eq!(key("age").as_deref(), Some("age"));
        assert_eq!(key("answers[2]"), None);
    }
}
