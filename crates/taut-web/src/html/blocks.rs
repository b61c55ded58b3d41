//! A page of blocks as HTML: sections, some of them folded, with figures at their marks.

use std::collections::BTreeMap;

use askama::Template;
use taut_text::{Block, Page};

/// One section: a heading with what stands under it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Section {
    /// The mark, such as `head_less`; empty at the top.
    pub mark: String,
    /// An id for links within the page.
    pub id: String,
    /// The heading; empty at the top.
    pub heading: String,
    /// What stands under it.
    pub blocks: Vec<Block>,
    /// Shown closed.
    pub folded: bool,
    /// A figure before the words: SVG made by us.
    pub figure: Option<String>,
}

/// How a page is shown.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// Marks of sections that are closed at first.
    pub folded: Vec<&'static str>,
    /// Marks of sections that are left out, because the frame has them.
    pub left_out: Vec<&'static str>,
    /// Figures by mark: SVG made by us.
    pub figures: BTreeMap<String, String>,
    /// How the answer looks: `stop`, `care`, `go` or nothing.
    pub tone: &'static str,
}

/// A page as HTML.
#[derive(Debug, Template)]
#[template(path = "blocks.html")]
struct Blocks<'p> {
    sections: &'p [Section],
    tone: &'p str,
}

/// The title of a page, for the head and the heading.
#[must_use]
pub fn title(page: &Page) -> String {
    let title = page.blocks.iter().find_map(|block| match block {
        Block::Title(title) => Some(title.clone()),
        _ => None,
    });
    title.unwrap_or_default()
}

/// The sections of a page in their order.
#[must_use]
pub fn sections(page: &Page, shown: &Shown) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut mark = String::new();
    for block in &page.blocks {
        match block {
            Block::Mark(name) => mark.clone_from(name),
            Block::Heading(heading) => {
                let mark = std::mem::take(&mut mark);
                sections.push(Section {
                    id: if mark.is_empty() {
                        format!("part-{}", sections.len())
                    } else {
                        mark.replace([' ', '_'], "-")
                    },
                    folded: shown.folded.contains(&mark.as_str()),
                    figure: shown.figures.get(&mark).cloned(),
                    heading: heading.clone(),
                    blocks: Vec::new(),
                    mark,
                });
            }
            block => {
                if let Some(last) = sections.last_mut() {
                    last.blocks.push(block.clone());
                }
            }
        }
    }
    sections.retain(|section| !shown.left_out.contains(&section.mark.as_str()));
    sections
}

/// Sections as HTML.
///
/// # Errors
/// The template fails, which would be a fault of ours.
pub fn html(sections: &[Section], tone: &str) -> Result<String, askama::Error> {
    Blocks { sections, tone }.render()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_escaped_and_figures_stand_at_their_marks() {
        let mut page = Page::default();
        page.push(Block::Title("<b>".to_owned()));
        page.push(Block::Answer("a & b".to_owned()));
        page.heading("head_less", "Why <not>".to_owned());
        page.push(Block::List(vec!["<script>".to_owned()]));
        page.heading("exercise fa01", "1. One".to_owned());
        page.push(Block::Steps(vec!["x".to_owned()]));
        page.push(Block::Mark("head_safety_net".to_owned()));
        page.push(Block::Heading("Net".to_owned()));
        page.push(Block::Text("net".to_owned()));
        let shown = Shown {
            folded: vec!["head_less"],
            left_out: vec!["head_safety_net"],
            figures: BTreeMap::from([("exercise fa01".to_owned(), "<svg></svg>".to_owned())]),
            tone: "go",
        };
        let sections = sections(&page, &shown);
        let html = html(&sections, shown.tone).unwrap();
        assert!(!html.contains("<script>") && !html.contains("<b>"), "{html}");
        assert!(html.contains("<svg></svg>") && html.contains("<details"), "{html}");
        assert!(html.contains("answer go") && !html.contains("net</p>"), "{html}");
        assert_eq!(title(&page), "<b>");
    }
}
