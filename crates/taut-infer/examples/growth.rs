//! How the cost of inference grows, for `scripts/growth`: random noisy-MAX networks from a seed, figures as JSON.
#![allow(clippy::unwrap_used, reason = "a benchmark may stop at a broken network")]

use std::hint::black_box;

use serde_json::{Value, json};
use taut_infer::{Circuit, Effort, Evidence, Network, NoisyMax, Table, Variable, XorShift};

mod timing;
use timing::{median, milliseconds};

/// Each figure is the median over networks of these seeds.
const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];
/// How far apart the causes of one finding may be, in the order of the conditions.
const REACHES: [usize; 3] = [3, 5, 7];
/// Findings a condition where conditions grow; conditions and findings where the other thing grows.
const PER_CONDITION: usize = 3;
const CONDITIONS: usize = 50;
const FINDINGS: usize = 150;

fn main() {
    let sizes = |per: usize| (1..=8).map(move |i| i * per);
    let series: Vec<Value> = REACHES
        .iter()
        .map(|&reach| {
            json!({
                "reach": reach,
                "conditions": sizes(25).map(|c| row(c, c, PER_CONDITION * c, reach, 15)).collect::<Vec<_>>(),
                "findings": sizes(75).map(|f| row(f, CONDITIONS, f, reach, 15)).collect::<Vec<_>>(),
                "evidence": (0..=6).map(|i| row(25 * i, CONDITIONS, FINDINGS, reach, 25 * i)).collect::<Vec<_>>(),
            })
        })
        .collect();
    println!(
        "{}",
        json!({ "series": series, "per_condition": PER_CONDITION, "at": [CONDITIONS, FINDINGS], "networks": SEEDS.len() })
    );
}

/// Medians for one size: x, compile time (ms), multiply-adds, time of all posteriors of one case (us).
fn row(x: usize, conditions: usize, findings: usize, reach: usize, items: usize) -> Value {
    let mut figures: Vec<[f64; 3]> = SEEDS
        .iter()
        .map(|&seed| {
            let network = random_network(seed, conditions, findings, reach);
            let compile = median(3, || {
                black_box(Circuit::compile(&network, Effort::Quick).unwrap());
            });
            let circuit = Circuit::compile(&network, Effort::Quick).unwrap();
            let mut random = XorShift::new(100 + seed);
            let inputs = vec![0.1; conditions + findings];
            let mut evidence = Evidence::none();
            while evidence.items().len() < items {
                let v = conditions + (random.next_u64() % findings as u64) as usize;
                evidence.observe(v, (random.next_u64() % circuit.states(v) as u64) as usize);
            }
            let mut workspace = circuit.workspace();
            let mut out = Vec::new();
            let query = median(101, || {
                let passes = circuit.evaluate_in(&mut workspace, &inputs, &evidence);
                circuit.posteriors(passes, &evidence, &mut out).unwrap();
                black_box(&out);
            });
            [milliseconds(compile), circuit.multiply_adds() as f64, 1e3 * milliseconds(query)]
        })
        .collect();
    let middle = |figures: &mut Vec<[f64; 3]>, k: usize| {
        figures.sort_by(|a, b| a[k].total_cmp(&b[k]));
        figures[figures.len() / 2][k]
    };
    json!([x, middle(&mut figures, 0), middle(&mut figures, 1), middle(&mut figures, 2)])
}

/// Conditions of which a third are caused by one or two others shortly before them, and findings with one to four causes that
/// lie within `reach` conditions of each other; findings have two to four states.
fn random_network(seed: u64, conditions: usize, findings: usize, reach: usize) -> Network {
    let mut random = XorShift::new(seed);
    let mut variables = Vec::new();
    for c in 0..conditions {
        let parents = if c % 3 == 2 { causes(&mut random, c, reach.min(c), 2) } else { Vec::new() };
        variables.push(variable(&mut random, format!("c{c}"), 2, parents));
    }
    for f in 0..findings {
        let around = reach.min(conditions);
        let end = around + (random.next_u64() % (conditions - around + 1) as u64) as usize;
        let parents = causes(&mut random, end, around, 4);
        let states = 2 + (random.next_u64() % 3) as usize;
        variables.push(variable(&mut random, format!("f{f}"), states, parents));
    }
    Network::new(variables).unwrap()
}

/// One to `most` different conditions among the `reach` ones before `end`.
fn causes(random: &mut XorShift, end: usize, reach: usize, most: usize) -> Vec<usize> {
    let wanted = (1 + (random.next_u64() % most as u64) as usize).min(reach);
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < wanted {
        let c = end - 1 - (random.next_u64() % reach as u64) as usize;
        if !chosen.contains(&c) {
            chosen.push(c);
        }
    }
    chosen.sort_unstable();
    chosen
}

fn variable(random: &mut XorShift, name: String, states: usize, parents: Vec<usize>) -> Variable {
    let table = if parents.is_empty() {
        Table::Input
    } else {
        let effects = parents.iter().map(|_| distribution(random, states)).collect();
        Table::NoisyMax(NoisyMax { leak: distribution(random, states), effects })
    };
    let states = (0..states).map(|s| format!("s{s}")).collect();
    Variable { name, states, parents, table, hidden: false }
}

fn distribution(random: &mut XorShift, states: usize) -> Vec<f64> {
    let row: Vec<f64> = (0..states).map(|_| 0.05 + random.next_unit()).collect();
    let sum: f64 = row.iter().sum();
    row.iter().map(|p| p / sum).collect()
}
