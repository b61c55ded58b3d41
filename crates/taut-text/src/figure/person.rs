//! The person: trunk, head, limbs, and the bones that are shown through them.

use super::layer::{Join, Layer, Shape};
use super::plane::{P, Station, outline};
use super::scene::{Hands, Leg, Scene, Side};
use super::view::{Frame, View};

/// The layers behind the coloured paths, from far to near.
pub(crate) fn layers(scene: &Scene, view: &View) -> Vec<Layer> {
    let person = &scene.person;
    let (near, far) = match scene.working {
        Side::Right => (&person.right, &person.left),
        Side::Left => (&person.left, &person.right),
    };
    let spine = Spine::of(scene, view);
    let mut skin = trunk(view, &spine);
    skin.extend(leg(near, view));
    let mut bones = leg_bones(near, view);
    bones.extend(trunk_bones(&spine));
    let (arm, strap) = arm(scene, view, &spine);
    vec![
        Layer::new("person far", true, leg(far, view)),
        Layer::new("bones far", false, leg_bones(far, view)),
        Layer::new("person", true, skin),
        Layer::new("bones", false, bones),
        Layer::new("strap", false, strap),
        Layer::new("person arm", true, arm),
    ]
}

/// Frames along the spine.
struct Spine {
    pelvis: Frame,
    hips: P,
    lumbar: Vec<Frame>,
    waist: Frame,
    chest: Frame,
    neck: Frame,
    head: Frame,
}

impl Spine {
    fn of(scene: &Scene, view: &View) -> Self {
        let person = &scene.person;
        let hips = view.flat(person.right.hip).towards(view.flat(person.left.hip), 0.5);
        Self {
            pelvis: view.frame(&person.pelvis),
            hips,
            lumbar: person.lumbar.iter().map(|v| view.frame(v)).collect(),
            waist: view.frame(&person.waist),
            chest: view.frame(&person.chest),
            neck: view.frame(&person.neck),
            head: view.frame(&person.head),
        }
    }

    /// A frame of the upper spine: 0 at the waist, 1 at the chest, 2 at the base of the neck.
    fn upper(&self, along: f64) -> Frame {
        // A parabola through the three places, so that the back is round.
        let (a, b, c) = (self.waist.at, self.chest.at, self.neck.at);
        let (u, v, w) = (
            0.5 * (along - 1.0) * (along - 2.0),
            along * (2.0 - along),
            0.5 * along * (along - 1.0),
        );
        let at = a.times(u).plus(b.times(v)).plus(c.times(w));
        let frame = if along < 1.0 {
            self.waist.towards(&self.chest, along)
        } else {
            self.chest.towards(&self.neck, along - 1.0)
        };
        Frame { at, ..frame }
    }
}

fn leg(leg: &Leg, view: &View) -> Vec<Shape> {
    let [hip, knee, ankle] = [leg.hip, leg.knee, leg.ankle].map(|p| view.flat(p));
    // Share of the way, thickness in front and behind, for an average body in metres.
    let thigh = [
        (0.0, 0.082, 0.082),
        (0.2, 0.084, 0.080),
        (0.5, 0.076, 0.070),
        (0.78, 0.062, 0.056),
        (1.0, 0.054, 0.050),
    ];
    let shin = [
        (0.0, 0.053, 0.050),
        (0.25, 0.046, 0.062),
        (0.5, 0.040, 0.054),
        (0.78, 0.034, 0.037),
        (0.93, 0.031, 0.036),
    ];
    vec![
        limb(hip, knee, &thigh, view),
        limb(knee, ankle, &shin, view),
        Shape::round("skin", knee, 0.054 * view.size),
        foot(leg, view),
    ]
}

fn limb(from: P, to: P, profile: &[(f64, f64, f64)], view: &View) -> Shape {
    let station = |(share, front, back): &(f64, f64, f64)| {
        let (front, back) = (front * view.size, back * view.size);
        let (left, right) = if view.facing > 0.0 { (front, back) } else { (back, front) };
        Station { at: from.towards(to, *share), left, right }
    };
    let stations: Vec<Station> = profile.iter().map(station).collect();
    Shape::new(Join::Soft, "skin", outline(&stations))
}

fn foot(leg: &Leg, view: &View) -> Shape {
    let [ankle, heel, ball, toe] = [leg.ankle, leg.heel, leg.ball, leg.toe].map(|p| view.flat(p));
    let along = ball.minus(heel).unit_or(P::new(1.0, 0.0));
    let up = along.left().times(view.facing);
    let toes = toe.minus(ball).unit_or(along);
    let lift = toes.left().times(view.facing);
    let s = view.size;
    let off =
        |p: P, ahead: f64, above: f64| p.plus(along.times(ahead * s)).plus(up.times(above * s));
    let points = vec![
        off(ankle, -0.036, 0.01),
        off(heel, -0.022, 0.035),
        off(heel, -0.012, 0.004),
        off(heel, 0.03, 0.0),
        off(heel.towards(ball, 0.55), 0.0, 0.012),
        off(ball, -0.005, 0.0),
        toe.plus(toes.times(-0.01 * s)),
        toe.plus(toes.times(0.006 * s)).plus(lift.times(0.012 * s)),
        toe.plus(lift.times(0.026 * s)).plus(toes.times(-0.02 * s)),
        off(ball, -0.005, 0.052),
        off(ankle, 0.048, -0.016),
        off(ankle, 0.033, 0.012),
    ];
    Shape::new(Join::Soft, "skin", points)
}

