//! Builds the Bayesian network that the knowledge describes: noisy-MAX families, base rates by setting, age and sex.

use taut_infer::{NoisyMax, Table, Variable};
use taut_knowledge::{ConditionId, ConditionKind, FindingId, Knowledge, Link, Node, Sex};

/// A setting whose base rates apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Setting {
    /// A person who asks at home.
    #[default]
    Home,
    /// A person in a physical-therapy clinic.
    PtClinic,
}

/// The network that the knowledge describes: causes first, then mechanisms, then findings, parents before children.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    graph: taut_infer::Network,
    nodes: Vec<Node>,
    condition_variable: Vec<Option<usize>>,
    finding_variable: Vec<Option<usize>>,
}

impl Network {
    /// Builds the network from checked knowledge. Findings without a driven link do not enter it.
    ///
    /// A child with its causes and its leak is a noisy-MAX ([`taut_infer::NoisyMax`]): `P(child <= s) = L(s) * prod_i F_i(s)^{c_i}`
    /// with `L` the leak's cumulative distribution and `F_i(s) = P(child <= s | c_i alone) / L(s)`.
    #[must_use]
    pub fn new(knowledge: &Knowledge) -> Self {
        Self::with_links(knowledge, &knowledge.links)
    }

    /// The network with other numbers in its links, such as drawn ones; causes and children as in the knowledge.
    #[must_use]
    pub fn with_links(knowledge: &Knowledge, links: &[Link]) -> Self {
        let mut builder = Builder {
            links,
            variables: Vec::new(),
            nodes: Vec::new(),
            condition_variable: vec![None; knowledge.conditions.len()],
            finding_variable: vec![None; knowledge.findings.len()],
        };
        for (index, condition) in knowledge.conditions.iter().enumerate() {
            if condition.kind == ConditionKind::Cause {
                let node = Node::Condition(ConditionId(index as u16));
                builder.push(&condition.id, 2, Vec::new(), Table::Input, node);
            }
        }
        // Mechanisms in an order in which every cause comes before its children.
        let mut open: Vec<usize> = (0..knowledge.conditions.len())
            .filter(|&i| knowledge.conditions[i].kind == ConditionKind::Mechanism)
            .collect();
        while !open.is_empty() {
            let before = open.len();
            open.retain(|&index| {
                let node = Node::Condition(ConditionId(index as u16));
                let ready = links.iter().filter(|l| l.child == node).all(|l| {
                    l.cause.is_none_or(|c| builder.condition_variable[c.index()].is_some())
                });
                if ready {
                    builder.child(node, &knowledge.conditions[index].id, 2);
                }
                !ready
            });
            assert!(open.len() < before, "the loader has checked that the network has no circle");
        }
        for (index, finding) in knowledge.findings.iter().enumerate() {
            let node = Node::Finding(FindingId(index as u16));
            if links.iter().any(|l| l.child == node) {
                builder.child(node, &finding.id, finding.states.len());
            }
        }
        match taut_infer::Network::new(builder.variables) {
            Ok(graph) => Self {
                graph,
                nodes: builder.nodes,
                condition_variable: builder.condition_variable,
                finding_variable: builder.finding_variable,
            },
            Err(problems) => panic!("the loader has checked the figures:\n{problems}"),
        }
    }

    /// Variables and tables.
    #[must_use]
    pub fn graph(&self) -> &taut_infer::Network {
        &self.graph
    }

    /// Number of variables.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// True without variables.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The condition or finding that a variable stands for.
    #[must_use]
    pub fn node(&self, variable: usize) -> Node {
        self.nodes[variable]
    }

    /// Number of states of a variable.
    #[must_use]
    pub fn states(&self, variable: usize) -> usize {
        self.graph.variables()[variable].states.len()
    }

    /// The variable of a condition.
    #[must_use]
    pub fn condition(&self, id: ConditionId) -> Option<usize> {
        self.condition_variable[id.index()]
    }

