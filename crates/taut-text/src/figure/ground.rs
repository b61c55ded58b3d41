//! What the person rests on: floor, seat, mat, blocks, a wall.

use super::layer::{Bounds, Join, Layer, Shape};
use super::plane::P;
use super::scene::{Block, Scene, Side, Support};
use super::view::View;

/// The layer behind everything else, from the outlines of the person.
pub(crate) fn layer(scene: &Scene, view: &View, person: &[Layer]) -> Layer {
    let mut shapes = Vec::new();
    let Some(all) = Bounds::of(person) else { return Layer::new("ground", false, shapes) };
    let s = view.size;
    if scene.support == Support::Side {
        let (low, high) = (all.low, all.high);
        let wide = 0.10 * s;
        shapes.push(rectangle("mat", [low.x - wide, low.y - wide], [high.x + wide, high.y + wide]));
        return Layer::new("ground", false, shapes);
    }
    let floor = all.low.y;
    let flat = |p| view.flat(p);
    let leg = match scene.working {
        Side::Right => &scene.person.right,
        Side::Left => &scene.person.left,
    };
    let hips = flat(scene.person.right.hip).towards(flat(scene.person.left.hip), 0.5);
    if scene.support == Support::Seat {
        let top = hips.y - 0.096 * s;
        let ahead = view.facing;
        let ends = [hips.x - 0.26 * s * ahead, hips.x + 0.24 * s * ahead];
        // A seat at the height of the floor is only a mat.
        if top - floor > 0.12 * s {
            chair(&mut shapes, ends, top, floor, s);
        }
    }
    for block in &scene.blocks {
        match block {
            Block::Heel => {
                let foot = [leg.heel, leg.ankle, leg.ball, leg.toe].map(flat);
                let top = foot.iter().fold(f64::INFINITY, |low, p| low.min(p.y)) - 0.022 * s;
                let (from, to) = (foot[0].x - 0.14 * s, foot[0].x + 0.14 * s);
                chair(&mut shapes, [from, to], top, floor, s);
            }
            Block::Calves => {
                let (knee, ankle) = (flat(leg.knee), flat(leg.ankle));
                let top = knee.y.min(ankle.y) - 0.062 * s;
                let inset = 0.06 * s * (ankle.x - knee.x).signum();
                chair(&mut shapes, [knee.x + inset, ankle.x + inset], top, floor, s);
            }
            Block::UpperBack => {
                let chest = view.frame(&scene.person.chest);
                let neck = flat(scene.person.neck.at);
                let top = chest.point(-0.076, 0.0).y;
                let ends =
                    [chest.at.x - 0.06 * s, neck.x + 0.10 * s * (neck.x - chest.at.x).signum()];
                chair(&mut shapes, ends, top, floor, s);
            }
            Block::Trunk => {
                let (chest, waist) =
                    (view.frame(&scene.person.chest), view.frame(&scene.person.waist));
                let top = chest.point(0.158, 0.0).y.min(waist.point(0.132, 0.0).y);
                let head = flat(scene.person.head.at);
                chair(&mut shapes, [hips.x, head.x], top, floor, s);
            }
            Block::Wall => {
                let sole = [leg.heel, leg.ball, leg.toe].map(flat);
                let side = (sole[0].x - hips.x).signum();
                let x = sole.iter().fold(f64::NEG_INFINITY, |far, p| far.max(p.x * side)) * side;
                let (near, far) = (x + 0.012 * s * side, x + 0.062 * s * side);
                let top = all.high.y.max(floor + 0.9 * s);
                shapes.push(rectangle("block", [near, floor], [far, top]));
            }
        }
    }
    let reach = 0.12 * s;
    let (from, to) = (P::new(all.low.x - reach, floor), P::new(all.high.x + reach, floor));
    shapes.push(Shape::new(Join::Straight, "floor", vec![from, to]));
    Layer::new("ground", false, shapes)
}

/// A board on two posts, or a block where it is too low for posts.
fn chair(shapes: &mut Vec<Shape>, ends: [f64; 2], top: f64, floor: f64, s: f64) {
    let (low, high) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
    let board = 0.045 * s;
    if top - floor < 0.03 * s {
        return;
    }
    if top - floor < 2.5 * board {
        shapes.push(rectangle("block", [low, floor], [high, top]));
        return;
    }
    shapes.push(rectangle("block", [low, top - board], [high, top]));
    let post = 0.035 * s;
    for x in [low + 0.02 * s, high - 0.02 * s - post] {
        shapes.push(rectangle("block", [x, floor], [x + post, top - board]));
    }
}

fn rectangle(class: &'static str, low: [f64; 2], high: [f64; 2]) -> Shape {
    let corners = [(low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1])];
    Shape::new(Join::Plate, class, corners.map(|(x, y)| P::new(x, y)).to_vec())
}
