//! A page as a document to print: `taut.print`, version 1, which the program that makes a PDF reads.

use serde::Serialize;
use taut_text::figure::{Printed, printed};
use taut_text::{Block as Words, Page};

use super::answer::tone;
use super::handout::{Drill, Handout, Printable};
use super::letter::{CHART, Letter};
use crate::html::blocks::title;
use crate::html::frame::Frame;

/// The mark of a topic of the letter.
const TOPIC: &str = "letter_part";

/// A document to print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    schema: &'static str,
    version: u32,
    language: String,
    title: String,
    date: String,
    foot: String,
    pages: usize,
    blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Block {
    Answer { text: String, tone: Option<&'static str> },
    Heading { text: String },
    Text { text: String },
    Notice { text: String },
    List { items: Vec<String> },
    Steps { items: Vec<String> },
    Table { header: Vec<String>, rows: Vec<Vec<String>> },
    Figure { svg: Vec<String>, words: String },
    Exercise { name: String, dose: String, steps: Vec<String>, svg: Option<String>, words: String },
}

/// The handout: one page if the words can still be read then.
#[must_use]
pub fn of_handout(c: &Frame, on: &str, made: &Printable) -> Document {
    let Printable { handout, rung } = made;
    let Handout { answer, do_now, plan, drills, stop, check_in } = handout;
    let tone = Some(tone(*rung)).filter(|tone| !tone.is_empty());
    let mut blocks = vec![Block::Answer { text: answer.clone(), tone }];
    points(&mut blocks, do_now);
    if !plan.is_empty() {
        blocks.push(Block::Heading { text: c.t("handout.plan") });
        blocks.push(Block::Text { text: plan.clone() });
        blocks.extend(drills.iter().map(exercise));
        points(&mut blocks, stop);
        blocks.push(Block::Heading { text: check_in.0.clone() });
        blocks.push(Block::Text { text: check_in.1.clone() });
    }
    net(&mut blocks, c);
    document(c, on, c.t("handout.title"), 1, blocks)
}

/// The letter: on two pages if the words fit there at the smallest size, else on as many as they need.
#[must_use]
pub fn of_letter(c: &Frame, on: &str, letter: &Letter) -> Document {
    let mut blocks = Vec::new();
    words(&mut blocks, c, &letter.first, &letter.chart);
    blocks.push(Block::Heading { text: c.t("letter.second_head") });
    words(&mut blocks, c, &letter.second, &[]);
    net(&mut blocks, c);
    document(c, on, title(&letter.first), 2, blocks)
}

fn document(c: &Frame, on: &str, title: String, pages: usize, blocks: Vec<Block>) -> Document {
    Document {
        schema: "taut.print",
        version: 1,
        language: c.language.clone(),
        title,
        date: on.to_owned(),
        foot: format!("{} {}", c.preview(), c.edition()),
        pages,
        blocks,
    }
}

/// What to watch for (S12).
fn net(blocks: &mut Vec<Block>, c: &Frame) {
    blocks.push(Block::Heading { text: c.phrase("head_safety_net") });
    blocks.push(Block::Text { text: c.phrase("safety_net") });
}

fn points(blocks: &mut Vec<Block>, (heading, items): &(String, Vec<String>)) {
    if !items.is_empty() {
        blocks.push(Block::Heading { text: heading.clone() });
        blocks.push(Block::List { items: items.clone() });
    }
}

fn exercise(drill: &Drill) -> Block {
    let picture = drill.figure.as_deref().and_then(printed);
    let words = picture.as_ref().map(|picture| picture.words.clone());
    Block::Exercise {
        name: drill.name.clone(),
        dose: drill.dose.clone(),
        steps: drill.steps.clone(),
        svg: picture.map(|picture| picture.svg),
        words: words.unwrap_or_default(),
    }
}

/// The blocks of a page without its title. The pictures stand below the heading that is marked for the body chart; neighbouring
/// topics stand together in one list, which takes less room than a heading each.
fn words(out: &mut Vec<Block>, c: &Frame, page: &Page, chart: &[String]) {
    let (mut mark, mut topic, mut in_topics) = (String::new(), None, false);
    for block in &page.blocks {
        let block = match block.clone() {
            Words::Title(_) => continue,
            Words::Mark(new) => {
                mark = new;
                continue;
            }
            Words::Heading(text) if mark == TOPIC => {
                topic = Some(text);
                continue;
            }
            Words::List(items) => match topic.take() {
                Some(topic) => {
                    let item = about(&topic, &items);
                    match out.last_mut() {
                        Some(Block::List { items }) if in_topics => items.push(item),
                        _ => {
                            out.push(Block::Heading { text: c.t("letter.topics_head") });
                            out.push(Block::List { items: vec![item] });
                        }
                    }
                    in_topics = true;
                    continue;
                }
                None => Block::List { items },
            },
            Words::Heading(text) => Block::Heading { text },
            Words::Answer(text) => Block::Answer { text, tone: None },
            Words::Text(text) => Block::Text { text },
            Words::Notice(text) => Block::Notice { text },
            Words::Steps(items) => Block::Steps { items },
            Words::Lines(lines) => Block::Text { text: lines.join(" ") },
            Words::Table(header, rows) => Block::Table { header, rows },
        };
        in_topics = false;
        let is_chart = mark == CHART && matches!(block, Block::Heading { .. });
        out.push(block);
        if is_chart {
            let pictures: Vec<Printed> = chart.iter().filter_map(|svg| printed(svg)).collect();
            let words: Vec<&str> = pictures.iter().map(|picture| picture.words.as_str()).collect();
            let words = words.join(" ");
            out.push(Block::Figure { svg: pictures.into_iter().map(|p| p.svg).collect(), words });
        }
    }
}

/// What was said of a topic, in one item.
fn about(topic: &str, said: &[String]) -> String {
    let end = if topic.ends_with(['?', '.', '!']) { "" } else { "." };
    format!("{topic}{end} {}", said.join(". "))
}
