//! Which of the new answers made the advice more careful: as few as can be.

use taut_knowledge::{Answers, Case, CaseAnswer, FindingId, Rung, resolve};
use taut_reason::Reasoner;

/// The findings whose new answers force the advice to be at least as careful as `rung`: the fewest, if one or two are enough;
/// else a set from which none can be left out. Empty if nothing new forces it.
pub fn because(
    reasoner: &Reasoner<'_>,
    before: (&Case, &Answers),
    new: &[CaseAnswer],
    now: &Answers,
    rung: Rung,
) -> Vec<FindingId> {
    let (case, old) = before;
    let mut changed: Vec<FindingId> = new.iter().map(|answer| answer.finding).collect();
    changed.sort_unstable();
    changed.dedup();
    changed.retain(|f| {
        old.get(*f) != now.get(*f)
            || old.sides(*f) != now.sides(*f)
            || old.number(*f) != now.number(*f)
    });
    let forces = |set: &[FindingId]| {
        let mut case = case.clone();
        case.answers.extend(new.iter().filter(|a| set.contains(&a.finding)).cloned());
        reasoner.rung(&resolve(&case, reasoner.knowledge).answers) <= rung
    };
    if !forces(&changed) {
        return Vec::new();
    }
    let ones = changed.iter().map(|f| vec![*f]);
    let pairs = changed
        .iter()
        .enumerate()
        .flat_map(|(i, first)| changed[i + 1..].iter().map(move |second| vec![*first, *second]));
    if let Some(set) = ones.chain(pairs).find(|set| forces(set)) {
        return set;
    }
    let mut set = changed;
    let mut at = 0;
    while at < set.len() {
        let mut fewer = set.clone();
        fewer.remove(at);
        if forces(&fewer) {
            set = fewer;
        } else {
            at += 1;
        }
    }
    set
}
