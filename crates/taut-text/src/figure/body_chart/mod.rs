//! The body chart: a person from the front and from behind, in regions that can be shaded; shading is hatched, not only coloured.

mod outline;

use taut_knowledge::regions::{Area, RegionId, View};
use taut_knowledge::{Knowledge, Side};

use super::begin;
use super::plane::{P, Paper, Pen};
use super::svg::{Form, Svg, number};

/// Units of the drawing a half per cent of the height, and half the width of a picture in half per cents.
const SCALE: f64 = 4.0;
const HALF: f64 = 46.0;
const TOP: f64 = 3.0;
/// Height of the picture from the front, and from behind with the soles, in half per cents.
const HEIGHTS: [f64; 2] = [208.0, 242.0];
const AREA: &str = "chart-region";

/// A region on the chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartRegion {
    /// Which region, on which side.
    pub id: RegionId,
    /// Its key for forms, also its `data-region`.
    pub key: String,
    /// Its name with its side.
    pub name: String,
    /// From where it is seen; a region may be seen from both.
    pub views: Vec<View>,
    /// Its outlines as path data in units of the pictures, in the order of `views`.
    pub outlines: Vec<String>,
    /// Is it shaded?
    pub shaded: bool,
}

/// The body chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyChart {
    /// The person from the front, as SVG.
    pub front: String,
    /// The person from behind, as SVG.
    pub back: String,
    /// Regions in the order of their list, right before left.
    pub regions: Vec<ChartRegion>,
}

/// The chart with these regions shaded. Each region is a path with the class `chart-region`, the key as `data-region`, and
/// `shaded` as a further class; a page may set that class itself. What a picture shows is said in its `desc`.
#[must_use]
pub fn body_chart_figure(
    knowledge: &Knowledge,
    shaded: &[RegionId],
    language: &str,
    form: &Form,
) -> BodyChart {
    let regions: Vec<ChartRegion> =
        knowledge.region_ids().map(|id| chart_region(knowledge, id, shaded, language)).collect();
    let picture = |view| picture(knowledge, &regions, view, language, form);
    let (front, back) = (picture(View::Front), picture(View::Back));
    BodyChart { front, back, regions }
}

/// The name of a region with its side.
#[must_use]
pub fn region_name(knowledge: &Knowledge, id: RegionId, language: &str) -> String {
    let name = knowledge.region(id).name(language);
    let key = match id.side {
        Side::Left => "left_of",
        Side::Right => "right_of",
        Side::Both | Side::Unstated => return name.to_owned(),
    };
    label(knowledge, key, language).replace("{name}", name)
}

fn label<'k>(knowledge: &'k Knowledge, key: &str, language: &str) -> &'k str {
    knowledge.label("figures", key, language).unwrap_or_default()
}

fn chart_region(
    knowledge: &Knowledge,
    id: RegionId,
    shaded: &[RegionId],
    language: &str,
) -> ChartRegion {
    let areas = &knowledge.region(id).areas;
    ChartRegion {
        id,
        key: knowledge.region_key(id),
        name: region_name(knowledge, id, language),
        views: areas.iter().map(|area| area.view).collect(),
        outlines: areas.iter().map(|area| region_path(area, id.side)).collect(),
        shaded: shaded.contains(&id),
    }
}

/// Which way the person's own side lies in the picture: seen from the front, their right is on the left.
fn way(view: View, side: Side) -> f64 {
    match (view, side) {
        (View::Front, Side::Right) | (View::Back, Side::Left) => -1.0,
        _ => 1.0,
    }
}

/// Where a corner lies in the picture, before it is scaled: y upwards.
fn place([out, down]: [f64; 2], way: f64) -> P {
    P::new(way * out, -down)
}

fn paper(pen: Pen) -> Paper {
    Paper { scale: SCALE, left: -HALF, top: TOP, pen }
}

fn region_path(area: &Area, side: Side) -> String {
    let one = way(area.view, side);
    let mut points: Vec<P> = area.corners.iter().map(|c| place(*c, one)).collect();
    if side == Side::Unstated {
        points.extend(area.corners.iter().rev().map(|c| place(*c, -one)));
        points.dedup();
    }
    format!("{}Z", paper(Pen::Plain).line(&points))
}

