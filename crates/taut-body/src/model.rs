//! A musculoskeletal model as data: bodies, joints, coordinates, couplers, muscles and the surfaces they wrap around.

use crate::function::Function;
use crate::muscle::MuscleForce;
use crate::space::Placement;

/// A checked model; `read_osim` makes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Its name in the file; may be empty.
    pub name: String,
    /// Version of the file format, such as 40000.
    pub version: u32,
    /// Acceleration of gravity in the ground frame, m/s².
    pub gravity: [f64; 3],
    /// The bodies; the first one is the ground and has no mass.
    pub bodies: Vec<Body>,
    /// The joints, each after the joint of its parent body; every body but the ground is the child of one.
    pub joints: Vec<Joint>,
    /// The coordinates, in the order of the file.
    pub coordinates: Vec<Coordinate>,
    /// The couplers that are switched on, each after those that it depends on.
    pub couplers: Vec<Coupler>,
    /// Surfaces that muscles wrap around.
    pub wraps: Vec<WrapSurface>,
    /// The muscles, in the order of the file.
    pub muscles: Vec<Muscle>,
    /// What is in the file and not in here, and what that affects.
    pub left_out: Vec<LeftOut>,
}

/// A rigid body.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// Its name.
    pub name: String,
    /// Mass, kg.
    pub mass: f64,
    /// Centre of mass in the body's frame, m.
    pub mass_center: [f64; 3],
    /// Moments of inertia xx, yy, zz and products xy, xz, yz about the centre of mass, kg m².
    pub inertia: [f64; 6],
}

/// A frame fixed to a body.
#[derive(Debug, Clone, PartialEq)]
pub struct Mount {
    /// Index of the body.
    pub body: usize,
    /// Where the frame is on that body.
    pub offset: Placement,
}

/// A joint: it places the child's frame in the parent's frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Joint {
    /// Its name.
    pub name: String,
    /// Its kind in the file.
    pub kind: JointKind,
    /// Where it sits on the parent body.
    pub parent: Mount,
    /// Where it sits on the child body.
    pub child: Mount,
    /// Indices of its coordinates.
    pub coordinates: Vec<usize>,
    /// Three rotations (radians), each about an axis that the ones before it have turned, then three translations
    /// (metres) along axes of the parent's frame.
    pub motions: [Motion; 6],
}

/// Kinds of joints; all are worked out from `motions`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum JointKind {
    /// Any rotations and translations as functions of coordinates.
    Custom,
    /// One rotation about z.
    Pin,
    /// None at all.
    Weld,
    /// Rotations about x, then y.
    Universal,
    /// Three rotations about x, y, z and three translations.
    Free,
}

/// One rotation or translation of a joint.
#[derive(Debug, Clone, PartialEq)]
pub struct Motion {
    /// The axis; of length 1 for a rotation.
    pub axis: [f64; 3],
    /// How far, radians or metres.
    pub function: Function,
    /// Indices of the coordinates that the function reads.
    pub coordinates: Vec<usize>,
}

/// What a coordinate does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turns {
    /// It turns something: radians.
    Rotates,
    /// It only moves something: metres.
    Translates,
    /// Nothing in the model moves with it.
    Nothing,
}

/// One degree of freedom.
#[derive(Debug, Clone, PartialEq)]
pub struct Coordinate {
    /// Its name, unique in the model.
    pub name: String,
    /// Index of its joint.
    pub joint: usize,
    /// What it does.
    pub turns: Turns,
    /// Value in the default pose, radians or metres.
    pub default: f64,
    /// Lowest and highest value, radians or metres.
    pub range: [f64; 2],
    /// Whether the file wants values kept in that range.
    pub clamped: bool,
    /// Whether the file holds it at its default.
    pub locked: bool,
}

/// A coordinate that follows others.
#[derive(Debug, Clone, PartialEq)]
pub struct Coupler {
    /// Its name.
    pub name: String,
    /// Index of the coordinate that follows.
    pub dependent: usize,
    /// Indices of those it follows.
    pub independent: Vec<usize>,
    /// Its value as a function of theirs.
    pub function: Function,
}

