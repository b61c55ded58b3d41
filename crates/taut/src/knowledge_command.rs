//! `taut knowledge`: check, show, count and describe the knowledge, and export the network.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clap::{Args, Subcommand, ValueEnum};
use taut_knowledge::{
    Answers, ConditionKind, Finding, FindingId, Kind, Knowledge, Node, Obtained, RecordKind, Rung,
    Sex,
};
use taut_reason::{Interview, Reasoner, Reply, Sampler, Setting, Step, to_bif};

use crate::BadInput;
use crate::interval::Share;
use crate::output;
use crate::shipped::Source;

/// Multiply-adds allowed for one upward and one downward pass.
const BUDGET_MULTIPLY_ADDS: usize = 20_000;

/// What `taut knowledge` can do.
#[derive(Debug, Subcommand)]
pub enum KnowledgeCommand {
    /// Check every record and the network's size
    Check,
    /// Show a record and what refers to it
    Show(ShowArgs),
    /// List the ids of a kind of record, with what each means
    List(ListArgs),
    /// Count records, reviews and assumed figures
    Stats(StatsArgs),
    /// Write the JSON Schema of a kind of record, or the field reference
    Schema(SchemaArgs),
    /// Write the network as BIF, for other engines
    Export(ExportArgs),
}

/// Flags of `show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Id of a finding, condition, rule, source, evidence record or safety rule
    id: String,
}

/// Flags of `list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// What to list
    #[arg(value_enum)]
    kind: Listed,
}

/// Kinds that `list` knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Listed {
    /// Findings: id, states, side, what counts
    Findings,
    /// Conditions: id, rung, clinician's term
    Conditions,
    /// Rules: id, rung, reason
    Rules,
    /// Sources: key, authors, year, title
    Sources,
}

/// Flags of `stats`.
#[derive(Debug, Args)]
pub struct StatsArgs {
    /// Per driving figure: what the whole network implies, beside the published interval
    #[arg(long)]
    implied: bool,
    /// Run the interview and the decision on this many sampled people
    #[arg(long, value_name = "N")]
    sampled: Option<usize>,
    /// Seed of the sampled people
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Flags of `schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Kind of record, such as `finding` or `case`; without it, the field reference of all kinds in Markdown
    kind: Option<String>,
}

/// Flags of `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Age band, 0 (under 18) to 4 (70 and over)
    #[arg(long, default_value_t = 2)]
    age_band: usize,
    /// Base rates for men instead of women
    #[arg(long)]
    male: bool,
}

/// Runs the command.
///
/// # Errors
/// Knowledge with problems, an unknown id, or I/O.
pub fn run(command: &KnowledgeCommand, source: &Source) -> anyhow::Result<()> {
    if let KnowledgeCommand::Schema(args) = command {
        return output::print(&schema(args)?);
    }
    let (knowledge, warnings) = source.load()?;
    let text = match command {
        KnowledgeCommand::Check => {
            let reasoner = Reasoner::new(&knowledge, Setting::Home);
            let used = reasoner.circuit.multiply_adds();
            if used > BUDGET_MULTIPLY_ADDS {
                anyhow::bail!(
                    "the network needs {used} multiply-adds for one upward and one downward pass; the budget is {BUDGET_MULTIPLY_ADDS}"
                );
            }
            format!(
                "{warnings}{}network: {} variables, {used} multiply-adds (budget {BUDGET_MULTIPLY_ADDS})\nno errors, {} warnings",
                counts(&knowledge),
                reasoner.network.variables.len(),
                warnings.0.len()
            )
        }
        KnowledgeCommand::Show(args) => show(&knowledge, &args.id)?,
        KnowledgeCommand::List(args) => list(&knowledge, args.kind),
        KnowledgeCommand::Stats(args) => {
            let mut text = counts(&knowledge);
            if args.implied {
                text += &implied(&knowledge);
            }
            if let Some(n) = args.sampled {
                text += &sampled(&knowledge, n, args.seed);
            }
            text
        }
        KnowledgeCommand::Export(args) => {
            let reasoner = Reasoner::new(&knowledge, Setting::Home);
            let sex = if args.male { Sex::Male } else { Sex::Female };
            to_bif(&reasoner, args.age_band.min(4), sex)
        }
        KnowledgeCommand::Schema(_) => String::new(),
    };
    output::print(&text)
}

