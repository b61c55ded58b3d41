//! From the rows of a BIF file to tables: each row is found by its labels, and every row must be there once.

use super::blocks::{Family, Labels, MOST_PROBLEMS, Reader, shortened};
use super::token::Place;
use super::{Bif, BifProblems};
use crate::check::MOST_ENTRIES;
use crate::variable::{Table, Variable};

/// The table of one variable.
#[derive(Default)]
struct Rows {
    parents: Vec<usize>,
    rows: Vec<f64>,
    place: Place,
}

impl<'t> Reader<'t> {
    /// Joins variables and tables, or lists every problem.
    pub fn finish(mut self) -> Result<Bif, BifProblems> {
        let mut tables: Vec<Option<Rows>> = Vec::new();
        tables.resize_with(self.variables.len(), || None);
        for family in std::mem::take(&mut self.families) {
            let name = &self.variables[family.variable].0;
            if tables[family.variable].is_some() {
                let message = format!("a second table for `{name}`");
                self.problem(family.place, message, "keep one of them");
            } else {
                tables[family.variable] = self.table(&family);
            }
        }
        // A table that was given up has its own problem; only say "no table" if nothing else is wrong.
        if self.problems.is_empty() {
            if self.variables.is_empty() {
                let message = "there are no variables".to_owned();
                self.problem(Place { line: 1, column: 1 }, message, "give a file with a network");
            }
            let lacking: Vec<(String, Place)> = tables
                .iter()
                .zip(&self.variables)
                .filter(|(table, _)| table.is_none())
                .map(|(_, (name, _, place))| (name.clone(), *place))
                .collect();
            for (name, place) in lacking {
                let message = format!("variable `{name}` has no probabilities");
                self.problem(place, message, "add a `probability` block; is the file cut off?");
            }
        }
        if !self.problems.is_empty() {
            self.problems.sort_by_key(|p| (p.line, p.column));
            let more = self.problems.len().saturating_sub(MOST_PROBLEMS);
            self.problems.truncate(MOST_PROBLEMS);
            if more > 0
                && let Some(last) = self.problems.last_mut()
            {
                last.hint += &format!("; {more} more problems are not listed");
            }
            return Err(BifProblems(self.problems));
        }
        let mut places = Vec::new();
        let variables = self
            .variables
            .into_iter()
            .zip(tables)
            .map(|((name, states, _), table)| {
                let Rows { parents, rows, place } = table.unwrap_or_default();
                places.push(place);
                Variable { name, states, parents, table: Table::Rows(rows), hidden: false }
            })
            .collect();
        Ok(Bif { name: self.name, variables, places })
    }

    /// Parents and rows of a family, every row found by its labels.
    fn table(&mut self, family: &Family<'t>) -> Option<Rows> {
        let before = self.problems.len();
        let mut parents = Vec::new();
        for &(parent, place) in &family.parents {
            match self.index.get(parent) {
                Some(&p) => parents.push(p),
                None => self.problem(
                    place,
                    format!("there is no variable `{}`", shortened(parent)),
                    "declare it in a `variable` block, or mend the spelling",
                ),
            }
        }
        let states = self.variables[family.variable].1.len();
        let sizes: Vec<usize> = parents.iter().map(|&p| self.variables[p].1.len()).collect();
        let count = sizes
            .iter()
            .try_fold(1_usize, |n, &s| n.checked_mul(s))
            .filter(|n| n.checked_mul(states).is_some_and(|n| n <= MOST_ENTRIES));
        let Some(count) = count else {
            self.problem(family.place, "this table is too large".to_owned(), "split the family");
            return None;
        };
        if self.problems.len() > before {
            return None;
        }
        let mut table = vec![f64::NAN; count * states];
        let mut given = vec![false; count];
        let mut default = None;
        for row in &family.rows {
            match &row.labels {
                Labels::Table => {
                    if row.numbers.len() == count * states && !given.contains(&true) {
                        // The format lists the variable's own state slowest; rows here have it fastest.
                        for (i, &p) in row.numbers.iter().enumerate() {
                            table[(i % count) * states + i / count] = p;
                        }
                        given.fill(true);
                    } else {
                        let message = format!(
                            "`table` has {} numbers where {} are needed once",
                            row.numbers.len(),
                            count * states
                        );
                        self.problem(row.place, message, "one number a state and combination");
                    }
                }
                Labels::Default | Labels::Of(_) if row.numbers.len() != states => {
                    let message = format!(
                        "this row has {} numbers; `{}` has {states} states",
                        row.numbers.len(),
                        self.variables[family.variable].0
                    );
                    self.problem(row.place, message, "one number a state");
                }
                Labels::Default => default = Some(&row.numbers),
                Labels::Of(labels) => {
                    if let Some(at) = self.row_index(labels, &parents, row.place) {
                        if given[at] {
                            let message = "this row was given before".to_owned();
                            self.problem(row.place, message, "keep one of them");
                        }
                        given[at] = true;
                        table[at * states..(at + 1) * states].copy_from_slice(&row.numbers);
                    }
                }
            }
        }
        if self.problems.len() > before {
            return None;
        }
        let missing = given.iter().filter(|g| !**g).count();
        if let Some(default) = default {
            for at in (0..count).filter(|&at| !given[at]) {
                table[at * states..(at + 1) * states].copy_from_slice(default);
            }
        } else if missing > 0 {
            let name = &self.variables[family.variable].0;
            let message = format!("`{name}` has {missing} of its {count} rows missing");
            self.problem(family.place, message, "add the rows, or a `default` row");
            return None;
        }
        Some(Rows { parents, rows: table, place: family.place })
    }

    fn row_index(
        &mut self,
        labels: &[(&'t str, Place)],
        parents: &[usize],
        place: Place,
    ) -> Option<usize> {
        if labels.len() != parents.len() {
            let message =
                format!("this row names {} states for {} parents", labels.len(), parents.len());
            self.problem(place, message, "one state a parent, in the order of the block's head");
            return None;
        }
        let mut at = 0;
        for (&(label, place), &parent) in labels.iter().zip(parents) {
            let (name, states, _) = &self.variables[parent];
            let Some(state) = states.iter().position(|s| s == label) else {
                let message = format!("`{name}` has no state `{}`", shortened(label));
                let hint = format!("its states are {}", states.join(", "));
                self.problem(place, message, &hint);
                return None;
            };
            at = at * states.len() + state;
        }
        Some(at)
    }
}
