//! Our side of `scripts/bench-inference`: networks and cases from a JSON file, times and posteriors as JSON.
#![allow(clippy::unwrap_used, reason = "a benchmark may stop at a broken job")]

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use taut_infer::{Case, Circuit, Effort, Evidence, LANES, ParameterTable, Sweep, read_bif};

/// Each figure is the median of this many rounds over all cases.
const ROUNDS: usize = 31;

fn main() {
    let job = std::env::args().nth(1).expect("the path of a job");
    let job: Value = serde_json::from_slice(&std::fs::read(job).unwrap()).unwrap();
    let networks: serde_json::Map<String, Value> = job["networks"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, network)| (name.clone(), measure(network)))
        .collect();
    println!("{}", json!({ "networks": networks, "peak_multiply_adds_per_ns": peak() }));
}

fn measure(job: &Value) -> Value {
    let bytes = std::fs::read(job["path"].as_str().unwrap()).unwrap();
    let (network, normalised) = read_bif(&bytes).unwrap().normalised().unwrap();
    let n = network.variables().len();
    let started = Instant::now();
    let quick = Circuit::compile(&network, Effort::Quick).unwrap();
    let quick_ms = milliseconds(started.elapsed());
    let started = Instant::now();
    let circuit = Circuit::compile(&network, Effort::Thorough).unwrap();
    let thorough_ms = milliseconds(started.elapsed());
    let inputs = vec![0.0; n];
    let cases: Vec<Vec<(usize, usize)>> = pairs_list(&job["cases"]);
    let sweeps: Vec<Vec<(usize, usize)>> = pairs_list(&job["sweeps"]);
    let target = job["target"].as_u64().unwrap() as usize;

    let mut workspace = circuit.workspace();
    let mut evidence = Evidence::none();
    let mut out = Vec::new();
    let single = per_item(&cases, |case| {
        evidence.clear();
        for &(v, s) in case {
            circuit.observe(&mut evidence, v, s);
        }
        let passes = circuit.evaluate_in(&mut workspace, &inputs, &evidence);
        circuit.posteriors(passes, &evidence, &mut out).unwrap();
        black_box(&out);
    });
    let mut sweep = Sweep::default();
    let mut posterior = vec![0.0; circuit.states(target)];
    let mut posteriors = 0;
    let swept = per_item(&sweeps, |case| {
        evidence.clear();
        for &(v, s) in case {
            circuit.observe(&mut evidence, v, s);
        }
        circuit.sweep(&inputs, &evidence, target, &mut sweep).unwrap();
        posteriors = 0;
        for v in 0..n {
            for s in 0..circuit.states(v) {
                posteriors += usize::from(sweep.posterior(v, s, &mut posterior));
                black_box(&posterior);
            }
        }
    });

    let all: Vec<Evidence> = cases.iter().map(|case| evidence_of(case)).collect();
    let many: Vec<Case<'_>> =
        (0..4096).map(|i| Case { inputs: &inputs, evidence: &all[i % all.len()] }).collect();
    let wanted: Vec<(usize, usize)> =
        (0..n).flat_map(|v| (0..network.sizes()[v]).map(move |s| (v, s))).collect();
    let batch = |threads: usize| {
        let threads = NonZeroUsize::new(threads).unwrap();
        let time = median(7, || {
            black_box(circuit.evaluate_batch(&many, &wanted, threads));
        });
        many.len() as f64 / time.as_secs_f64()
    };
    let checked: Vec<Vec<f64>> = all
        .iter()
        .take(job["checked"].as_u64().unwrap() as usize)
        .map(|evidence| {
            let passes = circuit.evaluate(&inputs, evidence);
            circuit.posteriors(&passes, evidence, &mut out).unwrap();
            out.clone()
        })
        .collect();
    json!({
        "variables": n,
        "parameters": network.parameters(),
        "rows_normalised": normalised.rows,
        "worst_row": normalised.worst,
        "compile_quick_ms": quick_ms,
        "compile_thorough_ms": thorough_ms,
        "multiply_adds_quick": quick.multiply_adds(),
        "multiply_adds": circuit.multiply_adds(),
        "single_us": single,
        "sweep_us": swept,
        "sweep_posteriors": posteriors,
        "batch_per_s": [batch(1), batch(2)],
        "draws_1000_ms": draws_ms(&network, &all[0]),
        "posteriors": checked,
    })
}

/// Time of one case under 1,000 draws of the network's numbers (here 1,000 times the same), posteriors of every state.
fn draws_ms(network: &taut_infer::Network, evidence: &Evidence) -> f64 {
    let circuit = Circuit::compile_parametric(network, Effort::Thorough).unwrap();
    let table = ParameterTable::new(&circuit, std::iter::repeat_n(network, 1000)).unwrap();
    let inputs = vec![0.0; network.variables().len()];
    let wanted: Vec<(usize, usize)> = (0..circuit.variables())
        .flat_map(|v| (0..network.sizes()[v]).map(move |s| (v, s)))
        .collect();
    milliseconds(median(7, || {
        let done = circuit.evaluate_draws(&table, &[&inputs], evidence, &wanted, NonZeroUsize::MIN);
        black_box(done.unwrap());
    }))
}

/// Multiply-adds a nanosecond that one core does at best: independent chains of a multiplication and an addition on vectors
/// that never leave the registers.
fn peak() -> f64 {
    const CHAINS: usize = 10;
    const STEPS: usize = 100_000;
    let time = median(ROUNDS, || {
        pulp::Arch::new().dispatch(
            #[inline(always)]
            || {
                let mut sums = [[1.0_f64; LANES]; CHAINS];
                let (by, more) = (black_box([0.999; LANES]), black_box([0.001; LANES]));
                for _ in 0..STEPS {
                    for sum in &mut sums {
                        for ((x, b), m) in sum.iter_mut().zip(by).zip(more) {
                            *x = *x * b + m;
                        }
                    }
                }
                black_box(sums);
            },
        );
    });
    (CHAINS * STEPS * LANES) as f64 / time.as_nanos() as f64
}

fn per_item<T>(items: &[T], mut work: impl FnMut(&T)) -> f64 {
    if items.is_empty() {
        return 0.0;
    }
    let time = median(ROUNDS, || items.iter().for_each(&mut work));
    1e3 * milliseconds(time) / items.len() as f64
}

fn median(rounds: usize, mut work: impl FnMut()) -> Duration {
    work();
    let mut times: Vec<Duration> = (0..rounds)
        .map(|_| {
            let started = Instant::now();
            work();
            started.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[rounds / 2]
}

fn milliseconds(time: Duration) -> f64 {
    1e3 * time.as_secs_f64()
}

fn evidence_of(case: &[(usize, usize)]) -> Evidence {
    let mut evidence = Evidence::none();
    for &(v, s) in case {
        evidence.observe(v, s);
    }
    evidence
}

fn pairs_list(value: &Value) -> Vec<Vec<(usize, usize)>> {
    let number = |v: &Value| v.as_u64().unwrap() as usize;
    let pairs = |case: &Value| {
        case.as_array().unwrap().iter().map(|p| (number(&p[0]), number(&p[1]))).collect()
    };
    value.as_array().unwrap().iter().map(pairs).collect()
}