fn counts(knowledge: &Knowledge) -> String {
    let mut out = format!(
        "knowledge {} ({}), lowest review level {}, safety rules {}\n",
        knowledge.edition,
        knowledge.hash,
        knowledge.lowest_review.id(),
        if knowledge.safety_locked { "locked" } else { "NOT locked" }
    );
    let causes = knowledge.conditions.iter().filter(|c| c.kind == ConditionKind::Cause).count();
    let _ = writeln!(
        out,
        "{} findings ({} gating), {} conditions ({causes} causes), {} rules, {} obligations, {} hazards, {} screens, {} sources",
        knowledge.findings.len(),
        knowledge.findings.iter().filter(|f| f.gating).count(),
        knowledge.conditions.len(),
        knowledge.rules.len(),
        knowledge.obligations.len(),
        knowledge.hazards.len(),
        knowledge.screens.len(),
        knowledge.sources.len()
    );
    let mut driving: BTreeMap<Obtained, usize> = BTreeMap::new();
    for link in &knowledge.links {
        *driving.entry(knowledge.evidence[link.evidence].obtained).or_default() += 1;
    }
    let parts: Vec<String> = driving.iter().map(|(o, n)| format!("{n} {}", o.id())).collect();
    let _ = writeln!(
        out,
        "{} evidence records; {} drive the network: {}",
        knowledge.evidence.len(),
        knowledge.links.len(),
        parts.join(", ")
    );
    out
}

/// Per driving figure with a published sensitivity: `P(child present | cause)` in the whole network.
fn implied(knowledge: &Knowledge) -> String {
    let mut out = String::from("\nimplied by the whole network, beside the source:\n");
    let mut outside = 0;
    let mut seen = 0;
    for row in implied_rows(knowledge) {
        seen += 1;
        outside += usize::from(!row.inside);
        let _ = writeln!(
            out,
            "  {} {:60} {} {:.3} implied, {:.3} published [{:.3}, {:.3}]",
            if row.inside { " " } else { "*" },
            row.id,
            row.figure,
            row.implied,
            row.published,
            row.low,
            row.high
        );
    }
    let _ = writeln!(out, "{outside} of {seen} outside their interval (marked *)");
    out
}

/// A driving figure and what the network makes of it.
pub struct Implied {
    /// Evidence id.
    pub id: String,
    /// `sensitivity` or `specificity`.
    pub figure: &'static str,
    /// What the network implies.
    pub implied: f64,
    /// What the source prints.
    pub published: f64,
    /// Lower limit; the value minus 0.05 where the source gives none.
    pub low: f64,
    /// Upper limit.
    pub high: f64,
    /// Implied value within the limits.
    pub inside: bool,
}

