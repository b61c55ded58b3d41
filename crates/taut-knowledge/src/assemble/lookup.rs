//! What ids name, and the checks of lists and pairs that several kinds of records need.

use std::ops::RangeInclusive;

use super::{Maker, index};
use crate::diagnostic::did_you_mean;
use crate::ids::{ConditionId, FindingId};
use crate::knowledge::{Condition, Finding};

/// A kind of record that others name by id.
pub(super) struct Named {
    /// Its folder.
    folder: &'static str,
    /// What it is called.
    word: &'static str,
    /// Code of the problem that there is none with an id.
    code: &'static str,
}

impl Named {
    pub(super) const FINDING: Self =
        Self { folder: "findings", word: "finding", code: "unknown-finding" };
    pub(super) const CONDITION: Self =
        Self { folder: "conditions", word: "condition", code: "unknown-condition" };
    pub(super) const EXERCISE: Self =
        Self { folder: "exercises", word: "exercise", code: "unknown-exercise" };
    pub(super) const SITUATION: Self =
        Self { folder: "situations", word: "situation", code: "unknown-situation" };
    pub(super) const CAUTION: Self =
        Self { folder: "cautions", word: "caution", code: "unknown-caution" };
    pub(super) const MEASURE: Self =
        Self { folder: "measures", word: "measure", code: "unknown-measure" };
}

impl Maker<'_> {
    /// Place of an id among those of its kind.
    pub(super) fn named<'i>(
        &mut self,
        kind: &Named,
        (file, path): (&str, &str),
        id: &str,
        ids: impl Iterator<Item = &'i str> + Clone,
    ) -> Option<usize> {
        let found = ids.clone().position(|known| known == id);
        if found.is_none() && !self.is_broken(kind.folder, id) {
            let hint =
                did_you_mean(id, ids).or_else(|| Some(format!("write {}/{id}.toml", kind.folder)));
            self.sink.error(file, path, kind.code, format!("no {} `{id}`", kind.word)).hint(hint);
        }
        found
    }

    pub(super) fn finding_named(
        &mut self,
        at: (&str, &str),
        id: &str,
        findings: &[Finding],
    ) -> Option<FindingId> {
        let found = self.named(&Named::FINDING, at, id, findings.iter().map(|f| f.id.as_str()));
        found.map(|found| FindingId(index(found)))
    }

    /// Findings of a list, in its order; none twice.
    pub(super) fn findings_named(
        &mut self,
        file: &str,
        key: &str,
        ids: &[String],
        findings: &[Finding],
    ) -> Vec<FindingId> {
        self.once(file, key, ids);
        let each = ids.iter().enumerate();
        each.filter_map(|(i, id)| self.finding_named((file, &format!("{key}[{i}]")), id, findings))
            .collect()
    }

    /// Conditions of a list, in its order; none twice.
    pub(super) fn conditions_named(
        &mut self,
        file: &str,
        key: &str,
        ids: &[String],
        conditions: &[Condition],
    ) -> Vec<ConditionId> {
        self.once(file, key, ids);
        let known = conditions.iter().map(|condition| condition.id.as_str());
        let each = ids.iter().enumerate();
        each.filter_map(|(i, id)| {
            let path = format!("{key}[{i}]");
            self.named(&Named::CONDITION, (file, &path), id, known.clone())
        })
        .map(|found| ConditionId(index(found)))
        .collect()
    }

    /// Sources of a list: at least one, none twice.
    pub(super) fn sources_named(&mut self, file: &str, key: &str, keys: &[String]) {
        if keys.is_empty() {
            self.sink.error(file, key, "empty-list", "there is no source".to_owned()).hint(
                "where it is only a rule of ours, the source is `taut_clinical_rules`".to_owned(),
            );
        }
        self.once(file, key, keys);
        for (i, source) in keys.iter().enumerate() {
            self.source(file, &format!("{key}[{i}]"), source);
        }
    }

    /// Names what a list holds twice.
    pub(super) fn once<T: PartialEq>(&mut self, file: &str, key: &str, list: &[T]) {
        for (i, item) in list.iter().enumerate() {
            if let Some(first) = list[..i].iter().position(|other| other == item) {
                let message = format!("the same as number {} of the list", first + 1);
                self.sink
                    .error(file, &format!("{key}[{i}]"), "listed-twice", message)
                    .hint("take one of them out".to_owned());
            }
        }
    }

    /// A pair from the least to the most, within limits.
    pub(super) fn pair(
        &mut self,
        file: &str,
        key: &str,
        [least, most]: [u32; 2],
        limits: RangeInclusive<u32>,
    ) {
        for (i, value) in [least, most].into_iter().enumerate() {
            self.whole(file, &format!("{key}[{i}]"), value, limits.clone());
        }
        if least > most {
            let message = format!("{least} is more than {most}");
            self.sink
                .error(file, key, "not-in-order", message)
                .hint("write the smaller number first".to_owned());
        }
    }

    /// A whole number within limits.
    pub(super) fn whole(&mut self, file: &str, key: &str, value: u32, limits: RangeInclusive<u32>) {
        if !limits.contains(&value) {
            let message = format!("{value} is not within {} to {}", limits.start(), limits.end());
            self.sink.error(file, key, "out-of-range", message);
        }
    }

    /// A number above 0 and at most `most`.
    pub(super) fn above_zero(&mut self, file: &str, key: &str, value: f64, most: f64) {
        if !(value > 0.0 && value <= most) {
            let message = format!("{value} is not above 0 and at most {most}");
            self.sink.error(file, key, "out-of-range", message);
        }
    }
}
