//! Results of `taut network` as text and as JSON.

use std::fmt::Write as _;

use serde::Serialize;
use taut_infer::{Evidence, Network, Normalised, Sweep};

/// What `--normalise` did.
#[derive(Debug, Serialize)]
struct NormalisedJson {
    rows: usize,
    worst: f64,
    worst_at: Option<String>,
}

#[derive(Debug, Serialize)]
struct StateJson<'n> {
    state: &'n str,
    probability: f64,
}

#[derive(Debug, Serialize)]
struct VariableJson<'n> {
    variable: &'n str,
    observed: bool,
    states: Vec<StateJson<'n>>,
}

#[derive(Debug, Serialize)]
struct PosteriorsJson<'n> {
    schema: &'static str,
    log10_probability_of_evidence: f64,
    normalised: Option<NormalisedJson>,
    variables: Vec<VariableJson<'n>>,
}

#[derive(Debug, Serialize)]
struct AnswerJson<'n> {
    variable: &'n str,
    state: &'n str,
    /// P(this answer | evidence).
    probability: f64,
    /// P(target = state | evidence, this answer); null for an answer that is impossible.
    target: Option<Vec<StateJson<'n>>>,
}

#[derive(Debug, Serialize)]
struct SweepJson<'n> {
    schema: &'static str,
    target: &'n str,
    normalised: Option<NormalisedJson>,
    answers: Vec<AnswerJson<'n>>,
}

impl From<Normalised> for NormalisedJson {
    fn from(n: Normalised) -> Self {
        Self { rows: n.rows, worst: n.worst, worst_at: n.worst_at }
    }
}

/// One line about changed rows.
pub fn normalised_line(normalised: &Normalised) -> String {
    normalised.worst_at.as_ref().map_or_else(
        || "rows: each sums to 1\n".to_owned(),
        |at| {
            format!(
                "rows: {} divided by their sum; the worst is off by {:.1e}, at {at}\n",
                normalised.rows, normalised.worst
            )
        },
    )
}

/// Posteriors as a table.
pub fn posteriors(
    network: &Network,
    evidence: &Evidence,
    log10: f64,
    posteriors: &[f64],
    normalised: Option<Normalised>,
) -> String {
    let mut text = normalised.as_ref().map_or_else(String::new, normalised_line);
    // Rounding may leave certain evidence a hair below or above 0, which would print as -0.
    let log10 = if log10.abs() < 1e-9 { 0.0 } else { log10 };
    let _ = writeln!(text, "log10 P(evidence) = {log10:.6}");
    let width = name_width(network);
    let mut rest = posteriors;
    for (v, variable) in network.variables().iter().enumerate() {
        let (here, later) = rest.split_at(variable.states.len());
        rest = later;
        let states: Vec<String> =
            variable.states.iter().zip(here).map(|(s, p)| format!("{s} {p:.6}")).collect();
        let observed = if evidence.of(v).is_some() { "  (observed)" } else { "" };
        let _ = writeln!(text, "{:width$}  {}{observed}", variable.name, states.join("  "));
    }
    text
}

/// Posteriors as JSON.
///
/// # Errors
/// None in practice: every number is finite.
pub fn posteriors_json(
    network: &Network,
    evidence: &Evidence,
    log10: f64,
    posteriors: &[f64],
    normalised: Option<Normalised>,
) -> anyhow::Result<String> {
    let mut rest = posteriors.iter();
    let variables = network
        .variables()
        .iter()
        .enumerate()
        .map(|(v, variable)| VariableJson {
            variable: &variable.name,
            observed: evidence.of(v).is_some(),
            states: states(&variable.states, rest.by_ref().copied()),
        })
        .collect();
    Ok(serde_json::to_string_pretty(&PosteriorsJson {
        schema: "taut.network-posteriors/1",
        log10_probability_of_evidence: log10,
        normalised: normalised.map(Into::into),
        variables,
    })?)
}

fn states(names: &[String], values: impl Iterator<Item = f64>) -> Vec<StateJson<'_>> {
    names.iter().zip(values).map(|(state, probability)| StateJson { state, probability }).collect()
}

/// Every answer of every open variable with its probability; `None` where it is impossible.
fn answers<'s>(
    network: &'s Network,
    target: usize,
    sweep: &'s Sweep,
) -> impl Iterator<Item = (usize, usize, f64, Option<Vec<f64>>)> + 's {
    let size = network.variables()[target].states.len();
    network.variables().iter().enumerate().flat_map(move |(v, variable)| {
        (0..variable.states.len()).filter_map(move |s| {
            let probability = sweep.answer(v, s)?;
            let mut out = vec![0.0; size];
            let possible = sweep.posterior(v, s, &mut out);
            Some((v, s, probability, possible.then_some(out)))
        })
    })
}

/// A sweep as a table.
pub fn sweep(
    network: &Network,
    target: usize,
    swept: &Sweep,
    normalised: Option<Normalised>,
) -> String {
    let mut text = normalised.as_ref().map_or_else(String::new, normalised_line);
    let of_target = &network.variables()[target];
    let _ = writeln!(
        text,
        "each line: an answer, its probability, then {} = {}",
        of_target.name,
        of_target.states.join(", ")
    );
    let width = name_width(network);
    for (v, s, probability, posterior) in answers(network, target, swept) {
        let variable = &network.variables()[v];
        let values = posterior.map_or_else(
            || "impossible".to_owned(),
            |p| p.iter().map(|p| format!("{p:.6}")).collect::<Vec<_>>().join("  "),
        );
        let _ = writeln!(
            text,
            "{:width$}  {} {probability:.6}  {values}",
            variable.name, variable.states[s]
        );
    }
    text
}

/// A sweep as JSON.
///
/// # Errors
/// None in practice: every number is finite.
pub fn sweep_json(
    network: &Network,
    target: usize,
    swept: &Sweep,
    normalised: Option<Normalised>,
) -> anyhow::Result<String> {
    let of_target = &network.variables()[target];
    let answers = answers(network, target, swept)
        .map(|(v, s, probability, posterior)| {
            let variable = &network.variables()[v];
            AnswerJson {
                variable: &variable.name,
                state: &variable.states[s],
                probability,
                target: posterior.map(|p| states(&of_target.states, p.into_iter())),
            }
        })
        .collect();
    Ok(serde_json::to_string_pretty(&SweepJson {
        schema: "taut.network-sweep/1",
        target: &of_target.name,
        normalised: normalised.map(Into::into),
        answers,
    })?)
}

fn name_width(network: &Network) -> usize {
    network.variables().iter().map(|v| v.name.chars().count()).max().unwrap_or(0)
}
