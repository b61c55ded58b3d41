//! Against OpenSim 4.6: forces that hold random poses against gravity, and inverse dynamics of two walks.

use std::path::Path;

use crate::table::{Table, folder};
use taut_body::dynamics::{LoadCurves, Trajectory};
use taut_body::motion::{MotionTable, read_external_loads, read_storage};
use taut_body::{Model, Pose, read_osim};

pub fn model(folder: &Path, file: &str) -> Model {
    let bytes = std::fs::read(folder.join("models").join(file)).unwrap();
    read_osim(&bytes).unwrap_or_else(|problems| panic!("{}", problems.named(file)))
}

pub fn table(folder: &Path, file: &str) -> MotionTable {
    let bytes = std::fs::read(folder.join(file)).unwrap();
    read_storage(&bytes).unwrap_or_else(|problems| panic!("{}", problems.named(file)))
}

pub fn loads(folder: &Path, model: &Model, file: &str) -> LoadCurves {
    let path = folder.join(file);
    let loads = read_external_loads(&std::fs::read(&path).unwrap()).unwrap();
    let data = path.parent().unwrap().join(&loads.data_file);
    let table = read_storage(&std::fs::read(data).unwrap()).unwrap();
    LoadCurves::new(model, &loads, &table).unwrap()
}

#[test]
fn gravity_is_held_as_in_opensim() {
    let Some(folder) = folder() else { return };
    let models = [
        ("gait2392/gait2392_thelen2003muscle.osim", "gait2392"),
        ("opencap/LaiUhlrich2022.osim", "laiuhlrich2022"),
        ("pose2sim/Model_Pose2Sim_muscles_flex.osim", "pose2sim_flex"),
    ];
    for (file, tag) in models {
        let model = model(&folder, file);
        let table = Table::read(&folder.join(format!("bodies_gravity_{tag}.csv")));
        let (mut worst, mut at, mut compared) = (0.0, String::new(), 0);
        for (number, row) in table.rows.iter().enumerate() {
            let mut values = vec![f64::NAN; model.coordinates.len()];
            let mut theirs = vec![f64::NAN; model.coordinates.len()];
            for (column, value) in table.columns.iter().zip(row) {
                if let Some(name) = column.strip_prefix("q.") {
                    values[model.coordinate(name).unwrap()] = *value;
                } else if let Some(name) = column.strip_prefix("tau_g.") {
                    theirs[model.coordinate(name).unwrap()] = *value;
                }
            }
            let ours = model.holding_forces(&Pose::anywhere(&model, &values).unwrap());
            let largest = theirs.iter().fold(0.0_f64, |most, force| most.max(force.abs()));
            for (coordinate, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
                let off = (ours - theirs).abs() / largest;
                assert!(!off.is_nan());
                compared += 1;
                if off > worst {
                    worst = off;
                    at = format!("{}, row {number}", model.coordinates[coordinate].name);
                }
            }
        }
        println!("{tag}: {compared} forces, worst {worst:.2e} of the pose's largest at {at}");
        assert!(compared == 20 * model.coordinates.len() && worst <= 1e-6, "{worst:e} at {at}");
    }
}

/// For each coordinate the root of the mean square of the difference, over that of theirs; and the same over all.
fn compare(
    model: &Model,
    theirs: &MotionTable,
    ours: impl Fn(f64) -> Vec<f64>,
) -> (Vec<(String, f64)>, f64) {
    let forces: Vec<Vec<f64>> = theirs.times.iter().map(|time| ours(*time)).collect();
    let (mut all, mut whole, mut out) = (0.0, 0.0, Vec::new());
    for (name, column) in theirs.names.iter().zip(&theirs.columns) {
        let bare = name.trim_end_matches("_moment").trim_end_matches("_force");
        let index = model.coordinate(bare).unwrap();
        let mut square = 0.0;
        for (ours, theirs) in forces.iter().zip(column) {
            square += (ours[index] - theirs) * (ours[index] - theirs);
        }
        let size: f64 = column.iter().map(|f| f * f).sum();
        println!("{bare}: {:.1e} of its own RMS", (square / size).sqrt());
        out.push((bare.to_owned(), (square / size).sqrt()));
        all += square;
        whole += size;
    }
    println!("over all: {:.1e}", (all / whole).sqrt());
    (out, (all / whole).sqrt())
}

/// The whole way as OpenSim's tool goes it: pad, resample, filter at 6 Hz, spline, ground forces, inverse dynamics.
#[test]
fn gait2392_walks_with_the_forces_of_opensim() {
    let Some(folder) = folder() else { return };
    let model = model(&folder, "gait2392/subject01_simbody.osim");
    let motion = table(&folder, "models/gait2392/subject01_walk1_ik.mot");
    let way = Trajectory::new(&model, &motion, Some(6.0)).unwrap();
    let loads = loads(&folder, &model, "models/gait2392/subject01_walk1_grf_v4.xml");
    let theirs = table(&folder, "gait2392_reference/opensim46_id.sto");
    let (each, all) = compare(&model, &theirs, |time| {
        let movement = way.at(&model, time).unwrap();
        let loads = loads.at(time, &model.placements(movement.pose())).unwrap();
        model.inverse_dynamics(&movement, &loads)
    });
    assert_eq!(each.len(), 23);
    // The file has eight digits behind the point.
    assert!(all < 1e-9, "{all:e}");
    assert!(each.iter().all(|(name, off)| *off < 1e-7 || name.starts_with("mtp")), "{each:?}");
}

/// What hangs above the legs agrees to the last digit, the patellae too. In the legs and at the pelvis two differences of
/// the other side are left. The file comes from another edition of the model, with the toes welded on in another place:
/// it has no column for their joints. And OpenSim 4.6's accelerations below a knee that turns about several axes by one
/// coordinate are not the slopes of its own velocities: for this model's knee at 6 rad/s and -15 rad/s² about 0.1 % off,
/// where ours are (see `laws`). Run with OpenSim 4.6 on the very same model the difference is 0.5 % over all, 0.6 % at
/// the worst joint.
#[test]
fn walk3d_walks_with_the_forces_of_opensim_above_the_legs() {
    let Some(folder) = folder() else { return };
    let model = model(&folder, "walk3d/subject_walk_scaled.osim");
    let motion = table(&folder, "models/walk3d/coordinates.sto");
    let loads = loads(&folder, &model, "models/walk3d/grf_walk.xml");
    let theirs = table(&folder, "models/walk3d/id_walk.sto");
    let way = Trajectory::new(&model, &motion, Some(6.0)).unwrap();
    assert_eq!(way.missing(), ["mtp_angle_r", "mtp_angle_l"]);
    let (each, all) = compare(&model, &theirs, |time| {
        let movement = way.at(&model, time).unwrap();
        let loads = loads.at(time, &model.placements(movement.pose())).unwrap();
        model.inverse_dynamics(&movement, &loads)
    });
    assert_eq!(each.len(), 31);
    let above = ["lumbar", "arm", "elbow", "pro_sup"];
    let mut exact = 0;
    for (name, off) in &each {
        let is_above = above.iter().any(|part| name.starts_with(part)) || name.ends_with("beta");
        exact += usize::from(is_above);
        let limit = match is_above {
            true => 1e-5,
            false if name.starts_with("pelvis") => 0.06,
            false => 0.012,
        };
        assert!(*off < limit, "{name}: {off:e}");
    }
    assert!(exact == 15 && all < 0.01, "{exact} {all:e}");
}
