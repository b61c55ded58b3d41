//! The lists of the safety folder: ids to indices, excuses to expressions.

use super::Maker;
use crate::ids::FindingId;
use crate::knowledge::{Finding, SafetyLists};
use crate::raw::Loaded;

impl Maker<'_> {
    pub(super) fn safety_lists(&mut self, findings: &[Finding]) -> SafetyLists {
        let Some(Loaded { file, raw, .. }) = &self.raw.safety_lists else {
            return SafetyLists::default();
        };
        let mut list = |key: &str, ids: &[String]| -> Vec<FindingId> {
            ids.iter()
                .enumerate()
                .filter_map(|(i, id)| {
                    self.finding_named((file, &format!("{key}[{i}]")), id, findings)
                })
                .collect()
        };
        let mut lists = SafetyLists {
            serious: list("serious", &raw.serious),
            nerve: list("nerve", &raw.nerve),
            deficit: list("deficit", &raw.deficit),
            gating: list("gating", &raw.gating),
            context: list("context", &raw.context),
            no_rule: list("no_rule", &raw.no_rule),
            provocation: list("provocation", &raw.provocation),
            ..SafetyLists::default()
        };
        for (id, text) in &raw.excused {
            let path = format!("excused.{id}");
            let finding = self.finding_named((file, &path), id, findings);
            let expr = self.expr(file, &path, text, findings);
            if let (Some(finding), Some(expr)) = (finding, expr) {
                lists.excused.push((finding, expr));
            }
        }
        lists.adult = raw.adult.as_ref().and_then(|text| self.expr(file, "adult", text, findings));
        lists
    }
}
