//! A task made ready for one body: names turned into indices, angles into radians, sides mirrored.

use super::posture::{Condition, Group, Hanging, Meet, NoPosture, Spot, settle_posture};
use super::record::{Along, Contacts, LoadRecord, MeetKind, MeetRecord, TaskRecord};
use crate::model::{Model, Turns};
use crate::own::record::Side;
use crate::own::{RecordProblem, RecordProblems};
use crate::pose::Pose;

/// A point that can push the body off the ground.
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    /// Name of the point.
    pub name: String,
    /// Where it is.
    pub spot: Spot,
    /// Coefficient of friction.
    pub friction: f64,
}

/// Coordinates that may change together.
#[derive(Debug, Clone, PartialEq)]
pub struct Free {
    /// Their names, for people who read tables.
    pub name: String,
    /// Their indices.
    pub coordinates: Vec<usize>,
    /// Lowest and highest value, radians or metres.
    pub bounds: [f64; 2],
}

/// One moment of a task, for one body.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// Id of its record.
    pub id: String,
    /// Values of all coordinates before conditions are met.
    pub start: Vec<f64>,
    /// Conditions and what is moved to meet them.
    pub meets: Vec<Meet>,
    /// What may change.
    pub free: Vec<Free>,
    /// What touches the ground.
    pub contacts: Vec<Contact>,
    /// What hangs on the body.
    pub hanging: Vec<Hanging>,
    ground: Spot,
    shift: [usize; 3],
}

/// The three coordinates that carry the whole body.
const CARRIERS: [&str; 3] = ["pelvis_tx", "pelvis_ty", "pelvis_tz"];

impl Stage {
    /// Makes a task ready. `scale` is how many times larger the body is than in the records.
    ///
    /// # Errors
    /// Every name that the body or the contacts do not have, and every figure that makes no sense.
    pub fn new(
        model: &Model,
        contacts: &Contacts,
        scale: f64,
        task: &TaskRecord,
    ) -> Result<Self, RecordProblems> {
        let mut names = Names { model, contacts, scale, task, problems: Vec::new() };
        let mut start: Vec<f64> = model.coordinates.iter().map(|c| c.default).collect();
        for (name, degrees) in &task.angles {
            let path = format!("angles.{name}");
            for coordinate in names.coordinates(&path, name) {
                start[coordinate] = names.angle(&path, coordinate, *degrees);
            }
        }
        let meets =
            task.meet.iter().enumerate().filter_map(|(i, meet)| names.meet(i, meet)).collect();
        let mut free = Vec::new();
        for (i, record) in task.free.iter().enumerate() {
            let path = format!("free[{i}]");
            let group = names.group(&format!("{path}.by"), &record.by);
            let coordinates: Vec<usize> = group.iter().map(|(c, _)| *c).collect();
            let bounds = [record.low, record.high].map(|degrees| {
                coordinates.first().map_or(0.0, |c| names.angle(&path, *c, degrees))
            });
            if bounds[0] > bounds[1] {
                names.add(&path, "the lowest value is above the highest", "swap low and high");
            }
            free.push(Free { name: record.by.join(", "), coordinates, bounds });
        }
        let contacts = task
            .supports
            .iter()
            .enumerate()
            .flat_map(|(i, support)| names.support(&format!("supports[{i}]"), support))
            .collect();
        let loads = task.load.iter().enumerate();
        let hanging = loads.flat_map(|(i, load)| names.load(&format!("load[{i}]"), load)).collect();
        let ground = names.spot("ground", &task.ground);
        let shift = CARRIERS.map(|name| names.coordinates("angles", name).first().copied());
        match (names.problems.is_empty(), ground, shift) {
            (true, Some(ground), [Some(x), Some(y), Some(z)]) => Ok(Self {
                id: task.id.clone(),
                start,
                meets,
                free,
                contacts,
                hanging,
                ground,
                shift: [x, y, z],
            }),
            _ => Err(RecordProblems(names.problems)),
        }
    }

    /// The pose with these values of what is free (radians or metres).
    ///
    /// # Errors
    /// Why there is none.
    pub fn pose(&self, model: &Model, free: &[f64]) -> Result<Pose, NoPosture> {
        let mut start = self.start.clone();
        for (free, value) in self.free.iter().zip(free) {
            free.coordinates.iter().for_each(|c| start[*c] = *value);
        }
        settle_posture(model, &start, &self.meets, &self.hanging, self.ground, self.shift)
    }

    /// What is free, as the record has it.
    #[must_use]
    pub fn nominal(&self) -> Vec<f64> {
        self.free
            .iter()
            .map(|free| self.start[free.coordinates[0]].clamp(free.bounds[0], free.bounds[1]))
            .collect()
    }
}

/// Looks names up and collects what is wrong with them.
struct Names<'a> {
    model: &'a Model,
    contacts: &'a Contacts,
    scale: f64,
    task: &'a TaskRecord,
    problems: Vec<RecordProblem>,
}