/// All driving figures that come from a study, with the network's own value.
pub fn implied_rows(knowledge: &Knowledge) -> Vec<Implied> {
    /// Half-width used where a source prints no interval.
    const NO_INTERVAL: f64 = 0.05;
    let reasoner = Reasoner::new(knowledge, Setting::Home);
    let priors = reasoner.average_priors();
    let circuit = &reasoner.circuit;
    let mut rows = Vec::new();
    for link in &knowledge.links {
        let evidence = &knowledge.evidence[link.evidence];
        let (Some(cause), Node::Finding(child)) = (link.cause, link.child) else { continue };
        let (Some(c), Some(f)) =
            (reasoner.network.condition(cause), reasoner.network.finding(child))
        else {
            continue;
        };
        if evidence.obtained == Obtained::Assumed {
            continue;
        }
        let present_from = usize::from(knowledge.finding(child).present_from);
        let states = knowledge.finding(child).states.len();
        for (figure, name, given_state) in
            [("sensitivity", "sensitivity", 1), ("specificity", "specificity", 0)]
        {
            let Some(published) = evidence.figures.get(name) else { continue };
            let mut observed = circuit.no_evidence();
            circuit.observe(&mut observed, c, given_state);
            let passes = circuit.evaluate(&priors, &observed);
            let present: f64 =
                (present_from..states).map(|s| circuit.joint(&passes, f, s)).sum::<f64>()
                    / passes.probability;
            let value = if given_state == 1 { present } else { 1.0 - present };
            let low = published.low.unwrap_or(published.value - NO_INTERVAL);
            let high = published.high.unwrap_or(published.value + NO_INTERVAL);
            rows.push(Implied {
                id: evidence.id.clone(),
                figure,
                implied: value,
                published: published.value,
                low,
                high,
                inside: (low..=high).contains(&value),
            });
        }
    }
    rows
}

/// Screens, words and rungs over sampled people.
fn sampled(knowledge: &Knowledge, n: usize, seed: u64) -> String {
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
    let _ =
        writeln!(out, "  {:24} {} (alarm above 20%)", "all doctor rungs", Share::of(doctors, n));
    let _ =
        writeln!(out, "  {:24} {} (alarm above 2%)", "emergency", Share::of(counted.rungs[0], n));
    out
}

/// What a sample showed.
pub struct Sampled {
    /// Screens of the core interview, one a person, sorted.
    pub screens: Vec<usize>,
    /// Words read in it, sorted.
    pub words: Vec<usize>,
    /// People per rung, in the order of [`Rung::ALL`].
    pub rungs: [usize; 8],
    /// People per rule, or per condition whose score did it, at or above `see_doctor`.
    pub rules: BTreeMap<String, usize>,
}

/// The value below which `percent` of the sorted numbers lie.
pub fn percentile(sorted: &[usize], percent: usize) -> usize {
    sorted
        .get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1)))
        .copied()
        .unwrap_or(0)
}

