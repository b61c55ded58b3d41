//! Two points with two cylinders between them, in lanes: each cylinder is tried again with the other one's tangent points as
//! ends until nothing moves, as in `wrap::route`.

use pulp::Simd;

use super::lanes::{Lanes, Mask, Vector, dot, minus};
use super::paths::Double;
use super::scene::{Scene, local, outside, ray};
use crate::wrap::{MOST_PASSES, STILL};

/// One of the two cylinders on the path, in the ground frame.
#[derive(Clone, Copy)]
struct On<S: Simd> {
    there: Mask<S>,
    left: Mask<S>,
    entry: Vector<S>,
    exit: Vector<S>,
    arc: Lanes<S>,
}

/// Length of the way, its arms added to `arms`.
#[inline(always)]
pub fn double<S: Simd>(scene: &Scene<'_, S>, way: &Double, arms: &mut [S::f64s]) -> Lanes<S> {
    let (p, q) = (scene.point(way.from), scene.point(way.to));
    let zero = p[0].same(0.0);
    let no = Mask::all(zero, false);
    let mut on = [On { there: no, left: no, entry: p, exit: q, arc: zero }; 2];
    // Whether the first cylinder comes before the second one on the way.
    let mut first_before = no;
    let mut moving = no.not();
    for _ in 0..MOST_PASSES {
        let before = on;
        for this in 0..2 {
            let (new, after) = again(scene, way, this, on[1 - this], p, q);
            on[this] = pick(moving, new, on[this]);
            let now = if this == 0 { after.not() } else { after };
            first_before = moving.and(now).or(moving.not().and(first_before));
        }
        moving = moving.and(moved(before[0], on[0]).or(moved(before[1], on[1])));
        if !moving.any() {
            break;
        }
        slide(scene, way, &mut on, first_before, moving, (p, q));
    }
    finish(scene, way, on, first_before, arms)
}

/// Where both cylinders are on the way, moves their tangent points until they stand still, sides and order held.
#[inline(always)]
fn slide<S: Simd>(
    scene: &Scene<'_, S>,
    way: &Double,
    on: &mut [On<S>; 2],
    first_before: Mask<S>,
    moving: Mask<S>,
    (p, q): (Vector<S>, Vector<S>),
) {
    let mut sliding = moving.and(on[0].there).and(on[1].there);
    if !sliding.any() {
        return;
    }
    for _ in 0..MOST_PASSES {
        let before = *on;
        for this in 0..2 {
            let (surface, drum) = &way.drums[this];
            let (axes, origin) = scene.surface(*surface);
            let other = on[1 - this];
            let is_first = if this == 0 { first_before } else { first_before.not() };
            let start = local(&axes, origin, is_first.pick_vector(p, other.exit));
            let end = local(&axes, origin, is_first.pick_vector(other.entry, q));
            let new = drum.way(start, end, on[this].left);
            let (entry, exit) =
                (outside(&axes, origin, new.entry), outside(&axes, origin, new.exit));
            on[this].entry = sliding.pick_vector(entry, on[this].entry);
            on[this].exit = sliding.pick_vector(exit, on[this].exit);
            on[this].arc = sliding.pick(new.arc, on[this].arc);
        }
        sliding = sliding.and(moved(before[0], on[0]).or(moved(before[1], on[1])));
        if !sliding.any() {
            return;
        }
    }
}

/// One cylinder tried on the piece before the other one, then on that after it; and where it took the latter.
#[inline(always)]
fn again<S: Simd>(
    scene: &Scene<'_, S>,
    way: &Double,
    this: usize,
    other: On<S>,
    p: Vector<S>,
    q: Vector<S>,
) -> (On<S>, Mask<S>) {
    let (surface, drum) = &way.drums[this];
    let (axes, origin) = scene.surface(*surface);
    let (start, end) = (local(&axes, origin, p), local(&axes, origin, q));
    let (entry, exit) = (local(&axes, origin, other.entry), local(&axes, origin, other.exit));
    let until = other.there.pick_vector(entry, end);
    let one = drum.attempt(start, until);
    let two = drum.attempt(exit, end);
    let cheaper = cost(two.way.whole, exit, end).below(cost(one.way.whole, start, until));
    let better = two.must.or(two.may.and(one.may.not().or(cheaper)));
    let second = other.there.and(one.must.not()).and(better);
    let there = one.must.or(one.may).or(second);
    let on = On {
        there,
        left: second.and(two.left).or(second.not().and(one.left)),
        entry: outside(&axes, origin, second.pick_vector(two.way.entry, one.way.entry)),
        exit: outside(&axes, origin, second.pick_vector(two.way.exit, one.way.exit)),
        arc: second.pick(two.way.arc, one.way.arc),
    };
    (on, second)
}

