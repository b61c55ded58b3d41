//! Reads the reference tables, and says where they are.

use std::fs;
use std::path::PathBuf;

use taut_body::{Model, Pose};

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

    /// The pose of a row, from columns `q.NAME`.
    pub fn pose(&self, model: &Model, row: &[f64]) -> Pose {
        let mut values = vec![f64::NAN; model.coordinates.len()];
        for (column, value) in self.columns.iter().zip(row) {
            if let Some(name) = column.strip_prefix("q.") {
                values[model.coordinate(name).unwrap()] = *value;
            }
        }
        Pose::anywhere(model, &values).unwrap()
    }

    /// A row's value in the column of this name.
    pub fn value(&self, row: &[f64], name: &str) -> Option<f64> {
        self.columns.iter().position(|column| column == name).map(|at| row[at])
    }
}
