//! A graph as a straight program: slots in a fixed layout, and runs of sums of the same shape over streams of operands.

use std::collections::{BTreeMap, VecDeque};

use crate::graph::{Graph, Leaf, ONE, Ref, ZERO};

/// What the nodes of a run compute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The sum of `arity` slots.
    Sum,
    /// The sum of `arity` slots, each times a constant that stands beside the operands.
    Weighted,
    /// The sum of `arity` products of two slots.
    Products,
}

/// Consecutive nodes of one shape; their results stand in consecutive slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Shape.
    pub kind: Kind,
    /// Terms of each node.
    pub arity: u32,
    /// Number of nodes.
    pub count: u32,
}

/// Where things stand among the slots: 0, 1, constants, indicators, inputs, parameters, then results.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// Constants, from slot 0.
    pub constants: Vec<f64>,
    /// Slot of the first indicator; all follow in order of variables and states.
    pub first_indicator: usize,
    /// Slot of the first input; two a variable of the network, complement first.
    pub first_input: usize,
    /// Slot of the first parameter; all follow in order.
    pub first_parameter: usize,
    /// Slot of the first result.
    pub first_result: usize,
    /// Number of slots.
    pub slots: usize,
}

/// The program, its operands as slots.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// Layout of the slots.
    pub layout: Layout,
    /// Operands of sums and weighted sums, in order of evaluation.
    pub singles: Vec<u32>,
    /// Operands of products, in order of evaluation.
    pub pairs: Vec<(u32, u32)>,
    /// Constants of the weighted nodes, in the same order. They are read one after another, and once for all lanes.
    pub weights: Vec<f64>,
    /// Runs of the upward pass.
    pub up: Vec<Run>,
    /// Runs of the downward pass.
    pub down: Vec<Run>,
    /// Slot of the probability of the evidence.
    pub root: u32,
    /// Slot of the slope by each indicator; slot 0 where it is 0 by structure.
    pub slopes: Vec<u32>,
}

/// Numbers of leaves of each kind, used or not.
#[derive(Debug, Clone, Copy)]
pub struct LeafCounts {
    /// States of all variables.
    pub indicators: usize,
    /// Variables of the network.
    pub variables: usize,
    /// Table entries that are supplied with each evaluation.
    pub parameters: usize,
}

impl Program {
    /// Lays out what the root and the slopes need.
    pub fn new(graph: &Graph, root: Ref, slopes: &[Ref], counts: LeafCounts) -> Self {
        let up = needed(graph, &[root], |_| false);
        let down = needed(graph, slopes, |node| up[node]);
        let mut slot_of = vec![0_u32; graph.len()];
        let read = constants_in_slots(graph, &up, &down, root, slopes);
        let layout = place_leaves(graph, &read, counts, &mut slot_of);
        let mut program = Self { layout, ..Self::default() };
        for (phase, is_up) in [(&up, true), (&down, false)] {
            let runs = if is_up { &mut program.up } else { &mut program.down };
            for ((kind, arity), node) in schedule(graph, phase) {
                slot_of[node as usize] = program.layout.slots as u32;
                program.layout.slots += 1;
                for &(a, b) in graph.terms(node) {
                    let (first, second) = (slot_of[a as usize], slot_of[b as usize]);
                    match kind {
                        Kind::Products => program.pairs.push((first, second)),
                        Kind::Sum | Kind::Weighted => program.singles.push(first),
                    }
                    if kind == Kind::Weighted {
                        program.weights.extend(graph.value(b));
                    }
                }
                match runs.last_mut() {
                    Some(run) if (run.kind, run.arity) == (kind, arity) => run.count += 1,
                    _ => runs.push(Run { kind, arity, count: 1 }),
                }
            }
        }
        program.root = slot_of[root as usize];
        program.slopes = slopes.iter().map(|&n| slot_of[n as usize]).collect();
        program
    }

    /// Multiply-adds of some runs: one a term.
    pub fn multiply_adds(runs: &[Run]) -> usize {
        runs.iter().map(Run::terms).sum()
    }
}

fn kind_of(graph: &Graph, node: Ref) -> Kind {
    let terms = graph.terms(node);
    if terms.iter().all(|t| t.1 == ONE) {
        Kind::Sum
    } else if terms.iter().all(|t| graph.value(t.1).is_some()) {
        Kind::Weighted
    } else {
        Kind::Products
    }
}

/// Leaves that are read from a slot: all but the constants that only weigh.
fn constants_in_slots(
    graph: &Graph,
    up: &[bool],
    down: &[bool],
    root: Ref,
    slopes: &[Ref],
) -> Vec<bool> {
    let mut read = vec![false; graph.len()];
    for node in [ZERO, ONE, root].iter().chain(slopes) {
        read[*node as usize] = true;
    }
    for node in (0..graph.len()).filter(|&n| up[n] || down[n]) {
        let kind = kind_of(graph, node as Ref);
        for &(a, b) in graph.terms(node as Ref) {
            read[a as usize] = true;
            read[b as usize] |= kind == Kind::Products;
        }
    }
    read
}

