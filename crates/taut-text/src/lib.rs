//! Verdicts, reasons and questions in words: a page of blocks, written as plain text or Markdown.

mod block;
pub mod figure;
mod firmness;
mod letter;
mod next_page;
mod page;
mod reasons;
mod why_asked;
mod words;

pub use block::{Block, Page};
pub use firmness::{with_firmness_for_person, with_firmness_for_therapist};
pub use letter::therapist_page;
pub use next_page::next_page;
pub use page::verdict_page;
pub use why_asked::{why_asked, why_no_more};
