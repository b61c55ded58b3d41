//! The Bayesian network that the knowledge describes: variables, parents and tables, noisy-MAX expanded.

use taut_knowledge::{ConditionId, ConditionKind, FindingId, Knowledge, Node, Sex};

/// A setting whose base rates apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Setting {
    /// A person who asks at home.
    #[default]
    Home,
    /// A person in a physical-therapy clinic.
    PtClinic,
}

/// Where a variable's table comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum Table {
    /// A cause: P(present) is an input of the network, because it depends on setting, age and sex.
    Prior,
    /// Rows in the order of the parents' states (first parent slowest), each a distribution over the variable's states.
    Rows(Vec<f64>),
}

/// One discrete variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    /// Name, unique; conditions and findings keep their ids.
    pub name: String,
    /// Number of states.
    pub states: usize,
    /// Parents (indices of earlier variables).
    pub parents: Vec<usize>,
    /// Table.
    pub table: Table,
    /// The node of the knowledge, or `None` for a helper of a noisy-MAX chain.
    pub node: Option<Node>,
}

/// A network, variables in topological order.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// Variables.
    pub variables: Vec<Variable>,
    condition_variable: Vec<Option<usize>>,
    finding_variable: Vec<Option<usize>>,
}

/// Families with at most this many causes get one table; larger ones a chain of maxima.
const DIRECT_PARENTS: usize = 3;

impl Network {
    /// Builds the network from checked knowledge. Findings without a driven link do not enter it.
    ///
    /// A child with causes `c_i` and leak is a noisy-MAX: `P(child <= s) = L(s) * prod_i F_i(s)^{c_i}` with `L` the leak's
    /// cumulative distribution and `F_i(s) = P(child <= s | c_i alone) / L(s)` (Diez 1993; noisy-OR when binary, Pearl 1988).
    #[must_use]
    pub fn new(knowledge: &Knowledge) -> Self {
        let mut network = Self {
            variables: Vec::new(),
            condition_variable: vec![None; knowledge.conditions.len()],
            finding_variable: vec![None; knowledge.findings.len()],
        };
        for (index, condition) in knowledge.conditions.iter().enumerate() {
            if condition.kind == ConditionKind::Cause {
                let id = ConditionId(index as u16);
                network.condition_variable[index] = Some(network.variables.len());
                network.variables.push(Variable {
                    name: condition.id.clone(),
                    states: 2,
                    parents: Vec::new(),
                    table: Table::Prior,
                    node: Some(Node::Condition(id)),
                });
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
                let ready = knowledge.links.iter().filter(|l| l.child == node).all(|l| {
                    l.cause.is_none_or(|c| network.condition_variable[c.index()].is_some())
                });
                if ready {
                    network.add_child(knowledge, node, &knowledge.conditions[index].id, 2);
                }
                !ready
            });
            assert!(open.len() < before, "the loader has checked that the network has no circle");
        }
        for (index, finding) in knowledge.findings.iter().enumerate() {
            let node = Node::Finding(FindingId(index as u16));
            if knowledge.links.iter().any(|l| l.child == node) {
                network.add_child(knowledge, node, &finding.id, finding.states.len());
            }
        }
        network
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

    fn add_child(&mut self, knowledge: &Knowledge, node: Node, name: &str, states: usize) {
        let mut leak = None;
        let mut causes = Vec::new();
        for link in knowledge.links.iter().filter(|l| l.child == node) {
            match link.cause {
                None => leak = Some(cumulative(&link.given)),
                Some(cause) => {
                    causes.push((self.condition_variable[cause.index()], cumulative(&link.given)));
                }
            }
        }
        let leak = leak.unwrap_or_else(|| vec![1.0; states]);
        let causes: Vec<(usize, Vec<f64>)> = causes
            .into_iter()
            .filter_map(|(variable, given)| {
                let ratio = given.iter().zip(&leak).map(|(g, l)| (g / l).min(1.0)).collect();
                variable.map(|v| (v, ratio))
            })
            .collect();
        let variable = if causes.len() <= DIRECT_PARENTS {
            let parents: Vec<usize> = causes.iter().map(|(v, _)| *v).collect();
            let table = direct_table(&leak, &causes, states);
            self.push(name, states, parents, table, Some(node))
        } else {
            self.add_chain(name, node, states, &leak, &causes)
        };
        match node {
            Node::Condition(id) => self.condition_variable[id.index()] = Some(variable),
            Node::Finding(id) => self.finding_variable[id.index()] = Some(variable),
        }
    }

    /// Splits a large family: each step takes the running maximum and two more causes.
    fn add_chain(
        &mut self,
        name: &str,
        node: Node,
        states: usize,
        leak: &[f64],
        causes: &[(usize, Vec<f64>)],
    ) -> usize {
        let parents: Vec<usize> = causes[..2].iter().map(|(v, _)| *v).collect();
        let mut running = self.push(
            &format!("{name}_max_1"),
            states,
            parents,
            direct_table(leak, &causes[..2], states),
            None,
        );
        let mut rest = &causes[2..];
        let mut step = 2;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(2));
            let last = later.is_empty();
            let mut parents = vec![running];
            parents.extend(now.iter().map(|(v, _)| *v));
            let mut rows = Vec::new();
            for from in 0..states {
                let floor: Vec<f64> = (0..states).map(|s| f64::from(u8::from(s >= from))).collect();
                rows.extend(direct_table(&floor, now, states));
            }
            let label = if last { name.to_owned() } else { format!("{name}_max_{step}") };
            running = self.push(&label, states, parents, rows, last.then_some(node));
            rest = later;
            step += 1;
        }
        running
    }

    fn push(
        &mut self,
        name: &str,
        states: usize,
        parents: Vec<usize>,
        rows: Vec<f64>,
        node: Option<Node>,
    ) -> usize {
        self.variables.push(Variable {
            name: name.to_owned(),
            states,
            parents,
            table: Table::Rows(rows),
            node,
        });
        self.variables.len() - 1
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
        self.variables
            .iter()
            .map(|variable| {
                let (Some(Node::Condition(id)), Table::Prior) = (variable.node, &variable.table)
                else {
                    return 0.0;
                };
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

fn direct_table(leak: &[f64], causes: &[(usize, Vec<f64>)], states: usize) -> Vec<f64> {
    let rows = 1_usize << causes.len();
    let mut table = Vec::with_capacity(rows * states);
    for row in 0..rows {
        let mut below = 0.0;
        for s in 0..states {
            let mut up_to = leak[s];
            for (i, (_, ratio)) in causes.iter().enumerate() {
                if row >> (causes.len() - 1 - i) & 1 == 1 {
                    up_to *= ratio[s];
                }
            }
            table.push((up_to - below).max(0.0));
            below = up_to;
        }
    }
    table
}
