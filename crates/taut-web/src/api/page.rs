//! A page of words as JSON, for programs that show what the pages show.

use serde::Serialize;
use taut_text::{Block, Page};
use utoipa::ToSchema;

/// Blocks in reading order.
#[derive(Debug, Serialize, ToSchema)]
pub struct Words(Vec<WordsBlock>);

/// One piece of a page.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "block", rename_all = "snake_case")]
enum WordsBlock {
    /// The page's title.
    Title {
        /// Its words.
        text: String,
    },
    /// A section heading.
    Heading {
        /// Its words.
        text: String,
    },
    /// The one sentence that must be seen first.
    Answer {
        /// Its words.
        text: String,
    },
    /// A paragraph.
    Text {
        /// Its words.
        text: String,
    },
    /// A short line set apart, such as the review level.
    Notice {
        /// Its words.
        text: String,
    },
    /// A list.
    List {
        /// Its items.
        items: Vec<String>,
    },
    /// Steps in their order.
    Steps {
        /// Its items.
        items: Vec<String>,
    },
    /// A table.
    Table {
        /// The header.
        header: Vec<String>,
        /// Rows as long as the header.
        rows: Vec<Vec<String>>,
    },
    /// Names what follows up to the next mark; it does not depend on the language.
    Mark {
        /// The name.
        name: String,
    },
}

impl Words {
    /// A page without what only terminals show.
    #[must_use]
    pub fn new(page: Page) -> Self {
        Self(page.blocks.into_iter().filter_map(WordsBlock::new).collect())
    }
}

impl WordsBlock {
    fn new(block: Block) -> Option<Self> {
        Some(match block {
            Block::Title(text) => Self::Title { text },
            Block::Heading(text) => Self::Heading { text },
            Block::Answer(text) => Self::Answer { text },
            Block::Text(text) => Self::Text { text },
            Block::Notice(text) => Self::Notice { text },
            Block::List(items) => Self::List { items },
            Block::Steps(items) => Self::Steps { items },
            Block::Table(header, rows) => Self::Table { header, rows },
            Block::Mark(name) => Self::Mark { name },
            Block::Lines(_) => return None,
        })
    }
}
