//! Reads a knowledge folder from disk: the only input and output of this crate.

use std::fs;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Place, Report, Severity};
use crate::files::{CERTIFICATE_PATH, LOCK_PATH};

/// Subfolders that hold records. `cases/` and `vignettes/` use the knowledge; they are not part of it. `body/` stands apart.
const FOLDERS: [&str; 20] = [
    "cautions",
    "conditions",
    "courses",
    "decision",
    "evidence",
    "exercises",
    "findings",
    "hazards",
    "interface",
    "interview",
    "languages",
    "measures",
    "phrases",
    "prevalence",
    "regions",
    "rules",
    "safety",
    "self_tests",
    "situations",
    "sources",
];

/// Deeper folders than `evidence/<cause>/<child>/` hold nothing.
const DEEPEST: usize = 4;

/// Every record file of the body below `dir`, as path below `dir` (`body/...`) and content, sorted by path.
///
/// # Errors
/// Every file or folder that cannot be read.
pub fn read_body_folder(dir: &Path) -> Result<Vec<(String, Vec<u8>)>, Report> {
    read(dir, &[], &["body"])
}

/// Every record file below `dir` but those of the body (and the lock of `safety/`), as path below `dir` and content, sorted by path.
///
/// # Errors
/// Every file or folder that cannot be read.
pub fn read_folder(dir: &Path) -> Result<Vec<(String, Vec<u8>)>, Report> {
    read(dir, &["knowledge.toml", LOCK_PATH, CERTIFICATE_PATH], &FOLDERS)
}

fn read(dir: &Path, fixed: &[&str], folders: &[&str]) -> Result<Vec<(String, Vec<u8>)>, Report> {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    if !dir.is_dir() {
        problems.push(problem(dir, "not a folder"));
        return Err(Report::new(problems));
    }
    let mut wanted: Vec<String> = fixed.iter().map(|path| (*path).to_owned()).collect();
    for folder in folders {
        if dir.join(folder).is_dir() {
            list(dir, folder, 1, &mut wanted, &mut problems);
        }
    }
    wanted.sort();
    for path in wanted {
        let full = dir.join(&path);
        if !full.exists() {
            // A missing manifest or lock is for `load` to report; a folder without a certificate is not proved.
            continue;
        }
        match fs::read(&full) {
            Ok(content) => files.push((path, content)),
            Err(error) => problems.push(problem(&full, &error.to_string())),
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(Report::new(problems)) }
}

fn list(
    dir: &Path,
    below: &str,
    depth: usize,
    wanted: &mut Vec<String>,
    problems: &mut Vec<Diagnostic>,
) {
    let here = dir.join(below);
    let entries = match fs::read_dir(&here) {
        Ok(entries) => entries,
        Err(error) => {
            problems.push(problem(&here, &error.to_string()));
            return;
        }
    };
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                problems.push(problem(&here, &error.to_string()));
                continue;
            }
        };
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            problems.push(problem(&entry.path(), "the file name is not UTF-8"));
            continue;
        };
        let path = format!("{below}/{name}");
        if entry.path().is_dir() {
            if depth < DEEPEST {
                list(dir, &path, depth + 1, wanted, problems);
            }
        } else if Path::new(name).extension().is_some_and(|extension| extension == "toml") {
            wanted.push(path);
        }
    }
}

fn problem(path: &Path, message: &str) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        code: "cannot-read",
        place: Place { file: path.display().to_string(), ..Place::default() },
        message: message.to_owned(),
        hint: None,
    }
}
