//! Reads `.sto` and `.mot` files as OpenSim and SIMM write them.

use super::columns::{Line, count, counted, lines, number, rising, text, unique};
use super::problem::{Found, MotionProblems};
use super::table::MotionTable;
use crate::osim::element::shortened;

/// What a header says, with the lines that say it.
#[derive(Default)]
struct Header {
    name: String,
    in_degrees: Option<bool>,
    rows: Option<(usize, usize)>,
    columns: Option<(usize, usize)>,
    /// Whether the version is one whose readers do not look at the number of columns.
    is_new: bool,
}

/// Reads a table: header lines `key=value` (or SIMM's `datarows N`, `datacolumns N`), free text, `endheader`, names of
/// columns, rows of numbers between tabs or blanks. The first column is the time in seconds. A cell `nan` is a missing
/// number and stays NaN.
///
/// # Errors
/// Every problem of the file: no header, wrong counts, words for numbers, rows that are too short or too long, times
/// that are there twice or fall, names that are there twice, versions and types of data that are not read.
pub fn read_storage(bytes: &[u8]) -> Result<MotionTable, MotionProblems> {
    let mut found = Found::default();
    let table = text(bytes, &mut found).and_then(|text| read(text, &mut found));
    found.finish(table)
}

fn read(text: &str, found: &mut Found) -> Option<MotionTable> {
    let mut lines = lines(text);
    let header = header(&mut lines, found)?;
    let Some(names) = lines.find(|line| !line.is_blank()) else {
        let hint = "the file may be cut off; compare it with its source";
        found.add((1, 1), "there are no names of columns after the header", hint);
        return None;
    };
    let labels = names.labels();
    unique(&names, &labels, found);
    let mut notes = Vec::new();
    match header.columns {
        // OpenSim's own example data of version 3 have a wrong number, which OpenSim does not read. Every row is checked.
        Some((line, stated)) if header.is_new && stated != labels.len() => {
            let truth = labels.len();
            notes.push(format!("line {line}: nColumns is {stated}, but there are {truth} columns"));
        }
        stated => counted(stated, "the stated number of columns", labels.len(), found),
    }
    let (column, first) = *labels.first()?;
    if !first.eq_ignore_ascii_case("time") {
        let message = format!("the first column is \"{}\", not time", shortened(first));
        found.add((names.number, column), message, "put the time (seconds) in the first column");
    }
    let mut table = MotionTable {
        name: header.name,
        in_degrees: header.in_degrees,
        times: Vec::new(),
        names: labels.iter().skip(1).map(|(_, name)| (*name).to_owned()).collect(),
        columns: vec![Vec::new(); labels.len() - 1],
        notes,
    };
    let mut rows = 0;
    for line in lines.filter(|line| !line.is_blank()) {
        rows += 1;
        row(&line, &mut table, found);
    }
    counted(header.rows, "the stated number of rows", rows, found);
    if rows == 0 {
        found.add((names.number, 1), "there are no rows", "give at least one row of numbers");
    }
    Some(table)
}

fn row(line: &Line, table: &mut MotionTable, found: &mut Found) {
    let cells = line.words();
    let wanted = table.columns.len() + 1;
    if cells.len() != wanted {
        let message = format!("this row has {} cells, not {wanted}", cells.len());
        found.add((line.number, 1), message, "give one number a column, nan where there is none");
        return;
    }
    let before = found.count();
    let time = number(line, cells[0], found);
    if found.count() == before {
        rising(line, cells[0].0, table.times.last().copied(), time, found);
    }
    table.times.push(time);
    for (column, cell) in table.columns.iter_mut().zip(&cells[1..]) {
        column.push(number(line, *cell, found));
    }
}

fn header<'t>(lines: &mut impl Iterator<Item = Line<'t>>, found: &mut Found) -> Option<Header> {
    let mut header = Header::default();
    let mut any = false;
    for line in lines {
        if line.text.trim() == "endheader" {
            return Some(header);
        }
        let is_first = !std::mem::replace(&mut any, true);
        let (key, cell) = match line.text.split_once('=') {
            Some((key, value)) => {
                let at = line.text.chars().count() - value.trim_start().chars().count() + 1;
                (key.trim(), (at, value.trim()))
            }
            None => match line.words()[..] {
                [(_, key @ ("datarows" | "datacolumns")), value] => (key, value),
                _ if is_first => {
                    header.name = line.text.trim().to_owned();
                    continue;
                }
                _ => continue,
            },
        };
        stated(&mut header, &line, key, cell, found);
    }
    let message = if any { "there is no line \"endheader\"" } else { "the file is empty" };
    let hint = "give a .sto or .mot file; it may be cut off, or a file of another kind";
    found.add((1, 1), message, hint);
    None
}

fn stated(header: &mut Header, line: &Line, key: &str, cell: (usize, &str), found: &mut Found) {
    let (column, value) = cell;
    let place = (line.number, column);
    match key {
        "name" => value.clone_into(&mut header.name),
        "nRows" | "datarows" => {
            header.rows = count(line, cell, key, found).map(|rows| (line.number, rows));
        }
        "nColumns" | "datacolumns" => {
            header.columns = count(line, cell, key, found).map(|columns| (line.number, columns));
        }
        "inDegrees" => match value {
            "yes" => header.in_degrees = Some(true),
            "no" => header.in_degrees = Some(false),
            _ => {
                let message = format!("inDegrees is \"{}\"", shortened(value));
                found.add(place, message, "write inDegrees=yes or inDegrees=no");
            }
        },
        "version" if !matches!(value, "0" | "1" | "2" | "3") => {
            let message = format!("version \"{}\" of this format is not read", shortened(value));
            found.add(place, message, "versions 0 to 3 are read; save the file with OpenSim 4");
        }
        "version" => header.is_new = matches!(value, "2" | "3"),
        "DataType" if value != "double" => {
            let message = format!("data of the type \"{}\" are not read", shortened(value));
            found.add(place, message, "give one plain number a column (DataType=double)");
        }
        _ => {}
    }
}
