//! S6 and S7 for rules and open questions: what happens to them when one finding rises or its "no" is taken back.

use taut_knowledge::{FindingId, Rule, Rung, Value};
use taut_reason::Verdict;

use crate::diagram::{NOTHING, Set};
use crate::model::Model;
use crate::outcome::{Outcome, Theorem};
use crate::symbols::Point;

/// The rungs that a rule can set as a floor, `stretch_and_strengthen` left out: it is no floor.
const FLOORS: [Rung; 7] = [
    Rung::Emergency,
    Rung::SeeDoctorToday,
    Rung::SeeDoctor,
    Rung::HoldAndSeePt,
    Rung::Undecided,
    Rung::StayActive,
    Rung::Strengthen,
];

/// The place of a value in the order absent < unknown < present, with the states in their own order.
fn rank(point: &Point, present_from: u8) -> u8 {
    match point.value {
        Value::State(state) if state < present_from => state,
        Value::Unknown => present_from,
        Value::State(state) => state + 1,
    }
}

/// True if the rule reads the finding.
fn reads(rule: &Rule, id: FindingId) -> bool {
    let mut found = false;
    for expr in [Some(&rule.when), rule.unless.as_ref()].into_iter().flatten() {
        expr.visit_findings(&mut |read| found |= read == id);
    }
    found
}

impl Model<'_, '_> {
    /// Every pair of values of a finding such that the second is one step higher.
    fn steps(&self, id: FindingId) -> Vec<(usize, usize)> {
        let from = self.knowledge().finding(id).present_from;
        let ranks: Vec<u8> = self.symbols.points(id).iter().map(|p| rank(p, from)).collect();
        let mut steps = Vec::new();
        for (low, a) in ranks.iter().enumerate() {
            for (high, b) in ranks.iter().enumerate() {
                if a + 1 == *b {
                    steps.push((low, high));
                }
            }
        }
        steps
    }

    /// Every pair of an absent value of a finding and an unknown one.
    fn withdrawals(&self, id: FindingId) -> Vec<(usize, usize)> {
        let from = self.knowledge().finding(id).present_from;
        let points = self.symbols.points(id);
        let mut pairs = Vec::new();
        for (absent, a) in points.iter().enumerate() {
            for (unknown, b) in points.iter().enumerate() {
                let is_absent = matches!(a.value, Value::State(s) if s < from);
                if is_absent && b.value == Value::Unknown {
                    pairs.push((absent, unknown));
                }
            }
        }
        pairs
    }

    /// What holds with the first value of a finding and no longer with the second.
    fn lost(&mut self, set: Set, id: FindingId, (before, after): (usize, usize)) -> Set {
        let level = self.symbols.level(id);
        let with_before = self.symbols.sets.restrict(set, level, before);
        let with_after = self.symbols.sets.restrict(set, level, after);
        self.symbols.sets.minus(with_before, with_after)
    }

    /// What holds of a floor with the first value of a finding and no longer with the second.
    ///
    /// The rules that do not read the finding are the same with both values. So if none of those that do is lost, the floor is
    /// not, and the large set of all rules need not be looked at.
    fn lost_floor(&mut self, rung: Rung, id: FindingId, pair: (usize, usize)) -> Set {
        let knowledge = self.knowledge();
        let mut reading = NOTHING;
        for (rule, fires) in knowledge.rules.iter().zip(self.fires.clone()) {
            if rule.floor().is_some_and(|floor| floor <= rung) && reads(rule, id) {
                reading = self.symbols.sets.or(reading, fires);
            }
        }
        if self.lost(reading, id, pair) == NOTHING {
            return NOTHING;
        }
        self.lost(self.floor_of(rung), id, pair)
    }

