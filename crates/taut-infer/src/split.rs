//! The exact expansion of noisy-MAX families into small tables with hidden running maxima.

use crate::noisy::{NoisyMax, larger};
use crate::variable::{Table, Variable};

/// How a noisy-MAX family becomes tables. Every choice is exact; they differ in cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// Families with at most this many parents become one table.
    pub whole: usize,
    /// Parents that each step of a chain takes in.
    pub step: usize,
}

impl Split {
    /// The choice of [`crate::Effort::Quick`].
    pub const QUICK: Self = Self { whole: 3, step: 2 };
    /// The choices that [`crate::Effort::Thorough`] tries.
    pub const ALL: [Self; 6] = [
        Self { whole: 3, step: 2 },
        Self { whole: 2, step: 1 },
        Self { whole: 2, step: 2 },
        Self { whole: 3, step: 1 },
        Self { whole: 4, step: 2 },
        Self { whole: 1, step: 1 },
    ];
}

/// Replaces every noisy-MAX family by tables. The given variables keep their indices; hidden helpers follow at the end.
#[must_use]
pub fn expand(variables: &[Variable], split: Split) -> Vec<Variable> {
    let mut out = variables.to_vec();
    for (index, variable) in variables.iter().enumerate() {
        if let Table::NoisyMax(family) = &variable.table {
            expand_family(&mut out, index, family, split);
        }
    }
    out
}

fn expand_family(out: &mut Vec<Variable>, index: usize, family: &NoisyMax, split: Split) {
    let parents = out[index].parents.clone();
    let n = family.leak.len();
    let first = if parents.len() <= split.whole { parents.len() } else { split.step.max(1) };
    let mut taken = first;
    let mut parents_now: Vec<usize> = parents[..taken].to_vec();
    let sizes = |out: &[Variable], from: usize, to: usize| -> Vec<usize> {
        parents[from..to].iter().map(|&p| out[p].states.len()).collect()
    };
    let mut rows = table(&family.leak, &family.effects[..taken], &sizes(out, 0, taken));
    let mut step = 1;
    while taken < parents.len() {
        let running = out.len();
        let name = free_name(out, &format!("{}_max_{step}", out[index].name));
        let states = out[index].states.clone();
        out.push(Variable {
            name,
            states,
            parents: parents_now,
            table: Table::Rows(rows),
            hidden: true,
        });
        let next = (taken + split.step.max(1)).min(parents.len());
        let sizes = sizes(out, taken, next);
        rows = Vec::new();
        for floor in 0..n {
            let mut at_least = vec![0.0; n];
            at_least[floor] = 1.0;
            rows.extend(table(&at_least, &family.effects[taken..next], &sizes));
        }
        parents_now = vec![running];
        parents_now.extend(&parents[taken..next]);
        taken = next;
        step += 1;
    }
    out[index].parents = parents_now;
    out[index].table = Table::Rows(rows);
}

/// All rows of a family: the parents' states in order, first parent slowest.
fn table(leak: &[f64], effects: &[Vec<f64>], sizes: &[usize]) -> Vec<f64> {
    let n = leak.len();
    let mut rows = leak.to_vec();
    for (effect, &size) in effects.iter().zip(sizes) {
        let mut next = Vec::with_capacity(rows.len() * size);
        for row in rows.chunks_exact(n) {
            next.extend_from_slice(row);
            for one in effect.chunks_exact(n).take(size - 1) {
                next.extend(larger(row, one));
            }
        }
        rows = next;
    }
    rows
}

fn free_name(variables: &[Variable], wanted: &str) -> String {
    let mut name = wanted.to_owned();
    while variables.iter().any(|v| v.name == name) {
        name.push('_');
    }
    name
}
