//! Marked findings may only make things more careful by rising: rules, situations, cautions, bars.

use std::collections::BTreeSet;

use crate::expr::Expr;
use crate::ids::FindingId;
use crate::knowledge::Knowledge;
use crate::sink::Sink;

/// An expression of a record: its file, its key, and whether rising makes the record more careful by making it true.
struct Read<'k> {
    file: String,
    path: &'static str,
    expr: &'k Expr,
    positive: bool,
}

/// A marked finding that rises, absent to unknown to present, may only make a rule fire, never silence it (S6, S7), and only bar
/// exercises, never admit one (S8).
///
/// A rule that settles an open rung is the mirror image: a rising finding may only silence it.
pub(super) fn check(knowledge: &Knowledge, sink: &mut Sink) {
    for Read { file, path, expr, positive } in expressions(knowledge) {
        let mut found = BTreeSet::new();
        silencing(expr, positive, knowledge, &mut found);
        for finding in found {
            let id = &knowledge.finding(finding).id;
            sink.error(
                &file,
                path,
                "not-monotone",
                format!("the marked finding `{id}` could silence it by getting worse"),
            )
            .hint("a marked finding may only make the advice more careful: write `finding` or `finding >= state`".to_owned());
        }
    }
}

fn expressions<'k>(knowledge: &'k Knowledge) -> Vec<Read<'k>> {
    let mut out = Vec::new();
    let mut read = |file: String, path, expr: Option<&'k Expr>, positive| {
        if let Some(expr) = expr {
            out.push(Read { file, path, expr, positive });
        }
    };
    for rule in &knowledge.rules {
        let file = format!("rules/{}.toml", rule.id);
        read(file.clone(), "when", Some(&rule.when), !rule.settles);
        read(file, "unless", rule.unless.as_ref(), rule.settles);
    }
    let situations = knowledge.situations.iter().map(|s| ("situations", &s.id, &s.presence));
    let cautions = knowledge.cautions.iter().map(|c| ("cautions", &c.id, &c.presence));
    for (folder, id, presence) in situations.chain(cautions) {
        let file = format!("{folder}/{id}.toml");
        read(file.clone(), "when", Some(&presence.when), true);
        read(file, "also_when", presence.also_when.as_ref(), true);
    }
    for bar in &knowledge.item_bars {
        let file = format!("safety/items/{}.toml", bar.id);
        read(file.clone(), "when", bar.when.as_ref(), true);
        read(file, "unless", bar.unless.as_ref(), false);
    }
    for measure in &knowledge.measures {
        let file = format!("measures/{}.toml", measure.id());
        read(file, "left_out_if", measure.left_out_if.as_ref(), true);
    }
    let waits = knowledge.programme.unsettled.as_ref();
    read("decision/programme.toml".to_owned(), "unsettled", waits, true);
    out
}

/// Marked findings that could turn the expression from true to false (or, where not `positive`, from false to true) by rising.
fn silencing(expr: &Expr, positive: bool, knowledge: &Knowledge, found: &mut BTreeSet<FindingId>) {
    let mut atom = |finding: FindingId, rises: bool, falls: bool| {
        let allowed = if positive { rises } else { falls };
        if knowledge.finding(finding).is_marked() && !allowed {
            found.insert(finding);
        }
    };
    match expr {
        Expr::InStates { finding, mask } => {
            let states = knowledge.finding(*finding).states.len();
            atom(*finding, is_upward(*mask, states), is_upward(!*mask, states));
        }
        // True for the same states whatever the side; the side itself has no order.
        Expr::OneSided { finding, mask } | Expr::BothSides { finding, mask } => {
            atom(*finding, is_upward(*mask, knowledge.finding(*finding).states.len()), false);
        }
        Expr::NumberAtLeast(finding, _) => atom(*finding, true, false),
        Expr::NumberBelow(finding, _) => atom(*finding, false, true),
        // From "no" to "not sure" it becomes true, from there to "yes" false.
        Expr::NotSure(finding) => atom(*finding, false, false),
        Expr::AgeAtLeast(_) | Expr::AgeBelow(_) => {}
        Expr::Not(inner) => silencing(inner, !positive, knowledge, found),
        Expr::All(parts) | Expr::Any(parts) | Expr::AtLeast(_, parts) => {
            for part in parts {
                silencing(part, positive, knowledge, found);
            }
        }
    }
}

/// True if every state above a state of the mask is in the mask.
fn is_upward(mask: u32, states: usize) -> bool {
    // More states than a mask has bits are a problem of the finding.
    (mask.trailing_zeros() as usize..states.min(32)).all(|state| mask >> state & 1 == 1)
}
