//! The legend: what colours, fibres and widths mean, in words.

use super::plane::{Paper, Pen};
use super::ribbon;
use super::scene::{Level, Muscle, NervePiece, Side};
use super::svg::{Svg, number};
use super::view::View;

/// Height and width of the legend, in units of the drawing.
pub(crate) const HEIGHT: f64 = 96.0;
pub(crate) const WIDTH: f64 = 470.0;
const FIRST: f64 = 78.0;
const COLUMN: f64 = 98.0;

/// Writes the legend with its upper left corner here.
pub(crate) fn write(out: &mut Svg, left: f64, top: f64) {
    out.open("g", &[("class", "legend".to_owned())]);
    samples(out, ["muscle", "nerve"], &Level::ALL.map(|level| level.words().to_owned()), left, top);
    let note = "levels compare stored postures of an average healthy body; they are not limits";
    let at = [("x", number(left)), ("y", number(top + 93.0)), ("class", "note".to_owned())];
    out.words("text", &at, note);
    out.close("g");
}

/// A row of muscles and one of nerves, named, and a column a level, named.
pub(crate) fn samples(out: &mut Svg, rows: [&str; 2], names: &[String; 4], left: f64, top: f64) {
    word(out, rows[0], left, top + 20.0);
    word(out, rows[1], left, top + 48.0);
    for (i, (level, name)) in Level::ALL.into_iter().zip(names).enumerate() {
        let x = left + FIRST + COLUMN * i as f64;
        sample(out, level, x, top);
        word(out, name, x, top + 74.0);
    }
}

/// A muscle and a nerve of this level, drawn as in the figure.
fn sample(out: &mut Svg, level: Level, x: f64, top: f64) {
    let paper = Paper {
        scale: 300.0,
        left: -x / 300.0,
        top: top / 300.0,
        pen: if out.is_inline() { Pen::Short } else { Pen::Plain },
    };
    let row = |y: f64, width: f64| vec![[0.0, -y / 300.0, 0.0], [width / 300.0, -y / 300.0, 0.0]];
    let view = View::plain();
    let muscle =
        Muscle { side: Side::Right, name: "muscle".to_owned(), path: row(15.0, 72.0), level };
    let piece =
        NervePiece { side: None, place: "example".to_owned(), path: row(43.0, 72.0), level };
    ribbon::belly(&muscle, Side::Right, &view).write(out, paper);
    ribbon::nerve(&piece, false, &view).write(out, paper);
}

fn word(out: &mut Svg, words: &str, x: f64, y: f64) {
    out.words("text", &[("x", number(x)), ("y", number(y))], words);
}
