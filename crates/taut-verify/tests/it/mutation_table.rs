//! The table of deliberate faults: reads it, makes each fault in a copy of the knowledge, and sees what is said of it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a wrong table or folder ends the run")]

use std::path::{Path, PathBuf};

use serde::Deserialize;
use taut_knowledge::{load, read_folder};
use taut_reason::{Reasoner, Setting};
use taut_verify::verify;

/// One deliberate fault.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mutation {
    /// Name.
    pub id: String,
    /// What is done, in words.
    pub fault: String,
    /// File, text in it, and what it becomes.
    pub edits: Vec<[String; 3]>,
    /// Rules that must then fail; nothing where the loader must refuse.
    pub breaks: Option<Vec<String>>,
    /// Code with which the loader must refuse.
    pub refused: Option<String>,
    /// Why nothing breaks, where nothing does.
    #[serde(default)]
    pub why_none: String,
    /// What was expected before the first run, where that was something else.
    #[serde(default)]
    pub expected_at_first: String,
    /// Why it turned out otherwise.
    #[serde(default)]
    pub learned: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    mutation: Vec<Mutation>,
}

/// What was said of a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// The loader refused, with these codes.
    Refused(Vec<String>),
    /// These rules are not proved, in the order of the rules; each with its first failing theorem and what it says.
    Failed(Vec<(String, String)>),
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every mutation of the committed table.
pub fn table() -> Vec<Mutation> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mutations.toml");
    let table: Table = toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    table.mutation
}

/// Makes the fault in a copy of the shipped knowledge, and verifies it.
pub fn try_out(mutation: &Mutation) -> Said {
    let mut files = read_folder(&root().join("knowledge")).unwrap();
    for [path, from, to] in &mutation.edits {
        let file = files.iter_mut().find(|(known, _)| known == path);
        let (_, content) = file.unwrap_or_else(|| panic!("{}: no file {path}", mutation.id));
        let text = String::from_utf8(content.clone()).unwrap();
        assert!(text.contains(from.as_str()), "{}: {path} does not hold {from}", mutation.id);
        *content = text.replacen(from.as_str(), to, 1).into_bytes();
    }
    let knowledge = match load(&files) {
        Ok((knowledge, _)) => knowledge,
        Err(report) => {
            let mut codes: Vec<String> = report
                .iter()
                .filter(|p| p.severity == taut_knowledge::Severity::Error)
                .map(|p| p.code.to_owned())
                .collect();
            codes.sort();
            codes.dedup();
            return Said::Refused(codes);
        }
    };
    let reasoner = Reasoner::new(&knowledge, Setting::Home);
    let certificate = verify(&reasoner, &mut |_| {});
    let mut failed: Vec<(String, String)> = Vec::new();
    for theorem in certificate.failures() {
        if !failed.iter().any(|(rule, _)| *rule == theorem.rule) {
            failed.push((theorem.rule.clone(), theorem.id.clone()));
        }
    }
    Said::Failed(failed)
}

/// True if what was said is what the table expects.
pub fn is_expected(mutation: &Mutation, said: &Said) -> bool {
    match (said, &mutation.breaks, &mutation.refused) {
        (Said::Refused(codes), None, Some(code)) => codes == std::slice::from_ref(code),
        (Said::Failed(failed), Some(breaks), None) => {
            let mut rules: Vec<&str> = failed.iter().map(|(rule, _)| rule.as_str()).collect();
            let mut wanted: Vec<&str> = breaks.iter().map(String::as_str).collect();
            rules.sort_unstable();
            wanted.sort_unstable();
            rules == wanted
        }
        _ => false,
    }
}
