//! BIF: what is read, what is refused and how, and that writing and reading are inverse.

use std::fs;
use std::path::PathBuf;

use taut_infer::{Circuit, Effort, Evidence, read_bif, write_bif};

use crate::random_network::{inputs, network};

fn text(name: &str, body: &str) -> String {
    format!("network {name} {{\n}}\n{body}")
}

fn problems(file: &str) -> String {
    match read_bif(file.as_bytes()) {
        Err(problems) => problems.to_string(),
        Ok(bif) => bif.network().unwrap_err().to_string(),
    }
}

const ODD: &str = r#"
// Labels as in public networks.
variable Age {
  type discrete [ 3 ] { 0-3_days, 4-10_days, 11-30_days };
  property position = (1, 2) ;
}
variable "Lower body" { type discrete [3] { <5, 5-12, >=7.5 }; }
variable Xray { type discrete [ 2 ] { Asy/Patch, Transp. }; } /* two
  lines */
probability ( Age ) { table 0.25, 0.5, 0.25; }
probability ( "Lower body" | Age ) {
  default 0.5, 0.25, 0.25;
  (4-10_days) 1, 0, 0;
}
probability ( Xray | Age, "Lower body" ) {
  property source = "none" ;
  table 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9,
        0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1;
}
"#;

#[test]
fn odd_labels_comments_defaults_and_tables_are_read() {
    let network = read_bif(text("odd", ODD).as_bytes()).unwrap().network().unwrap();
    let variables = network.variables();
    assert_eq!(variables[1].name, "Lower body");
    assert_eq!(variables[1].states, ["<5", "5-12", ">=7.5"]);
    assert_eq!(network.row(1, &[0], 0.0), [0.5, 0.25, 0.25]);
    assert_eq!(network.row(1, &[1], 0.0), [1.0, 0.0, 0.0]);
    // A `table` has the variable's own state slowest: P(Asy/Patch | 4-10_days, >=7.5) is the sixth number.
    assert_eq!(network.row(2, &[1, 2], 0.0), [0.6, 0.4]);
    let again = write_bif("odd", &network, &[0.0; 3]);
    assert_eq!(read_bif(again.as_bytes()).unwrap().network().unwrap(), network);
}

#[test]
fn writing_and_reading_are_inverse() {
    for seed in 1..=20 {
        let network = network(seed, 8);
        let inputs = inputs(seed, 8);
        let first = write_bif("random", &network, &inputs);
        let read = read_bif(first.as_bytes()).unwrap().network().unwrap();
        assert_eq!(write_bif("random", &read, &[]), first, "seed {seed}");
        let ours = Circuit::compile(&network, Effort::Quick).unwrap();
        let theirs = Circuit::compile(&read, Effort::Quick).unwrap();
        let (a, b) = (
            ours.evaluate(&inputs, &Evidence::none()),
            theirs.evaluate(&[0.0; 64], &Evidence::none()),
        );
        for v in (0..8).filter(|&v| !network.variables()[v].hidden) {
            for s in 0..ours.states(v) {
                assert!((ours.joint(&a, v, s) - theirs.joint(&b, v, s)).abs() < 1e-12);
            }
        }
    }
}

