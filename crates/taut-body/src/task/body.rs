//! A body made ready for tasks: groups of muscles as indices, what is held, whose fibres resist, how strong muscles are.

use std::num::NonZeroUsize;

use super::record::{Groups, TaskRecords, Uncertain};
use crate::compiled::Rig;
use crate::model::Model;
use crate::own::record::Muscles;
use crate::own::{RecordProblem, RecordProblems};
use crate::path::PathValue;
use crate::pose::Pose;

/// The sides, in the order in which results have them.
pub const SIDES: [char; 2] = ['r', 'l'];

/// A group of muscles.
#[derive(Debug, Clone, PartialEq)]
pub struct MuscleGroup {
    /// Its name.
    pub name: String,
    /// Indices of its right and left muscles.
    pub muscles: [Vec<usize>; 2],
}

/// What may be off, as factors against the model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variant {
    /// Strength of all muscles.
    pub strength: f64,
    /// Passive force of fibres and joints.
    pub passive: f64,
}

impl Variant {
    /// The model as it stands.
    pub const PLAIN: Self = Self { strength: 1.0, passive: 1.0 };
}

/// A body made ready for tasks.
#[derive(Debug, Clone)]
pub struct TaskBody {
    /// The model, with the muscles that have lengths.
    pub model: Model,
    /// Names of the muscles that have none, because a surface on their way has a form that is not read.
    pub left_out: Vec<String>,
    /// Groups in the order of the records.
    pub groups: Vec<MuscleGroup>,
    /// Coordinates that are held by what the model does not have.
    pub held: Vec<usize>,
    /// Share of its passive force that each muscle has: 0 or 1.
    pub resists: Vec<f64>,
    /// Muscle-tendon lengths in upright standing, metres.
    pub standing: Vec<f64>,
    /// The model compiled for lengths and moment arms.
    pub rig: Rig,
    /// The model as it stands, then each thing that may be off, low and high.
    pub variants: Vec<Variant>,
}

impl TaskBody {
    /// Makes a body ready. `muscles` are the files that its muscles come from.
    ///
    /// # Errors
    /// Every name that the body does not have, every factor that is none.
    pub fn new(
        mut model: Model,
        muscles: &[Muscles],
        records: &TaskRecords,
    ) -> Result<Self, RecordProblems> {
        let mut problems = Vec::new();
        let left_out = without_length(&mut model);
        let mut add = |record: &str, path: String, message: String, hint: &str| {
            problems.push(RecordProblem {
                record: record.to_owned(),
                path,
                message,
                hint: hint.to_owned(),
            });
        };
        let mut groups = Vec::new();
        for (i, group) in records.groups.group.iter().enumerate() {
            let find = |side: char| -> Vec<Option<usize>> {
                let index = |name: &String| model.muscle(&format!("{name}_{side}"));
                group.muscles.iter().map(index).collect()
            };
            let [right, left] = SIDES.map(find);
            for (name, there) in group.muscles.iter().zip(&right) {
                if there.is_none() {
                    let message = format!("the body has no muscle `{name}`");
                    add("groups", format!("group[{i}]"), message, "see body/muscles");
                }
            }
            let muscles = [right, left].map(|side| side.into_iter().flatten().collect());
            groups.push(MuscleGroup { name: group.name.clone(), muscles });
        }
        let mut held = Vec::new();
        for (i, record) in records.contacts.held.iter().enumerate() {
            let name = &record.coordinate;
            let names = [name.clone(), format!("{name}_r"), format!("{name}_l")];
            let found: Vec<usize> = names.iter().filter_map(|n| model.coordinate(n)).collect();
            if found.is_empty() {
                let message = format!("the body has no coordinate `{name}`");
                add("contacts", format!("held[{i}]"), message, "see skeleton.toml");
            }
            held.extend(found);
        }
        let mut resists = vec![1.0; model.muscles.len()];
        for (i, record) in records.groups.without_passive.iter().enumerate() {
            match muscles.iter().find(|file| file.id == record.muscles) {
                None => {
                    let message = format!("there is no body/muscles/{}.toml", record.muscles);
                    add("groups", format!("without_passive[{i}]"), message, "correct the id");
                }
                Some(file) => {
                    for muscle in &file.muscle {
                        for side in SIDES {
                            if let Some(index) = model.muscle(&format!("{}_{side}", muscle.name)) {
                                resists[index] = 0.0;
                            }
                        }
                    }
                }
            }
        }
        for (i, record) in records.groups.uncertain.iter().enumerate() {
            if !(record.low > 0.0 && record.low <= 1.0 && record.high >= 1.0 && record.high < 10.0)
            {
                let message = format!("{} to {} is no range around 1", record.low, record.high);
                add("groups", format!("uncertain[{i}]"), message, "give factors against the model");
            }
        }
        let standing = Pose::default_of(&model)
            .map_err(|problems| problems.to_string())
            .map(|pose| measured(&model.rig(), &pose, model.muscles.len(), 0).0);
        let standing = standing.unwrap_or_else(|message| {
            add("skeleton", String::new(), message, "every muscle needs a length when upright");
            Vec::new()
        });
        if problems.is_empty() {
            let variants = variants(&records.groups);
            let rig = model.rig();
            Ok(Self { model, rig, left_out, groups, held, resists, standing, variants })
        } else {
            Err(RecordProblems(problems))
        }
    }

