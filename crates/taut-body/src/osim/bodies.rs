//! Reads the ground, the bodies and the frames fixed to them.

use super::element::{Node, Reader, child, elements, node_name, objects};
use crate::model::{Body, Mount};

/// More bodies are refused.
const MOST_BODIES: usize = 1_000;

/// Reads `<Ground>` (or the old format's body of that name) and all bodies.
pub fn read<'d>(reader: &mut Reader<'d>, model: Node<'d>) {
    let bodies = objects(model, "BodySet");
    let (ground, others): (Vec<Node>, Vec<Node>) =
        bodies.into_iter().partition(|body| node_name(*body) == "ground");
    let ground = child(model, "Ground").or_else(|| ground.first().copied()).unwrap_or(model);
    reader.bodies.insert("ground".to_owned(), 0);
    reader.body_nodes.push(ground);
    let name = "ground".to_owned();
    reader.model.bodies.push(Body { name, mass: 0.0, mass_center: [0.0; 3], inertia: [0.0; 6] });
    if others.is_empty() {
        reader.problem(model, "the model has no bodies", "give it a <BodySet> with bodies");
    }
    if others.len() > MOST_BODIES {
        let message = format!("{} bodies are too many", others.len());
        reader.problem(model, message, format!("a model has at most {MOST_BODIES}"));
        return;
    }
    for node in others {
        body(reader, node);
    }
    for (i, node) in reader.body_nodes.clone().into_iter().enumerate() {
        frames(reader, node, i);
    }
}

fn body<'d>(reader: &mut Reader<'d>, node: Node<'d>) {
    let name = node_name(node).to_owned();
    let index = reader.model.bodies.len();
    if name.is_empty() || name.contains('/') {
        reader.problem(node, "a body has no usable name", "give it a name without slashes");
    } else if reader.bodies.insert(name.clone(), index).is_some() {
        reader.problem(node, format!("two bodies are named {name}"), "rename one of them");
    }
    let mass = reader.positive(node, "mass", true);
    let mass_center = reader.triple(node, "mass_center");
    let old = ["xx", "yy", "zz", "xy", "xz", "yz"];
    let inertia = if child(node, "inertia_xx").is_some() {
        old.map(|part| reader.number(node, &format!("inertia_{part}")))
    } else {
        reader.array::<6>(node, "inertia")
    };
    reader.body_nodes.push(node);
    reader.model.bodies.push(Body { name, mass, mass_center, inertia });
}

/// Frames among a body's `<components>`.
fn frames(reader: &mut Reader, node: Node, body: usize) {
    let inside = child(node, "components").map(elements).unwrap_or_default();
    for frame in inside {
        if frame.tag_name().name() != "PhysicalOffsetFrame" {
            reader.leave_out(frame, "nothing that is worked out here refers to it");
            continue;
        }
        let parent = child(frame, "socket_parent").map(super::element::text);
        if parent.is_some_and(|parent| parent.trim() != "..") {
            reader.leave_out(frame, "a frame on another frame; what refers to it is refused");
            continue;
        }
        let offset = reader.placement(frame, "translation", "orientation");
        let owner = reader.model.bodies[body].name.clone();
        reader.frames.insert((owner, node_name(frame).to_owned()), Mount { body, offset });
    }
}