#[test]
fn every_problem_has_its_place() {
    let two = "variable a { type discrete [ 2 ] { x, y }; }\n";
    for (body, expected) in [
        (
            "variable a { type discrete [ 3 ] { x, y }; }\nprobability ( a ) { table 0.5, 0.5; }",
            "3:30: error[bif]: variable `a` says 3 states and names 2",
        ),
        (
            &*format!("{two}probability ( a ) {{ table 0.5, 0.6; }}"),
            "4:1: error[bif]: variable `a`: row 1 sums to 1.1",
        ),
        (
            &*format!("{two}probability ( a ) {{ table 0.5, nan; }}"),
            "4:32: error[bif]: `nan` is no number",
        ),
        (
            &*format!("{two}probability ( a | b ) {{ table 0.5, 0.5; }}"),
            "4:19: error[bif]: there is no variable `b`",
        ),
        (
            &*format!("{two}probability ( b ) {{ table 0.5, 0.5; }}"),
            "4:15: error[bif]: there is no variable `b` before this",
        ),
        (
            &*format!(
                "{two}probability ( a ) {{ table 0.5, 0.5; }}\nprobability ( a ) {{ table 0.5, 0.5; }}"
            ),
            "5:1: error[bif]: a second table for `a`",
        ),
        (
            &*format!("{two}{two}probability ( a ) {{ table 0.5, 0.5; }}"),
            "4:10: error[bif]: a second variable is called `a`",
        ),
        (two, "3:10: error[bif]: variable `a` has no probabilities"),
        (
            &*format!("{two}probability ( a ) {{ table 0.5, 0."),
            "4:34: error[bif]: the file ends where a number or `;` should stand",
        ),
        (
            "variable a { type discrete [ 2 ] { x, y",
            "3:40: error[bif]: the file ends where the name of a state should stand",
        ),
        (
            "variable a { type real; }",
            "3:19: error[bif]: `real` stands where `discrete`: no other type is known should",
        ),
        ("/* never closed", "3:1: error[bif]: this comment never ends"),
        (
            &*format!(
                "{two}variable b {{ type discrete [ 2 ] {{ x, y }}; }}\nprobability ( a ) {{ table 0.5, 0.5; }}\nprobability ( b | a ) {{ (z) 0.5, 0.5; (y) 1, 0; }}"
            ),
            "6:26: error[bif]: `a` has no state `z`",
        ),
        (
            &*format!(
                "{two}variable b {{ type discrete [ 2 ] {{ x, y }}; }}\nprobability ( a ) {{ table 0.5, 0.5; }}\nprobability ( b | a ) {{ (y) 1, 0; }}"
            ),
            "6:1: error[bif]: `b` has 1 of its 2 rows missing",
        ),
        (
            &*format!(
                "{two}variable b {{ type discrete [ 2 ] {{ x, y }}; }}\nprobability ( a | b ) {{ default 0.5, 0.5; }}\nprobability ( b | a ) {{ default 1, 0; }}"
            ),
            "is its own ancestor: `a` -> `b` -> `a`",
        ),
    ] {
        let found = problems(&text("t", body));
        assert!(found.contains(expected), "no {expected:?} in:\n{found}\nfor:\n{body}");
        assert!(found.contains("hint: "), "{found}");
    }
}

#[test]
fn all_problems_of_a_file_are_named() {
    let found = problems(&text(
        "t",
        "variable a { type discrete [ 2 ] { x, y } }\nvariable b { type discrete [ 2 ] { x, y }; }\nprobability ( b ) { table 0.5; }\nprobability ( c ) { table 1; }\n",
    ));
    assert_eq!(found.matches("error[bif]: ").count(), 3, "{found}");
    assert!(found.starts_with("3:43: "), "{found}");
}

#[test]
fn foreign_files_are_refused_in_one_line() {
    for file in ["", "{\"a\": 1}", "<?xml version=\"1.0\"?>", "\0\0\0", "net { }"] {
        let found = problems(file);
        assert_eq!(found.matches("error[bif]: ").count(), 1, "{file:?}: {found}");
    }
    let bytes = [b'n', b'e', 0xff, 0xfe];
    assert!(
        read_bif(&bytes).unwrap_err().to_string().starts_with("1:3: error[bif]: this is not UTF-8")
    );
}

#[test]
fn a_damaged_file_is_refused_with_a_place_or_read() {
    let whole = text("odd", ODD);
    for cut in 0..whole.len() {
        if let Err(problems) = read_bif(&whole.as_bytes()[..cut]) {
            assert!(
                !problems.0.is_empty() && problems.0.iter().all(|p| p.line > 0 && p.column > 0)
            );
        }
        let mut bytes = whole.clone().into_bytes();
        bytes.remove(cut);
        if let Ok(Err(problems)) = read_bif(&bytes).map(taut_infer::Bif::network) {
            assert!(!problems.0.is_empty());
        }
        bytes.insert(cut, b'}');
        let _ = read_bif(&bytes).map(taut_infer::Bif::normalised);
    }
}

/// The seeds of the fuzz target: `ok-` files are accepted, `bad-` files are refused, and nothing panics.
#[test]
fn bif_seeds() {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/bif");
    let mut seeds: Vec<PathBuf> =
        fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    seeds.sort();
    assert!(seeds.len() >= 20, "{}", seeds.len());
    for path in seeds {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let read = read_bif(&fs::read(&path).unwrap()).and_then(taut_infer::Bif::network);
        match read {
            Ok(network) => {
                assert!(name.starts_with("ok-"), "{name} was accepted");
                assert!(Circuit::compile(&network, Effort::Quick).is_ok());
                let again = write_bif("seed", &network, &[]);
                let again = read_bif(again.as_bytes()).and_then(taut_infer::Bif::network);
                assert_eq!(again.as_ref(), Ok(&network), "{name}");
            }
            Err(problems) => {
                assert!(name.starts_with("bad-"), "{name}: {problems}");
                assert!(!problems.to_string().is_empty());
            }
        }
    }
}
