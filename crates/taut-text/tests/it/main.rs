//! Tests of the pages on the shipped knowledge, over all cases and vignettes.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod bars;
mod body_chart;
mod drawings;
mod explorer;
mod figures;
mod firmness;
mod languages;
mod pages;
mod plan_pages;
mod plots;
mod shipped;
mod stick;

/// Compares with a golden file of `tests/it/golden`; `TAUT_WRITE_GOLDEN=1` writes it anew: look at it first.
fn golden(file: &str, text: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden").join(file);
    if std::env::var_os("TAUT_WRITE_GOLDEN").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    for (line, (is, was)) in text.lines().zip(wanted.lines()).enumerate() {
        assert_eq!(is, was, "{file}, line {}; TAUT_WRITE_GOLDEN=1 writes it anew", line + 1);
    }
    assert_eq!(text, wanted, "{file}");
}
