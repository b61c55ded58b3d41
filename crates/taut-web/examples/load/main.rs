//! Many people in interviews at once against a running clinic server: times of a step, errors, steps a second.
//!
//! `load ADDRESS WAY PEOPLE SECONDS THINK_MS`: every person keeps one connection, begins as a guest and answers what the screen
//! offers by a fixed seed. What a step is, depends on the way:
//!
//! - `pages`: a form sent and the next screen read, as a browser does without scripts: two requests;
//! - `answers`: likewise, and the page of the answer is read at the end of each interview;
//! - `api`: the replies as JSON; the next screen comes back: one request;
//! - `fixed`: `GET /`, whatever comes back: for a server that does nothing else.
//!
//! One line of JSON comes out, with the processor time of this program.

#![allow(clippy::unwrap_used, reason = "a measurement may panic")]

mod api;
mod browser;
mod pages;
mod random;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::json;

use browser::Browser;
use random::Random;

/// What a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Pages,
    Answers,
    Api,
    Fixed,
}

/// How long, how fast, which way.
#[derive(Debug, Clone, Copy)]
struct Plan {
    address: SocketAddr,
    way: Way,
    /// Mean time between two steps of one person.
    think: Duration,
    end: Instant,
}

/// What one person measured.
#[derive(Debug, Default)]
struct Measured {
    /// Times of steps, in microseconds.
    steps: Vec<u64>,
    errors: u64,
    interviews: u64,
    /// The first error.
    problem: Option<String>,
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, way, people, seconds, think] = arguments.as_slice() else { usage() };
    let way = match way.as_str() {
        "pages" => Way::Pages,
        "answers" => Way::Answers,
        "api" => Way::Api,
        "fixed" => Way::Fixed,
        _ => usage(),
    };
    let people: u64 = people.parse().unwrap();
    let begun = Instant::now();
    let plan = Plan {
        address: address.parse().unwrap(),
        way,
        think: Duration::from_millis(think.parse().unwrap()),
        end: begun + Duration::from_secs(seconds.parse().unwrap()),
    };
    let tasks: Vec<_> = (0..people).map(|seed| tokio::spawn(person(plan, seed))).collect();
    let mut all = Measured::default();
    for task in tasks {
        let one = task.await.unwrap();
        all.steps.extend(one.steps);
        all.errors += one.errors;
        all.interviews += one.interviews;
        all.problem = all.problem.or(one.problem);
    }
    let took = begun.elapsed().as_secs_f64();
    all.steps.sort_unstable();
    let at = |share: f64| {
        let place = (all.steps.len() as f64 * share).ceil() as usize;
        all.steps.get(place.max(1) - 1).map(|us| *us as f64 / 1000.0)
    };
    println!(
        "{}",
        json!({
            "people": people,
            "seconds": took,
            "steps": all.steps.len(),
            "steps_per_second": all.steps.len() as f64 / took,
            "interviews": all.interviews,
            "errors": all.errors,
            "problem": all.problem,
            "p50_ms": at(0.50),
            "p95_ms": at(0.95),
            "p99_ms": at(0.99),
            "longest_ms": at(1.0),
            "processor_s": processor_seconds(),
        })
    );
}

fn usage() -> ! {
    eprintln!("usage: load ADDRESS pages|answers|api|fixed PEOPLE SECONDS THINK_MS");
    std::process::exit(2);
}

/// Processor time of this process so far, as Linux counts it: in hundredths of a second.
fn processor_seconds() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name before may hold spaces.
    let rest = text.rsplit(')').next()?;
    let ticks = rest.split_whitespace().skip(11).take(2).map(|n| n.parse::<f64>().unwrap_or(0.0));
    Some(ticks.sum::<f64>() / 100.0)
}

async fn person(plan: Plan, seed: u64) -> Measured {
    let mut measured = Measured::default();
    let mut random = Random::of(seed);
    // People do not all begin in the same instant.
    tokio::time::sleep(plan.think.mul_f64(random.share())).await;
    while Instant::now() < plan.end {
        match interview(plan, &mut random, &mut measured).await {
            Ok(()) => measured.interviews += 1,
            Err(error) => {
                measured.errors += 1;
                measured.problem.get_or_insert(error.to_string());
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    measured
}

/// One interview to its answer, or to the end of the time.
async fn interview(
    plan: Plan,
    random: &mut Random,
    measured: &mut Measured,
) -> std::io::Result<()> {
    let mut browser = Browser::new(plan.address).await?;
    let mut next = match plan.way {
        Way::Pages | Way::Answers => pages::begin(&mut browser).await?,
        Way::Api => api::begin(&mut browser).await?,
        Way::Fixed => Some(String::new()),
    };
    while let Some(screen) = next.take().filter(|_| Instant::now() < plan.end) {
        if !plan.think.is_zero() {
            tokio::time::sleep(plan.think.mul_f64(0.5 + random.share())).await;
        }
        let sent = match plan.way {
            Way::Pages | Way::Answers => pages::filled(&screen, random),
            Way::Api => api::filled(&screen, random)?,
            Way::Fixed => String::new(),
        };
        let begun = Instant::now();
        next = match plan.way {
            Way::Pages | Way::Answers => pages::step(&mut browser, &sent).await?,
            Way::Api => api::step(&mut browser, &sent).await?,
            Way::Fixed => Some(browser.expect("GET", "/", None, 200).await?),
        };
        measured.steps.push(begun.elapsed().as_micros() as u64);
        if next.is_none() && plan.way == Way::Answers {
            browser.expect("GET", "/answer", None, 200).await?;
        }
    }
    Ok(())
}
