//! A flat person made of rods, for figures without a body model: angles in degrees, as in the model's coordinates.

use taut_text::figure::{
    Hands, Leg, Level, Muscle, NervePiece, Person, Point, Scene, Side, Spot, Support,
};

/// Angles of a flat person, degrees.
#[derive(Debug, Clone, Copy, Default)]
pub struct Angles {
    pub tilt: f64,
    pub hip: [f64; 2],
    pub knee: [f64; 2],
    pub ankle: [f64; 2],
    pub lumbar: f64,
    pub chest: f64,
    pub neck: f64,
}

/// A direction turned forward-to-up by degrees, in the plane of the picture.
fn turned(degrees: f64) -> impl Fn(f64, f64) -> Point {
    let (sin, cos) = libm::sincos(degrees.to_radians());
    move |x, y| [x * cos - y * sin, x * sin + y * cos, 0.0]
}

fn plus(a: Point, b: Point) -> Point {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

fn spot(at: Point, degrees: f64) -> Spot {
    let turn = turned(degrees);
    Spot { at, forward: turn(1.0, 0.0), up: turn(0.0, 1.0) }
}

fn leg(hip: Point, thigh: f64, knee: f64, ankle: f64) -> Leg {
    let knee_at = plus(hip, turned(thigh)(0.0, -0.41));
    let shin = thigh - knee;
    let ankle_at = plus(knee_at, turned(shin)(0.0, -0.42));
    let foot = turned(shin + ankle);
    Leg {
        hip,
        knee: knee_at,
        ankle: ankle_at,
        heel: plus(ankle_at, foot(-0.055, -0.068)),
        ball: plus(ankle_at, foot(0.125, -0.068)),
        toe: plus(ankle_at, foot(0.195, -0.068)),
    }
}

/// The person.
pub fn person(angles: &Angles) -> Person {
    let pelvis = turned(angles.tilt);
    let hip = |z: f64| plus(pelvis(-0.07, -0.066), [0.0, 0.0, z]);
    let mut at = pelvis(-0.10, 0.06);
    let mut direction = angles.tilt;
    let mut lumbar = Vec::new();
    for share in [0.14, 0.26, 0.23, 0.16, 0.13] {
        direction -= share * angles.lumbar;
        lumbar.push(spot(at, direction));
        at = plus(at, turned(direction)(0.0, 0.036));
    }
    direction -= 0.08 * angles.lumbar;
    let waist = spot(at, direction);
    at = plus(at, turned(direction)(-0.03, 0.15));
    direction -= angles.chest;
    let chest = spot(at, direction);
    at = plus(at, turned(direction)(0.03, 0.15));
    let neck = spot(at, direction);
    direction -= angles.neck;
    let head = spot(plus(at, turned(direction)(0.03, 0.18)), direction);
    let [right, left] = [0, 1].map(|i| {
        let z = [0.085, -0.085][i];
        leg(hip(z), angles.tilt + angles.hip[i], angles.knee[i], angles.ankle[i])
    });
    Person { head, neck, chest, waist, lumbar, pelvis: spot([0.0; 3], angles.tilt), right, left }
}

/// A scene with one hamstring and a nerve down the right leg.
pub fn scene(title: &str, angles: &Angles, support: Support, levels: [Level; 4]) -> Scene {
    let person = person(angles);
    let r = person.right;
    let behind = |a: Point, b: Point, share: f64, off: f64| {
        let d = [b[0] - a[0], b[1] - a[1]];
        let length = d[0].hypot(d[1]);
        [a[0] + share * d[0] + off * d[1] / length, a[1] + share * d[1] - off * d[0] / length, a[2]]
    };
    let pelvis = turned(angles.tilt);
    let sit = plus(pelvis(-0.12, -0.11), [0.0, 0.0, 0.08]);
    let hamstring = vec![
        sit,
        behind(r.hip, r.knee, 0.6, 0.045),
        behind(r.hip, r.knee, 0.95, 0.04),
        behind(r.knee, r.ankle, 0.1, 0.02),
    ];
    let root = person.lumbar[0].at;
    let notch = plus(pelvis(-0.115, -0.03), [0.0; 3]);
    let buttock = behind(r.hip, r.knee, 0.05, 0.041);
    let [mid, fossa] = [behind(r.hip, r.knee, 0.5, 0.03), behind(r.knee, r.ankle, 0.0, 0.028)];
    let ankle = behind(r.knee, r.ankle, 1.0, 0.014);
    let canal: Vec<Point> = [&person.head, &person.neck, &person.chest, &person.waist]
        .into_iter()
        .map(|s| plus(s.at, s.forward.map(|x| -0.025 * x)))
        .chain(person.lumbar.iter().rev().map(|s| plus(s.at, s.forward.map(|x| -0.025 * x))))
        .collect();
    let piece = |side, place: &str, path: Vec<Point>, level| NervePiece {
        side,
        place: place.to_owned(),
        path,
        level,
    };
    let right = Some(Side::Right);
    Scene {
        title: title.to_owned(),
        description: "A test figure.".to_owned(),
        working: Side::Right,
        muscles: vec![Muscle {
            side: Side::Right,
            name: "hamstrings".to_owned(),
            path: hamstring,
            level: levels[0],
        }],
        nerve: vec![
            piece(None, "in the spine", canal, levels[1]),
            piece(right, "in the buttock", vec![root, notch, buttock], levels[2]),
            piece(right, "behind the knee", vec![buttock, mid, fossa], levels[3]),
            piece(right, "at the ankle", vec![fossa, ankle, r.ball], levels[2]),
        ],
        support,
        blocks: Vec::new(),
        hands: Hands::Beside,
        person,
    }
}
