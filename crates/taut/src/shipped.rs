//! Where the knowledge comes from: inside the program, or a folder.

use std::path::PathBuf;

use taut_episode::Engine;
use taut_knowledge::{
    BodyKnowledge, Knowledge, Report, load, load_body, read_body_folder, read_folder,
};

use crate::BadInput;

/// The shipped records but for the body: path and content.
static SHIPPED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/knowledge.rs"));

/// The shipped records of the body: path and content.
static BODY: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/body.rs"));

/// A source of knowledge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Inside the program.
    Shipped,
    /// A folder of the same layout.
    Folder(PathBuf),
}

impl Source {
    /// Loads and checks it; warnings are returned, errors are bad input.
    ///
    /// # Errors
    /// Every problem of the folder in one text.
    pub fn load(&self) -> anyhow::Result<(Knowledge, Report)> {
        let loaded = match self {
            Self::Shipped => load(&owned(SHIPPED)),
            Self::Folder(folder) => read_folder(folder).and_then(|files| load(&files)),
        }
        .map(|(mut knowledge, report)| {
            // A folder may bring a lock of its own; only the one built into the program counts.
            knowledge.safety_locked &= is_shipped_lock(&knowledge.safety_hash);
            // What was proved of other safety rules says nothing of ours.
            knowledge.proved &= knowledge.safety_locked;
            (knowledge, report)
        });
        loaded.map_err(|report| anyhow::Error::new(BadInput(report.to_string())))
    }

    /// Loads and checks the body, which no verdict reads; warnings are returned, errors are bad input.
    ///
    /// # Errors
    /// Every problem of the body's files in one text.
    pub fn load_body(&self) -> anyhow::Result<(BodyKnowledge, Report)> {
        self.read_body().map_err(|report| anyhow::Error::new(BadInput(report.to_string())))
    }

    fn read_body(&self) -> Result<(BodyKnowledge, Report), Report> {
        match self {
            Self::Shipped => load_body(&owned(BODY)),
            Self::Folder(folder) => read_body_folder(folder).and_then(|files| load_body(&files)),
        }
    }

    /// What judges, asks and plans with this knowledge; the body is loaded when it is first needed.
    ///
    /// # Errors
    /// As [`Source::load`].
    pub fn engine(&self) -> anyhow::Result<Engine> {
        let source = self.clone();
        Ok(Engine::new(self.knowledge()?, move || source.read_body().map(|(body, _)| body)))
    }

    /// The knowledge alone.
    ///
    /// # Errors
    /// As [`Source::load`].
    pub fn knowledge(&self) -> anyhow::Result<Knowledge> {
        Ok(self.load()?.0)
    }
}

fn owned(files: &[(&str, &[u8])]) -> Vec<(String, Vec<u8>)> {
    files.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect()
}

/// True if the safety rules are the ones that the program was built with.
fn is_shipped_lock(hash: &str) -> bool {
    SHIPPED
        .iter()
        .any(|(path, lock)| *path == "safety/LOCK" && lock.trim_ascii() == hash.as_bytes())
}

/// Refuses a language that the knowledge does not speak.
///
/// # Errors
/// Bad input that names the languages there are.
pub fn check_language(knowledge: &Knowledge, language: &str) -> anyhow::Result<()> {
    if knowledge.languages().iter().any(|known| known.code == language) {
        return Ok(());
    }
    let names: Vec<&str> = knowledge.languages().iter().map(|known| known.code.as_str()).collect();
    Err(BadInput(format!(
        "error[unknown-language]: no texts in `{language}`\n  hint: the knowledge has {}",
        names.join(", ")
    ))
    .into())
}
