//! A page as a list of blocks, and its two plain forms.

use std::fmt::Write as _;

/// One piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The page's title.
    Title(String),
    /// A section heading.
    Heading(String),
    /// The answer: the one sentence that must be seen first.
    Answer(String),
    /// A paragraph.
    Text(String),
    /// A list.
    List(Vec<String>),
    /// Steps, numbered in their order.
    Steps(Vec<String>),
    /// Lines that stand as they are, such as a plot in a terminal.
    Lines(Vec<String>),
    /// A table: header and rows of equal length.
    Table(Vec<String>, Vec<Vec<String>>),
    /// A short line set apart, such as the review level.
    Notice(String),
    /// Names what follows up to the next mark, such as `head_less` or `exercise fa01`, for forms that fold, link or draw.
    /// Plain forms leave it out.
    Mark(String),
}

/// A page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// Blocks, in reading order.
    pub blocks: Vec<Block>,
}

impl Page {
    /// Adds a block.
    pub fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    /// Adds a heading, marked by a name that does not depend on the language.
    pub fn heading(&mut self, mark: &str, text: String) {
        self.push(Block::Mark(mark.to_owned()));
        self.push(Block::Heading(text));
    }

    /// Adds a heading and a list, unless the list is empty.
    pub fn section(&mut self, heading: &str, items: Vec<String>) {
        if !items.is_empty() {
            self.push(Block::Heading(heading.to_owned()));
            self.push(Block::List(items));
        }
    }

    /// Plain text, wrapped at `width` columns.
    #[must_use]
    pub fn to_text(&self, width: usize) -> String {
        let mut out = String::new();
        for block in &self.blocks {
            match block {
                Block::Title(text) => {
                    let _ =
                        writeln!(out, "{text}\n{}", "=".repeat(text.chars().count().min(width)));
                }
                Block::Heading(text) => {
                    let _ =
                        writeln!(out, "\n{text}\n{}", "-".repeat(text.chars().count().min(width)));
                }
                Block::Answer(text) => {
                    out.push('\n');
                    wrap(&mut out, text, ">> ", "   ", width);
                }
                Block::Text(text) => wrap(&mut out, text, "", "", width),
                Block::Notice(text) => {
                    out.push('\n');
                    wrap(&mut out, text, "", "", width);
                }
                Block::List(items) => {
                    for item in items {
                        wrap(&mut out, item, "  - ", "    ", width);
                    }
                }
                Block::Steps(items) => {
                    for (i, item) in items.iter().enumerate() {
                        wrap(&mut out, item, &format!("  {}. ", i + 1), "     ", width);
                    }
                }
                Block::Lines(lines) => {
                    out.push('\n');
                    for line in lines {
                        let _ = writeln!(out, "{line}");
                    }
                }
                Block::Table(header, rows) => table(&mut out, header, rows),
                Block::Mark(_) => {}
            }
        }
        out
    }

    /// Markdown (CommonMark with tables).
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let mut out = String::new();
        for block in &self.blocks {
            let _ = match block {
                Block::Title(text) => writeln!(out, "# {text}\n"),
                Block::Heading(text) => writeln!(out, "## {text}\n"),
                Block::Answer(text) => writeln!(out, "**{text}**\n"),
                Block::Text(text) => writeln!(out, "{text}\n"),
                Block::Notice(text) => writeln!(out, "*{text}*\n"),
                Block::List(items) => {
                    for item in items {
                        let _ = writeln!(out, "- {item}");
                    }
                    writeln!(out)
                }
                Block::Steps(items) => {
                    for (i, item) in items.iter().enumerate() {
                        let _ = writeln!(out, "{}. {item}", i + 1);
                    }
                    writeln!(out)
                }
                Block::Mark(_) => Ok(()),
                Block::Lines(lines) => writeln!(out, "```text\n{}\n```\n", lines.join("\n")),
                Block::Table(header, rows) => {
                    let _ = writeln!(out, "| {} |", header.join(" | "));
                    let _ = writeln!(out, "|{}", "---|".repeat(header.len()));
                    for row in rows {
                        let _ = writeln!(out, "| {} |", row.join(" | "));
                    }
                    writeln!(out)
                }
            };
        }
        out
    }
}

/// Writes words with a first prefix and a hanging one, breaking lines before `width`.
fn wrap(out: &mut String, text: &str, first: &str, hanging: &str, width: usize) {
    let mut line = first.to_owned();
    let mut empty = true;
    for word in text.split_whitespace() {
        let room = line.chars().count() + usize::from(!empty) + word.chars().count();
        if !empty && room > width {
            let _ = writeln!(out, "{line}");
            hanging.clone_into(&mut line);
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    let _ = writeln!(out, "{line}");
}

fn table(out: &mut String, header: &[String], rows: &[Vec<String>]) {
    let widths: Vec<usize> = (0..header.len())
        .map(|i| {
            rows.iter()
                .map(|r| r[i].chars().count())
                .chain([header[i].chars().count()])
                .max()
                .unwrap_or(0)
        })
        .collect();
    for row in [header].into_iter().chain(rows.iter().map(Vec::as_slice)) {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.chars().count())))
            .collect();
        let _ = writeln!(out, "  {}", cells.join("  ").trim_end());
    }
}
