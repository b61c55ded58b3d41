//! Reads an OpenSim file of external loads: which columns of a motion file push on which body.

use roxmltree::Document;

use super::columns::text as file_text;
use super::problem::{Found, MotionProblems};
use crate::osim::element::{Node, child, elements, node_name, shortened, text};

/// Larger files are refused.
const MOST_BYTES: usize = 4 << 20;
/// Older files name forces in another way.
const OLDEST: u32 = 20_301;

/// Forces that a motion file gives over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalLoads {
    /// The motion file, as written: relative to this file.
    pub data_file: String,
    /// The forces that are switched on.
    pub forces: Vec<ExternalForce>,
    /// Elements that are not read, with their lines: they change nothing here.
    pub left_out: Vec<(usize, String)>,
}

/// One force, its point and a torque, each three columns of the motion file. Names are as written in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalForce {
    /// Its name; may be empty.
    pub name: String,
    /// Line in the file, from 1.
    pub line: usize,
    /// The body that it pushes on.
    pub body: String,
    /// The body whose axes force and torque are given in.
    pub expressed_in: String,
    /// The body in whose frame the point is given.
    pub point_in: String,
    /// What the names of the force's three columns (N) begin with; `None`: no force.
    pub force: Option<String>,
    /// The same for its point (m); `None`: it acts at the origin of the body.
    pub point: Option<String>,
    /// The same for a torque (N m); `None`: no torque.
    pub torque: Option<String>,
}

const READ: [&str; 10] = [
    "appliesForce",
    "isDisabled",
    "applied_to_body",
    "force_expressed_in_body",
    "point_expressed_in_body",
    "force_identifier",
    "point_identifier",
    "torque_identifier",
    "data_source_name",
    "Appearance",
];

/// Reads `<ExternalLoads>` of OpenSim 2.3.1 and later.
///
/// # Errors
/// Every problem of the file: broken XML, another kind of document, no motion file, a force without body or columns.
pub fn read_external_loads(bytes: &[u8]) -> Result<ExternalLoads, MotionProblems> {
    let mut found = Found::default();
    if bytes.len() > MOST_BYTES {
        let message = format!("the file has {} bytes, more than {MOST_BYTES}", bytes.len());
        found.add((1, 1), message, "give the file of external loads, not the measured forces");
        return found.finish(None);
    }
    let loads = file_text(bytes, &mut found).and_then(|text| read(text, &mut found));
    found.finish(loads)
}

fn read(text: &str, found: &mut Found) -> Option<ExternalLoads> {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let at = error.pos();
            let message = format!("this XML is not readable: {error}");
            let hint = "the file may be cut off or edited by hand; compare it with its source";
            found.add((at.row as usize, at.col as usize), message, hint);
            return None;
        }
    };
    let root = document.root_element();
    let loads =
        child(root, "ExternalLoads").filter(|_| root.tag_name().name() == "OpenSimDocument");
    let Some(loads) = loads else {
        let message = format!("<{}> holds no <ExternalLoads>", root.tag_name().name());
        found.add((1, 1), message, "give the file of external loads, not a model or a setup file");
        return None;
    };
    let version = root.attribute("Version").unwrap_or_default();
    if !version.trim().parse::<u32>().is_ok_and(|version| version >= OLDEST) {
        let message = format!("version \"{}\" is not read", shortened(version));
        found.add(place(root), message, "open the file in OpenSim 4 and save it again");
    }
    let data_file = value(loads, "datafile").unwrap_or_default();
    if data_file.is_empty() {
        let hint = "name the .mot or .sto file with the measured forces";
        found.add(place(loads), "<datafile> is missing or empty", hint);
    }
    let mut left_out = Vec::new();
    for inner in elements(loads) {
        let name = inner.tag_name().name();
        if !matches!(name, "defaults" | "objects" | "groups" | "datafile") && has_text(inner) {
            left_out.push((place(inner).0, format!("<{name}>")));
        }
    }
    let mut forces = Vec::new();
    for node in child(loads, "objects").map(elements).unwrap_or_default() {
        forces.extend(force(node, &mut left_out, found));
    }
    if forces.is_empty() && found.count() == 0 {
        let hint = "switch one on with <appliesForce>true</appliesForce>";
        found.add(place(loads), "there is no <ExternalForce> that is switched on", hint);
    }
    Some(ExternalLoads { data_file, forces, left_out })
}

fn force(
    node: Node,
    left_out: &mut Vec<(usize, String)>,
    found: &mut Found,
) -> Option<ExternalForce> {
    let (name, kind) = (node_name(node).to_owned(), node.tag_name().name());
    let line = place(node).0;
    if kind != "ExternalForce" {
        let message = format!("<{}> is not read", shortened(kind));
        found.add(place(node), message, "write it as an <ExternalForce>");
        return None;
    }
    for inner in elements(node) {
        let tag = inner.tag_name().name();
        if !READ.contains(&tag) && has_text(inner) {
            left_out.push((place(inner).0, format!("<{tag}> of {name}")));
        }
    }
    let mut flag = |tag: &str, missing: bool| match value(node, tag).as_deref() {
        None => missing,
        Some("true" | "1") => true,
        Some("false" | "0") => false,
        Some(other) => {
            let message = format!("<{tag}> of {name} is \"{}\"", shortened(other));
            found.add(place(node), message, "write true or false");
            missing
        }
    };
    let is_on = flag("appliesForce", true);
    if !is_on || flag("isDisabled", false) {
        return None;
    }
    let body = value(node, "applied_to_body").unwrap_or_default();
    if body.is_empty() {
        let message = format!("<applied_to_body> of {name} is missing or empty");
        found.add(place(node), message, "name the body that the force acts on");
    }
    let frame = |tag: &str| value(node, tag).filter(|text| !text.is_empty());
    let columns = |tag: &str| frame(tag).filter(|text| text != "Unassigned");
    let (force, point) = (columns("force_identifier"), columns("point_identifier"));
    let torque = columns("torque_identifier");
    if force.is_none() && torque.is_none() {
        let message = format!("{name} has neither force nor torque");
        found.add(place(node), message, "give <force_identifier> or <torque_identifier>");
    } else if force.is_none() && point.is_some() {
        let message = format!("{name} has a point, but no force");
        found.add(place(node), message, "give <force_identifier>, or no point");
    }
    let ground = || "ground".to_owned();
    let expressed_in = frame("force_expressed_in_body").unwrap_or_else(ground);
    let point_in = frame("point_expressed_in_body").unwrap_or_else(ground);
    Some(ExternalForce { name, line, body, expressed_in, point_in, force, point, torque })
}

/// The text of a child, without blanks around it.
fn value(node: Node, tag: &str) -> Option<String> {
    child(node, tag).map(|inner| text(inner).trim().to_owned())
}

fn has_text(node: Node) -> bool {
    node.descendants().any(|inner| inner.is_text() && !inner.text().unwrap_or("").trim().is_empty())
}

fn place(node: Node) -> (usize, usize) {
    let at = node.document().text_pos_at(node.range().start);
    (at.row as usize, at.col as usize)
}
