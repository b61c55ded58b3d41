//! The lists of the safety folder: ids to indices, excuses to expressions.

use super::{Maker, find, index};
use crate::diagnostic::did_you_mean;
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
                .filter_map(|(i, id)| self.listed(file, &format!("{key}[{i}]"), id, findings))
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
            let finding = self.listed(file, &path, id, findings);
            let expr = self.expr(file, &path, text, findings);
            if let (Some(finding), Some(expr)) = (finding, expr) {
                lists.excused.push((finding, expr));
            }
        }
        lists.adult = raw.adult.as_ref().and_then(|text| self.expr(file, "adult", text, findings));
        lists
    }

    fn listed(
        &mut self,
        file: &str,
        path: &str,
        id: &str,
        findings: &[Finding],
    ) -> Option<FindingId> {
        let found = find(findings, id, |f| &f.id).map(|found| FindingId(index(found)));
        if found.is_none() && !self.is_broken("findings", id) {
            let hint = did_you_mean(id, findings.iter().map(|f| f.id.as_str()));
            self.sink.error(file, path, "unknown-finding", format!("no finding `{id}`")).hint(hint);
        }
        found
    }
}