fn trunk(view: &View, spine: &Spine) -> Vec<Shape> {
    let lumbar = |share: f64| {
        let last = spine.lumbar.len() - 1;
        spine.lumbar[(share * last as f64).round() as usize]
    };
    let hips = Frame { at: spine.hips, ..spine.pelvis };
    // Frames from the seat to the neck, depth in front of and behind the middle of the spine.
    let rows: Vec<(Frame, f64, f64)> = vec![
        (Frame { at: hips.point(0.0, -0.055), ..hips }, 0.055, 0.075),
        (Frame { at: hips.point(0.0, 0.0), ..hips }, 0.082, 0.125),
        (Frame { at: spine.pelvis.point(-0.085, 0.005), ..hips }, 0.112, 0.090),
        (lumbar(0.5), 0.124, 0.056),
        (spine.waist, 0.132, 0.060),
        (spine.upper(0.6), 0.152, 0.070),
        (spine.upper(1.1), 0.156, 0.074),
        (spine.upper(1.5), 0.130, 0.072),
        (spine.upper(1.8), 0.072, 0.062),
    ];
    let mut points: Vec<P> = rows.iter().map(|(f, front, _)| f.point(*front, 0.0)).collect();
    points.extend(rows.iter().rev().map(|(f, _, back)| f.point(-back, 0.0)));
    let chin = spine.head.point(-0.012, -0.06);
    let neck =
        [(0.0, 0.066, 0.060), (0.35, 0.056, 0.054), (0.7, 0.050, 0.050), (1.0, 0.050, 0.050)];
    let head = [
        (0.0, 0.116),
        (0.055, 0.098),
        (0.084, 0.052),
        (0.090, 0.018),
        (0.112, -0.022),
        (0.094, -0.034),
        (0.096, -0.058),
        (0.084, -0.096),
        (0.030, -0.092),
        (-0.050, -0.068),
        (-0.094, -0.010),
        (-0.098, 0.045),
        (-0.060, 0.098),
    ];
    let seat = Shape::round("skin", hips.point(-0.034, 0.002), 0.096 * view.size);
    vec![
        Shape::new(Join::Soft, "skin", points),
        limb(spine.upper(1.72).at, chin, &neck, view),
        Shape::new(Join::Soft, "skin", spine.head.points(&head)),
        seat,
    ]
}

fn plate(frame: &Frame, depth: f64, height: f64) -> Shape {
    let (d, h) = (0.5 * depth, 0.5 * height);
    let corners = [(-d, -h), (-0.4 * d, -0.8 * h), (0.4 * d, -0.8 * h), (d, -h)];
    let top = [(d, h), (0.4 * d, 0.8 * h), (-0.4 * d, 0.8 * h), (-d, h)];
    let mut points = frame.points(&corners);
    points.extend(frame.points(&top));
    Shape::new(Join::Plate, "bone", points)
}

fn process(frame: &Frame, depth: f64, reach: f64) -> Shape {
    let points = frame.points(&[
        (-0.5 * depth - 0.006, 0.004),
        (-0.5 * depth - reach, -0.006),
        (-0.5 * depth - reach, -0.016),
        (-0.5 * depth - 0.006, -0.008),
    ]);
    Shape::new(Join::Plate, "bone", points)
}

