//! Muscles and the surfaces they wrap around.

use super::Maker;
use crate::model::{
    Location, Mount, Muscle, PathPoint, Side, Wrap, WrapMethod, WrapShape, WrapSurface,
};
use crate::muscle::{Curves, DeGrooteFregly, DeGrooteFreglyShape, MuscleForce};
use crate::own::mirror::Hand;
use crate::own::record::{MuscleRecord, Muscles, SurfaceRecord, Surfaces};
use crate::space::{Placement, body_xyz};

/// Halves of a surface: name, axis, whether its positive half.
const QUADRANTS: [(&str, usize, bool); 6] = [
    ("x", 0, true),
    ("-x", 0, false),
    ("y", 1, true),
    ("-y", 1, false),
    ("z", 2, true),
    ("-z", 2, false),
];

impl Maker<'_> {
    pub(super) fn surfaces(&mut self, surfaces: &Surfaces) {
        for (i, record) in surfaces.surface.iter().enumerate() {
            let path = format!("surface[{i}]");
            for hand in [Hand::Right, Hand::Left] {
                self.surface(&path, hand, record);
            }
        }
    }

    fn surface(&mut self, path: &str, hand: Hand, record: &SurfaceRecord) {
        let body = self.body(path, hand, &record.body);
        self.sink().finite(path, &record.at);
        self.sink().finite(path, &record.turn);
        let offset = Placement { rotation: body_xyz(record.turn), position: record.at };
        let shape = match (record.radius, record.length, record.half_axes) {
            (Some(radius), Some(length), None) => WrapShape::Cylinder { radius, length },
            (None, None, Some(axes)) => WrapShape::Ellipsoid(axes),
            _ => {
                let hint = "give `radius` and `length` of a cylinder, or `half_axes`";
                self.sink().add(path, "not one form", hint);
                WrapShape::Cylinder { radius: 1.0, length: 1.0 }
            }
        };
        let sizes = match shape {
            WrapShape::Cylinder { radius, length } => vec![radius, length],
            WrapShape::Ellipsoid(axes) => axes.to_vec(),
            WrapShape::Other(_) => Vec::new(),
        };
        self.sink().finite(path, &sizes);
        if sizes.iter().any(|size| *size <= 0.0) {
            self.sink().add(path, "a size that is not above 0", "give it in metres");
        }
        let half = QUADRANTS.iter().find(|(name, ..)| *name == record.quadrant);
        let side = match half {
            // The mirror image of a z half is the other one.
            Some((_, axis, positive)) => Side::Half {
                axis: *axis,
                positive: *positive != (*axis == 2 && hand == Hand::Left),
            },
            None => {
                if record.quadrant != "all" {
                    let hint = "one of all, x, -x, y, -y, z, -z";
                    self.sink().add(path, format!("no quadrant {}", record.quadrant), hint);
                }
                Side::All
            }
        };
        let name = hand.name(&record.name);
        if self.surfaces.insert(name.clone(), self.model.wraps.len()).is_some() {
            let message = format!("two surfaces are named {name}");
            self.sink().add(path, message, "rename one");
        }
        let mount = Mount { body, offset: hand.frame(offset) };
        self.model.wraps.push(WrapSurface { name, mount, shape, side, active: true });
    }

    pub(super) fn muscles(&mut self, group: &Muscles) {
        for (i, record) in group.muscle.iter().enumerate() {
            let path = format!("muscle[{i}]");
            self.check_muscle(&path, record);
            for hand in [Hand::Right, Hand::Left] {
                self.muscle(&path, hand, record);
            }
        }
    }

    fn check_muscle(&mut self, path: &str, record: &MuscleRecord) {
        let sizes =
            [record.max_isometric_force, record.optimal_fiber_length, record.tendon_slack_length];
        self.sink().finite(path, &sizes);
        self.sink().finite(path, &[record.pennation]);
        if sizes.iter().any(|size| *size <= 0.0) {
            let hint = "force and lengths are above 0";
            self.sink().add(path, "a force or length that is not above 0", hint);
        }
        if !(0.0..std::f64::consts::FRAC_PI_2).contains(&record.pennation) {
            self.sink().add(path, "an impossible pennation", "at least 0, less than a right angle");
        }
        if record.point.len() < 2 {
            self.sink().add(path, "fewer than two points", "give origin and insertion");
        }
    }

    fn muscle(&mut self, path: &str, hand: Hand, record: &MuscleRecord) {
        let name = hand.name(&record.name);
        if self.model.muscle(&name).is_some() {
            let message = format!("two muscles are named {name}");
            self.sink().add(path, message, "rename one");
        }
        // With the default shape there is nothing to refuse; `passive.toml` gives some muscles another.
        let Ok(curves) = DeGrooteFregly::new(DeGrooteFreglyShape::default()) else { return };
        let mut points = Vec::new();
        for (i, point) in record.point.iter().enumerate() {
            let path = format!("{path}.point[{i}]");
            self.sink().finite(&path, &point.at);
            let body = self.body(&path, hand, &point.body);
            points.push(PathPoint {
                name: String::new(),
                mount: Mount { body, offset: Placement::identity() },
                location: Location::Fixed(hand.point(point.at)),
                condition: None,
            });
        }
        let mut wraps = Vec::new();
        for (i, wrap) in record.wrap.iter().flatten().enumerate() {
            let path = format!("{path}.wrap[{i}]");
            let range = wrap.range.unwrap_or([-1, -1]);
            let most = i32::try_from(points.len()).unwrap_or(i32::MAX);
            if wrap.range.is_some_and(|[first, last]| first < 1 || first >= last || last > most) {
                let hint = "first and last point, counted from 1";
                self.sink().add(&path, "a range beyond the points", hint);
            }
            let Some(surface) = self.surfaces.get(&hand.name(&wrap.surface)).copied() else {
                let message = format!("there is no surface {}", wrap.surface);
                self.sink().add(&path, message, "name one of body/surfaces.toml");
                continue;
            };
            wraps.push(Wrap { surface, method: WrapMethod::Hybrid, range });
        }
        self.model.muscles.push(Muscle {
            name,
            force: MuscleForce::new(
                record.max_isometric_force,
                record.optimal_fiber_length,
                record.tendon_slack_length,
                record.pennation,
                Curves::DeGrooteFregly2016(curves),
            ),
            points,
            wraps,
        });
    }
}
