//! Times the parameter draws of one case, and measures how far the ends of the intervals move from seed to seed.
//!
//! `cargo run --release -p taut-reason --example draws -- knowledge [seeds]`: the median over the vignettes, age and sex known.

use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Instant;

use taut_infer::{Circuit, Effort, ParameterTable};
use taut_knowledge::{Answers, ConditionId, Value, load, read_case, read_folder, resolve};
use taut_reason::{DRAWS, Drawn, Draws, Network, Reasoner, Setting, Uncertainty, draw_harms};

fn main() -> Result<(), String> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().unwrap_or_else(|| "knowledge".to_owned());
    let seeds: u64 = args.next().map_or(Ok(10), |n| n.parse()).map_err(|e| format!("{e}"))?;
    let folder = Path::new(&folder);
    let files = read_folder(folder).map_err(|report| report.to_string())?;
    let (knowledge, _) = load(&files).map_err(|report| report.to_string())?;
    let reasoner = Reasoner::new(&knowledge, Setting::Home);
    let mut people: Vec<(String, Answers)> = Vec::new();
    let entries = std::fs::read_dir(folder.join("vignettes")).map_err(|e| e.to_string())?;
    let mut paths: Vec<_> = entries.filter_map(|entry| entry.ok().map(|e| e.path())).collect();
    paths.sort();
    for path in paths {
        let bytes = std::fs::read(&path).map_err(|e| e.to_string())?;
        let case = read_case(&path.display().to_string(), &bytes, &knowledge)
            .map_err(|report| report.to_string())?;
        let answers = resolve(&case, &knowledge).answers;
        if answers.age_years().is_some() && answers.sex().is_some() {
            people.push((case.id, answers));
        }
    }
    let milliseconds = |start: Instant| 1e3 * start.elapsed().as_secs_f64();
    let start = Instant::now();
    let draws = Draws::new(&knowledge, DRAWS, 1);
    println!("table of {DRAWS} parameter sets: {:.1} ms", milliseconds(start));
    let start = Instant::now();
    let drawn = Drawn::new(&reasoner, draws);
    println!("compiled, with concern weights: {:.1} ms", milliseconds(start));
    let harms = draw_harms(&knowledge, DRAWS, 1);
    let mut times = Vec::new();
    for (id, answers) in &people {
        let decision = reasoner.decide(answers);
        let mut best = f64::INFINITY;
        for _ in 0..15 {
            let start = Instant::now();
            let uncertainty = Uncertainty::of(&drawn, &harms, answers, &decision);
            best = best.min(milliseconds(start));
            assert_eq!(uncertainty.figures.draws(), DRAWS - 1);
        }
        times.push((best, id.clone()));
    }
    times.sort_by(|a, b| a.0.total_cmp(&b.0));
    if let (Some(least), Some(most)) = (times.first(), times.last()) {
        let median = times[times.len() / 2].0;
        println!(
            "one case, both posteriors, {DRAWS} sets, {DRAWS} harms: median {median:.2} ms, least {:.2} ({}), most {:.2} ({})",
            least.0, least.1, most.0, most.1
        );
    }
    let mut work: Vec<usize> = people
        .iter()
        .map(|(_, answers)| {
            let marked = |f| knowledge.finding(f).is_marked();
            drawn.multiply_adds(answers, |_| true) + drawn.multiply_adds(answers, |f| !marked(f))
        })
        .collect();
    work.sort_unstable();
    if let (Some(median), Some(most)) = (work.get(work.len() / 2), work.last()) {
        println!(
            "multiply-adds a set, both posteriors: median {median}, most {most}; the whole network: {} for one pass up and one down",
            reasoner.circuit.multiply_adds()
        );
    }
    if let Some((_, answers)) = people.get(people.len() / 2) {
        whole_network(&reasoner, &Draws::new(&knowledge, DRAWS, 1), answers)?;
    }
    monte_carlo(&reasoner, &people, seeds);
    Ok(())
}

