//! One joint in lanes: its child's frame, and its screws.

use pulp::Simd;

use super::drive::{Drive, Slope};
use super::lanes::{Lanes, Vector, cross, plus, scaled, store, three};
use crate::space::Placement;

/// Numbers of a frame: its three axes in the ground, then its origin.
pub const FRAME: usize = 12;
/// Numbers of a screw: turn, then shift, as in `Twist`.
pub const SCREW: usize = 6;

/// The slope of a coordinate by one that no coupler drives.
#[derive(Debug, Clone, Copy)]
pub enum Factor {
    /// The same in every pose.
    Constant(f64),
    /// An index into `varying`.
    Varies(usize),
}

/// A joint that moves: where it sits, and its motions.
#[derive(Debug, Clone)]
pub struct Step {
    /// Frame that it sits on.
    pub parent: usize,
    /// Where it sits there.
    pub seat: Placement,
    /// Whether it is turned against that frame.
    pub turned_seat: bool,
    /// Its three turns.
    pub turns: Vec<Turn>,
    /// Axes and amounts of its three shifts.
    pub shifts: Vec<([f64; 3], Amount)>,
    /// Its coordinates.
    pub own: Vec<Own>,
}

/// A turn of a joint.
#[derive(Debug, Clone)]
pub enum Turn {
    /// By the same angle in every pose.
    Fixed([[f64; 3]; 3]),
    /// About one of the frame's own axes, or its opposite.
    Basis(usize, f64, Drive),
    /// About any axis.
    Any([f64; 3], Drive),
}

/// How far a joint shifts along an axis.
#[derive(Debug, Clone)]
pub enum Amount {
    /// The same in every pose, metres.
    Fixed(f64),
    /// A function of coordinates.
    Moves(Drive),
}

/// One of a joint's coordinates: the motions that it drives with their slopes, and the screws that get a part.
#[derive(Debug, Clone)]
pub struct Own {
    /// Which motions it drives, turns first, with their slopes.
    pub motions: Vec<(usize, Slope)>,
    /// The screws that get a part of its own.
    pub parts: Vec<Part>,
}

/// A screw that gets a part.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Number of the screw.
    pub screw: usize,
    /// How much of the part it gets.
    pub factor: Factor,
    /// Whether this is its first part.
    pub first: bool,
}

impl Step {
    /// The child's frame from its parent's, and what this adds to screws.
    #[inline(always)]
    pub fn run<S: Simd>(
        &self,
        simd: S,
        q: &[S::f64s],
        slopes: &[S::f64s],
        (mut axes, mut origin): ([Vector<S>; 3], Vector<S>),
        frame: &mut [S::f64s],
        screws: &mut [S::f64s],
    ) {
        let zero = [Lanes::of(simd, 0.0); 3];
        origin = plus(origin, along(&axes, self.seat.position));
        if self.turned_seat {
            axes = turned(&axes, &self.seat.rotation);
        }
        let mut directions = [zero; 6];
        let mut rates = [zero[0]; 6];
        for (i, (axis, amount)) in self.shifts.iter().enumerate() {
            let direction = along(&axes, *axis);
            directions[3 + i] = direction;
            match amount {
                Amount::Fixed(amount) if *amount == 0.0 => {}
                Amount::Fixed(amount) => {
                    origin = plus(origin, scaled(direction, zero[0].same(*amount)))
                }
                Amount::Moves(drive) => {
                    let (value, slope) = drive.evaluate(simd, q);
                    rates[3 + i] = slope;
                    origin = plus(origin, scaled(direction, value));
                }
            }
        }
        for (i, turn) in self.turns.iter().enumerate() {
            match turn {
                Turn::Fixed(by) => axes = turned(&axes, by),
                Turn::Basis(at, sign, drive) => {
                    let (value, slope) = drive.evaluate(simd, q);
                    rates[i] = slope;
                    let (sin, cos) = value.times(*sign).sin_cos();
                    directions[i] = scaled(axes[*at], zero[0].same(*sign));
                    let (j, k) = ((at + 1) % 3, (at + 2) % 3);
                    let (a, b) = (axes[j], axes[k]);
                    axes[j] = plus(scaled(a, cos), scaled(b, sin));
                    axes[k] = plus(scaled(b, cos), scaled(a, -sin));
                }
                Turn::Any(axis, drive) => {
                    let [x, y, z] = *axis;
                    let (value, slope) = drive.evaluate(simd, q);
                    rates[i] = slope;
                    let (sin, cos) = value.sin_cos();
                    let w = along(&axes, *axis);
                    directions[i] = w;
                    let rest = scaled(w, zero[0].same(1.0) - cos);
                    let sideways = [
                        along(&axes, [0.0, z, -y]),
                        along(&axes, [-z, 0.0, x]),
                        along(&axes, [y, -x, 0.0]),
                    ];
                    for k in 0..3 {
                        let straight =
                            plus(scaled(axes[k], cos), scaled(rest, zero[0].same(axis[k])));
                        axes[k] = plus(straight, scaled(sideways[k], sin));
                    }
                }
            }
        }
        let frame = &mut frame[..FRAME];
        store::<S>(&mut frame[0..3], axes[0]);
        store::<S>(&mut frame[3..6], axes[1]);
        store::<S>(&mut frame[6..9], axes[2]);
        store::<S>(&mut frame[9..12], origin);
        for own in &self.own {
            own.run(simd, slopes, origin, &directions, &rates, screws);
        }
    }
}