/// Runs the core interview for sampled people who answer every question.
pub fn sample(knowledge: &Knowledge, n: usize, seed: u64) -> Sampled {
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

fn reply_of(knowledge: &Knowledge, finding: FindingId, person: &Answers) -> Reply {
    if knowledge.finding(finding).id == "age"
        && let Some((years, _)) = person.age_years()
    {
        return Reply::Number(years);
    }
    match person.get(finding) {
        taut_knowledge::Value::State(state) => Reply::State(state, person.sides(finding)),
        taut_knowledge::Value::Unknown => Reply::NotSure,
    }
}

fn schema(args: &SchemaArgs) -> anyhow::Result<String> {
    match &args.kind {
        None => Ok(taut_knowledge::schema::field_reference()),
        Some(name) => {
            let kind = RecordKind::ALL.into_iter().find(|k| k.name() == name);
            match kind {
                Some(kind) => Ok(serde_json::to_string_pretty(kind.schema())?),
                None => {
                    let names: Vec<&str> = RecordKind::ALL.iter().map(|k| k.name()).collect();
                    Err(BadInput(format!(
                        "error[unknown-kind]: unknown kind `{name}`\n  hint: one of {}",
                        names.join(", ")
                    ))
                    .into())
                }
            }
        }
    }
}

fn list(knowledge: &Knowledge, kind: Listed) -> String {
    let mut out = String::new();
    match kind {
        Listed::Findings => {
            for finding in &knowledge.findings {
                let states = match &finding.kind {
                    Kind::Measure { unit, min, max, .. } => format!("{min} to {max} {unit}"),
                    _ => finding.states.join(" | "),
                };
                let side = if finding.sided { "; per side" } else { "" };
                let _ = writeln!(
                    out,
                    "{}: {} [{}{side}; {}]",
                    finding.id,
                    finding.en().definition,
                    states,
                    finding.origin.id()
                );
            }
        }
        Listed::Conditions => {
            for condition in &knowledge.conditions {
                let rung = condition.class.map_or("-", Rung::id);
                let _ = writeln!(out, "{}: {} [{rung}]", condition.id, condition.en().clinician);
            }
        }
        Listed::Rules => {
            for rule in &knowledge.rules {
                let rung = rule.rung.map_or("provisional", Rung::id);
                let _ = writeln!(out, "{}: {} [{rung}]", rule.id, rule.text["en"].clinician);
            }
        }
        Listed::Sources => {
            for source in knowledge.sources.values() {
                let year = source.year.map_or(String::new(), |y| format!(" {y}"));
                let _ = writeln!(out, "{}: {}{year}. {}", source.id, source.authors, source.title);
            }
        }
    }
    out
}

fn show(knowledge: &Knowledge, id: &str) -> anyhow::Result<String> {
    let mut out = String::new();
    if let Some(f) = knowledge.finding_id(id) {
        show_finding(&mut out, knowledge, knowledge.finding(f), f);
    }
    if let Some(c) = knowledge.condition_id(id) {
        show_condition(&mut out, knowledge, c);
    }
    for rule in knowledge.rules.iter().filter(|r| r.id == id) {
        let _ = writeln!(
            out,
            "rule {} ({}), source {} section {}\n  rung: {}\n  when: {}",
            rule.id,
            rule.review.id(),
            rule.source,
            rule.section,
            rule.rung.map_or("keeps an open rung provisional", Rung::id),
            print(knowledge, &rule.when)
        );
        if let Some(unless) = &rule.unless {
            let _ = writeln!(out, "  unless: {}", print(knowledge, unless));
        }
        let _ = writeln!(
            out,
            "  reason: {}\n  clinician: {}",
            rule.text["en"].reason, rule.text["en"].clinician
        );
    }
    for o in knowledge.obligations.iter().filter(|o| o.id == id) {
        let _ = writeln!(
            out,
            "obligation {} ({}): {}\n  when: {}\n  at least: {}",
            o.id,
            o.rule,
            o.statement,
            print(knowledge, &o.when),
            o.at_least.id()
        );
    }
    for e in knowledge.evidence.iter().filter(|e| e.id == id) {
        show_evidence(&mut out, e);
    }
    if let Some(source) = knowledge.sources.get(id) {
        let year = source.year.map_or(String::new(), |y| format!(" {y}"));
        let _ = writeln!(
            out,
            "source {}: {}{year}. {}. Read as: {}. {} {} {} {}\n  {}",
            source.id,
            source.authors,
            source.title,
            source.read_as,
            source.doi,
            source.pmid,
            source.pmcid,
            source.url,
            source.note
        );
        for e in knowledge.evidence.iter().filter(|e| e.source == id) {
            let _ = writeln!(out, "  evidence {}: {}", e.id, e.claim);
        }
    }
    if out.is_empty() {
        let ids = knowledge
            .findings
            .iter()
            .map(|f| f.id.as_str())
            .chain(knowledge.conditions.iter().map(|c| c.id.as_str()))
            .chain(knowledge.rules.iter().map(|r| r.id.as_str()))
            .chain(knowledge.sources.keys().map(String::as_str))
            .chain(knowledge.evidence.iter().map(|e| e.id.as_str()));
        let near = taut_knowledge::nearest(id, ids);
        let hint = near.map_or_else(
            || "`taut knowledge stats` counts what there is".to_owned(),
            |n| format!("did you mean `{n}`?"),
        );
        return Err(BadInput(format!(
            "error[unknown-id]: no record has the id `{id}`\n  hint: {hint}"
        ))
        .into());
    }
    Ok(out)
}

fn print(knowledge: &Knowledge, expr: &taut_knowledge::Expr) -> String {
    taut_knowledge::expr_parse::print(expr, &knowledge.findings)
}

fn show_finding(out: &mut String, knowledge: &Knowledge, finding: &Finding, id: FindingId) {
    let marks: Vec<&str> = finding.marks.iter().map(|m| m.id()).collect();
    let text = finding.en();
    let _ = writeln!(
        out,
        "finding {} ({}): {}\n  counts: {}\n  {}; states {}; marks [{}]{}{}\n  question: {}\n  why: {}",
        finding.id,
        finding.review.id(),
        text.name,
        text.definition,
        finding.origin.id(),
        finding.states.join(" < "),
        marks.join(", "),
        if finding.gating { "; gating" } else { "" },
        if finding.sided { "; per side" } else { "" },
        text.question,
        text.why
    );
    if !text.how.is_empty() {
        let _ = writeln!(out, "  how: {}", text.how);
    }
    for link in knowledge.links.iter().filter(|l| l.child == Node::Finding(id)) {
        let cause = link.cause.map_or("(no cause: leak)", |c| knowledge.condition(c).id.as_str());
        let e = &knowledge.evidence[link.evidence];
        let given: Vec<String> = link.given.iter().map(|p| format!("{p:.3}")).collect();
        let _ = writeln!(
            out,
            "  given {cause}: {} [{}, {}]",
            given.join(" "),
            e.obtained.id(),
            e.source
        );
    }
    for rule in &knowledge.rules {
        let mut reads = false;
        rule.when.visit_findings(&mut |f| reads |= f == id);
        if reads {
            let _ = writeln!(
                out,
                "  rule {} -> {}",
                rule.id,
                rule.rung.map_or("provisional", Rung::id)
            );
        }
    }
}

fn show_condition(out: &mut String, knowledge: &Knowledge, id: taut_knowledge::ConditionId) {
    let condition = knowledge.condition(id);
    let text = condition.en();
    let _ = writeln!(
        out,
        "condition {} ({}): {} / {}\n  asks for {}\n  {}",
        condition.id,
        condition.review.id(),
        text.name,
        text.clinician,
        condition.class.map_or("nothing by itself", Rung::id),
        text.plain
    );
    if let Some(prior) = &condition.prior {
        let _ = writeln!(
            out,
            "  base rate {} at home, {} in a PT clinic [{}, {}]: {}",
            prior.home,
            prior.pt_clinic,
            prior.obtained.id(),
            prior.source,
            prior.note
        );
    }
    for link in &knowledge.links {
        let e = &knowledge.evidence[link.evidence];
        if link.cause == Some(id) {
            let child = match link.child {
                Node::Finding(f) => &knowledge.finding(f).id,
                Node::Condition(c) => &knowledge.condition(c).id,
            };
            let _ = writeln!(out, "  -> {child} [{}, {}]", e.obtained.id(), e.source);
        }
        if link.child == Node::Condition(id)
            && let Some(cause) = link.cause
        {
            let _ = writeln!(
                out,
                "  <- {} [{}, {}]",
                knowledge.condition(cause).id,
                e.obtained.id(),
                e.source
            );
        }
    }
}

fn show_evidence(out: &mut String, e: &taut_knowledge::Evidence) {
    let _ = writeln!(
        out,
        "evidence {} ({}): {}\n  source {} ({}, {}), {}; {}",
        e.id,
        e.review.id(),
        e.claim,
        e.source,
        e.locator,
        e.read_as,
        e.obtained.id(),
        if e.drives {
            format!("drives: {}", e.why_drives)
        } else {
            "kept, does not drive".to_owned()
        }
    );
    for (name, f) in &e.figures {
        let interval = match (f.low, f.high) {
            (Some(low), Some(high)) => format!(" [{low}, {high}]"),
            _ => String::new(),
        };
        let _ = writeln!(out, "  {name} {}{interval}", f.value);
    }
    let _ = writeln!(
        out,
        "  population: {}; n {}; reference standard: {}\n  misuse: {}",
        e.setting,
        e.n.map_or("not stated".to_owned(), |n| n.to_string()),
        e.reference_standard,
        e.misuse
    );
}
