//! Reads a BIF file: blocks of variables and probabilities, every problem with its line, column and hint.

use std::collections::BTreeMap;

use super::blocks::{Family, Labels, MOST_PROBLEMS, Reader, Row, shortened};
use super::token::{Place, Token, Tokens};
use super::{Bif, BifProblem, BifProblems};
use crate::check::MOST_ENTRIES;

/// Larger files are refused.
const MOST_BYTES: usize = 64 << 20;
/// More variables are refused.
const MOST_VARIABLES: usize = 1 << 16;

/// Reads a BIF file. A block with a problem is left out and reading goes on, so that all problems are named at once.
///
/// `table` rows of a variable with parents list the variable's first state for all combinations of its parents, then the
/// second and so on, last parent fastest, as the format's own examples do.
///
/// # Errors
/// Every problem with line, column, what is wrong, and a hint.
pub fn read_bif(bytes: &[u8]) -> Result<Bif, BifProblems> {
    let one = |place: Place, message: String, hint: &str| {
        let Place { line, column } = place;
        BifProblems(vec![BifProblem { line, column, message, hint: hint.to_owned() }])
    };
    let start = Place { line: 1, column: 1 };
    if bytes.len() > MOST_BYTES {
        let message = format!("the file has {} bytes; the limit is {MOST_BYTES}", bytes.len());
        return Err(one(start, message, "a network of this size cannot be compiled anyway"));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
            let line = 1 + before.matches('\n').count();
            let column = 1 + before.chars().rev().take_while(|c| *c != '\n').count();
            let message = "this is not UTF-8 text".to_owned();
            return Err(one(Place { line, column }, message, "save the file as UTF-8"));
        }
    };
    let mut reader = Reader {
        tokens: Tokens::new(text),
        now: (Token::End, start),
        problems: Vec::new(),
        name: String::new(),
        variables: Vec::new(),
        index: BTreeMap::new(),
        families: Vec::new(),
    };
    reader.advance();
    reader.file();
    reader.finish()
}

/// A problem was recorded; the block is given up.
struct GiveUp;

type Step<T> = Result<T, GiveUp>;

impl<'t> Reader<'t> {
    fn advance(&mut self) {
        self.now = self.tokens.next();
    }

    fn give_up<T>(&mut self, message: String, hint: &str) -> Step<T> {
        let place = self.now.1;
        self.problem(place, message, hint);
        Err(GiveUp)
    }

    fn wrong<T>(&mut self, wanted: &str) -> Step<T> {
        let (message, hint) = match self.now.0 {
            Token::End => (
                format!("the file ends where {wanted} should stand"),
                "the file is cut off; fetch it again",
            ),
            Token::Unclosed(what) => {
                (format!("this {what} never ends"), "close it, or take it away")
            }
            Token::Word(word) | Token::Quoted(word) => (
                format!("`{}` stands where {wanted} should", shortened(word)),
                "compare this block with one that is read",
            ),
            Token::Mark(mark) => (
                format!("`{mark}` stands where {wanted} should"),
                "compare this block with one that is read",
            ),
        };
        self.give_up(message, hint)
    }

    fn mark(&mut self, mark: char) -> Step<()> {
        if self.now.0 == Token::Mark(mark) {
            self.advance();
            Ok(())
        } else {
            self.wrong(&format!("`{mark}`"))
        }
    }

    fn word(&mut self, wanted: &str) -> Step<(&'t str, Place)> {
        match self.now {
            (Token::Word(word) | Token::Quoted(word), place) => {
                self.advance();
                Ok((word, place))
            }
            _ => self.wrong(wanted),
        }
    }

    fn is_word(&self, word: &str) -> bool {
        self.now.0 == Token::Word(word)
    }

    /// `property` and all up to its semicolon.
    fn property(&mut self) -> Step<()> {
        while self.now.0 != Token::Mark(';') {
            if matches!(self.now.0, Token::End | Token::Unclosed(_) | Token::Mark('{' | '}')) {
                return self.wrong("`;` after the property");
            }
            self.advance();
        }
        self.mark(';')
    }

    fn file(&mut self) {
        let mut any = false;
        while self.now.0 != Token::End {
            let done = match self.now.0 {
                Token::Word("network") => self.network(),
                Token::Word("variable") => self.variable(),
                Token::Word("probability") => self.probability(),
                _ if any => self.wrong("`variable` or `probability`"),
                _ => self.give_up(
                    "this is not a BIF file: it starts with no `network`, `variable` or `probability`".to_owned(),
                    "give a file in the Bayesian Interchange Format, usually named .bif",
                ),
            };
            if done.is_err() {
                if !any && self.variables.is_empty() && self.families.is_empty() {
                    let known = ["network", "variable", "probability"];
                    if !matches!(self.now.0, Token::Word(w) if known.contains(&w))
                        && self.problems.len() == 1
                        && self.problems[0].message.starts_with("this is not")
                    {
                        return;
                    }
                }
                self.skip_block();
            }
            any = true;
            if self.problems.len() >= MOST_PROBLEMS {
                return;
            }
        }
    }

