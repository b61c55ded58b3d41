//! Why evidence is impossible: a smallest set of observations that contradict each other.

use crate::circuit::Circuit;
use crate::evidence::{Evidence, Item};

/// Up to this many observations the set that is found has the fewest members; above, no member can be left out.
pub const FEWEST_UP_TO: usize = 20;

/// Observations that cannot all be true.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The observations, in the order in which they were given.
    pub items: Vec<Item>,
    /// True if no smaller set of the given observations is impossible; false if only no part of this set is.
    pub fewest: bool,
}

impl Circuit {
    /// A smallest set of observations that have probability 0 together; `None` if the evidence is possible.
    ///
    /// With at most [`FEWEST_UP_TO`] observations it has the fewest members of all such sets, else it is one that becomes
    /// possible with any member left out.
    ///
    /// # Panics
    /// As [`Circuit::evaluate`].
    #[must_use]
    pub fn conflict(&self, inputs: &[f64], evidence: &Evidence) -> Option<Conflict> {
        let mut search = Search { circuit: self, inputs, items: evidence.items() };
        let all: Vec<usize> = (0..search.items.len()).collect();
        if search.is_possible(&all) {
            return None;
        }
        let mut found = search.minimal(all);
        let fewest = search.items.len() <= FEWEST_UP_TO;
        if fewest {
            for size in 0..found.len() {
                if let Some(smaller) = search.of_size(size) {
                    found = smaller;
                    break;
                }
            }
        }
        let items = found.iter().map(|&i| search.items[i].clone()).collect();
        Some(Conflict { items, fewest })
    }

    /// A conflict in words: names and states.
    #[must_use]
    pub fn describe(&self, conflict: &Conflict) -> String {
        let parts: Vec<String> = conflict
            .items
            .iter()
            .map(|item| {
                let (name, states) = &self.names[item.variable];
                match &item.known {
                    crate::Known::State(state) => format!("{name} = {}", states[*state]),
                    crate::Known::Weights(weights) => {
                        let can: Vec<&str> = states
                            .iter()
                            .zip(weights)
                            .filter(|(_, w)| **w > 0.0)
                            .map(|(s, _)| s.as_str())
                            .collect();
                        format!("{name} = {}", can.join(" or "))
                    }
                }
            })
            .collect();
        let size = if conflict.fewest {
            "no smaller set of them does"
        } else {
            "without any one of them the rest is possible"
        };
        if parts.len() == 1 {
            format!("this answer is impossible on its own: {}", parts[0])
        } else {
            format!("these answers contradict each other: {} ({size})", parts.join(", "))
        }
    }
}

struct Search<'a> {
    circuit: &'a Circuit,
    inputs: &'a [f64],
    items: &'a [Item],
}

impl Search<'_> {
    fn evidence(&self, members: &[usize]) -> Evidence {
        Evidence::of_items(members.iter().map(|&i| self.items[i].clone()).collect())
    }

    fn is_possible(&mut self, members: &[usize]) -> bool {
        self.circuit.evaluate(self.inputs, &self.evidence(members)).probability > 0.0
    }

    /// Leaves out members one by one while the rest stays impossible.
    fn minimal(&mut self, mut members: Vec<usize>) -> Vec<usize> {
        let mut at = 0;
        while at < members.len() {
            let mut rest = members.clone();
            rest.remove(at);
            if self.is_possible(&rest) {
                at += 1;
            } else {
                members = rest;
            }
        }
        members
    }

    /// An impossible set of `size` members, all smaller sets being possible. One pass over `size - 1` members has in its slopes
    /// the probability with every further member.
    fn of_size(&mut self, size: usize) -> Option<Vec<usize>> {
        if size == 0 {
            return (!self.is_possible(&[])).then(Vec::new);
        }
        let n = self.items.len();
        let mut members: Vec<usize> = (0..size - 1).collect();
        loop {
            let passes = self.circuit.evaluate(self.inputs, &self.evidence(&members));
            let from = members.last().map_or(0, |last| last + 1);
            for (i, item) in self.items.iter().enumerate().skip(from) {
                let states = 0..self.circuit.states(item.variable);
                let with: f64 = states
                    .map(|s| item.known.weight(s) * self.circuit.joint(&passes, item.variable, s))
                    .sum();
                // A slope of 0 may be an underflow; only a whole evaluation tells.
                if with == 0.0 {
                    let mut set = members.clone();
                    set.push(i);
                    if !self.is_possible(&set) {
                        return Some(set);
                    }
                }
            }
            if !next_combination(&mut members, n) {
                return None;
            }
        }
    }
}

/// The next increasing sequence of numbers below `n`, in order; false after the last.
fn next_combination(members: &mut [usize], n: usize) -> bool {
    let k = members.len();
    for i in (0..k).rev() {
        if members[i] + k - i < n {
            members[i] += 1;
            for j in i + 1..k {
                members[j] = members[j - 1] + 1;
            }
            return true;
        }
    }
    false
}
