//! Questions to the advice: the chosen second part against asking everything, on sampled people and on the open cases.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use taut_knowledge::{Answers, Knowledge, Rung};
use taut_reason::{Advice, Interview, Planner, Reasoner, Sampler, Search, Setting, Step, Why};

/// People among the sampled ones for whom every threshold is tried, one question at a time.
const TRADE_OFF: usize = 300;

/// Thresholds that are tried, beside the one of the knowledge.
const THRESHOLDS: [f64; 5] = [0.9, 0.95, 0.99, 0.999, 1.0];

/// Differences that are listed; the rest is counted.
const LISTED: usize = 20;

/// What one person was asked.
#[derive(Debug, Clone, PartialEq)]
struct Asked {
    core: usize,
    /// Advice after the core part.
    first: Advice,
    /// Questions and screens of the second part; `None` where it is not offered.
    second: Option<Second>,
}

/// The second part, whole and chosen.
#[derive(Debug, Clone, PartialEq)]
struct Second {
    whole: usize,
    whole_screens: usize,
    chosen: usize,
    chosen_screens: usize,
    after_whole: Advice,
    after_chosen: Advice,
}

/// The whole report.
pub fn table(knowledge: &Knowledge, cases: &[(String, Answers)], n: usize, seed: u64) -> String {
    let reasoner = Reasoner::new(knowledge, Setting::Home);
    let planner = Planner::new(&reasoner);
    let mut sampler = Sampler::new(&reasoner, seed);
    let people: Vec<(String, Answers)> =
        (1..=n).map(|i| (format!("person {i}"), sampler.person())).collect();
    let mut out =
        format!("\nQuestions to the advice, threshold {}\n", knowledge.questions.same_decision);
    let _ = writeln!(out, "\n{n} sampled people (seed {seed}), who answer every question:");
    out += &summary(&people, &each(&planner, &people));
    let _ = writeln!(
        out,
        "\n{} open cases, where what a case does not say is answered \"not sure\":",
        cases.len()
    );
    out += &summary(cases, &each(&planner, cases));
    let tried = &people[..n.min(TRADE_OFF)];
    let _ = writeln!(
        out,
        "\nThe first {} sampled people, second part one question at a time, by threshold:",
        tried.len()
    );
    out += &trade_off(&planner, tried);
    out
}

/// Both interviews of each, on all cores; the order of the results is that of the people. Says on standard error how far it is.
fn each(planner: &Planner, people: &[(String, Answers)]) -> Vec<Asked> {
    const EVERY: usize = 500;
    let done = AtomicUsize::new(0);
    in_parallel(people, |(_, person)| {
        let asked = ask(planner, person);
        let count = done.fetch_add(1, Ordering::Relaxed) + 1;
        if count.is_multiple_of(EVERY) {
            eprintln!("{count} of {}", people.len());
        }
        asked
    })
}

/// The results of a function of each item, in their order, whatever the number of threads.
fn in_parallel<T: Sync, R: Send>(items: &[T], of: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let size = items.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let parts: Vec<_> = items
            .chunks(size)
            .map(|part| scope.spawn(|| part.iter().map(&of).collect::<Vec<R>>()))
            .collect();
        parts
            .into_iter()
            .flat_map(|part| match part.join() {
                Ok(results) => results,
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect()
    })
}

fn ask(planner: &Planner, person: &Answers) -> Asked {
    let reasoner = planner.reasoner;
    let knowledge = reasoner.knowledge;
    let mut core = Interview::new(knowledge);
    run(&mut core, person, |interview| interview.step(reasoner));
    let first = advice(reasoner, &core);
    let asked = core.log().len();
    if first.rung < Rung::HoldAndSeePt {
        return Asked { core: asked, first, second: None };
    }
    core.begin_second_part();
    let (mut whole, mut chosen) = (core.clone(), core);
    let whole_screens = run(&mut whole, person, |interview| interview.step(reasoner));
    let chosen_screens = run(&mut chosen, person, |interview| interview.chosen_step(planner).step);
    let second = Second {
        whole: whole.log().len() - asked,
        whole_screens,
        chosen: chosen.log().len() - asked,
        chosen_screens,
        after_whole: advice(reasoner, &whole),
        after_chosen: advice(reasoner, &chosen),
    };
    Asked { core: asked, first, second: Some(second) }
}

/// Runs a part to its end; the number of screens.
fn run<'k>(
    interview: &mut Interview<'k>,
    person: &Answers,
    step: impl Fn(&Interview<'k>) -> Step<'k>,
) -> usize {
    let mut screens = 0;
    while let Step::Screen { screen, findings } = step(interview) {
        screens += 1;
        interview.mark_read(&screen.id);
        for finding in findings {
            interview
                .reply(finding, super::sampled::reply_of(interview.knowledge(), finding, person));
        }
    }
    screens
}

fn advice(reasoner: &Reasoner, interview: &Interview) -> Advice {
    let verdict = reasoner.verdict(&interview.answers());
    Advice { rung: verdict.rung(), provisional: verdict.is_provisional() }
}

