//! Reads muscles with their paths; names every other force as left out.

use std::collections::{BTreeMap, BTreeSet};

use super::constraints::shown;
use super::element::{Node, Reader, child, elements, node_name, objects};
use super::{functions, strength};
use crate::model::{Condition, Location, Muscle, PathPoint, Wrap, WrapMethod};
use crate::muscle::MuscleKind;

/// More muscles are refused.
const MOST_MUSCLES: usize = 10_000;

/// Paths of a muscle; its drawing needs none.
const PATHS: [&str; 2] = ["GeometryPath", "FunctionBasedPath"];

/// Reads the `<ForceSet>`.
pub fn read(reader: &mut Reader, model: Node) {
    let forces = objects(model, "ForceSet");
    if forces.len() > MOST_MUSCLES {
        let message = format!("{} forces are too many", forces.len());
        reader.problem(model, message, format!("a model has at most {MOST_MUSCLES}"));
        return;
    }
    let mut names = BTreeSet::new();
    // By kind of muscle: the first one, and the properties of all that are not read.
    let mut unread: BTreeMap<&str, (Node, BTreeSet<&str>)> = BTreeMap::new();
    for node in forces {
        let kind = match node.tag_name().name() {
            "Thelen2003Muscle" => MuscleKind::Thelen2003,
            "DeGrooteFregly2016Muscle" => MuscleKind::DeGrooteFregly2016,
            "Millard2012EquilibriumMuscle" => MuscleKind::Millard2012,
            other => {
                let affects = if other.ends_with("Muscle") {
                    "this muscle: its kind is not read, so it has no length and no force"
                } else {
                    "this force is not worked out"
                };
                reader.leave_out(node, affects);
                continue;
            }
        };
        let (_, properties) =
            unread.entry(node.tag_name().name()).or_insert_with(|| (node, BTreeSet::new()));
        let inside = elements(node).into_iter().map(|property| property.tag_name().name());
        let known = |tag: &str| {
            PATHS.contains(&tag)
                || strength::READ.contains(&tag)
                || strength::IN_TIME.contains(&tag)
                || strength::curve_properties(kind).contains(&tag)
        };
        properties.extend(inside.filter(|tag| !known(tag)));
        let name = node_name(node).to_owned();
        if name.is_empty() {
            reader.problem(node, "a muscle has no name", "name it");
        } else if !names.insert(name.clone()) {
            reader.problem(node, format!("two muscles are named {name}"), "rename one of them");
        }
        if let Some(muscle) = muscle(reader, node, kind, name) {
            reader.model.muscles.push(muscle);
        }
    }
    for (first, properties) in unread.into_values().filter(|(_, tags)| !tags.is_empty()) {
        let tags: Vec<&str> = properties.into_iter().collect();
        let affects = format!("forces of all muscles of this kind: {} not read", tags.join(", "));
        reader.leave_out(first, affects);
    }
}

fn muscle(reader: &mut Reader, node: Node, kind: MuscleKind, name: String) -> Option<Muscle> {
    let force = strength::read(reader, node, kind);
    let Some(path) = child(node, "GeometryPath") else {
        if child(node, "FunctionBasedPath").is_some() {
            reader.leave_out(node, "this muscle: its path is a fitted function, without points");
        } else {
            reader.problem(node, "<GeometryPath> is missing", "give the muscle its points");
        }
        return None;
    };
    let points: Vec<PathPoint> =
        objects(path, "PathPointSet").into_iter().filter_map(|p| point(reader, p)).collect();
    if objects(path, "PathPointSet").len() < 2 {
        let message = "the muscle has fewer than two points, so it has no length";
        reader.problem(path, message, "give it at least an origin and an insertion");
    } else if points.iter().filter(|p| p.condition.is_none()).count() < 2 {
        let message = "fewer than two of its points are always on the path";
        reader.problem(path, message, "make origin and insertion points without condition");
    }
    let wraps = objects(path, "PathWrapSet").into_iter().filter_map(|w| wrap(reader, w));
    let wraps = wraps.collect();
    Some(Muscle { name, force: force?, points, wraps })
}

