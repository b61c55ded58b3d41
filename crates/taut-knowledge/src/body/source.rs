//! Sources of the body: papers, model files, our own assumptions.

use schemars::JsonSchema;
use serde::Deserialize;
use taut_body::own::Review;

use crate::record::ReadAs;

/// What a source of the body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BodySourceKind {
    /// One study.
    Study,
    /// A review or meta-analysis.
    Review,
    /// A textbook.
    Textbook,
    /// A file with a musculoskeletal model, whose numbers are cited.
    Model,
    /// The project's own assumptions.
    House,
}

/// `body/sources/<key>.toml`: something that was read for the body. It stands apart from `sources/`, so that the hash of the knowledge does not change with it.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BodySource {
    /// Key, also the file name.
    pub id: String,
    /// What it is.
    pub kind: BodySourceKind,
    /// Authors as printed.
    pub authors: String,
    /// Year of publication; left out when not known.
    pub year: Option<u16>,
    /// Title.
    pub title: String,
    /// DOI without the address in front.
    pub doi: Option<String>,
    /// PubMed id.
    pub pmid: Option<String>,
    /// PubMed Central id.
    pub pmcid: Option<String>,
    /// Address as seen.
    pub url: Option<String>,
    /// Licence of a model file, which must allow its numbers to be used.
    pub licence: Option<String>,
    /// How it was read.
    pub read_as: ReadAs,
    /// Review level.
    pub review: Review,
    /// Anything else worth knowing.
    pub note: Option<String>,
}
