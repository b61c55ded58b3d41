//! Reads joints with their frames, coordinates and motions, in the new and the old form.

use super::element::{Node, Reader, child, elements, node_name, objects, shortened, text};
use super::functions;
use crate::function::Function;
use crate::model::{Coordinate, Joint, JointKind, Motion, Mount, Turns};
use crate::pose::LARGEST;
use crate::space::{Placement, dot};

/// The six axes of a custom joint, by name.
const AXES: [&str; 6] =
    ["rotation1", "rotation2", "rotation3", "translation1", "translation2", "translation3"];
/// No joint has more coordinates.
const MOST_COORDINATES: usize = 6;
/// The axes x, y, z.
const UNIT: [[f64; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

/// Reads all joints: of the `<JointSet>`, or inside the bodies in the old format.
pub fn read<'d>(reader: &mut Reader<'d>, model: Node<'d>) {
    for joint in objects(model, "JointSet") {
        new_form(reader, joint);
    }
    for (body, node) in reader.body_nodes.clone().into_iter().enumerate().skip(1) {
        let inside = child(node, "Joint").map(elements).unwrap_or_default();
        for joint in inside {
            old_form(reader, joint, body);
        }
    }
}

fn new_form<'d>(reader: &mut Reader<'d>, node: Node<'d>) {
    let name = node_name(node).to_owned();
    for frame in child(node, "frames").map(elements).unwrap_or_default() {
        let socket = reader.name_in(frame, &["socket_parent", "socket_parent_connectee_name"]);
        let body = socket.and_then(|(at, path)| reader.body(at, &path));
        let offset = reader.placement(frame, "translation", "orientation");
        if let Some(body) = body {
            let key = (name.clone(), node_name(frame).to_owned());
            reader.frames.insert(key, Mount { body, offset });
        }
    }
    let mut mount = |role: &str| {
        let tags = [format!("socket_{role}_frame"), format!("socket_{role}_frame_connectee_name")];
        let (at, path) = reader.name_in(node, &tags.each_ref().map(String::as_str))?;
        reader.frame(at, &path, &name)
    };
    let parent = mount("parent");
    let child_mount = mount("child");
    let coordinates = child(node, "coordinates").map(elements).unwrap_or_default();
    joint(reader, node, parent, child_mount, &coordinates);
}

fn old_form<'d>(reader: &mut Reader<'d>, node: Node<'d>, body: usize) {
    let named = reader.name_in(node, &["parent_body"]);
    let parent = named.and_then(|(at, name)| reader.body(at, &name));
    let offset = reader.placement(node, "location_in_parent", "orientation_in_parent");
    let parent = parent.map(|body| Mount { body, offset });
    let offset = reader.placement(node, "location", "orientation");
    if reader.flag(node, "reverse", false) {
        let hint = "swap parent and child, or save the model with OpenSim 4";
        reader.problem(node, "reversed joints are not read", hint);
    }
    let coordinates = objects(node, "CoordinateSet");
    joint(reader, node, parent, Some(Mount { body, offset }), &coordinates);
}

fn joint<'d>(
    reader: &mut Reader<'d>,
    node: Node<'d>,
    parent: Option<Mount>,
    child_mount: Option<Mount>,
    coordinate_nodes: &[Node],
) {
    if coordinate_nodes.len() > MOST_COORDINATES {
        let message = format!("{} coordinates are too many", coordinate_nodes.len());
        reader.problem(node, message, format!("a joint has at most {MOST_COORDINATES}"));
    }
    let coordinate_nodes = coordinate_nodes.iter().take(MOST_COORDINATES);
    let coordinates: Vec<usize> = coordinate_nodes.map(|c| coordinate(reader, *c)).collect();
    let kind = match node.tag_name().name() {
        "CustomJoint" => JointKind::Custom,
        "PinJoint" => JointKind::Pin,
        "WeldJoint" => JointKind::Weld,
        "UniversalJoint" => JointKind::Universal,
        "FreeJoint" => JointKind::Free,
        other => {
            let message = format!(
                "joints of the kind {other} are not read, so its body and all behind it have no place"
            );
            reader.problem(node, message, "write it as a CustomJoint with a SpatialTransform");
            JointKind::Weld
        }
    };
    let motions = match kind {
        JointKind::Custom => custom(reader, node, &coordinates),
        JointKind::Pin => simple(reader, node, &coordinates, &[2]),
        JointKind::Weld => simple(reader, node, &[], &[]),
        JointKind::Universal => simple(reader, node, &coordinates, &[0, 1]),
        JointKind::Free => simple(reader, node, &coordinates, &[0, 1, 2, 3, 4, 5]),
    };
    let stand_in = || Mount { body: 0, offset: Placement::identity() };
    reader.joint_nodes.push(node);
    reader.model.joints.push(Joint {
        name: node_name(node).to_owned(),
        kind,
        parent: parent.unwrap_or_else(stand_in),
        child: child_mount.unwrap_or_else(stand_in),
        coordinates,
        motions,
    });
}

