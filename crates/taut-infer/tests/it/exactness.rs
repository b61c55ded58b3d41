//! Circuits equal the enumerator, derivatives equal whole evaluations, tiny probabilities are no zeros.

use taut_infer::{Circuit, Effort, Evidence, Network, Passes, Sweep, XorShift};

use crate::enumerate::joints;
use crate::random_network::{evidence, inputs, network};
use crate::tiny::{sprinkler, variable};

/// Agreement asked of the circuit.
const TOLERANCE: f64 = 1e-12;

fn all_joints(circuit: &Circuit, passes: &Passes) -> Vec<f64> {
    let mut out: Vec<f64> = (0..circuit.variables())
        .flat_map(|v| (0..circuit.states(v)).map(move |s| (v, s)))
        .map(|(v, s)| circuit.joint(passes, v, s))
        .collect();
    out.push(passes.probability);
    out
}

fn assert_close(ours: &[f64], oracle: &[f64], what: &str) {
    assert_eq!(ours.len(), oracle.len(), "{what}");
    for (i, (a, b)) in ours.iter().zip(oracle).enumerate() {
        assert!((a - b).abs() <= TOLERANCE, "{what}, entry {i}: circuit {a}, oracle {b}");
    }
}

#[test]
fn sprinkler_matches_the_textbook() {
    // Russell & Norvig 2010, section 14.4: P(rain | sprinkler, wet) from the joint 0.0891 : 0.1890 (no : yes) * 0.5.
    let network = sprinkler();
    let circuit = Circuit::compile(&network, Effort::Thorough).unwrap();
    let mut evidence = Evidence::none();
    circuit.observe(&mut evidence, 1, 1);
    circuit.observe(&mut evidence, 3, 1);
    let passes = circuit.evaluate(&[0.0; 4], &evidence);
    let joint =
        |rain: f64, cloudy: f64, sprinkler: f64, wet: f64| 0.5 * rain * cloudy * sprinkler * wet;
    let yes = joint(0.2, 1.0, 0.5, 0.99) + joint(0.8, 1.0, 0.1, 0.99);
    let no = joint(0.8, 1.0, 0.5, 0.9) + joint(0.2, 1.0, 0.1, 0.9);
    assert!((passes.probability - yes - no).abs() < 1e-15);
    assert!((circuit.joint(&passes, 2, 1) - yes).abs() < 1e-15);
}

#[test]
fn circuits_equal_the_enumerator() {
    for seed in 1..=40 {
        let n = 4 + (seed % 5) as usize;
        let network = network(seed, n);
        let inputs = inputs(seed, n);
        for effort in [Effort::Quick, Effort::Thorough] {
            // The search of the thorough compiler is slow in a debug build.
            if effort == Effort::Thorough && seed % 8 != 0 {
                continue;
            }
            let circuit = Circuit::compile(&network, effort).unwrap();
            let mut random = XorShift::new(1000 + seed);
            for share in [0.0, 0.4, 0.9] {
                let evidence = evidence(&network, &mut random, share);
                assert!(circuit.check_evidence(&evidence).is_empty());
                let passes = circuit.evaluate(&inputs, &evidence);
                let oracle = joints(&network, &inputs, &evidence);
                assert_close(&all_joints(&circuit, &passes), &oracle, &format!("seed {seed}"));
            }
        }
    }
}

#[test]
fn posteriors_of_a_variable_sum_to_one() {
    for seed in 1..=10 {
        let network = network(seed, 8);
        let circuit = Circuit::compile(&network, Effort::Quick).unwrap();
        let evidence = evidence(&network, &mut XorShift::new(seed), 0.3);
        let passes = circuit.evaluate(&inputs(seed, 8), &evidence);
        let mut out = Vec::new();
        if circuit.posteriors(&passes, &evidence, &mut out).is_err() {
            assert_eq!(passes.probability, 0.0);
            continue;
        }
        let mut at = 0;
        for (v, variable) in network.variables().iter().enumerate() {
            let sum: f64 = out[at..at + circuit.states(v)].iter().sum();
            at += circuit.states(v);
            assert!(
                variable.hidden || (sum - 1.0).abs() < 1e-12,
                "seed {seed}, variable {v}: {sum}"
            );
        }
    }
}

#[test]
fn derivatives_equal_evaluations_with_the_answer_set() {
    for seed in 1..=12 {
        let network = network(seed, 8);
        let inputs = inputs(seed, 8);
        let circuit = Circuit::compile(&network, Effort::Quick).unwrap();
        let evidence = evidence(&network, &mut XorShift::new(seed), 0.4);
        let passes = circuit.evaluate(&inputs, &evidence);
        for v in (0..8).filter(|&v| !network.variables()[v].hidden) {
            for s in 0..circuit.states(v) {
                let mut with = evidence.clone();
                circuit.observe(&mut with, v, s);
                let whole = circuit.evaluate(&inputs, &with).probability;
                let slope = circuit.joint(&passes, v, s);
                assert!((whole - slope).abs() <= TOLERANCE, "seed {seed}: {whole} and {slope}");
            }
        }
    }
}

