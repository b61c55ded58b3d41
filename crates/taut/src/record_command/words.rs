//! Entries of a record in a few words each.

use serde_json::Value;
use taut_knowledge::Knowledge;
use taut_record::{
    Entry, Kind, Problem, Stored as _, StoredCheckIn, StoredClearance, StoredItem, StoredLevel,
    StoredMeasure, StoredProgramme,
};

/// The most characters of one text that a line repeats.
const LONGEST: usize = 80;

/// A line about an entry.
///
/// # Errors
/// The body is damaged or of a newer version.
pub fn line(knowledge: &Knowledge, entry: &Entry) -> Result<String, Problem> {
    let body = entry.value()?;
    let text = |key: &str| quoted(body.get(key).and_then(Value::as_str).unwrap_or_default());
    Ok(match entry.kind {
        Kind::Person => format!("named {}", text("name")),
        Kind::Episode if body.get("ended").is_some() => format!("ended: {}", text("ended")),
        Kind::Episode => format!("begun: {}", text("title")),
        Kind::Answers => {
            let answers = body.pointer("/case/answers").and_then(Value::as_array);
            format!("{} answers", answers.map_or(0, Vec::len))
        }
        Kind::Verdict => {
            let open = body.get("provisional").and_then(Value::as_bool) == Some(true);
            format!("{}{}", text("rung"), if open { ", provisional" } else { "" })
        }
        Kind::Access => format!("{} read: {}", entry.author, text("read")),
        Kind::Programme => programme(knowledge, &StoredProgramme::read(entry)?),
        Kind::CheckIn => check_in(knowledge, &StoredCheckIn::read(entry)?),
        Kind::Measure => measure(knowledge, &StoredMeasure::read(entry)?),
        Kind::Clearance => clearance(&StoredClearance::read(entry)?),
    })
}

/// What a line says, one thing a line, for an entry that is shown whole; empty where the content says it.
///
/// # Errors
/// As [`line()`].
pub fn lines(knowledge: &Knowledge, entry: &Entry) -> Result<Vec<String>, Problem> {
    let each = |items: &[StoredItem]| {
        items.iter().map(|item| format!("- {}", dose(knowledge, item))).collect::<Vec<_>>()
    };
    Ok(match entry.kind {
        Kind::Programme => {
            let body = StoredProgramme::read(entry)?;
            let mut all = vec![format!("{}, from {} on:", body.rung, body.begins)];
            all.extend(each(&body.items));
            all.extend(body.overrides.iter().map(|set| {
                let of = set.exercise.as_deref().map(|id| format!(" of {}", name(knowledge, id)));
                let of = of.unwrap_or_default();
                format!("{}{of} set to {} by {}: {}", set.what, set.value, set.who, set.reason)
            }));
            all
        }
        Kind::CheckIn => {
            let body = StoredCheckIn::read(entry)?;
            let mut all = vec![check_in(knowledge, &body)];
            all.extend(body.actions.iter().map(|a| format!("- {}", action(knowledge, a))));
            if let Some(items) = &body.items {
                all.push("From then on:".to_owned());
                all.extend(each(items));
            }
            all.push(format!("Next check-in: {} to {}", body.next[0], body.next[1]));
            all
        }
        Kind::Measure | Kind::Clearance => vec![line(knowledge, entry)?],
        _ => Vec::new(),
    })
}

fn programme(knowledge: &Knowledge, body: &StoredProgramme) -> String {
    let names: Vec<&str> = body.items.iter().map(|i| name(knowledge, &i.exercise)).collect();
    format!("{} from {}: {}", body.rung, body.begins, names.join("; "))
}

fn check_in(knowledge: &Knowledge, body: &StoredCheckIn) -> String {
    let mut said = vec![body.on.clone()];
    for (key, what) in [("back", "back"), ("leg", "leg")] {
        if let Some(pain) = body.check_in.pointer(&format!("/pain/{key}")) {
            said.push(format!("{what} {pain} of 10"));
        }
    }
    if body.rung == body.before {
        said.push(body.rung.clone());
    } else {
        said.push(format!("{} (before: {})", body.rung, body.before));
    }
    let changes = body.actions.iter().filter(|a| a["action"] != "hold");
    said.extend(changes.map(|a| action(knowledge, a)));
    if !body.goes_on() {
        said.push("the programme has stopped".to_owned());
    }
    said.join(", ")
}

fn measure(knowledge: &Knowledge, body: &StoredMeasure) -> String {
    let each = body.measures.iter().map(|one| {
        let id = one.get("measure").and_then(Value::as_str).unwrap_or_default();
        let known = knowledge.measures.iter().find(|measure| measure.id() == id);
        let name = known.map_or(id, |measure| measure.en().name.as_str());
        match one.get("value") {
            Some(value) => format!("{name} {value}"),
            None => name.to_owned(),
        }
    });
    format!("{}: {}", body.on, each.collect::<Vec<_>>().join("; "))
}

fn clearance(body: &StoredClearance) -> String {
    let text = |key: &str| body.clearance.get(key).and_then(Value::as_str).unwrap_or_default();
    let clears = body.clearance.get("clears").and_then(Value::as_array);
    let cleared = clears.into_iter().flatten();
    let cleared = cleared.filter_map(|one| one.get("finding").and_then(Value::as_str));
    format!(
        "{}, {} ({}): clears {}{}",
        body.on,
        quoted(text("examiner")),
        quoted(text("profession")),
        cleared.collect::<Vec<_>>().join(", "),
        if body.reported { "; reported, not verified" } else { "" }
    )
}

/// A thing that a check-in did: its name and what it is about.
fn action(knowledge: &Knowledge, action: &Value) -> String {
    let text = |key: &str| action.get(key).and_then(Value::as_str);
    let mut words = vec![text("action").unwrap_or_default().replace('_', " ")];
    words.extend(text("exercise").map(|id| name(knowledge, id).to_owned()));
    for (key, before) in [("variable", "by "), ("rung", ""), ("from", "from "), ("to", "to ")] {
        words.extend(text(key).map(|word| format!("{before}{}", word.replace('_', " "))));
    }
    words.extend(text("why").map(|why| format!("({})", why.replace('_', " "))));
    for key in ["findings", "open"] {
        let ids = action.get(key).and_then(Value::as_array).into_iter().flatten();
        let names = ids.filter_map(Value::as_str).map(|id| {
            knowledge.finding_id(id).map_or(id, |f| knowledge.finding(f).en().name.as_str())
        });
        let names = names.collect::<Vec<_>>().join("; ");
        if !names.is_empty() {
            words.push(format!("({names})"));
        }
    }
    if action.get("taken") == Some(&Value::Bool(false)) {
        words.push("(offered)".to_owned());
    }
    words.join(" ")
}

fn name<'a>(knowledge: &'a Knowledge, id: &'a str) -> &'a str {
    let known = knowledge.exercises.iter().find(|exercise| exercise.id == id);
    known.map_or(id, |exercise| exercise.en().name.as_str())
}

fn dose(knowledge: &Knowledge, item: &StoredItem) -> String {
    let StoredLevel { sets, reps, hold_seconds, minutes, days_per_week, .. } = item.level;
    let mut much = format!("{sets} x ");
    match (minutes, hold_seconds) {
        (0, 0) => much += &reps.to_string(),
        (0, hold) => much += &format!("{reps}, held {hold} s"),
        (minutes, _) => much += &format!("{minutes} min"),
    }
    format!("{}: {much}, {days_per_week} days a week", name(knowledge, &item.exercise))
}

fn quoted(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}
