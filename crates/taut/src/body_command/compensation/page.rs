//! The answer in plain words, and as tables for therapists.

use std::fmt::Write as _;

use taut_body::task::{
    Change, Comparison, Direction, Figure, HELD, NoComparison, Posture, TaskResult,
};

use super::checks::Check;
use super::work::{Answer, FREE, SAME, Worked};

/// What every page begins and ends with.
const HEAD: &str =
    "Research preview. No clinician has reviewed this. It is a model of an average healthy body.\n";
const FOOT: &str = "\nThis explains how a model shares the work between muscles. It is not about you: it cannot say what causes a pain, what is\nweak in a person, or what is safe to do. Muscles that hold more than the task needs, discs, ligaments, speed and learning\nare not in it.\n";
/// Figures that people are told of, with their words.
const TOLD: [(Figure, &str); 3] = [
    (Figure::HamstringForce, "hamstrings"),
    (Figure::Compression, "low back"),
    (Figure::HipContact, "hip joint"),
];

/// The answer in plain words; with `numbers`, tables follow.
pub fn text(answer: &Answer, checks: Option<&[Check]>, numbers: bool) -> String {
    let mut out = String::from(HEAD);
    let _ = writeln!(out, "\n{}", title(answer));
    for worked in &answer.tasks {
        let _ = writeln!(out, "\n{}\n  {}", capital(&worked.task.label), worked.task.people);
        match &worked.result {
            Err(problem) => {
                let _ = writeln!(out, "  Not worked out: {}.", why(problem));
            }
            Ok(result) => task_words(&mut out, worked, result),
        }
    }
    out.push_str(&walk(answer));
    if numbers {
        out.push('\n');
        out.push_str(&tables(answer));
    }
    if let Some(checks) = checks {
        out.push('\n');
        out.push_str(&check_table(checks));
    }
    out.push_str(FOOT);
    out
}

/// What the tables stand on, before them in Markdown.
const METHOD: &str = "\
Each task is one moment, held still. Muscles, passive joints and the ground balance all weights with the least sum of squared
activations; tendons are rigid. *Same posture*: as at full strength. *Posture free*: what the record of the task leaves free is
set anew to the least effort. A pose that muscles cannot hold is said to be so, with the moment that is missing.

What it leaves out, and which way that errs: discs and ligaments of the back carry no moment (loads of a bent back come out too
high); no muscle works against another without need, and nobody balances (standing comes out too low, so ratios to standing come
out too high); speed and momentum (rising from a chair, stairs); belly pressure; learning, pain, fear. Passive torques of hip,
knee and ankle are only known within hip 0 to 90, knee 0 to 105, ankle -30 to 15 degrees, and carried on beyond. Feet of a body
that stands on one leg roll a little with it.

It must not be used to say what causes a pain, what is weak in a person, how much to train, or what is safe to lift.
";

/// Tables in Markdown, with what they stand on.
pub fn markdown(answer: &Answer, checks: Option<&[Check]>) -> String {
    let mut out = format!(
        "# Everyday tasks before and after weakness\n\n{HEAD}\n{METHOD}\n## {}\n\n",
        title(answer)
    );
    out.push_str(&tables(answer));
    if let Some(checks) = checks {
        out.push_str("\n## Published figures beside ours\n\n");
        out.push_str(&check_table(checks));
    }
    out
}

/// What is asked, in one sentence.
pub fn title(answer: &Answer) -> String {
    let parts: Vec<String> = answer
        .weak
        .iter()
        .map(|(group, weak)| format!("{} with {}", group.people, weak.how))
        .collect();
    capital(&format!("{}: what changes in everyday tasks.", parts.join(", ")))
}

fn task_words(out: &mut String, worked: &Worked, result: &TaskResult) {
    let Some(plain) = result.variants.first() else { return };
    if !plain.before.outcome.unheld.is_empty() {
        let _ = writeln!(
            out,
            "  Even at full strength this model cannot hold it. Nothing can be said."
        );
        return;
    }
    let same = if plain.fixed.outcome.unheld.is_empty() {
        words(result, false)
    } else {
        format!("it cannot be held ({})", unheld(&plain.fixed))
    };
    let _ = writeln!(out, "  In the same posture: {same}.");
    if worked.free.is_empty() {
        return;
    }
    if !plain.free.outcome.unheld.is_empty() {
        let _ =
            writeln!(out, "  In any posture tried: it cannot be held ({}).", unheld(&plain.free));
        return;
    }
    match moved(worked, plain) {
        None => {
            let _ = writeln!(out, "  If the posture may change: it stays the same.");
        }
        Some(moved) => {
            let _ =
                writeln!(out, "  If the posture may change ({moved}): {}.", words(result, true));
        }
    }
}

