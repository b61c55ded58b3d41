//! That a question about a flag is shown in a translation which no clinician has reviewed.

use taut_knowledge::{FindingId, Knowledge};

/// What is said beside a question that is marked or gating, in a language whose translation no clinician has reviewed; nothing
/// for other questions and languages.
#[must_use]
pub fn translation_notice<'k>(
    knowledge: &'k Knowledge,
    finding: FindingId,
    language: &str,
) -> Option<&'k str> {
    let record = knowledge.finding(finding);
    let matters = record.is_marked() || record.gating;
    let translated = record.text.contains_key(language);
    (matters && translated && !knowledge.is_reviewed_translation(language))
        .then(|| knowledge.phrase("translation_unreviewed", language))
        .flatten()
}
