//! What a figure shows, as data: a person in space, paths coloured by level, what the person rests on.

/// A point in the ground frame, metres: x forward, y up, z to the right.
pub type Point = [f64; 3];

/// Where a body is and how it is turned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// A point of it.
    pub at: Point,
    /// Its forward direction, of length 1.
    pub forward: Point,
    /// Its upward direction, of length 1.
    pub up: Point,
}

/// One leg by its landmarks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leg {
    /// Centre of the hip.
    pub hip: Point,
    /// Centre of the knee.
    pub knee: Point,
    /// Centre of the ankle.
    pub ankle: Point,
    /// Back of the heel, at the sole.
    pub heel: Point,
    /// Ball of the foot.
    pub ball: Point,
    /// Tip of the toes.
    pub toe: Point,
}

/// A person by landmarks.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Middle of the head.
    pub head: Spot,
    /// Base of the neck.
    pub neck: Spot,
    /// Middle of the upper trunk's spine.
    pub chest: Spot,
    /// Lowest thoracic vertebra.
    pub waist: Spot,
    /// The lumbar vertebrae, from the lowest up.
    pub lumbar: Vec<Spot>,
    /// Midpoint of the pelvis's front spines.
    pub pelvis: Spot,
    /// The right leg.
    pub right: Leg,
    /// The left leg.
    pub left: Leg,
}

/// A side of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Right.
    Right,
    /// Left.
    Left,
}

/// How tense something is, beside the most tense of all stored postures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// No longer than its slack length.
    Slack,
    /// Below a third of the most.
    Little,
    /// Below two thirds of the most.
    More,
    /// From two thirds of the most on.
    Most,
}

impl Level {
    /// All, from the slackest on.
    pub const ALL: [Self; 4] = [Self::Slack, Self::Little, Self::More, Self::Most];

    /// The level of a strain beside the largest one of the stored postures (same unit). `None` unless both are finite
    /// and the largest is above 0.
    #[must_use]
    pub fn of(strain: f64, largest: f64) -> Option<Self> {
        if !strain.is_finite() || !largest.is_finite() || largest <= 0.0 {
            return None;
        }
        // A thousandth of the largest counts as none: rounding must not colour a slack path.
        let share = strain / largest;
        Some(match share {
            s if s <= 1e-3 => Self::Slack,
            s if s < 1.0 / 3.0 => Self::Little,
            s if s < 2.0 / 3.0 => Self::More,
            _ => Self::Most,
        })
    }

    /// The level in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Slack => "slack",
            Self::Little => "a little",
            Self::More => "more",
            Self::Most => "most tensioned",
        }
    }

    /// Suffix of its style classes.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Slack => "l0",
            Self::Little => "l1",
            Self::More => "l2",
            Self::Most => "l3",
        }
    }
}

/// A muscle or muscle group along its path.
#[derive(Debug, Clone, PartialEq)]
pub struct Muscle {
    /// Which leg it belongs to.
    pub side: Side,
    /// Its name in plain words, for screen readers.
    pub name: String,
    /// From origin to insertion; at least two points.
    pub path: Vec<Point>,
    /// How tense it is.
    pub level: Level,
}

/// A piece of the nerve: a run of points that share a level.
#[derive(Debug, Clone, PartialEq)]
pub struct NervePiece {
    /// Which leg it belongs to; `None`: the cord, shared by both.
    pub side: Option<Side>,
    /// Where it is, in plain words, such as `behind the knee`.
    pub place: String,
    /// Its points; at least two. Neighbours share an end.
    pub path: Vec<Point>,
    /// How tense it is.
    pub level: Level,
}

/// What carries the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// The floor, below the lowest point.
    Floor,
    /// A seat below the pelvis, and the floor.
    Seat,
    /// A mat below someone on their side, who is seen from above.
    Side,
}

