//! The concern layer: for each serious or nerve condition a score that cannot fall when one of its marked findings rises.

use taut_knowledge::{Answers, Concern, ConditionId, ConditionKind, FindingId, Node, Value};

use crate::posterior::{Posteriors, Reasoner};

/// Log likelihood ratios that the network itself implies, per watched condition and marked finding.
#[derive(Debug, Clone, Default)]
pub struct Weights {
    /// One entry a watched condition.
    watched: Vec<Watched>,
}

#[derive(Debug, Clone)]
struct Watched {
    condition: ConditionId,
    serious: bool,
    groups: Vec<Vec<Weight>>,
}

#[derive(Debug, Clone)]
struct Weight {
    finding: FindingId,
    /// Per state, never falling: at most 0 below "present", at least 0 from "present" on.
    by_state: Vec<f64>,
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
    /// Probability equivalent of the score; 0 while a serious condition has none of its marked findings present.
    pub probability: f64,
}

impl Weights {
    /// Derives the weights by observing each watched condition alone, at the average base rates.
    ///
    /// `w(f = s) = ln P(f = s | c) - ln P(f = s | not c)`, made non-decreasing over the states, at most 0 below "present" and
    /// at least 0 from it on. Only findings that descend from the condition count. Findings with the same parents form one
    /// group, because they repeat each other (SLR and slump agree far beyond chance: Walsh & Hall 2009).
    pub(crate) fn derive(reasoner: &Reasoner) -> Self {
        let knowledge = reasoner.knowledge;
        let network = &reasoner.network;
        let circuit = &reasoner.circuit;
        let priors = reasoner.average_priors();
        let nothing = circuit.evaluate(&priors, &circuit.no_evidence());
        let watched = knowledge
            .conditions
            .iter()
            .enumerate()
            .filter(|(_, c)| c.concern != Concern::None)
            .filter_map(|(index, condition)| {
                let id = ConditionId(index as u16);
                let variable = network.condition(id)?;
                let mut evidence = circuit.no_evidence();
                circuit.observe(&mut evidence, variable, 1);
                let given = circuit.evaluate(&priors, &evidence);
                let present = given.probability;
                let mut groups: Vec<(Vec<usize>, Vec<Weight>)> = Vec::new();
                for (f, finding) in knowledge.findings.iter().enumerate() {
                    let finding_id = FindingId(f as u16);
                    let Some(child) = network.finding(finding_id) else { continue };
                    if !finding.is_marked() || !descends(reasoner, id, finding_id) {
                        continue;
                    }
                    let mut by_state: Vec<f64> = (0..finding.states.len())
                        .map(|s| {
                            let joint = circuit.joint(&given, child, s);
                            let with = joint / present;
                            let without =
                                (circuit.joint(&nothing, child, s) - joint) / (1.0 - present);
                            libm::log(with) - libm::log(without)
                        })
                        .collect();
                    make_monotone(&mut by_state, usize::from(finding.present_from));
                    let key = knowledge_parents(reasoner, finding_id);
                    let weight = Weight { finding: finding_id, by_state };
                    match groups.iter_mut().find(|(k, _)| *k == key) {
                        Some((_, members)) => members.push(weight),
                        None => groups.push((key, vec![weight])),
                    }
                }
                Some(Watched {
                    condition: id,
                    serious: condition.concern == Concern::Serious,
                    groups: groups.into_iter().map(|(_, members)| members).collect(),
                })
            })
            .collect();
        Self { watched }
    }

    /// Scores every watched condition.
    ///
    /// A group adds the largest weight of its present findings plus the smallest (most negative) of its absent ones; a finding
    /// that is not known adds nothing. Each part can only rise when a finding goes from absent to unknown to present.
    pub(crate) fn scores(&self, answers: &Answers, unmarked: &Posteriors) -> Vec<ConcernScore> {
        self.watched
            .iter()
            .map(|watched| {
                let p = unmarked.of(watched.condition);
                let base_log_odds = libm::log(p) - libm::log(1.0 - p);
                let mut added = Vec::new();
                let mut any_present = false;
                for group in &watched.groups {
                    let mut highest: Option<(FindingId, f64)> = None;
                    let mut lowest: Option<(FindingId, f64)> = None;
                    for weight in group {
                        let Value::State(state) = answers.get(weight.finding) else { continue };
                        let w = weight.by_state[usize::from(state)];
                        if w > 0.0 && highest.is_none_or(|(_, best)| w > best) {
                            highest = Some((weight.finding, w));
                        }
                        if w < 0.0 && lowest.is_none_or(|(_, least)| w < least) {
                            lowest = Some((weight.finding, w));
                        }
                    }
                    any_present |= highest.is_some();
                    added.extend(highest);
                    added.extend(lowest);
                }
                added.sort_by_key(|(finding, _)| *finding);
                let score = added.iter().fold(base_log_odds, |sum, (_, w)| sum + w);
                let probability = if watched.serious && !any_present {
                    0.0
                } else {
                    1.0 / (1.0 + libm::exp(-score))
                };
                ConcernScore { condition: watched.condition, base_log_odds, added, probability }
            })
            .collect()
    }
}

fn make_monotone(by_state: &mut [f64], present_from: usize) {
    let mut floor = f64::NEG_INFINITY;
    for (state, weight) in by_state.iter_mut().enumerate() {
        let bounded = if state < present_from { weight.min(0.0) } else { weight.max(0.0) };
        floor = floor.max(bounded);
        *weight = floor;
    }
}

/// Conditions that are direct causes of a finding, as indices.
fn knowledge_parents(reasoner: &Reasoner, finding: FindingId) -> Vec<usize> {
    parents(reasoner, Node::Finding(finding)).map(ConditionId::index).collect()
}

fn parents<'r>(reasoner: &'r Reasoner, node: Node) -> impl Iterator<Item = ConditionId> + 'r {
    reasoner.knowledge.links.iter().filter(move |l| l.child == node).filter_map(|l| l.cause)
}

/// True if the finding is reached from the condition along the network's arrows.
fn descends(reasoner: &Reasoner, ancestor: ConditionId, finding: FindingId) -> bool {
    let mut open: Vec<ConditionId> = parents(reasoner, Node::Finding(finding)).collect();
    while let Some(condition) = open.pop() {
        if condition == ancestor {
            return true;
        }
        if reasoner.knowledge.condition(condition).kind == ConditionKind::Mechanism {
            open.extend(parents(reasoner, Node::Condition(condition)));
        }
    }
    false
}
