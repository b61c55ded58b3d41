//! Checks of a network: every problem at once, each with its variable and row.

use std::collections::BTreeMap;

use crate::noisy::NoisyMax;
use crate::problem::{NetworkProblem, NetworkProblems};
use crate::variable::{Table, Variable};

/// A row must sum to 1 within this.
pub const SUM_TOLERANCE: f64 = 1e-9;

/// A row whose sum is further off than this was not rounded, it is wrong.
pub const ROUNDING_LIMIT: f64 = 0.01;

/// Tables with more entries are refused before anything is multiplied out.
pub const MOST_ENTRIES: usize = 1 << 26;

/// At most this many rows of one table are named.
const NAMED_ROWS: usize = 3;

struct Checker<'v> {
    variables: &'v [Variable],
    problems: Vec<NetworkProblem>,
}

/// Checks the variables; returns an order in which parents come first.
pub fn check(variables: &[Variable]) -> Result<Vec<usize>, NetworkProblems> {
    let mut checker = Checker { variables, problems: Vec::new() };
    checker.names();
    for index in 0..variables.len() {
        checker.states(index);
        if checker.parents(index) {
            checker.table(index);
        }
    }
    let order = checker.order();
    if checker.problems.is_empty() { Ok(order) } else { Err(NetworkProblems(checker.problems)) }
}

fn is_unprintable(name: &str) -> bool {
    name.contains(|c: char| c == '"' || c.is_control())
}