/// How much longer a way is than the straight line.
#[inline(always)]
fn cost<S: Simd>(whole: Lanes<S>, a: Vector<S>, b: Vector<S>) -> Lanes<S> {
    let d = minus(b, a);
    whole - dot(d, d).sqrt()
}

#[inline(always)]
fn pick<S: Simd>(mask: Mask<S>, yes: On<S>, no: On<S>) -> On<S> {
    On {
        there: mask.and(yes.there).or(mask.not().and(no.there)),
        left: mask.and(yes.left).or(mask.not().and(no.left)),
        entry: mask.pick_vector(yes.entry, no.entry),
        exit: mask.pick_vector(yes.exit, no.exit),
        arc: mask.pick(yes.arc, no.arc),
    }
}

/// Where a cylinder came, went, or has tangent points that did not stand still.
#[inline(always)]
fn moved<S: Simd>(before: On<S>, after: On<S>) -> Mask<S> {
    let still = after.arc.same(STILL);
    let mut moved = before.there.differs(after.there);
    for i in 0..3 {
        let entry = (before.entry[i] - after.entry[i]).abs().at_most(still);
        let exit = (before.exit[i] - after.exit[i]).abs().at_most(still);
        moved = moved.or(after.there.and(entry.and(exit).not()));
    }
    moved
}

#[inline(always)]
fn finish<S: Simd>(
    scene: &Scene<'_, S>,
    way: &Double,
    on: [On<S>; 2],
    first_before: Mask<S>,
    arms: &mut [S::f64s],
) -> Lanes<S> {
    let (p, q) = (scene.point(way.from), scene.point(way.to));
    let zero = p[0].same(0.0);
    let (here, there) = (on[0].there, on[1].there);
    let both = here.and(there);
    // The stop before each cylinder and after it.
    let zero_first = both.not().or(first_before);
    let from = [
        there.and(zero_first.not()).pick_vector(on[1].exit, p),
        here.and(zero_first).pick_vector(on[0].exit, p),
    ];
    let to = [
        there.and(zero_first).pick_vector(on[1].entry, q),
        here.and(zero_first.not()).pick_vector(on[0].entry, q),
    ];
    let mut sum = zero;
    let mut force = [[zero; 3]; 2];
    let mut moment = force;
    let direct = ray(p, q);
    let (mut last, mut last_moment, mut last_length) = (direct.along, direct.moment, direct.length);
    for i in 0..2 {
        let (into, out) = (ray(from[i], on[i].entry), ray(on[i].exit, to[i]));
        sum = sum + on[i].there.pick(into.length + on[i].arc, zero);
        force[i] = on[i].there.pick_vector(minus(into.along, out.along), [zero; 3]);
        moment[i] = on[i].there.pick_vector(minus(into.moment, out.moment), [zero; 3]);
        // The cylinder after which the way goes straight to its end.
        let final_one =
            if i == 0 { zero_first.not().or(there.not()) } else { zero_first.or(here.not()) };
        let closes = on[i].there.and(final_one);
        last = closes.pick_vector(out.along, last);
        last_moment = closes.pick_vector(out.moment, last_moment);
        last_length = closes.pick(out.length, last_length);
    }
    for i in 0..2 {
        scene.add(&way.on[i], force[i], moment[i], arms);
    }
    scene.add(&way.end, last, last_moment, arms);
    sum + last_length
}
