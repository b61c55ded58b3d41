//! The result as plain text and as Markdown.

use std::fmt::Write as _;

use super::Evaluation;
use super::figures::{Figures, name};

/// Rows of the main table: label and figures.
fn table_rows(evaluation: &Evaluation) -> Vec<(String, &Figures)> {
    let mut rows = vec![
        ("all that rest on findings".to_owned(), &evaluation.summary.findings),
        ("all cases".to_owned(), &evaluation.summary.all),
        ("baseline: always hold".to_owned(), &evaluation.baselines.always_hold),
        (
            "baseline: never stretch, see a doctor".to_owned(),
            &evaluation.baselines.never_stretch_see_doctor,
        ),
    ];
    rows.extend(evaluation.per_class.iter().map(|(c, f)| (format!("class {c}"), f)));
    rows.extend(evaluation.per_family.iter().map(|(c, f)| (format!("family {c}"), f)));
    rows
}

const COLUMNS: [&str; 8] = [
    "group",
    "n",
    "safe advice",
    "within acceptable",
    "exact",
    "over-triage",
    "undecided",
    "provisional",
];

fn cells(label: &str, f: &Figures) -> Vec<String> {
    vec![
        label.to_owned(),
        f.n.to_string(),
        f.safe_advice.to_string(),
        f.within_acceptable.to_string(),
        f.exact.to_string(),
        f.over_triage.to_string(),
        f.undecided.k.to_string(),
        f.provisional.k.to_string(),
    ]
}

pub fn markdown(evaluation: &Evaluation) -> String {
    let mut out = format!("{}\n\nShares with 95% Wilson intervals.\n\n", evaluation.limits);
    let _ = writeln!(out, "| {} |\n|{}", COLUMNS.join(" | "), "---|".repeat(COLUMNS.len()));
    for (label, figures) in table_rows(evaluation) {
        let _ = writeln!(out, "| {} |", cells(&label, figures).join(" | "));
    }
    let f = &evaluation.summary.findings;
    let _ = writeln!(
        out,
        "\nStretch sensitivity (labelled STRETCH, on an open rung): {}.\nOpen rung where none is acceptable: {}.\nOver-triage to emergency: {}.\nShare of stated facts without a finding: {}.",
        f.stretch_sensitivity,
        f.open_rung_where_not_acceptable,
        f.over_triage_to_emergency,
        evaluation.transcription.share_unmapped
    );
    let _ = writeln!(
        out,
        "\nMisses:\n\n| case | ours | acceptable | rests on | rule |\n|---|---|---|---|---|"
    );
    for m in &evaluation.misses {
        let _ = writeln!(
            out,
            "| {} | {}{} | {} | {} | {} |",
            m.case,
            m.rung,
            if m.provisional { " (provisional)" } else { "" },
            m.acceptable.iter().map(|c| name(*c)).collect::<Vec<_>>().join(", "),
            m.rests_on,
            m.rule.as_deref().unwrap_or("-")
        );
    }
    moved_lines(&mut out, evaluation);
    out
}

pub fn plain(evaluation: &Evaluation) -> String {
    let mut out = format!("{}\n\n", evaluation.limits);
    let rows: Vec<Vec<String>> = [COLUMNS.map(str::to_owned).to_vec()]
        .into_iter()
        .chain(table_rows(evaluation).into_iter().map(|(label, f)| cells(&label, f)))
        .collect();
    for row in &rows {
        let line: Vec<String> = row
            .iter()
            .enumerate()
            .map(|(i, cell)| {
                let width = rows.iter().map(|r| r[i].chars().count()).max().unwrap_or(0);
                format!("{cell:width$}")
            })
            .collect();
        let _ = writeln!(out, "{}", line.join("  ").trim_end());
    }
    let f = &evaluation.summary.findings;
    let _ = writeln!(out, "\nstretch sensitivity             {}", f.stretch_sensitivity);
    let _ = writeln!(out, "open rung, none acceptable      {}", f.open_rung_where_not_acceptable);
    let _ = writeln!(out, "over-triage to emergency        {}", f.over_triage_to_emergency);
    let _ = writeln!(
        out,
        "facts without a finding         {}",
        evaluation.transcription.share_unmapped
    );
    let _ = writeln!(out, "\nmisses ({}):", evaluation.misses.len());
    for m in &evaluation.misses {
        let acceptable: Vec<String> = m.acceptable.iter().map(|c| name(*c)).collect();
        let _ = writeln!(
            out,
            "  {}: {}{}, acceptable {} (rests on {}{})",
            m.case,
            m.rung,
            if m.provisional { ", provisional" } else { "" },
            acceptable.join(" or "),
            m.rests_on,
            m.rule.as_ref().map(|r| format!("; rule {r}")).unwrap_or_default()
        );
    }
    moved_lines(&mut out, evaluation);
    out
}

fn moved_lines(out: &mut String, evaluation: &Evaluation) {
    let Some(moved) = &evaluation.moved else { return };
    let _ = writeln!(out, "\nmoved against the other knowledge ({}):\n", moved.len());
    for m in moved {
        let _ = writeln!(out, "- {}: {} there, {} here", m.case, m.rung_there, m.rung_here);
        for (condition, there, here) in &m.posteriors {
            let _ = writeln!(out, "    {condition}: {there:.4} there, {here:.4} here");
        }
        if !m.because.is_empty() {
            let _ = writeln!(out, "    because of: {}", m.because.join(", "));
        }
    }
}