/// The walking trial, or how to get it.
fn walk(answer: &Answer) -> String {
    let Some(walking) = &answer.walking else {
        return "\nWalking\n  Not worked out: give --walking DIR with the published trial of the model gait2392.\n".to_owned();
    };
    let word = |[before, after]: [f64; 2]| {
        let change = Change { pairs: vec![(before, after)], floor: 0.0 };
        direction(change.direction(SAME))
    };
    let mut out = format!(
        "\nWalking\n  The published trial of gait2392, every step as it was recorded.\n  Hamstrings: {}; low back: {}; hip joint: {}.\n",
        word(walking.hamstrings),
        word(walking.back),
        word(walking.hip)
    );
    if word(walking.back) == direction(Direction::NoEffect) {
        out.push_str("  The low back has to come out unchanged there: no leg muscle of that model crosses the joint of the back, and the walk\n  stays the same. Nothing follows from that for a person.\n");
    }
    if walking.missing[1] > HELD {
        out.push_str("  The weak muscles cannot make this walk: it would look different.\n");
    }
    out
}

/// The figures that people are told of, in words.
fn words(result: &TaskResult, free: bool) -> String {
    let tolerance = if free { FREE } else { SAME };
    let told: Vec<String> = TOLD
        .iter()
        .map(|(figure, name)| {
            let change = result.change(*figure, free);
            let word = change.map_or("not worked out", |c| direction(c.direction(tolerance)));
            format!("{name}: {word}")
        })
        .collect();
    told.join("; ")
}

/// A direction in plain words.
pub fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::More => "more load",
        Direction::Less => "less load",
        Direction::NoEffect => "no effect in this model",
        Direction::Unsettled => "not settled by this model",
    }
}

/// What moves in the posture of least effort, in words; none if nothing moves by a degree.
fn moved(worked: &Worked, plain: &Comparison) -> Option<String> {
    let parts: Vec<String> = worked
        .free
        .iter()
        .zip(plain.before.free.iter().zip(&plain.free.free))
        .filter_map(|(name, (before, after))| {
            let degrees = (after - before).to_degrees();
            let (more, less) = turn(name)?;
            (degrees.abs() >= 1.0).then(|| if degrees > 0.0 { more } else { less }.to_owned())
        })
        .collect();
    if !parts.is_empty() {
        return Some(parts.join(", "));
    }
    let far = plain
        .before
        .free
        .iter()
        .zip(&plain.free.free)
        .any(|(a, b)| (a - b).abs() >= 1_f64.to_radians());
    far.then(|| "another posture".to_owned())
}

/// Words for a larger and a smaller angle.
fn turn(name: &str) -> Option<(&'static str, &'static str)> {
    Some(match name.trim_end_matches("_r").trim_end_matches("_l") {
        "hip_flexion" => ("hips bent more", "hips straighter"),
        "knee_angle" => ("knees bent more", "knees straighter"),
        "ankle_angle" => ("shin leans further forward", "shin more upright"),
        "lumbar_flexion" => ("back rounder", "back straighter"),
        "lumbar_bending" => {
            ("trunk leans over the standing leg", "trunk leans away from the standing leg")
        }
        "pelvis_list" => ("pelvis lifted on the free side", "pelvis dropped on the free side"),
        _ => return None,
    })
}

fn unheld(posture: &Posture) -> String {
    let names = posture.outcome.unheld.iter().map(|(name, _)| name.replace('_', " "));
    let names: Vec<String> = names.take(3).collect();
    format!("too little strength at {}", names.join(", "))
}

