//! The plot as lines of text: dots of Braille cells, or plain ASCII; lines differ by their marks, never by colour alone.

use super::super::scene::FigureProblem;
use super::{Mark, Plot, plain, wrapped};

/// Which characters a terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyphs {
    /// Braille cells, box lines and dots.
    Unicode,
    /// Only ASCII.
    Ascii,
}

/// Rows of the field.
const ROWS: usize = 12;
/// Fewest columns of the field, and columns for the names of lines.
const FEWEST_COLUMNS: usize = 16;
const NAMES: usize = 22;
/// Dots of a Braille cell across and down.
const ACROSS: usize = 2;
const DOWN: usize = 4;
/// Bits of the dots of a Braille cell, by row and column.
const BITS: [[u32; ACROSS]; DOWN] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/// The plot as lines of at most `width` columns.
///
/// # Errors
/// Every problem of the plot.
pub fn plot_lines(
    plot: &Plot,
    width: usize,
    glyphs: Glyphs,
) -> Result<Vec<String>, Vec<FigureProblem>> {
    let problems = plot.problems();
    if !problems.is_empty() {
        return Err(problems);
    }
    let ticks: Vec<(usize, String)> =
        plot.value_ticks().into_iter().map(|t| (row_of(plot, t), plain(t))).collect();
    let labels = ticks.iter().map(|(_, text)| text.chars().count()).max().unwrap_or(1);
    let own = plot.person.last().map_or(0, |last| own_name(plot, last, '.').chars().count() + 1);
    let names = NAMES.min(width / 3).max(own).min(width / 2);
    let columns = width.saturating_sub(labels + 2 + names).max(FEWEST_COLUMNS);
    let mut field = Field { plot, glyphs, columns, cells: vec![vec![' '; columns]; ROWS] };
    field.course();
    field.line();
    field.marks();
    let side = names_beside(plot, names, glyphs);
    let (bar, cross, corner, across) = match glyphs {
        Glyphs::Unicode => ('\u{2502}', '\u{2524}', '\u{2514}', '\u{2500}'),
        Glyphs::Ascii => ('|', '+', '+', '-'),
    };
    let mut out = Vec::with_capacity(ROWS + 3);
    for (i, row) in field.cells.iter().enumerate() {
        let tick = ticks.iter().find(|(at, _)| *at == i);
        let label = tick.map_or("", |(_, text)| text);
        let edge = if tick.is_some() { cross } else { bar };
        let cells: String = row.iter().collect();
        out.push(format!("{label:>labels$} {edge}{cells} {}", side[i]).trim_end().to_owned());
    }
    out.push(format!("{:labels$} {corner}{}", "", across.to_string().repeat(columns)));
    out.push(format!("{:labels$}  {}", "", week_line(plot, columns)).trim_end().to_owned());
    let arrow = match (glyphs, plot.higher_is_better) {
        (Glyphs::Unicode, true) => "\u{2191}",
        (Glyphs::Unicode, false) => "\u{2193}",
        (Glyphs::Ascii, true) => "^",
        (Glyphs::Ascii, false) => "v",
    };
    out.push(format!("{:labels$}  {}   {arrow} {}", "", plot.words.weeks, plot.words.better));
    Ok(out.into_iter().map(|line| line.chars().take(width).collect()).collect())
}

/// The row of the field at a value, 0 on top.
fn row_of(plot: &Plot, value: f64) -> usize {
    let down = (1.0 - plot.share(value)) * (ROWS - 1) as f64;
    (down.round() as usize).min(ROWS - 1)
}

struct Field<'p> {
    plot: &'p Plot,
    glyphs: Glyphs,
    columns: usize,
    cells: Vec<Vec<char>>,
}