/// A surface that keeps muscles from cutting through a body.
#[derive(Debug, Clone, PartialEq)]
pub struct WrapSurface {
    /// Its name, unique in the model.
    pub name: String,
    /// Body and placement on it.
    pub mount: Mount,
    /// Its form.
    pub shape: WrapShape,
    /// The part that counts.
    pub side: Side,
    /// Whether it is switched on.
    pub active: bool,
}

/// The part of a wrap surface that muscles wrap around.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// All of it: muscles take the short way.
    All,
    /// One half: muscles stay on this side of the surface's middle.
    Half {
        /// The axis that points to it: 0 for x, 1 for y, 2 for z of the surface.
        axis: usize,
        /// Whether it is the axis's positive half.
        positive: bool,
    },
}

/// Form of a wrap surface, metres.
#[derive(Debug, Clone, PartialEq)]
pub enum WrapShape {
    /// A cylinder about its z axis.
    Cylinder {
        /// Radius.
        radius: f64,
        /// Length.
        length: f64,
    },
    /// An ellipsoid with these half axes.
    Ellipsoid([f64; 3]),
    /// A form of this name that is not read; a muscle around it has no length.
    Other(String),
}

/// How OpenSim finds the way around an ellipsoid; taut takes the shortest one on the same side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrapMethod {
    /// By the midpoint, then along the axis.
    Hybrid,
    /// By the midpoint.
    Midpoint,
    /// Along an axis.
    Axial,
}

/// A surface on the way of a muscle.
#[derive(Debug, Clone, PartialEq)]
pub struct Wrap {
    /// Index of the surface.
    pub surface: usize,
    /// How the path finds its way.
    pub method: WrapMethod,
    /// First and last point (from 1) between which it may wrap; -1 is the path's end.
    pub range: [i32; 2],
}

/// A muscle with its tendon.
#[derive(Debug, Clone, PartialEq)]
pub struct Muscle {
    /// Its name, unique in the model.
    pub name: String,
    /// Its strength, lengths and curves.
    pub force: MuscleForce,
    /// Its points from origin to insertion.
    pub points: Vec<PathPoint>,
    /// Surfaces that it may wrap around, in the order in which they are tried.
    pub wraps: Vec<Wrap>,
}

/// A point of a muscle's path.
#[derive(Debug, Clone, PartialEq)]
pub struct PathPoint {
    /// Its name; may be empty.
    pub name: String,
    /// The frame it is fixed to.
    pub mount: Mount,
    /// Where it is in that frame.
    pub location: Location,
    /// When it is on the path; `None`: always.
    pub condition: Option<Condition>,
}

/// Where a path point is, metres.
#[derive(Debug, Clone, PartialEq)]
pub enum Location {
    /// Here.
    Fixed([f64; 3]),
    /// x, y and z, each a function of one coordinate (its index).
    Moving([(usize, Function); 3]),
}

/// A point is on the path while a coordinate is in a range.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// Index of the coordinate.
    pub coordinate: usize,
    /// Lowest and highest value, radians or metres.
    pub range: [f64; 2],
}

/// Something of the file that the model does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Line in the file, from 1.
    pub line: usize,
    /// The element's kind.
    pub element: String,
    /// Its name; may be empty.
    pub name: String,
    /// What is affected.
    pub affects: String,
}

impl Model {
    /// Index of the coordinate of this name.
    #[must_use]
    pub fn coordinate(&self, name: &str) -> Option<usize> {
        self.coordinates.iter().position(|c| c.name == name)
    }

    /// Index of the body of this name.
    #[must_use]
    pub fn body(&self, name: &str) -> Option<usize> {
        self.bodies.iter().position(|b| b.name == name)
    }

    /// Index of the muscle of this name.
    #[must_use]
    pub fn muscle(&self, name: &str) -> Option<usize> {
        self.muscles.iter().position(|m| m.name == name)
    }

    /// Whether a coupler drives the coordinate of this index.
    #[must_use]
    pub fn is_driven(&self, coordinate: usize) -> bool {
        self.couplers.iter().any(|c| c.dependent == coordinate)
    }

    /// Total mass, kg.
    #[must_use]
    pub fn mass(&self) -> f64 {
        self.bodies.iter().fold(0.0, |sum, body| sum + body.mass)
    }
}
