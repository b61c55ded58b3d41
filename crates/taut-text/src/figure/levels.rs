//! The legend of the average body's figures by itself, for pages that show several of them.

use taut_knowledge::Knowledge;

use super::scene::Level;
use super::svg::{Form, Svg};
use super::{begin, legend};

/// Name of a level in a language.
#[must_use]
pub fn level_name(knowledge: &Knowledge, level: Level, language: &str) -> String {
    let key = match level {
        Level::Slack => "level_least",
        Level::Little => "level_little",
        Level::More => "level_more",
        Level::Most => "level_most",
    };
    knowledge.label("figures", key, language).unwrap_or_else(|| level.words()).to_owned()
}

/// What the colours, widths and dashes of muscles and nerve mean.
#[must_use]
pub fn levels_figure(knowledge: &Knowledge, language: &str, form: &Form) -> String {
    let label = |key: &str| knowledge.label("figures", key, language).unwrap_or_default();
    let names = Level::ALL.map(|level| level_name(knowledge, level, language));
    let mut out = Svg::new(form);
    let description = format!("{}, {}: {}", label("muscle"), label("nerve"), names.join(", "));
    begin(&mut out, (legend::WIDTH + 40.0, 84.0), label("legend_title"), &description);
    legend::samples(&mut out, [label("muscle"), label("nerve")], &names, 0.0, 0.0);
    out.close("svg");
    out.finish()
}
