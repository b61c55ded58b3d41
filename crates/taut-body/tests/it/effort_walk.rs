//! Static optimisation of a walk against OpenSim 4.6: the whole way from recorded motion and ground forces to muscle forces.

use std::num::NonZeroUsize;
use std::path::Path;

use crate::dynamics::walking::{loads, model, table};
use crate::table::folder;
use taut_body::dynamics::{LoadCurves, Movement, Trajectory};
use taut_body::effort::{Load, Moment, Reserve, Settings, Share};
use taut_body::motion::MotionTable;
use taut_body::{Model, Rig};

/// A walk, and how OpenSim was told to share its loads.
pub struct Walk {
    pub model: Model,
    rig: Rig,
    way: Trajectory,
    loads: LoadCurves,
    pub settings: Settings,
}

impl Walk {
    pub fn new(folder: &Path) -> Self {
        let model = model(folder, "gait2392/subject01_simbody_adjusted.osim");
        let motion = table(folder, "models/gait2392/subject01_walk1_ik.mot");
        let way = Trajectory::new(&model, &motion, Some(6.0)).unwrap();
        let loads = loads(folder, &model, "models/gait2392/subject01_walk1_grf_v4.xml");
        // Every coordinate has a reserve: 1000 N or N m at the pelvis, 1 N m elsewhere.
        let reserve = |c: usize| {
            let pelvis = model.coordinates[c].name.contains("pelvis");
            Reserve::new(c, if pelvis { 1000.0 } else { 1.0 })
        };
        let reserves = (0..model.coordinates.len()).map(reserve).collect();
        let settings = Settings { reserves, ..Settings::default() };
        Self { rig: model.rig(), model, way, loads, settings }
    }

    /// The movement at a time, and what the ground does.
    pub fn at(&self, time: f64) -> (Movement, Vec<taut_body::dynamics::Load>) {
        let movement = self.way.at(&self.model, time).unwrap();
        let places = self.model.placements(movement.pose());
        let loads = self.loads.at(time, &places).unwrap();
        (movement, loads)
    }

    pub fn moment(&self, time: f64) -> Moment {
        let (movement, loads) = self.at(time);
        let gauged = self.rig.gauge(&[movement.pose().clone()], NonZeroUsize::MIN);
        Moment::new(&self.model, &self.rig, (&gauged, 0), &movement, &loads).unwrap()
    }

    /// Muscles whose names begin with one of these at a share of their strength.
    pub fn weakened(&self, begin: &[&str], share: f64) -> Settings {
        let weak = |name: &str| begin.iter().any(|b| name.starts_with(b));
        let strength = |m: &taut_body::Muscle| if weak(&m.name) { share } else { 1.0 };
        let strengths = self.model.muscles.iter().map(strength).collect();
        Settings { strengths, ..self.settings.clone() }
    }
}

/// Columns of muscles and reserves, in the order of a share.
fn columns<'t>(walk: &Walk, table: &'t MotionTable) -> Vec<&'t [f64]> {
    let muscles = walk.model.muscles.iter().map(|m| m.name.clone());
    let reserves = walk.settings.reserves.iter();
    let reserves = reserves.map(|r| format!("res_{}", walk.model.coordinates[r.row].name));
    let column = |name: String| &table.columns[table.column(&name).unwrap()][..];
    muscles.chain(reserves).map(column).collect()
}

const HAMSTRINGS: [&str; 3] = ["bifemlh_r", "semimem_r", "semiten_r"];

/// Root of the mean square of the difference over that of theirs.
pub fn relative(pairs: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (mut off, mut size) = (0.0, 0.0);
    for (ours, theirs) in pairs {
        off += (ours - theirs) * (ours - theirs);
        size += theirs * theirs;
    }
    (off / size).sqrt()
}

