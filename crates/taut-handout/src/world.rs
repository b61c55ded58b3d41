//! What the typesetter may see: the template, the document, the fonts that come with it; no files, no net, no clock.

use std::sync::OnceLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _};

use crate::{Document, Problem};

const TEMPLATE: &str = include_str!("page.typ");

/// Fonts and the standard library; the same for every document.
struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

fn shared() -> &'static Shared {
    static SHARED: OnceLock<Shared> = OnceLock::new();
    SHARED.get_or_init(|| {
        let fonts: Vec<Font> =
            typst_assets::fonts().flat_map(|data| Font::iter(Bytes::new(data))).collect();
        Shared {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
        }
    })
}

/// One document at one size.
pub struct World {
    template: Source,
    data_id: FileId,
    data: Bytes,
}

impl World {
    /// For a document, its words of this size in pt.
    pub fn new(document: &Document, size_pt: f64) -> Result<Self, Problem> {
        let data = serde_json::json!({ "size": size_pt, "document": document });
        let data = serde_json::to_vec(&data).map_err(|e| Problem::Document(e.to_string()))?;
        Ok(Self {
            template: Source::new(id("/page.typ")?, TEMPLATE.to_owned()),
            data_id: id("/data.json")?,
            data: Bytes::new(data),
        })
    }
}

fn id(path: &str) -> Result<FileId, Problem> {
    let path = VirtualPath::new(path).map_err(|e| Problem::Typesetting(vec![format!("{e:?}")]))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}

impl typst::World for World {
    fn library(&self) -> &LazyHash<Library> {
        &shared().library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &shared().book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(missing(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data_id { Ok(self.data.clone()) } else { Err(missing(id)) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        shared().fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
