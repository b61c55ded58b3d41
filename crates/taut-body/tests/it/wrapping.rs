//! Paths around cylinders against a search over all ways, and how a path picks its pieces and surfaces.

use taut_body::{Model, Pose, Route, Stop, read_osim};

/// A fixed generator (Marsaglia 2003), numbers from 0 to 1.
pub struct Draws(pub u64);

impl Draws {
    /// The next number.
    pub fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// The next number from `low` to `high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.next()
    }

    /// A point in a cube of this half width.
    pub fn point(&mut self, half: f64) -> [f64; 3] {
        [0; 3].map(|_| self.between(-half, half))
    }
}

/// One muscle through points that are fixed to the ground, and surfaces there as XML; the muscle tries all of them.
pub fn fixed(points: &[[f64; 3]], surfaces: &str, names: &[&str]) -> Model {
    let body = "<Body name=\"b\"><mass>1</mass><mass_center>0 0 0</mass_center>\
                <inertia>1 1 1 0 0 0</inertia></Body>";
    let frame = |name: &str, on: &str| {
        format!(
            "<PhysicalOffsetFrame name=\"{name}\"><socket_parent>{on}</socket_parent>\
             <translation>0 0 0</translation><orientation>0 0 0</orientation></PhysicalOffsetFrame>"
        )
    };
    let frames = frame("p", "/ground") + &frame("c", "/bodyset/b");
    let joint = format!(
        "<WeldJoint name=\"j\"><socket_parent_frame>p</socket_parent_frame>\
         <socket_child_frame>c</socket_child_frame><frames>{frames}</frames></WeldJoint>"
    );
    let point = |(i, [x, y, z]): (usize, &[f64; 3])| {
        format!(
            "<PathPoint name=\"{i}\"><socket_parent_frame>/ground</socket_parent_frame>\
             <location>{x} {y} {z}</location></PathPoint>"
        )
    };
    let points: String = points.iter().enumerate().map(point).collect();
    let wrap = |name: &&str| {
        format!(
            "<PathWrap name=\"w\"><wrap_object>{name}</wrap_object><method>hybrid</method>\
             <range>-1 -1</range></PathWrap>"
        )
    };
    let wraps: String = names.iter().map(wrap).collect();
    let text = format!(
        "<OpenSimDocument Version=\"40000\"><Model name=\"w\"><Ground name=\"ground\"><WrapObjectSet>\
         <objects>{surfaces}</objects></WrapObjectSet></Ground><gravity>0 -9.8 0</gravity><BodySet>\
         <objects>{body}</objects></BodySet><JointSet><objects>{joint}</objects></JointSet><ForceSet>\
         <objects><Thelen2003Muscle name=\"m\"><GeometryPath name=\"p\"><PathPointSet><objects>{points}\
         </objects></PathPointSet><PathWrapSet><objects>{wraps}</objects></PathWrapSet></GeometryPath>\
         <max_isometric_force>1</max_isometric_force><optimal_fiber_length>1</optimal_fiber_length>\
         <tendon_slack_length>1</tendon_slack_length><pennation_angle_at_optimal>0\
         </pennation_angle_at_optimal></Thelen2003Muscle></objects></ForceSet></Model></OpenSimDocument>"
    );
    read_osim(text.as_bytes()).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A cylinder as XML.
fn cylinder(name: &str, at: [f64; 3], turn: [f64; 3], radius: f64, side: &str) -> String {
    let three = |[x, y, z]: [f64; 3]| format!("{x} {y} {z}");
    format!(
        "<WrapCylinder name=\"{name}\"><active>true</active><xyz_body_rotation>{}</xyz_body_rotation>\
         <translation>{}</translation><quadrant>{side}</quadrant><radius>{radius}</radius>\
         <length>10</length></WrapCylinder>",
        three(turn),
        three(at)
    )
}

/// The way of the only muscle.
pub fn way(model: &Model) -> Route {
    model.route(&Pose::default_of(model).unwrap(), 0).unwrap()
}

pub fn gap(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
}

fn wraps(route: &Route) -> Vec<usize> {
    let wrap = |stop: &Stop| match stop {
        Stop::Surface { wrap, .. } => Some(*wrap),
        Stop::Point { .. } => None,
    };
    route.stops.iter().filter_map(wrap).collect()
}

/// Length of the way around the z axis that touches at two angles and heights, the arc from one to the other to the left.
fn length(radius: f64, p: [f64; 3], q: [f64; 3], [a, za, b, zb]: [f64; 4], left: bool) -> f64 {
    let on = |angle: f64, z: f64| [radius * angle.cos(), radius * angle.sin(), z];
    let turn = if left { b - a } else { a - b };
    gap(p, on(a, za)) + (radius * turn).hypot(zb - za) + gap(on(b, zb), q)
}

/// The least of such lengths by search along each unknown in turn, with ever smaller steps, from touching points that each
/// end sees, so that no straight piece cuts the cylinder.
fn searched(radius: f64, p: [f64; 3], q: [f64; 3], left: bool) -> f64 {
    let turn = |angle: f64| angle.rem_euclid(std::f64::consts::TAU);
    let (from, to) = (p[1].atan2(p[0]), q[1].atan2(q[0]));
    let sweep = if left { turn(to - from) } else { -turn(from - to) };
    let mut at = [from, p[2], from + sweep, q[2]];
    let sees = |p: [f64; 3], angle: f64| p[0] * angle.cos() + p[1] * angle.sin() >= radius;
    let mut best = length(radius, p, q, at, left);
    let mut step = 0.5;
    while step > 1e-9 {
        let mut moved = false;
        for i in 0..4 {
            for sign in [-1.0, 1.0] {
                let mut next = at;
                next[i] += sign * step;
                let value = length(radius, p, q, next, left);
                if value < best && sees(p, next[0]) && sees(q, next[2]) {
                    (best, at, moved) = (value, next, true);
                }
            }
        }
        if !moved {
            step *= 0.7;
        }
    }
    best
}

#[test]
fn the_way_around_a_cylinder_is_the_shortest() {
    let mut draws = Draws(11);
    let (mut wrapped, mut straight) = (0, 0);
    while wrapped < 60 {
        let (radius, p, q) = (draws.between(0.02, 0.08), draws.point(0.15), draws.point(0.15));
        let outside = |p: [f64; 3]| p[0].hypot(p[1]) > radius + 0.005;
        if !outside(p) || !outside(q) {
            continue;
        }
        let surface = cylinder("c", [0.0; 3], [0.0; 3], radius, "all");
        let route = way(&fixed(&[p, q], &surface, &["c"]));
        if wraps(&route).is_empty() {
            // It misses: the straight line stays outside.
            straight += 1;
            assert!((route.length() - gap(p, q)).abs() < 1e-15);
            for step in 0..=1000 {
                let at = [0, 1, 2].map(|i| p[i] + (q[i] - p[i]) * f64::from(step) / 1000.0);
                assert!(at[0].hypot(at[1]) > radius - 1e-12, "{p:?} {q:?}");
            }
            continue;
        }
        wrapped += 1;
        let least = [true, false].map(|left| searched(radius, p, q, left));
        let least = least[0].min(least[1]);
        assert!((route.length() - least).abs() < 1e-9, "{p:?} {q:?}: {} {least}", route.length());
        assert!(route.length() > gap(p, q));
    }
    assert!(straight > 20);
}

#[test]
fn a_half_keeps_the_path_on_its_side() {
    let mut draws = Draws(12);
    let mut wrapped = 0;
    for (side, axis, sign) in [("x", 0, 1.0), ("-x", 0, -1.0), ("+y", 1, 1.0), ("-y", 1, -1.0)] {
        for _ in 0..200 {
            let (p, q) = (draws.point(0.15), draws.point(0.15));
            if p[0].hypot(p[1]) < 0.05 || q[0].hypot(q[1]) < 0.05 {
                continue;
            }
            let surface = cylinder("c", [0.0; 3], [0.0; 3], 0.04, side);
            let route = way(&fixed(&[p, q], &surface, &["c"]));
            let Stop::Surface { entry, exit, arc, .. } = route.stops[1] else { continue };
            wrapped += 1;
            // The middle of the arc, or one of its ends if it is nearly a whole turn, is on the side.
            let half = arc * 0.5;
            assert!(half >= 0.0 && (entry[0].hypot(entry[1]) - 0.04).abs() < 1e-15);
            let both = sign * entry[axis] < 0.0 && sign * exit[axis] < 0.0;
            assert!(!both || arc > 0.04 * 3.0, "{side} {p:?} {q:?} {route:?}");
        }
    }
    assert!(wrapped > 200, "{wrapped}");
}

/// Straight pieces meet the helix in its own direction: the residual of tangency, radians.
fn bend(route: &Route) -> f64 {
    let mut worst = 0.0_f64;
    for (i, stop) in route.stops.iter().enumerate() {
        let Stop::Surface { entry, exit, arc, .. } = *stop else { continue };
        let (before, after) = (route.stops[i - 1].last(), route.stops[i + 1].first());
        // Along the axis z of an unturned cylinder a geodesic climbs at one slope.
        let slope = |a: [f64; 3], b: [f64; 3]| (b[2] - a[2]) / gap(a, b).max(1e-300);
        let climb = (exit[2] - entry[2]) / arc;
        worst = worst.max((slope(before, entry) - climb).abs());
        worst = worst.max((slope(exit, after) - climb).abs());
    }
    worst
}

#[test]
fn a_path_around_two_cylinders_comes_to_rest() {
    let mut draws = Draws(13);
    let (mut both, mut most) = (0, 0);
    while both < 60 {
        let (p, q) = ([-0.2, 0.0, draws.between(-0.1, 0.1)], [0.2, 0.0, draws.between(-0.1, 0.1)]);
        let (a, b) = (draws.between(0.02, 0.05), draws.between(0.02, 0.05));
        let height = draws.between(0.002, 0.015);
        let surfaces = cylinder("a", [-0.08, -height, 0.0], [0.0; 3], a, "all")
            + &cylinder("b", [0.08, -height, 0.0], [0.0; 3], b, "all");
        let route = way(&fixed(&[p, q], &surfaces, &["a", "b"]));
        let passes = route.passes.unwrap();
        if wraps(&route) != [0, 1] {
            continue;
        }
        both += 1;
        most = most.max(passes);
        assert!(bend(&route) < 1e-9, "{route:?}");
        // The other order of the surfaces gives the same path.
        let other = way(&fixed(&[p, q], &surfaces, &["b", "a"]));
        assert!((other.length() - route.length()).abs() < 1e-12, "{route:?} {other:?}");
    }
    println!("at most {most} passes");
}

#[test]
fn the_first_piece_that_cuts_the_surface_wraps() {
    let surface = cylinder("c", [0.0; 3], [0.0; 3], 0.03, "all");
    let points = [[-0.1, 0.01, 0.0], [0.1, 0.01, 0.0], [0.1, -0.01, 0.0], [-0.1, -0.01, 0.0]];
    let route = way(&fixed(&points, &surface, &["c"]));
    assert!(matches!(route.stops[1], Stop::Surface { wrap: 0, .. }), "{route:?}");
    assert_eq!(wraps(&route), [0]);
    // An end inside: no wrap on that piece.
    let inside = [[-0.1, 0.01, 0.0], [0.01, 0.01, 0.0]];
    assert!(wraps(&way(&fixed(&inside, &surface, &["c"]))).is_empty());
}

#[test]
fn beyond_its_ends_a_cylinder_is_not_there() {
    let surface = cylinder("c", [0.0, 0.0, 30.0], [0.0; 3], 0.03, "all");
    let points = [[-0.1, 0.01, 0.0], [0.1, 0.01, 0.0]];
    assert!(wraps(&way(&fixed(&points, &surface, &["c"]))).is_empty());
}

pub fn ellipsoid(axes: [f64; 3], side: &str) -> String {
    let [a, b, c] = axes;
    format!(
        "<WrapEllipsoid name=\"e\"><active>true</active><xyz_body_rotation>0 0 0</xyz_body_rotation>\
         <translation>0 0 0</translation><quadrant>{side}</quadrant><dimensions>{a} {b} {c}</dimensions>\
         </WrapEllipsoid>"
    )
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// On a sphere a geodesic is a great circle, so the whole way lies in one plane and is known in closed form.
#[test]
fn the_way_around_a_sphere_is_a_great_circle() {
    let mut draws = Draws(14);
    let mut wrapped = 0;
    while wrapped < 40 {
        let (p, q) = (draws.point(0.3), draws.point(0.3));
        let radius = 0.1;
        let (dp, dq) = (dot(p, p).sqrt(), dot(q, q).sqrt());
        if dp < radius + 0.01 || dq < radius + 0.01 {
            continue;
        }
        let route = way(&fixed(&[p, q], &ellipsoid([radius; 3], "all"), &["e"]));
        let Stop::Surface { entry, exit, .. } = route.stops[1] else { continue };
        wrapped += 1;
        let apart = (dot(p, q) / (dp * dq)).acos();
        let arc = apart - (radius / dp).acos() - (radius / dq).acos();
        let reach = |d: f64| (d * d - radius * radius).sqrt();
        let want = reach(dp) + radius * arc + reach(dq);
        assert!((route.length() - want).abs() < 1e-11, "{p:?} {q:?}: {} {want}", route.length());
        assert!((dot(entry, entry).sqrt() - radius).abs() < 1e-12);
        assert!((dot(exit, exit).sqrt() - radius).abs() < 1e-11);
    }
}

/// Straight pieces touch the ellipsoid, and on the way between them Joachimsthal's constant of a geodesic does not change:
/// the sum of x²/a⁴ times that of t²/a², for the place x and the direction t.
#[test]
fn the_way_around_an_ellipsoid_is_a_geodesic() {
    let mut draws = Draws(15);
    let axes = [0.075, 0.17, 0.13];
    let (mut wrapped, mut lost) = (0, 0);
    while wrapped < 60 {
        let (p, q) = (draws.point(0.4), draws.point(0.4));
        let route = way(&fixed(&[p, q], &ellipsoid(axes, "z"), &["e"]));
        lost += usize::from(route.passes.is_none());
        let Some(Stop::Surface { entry, exit, arc, .. }) = route.stops.get(1).copied() else {
            continue;
        };
        let on = |x: [f64; 3]| (0..3).map(|i| (x[i] / axes[i]).powi(2)).sum::<f64>() - 1.0;
        assert!(on(entry).abs() < 1e-11 && on(exit).abs() < 1e-8, "{} {}", on(entry), on(exit));
        for (end, touch) in [(p, entry), (q, exit)] {
            let normal = [0, 1, 2].map(|i| touch[i] / (axes[i] * axes[i]));
            let line = [0, 1, 2].map(|i| end[i] - touch[i]);
            let cosine = dot(normal, line) / (dot(normal, normal) * dot(line, line)).sqrt();
            assert!(cosine.abs() < 1e-8, "{cosine}");
        }
        let constant = |x: [f64; 3], line: [f64; 3]| {
            let place: f64 = (0..3).map(|i| x[i] * x[i] / axes[i].powi(4)).sum();
            let bend: f64 = (0..3).map(|i| line[i] * line[i] / (axes[i] * axes[i])).sum();
            place * bend / dot(line, line)
        };
        let minus = |a: [f64; 3], b: [f64; 3]| [0, 1, 2].map(|i| a[i] - b[i]);
        let (start, end) = (constant(entry, minus(entry, p)), constant(exit, minus(q, exit)));
        assert!((start - end).abs() < 1e-8 * start, "{start} {end}");
        assert!(arc >= gap(entry, exit) - 1e-12);
        wrapped += 1;
    }
    println!("{lost} of {} not found", wrapped + lost);
    assert!(lost < 10);
}
