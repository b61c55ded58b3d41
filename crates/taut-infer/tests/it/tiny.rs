//! Networks written by hand.

use taut_infer::{Network, Table, Variable};

/// A variable with rows.
pub fn variable(name: &str, states: &[&str], parents: &[usize], rows: &[f64]) -> Variable {
    Variable {
        name: name.to_owned(),
        states: states.iter().map(|s| (*s).to_owned()).collect(),
        parents: parents.to_vec(),
        table: Table::Rows(rows.to_vec()),
        hidden: false,
    }
}

/// The sprinkler network (Pearl 1988; numbers of Russell & Norvig 2010, figure 14.12).
pub fn sprinkler() -> Network {
    let yes_no = ["no", "yes"];
    Network::new(vec![
        variable("cloudy", &yes_no, &[], &[0.5, 0.5]),
        variable("sprinkler", &yes_no, &[0], &[0.5, 0.5, 0.9, 0.1]),
        variable("rain", &yes_no, &[0], &[0.8, 0.2, 0.2, 0.8]),
        variable("wet", &yes_no, &[1, 2], &[1.0, 0.0, 0.1, 0.9, 0.1, 0.9, 0.01, 0.99]),
    ])
    .unwrap()
}
