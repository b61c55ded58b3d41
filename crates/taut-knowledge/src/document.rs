//! Files about people, JSON or TOML: bytes to a tree that fits its schema; every problem at once, with line and column.

use crate::diagnostic::{Diagnostic, Place, Problem, Report, Severity, shorten};
use crate::knowledge::Knowledge;
use crate::schema::RecordKind;
use crate::shape;
use crate::sink::not_utf8;
use crate::tree::{Tree, read_json, read_toml};

/// At most this many problems of one file are reported.
pub(crate) const MOST_PROBLEMS: usize = 100;

/// A format of files about people.
pub(crate) struct Format {
    /// Its schema.
    pub kind: RecordKind,
    /// The only value of `schema`, such as `taut.case/1`.
    pub schema: &'static str,
    /// What a file is called, such as `case file`.
    pub word: &'static str,
    /// A larger file is refused before it is parsed.
    pub most_bytes: usize,
    /// What to do about one.
    pub too_large: &'static str,
}

/// Reads a file, JSON if its first character is `{`, else TOML, and makes something of it.
pub(crate) fn read<T>(
    format: &Format,
    name: &str,
    bytes: &[u8],
    knowledge: &Knowledge,
    make: impl FnOnce(&mut Reader<'_>, &Tree) -> T,
) -> Result<T, Report> {
    if bytes.len() > format.most_bytes {
        let message = format!("more than {} bytes", format.most_bytes);
        return Err(whole_file(name, "too-large", message, Some(format.too_large.to_owned())));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let mut problem = not_utf8(bytes, &error);
            name.clone_into(&mut problem.place.file);
            return Err(Report::new(vec![problem]));
        }
    };
    if text.trim().is_empty() {
        let hint = format!("a {} starts with schema = \"{}\"", format.word, format.schema);
        return Err(whole_file(name, "empty-file", "the file is empty".to_owned(), Some(hint)));
    }
    let (tree, mut problems) = if text.trim_start().starts_with('{') {
        read_json(text)
    } else {
        let (tree, problems) = read_toml(text);
        // What TOML could save from a broken text would only give echoes of the same problem.
        (problems.is_empty().then_some(tree), problems)
    };
    let mut made = None;
    if let Some(tree) = tree {
        problems.extend(shape::differences(&tree, format.kind.schema()));
        let mut reader = Reader { format, knowledge, text, on: None, problems: &mut problems };
        made = Some(make(&mut reader, &tree));
    }
    match made {
        Some(made) if problems.is_empty() => Ok(made),
        _ => Err(report(name, text, problems)),
    }
}

fn whole_file(name: &str, code: &'static str, message: String, hint: Option<String>) -> Report {
    let place = Place { file: name.to_owned(), line: 1, column: 1, path: String::new() };
    Report::new(vec![Diagnostic { severity: Severity::Error, code, place, message, hint }])
}

fn report(name: &str, text: &str, mut problems: Vec<Problem>) -> Report {
    problems.sort_by_key(|problem| problem.start);
    let more = problems.len().saturating_sub(MOST_PROBLEMS);
    problems.truncate(MOST_PROBLEMS);
    let mut out: Vec<Diagnostic> =
        problems.into_iter().map(|problem| problem.into_error(name, text)).collect();
    if more > 0 {
        let message = format!("at least {more} more problems are not shown");
        out.extend(whole_file(name, "too-many-problems", message, None).0);
    }
    Report::new(out)
}

/// Reads the tree of one file, and keeps its problems.
pub(crate) struct Reader<'a> {
    format: &'a Format,
    pub knowledge: &'a Knowledge,
    pub text: &'a str,
    /// The day that every answer is of; nothing where each answer says its own.
    pub on: Option<String>,
    pub problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    /// Adds a problem.
    pub fn problem(
        &mut self,
        code: &'static str,
        start: usize,
        path: impl Into<String>,
        message: String,
    ) -> &mut Problem {
        self.problems.push(Problem { code, start, path: path.into(), message, hint: None });
        let last = self.problems.len() - 1;
        &mut self.problems[last]
    }

    /// Checks the version of the format.
    pub fn schema(&mut self, tree: &Tree) {
        let wanted = self.format.schema;
        let Some((schema, text)) = tree.get("schema").and_then(|s| Some((s, s.text()?))) else {
            return;
        };
        if text == wanted {
            return;
        }
        let version = |text: &str| text.rsplit_once('/')?.1.parse::<u32>().ok();
        let same = text.rsplit_once('/').map(|(n, _)| n) == wanted.rsplit_once('/').map(|(n, _)| n);
        let newer = same && version(text) > version(wanted);
        let message = format!("`{}` is not a format this program reads", shorten(text));
        self.problem("unknown-schema", schema.start, "schema", message).hint = Some(if newer {
            format!("the file is of a newer version; this program reads {wanted}")
        } else {
            format!("write schema = \"{wanted}\"")
        });
    }
}

/// The text of a key; empty without one.
pub(crate) fn text_of(tree: &Tree, key: &str) -> String {
    tree.get(key).and_then(Tree::text).unwrap_or_default().to_owned()
}
