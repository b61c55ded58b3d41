//! Muscles as lines between points, for one model: what has to be worked out in every pose.

use super::drive::{Drive, Slope};
use super::drum::Drum;
use super::egg::Egg;
use super::step::Factor;
use crate::model::Condition;
use crate::space::Placement;

/// All muscles of a model whose way can be worked out.
#[derive(Debug, Clone, Default)]
pub struct Paths {
    /// Index of each muscle in the model.
    pub muscles: Vec<usize>,
    /// Arms in order: of which muscle, by which coordinate.
    pub pairs: Vec<(usize, usize)>,
    /// Fixed points: frame and place in it.
    pub spots: Vec<(usize, [f64; 3])>,
    /// Points that move in their frame; their numbers follow those of the fixed ones.
    pub movers: Vec<Mover>,
    /// Velocities of moving points by a coordinate.
    pub rates: usize,
    /// Frames and places of wrap surfaces.
    pub surfaces: Vec<(usize, Placement)>,
    /// Each muscle's way.
    pub tracks: Vec<Track>,
    /// Terms of all lines: arm and screw.
    pub terms: Vec<(u32, u32)>,
}

/// A point that moves in its frame.
#[derive(Debug, Clone)]
pub struct Mover {
    /// Its frame.
    pub frame: usize,
    /// What its coordinates refer to, in that frame.
    pub offset: Placement,
    /// Its coordinates.
    pub parts: [Part; 3],
    /// For each coordinate without coupler that moves it: the slope of each part's own coordinate by it.
    pub rates: Vec<[Option<Factor>; 3]>,
}

/// A coordinate of a moving point.
#[derive(Debug, Clone)]
pub enum Part {
    /// The same in every pose.
    Fixed(f64),
    /// A function, and its slope by its own coordinate.
    Moves(Drive, Slope),
}

/// A muscle's way: a constant length, and what changes.
#[derive(Debug, Clone)]
pub struct Track {
    /// Length of pieces between points of one frame, metres.
    pub constant: f64,
    /// What changes with the pose.
    pub kind: Kind,
}

/// Ways by how they are worked out.
#[derive(Debug, Clone)]
pub enum Kind {
    /// Straight lines.
    Straight(Vec<Line>),
    /// Straight lines, each while certain points are on the path and others are not.
    Conditional(Vec<Condition>, Vec<Candidate>),
    /// Straight lines, and pieces that may go around one surface.
    Single(Box<Single>),
    /// Two points and two cylinders.
    Double(Box<Double>),
    /// Anything else, one pose at a time.
    Slow(Box<Slow>),
}

/// A straight line between two points.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its first point.
    pub from: usize,
    /// Its last point.
    pub to: usize,
    /// What it adds to arms.
    pub terms: Terms,
    /// Arm, rate of a moving end, and whether that end is the last point.
    pub rates: Vec<(usize, usize, bool)>,
}

/// A range of terms: first those that count as they are, then those that count negated.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terms {
    /// Start.
    pub start: usize,
    /// Where the negated ones start.
    pub middle: usize,
    /// End.
    pub end: usize,
}

/// A piece that is there under conditions.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The line, or the constant length of a piece inside one frame.
    pub piece: Result<Line, f64>,
    /// Conditions that must hold.
    pub on: Vec<usize>,
    /// Conditions that must not.
    pub off: Vec<usize>,
}

/// A surface's form.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// A cylinder.
    Drum(Drum),
    /// An ellipsoid.
    Egg(Egg),
}

/// Pieces that may go around one surface.
#[derive(Debug, Clone)]
pub struct Single {
    /// Lines outside the range of the wrap.
    pub lines: Vec<Line>,
    /// Its surface.
    pub surface: usize,
    /// Its form.
    pub form: Form,
    /// The pieces in order.
    pub pieces: Vec<Piece>,
}

/// A piece inside the range of a wrap.
#[derive(Debug, Clone)]
pub struct Piece {
    /// The points.
    pub from: usize,
    /// The points.
    pub to: usize,
    /// From the first point to the surface.
    pub into: Terms,
    /// From the surface to the last point.
    pub out: Terms,
}

/// Two points with two cylinders between them.
#[derive(Debug, Clone)]
pub struct Double {
    /// The points.
    pub from: usize,
    /// The points.
    pub to: usize,
    /// The surfaces and cylinders in the order in which they are tried.
    pub drums: [(usize, Drum); 2],
    /// From the first point's frame to those of the surfaces.
    pub on: [Terms; 2],
    /// From the first point's frame to the last one's.
    pub end: Terms,
}

/// A way that is worked out one pose at a time.
#[derive(Debug, Clone)]
pub struct Slow {
    /// Index of the muscle in the model.
    pub muscle: usize,
    /// Frame of each point.
    pub points: Vec<usize>,
    /// Frame of each wrap's surface.
    pub wraps: Vec<usize>,
    /// For each frame but the first point's: what a force on it adds to arms.
    pub frames: Vec<(usize, Terms)>,
    /// Arm, rate and point of each moving point by each coordinate.
    pub rates: Vec<(usize, usize, usize)>,
}
