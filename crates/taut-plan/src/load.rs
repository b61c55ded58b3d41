//! What the body model computes for the postures of exercises. It may only remove exercises, never admit one.
//!
//! Everything is computed when it is first asked for: bounds cost milliseconds, and only a programme on hold asks.

use std::sync::OnceLock;

use taut_body::nerve::PostureBox;
use taut_body::posture::record::Posture;
use taut_body::posture::{Reader, Reading, WorkingSide, pose_of};
use taut_body::{Model, Pose, Turns};
use taut_knowledge::{BodyKnowledge, Knowledge};

/// The way from one position to the next is cut into so many pieces, each with a bound of its own.
const PIECES: usize = 4;

/// What a posture does in the model of an average healthy body, over all its positions and both legs, against upright
/// standing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Load {
    /// Greatest lengthening of a leg's hamstrings, mean of three, as a share.
    pub hamstrings: f64,
    /// Greatest strain of the nerve at any site, as a share, with the best parameters and the angles as they are written.
    pub nerve: f64,
    /// Least and most bending of the whole lumbar spine, radians; forward is positive.
    pub lumbar: [f64; 2],
}

impl Load {
    /// Of a posture that the model cannot read: without limit, so that it is never taken for little.
    const UNREAD: Self = Self {
        hamstrings: f64::INFINITY,
        nerve: f64::INFINITY,
        lumbar: [f64::NEG_INFINITY, f64::INFINITY],
    };
}

/// The loads of all exercises, in the order of the knowledge.
#[derive(Debug, Clone)]
pub struct Loads<'b> {
    from: Source<'b>,
    load: Vec<OnceLock<Load>>,
    bound: Vec<OnceLock<f64>>,
}

#[derive(Debug, Clone)]
enum Source<'b> {
    Body { body: &'b BodyKnowledge, reader: Box<Reader<'b>>, poses: Vec<Vec<Pose>> },
    Given,
}

/// An exercise whose posture has no load.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("exercise `{exercise}`, posture `{posture}`: {message}")]
pub struct NoLoad {
    /// Id of the exercise.
    pub exercise: String,
    /// Id of the posture.
    pub posture: String,
    /// What is wrong.
    pub message: String,
}

impl<'b> Loads<'b> {
    /// The loads of the exercises of `knowledge` in this body.
    ///
    /// # Errors
    /// Every exercise whose posture is not there, or that the body cannot take.
    pub fn of(knowledge: &Knowledge, body: &'b BodyKnowledge) -> Result<Self, Vec<NoLoad>> {
        let reader = Reader::new(&body.model, &body.nerve).map_err(|missing| {
            let message = missing.to_string();
            vec![NoLoad { exercise: String::new(), posture: String::new(), message }]
        })?;
        let (mut poses, mut problems) = (Vec::new(), Vec::new());
        for exercise in &knowledge.exercises {
            let found = posture(body, &exercise.posture)
                .ok_or_else(|| "there is no such posture among the records of the body".to_owned())
                .and_then(|posture| poses_of(&body.model, posture));
            match found {
                Ok(found) => poses.push(found),
                Err(message) => problems.push(NoLoad {
                    exercise: exercise.id.clone(),
                    posture: exercise.posture.clone(),
                    message,
                }),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let count = poses.len();
        Ok(Self {
            from: Source::Body { body, reader: Box::new(reader), poses },
            load: vec![OnceLock::new(); count],
            bound: vec![OnceLock::new(); count],
        })
    }

    /// Loads that are already known, and bounds of the nerve's strain, one an exercise: for asking what a filter would do.
    #[must_use]
    pub fn given(loads: &[(Load, f64)]) -> Self {
        Self {
            from: Source::Given,
            load: loads.iter().map(|(load, _)| OnceLock::from(*load)).collect(),
            bound: loads.iter().map(|(_, bound)| OnceLock::from(*bound)).collect(),
        }
    }

    /// The load of an exercise, index in the knowledge; without limit if the model cannot read its posture.
    #[must_use]
    pub fn get(&self, exercise: usize) -> Load {
        *self.load[exercise].get_or_init(|| match &self.from {
            Source::Given => Load::UNREAD,
            Source::Body { reader, poses, .. } => {
                load(reader, &poses[exercise]).unwrap_or(Load::UNREAD)
            }
        })
    }

    /// A strain of the nerve, as a share, that no site exceeds on the way through the positions of an exercise: angles
    /// within the spread of `body/reading.toml`, parameters within their ranges. Without limit if there is no bound.
    #[must_use]
    pub fn nerve_bound(&self, exercise: usize) -> f64 {
        *self.bound[exercise].get_or_init(|| match &self.from {
            Source::Given => f64::INFINITY,
            Source::Body { body, poses, .. } => {
                nerve_bound(body, &poses[exercise]).unwrap_or(f64::INFINITY)
            }
        })
    }
}

/// The posture of this id.
pub fn posture<'b>(body: &'b BodyKnowledge, id: &str) -> Option<&'b Posture> {
    let found = body.postures.binary_search_by(|posture| posture.id.as_str().cmp(id));
    found.ok().map(|index| &body.postures[index])
}

