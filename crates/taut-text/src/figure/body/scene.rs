//! From a pose of the body to a figure's scene. Paths of muscles are the model's own; the nerve's way is drawn through
//! landmarks, because the model knows its length and not its place.

use taut_body::posture::{HAMSTRINGS, WorkingSide, record};
use taut_body::{Model, Placement, Pose};

use super::super::scene::{
    Block, FigureProblem, Hands, Leg, Level, Muscle, NervePiece, Person, Point, Scene, Side, Spot,
    Support,
};

type Drawn<T> = Result<T, Vec<FigureProblem>>;

/// How tense each drawn part is.
#[derive(Debug, Clone, PartialEq)]
pub struct Levels {
    /// Hamstrings, right and left.
    pub hamstrings: [Level; 2],
    /// The cord.
    pub cord: Level,
    /// Sites of the nerve by name without a side, right and left.
    pub nerve: [Vec<(String, Level)>; 2],
}

/// What is drawn besides the body.
#[derive(Debug, Clone, PartialEq)]
pub struct Surroundings {
    /// What carries the person.
    pub support: record::Support,
    /// Where the hands are.
    pub hands: record::Hands,
    /// Blocks that carry parts of the body.
    pub blocks: Vec<record::Block>,
}

/// The scene of a pose.
///
/// # Errors
/// A body or joint that the drawing needs and the model does not have.
pub fn pose_scene(
    model: &Model,
    pose: &Pose,
    working: WorkingSide,
    levels: &Levels,
    around: &Surroundings,
    (title, description): (String, String),
) -> Drawn<Scene> {
    let places = Places { model, places: model.placements(pose) };
    let person = places.person()?;
    let mut muscles = Vec::new();
    let mut nerve = vec![NervePiece {
        side: None,
        place: "in the spine".to_owned(),
        path: places.cord(&person)?,
        level: levels.cord,
    }];
    for (i, side) in [Side::Right, Side::Left].into_iter().enumerate() {
        muscles.push(Muscle {
            side,
            name: "hamstrings".to_owned(),
            path: hamstring_path(model, pose, ["_r", "_l"][i])?,
            level: levels.hamstrings[i],
        });
        for (site, place, path) in places.leg_pieces(&person, i)? {
            let level = levels.nerve[i].iter().find(|(name, _)| name == site);
            let level = level.map_or(Level::Slack, |(_, level)| *level);
            nerve.push(NervePiece { side: Some(side), place: place.to_owned(), path, level });
        }
    }
    Ok(Scene {
        title,
        description,
        person,
        working: match working {
            WorkingSide::Right => Side::Right,
            WorkingSide::Left => Side::Left,
        },
        muscles,
        nerve,
        support: match around.support {
            record::Support::Floor => Support::Floor,
            record::Support::Seat => Support::Seat,
            record::Support::Side => Support::Side,
        },
        blocks: around.blocks.iter().map(|b| block(*b)).collect(),
        hands: hands(around.hands),
    })
}

fn block(block: record::Block) -> Block {
    match block {
        record::Block::Heel => Block::Heel,
        record::Block::Calves => Block::Calves,
        record::Block::UpperBack => Block::UpperBack,
        record::Block::Trunk => Block::Trunk,
        record::Block::Wall => Block::Wall,
    }
}

fn hands(hands: record::Hands) -> Hands {
    match hands {
        record::Hands::Beside => Hands::Beside,
        record::Hands::Hanging => Hands::Hanging,
        record::Hands::Foot => Hands::Foot,
        record::Hands::Strap => Hands::Strap,
        record::Hands::Thigh => Hands::Thigh,
        record::Hands::Floor => Hands::Floor,
        record::Hands::Front => Hands::Front,
    }
}

fn missing(name: &str) -> Vec<FigureProblem> {
    let message = "the body has no such part, which the drawing needs".to_owned();
    vec![FigureProblem { part: name.to_owned(), message }]
}

