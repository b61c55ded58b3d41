//! Reads numbers, flags and names from elements, and collects every problem with its place.

use std::collections::BTreeMap;

use crate::model::{Body, LeftOut, Model, Mount};
use crate::problem::{ModelProblem, ModelProblems};
use crate::space::{Placement, body_xyz};

/// An element of the document.
pub type Node<'d> = roxmltree::Node<'d, 'd>;

/// No number of a model may be larger: nothing can overflow later.
const LARGEST: f64 = 1e9;

/// A model while it is read. Where something is wrong a stand-in is used to go on; `finish` then refuses the model.
pub struct Reader<'d> {
    text: &'d str,
    found: Vec<Found>,
    left_out: Vec<(usize, LeftOut)>,
    /// The model so far.
    pub model: Model,
    /// Indices of bodies by name.
    pub bodies: BTreeMap<String, usize>,
    /// Frames by the name of their joint or body and their own.
    pub frames: BTreeMap<(String, String), Mount>,
    /// Indices of coordinates by name.
    pub coordinates: BTreeMap<String, usize>,
    /// Indices of wrap surfaces by name.
    pub surfaces: BTreeMap<String, usize>,
    /// The element of each body, in the order of `model.bodies`.
    pub body_nodes: Vec<Node<'d>>,
    /// The element of each joint, in the order of the file.
    pub joint_nodes: Vec<Node<'d>>,
}

/// A problem whose line is not worked out yet.
struct Found {
    at: usize,
    element: String,
    message: String,
    hint: String,
}

impl<'d> Reader<'d> {
    /// Nothing read yet.
    pub fn new(text: &'d str) -> Self {
        Self {
            text,
            found: Vec::new(),
            left_out: Vec::new(),
            model: Model {
                name: String::new(),
                version: 0,
                gravity: [0.0; 3],
                bodies: Vec::<Body>::new(),
                joints: Vec::new(),
                coordinates: Vec::new(),
                couplers: Vec::new(),
                wraps: Vec::new(),
                muscles: Vec::new(),
                left_out: Vec::new(),
            },
            bodies: BTreeMap::new(),
            frames: BTreeMap::new(),
            coordinates: BTreeMap::new(),
            surfaces: BTreeMap::new(),
            body_nodes: Vec::new(),
            joint_nodes: Vec::new(),
        }
    }

    /// The model, or all problems by place.
    pub fn finish(mut self) -> Result<Model, ModelProblems> {
        let mut places = Places::new(self.text);
        if self.found.is_empty() {
            self.left_out.sort_by_key(|(at, _)| *at);
            let left_out = self.left_out.into_iter();
            let with_line =
                |(at, left): (usize, LeftOut)| LeftOut { line: places.at(at).0, ..left };
            self.model.left_out = left_out.map(with_line).collect();
            return Ok(self.model);
        }
        self.found.sort_by_key(|found| found.at);
        let problems = self.found.into_iter().map(|found| {
            let (line, column) = places.at(found.at);
            let Found { element, message, hint, .. } = found;
            ModelProblem { line, column, element, message, hint }
        });
        Err(ModelProblems(problems.collect()))
    }

    /// Notes a problem of an element.
    pub fn problem(&mut self, node: Node, message: impl Into<String>, hint: impl Into<String>) {
        self.found.push(Found {
            at: node.range().start,
            element: element_path(node),
            message: message.into(),
            hint: hint.into(),
        });
    }

    /// Notes what is not read.
    pub fn leave_out(&mut self, node: Node, affects: impl Into<String>) {
        let left = LeftOut {
            line: 0,
            element: node.tag_name().name().to_owned(),
            name: node_name(node).to_owned(),
            affects: affects.into(),
        };
        self.left_out.push((node.range().start, left));
    }

