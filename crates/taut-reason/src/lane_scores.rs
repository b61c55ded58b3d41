//! The concern scores of one person under many parameter sets at once.

use taut_knowledge::{
    Answers, Concern, ConditionId, ConditionKind, FindingId, Knowledge, Node, Value,
};

/// Log likelihood ratios of the watched conditions' marked findings, one a parameter set: [`crate::Weights`], drawn.
#[derive(Debug, Clone)]
pub(crate) struct LaneWeights {
    watched: Vec<LaneWatched>,
}

#[derive(Debug, Clone)]
struct LaneWatched {
    condition: ConditionId,
    serious: bool,
    groups: Vec<LaneGroup>,
}

/// Findings with the same causes, which repeat each other and count once.
#[derive(Debug, Clone)]
struct LaneGroup {
    causes: Vec<ConditionId>,
    weights: Vec<LaneWeight>,
}

#[derive(Debug, Clone)]
struct LaneWeight {
    finding: FindingId,
    /// State slowest, set fastest; per set never falling from state to state, as [`crate::Weights`] demands.
    by_state: Vec<f64>,
}

impl LaneWeights {
    /// Derives the weights; `log_ratios(f, conditions)` gives `ln P(f = s | c) - ln P(f = s | not c)` for each of the watched
    /// conditions above the finding `f`, state slowest, set fastest.
    ///
    /// Findings count below a condition that they descend from, and form one group where their causes are the same.
    pub(crate) fn derive(
        knowledge: &Knowledge,
        sets: usize,
        mut log_ratios: impl FnMut(FindingId, &[ConditionId]) -> Vec<Vec<f64>>,
    ) -> Self {
        let mut watched: Vec<LaneWatched> = (0..knowledge.conditions.len())
            .map(|i| ConditionId(i as u16))
            .filter(|id| knowledge.condition(*id).concern != Concern::None)
            .map(|condition| LaneWatched {
                condition,
                serious: knowledge.condition(condition).concern == Concern::Serious,
                groups: Vec::new(),
            })
            .collect();
        let marked = (0..knowledge.findings.len())
            .map(|i| FindingId(i as u16))
            .filter(|f| knowledge.finding(*f).is_marked());
        for finding in marked {
            let node = Node::Finding(finding);
            let above: Vec<usize> = (0..watched.len())
                .filter(|w| descends(knowledge, watched[*w].condition, node))
                .collect();
            let conditions: Vec<ConditionId> =
                above.iter().map(|w| watched[*w].condition).collect();
            if conditions.is_empty() {
                continue;
            }
            let causes: Vec<ConditionId> = parents(knowledge, node).collect();
            let from = usize::from(knowledge.finding(finding).present_from);
            for (w, mut by_state) in above.into_iter().zip(log_ratios(finding, &conditions)) {
                make_monotone(&mut by_state, sets, from);
                let weight = LaneWeight { finding, by_state };
                let groups = &mut watched[w].groups;
                match groups.iter_mut().find(|group| group.causes == causes) {
                    Some(group) => group.weights.push(weight),
                    None => {
                        groups.push(LaneGroup { causes: causes.clone(), weights: vec![weight] })
                    }
                }
            }
        }
        Self { watched }
    }

    /// Replaces each watched condition's probability by that of its score, in place.
    ///
    /// `probabilities[c][set]` is the posterior of condition `c` given the unmarked answers. Per group the largest weight above
    /// 0 and the lowest one below 0 count; a serious condition without any weight above 0 scores 0.
    pub(crate) fn score(&self, answers: &Answers, probabilities: &mut [Vec<f64>]) {
        for watched in &self.watched {
            let lanes = &mut probabilities[watched.condition.index()];
            let sets = lanes.len();
            let mut added = vec![0.0; sets];
            let mut any_present = vec![false; sets];
            for group in &watched.groups {
                let (mut highest, mut lowest) = (vec![0.0_f64; sets], vec![0.0_f64; sets]);
                let mut known = false;
                for weight in &group.weights {
                    let Value::State(state) = answers.get(weight.finding) else { continue };
                    known = true;
                    let start = usize::from(state) * sets;
                    let by_set = &weight.by_state[start..start + sets];
                    for ((high, low), w) in highest.iter_mut().zip(&mut lowest).zip(by_set) {
                        *high = high.max(*w);
                        *low = low.min(*w);
                    }
                }
                if known {
                    for set in 0..sets {
                        added[set] += highest[set] + lowest[set];
                        any_present[set] |= highest[set] > 0.0;
                    }
                }
            }
            for set in 0..sets {
                let p = lanes[set];
                lanes[set] = if watched.serious && !any_present[set] {
                    0.0
                } else {
                    // The odds of the posterior times exp(added), as a probability.
                    1.0 / (1.0 + (1.0 - p) / p * libm::exp(-added[set]))
                };
            }
        }
    }
}

/// At most 0 below "present", at least 0 from it on, never falling.
fn make_monotone(by_state: &mut [f64], sets: usize, present_from: usize) {
    for set in 0..sets {
        let mut floor = f64::NEG_INFINITY;
        for (state, weight) in by_state[set..].iter_mut().step_by(sets).enumerate() {
            let bounded = if state < present_from { weight.min(0.0) } else { weight.max(0.0) };
            floor = floor.max(bounded);
            *weight = floor;
        }
    }
}

fn parents(knowledge: &Knowledge, node: Node) -> impl Iterator<Item = ConditionId> + '_ {
    knowledge.links.iter().filter(move |l| l.child == node).filter_map(|l| l.cause)
}

/// True if the node is reached from the condition along the network's arrows.
fn descends(knowledge: &Knowledge, ancestor: ConditionId, node: Node) -> bool {
    parents(knowledge, node).any(|parent| {
        parent == ancestor
            || (knowledge.condition(parent).kind == ConditionKind::Mechanism
                && descends(knowledge, ancestor, Node::Condition(parent)))
    })
}
