//! Every source that a body record names.

use taut_body::own::record::Records;

/// A source that is named somewhere.
pub(super) struct Cited<'r> {
    /// Path of the file.
    pub file: String,
    /// Logical path in it.
    pub path: String,
    /// The key.
    pub source: &'r str,
}

/// Every source that the records name, and where.
pub(super) fn cited(records: &Records) -> Vec<Cited<'_>> {
    let mut out = Vec::new();
    let mut cite = |file: &str, path: String, source| {
        out.push(Cited { file: format!("body/{file}.toml"), path, source });
    };
    for (i, body) in records.skeleton.body.iter().enumerate() {
        cite("skeleton", format!("body[{i}].source"), body.source.as_str());
    }
    for (i, coordinate) in records.skeleton.coordinate.iter().enumerate() {
        cite("skeleton", format!("coordinate[{i}].source"), &coordinate.source);
    }
    for (i, joint) in records.skeleton.joint.iter().enumerate() {
        cite("skeleton", format!("joint[{i}].source"), &joint.source);
    }
    for (i, surface) in records.surfaces.surface.iter().enumerate() {
        cite("surfaces", format!("surface[{i}].source"), &surface.source);
    }
    for group in &records.muscles {
        cite(&format!("muscles/{}", group.id), "source".to_owned(), &group.source);
    }
    out
}
