//! Records of languages: labels of pages, a language by itself, and one record's words in it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Review;

/// `interface/<area>.toml`: labels of pages, such as buttons and headings; nothing clinical.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Interface {
    /// Area of the pages, also the file name.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Key and text per language; `en` is required. Keys have small letters, digits and `_`; `{name}` is filled in by the page.
    #[serde(default)]
    pub text: BTreeMap<String, BTreeMap<String, String>>,
}