impl Names<'_> {
    fn add(&mut self, path: &str, message: impl Into<String>, hint: &str) {
        self.problems.push(RecordProblem {
            record: format!("tasks/{}", self.task.id),
            path: path.to_owned(),
            message: message.into(),
            hint: hint.to_owned(),
        });
    }

    /// The coordinate of this name, or those of both sides.
    fn coordinates(&mut self, path: &str, name: &str) -> Vec<usize> {
        let sides = [name.to_owned(), format!("{name}_r"), format!("{name}_l")];
        let found: Vec<usize> =
            sides.iter().filter_map(|name| self.model.coordinate(name)).collect();
        if found.is_empty() {
            self.add(path, format!("the body has no coordinate `{name}`"), "see skeleton.toml");
        }
        if found.iter().any(|c| self.model.is_driven(*c)) {
            self.add(path, format!("`{name}` follows another coordinate"), "set that one instead");
        }
        found
    }

    fn group(&mut self, path: &str, names: &[String]) -> Group {
        let all: Vec<usize> = names.iter().flat_map(|name| self.coordinates(path, name)).collect();
        if names.is_empty() {
            self.add(path, "no coordinate", "name at least one");
        }
        all.into_iter().map(|coordinate| (coordinate, 1.0)).collect()
    }

    /// Degrees (or metres) in the coordinate's own unit, inside its range.
    fn angle(&mut self, path: &str, coordinate: usize, value: f64) -> f64 {
        let coordinate = &self.model.coordinates[coordinate];
        let turns = coordinate.turns == Turns::Rotates;
        let value = if turns { value.to_radians() } else { value };
        let [low, high] = coordinate.range;
        // Asked this way round a NaN does not pass.
        if !(value >= low - 1e-9 && value <= high + 1e-9) {
            let message = format!("outside the range of {}", coordinate.name);
            self.add(path, message, "give a value inside it; angles are in degrees");
        }
        value
    }

    /// The point of this name with its side.
    fn spot(&mut self, path: &str, name: &str) -> Option<Spot> {
        let (plain, side) = match (name.strip_suffix("_r"), name.strip_suffix("_l")) {
            (Some(plain), _) => (plain, 1.0),
            (_, Some(plain)) => (plain, -1.0),
            _ => (name, 0.0),
        };
        let wanted = if side == 0.0 { Side::Middle } else { Side::Right };
        let record = self.contacts.point.iter().find(|p| p.name == plain && p.side == wanted);
        let Some(record) = record else {
            self.add(path, format!("no point `{name}`"), "see contacts.toml");
            return None;
        };
        let with_side = format!("{}{}", record.body, if side < 0.0 { "_l" } else { "_r" });
        let body = self.model.body(&record.body).or_else(|| self.model.body(&with_side));
        let Some(body) = body else {
            let message = format!("point `{name}` is on `{}`, which is no body", record.body);
            self.add(path, message, "correct contacts.toml");
            return None;
        };
        let [x, y, z] = record.at;
        let mirror = if side < 0.0 { -1.0 } else { 1.0 };
        Some(Spot { body, at: [x, y, mirror * z].map(|x| self.scale * x) })
    }

    fn support(&mut self, path: &str, name: &str) -> Vec<Contact> {
        let (plain, side) = match (name.strip_suffix("_r"), name.strip_suffix("_l")) {
            (Some(plain), _) => (plain, "_r"),
            (_, Some(plain)) => (plain, "_l"),
            _ => (name, ""),
        };
        let wanted = if side.is_empty() { Side::Middle } else { Side::Right };
        let record = self.contacts.support.iter().find(|s| s.name == plain && s.side == wanted);
        let Some(record) = record else {
            self.add(path, format!("no support `{name}`"), "see contacts.toml");
            return Vec::new();
        };
        if !(record.friction >= 0.0 && record.friction <= 10.0) {
            self.add(path, format!("friction {}", record.friction), "give a number of 0 or more");
        }
        let contact = |point: &String| {
            let name = format!("{point}{side}");
            let spot = self.spot(path, &name)?;
            Some(Contact { name, spot, friction: record.friction })
        };
        record.points.iter().filter_map(contact).collect()
    }

    fn load(&mut self, path: &str, load: &LoadRecord) -> Vec<Hanging> {
        if load.points.is_empty() || !(load.mass > 0.0 && load.mass <= 1000.0) {
            self.add(path, "not a usable load", "give points and a mass in kg");
            return Vec::new();
        }
        let mass = load.mass / load.points.len() as f64;
        let spots = load.points.iter().filter_map(|point| self.spot(path, point));
        spots.map(|spot| Hanging { spot, mass }).collect()
    }

    fn meet(&mut self, index: usize, meet: &MeetRecord) -> Option<Meet> {
        let path = format!("meet[{index}]");
        let by = self.group(&format!("{path}.by"), &meet.by);
        let height = (&meet.point, &meet.above, meet.metres);
        let balance = (meet.along, &meet.from, &meet.to, meet.share);
        let condition = match (meet.kind, height, balance) {
            (
                MeetKind::Height,
                (Some(point), Some(above), Some(metres)),
                (None, None, None, None),
            ) => {
                let spot = self.spot(&path, point);
                let above = self.spot(&path, above);
                Condition::Height { spot: spot?, above: above?, metres }
            }
            (
                MeetKind::Balance,
                (None, None, None),
                (Some(along), Some(from), Some(to), Some(share)),
            ) => {
                let from = self.spot(&path, from);
                let to = self.spot(&path, to);
                let axis = if along == Along::Forward { 0 } else { 2 };
                Condition::Balance { axis, from: from?, to: to?, share }
            }
            _ => {
                let hint =
                    "a height has point, above and metres; a balance along, from, to and share";
                self.add(&path, "not the keys of its kind", hint);
                return None;
            }
        };
        let figure = meet.metres.or(meet.share).unwrap_or(0.0);
        if figure.abs() > 10.0 || figure.is_nan() {
            self.add(&path, format!("{figure} is too much"), "give metres, or a share");
        }
        Some(Meet { condition, by })
    }
}
