//! Cross-checks over the whole knowledge: the network, the rules, the interview, the hazards and the figures.

use std::collections::{BTreeMap, BTreeSet};

use crate::assemble::is_design_rule;
use crate::diagnostic::did_you_mean;
use crate::ids::{ConditionId, FindingId};
use crate::knowledge::{ConditionKind, Evidence, Finding, Knowledge, Mark, Node};
use crate::raw::Raw;
use crate::sink::Sink;
use crate::wording;

mod monotone;
mod words;

/// Probabilities are compared with this much room for rounding in the sums.
const ROUNDING: f64 = 1e-12;

/// Phrases that the safety of a page rests on (S12); the other phrases are checked where they are used.
pub(crate) const PHRASES: [&str; 6] =
    ["safety_net", "emergency_page", "hold_note", "no_clinician", "research_preview", "no_pt_note"];

/// Runs every cross-check.
pub(crate) fn cross_check(knowledge: &Knowledge, raw: &Raw, sink: &mut Sink) {
    drivers(knowledge, sink);
    mechanisms(knowledge, sink);
    leaks(knowledge, sink);
    figures(knowledge, sink);
    monotone::check(knowledge, sink);
    safety_lists(knowledge, raw, sink);
    screens(knowledge, sink);
    hazards(knowledge, raw, sink);
    phrases(knowledge, sink);
    wording::check(knowledge, sink);
    words::check(knowledge, sink);
}

fn evidence_file(evidence: &Evidence) -> String {
    format!("evidence/{}.toml", evidence.id)
}

