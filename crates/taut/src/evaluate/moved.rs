//! What another edition of the knowledge would change: cases, posteriors, and the records behind.

use std::collections::BTreeMap;

use serde::Serialize;
use taut_knowledge::{Case, Knowledge, resolve};
use taut_reason::{Reasoner, Setting, Verdict};

/// One case that another knowledge judges otherwise.
#[derive(Debug, Serialize)]
pub struct Moved {
    pub case: String,
    pub rung_there: &'static str,
    pub rung_here: &'static str,
    pub posteriors: Vec<(String, f64, f64)>,
    pub because: Vec<String>,
}

/// What differs between two editions of the knowledge, case by case.
pub fn moved(
    here: &Knowledge,
    there: &Knowledge,
    judged: &[(Case, Verdict)],
    cases_there: &[Case],
) -> Vec<Moved> {
    const VISIBLE: f64 = 1e-9;
    let changed = changed_records(here, there);
    let reasoner = Reasoner::new(there, Setting::Home);
    judged
        .iter()
        .zip(cases_there)
        .filter_map(|((case, verdict), case_there)| {
            let other = reasoner.verdict(&resolve(case_there, there).answers);
            let mut posteriors: Vec<(String, f64, f64)> = here
                .conditions
                .iter()
                .enumerate()
                .filter_map(|(i, condition)| {
                    let id = there.condition_id(&condition.id)?;
                    let (a, b) =
                        (other.decision.posteriors.of(id), verdict.decision.posteriors.present[i]);
                    ((a - b).abs() > VISIBLE).then(|| (condition.id.clone(), a, b))
                })
                .collect();
            posteriors.sort_by(|x, y| (y.1 - y.2).abs().total_cmp(&(x.1 - x.2).abs()));
            posteriors.truncate(5);
            let same_rung = other.rung() == verdict.rung();
            if same_rung && posteriors.is_empty() {
                return None;
            }
            let because = changed
                .iter()
                .filter(|record| touches(record, here, verdict, &posteriors))
                .cloned()
                .collect();
            Some(Moved {
                case: case.id.clone(),
                rung_there: other.rung().id(),
                rung_here: verdict.rung().id(),
                posteriors,
                because,
            })
        })
        .collect()
}

/// Ids of records that differ between two editions.
fn changed_records(here: &Knowledge, there: &Knowledge) -> Vec<String> {
    fn compare<T: PartialEq>(
        kind: &str,
        here: &[T],
        there: &[T],
        id: impl Fn(&T) -> &str,
        out: &mut Vec<String>,
    ) {
        let other: BTreeMap<&str, &T> = there.iter().map(|t| (id(t), t)).collect();
        let mine: BTreeMap<&str, &T> = here.iter().map(|t| (id(t), t)).collect();
        for (key, record) in &mine {
            if other.get(key).is_none_or(|o| o != record) {
                out.push(format!("{kind}/{key}"));
            }
        }
        for key in other.keys().filter(|k| !mine.contains_key(*k)) {
            out.push(format!("{kind}/{key} (only there)"));
        }
    }
    let mut out = Vec::new();
    compare("findings", &here.findings, &there.findings, |f| &f.id, &mut out);
    compare("conditions", &here.conditions, &there.conditions, |c| &c.id, &mut out);
    compare("rules", &here.rules, &there.rules, |r| &r.id, &mut out);
    compare("evidence", &here.evidence, &there.evidence, |e| &e.id, &mut out);
    // The numbers that drive are kept in the links, not in the evidence records.
    let figure = |k: &Knowledge, i: usize| {
        let link = &k.links[i];
        (k.evidence[link.evidence].id.clone(), link.given.clone())
    };
    let other: BTreeMap<String, Vec<f64>> =
        (0..there.links.len()).map(|i| figure(there, i)).collect();
    for i in 0..here.links.len() {
        let (id, given) = figure(here, i);
        let label = format!("evidence/{id}");
        if other.get(&id).is_some_and(|o| *o != given) && !out.contains(&label) {
            out.push(label);
        }
    }
    if here.harms != there.harms {
        out.push("decision/harms".to_owned());
    }
    out
}

/// True if a changed record can have moved this case: a rule that fired, the harms, or a figure of a moved condition.
fn touches(
    record: &str,
    here: &Knowledge,
    verdict: &Verdict,
    posteriors: &[(String, f64, f64)],
) -> bool {
    let Some((kind, id)) = record.split_once('/') else { return false };
    match kind {
        "rules" => {
            record.ends_with("(only there)")
                || verdict.decision.fired.iter().any(|f| here.rules[f.rule].id == id)
                || here.rules.iter().any(|r| r.id == id)
        }
        "evidence" | "conditions" => !posteriors.is_empty(),
        _ => true,
    }
}
