//! Times the steps of the interview: what comes next after each reply, core and chosen second part, for sampled people.
//!
//! `cargo run --release -p taut-reason --example steps -- knowledge [people]`; no disk, no terminal.

use std::path::Path;
use std::time::Instant;

use taut_knowledge::{Answers, FindingId, Knowledge, Value, load, read_folder};
use taut_reason::{Interview, Planner, Reasoner, Reply, Sampler, Setting, Step};

fn main() -> Result<(), String> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().unwrap_or_else(|| "knowledge".to_owned());
    let people: usize = args.next().map_or(Ok(200), |n| n.parse()).map_err(|e| format!("{e}"))?;
    let files = read_folder(Path::new(&folder)).map_err(|report| report.to_string())?;
    let (knowledge, _) = load(&files).map_err(|report| report.to_string())?;
    let reasoner = Reasoner::new(&knowledge, Setting::Home);
    let planner = Planner::new(&reasoner);
    let mut sampler = Sampler::new(&reasoner, 1);
    let (mut core, mut second) = (Vec::new(), Vec::new());
    for _ in 0..people {
        let person = sampler.person();
        let mut interview = Interview::new(&knowledge);
        for part in [&mut core, &mut second] {
            loop {
                let start = Instant::now();
                let step = interview.chosen_step(&planner).step;
                part.push(1e3 * start.elapsed().as_secs_f64());
                let Step::Screen { screen, findings } = step else { break };
                interview.mark_read(&screen.id);
                for finding in findings {
                    interview.reply(finding, reply(&knowledge, finding, &person));
                }
            }
            interview.begin_second_part();
        }
    }
    for (name, mut times) in [("core part", core), ("chosen second part", second)] {
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        println!(
            "{name}: {} steps of {people} people, median {:.2} ms, 95th percentile {:.2}, most {:.2}",
            times.len(),
            at(0.5),
            at(0.95),
            at(1.0)
        );
    }
    Ok(())
}

/// What a person with these answers replies.
fn reply(knowledge: &Knowledge, finding: FindingId, person: &Answers) -> Reply {
    match (person.get(finding), person.age_years()) {
        (_, Some((years, _))) if knowledge.finding(finding).id == "age" => Reply::Number(years),
        (Value::State(state), _) => Reply::State(state, person.sides(finding)),
        (Value::Unknown, _) => Reply::NotSure,
    }
}
