//! What an examiner found in both legs and heard about flags, as answers.

use super::{Reader, Signed, answer, is_true, named, text};
use crate::case::{CaseAnswer, Said};
use crate::case_file::Side;
use crate::clearance_file::{Found, Reflex};
use crate::diagnostic::shorten;
use crate::ids::FindingId;
use crate::knowledge::Kind as FindingKind;
use crate::tree::Tree;

impl Reader<'_> {
    /// What was found in both legs and said about flags.
    pub(super) fn found(&mut self, tree: &Tree, signed: &Signed<'_>) -> Vec<CaseAnswer> {
        let mut found = Vec::new();
        let legs = tree.get("legs").map_or(&[][..], Tree::items);
        let mut brisk = tree.get("upper_motor_neurone_signs").map(is_true);
        for (i, leg) in legs.iter().enumerate() {
            brisk = self.leg(i, leg, signed, &mut found).then_some(true).or(brisk);
        }
        if let Some(brisk) = brisk {
            self.sign("upper_motor_neurone_signs", brisk, Side::Unstated, signed, &mut found);
        }
        for (i, flag) in tree.get("flags").map_or(&[][..], Tree::items).iter().enumerate() {
            self.flag(i, flag, signed, &mut found);
        }
        found
    }

    /// What was found in one leg; true if a reflex was brisk.
    fn leg(
        &mut self,
        i: usize,
        leg: &Tree,
        signed: &Signed<'_>,
        found: &mut Vec<CaseAnswer>,
    ) -> bool {
        let Some(side) = Side::from_id(text(leg, "side")) else { return false };
        if !matches!(side, Side::Left | Side::Right) {
            let start = leg.get("side").map_or(leg.start, |side| side.start);
            let path = format!("legs[{i}].side");
            let hint = "one [[legs]] for each side".to_owned();
            self.problem("both-legs", start, path, "one leg has one side", hint);
            return false;
        }
        let yes = |key: &str| leg.get(key).is_some_and(is_true);
        let (familiar, changes) = (yes("familiar"), yes("ankle_or_neck_changes"));
        self.sign("slr_reproduces_leg_pain", familiar, side, signed, found);
        self.sign("slump_positive", familiar && changes, side, signed, found);
        let mut power = ["L2", "L3", "L4", "L5", "S1"]
            .into_iter()
            .filter_map(|root| named::<Found>(leg.get("power")?.get(root)));
        self.sign(
            "motor_weakness_exam",
            power.any(|p: Found| p == Found::Reduced),
            side,
            signed,
            found,
        );
        let reduced = named(leg.get("sensation")) == Some(Found::Reduced);
        self.sign("sensory_loss_exam", reduced, side, signed, found);
        let mut brisk = false;
        for (key, finding) in
            [("knee_reflex", "reflex_knee_reduced"), ("ankle_reflex", "reflex_ankle_reduced")]
        {
            let reflex = named(leg.get(key));
            self.sign(finding, reflex == Some(Reflex::Reduced), side, signed, found);
            brisk |= reflex == Some(Reflex::Brisk);
        }
        self.angle(i, leg, side, signed, found);
        if let Some(angle) = leg.get("straight_leg_raise") {
            self.in_range(angle, format!("legs[{i}].straight_leg_raise"), 0.0, 180.0);
        }
        brisk
    }

    fn angle(
        &mut self,
        i: usize,
        leg: &Tree,
        side: Side,
        signed: &Signed<'_>,
        found: &mut Vec<CaseAnswer>,
    ) {
        let Some(angle) = leg.get("knee_extension_deficit") else { return };
        let Some(finding) = self.finding("knee_extension_deficit_exam", angle.start) else {
            return;
        };
        let FindingKind::Measure { min, max, .. } = self.knowledge.finding(finding).kind else {
            return;
        };
        let path = format!("legs[{i}].knee_extension_deficit");
        if let Some(number) = self.in_range(angle, path, min, max) {
            found.push(answer(finding, Said::Number(number), side, signed));
        }
    }

    fn in_range(&mut self, tree: &Tree, path: String, min: f64, max: f64) -> Option<f64> {
        let number = tree.number()?;
        if !(min..=max).contains(&number) {
            let message = format!("{number} is not within {min} to {max} degrees");
            let hint = "check the number".to_owned();
            self.problem("out-of-range", tree.start, path, message, hint);
            return None;
        }
        Some(number)
    }

    /// A sign that an examination gives, present or absent.
    fn sign(
        &mut self,
        id: &str,
        present: bool,
        side: Side,
        signed: &Signed<'_>,
        found: &mut Vec<CaseAnswer>,
    ) {
        if let Some(finding) = self.finding(id, 0) {
            found.push(answer(finding, Said::State(u8::from(present)), side, signed));
        }
    }

    fn flag(&mut self, i: usize, flag: &Tree, signed: &Signed<'_>, found: &mut Vec<CaseAnswer>) {
        let path = |key: &str| format!("flags[{i}].{key}");
        let Some(name) = flag.get("finding") else { return };
        let Some(finding) = self.known(name, path("finding")) else { return };
        let states = &self.knowledge.finding(finding).states;
        let Some(state) = flag.get("state") else { return };
        let given = state.text().unwrap_or_default();
        let Some(at) = states.iter().position(|known| known == given) else {
            let message = format!("`{}` is no state of this flag", shorten(given));
            let hint = format!("one of {}", states.join(", "));
            self.problem("unknown-state", state.start, path("state"), message, hint);
            return;
        };
        let side = if self.knowledge.finding(finding).sided { Side::Both } else { Side::Unstated };
        if let Ok(at) = u8::try_from(at) {
            found.push(answer(finding, Said::State(at), side, signed));
        }
    }

    /// A finding of the examination; this knowledge may lack it, and then nothing of the examination may be lost in silence.
    fn finding(&mut self, id: &str, start: usize) -> Option<FindingId> {
        let found = self.knowledge.finding_id(id);
        if found.is_none() {
            let message = format!("the knowledge has no finding `{id}`, so it cannot hold this");
            let hint = "use a knowledge folder that has it".to_owned();
            self.problem("unknown-finding", start, "", message, hint);
        }
        found
    }
}
