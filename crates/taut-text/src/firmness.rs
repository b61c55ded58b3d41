//! How firm a verdict is, in words: one sentence for a person, intervals and shares for a therapist.

use taut_knowledge::{ConditionKind, Rung};
use taut_reason::{Reasoner, Spread, Uncertainty};

use crate::block::{Block, Page};
use crate::words::{condition_text, phrase, therapist_label, title};

/// Conditions whose posterior or upper end, a probability, is below this are left out of tables: nothing to decide on.
pub const SHOWN_FROM: f64 = 0.02;

/// Adds to a person's page how often the advice stays the same under other figures. No probability is shown.
#[must_use]
pub fn with_firmness_for_person(
    mut page: Page,
    reasoner: &Reasoner,
    uncertainty: &Uncertainty,
    language: &str,
) -> Page {
    let knowledge = reasoner.knowledge;
    let p = |id: &'static str| phrase(knowledge, id, language).to_owned();
    let advice = uncertainty.advice;
    let mut blocks = vec![Block::Mark("head_firm".to_owned()), Block::Heading(p("head_firm"))];
    if uncertainty.is_fixed_by_rule() {
        blocks.push(Block::Text(p("firm_by_rule")));
    }
    // Nothing is more careful than an emergency, so there a rule has said it all.
    if uncertainty.by_rule != Some(Rung::Emergency) {
        let spread = &uncertainty.figures;
        let (same, more, less) = of_a_hundred(spread, advice);
        let shares = if spread.same(advice) == spread.draws() {
            p("firm_always")
        } else {
            p("firm_shares")
                .replace("{same}", &same.to_string())
                .replace("{more}", &more.to_string())
                .replace("{less}", &less.to_string())
        };
        blocks.push(Block::Text(format!("{} {shares}", p("firm_figures"))));
    }
    insert_before_safety_net(&mut page, blocks);
    page
}

/// Adds to a therapist's page the intervals of the posteriors and the shares of other advice, each under its own name.
#[must_use]
pub fn with_firmness_for_therapist(
    mut page: Page,
    reasoner: &Reasoner,
    sampling: &Uncertainty,
    all: &Uncertainty,
    language: &str,
) -> Page {
    let knowledge = reasoner.knowledge;
    let t = |key: &'static str| therapist_label(knowledge, key, language);
    let mut blocks = vec![Block::Heading(t("firm_head").to_owned())];
    blocks.push(Block::List(firmness_shares(reasoner, sampling, all, language)));
    blocks.push(Block::Text(t("firm_text").to_owned()));
    let percent = |x: f64| format!("{:.1}%", 100.0 * x);
    let range = |low: f64, high: f64| {
        t("firm_range").replace("{low}", &percent(low)).replace("{high}", &percent(high))
    };
    let mut shown: Vec<_> = knowledge
        .conditions
        .iter()
        .zip(sampling.posteriors.iter().zip(&all.posteriors))
        .filter(|(c, (_, wide))| {
            c.kind == ConditionKind::Cause && wide.point.max(wide.high) >= SHOWN_FROM
        })
        .collect();
    // Likeliest first.
    shown.sort_by(|(_, (_, a)), (_, (_, b))| b.point.total_cmp(&a.point));
    let rows = shown
        .into_iter()
        .map(|(c, (narrow, wide))| {
            vec![
                condition_text(c, language).clinician.clone(),
                percent(wide.point),
                range(narrow.low, narrow.high),
                range(wide.low, wide.high),
            ]
        })
        .collect();
    blocks.push(Block::Table(
        ["column_condition", "column_posterior", "column_sources", "column_all"]
            .map(|key| t(key).to_owned())
            .to_vec(),
        rows,
    ));
    insert_before_safety_net(&mut page, blocks);
    page
}

/// How often draws give the same advice: of the sources, with what is assumed, of the harms; and whether a rule gives it.
#[must_use]
pub fn firmness_shares(
    reasoner: &Reasoner,
    sampling: &Uncertainty,
    all: &Uncertainty,
    language: &str,
) -> Vec<String> {
    let advice = all.advice;
    let t = |key: &'static str| therapist_label(reasoner.knowledge, key, language);
    let other =
        |rung| t("firm_other").replace("{rung}", &title(reasoner.knowledge, rung, language));
    let mut items = vec![
        shares(t("firm_sources"), &other, &sampling.figures, advice),
        shares(t("firm_all"), &other, &all.figures, advice),
        shares(t("firm_harms"), &other, &all.harms, advice),
    ];
    if all.is_fixed_by_rule() {
        items.push(t("firm_rule").to_owned());
    }
    items
}

/// A page ends with the safety net (S12), so new blocks go before its heading.
fn insert_before_safety_net(page: &mut Page, blocks: Vec<Block>) {
    let net = |b: &Block| matches!(b, Block::Mark(mark) if mark == "head_safety_net");
    let net = page.blocks.iter().rposition(net);
    let at = net.unwrap_or(page.blocks.len());
    page.blocks.splice(at..at, blocks);
}

/// Same, more careful, less careful, as whole numbers of 100; "same" is never rounded up.
fn of_a_hundred(spread: &Spread, advice: Rung) -> (usize, usize, usize) {
    let n = spread.draws().max(1);
    let same = 100 * spread.same(advice) / n;
    let less = 100 * spread.less_careful(advice) / n;
    match spread.more_careful(advice) {
        0 => (same, 0, 100 - same),
        _ => (same, 100 - same - less, less),
    }
}

fn shares(words: &str, other: &impl Fn(Rung) -> String, spread: &Spread, advice: Rung) -> String {
    let mut line = words
        .replace("{same}", &spread.same(advice).to_string())
        .replace("{n}", &spread.draws().to_string());
    for rung in Rung::ALL.into_iter().filter(|r| *r != advice && spread.same(*r) > 0) {
        let n = spread.same(rung).to_string();
        line += &format!(", {}", other(rung).replace("{n}", &n));
    }
    line + "."
}
