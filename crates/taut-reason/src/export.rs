//! The network in the Bayesian Interchange Format, so that other engines can check ours.

use std::fmt::Write as _;

use taut_knowledge::Sex;

use crate::network::Table;
use crate::posterior::Reasoner;

/// Writes the network for one age band and sex as BIF 0.15 text. Probabilities are printed so that they read back exactly.
#[must_use]
pub fn to_bif(reasoner: &Reasoner, age_band: usize, sex: Sex) -> String {
    let network = &reasoner.network;
    let priors = network.priors(reasoner.knowledge, reasoner.setting, age_band, sex);
    let mut text = String::from("network taut {\n}\n");
    for variable in &network.variables {
        let states: Vec<String> = (0..variable.states).map(|s| format!("s{s}")).collect();
        let _ = writeln!(
            text,
            "variable {} {{\n  type discrete [ {} ] {{ {} }};\n}}",
            variable.name,
            variable.states,
            states.join(", ")
        );
    }
    for (index, variable) in network.variables.iter().enumerate() {
        let parents: Vec<&str> =
            variable.parents.iter().map(|&p| network.variables[p].name.as_str()).collect();
        match &variable.table {
            Table::Prior => {
                let p = priors[index];
                let _ = writeln!(
                    text,
                    "probability ( {} ) {{\n  table {:?}, {p:?};\n}}",
                    variable.name,
                    1.0 - p
                );
            }
            Table::Rows(rows) if parents.is_empty() => {
                let _ = writeln!(
                    text,
                    "probability ( {} ) {{\n  table {};\n}}",
                    variable.name,
                    numbers(rows)
                );
            }
            Table::Rows(rows) => {
                let _ =
                    writeln!(text, "probability ( {} | {} ) {{", variable.name, parents.join(", "));
                let sizes: Vec<usize> =
                    variable.parents.iter().map(|&p| network.variables[p].states).collect();
                for (row, chunk) in rows.chunks(variable.states).enumerate() {
                    let mut rest = row;
                    let mut labels = vec![String::new(); sizes.len()];
                    for (label, size) in labels.iter_mut().zip(&sizes).rev() {
                        *label = format!("s{}", rest % size);
                        rest /= size;
                    }
                    let _ = writeln!(text, "  ({}) {};", labels.join(", "), numbers(chunk));
                }
                text.push_str("}\n");
            }
        }
    }
    text
}

fn numbers(values: &[f64]) -> String {
    values.iter().map(|v| format!("{v:?}")).collect::<Vec<_>>().join(", ")
}
