//! What each answer does for one explanation: bars that point towards it or away from it, in words and without numbers.

use taut_knowledge::{Answers, Concern, Knowledge, Value};
use taut_reason::Contributions;

use super::scene::FigureProblem;
use super::svg::{Form, Svg, number};
use super::{begin, heading};
use crate::words::said;

/// More bars than this are not drawn: the rest is the smallest.
const MOST: usize = 10;
const BAR: f64 = 12.0;
const TOP: f64 = 34.0;

/// How large a figure and its parts are.
struct Size {
    width: f64,
    /// Letters in a line.
    letters: usize,
    line: f64,
    /// The longest bar.
    side: f64,
}

const FILE: Size = Size { width: 420.0, letters: 54, line: 17.0, side: 195.0 };

/// Within a page: narrow, with large letters, so that it can be read on a phone.
const PAGE: Size = Size { width: 320.0, letters: 36, line: 20.0, side: 148.0 };
/// Shares of the longest bar below this are not drawn.
const LEAST: f64 = 0.01;

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub struct ContributionRow {
    /// The answer in words.
    pub words: String,
    /// Towards the explanation, or away from it.
    pub towards: bool,
    /// Its size beside the largest of all, in (0, 1].
    pub share: f64,
}

/// The bars and what they say.
#[derive(Debug, Clone, PartialEq)]
pub struct ContributionFigure {
    /// The picture.
    pub svg: String,
    /// What the bars are for: the name of the explanation.
    pub name: String,
    /// The bars, the largest first.
    pub rows: Vec<ContributionRow>,
    /// How many smaller ones are left out.
    pub left_out: usize,
}

/// The bars of one explanation for the person. `None` where the explanation is not shown to a person, where it is one that must
/// not be missed, or where no answer bears on it.
///
/// # Errors
/// A contribution that is no finite number.
pub fn contributions_figure(
    knowledge: &Knowledge,
    parts: &Contributions,
    answers: &Answers,
    language: &str,
    form: &Form,
) -> Result<Option<ContributionFigure>, Vec<FigureProblem>> {
    let condition = knowledge.condition(parts.condition);
    if !condition.show_to_person || condition.concern == Concern::Serious {
        return Ok(None);
    }
    let broken = parts.parts.iter().filter(|(_, part)| !part.is_finite());
    let problems: Vec<FigureProblem> = broken
        .map(|(finding, _)| FigureProblem {
            part: knowledge.finding(*finding).id.clone(),
            message: "its contribution is no number".to_owned(),
        })
        .collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let largest = parts.parts.iter().map(|(_, part)| part.abs()).fold(0.0, f64::max);
    let bears = |part: f64| largest > 0.0 && part.abs() / largest >= LEAST;
    let all = parts.parts.iter().filter(|(_, part)| bears(*part));
    let mut rows: Vec<ContributionRow> = all
        .map(|(finding, part)| ContributionRow {
            words: answer(knowledge, *finding, answers, language),
            towards: *part > 0.0,
            share: part.abs() / largest,
        })
        .collect();
    if rows.is_empty() {
        return Ok(None);
    }
    rows.sort_by(|a, b| b.share.total_cmp(&a.share));
    let left_out = rows.len().saturating_sub(MOST);
    rows.truncate(MOST);
    let text = condition.text.get(language).unwrap_or_else(|| condition.en());
    let svg = draw(knowledge, &text.name, &rows, language, form);
    Ok(Some(ContributionFigure { svg, name: text.name.clone(), rows, left_out }))
}

/// What was answered; a no is said as one.
fn answer(
    knowledge: &Knowledge,
    finding: taut_knowledge::FindingId,
    answers: &Answers,
    language: &str,
) -> String {
    let words = said(knowledge, finding, answers, language);
    let record = knowledge.finding(finding);
    let no = record.kind == taut_knowledge::Kind::Sign && answers.get(finding) == Value::State(0);
    if no { label(knowledge, "said_no", language).replace("{name}", &words) } else { words }
}

fn label<'k>(knowledge: &'k Knowledge, key: &str, language: &str) -> &'k str {
    knowledge.label("figures", key, language).unwrap_or_default()
}

fn draw(
    knowledge: &Knowledge,
    name: &str,
    rows: &[ContributionRow],
    language: &str,
    form: &Form,
) -> String {
    let [towards, away] =
        ["points_towards", "points_away"].map(|key| label(knowledge, key, language));
    let mut out = Svg::new(form);
    let is_inline = out.is_inline();
    let size = if is_inline { &PAGE } else { &FILE };
    let wrapped = |row: &ContributionRow| super::strip::lines(&row.words, size.letters);
    let lines: Vec<Vec<String>> = rows.iter().map(wrapped).collect();
    let high = |lines: &Vec<String>| size.line * lines.len() as f64 + BAR + 12.0;
    let above = if is_inline { 0.0 } else { 30.0 };
    let height = above + TOP + lines.iter().map(high).sum::<f64>();
    let each = |row: &ContributionRow| {
        format!("{}: {}.", row.words, if row.towards { towards } else { away })
    };
    let description: Vec<String> = rows.iter().map(each).collect();
    begin(&mut out, (size.width, height), name, &description.join(" "));
    if !is_inline {
        out.raw("style", &super::style::CHART.of_file());
    }
    heading(&mut out, name, 10.0, 22.0);
    if is_inline {
        out.open("g", &[("class", "large".to_owned())]);
    }
    let middle = 0.5 * size.width;
    words(&mut out, "tick away", away, middle - 8.0, above + 18.0);
    words(&mut out, "tick", towards, middle + 8.0, above + 18.0);
    let mut y = above + TOP;
    for (row, lines) in rows.iter().zip(&lines) {
        for (i, line) in lines.iter().enumerate() {
            words(&mut out, "row", line, 10.0, y + 13.0 + size.line * i as f64);
        }
        let top = y + size.line * lines.len() as f64 + 2.0;
        let long = (size.side * row.share).max(2.0);
        let rectangle = [
            ("class", if row.towards { "bar-towards" } else { "bar-away" }.to_owned()),
            ("x", number(if row.towards { middle } else { middle - long })),
            ("y", number(top)),
            ("width", number(long)),
            ("height", number(BAR)),
        ];
        out.empty("rect", &rectangle);
        // The middle is drawn beside the bars only: the words above them stay clear of it.
        let axis = format!("M{} {}V{}", number(middle), number(top - 1.0), number(top + BAR + 1.0));
        out.empty("path", &[("class", "span".to_owned()), ("d", axis)]);
        y += high(lines);
    }
    if is_inline {
        out.close("g");
    }
    out.close("svg");
    out.finish()
}

fn words(out: &mut Svg, class: &str, words: &str, x: f64, y: f64) {
    out.words("text", &[("class", class.to_owned()), ("x", number(x)), ("y", number(y))], words);
}
