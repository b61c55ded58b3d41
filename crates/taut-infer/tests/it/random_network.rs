//! Small random networks: several states, zeros, inputs, noisy-MAX families, hidden variables.

use taut_infer::{Evidence, Network, NoisyMax, Table, Variable, XorShift};

/// A network of `n` variables with at most three parents each (noisy-MAX families up to five).
pub fn network(seed: u64, n: usize) -> Network {
    let mut random = XorShift::new(seed);
    let mut variables: Vec<Variable> = Vec::new();
    for v in 0..n {
        let kind = if v == 0 { 0 } else { random.next_u64() % 4 };
        let noisy = kind == 1;
        let most = if noisy { 5 } else { 3 };
        let mut parents: Vec<usize> = Vec::new();
        for _ in 0..most {
            let p = (random.next_u64() % n as u64) as usize;
            if p < v && !parents.contains(&p) {
                parents.push(p);
            }
        }
        let states = if kind == 0 { 2 } else { 2 + (random.next_u64() % 3) as usize };
        let sizes: Vec<usize> = parents.iter().map(|&p| variables[p].states.len()).collect();
        let table = if kind == 0 {
            parents.clear();
            Table::Input
        } else if noisy {
            let effects = sizes
                .iter()
                .map(|s| (1..*s).flat_map(|_| distribution(&mut random, states)).collect())
                .collect();
            Table::NoisyMax(NoisyMax { leak: distribution(&mut random, states), effects })
        } else {
            let rows: usize = sizes.iter().product();
            Table::Rows((0..rows).flat_map(|_| distribution(&mut random, states)).collect())
        };
        let hidden = kind == 2 && random.next_unit() < 0.2;
        variables.push(Variable {
            name: format!("v{v}"),
            states: (0..states).map(|s| format!("s{s}")).collect(),
            parents,
            table,
            hidden,
        });
    }
    Network::new(variables).unwrap()
}

/// A distribution with a zero now and then.
fn distribution(random: &mut XorShift, states: usize) -> Vec<f64> {
    let mut row: Vec<f64> = (0..states)
        .map(|_| if random.next_unit() < 0.15 { 0.0 } else { random.next_unit() })
        .collect();
    row[0] += 1e-3;
    let sum: f64 = row.iter().sum();
    for p in &mut row {
        *p /= sum;
    }
    row
}

/// P(state 1) of every variable, used by input tables.
pub fn inputs(seed: u64, n: usize) -> Vec<f64> {
    let mut random = XorShift::new(seed ^ 0xABCD);
    (0..n).map(|_| random.next_unit()).collect()
}

/// Hard and soft evidence on about this share of the variables.
pub fn evidence(network: &Network, random: &mut XorShift, share: f64) -> Evidence {
    let mut evidence = Evidence::none();
    for (v, variable) in network.variables().iter().enumerate() {
        if variable.hidden || random.next_unit() >= share {
            continue;
        }
        if random.next_unit() < 0.3 {
            let weights: Vec<f64> = variable.states.iter().map(|_| random.next_unit()).collect();
            evidence.weigh(v, &weights);
        } else {
            evidence.observe(v, (random.next_u64() % variable.states.len() as u64) as usize);
        }
    }
    evidence
}
