//! Checks across elements: the tree of joints, bodies without mass, couplers that follow each other.

use super::element::{Node, Reader};
use crate::model::{Joint, JointKind, Turns};

/// Puts the joints in an order from the ground outwards; notes bodies that hang nowhere or twice, or that cannot move
/// for lack of mass.
pub fn tree(reader: &mut Reader, model: Node) {
    let count = reader.model.bodies.len();
    let mut joint_of = vec![None; count];
    for i in 0..reader.model.joints.len() {
        let Joint { name, child, .. } = &reader.model.joints[i];
        let (name, body) = (name.clone(), child.body);
        let node = reader.joint_nodes[i];
        if body == 0 {
            reader.problem(node, "the ground cannot be a joint's child", "swap parent and child");
        } else if joint_of[body].is_some() {
            let body = reader.model.bodies[body].name.clone();
            let message = format!("{name} is a second joint of the body {body}");
            reader.problem(node, message, "a body hangs from one joint; loops are not read");
        } else {
            joint_of[body] = Some(i);
        }
    }
    let mut order = Vec::new();
    let mut placed = vec![false; count];
    placed[0] = true;
    for body in 1..count {
        let mut way = Vec::new();
        let mut at = body;
        // A way longer than the number of bodies goes in a circle.
        while !placed[at] && way.len() <= count {
            let Some(joint) = joint_of[at] else { break };
            way.push(joint);
            at = reader.model.joints[joint].parent.body;
        }
        if placed[at] {
            for joint in way.into_iter().rev() {
                placed[reader.model.joints[joint].child.body] = true;
                order.push(joint);
            }
        } else {
            let name = reader.model.bodies[body].name.clone();
            let message = format!("no chain of joints leads from the ground to the body {name}");
            let node = reader.body_nodes.get(body).copied().unwrap_or(model);
            reader.problem(node, message, "give it a joint, such as a FreeJoint to the ground");
        }
    }
    // Unless all is well the order does not matter, because the model is refused.
    if order.len() == reader.model.joints.len() {
        reorder(reader, &order);
        masses(reader);
    }
}

fn reorder(reader: &mut Reader, order: &[usize]) {
    let mut new_index = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        new_index[*old] = new;
    }
    for coordinate in &mut reader.model.coordinates {
        coordinate.joint = new_index[coordinate.joint];
    }
    let old = std::mem::take(&mut reader.model.joints);
    reader.model.joints = order.iter().map(|i| old[*i].clone()).collect();
}

/// Bodies that are welded together share their mass; where they have none, no force can move them.
fn masses(reader: &mut Reader) {
    let count = reader.model.bodies.len();
    let mut group: Vec<usize> = (0..count).collect();
    for joint in reader.model.joints.iter().filter(|j| j.kind == JointKind::Weld) {
        // Joints come from the ground outwards, so the parent's group is known.
        group[joint.child.body] = group[joint.parent.body];
    }
    let mut mass = vec![0.0; count];
    for (body, group) in reader.model.bodies.iter().zip(&group) {
        mass[*group] += body.mass;
    }
    for body in 1..count {
        if group[body] != 0 && mass[group[body]] == 0.0 {
            let name = reader.model.bodies[body].name.clone();
            let message = format!("the body {name} has no mass and is not welded to one that has");
            let hint = "give it its mass in kg, or weld it to another body";
            reader.problem(reader.body_nodes[body], message, hint);
        }
    }
}

/// Puts couplers (read from `nodes`, one each) after those that they depend on; notes coordinates that are driven twice or follow each other.
pub fn couplers(reader: &mut Reader, nodes: &[Node]) {
    let mut driver = vec![None; reader.model.coordinates.len()];
    for (i, node) in nodes.iter().enumerate() {
        let dependent = reader.model.couplers[i].dependent;
        if driver[dependent].is_some() {
            let name = reader.model.coordinates[dependent].name.clone();
            let message = format!("a second coupler drives {name}");
            reader.problem(*node, message, "a coordinate has at most one coupler");
        }
        driver[dependent] = Some(i);
    }
    let count = reader.model.couplers.len();
    let mut done = vec![false; count];
    let mut order = Vec::new();
    loop {
        let ready: Vec<usize> = (0..count)
            .filter(|i| !done[*i])
            .filter(|i| {
                let needs = &reader.model.couplers[*i].independent;
                needs.iter().all(|c| driver[*c].is_none_or(|d| done[d]))
            })
            .collect();
        if ready.is_empty() {
            break;
        }
        for i in ready {
            done[i] = true;
            order.push(i);
        }
    }
    for i in (0..count).filter(|i| !done[*i]) {
        let message = "this coupler follows coordinates that follow it";
        reader.problem(nodes[i], message, "break the circle: some coordinate must be free");
    }
    let old = std::mem::take(&mut reader.model.couplers);
    reader.model.couplers = order.into_iter().map(|i| old[i].clone()).collect();
}

/// What each coordinate does: rotations count before translations.
pub fn turns(reader: &mut Reader) {
    for joint in &reader.model.joints {
        for (i, motion) in joint.motions.iter().enumerate() {
            if motion.function.is_constant() {
                continue;
            }
            for coordinate in &motion.coordinates {
                let turns = &mut reader.model.coordinates[*coordinate].turns;
                if i < 3 {
                    *turns = Turns::Rotates;
                } else if *turns == Turns::Nothing {
                    *turns = Turns::Translates;
                }
            }
        }
    }
}