/// The mean way of the three long hamstrings: where each is at the same share of its length.
fn hamstring_path(model: &Model, pose: &Pose, ending: &str) -> Drawn<Vec<Point>> {
    const STEPS: usize = 12;
    let mut sum = vec![[0.0; 3]; STEPS + 1];
    for name in HAMSTRINGS {
        let name = format!("{name}{ending}");
        let route = model.muscle(&name).and_then(|index| model.route(pose, index));
        let route = route.ok_or_else(|| missing(&name))?;
        let stops: Vec<Point> = route.stops.iter().flat_map(|s| [s.first(), s.last()]).collect();
        for (i, total) in sum.iter_mut().enumerate() {
            let at = along(&stops, i as f64 / STEPS as f64);
            *total = [0, 1, 2].map(|k| total[k] + at[k] / HAMSTRINGS.len() as f64);
        }
    }
    Ok(sum)
}

/// The point at a share of a polyline's length.
fn along(points: &[Point], share: f64) -> Point {
    let piece = |pair: &[Point]| {
        let d = minus(pair[1], pair[0]);
        (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]).sqrt()
    };
    let mut left = share * points.windows(2).map(piece).sum::<f64>();
    for pair in points.windows(2) {
        let length = piece(pair);
        if length > 0.0 && left <= length {
            return plus(pair[0], minus(pair[1], pair[0]), left / length);
        }
        left -= length;
    }
    points[points.len() - 1]
}

fn plus(a: Point, direction: Point, amount: f64) -> Point {
    [0, 1, 2].map(|i| a[i] + amount * direction[i])
}

fn minus(a: Point, b: Point) -> Point {
    [0, 1, 2].map(|i| a[i] - b[i])
}

fn between(a: Point, b: Point, share: f64) -> Point {
    plus(a, minus(b, a), share)
}

/// Placed bodies by name.
struct Places<'m> {
    model: &'m Model,
    places: Vec<Placement>,
}