    /// The numbers of the child `tag`; empty if it is missing or wrong, which is noted.
    pub fn numbers(&mut self, node: Node, tag: &str) -> Vec<f64> {
        let Some(inner) = child(node, tag) else {
            let message = format!("<{tag}> is missing");
            self.problem(node, message, format!("write <{tag}> with its numbers"));
            return Vec::new();
        };
        let text = text(inner);
        let mut out = Vec::new();
        for word in text.split_ascii_whitespace() {
            match word.parse::<f64>() {
                Ok(number) if number.abs() <= LARGEST => out.push(number),
                Ok(_) => {
                    let message = format!("{word} is no usable number");
                    self.problem(inner, message, format!("give numbers of at most {LARGEST:e}"));
                    return Vec::new();
                }
                Err(_) => {
                    let message = format!("\"{}\" is not a number", shortened(word));
                    self.problem(inner, message, "write numbers with a point, spaces between them");
                    return Vec::new();
                }
            }
        }
        if out.is_empty() {
            self.problem(inner, "there is no number in it", "write its numbers");
        }
        out
    }

    /// Exactly `N` numbers of the child `tag`; zeros if that fails, which is noted.
    pub fn array<const N: usize>(&mut self, node: Node, tag: &str) -> [f64; N] {
        let numbers = self.numbers(node, tag);
        <[f64; N]>::try_from(numbers).unwrap_or_else(|numbers| {
            if !numbers.is_empty() {
                let message = format!("<{tag}> has {} numbers, not {N}", numbers.len());
                self.problem(node, message, format!("write {N} numbers"));
            }
            [0.0; N]
        })
    }

    /// Three numbers.
    pub fn triple(&mut self, node: Node, tag: &str) -> [f64; 3] {
        self.array::<3>(node, tag)
    }

    /// One number.
    pub fn number(&mut self, node: Node, tag: &str) -> f64 {
        self.array::<1>(node, tag)[0]
    }

    /// How many problems there are so far: tells whether a reading failed, so that its stand-in is not blamed again.
    pub fn problems(&self) -> usize {
        self.found.len()
    }

    /// One number above 0 (or from 0 on, with `or_zero`); 1 if that fails, which is noted.
    pub fn positive(&mut self, node: Node, tag: &str, or_zero: bool) -> f64 {
        let before = self.problems();
        let number = self.number(node, tag);
        if self.problems() == before && (number < 0.0 || (number == 0.0 && !or_zero)) {
            let wanted = if or_zero { "not below 0" } else { "above 0" };
            let inner = child(node, tag).unwrap_or(node);
            self.problem(inner, format!("{number} should be {wanted}"), "correct the number");
        }
        if self.problems() == before { number } else { 1.0 }
    }

    /// One number, or what counts where it is missing.
    pub fn number_or(&mut self, node: Node, tag: &str, missing: f64) -> f64 {
        if child(node, tag).is_some() { self.number(node, tag) } else { missing }
    }

    /// One number above 0 (or from 0 on, with `or_zero`), or what counts where it is missing.
    pub fn positive_or(&mut self, node: Node, tag: &str, or_zero: bool, missing: f64) -> f64 {
        if child(node, tag).is_some() { self.positive(node, tag, or_zero) } else { missing }
    }

    /// Lowest and highest value.
    pub fn range(&mut self, node: Node, tag: &str) -> [f64; 2] {
        let [low, high] = self.array::<2>(node, tag);
        if low > high {
            let message = format!("<{tag}> goes from {low} down to {high}");
            self.problem(node, message, "write the lower number first");
        }
        [low, high]
    }

    /// `true` or `false` of the child `tag`, or what counts where it is missing.
    pub fn flag(&mut self, node: Node, tag: &str, missing: bool) -> bool {
        let Some(inner) = child(node, tag) else { return missing };
        match text(inner).trim() {
            "true" | "1" => true,
            "false" | "0" => false,
            other => {
                let message = format!("\"{}\" is neither true nor false", shortened(other));
                self.problem(inner, message, "write true or false");
                missing
            }
        }
    }

    /// A placement from a translation (metres) and body-fixed X, Y, Z angles (radians).
    pub fn placement(&mut self, node: Node, translation: &str, angles: &str) -> Placement {
        let position = self.triple(node, translation);
        Placement { rotation: body_xyz(self.triple(node, angles)), position }
    }

    /// The body of this name or path.
    pub fn body(&mut self, node: Node, path: &str) -> Option<usize> {
        let name = path.trim().rsplit('/').next().unwrap_or_default();
        let body = self.bodies.get(name).copied();
        if body.is_none() {
            let message = format!("there is no body \"{}\"", shortened(path));
            self.problem(node, message, "name a body of the model, or the ground");
        }
        body
    }

