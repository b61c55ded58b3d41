//! What is to be printed: `taut.print`, version 1, as the server writes it.

use serde::{Deserialize, Serialize};

/// The name of the format.
pub const SCHEMA: &str = "taut.print";

/// Its version.
pub const VERSION: u32 = 1;

/// A document to print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// [`SCHEMA`].
    pub schema: String,
    /// [`VERSION`].
    pub version: u32,
    /// Two letters, such as `en`: how words are divided, and what a screen reader speaks.
    pub language: String,
    /// The title, in the heading and in the properties of the file.
    pub title: String,
    /// The day, as it is written in the language.
    pub date: String,
    /// At the foot of every page: review level and edition.
    pub foot: String,
    /// As many pages as it may have if the words can still be read then; at least one.
    pub pages: usize,
    /// What it says, in reading order.
    pub blocks: Vec<Block>,
}

/// How the answer looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Go to help.
    Stop,
    /// Be careful.
    Care,
    /// Go on.
    Go,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Block {
    /// The answer, set apart.
    Answer {
        /// Its words.
        text: String,
        /// How it looks; none for one that is neither.
        tone: Option<Tone>,
    },
    /// The heading of a section.
    Heading {
        /// Its words.
        text: String,
    },
    /// A paragraph.
    Text {
        /// Its words.
        text: String,
    },
    /// A short line set apart.
    Notice {
        /// Its words.
        text: String,
    },
    /// Points.
    List {
        /// Each point.
        items: Vec<String>,
    },
    /// Numbered steps.
    Steps {
        /// Each step.
        items: Vec<String>,
    },
    /// A table.
    Table {
        /// The head of each column.
        header: Vec<String>,
        /// Rows as long as the header.
        rows: Vec<Vec<String>>,
    },
    /// Pictures side by side.
    Figure {
        /// Each picture: an SVG document.
        svg: Vec<String>,
        /// What they show.
        words: String,
    },
    /// An exercise: picture beside words.
    Exercise {
        /// Number and name.
        name: String,
        /// How much.
        dose: String,
        /// How to do it.
        steps: Vec<String>,
        /// An SVG document.
        svg: Option<String>,
        /// What the picture shows; needed where there is one.
        words: String,
    },
}

impl Document {
    /// Everything that is wrong with it, in the order of the document.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let mut found = Vec::new();
        if self.schema != SCHEMA || self.version != VERSION {
            let (schema, version) = (&self.schema, self.version);
            found.push(format!("schema: {schema} {version} instead of {SCHEMA} {VERSION}"));
        }
        if self.language.len() != 2 || !self.language.bytes().all(|b| b.is_ascii_lowercase()) {
            found.push(format!("language: `{}` is no code of two letters", self.language));
        }
        if self.title.trim().is_empty() {
            found.push("title: empty; a screen reader begins with it".to_owned());
        }
        if self.pages == 0 {
            found.push("pages: 0; at least 1".to_owned());
        }
        let is = |wanted: fn(&Block) -> bool| self.blocks.iter().position(wanted);
        let exercise = is(|block| matches!(block, Block::Exercise { .. }));
        let heading = is(|block| matches!(block, Block::Heading { .. }));
        if let Some(at) = exercise
            && heading.is_none_or(|heading| heading > at)
        {
            found.push(format!("blocks[{at}]: an exercise before the first heading"));
        }
        for (at, block) in self.blocks.iter().enumerate() {
            found.extend(block.problems().map(|what| format!("blocks[{at}]: {what}")));
        }
        found
    }
}

impl Block {
    fn problems(&self) -> impl Iterator<Item = String> {
        let one = match self {
            Self::Table { header, rows } => {
                let odd = rows.iter().position(|row| row.len() != header.len());
                odd.map(|row| format!("rows[{row}] is not as long as the header"))
            }
            Self::Figure { words, .. } | Self::Exercise { svg: Some(_), words, .. }
                if words.trim().is_empty() =>
            {
                Some("a picture without words for those who do not see it".to_owned())
            }
            _ => None,
        };
        one.into_iter()
    }
}
