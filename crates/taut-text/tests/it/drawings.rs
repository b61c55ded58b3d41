//! Figures within pages: no style of their own, ids that do not clash, small, well-formed, and the same drawing as in a file.

use std::collections::BTreeSet;

use taut_text::figure::{Form, exercise_figure, figure_sheet, self_test_figure};

use crate::pages::KNOWLEDGE;
use crate::shipped::figure_body;

/// Bytes that the figures of all exercises may have together, and one of them.
const MOST_ALL: usize = 1_500_000;
const MOST_ONE: usize = 20_000;

/// What no figure within a page may hold, and that it is well-formed; its classes.
pub fn check_inline(svg: &str, prefix: &str) -> BTreeSet<String> {
    for never in [
        "style=",
        "<style",
        "<script",
        "href",
        "http",
        "onload",
        "onclick",
        "url(http",
        "NaN",
        "inf ",
        "<svg xmlns",
    ] {
        assert!(!svg.contains(never), "{never}: {svg}");
    }
    let mut open: Vec<&str> = Vec::new();
    let (mut ids, mut classes) = (BTreeSet::new(), BTreeSet::new());
    for tag in svg.split('<').skip(1) {
        let (inside, _) = tag.split_once('>').unwrap();
        let name = inside.split([' ', '/']).find(|part| !part.is_empty()).unwrap();
        match inside.starts_with('/') {
            true => assert_eq!(open.pop(), Some(name), "{svg}"),
            false if !inside.ends_with('/') => open.push(name),
            false => (),
        }
        for (key, value) in attributes(inside) {
            match key {
                "id" => assert!(ids.insert(value.to_owned()), "{value} twice"),
                "class" => classes.extend(value.split(' ').map(str::to_owned)),
                _ => (),
            }
        }
    }
    assert!(open.is_empty(), "{open:?}");
    for id in &ids {
        assert!(id.starts_with(&format!("{prefix}-")), "{id} without {prefix}");
    }
    for inner in svg.split("url(#").skip(1) {
        assert!(ids.contains(inner.split(')').next().unwrap()), "{inner}");
    }
    assert!(svg.contains(&format!("aria-labelledby=\"{prefix}-title {prefix}-desc\"")), "{svg}");
    classes
}

fn attributes(inside: &str) -> Vec<(&str, &str)> {
    let mut parts = inside.split('"');
    let mut out = Vec::new();
    while let (Some(key), Some(value)) = (parts.next(), parts.next()) {
        out.push((key.trim().rsplit(' ').next().unwrap().trim_end_matches('='), value));
    }
    out
}

#[test]
fn every_exercise_fits_into_a_page() {
    let (knowledge, body) = (&*KNOWLEDGE, figure_body());
    let sheet = figure_sheet();
    let mut all = 0;
    for exercise in &knowledge.exercises {
        let form = Form::inline(&format!("x-{}", exercise.id));
        let svg = exercise_figure(knowledge, body, exercise, "en", &form).unwrap();
        let classes = check_inline(&svg, &format!("x-{}", exercise.id));
        for class in classes {
            let known = ["fig", "person", "bones", "strap", "muscle", "nerve", "ground", "arm"];
            assert!(
                known.contains(&class.as_str()) || sheet.contains(&format!(".{class}")),
                "no rule for {class}"
            );
        }
        assert!(svg.len() <= MOST_ONE, "{}: {} bytes", exercise.id, svg.len());
        all += svg.len();
    }
    assert!(all <= MOST_ALL, "{all} bytes");
}

#[test]
fn every_self_test_has_pictures_and_times() {
    let body = figure_body();
    for (i, finding) in KNOWLEDGE.findings.iter().enumerate() {
        let id = taut_knowledge::FindingId(u16::try_from(i).unwrap());
        let figure =
            self_test_figure(&KNOWLEDGE, body, id, "en", &Form::inline(&finding.id)).unwrap();
        let asked = KNOWLEDGE.screens.iter().any(|screen| screen.findings.contains(&id));
        let test = finding.origin == taut_knowledge::Origin::SelfTest;
        assert_eq!(figure.is_some(), asked && test, "{}", finding.id);
        let Some(figure) = figure else { continue };
        if let Some(svg) = &figure.svg {
            let prefix = finding.id.replace('_', "");
            check_inline(svg, &prefix);
            assert!(svg.len() < 45_000, "{}: {} bytes", finding.id, svg.len());
        }
        assert!(figure.times.iter().all(|time| !time.words.is_empty() && time.seconds > 0));
        // The times are those that the person reads in the words of the test.
        let how = &finding.en().how;
        for time in &figure.times {
            let said = match time.seconds {
                s if s % 60 == 0 => format!("{} minutes", s / 60),
                s => format!("count to {s}"),
            };
            assert!(how.contains(&said), "{}: {said}", finding.id);
        }
    }
}
