//! The interview and the decision on sampled people: screens, words, and the share of each rung.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use taut_knowledge::{Answers, FindingId, Knowledge, Rung, Value};
use taut_reason::{Interview, Reasoner, Reply, Sampler, Setting, Step};

use crate::interval::Share;

/// Screens, words and rungs over sampled people.
pub fn table(knowledge: &Knowledge, n: usize, seed: u64) -> String {
    let counted = sample(knowledge, n, seed);
    let mut out = format!("\n{n} sampled people (seed {seed}):\n");
    let _ = writeln!(
        out,
        "  core interview: screens median {}, 95th percentile {}; words median {}, 95th percentile {}",
        percentile(&counted.screens, 50),
        percentile(&counted.screens, 95),
        percentile(&counted.words, 50),
        percentile(&counted.words, 95)
    );
    for rung in Rung::ALL {
        let _ = writeln!(out, "  {:24} {}", rung.id(), Share::of(counted.rungs[rung as usize], n));
    }
    let mut rules: Vec<(&String, &usize)> = counted.rules.iter().collect();
    rules.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    for (rule, k) in rules.into_iter().take(12) {
        let _ = writeln!(out, "    by {rule:38} {}", Share::of(*k, n));
    }
    let doctors = counted.rungs[..3].iter().sum();
    let population = &knowledge.population;
    for (label, k, alarm) in [
        ("all doctor rungs", doctors, population.alarm_doctor),
        ("emergency", counted.rungs[0], population.alarm_emergency),
    ] {
        let share = Share::of(k, n);
        let alarm = alarm * 100.0;
        let _ = writeln!(out, "  {label:24} {share} (alarm above {alarm:.0}%)");
    }
    out
}

/// What a sample showed.
struct Sampled {
    /// Screens of the core interview, one a person, sorted.
    screens: Vec<usize>,
    /// Words read in it, sorted.
    words: Vec<usize>,
    /// People per rung, in the order of [`Rung::ALL`].
    rungs: [usize; 8],
    /// People per rule, or per condition whose score did it, at or above `see_doctor`.
    rules: BTreeMap<String, usize>,
}

/// The value below which `percent` of the sorted numbers lie.
fn percentile(sorted: &[usize], percent: usize) -> usize {
    sorted
        .get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1)))
        .copied()
        .unwrap_or(0)
}

/// Runs the core interview for sampled people who answer every question.
fn sample(knowledge: &Knowledge, n: usize, seed: u64) -> Sampled {
    let reasoner = Reasoner::new(knowledge, Setting::Home);
    let mut sampler = Sampler::new(&reasoner, seed);
    let mut counted =
        Sampled { screens: Vec::new(), words: Vec::new(), rungs: [0; 8], rules: BTreeMap::new() };
    for _ in 0..n {
        let person = sampler.person();
        let mut interview = Interview::new(knowledge);
        let (mut screens, mut words) = (0, 0);
        while let Step::Screen { screen, findings } = interview.step(&reasoner) {
            screens += 1;
            let (title, intro) = screen.text.get("en").cloned().unwrap_or_default();
            words += word_count(&title) + word_count(&intro);
            interview.mark_read(&screen.id);
            for finding in findings {
                words += word_count(&knowledge.finding(finding).en().question);
                interview.reply(finding, reply_of(knowledge, finding, &person));
            }
        }
        counted.screens.push(screens);
        counted.words.push(words);
        let verdict = reasoner.verdict(&interview.answers());
        let rung = verdict.rung();
        counted.rungs[rung as usize] += 1;
        if rung <= Rung::SeeDoctor {
            let mut fired = verdict.decision.fired.iter().map(|f| &knowledge.rules[f.rule]);
            let rule = fired.find(|r| r.rung == Some(rung)).map(|r| r.id.clone());
            let score = || {
                let behind = verdict.decision.class_probability[rung as usize].1;
                format!(
                    "score of {}",
                    behind.map_or("several", |c| knowledge.condition(c).id.as_str())
                )
            };
            *counted.rules.entry(rule.unwrap_or_else(score)).or_default() += 1;
        }
    }
    counted.screens.sort_unstable();
    counted.words.sort_unstable();
    counted
}

fn word_count(text: &str) -> usize {
    text.split_whitespace().count()
}

/// What a person with these answers replies.
pub(super) fn reply_of(knowledge: &Knowledge, finding: FindingId, person: &Answers) -> Reply {
    if knowledge.finding(finding).id == "age"
        && let Some((years, _)) = person.age_years()
    {
        return Reply::Number(years);
    }
    match person.get(finding) {
        Value::State(state) => Reply::State(state, person.sides(finding)),
        Value::Unknown => Reply::NotSure,
    }
}
