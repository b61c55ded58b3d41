//! Coordinates, joints and couplers of the skeleton.

use super::{Maker, hands};
use crate::function::Function;
use crate::model::{Coordinate, Coupler, Joint, JointKind, Motion, Mount, Turns};
use crate::own::mirror::Hand;
use crate::own::record::{CoordinateRecord, JointRecord, MotionKind, MotionRecord, Skeleton, Unit};
use crate::pose::LARGEST;
use crate::space::{Placement, body_xyz, dot};
use crate::spline::Spline;

/// The axes x, y, z.
const UNIT: [[f64; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

impl Maker<'_> {
    pub(super) fn coordinates(&mut self, skeleton: &Skeleton) {
        for (i, record) in skeleton.coordinate.iter().enumerate() {
            let path = format!("coordinate[{i}]");
            let (default, range) = self.default_and_range(&path, record);
            for hand in hands(record.side) {
                let name = hand.name(&record.name);
                let index = self.model.coordinates.len();
                if self.coordinates.insert(name.clone(), index).is_some() {
                    let message = format!("two coordinates are named {name}");
                    self.sink().add(&path, message, "rename one");
                }
                self.model.coordinates.push(Coordinate {
                    name,
                    joint: usize::MAX,
                    turns: Turns::Nothing,
                    default,
                    range,
                    clamped: true,
                    locked: false,
                });
            }
        }
    }

    /// In radians or metres; of a coordinate that follows another, 0 for now.
    fn default_and_range(&mut self, path: &str, record: &CoordinateRecord) -> (f64, [f64; 2]) {
        let free = record.follows.is_none();
        let (unit, default, [low, high]) = match (record.unit, record.default, record.range) {
            (Some(unit), Some(default), Some(range)) if free => (unit, default, range),
            (None, None, None) if !free => return (0.0, [0.0; 2]),
            _ => {
                let hint = "a free coordinate has all three, one that follows has none";
                self.sink().add(path, "`unit`, `default` and `range` belong together", hint);
                return (0.0, [0.0; 2]);
            }
        };
        if ![default, low, high].iter().all(|x| x.abs() <= LARGEST) {
            self.sink().add(path, "a value beyond 1000, or none at all", "give a smaller one");
        }
        if low > high || default < low || default > high {
            let hint = "let the default be between the lowest and the highest value";
            self.sink().add(path, "the default is outside the range", hint);
        }
        let si = |x: f64| if unit == Unit::Deg { x.to_radians() } else { x };
        (si(default), [si(low), si(high)])
    }

    pub(super) fn joints(&mut self, skeleton: &Skeleton) {
        let mut placed = vec![false; self.model.bodies.len()];
        placed[0] = true;
        for (i, record) in skeleton.joint.iter().enumerate() {
            let path = format!("joint[{i}]");
            for hand in hands(record.side) {
                self.joint(&path, *hand, record, &mut placed);
            }
        }
        for body in (0..placed.len()).filter(|body| !placed[*body]) {
            let message = format!("no joint leads to the body {}", self.model.bodies[body].name);
            self.sink().add("joint", message, "give it one");
        }
        for coordinate in 0..self.model.coordinates.len() {
            if self.model.coordinates[coordinate].joint == usize::MAX {
                let name = &self.model.coordinates[coordinate].name;
                let message = format!("the coordinate {name} is in no joint");
                self.sink().add("coordinate", message, "list it in one joint");
            }
        }
    }

    fn joint(&mut self, path: &str, hand: Hand, record: &JointRecord, placed: &mut [bool]) {
        let parent = self.body(&format!("{path}.parent"), hand, &record.parent);
        let child = self.body(&format!("{path}.child"), hand, &record.child);
        if !placed[parent] {
            let message = format!("the joint of {} comes later", record.parent);
            self.sink().add(path, message, "write joints from the ground outwards");
        }
        if child == 0 || placed[child] {
            let message = format!("{} has a joint already, or can have none", record.child);
            self.sink().add(path, message, "every body but the ground is the child of one joint");
        }
        placed[child] = true;
        let joint = self.model.joints.len();
        let mut own = Vec::new();
        for name in &record.coordinates {
            let Some(index) = self.coordinate(path, hand, name) else { continue };
            if self.model.coordinates[index].joint != usize::MAX {
                let message = format!("{name} is in two joints");
                self.sink().add(path, message, "list a coordinate in one joint");
            }
            self.model.coordinates[index].joint = joint;
            own.push(index);
        }
        let motions = self.motions(path, hand, record, &own);
        let mut mount = |body: usize, at: [f64; 3], turn: Option<[f64; 3]>| {
            let turn = turn.unwrap_or_default();
            self.sink().finite(path, &[at[0], at[1], at[2], turn[0], turn[1], turn[2]]);
            let offset = Placement { rotation: body_xyz(turn), position: at };
            Mount { body, offset: hand.frame(offset) }
        };
        let parent = mount(parent, record.parent_at, record.parent_turn);
        let child = mount(child, record.child_at, record.child_turn);
        let kind = if record.motion.is_empty() { JointKind::Weld } else { JointKind::Custom };
        let name = hand.name(&record.name);
        self.model.joints.push(Joint { name, kind, parent, child, coordinates: own, motions });
    }

    /// The index of a coordinate of `hand`'s side, else of the midplane.
    fn coordinate(&mut self, path: &str, hand: Hand, name: &str) -> Option<usize> {
        let found = self.coordinates.get(&hand.name(name)).or_else(|| self.coordinates.get(name));
        let found = found.copied();
        if found.is_none() && hand != Hand::Left {
            let message = format!("there is no coordinate {name}");
            self.sink().add(path, message, "name a coordinate of the skeleton, without a side");
        }
        found
    }

    fn motions(
        &mut self,
        path: &str,
        hand: Hand,
        record: &JointRecord,
        own: &[usize],
    ) -> [Motion; 6] {
        let mut motions: [Motion; 6] = std::array::from_fn(|i| Motion {
            axis: UNIT[i % 3],
            function: Function::Constant(0.0),
            coordinates: Vec::new(),
        });
        let mut count = [0; 2];
        for (i, motion) in record.motion.iter().enumerate() {
            let path = format!("{path}.motion[{i}]");
            let turn = motion.kind == MotionKind::Turn;
            if turn && count[1] > 0 {
                self.sink().add(&path, "a turn after a move", "write turns first");
            }
            let slot = &mut count[usize::from(!turn)];
            *slot += 1;
            if *slot > 3 {
                self.sink().add(&path, "more than three of a kind", "a joint has three of each");
                continue;
            }
            let at = *slot - 1 + if turn { 0 } else { 3 };
            motions[at] = self.motion(&path, hand, motion, own);
        }
        motions
    }

    fn motion(&mut self, path: &str, hand: Hand, record: &MotionRecord, own: &[usize]) -> Motion {
        self.sink().finite(path, &record.axis);
        let turn = record.kind == MotionKind::Turn;
        let mut axis = record.axis;
        let length = libm::sqrt(dot(axis, axis));
        if turn && length > 1e-6 {
            axis = axis.map(|x| x / length);
        } else if length <= 1e-6 {
            self.sink().add(path, "the axis has no length", "give it a direction");
        }
        let function = self.function(path, record);
        let axis = if turn { hand.axis(axis) } else { hand.point(axis) };
        let mut coordinates = Vec::new();
        if let Some(name) = &record.by
            && let Some(index) = self.coordinate(path, hand, name)
        {
            if !own.contains(&index) {
                let message = format!("{name} is not a coordinate of this joint");
                self.sink().add(path, message, "list it among the joint's coordinates");
            }
            coordinates.push(index);
            let turns = &mut self.model.coordinates[index].turns;
            if turn {
                *turns = Turns::Rotates;
            } else if *turns == Turns::Nothing {
                *turns = Turns::Translates;
            }
        }
        Motion { axis, function, coordinates }
    }

    fn function(&mut self, path: &str, record: &MotionRecord) -> Function {
        let given = [
            record.slope.is_some(),
            record.polynomial.is_some(),
            record.spline.is_some(),
            record.constant.is_some(),
        ];
        if given.iter().filter(|given| **given).count() != 1 {
            let hint = "give one of `slope`, `polynomial`, `spline` and `constant`";
            self.sink().add(path, "not exactly one function", hint);
        }
        if record.by.is_some() == record.constant.is_some() {
            let hint = "name a coordinate in `by`, but for a constant";
            self.sink().add(path, "function and coordinate do not go together", hint);
        }
        if let Some(slope) = record.slope {
            self.sink().finite(path, &[slope]);
            return Function::Linear(vec![slope, 0.0]);
        }
        if let Some(polynomial) = &record.polynomial {
            self.sink().finite(path, polynomial);
            return Function::Polynomial(polynomial.clone());
        }
        if let Some(spline) = &record.spline {
            self.sink().finite(path, &spline.x);
            self.sink().finite(path, &spline.y);
            match Spline::new(&spline.x, &spline.y) {
                Ok(spline) => return Function::Spline(spline),
                Err(problem) => {
                    let message = format!("the knots make no spline: {problem:?}");
                    self.sink().add(path, message, "as many x as y, and x rising");
                }
            }
        }
        self.sink().finite(path, &[record.constant.unwrap_or_default()]);
        Function::Constant(record.constant.unwrap_or_default())
    }

    /// Coordinates that follow others at a share.
    pub(super) fn couplers(&mut self, skeleton: &Skeleton) {
        for (i, record) in skeleton.coordinate.iter().enumerate() {
            let path = format!("coordinate[{i}]");
            match (&record.follows, record.share) {
                (None, None) => {}
                (Some(leader), Some(share)) => {
                    self.sink().finite(&path, &[share]);
                    for hand in hands(record.side) {
                        self.coupler(&path, *hand, record, leader, share);
                    }
                }
                _ => {
                    let hint = "write both, or neither";
                    self.sink().add(&path, "`follows` and `share` belong together", hint);
                }
            }
        }
    }

    fn coupler(
        &mut self,
        path: &str,
        hand: Hand,
        record: &CoordinateRecord,
        leader: &str,
        share: f64,
    ) {
        let dependent = self.coordinates.get(&hand.name(&record.name)).copied();
        let Some(dependent) = dependent else { return };
        let Some(leader) = self.coordinate(path, hand, leader) else { return };
        // One step only: so no coupler waits for another, and none goes in a circle.
        let follows_itself = leader == dependent
            || self.model.is_driven(leader)
            || self.model.couplers.iter().any(|c| c.independent.contains(&dependent));
        if follows_itself {
            let hint = "follow a coordinate that is free";
            self.sink().add(path, "it follows one that follows another", hint);
        }
        if self.model.coordinates[dependent].turns == Turns::Rotates {
            self.model.coordinates[leader].turns = Turns::Rotates;
        }
        let Coordinate { default, range: [low, high], .. } = self.model.coordinates[leader];
        let follower = &mut self.model.coordinates[dependent];
        follower.default = share * default;
        follower.range = [(share * low).min(share * high), (share * low).max(share * high)];
        let name = format!("{}_follows", self.model.coordinates[dependent].name);
        let function = Function::Linear(vec![share, 0.0]);
        self.model.couplers.push(Coupler { name, dependent, independent: vec![leader], function });
    }
}
