//! An arithmetic circuit: the network compiled once, so that one upward and one downward pass give every posterior.
//!
//! The network polynomial (Darwiche 2003) is built by variable elimination on tables of circuit nodes, in min-fill order,
//! with equal nodes shared and constants folded. The derivative by the indicator of `X = x` is `P(x, evidence without X)`.

use std::collections::{BTreeMap, BTreeSet};

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

/// A compiled network: leaves first, then sums and products, each after its operands.
#[derive(Debug, Clone)]
pub struct Circuit {
    /// Values of the leaves; those of indicators and base rates are set for each evaluation.
    leaves: Vec<f64>,
    /// Indicators: leaf, and position among all indicators.
    indicators: Vec<(Ref, usize)>,
    /// Base rates: leaf, variable, and whether it is the rate or its complement.
    priors: Vec<(Ref, usize, bool)>,
    inner: Vec<Inner>,
    root: Ref,
    first_indicator: Vec<usize>,
    indicator_count: usize,
}

/// A sum or a product of two earlier nodes.
#[derive(Debug, Clone, Copy)]
struct Inner {
    left: Ref,
    right: Ref,
    is_product: bool,
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
            (Some(1.0), None) => b,
            (None, Some(1.0)) => a,
            (Some(0.0), None) => a,
            (None, Some(0.0)) => b,
            _ => self.node(Op::Multiply(a.min(b), a.max(b))),
        }
    }

    fn add(&mut self, a: Ref, b: Ref) -> Ref {
        match (self.value(a), self.value(b)) {
            (Some(x), Some(y)) => self.constant(x + y),
            (Some(0.0), None) => b,
            (None, Some(0.0)) => a,
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
                        Table::Prior => {
                            builder.node(Op::Prior { variable: index as u32, present: state == 1 })
                        }
                        Table::Rows(values) => {
                            builder.constant(values[row * variable.states + state])
                        }
                    };
                    // Helpers of a chain are never observed: no indicator.
                    let entry = if variable.node.is_some() {
                        let indicator = builder
                            .node(Op::Indicator { variable: index as u32, state: state as u32 });
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
        let mut first_indicator = Vec::with_capacity(states.len());
        let mut indicator_count = 0;
        for count in states {
            first_indicator.push(indicator_count);
            indicator_count += count;
        }
        let is_leaf = |op: &Op| !matches!(op, Op::Add(..) | Op::Multiply(..));
        let kept = || ops.iter().enumerate().filter(|(i, _)| needed[*i]);
        let order =
            kept().filter(|(_, op)| is_leaf(op)).chain(kept().filter(|(_, op)| !is_leaf(op)));
        let mut new_index = vec![0; ops.len()];
        for (new, (old, _)) in order.enumerate() {
            new_index[old] = new as Ref;
        }
        let mut circuit = Self {
            leaves: Vec::new(),
            indicators: Vec::new(),
            priors: Vec::new(),
            inner: Vec::new(),
            root: new_index[root as usize],
            first_indicator,
            indicator_count,
        };
        for (old, op) in kept() {
            let new = new_index[old];
            match *op {
                Op::Constant(bits) => circuit.leaves.push(f64::from_bits(bits)),
                Op::Indicator { variable, state } => {
                    let position = circuit.first_indicator[variable as usize] + state as usize;
                    circuit.indicators.push((new, position));
                    circuit.leaves.push(1.0);
                }
                Op::Prior { variable, present } => {
                    circuit.priors.push((new, variable as usize, present));
                    circuit.leaves.push(0.0);
                }
                Op::Add(a, b) | Op::Multiply(a, b) => circuit.inner.push(Inner {
                    left: new_index[a as usize],
                    right: new_index[b as usize],
                    is_product: matches!(op, Op::Multiply(..)),
                }),
            }
        }
        circuit
    }

    /// Multiply-adds of one upward and one downward pass: one for each product or sum going up, two going down.
    #[must_use]
    pub fn multiply_adds(&self) -> usize {
        3 * self.inner.len()
    }

    /// Evidence with nothing observed.
    #[must_use]
    pub fn no_evidence(&self) -> Evidence {
        Evidence { weights: vec![1.0; self.indicator_count] }
    }

    /// Sets a hard answer.
    pub fn observe(&self, evidence: &mut Evidence, variable: usize, state: usize) {
        let first = self.first_indicator[variable];
        let end = self.first_indicator.get(variable + 1).copied().unwrap_or(self.indicator_count);
        for (offset, weight) in evidence.weights[first..end].iter_mut().enumerate() {
            *weight = if offset == state { 1.0 } else { 0.0 };
        }
    }

    /// One pass up and one down. `priors[v]` is P(present) of a cause `v`.
    #[must_use]
    pub fn evaluate(&self, priors: &[f64], evidence: &Evidence) -> Passes {
        let values = self.upward(priors, evidence);
        let mut slopes = vec![0.0; values.len()];
        slopes[self.root as usize] = 1.0;
        let first_inner = self.leaves.len();
        for (offset, inner) in self.inner.iter().enumerate().rev() {
            let slope = slopes[first_inner + offset];
            let (left, right) = (inner.left as usize, inner.right as usize);
            if inner.is_product {
                slopes[left] += slope * values[right];
                slopes[right] += slope * values[left];
            } else {
                slopes[left] += slope;
                slopes[right] += slope;
            }
        }
        let mut derivatives = vec![0.0; self.indicator_count];
        for &(node, position) in &self.indicators {
            derivatives[position] = slopes[node as usize];
        }
        Passes { probability: values[self.root as usize], derivatives }
    }

    fn upward(&self, priors: &[f64], evidence: &Evidence) -> Vec<f64> {
        let mut values = Vec::with_capacity(self.leaves.len() + self.inner.len());
        values.extend_from_slice(&self.leaves);
        for &(node, position) in &self.indicators {
            values[node as usize] = evidence.weights[position];
        }
        for &(node, variable, present) in &self.priors {
            let rate = priors[variable];
            values[node as usize] = if present { rate } else { 1.0 - rate };
        }
        for inner in &self.inner {
            let (left, right) = (values[inner.left as usize], values[inner.right as usize]);
            values.push(if inner.is_product { left * right } else { left + right });
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
    let mut around: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); states.len()];
    for factor in factors {
        for &a in &factor.variables {
            around[a].extend(factor.variables.iter().copied().filter(|&b| b != a));
        }
    }
    let cost = |around: &[BTreeSet<usize>], v: usize| {
        let near: Vec<usize> = around[v].iter().copied().collect();
        let mut fill = 0;
        for (i, &a) in near.iter().enumerate() {
            fill += near[i + 1..].iter().filter(|b| !around[a].contains(b)).count();
        }
        let size = near.iter().map(|&u| states[u]).product::<usize>() * states[v];
        (fill, size, v)
    };
    let mut known: Vec<(usize, usize, usize)> =
        (0..states.len()).map(|v| cost(&around, v)).collect();
    let mut queue: BTreeSet<(usize, usize, usize)> = known.iter().copied().collect();
    let mut order = Vec::with_capacity(states.len());
    while let Some((_, _, v)) = queue.pop_first() {
        order.push(v);
        let near = std::mem::take(&mut around[v]);
        let mut touched = near.clone();
        for &a in &near {
            around[a].remove(&v);
            around[a].extend(near.iter().copied().filter(|&b| b != a));
        }
        for &a in &near {
            touched.extend(around[a].iter().copied());
        }
        for u in touched {
            queue.remove(&known[u]);
            known[u] = cost(&around, u);
            queue.insert(known[u]);
        }
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
