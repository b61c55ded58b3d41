//! The concern layer: for each serious or nerve condition a score that cannot fall when one of its marked findings rises.

use taut_knowledge::{
    Answers, Concern, Condition, ConditionId, ConditionKind, FindingId, Knowledge, Node, Rung,
    Value,
};

use taut_infer::Circuit;

use crate::fixed::{LogOdds, Share};
use crate::network::Network;
use crate::posterior::Posteriors;

/// Log likelihood ratios that the network itself implies, per condition that asks for care.
#[derive(Debug, Clone, Default)]
pub struct Weights {
    /// One entry a watched condition.
    watched: Vec<Watched>,
    /// One entry a condition that asks for care.
    pointers: Vec<Pointers>,
}

/// A watched condition with its marked findings.
#[derive(Debug, Clone)]
pub struct Watched {
    /// The condition.
    pub condition: ConditionId,
    /// Marked findings by their causes; each group counts once.
    pub groups: Vec<Vec<Weight>>,
}

/// What one marked finding adds, per state.
#[derive(Debug, Clone)]
pub struct Weight {
    /// The finding.
    pub finding: FindingId,
    /// Never falling: at most 0 below "present", at least 0 from "present" on.
    pub by_state: Vec<LogOdds>,
}

/// A condition that asks for care, with the states of findings that point to it; none for a serious one.
#[derive(Debug, Clone)]
struct Pointers {
    condition: ConditionId,
    findings: Vec<(FindingId, Vec<bool>)>,
}

/// The score of one watched condition for one person.
#[derive(Debug, Clone, PartialEq)]
pub struct ConcernScore {
    /// The condition.
    pub condition: ConditionId,
    /// Log-odds given the unmarked answers alone.
    pub base_log_odds: f64,
    /// What marked findings add: finding and log likelihood ratio, in order of the knowledge; zero entries left out.
    pub added: Vec<(FindingId, f64)>,
    /// Probability equivalent of the score; 0 while no answer points to the condition, which for a serious one has to be marked.
    pub probability: f64,
    /// The same as it enters expected utility.
    pub(crate) share: Share,
    /// The same as it asks for care by itself: 0 while none of the condition's marked findings is present.
    pub(crate) by_marked: Share,
}

impl Weights {
    /// Derives the weights by observing each condition alone, at the average base rates.
    ///
    /// `w(f = s) = ln P(f = s | c) - ln P(f = s | not c)`. For a watched condition and its marked findings the weights are made
    /// non-decreasing over the states, at most 0 below "present" and at least 0 from it on. Only findings that descend from the
    /// condition count. Findings with the same parents form one group, because they repeat each other (SLR and slump agree far
    /// beyond chance: Walsh & Hall 2009). The sign alone tells which states of which findings point to a condition that asks
    /// for care.
    pub(crate) fn derive(
        knowledge: &Knowledge,
        network: &Network,
        circuit: &Circuit,
        priors: &[f64],
    ) -> Self {
        let nothing = circuit.evaluate(priors, &circuit.no_evidence());
        let mut weights = Self::default();
        for (index, condition) in knowledge.conditions.iter().enumerate() {
            let id = ConditionId(index as u16);
            let watched = condition.concern != Concern::None;
            let asks_for_care = asks_for_care(condition);
            let Some(variable) = network.condition(id) else { continue };
            if !watched && !asks_for_care {
                continue;
            }
            let mut evidence = circuit.no_evidence();
            circuit.observe(&mut evidence, variable, 1);
            let given = circuit.evaluate(priors, &evidence);
            let present = given.probability;
            let mut groups: Vec<(Vec<ConditionId>, Vec<Weight>)> = Vec::new();
            let mut pointers = Vec::new();
            for (f, finding) in knowledge.findings.iter().enumerate() {
                let finding_id = FindingId(f as u16);
                let Some(child) = network.finding(finding_id) else { continue };
                if !descends(knowledge, id, finding_id) {
                    continue;
                }
                let mut ratios: Vec<LogOdds> = (0..finding.states.len())
                    .map(|s| {
                        let joint = circuit.joint(&given, child, s);
                        let with = joint / present;
                        let without = (circuit.joint(&nothing, child, s) - joint) / (1.0 - present);
                        LogOdds::of(libm::log(with) - libm::log(without))
                    })
                    .collect();
                if condition.concern != Concern::Serious {
                    // A marked finding points from "present" on, so that it cannot stop pointing by rising.
                    let from = usize::from(finding.present_from);
                    let points = |(s, w): (usize, &LogOdds)| {
                        if finding.is_marked() { s >= from } else { *w > LogOdds::ZERO }
                    };
                    pointers.push((finding_id, ratios.iter().enumerate().map(points).collect()));
                }
                if watched && finding.is_marked() {
                    make_monotone(&mut ratios, usize::from(finding.present_from));
                    let key: Vec<ConditionId> =
                        parents(knowledge, Node::Finding(finding_id)).collect();
                    let weight = Weight { finding: finding_id, by_state: ratios };
                    match groups.iter_mut().find(|(k, _)| *k == key) {
                        Some((_, members)) => members.push(weight),
                        None => groups.push((key, vec![weight])),
                    }
                }
            }
            if watched {
                let groups = groups.into_iter().map(|(_, members)| members).collect();
                weights.watched.push(Watched { condition: id, groups });
            }
            weights.pointers.push(Pointers { condition: id, findings: pointers });
        }
        weights
    }

