//! Verdicts, reasons and questions in words: a page of blocks, written as plain text or Markdown.

mod block;
mod check_in_page;
pub mod explorer;
pub mod figure;
mod firmness;
mod letter;
mod next_page;
mod page;
mod plan_page;
mod progress_page;
mod reasons;
mod referral;
mod translation;
mod upheld_page;
mod why_asked;
mod words;

pub use block::{Block, Page};
pub use check_in_page::{CheckInView, check_in_page};
pub use firmness::{
    SHOWN_FROM, firmness_shares, with_firmness_for_person, with_firmness_for_therapist,
};
pub use letter::{IDS, therapist_page};
pub use next_page::next_page;
pub use page::verdict_page;
pub use plan_page::{PlanView, paused_page, plan_page, plan_page_for_therapist};
pub use progress_page::{Plots, ProgressView, main_series, plot_of, progress_page};
pub use referral::{LetterView, letter_page, regions_of_answers};
pub use translation::translation_notice;
pub use upheld_page::{UpheldView, upheld_page};
pub use why_asked::{why_asked, why_no_more};
