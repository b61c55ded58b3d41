//! Languages that pages can be shown in, and labels of pages.

use crate::grades::Review;
use crate::knowledge::Knowledge;

/// A language that everything is there in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// Code, such as `en`.
    pub code: String,
    /// Its name in itself.
    pub name: String,
    /// How far its words have been reviewed.
    pub review: Review,
    /// Who translated, and who read it; empty for English, the original.
    pub translator: String,
}

impl Knowledge {
    /// The languages that pages can be shown in, English first, then by code.
    #[must_use]
    pub fn languages(&self) -> &[Language] {
        &self.languages
    }

    /// A label of a page, falling back to English; nothing where English lacks it too.
    #[must_use]
    pub fn label(&self, area: &str, key: &str, language: &str) -> Option<&str> {
        let labels = self.interface.get(area)?;
        let of = |language: &str| labels.get(language).and_then(|labels| labels.get(key));
        of(language).or_else(|| of("en")).map(String::as_str)
    }

    /// True if a clinician has agreed with the words of this language (review level R3 or above), or they are the original, English.
    ///
    /// Questions about flags in any other language are marked as an unreviewed translation wherever they are shown.
    #[must_use]
    pub fn is_reviewed_translation(&self, language: &str) -> bool {
        let mut known = self.languages.iter().filter(|known| known.code == language);
        language == "en" || known.any(|known| known.review >= Review::R3)
    }
}