fn trunk_bones(spine: &Spine) -> Vec<Shape> {
    let mut out = Vec::new();
    // The sacrum hangs from the lowest lumbar vertebra, the hip bone from the pelvis.
    let base = spine.lumbar[0];
    let sacrum = Frame { at: base.at, ..spine.pelvis };
    let wedge = [
        (0.020, -0.022),
        (-0.016, -0.018),
        (-0.052, -0.070),
        (-0.062, -0.115),
        (-0.046, -0.140),
        (-0.040, -0.112),
        (-0.022, -0.070),
    ];
    out.push(Shape::new(Join::Soft, "bone", sacrum.points(&wedge)));
    let hip_bone = [
        (0.0, 0.0),
        (-0.030, 0.046),
        (-0.085, 0.066),
        (-0.132, 0.040),
        (-0.143, 0.006),
        (-0.112, -0.026),
        (-0.122, -0.062),
        (-0.132, -0.100),
        (-0.108, -0.124),
        (-0.060, -0.112),
        (-0.012, -0.098),
        (-0.002, -0.074),
        (-0.030, -0.040),
    ];
    out.push(Shape::new(Join::Soft, "bone", spine.pelvis.points(&hip_bone)));
    for vertebra in &spine.lumbar {
        out.push(process(vertebra, 0.036, 0.036));
        out.push(plate(vertebra, 0.036, 0.028));
    }
    for i in 0..12 {
        let vertebra = spine.upper(2.0 * f64::from(i) / 12.0);
        out.push(process(&vertebra, 0.030, 0.032));
        out.push(plate(&vertebra, 0.030, 0.021));
    }
    let skull = Frame { at: spine.head.point(-0.03, -0.055), ..spine.head };
    for i in 0..7 {
        let vertebra = spine.neck.towards(&skull, (f64::from(i) + 0.2) / 7.0);
        out.push(plate(&vertebra, 0.024, 0.012));
    }
    out
}

fn leg_bones(leg: &Leg, view: &View) -> Vec<Shape> {
    let [hip, knee, ankle] = [leg.hip, leg.knee, leg.ankle].map(|p| view.flat(p));
    let even = |from: P, to: P, ends: f64, shaft: f64| {
        let profile =
            [(0.0, ends, ends), (0.12, shaft, shaft), (0.85, shaft, shaft), (1.0, ends, ends)];
        Shape { class: "bone", ..limb(from, to, &profile, view) }
    };
    vec![even(hip, knee, 0.022, 0.011), even(knee, ankle, 0.020, 0.009)]
}

/// The near arm, and a strap where the hands cannot reach the foot.
fn arm(scene: &Scene, view: &View, spine: &Spine) -> (Vec<Shape>, Vec<Shape>) {
    const UPPER: f64 = 0.29;
    const FORE: f64 = 0.30;
    let s = view.size;
    let shoulder = spine.upper(1.72).point(0.02, 0.0);
    let working = match scene.working {
        Side::Right => &scene.person.right,
        Side::Left => &scene.person.left,
    };
    let [hip, knee, ankle, heel, ball] =
        [working.hip, working.knee, working.ankle, working.heel, working.ball]
            .map(|p| view.flat(p));
    let down = spine.chest.up.times(-1.0);
    let target = match scene.hands {
        Hands::Beside => {
            let way = down.towards(spine.chest.forward, 0.12).unit_or(down);
            shoulder.plus(way.times(0.58 * s))
        }
        Hands::Hanging => shoulder.plus(P::new(0.0, -0.57 * s)),
        Hands::Foot | Hands::Strap => ankle.towards(heel.towards(ball, 0.7), 0.8),
        Hands::Thigh => {
            let behind = knee.minus(hip).unit_or(down).left().times(-view.facing * 0.08 * s);
            hip.towards(knee, 0.72).plus(behind)
        }
        Hands::Floor => {
            let feet = [&scene.person.right, &scene.person.left];
            let points = feet.into_iter().flat_map(|l| [l.knee, l.heel, l.toe]);
            let floor = points.map(|p| view.flat(p).y).fold(f64::INFINITY, f64::min);
            P::new(shoulder.x, floor.max(shoulder.y - 0.585 * s))
        }
        Hands::Front => {
            shoulder.plus(spine.chest.forward.times(0.34 * s)).plus(down.times(0.2 * s))
        }
    };
    // Two rods between shoulder and hand: the elbow is where circles around both ends meet, on the far side of the front.
    let span = target.minus(shoulder);
    let reach = span.length().clamp(0.08 * s, (UPPER + FORE) * s * 0.995);
    let way = span.unit_or(down);
    let (a, b) = (UPPER * s, FORE * s);
    let along = ((a * a - b * b + reach * reach) / (2.0 * reach)).clamp(-a, a);
    let aside = (a * a - along * along).max(0.0).sqrt();
    let bend = way.left().times(-view.facing);
    let elbow = shoulder.plus(way.times(along)).plus(bend.times(aside));
    let hand = shoulder.plus(way.times(reach));
    let upper = [(0.0, 0.044, 0.044), (0.5, 0.040, 0.040), (1.0, 0.034, 0.034)];
    let fore =
        [(0.0, 0.034, 0.034), (0.3, 0.034, 0.034), (0.8, 0.022, 0.022), (0.97, 0.026, 0.026)];
    let sole = heel.towards(ball, 0.6);
    let strap = match scene.hands {
        Hands::Strap if span.length() > 1.05 * reach => {
            vec![Shape::new(Join::Straight, "band", vec![hand, sole])]
        }
        _ => Vec::new(),
    };
    let arm = vec![
        limb(shoulder, elbow, &upper, view),
        limb(elbow, hand, &fore, view),
        Shape::round("skin", elbow, 0.034 * s),
    ];
    (arm, strap)
}
