//! How much each answer moved a condition: contributions to its log-odds that add up to what is shown.

use taut_knowledge::{Answers, ConditionId, FindingId, Sides};

use crate::posterior::Reasoner;

/// Up to this many bearing answers the contributions are exact Shapley values (`2^n` evaluations).
pub const SHAPLEY_LIMIT: usize = 12;

/// Differences in log-odds below this are rounding.
const ROUNDING: f64 = 1e-11;

/// How the contributions were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Exact Shapley values (Shapley 1953): the average over all orders of answering.
    Shapley,
    /// Answers added one after another, age and sex first and then by id, because there are more than [`SHAPLEY_LIMIT`].
    ChainRule,
}

/// Contributions of the answers to one condition's log-odds.
#[derive(Debug, Clone, PartialEq)]
pub struct Contributions {
    /// The condition.
    pub condition: ConditionId,
    /// Log-odds before any answer.
    pub prior_log_odds: f64,
    /// Answer and what it adds, largest size first; `prior_log_odds` plus the sum is `log_odds`.
    pub parts: Vec<(FindingId, f64)>,
    /// Log-odds given all answers.
    pub log_odds: f64,
    /// Method.
    pub method: Method,
}

/// Contributions of the known answers to one condition.
#[must_use]
pub fn contributions(
    reasoner: &Reasoner,
    answers: &Answers,
    condition: ConditionId,
) -> Contributions {
    let log_odds_of = |keep: &[FindingId]| {
        let posteriors = reasoner.posteriors_given(answers, |f| keep.contains(&f));
        let p = posteriors.of(condition);
        libm::log(p) - libm::log(1.0 - p)
    };
    let all: Vec<FindingId> = answers.known().map(|(f, _)| f).collect();
    let prior_log_odds = log_odds_of(&[]);
    let log_odds = log_odds_of(&all);
    let bearing = bearing_answers(reasoner, answers, condition, prior_log_odds, log_odds);
    let (mut parts, method) = if bearing.len() <= SHAPLEY_LIMIT {
        (shapley(&bearing, &log_odds_of), Method::Shapley)
    } else {
        (chain(&bearing, prior_log_odds, &log_odds_of), Method::ChainRule)
    };
    parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
    Contributions { condition, prior_log_odds, parts, log_odds, method }
}

/// Answers that move the condition when they stand alone, or when they are the only one taken away.
fn bearing_answers(
    reasoner: &Reasoner,
    answers: &Answers,
    condition: ConditionId,
    prior_log_odds: f64,
    log_odds: f64,
) -> Vec<FindingId> {
    let who = |f: FindingId| !matches!(reasoner.knowledge.finding(f).id.as_str(), "age" | "sex");
    let alone = reasoner.change_one(&Answers::none(reasoner.knowledge), condition);
    let without = reasoner.change_one(answers, condition);
    let mut bearing: Vec<FindingId> = answers
        .known()
        .filter(|&(finding, state)| {
            let single = alone.log_odds_with(finding, state);
            let rest = without.log_odds_without(finding);
            single.is_none_or(|x| (x - prior_log_odds).abs() > ROUNDING)
                || rest.is_none_or(|x| (x - log_odds).abs() > ROUNDING)
        })
        .map(|(finding, _)| finding)
        .collect();
    bearing.sort_by_key(|&f| (who(f), f));
    bearing
}

fn shapley(
    players: &[FindingId],
    log_odds_of: &impl Fn(&[FindingId]) -> f64,
) -> Vec<(FindingId, f64)> {
    let n = players.len();
    let values: Vec<f64> = (0..1_usize << n)
        .map(|mask| {
            let keep: Vec<FindingId> =
                (0..n).filter(|i| mask >> i & 1 == 1).map(|i| players[i]).collect();
            log_odds_of(&keep)
        })
        .collect();
    // weight(k) = k! (n-1-k)! / n!
    let mut weight = vec![1.0 / n.max(1) as f64; n.max(1)];
    for k in 1..n {
        weight[k] = weight[k - 1] * k as f64 / (n - k) as f64;
    }
    players
        .iter()
        .enumerate()
        .map(|(i, &player)| {
            let mut sum = 0.0;
            for mask in 0..1_usize << n {
                if mask >> i & 1 == 0 {
                    let size = mask.count_ones() as usize;
                    sum += weight[size] * (values[mask | 1 << i] - values[mask]);
                }
            }
            (player, sum)
        })
        .collect()
}

fn chain(
    players: &[FindingId],
    prior: f64,
    log_odds_of: &impl Fn(&[FindingId]) -> f64,
) -> Vec<(FindingId, f64)> {
    let mut before = prior;
    let mut keep = Vec::new();
    let mut parts = Vec::new();
    for &player in players {
        keep.push(player);
        let after = log_odds_of(&keep);
        parts.push((player, after - before));
        before = after;
    }
    parts
}

impl Reasoner<'_> {
    /// The answers with one more finding set: for "what if".
    #[must_use]
    pub fn with_answer(&self, answers: &Answers, finding: FindingId, state: u8) -> Answers {
        let mut changed = answers.clone();
        changed.set(finding, taut_knowledge::Value::State(state), Sides::Unstated);
        changed
    }
}
