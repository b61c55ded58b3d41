//! Impossible evidence is named by a smallest set of answers that contradict each other.

use taut_infer::{Circuit, Effort, Evidence, FEWEST_UP_TO, Network, XorShift};

use crate::enumerate::joints;
use crate::random_network::{evidence, inputs, network};
use crate::tiny::{sprinkler, variable};

#[test]
fn a_conflict_is_named_in_words() {
    let network = sprinkler();
    let circuit = Circuit::compile(&network, Effort::Quick).unwrap();
    let mut evidence = Evidence::none();
    for (v, s) in [(0, 1), (1, 0), (2, 0), (3, 1)] {
        circuit.observe(&mut evidence, v, s);
    }
    let inputs = [0.0; 4];
    assert_eq!(circuit.evaluate(&inputs, &evidence).probability, 0.0);
    let conflict = circuit.conflict(&inputs, &evidence).unwrap();
    assert_eq!(
        circuit.describe(&conflict),
        "these answers contradict each other: sprinkler = no, rain = no, wet = yes (no smaller set of them does)"
    );
    let mut out = Vec::new();
    let passes = circuit.evaluate(&inputs, &evidence);
    assert!(circuit.posteriors(&passes, &evidence, &mut out).is_err());
}

/// The size of the smallest impossible subset, by trying all subsets with the oracle.
fn smallest(network: &Network, inputs: &[f64], evidence: &Evidence) -> Option<usize> {
    let items = evidence.items();
    (0..1_u32 << items.len())
        .filter(|mask| {
            let mut part = evidence.clone();
            for (i, item) in items.iter().enumerate() {
                if mask >> i & 1 == 0 {
                    part.forget(item.variable);
                }
            }
            joints(network, inputs, &part).last() == Some(&0.0)
        })
        .map(|mask| mask.count_ones() as usize)
        .min()
}

#[test]
fn a_conflict_has_the_fewest_members() {
    let mut found = 0;
    for seed in 1..=60 {
        let network = network(seed, 6);
        let inputs = inputs(seed, 6);
        let circuit = Circuit::compile(&network, Effort::Quick).unwrap();
        let evidence = evidence(&network, &mut XorShift::new(seed), 0.9);
        let conflict = circuit.conflict(&inputs, &evidence);
        let size = conflict.as_ref().map(|c| c.items.len());
        assert_eq!(size, smallest(&network, &inputs, &evidence), "seed {seed}");
        found += usize::from(size.is_some());
    }
    assert!(found >= 5, "only {found} networks had a conflict");
}

#[test]
fn beyond_the_limit_no_member_can_be_left_out() {
    // Copies of one variable: any two that differ contradict each other.
    let n = FEWEST_UP_TO + 5;
    let mut variables = vec![variable("v0", &["no", "yes"], &[], &[0.5, 0.5])];
    for v in 1..n {
        variables.push(variable(&format!("v{v}"), &["no", "yes"], &[v - 1], &[1.0, 0.0, 0.0, 1.0]));
    }
    let network = Network::new(variables).unwrap();
    let circuit = Circuit::compile(&network, Effort::Quick).unwrap();
    let inputs = vec![0.0; n];
    let mut evidence = Evidence::none();
    for v in 0..n {
        evidence.observe(v, usize::from(v == n / 2));
    }
    let conflict = circuit.conflict(&inputs, &evidence).unwrap();
    assert!(!conflict.fewest);
    assert_eq!(conflict.items.len(), 2);
    for item in &conflict.items {
        let mut rest = Evidence::none();
        for other in conflict.items.iter().filter(|i| i.variable != item.variable) {
            rest.observe(other.variable, usize::from(other.variable == n / 2));
        }
        assert!(circuit.evaluate(&inputs, &rest).probability > 0.0);
    }
}