/// Nodes that some others need, those left out that are `known` already.
fn needed(graph: &Graph, from: &[Ref], known: impl Fn(usize) -> bool) -> Vec<bool> {
    let mut needed = vec![false; graph.len()];
    for &node in from {
        needed[node as usize] = true;
    }
    for node in (0..graph.len()).rev() {
        if known(node) {
            needed[node] = false;
        }
        if needed[node] {
            for &(a, b) in graph.terms(node as Ref) {
                needed[a as usize] = true;
                needed[b as usize] = true;
            }
        }
    }
    needed
}

/// The sums of a phase in an order of evaluation with long runs of one shape: always the shape with the most nodes that are
/// ready, until none of that shape is.
fn schedule(graph: &Graph, phase: &[bool]) -> Vec<((Kind, u32), Ref)> {
    let is_sum = |n: Ref| phase[n as usize] && graph.as_leaf(n).is_none();
    let sums: Vec<Ref> = (0..graph.len() as Ref).filter(|&n| is_sum(n)).collect();
    let operands = |n: Ref| {
        graph.terms(n).iter().flat_map(|&(a, b)| [a, b]).filter(|&operand| is_sum(operand))
    };
    // Who waits for a node, all in one list: those of node `n` start at `from[n]`.
    let mut from = vec![0_u32; graph.len() + 1];
    for operand in sums.iter().flat_map(|&n| operands(n)) {
        from[operand as usize + 1] += 1;
    }
    for n in 0..graph.len() {
        from[n + 1] += from[n];
    }
    let mut waiting = vec![0; from[graph.len()] as usize];
    let mut next = from.clone();
    let mut missing = vec![0_u32; graph.len()];
    for &n in &sums {
        for operand in operands(n) {
            waiting[next[operand as usize] as usize] = n;
            next[operand as usize] += 1;
            missing[n as usize] += 1;
        }
    }
    let shape = |n: Ref| (kind_of(graph, n), graph.terms(n).len() as u32);
    let mut ready: BTreeMap<(Kind, u32), VecDeque<Ref>> = BTreeMap::new();
    for &n in sums.iter().filter(|&&n| missing[n as usize] == 0) {
        ready.entry(shape(n)).or_default().push_back(n);
    }
    let mut order = Vec::with_capacity(sums.len());
    while let Some((&now, _)) =
        ready.iter().rev().max_by_key(|(_, nodes)| nodes.len()).filter(|(_, n)| !n.is_empty())
    {
        while let Some(n) = ready.get_mut(&now).and_then(VecDeque::pop_front) {
            order.push((now, n));
            for &user in &waiting[from[n as usize] as usize..from[n as usize + 1] as usize] {
                missing[user as usize] -= 1;
                if missing[user as usize] == 0 {
                    ready.entry(shape(user)).or_default().push_back(user);
                }
            }
        }
    }
    order
}

fn place_leaves(graph: &Graph, read: &[bool], counts: LeafCounts, slot_of: &mut [u32]) -> Layout {
    let mut constants = Vec::new();
    for node in 0..graph.len() {
        if let Some(Leaf::Constant(bits)) = graph.as_leaf(node as Ref)
            && read[node]
        {
            slot_of[node] = constants.len() as u32;
            constants.push(f64::from_bits(bits));
        }
    }
    let first_indicator = constants.len();
    let first_input = first_indicator + counts.indicators;
    let first_parameter = first_input + 2 * counts.variables;
    let first_result = first_parameter + counts.parameters;
    for (node, place) in slot_of.iter_mut().enumerate() {
        let slot = match graph.as_leaf(node as Ref) {
            Some(Leaf::Indicator(i)) => first_indicator + i as usize,
            Some(Leaf::Input { variable, present }) => {
                first_input + 2 * variable as usize + usize::from(present)
            }
            Some(Leaf::Parameter(p)) => first_parameter + p as usize,
            _ => continue,
        };
        *place = slot as u32;
    }
    Layout {
        constants,
        first_indicator,
        first_input,
        first_parameter,
        first_result,
        slots: first_result,
    }
}

impl Run {
    /// Number of weights of all its nodes.
    pub fn weights(&self) -> usize {
        if self.kind == Kind::Weighted { self.terms() } else { 0 }
    }

    /// Number of terms of all its nodes.
    pub fn terms(&self) -> usize {
        self.arity as usize * self.count as usize
    }

    /// Number of pairs of operands of all its nodes.
    pub fn pairs(&self) -> usize {
        if self.kind == Kind::Products { self.terms() } else { 0 }
    }

    /// Number of single operands of all its nodes.
    pub fn singles(&self) -> usize {
        if self.kind == Kind::Products { 0 } else { self.terms() }
    }
}
