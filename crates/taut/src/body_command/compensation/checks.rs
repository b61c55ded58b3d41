//! Published figures about tasks beside those of the model.

use std::num::NonZeroUsize;

use taut_body::task::record::{CheckKind, CheckRecord};
use taut_body::task::{Posture, TaskBody, Trial, Variant};
use taut_knowledge::BodyKnowledge;

use super::work::{body, stage, torques};

/// A published figure and ours.
pub struct Check {
    /// The record.
    pub record: CheckRecord,
    /// Ours, if it could be worked out.
    pub ours: Option<f64>,
}

impl Check {
    /// Whether ours lies where it still agrees.
    pub fn agrees(&self) -> bool {
        self.ours.is_some_and(|ours| ours >= self.record.low && ours <= self.record.high)
    }
}

/// Works all of them out.
///
/// # Errors
/// Records that do not fit the body.
pub fn checks(knowledge: &BodyKnowledge, threads: NonZeroUsize) -> anyhow::Result<Vec<Check>> {
    let body = body(knowledge)?;
    let records = &knowledge.tasks.checks.check;
    let share = records.len().div_ceil(threads.get()).max(1);
    let parts: Vec<anyhow::Result<Vec<Check>>> = std::thread::scope(|scope| {
        let work = |part: &'_ [CheckRecord]| -> anyhow::Result<Vec<Check>> {
            part.iter()
                .map(|record| {
                    Ok(Check { record: record.clone(), ours: ours(&body, knowledge, record)? })
                })
                .collect()
        };
        let handles: Vec<_> =
            records.chunks(share).map(|part| scope.spawn(move || work(part))).collect();
        let joined = |handle: std::thread::ScopedJoinHandle<'_, anyhow::Result<Vec<Check>>>| {
            handle.join().unwrap_or_else(|_| Err(anyhow::anyhow!("a thread ended early")))
        };
        handles.into_iter().map(joined).collect()
    });
    let parts: Result<Vec<Vec<Check>>, _> = parts.into_iter().collect();
    Ok(parts?.into_iter().flatten().collect())
}

fn ours(
    body: &TaskBody,
    knowledge: &BodyKnowledge,
    record: &CheckRecord,
) -> anyhow::Result<Option<f64>> {
    let torques = torques(body, knowledge);
    let least = |id: &str, weak: &[(usize, f64)]| -> anyhow::Result<Option<(Posture, Posture)>> {
        let Some(task) = knowledge.tasks.tasks.iter().find(|task| task.id == id) else {
            return Ok(None);
        };
        let stage = stage(body, knowledge, task)?;
        let mut trial = Trial::new(body, &stage, &torques);
        let strong = body.strengths(&[], Variant::PLAIN);
        let Ok(before) = trial.least(&strong, 1.0) else { return Ok(None) };
        let weakened = body.strengths(weak, Variant::PLAIN);
        let Ok(after) = trial.posture(&before.free, &weakened, 1.0) else { return Ok(None) };
        Ok(Some((before, after)))
    };
    let group = |name: &Option<String>| -> Option<Vec<(usize, f64)>> {
        let index = body.groups.iter().position(|group| Some(&group.name) == name.as_ref())?;
        Some(vec![(index, record.left?)])
    };
    let compression =
        |posture: &Posture| posture.outcome.levels.get(1).map(|level| level.compression);
    let value = |posture: &Posture, name: &str| {
        body.model.coordinate(name).map(|c| posture.values[c].to_degrees())
    };
    let Some((before, _)) = least(&record.task, &[])? else { return Ok(None) };
    Ok(match record.kind {
        CheckKind::CompressionRatio => {
            let against = match &record.against {
                Some(against) => least(against, &[])?,
                None => None,
            };
            against.and_then(|(against, _)| Some(compression(&before)? / compression(&against)?))
        }
        CheckKind::CompressionWeight => {
            let weight = body.model.mass() * body.model.gravity[1].abs();
            before.outcome.levels.first().map(|level| level.compression / weight)
        }
        CheckKind::EffortOrder => {
            let rise = |weak: Option<Vec<(usize, f64)>>| -> anyhow::Result<Option<f64>> {
                let Some(weak) = weak else { return Ok(None) };
                Ok(least(&record.task, &weak)?
                    .map(|(before, after)| after.cost / before.cost - 1.0))
            };
            let (weak, other) = (rise(group(&record.weak))?, rise(group(&record.against))?);
            weak.zip(other).map(|(weak, other)| weak / other.max(1e-9))
        }
        CheckKind::ForwardHipForce => {
            let after = match group(&record.weak) {
                Some(weak) => least(&record.task, &weak)?,
                None => None,
            };
            // Backward forces are negative: less negative is further forwards, so differences are over their size.
            after.map(|(before, after)| {
                let (before, after) = (before.outcome.hip_forward[0], after.outcome.hip_forward[0]);
                1.0 + (after - before) / before.abs().max(1e-9)
            })
        }
        CheckKind::TrunkAngle => {
            let tilt = value(&before, "pelvis_tilt");
            tilt.zip(value(&before, "lumbar_flexion")).map(|(tilt, bend)| 90.0 + tilt - bend)
        }
        CheckKind::LumbarHipRatio => value(&before, "lumbar_flexion")
            .zip(value(&before, "hip_flexion_r"))
            .map(|(back, hip)| back / hip),
    })
}
