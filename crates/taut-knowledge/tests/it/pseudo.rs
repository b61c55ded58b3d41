//! A language made of English: every text is wrapped in ⟦ and ⟧, line by line. Whatever a page shows outside of them is not a text of a record.

use taut_knowledge::translate;

/// The code of the language.
pub const CODE: &str = "xx";

/// The files of the knowledge with the whole language beside them. It is written by filling in what `translate` begins.
pub fn with_pseudo_language(files: &[(String, Vec<u8>)]) -> Vec<(String, Vec<u8>)> {
    let draft = translate(files, CODE, &[]).unwrap_or_else(|report| panic!("{report}"));
    let mut all = files.to_vec();
    for (path, content) in draft.files {
        let content = if path.ends_with("/language.toml") { described() } else { filled(&content) };
        all.push((path, content.into_bytes()));
    }
    all
}

/// The language itself.
fn described() -> String {
    format!(
        r#"code = "{CODE}"
name = "⟦English⟧"
review = "R3"
translator = "a test"
complete = true
banned = ["never said"]

[readability]
constant = 300.0
per_syllable = 0.0
per_word = 0.0
vowels = "a"
at_least = 0.0
source = "taut_clinical_rules"
"#
    )
}

/// A beginning with every empty text filled in with the English words above it, wrapped.
fn filled(beginning: &str) -> String {
    let mut out = String::new();
    let mut english: Vec<String> = Vec::new();
    for line in beginning.lines() {
        if let Some(words) = line.trim_start().strip_prefix("# ") {
            english.push(format!("⟦{words}⟧"));
            continue;
        }
        match line.split_once("\"\"") {
            Some((before, after)) => {
                let text = english.join("\n").replace('\\', "\\\\").replace('"', "\\\"");
                out.push_str(&format!("{before}\"{}\"{after}\n", text.replace('\n', "\\n")));
            }
            None => out.push_str(&format!("{line}\n")),
        }
        english.clear();
    }
    out
}