fn summary(people: &[(String, Answers)], asked: &[Asked]) -> String {
    let mut out = String::new();
    let core: Vec<usize> = asked.iter().map(|a| a.core).collect();
    let second: Vec<(&Asked, &Second)> =
        asked.iter().filter_map(|a| Some((a, a.second.as_ref()?))).collect();
    let _ = writeln!(out, "  core part: {} questions a person", mean(&core));
    let _ = writeln!(out, "  second part offered to {} of {}", second.len(), asked.len());
    let _ = writeln!(
        out,
        "  {:24} {:>7} {:>15} {:>15} {:>15} {:>8} {:>8}",
        "advice after the core",
        "people",
        "whole questions",
        "chosen",
        "same advice",
        "screens",
        "chosen"
    );
    let mut rungs: BTreeMap<Rung, Vec<&Second>> = BTreeMap::new();
    for (a, s) in &second {
        rungs.entry(a.first.rung).or_default().push(s);
    }
    let all: Vec<&Second> = second.iter().map(|(_, s)| *s).collect();
    for (name, group) in
        rungs.iter().map(|(rung, group)| (rung.id(), group)).chain(std::iter::once(("all", &all)))
    {
        let of =
            |count: fn(&Second) -> usize| mean(&group.iter().map(|s| count(s)).collect::<Vec<_>>());
        let same = group.iter().filter(|s| s.after_whole == s.after_chosen).count();
        let _ = writeln!(
            out,
            "  {name:24} {:>7} {:>15} {:>15} {:>15} {:>8} {:>8}",
            group.len(),
            of(|s| s.whole),
            of(|s| s.chosen),
            format!("{same}/{}", group.len()),
            of(|s| s.whole_screens),
            of(|s| s.chosen_screens)
        );
    }
    let differ: Vec<String> = people
        .iter()
        .zip(asked)
        .filter_map(|((name, _), a)| Some((name, a.second.as_ref()?)))
        .filter(|(_, s)| s.after_whole != s.after_chosen)
        .map(|(name, s)| {
            format!("    {name}: {} instead of {}", words(s.after_chosen), words(s.after_whole))
        })
        .collect();
    let _ = writeln!(out, "  advice that differs from asking everything: {}", differ.len());
    for line in differ.iter().take(LISTED) {
        let _ = writeln!(out, "{line}");
    }
    out
}

fn words(advice: Advice) -> String {
    format!("{}, {}", advice.rung.id(), if advice.provisional { "provisional" } else { "final" })
}

/// The mean with one decimal.
fn mean(counts: &[usize]) -> String {
    let sum: usize = counts.iter().sum();
    format!("{:.1}", sum as f64 / counts.len().max(1) as f64)
}

/// Per threshold: questions of the second part until it is reached, and how often the advice then is that of asking everything.
fn trade_off(planner: &Planner, people: &[(String, Answers)]) -> String {
    let followed: Vec<Option<Followed>> =
        in_parallel(people, |(_, person)| follow(planner, person));
    let followed: Vec<Followed> = followed.into_iter().flatten().collect();
    let mut out = String::new();
    let whole: Vec<usize> = followed.iter().map(|f| f.whole).collect();
    let _ = writeln!(
        out,
        "  second part offered to {}; the whole of it is {} questions",
        followed.len(),
        mean(&whole)
    );
    let _ = writeln!(out, "  {:>9} {:>10} {:>12}", "threshold", "questions", "same advice");
    for (i, threshold) in THRESHOLDS.iter().enumerate() {
        let counts: Vec<usize> = followed.iter().map(|f| f.stops[i].0).collect();
        let same = followed.iter().filter(|f| f.stops[i].1 == f.after_whole).count();
        let _ = writeln!(
            out,
            "  {threshold:>9} {:>10} {:>12}",
            mean(&counts),
            format!("{same}/{}", followed.len())
        );
    }
    out
}

/// One person's second part, one question at a time.
struct Followed {
    whole: usize,
    after_whole: Advice,
    /// Per threshold: questions asked when it was reached, and the advice then.
    stops: [(usize, Advice); 5],
}

fn follow(planner: &Planner, person: &Answers) -> Option<Followed> {
    let reasoner = planner.reasoner;
    let asked = ask(planner, person);
    let second = asked.second?;
    let mut interview = Interview::new(reasoner.knowledge);
    run(&mut interview, person, |interview| interview.step(reasoner));
    let mut stops: [Option<(usize, Advice)>; 5] = [None; 5];
    let mut count = 0;
    loop {
        let answers = interview.answers();
        let now = advice(reasoner, &interview);
        let questions = planner.next_questions(&answers);
        let best = questions.first().filter(|q| q.why != Why::Nothing);
        let search = Search { threshold: None, ..planner.step_search(&answers) };
        let same = planner.same_decision(&answers, search);
        for (stop, threshold) in stops.iter_mut().zip(THRESHOLDS) {
            if best.is_none() || same.is_at_least(threshold) {
                stop.get_or_insert((count, now));
            }
        }
        let (Some(best), None) = (best, stops[THRESHOLDS.len() - 1]) else { break };
        let reply = super::sampled::reply_of(reasoner.knowledge, best.finding, person);
        interview.reply(best.finding, reply);
        count += 1;
    }
    let last = advice(reasoner, &interview);
    let stops = stops.map(|stop| stop.unwrap_or((count, last)));
    Some(Followed { whole: second.whole, after_whole: second.after_whole, stops })
}

/// The cases of a folder as answers, by their names.
///
/// # Errors
/// A case with problems, or I/O.
pub fn read_cases(
    knowledge: &Knowledge,
    folder: &std::path::Path,
) -> anyhow::Result<Vec<(String, Answers)>> {
    let mut files: Vec<std::path::PathBuf> = std::fs::read_dir(folder)
        .map_err(|error| anyhow::anyhow!("{}: {error}", folder.display()))?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    files
        .iter()
        .map(|file| {
            let case = crate::assess::read_case_file(&file.display().to_string(), knowledge)?;
            let answers = taut_knowledge::resolve(&case, knowledge).answers;
            Ok((case.id, answers))
        })
        .collect()
}
