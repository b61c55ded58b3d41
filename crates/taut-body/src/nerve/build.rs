//! From the record to the nerve of a model: two legs out of one, names to indices, every problem at once.

use super::hip::Hip;
use super::parameters::gather;
use super::record::{NerveRecord, ParameterRecord, Part, Quantity, SegmentRecord};
use super::tree::{Bed, Bend, Segment, Tree};
use super::{Nerve, NerveSite};
use crate::model::Model;
use crate::own::problem::Sink;
use crate::own::{RecordProblem, RecordProblems};

/// The coordinates of the hip, without a side.
const HIP: [&str; 3] = ["hip_flexion", "hip_adduction", "hip_rotation"];
/// The site whose segment gives the cross-section that `rest_strain` speaks of.
const REFERENCE: &str = "mid_thigh";

/// Builds the nerve of `model` from its record.
///
/// # Errors
/// Every problem of the record, and coordinates that the model does not have.
pub(crate) fn build(record: &NerveRecord, model: &Model) -> Result<Nerve, RecordProblems> {
    let mut problems: Vec<RecordProblem> = Vec::new();
    let mut maker = Maker {
        model,
        sink: Sink { record: "nerve", problems: &mut problems },
        parent: vec![0],
        segments: Vec::new(),
    };
    maker.hip(record);
    maker.way(record);
    maker.parameters(&record.parameter);
    let cord = maker.part(record, Part::Cord, "", 0);
    for side in ["_r", "_l"] {
        maker.part(record, Part::Leg, side, cord);
    }
    let sites = maker.sites(record);
    let reference = sites.iter().find(|site| site.name == format!("{REFERENCE}_r"));
    if reference.is_none() {
        maker.sink.add("site", format!("no site {REFERENCE}"), "add one in the legs");
    }
    let reference_area = reference.map(|site| maker.segments[site.segment - 1].area);
    let (parent, segments) = (maker.parent, maker.segments);
    match (reference_area, gather(&record.parameter)) {
        (Some(reference_area), Some((best, bounds))) if problems.is_empty() => {
            let hip = Hip { notch: record.hip.notch, thigh: record.hip.thigh };
            let tree = Tree { hip, parent, segments, reference_area };
            Ok(Nerve::new(tree, sites, best, bounds, model.coordinates.len()))
        }
        _ => Err(RecordProblems(problems)),
    }
}

struct Maker<'a> {
    model: &'a Model,
    sink: Sink<'a>,
    parent: Vec<usize>,
    segments: Vec<Segment>,
}

