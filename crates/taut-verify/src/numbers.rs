//! S6 and S7 for the numbers: scores, classes, harms and the ladder, gone through value by value.
//!
//! Nothing here depends on what the network says: the base of a score and the weights of the unwatched conditions are any
//! numbers at all. They rest on unmarked answers, so they are the same before and after a marked finding changes.

use taut_knowledge::{Answers, Concern, FindingId, Node, Rung, Value};
use taut_reason::{Asked, Basis, Cost, HarmTable, LogOdds, Reasoner, Share, Weight, group_parts};

use crate::obligations::keeps_the_floor;
use crate::outcome::{Outcome, Theorem};

/// A group with more value combinations than this is proved member by member.
const MOST_COMBINATIONS: usize = 2_000_000;

/// Every theorem about the numbers.
pub fn numbers(reasoner: &Reasoner, mut done: impl FnMut(Theorem)) {
    let theorem = |id: &str, statement: &str, outcome: Outcome| Theorem {
        rule: "S6".to_owned(),
        id: id.to_owned(),
        statement: statement.to_owned(),
        outcome,
    };
    done(theorem(
        "s06_possible",
        "No answers are impossible in the network, so every posterior is a number.",
        possible(reasoner),
    ));
    done(theorem(
        "s06_unmarked_posteriors",
        "Marked answers do not move the posteriors that the decision uses.",
        unmarked_posteriors(reasoner),
    ));
    done(theorem(
        "s06_score_to_share",
        "A higher score is never a smaller share.",
        score_to_share(),
    ));
    done(theorem(
        "s06_groups",
        "What a group of marked findings adds to a score never falls when one of them rises.",
        groups(reasoner),
    ));
    done(theorem(
        "s06_pointers",
        "A marked finding does not stop pointing to a condition when it rises.",
        pointers(reasoner),
    ));
    done(theorem(
        "s06_harms",
        "In a class that asks for care, a loss never shrinks towards less careful advice, and the open rungs cost the same.",
        harms(reasoner),
    ));
    done(theorem(
        "s06_questions",
        "Whether a question can end an `undecided` does not depend on marked findings.",
        questions(reasoner),
    ));
    done(theorem(
        "s06_ladder",
        "When rules, concern and expected utility ask for no less care, the advice is no less careful.",
        ladder(reasoner),
    ));
    done(Theorem {
        rule: "S2".to_owned(),
        id: "s02_ladder".to_owned(),
        statement: "The advice is never less careful than the rules.".to_owned(),
        outcome: if every_ask(reasoner).iter().all(keeps_the_floor) {
            Outcome::Proved(format!(
                "for all {} combinations of what the parts ask",
                every_ask(reasoner).len()
            ))
        } else {
            Outcome::broken("the ladder leaves the floor of the rules")
        },
    });
}

/// Every entry of every row is above 0, and so is every product and sum of them; the engine does not underflow.
fn possible(reasoner: &Reasoner) -> Outcome {
    let graph = reasoner.network.graph();
    let sizes = graph.sizes();
    let mut entries = 0_usize;
    for (at, variable) in graph.variables().iter().enumerate() {
        let rows: usize = variable.parents.iter().map(|p| sizes[*p]).product();
        for row in 0..rows {
            let mut rest = row;
            let parents: Vec<usize> = variable
                .parents
                .iter()
                .map(|p| {
                    let state = rest % sizes[*p];
                    rest /= sizes[*p];
                    state
                })
                .collect();
            // A cause's base rate is checked below, for every group of people.
            let distribution = graph.row(at, &parents, 0.5);
            entries += distribution.len();
            if distribution.iter().any(|p| p.is_nan() || *p <= 0.0) {
                return Outcome::broken(format!(
                    "`{}` has a state that is impossible",
                    variable.name
                ));
            }
        }
    }
    for rate in reasoner.base_rates() {
        if !(rate > 0.0 && rate < 1.0) {
            return Outcome::broken(format!("a base rate is {rate}"));
        }
        entries += 1;
    }
    Outcome::Proved(format!("all {entries} numbers of the network are above 0"))
}

