//! OpenSim 4.6 on paths with one cylinder: it does not slide the tangent points along the axis until the path is straight
//! when unrolled, but puts them where a plane through both ends and one estimated point cuts the edges of tangency. Written
//! out here from its documented steps, that rule gives OpenSim's numbers to the last digit of the tables; so all that is left
//! between OpenSim and taut is that rule, and taut's path is never longer.

use std::path::Path;

use crate::table::{Table, folder};
use crate::wrapping::gap;
use taut_body::{Model, PathValue, Placement, Pose, Route, Stop, WrapShape, read_osim};

type V = [f64; 3];

fn minus(a: V, b: V) -> V {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

fn dot(a: V, b: V) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: V, b: V) -> V {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn unit(a: V) -> V {
    let norm = dot(a, a).sqrt();
    a.map(|x| x / norm)
}

/// Heights of the two tangent points for ends `p` and `q`, tangent points `r` and `s` (at any height).
fn heights(radius: f64, p: V, q: V, r: V, s: V, far: bool) -> (f64, f64) {
    let (dp, dq) = (p[0].hypot(p[1]), q[0].hypot(q[1]));
    let t = dp / (dp + dq);
    let middle = [0, 1, 2].map(|i| p[i] + t * (q[i] - p[i]));
    let axis = [0.0, 0.0, middle[2]];
    let normal = unit(cross(unit(minus(p, axis)), unit(minus(q, axis))));
    let out = unit(cross([0.0, 0.0, 1.0], normal));
    let candidates = [1.0, -1.0].map(|sign| [0, 1, 2].map(|i| axis[i] + sign * radius * out[i]));
    let distances = candidates.map(|c| dot(minus(middle, c), minus(middle, c)));
    let apex = candidates[usize::from((distances[0] < distances[1]) == far)];
    let plane = unit(cross(unit(minus(p, apex)), unit(minus(q, apex))));
    let cut = |point: V, own: f64, other: f64| {
        if plane[2].abs() * 20.0 < 1e-5 {
            return own;
        }
        let along = plane[0] * (p[0] - point[0]) + plane[1] * (p[1] - point[1]);
        let z = p[2] + along / plane[2];
        // Beyond the end's own height, away from the other end, it stays where it was.
        if (z - own).abs() < f64::INFINITY && (z - other).abs() < (own - other).abs() {
            z
        } else {
            own
        }
    };
    (cut(r, p[2], q[2]), cut(s, q[2], p[2]))
}

/// Where the tangents of `p` touch to the left and to the right, at the height 0.
fn touches(radius: f64, p: V) -> [V; 2] {
    let (distance, towards) = (p[0].hypot(p[1]), p[1].atan2(p[0]));
    let aside = (radius / distance).acos();
    [towards + aside, towards - aside].map(|a| [radius * a.cos(), radius * a.sin(), 0.0])
}

/// Tangent points and length on the cylinder as OpenSim has them, for a way around to the left or right, in its frame.
fn around(radius: f64, p: V, q: V, left: bool) -> (V, V, f64) {
    let (from, to) = (touches(radius, p), touches(radius, q));
    let [ours, other] = if left { [0, 1] } else { [1, 0] };
    let (mut r, mut s) = (from[ours], to[other]);
    // The other way around has the smaller angle.
    let far = dot(r, s) < dot(from[other], to[ours]);
    (r[2], s[2]) = heights(radius, p, q, r, s, far);
    let sine = if left { r[0] * s[1] - r[1] * s[0] } else { r[1] * s[0] - r[0] * s[1] };
    let angle = sine.atan2(r[0] * s[0] + r[1] * s[1]).rem_euclid(std::f64::consts::TAU);
    (r, s, (radius * angle).hypot(s[2] - r[2]))
}

/// Length of a muscle with one cylinder, and the slope of its length by each coordinate with the tangent points held where
/// OpenSim puts them; `None`: it does not wrap.
fn as_opensim(model: &Model, pose: &Pose, muscle: usize, route: &Route) -> Option<(f64, Vec<f64>)> {
    let screws = model.screws(pose);
    let muscle = &model.muscles[muscle];
    let at = route.stops.iter().position(|stop| matches!(stop, Stop::Surface { .. }))?;
    let Stop::Surface { wrap, entry, .. } = route.stops[at] else { return None };
    let surface = &model.wraps[muscle.wraps[wrap].surface];
    let WrapShape::Cylinder { radius, .. } = surface.shape else { return None };
    let (inner, outer) = (&surface.mount.offset, &screws.places()[surface.mount.body]);
    let forth = |at: &Placement, v: V| [0, 1, 2].map(|i| dot(at.rotation[i], v) + at.position[i]);
    let back = |at: &Placement, v: V| {
        let v = minus(v, at.position);
        [0, 1, 2].map(|i| dot([0, 1, 2].map(|j| at.rotation[j][i]), v))
    };
    let local = |v: V| back(inner, back(outer, v));
    let (p, q) = (local(route.stops[at - 1].last()), local(route.stops[at + 1].first()));
    let touch = local(entry);
    let left = p[0] * touch[1] - p[1] * touch[0] > 0.0;
    let (r, s, arc) = around(radius, p, q, left);
    let mut pieces: Vec<(V, usize, V, usize)> = Vec::new();
    let mut before: Option<(V, usize)> = None;
    for stop in &route.stops {
        let (first, last, body) = match *stop {
            Stop::Point { point, place } => (place, place, muscle.points[point].mount.body),
            Stop::Surface { .. } => {
                let seen = |v: V| forth(outer, forth(inner, v));
                (seen(r), seen(s), surface.mount.body)
            }
        };
        if let Some((place, from)) = before {
            pieces.push((place, from, first, body));
        }
        before = Some((last, body));
    }
    let length = pieces.iter().map(|(a, _, b, _)| gap(*a, *b)).sum::<f64>() + arc;
    let slope = |coordinate: usize| {
        let piece = |(a, from, b, to): &(V, usize, V, usize)| {
            let speed = |body: &usize, place: &V| screws.twist(*body, coordinate).at(*place);
            dot(unit(minus(*b, *a)), minus(speed(to, b), speed(from, a)))
        };
        pieces.iter().map(piece).sum::<f64>()
    };
    Some((length, (0..model.coordinates.len()).map(slope).collect()))
}

/// What came of one model.
#[derive(Default, Debug)]
struct Seen {
    compared: usize,
    rule_length: f64,
    rule_arm: f64,
    longer: f64,
    shorter: f64,
}

fn compare(folder: &Path, file: &str, tag: &str) -> Seen {
    let model = read_osim(&std::fs::read(folder.join("models").join(file)).unwrap()).unwrap();
    let table = Table::read(&folder.join(format!("random_{tag}.csv")));
    let mut seen = Seen::default();
    for row in &table.rows {
        let pose = table.pose(&model, row);
        let lengths = model.lengths(&pose);
        for (m, muscle) in model.muscles.iter().enumerate() {
            let [wrap] = muscle.wraps.as_slice() else { continue };
            let WrapShape::Cylinder { .. } = model.wraps[wrap.surface].shape else { continue };
            let Some(theirs) = table.value(row, &format!("L.{}", muscle.name)) else { continue };
            let PathValue::Known(ours) = lengths[m] else { continue };
            let route = model.route(&pose, m).unwrap();
            let Some((length, slopes)) = as_opensim(&model, &pose, m, &route) else {
                assert!((ours - theirs).abs() < 1e-8, "{}: {ours} {theirs}", muscle.name);
                continue;
            };
            seen.compared += 1;
            seen.rule_length = seen.rule_length.max((length - theirs).abs());
            seen.longer = seen.longer.max(ours - theirs);
            seen.shorter = seen.shorter.max(theirs - ours);
            for (q, coordinate) in model.coordinates.iter().enumerate() {
                let name = format!("R.{}.{}", muscle.name, coordinate.name);
                if let Some(theirs) = table.value(row, &name) {
                    seen.rule_arm = seen.rule_arm.max((slopes[q] + theirs).abs());
                }
            }
        }
    }
    println!("{file}: {seen:?}");
    seen
}

#[test]
fn with_its_rule_for_tangent_points_opensim_is_reproduced() {
    let Some(folder) = folder() else { return };
    for (file, tag, least) in [
        ("opencap/LaiUhlrich2022.osim", "laiuhlrich2022", 400),
        ("pose2sim/Model_Pose2Sim_muscles_flex.osim", "pose2sim_flex", 24),
    ] {
        let seen = compare(&folder, file, tag);
        assert!(seen.compared >= least, "{seen:?}");
        // Nine digits a number in the tables.
        assert!(seen.rule_length < 1e-8 && seen.rule_arm < 1e-7, "{seen:?}");
        assert!(seen.longer < 1e-8 && seen.shorter < 5e-4, "{seen:?}");
    }
}
