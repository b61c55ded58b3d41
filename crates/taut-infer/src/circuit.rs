//! A network compiled once: one pass up gives P(evidence), one pass down every posterior.

use std::fmt;

use crate::eliminate::{Entries, first_indicators, polynomial, slopes};
use crate::evidence::{Evidence, Item, Known};
use crate::graph::{Graph, Leaf};
use crate::kernel::{Operands, Start};
use crate::network::Network;
use crate::order;
use crate::pool::Pool;
use crate::program::{LeafCounts, Program, Run};
use crate::space::{LANES, LaneSpace, Workspace};
use crate::split::{Split, expand};
use crate::variable::{Table, Variable};

/// How hard the compiler looks for a cheap circuit. The result is exact either way, and the same on every run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Effort {
    /// A few greedy orders: for a program that starts often.
    #[default]
    Quick,
    /// Local search over orders and all ways to split noisy-MAX families: for a circuit that is used often.
    Thorough,
}

/// A compiled network.
///
/// The network polynomial (Darwiche 2003) is a graph of sums of products, made by variable elimination with equal nodes
/// shared, constants folded and zeros left out. The slope of P(evidence) by the weight of `X = x` is
/// `P(x, evidence on the other variables)`; the slopes are sums of products too and are compiled with it.
///
/// All numbers are non-negative and only added and multiplied, so each result has a relative error of at most about
/// `operations on its longest path * 2^-53` (Higham 2002, section 3.1). See [`crate::Passes`] for very small probabilities.
#[derive(Debug, Clone)]
pub struct Circuit {
    pub(crate) program: Program,
    pub(crate) operands: Operands,
    /// Where the downward pass starts.
    pub(crate) down_at: Start,
    /// First indicator of each variable; the total at the end.
    pub(crate) first: Vec<u32>,
    /// Names for messages: of each variable and its states.
    pub(crate) names: Vec<(String, Vec<String>)>,
    /// Variables with an input table.
    pub(crate) inputs: Vec<usize>,
    /// Table entries that are supplied with each evaluation.
    pub(crate) parameters: usize,
    /// Those of them that are structure: position and value, 0 or 1.
    pub(crate) structure: Vec<(usize, f64)>,
    /// Number of states and parents of each expanded variable.
    pub(crate) shape: Vec<(usize, Vec<usize>)>,
    /// The noisy-MAX split that was chosen.
    pub(crate) split: Split,
    /// Memory for one case, for two, four and eight side by side.
    pub(crate) spaces: Pool<Workspace>,
    pub(crate) pair_spaces: Pool<LaneSpace<2>>,
    pub(crate) quad_spaces: Pool<LaneSpace<4>>,
    pub(crate) lane_spaces: Pool<LaneSpace<LANES>>,
    /// Order of elimination: names of expanded variables.
    order: Vec<String>,
}

/// A network that is too large to compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge {
    /// Products that the best order found would need, before zeros are left out.
    pub products: u64,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(
            f,
            "the network needs about {} products, more than the limit of {MOST_PRODUCTS}\n  hint: its tables interlock too closely for exact inference here; leave arrows out or merge states",
            self.products
        )
    }
}

impl std::error::Error for TooLarge {}

/// A circuit of more products is not built: it would take gigabytes.
pub const MOST_PRODUCTS: u64 = 50_000_000;

/// What is wrong with evidence: variable and problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceProblem {
    /// The variable, by name or number.
    pub variable: String,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl fmt::Display for EvidenceProblem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}: {}", self.variable, self.message)
    }
}

impl Circuit {
    /// Compiles a network. Deterministic: same network, same circuit.
    ///
    /// # Errors
    /// The network is too large.
    pub fn compile(network: &Network, effort: Effort) -> Result<Self, TooLarge> {
        Self::build(network, effort, Entries::Constant)
    }

    /// Compiles a network so that each table entry other than 0 and 1 is supplied with each evaluation, for many draws of the
    /// numbers at once; see [`crate::ParameterTable`]. Entries that are 0 or 1 here are structure and stay so.
    ///
    /// # Errors
    /// The network is too large.
    pub fn compile_parametric(network: &Network, effort: Effort) -> Result<Self, TooLarge> {
        Self::build(network, effort, Entries::Parametric)
    }

