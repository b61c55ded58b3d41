//! One person's answers as a small program over the conditions, to be run for every parameter set at once.
//!
//! A finding without an answer drops out, because its probabilities sum to 1. An answer in the lowest state is a product of one
//! number per present cause (noisy-MAX; Heckerman 1989), so it only scales the weights of the conditions. What remains are
//! the mechanisms and the answers above the lowest state. Each is a chain over its causes with two states: so far below the
//! state, or exactly in it. Every number is at least 0 and nothing is subtracted on the way, so small probabilities keep their
//! digits.

use taut_knowledge::{ConditionId, ConditionKind, FindingId, Knowledge, Node};

use crate::draws::Draws;
use crate::lane_program::{Builder, ONE, Program, Ref, Space, ZERO, leaf_lanes};

/// A number of the program, one a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Leaf {
    /// Weight of a condition's state: base rate (of a cause) times what lowest-state answers make of it.
    Weight { condition: u16, present: bool },
    /// P(own effect of the link < state).
    Below { link: u32, state: u8 },
    /// P(own effect = state).
    Within { link: u32, state: u8 },
    /// P(own effect <= state).
    UpTo { link: u32, state: u8 },
}

/// Answers compiled.
#[derive(Debug, Clone)]
pub(crate) struct CaseProgram {
    program: Program<Leaf>,
    /// Causes with their links, one entry for each effect of an answer in the lowest state.
    lowest: Vec<(ConditionId, usize)>,
}

/// P(condition, answers) of each needed condition in each set, and P(answers): both up to one factor a set.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Joint {
    /// Per condition, one value a set.
    pub(crate) present: Vec<Vec<f64>>,
    /// One value a set.
    pub(crate) total: Vec<f64>,
}

impl CaseProgram {
    /// Compiles the answers: findings of the network with their states. Conditions that are not `needed` are left out; what is
    /// above an answer or above a needed mechanism has to be needed too.
    pub(crate) fn new(
        knowledge: &Knowledge,
        children: &Children,
        needed: impl Fn(ConditionId) -> bool,
        answers: impl Iterator<Item = (FindingId, u8)>,
    ) -> Self {
        let mut builder = Builder::new();
        let conditions: Vec<usize> =
            knowledge.conditions.iter().map(|_| builder.variable()).collect();
        for (i, &variable) in conditions.iter().enumerate() {
            let condition = i as u16;
            if needed(ConditionId(condition)) {
                let weight = |present| Leaf::Weight { condition, present };
                let table = vec![builder.leaf(weight(false)), builder.leaf(weight(true))];
                builder.factor(vec![variable], table);
            }
        }
        for (i, condition) in knowledge.conditions.iter().enumerate() {
            let id = ConditionId(i as u16);
            if condition.kind == ConditionKind::Mechanism && needed(id) {
                let family = children.family(Node::Condition(id));
                add_chain(&mut builder, &conditions, family, 1, 2, Some(conditions[i]));
            }
        }
        let mut lowest = Vec::new();
        for (finding, state) in answers {
            let family = children.family(Node::Finding(finding));
            if state == 0 {
                lowest.extend(family.causes.iter().copied());
            } else {
                let states = knowledge.finding(finding).states.len();
                add_chain(&mut builder, &conditions, family, state, states, None);
            }
        }
        let wanted = |leaf: &Leaf| matches!(leaf, Leaf::Weight { present: true, .. });
        Self { program: builder.compile(wanted), lowest }
    }

    /// What the lowest-state answers make of each condition's weight; 1 where there are none.
    pub(crate) fn scales(&self, knowledge: &Knowledge, draws: &Draws) -> Vec<Vec<f64>> {
        let mut scales = vec![vec![1.0; draws.count()]; knowledge.conditions.len()];
        for &(cause, link) in &self.lowest {
            for (scale, effect) in scales[cause.index()].iter_mut().zip(draws.effect(link, 1)) {
                *scale *= 1.0 - effect;
            }
        }
        scales
    }

    /// Runs the program. `rates[c]` is the base rate of a cause in each set, empty for a mechanism; `scales` as [`Self::scales`]
    /// gives them.
    pub(crate) fn run(
        &self,
        draws: &Draws,
        rates: &[Vec<f64>],
        scales: &[Vec<f64>],
        space: &mut Space,
    ) -> Joint {
        let sets = draws.count();
        let mut joint =
            Joint { present: vec![vec![0.0; sets]; rates.len()], total: vec![0.0; sets] };
        let supply = |leaf: Leaf, first: usize, lanes: &mut [f64]| {
            let range = first..first + lanes.len();
            match leaf {
                Leaf::Weight { condition, present } => {
                    let i = usize::from(condition);
                    weight(lanes, rates[i].get(range.clone()), &scales[i][range], present);
                }
                Leaf::Below { link, state } => {
                    let effect = &draws.effect(link as usize, usize::from(state))[range];
                    lanes.iter_mut().zip(effect).for_each(|(lane, e)| *lane = 1.0 - e);
                }
                Leaf::UpTo { link, state } => {
                    let effect = &draws.effect(link as usize, usize::from(state) + 1)[range];
                    lanes.iter_mut().zip(effect).for_each(|(lane, e)| *lane = 1.0 - e);
                }
                Leaf::Within { link, state } => {
                    let (link, state) = (link as usize, usize::from(state));
                    lanes.copy_from_slice(&draws.effect(link, state)[range.clone()]);
                    if state < draws.states(link) - 1 {
                        let above = &draws.effect(link, state + 1)[range];
                        lanes.iter_mut().zip(above).for_each(|(lane, e)| *lane -= e);
                    }
                }
            }
        };
        let take = |first: usize, root: &[f64], leaves: &[Leaf], slopes: &[f64]| {
            let range = first..first + root.len();
            joint.total[range.clone()].copy_from_slice(root);
            for (i, leaf) in leaves.iter().enumerate() {
                if let Leaf::Weight { condition, present: true } = *leaf {
                    let c = usize::from(condition);
                    let lanes = &mut joint.present[c][range.clone()];
                    weight(lanes, rates[c].get(range.clone()), &scales[c][range.clone()], true);
                    let slopes = leaf_lanes(slopes, i, root.len());
                    lanes.iter_mut().zip(slopes).for_each(|(lane, slope)| *lane *= slope);
                }
            }
        };
        self.program.run(sets, space, supply, take);
        joint
    }
}

