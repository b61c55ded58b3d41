//! Reads `.trc` files: positions of markers over time.

use super::columns::{Line, count, counted, lines, number, rising, text, unique};
use super::problem::{Found, MotionProblems};
use crate::osim::element::shortened;

/// Positions of markers over time, in the frame of the laboratory.
#[derive(Debug, Clone, PartialEq)]
pub struct Markers {
    /// Names of the markers.
    pub names: Vec<String>,
    /// Times of the frames, seconds, rising.
    pub times: Vec<f64>,
    /// For each marker its position in each frame, metres; `None` where it was not seen.
    pub positions: Vec<Vec<Option<[f64; 3]>>>,
}

/// A marker that is missing in some frames.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// Its name.
    pub marker: String,
    /// In how many frames it is missing.
    pub frames: usize,
    /// Time of the first of them, seconds.
    pub first: f64,
}

impl Markers {
    /// Every marker that is missing somewhere.
    #[must_use]
    pub fn gaps(&self) -> Vec<Gap> {
        let named = self.names.iter().zip(&self.positions);
        let gap = |(name, positions): (&String, &Vec<Option<[f64; 3]>>)| {
            let mut missing = positions.iter().zip(&self.times).filter(|(p, _)| p.is_none());
            let (_, first) = missing.next()?;
            Some(Gap { marker: name.clone(), frames: missing.count() + 1, first: *first })
        };
        named.filter_map(gap).collect()
    }
}

/// The names of the second line, as far as they matter here.
const KEYS: [&str; 3] = ["NumFrames", "NumMarkers", "Units"];

/// Reads markers. Positions in mm, cm or m become metres. Where all three cells of a marker are empty or `nan` it was
/// not seen; `gaps` lists those by name.
///
/// # Errors
/// Every problem of the file: another kind of file, wrong counts, unknown units, words for numbers, rows that are too
/// short or too long, half a marker, times that are there twice or fall, names that are there twice.
pub fn read_trc(bytes: &[u8]) -> Result<Markers, MotionProblems> {
    let mut found = Found::default();
    let markers = text(bytes, &mut found).and_then(|text| read(text, &mut found));
    found.finish(markers)
}

fn read(text: &str, found: &mut Found) -> Option<Markers> {
    let mut lines = lines(text).filter(|line| !line.is_blank());
    let first = lines.next();
    if !first.is_some_and(|line| line.text.trim_start().starts_with("PathFileType")) {
        let message = "the first line does not begin with PathFileType";
        found.add((1, 1), message, "give a .trc file of marker positions");
        return None;
    }
    let (Some(keys), Some(values), Some(names), Some(axes)) =
        (lines.next(), lines.next(), lines.next(), lines.next())
    else {
        let hint = "the file may be cut off; compare it with its source";
        found.add((1, 1), "the header ends early", hint);
        return None;
    };
    let (frames, stated, scale) = header(&keys, &values, found);
    let labels = names.labels();
    let markers: Vec<_> = labels.iter().skip(2).copied().collect();
    let (Some((_, "Frame#")), Some((_, "Time"))) = (labels.first(), labels.get(1)) else {
        let hint = "write Frame#, Time and the names of the markers";
        found.add((names.number, 1), "the names do not begin with Frame# and Time", hint);
        return None;
    };
    unique(&names, &markers, found);
    counted(stated, "NumMarkers", markers.len(), found);
    let parts = axes.labels().len();
    if parts != 3 * markers.len() {
        let message = format!("{parts} names of axes for {} markers", markers.len());
        found.add(
            (axes.number, 1),
            message,
            "write X1 Y1 Z1 X2 ... below the names of the markers",
        );
    }
    let mut out = Markers {
        names: markers.iter().map(|(_, name)| (*name).to_owned()).collect(),
        times: Vec::new(),
        positions: vec![Vec::new(); markers.len()],
    };
    let mut rows = 0;
    for line in lines {
        rows += 1;
        row(&line, scale, &mut out, found);
    }
    counted(frames, "NumFrames", rows, found);
    if rows == 0 {
        found.add((axes.number, 1), "there are no frames", "give at least one row of numbers");
    }
    Some(out)
}

/// Stated numbers of frames and markers with their lines, and metres a unit.
#[allow(clippy::type_complexity, reason = "two counts with their lines, read once")]
fn header(
    keys: &Line,
    values: &Line,
    found: &mut Found,
) -> (Option<(usize, usize)>, Option<(usize, usize)>, f64) {
    let (names, cells) = (keys.labels(), values.labels());
    let mut value = |key: &str| {
        let at = names.iter().position(|(_, name)| *name == key);
        let cell = at.and_then(|at| cells.get(at).copied());
        if cell.is_none() {
            let message = format!("the header has no {key}");
            found.add(
                (keys.number, 1),
                message,
                format!("write {} with their values", KEYS.join(", ")),
            );
        }
        cell
    };
    let [frames, markers, units] = KEYS.map(&mut value);
    let mut stated = |cell: Option<(usize, &str)>, key: &str| {
        Some((values.number, count(values, cell?, key, found)?))
    };
    let counts = (stated(frames, KEYS[0]), stated(markers, KEYS[1]));
    let scale = match units {
        Some((_, "mm")) => 1e-3,
        Some((_, "cm")) => 1e-2,
        Some((_, "m")) | None => 1.0,
        Some((column, other)) => {
            let message = format!("positions in \"{}\" are not read", shortened(other));
            found.add((values.number, column), message, "give mm, cm or m");
            1.0
        }
    };
    (counts.0, counts.1, scale)
}

fn row(line: &Line, scale: f64, out: &mut Markers, found: &mut Found) {
    let mut cells = line.cells();
    let wanted = 3 * out.names.len() + 2;
    // Many programs end each row with a tab or leave out the tabs of empty cells at its end.
    if line.text.contains('\t') {
        while cells.len() > wanted && cells.last().is_some_and(|(_, cell)| cell.is_empty()) {
            cells.pop();
        }
    }
    if cells.len() != wanted {
        let message = format!("this row has {} cells, not {wanted}", cells.len());
        let hint = "give frame, time and three numbers a marker; tabs around empty cells";
        found.add((line.number, 1), message, hint);
        return;
    }
    if cells[0].1.parse::<u64>().is_err() {
        let message = format!("\"{}\" is no number of a frame", shortened(cells[0].1));
        found.add((line.number, cells[0].0), message, "begin each row with a whole number");
    }
    let before = found.count();
    let time = number(line, cells[1], found);
    if found.count() == before {
        rising(line, cells[1].0, out.times.last().copied(), time, found);
    }
    out.times.push(time);
    for ((name, seen), cells) in
        out.names.iter().zip(&mut out.positions).zip(cells[2..].chunks_exact(3))
    {
        let before = found.count();
        let parts: Vec<f64> = cells
            .iter()
            .map(|cell| if cell.1.is_empty() { f64::NAN } else { number(line, *cell, found) })
            .collect();
        let missing = parts.iter().filter(|part| part.is_nan()).count();
        if found.count() == before && (missing == 1 || missing == 2) {
            let message = format!("{missing} of three numbers of the marker {name} are missing");
            found.add((line.number, cells[0].0), message, "give all three or none");
        }
        seen.push((missing == 0).then(|| [parts[0], parts[1], parts[2]].map(|part| part * scale)));
    }
}