    /// The group of this name.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<&MuscleGroup> {
        self.groups.iter().find(|group| group.name == name)
    }

    /// Strength of every muscle where some groups have only a share of theirs left. A muscle in several groups has all
    /// their shares.
    #[must_use]
    pub fn strengths(&self, weak: &[(usize, f64)], variant: Variant) -> Vec<f64> {
        let mut out = vec![variant.strength; self.model.muscles.len()];
        for (group, left) in weak {
            for muscle in self.groups[*group].muscles.iter().flatten() {
                out[*muscle] *= left;
            }
        }
        out
    }
}

/// Muscle-tendon lengths (m), and the moment arms (m) of each muscle by every coordinate.
pub fn measured(
    rig: &Rig,
    pose: &Pose,
    muscles: usize,
    coordinates: usize,
) -> (Vec<f64>, Vec<Vec<f64>>) {
    let gauged = rig.gauge(std::slice::from_ref(pose), NonZeroUsize::MIN);
    let mut lengths = vec![0.0; muscles];
    for (k, muscle) in rig.muscles().iter().enumerate() {
        lengths[*muscle] = gauged.length(0, k);
    }
    let mut arms = vec![vec![0.0; coordinates]; muscles];
    for (k, (muscle, coordinate)) in rig.pairs().iter().enumerate() {
        if let Some(arm) = arms[*muscle].get_mut(*coordinate) {
            *arm = gauged.arm(0, k);
        }
    }
    (lengths, arms)
}

/// Takes out the muscles that have no length, and names them.
fn without_length(model: &mut Model) -> Vec<String> {
    let Ok(pose) = Pose::default_of(model) else { return Vec::new() };
    let lengths = model.lengths(&pose);
    let mut known = lengths.iter().map(|length| matches!(length, PathValue::Known(_)));
    let mut out = Vec::new();
    model.muscles.retain(|muscle| {
        let keep = known.next().unwrap_or(true);
        if !keep {
            out.push(muscle.name.clone());
        }
        keep
    });
    out
}

fn variants(groups: &Groups) -> Vec<Variant> {
    let mut out = vec![Variant::PLAIN];
    for record in &groups.uncertain {
        for factor in [record.low, record.high] {
            out.push(match record.what {
                Uncertain::Strength => Variant { strength: factor, ..Variant::PLAIN },
                Uncertain::Passive => Variant { passive: factor, ..Variant::PLAIN },
            });
        }
    }
    out
}
