//! Finds the balance of a cable: the least energy, by Newton's method with exact elimination along the branches.
//!
//! The energy is strictly convex, since every node has a spring, and its second derivative is a tree of springs: one pass
//! from the ends to node 0 and one back solve it without a subtraction. So the balance exists, is unique and is found.

use super::cable::Cable;

/// Newton steps at most; a dozen are usual.
const MOST_STEPS: usize = 200;
/// Steps that move no node by more than this end the search, m.
const LEAST_MOVE: f64 = 1e-14;
/// A step is taken when the slope of the energy along it has fallen to this share.
const ENOUGH: f64 = 0.9;

/// Memory that is used again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    force: Vec<f64>,
    slope: Vec<f64>,
    pivot: Vec<f64>,
    step: Vec<f64>,
    trial: Vec<f64>,
}

impl Cable<'_> {
    /// How far each node slides in balance, m.
    #[must_use]
    pub fn balance(&self) -> Vec<f64> {
        let mut slid = Vec::new();
        settle(self, &mut slid, &mut Memory::default());
        slid
    }
}

/// Lets `slid` (m, one entry a node) run to the balance, from whatever it holds.
pub(crate) fn settle(cable: &Cable<'_>, slid: &mut Vec<f64>, memory: &mut Memory) {
    slid.resize(cable.nodes(), 0.0);
    slid[0] = 0.0;
    for _ in 0..MOST_STEPS {
        newton(cable, slid, memory);
        let share = share(cable, slid, memory);
        let mut most: f64 = 0.0;
        for (slid, step) in slid.iter_mut().zip(&memory.step) {
            *slid += share * step;
            most = most.max((share * step).abs());
        }
        if most <= LEAST_MOVE {
            return;
        }
    }
}

/// How far each node moves when forces (N) act on the nodes, to first order around `slid`; `force` is replaced.
pub(crate) fn respond(cable: &Cable<'_>, slid: &[f64], force: &mut [f64]) {
    let mut memory = Memory { force: force.to_vec(), ..Memory::default() };
    slopes(cable, slid, &mut memory);
    solve(cable, slid, &mut memory);
    force.copy_from_slice(&memory.step);
}

/// Leftover forces and the step that would undo them if all springs stayed as they are.
fn newton(cable: &Cable<'_>, slid: &[f64], memory: &mut Memory) {
    cable.left_over(slid, &mut memory.force);
    slopes(cable, slid, memory);
    solve(cable, slid, memory);
}

fn slopes(cable: &Cable<'_>, slid: &[f64], memory: &mut Memory) {
    memory.slope.clear();
    memory.slope.push(0.0);
    memory.slope.extend((1..cable.nodes()).map(|node| cable.tension(node, slid).1));
}

/// Springs in series and side by side, from the ends to node 0; then the moves back from there.
fn solve(cable: &Cable<'_>, slid: &[f64], memory: &mut Memory) {
    let nodes = cable.nodes();
    let Memory { force, slope, pivot, step, .. } = memory;
    pivot.clear();
    pivot.extend((0..nodes).map(|node| cable.spring(node, slid[node])));
    for node in (1..nodes).rev() {
        let parent = cable.parent[node];
        let passed = slope[node] / (slope[node] + pivot[node]);
        pivot[parent] += passed * pivot[node];
        force[parent] += passed * force[node];
    }
    step.clear();
    step.resize(nodes, 0.0);
    for node in 1..nodes {
        let pulled = force[node] + slope[node] * step[cable.parent[node]];
        step[node] = pulled / (slope[node] + pivot[node]);
    }
}

/// The share of the step to take: all of it, unless the energy then rises too steeply; found by halving, as its slope
/// along the step is monotone.
fn share(cable: &Cable<'_>, slid: &[f64], memory: &mut Memory) -> f64 {
    let Memory { force, step, trial, .. } = memory;
    cable.left_over(slid, force);
    let start = along(force, step);
    if start <= 0.0 {
        return 1.0;
    }
    let (mut low, mut high, mut share) = (0.0, 1.0, 1.0);
    for _ in 0..60 {
        trial.clear();
        trial.extend(slid.iter().zip(step.iter()).map(|(slid, step)| slid + share * step));
        cable.left_over(trial, force);
        let slope = along(force, step);
        if slope.abs() <= ENOUGH * start {
            return share;
        }
        if slope < 0.0 {
            high = share;
        } else if share >= 1.0 {
            return 1.0;
        } else {
            low = share;
        }
        share = 0.5 * (low + high);
    }
    share
}

fn along(force: &[f64], step: &[f64]) -> f64 {
    force.iter().zip(step).fold(0.0, |sum, (force, step)| sum + force * step)
}
