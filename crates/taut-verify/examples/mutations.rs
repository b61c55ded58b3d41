//! Makes every fault of the mutation table and prints what was said of it, as a table in Markdown.
//!
//! `cargo run --release -p taut-verify --example mutations`; ends with 1 if anything was not as expected.

#[path = "../tests/it/mutation_table.rs"]
mod mutation_table;

use std::process::ExitCode;
use std::sync::Mutex;

use mutation_table::{Mutation, Said, is_expected, table, try_out};

fn main() -> ExitCode {
    let mutations = table();
    let results: Mutex<Vec<(usize, Said)>> = Mutex::new(Vec::new());
    let next = Mutex::new(0..mutations.len());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let Some(at) = next.lock().ok().and_then(|mut next| next.next()) else {
                        return;
                    };
                    let said = try_out(&mutations[at]);
                    eprintln!("{}: {said:?}", mutations[at].id);
                    if let Ok(mut results) = results.lock() {
                        results.push((at, said));
                    }
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap_or_default();
    results.sort_by_key(|(at, _)| *at);
    println!("# Deliberate faults, and what was said of each\n");
    println!("Made by `cargo run --release -p taut-verify --example mutations` from");
    println!(
        "`crates/taut-verify/tests/mutations.toml`, where the expected outcome stood before the first run.\n"
    );
    println!("| fault | expected | said | first theorem that fails |");
    println!("|---|---|---|---|");
    let mut wrong = 0;
    for (at, said) in &results {
        let mutation = &mutations[*at];
        let fine = is_expected(mutation, said);
        wrong += usize::from(!fine);
        let first = match said {
            Said::Failed(failed) => failed.first().map_or("", |(_, id)| id.as_str()),
            Said::Refused(_) => "",
        };
        let note = if fine { "" } else { " **not as expected**" };
        println!(
            "| {}: {} | {} | {}{note} | {first} |",
            mutation.id,
            mutation.fault,
            expected(mutation),
            told(said)
        );
    }
    println!("\n{} faults, {} as expected.", results.len(), results.len() - wrong);
    for mutation in mutations.iter().filter(|m| !m.why_none.is_empty()) {
        println!("\n{}: {}", mutation.id, mutation.why_none);
    }
    for mutation in mutations.iter().filter(|m| !m.learned.is_empty()) {
        println!(
            "\n{}: at first expected {}. {}",
            mutation.id, mutation.expected_at_first, mutation.learned
        );
    }
    ExitCode::from(u8::from(wrong > 0))
}

fn expected(mutation: &Mutation) -> String {
    match (&mutation.breaks, &mutation.refused) {
        (Some(breaks), _) if breaks.is_empty() => "nothing breaks".to_owned(),
        (Some(breaks), _) => breaks.join(", "),
        (None, Some(code)) => format!("refused: {code}"),
        (None, None) => "nothing written".to_owned(),
    }
}

fn told(said: &Said) -> String {
    match said {
        Said::Refused(codes) => format!("refused: {}", codes.join(", ")),
        Said::Failed(failed) if failed.is_empty() => "nothing breaks".to_owned(),
        Said::Failed(failed) => {
            failed.iter().map(|(rule, _)| rule.as_str()).collect::<Vec<_>>().join(", ")
        }
    }
}
