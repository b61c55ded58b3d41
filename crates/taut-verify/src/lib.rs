//! Proves that decision and programmes obey the safety folder, for every possible set of answers, or finds a person for whom they
//! do not.
//!
//! The obligations come from `knowledge/safety/`; what they are checked against is the decision object that `taut assess`
//! runs. Rules are three-valued formulas and become decision diagrams over all answers; the numeric part of the decision is
//! whole-number arithmetic and is gone through value by value, for any posterior that the network could give. Pure.

mod case_text;
mod certificate;
mod diagram;
mod exercises;
mod finite;
mod histories;
mod model;
mod monotone;
mod numbers;
mod obligations;
mod offered;
mod outcome;
mod symbols;

pub use certificate::Certificate;
pub use diagram::{Diagrams, EVERYTHING, NOTHING, Set};
pub use exercises::Admitted;
pub use model::Model;
pub use outcome::{Counterexample, Outcome, Theorem};
pub use symbols::{Known, Point, Symbols};

use taut_knowledge::Rung;
use taut_reason::Reasoner;

/// How far a proof has come.
#[derive(Debug)]
pub enum Step<'t> {
    /// A theorem is done.
    Done(&'t Theorem),
    /// So many of so many people of a long theorem are done.
    Within(usize, usize),
}

/// Proves every rule, one theorem after another; nothing is sampled, and none is left out after a failure.
///
/// `progress` is told of each theorem as it is done.
#[must_use]
pub fn verify(reasoner: &Reasoner, progress: &mut dyn FnMut(Step)) -> Certificate {
    let knowledge = reasoner.knowledge;
    let mut model = Model::new(reasoner);
    let mut theorems: Vec<Theorem> = Vec::new();
    let mut keep = |theorem: Theorem, progress: &mut dyn FnMut(Step)| {
        progress(Step::Done(&theorem));
        theorems.push(theorem);
    };
    for obligation in &knowledge.obligations {
        keep(model.obligation(obligation), progress);
    }
    for &id in &knowledge.safety.gating {
        keep(model.gating(id), progress);
    }
    keep(model.open_means_provisional(), progress);
    for &id in &knowledge.safety.no_rule {
        keep(model.no_rule(id), progress);
    }
    for &id in &knowledge.safety.provocation {
        keep(model.provocation(id), progress);
    }
    for id in knowledge.safety.marked() {
        keep(model.rising(id), progress);
    }
    for id in knowledge.safety.marked() {
        keep(model.withdrawn(id), progress);
    }
    numbers::numbers(reasoner, |theorem| keep(theorem, progress));
    numbers::sources(reasoner, |theorem| keep(theorem, progress));
    for rung in Rung::ALL {
        keep(model.reached(rung), progress);
    }
    keep(model.only_dont_know(), progress);
    let context = model.context_alone(&mut |done, of| progress(Step::Within(done, of)));
    keep(context, progress);
    keep(histories::histories(knowledge), progress);
    let admitted = model.admitted();
    for bar in &knowledge.item_bars {
        keep(model.item_bar(bar, &admitted), progress);
    }
    if !knowledge.exercises.is_empty() {
        let (offered, examples) = model.offered(&admitted);
        keep(offered, progress);
        keep(model.only_removes(&examples), progress);
    }
    theorems.sort_by_key(|theorem| rule_order(&theorem.rule));
    Certificate::new(knowledge, &model, theorems)
}

/// Safety rules before liveness rules, each by its number.
fn rule_order(rule: &str) -> (bool, u32) {
    (rule.starts_with('L'), rule.get(1..).and_then(|n| n.parse().ok()).unwrap_or(u32::MAX))
}
