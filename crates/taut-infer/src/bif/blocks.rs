//! What has been read of a BIF file so far: variables, rows of numbers, problems.

use std::collections::BTreeMap;

use super::BifProblem;
use super::token::{Place, Token, Tokens};

/// At most this many problems are listed.
pub const MOST_PROBLEMS: usize = 50;

/// One `probability` block.
pub struct Family<'t> {
    pub variable: usize,
    pub parents: Vec<(&'t str, Place)>,
    pub rows: Vec<Row<'t>>,
    pub place: Place,
}

/// One row of numbers.
pub struct Row<'t> {
    pub labels: Labels<'t>,
    pub numbers: Vec<f64>,
    pub place: Place,
}

/// What a row is about.
pub enum Labels<'t> {
    Table,
    Default,
    Of(Vec<(&'t str, Place)>),
}

/// What has been read so far.
pub struct Reader<'t> {
    pub tokens: Tokens<'t>,
    pub now: (Token<'t>, Place),
    pub problems: Vec<BifProblem>,
    pub name: String,
    pub variables: Vec<(String, Vec<String>, Place)>,
    pub index: BTreeMap<&'t str, usize>,
    pub families: Vec<Family<'t>>,
}

impl Reader<'_> {
    /// Records a problem.
    pub fn problem(&mut self, place: Place, message: String, hint: &str) {
        let Place { line, column } = place;
        self.problems.push(BifProblem { line, column, message, hint: hint.to_owned() });
    }
}

/// A word that is fit for a message.
pub fn shortened(word: &str) -> String {
    const LONGEST: usize = 40;
    let printable = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let mut out: String = word.chars().take(LONGEST).map(printable).collect();
    if word.chars().nth(LONGEST).is_some() {
        out.push_str("...");
    }
    out
}