    /// The frame of this name or path: a body, or a frame of `owner` or of the joint or body that the path names.
    pub fn frame(&mut self, node: Node, path: &str, owner: &str) -> Option<Mount> {
        let mut parts = path.trim().rsplit('/').filter(|part| !matches!(*part, "" | "." | ".."));
        let name = parts.next().unwrap_or_default().to_owned();
        let holder = parts.next().unwrap_or_default();
        let named = (holder.to_owned(), name.clone());
        let own = (owner.to_owned(), name.clone());
        let frame = self.frames.get(&named).or_else(|| self.frames.get(&own)).cloned();
        let frame = frame.or_else(|| {
            let body = self.bodies.get(&name)?;
            Some(Mount { body: *body, offset: Placement::identity() })
        });
        if frame.is_none() {
            let message = format!("there is no frame \"{}\"", shortened(path));
            let hint = "name a body, or a frame of a joint or body that is read";
            self.problem(node, message, hint);
        }
        frame
    }

    /// The coordinate of this name or path.
    pub fn coordinate(&mut self, node: Node, path: &str) -> Option<usize> {
        let name = path.trim().rsplit('/').next().unwrap_or_default();
        let coordinate = self.coordinates.get(name).copied();
        if coordinate.is_none() {
            let message = format!("there is no coordinate \"{}\"", shortened(path));
            self.problem(node, message, "name a coordinate of a joint in this model");
        }
        coordinate
    }

    /// The text of the first of these children that is there; noted if there is none.
    pub fn name_in<'n>(&mut self, node: Node<'n>, tags: &[&str]) -> Option<(Node<'n>, String)> {
        let found = tags.iter().find_map(|tag| child(node, tag));
        let named = found.map(|inner| (inner, text(inner).trim().to_owned()));
        let named = named.filter(|(_, name)| !name.is_empty());
        if named.is_none() {
            let tag = tags.first().copied().unwrap_or_default();
            self.problem(node, format!("<{tag}> is missing or empty"), "name what it refers to");
        }
        named
    }
}

/// The first child element of this kind.
pub fn child<'d>(node: Node<'d>, tag: &str) -> Option<Node<'d>> {
    node.children().find(|inner| inner.is_element() && inner.tag_name().name() == tag)
}

/// The elements of a set: those of its `<objects>`.
pub fn objects<'d>(node: Node<'d>, set: &str) -> Vec<Node<'d>> {
    let inside = child(node, set).and_then(|set| child(set, "objects"));
    inside.map(elements).unwrap_or_default()
}

/// All child elements.
pub fn elements(node: Node) -> Vec<Node> {
    node.children().filter(Node::is_element).collect()
}

/// The text inside, comments left out.
pub fn text(node: Node) -> String {
    node.children().filter(Node::is_text).filter_map(|inner| inner.text()).collect()
}

/// The element's name; may be empty.
pub fn node_name<'d>(node: Node<'d>) -> &'d str {
    node.attribute("name").unwrap_or_default().trim()
}

/// A word of the file for a message: not longer than a line.
pub fn shortened(word: &str) -> String {
    const MOST: usize = 60;
    let word = word.trim();
    if word.chars().count() <= MOST {
        return word.escape_debug().to_string();
    }
    let start: String = word.chars().take(MOST).collect();
    format!("{}...", start.escape_debug())
}

/// Kinds and names of the elements down to this one, from below `<Model>`.
fn element_path(node: Node) -> String {
    let mut parts: Vec<String> = node
        .ancestors()
        .filter(Node::is_element)
        .filter(|n| !matches!(n.tag_name().name(), "OpenSimDocument" | "Model" | "objects"))
        .map(|n| match node_name(n) {
            "" => n.tag_name().name().to_owned(),
            name => format!("{} {}", n.tag_name().name(), shortened(name)),
        })
        .collect();
    parts.reverse();
    parts.join("/")
}

/// Lines and columns (in characters) of rising byte positions, in one pass over the text.
struct Places<'t> {
    text: &'t str,
    done: usize,
    line: usize,
    column: usize,
}

impl<'t> Places<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, done: 0, line: 1, column: 1 }
    }

    fn at(&mut self, position: usize) -> (usize, usize) {
        for character in self.text[self.done..position].chars() {
            if character == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.done = position;
        (self.line, self.column)
    }
}
