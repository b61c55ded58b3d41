//! The concern scores of one person under many parameter sets at once.

use taut_knowledge::{Answers, Concern, ConditionId, FindingId, Knowledge, Node, Value};

use crate::concern::{asks_for_care, descends, make_monotone, parents};
use crate::fixed::{LogOdds, Share};

/// [`crate::Weights`], one a parameter set.
#[derive(Debug, Clone)]
pub(crate) struct LaneWeights {
    sets: usize,
    /// One entry a condition.
    conditions: Vec<LaneCondition>,
}

#[derive(Debug, Clone)]
struct LaneCondition {
    /// Marked findings of a watched condition, by their causes.
    groups: Vec<LaneGroup>,
    watched: bool,
    /// Findings that may point to a condition that asks for care; `None` if it needs none.
    pointers: Option<Vec<LanePointer>>,
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
    /// State slowest, set fastest; per set never falling from state to state.
    by_state: Vec<LogOdds>,
}

#[derive(Debug, Clone)]
struct LanePointer {
    finding: FindingId,
    /// Whether the state points to the condition; state slowest, set fastest.
    by_state: Vec<bool>,
}

/// What the decision reads of each condition, in each set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneScores {
    /// As the condition enters expected utility: condition, then set.
    pub share: Vec<Vec<Share>>,
    /// As a watched condition asks for care by itself; empty where it does not in any set.
    pub by_marked: Vec<Vec<Share>>,
}

impl LaneWeights {
    /// Derives the weights; `log_ratios(f, conditions)` gives `ln P(f = s | c) - ln P(f = s | not c)` for each of the conditions
    /// above the finding `f` that have use for it, state slowest, set fastest.
    pub(crate) fn derive(
        knowledge: &Knowledge,
        sets: usize,
        mut log_ratios: impl FnMut(FindingId, &[ConditionId]) -> Vec<Vec<f64>>,
    ) -> Self {
        let mut lanes: Vec<LaneCondition> = knowledge
            .conditions
            .iter()
            .map(|condition| {
                let watched = condition.concern != Concern::None;
                let needs_pointer = watched || asks_for_care(condition);
                let pointers = needs_pointer.then(Vec::new);
                LaneCondition { groups: Vec::new(), watched, pointers }
            })
            .collect();
        for (f, record) in knowledge.findings.iter().enumerate() {
            let finding = FindingId(f as u16);
            // Nothing but its score points to a serious condition.
            let may_point = |c: ConditionId| {
                lanes[c.index()].pointers.is_some()
                    && knowledge.condition(c).concern != Concern::Serious
            };
            let above: Vec<ConditionId> = (0..lanes.len())
                .map(|c| ConditionId(c as u16))
                .filter(|c| may_point(*c) || (lanes[c.index()].watched && record.is_marked()))
                .filter(|c| descends(knowledge, *c, finding))
                .collect();
            if above.is_empty() {
                continue;
            }
            let points: Vec<bool> = above.iter().map(|c| may_point(*c)).collect();
            let causes: Vec<ConditionId> = parents(knowledge, Node::Finding(finding)).collect();
            let present = usize::from(record.present_from);
            let drawn = log_ratios(finding, &above);
            for ((condition, may_point), ratios) in above.into_iter().zip(points).zip(drawn) {
                let lane = &mut lanes[condition.index()];
                let mut ratios: Vec<LogOdds> = ratios.into_iter().map(LogOdds::of).collect();
                if let Some(pointers) = lane.pointers.as_mut().filter(|_| may_point) {
                    // A marked finding points from "present" on, so that it cannot stop pointing by rising.
                    let point = |(i, w): (usize, &LogOdds)| match record.is_marked() {
                        true => i / sets >= present,
                        false => *w > LogOdds::ZERO,
                    };
                    let by_state = ratios.iter().enumerate().map(point).collect();
                    pointers.push(LanePointer { finding, by_state });
                }
                if lane.watched && record.is_marked() {
                    each_set_monotone(&mut ratios, sets, present);
                    let weight = LaneWeight { finding, by_state: ratios };
                    match lane.groups.iter_mut().find(|group| group.causes == causes) {
                        Some(group) => group.weights.push(weight),
                        None => {
                            lane.groups
                                .push(LaneGroup { causes: causes.clone(), weights: vec![weight] });
                        }
                    }
                }
            }
        }
        Self { sets, conditions: lanes }
    }