fn why(problem: &NoComparison) -> String {
    match problem {
        NoComparison::NoPosture(text) => format!("no posture of it can be balanced ({text})"),
        NoComparison::NotHeld(problem) => format!("{problem:?}"),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Before, the same posture and the posture of least effort, figure by figure.
fn tables(answer: &Answer) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "| task | figure | before | same posture | posture free |\n|---|---|---|---|---|"
    );
    for worked in &answer.tasks {
        let label = &worked.task.label;
        match &worked.result {
            Err(problem) => {
                let _ = writeln!(out, "| {label} | - | not worked out: {} | - | - |", why(problem));
            }
            Ok(result) => rows(&mut out, label, result),
        }
    }
    let _ = writeln!(
        out,
        "\nChanges in percent, or as they are where the figure was next to nothing before; in brackets lowest and highest over: {}. Changes up to {} % in the same posture and {} % with the\nposture free count as none, and so do those below 1 % of the body's weight. Hamstrings and hip: right side. Compression and shear: L5-S1, along and across the line to the\nnext joint.",
        answer.variants.join(", "),
        100.0 * SAME,
        100.0 * FREE
    );
    if let Some(walking) = &answer.walking {
        let _ = writeln!(
            out,
            "\n| walking trial of gait2392, means | before | after | change |\n|---|---|---|---|"
        );
        for (name, [before, after]) in [
            ("hamstring force, right, N", walking.hamstrings),
            ("lumbosacral joint force, N", walking.back),
            ("hip joint force, right, N", walking.hip),
            ("largest moment missing in the legs, N m", walking.missing),
        ] {
            let change = signed(100.0 * (after / before.max(1e-9) - 1.0));
            let _ = writeln!(out, "| {name} | {before:.1} | {after:.1} | {change} % |");
        }
    }
    if !answer.left_out.is_empty() {
        let _ = writeln!(
            out,
            "Without length in this body, so left out: {}.",
            answer.left_out.join(", ")
        );
    }
    out
}

/// One digit after the point, with a sign unless it is 0.
fn signed(value: f64) -> String {
    let tenths = (10.0 * value).round();
    if tenths == 0.0 { "0.0".to_owned() } else { format!("{:+.1}", tenths / 10.0) }
}

fn rows(out: &mut String, label: &str, result: &TaskResult) {
    let Some(plain) = result.variants.first() else { return };
    for (figure, name, unit, factor) in [
        (Figure::HamstringForce, "hamstring force", "N", 1.0),
        (Figure::HamstringShare, "hamstring share of hip extension", "%", 100.0),
        (Figure::Compression, "L5-S1 compression", "N", 1.0),
        (Figure::Shear, "L5-S1 shear", "N", 1.0),
        (Figure::HipContact, "hip contact", "N", 1.0),
        (Figure::Effort, "effort", "", 1.0),
    ] {
        let before = figure.of(&plain.before.outcome);
        let shown = |free: bool, posture: &Posture| match result.change(figure, free) {
            None => "-".to_owned(),
            Some(change) => {
                let held = if posture.outcome.unheld.is_empty() { "" } else { " cannot be held" };
                let percent = |x: f64| signed(100.0 * x);
                match change.relative() {
                    Some((share, range)) => {
                        let [low, high] = range.map(percent);
                        format!("{} % ({low} to {high}){held}", percent(share))
                    }
                    None => {
                        let difference = signed(factor * change.difference());
                        format!("{} {unit}{held}", difference).trim_end().to_owned()
                    }
                }
            }
        };
        let digits = usize::from(figure == Figure::Effort) * 2;
        let before =
            before.map_or_else(|| "-".to_owned(), |b| format!("{:.digits$} {unit}", b * factor));
        let _ = writeln!(
            out,
            "| {label} | {name} | {} | {} | {} |",
            before.trim_end(),
            shown(false, &plain.fixed),
            shown(true, &plain.free)
        );
    }
    for (name, posture) in
        [("before", &plain.before), ("same posture", &plain.fixed), ("posture free", &plain.free)]
    {
        for (joint, missing) in &posture.outcome.unheld {
            let _ = writeln!(
                out,
                "| {label} | cannot be held, {name} | {joint}: {missing:.1} N m missing (above {HELD} N m) | - | - |"
            );
        }
    }
}

/// Published figures beside ours.
pub fn check_table(checks: &[Check]) -> String {
    let mut out = String::from(
        "| published figure | published | agrees from - to | ours | agrees | source |\n|---|---|---|---|---|---|\n",
    );
    for check in checks {
        let number = |x: f64| if x.abs() >= 1e5 { "any".to_owned() } else { format!("{x:.2}") };
        let record = &check.record;
        let _ = writeln!(
            out,
            "| {} | {} | {} - {} | {} | {} | {} |",
            record.what,
            record.value.map_or_else(|| "order only".to_owned(), number),
            number(record.low),
            number(record.high),
            check.ours.map_or_else(|| "not worked out".to_owned(), number),
            if check.agrees() { "yes" } else { "**no**" },
            record.source
        );
    }
    out
}
