//! Weakened muscles in a walk against OpenSim 4.6: who takes over, what the joints carry, and what cannot be held.

use crate::dynamics::walking::table;
use crate::effort::Data;
use crate::effort_walk::{Walk, relative};
use crate::table::folder;
use taut_body::effort::{Load, LoadProblem, Moment, Reserve, Settings};
use taut_body::motion::MotionTable;

const PLANTAR: [&str; 7] =
    ["soleus", "med_gas", "lat_gas", "tib_post", "flex_dig", "flex_hal", "per_"];

fn cases(walk: &Walk) -> Vec<(&'static str, Settings)> {
    let hips = ["glut_max", "glut_med", "glut_min"];
    let both: Vec<&str> = PLANTAR.iter().copied().chain(["glut_max"]).collect();
    vec![
        ("base", walk.settings.clone()),
        ("glmax50", walk.weakened(&hips[..1], 0.5)),
        ("glmax25", walk.weakened(&hips[..1], 0.25)),
        ("glmax_med50", walk.weakened(&hips, 0.5)),
        ("plantar50", walk.weakened(&PLANTAR, 0.5)),
        ("glmax50_plantar50", walk.weakened(&both, 0.5)),
    ]
}

/// Groups of the table of weakness cases, by the beginnings of their muscles' names.
const GROUPS: [(&str, &[&str]); 11] = [
    ("hamstrings_r", &["bifemlh_r", "semimem_r", "semiten_r"]),
    ("bflh_r", &["bifemlh_r"]),
    ("semimem_r", &["semimem_r"]),
    ("semiten_r", &["semiten_r"]),
    ("glut_max_r", &["glut_max1_r", "glut_max2_r", "glut_max3_r"]),
    ("add_mag_r", &["add_mag1_r", "add_mag2_r", "add_mag3_r"]),
    ("soleus_r", &["soleus_r"]),
    ("gastroc_r", &["med_gas_r", "lat_gas_r"]),
    ("ercspn", &["ercspn_r", "ercspn_l"]),
    ("iliopsoas_r", &["iliacus_r", "psoas_r"]),
    ("quads_r", &["rect_fem_r", "vas_med_r", "vas_int_r", "vas_lat_r"]),
];

/// Size of the force on a joint's child at a row of OpenSim's table.
fn their_size(table: &MotionTable, joint: &str, row: usize) -> f64 {
    let part = |axis: &str| {
        let ours = |n: &String| n.starts_with(&format!("{joint}_on_")) && n.ends_with(axis);
        table.columns[table.names.iter().position(ours).unwrap()][row]
    };
    let [x, y, z] = ["_fx", "_fy", "_fz"].map(part);
    (x * x + y * y + z * z).sqrt()
}

#[test]
fn weak_muscles_shift_loads_as_in_opensim_and_none_to_the_back() {
    let Some(folder) = folder() else { return };
    let walk = Walk::new(&folder);
    let times = table(&folder, "gait2392_reference/glmax50_SO_force.sto").times;
    let text = std::fs::read_to_string(folder.join("compensation_static_opt_gait2392.csv"));
    let text = text.unwrap();
    let row = |quantity: &str| -> Vec<f64> {
        let line = text.lines().find(|l| l.starts_with(&format!("{quantity},"))).unwrap();
        line.split(',').skip(1).map(|n| n.parse().unwrap()).collect()
    };
    let moments: Vec<Moment> = times.iter().map(|time| walk.moment(*time)).collect();
    let reaction = |time: f64, forces: &[f64]| {
        let (movement, mut loads) = walk.at(time);
        loads.extend(walk.model.muscle_loads(movement.pose(), forces).unwrap());
        let reactions = walk.model.reactions(&movement, &loads);
        ["back", "hip_r"].map(|name| {
            let joint = walk.model.joints.iter().position(|j| j.name == name).unwrap();
            reactions[joint].force.iter().map(|f| f * f).sum::<f64>().sqrt()
        })
    };
    let mut base_back: Vec<f64> = Vec::new();
    for (number, (case, settings)) in cases(&walk).iter().enumerate() {
        let shares: Vec<_> =
            moments.iter().map(|m| m.share(&walk.model, settings).unwrap()).collect();
        for (group, names) in GROUPS {
            let muscles = names.map_indices(&walk);
            let sums: Vec<f64> =
                shares.iter().map(|s| muscles.iter().map(|m| s.forces[*m]).sum()).collect();
            let mean = sums.iter().sum::<f64>() / sums.len() as f64;
            let peak = sums.iter().fold(0.0_f64, |most, f| most.max(*f));
            let theirs =
                [row(&format!("{group}_mean_N"))[number], row(&format!("{group}_peak_N"))[number]];
            println!(
                "{case}: {group} {mean:.1} (theirs {:.1}), peak {peak:.1} ({:.1})",
                theirs[0], theirs[1]
            );
            for (ours, theirs) in [mean, peak].into_iter().zip(theirs) {
                assert!(
                    (ours - theirs).abs() < 0.01 * theirs + 0.5,
                    "{case} {group}: {ours} {theirs}"
                );
            }
        }
        let legs =
            walk.model.coordinates.iter().enumerate().filter(|(_, c)| !c.name.contains("pelvis"));
        let legs: Vec<usize> = legs.map(|(i, _)| i).collect();
        let most = shares
            .iter()
            .flat_map(|s| legs.iter().map(|c| s.controls[*c].abs()))
            .fold(0.0_f64, f64::max);
        let theirs = row("max_reserve_Nm")[number];
        println!("{case}: largest reserve {most:.3} N m (theirs {theirs:.3})");
        assert!((most - theirs).abs() < 0.01 * theirs + 0.005, "{case}: {most} {theirs}");
        let sizes: Vec<[f64; 2]> =
            times.iter().zip(&shares).map(|(time, s)| reaction(*time, &s.forces)).collect();
        // No leg muscle crosses the back, so nothing changes there at all.
        let back: Vec<f64> = sizes.iter().map(|s| s[0]).collect();
        if number == 0 {
            base_back.clone_from(&back);
        }
        let change = relative(back.iter().copied().zip(base_back.iter().copied()));
        println!("{case}: the back's reaction changes by {change:.1e}");
        assert!(change < 1e-9, "{case}: {change:e}");
        if ["glmax50", "glmax25", "plantar50"].contains(case) {
            let theirs = table(&folder, &format!("gait2392_reference/{case}_JR_ReactionLoads.sto"));
            for (i, joint) in ["back", "hip_r"].into_iter().enumerate() {
                let pairs = sizes.iter().enumerate();
                let pairs = pairs.map(|(f, s)| (s[i], their_size(&theirs, joint, 2 * f)));
                let off = relative(pairs);
                println!("{case}: {joint} reaction RMS {off:.1e} of OpenSim's");
                assert!(off < 0.005, "{case} {joint}: {off}");
            }
        }
    }
}

