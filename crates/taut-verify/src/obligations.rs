//! The obligations of the safety folder against the rules: S1 to S5, S11, L2.

use taut_knowledge::{Answers, Demand, FindingId, Obligation, Rung};
use taut_reason::{Asked, Verdict};

use crate::diagram::{NOTHING, Set};
use crate::model::Model;
use crate::outcome::{Outcome, Theorem};

impl Model<'_, '_> {
    /// One obligation of the safety folder.
    pub fn obligation(&mut self, obligation: &Obligation) -> Theorem {
        let mut premise = self.holds(&obligation.when, obligation.unless.as_ref());
        if obligation.when_clean {
            let clean = self.clean();
            premise = self.symbols.sets.and(premise, clean);
        }
        let outcome = if premise == NOTHING {
            Outcome::broken(
                "no answers can meet the obligation's own condition, so it says nothing",
            )
        } else {
            match obligation.demand {
                Demand::AtLeast(rung) => self.at_least(premise, rung, &obligation.id),
                Demand::Exactly(rung) => self.exactly(premise, rung, &obligation.id),
            }
        };
        Theorem {
            rule: obligation.rule.clone(),
            id: obligation.id.clone(),
            statement: obligation.statement.clone(),
            outcome,
        }
    }

    /// Whatever else is answered, and whatever the network says: a rule at this rung or above fires.
    fn at_least(&mut self, premise: Set, rung: Rung, id: &str) -> Outcome {
        let uncovered = self.symbols.sets.minus(premise, self.floor_of(rung));
        if uncovered == NOTHING {
            return Outcome::Proved("a hard rule fires in every such answer set".to_owned());
        }
        let wrong = |_: &Answers, verdict: &Verdict| {
            (verdict.rung() > rung)
                .then(|| format!("must be at least `{}`, is `{}`", rung.id(), verdict.rung().id()))
        };
        self.person(uncovered, id, wrong).unwrap_or_else(|| {
            Outcome::Open(
                "no hard rule forces it; expected utility does for the people that were tried"
                    .to_owned(),
            )
        })
    }

    /// A settling rule fires, no more careful rule does, no watched condition can ask for care, and nothing is open.
    fn exactly(&mut self, premise: Set, rung: Rung, id: &str) -> Outcome {
        let wrong = |_: &Answers, verdict: &Verdict| {
            (verdict.rung() != rung || verdict.is_provisional()).then(|| {
                let kind = if verdict.is_provisional() { "provisional" } else { "final" };
                format!("must be a final `{}`, is a {kind} `{}`", rung.id(), verdict.rung().id())
            })
        };
        let careful = self.floor[(rung as usize).saturating_sub(1)];
        let mut others = NOTHING;
        for at in 0..rung as usize {
            others = self.symbols.sets.or(others, self.settles[at]);
        }
        let open = self.any_open();
        let keeps: Vec<Set> = self.keeps.iter().map(|(_, set)| *set).collect();
        let kept = keeps.into_iter().fold(NOTHING, |sum, set| self.symbols.sets.or(sum, set));
        let unsettled = self.symbols.sets.minus(premise, self.settles[rung as usize]);
        let mut bad = unsettled;
        for reason in [careful, others, open, kept] {
            let both = self.symbols.sets.and(premise, reason);
            bad = self.symbols.sets.or(bad, both);
        }
        if bad != NOTHING {
            return self.person(bad, id, wrong).unwrap_or_else(|| {
                Outcome::Open(
                    "no settling rule forces it; the people that were tried get it".to_owned(),
                )
            });
        }
        if let Some(why) = self.concern_without_marks() {
            return Outcome::broken(why);
        }
        Outcome::Proved(
            "the settling rule fires, no other rule does, and no watched condition has a marked finding"
                .to_owned(),
        )
    }

    /// Why a watched condition could ask for care although nothing marked is present; nothing if it cannot.
    ///
    /// Without a marked finding that raises it a condition weighs nothing as a concern, so the best rung is that of the base
    /// costs alone. Only findings of the safety lists may raise one.
    fn concern_without_marks(&self) -> Option<String> {
        let knowledge = self.knowledge();
        let marked = knowledge.safety.marked();
        for watched in self.reasoner.weights().watched() {
            for weight in watched.groups.iter().flatten() {
                let from = usize::from(knowledge.finding(weight.finding).present_from);
                let raises_early =
                    weight.by_state[..from].iter().any(|w| *w > taut_reason::LogOdds::ZERO);
                if raises_early || !marked.contains(&weight.finding) {
                    return Some(format!(
                        "`{}` raises `{}` without being marked in the safety folder and present",
                        knowledge.finding(weight.finding).id,
                        knowledge.condition(watched.condition).id
                    ));
                }
            }
        }
        let nothing = Answers::none(knowledge);
        let asked = self.reasoner.decide(&nothing).asked;
        (!asked.by_concern.is_open())
            .then(|| format!("with nothing answered, concern asks for `{}`", asked.by_concern.id()))
    }