/// Each marked finding in each state, alone: the posteriors given unmarked answers have the same bits as with nothing known.
fn unmarked_posteriors(reasoner: &Reasoner) -> Outcome {
    let knowledge = reasoner.knowledge;
    let nothing = Answers::none(knowledge);
    let before = reasoner.posteriors_unmarked(&nothing);
    let mut tried = 0_usize;
    for id in knowledge.safety.marked() {
        for state in 0..knowledge.finding(id).states.len() as u8 {
            let changed = reasoner.with_answer(&nothing, id, state);
            tried += 1;
            if reasoner.posteriors_unmarked(&changed) != before {
                return Outcome::broken(format!(
                    "`{}` is marked in the safety folder and moves them",
                    knowledge.finding(id).id
                ));
            }
        }
    }
    Outcome::Proved(format!("{tried} marked answers enter no evidence"))
}

fn score_to_share() -> Outcome {
    let limit = LogOdds::LIMIT.units();
    let mut before = Share::ZERO;
    for units in -limit..=limit {
        let share = LogOdds::from_units(units).share();
        if share < before {
            return Outcome::broken(format!("the share falls at {units} units"));
        }
        before = share;
    }
    Outcome::Proved(format!("for all {} scores", 2 * limit + 1))
}

fn groups(reasoner: &Reasoner) -> Outcome {
    let knowledge = reasoner.knowledge;
    let (mut combinations, mut by_member) = (0_usize, 0_usize);
    for watched in reasoner.weights().watched() {
        for group in &watched.groups {
            for weight in group {
                let finding = knowledge.finding(weight.finding);
                let from = usize::from(finding.present_from);
                let rising = weight.by_state.windows(2).all(|w| w[0] <= w[1]);
                let signs = weight.by_state[..from].iter().all(|w| *w <= LogOdds::ZERO)
                    && weight.by_state[from..].iter().all(|w| *w >= LogOdds::ZERO);
                if !rising || !signs {
                    return Outcome::broken(format!(
                        "the weights of `{}` for `{}` fall, or have the wrong sign",
                        finding.id,
                        knowledge.condition(watched.condition).id
                    ));
                }
            }
            match group_rises(reasoner, group) {
                Ok(Some(seen)) => combinations += seen,
                Ok(None) => by_member += 1,
                Err(finding) => {
                    return Outcome::broken(format!(
                        "`{}` rises and its group adds less to `{}`",
                        knowledge.finding(finding).id,
                        knowledge.condition(watched.condition).id
                    ));
                }
            }
        }
    }
    Outcome::Proved(format!(
        "for all {combinations} combinations of values within the groups; {by_member} larger groups by their members alone"
    ))
}

/// Goes through every combination of values of a group; the number seen, nothing where there are too many to try, or
/// the member whose rise lowers the sum.
fn group_rises(reasoner: &Reasoner, group: &[Weight]) -> Result<Option<usize>, FindingId> {
    let ladders: Vec<Vec<Value>> = group
        .iter()
        .map(|weight| {
            let finding = reasoner.knowledge.finding(weight.finding);
            let from = finding.present_from;
            let states = finding.states.len() as u8;
            (0..from)
                .map(Value::State)
                .chain([Value::Unknown])
                .chain((from..states).map(Value::State))
                .collect()
        })
        .collect();
    let total = ladders.iter().try_fold(1_usize, |n, l| n.checked_mul(l.len()));
    let Some(total) = total.filter(|n| *n <= MOST_COMBINATIONS) else {
        // The largest of weights that cannot fall, plus the smallest of weights that cannot fall: checked by the caller.
        return Ok(None);
    };
    let adds = |at: &[usize]| {
        let parts = group_parts(group, |finding| {
            group
                .iter()
                .position(|w| w.finding == finding)
                .map_or(Value::Unknown, |member| ladders[member][at[member]])
        });
        let raised = parts[0].is_some();
        let sum = parts.into_iter().flatten().fold(LogOdds::ZERO, |sum, (_, w)| sum.plus(w));
        (sum, raised)
    };
    let mut at = vec![0; group.len()];
    for _ in 0..total {
        let (sum, raised) = adds(&at);
        for member in 0..group.len() {
            if at[member] + 1 < ladders[member].len() {
                at[member] += 1;
                let (higher, still) = adds(&at);
                at[member] -= 1;
                if higher < sum || (raised && !still) {
                    return Err(group[member].finding);
                }
            }
        }
        for member in 0..group.len() {
            at[member] += 1;
            if at[member] < ladders[member].len() {
                break;
            }
            at[member] = 0;
        }
    }
    Ok(Some(total))
}

