//! Records as text and JSON.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Value, json};
use taut_episode::time;
use taut_knowledge::Knowledge;
use taut_record::{Counts, Entry, Page, Person, Problem, Verified};

use super::{ShowFormat, words};

fn json(value: &impl Serialize) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(value)?)
}

/// Everybody.
pub fn people(people: &[Person], format: ShowFormat) -> anyhow::Result<String> {
    if format == ShowFormat::Json {
        let list: Vec<Value> = people
            .iter()
            .map(|p| json!({ "name": p.name, "chain": p.chain.to_string(), "entries": p.entries }))
            .collect();
        return json(&json!({ "schema": "taut.record.list/1", "people": list }));
    }
    if people.is_empty() {
        return Ok("No records of anybody.".to_owned());
    }
    let mut out = String::new();
    for person in people {
        let _ = writeln!(out, "{}  ({} entries)", person.name, person.entries);
    }
    Ok(out)
}

/// How much an export or an import holds.
pub fn counts(counts: &Counts) -> String {
    format!(
        "{} people and erased people, {} entries, {} checkpoints",
        counts.chains, counts.entries, counts.checkpoints
    )
}

fn safety_net(knowledge: &Knowledge) -> &str {
    knowledge.phrase("safety_net", "en").unwrap_or_default()
}

fn entry_json(entry: &Entry) -> Result<Value, Problem> {
    Ok(json!({
        "entry": entry.seq,
        "at": time::text(entry.at),
        "by": entry.author,
        "kind": entry.kind.id(),
        "version": entry.version,
        "episode": entry.episode,
        "body": entry.value()?,
    }))
}

/// A page of a person's record.
pub fn history(
    person: &Person,
    page: &Page,
    knowledge: &Knowledge,
    format: ShowFormat,
) -> anyhow::Result<String> {
    let safety_net = safety_net(knowledge);
    if format == ShowFormat::Json {
        let entries: Vec<Value> = page.entries.iter().map(entry_json).collect::<Result<_, _>>()?;
        return json(&json!({
            "schema": "taut.record.history/1",
            "name": person.name,
            "entries": entries,
            "next": page.next,
            "safety_net": safety_net,
        }));
    }
    let mut out = format!(
        "Record of {} ({} entries), the newest first, times in UTC\n\n",
        person.name, person.entries
    );
    for entry in &page.entries {
        let episode = entry.episode.map_or("-".to_owned(), |e| e.to_string());
        let _ = writeln!(
            out,
            "{:>6}  {}  episode {episode:<4} {:<9}  {}",
            entry.seq,
            time::text(entry.at),
            entry.kind.id(),
            words::line(knowledge, entry)?
        );
    }
    if page.entries.is_empty() {
        out.push_str("  nothing\n");
    }
    if let Some(next) = page.next {
        let _ = writeln!(out, "\nOlder ones: --before {next}");
    }
    let _ = writeln!(out, "\n{safety_net}");
    Ok(out)
}

/// One entry, whole.
pub fn entry(
    person: &Person,
    entry: &Entry,
    knowledge: &Knowledge,
    format: ShowFormat,
) -> anyhow::Result<String> {
    let safety_net = safety_net(knowledge);
    let mut value = entry_json(entry)?;
    if format == ShowFormat::Json {
        value["schema"] = json!("taut.record.entry/1");
        value["name"] = json!(person.name);
        value["safety_net"] = json!(safety_net);
        return json(&value);
    }
    let mut in_words = words::lines(knowledge, entry)?.join("\n");
    if !in_words.is_empty() {
        in_words.push_str("\n\n");
    }
    Ok(format!(
        "Record of {}, entry {}: {}, {} UTC, by {}\n\n{in_words}{}\n\n{safety_net}\n",
        person.name,
        entry.seq,
        entry.kind.id(),
        time::text(entry.at),
        entry.author,
        json(&entry.value()?)?
    ))
}

/// What a verification found.
pub fn verified(verified: &Verified, format: ShowFormat) -> anyhow::Result<String> {
    let Verified { people, erased, entries, links, not_anchored, checkpoints, newest, breaks } =
        verified;
    if format == ShowFormat::Json {
        let breaks: Vec<Value> = breaks
            .iter()
            .map(|b| {
                let chain = b.chain.map(|c| c.to_string());
                json!({ "person": b.person, "chain": chain, "entry": b.seq, "what": b.what })
            })
            .collect();
        let newest = newest.map(|c| {
            json!({ "number": c.number, "at": time::text(c.at), "digest": c.digest.to_string() })
        });
        return json(&json!({
            "schema": "taut.record.verify/1",
            "whole": verified.is_whole(),
            "people": people,
            "erased": erased,
            "entries": entries,
            "links": links,
            "not_anchored": not_anchored,
            "checkpoints": checkpoints,
            "newest": newest,
            "breaks": breaks,
        }));
    }
    let mut out = String::new();
    for found in breaks {
        let _ = writeln!(out, "broken: {found}");
    }
    let _ = writeln!(
        out,
        "{people} people, {erased} erased; {entries} entries and {links} links read; {checkpoints} checkpoints, {not_anchored} links not anchored yet."
    );
    if verified.is_whole() {
        let _ = writeln!(out, "Everything is as it was written.");
    }
    if let Some(newest) = newest {
        let _ = writeln!(
            out,
            "Checkpoint {} of {}: {}\nKeep this digest elsewhere; `taut record verify --known DIGEST` then shows whether anything before it was ever changed.",
            newest.number,
            time::text(newest.at),
            newest.digest
        );
    }
    Ok(out)
}
