//! Reads coordinate couplers.

use super::element::{Node, Reader, child, node_name, objects, shortened, text};
use super::{check, functions};
use crate::function::Function;
use crate::model::Coupler;

/// More constraints are refused.
const MOST_CONSTRAINTS: usize = 1_000;

/// Reads all couplers that are switched on; names every other constraint as left out.
pub fn read(reader: &mut Reader, model: Node) {
    let mut nodes = Vec::new();
    let constraints = objects(model, "ConstraintSet");
    if constraints.len() > MOST_CONSTRAINTS {
        let message = format!("{} constraints are too many", constraints.len());
        reader.problem(model, message, format!("a model has at most {MOST_CONSTRAINTS}"));
        return;
    }
    for node in constraints {
        let kind = node.tag_name().name();
        let on = reader.flag(node, "isEnforced", true) && !reader.flag(node, "isDisabled", false);
        if !on {
            continue;
        }
        if kind != "CoordinateCouplerConstraint" {
            reader.leave_out(node, "poses are not kept on this constraint");
            continue;
        }
        if let Some(coupler) = coupler(reader, node) {
            reader.model.couplers.push(coupler);
            nodes.push(node);
        }
    }
    check::couplers(reader, &nodes);
}

fn coupler(reader: &mut Reader, node: Node) -> Option<Coupler> {
    let mut independent = Vec::new();
    let (at, names) = reader.name_in(node, &["independent_coordinate_names"])?;
    for name in names.split_ascii_whitespace() {
        independent.extend(reader.coordinate(at, name));
    }
    let (at, name) = reader.name_in(node, &["dependent_coordinate_name"])?;
    let dependent = reader.coordinate(at, &name)?;
    let Some(holder) = child(node, "coupled_coordinates_function") else {
        let hint = "give the function that couples the coordinates";
        reader.problem(node, "<coupled_coordinates_function> is missing", hint);
        return None;
    };
    let function = functions::read(reader, holder, independent.len());
    let scale = match child(node, "scale_factor") {
        Some(_) => reader.number(node, "scale_factor"),
        None => 1.0,
    };
    let function =
        if scale == 1.0 { function } else { Function::Scaled(scale, Box::new(function)) };
    Some(Coupler { name: node_name(node).to_owned(), dependent, independent, function })
}

/// Text of a child for a message; empty if it is missing.
pub fn shown(node: Node, tag: &str) -> String {
    child(node, tag).map(|inner| shortened(&text(inner))).unwrap_or_default()
}