fn load(reader: &Reader<'_>, poses: &[Pose]) -> Option<Load> {
    let none = f64::NEG_INFINITY;
    let mut out = Load { hamstrings: none, nerve: none, lumbar: [f64::INFINITY, none] };
    for pose in poses {
        let reading: Reading = reader.read(pose).ok()?;
        for leg in &reading.legs {
            out.hamstrings = out.hamstrings.max(leg.hamstrings.best);
        }
        let sites = reading.legs.iter().flat_map(|leg| &leg.nerve).chain(&reading.cord);
        out.nerve = sites.fold(out.nerve, |most, site| most.max(site.reading.strain.best));
        let [least, most] = out.lumbar;
        out.lumbar = [least.min(reading.lumbar_flexion), most.max(reading.lumbar_flexion)];
    }
    Some(out)
}

fn nerve_bound(body: &BodyKnowledge, poses: &[Pose]) -> Option<f64> {
    let mut out = f64::NEG_INFINITY;
    for piece in pieces(body, poses)? {
        let bounds = body.nerve.strain_bound_over(&piece, body.nerve.bounds()).ok()?;
        out = bounds.into_iter().fold(out, f64::max);
    }
    Some(out)
}

/// The positions of a posture as poses, the working leg on the right.
fn poses_of(model: &Model, posture: &Posture) -> Result<Vec<Pose>, String> {
    let pose = |angles| {
        pose_of(model, angles, WorkingSide::Right).map_err(|problems| {
            problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
        })
    };
    posture.position.iter().map(|position| pose(&position.angles)).collect()
}

/// Boxes that hold every posture on the straight way through the poses, each angle off by up to the spread.
fn pieces(body: &BodyKnowledge, poses: &[Pose]) -> Option<Vec<PostureBox>> {
    let spread = body.reading.angle_spread.to_radians();
    let ends: Vec<[&Pose; 2]> = match poses {
        [one] => vec![[one, one]],
        more => more.windows(2).map(|pair| [&pair[0], &pair[1]]).collect(),
    };
    let mut out = Vec::new();
    for [from, to] in ends {
        let count = if from == to { 1 } else { PIECES };
        for piece in 0..count {
            let mut corners = Vec::new();
            for step in [piece, piece + 1] {
                let share = step as f64 / count as f64;
                for off in [-spread, spread] {
                    corners.push(between(&body.model, from, to, share, off)?);
                }
            }
            out.push(PostureBox::around(&corners));
        }
    }
    Some(out)
}

/// The pose a share of the way from one to another, each angle moved by `off`.
fn between(model: &Model, from: &Pose, to: &Pose, share: f64, off: f64) -> Option<Pose> {
    let both = from.values().iter().zip(to.values());
    let values: Vec<f64> = both
        .zip(&model.coordinates)
        .map(|((from, to), coordinate)| {
            let off = if coordinate.turns == Turns::Rotates { off } else { 0.0 };
            from + share * (to - from) + off
        })
        .collect();
    Pose::anywhere(model, &values).ok()
}
