//! What a held pose means: work of groups of muscles, shares, loads of spine and hips.

use super::body::{SIDES, TaskBody};
use super::statics::{Demand, Held, NotHeld};
use crate::dynamics::{Movement, Reaction};
use crate::model::Model;
use crate::space::Placement;
use crate::space::{cross, dot, times, transposed};

/// One side's muscles of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupWork {
    /// Name of the group.
    pub name: String,
    /// `r` or `l`.
    pub side: char,
    /// Sum of the forces along the tendons, N.
    pub force: f64,
    /// Of these, what stretched fibres do by themselves, N.
    pub passive: f64,
    /// Largest activation of any of its muscles, 0 to 1.
    pub activation: f64,
}

/// Load of one level of the spine.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelLoad {
    /// Name of the joint, such as `l5_s1`.
    pub joint: String,
    /// Along the upper vertebra, from the joint below it to the joint above; pressing together is positive, N.
    pub compression: f64,
    /// Across it; positive: the part above is kept from sliding forward, N.
    pub shear: f64,
}

/// What a held pose means.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Sum of squared activations.
    pub effort: f64,
    /// Joints that cannot be held: coordinate and what is missing, N m; largest first.
    pub unheld: Vec<(String, f64)>,
    /// Work of each group and side, in the order of the records, right before left.
    pub groups: Vec<GroupWork>,
    /// Share of the hamstrings in all muscle moments that extend the hip, right and left; none where nothing extends it.
    pub hamstring_share: [Option<f64>; 2],
    /// Muscle moments that extend the hip, right and left, N m.
    pub hip_extension: [f64; 2],
    /// Levels of the spine from below.
    pub levels: Vec<LevelLoad>,
    /// Contact force of the right and left hip, N.
    pub hip_contact: [f64; 2],
    /// Its part that pushes the head of the thigh bone forwards in the pelvis, N.
    pub hip_forward: [f64; 2],
    /// How much longer the hamstrings are than in upright standing, right and left, share of that length.
    pub hamstring_stretch: [f64; 2],
}

/// Joints between the lumbar vertebrae and their neighbours, from below, with the joint above; for the last one the
/// thorax's own axis stands for it.
const LEVELS: [(&str, Option<&str>); 6] = [
    ("l5_s1", Some("l4_l5")),
    ("l4_l5", Some("l3_l4")),
    ("l3_l4", Some("l2_l3")),
    ("l2_l3", Some("l1_l2")),
    ("l1_l2", Some("t12_l1")),
    ("t12_l1", None),
];
/// The group that is called hamstrings.
const HAMSTRINGS: &str = "hamstrings";

impl Outcome {
    /// Reads a held pose.
    ///
    /// # Errors
    /// As `Held::loads`.
    pub fn new(body: &TaskBody, demand: &Demand, held: &Held) -> Result<Self, NotHeld> {
        let model = &body.model;
        let reactions = model.reactions(&Movement::rest(&demand.pose), &held.loads(model, demand)?);
        let places = model.placements(&demand.pose);
        let mut unheld: Vec<(String, f64)> = held
            .unheld()
            .into_iter()
            .map(|(c, moment)| (model.coordinates[c].name.clone(), moment.abs()))
            .collect();
        unheld.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let mut work = Vec::new();
        for group in &body.groups {
            for (side, muscles) in SIDES.into_iter().zip(&group.muscles) {
                let total = |of: &[f64]| muscles.iter().fold(0.0, |sum, m| sum + of[*m]);
                let most = |most: f64, muscle: &usize| most.max(held.activations[*muscle]);
                work.push(GroupWork {
                    name: group.name.clone(),
                    side,
                    force: total(&held.forces),
                    passive: total(&held.passive),
                    activation: muscles.iter().fold(0.0, most),
                });
            }
        }
        let extension = |muscle: usize, side: char| {
            let coordinate = model.coordinate(&format!("hip_flexion_{side}"));
            let arm = coordinate.map_or(0.0, |c| demand.arms(muscle)[c]);
            (-arm * held.forces[muscle]).max(0.0)
        };
        let whole =
            |side: char| (0..held.forces.len()).fold(0.0, |sum, m| sum + extension(m, side));
        let none = [Vec::new(), Vec::new()];
        let hamstrings = body.group(HAMSTRINGS).map_or(&none, |group| &group.muscles);
        let share = |i: usize| {
            let part = hamstrings[i].iter().fold(0.0, |sum, m| sum + extension(*m, SIDES[i]));
            let whole = whole(SIDES[i]);
            (whole > 0.0).then(|| part / whole)
        };
        let stretch = |muscles: &Vec<usize>| {
            let longer = |m: &usize| demand.lengths[*m] / body.standing[*m] - 1.0;
            muscles.iter().map(longer).fold(-1.0, f64::max)
        };
        let hips = SIDES.map(|side| reaction(model, &reactions, &format!("hip_{side}")));
        let of_pelvis = |force: [f64; 3]| {
            let pelvis = model.body("pelvis").map(|body| places[body].rotation);
            pelvis.map_or(force, |rotation| times(&transposed(&rotation), force))
        };
        Ok(Self {
            effort: held.effort,
            unheld,
            groups: work,
            hamstring_share: [share(0), share(1)],
            hip_extension: SIDES.map(whole),
            levels: levels(model, &reactions, &places),
            hip_contact: hips.map(|force| libm::sqrt(dot(force, force))),
            // The pelvis pushes on the thigh bone; that one pushes back, forwards if this is negative.
            hip_forward: hips.map(|force| -of_pelvis(force)[0]),
            hamstring_stretch: [stretch(&hamstrings[0]), stretch(&hamstrings[1])],
        })
    }
}