impl Maker<'_> {
    fn hip(&mut self, record: &NerveRecord) {
        for (path, point) in [("hip.notch", record.hip.notch), ("hip.thigh", record.hip.thigh)] {
            self.sink.finite(path, &point);
        }
        let above = record.hip.notch[1] > 0.0 && record.hip.thigh[1] < 0.0;
        if !(above && record.hip.notch[0] < 0.0 && record.hip.thigh[0] < 0.0) {
            let hint =
                "let the notch be behind and above the femoral head, the other behind and below";
            self.sink.add("hip", "the bed does not pass behind the hip", hint);
        }
    }

    /// Shares of the way add up, and no turn within the body's ranges brings the thigh's point inside the widest cylinder.
    fn way(&mut self, record: &NerveRecord) {
        let shares = record.segment.iter().filter_map(|segment| segment.hip_share);
        let sum: f64 = shares.fold(0.0, |sum, share| sum + share);
        if (sum - 1.0).abs() > 1e-12 || sum.is_nan() {
            self.sink.add(
                "segment",
                format!("the shares of the hip add up to {sum}"),
                "let it be 1",
            );
        }
        let ranges = HIP.map(|name| {
            let found = self.model.coordinate(&format!("{name}_r"));
            found.map_or([0.0; 2], |at| self.model.coordinates[at].range)
        });
        let hip = Hip { notch: record.hip.notch, thigh: record.hip.thigh };
        let widest = record.parameter.iter().find(|p| p.quantity == Quantity::HipRadius);
        if let Some(widest) = widest
            && hip.nearest(ranges) <= widest.high
        {
            let hint = "move the point on the thigh further down, or lower the widest radius";
            self.sink.add("hip", "some posture brings the bed inside the hip's cylinder", hint);
        }
    }

    fn parameters(&mut self, records: &[ParameterRecord]) {
        for quantity in Quantity::ALL {
            let count = records.iter().filter(|record| record.quantity == quantity).count();
            if count != 1 {
                let message = format!("{quantity:?} stands there {count} times");
                self.sink.add("parameter", message, "give each quantity once");
            }
        }
        for (i, record) in records.iter().enumerate() {
            let path = format!("parameter[{i}]");
            self.sink.finite(&path, &[record.low, record.best, record.high]);
            if !(record.low <= record.best && record.best <= record.high) {
                let hint = "let the best value be between the lowest and the highest";
                self.sink.add(&path, "the best value is outside its range", hint);
            }
            let positive = !record.quantity.is_arm() && record.quantity != Quantity::RestStrain
                || record.quantity == Quantity::HipRadius;
            let strain = matches!(record.quantity, Quantity::RestStrain | Quantity::ToeStrain);
            if positive && record.low <= 0.0 || strain && !(record.low > -0.5 && record.high < 0.5)
            {
                let hint = "springs and stiffnesses are above 0, strains between -0.5 and 0.5";
                self.sink.add(&path, "a value that no nerve has", hint);
            }
        }
    }

    /// Adds the segments of a part, the first hanging from `start`; returns the last node.
    fn part(&mut self, record: &NerveRecord, part: Part, side: &str, start: usize) -> usize {
        let mut node = start;
        for (i, segment) in record.segment.iter().enumerate().filter(|(_, s)| s.part == part) {
            let path = format!("segment[{i}]");
            let name = format!("{}{side}", segment.name);
            if self.segments.iter().any(|other| other.name == name) {
                self.sink.add(&path, format!("two segments are named {name}"), "rename one");
            }
            let bed = self.bed(&path, segment, side);
            self.sink.finite(&path, &[segment.area]);
            if segment.area <= 0.0 {
                self.sink.add(&path, "no cross-section", "give an area above 0, in mm²");
            }
            let holds = [Some(segment.hold), segment.end_hold];
            for hold in holds.into_iter().flatten() {
                if !is_hold(hold) {
                    let message = format!("{hold:?} holds nothing");
                    self.sink.add(&path, message, "name one of the holds");
                }
            }
            self.parent.push(node);
            node = self.parent.len() - 1;
            self.segments.push(Segment {
                name,
                bed,
                area: segment.area,
                cord: part == Part::Cord,
                hold: segment.hold,
                end_hold: segment.end_hold,
            });
        }
        node
    }

    fn bed(&mut self, path: &str, segment: &SegmentRecord, side: &str) -> Bed {
        let Some(length) = segment.length else {
            let share = segment.hip_share.unwrap_or(0.0);
            if segment.part == Part::Cord || !segment.bend.is_empty() || share <= 0.0 {
                let hint = "only segments behind the hip have none; they have a share of the way there, and no bends";
                self.sink.add(path, "no length", hint);
            }
            return Bed::Hip(share, HIP.map(|name| self.coordinate(path, name, side)));
        };
        if segment.hip_share.is_some() {
            self.sink.add(path, "both a length and a share", "leave one out");
        }
        self.sink.finite(path, &[length]);
        if length <= 0.0 {
            self.sink.add(path, "no length", "give the length of the bed, m");
        }
        let mut bends = Vec::new();
        for bend in &segment.bend {
            if !bend.arm.is_arm() || bend.arm == Quantity::HipRadius {
                self.sink.add(path, format!("{:?} is no lever arm", bend.arm), "name an arm");
            }
            let coordinate = self.coordinate(path, &bend.by, side);
            bends.push(Bend {
                coordinate,
                arm: bend.arm,
                sign: if bend.shortens { -1.0 } else { 1.0 },
            });
        }
        Bed::Bends(length, bends)
    }

    /// The coordinate of that side, else of the midplane; 0 where there is none, which is then a problem.
    fn coordinate(&mut self, path: &str, name: &str, side: &str) -> usize {
        let sided = self.model.coordinate(&format!("{name}{side}"));
        let found = sided.or_else(|| self.model.coordinate(name));
        if found.is_none() {
            let message = format!("the body has no coordinate {name}");
            self.sink.add(path, message, "name one of the skeleton, without a side");
        }
        found.unwrap_or(0)
    }

    fn sites(&mut self, record: &NerveRecord) -> Vec<NerveSite> {
        let mut sites = Vec::new();
        for (i, site) in record.site.iter().enumerate() {
            let path = format!("site[{i}]");
            let mut found = 0;
            for side in ["", "_r", "_l"] {
                let node = |name: &str| {
                    let name = format!("{name}{side}");
                    self.segments.iter().position(|s| s.name == name).map(|at| at + 1)
                };
                // A site in the legs has two nodes; one at the conus has one.
                let (Some(node), Some(segment)) = (node(&site.slides_at), node(&site.strain_of))
                else {
                    continue;
                };
                found += 1;
                let name = format!("{}{side}", site.name);
                sites.push(NerveSite { name, label: site.label.clone(), node, segment });
            }
            if found == 0 {
                let hint = "name two segments of the cord, or two of the leg";
                self.sink.add(&path, "no such segments", hint);
            }
        }
        sites
    }
}

fn is_hold(quantity: Quantity) -> bool {
    use Quantity::{CanalHold, EndHold, FootHold, ForamenHold, LegHold};
    matches!(quantity, CanalHold | ForamenHold | LegHold | FootHold | EndHold)
}
