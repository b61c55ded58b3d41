//! A figure of a page as an image of its own, for programs that know no style variables, such as those that make a PDF.

use super::style::print_sheet;

/// A figure on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// A whole SVG document, in light colours.
    pub svg: String,
    /// What it shows, for those who do not see it: its title and its description.
    pub words: String,
}

/// A figure of [`Form::inline`](super::Form::inline) on paper; nothing for what is no such figure.
#[must_use]
pub fn printed(inline: &str) -> Option<Printed> {
    let rest = inline.strip_prefix("<svg ")?;
    let (attributes, inside) = rest.split_once('>')?;
    let sheet = print_sheet();
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" {attributes}><style>{sheet}</style>{inside}"
    );
    let words: Vec<String> =
        ["title", "desc"].into_iter().filter_map(|n| words_of(inside, n)).collect();
    let words = words.join(". ");
    Some(Printed { svg, words: words.replace("..", ".") })
}

/// The words of the first element of a name; nothing where it has none.
fn words_of(svg: &str, name: &str) -> Option<String> {
    let (_, rest) = svg.split_once(&format!("<{name}"))?;
    let (_, rest) = rest.split_once('>')?;
    let (words, _) = rest.split_once("</")?;
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    let words = plain.iter().fold(words.to_owned(), |w, (from, to)| w.replace(from, to));
    Some(words).filter(|words| !words.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_written_out_and_the_words_are_read() {
        let inline = "<svg class=\"fig\" viewBox=\"0 0 1 1\"><title id=\"t\">Legs &amp; hips</title>\
                      <desc id=\"d\">One &lt; two.</desc><path class=\"skin\"/></svg>";
        let Some(made) = printed(inline) else { panic!("it is a figure") };
        assert_eq!(made.words, "Legs & hips. One < two.");
        assert!(made.svg.contains(".skin { fill:#efe6dd;"), "{}", made.svg);
        assert!(!made.svg.contains("var("), "{}", made.svg);
        assert!(made.svg.ends_with("<path class=\"skin\"/></svg>"), "{}", made.svg);
        assert_eq!(printed("<p>no figure</p>"), None);
    }
}