    fn build(network: &Network, effort: Effort, entries: Entries) -> Result<Self, TooLarge> {
        let has_families =
            network.variables().iter().any(|v| matches!(v.table, Table::NoisyMax(_)));
        let splits: &[Split] = match effort {
            Effort::Thorough if has_families => &Split::ALL,
            _ => &[Split::QUICK],
        };
        let mut best: Option<(usize, Self)> = None;
        let mut too_large = None;
        for &split in splits {
            let variables = expand(network.variables(), split);
            let rounds = match effort {
                Effort::Quick => 1,
                Effort::Thorough => 1000,
            };
            let order = order::order(&variables, rounds);
            let products = order::work_of(&variables, &order);
            if products > MOST_PRODUCTS {
                too_large = Some(TooLarge { products });
                continue;
            }
            let circuit = Self::with_order(network, &variables, &order, split, entries);
            let cost = circuit.multiply_adds();
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, circuit));
            }
        }
        match (best, too_large) {
            (Some((_, circuit)), _) => Ok(circuit),
            (None, Some(error)) => Err(error),
            (None, None) => unreachable!("there is at least one split"),
        }
    }

    fn with_order(
        network: &Network,
        variables: &[Variable],
        order: &[usize],
        split: Split,
        entries: Entries,
    ) -> Self {
        let sizes = network.sizes();
        let first = first_indicators(&sizes);
        let mut graph = Graph::new();
        let root = polynomial(&mut graph, variables, order, entries);
        let mut observable = Vec::new();
        for (v, variable) in network.variables().iter().enumerate() {
            if !variable.hidden {
                observable.extend(first[v]..first[v + 1]);
            }
        }
        let leaves: Vec<u32> = observable.iter().map(|&i| graph.leaf(Leaf::Indicator(i))).collect();
        let found = slopes(&mut graph, root, &leaves);
        let total = first.last().copied().unwrap_or(0) as usize;
        let mut by_indicator = vec![crate::graph::ZERO; total];
        for (&i, slope) in observable.iter().zip(found) {
            by_indicator[i as usize] = slope;
        }
        let given: Vec<f64> = match entries {
            Entries::Constant => Vec::new(),
            Entries::Parametric => variables
                .iter()
                .filter_map(|v| if let Table::Rows(rows) = &v.table { Some(rows) } else { None })
                .flatten()
                .copied()
                .collect(),
        };
        let parameters = given.len();
        let is_structure = |p: f64| p == 0.0 || p == 1.0;
        let counts = LeafCounts { indicators: total, variables: sizes.len(), parameters };
        let program = Program::new(&graph, root, &by_indicator, counts);
        let down_at = Start {
            result: program.layout.first_result
                + program.up.iter().map(|r| r.count as usize).sum::<usize>(),
            single: program.up.iter().map(Run::singles).sum(),
            pair: program.up.iter().map(Run::pairs).sum(),
            weight: program.up.iter().map(Run::weights).sum(),
        };
        Self {
            operands: Operands::new(&program.singles, &program.pairs, program.layout.slots),
            down_at,
            first,
            names: network.variables().iter().map(|v| (v.name.clone(), v.states.clone())).collect(),
            inputs: (0..sizes.len())
                .filter(|&v| network.variables()[v].table == Table::Input)
                .collect(),
            parameters,
            structure: given
                .iter()
                .copied()
                .enumerate()
                .filter(|(_, p)| is_structure(*p))
                .collect(),
            shape: variables.iter().map(|v| (v.states.len(), v.parents.clone())).collect(),
            split,
            spaces: Pool::default(),
            pair_spaces: Pool::default(),
            quad_spaces: Pool::default(),
            lane_spaces: Pool::default(),
            order: order.iter().map(|&v| variables[v].name.clone()).collect(),
            program,
        }
    }

    /// Multiply-adds of one upward and one downward pass: one for each term of each sum.
    #[must_use]
    pub fn multiply_adds(&self) -> usize {
        self.multiply_adds_up() + Program::multiply_adds(&self.program.down)
    }

    /// Multiply-adds of the upward pass alone, which gives P(evidence).
    #[must_use]
    pub fn multiply_adds_up(&self) -> usize {
        Program::multiply_adds(&self.program.up)
    }

    /// Numbers that one evaluation keeps, constants included.
    #[must_use]
    pub fn slots(&self) -> usize {
        self.program.layout.slots
    }

    /// Names of the variables in their order of elimination, helpers of noisy-MAX families included.
    #[must_use]
    pub fn elimination_order(&self) -> &[String] {
        &self.order
    }

    /// Number of variables.
    #[must_use]
    pub fn variables(&self) -> usize {
        self.names.len()
    }

    /// Number of states of a variable.
    #[must_use]
    pub fn states(&self, variable: usize) -> usize {
        self.names[variable].1.len()
    }

    /// Evidence with nothing observed.
    #[must_use]
    pub fn no_evidence(&self) -> Evidence {
        Evidence::none()
    }

    /// Sets a hard answer.
    ///
    /// # Panics
    /// If the network has no such variable or state; [`Circuit::check_evidence`] reports these instead.
    pub fn observe(&self, evidence: &mut Evidence, variable: usize, state: usize) {
        assert!(state < self.states(variable), "variable {variable} has no state {state}");
        evidence.observe(variable, state);
    }

    /// Every problem of some evidence: unknown variables and states, weights that are no weights. None means that it can be used.
    #[must_use]
    pub fn check_evidence(&self, evidence: &Evidence) -> Vec<EvidenceProblem> {
        evidence.items().iter().filter_map(|item| self.problem_of(item)).collect()
    }

    fn problem_of(&self, item: &Item) -> Option<EvidenceProblem> {
        let Some((name, states)) = self.names.get(item.variable) else {
            let message = format!("there are only {} variables", self.names.len());
            let variable = format!("variable number {}", item.variable + 1);
            return Some(EvidenceProblem { variable, message });
        };
        let message = match &item.known {
            Known::State(state) if *state >= states.len() => {
                format!("has no state number {}; it has {}", state + 1, states.join(", "))
            }
            Known::Weights(weights) if weights.len() != states.len() => {
                format!("got {} weights for its {} states", weights.len(), states.len())
            }
            Known::Weights(weights) if weights.iter().any(|w| !(0.0..=1.0).contains(w)) => {
                "a weight must be a number from 0 to 1; divide all by the largest".to_owned()
            }
            Known::Weights(weights) if weights.iter().all(|w| *w == 0.0) => {
                "all its weights are 0".to_owned()
            }
            _ => return None,
        };
        Some(EvidenceProblem { variable: format!("variable `{name}`"), message })
    }
}