/// The force of a joint on its child, in the ground frame, N.
fn reaction(model: &Model, reactions: &[Reaction], joint: &str) -> [f64; 3] {
    let joint = model.joints.iter().position(|j| j.name == joint);
    joint.map_or([0.0; 3], |joint| reactions[joint].force)
}

/// Where a joint is in the ground frame: the seat on its parent.
fn center(model: &Model, places: &[Placement], joint: usize) -> [f64; 3] {
    let parent = &model.joints[joint].parent;
    places[parent.body].point(parent.offset.position)
}

fn levels(model: &Model, reactions: &[Reaction], places: &[Placement]) -> Vec<LevelLoad> {
    let index = |name: &str| model.joints.iter().position(|joint| joint.name == name);
    let level = |(name, above): &(&str, Option<&str>)| {
        let joint = index(name)?;
        let body = &places[model.joints[joint].child.body];
        let own = |axis: usize| [0, 1, 2].map(|i| body.rotation[i][axis]);
        let up = match above {
            Some(above) => {
                let (from, to) =
                    (center(model, places, joint), center(model, places, index(above)?));
                let way = [0, 1, 2].map(|i| to[i] - from[i]);
                let length = libm::sqrt(dot(way, way));
                way.map(|x| x / length)
            }
            None => own(1),
        };
        // Forward, across the vertebra, in its midplane.
        let side = own(2);
        let across = cross(up, side);
        let length = libm::sqrt(dot(across, across));
        let force = reactions[joint].force;
        Some(LevelLoad {
            joint: (*name).to_owned(),
            compression: dot(force, up),
            // What the joint gives backwards keeps the part above from sliding forwards.
            shear: -dot(force, across) / length,
        })
    };
    LEVELS.iter().filter_map(level).collect()
}

/// A figure that is compared before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// Force of the right hamstrings, N.
    HamstringForce,
    /// Their share in what extends the right hip.
    HamstringShare,
    /// Compression at L5-S1, N.
    Compression,
    /// Size of the shear at L5-S1, N.
    Shear,
    /// Contact force of the right hip, N.
    HipContact,
    /// Sum of squared activations.
    Effort,
}

impl Figure {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::HamstringForce,
        Self::HamstringShare,
        Self::Compression,
        Self::Shear,
        Self::HipContact,
        Self::Effort,
    ];

    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::HamstringForce => "hamstring_force",
            Self::HamstringShare => "hamstring_share",
            Self::Compression => "l5_s1_compression",
            Self::Shear => "l5_s1_shear",
            Self::HipContact => "hip_contact",
            Self::Effort => "effort",
        }
    }

    /// A difference up to this counts as none for a body of this weight (N): a hundredth of the weight, of all shares, of
    /// one muscle at full activation.
    #[must_use]
    pub fn floor(self, weight: f64) -> f64 {
        match self {
            Self::HamstringShare | Self::Effort => 0.01,
            Self::HamstringForce | Self::Compression | Self::Shear | Self::HipContact => {
                0.01 * weight
            }
        }
    }

    /// Its value in an outcome, if it has one there.
    #[must_use]
    pub fn of(self, outcome: &Outcome) -> Option<f64> {
        let hamstrings = |work: &&GroupWork| work.name == HAMSTRINGS && work.side == 'r';
        match self {
            Self::HamstringForce => outcome.groups.iter().find(hamstrings).map(|work| work.force),
            Self::HamstringShare => outcome.hamstring_share[0],
            Self::Compression => outcome.levels.first().map(|level| level.compression),
            Self::Shear => outcome.levels.first().map(|level| level.shear.abs()),
            Self::HipContact => Some(outcome.hip_contact[0]),
            Self::Effort => Some(outcome.effort),
        }
    }
}