    /// The variable of a finding that is in the network.
    #[must_use]
    pub fn finding(&self, id: FindingId) -> Option<usize> {
        self.finding_variable[id.index()]
    }

    /// P(present) of each variable that is a cause, for a setting, an age band and a sex; 0 for the others.
    ///
    /// Modifiers multiply the odds of the base rate.
    #[must_use]
    pub fn priors(
        &self,
        knowledge: &Knowledge,
        setting: Setting,
        age_band: usize,
        sex: Sex,
    ) -> Vec<f64> {
        self.nodes
            .iter()
            .map(|node| {
                let Node::Condition(id) = *node else { return 0.0 };
                let condition = knowledge.condition(id);
                let Some(prior) = &condition.prior else { return 0.0 };
                let base = match setting {
                    Setting::Home => prior.home,
                    Setting::PtClinic => prior.pt_clinic,
                };
                let by_sex = match sex {
                    Sex::Female => condition.female_odds,
                    Sex::Male => condition.male_odds,
                };
                let odds = base / (1.0 - base) * condition.age_odds[age_band] * by_sex;
                odds / (1.0 + odds)
            })
            .collect()
    }
}

struct Builder<'l> {
    links: &'l [Link],
    variables: Vec<Variable>,
    nodes: Vec<Node>,
    condition_variable: Vec<Option<usize>>,
    finding_variable: Vec<Option<usize>>,
}

impl Builder<'_> {
    fn push(&mut self, name: &str, states: usize, parents: Vec<usize>, table: Table, node: Node) {
        let variable = self.variables.len();
        match node {
            Node::Condition(id) => self.condition_variable[id.index()] = Some(variable),
            Node::Finding(id) => self.finding_variable[id.index()] = Some(variable),
        }
        self.nodes.push(node);
        self.variables.push(Variable {
            name: name.to_owned(),
            states: (0..states).map(|s| format!("s{s}")).collect(),
            parents,
            table,
            hidden: false,
        });
    }

    fn child(&mut self, node: Node, name: &str, states: usize) {
        let links = || self.links.iter().filter(|l| l.child == node);
        let leak = links().find(|l| l.cause.is_none()).map_or_else(
            // Without a leak the child is in its first state unless a cause acts.
            || (0..states).map(|s| f64::from(u8::from(s == 0))).collect(),
            |l| l.given.clone(),
        );
        let (mut parents, mut effects) = (Vec::new(), Vec::new());
        for link in links() {
            if let Some(cause) = link.cause.and_then(|c| self.condition_variable[c.index()]) {
                parents.push(cause);
                effects.push(effect(&link.given, &leak));
            }
        }
        self.push(name, states, parents, Table::NoisyMax(NoisyMax { leak, effects }), node);
    }
}

/// Distribution of a cause's own effect: its cumulative distribution is `F(s) = P(child <= s | cause alone) / L(s)`.
///
/// `F` must not fall from state to state; the loader checks that of the records. Drawn figures may break it: there `F(s)` is
/// the least of `F(t)` over `t >= s`, so that the child is never in a lower state more often than was drawn.
fn effect(given: &[f64], leak: &[f64]) -> Vec<f64> {
    let (given, leak) = (cumulative(given), cumulative(leak));
    let mut up_to: Vec<f64> =
        given.iter().zip(&leak).map(|(g, l)| if g < l { g / l } else { 1.0 }).collect();
    for s in (1..up_to.len()).rev() {
        up_to[s - 1] = up_to[s - 1].min(up_to[s]);
    }
    let mut below = 0.0;
    up_to
        .iter()
        .map(|&f| {
            let p = f - below;
            below = f;
            p
        })
        .collect()
}

/// Sums from the first state on; the last is 1 whatever the rounding.
fn cumulative(given: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    let last = given.len() - 1;
    given
        .iter()
        .enumerate()
        .map(|(i, p)| {
            sum += p;
            if i == last { 1.0 } else { sum }
        })
        .collect()
}