/// Indices of muscles by name.
trait Indices {
    fn map_indices(&self, walk: &Walk) -> Vec<usize>;
}

impl Indices for &[&str] {
    fn map_indices(&self, walk: &Walk) -> Vec<usize> {
        self.iter().map(|name| walk.model.muscle(name).unwrap()).collect()
    }
}

/// Half the plantar flexors cannot push off: without reserves the ankle is named, and how much is missing.
#[test]
fn an_ankle_that_is_too_weak_is_named() {
    let Some(folder) = folder() else { return };
    let walk = Walk::new(&folder);
    let mut settings = walk.weakened(&PLANTAR, 0.5);
    settings.reserves.retain(|r| walk.model.coordinates[r.row].name.contains("pelvis"));
    let ankle = walk.model.coordinate("ankle_angle_r").unwrap();
    let (mut most, mut refused) = (0.0_f64, 0);
    for i in 0..43 {
        let moment = walk.moment(0.549_999_28 + 0.033_333_32 * f64::from(i));
        match moment.share(&walk.model, &settings) {
            Ok(_) => {}
            Err(LoadProblem::TooMuch(rows)) => {
                refused += 1;
                let at = rows.iter().find(|r| moment.coordinates[r.row] == ankle);
                most = most.max(at.map_or(0.0, |r| r.missing.abs()));
            }
            Err(problem) => panic!("{problem}"),
        }
    }
    println!(
        "{refused} of 43 moments cannot be held; at most {most:.1} N m are missing at the ankle"
    );
    assert!(refused > 0 && most > 10.0, "{refused} {most}");
}

/// The moments of the walk by another method altogether.
#[test]
fn the_walk_has_the_effort_of_an_interior_point_solver() {
    let Some(folder) = folder() else { return };
    let walk = Walk::new(&folder);
    let mut worst = 0.0_f64;
    for i in 0..12 {
        let moment = walk.moment(0.55 + 0.11 * f64::from(i));
        let pulls = moment.pulls(&walk.model, &walk.settings).unwrap();
        let rows = moment.coordinates.len();
        let reserves: Vec<Reserve> = walk.settings.reserves.clone();
        assert_eq!(moment.coordinates, (0..rows).collect::<Vec<usize>>());
        let load =
            Load { needs: &moment.needs, pulls: &pulls, arms: &moment.arms, reserves: &reserves };
        let mut data = Data {
            weights: vec![1.0; pulls.len() + reserves.len()],
            linear: vec![0.0; pulls.len() + reserves.len()],
            // No reserve comes near its bounds, which are so far out that they would spoil its scaling.
            bounds: pulls
                .iter()
                .map(|p| p.activation)
                .chain(reserves.iter().map(|_| [f64::NEG_INFINITY, f64::INFINITY]))
                .collect(),
            columns: Vec::new(),
            right: moment.needs.clone(),
        };
        for (pull, arms) in pulls.iter().zip(moment.arms.chunks_exact(rows)) {
            let column = arms.iter().enumerate().filter(|(_, arm)| **arm != 0.0);
            data.columns.push(column.map(|(row, arm)| (row, arm * pull.active)).collect());
        }
        data.columns.extend(reserves.iter().map(|r| vec![(r.row, r.strength)]));
        let (x, objective) = data.clarabel().unwrap();
        let ours = load.share().unwrap();
        let off = (ours.objective - objective) / objective;
        worst = worst.max(off.abs());
        assert!(off.abs() < 1e-6, "moment {i}: {off:e}");
        for (ours, theirs) in ours.activations.iter().zip(x) {
            assert!((ours - theirs).abs() < 1e-5, "moment {i}: {ours} {theirs}");
        }
    }
    println!("effort differs from the interior-point solver's by at most {worst:.1e}");
}