impl Places<'_> {
    fn place(&self, body: &str) -> Drawn<&Placement> {
        self.model.body(body).map(|index| &self.places[index]).ok_or_else(|| missing(body))
    }

    /// A frame of a body at a point of it, metres.
    fn spot(&self, body: &str, at: Point) -> Drawn<Spot> {
        let place = self.place(body)?;
        let axis = |column: usize| place.rotation.map(|row| row[column]);
        Ok(Spot { at: place.point(at), forward: axis(0), up: axis(1) })
    }

    /// Where a joint sits on its child and on its parent, in their frames.
    fn joint(&self, child: &str) -> Drawn<(Point, Point)> {
        let body = self.model.body(child).ok_or_else(|| missing(child))?;
        let joint = self.model.joints.iter().find(|joint| joint.child.body == body);
        let joint = joint.ok_or_else(|| missing(child))?;
        Ok((joint.child.offset.position, joint.parent.offset.position))
    }

    fn person(&self) -> Drawn<Person> {
        let names = ["lumbar5", "lumbar4", "lumbar3", "lumbar2", "lumbar1", "torso"];
        let mut lumbar = Vec::new();
        for pair in names.windows(2) {
            // A vertebra lies between the joints below and above it.
            let (low, high) = (self.joint(pair[0])?.0, self.joint(pair[1])?.1);
            lumbar.push(self.spot(pair[0], between(low, high, 0.5))?);
        }
        let (waist, chest) = (self.joint("torso")?.0, self.joint("upper_torso")?);
        let (skull, neck) = self.joint("head")?;
        Ok(Person {
            head: self.spot("head", plus(skull, [0.25, 0.45, 0.0], 0.08))?,
            // The head's joint lies high in the neck; its base is a little more than half way up from the chest's.
            neck: self
                .spot("upper_torso", plus(between(chest.0, neck, 0.54), [-1.0, 0.0, 0.0], 0.008))?,
            chest: self.spot("upper_torso", chest.0)?,
            waist: self.spot("torso", plus(waist, [0.0, 1.0, 0.0], 0.012))?,
            pelvis: self.spot("pelvis", [0.0; 3])?,
            right: self.leg("_r")?,
            left: self.leg("_l")?,
            lumbar,
        })
    }

    fn leg(&self, ending: &str) -> Drawn<Leg> {
        let at = |body: &str, point: Point| -> Drawn<Point> {
            Ok(self.place(&format!("{body}{ending}"))?.point(point))
        };
        Ok(Leg {
            hip: at("femur", [0.0; 3])?,
            knee: at("tibia", [0.0; 3])?,
            ankle: at("talus", [0.0; 3])?,
            heel: at("calcn", [0.0, -0.022, 0.0])?,
            ball: at("toes", [0.0, -0.018, 0.0])?,
            toe: at("toes", [0.065, -0.018, 0.0])?,
        })
    }

    /// The cord from the skull down, behind the vertebrae.
    fn cord(&self, person: &Person) -> Drawn<Vec<Point>> {
        let behind = |spot: &Spot| plus(spot.at, spot.forward, -0.024);
        let skull = plus(person.head.at, person.head.up, -0.055);
        let mut path = vec![plus(skull, person.head.forward, -0.03)];
        let (neck, chest, waist) = (&person.neck, &person.chest, &person.waist);
        path.extend([behind(neck), between(behind(neck), behind(chest), 0.5)]);
        path.extend([behind(chest), between(behind(chest), behind(waist), 0.5), behind(waist)]);
        path.extend(person.lumbar.last().map(behind));
        Ok(path)
    }

    /// The pieces of one leg: name of the site, words for the place, path.
    fn leg_pieces(
        &self,
        person: &Person,
        side: usize,
    ) -> Drawn<Vec<(&'static str, &'static str, Vec<Point>)>> {
        let (ending, leg) = [("_r", person.right), ("_l", person.left)][side];
        let outward = [1.0, -1.0][side];
        let behind = |spot: &Spot| plus(spot.at, spot.forward, -0.024);
        let pelvis = self.place("pelvis")?;
        let side_axis = pelvis.rotation.map(|row| row[2] * outward);
        let femur = self.spot(&format!("femur{ending}"), [0.0; 3])?;
        let tibia = self.spot(&format!("tibia{ending}"), [0.0; 3])?;
        let foot = self.spot(&format!("calcn{ending}"), [0.0; 3])?;
        let mut root: Vec<Point> = person.lumbar.iter().rev().map(behind).collect();
        let exit = plus(pelvis.point([-0.112, 0.030, 0.0]), side_axis, 0.02);
        root.push(exit);
        // Around the hip at the distance at which the nerve passes its centre.
        let back = |spot: &Spot, out: f64| plus(leg.hip, spot.forward, -out);
        let notch = plus(plus(leg.hip, person.pelvis.forward, -0.046), person.pelvis.up, 0.045);
        let middle = between(back(&person.pelvis, 0.043), back(&femur, 0.043), 0.5);
        let d = minus(middle, leg.hip);
        let far = (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]).sqrt();
        let middle = if far > 1e-3 { plus(leg.hip, d, 0.043 / far) } else { middle };
        let thigh =
            |share: f64, off: f64| plus(between(leg.hip, leg.knee, share), femur.forward, -off);
        let shin =
            |share: f64, off: f64| plus(between(leg.knee, leg.ankle, share), tibia.forward, -off);
        let (upper, lower, calf) = (thigh(0.3, 0.036), thigh(0.72, 0.026), shin(0.35, 0.030));
        let around_hip = [back(&person.pelvis, 0.043), middle, back(&femur, 0.043)];
        let mut buttock = vec![exit, notch];
        buttock.extend(around_hip);
        buttock.push(upper);
        let knee = vec![lower, thigh(0.95, 0.030), shin(0.03, 0.030), calf];
        let heel = plus(plus(leg.ankle, foot.forward, -0.020), foot.up, -0.020);
        let sole = between(leg.heel, leg.ball, 0.45);
        let ankle = vec![
            calf,
            shin(0.75, 0.018),
            shin(0.98, 0.018),
            heel,
            plus(sole, foot.up, 0.022),
            plus(leg.ball, foot.up, 0.012),
            plus(leg.toe, foot.up, 0.008),
        ];
        Ok(vec![
            ("root", "where it leaves the spine", root),
            ("sciatic_notch", "in the buttock", buttock),
            ("mid_thigh", "at the back of the thigh", vec![upper, thigh(0.5, 0.030), lower]),
            ("popliteal_fossa", "behind the knee", knee),
            ("ankle", "at the ankle and foot", ankle),
        ])
    }
}
