//! The walking trial of the published model gait2392, before and after weakness: the walk stays as it was recorded.

use std::num::NonZeroUsize;
use std::path::Path;

use anyhow::anyhow;
use taut_body::Model;
use taut_body::dynamics::Trajectory;
use taut_body::effort::{Moment, Reserve, Settings};
use taut_body::task::record::GroupRecord;

use super::ask::Weak;
use crate::BadInput;
use crate::body_command::{motion, read};

/// Files of the trial below the folder, as OpenSim ships them.
const MODEL: &str = "models/gait2392/subject01_simbody_adjusted.osim";
const MOTION: &str = "models/gait2392/subject01_walk1_ik.mot";
const LOADS: &str = "models/gait2392/subject01_walk1_grf_v4.xml";
/// The recording is smoothed below this frequency, as OpenSim's example does, Hz.
const LOWPASS: f64 = 6.0;
/// Moments that are worked out, evenly over the time with ground forces, s.
const FRAMES: usize = 43;
const TIMES: [f64; 2] = [0.55, 1.95];
/// Strength of the reserves of the example, N or N m: the pelvis carries what the recording does not explain.
const PELVIS: f64 = 1000.0;

/// Means over the walk, before and after.
pub struct Walking {
    /// Force of the right hamstrings, N.
    pub hamstrings: [f64; 2],
    /// Size of the force on the lumbosacral joint, N.
    pub back: [f64; 2],
    /// Size of the force on the right hip, N.
    pub hip: [f64; 2],
    /// Largest moment that the muscles of the legs cannot make, N m.
    pub missing: [f64; 2],
}

/// Works the walk out from the folder of the trial.
///
/// # Errors
/// Files that are missing or do not fit, muscles that the model does not have.
pub fn walking(weak: &[(GroupRecord, Weak)], folder: &Path) -> anyhow::Result<Walking> {
    let missing: Vec<String> = [MODEL, MOTION, LOADS]
        .iter()
        .map(|file| folder.join(file))
        .filter(|file| !file.is_file())
        .map(|file| {
            format!(
                "error[no-walk]: {} is missing\n  hint: give the folder that holds models/gait2392",
                file.display()
            )
        })
        .collect();
    if !missing.is_empty() {
        return Err(BadInput(missing.join("\n")).into());
    }
    let model = read::model(&folder.join(MODEL))?;
    let way = Trajectory::new(&model, &motion::table(&folder.join(MOTION))?, Some(LOWPASS));
    let way = way.map_err(|problems| anyhow!("{problems:?}"))?;
    let loads = motion::external(&model, &folder.join(LOADS))?;
    let pelvis = |c: usize| model.coordinates[c].name.contains("pelvis");
    let reserve = |c: usize| Reserve::new(c, if pelvis(c) { PELVIS } else { 1.0 });
    let reserves: Vec<Reserve> = (0..model.coordinates.len()).map(reserve).collect();
    let strong = Settings { reserves, ..Settings::default() };
    let weak = Settings { strengths: strengths(&model, weak), ..strong.clone() };
    let hamstrings = ["bifemlh_r", "semimem_r", "semiten_r"].map(|name| model.muscle(name));
    let joints = ["back", "hip_r"].map(|name| model.joints.iter().position(|j| j.name == name));
    let rig = model.rig();
    let mut out =
        Walking { hamstrings: [0.0; 2], back: [0.0; 2], hip: [0.0; 2], missing: [0.0; 2] };
    for frame in 0..FRAMES {
        let time = TIMES[0] + (TIMES[1] - TIMES[0]) * frame as f64 / (FRAMES - 1) as f64;
        let movement = way.at(&model, time).map_err(|problems| anyhow!("{problems:?}"))?;
        let places = model.placements(movement.pose());
        let ground =
            loads.at(time, &places).ok_or_else(|| anyhow!("no ground forces at {time} s"))?;
        let gauged = rig.gauge(&[movement.pose().clone()], NonZeroUsize::MIN);
        let moment = Moment::new(&model, &rig, (&gauged, 0), &movement, &ground);
        let moment = moment.map_err(|problem| anyhow!("{problem}"))?;
        for (i, settings) in [&strong, &weak].into_iter().enumerate() {
            let share = moment.share(&model, settings).map_err(|problem| anyhow!("{problem}"))?;
            let mut all = ground.clone();
            all.extend(
                model.muscle_loads(movement.pose(), &share.forces).map_err(|p| anyhow!("{p}"))?,
            );
            let reactions = model.reactions(&movement, &all);
            let size = |joint: Option<usize>| {
                joint.map_or(0.0, |j| reactions[j].force.iter().map(|f| f * f).sum::<f64>().sqrt())
            };
            let mean = 1.0 / FRAMES as f64;
            out.back[i] += mean * size(joints[0]);
            out.hip[i] += mean * size(joints[1]);
            out.hamstrings[i] +=
                mean * hamstrings.iter().flatten().map(|m| share.forces[*m]).sum::<f64>();
            for (c, control) in share.controls.iter().enumerate().filter(|(c, _)| !pelvis(*c)) {
                let _ = c;
                out.missing[i] = out.missing[i].max(control.abs());
            }
        }
    }
    Ok(out)
}

/// Strength of every muscle of gait2392.
fn strengths(model: &Model, weak: &[(GroupRecord, Weak)]) -> Vec<f64> {
    let strength = |muscle: &taut_body::Muscle| {
        weak.iter().fold(1.0, |left, (group, weak)| {
            let in_it = group.gait2392.iter().any(|begin| muscle.name.starts_with(begin.as_str()));
            if in_it { left * weak.left } else { left }
        })
    };
    model.muscles.iter().map(strength).collect()
}