fn pointers(reasoner: &Reasoner) -> Outcome {
    let knowledge = reasoner.knowledge;
    let nothing = Answers::none(knowledge);
    let mut tried = 0_usize;
    for (index, condition) in knowledge.conditions.iter().enumerate() {
        let id = taut_knowledge::ConditionId(index as u16);
        for finding in knowledge.safety.marked() {
            let record = knowledge.finding(finding);
            let mut points = false;
            for state in 0..record.states.len() as u8 {
                let answers = reasoner.with_answer(&nothing, finding, state);
                let now = reasoner.weights().is_pointed_at(id, &answers);
                tried += 1;
                if points && !now {
                    return Outcome::broken(format!(
                        "`{}` stops pointing to `{}` by rising",
                        record.id, condition.id
                    ));
                }
                points = now;
            }
        }
    }
    Outcome::Proved(format!("for all {tried} states of marked findings and conditions"))
}

fn harms(reasoner: &Reasoner) -> Outcome {
    let knowledge = reasoner.knowledge;
    let table: &HarmTable = reasoner.harms();
    for condition in &knowledge.conditions {
        let careful = condition.class.is_some_and(|class| class <= Rung::HoldAndSeePt);
        if condition.concern != Concern::None && !careful {
            return Outcome::broken(format!("`{}` is watched and asks for no care", condition.id));
        }
    }
    for class in Rung::ALL.into_iter().filter(|class| *class <= Rung::HoldAndSeePt) {
        let row: &[Cost; 8] = &table.loss[class as usize];
        if row.windows(2).any(|w| w[0] > w[1]) {
            return Outcome::broken(format!("the loss of `{}` shrinks", class.id()));
        }
        let open = &row[Rung::StayActive as usize..];
        if open.iter().any(|cost| *cost != open[0]) {
            return Outcome::broken(format!(
                "the open rungs differ in the loss of `{}`",
                class.id()
            ));
        }
    }
    Outcome::Proved("row by row of the harms table".to_owned())
}

fn questions(reasoner: &Reasoner) -> Outcome {
    let knowledge = reasoner.knowledge;
    let marked = knowledge.safety.marked();
    let nothing = Answers::none(knowledge);
    let asked = reasoner.decide(&nothing).deciding_questions;
    if let Some(wrong) = asked.iter().find(|id| marked.contains(id)) {
        return Outcome::broken(format!(
            "`{}` is marked and could end an `undecided`",
            knowledge.finding(*wrong).id
        ));
    }
    for id in &marked {
        for state in 0..knowledge.finding(*id).states.len() as u8 {
            let changed = reasoner.with_answer(&nothing, *id, state);
            if reasoner.decide(&changed).deciding_questions != asked {
                return Outcome::broken(format!(
                    "`{}` changes which questions could end an `undecided`",
                    knowledge.finding(*id).id
                ));
            }
        }
    }
    Outcome::Proved(format!("the same {} questions with every marked answer", asked.len()))
}

/// Every combination of what the parts of the decision can ask for, with the settling rules that there are.
fn every_ask(reasoner: &Reasoner) -> Vec<Asked> {
    let decided: Vec<Rung> = Rung::ALL.into_iter().filter(|r| *r != Rung::Undecided).collect();
    let rules = &reasoner.knowledge.rules;
    let settling = |rung: &Rung| rules.iter().any(|r| r.settles && r.rung == Some(*rung));
    let settled: Vec<Option<Rung>> =
        std::iter::once(None).chain(Rung::ALL.into_iter().filter(settling).map(Some)).collect();
    let mut all = Vec::new();
    for by_rule in Rung::ALL {
        for &by_concern in &decided {
            for &by_utility in &decided {
                for &settled in &settled {
                    for too_close in [false, true] {
                        for can_ask in [false, true] {
                            all.push(Asked {
                                by_rule,
                                by_concern,
                                by_utility,
                                settled,
                                too_close,
                                can_ask,
                            });
                        }
                    }
                }
            }
        }
    }
    all
}

/// True if `after` can follow `before` when a marked finding rises or its "no" is taken back.
///
/// The other theorems give this: floors are not lost, and those of open rungs do not change; no settling rule begins; scores do
/// not fall, which moves the best rung up or leaves it, because the open rungs lose alike; the difference between the best open
/// rung and its rivals does not grow; the questions are the same.
fn can_follow(before: &Asked, after: &Asked) -> bool {
    let up_or_same = |b: Rung, a: Rung| a == b || (a < b && a <= Rung::HoldAndSeePt);
    up_or_same(before.by_rule, after.by_rule)
        && up_or_same(before.by_concern, after.by_concern)
        && up_or_same(before.by_utility, after.by_utility)
        && after.settled.is_none_or(|a| before.settled == Some(a))
        && (after.too_close
            || !before.too_close
            || after.by_rule != before.by_rule
            || after.by_utility != before.by_utility)
        && after.can_ask == before.can_ask
}

