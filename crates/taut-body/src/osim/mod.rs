//! Reads a model from an OpenSim file (`.osim`, versions 20101 to 40500).

mod bodies;
mod check;
mod constraints;
pub(crate) mod element;
mod functions;
mod joints;
mod muscles;
mod rest;
mod strength;
mod wraps;

use roxmltree::{Document, ParsingOptions};

use crate::model::Model;
use crate::problem::{ModelProblem, ModelProblems};
use element::{Node, Reader, child};

/// Larger files are refused.
pub const MOST_BYTES: usize = 32 << 20;
/// XML with more nodes than this is refused.
const MOST_NODES: u32 = 2_000_000;
/// First and last version of the format that is read.
const VERSIONS: std::ops::RangeInclusive<u32> = 20_101..=40_500;

/// Reads a model. What is in the file and not in the model is named in `left_out`; nothing is skipped silently, except
/// what only draws (meshes, colours) and credits.
///
/// # Errors
/// Every problem that was found, each with its line and element: broken XML, another kind of document, missing or
/// impossible numbers, names that refer to nothing, joints or functions that are not read.
pub fn read_osim(bytes: &[u8]) -> Result<Model, ModelProblems> {
    if bytes.len() > MOST_BYTES {
        let message = format!("the file has {} bytes, more than {MOST_BYTES}", bytes.len());
        return Err(whole(1, 1, message, "split the model, or leave out what is only drawn"));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        whole(line, 1, "the text is not UTF-8".to_owned(), "save the file as UTF-8")
    })?;
    let options = ParsingOptions { nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| {
        let at = error.pos();
        let message = format!("this XML is not readable: {error}");
        let hint = match error {
            roxmltree::Error::NodesLimitReached => {
                "it has too many elements; leave out what only draws"
            }
            _ => "the file may be cut off or edited by hand; compare it with its source",
        };
        whole(at.row as usize, at.col as usize, message, hint)
    })?;
    read(&document)
}

fn read(document: &Document) -> Result<Model, ModelProblems> {
    let root = document.root_element();
    let mut reader = Reader::new(document.input_text());
    if root.tag_name().name() != "OpenSimDocument" {
        let message = format!("<{}> is not an OpenSim document", root.tag_name().name());
        reader.problem(root, message, "give an .osim file: it begins with <OpenSimDocument>");
        return reader.finish();
    }
    let written = root.attribute("Version").unwrap_or_default();
    match written.trim().parse::<u32>() {
        Ok(version) if VERSIONS.contains(&version) => reader.model.version = version,
        _ => {
            let (first, last) = (VERSIONS.start(), VERSIONS.end());
            let message = format!("version \"{written}\" is not between {first} and {last}");
            reader.problem(root, message, "open the model in OpenSim 4 and save it again");
            return reader.finish();
        }
    }
    let Some(model) = child(root, "Model") else {
        let message = "there is no <Model> in it".to_owned();
        reader.problem(root, message, "give a model, not a setup or settings file");
        return reader.finish();
    };
    read_model(&mut reader, root, model);
    reader.finish()
}

fn read_model<'d>(reader: &mut Reader<'d>, root: Node<'d>, model: Node<'d>) {
    reader.model.name = model.attribute("name").unwrap_or_default().to_owned();
    rest::units(reader, model);
    reader.model.gravity = reader.triple(model, "gravity");
    bodies::read(reader, model);
    joints::read(reader, model);
    check::tree(reader, model);
    constraints::read(reader, model);
    wraps::read(reader);
    muscles::read(reader, model);
    rest::left_out(reader, root, model);
    check::turns(reader);
}

fn whole(line: usize, column: usize, message: String, hint: &str) -> ModelProblems {
    let element = String::new();
    ModelProblems(vec![ModelProblem { line, column, element, message, hint: hint.to_owned() }])
}
