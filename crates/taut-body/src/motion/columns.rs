//! Lines and cells of a text file of columns, with their places, and the checks that every such file needs.

use super::MOST_BYTES;
use super::problem::Found;
use crate::osim::element::shortened;

/// One line of a file.
#[derive(Debug, Clone, Copy)]
pub struct Line<'t> {
    /// Its number, from 1.
    pub number: usize,
    /// Its text without the end of line.
    pub text: &'t str,
}

/// A cell: its column in characters from 1, and its text without blanks around it.
pub type Cell<'t> = (usize, &'t str);

impl<'t> Line<'t> {
    /// Whether there is nothing on it but blanks.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The words between blanks.
    pub fn words(&self) -> Vec<Cell<'t>> {
        self.pieces(char::is_whitespace).into_iter().filter(|(_, word)| !word.is_empty()).collect()
    }

    /// The cells between tabs, empty ones too; without any tab the words.
    pub fn cells(&self) -> Vec<Cell<'t>> {
        if !self.text.contains('\t') {
            return self.words();
        }
        self.pieces(|c| c == '\t').into_iter().map(|(column, cell)| trimmed(column, cell)).collect()
    }

    /// The cells that are not empty.
    pub fn labels(&self) -> Vec<Cell<'t>> {
        self.cells().into_iter().filter(|(_, cell)| !cell.is_empty()).collect()
    }

    fn pieces(&self, is_end: impl Fn(char) -> bool) -> Vec<Cell<'t>> {
        let (mut out, mut start, mut first) = (Vec::new(), 0, 1);
        let mut column = 0;
        for (at, character) in self.text.char_indices() {
            column += 1;
            if is_end(character) {
                out.push((first, &self.text[start..at]));
                (start, first) = (at + character.len_utf8(), column + 1);
            }
        }
        out.push((first, &self.text[start..]));
        out
    }
}

fn trimmed(column: usize, cell: &str) -> Cell<'_> {
    let start = cell.trim_start();
    (column + cell.chars().count() - start.chars().count(), start.trim_end())
}

/// The file as text; a problem is noted if it is none.
pub fn text<'t>(bytes: &'t [u8], found: &mut Found) -> Option<&'t str> {
    if bytes.len() > MOST_BYTES {
        let message = format!("the file has {} bytes, more than {MOST_BYTES}", bytes.len());
        found.add((1, 1), message, "split the recording");
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => {
            let before = &bytes[..error.valid_up_to()];
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            found.add((line, 1), "the text is not UTF-8", "save the file as plain text, UTF-8");
            None
        }
    }
}

/// The lines of a text; ends of line may be LF, CR LF or CR.
pub fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let (mut rest, mut number) = (Some(text), 0);
    std::iter::from_fn(move || {
        let all = rest.filter(|text| !text.is_empty())?;
        number += 1;
        let Some(at) = all.find(['\n', '\r']) else {
            rest = None;
            return Some(Line { number, text: all });
        };
        let end = if all[at..].starts_with("\r\n") { at + 2 } else { at + 1 };
        rest = Some(&all[end..]);
        Some(Line { number, text: &all[..at] })
    })
}

/// The number in a cell, NaN where the file says so; a problem is noted if it is none.
pub fn number(line: &Line, (column, cell): Cell, found: &mut Found) -> f64 {
    match cell.parse::<f64>() {
        Ok(number) if number.is_infinite() => {
            let message = format!("{cell} is no usable number");
            found.add((line.number, column), message, "give a number, or nan where there is none");
        }
        Ok(number) => return number,
        Err(_) => {
            let message = format!("\"{}\" is not a number", shortened(cell));
            let hint = "write numbers with a point, tabs or spaces between them";
            found.add((line.number, column), message, hint);
        }
    }
    f64::NAN
}

/// A whole number that a header states.
pub fn count(line: &Line, (column, cell): Cell, what: &str, found: &mut Found) -> Option<usize> {
    let count = cell.parse::<usize>().ok();
    if count.is_none() {
        let message = format!("{what} is \"{}\", which is no count", shortened(cell));
        found.add((line.number, column), message, "write a whole number");
    }
    count
}

/// Notes names that are there twice.
pub fn unique(line: &Line, names: &[Cell], found: &mut Found) {
    let mut sorted: Vec<&Cell> = names.iter().collect();
    sorted.sort_by_key(|(column, name)| (*name, *column));
    for pair in sorted.windows(2) {
        if let [(_, before), (column, name)] = pair
            && before == name
        {
            let message = format!("two columns are named \"{}\"", shortened(name));
            found.add((line.number, *column), message, "rename one of them");
        }
    }
}

/// Notes a time that is not above the one before.
pub fn rising(line: &Line, column: usize, before: Option<f64>, time: f64, found: &mut Found) {
    let place = (line.number, column);
    let hint = "times must rise from row to row; sort the rows, and keep one of each time";
    match before {
        _ if !time.is_finite() => found.add(place, "this row has no time", hint),
        Some(before) if time == before => {
            found.add(place, format!("the time {time} is there twice"), hint);
        }
        Some(before) if time < before => {
            found.add(place, format!("the time {time} comes after {before}"), hint);
        }
        _ => {}
    }
}

/// Notes a stated count that is not the true one.
pub fn counted(stated: Option<(usize, usize)>, what: &str, truth: usize, found: &mut Found) {
    if let Some((line, stated)) = stated
        && stated != truth
    {
        let message = format!("{what} is {stated}, but there are {truth}");
        let hint = "the file may be cut off; if it is whole, correct the header";
        found.add((line, 1), message, hint);
    }
}
