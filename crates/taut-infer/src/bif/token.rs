//! Words and marks of a BIF file, each with its place; comments and white space left out.

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'t> {
    /// A name, a number or a keyword: anything between white space and marks, such as `>=7.5` or `Asy/Patch`.
    Word(&'t str),
    /// A text in double quotes, without them.
    Quoted(&'t str),
    /// One of `{ } ( ) [ ] , ; | =`.
    Mark(char),
    /// A comment or a quote that never ends.
    Unclosed(&'static str),
    /// The end of the file.
    End,
}

/// Reads tokens one after another.
#[derive(Debug, Clone)]
pub struct Tokens<'t> {
    rest: &'t str,
    place: Place,
}

const MARKS: &str = "{}()[],;|=";

impl<'t> Tokens<'t> {
    pub fn new(text: &'t str) -> Self {
        let rest = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self { rest, place: Place { line: 1, column: 1 } }
    }

    /// The next token and where it starts.
    pub fn next(&mut self) -> (Token<'t>, Place) {
        loop {
            let blank = self.rest.len() - self.rest.trim_start().len();
            self.skip(blank);
            if self.rest.starts_with("//") {
                let end = self.rest.find('\n').unwrap_or(self.rest.len());
                self.skip(end);
            } else if self.rest.starts_with("/*") {
                let start = self.place;
                let Some(end) = self.rest.find("*/") else {
                    self.skip(self.rest.len());
                    return (Token::Unclosed("comment"), start);
                };
                self.skip(end + 2);
            } else {
                break;
            }
        }
        let start = self.place;
        let Some(first) = self.rest.chars().next() else { return (Token::End, start) };
        if MARKS.contains(first) {
            self.skip(first.len_utf8());
            return (Token::Mark(first), start);
        }
        if first == '"' {
            let Some(end) = self.rest[1..].find('"') else {
                self.skip(self.rest.len());
                return (Token::Unclosed("quote"), start);
            };
            let text = &self.rest[1..=end];
            self.skip(end + 2);
            return (Token::Quoted(text), start);
        }
        // `=` and quotes may stand inside a word such as `>=7.5`.
        let ends = |c: char| c.is_whitespace() || (MARKS.contains(c) && c != '=');
        let end = self.rest.find(ends).unwrap_or(self.rest.len());
        let word = &self.rest[..end];
        self.skip(end);
        (Token::Word(word), start)
    }

    fn skip(&mut self, bytes: usize) {
        let (gone, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        match gone.rfind('\n') {
            Some(last) => {
                self.place.line += gone.matches('\n').count();
                self.place.column = 1 + gone[last + 1..].chars().count();
            }
            None => self.place.column += gone.chars().count(),
        }
    }
}