/// Reads a coordinate; its index.
fn coordinate(reader: &mut Reader, node: Node) -> usize {
    let name = node_name(node).to_owned();
    let index = reader.model.coordinates.len();
    if node.tag_name().name() != "Coordinate" {
        let message = format!("<{}> is not a coordinate", node.tag_name().name());
        reader.problem(node, message, "put only <Coordinate> elements here");
    } else if name.is_empty() || name.contains('/') {
        reader.problem(node, "a coordinate has no usable name", "name it, without slashes");
    } else if reader.coordinates.insert(name.clone(), index).is_some() {
        let message = format!("two coordinates are named {name}");
        reader.problem(node, message, "rename one, and what refers to it");
    }
    let range = reader.range(node, "range");
    let default = match child(node, "default_value") {
        Some(_) => reader.number(node, "default_value"),
        None => 0.0,
    };
    if default.abs() > LARGEST {
        let message = format!("its default {default} is no usable value");
        reader.problem(node, message, format!("give at most {LARGEST}, in radians or metres"));
    }
    let clamped = reader.flag(node, "clamped", true);
    let locked = reader.flag(node, "locked", false);
    if reader.flag(node, "prescribed", false) {
        reader.leave_out(node, format!("{name} does not follow its prescribed function"));
    }
    let joint = reader.model.joints.len();
    let turns = Turns::Nothing;
    let new = Coordinate { name, joint, turns, default, range, clamped, locked };
    reader.model.coordinates.push(new);
    index
}

/// Coordinates that drive one of the six standard motions each, in this order; the other motions stay at 0.
fn simple(reader: &mut Reader, node: Node, coordinates: &[usize], driven: &[usize]) -> [Motion; 6] {
    if coordinates.len() != driven.len() {
        let message =
            format!("{} coordinates, where this joint has {}", coordinates.len(), driven.len());
        reader.problem(node, message, "give one <Coordinate> for each of its motions");
    }
    std::array::from_fn(|i| {
        let drive = driven.iter().position(|d| *d == i).and_then(|at| coordinates.get(at));
        let function = match drive {
            Some(_) => Function::Linear(vec![1.0, 0.0]),
            None => Function::Constant(0.0),
        };
        Motion { axis: UNIT[i % 3], function, coordinates: drive.copied().into_iter().collect() }
    })
}

/// The motions of a `<SpatialTransform>`.
fn custom(reader: &mut Reader, node: Node, own: &[usize]) -> [Motion; 6] {
    let still = |i: usize| Motion {
        axis: UNIT[i % 3],
        function: Function::Constant(0.0),
        coordinates: Vec::new(),
    };
    let Some(transform) = child(node, "SpatialTransform") else {
        reader.problem(node, "<SpatialTransform> is missing", "give its six axes");
        return std::array::from_fn(still);
    };
    let inside = elements(transform);
    std::array::from_fn(|i| {
        let Some(axis) = inside.iter().find(|axis| node_name(**axis) == AXES[i]) else {
            let message = format!("the axis {} is missing", AXES[i]);
            reader.problem(transform, message, "give <TransformAxis> elements with these names");
            return still(i);
        };
        motion(reader, *axis, own, i < 3)
    })
}

fn motion(reader: &mut Reader, node: Node, own: &[usize], turns: bool) -> Motion {
    let before = reader.problems();
    let mut axis = reader.triple(node, "axis");
    if turns && reader.problems() == before {
        let norm = libm::sqrt(dot(axis, axis));
        if norm < 1e-6 {
            reader.problem(node, "the axis of a rotation has no length", "give it a direction");
        } else {
            axis = axis.map(|part| part / norm);
        }
    }
    let mut coordinates = Vec::new();
    for name in child(node, "coordinates").map(text).unwrap_or_default().split_ascii_whitespace() {
        match reader.coordinates.get(name).filter(|c| own.contains(c)) {
            Some(coordinate) => coordinates.push(*coordinate),
            None => {
                let message = format!("the joint has no coordinate \"{}\"", shortened(name));
                reader.problem(node, message, "name one of the joint's own coordinates");
            }
        }
    }
    let function = functions::read(reader, node, coordinates.len());
    Motion { axis, function, coordinates }
}