    /// S3, one gating question of the safety folder: while it is open and not excused, the verdict is provisional.
    pub fn gating(&mut self, id: FindingId) -> Theorem {
        let knowledge = self.knowledge();
        let finding = knowledge.finding(id);
        let mut left_open = match &knowledge.safety.adult {
            // An age is open while it does not tell an adult (S11).
            Some(adult) if finding.id == "age" => {
                let known = self.symbols.known(adult);
                let either = self.symbols.sets.or(known.yes, known.no);
                self.symbols.sets.not(either)
            }
            _ => self.symbols.where_value(id, |p| p.value == taut_knowledge::Value::Unknown),
        };
        if let Some((_, excuse)) = knowledge.safety.excused.iter().find(|(f, _)| *f == id) {
            let excused = self.symbols.known(excuse).yes;
            left_open = self.symbols.sets.minus(left_open, excused);
        }
        let counted =
            self.open.iter().find(|(f, _)| *f == id).map_or(NOTHING, |(_, counted)| *counted);
        let missed = self.symbols.sets.minus(left_open, counted);
        let outcome = if missed == NOTHING {
            Outcome::Proved("it is an open question in every such answer set".to_owned())
        } else {
            let wrong = |_: &Answers, verdict: &Verdict| {
                (verdict.rung().is_open() && !verdict.is_provisional()).then(|| {
                    format!("`{}` is open, and `{}` is final", finding.id, verdict.rung().id())
                })
            };
            // Another open question may hide it: then it still is not counted, which is as bad.
            self.person(missed, &format!("s03_{}", finding.id), wrong).unwrap_or_else(|| {
                let not_counted = |answers: &Answers, verdict: &Verdict| {
                    (verdict.rung() != Rung::Emergency
                        && answers.get(id) == taut_knowledge::Value::Unknown
                        && !verdict.open.contains(&id))
                    .then(|| format!("`{}` is open, and the verdict does not say so", finding.id))
                };
                self.person(missed, &format!("s03_{}", finding.id), not_counted).unwrap_or_else(
                    || {
                        Outcome::Open(
                            "the question is not counted as open in some answer sets".to_owned(),
                        )
                    },
                )
            })
        };
        Theorem {
            rule: "S3".to_owned(),
            id: format!("s03_{}", finding.id),
            statement: format!("An open rung is not final while `{}` is open.", finding.id),
            outcome,
        }
    }

    /// S3: one open question makes the verdict provisional, emergencies aside; asked of the program for each question alone.
    pub fn open_means_provisional(&mut self) -> Theorem {
        let knowledge = self.knowledge();
        let clean = self.clean_adult();
        let mut tried = 0_usize;
        let mut outcome = None;
        for (id, _) in &self.open {
            let name = &knowledge.finding(*id).id;
            let mut answers = clean.clone();
            if name == "age" {
                answers.forget_age_years();
            }
            answers.set_not_sure(*id);
            let verdict = self.reasoner.verdict(&answers);
            if !verdict.open.contains(id) || verdict.rung() == Rung::Emergency {
                continue;
            }
            tried += 1;
            if !verdict.is_provisional() {
                outcome = Some(Outcome::broken(format!("with `{name}` open the verdict is final")));
            }
        }
        Theorem {
            rule: "S3".to_owned(),
            id: "s03_provisional".to_owned(),
            statement: "A verdict with an open gating question is provisional.".to_owned(),
            outcome: outcome.unwrap_or_else(|| {
                Outcome::Proved(format!(
                    "by its definition; and for each of {tried} questions left open alone"
                ))
            }),
        }
    }

    /// S5: no rule's floor depends on this finding.
    pub fn no_rule(&mut self, id: FindingId) -> Theorem {
        let knowledge = self.knowledge();
        let level = self.symbols.level(id);
        let count = self.symbols.points(id).len();
        let depends = (0..8).any(|rung| {
            let first = self.symbols.sets.restrict(self.floor[rung], level, 0);
            (1..count).any(|v| self.symbols.sets.restrict(self.floor[rung], level, v) != first)
        });
        let name = &knowledge.finding(id).id;
        Theorem {
            rule: "S5".to_owned(),
            id: format!("s05_not_{name}"),
            statement: format!("`{name}` makes no rule fire."),
            outcome: if depends {
                Outcome::broken(format!("a rule depends on `{name}`"))
            } else {
                Outcome::Proved("no floor depends on it".to_owned())
            },
        }
    }

    /// S11: no screen with this self-test is shown unless the person is known to be an adult.
    pub fn provocation(&mut self, id: FindingId) -> Theorem {
        let knowledge = self.knowledge();
        let adult = match &knowledge.safety.adult {
            Some(adult) => self.symbols.known(adult).yes,
            None => NOTHING,
        };
        let name = &knowledge.finding(id).id;
        let mut outcome = Outcome::Proved("its screens are shown to known adults only".to_owned());
        for screen in knowledge.screens.iter().filter(|s| s.findings.contains(&id)) {
            let shown = match &screen.shown_if {
                Some(shown_if) => self.symbols.known(shown_if).yes,
                None => crate::diagram::EVERYTHING,
            };
            let to_others = self.symbols.sets.minus(shown, adult);
            if to_others != NOTHING {
                let wrong = |answers: &Answers, _: &Verdict| {
                    let shown = screen
                        .shown_if
                        .as_ref()
                        .is_none_or(|e| e.eval(answers) == taut_knowledge::Truth::True);
                    shown.then(|| {
                        format!(
                            "`{}` offers `{name}` to someone not known to be an adult",
                            screen.id
                        )
                    })
                };
                outcome = self
                    .person(to_others, &format!("s11_{name}"), wrong)
                    .unwrap_or_else(|| Outcome::Open(format!("`{}` may offer it", screen.id)));
                break;
            }
        }
        Theorem {
            rule: "S11".to_owned(),
            id: format!("s11_not_offered_{name}"),
            statement: format!("`{name}` is offered to known adults only."),
            outcome,
        }
    }
}

/// True if the ladder never leaves the floor of the rules, whatever the other parts ask for.
#[must_use]
pub fn keeps_the_floor(asked: &Asked) -> bool {
    asked.rung().0 <= asked.by_rule
}