/// A block that carries a part of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Block {
    /// Below the heel of the working leg.
    Heel,
    /// Below both calves.
    Calves,
    /// Below the upper back.
    UpperBack,
    /// Below the trunk.
    Trunk,
    /// Against the sole of the working leg: a wall.
    Wall,
}

/// Where the hands are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hands {
    /// Beside the trunk.
    Beside,
    /// Hanging straight down.
    Hanging,
    /// At the foot of the working leg, or as near as they reach.
    Foot,
    /// Holding a strap round the foot of the working leg.
    Strap,
    /// Behind the thigh of the working leg.
    Thigh,
    /// On the floor, below the shoulders.
    Floor,
    /// In front of the chest.
    Front,
}

/// Everything that one figure shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// Title, for screen readers and as the heading.
    pub title: String,
    /// What is to be seen, for screen readers.
    pub description: String,
    /// The person.
    pub person: Person,
    /// The leg that works; the person is seen from its side.
    pub working: Side,
    /// Muscles to show.
    pub muscles: Vec<Muscle>,
    /// Nerve to show.
    pub nerve: Vec<NervePiece>,
    /// What carries the person.
    pub support: Support,
    /// Blocks that carry parts of the body.
    pub blocks: Vec<Block>,
    /// Where the hands are.
    pub hands: Hands,
}

/// Why a figure cannot be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureProblem {
    /// Which part.
    pub part: String,
    /// What is wrong with it.
    pub message: String,
}

impl std::fmt::Display for FigureProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "error[figure]: {}: {}", self.part, self.message)
    }
}

impl Scene {
    /// Every problem: points that are not finite or further than 100 m away, paths that are too short, a leg or trunk
    /// without length.
    #[must_use]
    pub fn problems(&self) -> Vec<FigureProblem> {
        let mut out = Vec::new();
        let mut bad = |part: &str, message: &str| {
            out.push(FigureProblem { part: part.to_owned(), message: message.to_owned() });
        };
        for (name, points) in self.named_points() {
            if !points.iter().flatten().all(|x| x.abs() <= 100.0) {
                bad(&name, "a coordinate is no number of at most 100 m");
            }
        }
        let paths = self.muscles.iter().map(|m| (&m.name, &m.path));
        for (name, path) in paths.chain(self.nerve.iter().map(|n| (&n.place, &n.path))) {
            if path.len() < 2 {
                bad(name, "a path needs two points");
            }
        }
        if self.person.lumbar.is_empty() {
            bad("lumbar spine", "there is no vertebra");
        }
        for (name, leg) in [("right leg", &self.person.right), ("left leg", &self.person.left)] {
            let pieces = [leg.hip, leg.knee, leg.ankle];
            if pieces.windows(2).any(|w| distance(w[0], w[1]) < 1e-3) {
                bad(name, "thigh or shin has no length");
            }
        }
        out
    }

    fn named_points(&self) -> Vec<(String, Vec<Point>)> {
        let person = &self.person;
        let spot = |spot: &Spot| vec![spot.at, spot.forward, spot.up];
        let leg = |leg: &Leg| vec![leg.hip, leg.knee, leg.ankle, leg.heel, leg.ball, leg.toe];
        let mut out = vec![
            ("head".to_owned(), spot(&person.head)),
            ("neck".to_owned(), spot(&person.neck)),
            ("chest".to_owned(), spot(&person.chest)),
            ("waist".to_owned(), spot(&person.waist)),
            ("lumbar spine".to_owned(), person.lumbar.iter().flat_map(spot).collect()),
            ("pelvis".to_owned(), spot(&person.pelvis)),
            ("right leg".to_owned(), leg(&person.right)),
            ("left leg".to_owned(), leg(&person.left)),
        ];
        out.extend(self.muscles.iter().map(|m| (m.name.clone(), m.path.clone())));
        out.extend(self.nerve.iter().map(|n| (n.place.clone(), n.path.clone())));
        out
    }
}

/// Distance of two points.
pub(crate) fn distance(a: Point, b: Point) -> f64 {
    let d = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
    (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]).sqrt()
}
