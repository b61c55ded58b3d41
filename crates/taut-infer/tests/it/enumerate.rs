//! The oracle: sums of the joint distribution, straight from the definitions, with no table, order or circuit shared.

use taut_infer::{Evidence, Network, NoisyMax, Table};

/// P(state, evidence on the other variables) for every state of every variable, and P(evidence) last, by going through every
/// joint state.
pub fn joints(network: &Network, inputs: &[f64], evidence: &Evidence) -> Vec<f64> {
    let variables = network.variables();
    let sizes = network.sizes();
    let first: Vec<usize> = sizes
        .iter()
        .scan(0, |at, s| {
            *at += s;
            Some(*at - s)
        })
        .collect();
    let total: usize = sizes.iter().sum();
    let mut out = vec![0.0; total + 1];
    let mut state = vec![0; sizes.len()];
    loop {
        let p: f64 = (0..sizes.len()).map(|v| probability(network, inputs, &state, v)).product();
        if p > 0.0 {
            let weight = |v: usize, s: usize| evidence.of(v).map_or(1.0, |k| k.weight(s));
            out[total] += p * (0..sizes.len()).map(|v| weight(v, state[v])).product::<f64>();
            for v in (0..sizes.len()).filter(|&v| !variables[v].hidden) {
                let others: f64 =
                    (0..sizes.len()).filter(|&u| u != v).map(|u| weight(u, state[u])).product();
                out[first[v] + state[v]] += p * others;
            }
        }
        let Some(v) = (0..sizes.len()).rev().find(|&v| state[v] + 1 < sizes[v]) else { break };
        state[v] += 1;
        state[v + 1..].fill(0);
    }
    out
}

fn probability(network: &Network, inputs: &[f64], state: &[usize], v: usize) -> f64 {
    let variable = &network.variables()[v];
    match &variable.table {
        Table::Input => [1.0 - inputs[v], inputs[v]][state[v]],
        Table::Rows(rows) => {
            let mut row = 0;
            for &p in &variable.parents {
                row = row * network.variables()[p].states.len() + state[p];
            }
            rows[row * variable.states.len() + state[v]]
        }
        Table::NoisyMax(family) => {
            let up_to = |s: usize| noisy_up_to(family, &variable.parents, state, s);
            up_to(state[v]) - if state[v] == 0 { 0.0 } else { up_to(state[v] - 1) }
        }
    }
}

/// P(child <= s) as the product of cumulative distributions.
fn noisy_up_to(family: &NoisyMax, parents: &[usize], state: &[usize], s: usize) -> f64 {
    let n = family.leak.len();
    let mut up_to: f64 = family.leak[..=s].iter().sum();
    for (effects, &parent) in family.effects.iter().zip(parents) {
        if state[parent] > 0 {
            let start = (state[parent] - 1) * n;
            up_to *= effects[start..=start + s].iter().sum::<f64>();
        }
    }
    up_to
}
