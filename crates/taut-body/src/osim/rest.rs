//! Units of the file, and what is in it beside bodies, joints, couplers and muscles.

use super::constraints::shown;
use super::element::{Node, Reader, child, elements, node_name};

/// Elements of a model that are read, or that only describe or draw.
const READ: [&str; 12] = [
    "Ground",
    "gravity",
    "credits",
    "publications",
    "length_units",
    "force_units",
    "BodySet",
    "JointSet",
    "ConstraintSet",
    "ForceSet",
    "assembly_accuracy",
    "ModelVisualPreferences",
];

/// Frames, sets and joints: what is read, and what only draws.
const JOINT: &[&str] = &[
    "socket_parent_frame",
    "socket_child_frame",
    "socket_parent_frame_connectee_name",
    "socket_child_frame_connectee_name",
    "coordinates",
    "frames",
    "SpatialTransform",
    "parent_body",
    "location_in_parent",
    "orientation_in_parent",
    "location",
    "orientation",
    "CoordinateSet",
    "reverse",
];
const BODY: &[&str] = &[
    "mass",
    "mass_center",
    "inertia",
    "inertia_xx",
    "inertia_yy",
    "inertia_zz",
    "inertia_xy",
    "inertia_xz",
    "inertia_yz",
    "Joint",
    "WrapObjectSet",
    "components",
    "FrameGeometry",
    "attached_geometry",
    "VisibleObject",
];
/// Speeds and starting values belong to a motion, not to a model at rest; what a coordinate does follows from its use.
const COORDINATE: &[&str] = &[
    "range",
    "clamped",
    "locked",
    "default_value",
    "prescribed",
    "prescribed_function",
    "default_speed_value",
    "initial_value",
    "motion_type",
];
const PATH: &[&str] = &["PathPointSet", "PathWrapSet", "Appearance", "VisibleObject"];
const COUPLER: &[&str] = &[
    "coupled_coordinates_function",
    "independent_coordinate_names",
    "dependent_coordinate_name",
    "scale_factor",
    "isEnforced",
    "isDisabled",
];
/// Children that are read, of every kind of element whose other children would be missed.
const PROPERTIES: [(&str, &[&str]); 10] = [
    ("Body", BODY),
    ("Ground", BODY),
    ("CustomJoint", JOINT),
    ("PinJoint", JOINT),
    ("WeldJoint", JOINT),
    ("UniversalJoint", JOINT),
    ("FreeJoint", JOINT),
    ("Coordinate", COORDINATE),
    ("GeometryPath", PATH),
    ("CoordinateCouplerConstraint", COUPLER),
];

/// Refuses units other than metres and newtons.
pub fn units(reader: &mut Reader, model: Node) {
    for (tag, allowed) in [("length_units", ["meters", "m"]), ("force_units", ["N", "newtons"])] {
        let unit = shown(model, tag);
        if !unit.is_empty() && !allowed.contains(&unit.as_str()) {
            let message = format!("<{tag}> are \"{unit}\"");
            reader.problem(model, message, format!("convert the model to {}", allowed[0]));
        }
    }
}

/// Names sets and elements that are not read, unless they are empty.
pub fn left_out(reader: &mut Reader, root: Node, model: Node) {
    for node in elements(root) {
        if node.tag_name().name() == "defaults" || (node != model && is_model(node)) {
            reader.leave_out(node, "only the first <Model> of the file is read, without it");
        }
    }
    for node in model.descendants().filter(Node::is_element) {
        let tag = node.tag_name().name();
        let Some((_, read)) = PROPERTIES.iter().find(|(kind, _)| *kind == tag) else { continue };
        for inner in elements(node) {
            if !read.contains(&inner.tag_name().name()) {
                reader.leave_out(inner, format!("this property of each {tag} that has it"));
            }
        }
    }
    for node in elements(model) {
        let tag = node.tag_name().name();
        let held =
            child(node, "objects").map_or_else(|| elements(node).len(), |o| elements(o).len());
        if READ.contains(&tag) || held == 0 {
            continue;
        }
        let affects = match tag {
            "MarkerSet" => format!("{held} markers: recorded motion cannot be fitted"),
            "ContactGeometrySet" => format!("{held} contact shapes: no contact with the ground"),
            "ControllerSet" => format!("{held} controllers: no control of muscles"),
            "ProbeSet" => format!("{held} probes: nothing is recorded"),
            _ => format!("{held} elements, {}: none of them is worked out", named(node)),
        };
        reader.leave_out(node, affects);
    }
}

fn is_model(node: Node) -> bool {
    node.tag_name().name() == "Model"
}

fn named(node: Node) -> String {
    match node_name(node) {
        "" => "without name".to_owned(),
        name => super::element::shortened(name),
    }
}
