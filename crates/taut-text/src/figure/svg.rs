//! Writes SVG text: elements, attributes, numbers of fixed form, escaped words.

use std::fmt::Write as _;

/// SVG that is being written.
#[derive(Debug, Default)]
pub(crate) struct Svg {
    out: String,
    depth: usize,
}

impl Svg {
    /// Opens an element that holds others.
    pub fn open(&mut self, name: &str, attributes: &[(&str, String)]) {
        self.tag(name, attributes, ">\n");
        self.depth += 1;
    }

    /// Closes the element of this name.
    pub fn close(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        self.indent();
        let _ = writeln!(self.out, "</{name}>");
    }

    /// An element without content.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, String)]) {
        self.tag(name, attributes, "/>\n");
    }

    /// An element with words in it.
    pub fn words(&mut self, name: &str, attributes: &[(&str, String)], words: &str) {
        self.tag(name, attributes, ">");
        let _ = writeln!(self.out, "{}</{name}>", escaped(words));
    }

    /// Lines that stand as they are, such as a style sheet.
    pub fn raw(&mut self, name: &str, lines: &str) {
        self.open(name, &[]);
        for line in lines.lines() {
            self.indent();
            let _ = writeln!(self.out, "{line}");
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
        self.out.push_str(&" ".repeat(self.depth));
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
