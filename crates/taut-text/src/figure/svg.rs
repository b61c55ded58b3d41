//! Writes SVG text: elements, attributes, numbers of fixed form, escaped words.

use std::fmt::Write as _;

/// Where a figure will stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Form {
    /// In a file of its own, with colours, heading and legend.
    #[default]
    File,
    /// Within a page, which has [`figure_sheet`](super::figure_sheet) as its style sheet and says heading and legend itself:
    /// no style sheet, no space between elements, ids with a prefix.
    Inline {
        /// Before every id, so that several figures fit on one page; letters, digits and `-`, others are left out.
        prefix: String,
    },
}

impl Form {
    /// Within a page.
    #[must_use]
    pub fn inline(prefix: &str) -> Self {
        let kept = prefix.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-');
        Self::Inline { prefix: kept.collect() }
    }

    /// An id of this figure.
    pub(crate) fn id(&self, name: &str) -> String {
        match self {
            Self::File => name.to_owned(),
            Self::Inline { prefix } => format!("{prefix}-{name}"),
        }
    }
}

/// SVG that is being written.
#[derive(Debug, Default)]
pub(crate) struct Svg {
    out: String,
    depth: usize,
    form: Form,
}

impl Svg {
    /// For this form.
    pub fn new(form: &Form) -> Self {
        Self { form: form.clone(), ..Self::default() }
    }

    /// Where the figure will stand.
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// True within a page.
    pub fn is_inline(&self) -> bool {
        self.form != Form::File
    }

    /// Opens an element that holds others.
    pub fn open(&mut self, name: &str, attributes: &[(&str, String)]) {
        self.tag(name, attributes, ">");
        self.end_line();
        self.depth += 1;
    }

    /// Closes the element of this name.
    pub fn close(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        self.indent();
        let _ = write!(self.out, "</{name}>");
        self.end_line();
    }

    /// An element without content.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, String)]) {
        self.tag(name, attributes, "/>");
        self.end_line();
    }

    /// An element with words in it.
    pub fn words(&mut self, name: &str, attributes: &[(&str, String)], words: &str) {
        self.tag(name, attributes, ">");
        let _ = write!(self.out, "{}</{name}>", escaped(words));
        self.end_line();
    }

    /// Lines that stand as they are, such as a style sheet.
    pub fn raw(&mut self, name: &str, lines: &str) {
        self.open(name, &[]);
        for line in lines.lines() {
            self.indent();
            self.out.push_str(line);
            self.end_line();
        }
        self.close(name);
    }

    /// What has been written.
    pub fn finish(self) -> String {
        self.out
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, String)], end: &str) {
        self.indent();
        let _ = write!(self.out, "<{name}");
        for (key, value) in attributes {
            let _ = write!(self.out, " {key}=\"{}\"", escaped(value));
        }
        self.out.push_str(end);
    }

    fn indent(&mut self) {
        if !self.is_inline() {
            self.out.push_str(&" ".repeat(self.depth));
        }
    }

    fn end_line(&mut self) {
        if !self.is_inline() {
            self.out.push('\n');
        }
    }
}

/// A number with at most one decimal, never `-0`.
pub(crate) fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Words without the characters that XML keeps for itself.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML 1.0 has no other control characters.
            c if c.is_control() && !matches!(c, '\n' | '\t') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
