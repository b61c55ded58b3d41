//! Layers of shapes from far to near, still in metres, and how they are written.

use super::plane::{P, Paper};
use super::svg::Svg;

/// How the points of a shape are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Join {
    /// Smooth and closed.
    Soft,
    /// Smooth, with two ends.
    Thread,
    /// Straight, with two ends.
    Straight,
    /// Straight and closed.
    Plate,
}

/// One shape.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub join: Join,
    pub class: &'static str,
    pub points: Vec<P>,
}

impl Shape {
    pub fn new(join: Join, class: &'static str, points: Vec<P>) -> Self {
        Self { join, class, points }
    }

    /// A circle as four points of a smooth outline.
    pub fn round(class: &'static str, at: P, radius: f64) -> Self {
        let diagonal = radius * std::f64::consts::FRAC_1_SQRT_2;
        let turns = [
            (radius, 0.0),
            (diagonal, diagonal),
            (0.0, radius),
            (-diagonal, diagonal),
            (-radius, 0.0),
            (-diagonal, -diagonal),
            (0.0, -radius),
            (diagonal, -diagonal),
        ];
        let points = turns.map(|(x, y)| at.plus(P::new(x, y))).to_vec();
        Self::new(Join::Soft, class, points)
    }

    /// The same outline, wound to the left, so that shapes of one path do not cut holes into each other.
    fn wound(&self) -> Self {
        let next = self.points.iter().cycle().skip(1);
        let area: f64 = self.points.iter().zip(next).map(|(a, b)| a.x * b.y - b.x * a.y).sum();
        let mut wound = self.clone();
        if area < 0.0 {
            wound.points.reverse();
        }
        wound
    }

    /// Wound, where it shares a path with others and is closed; the outline is the same.
    fn wound_if_closed(&self, alone: bool) -> Self {
        match self.join {
            Join::Soft | Join::Plate if !alone => self.wound(),
            _ => self.clone(),
        }
    }

    fn path(&self, paper: Paper) -> String {
        match self.join {
            Join::Soft => paper.curve(&self.points, true),
            Join::Thread => paper.curve(&self.points, false),
            Join::Straight => paper.line(&self.points),
            Join::Plate => format!("{}Z", paper.line(&self.points)),
        }
    }
}

/// Shapes that belong together.
#[derive(Debug, Clone)]
pub(crate) struct Layer {
    pub class: String,
    /// What it is, for screen readers and pointers; empty: only drawing.
    pub title: String,
    /// Whether one line runs around all shapes together.
    pub outlined: bool,
    pub shapes: Vec<Shape>,
}

impl Layer {
    pub fn new(class: &str, outlined: bool, shapes: Vec<Shape>) -> Self {
        Self { class: class.to_owned(), title: String::new(), outlined, shapes }
    }

    pub fn titled(class: &str, title: &str, shapes: Vec<Shape>) -> Self {
        Self { class: class.to_owned(), title: title.to_owned(), outlined: false, shapes }
    }

    /// Writes it. An outlined layer is one path whose fill covers its stroke, so that the line shows only at the outer edge.
    pub fn write(&self, svg: &mut Svg, paper: Paper) {
        svg.open("g", &[("class", self.class.clone())]);
        if !self.title.is_empty() && !svg.is_inline() {
            svg.words("title", &[], &self.title);
        }
        if self.outlined {
            let parts: Vec<String> = self.shapes.iter().map(|s| s.wound().path(paper)).collect();
            svg.empty("path", &[("class", "skin".to_owned()), ("d", parts.concat())]);
        } else {
            // Within a page neighbours of one class are one path: fewer elements, fewer bytes.
            let joined = |a: &Shape, b: &Shape| svg.is_inline() && a.class == b.class;
            let runs: Vec<&[Shape]> = self.shapes.chunk_by(joined).collect();
            for run in runs {
                let class = ("class", run[0].class.to_owned());
                let paths: Vec<String> =
                    run.iter().map(|s| s.wound_if_closed(run.len() == 1).path(paper)).collect();
                svg.empty("path", &[class, ("d", paths.concat())]);
            }
        }
        svg.close("g");
    }
}

/// A box around points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bounds {
    pub low: P,
    pub high: P,
}

impl Bounds {
    /// Around the points of all layers; `None` without points.
    pub fn of<'l>(layers: impl IntoIterator<Item = &'l Layer>) -> Option<Self> {
        let points = layers.into_iter().flat_map(|l| &l.shapes).flat_map(|s| &s.points);
        points.fold(None, |bounds: Option<Self>, p| {
            let Bounds { low, high } = bounds.unwrap_or(Self { low: *p, high: *p });
            Some(Self {
                low: P::new(low.x.min(p.x), low.y.min(p.y)),
                high: P::new(high.x.max(p.x), high.y.max(p.y)),
            })
        })
    }
}
