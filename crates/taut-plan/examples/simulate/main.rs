//! Simulated people with programmes, check-in by check-in, every programme looked at by a checker of its own.
//!
//! ```text
//! cargo run --release -p taut-plan --example simulate -- --people 5000 --weeks 12 [--seed 1] [--write eval/programmes.md]
//! ```

mod checker;
mod life;
mod page;
mod person;
mod run;

use std::num::NonZeroUsize;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use taut_knowledge::{load, load_body, read_body_folder, read_folder};
use taut_plan::{Loads, Planner};
use taut_reason::{Reasoner, Setting};

fn main() -> ExitCode {
    match simulate() {
        Ok(code) => code,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn simulate() -> Result<ExitCode, String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (mut people, mut weeks, mut seed, mut write) = (5_000_usize, 12_u32, 1_u64, None);
    for pair in arguments.chunks(2) {
        let [flag, value] = pair else { return Err(format!("{} needs a value", pair[0])) };
        let number = || value.parse::<u64>().map_err(|e| format!("{flag} {value}: {e}"));
        match flag.as_str() {
            "--people" => people = number()? as usize,
            "--weeks" => weeks = number()? as u32,
            "--seed" => seed = number()?,
            "--write" => write = Some(value.clone()),
            other => return Err(format!("unknown flag {other}")),
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
    let files = read_folder(&folder).map_err(|report| report.to_string())?;
    let (knowledge, _) = load(&files).map_err(|report| report.to_string())?;
    let files = read_body_folder(&folder).map_err(|report| report.to_string())?;
    let (body, _) = load_body(&files).map_err(|report| report.to_string())?;
    let loads = Loads::of(&knowledge, &body).map_err(|problems| format!("{problems:?}"))?;
    let planner = Planner::new(&knowledge, &loads);
    let reasoner = Reasoner::new(&knowledge, Setting::Home);
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let start = Instant::now();
    let tally = run::simulate(&reasoner, &planner, people, weeks, seed, threads);
    let seconds = start.elapsed().as_secs_f64();
    let page = page::page(&tally, weeks, seed);
    print!("{page}");
    let each = seconds * 1e3 * threads.get() as f64 / tally.of("check-ins").max(1) as f64;
    println!("{seconds:.1} s on {threads} threads, {each:.2} ms a check-in with its checks");
    let mut by_rule = std::collections::BTreeMap::new();
    for (person, violation) in &tally.violations {
        by_rule.entry(violation.rule).or_insert((0_u64, person, &violation.what)).0 += 1;
    }
    for (rule, (count, person, what)) in by_rule {
        println!("{count} x {rule}, such as person {person}: {what}");
    }
    if let Some(path) = write {
        std::fs::write(&path, page).map_err(|error| format!("{path}: {error}"))?;
    }
    Ok(ExitCode::from(u8::from(!tally.violations.is_empty())))
}
