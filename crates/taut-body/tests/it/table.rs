//! Reads the reference tables, and says where they are.

use std::fs;
use std::path::PathBuf;

/// The folder of reference models and tables: `$TAUT_REFERENCE`, else `../shared` beside the project. Without it the
/// test is skipped, which it says; under `CI=true` it fails.
pub fn folder() -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder =
        std::env::var_os("TAUT_REFERENCE").map_or_else(beside, PathBuf::from).join("biomech");
    if folder.is_dir() {
        return Some(folder);
    }
    let wanted = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(!wanted, "no reference at {}: set TAUT_REFERENCE", folder.display());
    println!("SKIPPED: no reference at {}: set TAUT_REFERENCE", folder.display());
    None
}

/// A table of numbers with named columns.
pub struct Table {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<f64>>,
}

impl Table {
    /// Reads a CSV file of numbers.
    pub fn read(path: &std::path::Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let mut lines = text.lines();
        let columns: Vec<String> = lines.next().unwrap().split(',').map(str::to_owned).collect();
        let rows = lines.map(|line| line.split(',').map(|n| n.trim().parse().unwrap()).collect());
        let rows: Vec<Vec<f64>> = rows.collect();
        assert!(!rows.is_empty() && rows.iter().all(|row| row.len() == columns.len()));
        Self { columns, rows }
    }
}
