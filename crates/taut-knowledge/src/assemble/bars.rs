//! What bars exercises: situations, cautions, and the bars of the safety folder.

use std::collections::BTreeMap;

use super::Maker;
use crate::expr::Expr;
use crate::grades::Rung;
use crate::knowledge::{Condition, Finding};
use crate::programme::{BarText, Caution, ItemBar, Presence, Situation};
use crate::raw::Loaded;
use crate::record::exercise;

/// Rules of the design that a bar may stand for.
const RULES: [&str; 4] = ["S3", "S8", "S10", "S11"];

impl Maker<'_> {
    pub(super) fn situations(&mut self, findings: &[Finding]) -> Vec<Situation> {
        let raw = self.raw;
        let mut out = Vec::new();
        for Loaded { file, id, raw } in &raw.situations {
            let presence = self.presence(file, &raw.when, raw.also_when.as_deref(), findings);
            self.bar_words(file, &raw.source, &raw.section, &raw.text);
            out.push(Situation {
                id: id.clone(),
                review: raw.review.into(),
                presence,
                source: raw.source.clone(),
                section: raw.section.clone(),
                text: raw.text.clone(),
            });
        }
        out
    }

    pub(super) fn cautions(
        &mut self,
        findings: &[Finding],
        conditions: &[Condition],
    ) -> Vec<Caution> {
        let raw = self.raw;
        let mut out = Vec::new();
        for Loaded { file, id, raw } in &raw.cautions {
            let presence = self.presence(file, &raw.when, raw.also_when.as_deref(), findings);
            let also = self.conditions_named(file, "conditions", &raw.conditions, conditions);
            self.bar_words(file, &raw.source, &raw.section, &raw.text);
            out.push(Caution {
                id: id.clone(),
                review: raw.review.into(),
                presence,
                conditions: also,
                source: raw.source.clone(),
                section: raw.section.clone(),
                text: raw.text.clone(),
            });
        }
        out
    }

    pub(super) fn item_bars(&mut self, findings: &[Finding]) -> Vec<ItemBar> {
        let raw = self.raw;
        raw.item_bars.iter().map(|loaded| self.item_bar(loaded, findings)).collect()
    }

    fn item_bar(
        &mut self,
        Loaded { file, id, raw }: &Loaded<exercise::ItemBar>,
        findings: &[Finding],
    ) -> ItemBar {
        if !RULES.contains(&raw.rule.as_str()) {
            let message = format!("`{}` is no rule about what programmes hold", raw.rule);
            self.sink
                .error(file, "rule", "unknown-rule", message)
                .hint("S3, S8, S10 or S11".to_owned());
        }
        self.filled(file, "statement", &raw.statement);
        self.once(file, "classes", &raw.classes);
        self.once(file, "except", &raw.except);
        if let Some(i) = raw.except.iter().position(|class| raw.classes.contains(class)) {
            let message = "this class is both barred and left out".to_owned();
            self.sink.error(file, &format!("except[{i}]"), "bar-without-effect", message);
        }
        let (from, below) = (raw.from_rung.map(Rung::from), raw.below_rung.map(Rung::from));
        if let (Some(from), Some(below)) = (from, below)
            && below >= from
        {
            let message = format!(
                "no rung is both {} or more careful and less careful than {}",
                from.id(),
                below.id()
            );
            self.sink
                .error(file, "below_rung", "bar-without-effect", message)
                .hint("`below_rung` is the more careful end".to_owned());
        }
        // Where an expression cannot be read, the bar stands for everybody.
        let when = raw.when.as_ref().and_then(|text| self.expr(file, "when", text, findings));
        let unless = raw.unless.as_ref().and_then(|text| self.expr(file, "unless", text, findings));
        ItemBar {
            id: id.clone(),
            rule: raw.rule.clone(),
            classes: raw.classes.clone(),
            except: raw.except.clone(),
            therapist_only: raw.therapist_only,
            from_rung: from,
            below_rung: below,
            provisional: raw.provisional,
            when,
            unless,
            statement: raw.statement.clone(),
        }
    }

    /// What a person is asked stands in `when`; what only an examination gives, in `also_when`: nobody would be admitted otherwise.
    fn presence(
        &mut self,
        file: &str,
        when: &str,
        also_when: Option<&str>,
        findings: &[Finding],
    ) -> Presence {
        // One that cannot be read counts as there; the record is refused anyway.
        let when = self.expr(file, "when", when, findings).unwrap_or_else(|| Expr::All(Vec::new()));
        let mut examined = Vec::new();
        when.visit_findings(&mut |id| {
            let finding = &findings[id.index()];
            if !finding.person_may_answer && !examined.contains(&finding.id) {
                examined.push(finding.id.clone());
            }
        });
        for id in examined {
            let message = format!("`{id}` needs an examination, so it would stay open at home");
            self.sink
                .error(file, "when", "person-cannot-answer", message)
                .hint("move it to `also_when`".to_owned());
        }
        let also_when = also_when.and_then(|text| self.expr(file, "also_when", text, findings));
        Presence { when, also_when }
    }

    fn bar_words(
        &mut self,
        file: &str,
        source: &str,
        section: &str,
        text: &BTreeMap<String, BarText>,
    ) {
        self.source(file, "source", source);
        self.filled(file, "section", section);
        self.english(file, text);
        for (language, words) in text {
            self.filled(file, &format!("text.{language}.name"), &words.name);
            self.filled(file, &format!("text.{language}.reason"), &words.reason);
        }
    }
}