/// The outline of the person, and the soles where they are seen.
fn person_path(view: View, pen: Pen) -> String {
    let paper = paper(pen);
    let half = outline::PERSON.iter();
    let mut points: Vec<P> = half.clone().map(|c| place(*c, 1.0)).collect();
    points.extend(half.skip(1).rev().map(|c| place(*c, -1.0)));
    let mut path = paper.curve(&points, true);
    if view == View::Back {
        for side in [1.0, -1.0] {
            let sole: Vec<P> = outline::SOLE.iter().map(|c| place(*c, side)).collect();
            path += &paper.curve(&sole, true);
        }
    }
    path
}

fn picture(
    knowledge: &Knowledge,
    regions: &[ChartRegion],
    view: View,
    language: &str,
    form: &Form,
) -> String {
    let (word, key, high) = match view {
        View::Front => ("front", "front_view", HEIGHTS[0]),
        View::Back => ("back", "back_view", HEIGHTS[1]),
    };
    let form = match form {
        Form::File => Form::File,
        Form::Inline { prefix } => Form::inline(&format!("{prefix}-{word}")),
    };
    let mut out = Svg::new(&form);
    let title = format!(
        "{}: {}",
        label(knowledge, "chart_title", language),
        label(knowledge, key, language)
    );
    begin(
        &mut out,
        (2.0 * HALF * SCALE, high * SCALE),
        &title,
        &said(knowledge, regions, language),
    );
    if !out.is_inline() {
        out.raw("style", &super::style::CHART.of_file());
    }
    let person = person_path(view, if out.is_inline() { Pen::Short } else { Pen::Plain });
    let [clip, hatch] = ["person", "hatch"].map(|name| out.form().id(name));
    definitions(&mut out, &person, &clip, &hatch);
    out.empty("path", &[("class", "skin".to_owned()), ("d", person)]);
    out.open("g", &[("clip-path", format!("url(#{clip})"))]);
    for region in regions {
        let seen = region.views.iter().zip(&region.outlines).filter(|(seen, _)| **seen == view);
        for (_, outline) in seen {
            let class = if region.shaded { format!("{AREA} shaded") } else { AREA.to_owned() };
            let attributes = [
                ("class", class),
                ("data-region", region.key.clone()),
                ("fill", format!("url(#{hatch})")),
                ("d", outline.clone()),
            ];
            out.open("path", &attributes);
            out.words("title", &[], &region.name);
            out.close("path");
        }
    }
    out.close("g");
    sides(&mut out, knowledge, view, language);
    out.close("svg");
    out.finish()
}

/// What is shaded, in words.
fn said(knowledge: &Knowledge, regions: &[ChartRegion], language: &str) -> String {
    let places: Vec<&str> =
        regions.iter().filter(|region| region.shaded).map(|region| region.name.as_str()).collect();
    if places.is_empty() {
        return label(knowledge, "chart_none", language).to_owned();
    }
    label(knowledge, "chart_shaded", language).replace("{places}", &places.join("; "))
}

fn definitions(out: &mut Svg, person: &str, clip: &str, hatch: &str) {
    out.open("defs", &[]);
    out.open("clipPath", &[("id", clip.to_owned())]);
    out.empty("path", &[("d", person.to_owned())]);
    out.close("clipPath");
    let pattern = [
        ("id", hatch.to_owned()),
        ("patternUnits", "userSpaceOnUse".to_owned()),
        ("width", "7".to_owned()),
        ("height", "7".to_owned()),
        ("patternTransform", "rotate(45)".to_owned()),
    ];
    out.open("pattern", &pattern);
    let size = [("width", "7".to_owned()), ("height", "7".to_owned())];
    let [wide, high] = size;
    out.empty("rect", &[("class", "hatch-ground".to_owned()), wide, high]);
    out.empty("path", &[("class", "hatch".to_owned()), ("d", "M0 0V7".to_owned())]);
    out.close("pattern");
    out.close("defs");
}

/// Right and left of the person, beside the head.
fn sides(out: &mut Svg, knowledge: &Knowledge, view: View, language: &str) {
    for (side, key) in [(Side::Right, "right"), (Side::Left, "left")] {
        let words = knowledge.label("common", key, language).unwrap_or_default();
        let x = (HALF + way(view, side) * 30.0) * SCALE;
        let at = [("class", "side".to_owned()), ("x", number(x)), ("y", number(18.0 * SCALE))];
        out.words("text", &at, words);
    }
}
