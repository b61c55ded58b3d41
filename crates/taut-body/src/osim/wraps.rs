//! Reads the surfaces that muscles wrap around.

use super::constraints::shown;
use super::element::{Node, Reader, child, node_name, objects};
use crate::model::{Mount, Side, WrapShape, WrapSurface};

/// Parts of a surface that a file can choose.
const QUADRANTS: [&str; 10] = ["all", "x", "+x", "-x", "y", "+y", "-y", "z", "+z", "-z"];

/// Reads the surfaces of the ground and of every body.
pub fn read(reader: &mut Reader) {
    for (body, node) in reader.body_nodes.clone().into_iter().enumerate() {
        for surface in objects(node, "WrapObjectSet") {
            read_one(reader, surface, body);
        }
    }
}

fn read_one(reader: &mut Reader, node: Node, body: usize) {
    let name = node_name(node).to_owned();
    let index = reader.model.wraps.len();
    if name.is_empty() {
        reader.problem(node, "a wrap surface has no name", "name it");
    } else if reader.surfaces.insert(name.clone(), index).is_some() {
        let message = format!("two wrap surfaces are named {name}");
        reader.problem(node, message, "rename one, and what refers to it");
    }
    let offset = reader.placement(node, "translation", "xyz_body_rotation");
    let shape = match node.tag_name().name() {
        "WrapCylinder" => WrapShape::Cylinder {
            radius: reader.positive(node, "radius", false),
            length: reader.positive(node, "length", false),
        },
        "WrapEllipsoid" => {
            let before = reader.problems();
            let axes = reader.triple(node, "dimensions");
            if reader.problems() == before && axes.iter().any(|axis| *axis <= 0.0) {
                reader.problem(node, "a half axis is not above 0", "correct <dimensions>");
            }
            WrapShape::Ellipsoid(axes)
        }
        other => {
            reader.leave_out(node, "its form; muscles around it have no length either way");
            WrapShape::Other(other.to_owned())
        }
    };
    let quadrant = match child(node, "quadrant") {
        Some(_) => shown(node, "quadrant"),
        None => "all".to_owned(),
    };
    let side = side(&quadrant).unwrap_or_else(|| {
        let message = format!("there is no quadrant \"{quadrant}\"");
        reader.problem(node, message, format!("write one of {}", QUADRANTS.join(", ")));
        Side::All
    });
    let active = reader.flag(node, "active", true);
    let mount = Mount { body, offset };
    reader.model.wraps.push(WrapSurface { name, mount, shape, side, active });
}

fn side(quadrant: &str) -> Option<Side> {
    if !QUADRANTS.contains(&quadrant) {
        return None;
    }
    let axis = ["x", "y", "z"].iter().position(|axis| quadrant.ends_with(axis));
    Some(axis.map_or(Side::All, |axis| Side::Half { axis, positive: !quadrant.starts_with('-') }))
}