/// Cause and child of an evidence id.
fn ends(evidence: &Evidence) -> (&str, &str) {
    let mut parts = evidence.id.split('/');
    (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
}

/// Exactly one record drives each link, and each child has causes and one leak.
fn drivers(knowledge: &Knowledge, sink: &mut Sink) {
    let mut links: BTreeMap<(&str, &str), Vec<&Evidence>> = BTreeMap::new();
    for evidence in &knowledge.evidence {
        links.entry(ends(evidence)).or_default().push(evidence);
    }
    let mut causes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for ((cause, child), records) in &links {
        let driving: Vec<&&Evidence> = records.iter().filter(|record| record.drives).collect();
        match driving.as_slice() {
            [_] => {
                causes.entry(child).or_default().insert(cause);
            }
            [] => {
                sink.error(
                    &evidence_file(records[0]),
                    "",
                    "no-driver",
                    format!("no record drives the link from `{cause}` to `{child}`"),
                )
                .hint("set drives = true on exactly one, by the written rule".to_owned());
            }
            [first, rest @ ..] => {
                causes.entry(child).or_default().insert(cause);
                for extra in rest {
                    sink.error(
                        &evidence_file(extra),
                        "drives",
                        "two-drivers",
                        format!("`{}` drives the same link", first.id),
                    )
                    .hint("set drives = true on exactly one, by the written rule".to_owned());
                }
            }
        }
    }
    for (child, causes) in &causes {
        let lacking = if !causes.contains("leak") {
            Some((
                "no-leak",
                format!("`{child}` has causes but no leak"),
                format!("write evidence/leak/{child}/<key>.toml"),
            ))
        } else if causes.len() == 1 {
            let hint = "link it to a condition, or remove the leak".to_owned();
            Some(("child-without-cause", format!("`{child}` has a leak but no cause"), hint))
        } else {
            None
        };
        if let (Some((code, message, hint)), Some(first)) = (lacking, causes.first()) {
            let place = links
                .get(&(*first, *child))
                .map_or_else(String::new, |records| evidence_file(records[0]));
            sink.error(&place, "", code, message).hint(hint);
        }
    }
}

/// Every mechanism has a cause, and no mechanism causes itself, directly or through others.
fn mechanisms(knowledge: &Knowledge, sink: &mut Sink) {
    let mut parents: BTreeMap<ConditionId, Vec<ConditionId>> = BTreeMap::new();
    for link in &knowledge.links {
        if let (Node::Condition(child), Some(cause)) = (link.child, link.cause) {
            parents.entry(child).or_default().push(cause);
        }
    }
    for (i, condition) in knowledge.conditions.iter().enumerate() {
        let Ok(i) = u16::try_from(i) else { continue };
        let file = format!("conditions/{}.toml", condition.id);
        if condition.kind == ConditionKind::Mechanism && !parents.contains_key(&ConditionId(i)) {
            sink.error(
                &file,
                "kind",
                "mechanism-without-cause",
                format!("nothing in the network causes the mechanism `{}`", condition.id),
            );
        }
        // Walk up from here; meeting the start again is a cycle.
        let mut seen = BTreeSet::new();
        let mut open = parents.get(&ConditionId(i)).cloned().unwrap_or_default();
        while let Some(next) = open.pop() {
            if next == ConditionId(i) {
                sink.error(
                    &file,
                    "kind",
                    "cycle",
                    format!("`{}` is among its own causes", condition.id),
                );
                break;
            }
            if seen.insert(next) {
                open.extend(parents.get(&next).into_iter().flatten());
            }
        }
    }
}

/// A cause can only add to what the leak gives, by an effect of its own (noisy-MAX): P(state <= s) never rises, and its ratio to
/// the leak's never falls from state to state.
fn leaks(knowledge: &Knowledge, sink: &mut Sink) {
    let leaks: BTreeMap<Node, &[f64]> = knowledge
        .links
        .iter()
        .filter(|link| link.cause.is_none())
        .map(|link| (link.child, link.given.as_slice()))
        .collect();
    for link in knowledge.links.iter().filter(|link| link.cause.is_some()) {
        let Some(leak) = leaks.get(&link.child) else {
            continue;
        };
        let mut with = 0.0;
        let mut without = 0.0;
        let mut ratio_before = 0.0;
        for (state, (given, leaked)) in link.given.iter().zip(*leak).enumerate() {
            with += given;
            without += leaked;
            let (code, message) = if with > without + ROUNDING {
                let message = format!(
                    "P(state {state} or lower) is {with:.6} with the cause and {without:.6} without any: a cause may not make its child less likely"
                );
                ("given-below-leak", message)
            } else if with / without < ratio_before - ROUNDING {
                let message = format!(
                    "P(state {state} or lower) with the cause, divided by the same without any, is {:.6}, and {ratio_before:.6} one state below: no effect of the cause alone does that",
                    with / without
                );
                ("given-not-a-maximum", message)
            } else {
                ratio_before = with / without;
                continue;
            };
            sink.error(&evidence_file(&knowledge.evidence[link.evidence]), "given", code, message)
                .hint("compare with the driving record of the leak".to_owned());
            break;
        }
    }
}

/// Likelihood ratios against sensitivity and specificity of the same record.
fn figures(knowledge: &Knowledge, sink: &mut Sink) {
    for evidence in &knowledge.evidence {
        let figure = |name: &str| evidence.figures.get(name).map(|figure| figure.value);
        let (Some(sensitivity), Some(specificity)) = (figure("sensitivity"), figure("specificity"))
        else {
            continue;
        };
        let (sens_low, sens_high) = rounded(sensitivity);
        let (spec_low, spec_high) = rounded(specificity);
        let checks = [
            ("lr_positive", sens_low / (1.0 - spec_low), sens_high / (1.0 - spec_high)),
            ("lr_negative", (1.0 - sens_high) / spec_high, (1.0 - sens_low) / spec_low),
        ];
        for (name, low, high) in checks {
            let Some(printed) = figure(name) else {
                continue;
            };
            let (printed_low, printed_high) = rounded(printed);
            // A specificity of 1 within rounding allows any ratio upwards.
            let high = if high.is_finite() && high >= 0.0 { high } else { f64::INFINITY };
            if printed_high < low - ROUNDING || printed_low > high + ROUNDING {
                sink.error(
                    &evidence_file(evidence),
                    name,
                    "figures-disagree",
                    format!(
                        "{name} is {printed}, but sensitivity {sensitivity} and specificity {specificity} give {low:.3} to {high:.3}"
                    ),
                )
                .warning()
                .hint("re-read the source, or say in `misuse` why they differ".to_owned());
            }
        }
    }
}

/// The values that round to this one at the decimals that it is written with.
fn rounded(value: f64) -> (f64, f64) {
    let text = value.to_string();
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let half = 0.5 * 10f64.powi(-i32::try_from(decimals).unwrap_or(0));
    ((value - half).max(0.0), value + half)
}

/// Every finding that `safety/lists.toml` names carries the mark, or is gating, as it says.
fn safety_lists(knowledge: &Knowledge, raw: &Raw, sink: &mut Sink) {
    let Some(lists) = &raw.safety_lists else { return };
    let marked = |mark: Mark| move |finding: &Finding| finding.marks.contains(&mark);
    let mut check = |key: &str, ids: &[FindingId], holds: &dyn Fn(&Finding) -> bool| {
        for finding in ids.iter().map(|id| knowledge.finding(*id)).filter(|f| !holds(f)) {
            let id = &finding.id;
            sink.error(
                &format!("findings/{id}.toml"),
                "",
                "safety-mark-missing",
                format!("`{id}` must be {key}, and is not"),
            )
            .hint(format!("{} says so", lists.file));
        }
    };
    check("serious", &knowledge.safety.serious, &marked(Mark::Serious));
    check("nerve", &knowledge.safety.nerve, &marked(Mark::Nerve));
    check("deficit", &knowledge.safety.deficit, &marked(Mark::Deficit));
    check("gating", &knowledge.safety.gating, &|finding| finding.gating);
}

fn screens(knowledge: &Knowledge, sink: &mut Sink) {
    let mut core: BTreeMap<FindingId, &str> = BTreeMap::new();
    let mut orders: BTreeMap<u32, &str> = BTreeMap::new();
    for screen in &knowledge.screens {
        let file = format!("interview/{}.toml", screen.id);
        if let Some(other) = orders.insert(screen.order, &screen.id) {
            sink.error(
                &file,
                "order",
                "same-order",
                format!("the screen `{other}` has the same place"),
            )
            .warning();
        }
        if (screen.form == "notice") != screen.findings.is_empty() {
            sink.error(
                &file,
                "findings",
                "empty-screen",
                "a notice asks nothing, and any other screen asks something".to_owned(),
            );
        }
        for (i, finding) in screen.findings.iter().enumerate() {
            let path = format!("findings[{i}]");
            let record = knowledge.finding(*finding);
            if screen.findings[..i].contains(finding) {
                sink.error(
                    &file,
                    &path,
                    "asked-twice",
                    format!("`{}` is on this screen twice", record.id),
                );
            } else if screen.core
                && let Some(other) = core.insert(*finding, &screen.id)
            {
                sink.error(
                    &file,
                    &path,
                    "asked-twice",
                    format!("`{}` is also on the core screen `{other}`", record.id),
                );
            }
            if !record.person_may_answer {
                sink.error(
                    &file,
                    &path,
                    "person-cannot-examine",
                    format!("`{}` needs an examination, so no screen can ask it", record.id),
                );
            }
        }
    }
    for (i, finding) in knowledge.findings.iter().enumerate() {
        let Ok(id) = u16::try_from(i).map(FindingId) else {
            continue;
        };
        if finding.gating && finding.person_may_answer && !core.contains_key(&id) {
            sink.error(
                &format!("findings/{}.toml", finding.id),
                "gating",
                "gating-not-asked",
                format!("`{}` must be answered, but no core screen asks it", finding.id),
            );
        }
    }
}

fn hazards(knowledge: &Knowledge, raw: &Raw, sink: &mut Sink) {
    // From the raw records: a rule with a wrong expression is one problem, not two.
    let rules = raw.rules.iter().map(|rule| rule.id.as_str());
    let obligations = raw.obligations.iter().map(|o| o.id.as_str());
    let bars = raw.item_bars.iter().map(|bar| bar.id.as_str());
    let ids: BTreeSet<&str> = rules.chain(obligations).chain(bars).collect();
    for hazard in &knowledge.hazards {
        let file = format!("hazards/{}.toml", hazard.id);
        if hazard.controls.is_empty() {
            sink.error(
                &file,
                "controls",
                "hazard-without-control",
                format!("nothing controls `{}`", hazard.id),
            );
        }
        for (i, control) in hazard.controls.iter().enumerate() {
            if !ids.contains(control.as_str()) && !is_design_rule(control) {
                let hint = did_you_mean(control, ids.iter().copied()).or_else(|| {
                    Some(
                        "a rule, an obligation, a bar of safety/items, or S1 to S13, L1 to L3"
                            .to_owned(),
                    )
                });
                sink.error(
                    &file,
                    &format!("controls[{i}]"),
                    "unknown-control",
                    format!("unknown control `{control}`"),
                )
                .hint(hint);
            }
        }
        if hazard.tests.is_empty() || hazard.tests.iter().any(|test| test.trim().is_empty()) {
            sink.error(
                &file,
                "tests",
                "hazard-without-test",
                format!("a control of `{}` has no test", hazard.id),
            );
        }
        for (key, value) in [("severity", hazard.severity), ("likelihood", hazard.likelihood)] {
            if !(1..=5).contains(&value) {
                sink.error(&file, key, "out-of-range", format!("{value} is not within 1 to 5"));
            }
        }
        for (key, text) in [
            ("hazard", &hazard.hazard),
            ("cause", &hazard.cause),
            ("effect", &hazard.effect),
            ("residual", &hazard.residual),
            ("owner", &hazard.owner),
        ] {
            if text.trim().is_empty() {
                sink.error(&file, key, "empty-text", "the text is empty".to_owned());
            }
        }
    }
}

fn phrases(knowledge: &Knowledge, sink: &mut Sink) {
    for id in PHRASES {
        if !knowledge.phrases.contains_key(id) {
            sink.error(
                &format!("phrases/{id}.toml"),
                "",
                "missing-record",
                format!("the fixed text `{id}` is missing"),
            );
        }
    }
}