    /// S6 for one finding of the safety lists: when it rises, no floor is lost, no settling rule begins, and an open rung's
    /// floor does not change.
    ///
    /// A nerve finding owes this to floors at or above `hold_and_see_pt`; the others to all.
    pub fn rising(&mut self, id: FindingId) -> Theorem {
        let knowledge = self.knowledge();
        let name = &knowledge.finding(id).id;
        let strict =
            knowledge.safety.serious.contains(&id) || knowledge.safety.deficit.contains(&id);
        let label = format!("s06_{name}");
        let mut outcome = None;
        'steps: for step in self.steps(id) {
            let floors = FLOORS.iter().filter(|r| strict || **r <= Rung::HoldAndSeePt);
            for &rung in floors {
                let lost = self.lost_floor(rung, id, step);
                if lost != NOTHING {
                    outcome = Some(self.fallen(lost, id, step, &label, rung));
                    break 'steps;
                }
            }
            for rung in Rung::ALL {
                let (low, high) = step;
                let begun = self.lost(self.settles[rung as usize], id, (high, low));
                if begun != NOTHING {
                    outcome = Some(self.fallen(begun, id, step, &label, rung));
                    break 'steps;
                }
            }
            for rung in [Rung::StayActive, Rung::Strengthen] {
                let (low, high) = step;
                let begun = self.begun_open_floor(rung, id, (low, high));
                if begun != NOTHING {
                    // It could end an `undecided`.
                    outcome = Some(self.fallen(begun, id, step, &label, rung));
                    break 'steps;
                }
            }
        }
        Theorem {
            rule: "S6".to_owned(),
            id: label,
            statement: format!("When `{name}` rises, no rule lets go."),
            outcome: outcome.unwrap_or_else(|| {
                Outcome::Proved(
                    "no floor is lost at any step, whatever else is answered".to_owned(),
                )
            }),
        }
    }

    /// Where a floor at an open rung begins with the second value of a finding, and no floor of care holds.
    fn begun_open_floor(&mut self, rung: Rung, id: FindingId, pair: (usize, usize)) -> Set {
        let knowledge = self.knowledge();
        let mut reading = NOTHING;
        for (rule, fires) in knowledge.rules.iter().zip(self.fires.clone()) {
            let is_open = rule.floor().is_some_and(|floor| floor.is_open() && floor <= rung);
            if is_open && reads(rule, id) {
                reading = self.symbols.sets.or(reading, fires);
            }
        }
        let begun = self.lost(reading, id, (pair.1, pair.0));
        if begun == NOTHING {
            return NOTHING;
        }
        let level = self.symbols.level(id);
        let careful = self.floor_of(Rung::HoldAndSeePt);
        let careful = self.symbols.sets.restrict(careful, level, pair.1);
        let before = self.symbols.sets.restrict(self.floor_of(rung), level, pair.0);
        let other = self.symbols.sets.or(careful, before);
        self.symbols.sets.minus(begun, other)
    }

    fn fallen(
        &self,
        set: Set,
        id: FindingId,
        step: (usize, usize),
        label: &str,
        rung: Rung,
    ) -> Outcome {
        let name = &self.knowledge().finding(id).id;
        let wrong = |before: &Verdict, after: &Verdict| {
            (after.rung() > before.rung()).then(|| {
                format!(
                    "`{name}` gets worse and the advice goes from `{}` to `{}`",
                    before.rung().id(),
                    after.rung().id()
                )
            })
        };
        self.pair(set, id, step, label, wrong).unwrap_or_else(|| {
            Outcome::Open(format!(
                "the floor `{}` can be lost when `{name}` rises; the advice did not fall for the people that were tried",
                rung.id()
            ))
        })
    }

    /// S7 for one finding of the safety lists: from "no" to "don't know" no floor is lost, no settling rule begins, no open
    /// question is closed, and what kept a verdict provisional still does.
    pub fn withdrawn(&mut self, id: FindingId) -> Theorem {
        let knowledge = self.knowledge();
        let name = &knowledge.finding(id).id;
        let label = format!("s07_{name}");
        let mut outcome = None;
        let open = self.open.clone();
        let keeps = self.keeps.clone();
        'pairs: for pair in self.withdrawals(id) {
            for rung in FLOORS {
                let lost = self.lost_floor(rung, id, pair);
                if lost != NOTHING {
                    outcome = Some(self.fallen(lost, id, pair, &label, rung));
                    break 'pairs;
                }
            }
            for rung in Rung::ALL {
                let begun = self.lost(self.settles[rung as usize], id, (pair.1, pair.0));
                if begun != NOTHING {
                    outcome = Some(self.fallen(begun, id, pair, &label, rung));
                    break 'pairs;
                }
            }
            for &(question, set) in &open {
                let closed = if question == id { NOTHING } else { self.lost(set, id, pair) };
                if closed != NOTHING {
                    outcome = Some(self.made_final(closed, id, pair, &label));
                    break 'pairs;
                }
            }
            for &(_, set) in &keeps {
                let freed = self.lost(set, id, pair);
                let level = self.symbols.level(id);
                let kept = self.symbols.sets.restrict(set, level, pair.0);
                // A rule that begins to fire at a rung above the open ones would make a final verdict of a kept one.
                let mut ruled = NOTHING;
                for rung in [Rung::SeeDoctorToday, Rung::SeeDoctor, Rung::HoldAndSeePt] {
                    let begun = self.lost_floor(rung, id, (pair.1, pair.0));
                    ruled = self.symbols.sets.or(ruled, begun);
                }
                let ruled = self.symbols.sets.and(kept, ruled);
                let bad = self.symbols.sets.or(freed, ruled);
                if bad != NOTHING {
                    outcome = Some(self.made_final(bad, id, pair, &label));
                    break 'pairs;
                }
            }
        }
        Theorem {
            rule: "S7".to_owned(),
            id: label,
            statement: format!(
                "\"Don't know\" about `{name}` is never less careful or more final than \"no\"."
            ),
            outcome: outcome.unwrap_or_else(|| {
                Outcome::Proved(
                    "no floor is lost and no open question closed, whatever else is answered"
                        .to_owned(),
                )
            }),
        }
    }

    fn made_final(&self, set: Set, id: FindingId, pair: (usize, usize), label: &str) -> Outcome {
        let name = &self.knowledge().finding(id).id;
        let wrong = |before: &Verdict, after: &Verdict| {
            (before.is_provisional() && !after.is_provisional() && after.rung() != Rung::Emergency)
                .then(|| {
                    format!(
                        "taking back the \"no\" to `{name}` makes a provisional `{}` a final `{}`",
                        before.rung().id(),
                        after.rung().id()
                    )
                })
        };
        self.pair(set, id, pair, label, wrong).unwrap_or_else(|| {
            Outcome::Open(format!(
                "taking back the \"no\" to `{name}` closes a question; no verdict became final for the people that were tried"
            ))
        })
    }
}