    /// Scores every condition as [`crate::Weights`] does; `unmarked[c][set]` is its posterior given the unmarked answers.
    pub(crate) fn score(&self, answers: &Answers, unmarked: &[Vec<f64>]) -> LaneScores {
        let mut scores = LaneScores { share: Vec::new(), by_marked: Vec::new() };
        for (lane, posteriors) in self.conditions.iter().zip(unmarked) {
            let pointed = self.pointed(lane, answers);
            if !lane.watched {
                let share = posteriors.iter().zip(&pointed);
                let share = share.map(|(p, yes)| if *yes { Share::of(*p) } else { Share::ZERO });
                scores.share.push(share.collect());
                scores.by_marked.push(Vec::new());
                continue;
            }
            let (added, any_present) = self.added(lane, answers);
            let score = |set: usize| LogOdds::of_probability(posteriors[set]).plus(added[set]);
            let mut share = vec![Share::ZERO; self.sets];
            let mut by_marked = Vec::new();
            for set in (0..self.sets).filter(|set| pointed[*set] || any_present[*set]) {
                share[set] = score(set).share();
                if any_present[set] {
                    by_marked.resize(self.sets, Share::ZERO);
                    by_marked[set] = share[set];
                }
            }
            scores.share.push(share);
            scores.by_marked.push(by_marked);
        }
        scores
    }

    /// Whether an answer points to the condition, in each set.
    fn pointed(&self, lane: &LaneCondition, answers: &Answers) -> Vec<bool> {
        let Some(pointers) = &lane.pointers else { return vec![true; self.sets] };
        let mut pointed = vec![false; self.sets];
        for pointer in pointers {
            if let Value::State(state) = answers.get(pointer.finding) {
                let start = usize::from(state) * self.sets;
                let points = &pointer.by_state[start..start + self.sets];
                pointed.iter_mut().zip(points).for_each(|(any, yes)| *any |= yes);
            }
        }
        pointed
    }

    /// What the marked answers add in each set, and whether any is present.
    ///
    /// A group adds its largest weight above 0 and its lowest one below 0.
    fn added(&self, lane: &LaneCondition, answers: &Answers) -> (Vec<LogOdds>, Vec<bool>) {
        let mut added = vec![LogOdds::ZERO; self.sets];
        let mut any_present = vec![false; self.sets];
        let (mut highest, mut lowest) = (added.clone(), added.clone());
        for group in &lane.groups {
            let mut known = false;
            highest.fill(LogOdds::ZERO);
            lowest.fill(LogOdds::ZERO);
            for weight in &group.weights {
                let Value::State(state) = answers.get(weight.finding) else { continue };
                known = true;
                let start = usize::from(state) * self.sets;
                let by_set = &weight.by_state[start..start + self.sets];
                for ((high, low), w) in highest.iter_mut().zip(&mut lowest).zip(by_set) {
                    *high = (*high).max(*w);
                    *low = (*low).min(*w);
                }
            }
            if known {
                for set in 0..self.sets {
                    added[set] = added[set].plus(highest[set]).plus(lowest[set]);
                    any_present[set] |= highest[set] > LogOdds::ZERO;
                }
            }
        }
        (added, any_present)
    }
}

/// [`make_monotone`] over the states of each set.
fn each_set_monotone(by_state: &mut [LogOdds], sets: usize, present_from: usize) {
    let mut column = Vec::new();
    for set in 0..sets {
        column.clear();
        column.extend(by_state[set..].iter().step_by(sets));
        make_monotone(&mut column, present_from);
        for (weight, made) in by_state[set..].iter_mut().step_by(sets).zip(&column) {
            *weight = *made;
        }
    }
}
