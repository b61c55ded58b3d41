//! Multi-valued decision diagrams: sets of answer sets, shared, canonical, closed under "and", "or" and "not".
//!
//! A node asks one variable and has one child for each of its values (Srinivasan et al. 1990; Bryant 1986 for two values).
//! Variables are asked in a fixed order and equal nodes are shared, so two sets are equal exactly if their references are.

use std::collections::HashMap;

/// A set of assignments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Set(u32);

/// The empty set.
pub const NOTHING: Set = Set(0);

/// All assignments.
pub const EVERYTHING: Set = Set(1);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Node {
    level: u32,
    children: Box<[Set]>,
}

/// A store of diagrams over variables with finitely many values.
#[derive(Debug)]
pub struct Diagrams {
    /// Number of values of each variable, in the order in which they are asked.
    sizes: Vec<usize>,
    nodes: Vec<Node>,
    shared: HashMap<Node, Set>,
    ands: HashMap<(Set, Set), Set>,
    nots: HashMap<Set, Set>,
    restricted: HashMap<(Set, u32, u32), Set>,
}

impl Diagrams {
    /// A store over variables with these numbers of values.
    #[must_use]
    pub fn new(sizes: Vec<usize>) -> Self {
        // The two terminals come below every variable.
        let level = u32::MAX;
        let terminal = || Node { level, children: Box::default() };
        Self {
            sizes,
            nodes: vec![terminal(), terminal()],
            shared: HashMap::new(),
            ands: HashMap::new(),
            nots: HashMap::from([(NOTHING, EVERYTHING), (EVERYTHING, NOTHING)]),
            restricted: HashMap::new(),
        }
    }

    /// Number of nodes made so far: the work done.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// The assignments in which this variable has one of the values for which `holds` is true.
    pub fn values(&mut self, level: usize, holds: impl Fn(usize) -> bool) -> Set {
        let children = (0..self.sizes[level])
            .map(|value| if holds(value) { EVERYTHING } else { NOTHING })
            .collect();
        self.node(level as u32, children)
    }

    fn node(&mut self, level: u32, children: Box<[Set]>) -> Set {
        if children.iter().all(|child| *child == children[0]) {
            return children[0];
        }
        let node = Node { level, children };
        if let Some(found) = self.shared.get(&node) {
            return *found;
        }
        let set = Set(self.nodes.len() as u32);
        self.nodes.push(node.clone());
        self.shared.insert(node, set);
        set
    }

    fn level(&self, set: Set) -> u32 {
        self.nodes[set.0 as usize].level
    }

    fn child(&self, set: Set, level: u32, value: usize) -> Set {
        let node = &self.nodes[set.0 as usize];
        if node.level == level { node.children[value] } else { set }
    }

    /// What is in both.
    pub fn and(&mut self, a: Set, b: Set) -> Set {
        match (a, b) {
            (NOTHING, _) | (_, NOTHING) => return NOTHING,
            (EVERYTHING, x) | (x, EVERYTHING) => return x,
            _ if a == b => return a,
            _ => {}
        }
        let key = (a.min(b), a.max(b));
        if let Some(found) = self.ands.get(&key) {
            return *found;
        }
        let level = self.level(a).min(self.level(b));
        let children = (0..self.sizes[level as usize])
            .map(|value| {
                let (left, right) = (self.child(a, level, value), self.child(b, level, value));
                self.and(left, right)
            })
            .collect();
        let set = self.node(level, children);
        self.ands.insert(key, set);
        set
    }

    /// What is not in the set.
    pub fn not(&mut self, a: Set) -> Set {
        if let Some(found) = self.nots.get(&a) {
            return *found;
        }
        let level = self.level(a);
        let children = (0..self.sizes[level as usize])
            .map(|value| {
                let child = self.child(a, level, value);
                self.not(child)
            })
            .collect();
        let set = self.node(level, children);
        self.nots.insert(a, set);
        self.nots.insert(set, a);
        set
    }

    /// What is in either.
    pub fn or(&mut self, a: Set, b: Set) -> Set {
        let (not_a, not_b) = (self.not(a), self.not(b));
        let neither = self.and(not_a, not_b);
        self.not(neither)
    }

    /// What is in the first and not in the second.
    pub fn minus(&mut self, a: Set, b: Set) -> Set {
        let not_b = self.not(b);
        self.and(a, not_b)
    }

    /// The assignments that are in at least this many of the sets.
    pub fn at_least(&mut self, count: usize, sets: &[Set]) -> Set {
        // reached[k]: at least k of the sets seen so far.
        let mut reached = vec![NOTHING; count + 1];
        reached[0] = EVERYTHING;
        for &set in sets {
            for k in (1..=count).rev() {
                let one_more = self.and(reached[k - 1], set);
                reached[k] = self.or(reached[k], one_more);
            }
        }
        reached[count]
    }

    /// The assignments that are in the set once this variable is given this value; they no longer depend on the variable.
    pub fn restrict(&mut self, set: Set, level: usize, value: usize) -> Set {
        let level = level as u32;
        if self.level(set) > level {
            return set;
        }
        if self.level(set) == level {
            return self.child(set, level, value);
        }
        let key = (set, level, value as u32);
        if let Some(found) = self.restricted.get(&key) {
            return *found;
        }
        let top = self.level(set);
        let children = (0..self.sizes[top as usize])
            .map(|v| {
                let child = self.child(set, top, v);
                self.restrict(child, level as usize, value)
            })
            .collect();
        let result = self.node(top, children);
        self.restricted.insert(key, result);
        result
    }

    /// True if the assignment (one value a variable) is in the set.
    #[must_use]
    pub fn contains(&self, mut set: Set, assignment: &[usize]) -> bool {
        while set != NOTHING && set != EVERYTHING {
            let node = &self.nodes[set.0 as usize];
            set = node.children[assignment[node.level as usize]];
        }
        set == EVERYTHING
    }

    /// Up to `most` partial assignments (level and value) whose every completion is in the set; none if it is empty.
    #[must_use]
    pub fn examples(&self, set: Set, most: usize) -> Vec<Vec<(usize, usize)>> {
        let mut found = Vec::new();
        self.walk(set, &mut Vec::new(), most, &mut found);
        found
    }

    fn walk(
        &self,
        set: Set,
        path: &mut Vec<(usize, usize)>,
        most: usize,
        found: &mut Vec<Vec<(usize, usize)>>,
    ) {
        if set == NOTHING || found.len() >= most {
            return;
        }
        if set == EVERYTHING {
            found.push(path.clone());
            return;
        }
        let node = &self.nodes[set.0 as usize];
        for (value, child) in node.children.iter().enumerate() {
            path.push((node.level as usize, value));
            self.walk(*child, path, most, found);
            path.pop();
        }
    }
}
