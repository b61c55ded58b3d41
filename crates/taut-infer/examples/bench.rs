//! Our side of `scripts/bench-inference`: networks and cases from a JSON file, times and posteriors as JSON.
#![allow(clippy::unwrap_used, reason = "a benchmark may stop at a broken job")]

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::Instant;

use serde_json::{Value, json};
use taut_infer::{Batch, Case, Circuit, Effort, Evidence, ParameterTable, Sweep, read_bif};

mod timing;
use timing::{median, milliseconds};

/// Each figure is the median of this many rounds over all cases.
const ROUNDS: usize = 31;
/// Cases of one batch: as many as keep their results in the cache.
const BATCH: usize = 512;

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
    let quick = Circuit::compile(&network, Effort::Quick).unwrap();
    let compile_ms = |effort, rounds| {
        milliseconds(median(rounds, || {
            black_box(Circuit::compile(&network, effort).unwrap());
        }))
    };
    let circuit = Circuit::compile(&network, Effort::Thorough).unwrap();
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
        (0..BATCH).map(|i| Case { inputs: &inputs, evidence: &all[i % all.len()] }).collect();
    let wanted: Vec<(usize, usize)> =
        (0..n).flat_map(|v| (0..network.sizes()[v]).map(move |s| (v, s))).collect();
    let mut results = Batch::default();
    let mut batch = || {
        let time = median(ROUNDS, || {
            circuit.evaluate_batch_in(&mut results, &many, &wanted, NonZeroUsize::MIN);
            black_box(&results);
        });
        many.len() as f64 / time.as_secs_f64()
    };
    let wall = |threads: usize| {
        let threads = NonZeroUsize::new(threads).unwrap();
        let mut best = f64::MAX;
        let mut results = Batch::default();
        // Threads start anew for each batch, so a batch must be large.
        let many: Vec<Case<'_>> = many.iter().copied().cycle().take(16 * BATCH).collect();
        for _ in 0..ROUNDS {
            let started = Instant::now();
            circuit.evaluate_batch_in(&mut results, &many, &wanted, threads);
            black_box(&results);
            best = best.min(started.elapsed().as_secs_f64());
        }
        many.len() as f64 / best
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
        "compile_quick_ms": compile_ms(Effort::Quick, 7),
        "compile_thorough_ms": compile_ms(Effort::Thorough, 1),
        "multiply_adds_quick": quick.multiply_adds(),
        "multiply_adds": circuit.multiply_adds(),
        "single_us": single,
        "sweep_us": swept,
        "sweep_posteriors": posteriors,
        "batch_per_s": [batch(), wall(2)],
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

/// Multiply-adds a nanosecond that one core does at best: independent chains of a multiplication and an addition, not fused,
/// on the machine's widest vectors, which never leave the registers.
fn peak() -> f64 {
    let mut lanes = 0;
    let time = median(ROUNDS, || lanes = pulp::Arch::new().dispatch(Peak));
    (Peak::CHAINS * Peak::STEPS * lanes) as f64 / time.as_nanos() as f64
}

struct Peak;

impl Peak {
    /// Enough to hide the latency of both operations: 4 cycles each, two of each a cycle.
    const CHAINS: usize = 20;
    const STEPS: usize = 50_000;
}

impl pulp::WithSimd for Peak {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, simd: S) -> usize {
        let (by, more) = (simd.splat_f64s(black_box(0.999)), simd.splat_f64s(black_box(0.001)));
        let mut sums = [simd.splat_f64s(1.0); Self::CHAINS];
        for _ in 0..Self::STEPS {
            for sum in &mut sums {
                *sum = simd.add_f64s(simd.mul_f64s(*sum, by), more);
            }
        }
        black_box(sums);
        S::F64_LANES
    }
}

fn per_item<T>(items: &[T], mut work: impl FnMut(&T)) -> f64 {
    if items.is_empty() {
        return 0.0;
    }
    let time = median(ROUNDS, || items.iter().for_each(&mut work));
    1e3 * milliseconds(time) / items.len() as f64
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
