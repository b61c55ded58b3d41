//! How much each answer moved a condition: contributions to its log-odds that add up to what is shown.

use taut_knowledge::{Answers, ConditionId, FindingId, Sides, Value};

use crate::reasoner::Reasoner;
use crate::reasons::{Answered, given, put};

/// Up to this many bearing answers the contributions are exact Shapley values, from the log-odds given each of `2^n` subsets.
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
        let values = subset_log_odds(reasoner, answers, condition, &bearing);
        (shapley(&bearing, &values), Method::Shapley)
    } else {
        (chain(&bearing, prior_log_odds, &log_odds_of), Method::ChainRule)
    };
    parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
    Contributions { condition, prior_log_odds, parts, log_odds, method }
}

/// Answers that move the condition when they stand alone, or when they are the only one taken away; age and sex always.
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
            let moves = |x: Option<f64>, from: f64| x.is_some_and(|x| (x - from).abs() > ROUNDING);
            !who(finding)
                || moves(alone.log_odds_with(finding, state), prior_log_odds)
                || moves(without.log_odds_without(finding), log_odds)
        })
        .map(|(finding, _)| finding)
        .collect();
    bearing.sort_by_key(|&f| (who(f), f));
    bearing
}

/// Log-odds of the condition given each subset of the players, by bit mask.
///
/// One evaluation with its derivatives gives the log-odds of a subset and of every subset that differs from it by one network
/// finding (Darwiche 2003). So it is enough to evaluate a perfect code: of `t = 2^m - 1` findings those `2^(t - m)` subsets for
/// which the exclusive or of the positions, counted from 1, is 0; every other subset is one step from exactly one of them
/// (Hamming 1950). Of 7 findings that is 16 evaluations in place of 128. Players beyond the `t`, and age and sex, which are no
/// variables of the network, are gone through one by one.
fn subset_log_odds(
    reasoner: &Reasoner,
    answers: &Answers,
    condition: ConditionId,
    players: &[FindingId],
) -> Vec<f64> {
    let knowledge = reasoner.knowledge;
    let in_network: Vec<usize> =
        (0..players.len()).filter(|p| reasoner.network.finding(players[*p]).is_some()).collect();
    let mut coded = 0;
    while 2 * coded < in_network.len() {
        coded = 2 * coded + 1;
    }
    let coded = &in_network[..coded];
    let others: Vec<usize> = (0..players.len()).filter(|p| !coded.contains(p)).collect();
    let spread = |bits: usize, places: &[usize]| {
        places
            .iter()
            .enumerate()
            .filter(|(i, _)| bits >> i & 1 == 1)
            .fold(0, |m, (_, p)| m | 1 << p)
    };
    let is_word = |bits: usize| {
        (0..coded.len()).filter(|i| bits >> i & 1 == 1).fold(0, |sum, i| sum ^ (i + 1)) == 0
    };
    let states: Vec<Option<u8>> = players
        .iter()
        .map(|player| match answers.get(*player) {
            Value::State(state) => Some(state),
            Value::Unknown => None,
        })
        .collect();
    let mut none = answers.clone();
    for (finding, _) in answers.known() {
        put(knowledge, &mut none, finding, Answered::Nothing);
    }
    let mut values = vec![0.0; 1 << players.len()];
    for rest in 0..1_usize << others.len() {
        for word in (0..1_usize << coded.len()).filter(|bits| is_word(*bits)) {
            let mask = spread(rest, &others) | spread(word, coded);
            let mut kept = none.clone();
            for (_, player) in players.iter().enumerate().filter(|(p, _)| mask >> p & 1 == 1) {
                put(knowledge, &mut kept, *player, given(knowledge, answers, *player));
            }
            let change = reasoner.change_one(&kept, condition);
            let toggled = |p: usize, present: bool| {
                let value = match (present, states[p]) {
                    (true, Some(state)) => change.log_odds_with(players[p], state),
                    _ => change.log_odds_without(players[p]),
                };
                value.unwrap_or_default()
            };
            for &p in coded {
                let is_in = mask >> p & 1 == 1;
                values[mask] = toggled(p, is_in);
                values[mask ^ 1 << p] = toggled(p, !is_in);
            }
            if coded.is_empty() {
                let p = reasoner.posteriors(&kept).of(condition);
                values[mask] = libm::log(p) - libm::log(1.0 - p);
            }
        }
    }
    values
}

/// Shapley values from the value of each subset.
fn shapley(players: &[FindingId], values: &[f64]) -> Vec<(FindingId, f64)> {
    let n = players.len();
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