fn ladder(reasoner: &Reasoner) -> Outcome {
    let all = every_ask(reasoner);
    let mut pairs = 0_usize;
    for before in &all {
        let (rung, basis) = before.rung();
        for after in all.iter().filter(|after| can_follow(before, after)) {
            pairs += 1;
            let (then, then_basis) = after.rung();
            if then > rung {
                return Outcome::broken(format!("{before:?} gives {rung:?}, {after:?} {then:?}"));
            }
            // S7: a verdict that a score set stays one, so that what kept it provisional still does.
            let by_rule = |basis: Basis, rung: Rung| basis == Basis::Rule && !rung.is_open();
            let same_floor = before.by_rule == after.by_rule;
            if same_floor && by_rule(then_basis, then) && !by_rule(basis, rung) {
                return Outcome::broken(format!("{before:?} is no rule's verdict, {after:?} is"));
            }
        }
    }
    Outcome::Proved(format!("for all {pairs} pairs of what the parts can ask before and after"))
}

/// S9: every rule, watched condition and the harms table name a source that there is; every rule has its words.
pub fn sources(reasoner: &Reasoner, mut done: impl FnMut(Theorem)) {
    let knowledge = reasoner.knowledge;
    let known = |key: &str| knowledge.sources.contains_key(key);
    let mut missing = Vec::new();
    for rule in &knowledge.rules {
        let words = rule.text.get("en");
        if !known(&rule.source)
            || words.is_none_or(|w| w.reason.trim().is_empty() || w.clinician.trim().is_empty())
        {
            missing.push(format!("rule `{}`", rule.id));
        }
    }
    for link in &knowledge.links {
        if !known(&knowledge.evidence[link.evidence].source) {
            missing.push(format!("figure `{}`", knowledge.evidence[link.evidence].id));
        }
    }
    for condition in &knowledge.conditions {
        if condition.prior.as_ref().is_some_and(|prior| !known(&prior.source)) {
            missing.push(format!("base rate of `{}`", condition.id));
        }
    }
    if !known(&knowledge.harms.source) {
        missing.push("the harms table".to_owned());
    }
    // A score is raised by findings that hang from the condition, so a figure with a source stands behind it.
    for watched in reasoner.weights().watched() {
        for weight in watched.groups.iter().flatten() {
            let child = Node::Finding(weight.finding);
            if !knowledge.links.iter().any(|l| l.child == child && l.cause.is_some()) {
                missing.push(format!("score part `{}`", knowledge.finding(weight.finding).id));
            }
        }
    }
    done(Theorem {
        rule: "S9".to_owned(),
        id: "s09_sources".to_owned(),
        statement: "Every rule, figure, base rate and cost that can be a reason has a source and a review level.".to_owned(),
        outcome: if missing.is_empty() {
            Outcome::Proved(format!(
                "{} rules, {} links and the harms table; the lowest review level is {}",
                knowledge.rules.len(),
                knowledge.links.len(),
                knowledge.lowest_review.id()
            ))
        } else {
            Outcome::broken(format!("without: {}", missing.join(", ")))
        },
    });
    let bad = every_ask(reasoner).into_iter().find(|asked| {
        let (rung, basis) = asked.rung();
        match basis {
            // A floor rule at the rung itself fires: that is what `by_rule` is.
            Basis::Rule => asked.by_rule != rung,
            Basis::Settled => asked.settled != Some(rung),
            Basis::Concern => asked.by_concern != rung || rung.is_open(),
            Basis::Utility => asked.by_utility != rung,
            Basis::Undecided => !asked.can_ask,
        }
    });
    done(Theorem {
        rule: "S9".to_owned(),
        id: "s09_basis".to_owned(),
        statement: "What a verdict says that it rests on asked for just that rung.".to_owned(),
        outcome: bad.map_or_else(
            || Outcome::Proved(format!("for all {} combinations", every_ask(reasoner).len())),
            |asked| Outcome::broken(format!("{asked:?} gives {:?}", asked.rung())),
        ),
    });
}
