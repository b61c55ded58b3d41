//! An arithmetic circuit: the network compiled once, so that one upward and one downward pass give every posterior.
//!
//! The network polynomial (Darwiche 2003) is built by variable elimination on tables of circuit nodes, in min-fill order,
//! with equal nodes shared and constants folded. The derivative by the indicator of `X = x` is `P(x, evidence without X)`.

use std::collections::BTreeMap;

use crate::network::{Network, Table};

/// Index of a node.
type Ref = u32;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Op {
    /// A constant (bits of the f64).
    Constant(u64),
    /// The indicator of a variable's state.
    Indicator { variable: u32, state: u32 },
    /// The base rate of a cause (`present`) or its complement.
    Prior { variable: u32, present: bool },
    /// Sum of two nodes.
    Add(Ref, Ref),
    /// Product of two nodes.
    Multiply(Ref, Ref),
}

/// A compiled network.
#[derive(Debug, Clone)]
pub struct Circuit {
    ops: Vec<Op>,
    root: Ref,
    first_indicator: Vec<usize>,
    indicator_nodes: Vec<Option<Ref>>,
}

/// Evidence: a weight per variable and state; 1 everywhere is no evidence, 1 on one state and 0 elsewhere is a hard answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    weights: Vec<f64>,
}

/// What one pass up and one pass down give.
#[derive(Debug, Clone, PartialEq)]
pub struct Passes {
    /// P(evidence).
    pub probability: f64,
    derivatives: Vec<f64>,
}

struct Builder {
    ops: Vec<Op>,
    known: BTreeMap<Op, Ref>,
}

#[derive(Debug, Clone)]
struct Factor {
    variables: Vec<usize>,
    table: Vec<Ref>,
}

impl Builder {
    fn node(&mut self, op: Op) -> Ref {
        if let Some(found) = self.known.get(&op) {
            return *found;
        }
        let index = self.ops.len() as Ref;
        self.ops.push(op);
        self.known.insert(op, index);
        index
    }

    fn constant(&mut self, value: f64) -> Ref {
        self.node(Op::Constant(value.to_bits()))
    }

