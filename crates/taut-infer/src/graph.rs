//! The circuit while it is built: leaves, and sums of products of earlier nodes, equal ones shared, constants folded.

use std::hash::{BuildHasher as _, Hash};

use hashbrown::{HashMap, HashTable};
use rustc_hash::FxBuildHasher;

/// Index of a node.
pub type Ref = u32;

/// A leaf: a number that does not depend on other nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Leaf {
    /// A constant (bits of the f64).
    Constant(u64),
    /// The weight of a variable's state: position among all states of all variables.
    Indicator(u32),
    /// P(state 1) of the input table of a variable, or its complement.
    Input {
        /// The variable.
        variable: u32,
        /// The probability itself, not its complement.
        present: bool,
    },
    /// A table entry that is supplied with each evaluation: position among the parameters.
    Parameter(u32),
}

/// A product of two nodes, a term of a sum.
pub type Term = (Ref, Ref);

#[derive(Debug, Clone, Copy)]
enum Node {
    Leaf(Leaf),
    /// A sum of products: where its terms stand.
    Sum {
        start: u32,
        end: u32,
    },
}

/// A graph of sums of products. A node comes after all that it needs.
#[derive(Debug, Clone)]
pub struct Graph {
    nodes: Vec<Node>,
    terms: Vec<Term>,
    leaves: HashMap<Leaf, Ref, FxBuildHasher>,
    sums: HashTable<Ref>,
    scratch: Vec<Term>,
}

/// The constant 0.
pub const ZERO: Ref = 0;
/// The constant 1; the second factor of a term that is no product.
pub const ONE: Ref = 1;

impl Graph {
    pub fn new() -> Self {
        let mut graph = Self {
            nodes: Vec::new(),
            terms: Vec::new(),
            leaves: HashMap::default(),
            sums: HashTable::new(),
            scratch: Vec::new(),
        };
        graph.constant(0.0);
        graph.constant(1.0);
        graph
    }

    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The node of a leaf.
    pub fn leaf(&mut self, leaf: Leaf) -> Ref {
        let next = self.nodes.len() as Ref;
        let node = *self.leaves.entry(leaf).or_insert(next);
        if node == next {
            self.nodes.push(Node::Leaf(leaf));
        }
        node
    }

    /// The node of a constant.
    pub fn constant(&mut self, value: f64) -> Ref {
        self.leaf(Leaf::Constant(value.to_bits()))
    }

    /// What kind of leaf a node is, if it is one.
    pub fn as_leaf(&self, node: Ref) -> Option<Leaf> {
        match self.nodes[node as usize] {
            Node::Leaf(leaf) => Some(leaf),
            Node::Sum { .. } => None,
        }
    }

    /// The terms of a sum; none for a leaf.
    pub fn terms(&self, node: Ref) -> &[Term] {
        match self.nodes[node as usize] {
            Node::Leaf(_) => &[],
            Node::Sum { start, end } => &self.terms[start as usize..end as usize],
        }
    }

    /// The number of a constant.
    pub fn value(&self, node: Ref) -> Option<f64> {
        match self.nodes[node as usize] {
            Node::Leaf(Leaf::Constant(bits)) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    /// A product of two nodes.
    pub fn product(&mut self, a: Ref, b: Ref) -> Ref {
        self.sum([(a, b)])
    }

    /// A sum of products.
    ///
    /// Zero terms go, products of constants are added up, terms of one node with several constants become one term. Terms
    /// stand in order of their nodes, so that equal sums are found equal; that order is the order of addition for good.
    pub fn sum(&mut self, terms: impl IntoIterator<Item = Term>) -> Ref {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        let mut constant = 0.0;
        for (a, b) in terms {
            if a == ZERO || b == ZERO {
                continue;
            }
            match (self.value(a), self.value(b)) {
                (Some(x), Some(y)) => constant += x * y,
                (Some(_), None) => scratch.push((b, a)),
                (None, Some(_)) => scratch.push((a, b)),
                (None, None) => scratch.push((a.min(b), a.max(b))),
            }
        }
        scratch.sort_unstable();
        self.merge_constants(&mut scratch);
        if constant > 0.0 {
            let node = self.constant(constant);
            scratch.push((node, ONE));
        }
        let node = match scratch[..] {
            [] => ZERO,
            [(a, ONE)] => a,
            _ => self.intern(&scratch),
        };
        self.scratch = scratch;
        node
    }

    /// `a c1 + a c2` is `a (c1 + c2)`; the terms are sorted.
    fn merge_constants(&mut self, terms: &mut Vec<Term>) {
        let mut kept = 0;
        for i in 0..terms.len() {
            let (a, b) = terms[i];
            if kept > 0
                && terms[kept - 1].0 == a
                && let (Some(x), Some(y)) = (self.value(terms[kept - 1].1), self.value(b))
            {
                terms[kept - 1].1 = self.constant(x + y);
            } else {
                terms[kept] = (a, b);
                kept += 1;
            }
        }
        terms.truncate(kept);
    }

    fn intern(&mut self, wanted: &[Term]) -> Ref {
        let hash_of = |terms: &[Term]| {
            let mut state = FxBuildHasher.build_hasher();
            terms.hash(&mut state);
            std::hash::Hasher::finish(&state)
        };
        let (nodes, terms) = (&self.nodes, &self.terms);
        let terms_of = |node: Ref| match nodes[node as usize] {
            Node::Leaf(_) => &[],
            Node::Sum { start, end } => &terms[start as usize..end as usize],
        };
        let hash = hash_of(wanted);
        if let Some(&found) = self.sums.find(hash, |&node| terms_of(node) == wanted) {
            return found;
        }
        let node = self.nodes.len() as Ref;
        self.sums.insert_unique(hash, node, |&old| hash_of(terms_of(old)));
        let start = self.terms.len() as u32;
        self.terms.extend_from_slice(wanted);
        self.nodes.push(Node::Sum { start, end: self.terms.len() as u32 });
        node
    }
}