#[test]
fn a_walk_is_shared_as_in_opensim_with_no_more_effort() {
    let Some(folder) = folder() else { return };
    let walk = Walk::new(&folder);
    let activations = table(&folder, "gait2392_reference/base_SO_activation.sto");
    let forces = table(&folder, "gait2392_reference/base_SO_force.sto");
    let theirs = columns(&walk, &activations);
    let their_forces = columns(&walk, &forces);
    let muscles = walk.model.muscles.len();
    let (mut law, mut needs, mut most_gain, mut least_gain) = (0.0_f64, 0.0_f64, 0.0_f64, f64::MAX);
    let mut shares: Vec<Share> = Vec::new();
    let mut pairs = Vec::new();
    for (frame, time) in activations.times.iter().enumerate() {
        let moment = walk.moment(*time);
        let pulls = moment.pulls(&walk.model, &walk.settings).unwrap();
        // The force law: OpenSim's force over its activation.
        for (i, pull) in pulls.iter().enumerate() {
            let force = their_forces[i][frame] / theirs[i][frame];
            law = law
                .max((pull.active - force).abs() / walk.model.muscles[i].force.max_isometric_force);
        }
        // What OpenSim's forces give to each coordinate, against what our inverse dynamics needs.
        let rows = moment.coordinates.len();
        let mut given = vec![0.0; rows];
        for (i, arms) in moment.arms.chunks_exact(rows).enumerate() {
            for (given, arm) in given.iter_mut().zip(arms) {
                *given += arm * pulls[i].active * theirs[i][frame];
            }
        }
        for (i, reserve) in walk.settings.reserves.iter().enumerate() {
            let row = moment.coordinates.iter().position(|c| *c == reserve.row).unwrap();
            given[row] += reserve.strength * theirs[muscles + i][frame];
        }
        for (given, need) in given.iter().zip(&moment.needs) {
            needs = needs.max((given - need).abs());
        }
        // At those very moments OpenSim's answer is one that ours must not be worse than.
        let reserves: Vec<Reserve> = walk
            .settings
            .reserves
            .iter()
            .map(|r| Reserve {
                row: moment.coordinates.iter().position(|c| *c == r.row).unwrap(),
                ..*r
            })
            .collect();
        let load = Load { needs: &given, pulls: &pulls, arms: &moment.arms, reserves: &reserves };
        let ours = load.share().unwrap();
        let effort: f64 = theirs.iter().map(|column| column[frame] * column[frame]).sum();
        let gain = (effort - ours.objective) / effort;
        most_gain = most_gain.max(gain);
        least_gain = least_gain.min(gain);
        let share = moment.share(&walk.model, &walk.settings).unwrap();
        pairs.push((share.objective, effort));
        shares.push(share);
    }
    println!("force law: {law:.1e} of the largest isometric force; moments: {needs:.1e} N m or N");
    println!(
        "effort less than OpenSim's at its own moments: {least_gain:.1e} to {most_gain:.1e} of it"
    );
    println!("effort end to end: RMS {:.1e}", relative(pairs.iter().copied()));
    let steps: Vec<usize> = shares.iter().map(|s| s.steps).collect();
    println!(
        "steps: {} in {} frames, at most {}",
        steps.iter().sum::<usize>(),
        steps.len(),
        steps.iter().max().unwrap()
    );
    let mut all = Vec::new();
    for (i, muscle) in walk.model.muscles.iter().enumerate() {
        let off = relative(shares.iter().map(|s| s.forces[i]).zip(their_forces[i].iter().copied()));
        all.push((off, &muscle.name));
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!("forces, RMS: worst {:?}", &all[..8]);
    assert!(law < 2e-6 && needs < 0.05 && least_gain > 0.0, "{law:e} {needs:e} {least_gain:e}");
    assert!(relative(pairs.iter().copied()) < 1e-3);
    for name in HAMSTRINGS {
        let off = all.iter().find(|(_, n)| *n == name).unwrap().0;
        println!("{name}: {off:.1e}");
        assert!(off < 0.02, "{name}: {off}");
    }
}