    fn value(&self, node: Ref) -> Option<f64> {
        match self.ops[node as usize] {
            Op::Constant(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    fn multiply(&mut self, a: Ref, b: Ref) -> Ref {
        match (self.value(a), self.value(b)) {
            (Some(x), Some(y)) => self.constant(x * y),
            (Some(x), None) if x == 1.0 => b,
            (None, Some(y)) if y == 1.0 => a,
            (Some(x), None) if x == 0.0 => a,
            (None, Some(y)) if y == 0.0 => b,
            _ => self.node(Op::Multiply(a.min(b), a.max(b))),
        }
    }

    fn add(&mut self, a: Ref, b: Ref) -> Ref {
        match (self.value(a), self.value(b)) {
            (Some(x), Some(y)) => self.constant(x + y),
            (Some(x), None) if x == 0.0 => b,
            (None, Some(y)) if y == 0.0 => a,
            _ => self.node(Op::Add(a.min(b), a.max(b))),
        }
    }
}

impl Circuit {
    /// Compiles a network. Deterministic: same network, same circuit.
    #[must_use]
    pub fn compile(network: &Network) -> Self {
        let states: Vec<usize> = network.variables.iter().map(|v| v.states).collect();
        let mut builder = Builder { ops: Vec::new(), known: BTreeMap::new() };
        let mut factors: Vec<Factor> = Vec::new();
        for (index, variable) in network.variables.iter().enumerate() {
            let mut variables = variable.parents.clone();
            variables.push(index);
            let rows: usize = variable.parents.iter().map(|&p| states[p]).product();
            let mut table = Vec::with_capacity(rows * variable.states);
            for row in 0..rows {
                for state in 0..variable.states {
                    let weight = match &variable.table {
                        Table::Prior => builder
                            .node(Op::Prior { variable: index as u32, present: state == 1 }),
                        Table::Rows(values) => {
                            builder.constant(values[row * variable.states + state])
                        }
                    };
                    // Helpers of a chain are never observed: no indicator.
                    let entry = if variable.node.is_some() {
                        let indicator = builder.node(Op::Indicator {
                            variable: index as u32,
                            state: state as u32,
                        });
                        builder.multiply(weight, indicator)
                    } else {
                        weight
                    };
                    table.push(entry);
                }
            }
            factors.push(Factor { variables, table });
        }
        for variable in elimination_order(&factors, &states) {
            let (with, without): (Vec<Factor>, Vec<Factor>) =
                factors.into_iter().partition(|f| f.variables.contains(&variable));
            factors = without;
            factors.push(eliminate(&mut builder, with, variable, &states));
        }
        let mut root = builder.constant(1.0);
        for factor in factors {
            root = builder.multiply(root, factor.table[0]);
        }
        Self::trimmed(&builder.ops, root, &states)
    }

    /// Keeps only what the root needs, in evaluation order.
    fn trimmed(ops: &[Op], root: Ref, states: &[usize]) -> Self {
        let mut needed = vec![false; ops.len()];
        needed[root as usize] = true;
        for index in (0..ops.len()).rev() {
            if needed[index]
                && let Op::Add(a, b) | Op::Multiply(a, b) = ops[index]
            {
                needed[a as usize] = true;
                needed[b as usize] = true;
            }
        }
        let mut new_index = vec![0; ops.len()];
        let mut kept = Vec::new();
        for (index, op) in ops.iter().enumerate().filter(|(i, _)| needed[*i]) {
            new_index[index] = kept.len() as Ref;
            kept.push(match *op {
                Op::Add(a, b) => Op::Add(new_index[a as usize], new_index[b as usize]),
                Op::Multiply(a, b) => Op::Multiply(new_index[a as usize], new_index[b as usize]),
                leaf => leaf,
            });
        }
        let mut first_indicator = Vec::with_capacity(states.len());
        let mut total = 0;
        for count in states {
            first_indicator.push(total);
            total += count;
        }
        let mut indicator_nodes = vec![None; total];
        for (index, op) in kept.iter().enumerate() {
            if let Op::Indicator { variable, state } = op {
                indicator_nodes[first_indicator[*variable as usize] + *state as usize] =
                    Some(index as Ref);
            }
        }
        Self { ops: kept, root: new_index[root as usize], first_indicator, indicator_nodes }
    }

    /// Multiply-adds of one upward and one downward pass: one for each product or sum going up, two going down.
    #[must_use]
    pub fn multiply_adds(&self) -> usize {
        3 * self.ops.iter().filter(|op| matches!(op, Op::Add(..) | Op::Multiply(..))).count()
    }

    /// Evidence with nothing observed.
    #[must_use]
    pub fn no_evidence(&self) -> Evidence {
        Evidence { weights: vec![1.0; self.indicator_nodes.len()] }
    }

    /// Sets a hard answer.
    pub fn observe(&self, evidence: &mut Evidence, variable: usize, state: usize) {
        let first = self.first_indicator[variable];
        let end = self.first_indicator.get(variable + 1).copied().unwrap_or(evidence.weights.len());
        for (offset, weight) in evidence.weights[first..end].iter_mut().enumerate() {
            *weight = if offset == state { 1.0 } else { 0.0 };
        }
    }

    /// One pass up and one down. `priors[v]` is P(present) of a cause `v`.
    #[must_use]
    pub fn evaluate(&self, priors: &[f64], evidence: &Evidence) -> Passes {
        let values = self.upward(priors, evidence);
        let mut slopes = vec![0.0; self.ops.len()];
        slopes[self.root as usize] = 1.0;
        for index in (0..self.ops.len()).rev() {
            let slope = slopes[index];
            match self.ops[index] {
                Op::Add(a, b) => {
                    slopes[a as usize] += slope;
                    slopes[b as usize] += slope;
                }
                Op::Multiply(a, b) => {
                    slopes[a as usize] += slope * values[b as usize];
                    slopes[b as usize] += slope * values[a as usize];
                }
                _ => {}
            }
        }
        let derivatives = self
            .indicator_nodes
            .iter()
            .map(|node| node.map_or(0.0, |n| slopes[n as usize]))
            .collect();
        Passes { probability: values[self.root as usize], derivatives }
    }

    fn upward(&self, priors: &[f64], evidence: &Evidence) -> Vec<f64> {
        let mut values = vec![0.0; self.ops.len()];
        for (index, op) in self.ops.iter().enumerate() {
            values[index] = match *op {
                Op::Constant(bits) => f64::from_bits(bits),
                Op::Indicator { variable, state } => {
                    evidence.weights[self.first_indicator[variable as usize] + state as usize]
                }
                Op::Prior { variable, present: true } => priors[variable as usize],
                Op::Prior { variable, present: false } => 1.0 - priors[variable as usize],
                Op::Add(a, b) => values[a as usize] + values[b as usize],
                Op::Multiply(a, b) => values[a as usize] * values[b as usize],
            };
        }
        values
    }

    /// P(variable = state, evidence on the *other* variables).
    #[must_use]
    pub fn joint(&self, passes: &Passes, variable: usize, state: usize) -> f64 {
        passes.derivatives[self.first_indicator[variable] + state]
    }
}

/// Min-fill order, ties by the smaller resulting table, then by index. Leaves of the network go first by this rule.
fn elimination_order(factors: &[Factor], states: &[usize]) -> Vec<usize> {
    let n = states.len();
    let mut neighbours: Vec<Vec<bool>> = vec![vec![false; n]; n];
    for factor in factors {
        for &a in &factor.variables {
            for &b in &factor.variables {
                if a != b {
                    neighbours[a][b] = true;
                }
            }
        }
    }
    let mut left: Vec<usize> = (0..n).collect();
    let mut order = Vec::with_capacity(n);
    while !left.is_empty() {
        let mut best: Option<(usize, usize, usize)> = None;
        for &v in &left {
            let around: Vec<usize> = left.iter().copied().filter(|&u| neighbours[v][u]).collect();
            let mut fill = 0;
            for (i, &a) in around.iter().enumerate() {
                fill += around[i + 1..].iter().filter(|&&b| !neighbours[a][b]).count();
            }
            let size: usize = around.iter().map(|&u| states[u]).product::<usize>() * states[v];
            if best.is_none_or(|b| (fill, size, v) < b) {
                best = Some((fill, size, v));
            }
        }
        let Some((_, _, v)) = best else { break };
        let around: Vec<usize> = left.iter().copied().filter(|&u| neighbours[v][u]).collect();
        for &a in &around {
            for &b in &around {
                if a != b {
                    neighbours[a][b] = true;
                }
            }
        }
        left.retain(|&u| u != v);
        order.push(v);
    }
    order
}

/// Multiplies the factors, smallest first, and sums the variable out.
fn eliminate(
    builder: &mut Builder,
    mut factors: Vec<Factor>,
    variable: usize,
    states: &[usize],
) -> Factor {
    factors.sort_by_key(|f| f.table.len());
    let mut product = Factor { variables: Vec::new(), table: vec![builder.constant(1.0)] };
    for factor in &factors {
        product = multiply(builder, &product, factor, states);
    }
    let keep: Vec<usize> = product.variables.iter().copied().filter(|&v| v != variable).collect();
    let size: usize = keep.iter().map(|&v| states[v]).product();
    let zero = builder.constant(0.0);
    let mut table = vec![zero; size];
    for (index, &entry) in product.table.iter().enumerate() {
        let target = project(index, &product.variables, &keep, states);
        table[target] = builder.add(table[target], entry);
    }
    Factor { variables: keep, table }
}

fn multiply(builder: &mut Builder, a: &Factor, b: &Factor, states: &[usize]) -> Factor {
    let mut variables = a.variables.clone();
    variables.extend(b.variables.iter().filter(|v| !a.variables.contains(v)));
    let size: usize = variables.iter().map(|&v| states[v]).product();
    let table = (0..size)
        .map(|index| {
            let left = a.table[project(index, &variables, &a.variables, states)];
            let right = b.table[project(index, &variables, &b.variables, states)];
            builder.multiply(left, right)
        })
        .collect();
    Factor { variables, table }
}

/// The index in a table over `onto` of an entry in a table over `from` (first variable slowest).
fn project(index: usize, from: &[usize], onto: &[usize], states: &[usize]) -> usize {
    let mut rest = index;
    let mut value = vec![0; from.len()];
    for (i, &v) in from.iter().enumerate().rev() {
        value[i] = rest % states[v];
        rest /= states[v];
    }
    onto.iter().fold(0, |sum, &v| {
        let position = from.iter().position(|&u| u == v).unwrap_or_default();
        sum * states[v] + value[position]
    })
}
