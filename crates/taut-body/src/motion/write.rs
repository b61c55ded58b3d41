//! Writes tables over time as text; every number reads back to the same bits.

use std::fmt::Write;

use super::table::MotionTable;

/// The table as a `.sto` file that OpenSim 4 reads.
#[must_use]
pub fn to_storage(table: &MotionTable) -> String {
    let degrees = if table.in_degrees == Some(true) { "yes" } else { "no" };
    let (rows, columns) = (table.times.len(), table.names.len() + 1);
    // A name over several lines would break the header.
    let name = table.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = format!(
        "{name}\nversion=1\nnRows={rows}\nnColumns={columns}\ninDegrees={degrees}\nendheader\n"
    );
    lines(table, '\t', &mut out);
    out
}

/// The table as CSV (RFC 4180): a line of names, then numbers; an empty cell is a missing one.
#[must_use]
pub fn to_csv(table: &MotionTable) -> String {
    let mut out = String::new();
    lines(table, ',', &mut out);
    out
}

fn lines(table: &MotionTable, between: char, out: &mut String) {
    out.push_str("time");
    for name in &table.names {
        out.push(between);
        if between == ',' && name.contains([',', '"', '\n', '\r']) {
            let _ = write!(out, "\"{}\"", name.replace('"', "\"\""));
        } else {
            out.push_str(name);
        }
    }
    out.push('\n');
    for (row, time) in table.times.iter().enumerate() {
        let _ = write!(out, "{time}");
        for column in &table.columns {
            out.push(between);
            let number = column[row];
            // Rust writes the shortest digits that give back the same number.
            match number.is_nan() {
                false => drop(write!(out, "{number}")),
                true if between == ',' => {}
                true => out.push_str("nan"),
            }
        }
        out.push('\n');
    }
}