#[test]
fn a_sweep_equals_one_evaluation_an_answer() {
    for seed in 1..=12 {
        let network = network(seed, 8);
        let inputs = inputs(seed, 8);
        let circuit = Circuit::compile(&network, Effort::Quick).unwrap();
        let evidence = evidence(&network, &mut XorShift::new(seed), 0.3);
        let target = (0..8).rev().find(|&v| !network.variables()[v].hidden).unwrap();
        let mut sweep = Sweep::default();
        if circuit.sweep(&inputs, &evidence, target, &mut sweep).is_err() {
            assert_eq!(circuit.evaluate(&inputs, &evidence).probability, 0.0);
            continue;
        }
        let before = circuit.evaluate(&inputs, &evidence).probability;
        let mut swept = vec![0.0; circuit.states(target)];
        for v in (0..8).filter(|&v| v != target && !network.variables()[v].hidden) {
            for s in 0..circuit.states(v) {
                let mut with = evidence.clone();
                circuit.observe(&mut with, v, s);
                let passes = circuit.evaluate(&inputs, &with);
                let found = sweep.posterior(v, s, &mut swept);
                if matches!(evidence.of(v), Some(taut_infer::Known::State(_))) {
                    assert!(!found && sweep.answer(v, s).is_none());
                    continue;
                }
                // Soft evidence on `v` weighs the answer itself.
                let weight = evidence.of(v).map_or(1.0, |k| k.weight(s));
                let answer = weight * sweep.answer(v, s).unwrap();
                assert!((answer - weight * passes.probability / before).abs() <= TOLERANCE);
                assert_eq!(found, passes.probability > 0.0, "seed {seed}");
                let mut alone = Vec::new();
                if circuit.posteriors(&passes, &with, &mut alone).is_ok() {
                    let start: usize = (0..target).map(|u| circuit.states(u)).sum();
                    assert_close(&swept, &alone[start..start + swept.len()], "sweep");
                }
            }
        }
    }
}

/// A chain in which every step has probability 1e-9, so that the evidence has 1e-9 to the power of its length.
fn improbable_chain(n: usize) -> (Network, Evidence) {
    let mut variables = vec![variable("v0", &["no", "yes"], &[], &[1.0 - 1e-9, 1e-9])];
    for v in 1..n {
        let rows = [1.0 - 1e-9, 1e-9, 1.0 - 1e-9, 1e-9];
        variables.push(variable(&format!("v{v}"), &["no", "yes"], &[v - 1], &rows));
    }
    let mut evidence = Evidence::none();
    for v in 0..n - 1 {
        evidence.observe(v, 1);
    }
    (Network::new(variables).unwrap(), evidence)
}

#[test]
fn tiny_probabilities_are_no_zeros() {
    for n in [30, 60, 400] {
        let (network, evidence) = improbable_chain(n);
        let circuit = Circuit::compile(&network, Effort::Quick).unwrap();
        let passes = circuit.evaluate(&vec![0.0; n], &evidence);
        assert!(passes.probability > 0.0 && passes.probability.is_finite());
        let log2 = passes.probability.log2() + passes.exponent as f64;
        let expected = (n - 1) as f64 * 1e-9_f64.log2();
        assert!((log2 - expected).abs() < 1e-9 * expected.abs(), "{log2} {expected}");
        let mut out = Vec::new();
        circuit.posteriors(&passes, &evidence, &mut out).unwrap();
        assert!(
            (out[2 * n - 1] - 1e-9).abs() < 1e-21 && out.iter().all(|p| (0.0..=1.0).contains(p))
        );
        let mut sweep = Sweep::default();
        circuit.sweep(&vec![0.0; n], &evidence, n - 1, &mut sweep).unwrap();
        assert!(sweep.answer(0, 1).is_none());
        assert!(circuit.conflict(&vec![0.0; n], &evidence).is_none());
    }
}

#[test]
fn compiling_twice_gives_the_same_bits() {
    let network = network(9, 9);
    let evidence = evidence(&network, &mut XorShift::new(2), 0.4);
    let inputs = inputs(9, 9);
    let run = || {
        let circuit = Circuit::compile(&network, Effort::Thorough).unwrap();
        (circuit.multiply_adds(), circuit.evaluate(&inputs, &evidence))
    };
    assert_eq!(run(), run());
}
