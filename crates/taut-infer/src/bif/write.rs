//! Writes a network as BIF: numbers read back to the same bits.

use std::fmt::Write as _;

use crate::network::Network;
use crate::split::{Split, expand};
use crate::variable::Table;

/// Writes a network as BIF 0.15 text. Noisy-MAX families become tables with helper variables, input tables take their number
/// from `inputs[v]`, P(state 1) of variable `v`.
#[must_use]
pub fn write_bif(name: &str, network: &Network, inputs: &[f64]) -> String {
    let variables = expand(network.variables(), Split::QUICK);
    let mut text = format!("network {} {{\n}}\n", word(name));
    for variable in &variables {
        let states: Vec<String> = variable.states.iter().map(|s| word(s)).collect();
        let _ = writeln!(
            text,
            "variable {} {{\n  type discrete [ {} ] {{ {} }};\n}}",
            word(&variable.name),
            states.len(),
            states.join(", ")
        );
    }
    for (index, variable) in variables.iter().enumerate() {
        let head: Vec<String> =
            variable.parents.iter().map(|&p| word(&variables[p].name)).collect();
        let own = word(&variable.name);
        let rows = match &variable.table {
            Table::Input => &vec![1.0 - inputs[index], inputs[index]],
            Table::Rows(rows) => rows,
            Table::NoisyMax(_) => unreachable!("families are expanded before"),
        };
        if head.is_empty() {
            let _ = writeln!(text, "probability ( {own} ) {{\n  table {};\n}}", numbers(rows));
            continue;
        }
        let _ = writeln!(text, "probability ( {own} | {} ) {{", head.join(", "));
        let mut labels = vec![0; variable.parents.len()];
        for row in rows.chunks_exact(variable.states.len()) {
            let names: Vec<String> = labels
                .iter()
                .zip(&variable.parents)
                .map(|(&l, &p): (&usize, _)| word(&variables[p].states[l]))
                .collect();
            let _ = writeln!(text, "  ({}) {};", names.join(", "), numbers(row));
            for (label, &parent) in labels.iter_mut().zip(&variable.parents).rev() {
                *label += 1;
                if *label < variables[parent].states.len() {
                    break;
                }
                *label = 0;
            }
        }
        text.push_str("}\n");
    }
    text
}

/// A name as one token: in quotes where it could be read as something else.
fn word(name: &str) -> String {
    let plain = !name.is_empty()
        && !name.starts_with("//")
        && !name.starts_with("/*")
        && !name.starts_with('=')
        && !name.contains(|c: char| c.is_whitespace() || "{}()[],;|\"".contains(c))
        && !["network", "variable", "probability", "property", "type", "table", "default"]
            .contains(&name);
    if plain { name.to_owned() } else { format!("\"{name}\"") }
}

fn numbers(values: &[f64]) -> String {
    values.iter().map(|v| format!("{v:?}")).collect::<Vec<_>>().join(", ")
}