/// The same posteriors by the circuit of the whole network with every number as an input: time, and the largest difference.
fn whole_network(reasoner: &Reasoner, draws: &Draws, answers: &Answers) -> Result<(), String> {
    let knowledge = reasoner.knowledge;
    let circuit = Circuit::compile_parametric(reasoner.network.graph(), Effort::Thorough)
        .map_err(|e| e.to_string())?;
    let age = knowledge.finding_id("age").map(|f| answers.get(f));
    let (Some(Value::State(band)), Some(sex)) = (age, answers.sex()) else { return Ok(()) };
    let mut table = ParameterTable::new(&circuit, []).map_err(|e| e.to_string())?;
    let mut inputs = Vec::new();
    for set in 0..draws.count() {
        let rebuilt = draws.knowledge_at(knowledge, set);
        let network = Network::new(&rebuilt);
        table.push(&circuit, network.graph()).map_err(|e| e.to_string())?;
        inputs.push(network.priors(&rebuilt, reasoner.setting, usize::from(band), sex));
    }
    let inputs: Vec<&[f64]> = inputs.iter().map(Vec::as_slice).collect();
    let mut evidence = circuit.no_evidence();
    for (finding, state) in answers.known() {
        if let Some(variable) = reasoner.network.finding(finding) {
            circuit.observe(&mut evidence, variable, usize::from(state));
        }
    }
    let conditions = (0..knowledge.conditions.len()).map(|i| ConditionId(i as u16));
    let wanted: Vec<(usize, usize)> =
        conditions.filter_map(|c| reasoner.network.condition(c)).map(|v| (v, 1)).collect();
    let drawn = Drawn::new(reasoner, draws.clone());
    let (mut whole, mut ours, mut worst) = (f64::INFINITY, f64::INFINITY, 0.0_f64);
    for _ in 0..15 {
        let start = Instant::now();
        let all = circuit
            .evaluate_draws(&table, &inputs, &evidence, &wanted, NonZeroUsize::MIN)
            .map_err(|e| e.to_string())?;
        whole = whole.min(1e3 * start.elapsed().as_secs_f64());
        let start = Instant::now();
        let posteriors = drawn.posteriors(answers, |_| true);
        ours = ours.min(1e3 * start.elapsed().as_secs_f64());
        for set in 0..draws.count() {
            for (joint, lanes) in all.joints(set).zip(&posteriors) {
                worst = worst.max((joint / all.probability(set) - lanes[set]).abs());
            }
        }
    }
    println!(
        "one posterior of one case: {ours:.2} ms; by the circuit of the whole network {whole:.2} ms ({} numbers a set, {} multiply-adds); largest difference {worst:.1e}",
        circuit.parameters(),
        circuit.multiply_adds()
    );
    Ok(())
}

/// Standard deviation, over seeds, of the interval ends in log-odds beside the width, and of the share of draws with the same
/// advice.
fn monte_carlo(reasoner: &Reasoner, people: &[(String, Answers)], seeds: u64) {
    let people: Vec<_> = people.iter().step_by(people.len().div_ceil(12)).collect();
    let decisions: Vec<_> = people.iter().map(|(_, a)| reasoner.decide(a)).collect();
    let mut runs: Vec<Vec<Uncertainty>> = vec![Vec::new(); people.len()];
    for seed in 1..=seeds {
        let drawn = Drawn::new(reasoner, Draws::new(reasoner.knowledge, DRAWS, seed));
        for ((run, (_, answers)), decision) in runs.iter_mut().zip(&people).zip(&decisions) {
            run.push(Uncertainty::of(&drawn, &[], answers, decision));
        }
    }
    let log_odds = |p: f64| (p / (1.0 - p)).ln();
    let mut relative = Vec::new();
    let mut shares = Vec::new();
    for (run, decision) in runs.iter().zip(&decisions) {
        for c in 0..run[0].posteriors.len() {
            let low: Vec<f64> = run.iter().map(|u| log_odds(u.posteriors[c].low)).collect();
            let high: Vec<f64> = run.iter().map(|u| log_odds(u.posteriors[c].high)).collect();
            let width = mean(&high) - mean(&low);
            relative.push(deviation(&low).max(deviation(&high)) / width);
        }
        let same: Vec<f64> = run
            .iter()
            .map(|u| u.figures.same(decision.rung) as f64 / u.figures.draws() as f64)
            .collect();
        shares.push(deviation(&same));
    }
    relative.sort_by(f64::total_cmp);
    shares.sort_by(f64::total_cmp);
    let at = |sorted: &[f64], share: f64| sorted[((sorted.len() - 1) as f64 * share) as usize];
    println!(
        "over {seeds} seeds, standard error of an interval's end as a share of its width (log-odds): median {:.3}, 95th percentile {:.3}",
        at(&relative, 0.5),
        at(&relative, 0.95)
    );
    println!(
        "over {seeds} seeds, standard error of the share with the same advice: median {:.4}, most {:.4}",
        at(&shares, 0.5),
        at(&shares, 1.0)
    );
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn deviation(values: &[f64]) -> f64 {
    let middle = mean(values);
    let squares: f64 = values.iter().map(|v| (v - middle) * (v - middle)).sum();
    (squares / (values.len() - 1).max(1) as f64).sqrt()
}
