//! The shipped translations, read apart from the loader: every text is there, none is English, and the words a page may not say are not said.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use taut_knowledge::wording::banned_words;
use toml::{Table, Value};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge")
}

fn table(path: &Path) -> Table {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.parse().unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn flat(path: &str, value: &Value, out: &mut BTreeMap<String, String>) {
    match value {
        Value::String(text) if text.is_empty() => {}
        Value::String(text) => drop(out.insert(path.to_owned(), text.clone())),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, item)| flat(&format!("{path}/{i}"), item, out));
        }
        Value::Table(table) => {
            table.iter().for_each(|(key, item)| flat(&format!("{path}/{key}"), item, out));
        }
        other => panic!("{path}: {other}"),
    }
}

/// Language, place, English text and its translation, for every text of every language.
fn pairs() -> Vec<(String, String, String, String)> {
    let mut pairs = Vec::new();
    for language in std::fs::read_dir(folder().join("languages")).expect("a folder") {
        let language = language.expect("an entry").path();
        let code = language.file_name().expect("a name").to_string_lossy().into_owned();
        for file in std::fs::read_dir(&language).expect("a folder") {
            let file = file.expect("an entry").path();
            let kind = file.file_stem().expect("a name").to_string_lossy().into_owned();
            if kind == "language" {
                continue;
            }
            let records = if kind == "screens" { "interview" } else { &kind };
            for (id, words) in table(&file) {
                let english = table(&folder().join(records).join(format!("{id}.toml")));
                let (mut wanted, mut given) = (BTreeMap::new(), BTreeMap::new());
                let english = &english["text"]["en"];
                let top = if english.is_table() { "" } else { "/text" };
                flat(top, english, &mut wanted);
                flat("", &words, &mut given);
                given.remove("/of");
                assert_eq!(
                    wanted.keys().collect::<Vec<_>>(),
                    given.keys().collect::<Vec<_>>(),
                    "{code} {kind} {id}"
                );
                for (path, english) in wanted {
                    let place = format!("{kind}/{id}{path}");
                    pairs.push((code.clone(), place, english, given[&path].clone()));
                }
            }
        }
    }
    assert!(pairs.len() > 2500, "{}", pairs.len());
    pairs
}

/// Words that Spanish does not have, and that hardly any English sentence does without.
const ENGLISH: [&str; 16] = [
    "the", "and", "your", "you", "of", "is", "are", "with", "this", "that", "for", "not", "it",
    "to", "when", "have",
];

#[test]
fn every_spanish_text_is_in_spanish() {
    let mut wrong = Vec::new();
    for (code, place, english, text) in pairs() {
        assert_eq!(code, "es", "lists of words for another language are needed here");
        let outside: String =
            text.split('{').map(|part| part.rsplit('}').next().unwrap_or("")).collect();
        let mut words = outside.split(|c: char| !c.is_alphanumeric());
        // One word by itself can be the same in both.
        let several =
            outside.split_whitespace().filter(|word| word.contains(char::is_alphanumeric));
        if english == text && several.count() > 1 {
            wrong.push(format!("{place} is the English text: {text}"));
        } else if let Some(word) =
            words.find(|word| ENGLISH.contains(&word.to_lowercase().as_str()))
        {
            wrong.push(format!("{place} has the English word `{word}`: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// True of words of a finding that only a therapist answers: they may hold a test's usual name.
fn is_examined(place: &str) -> bool {
    let Some(id) = place.strip_prefix("findings/").and_then(|rest| rest.split('/').next()) else {
        return false;
    };
    let record = table(&folder().join(format!("findings/{id}.toml")));
    let by = record["answered_by"].as_array().expect("a list");
    by.iter().all(|who| who.as_str() == Some("therapist"))
}

/// What English may not say is not said in Spanish by its nearest words either, apart from the language's own list.
#[test]
fn spanish_says_no_banned_word() {
    let stems = [
        "dañad",
        "inestab",
        "desgast",
        "desmoron",
        "desaline",
        "comprimid",
        "bajo riesgo",
        "riesgo bajo",
        "sin riesgo",
        "fuera de peligro",
        "es segur",
        "son segur",
        "no hay peligro",
    ];
    let clinical = ["/clinician", "/definition"];
    let mut wrong = Vec::new();
    for (_, place, _, text) in pairs() {
        let plain = text.to_lowercase();
        let stem = stems.iter().find(|stem| plain.contains(*stem));
        let clinical = clinical.iter().any(|path| place.ends_with(path)) || is_examined(&place);
        if let Some(stem) = stem.filter(|_| !clinical) {
            wrong.push(format!("{place}: `{stem}` in {text}"));
        }
        assert_eq!(banned_words(&text), Vec::<&str>::new(), "{place}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The safety net is a fixed text: a change of either language must be read by somebody.
#[test]
fn the_spanish_safety_net_is_word_for_word_the_one_that_was_read() {
    let phrases = table(&folder().join("languages/es/phrases.toml"));
    let net = phrases["safety_net"]["text"].as_str().expect("a text");
    assert_eq!(
        net,
        "Vaya ahora a urgencias si le aparece: adormecimiento entre las piernas o alrededor del ano; dificultad para empezar a orinar o a defecar, para notarlo o para aguantarlo; debilidad (menos fuerza) nueva en una pierna, que va a peor, o en las dos piernas; o fiebre con mucho malestar general. No espere a ver si se pasa."
    );
}
