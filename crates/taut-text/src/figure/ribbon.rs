//! Muscles and nerve as ribbons whose colour, fibres and width tell their level.

use super::layer::{Join, Layer, Shape};
use super::plane::{P, Station, outline, resampled};
use super::scene::{Level, Muscle, NervePiece, Scene, Side};
use super::view::View;

/// Half the thickness of a drawn tendon and of a belly, metres of an average body.
const TENDON: f64 = 0.007;
const BELLY: f64 = 0.030;
const STEPS: usize = 24;

/// Layers of the coloured paths of the far leg, and of the near leg with the cord.
pub(crate) fn layers(scene: &Scene, view: &View) -> (Vec<Layer>, Vec<Layer>) {
    let (mut far, mut near) = (Vec::new(), Vec::new());
    for muscle in &scene.muscles {
        let to = if muscle.side == scene.working { &mut near } else { &mut far };
        to.push(belly(muscle, scene.working, view));
    }
    for piece in &scene.nerve {
        let on_far = piece.side.is_some_and(|side| side != scene.working);
        let to = if on_far { &mut far } else { &mut near };
        to.push(nerve(piece, on_far, view));
    }
    (far, near)
}

/// Half the thickness of a muscle at a share of its length: tendons at both ends, a belly between them.
fn thickness(share: f64) -> f64 {
    let inside = ((share - 0.10) / 0.75).clamp(0.0, 1.0);
    // A parabola's square: smooth at both ends of the belly.
    let hump = 4.0 * inside * (1.0 - inside);
    TENDON + (BELLY - TENDON) * hump * hump.sqrt()
}

pub(crate) fn belly(muscle: &Muscle, working: Side, view: &View) -> Layer {
    let flat: Vec<P> = muscle.path.iter().map(|p| view.flat(*p)).collect();
    let points = resampled(&flat, STEPS + 1);
    let share = |i: usize| i as f64 / STEPS as f64;
    let half = |i: usize| thickness(share(i)) * view.size;
    let station = |(i, at): (usize, &P)| Station { at: *at, left: half(i), right: half(i) };
    let stations: Vec<Station> = points.iter().enumerate().map(station).collect();
    let mut shapes = vec![Shape::new(Join::Soft, "belly", outline(&stations))];
    let lines = match muscle.level {
        Level::Slack => 0,
        Level::Little => 1,
        Level::More => 2,
        Level::Most => 3,
    };
    for line in 0..lines {
        // Evenly spread between the edges.
        let offset = 2.0 * f64::from(line + 1) / f64::from(lines + 1) - 1.0;
        let fibre = (4..=STEPS - 5).map(|i| {
            let way = points[i + 1].minus(points[i - 1]).unit_or(P::new(1.0, 0.0));
            points[i].plus(way.left().times(offset * half(i)))
        });
        shapes.push(Shape::new(Join::Thread, "fibre", fibre.collect()));
    }
    let far = if muscle.side == working { "" } else { " far" };
    let class = format!("muscle {}{far}", muscle.level.class());
    Layer::titled(&class, &format!("{}: {}", muscle.name, muscle.level.words()), shapes)
}

pub(crate) fn nerve(piece: &NervePiece, far: bool, view: &View) -> Layer {
    let points: Vec<P> = piece.path.iter().map(|p| view.flat(*p)).collect();
    let casing = Shape::new(Join::Thread, "casing", points.clone());
    let core = Shape::new(Join::Thread, "core", points);
    let far = if far { " far" } else { "" };
    let class = format!("nerve {}{far}", piece.level.class());
    let title = format!("nerve, {}: {}", piece.place, piece.level.words());
    Layer::titled(&class, &title, vec![casing, core])
}