    /// The watched conditions.
    #[must_use]
    pub fn watched(&self) -> &[Watched] {
        &self.watched
    }

    /// Scores every watched condition.
    ///
    /// A group adds the largest weight of its present findings plus the smallest (most negative) of its absent ones; a finding
    /// that is not known adds nothing. Each part can only rise when a finding goes from absent to unknown to present. A
    /// condition that no answer points to weighs nothing: lack of information sends nobody on.
    pub(crate) fn scores(&self, answers: &Answers, unmarked: &Posteriors) -> Vec<ConcernScore> {
        self.watched
            .iter()
            .map(|watched| {
                let base = LogOdds::of_probability(unmarked.of(watched.condition));
                let mut added = Vec::new();
                let mut any_present = false;
                for group in &watched.groups {
                    let parts = group_parts(group, |finding| answers.get(finding));
                    any_present |= parts[0].is_some();
                    added.extend(parts.into_iter().flatten());
                }
                added.sort_by_key(|(finding, _)| *finding);
                let score = added.iter().fold(base, |sum, (_, w)| sum.plus(*w));
                let by_marked = if any_present { score.share() } else { Share::ZERO };
                let pointed = any_present || self.is_pointed_at(watched.condition, answers);
                let share = if pointed { score.share() } else { Share::ZERO };
                ConcernScore {
                    condition: watched.condition,
                    base_log_odds: base.value(),
                    added: added.into_iter().map(|(finding, w)| (finding, w.value())).collect(),
                    probability: share.value(),
                    share,
                    by_marked,
                }
            })
            .collect()
    }

    /// True if an answer points to this condition, or none needs to because it does not ask for care. A serious condition has
    /// no pointers but its marked findings, which are in its score.
    #[must_use]
    pub fn is_pointed_at(&self, condition: ConditionId, answers: &Answers) -> bool {
        self.pointers.iter().find(|p| p.condition == condition).is_none_or(|p| {
            p.findings.iter().any(|(finding, states)| match answers.get(*finding) {
                Value::State(state) => states[usize::from(state)],
                Value::Unknown => false,
            })
        })
    }
}

/// The largest positive weight of a group and its most negative one, each with its finding.
#[must_use]
pub fn group_parts(
    group: &[Weight],
    value: impl Fn(FindingId) -> Value,
) -> [Option<(FindingId, LogOdds)>; 2] {
    let mut highest: Option<(FindingId, LogOdds)> = None;
    let mut lowest: Option<(FindingId, LogOdds)> = None;
    for weight in group {
        let Value::State(state) = value(weight.finding) else { continue };
        let w = weight.by_state[usize::from(state)];
        if w > LogOdds::ZERO && highest.is_none_or(|(_, best)| w > best) {
            highest = Some((weight.finding, w));
        }
        if w < LogOdds::ZERO && lowest.is_none_or(|(_, least)| w < least) {
            lowest = Some((weight.finding, w));
        }
    }
    [highest, lowest]
}

/// True if a person with this condition alone should be seen by somebody.
pub(crate) fn asks_for_care(condition: &Condition) -> bool {
    condition.class.is_some_and(|class| class <= Rung::HoldAndSeePt)
}

/// At most 0 below "present", at least 0 from it on, never falling.
pub(crate) fn make_monotone(by_state: &mut [LogOdds], present_from: usize) {
    let mut floor: Option<LogOdds> = None;
    for (state, weight) in by_state.iter_mut().enumerate() {
        let below = state < present_from;
        let bounded =
            if below { (*weight).min(LogOdds::ZERO) } else { (*weight).max(LogOdds::ZERO) };
        let raised = floor.map_or(bounded, |f| f.max(bounded));
        floor = Some(raised);
        *weight = raised;
    }
}

/// Conditions that are direct causes of a node.
pub(crate) fn parents(knowledge: &Knowledge, node: Node) -> impl Iterator<Item = ConditionId> + '_ {
    knowledge.links.iter().filter(move |l| l.child == node).filter_map(|l| l.cause)
}

/// True if the finding is reached from the condition along the network's arrows.
pub(crate) fn descends(knowledge: &Knowledge, ancestor: ConditionId, finding: FindingId) -> bool {
    let mut open: Vec<ConditionId> = parents(knowledge, Node::Finding(finding)).collect();
    while let Some(condition) = open.pop() {
        if condition == ancestor {
            return true;
        }
        if knowledge.condition(condition).kind == ConditionKind::Mechanism {
            open.extend(parents(knowledge, Node::Condition(condition)));
        }
    }
    false
}