impl Own {
    #[inline(always)]
    fn run<S: Simd>(
        &self,
        simd: S,
        slopes: &[S::f64s],
        origin: Vector<S>,
        directions: &[Vector<S>; 6],
        rates: &[Lanes<S>; 6],
        screws: &mut [S::f64s],
    ) {
        let mut turn = [Lanes::of(simd, 0.0); 3];
        let mut shift = turn;
        for (i, slope) in &self.motions {
            let rate = match slope {
                Slope::Constant(slope) => rates[*i].same(*slope),
                Slope::Varies => rates[*i],
            };
            let part = scaled(directions[*i], rate);
            if *i < 3 {
                turn = plus(turn, part);
            } else {
                shift = plus(shift, part);
            }
        }
        shift = plus(shift, cross(origin, turn));
        for part in &self.parts {
            let factor = match part.factor {
                Factor::Constant(factor) => turn[0].same(factor),
                Factor::Varies(at) => Lanes::new(simd, slopes[at]),
            };
            let slots = &mut screws[part.screw * SCREW..][..SCREW];
            let (mut turn, mut shift) = (scaled(turn, factor), scaled(shift, factor));
            if !part.first {
                turn = plus(three(simd, &slots[..3]), turn);
                shift = plus(three(simd, &slots[3..]), shift);
            }
            store::<S>(&mut slots[..3], turn);
            store::<S>(&mut slots[3..], shift);
        }
    }
}

/// Axes and origin of a frame.
#[inline(always)]
pub fn load<S: Simd>(simd: S, frame: &[S::f64s]) -> ([Vector<S>; 3], Vector<S>) {
    let frame = &frame[..FRAME];
    let axes = [three(simd, &frame[0..3]), three(simd, &frame[3..6]), three(simd, &frame[6..9])];
    (axes, three(simd, &frame[9..12]))
}

/// A fixed vector of a frame, seen from the ground.
#[inline(always)]
pub fn along<S: Simd>(axes: &[Vector<S>; 3], v: [f64; 3]) -> Vector<S> {
    let [x, y, z] = axes;
    let by = [x[0].same(v[0]), x[0].same(v[1]), x[0].same(v[2])];
    [
        x[0] * by[0] + y[0] * by[1] + z[0] * by[2],
        x[1] * by[0] + y[1] * by[1] + z[1] * by[2],
        x[2] * by[0] + y[2] * by[1] + z[2] * by[2],
    ]
}

/// Axes turned by a fixed rotation inside their frame.
#[inline(always)]
pub fn turned<S: Simd>(axes: &[Vector<S>; 3], by: &[[f64; 3]; 3]) -> [Vector<S>; 3] {
    [
        along(axes, [by[0][0], by[1][0], by[2][0]]),
        along(axes, [by[0][1], by[1][1], by[2][1]]),
        along(axes, [by[0][2], by[1][2], by[2][2]]),
    ]
}
