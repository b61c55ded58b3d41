//! What kinds of distributions stand behind the driving figures, and how far the table of draws spreads them.

use std::fmt::Write as _;

use taut_episode::DRAWS_SEED as SEED;
use taut_knowledge::Knowledge;
use taut_reason::{DRAWS, Draws, FigureKind};

/// A cause whose draws are cut at its leak in more than this share of sets is named.
const OFTEN_CUT: f64 = 0.05;

/// Kinds of distributions, assumed widths, and the links where the constraint above the leak bites.
pub fn table(knowledge: &Knowledge) -> String {
    let draws = Draws::new(knowledge, DRAWS, SEED);
    let figures = draws.figures();
    let mut out = format!(
        "\ndistributions behind the {} driving figures ({DRAWS} parameter sets, seed {SEED}; the first holds the point values):\n",
        figures.len()
    );
    for kind in FigureKind::ALL {
        let n = figures.iter().filter(|f| f.kind == kind).count();
        let _ = writeln!(out, "  {n:4} {}", kind.words());
    }
    let sampling = figures.iter().filter(|f| f.kind.is_sampling_error()).count();
    let _ = writeln!(
        out,
        "  {sampling} of {} widths are sampling error of the source, {} are assumed",
        figures.len(),
        figures.len() - sampling
    );
    let width = &knowledge.uncertainty;
    let _ = writeln!(out, "assumed widths ({}): 95 of 100 draws within a factor of", width.source);
    for (factor, what) in [
        (width.assumed, "the odds of an assumed figure"),
        (width.unsized_figure, "the odds of a published figure without interval or counts"),
        (width.base_rate, "the odds of a base rate"),
        (width.modifier, "an odds multiplier of age or sex"),
        (width.harms, "a cost, a loss or the odds of a stake"),
    ] {
        let _ = writeln!(out, "  {factor:4} {what}");
    }
    let mut cut: Vec<(f64, &str)> = knowledge
        .links
        .iter()
        .enumerate()
        .filter(|(_, link)| link.cause.is_some())
        .map(|(i, link)| (draws.share_cut(i), knowledge.evidence[link.evidence].id.as_str()))
        .filter(|(share, _)| *share > OFTEN_CUT)
        .collect();
    cut.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let _ = writeln!(
        out,
        "{} links lose more than {:.0}% of their distribution to the rule that a cause outweighs the leak; first",
        cut.len(),
        100.0 * OFTEN_CUT
    );
    for (share, id) in cut.iter().take(8) {
        let _ = writeln!(out, "  {:4.0}% {id}", 100.0 * share);
    }
    out
}
