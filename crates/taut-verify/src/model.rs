//! The decision as sets of answer sets: floors, settling rules, open questions; and people from such sets.

use taut_knowledge::{Answers, FindingId, Knowledge, Rung, Value};
use taut_reason::{Reasoner, Verdict};

use crate::case_text::{case_text, read_back};
use crate::diagram::{EVERYTHING, NOTHING, Set};
use crate::outcome::{Counterexample, Outcome};
use crate::symbols::{Symbols, ids};

/// At most this many paths of a set are tried for a person whom `taut assess` advises wrongly.
const TRIES: usize = 200;

/// The decision in symbols, beside the program that decides.
#[derive(Debug)]
pub struct Model<'r, 'k> {
    /// The program.
    pub reasoner: &'r Reasoner<'k>,
    /// Variables and store.
    pub symbols: Symbols<'k>,
    /// Per rung: a rule with this rung, or a more careful one, fires.
    pub floor: [Set; 8],
    /// Per open rung: a settling rule with this rung fires.
    pub settles: [Set; 8],
    /// Per rule without a rung: its index, and when it fires.
    pub keeps: Vec<(usize, Set)>,
    /// Per rule of the knowledge: when it fires.
    pub fires: Vec<Set>,
    /// Per gating finding of the knowledge: when it is an open question.
    pub open: Vec<(FindingId, Set)>,
}

impl<'r, 'k> Model<'r, 'k> {
    /// Builds every set from the rules and findings of the knowledge.
    #[must_use]
    pub fn new(reasoner: &'r Reasoner<'k>) -> Self {
        let knowledge = reasoner.knowledge;
        let mut model = Self {
            reasoner,
            symbols: Symbols::new(knowledge),
            floor: [NOTHING; 8],
            settles: [NOTHING; 8],
            keeps: Vec::new(),
            fires: Vec::new(),
            open: Vec::new(),
        };
        for (index, rule) in knowledge.rules.iter().enumerate() {
            let fires = model.holds(&rule.when, rule.unless.as_ref());
            model.fires.push(fires);
            match rule.rung {
                None => model.keeps.push((index, fires)),
                Some(rung) if rule.settles => {
                    let at = rung as usize;
                    model.settles[at] = model.symbols.sets.or(model.settles[at], fires);
                }
                Some(rung) => {
                    for at in rung as usize..8 {
                        model.floor[at] = model.symbols.sets.or(model.floor[at], fires);
                    }
                }
            }
        }
        for id in ids(knowledge).filter(|id| knowledge.finding(*id).gating) {
            let set = model.open_question(id);
            model.open.push((id, set));
        }
        model
    }

