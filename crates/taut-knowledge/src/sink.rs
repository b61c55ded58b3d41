//! Problems on their way to a report: places are looked up at the end.

use crate::diagnostic::{Diagnostic, Place, Report, Severity, line_column};
use crate::files::{FileSet, LOCK_PATH};
use crate::tree::{Tree, read_toml};

/// The problem of bytes that are not UTF-8, with line and column.
pub(crate) fn not_utf8(content: &[u8], error: &std::str::Utf8Error) -> Diagnostic {
    let offset = error.valid_up_to();
    let good = std::str::from_utf8(&content[..offset]).unwrap_or_default();
    let (line, column) = line_column(good, offset);
    Diagnostic {
        severity: Severity::Error,
        code: "not-utf8",
        place: Place { file: String::new(), line, column, path: String::new() },
        message: format!("byte {offset} is not UTF-8"),
        hint: Some("save the file as UTF-8".to_owned()),
    }
}

/// Problems on their way to a report.
#[derive(Debug, Default)]
pub(crate) struct Sink {
    done: Vec<Diagnostic>,
    pending: Vec<Pending>,
}

/// A problem at a logical path; line and column are looked up at the end.
#[derive(Debug)]
pub(crate) struct Pending {
    diagnostic: Diagnostic,
    inside: Option<usize>,
}

impl Pending {
    /// Adds what to do about it.
    pub fn hint(&mut self, hint: impl Into<Option<String>>) -> &mut Self {
        self.diagnostic.hint = hint.into();
        self
    }

    /// Adds the byte offset inside the text at the path.
    pub fn inside(&mut self, offset: usize) -> &mut Self {
        self.inside = Some(offset);
        self
    }

    /// Makes it a warning.
    pub fn warning(&mut self) -> &mut Self {
        self.diagnostic.severity = Severity::Warning;
        self
    }
}

impl Sink {
    /// Adds an error at a logical path of a file.
    pub fn error(
        &mut self,
        file: &str,
        path: &str,
        code: &'static str,
        message: String,
    ) -> &mut Pending {
        let place = Place { file: file.to_owned(), line: 0, column: 0, path: path.to_owned() };
        let diagnostic = Diagnostic { severity: Severity::Error, code, place, message, hint: None };
        self.pending.push(Pending { diagnostic, inside: None });
        let last = self.pending.len() - 1;
        &mut self.pending[last]
    }

    /// Adds a problem whose line and column are known, but for the file.
    pub(crate) fn located(&mut self, mut diagnostic: Diagnostic, file: &str) {
        file.clone_into(&mut diagnostic.place.file);
        self.placed(diagnostic);
    }

    /// Adds a problem whose whole place is known.
    pub(crate) fn placed(&mut self, diagnostic: Diagnostic) {
        self.done.push(diagnostic);
    }

    /// The report, every place looked up in the files.
    pub(crate) fn finish(self, files: &FileSet<'_>) -> Report {
        let mut done = self.done;
        let mut pending = self.pending;
        // One reading per file, however many problems it has.
        pending.sort_by(|a, b| a.diagnostic.place.file.cmp(&b.diagnostic.place.file));
        let mut open: Option<(String, &str, Tree)> = None;
        for Pending { mut diagnostic, inside } in pending {
            let file = &diagnostic.place.file;
            if open.as_ref().is_none_or(|(name, ..)| name != file) {
                let text = files.get(file).and_then(|content| std::str::from_utf8(content).ok());
                open = text
                    .filter(|_| file != LOCK_PATH)
                    .map(|text| (file.clone(), text, read_toml(text).0));
            }
            if let Some((_, text, tree)) = &open {
                let (start, exact) = tree.locate(&diagnostic.place.path);
                let offset = start
                    + inside
                        .filter(|_| exact)
                        .map_or(0, |inside| inside_text(&text[start..], inside));
                (diagnostic.place.line, diagnostic.place.column) = line_column(text, offset);
            }
            done.push(diagnostic);
        }
        Report::new(done)
    }
}

/// How far after the start of a quoted TOML text its n-th byte stands; 0 where escapes make that unclear.
fn inside_text(quoted: &str, offset: usize) -> usize {
    let quote = if quoted.starts_with("\"\"\"") || quoted.starts_with("'''") {
        let newline = quoted[3..].starts_with('\n');
        3 + usize::from(newline)
    } else {
        1
    };
    let escaped = quoted.starts_with('"')
        && quoted.get(quote..quote + offset).is_none_or(|text| text.contains('\\'));
    if escaped { 0 } else { quote + offset }
}