/// The weight of a condition's state; a mechanism has no base rate.
fn weight(lanes: &mut [f64], rates: Option<&[f64]>, scales: &[f64], present: bool) {
    match (rates, present) {
        (Some(rates), true) => {
            for ((lane, rate), scale) in lanes.iter_mut().zip(rates).zip(scales) {
                *lane = rate * scale;
            }
        }
        (Some(rates), false) => {
            lanes.iter_mut().zip(rates).for_each(|(lane, rate)| *lane = 1.0 - rate);
        }
        (None, true) => lanes.copy_from_slice(scales),
        (None, false) => lanes.fill(1.0),
    }
}

/// The links of each child: its leak and its causes.
#[derive(Debug, Clone)]
pub(crate) struct Children {
    families: std::collections::BTreeMap<Node, Family>,
}

/// One child's links.
#[derive(Debug, Clone, Default)]
pub(crate) struct Family {
    leak: Option<usize>,
    causes: Vec<(ConditionId, usize)>,
}

/// A child without links.
const ALONE: &Family = &Family { leak: None, causes: Vec::new() };

impl Children {
    pub(crate) fn new(knowledge: &Knowledge) -> Self {
        let mut families = std::collections::BTreeMap::<Node, Family>::new();
        for (i, link) in knowledge.links.iter().enumerate() {
            let family = families.entry(link.child).or_default();
            match link.cause {
                Some(cause) => family.causes.push((cause, i)),
                None => family.leak = Some(i),
            }
        }
        Self { families }
    }

    /// The links of a child.
    pub(crate) fn family(&self, child: Node) -> &Family {
        self.families.get(&child).unwrap_or(ALONE)
    }
}

/// What one present cause, or the leak, does to a chain: stays below the state, reaches it, stays up to it.
struct Step {
    below: Ref,
    within: Ref,
    up_to: Ref,
}

impl Step {
    fn of(builder: &mut Builder<Leaf>, link: usize, state: u8, states: usize) -> Self {
        let link = link as u32;
        Self {
            below: builder.leaf(Leaf::Below { link, state }),
            within: builder.leaf(Leaf::Within { link, state }),
            up_to: match usize::from(state) + 1 == states {
                true => ONE,
                false => builder.leaf(Leaf::UpTo { link, state }),
            },
        }
    }
}

/// Multiplies P(child = state | causes) into the product, as a chain over the causes; with `end`, that variable is 1 where the
/// child is in the state and 0 where it is below it (a binary child: all there is).
fn add_chain(
    builder: &mut Builder<Leaf>,
    conditions: &[usize],
    family: &Family,
    state: u8,
    states: usize,
    end: Option<usize>,
) {
    // A row's parts: below the state, and in it.
    let mut before: [Ref; 2] = match family.leak {
        Some(leak) => {
            let leak = Step::of(builder, leak, state, states);
            [leak.below, leak.within]
        }
        None => [ONE, ZERO],
    };
    let mut running: Option<usize> = None;
    let count = family.causes.len();
    for (k, &(cause, link)) in family.causes.iter().enumerate() {
        let step = Step::of(builder, link, state, states);
        let last = k + 1 == count;
        let next = match (last, end) {
            (true, None) => None,
            (true, Some(end)) => Some(end),
            (false, _) => Some(builder.variable()),
        };
        // Rows: state of the chain so far (if it is a variable), then the cause; columns: state of the chain after it.
        let starts: Vec<[Ref; 2]> = match running {
            None => vec![before],
            Some(_) => vec![[ONE, ZERO], [ZERO, ONE]],
        };
        let mut table = Vec::new();
        for [below, within] in starts {
            let reached = builder.multiply(below, step.within);
            let kept = builder.multiply(within, step.up_to);
            let rows = [
                [below, within],
                [builder.multiply(below, step.below), builder.add(reached, kept)],
            ];
            for row in rows {
                table.extend(if next.is_some() { &row[..] } else { &row[1..] });
            }
        }
        let variables = running.into_iter().chain([conditions[cause.index()]]).chain(next);
        builder.factor(variables.collect(), table);
        running = next;
        before = [ONE, ZERO];
    }
    // A mechanism without causes is its leak; an answer without causes is the same number for everyone.
    if let (0, Some(end)) = (count, end) {
        builder.factor(vec![end], before.to_vec());
    }
}