    /// Goes on at the next block.
    fn skip_block(&mut self) {
        while !matches!(
            self.now.0,
            Token::End | Token::Word("network" | "variable" | "probability")
        ) {
            self.advance();
        }
    }

    fn network(&mut self) -> Step<()> {
        self.advance();
        if let Token::Word(name) | Token::Quoted(name) = self.now.0 {
            name.clone_into(&mut self.name);
            self.advance();
        }
        self.mark('{')?;
        while self.is_word("property") {
            self.property()?;
        }
        self.mark('}')
    }

    fn variable(&mut self) -> Step<()> {
        self.advance();
        let (name, place) = self.word("the name of a variable")?;
        self.mark('{')?;
        let mut states = None;
        loop {
            match self.now.0 {
                Token::Word("property") => self.property()?,
                Token::Word("type") => states = Some(self.states(name)?),
                _ => break,
            }
        }
        self.mark('}')?;
        let Some(states) = states else {
            self.problem(
                place,
                format!("variable `{name}` has no `type`"),
                "write `type discrete [ 2 ] { yes, no };` in its block",
            );
            return Ok(());
        };
        if self.index.contains_key(name) {
            self.problem(
                place,
                format!("a second variable is called `{name}`"),
                "rename one of them",
            );
        } else if self.variables.len() == MOST_VARIABLES {
            return self.give_up(
                format!("more than {MOST_VARIABLES} variables"),
                "a network of this size cannot be compiled",
            );
        } else {
            self.index.insert(name, self.variables.len());
            self.variables.push((name.to_owned(), states, place));
        }
        Ok(())
    }

    fn states(&mut self, name: &str) -> Step<Vec<String>> {
        self.advance();
        if !self.is_word("discrete") {
            return self.wrong("`discrete`: no other type is known");
        }
        self.advance();
        self.mark('[')?;
        let (count, place) = self.word("the number of states")?;
        self.mark(']')?;
        self.mark('{')?;
        let mut states = Vec::new();
        while self.now.0 != Token::Mark('}') {
            states.push(self.word("the name of a state")?.0.to_owned());
            if self.now.0 == Token::Mark(',') {
                self.advance();
            }
        }
        self.mark('}')?;
        self.mark(';')?;
        if count.parse() != Ok(states.len()) {
            self.problem(
                place,
                format!(
                    "variable `{name}` says {} states and names {}",
                    shortened(count),
                    states.len()
                ),
                "make the number in brackets agree with the list",
            );
        }
        Ok(states)
    }

    fn probability(&mut self) -> Step<()> {
        let place = self.now.1;
        self.advance();
        self.mark('(')?;
        let (name, name_place) = self.word("the name of a variable")?;
        let mut parents = Vec::new();
        if self.now.0 == Token::Mark('|') {
            self.advance();
            loop {
                parents.push(self.word("the name of a parent")?);
                if self.now.0 != Token::Mark(',') {
                    break;
                }
                self.advance();
            }
        }
        self.mark(')')?;
        self.mark('{')?;
        let mut rows = Vec::new();
        while self.now.0 != Token::Mark('}') {
            let place = self.now.1;
            let labels = match self.now.0 {
                Token::Word("property") => {
                    self.property()?;
                    continue;
                }
                Token::Word("table") => {
                    self.advance();
                    Labels::Table
                }
                Token::Word("default") => {
                    self.advance();
                    Labels::Default
                }
                Token::Mark('(') => Labels::Of(self.labels()?),
                _ => return self.wrong("`table`, `default`, a row such as `(yes, no)`, or `}`"),
            };
            let numbers = self.numbers()?;
            rows.push(Row { labels, numbers, place });
        }
        self.advance();
        match self.index.get(name) {
            Some(&variable) => self.families.push(Family { variable, parents, rows, place }),
            None => self.problem(
                name_place,
                format!("there is no variable `{}` before this", shortened(name)),
                "declare it in a `variable` block above",
            ),
        }
        Ok(())
    }

    fn labels(&mut self) -> Step<Vec<(&'t str, Place)>> {
        self.mark('(')?;
        let mut labels = Vec::new();
        while self.now.0 != Token::Mark(')') {
            labels.push(self.word("the state of a parent")?);
            if self.now.0 == Token::Mark(',') {
                self.advance();
            }
        }
        self.advance();
        Ok(labels)
    }

    fn numbers(&mut self) -> Step<Vec<f64>> {
        let mut numbers = Vec::new();
        while self.now.0 != Token::Mark(';') {
            let place = self.now.1;
            let (word, _) = self.word("a number or `;`")?;
            match word.parse::<f64>() {
                Ok(number) if number.is_finite() => numbers.push(number),
                _ => self.problem(
                    place,
                    format!("`{}` is no number", shortened(word)),
                    "write a probability such as 0.25",
                ),
            }
            if numbers.len() > MOST_ENTRIES {
                return self.give_up("this table is too large".to_owned(), "split the family");
            }
            if self.now.0 == Token::Mark(',') {
                self.advance();
            }
        }
        self.advance();
        Ok(numbers)
    }
}