impl Checker<'_> {
    fn add(&mut self, index: usize, message: String, hint: &str) {
        let name = &self.variables[index].name;
        let variable =
            if name.is_empty() { format!("number {}", index + 1) } else { format!("`{name}`") };
        self.problems.push(NetworkProblem { index, variable, message, hint: hint.to_owned() });
    }

    fn names(&mut self) {
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        let variables = self.variables;
        for (index, variable) in variables.iter().enumerate() {
            if variable.name.is_empty() {
                self.add(index, "has no name".to_owned(), "give every variable a name");
            } else if is_unprintable(&variable.name) {
                self.unprintable(index, "its name");
            } else if let Some(before) = first.insert(&variable.name, index) {
                let message = format!(
                    "the name is used twice, by variables {} and {}",
                    before + 1,
                    index + 1
                );
                self.add(index, message, "rename one of them");
            }
        }
    }

    fn unprintable(&mut self, index: usize, what: &str) {
        let message = format!("{what} is empty, or holds a quote or a control character");
        self.add(index, message, "use printable characters; a file could not hold this name");
    }

    fn states(&mut self, index: usize) {
        let variable = &self.variables[index];
        if variable.states.is_empty() {
            self.add(index, "has no states".to_owned(), "name at least one state");
        }
        if variable.states.iter().any(|s| s.is_empty() || is_unprintable(s)) {
            self.unprintable(index, "the name of a state");
        }
        let mut names: Vec<&str> = variable.states.iter().map(String::as_str).collect();
        names.sort_unstable();
        let mut twice: Vec<&str> =
            names.windows(2).filter(|w| w[0] == w[1]).map(|w| w[0]).collect();
        twice.dedup();
        for name in twice {
            self.add(index, format!("two states are called `{name}`"), "rename one of them");
        }
    }

    /// False if the parents are such that the table cannot be checked.
    fn parents(&mut self, index: usize) -> bool {
        let variable = &self.variables[index];
        let before = self.problems.len();
        for (position, &parent) in variable.parents.iter().enumerate() {
            if parent >= self.variables.len() {
                let message = format!(
                    "parent {} is variable number {}, but there are only {}",
                    position + 1,
                    parent + 1,
                    self.variables.len()
                );
                self.add(index, message, "name a variable of this network");
            } else if variable.parents[..position].contains(&parent) {
                let message = format!("`{}` is its parent twice", self.variables[parent].name);
                self.add(index, message, "list each parent once");
            }
        }
        self.problems.len() == before
            && !variable.states.is_empty()
            && variable.parents.iter().all(|&p| !self.variables[p].states.is_empty())
    }

    fn table(&mut self, index: usize) {
        let variable = &self.variables[index];
        match &variable.table {
            Table::Input => {
                if !variable.parents.is_empty() || variable.states.len() != 2 {
                    let message = format!(
                        "an input table needs two states and no parents; it has {} and {}",
                        variable.states.len(),
                        variable.parents.len()
                    );
                    self.add(index, message, "give it rows of probabilities instead");
                }
            }
            Table::Rows(rows) => {
                let sizes = variable.parents.iter().map(|&p| self.variables[p].states.len());
                let entries = sizes
                    .chain([variable.states.len()])
                    .try_fold(1_usize, |product, size| product.checked_mul(size))
                    .filter(|&n| n <= MOST_ENTRIES);
                match entries {
                    None => self.add(
                        index,
                        format!("its table would have more than {MOST_ENTRIES} entries"),
                        "split the family, for example as a noisy-MAX",
                    ),
                    Some(entries) if entries != rows.len() => {
                        let message =
                            format!("its table has {} entries; it needs {entries}", rows.len());
                        self.add(index, message, "one row a combination of the parents' states");
                    }
                    Some(_) => self.rows(index, rows, "row"),
                }
            }
            Table::NoisyMax(family) => self.noisy_max(index, family),
        }
    }

    fn noisy_max(&mut self, index: usize, family: &NoisyMax) {
        let variable = &self.variables[index];
        let states = variable.states.len();
        let mut fits =
            family.leak.len() == states && family.effects.len() == variable.parents.len();
        for (effects, &parent) in family.effects.iter().zip(&variable.parents) {
            fits &= effects.len() == (self.variables[parent].states.len() - 1) * states;
        }
        if fits {
            self.rows(index, &family.leak, "leak");
            for effects in &family.effects {
                self.rows(index, effects, "effect");
            }
        } else {
            let hint = "a leak over the states, and of each parent one such row for every state but its first";
            self.add(index, "its noisy-MAX parts have the wrong sizes".to_owned(), hint);
        }
    }

    fn rows(&mut self, index: usize, rows: &[f64], what: &str) {
        let states = self.variables[index].states.len();
        let bad: Vec<(usize, String)> = rows
            .chunks_exact(states)
            .enumerate()
            .filter_map(|(row, values)| {
                if let Some(entry) = values.iter().position(|p| !(0.0..=1.0).contains(p)) {
                    return Some((
                        row,
                        format!("has {:?}, which is no probability", values[entry]),
                    ));
                }
                let sum = values.iter().fold(0.0, |sum, p| sum + p);
                ((sum - 1.0).abs() > SUM_TOLERANCE).then(|| (row, format!("sums to {sum:?}")))
            })
            .collect();
        let more = bad.len().saturating_sub(NAMED_ROWS);
        for (row, message) in bad.into_iter().take(NAMED_ROWS) {
            let hint =
                "each row must sum to 1 within 1e-9; taut does not correct it unless told to";
            self.add(index, format!("{what} {} {message}", row + 1), hint);
        }
        if more > 0 {
            self.add(index, format!("{more} more rows are wrong"), "see the rows named before");
        }
    }

    /// Parents first, otherwise in the given order; a cycle is named.
    fn order(&mut self) -> Vec<usize> {
        let n = self.variables.len();
        let parents = |v: usize| self.variables[v].parents.iter().copied().filter(|&p| p < n);
        let mut missing: Vec<usize> = (0..n).map(|v| parents(v).count()).collect();
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); n];
        for v in 0..n {
            for p in parents(v) {
                children[p].push(v);
            }
        }
        let mut ready: std::collections::BTreeSet<usize> =
            (0..n).filter(|&v| missing[v] == 0).collect();
        let mut order = Vec::with_capacity(n);
        while let Some(v) = ready.pop_first() {
            order.push(v);
            for &child in &children[v] {
                missing[child] -= 1;
                if missing[child] == 0 {
                    ready.insert(child);
                }
            }
        }
        if order.len() < n {
            let cycle = self.cycle(&missing);
            let names: Vec<String> =
                cycle.iter().map(|&v| format!("`{}`", self.variables[v].name)).collect();
            let message = format!("is its own ancestor: {}", names.join(" -> "));
            self.add(cycle[0], message, "a network has no circle; take one of these arrows away");
        }
        order
    }

    /// A cycle among the variables whose parents never became ready, along the arrows, first variable repeated at the end.
    fn cycle(&self, missing: &[usize]) -> Vec<usize> {
        let n = self.variables.len();
        let mut v = missing.iter().position(|&m| m > 0).unwrap_or(0);
        let mut path: Vec<usize> = Vec::new();
        // Each of them has a parent among them, so going up must meet a variable again.
        while !path.contains(&v) {
            path.push(v);
            let up = self.variables[v].parents.iter().copied().find(|&p| p < n && missing[p] > 0);
            v = up.unwrap_or(v);
        }
        let start = path.iter().position(|&u| u == v).unwrap_or(0);
        let mut cycle: Vec<usize> = path[start..].to_vec();
        cycle.push(v);
        cycle.reverse();
        cycle
    }
}
