//! What the whole network implies for each driving figure, beside what its source prints.

use std::fmt::Write as _;

use taut_knowledge::{Knowledge, Node, Obtained};
use taut_reason::{Reasoner, Setting};

/// Per driving figure with a published sensitivity: `P(child present | cause)` in the whole network.
pub fn table(knowledge: &Knowledge) -> String {
    let mut out = String::from("\nimplied by the whole network, beside the source:\n");
    let mut outside = 0;
    let mut seen = 0;
    for row in rows(knowledge) {
        seen += 1;
        outside += usize::from(!row.inside);
        let _ = writeln!(
            out,
            "  {} {:60} {} {:.3} implied, {:.3} published [{:.3}, {:.3}]",
            if row.inside { " " } else { "*" },
            row.id,
            row.figure,
            row.implied,
            row.published,
            row.low,
            row.high
        );
    }
    let _ = writeln!(out, "{outside} of {seen} outside their interval (marked *)");
    out
}

/// A driving figure and what the network makes of it.
struct Implied {
    /// Evidence id.
    id: String,
    /// `sensitivity` or `specificity`.
    figure: &'static str,
    /// What the network implies.
    implied: f64,
    /// What the source prints.
    published: f64,
    /// Lower limit; the value minus 0.05 where the source gives none.
    low: f64,
    /// Upper limit.
    high: f64,
    /// Implied value within the limits.
    inside: bool,
}

/// All driving figures that come from a study, with the network's own value.
fn rows(knowledge: &Knowledge) -> Vec<Implied> {
    /// Half-width used where a source prints no interval.
    const NO_INTERVAL: f64 = 0.05;
    let reasoner = Reasoner::new(knowledge, Setting::Home);
    let priors = reasoner.average_priors();
    let circuit = &reasoner.circuit;
    let mut rows = Vec::new();
    for link in &knowledge.links {
        let evidence = &knowledge.evidence[link.evidence];
        let (Some(cause), Node::Finding(child)) = (link.cause, link.child) else { continue };
        let (Some(c), Some(f)) =
            (reasoner.network.condition(cause), reasoner.network.finding(child))
        else {
            continue;
        };
        if evidence.obtained == Obtained::Assumed {
            continue;
        }
        let present_from = usize::from(knowledge.finding(child).present_from);
        let states = knowledge.finding(child).states.len();
        for (figure, name, given_state) in
            [("sensitivity", "sensitivity", 1), ("specificity", "specificity", 0)]
        {
            let Some(published) = evidence.figures.get(name) else { continue };
            let mut observed = circuit.no_evidence();
            circuit.observe(&mut observed, c, given_state);
            let passes = circuit.evaluate(&priors, &observed);
            let present: f64 =
                (present_from..states).map(|s| circuit.joint(&passes, f, s)).sum::<f64>()
                    / passes.probability;
            let value = if given_state == 1 { present } else { 1.0 - present };
            let low = published.low.unwrap_or(published.value - NO_INTERVAL);
            let high = published.high.unwrap_or(published.value + NO_INTERVAL);
            rows.push(Implied {
                id: evidence.id.clone(),
                figure,
                implied: value,
                published: published.value,
                low,
                high,
                inside: (low..=high).contains(&value),
            });
        }
    }
    rows
}