    /// The knowledge.
    #[must_use]
    pub fn knowledge(&self) -> &'k Knowledge {
        self.reasoner.knowledge
    }

    /// When `when` is known true and `unless` is not.
    pub fn holds(
        &mut self,
        when: &taut_knowledge::Expr,
        unless: Option<&taut_knowledge::Expr>,
    ) -> Set {
        let when = self.symbols.known(when).yes;
        match unless {
            Some(unless) => {
                let excused = self.symbols.known(unless).yes;
                self.symbols.sets.minus(when, excused)
            }
            None => when,
        }
    }

    /// When the finding is unknown and still a question: not ruled out by `absent_if` or `asked_if`.
    pub fn open_question(&mut self, id: FindingId) -> Set {
        // Which values count as unanswered is asked of the program: a range of ages may be an answer.
        let finding = self.knowledge().finding(id);
        let always_applies = finding.absent_if.is_none() && finding.asked_if.is_none();
        let unanswered: Vec<bool> = self
            .symbols
            .points(id)
            .iter()
            .map(|point| {
                let mut answers = Answers::none(self.knowledge());
                self.symbols.write(&mut answers, id, point);
                if always_applies {
                    self.reasoner.open_questions(&answers).contains(&id)
                } else {
                    answers.get(id) == Value::Unknown
                }
            })
            .collect();
        let level = self.symbols.level(id);
        let mut open = self.symbols.sets.values(level, |value| unanswered[value]);
        if let Some(absent_if) = &finding.absent_if {
            let ruled_out = self.symbols.known(absent_if).yes;
            open = self.symbols.sets.minus(open, ruled_out);
        }
        if let Some(asked_if) = &finding.asked_if {
            let not_asked = self.symbols.known(asked_if).no;
            open = self.symbols.sets.minus(open, not_asked);
        }
        open
    }

    /// Looks for a person in the set whom the program advises wrongly; what is shown went through a case file.
    ///
    /// `wrong` says in words what is wrong with a verdict, or nothing where it is right.
    pub fn person(
        &self,
        set: Set,
        id: &str,
        wrong: impl Fn(&Answers, &Verdict) -> Option<String>,
    ) -> Option<Outcome> {
        for path in self.symbols.sets.examples(set, TRIES) {
            for rest in [Rest::Unknown, Rest::Lowest] {
                let answers = self.symbols.answers(&path, |f| self.rest(f, rest));
                let text = case_text(self.knowledge(), &answers, id);
                let Ok(read) = read_back(self.knowledge(), &text) else { continue };
                let verdict = self.reasoner.verdict(&read);
                if let Some(text_of) = wrong(&read, &verdict) {
                    let cases = vec![(id.to_owned(), text)];
                    return Some(Outcome::Broken(Counterexample { text: text_of, cases }));
                }
            }
        }
        None
    }

    /// Looks for two people who differ in one finding, given by its two values, whom the program advises in the wrong order.
    pub fn pair(
        &self,
        set: Set,
        finding: FindingId,
        values: (usize, usize),
        id: &str,
        wrong: impl Fn(&Verdict, &Verdict) -> Option<String>,
    ) -> Option<Outcome> {
        let level = self.symbols.level(finding);
        for path in self.symbols.sets.examples(set, TRIES) {
            for rest in [Rest::Unknown, Rest::Lowest] {
                let person = |value: usize, suffix: &str| {
                    let mut path: Vec<(usize, usize)> =
                        path.iter().copied().filter(|(at, _)| *at != level).collect();
                    path.push((level, value));
                    let answers = self.symbols.answers(&path, |f| self.rest(f, rest));
                    let name = format!("{id}_{suffix}");
                    let text = case_text(self.knowledge(), &answers, &name);
                    let read = read_back(self.knowledge(), &text).ok()?;
                    Some(((name, text), self.reasoner.verdict(&read)))
                };
                let (Some(before), Some(after)) =
                    (person(values.0, "before"), person(values.1, "after"))
                else {
                    continue;
                };
                if let Some(text) = wrong(&before.1, &after.1) {
                    let cases = vec![before.0, after.0];
                    return Some(Outcome::Broken(Counterexample { text, cases }));
                }
            }
        }
        None
    }

    fn rest(&self, id: FindingId, rest: Rest) -> Option<usize> {
        let points = self.symbols.points(id);
        match rest {
            Rest::Unknown => None,
            // Age and sex stay open: their lowest value is no "no".
            Rest::Lowest if matches!(self.knowledge().finding(id).id.as_str(), "age" | "sex") => {
                None
            }
            Rest::Lowest => points.iter().position(|p| p.value == Value::State(0)),
        }
    }

    /// The answer sets in which every gating question of the safety folder is clean and nothing that it marks is present.
    ///
    /// Clean: answered with the lowest state, or excused. The age has no lowest state: the obligation speaks of it.
    pub fn clean(&mut self) -> Set {
        let knowledge = self.knowledge();
        let mut clean = EVERYTHING;
        for &id in &knowledge.safety.gating {
            if knowledge.finding(id).id == "age" {
                continue;
            }
            let lowest = self.symbols.where_value(id, |p| p.value == Value::State(0));
            let mut fine = lowest;
            if let Some((_, excuse)) = knowledge.safety.excused.iter().find(|(f, _)| *f == id) {
                let excused = self.symbols.known(excuse).yes;
                let unknown = self.symbols.where_value(id, |p| p.value == Value::Unknown);
                let excused = self.symbols.sets.and(excused, unknown);
                fine = self.symbols.sets.or(fine, excused);
            }
            clean = self.symbols.sets.and(clean, fine);
        }
        for id in knowledge.safety.marked() {
            let from = knowledge.finding(id).present_from;
            let not_present =
                self.symbols.where_value(id, |p| !matches!(p.value, Value::State(s) if s >= from));
            clean = self.symbols.sets.and(clean, not_present);
        }
        clean
    }

    /// When some gating question is open.
    pub fn any_open(&mut self) -> Set {
        let open: Vec<Set> = self.open.iter().map(|(_, set)| *set).collect();
        open.into_iter().fold(NOTHING, |sum, set| self.symbols.sets.or(sum, set))
    }

    /// The floor of a rung as a set; for `undecided` and less careful ones also what holds by a more careful rung.
    #[must_use]
    pub const fn floor_of(&self, rung: Rung) -> Set {
        self.floor[rung as usize]
    }
}

/// What the findings are set to that a path leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    Unknown,
    Lowest,
}
