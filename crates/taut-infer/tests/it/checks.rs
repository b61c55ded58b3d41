//! Bad networks and bad evidence: every problem at once, with its place.

use taut_infer::{Circuit, Effort, Evidence, Network, NoisyMax, Table};

use crate::tiny::{sprinkler, variable};

fn problems(variables: Vec<taut_infer::Variable>) -> String {
    Network::new(variables).unwrap_err().to_string()
}

#[test]
fn all_problems_are_named_at_once() {
    let yes_no = ["no", "yes"];
    let text = problems(vec![
        variable("a", &yes_no, &[], &[0.5, 0.5009765625]),
        variable("a", &yes_no, &[], &[0.5, 0.5]),
        variable("b", &yes_no, &[0], &[0.5, 0.5]),
        variable("c", &["x", "x"], &[9], &[1.5, -0.5]),
        variable("d", &yes_no, &[], &[f64::NAN, 1.0]),
        variable("e", &yes_no, &[], &[f64::INFINITY, 1.0]),
        variable("", &[], &[], &[]),
        variable("f", &yes_no, &[1, 1], &[0.5, 0.5]),
    ]);
    for part in [
        "variable `a`: row 1 sums to 1.0009765625",
        "the name is used twice, by variables 1 and 2",
        "variable `b`: its table has 2 entries; it needs 4",
        "variable `c`: two states are called `x`",
        "parent 1 is variable number 10, but there are only 8",
        "variable `d`: row 1 has NaN, which is no probability",
        "variable `e`: row 1 has inf, which is no probability",
        "variable number 7: has no name",
        "variable number 7: has no states",
        "variable `f`: `a` is its parent twice",
    ] {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
    assert_eq!(text.matches("hint: ").count(), text.matches("error: ").count());
}

#[test]
fn a_cycle_is_named() {
    let yes_no = ["no", "yes"];
    let half = [0.5; 4];
    let text = problems(vec![
        variable("top", &yes_no, &[], &[0.5, 0.5]),
        variable("a", &yes_no, &[3], &half),
        variable("b", &yes_no, &[1], &half),
        variable("c", &yes_no, &[2], &half),
        variable("below", &yes_no, &[3], &half),
    ]);
    assert!(text.contains("is its own ancestor: `a` -> `b` -> `c` -> `a`"), "{text}");
    let text = problems(vec![variable("self", &yes_no, &[0], &half)]);
    assert!(text.contains("`self` -> `self`"), "{text}");
}

#[test]
fn rows_are_only_normalised_when_told_to() {
    let rounded = || vec![variable("a", &["x", "y", "z"], &[], &[0.3333, 0.3333, 0.3333])];
    assert!(Network::new(rounded()).is_err());
    let (network, report) = Network::with_normalised_rows(rounded()).unwrap();
    assert_eq!((report.rows, report.worst_at.as_deref()), (1, Some("a")));
    assert!((report.worst - 1e-4).abs() < 1e-12);
    assert_eq!(network.row(0, &[], 0.0), [1.0 / 3.0; 3]);
    let wrong = vec![variable("a", &["x", "y"], &[], &[0.5, 0.4])];
    assert!(Network::with_normalised_rows(wrong).unwrap_err().to_string().contains("sums to 0.9"));
}

#[test]
fn wrong_families_and_inputs_are_named() {
    let mut input = variable("a", &["x", "y", "z"], &[], &[]);
    input.table = Table::Input;
    let mut family = variable("b", &["x", "y"], &[0], &[]);
    family.table =
        Table::NoisyMax(NoisyMax { leak: vec![0.5, 0.5], effects: vec![vec![1.0, 0.0]] });
    let text = problems(vec![input, family]);
    assert!(
        text.contains("an input table needs two states and no parents; it has 3 and 0"),
        "{text}"
    );
    assert!(text.contains("variable `b`: its noisy-MAX parts have the wrong sizes"), "{text}");
}

#[test]
fn wrong_evidence_is_named() {
    let network = sprinkler();
    let circuit = Circuit::compile(&network, Effort::Quick).unwrap();
    let mut evidence = Evidence::none();
    evidence.observe(9, 0);
    evidence.observe(0, 2);
    evidence.weigh(1, &[1.0, f64::NAN]);
    evidence.weigh(2, &[0.0, 0.0]);
    evidence.weigh(3, &[1.0]);
    let text: Vec<String> =
        circuit.check_evidence(&evidence).iter().map(ToString::to_string).collect();
    assert_eq!(
        text,
        [
            "variable number 10: there are only 4 variables",
            "variable `cloudy`: has no state number 3; it has no, yes",
            "variable `sprinkler`: a weight must be a number from 0 to 1; divide all by the largest",
            "variable `rain`: all its weights are 0",
            "variable `wet`: got 1 weights for its 2 states",
        ]
    );
}

#[test]
fn a_network_beyond_reach_is_refused() {
    // A grid whose every node hangs from its left and upper neighbours: 30 across.
    let side = 30;
    let variables = (0..side * side)
        .map(|i| {
            let mut parents = Vec::new();
            if i % side > 0 {
                parents.push(i - 1);
            }
            if i >= side {
                parents.push(i - side);
            }
            let rows = [0.5, 0.5].repeat(1 << parents.len());
            variable(&format!("v{i}"), &["no", "yes"], &parents, &rows)
        })
        .collect();
    let network = Network::new(variables).unwrap();
    let error = Circuit::compile(&network, Effort::Quick).unwrap_err();
    assert!(error.to_string().contains("more than the limit"), "{error}");
}