fn point(reader: &mut Reader, node: Node) -> Option<PathPoint> {
    let frames = ["socket_parent_frame", "socket_parent_frame_connectee_name", "body"];
    let mount = reader.name_in(node, &frames);
    let mount = mount.and_then(|(at, path)| reader.frame(at, &path, ""));
    let mut condition = None;
    let location = match node.tag_name().name() {
        "PathPoint" => Some(Location::Fixed(reader.triple(node, "location"))),
        "ConditionalPathPoint" => {
            let tags = ["socket_coordinate", "socket_coordinate_connectee_name", "coordinate"];
            let named = reader.name_in(node, &tags);
            let coordinate = named.and_then(|(at, path)| reader.coordinate(at, &path));
            let range = reader.range(node, "range");
            condition = Some(Condition { coordinate: coordinate.unwrap_or_default(), range });
            Some(Location::Fixed(reader.triple(node, "location")))
        }
        "MovingPathPoint" => {
            let parts = ["x", "y", "z"].map(|axis| moving(reader, node, axis));
            let [x, y, z] = parts;
            x.zip(y).zip(z).map(|((x, y), z)| Location::Moving([x, y, z]))
        }
        other => {
            let message =
                format!("points of the kind {other} are not read, so its length is unknown");
            let hint = "use PathPoint, ConditionalPathPoint or MovingPathPoint";
            reader.problem(node, message, hint);
            None
        }
    };
    let name = node_name(node).to_owned();
    Some(PathPoint { name, mount: mount?, location: location?, condition })
}

/// One component of a moving point.
fn moving(
    reader: &mut Reader,
    node: Node,
    axis: &str,
) -> Option<(usize, crate::function::Function)> {
    let tags = [
        format!("socket_{axis}_coordinate"),
        format!("socket_{axis}_coordinate_connectee_name"),
        format!("{axis}_coordinate"),
    ];
    let named = reader.name_in(node, &tags.each_ref().map(String::as_str));
    let coordinate = named.and_then(|(at, path)| reader.coordinate(at, &path));
    let Some(holder) = child(node, &format!("{axis}_location")) else {
        let message = format!("<{axis}_location> is missing");
        reader.problem(node, message, "give a function of the coordinate");
        return None;
    };
    let function = functions::read(reader, holder, 1);
    Some((coordinate?, function))
}

fn wrap(reader: &mut Reader, node: Node) -> Option<Wrap> {
    let (at, name) = reader.name_in(node, &["wrap_object"])?;
    let surface = reader.surfaces.get(&name).copied();
    if surface.is_none() {
        let message = format!("there is no wrap surface \"{}\"", super::element::shortened(&name));
        reader.problem(at, message, "name a surface of a body, or remove the <PathWrap>");
    }
    let method = match shown(node, "method").to_ascii_lowercase().as_str() {
        "hybrid" | "" => WrapMethod::Hybrid,
        "midpoint" => WrapMethod::Midpoint,
        "axial" => WrapMethod::Axial,
        other => {
            let message = format!("there is no wrap method \"{other}\"");
            reader.problem(node, message, "write hybrid, midpoint or axial");
            WrapMethod::Hybrid
        }
    };
    let range = match child(node, "range") {
        Some(_) => reader.array::<2>(node, "range"),
        None => [-1.0, -1.0],
    };
    // Point numbers from 1, or -1.
    if range.iter().any(|end| *end != libm::trunc(*end) || !(-1.0..=1e6).contains(end)) {
        let message = format!("the range {} {} names no points", range[0], range[1]);
        reader.problem(node, message, "write point numbers from 1, or -1 for an end");
    }
    let range = range.map(|end| end.clamp(-1.0, 1e6) as i32);
    surface.map(|surface| Wrap { surface, method, range })
}