impl Field<'_> {
    fn column_of(&self, day: f64) -> usize {
        let at = day / f64::from(self.plot.days()) * (self.columns - 1) as f64;
        (at.round() as usize).min(self.columns - 1)
    }

    /// The published course, a dot in every second column.
    fn course(&mut self) {
        let dot = match self.glyphs {
            Glyphs::Unicode => '\u{b7}',
            Glyphs::Ascii => '.',
        };
        for column in (0..self.columns).step_by(2) {
            let day = f64::from(self.plot.days()) * column as f64 / (self.columns - 1) as f64;
            if let Some(value) = self.plot.course_at(day) {
                self.cells[row_of(self.plot, value)][column] = dot;
            }
        }
    }

    /// The line between exact values.
    fn line(&mut self) {
        let exact: Vec<(f64, f64)> = self
            .plot
            .person
            .iter()
            .filter(|mark| mark.is_exact())
            .map(|mark| (f64::from(mark.day), self.plot.share(mark.low)))
            .collect();
        let mut dots = vec![vec![0_u32; self.columns]; ROWS];
        for pair in exact.windows(2) {
            self.piece(&mut dots, pair[0], pair[1]);
        }
        for (row, bits) in dots.iter().enumerate() {
            for (column, bits) in bits.iter().enumerate().filter(|(_, bits)| **bits > 0) {
                self.cells[row][column] = match self.glyphs {
                    Glyphs::Unicode => char::from_u32(0x2800 + bits).unwrap_or('*'),
                    Glyphs::Ascii => '*',
                };
            }
        }
    }

    /// Sets the dots of one straight piece, one in each column of dots it crosses and one in each row.
    fn piece(&self, dots: &mut [Vec<u32>], from: (f64, f64), to: (f64, f64)) {
        let wide = (self.columns - 1) as f64;
        let tall = (ROWS - 1) as f64;
        // In units of dots, so that cell centres of the marks lie on the line.
        let place = |(day, share): (f64, f64)| {
            let across = day / f64::from(self.plot.days()) * wide * ACROSS as f64;
            (across, (1.0 - share) * tall * DOWN as f64)
        };
        let ((x0, y0), (x1, y1)) = (place(from), place(to));
        let steps = (x1 - x0).abs().max((y1 - y0).abs()).ceil().max(1.0) as usize;
        for i in 0..=steps {
            let t = i as f64 / steps as f64;
            let x = (x0 + (x1 - x0) * t).round().max(0.0) as usize;
            let y = (y0 + (y1 - y0) * t).round().max(0.0) as usize;
            // A mark stands in the middle of its cell: the grid of dots is shifted by half a cell.
            let (column, row) =
                (((x + 1) / ACROSS).min(self.columns - 1), ((y + 2) / DOWN).min(ROWS - 1));
            dots[row][column] |= BITS[(y + 2) % DOWN][(x + 1) % ACROSS];
        }
    }

    /// Values, and ranges as bars.
    fn marks(&mut self) {
        let (dot, bar, top, bottom) = match self.glyphs {
            Glyphs::Unicode => ('\u{25cf}', '\u{2502}', '\u{252c}', '\u{2534}'),
            Glyphs::Ascii => ('o', '|', '-', '-'),
        };
        for mark in &self.plot.person {
            let column = self.column_of(f64::from(mark.day));
            let (high, low) = (row_of(self.plot, mark.high), row_of(self.plot, mark.low));
            if mark.is_exact() {
                self.cells[low][column] = dot;
                continue;
            }
            for row in high..=low {
                self.cells[row][column] = bar;
            }
            if high < low {
                self.cells[high][column] = top;
                self.cells[low][column] = bottom;
            }
        }
    }
}

/// The name of the person's line with its last value.
fn own_name(plot: &Plot, last: &Mark, dot: char) -> String {
    format!("{dot} {} {}", plot.words.you, last.value())
}

/// What stands beside each row: the names of the lines at their ends.
fn names_beside(plot: &Plot, width: usize, glyphs: Glyphs) -> Vec<String> {
    let (dot, faint) = match glyphs {
        Glyphs::Unicode => ('\u{25cf}', '\u{b7}'),
        Glyphs::Ascii => ('o', '.'),
    };
    let mut side = vec![String::new(); ROWS];
    let Some(last) = plot.person.last() else { return side };
    let mine = row_of(plot, last.middle());
    side[mine] = own_name(plot, last, dot);
    let Some(end) = plot.course_end() else { return side };
    let lines = wrapped(&plot.words.course, width.saturating_sub(4).max(6));
    let wanted = row_of(plot, end[1]).min(ROWS.saturating_sub(lines.len()));
    let free = |from: usize| {
        from + lines.len() <= ROWS && (from..from + lines.len()).all(|row| row != mine)
    };
    let start = (0..ROWS).filter(|from| free(*from)).min_by_key(|from| from.abs_diff(wanted));
    for (i, text) in lines.iter().enumerate() {
        let lead = if i == 0 { format!("{faint}{faint} ") } else { "   ".to_owned() };
        if let Some(row) = start {
            side[row + i] = format!("{lead}{text}");
        }
    }
    side
}

/// Numbers of weeks below the field; a number that would touch the one before is left out.
fn week_line(plot: &Plot, columns: usize) -> String {
    let mut line = String::new();
    for week in plot.week_ticks() {
        let at = f64::from(7 * week) / f64::from(plot.days()) * (columns - 1) as f64;
        let at = at.round() as usize;
        let length = line.chars().count();
        if length == 0 || at > length {
            line.push_str(&" ".repeat(at.saturating_sub(length)));
            line.push_str(&week.to_string());
        }
    }
    line
}
