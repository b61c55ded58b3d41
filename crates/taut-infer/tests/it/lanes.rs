//! Lanes, threads and draws give the bits of one evaluation after another.

use std::num::NonZeroUsize;

use taut_infer::{Case, Circuit, Effort, Evidence, Network, ParameterTable, Table, XorShift};

use crate::random_network::{evidence, inputs, network};

fn threads(n: usize) -> NonZeroUsize {
    NonZeroUsize::new(n).unwrap()
}

fn wanted(network: &Network) -> Vec<(usize, usize)> {
    (0..network.variables().len())
        .filter(|&v| !network.variables()[v].hidden)
        .flat_map(|v| (0..network.sizes()[v]).map(move |s| (v, s)))
        .collect()
}

#[test]
fn batches_give_the_bits_of_single_cases() {
    for seed in 1..=6 {
        let network = network(seed, 9);
        let circuit = Circuit::compile(&network, Effort::Quick).unwrap();
        let wanted = wanted(&network);
        let mut random = XorShift::new(seed);
        for count in [0, 1, 7, 8, 37] {
            let people: Vec<(Vec<f64>, Evidence)> = (0..count)
                .map(|i| (inputs(seed + i, 9), evidence(&network, &mut random, 0.5)))
                .collect();
            let cases: Vec<Case<'_>> =
                people.iter().map(|(inputs, evidence)| Case { inputs, evidence }).collect();
            let one = circuit.evaluate_batch(&cases, &wanted, threads(1));
            for n in [2, 3, 16] {
                assert_eq!(one, circuit.evaluate_batch(&cases, &wanted, threads(n)));
            }
            assert_eq!(one.len() as u64, count);
            for (i, case) in cases.iter().enumerate() {
                let passes = circuit.evaluate(case.inputs, case.evidence);
                assert_eq!(one.probability(i).to_bits(), passes.probability.to_bits());
                assert_eq!(one.exponent(i), passes.exponent);
                for (joint, &(v, s)) in one.joints(i).zip(&wanted) {
                    assert_eq!(joint.to_bits(), circuit.joint(&passes, v, s).to_bits());
                }
            }
        }
    }
}

/// The network with each table entry strictly between 0 and 1 moved, zeros and ones kept.
fn moved(network: &Network, random: &mut XorShift) -> Network {
    let mut variables = network.variables().to_vec();
    for variable in &mut variables {
        let n = variable.states.len();
        match &mut variable.table {
            Table::Input => {}
            Table::Rows(rows) => move_rows(rows, n, random),
            Table::NoisyMax(family) => {
                move_rows(&mut family.leak, n, random);
                for effects in &mut family.effects {
                    move_rows(effects, n, random);
                }
            }
        }
    }
    Network::new(variables).unwrap()
}

fn move_rows(rows: &mut [f64], states: usize, random: &mut XorShift) {
    for row in rows.chunks_exact_mut(states) {
        if row.contains(&1.0) {
            continue;
        }
        for p in row.iter_mut() {
            *p *= 0.5 + random.next_unit();
        }
        let sum: f64 = row.iter().sum();
        for p in row.iter_mut() {
            *p /= sum;
        }
    }
}

#[test]
fn draws_equal_networks_compiled_one_by_one() {
    let mut compared = 0;
    for seed in 1..=6 {
        let base = network(seed, 9);
        let circuit = Circuit::compile_parametric(&base, Effort::Quick).unwrap();
        let mut random = XorShift::new(77 + seed);
        let networks: Vec<Network> = (0..19).map(|_| moved(&base, &mut random)).collect();
        let table = ParameterTable::new(&circuit, &networks).unwrap();
        assert_eq!(table.len(), 19);
        let evidence = evidence(&base, &mut random, 0.3);
        let wanted = wanted(&base);
        let all_inputs: Vec<Vec<f64>> = (0..19).map(|i| inputs(i, 9)).collect();
        let rows: Vec<&[f64]> = all_inputs.iter().map(|r| &r[..]).collect();
        let Ok(draws) = circuit.evaluate_draws(&table, &rows, &evidence, &wanted, threads(1))
        else {
            continue;
        };
        let two = circuit.evaluate_draws(&table, &rows, &evidence, &wanted, threads(3)).unwrap();
        assert_eq!(draws, two);
        for (i, network) in networks.iter().enumerate() {
            let alone = Circuit::compile(network, Effort::Quick).unwrap();
            let passes = alone.evaluate(rows[i], &evidence);
            assert!((draws.probability(i) - passes.probability).abs() < 1e-12);
            for (joint, &(v, s)) in draws.joints(i).zip(&wanted) {
                assert!((joint - alone.joint(&passes, v, s)).abs() < 1e-12);
                compared += 1;
            }
        }
    }
    assert!(compared > 1000, "{compared}");
}

#[test]
fn a_draw_of_another_structure_is_refused() {
    let base = crate::tiny::sprinkler();
    let circuit = Circuit::compile_parametric(&base, Effort::Quick).unwrap();
    let mut variables = base.variables().to_vec();
    if let Table::Rows(rows) = &mut variables[3].table {
        rows[0] = 0.5;
        rows[1] = 0.5;
    }
    let other = Network::new(variables).unwrap();
    let error = ParameterTable::new(&circuit, [&base, &other]).unwrap_err();
    assert_eq!((error.draw, error.message.contains("0.5 where the structure has 1.0")), (1, true));
    let error = ParameterTable::new(&circuit, [&network(1, 4)]).unwrap_err();
    assert!(error.message.contains("not those of the circuit"), "{error}");
}
