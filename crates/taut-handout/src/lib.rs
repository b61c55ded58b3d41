//! The handout and the letter as PDF: tagged for screen readers (PDF/UA-1), on as few pages as can be read.
//!
//! What to print comes as a [`Document`]; where it would need more pages than it names, the words are set smaller, down to a
//! size that can still be read. Same document, same bytes: no clock, no fonts of the machine.

mod document;
mod world;

pub use document::{Block, Document, SCHEMA, Tone, VERSION};

use std::fmt;

use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use world::World;

/// Sizes of the words that are tried one after the other, pt. Notices, tables and the foot of a page are 0.9, 0.88 and 0.8 of it
/// (`page.typ`), so 7.7, 7.5 and 6.8 pt at the smallest.
const SIZES: [f64; 6] = [11.0, 10.5, 10.0, 9.5, 9.0, 8.5];

/// Why there is no PDF.
#[derive(Debug)]
pub enum Problem {
    /// The document is not what [`Document`] says, every problem that was found.
    Document(String),
    /// The typesetter refuses it: every problem that it names. A fault of this program, or a figure that is no SVG.
    Typesetting(Vec<String>),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(what) => write!(f, "this is no document to print: {what}"),
            Self::Typesetting(what) => write!(f, "it cannot be typeset: {}", what.join("; ")),
        }
    }
}

impl std::error::Error for Problem {}

/// A finished PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
}

/// Makes the PDF of a document, given as JSON.
///
/// # Errors
/// Bytes that are no [`Document`]; all that [`pdf`] refuses.
pub fn pdf_of_json(json: &[u8]) -> Result<Pdf, Problem> {
    let document: Document =
        serde_json::from_slice(json).map_err(|error| Problem::Document(error.to_string()))?;
    pdf(&document)
}

/// Makes the PDF of a document.
///
/// # Errors
/// What [`Document::problems`] names, all of it; what the typesetter refuses, such as a figure that is no SVG.
pub fn pdf(document: &Document) -> Result<Pdf, Problem> {
    let problems = document.problems();
    if !problems.is_empty() {
        return Err(Problem::Document(problems.join("; ")));
    }
    let mut made = None;
    for size in SIZES {
        let paged = typeset(document, size)?;
        let fits = paged.pages().len() <= document.pages;
        made = Some(paged);
        if fits {
            break;
        }
    }
    let Some(paged) = made else {
        return Err(Problem::Typesetting(vec!["no size was tried".to_owned()]));
    };
    let standards = PdfStandards::new(&[PdfStandard::Ua_1])
        .map_err(|problem| Problem::Typesetting(vec![problem.message().to_string()]))?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("taut".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&paged, &options).map_err(|problems| said(&problems))?;
    Ok(Pdf { bytes, pages: paged.pages().len() })
}

fn typeset(document: &Document, size_pt: f64) -> Result<PagedDocument, Problem> {
    let world = World::new(document, size_pt)?;
    typst::compile::<PagedDocument>(&world).output.map_err(|problems| said(&problems))
}

fn said(problems: &[SourceDiagnostic]) -> Problem {
    let one = |problem: &SourceDiagnostic| {
        let hints = problem.hints.iter().map(|hint| format!(" ({})", hint.v));
        format!("{}{}", problem.message, hints.collect::<String>())
    };
    Problem::Typesetting(problems.iter().map(one).collect())
}
