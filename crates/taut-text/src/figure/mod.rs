//! Figures as SVG: a person in a posture, the steps of a test, the chart of a ranking. Pure text, no script, no outside file.

mod body;
mod body_chart;
mod chart;
mod contributions;
mod ground;
mod layer;
mod legend;
mod levels;
mod person;
mod plane;
mod plot;
mod print;
mod ribbon;
mod scene;
mod strip;
mod style;
mod svg;
mod view;

pub use body::{
    CountDown, FigureBody, Levels, Most, SelfTestFigure, Surroundings, exercise_figure, pose_scene,
    self_test_figure,
};
pub use body_chart::{BodyChart, ChartRegion, body_chart_figure, region_name};
pub use chart::{Bar, ChartGroup, ChartRow, rank_chart};
pub use contributions::{ContributionFigure, ContributionRow, contributions_figure};
pub use levels::{level_name, levels_figure};
pub use plot::{Glyphs, Mark, Plot, PlotWords, plot_figure, plot_lines};
pub use print::{Printed, printed};
pub use scene::{
    Block, FigureProblem, Hands, Leg, Level, Muscle, NervePiece, Person, Point, Scene, Side, Spot,
    Support,
};
pub use strip::{Step, steps_figure};
pub use style::figure_sheet;
pub use svg::Form;

use layer::{Bounds, Layer};
use plane::{Paper, Pen};
use svg::{Svg, number};
use view::View;

/// Units of the drawing a metre, and free space around a person, metres.
const SCALE: f64 = 300.0;
const MARGIN: f64 = 0.12;

/// One person in one posture, with a legend.
///
/// # Errors
/// Every problem of the scene.
pub fn posture_figure(scene: &Scene, form: &Form) -> Result<String, Vec<FigureProblem>> {
    let panel = Panel::of(scene)?;
    let mut out = Svg::new(form);
    if out.is_inline() {
        begin(&mut out, (panel.width, panel.height), &scene.title, &scene.description);
        panel.write(&mut out, 0.0, 0.0, Pen::Short);
        out.close("svg");
        return Ok(out.finish());
    }
    let (width, height) = (panel.width.max(legend::WIDTH + 40.0), panel.height);
    let whole = (width, height + 40.0 + legend::HEIGHT + 16.0);
    begin(&mut out, whole, &scene.title, &scene.description);
    heading(&mut out, &scene.title, 20.0, 28.0);
    panel.write(&mut out, 0.5 * (width - panel.width), 40.0, Pen::Plain);
    legend::write(&mut out, 20.0, 40.0 + height);
    out.close("svg");
    Ok(out.finish())
}

/// The layers of a scene and the paper that they need.
struct Panel {
    layers: Vec<Layer>,
    bounds: Bounds,
    width: f64,
    height: f64,
}

impl Panel {
    fn of(scene: &Scene) -> Result<Self, Vec<FigureProblem>> {
        let problems = scene.problems();
        if !problems.is_empty() {
            return Err(problems);
        }
        let view = View::of(scene);
        let body = person::layers(scene, &view);
        let (far, near) = ribbon::layers(scene, &view);
        let mut layers = vec![ground::layer(scene, &view, &body)];
        for (i, layer) in body.into_iter().enumerate() {
            layers.push(layer);
            // Paths of the far leg lie on it, below everything that is nearer.
            if i == 1 {
                layers.extend(far.iter().cloned());
            }
        }
        layers.extend(near);
        let nothing = FigureProblem { part: "figure".to_owned(), message: "is empty".to_owned() };
        let bounds = Bounds::of(&layers).ok_or_else(|| vec![nothing])?;
        let size = bounds.high.minus(bounds.low);
        let [width, height] = [size.x, size.y].map(|s| (s + 2.0 * MARGIN) * SCALE);
        Ok(Self { layers, bounds, width, height })
    }

    /// Writes the panel with its upper left corner here.
    fn write(&self, out: &mut Svg, left: f64, top: f64, pen: Pen) {
        let paper = Paper {
            scale: SCALE,
            left: self.bounds.low.x - MARGIN - left / SCALE,
            top: self.bounds.high.y + MARGIN + top / SCALE,
            pen,
        };
        for layer in &self.layers {
            layer.write(out, paper);
        }
    }
}

/// Opens a picture: its size, words for screen readers, colours.
fn begin(out: &mut Svg, (width, height): (f64, f64), title: &str, description: &str) {
    let [title_id, desc_id] = ["title", "desc"].map(|name| out.form().id(name));
    let view_box = format!("0 0 {} {}", number(width.ceil()), number(height.ceil()));
    let first = match out.is_inline() {
        true => ("class", "fig".to_owned()),
        false => ("xmlns", "http://www.w3.org/2000/svg".to_owned()),
    };
    let attributes = [
        first,
        ("viewBox", view_box),
        ("width", number(width.ceil())),
        ("height", number(height.ceil())),
        ("role", "img".to_owned()),
        ("aria-labelledby", format!("{title_id} {desc_id}")),
    ];
    out.open("svg", &attributes);
    out.words("title", &[("id", title_id)], title);
    out.words("desc", &[("id", desc_id)], description);
    if out.is_inline() {
        // A page has the style sheet and the paper.
        return;
    }
    out.raw("style", &style::BASE.of_file());
    let paper = [
        ("class", "paper".to_owned()),
        ("width", number(width.ceil())),
        ("height", number(height.ceil())),
    ];
    out.empty("rect", &paper);
}

/// The title as words of the picture; within a page the page says it.
fn heading(out: &mut Svg, words: &str, x: f64, y: f64) {
    if out.is_inline() {
        return;
    }
    let at = [("class", "name".to_owned()), ("x", number(x)), ("y", number(y))];
    out.words("text", &at, words);
}
