//! Records to a model: right sides mirrored, names resolved, every problem noted.

mod joints;
mod muscles;

use std::collections::BTreeMap;

use super::mirror::Hand;
use super::problem::{RecordProblem, RecordProblems, Sink};
use super::record::{Records, Side, Skeleton};
use crate::model::{Body, Model};

/// Standard acceleration of gravity along y, m/s² (by definition, CGPM 1901).
const GRAVITY: f64 = -9.80665;

/// The body that the records describe, as they stand: not scaled to anybody.
///
/// # Errors
/// Every name that is not there or there twice, every number that cannot be, joints that do not form a tree.
pub fn build(records: &Records) -> Result<Model, RecordProblems> {
    let mut problems = Vec::new();
    let mut maker = Maker::new(&records.skeleton.id, &mut problems);
    maker.bodies(&records.skeleton);
    maker.coordinates(&records.skeleton);
    maker.joints(&records.skeleton);
    maker.couplers(&records.skeleton);
    maker.record(&records.surfaces.id);
    maker.surfaces(&records.surfaces);
    for group in &records.muscles {
        maker.record(&format!("muscles/{}", group.id));
        maker.muscles(group);
    }
    let mut model = maker.model;
    let mut sink = Sink { record: &records.passive.id, problems: &mut problems };
    records.passive.apply(&mut model, &mut sink);
    sink.record = &records.scaling.id;
    records.scaling.check(&model, &mut sink);
    sink.record = &records.hamstring.id;
    records.hamstring.check(&mut sink);
    if problems.is_empty() { Ok(model) } else { Err(RecordProblems(problems)) }
}

/// A model while it is made.
struct Maker<'p> {
    model: Model,
    record: String,
    problems: &'p mut Vec<RecordProblem>,
    bodies: BTreeMap<String, usize>,
    coordinates: BTreeMap<String, usize>,
    surfaces: BTreeMap<String, usize>,
}

impl<'p> Maker<'p> {
    fn new(record: &str, problems: &'p mut Vec<RecordProblem>) -> Self {
        let ground =
            Body { name: "ground".to_owned(), mass: 0.0, mass_center: [0.0; 3], inertia: [0.0; 6] };
        let model = Model {
            name: "taut's own body".to_owned(),
            version: 0,
            gravity: [0.0, GRAVITY, 0.0],
            bodies: vec![ground],
            joints: Vec::new(),
            coordinates: Vec::new(),
            couplers: Vec::new(),
            wraps: Vec::new(),
            muscles: Vec::new(),
            left_out: Vec::new(),
        };
        Self {
            model,
            record: record.to_owned(),
            problems,
            bodies: BTreeMap::from([("ground".to_owned(), 0)]),
            coordinates: BTreeMap::new(),
            surfaces: BTreeMap::new(),
        }
    }

    /// From here on, problems are of this record.
    fn record(&mut self, id: &str) {
        id.clone_into(&mut self.record);
    }

    fn sink(&mut self) -> Sink<'_> {
        Sink { record: &self.record, problems: self.problems }
    }

    fn bodies(&mut self, skeleton: &Skeleton) {
        for (i, record) in skeleton.body.iter().enumerate() {
            let path = format!("body[{i}]");
            let [x, y, z] = record.mass_center;
            let [a, b, c] = record.inertia;
            self.sink().finite(&path, &[record.mass, x, y, z, a, b, c]);
            if record.mass < 0.0 || a < 0.0 || b < 0.0 || c < 0.0 {
                self.sink().add(&path, "a mass below 0", "masses and moments are 0 or more");
            }
            if record.side == Side::Middle && z != 0.0 {
                let hint = "write 0 as its z";
                self.sink().add(&path, "a body in the midplane has its mass beside it", hint);
            }
            for hand in hands(record.side) {
                let name = hand.name(&record.name);
                let index = self.model.bodies.len();
                if self.bodies.insert(name.clone(), index).is_some() {
                    let message = format!("two bodies are named {name}");
                    self.sink().add(&path, message, "rename one");
                }
                let mass_center = hand.point(record.mass_center);
                let inertia = [a, b, c, 0.0, 0.0, 0.0];
                self.model.bodies.push(Body { name, mass: record.mass, mass_center, inertia });
            }
        }
    }

    /// The index of a body that `hand`'s side means by this name: its own, else the one in the midplane.
    fn body(&mut self, path: &str, hand: Hand, name: &str) -> usize {
        let sided = self.bodies.get(&hand.name(name)).or_else(|| self.bodies.get(name));
        if let Some(index) = sided {
            return *index;
        }
        // Both sides would say the same.
        if hand != Hand::Left {
            let message = format!("there is no body {name}");
            self.sink().add(path, message, "name a body of the skeleton, without a side");
        }
        0
    }
}

/// The copies that a record stands for.
fn hands(side: Side) -> &'static [Hand] {
    match side {
        Side::Middle => &[Hand::Middle],
        Side::Right => &[Hand::Right, Hand::Left],
    }
}
