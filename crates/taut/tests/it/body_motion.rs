//! `taut body motion` end to end: files in, one table out, and refusals.

use taut_body::dynamics::Movement;
use taut_body::motion::{MotionTable, read_storage};
use taut_body::{PathValue, Pose, read_osim};

use crate::program::{Folder, run};

/// The invented model that the reader's own tests use.
const TINY: &str = include_str!("../../../../fuzz/corpus/osim/ok-new-form");
const LOADS: &str = include_str!("../../../../fuzz/corpus/loads/ok-full");

/// Ten rows in which one joint turns evenly.
fn coordinates() -> String {
    let rows: String = (0..10)
        .map(|i| format!("{}\t{}\t0.9\n", f64::from(i) / 50.0, 4.0 * f64::from(i)))
        .collect();
    format!(
        "walk\nnRows=10\nnColumns=3\ninDegrees=yes\nendheader\ntime\thip_flexion\tbase_ty\n{rows}"
    )
}

fn pushes() -> String {
    let names =
        "time force_vx force_vy force_vz force_px force_py force_pz torque_x torque_y torque_z";
    let rows: String =
        (0..10).map(|i| format!("{} 5 100 -7 0.1 0 0.05 1 2 3\n", f64::from(i) / 50.0)).collect();
    format!("grf\nnRows=10\nnColumns=10\nendheader\n{names}\n{rows}")
}

/// Runs the command; what it noted.
fn done(args: &[&str]) -> String {
    let out = run(args);
    assert_eq!((out.code, out.out.as_str()), (Some(0), ""), "{args:?}\n{}", out.err);
    out.err
}

fn read(file: &str) -> MotionTable {
    read_storage(&std::fs::read(file).unwrap()).unwrap()
}

#[test]
fn a_movement_becomes_a_table_in_any_format() {
    let folder = Folder::new("body-motion");
    let model = folder.write("tiny.osim", TINY);
    let walk = folder.write("walk.mot", coordinates());
    let loads = folder.write("loads.xml", LOADS);
    folder.write("walk_grf.mot", pushes());
    let want = "reactions,lengths,moment-arms,inverse-dynamics,lengths";
    let make = |name: &str, more: &[&str]| {
        let out = folder.at(name);
        let flags =
            ["body", "motion", &model, "--coordinates", &walk, "--want", want, "--output", &out];
        let flags = [&flags, more].concat();
        let notes = done(&flags);
        assert!(notes.contains("no column, so at their default: knee_angle"), "{notes}");
        out
    };
    let table = read(&make("out.sto", &["--external-loads", &loads]));
    assert_eq!(table.times.len(), 10);
    let column = |table: &MotionTable, name: &str| {
        table.columns[table.column(name).unwrap_or_else(|| panic!("{name}: {:?}", table.names))]
            .clone()
    };
    // The same numbers as the library gives.
    let tiny = read_osim(TINY.as_bytes()).unwrap();
    let mut values: Vec<f64> = tiny.coordinates.iter().map(|c| c.default).collect();
    values[tiny.coordinate("hip_flexion").unwrap()] = 12.0_f64.to_radians();
    values[tiny.coordinate("base_ty").unwrap()] = 0.9;
    let pose = Pose::anywhere(&tiny, &values).unwrap();
    for (muscle, length) in tiny.muscles.iter().zip(tiny.lengths(&pose)) {
        let PathValue::Known(length) = length else { panic!("{}", muscle.name) };
        let ours = column(&table, &format!("{}/length", muscle.name))[3];
        assert!((ours - length).abs() < 1e-12, "{}: {ours} {length}", muscle.name);
    }
    assert!(table.names.iter().any(|name| name.contains("/moment_arm/")));
    assert_eq!(table.names.iter().filter(|name| name.ends_with("/length")).count(), 4);
    // The vertical force of an even turn; loads take theirs off.
    let alone = read(&make("alone.sto", &[]));
    let up = |table: &MotionTable| column(table, "base_ty_force")[3];
    assert!((up(&alone) - up(&table) - 100.0).abs() < 1e-9);
    let (mut speeds, still) = (vec![0.0; values.len()], vec![0.0; values.len()]);
    speeds[tiny.coordinate("hip_flexion").unwrap()] = 200.0_f64.to_radians();
    let moving = Movement::new(&tiny, &values, &speeds, &still).unwrap();
    let theirs = tiny.inverse_dynamics(&moving, &[])[tiny.coordinate("base_ty").unwrap()];
    assert!((up(&alone) - theirs).abs() < 1e-6, "{} {theirs}", up(&alone));
    assert!(table.names.iter().any(|name| name.ends_with("_fx")));
    // A part of the time, as CSV: the same numbers.
    let csv =
        std::fs::read_to_string(make("part.csv", &["--from", "0.05", "--to", "0.11"])).unwrap();
    let mut lines = csv.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let rows: Vec<Vec<f64>> =
        lines.map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect()).collect();
    assert_eq!(rows.iter().map(|row| row[0]).collect::<Vec<f64>>(), [0.06, 0.08, 0.1]);
    for (name, cell) in names.iter().zip(&rows[0]).skip(1) {
        assert_eq!(cell.to_bits(), column(&alone, name)[3].to_bits(), "{name}");
    }
    // Nothing is left beside the files.
    let beside = std::fs::read_dir(folder.at("")).unwrap().count();
    assert_eq!(beside, 7);
}

#[test]
fn muscle_forces_change_reactions_and_filters_change_movements() {
    let folder = Folder::new("body-motion-forces");
    let model = folder.write("tiny.osim", TINY);
    let walk = folder.write("walk.mot", coordinates());
    let tiny = read_osim(TINY.as_bytes()).unwrap();
    let names: Vec<&str> = tiny.muscles.iter().map(|muscle| muscle.name.as_str()).collect();
    let columns = names.len() + 1;
    let forces = format!(
        "forces\nnRows=2\nnColumns={columns}\nendheader\ntime\t{}\n0{}\n1{}\n",
        names.join("\t"),
        "\t100".repeat(names.len()),
        "\t200".repeat(names.len())
    );
    let forces = folder.write("forces.sto", forces);
    let base = ["body", "motion", &model, "--coordinates", &walk, "--want", "reactions"];
    let with = |name: &str, more: &[&str]| {
        let out = folder.at(name);
        done(&[&base[..], &["--output", &out], more].concat());
        read(&out)
    };
    let (net, joint) = (with("net.sto", &[]), with("joint.sto", &["--muscle-forces", &forces]));
    assert_eq!(net.names, joint.names);
    assert_ne!(net.columns, joint.columns);
    let filtered = with("filtered.sto", &["--lowpass", "6"]);
    assert_ne!(net.columns, filtered.columns);
    // The points of the joints on their children do not depend on either.
    for (index, name) in net.names.iter().enumerate().filter(|(_, name)| name.ends_with("_px")) {
        for other in [&joint, &filtered] {
            let off = net.columns[index].iter().zip(&other.columns[index]);
            assert!(off.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max) < 1e-12, "{name}");
        }
    }
}

/// Muscles and help together give each coordinate what inverse dynamics says it needs, and their forces reach the joints.
#[test]
fn shared_forces_make_the_movement() {
    let folder = Folder::new("body-motion-effort");
    let model = folder.write("tiny.osim", TINY);
    let walk = folder.write("walk.mot", coordinates());
    let base = ["body", "motion", &model, "--coordinates", &walk, "--output"];
    let with = |name: &str, more: &[&str]| {
        let out = folder.at(name);
        done(&[&base[..], &[&out], more].concat());
        read(&out)
    };
    let want = ["--want", "static-optimisation,moment-arms,inverse-dynamics,reactions"];
    let table = with("shared.sto", &want);
    let value = |name: &str, row: usize| table.column(name).map(|at| table.columns[at][row]);
    for coordinate in ["hip_flexion", "base_ty"] {
        for row in [0, 4, 9] {
            let mut sum = value(&format!("{coordinate}/reserve"), row).unwrap();
            let mut pulls = 0;
            for (index, name) in table.names.iter().enumerate() {
                let Some(muscle) = name.strip_suffix("/force") else { continue };
                let arm = value(&format!("{muscle}/moment_arm/{coordinate}"), row);
                let activation = value(&format!("{muscle}/activation"), row).unwrap();
                assert!((-1e-12..=1.0 + 1e-12).contains(&activation), "{muscle}: {activation}");
                sum += arm.unwrap_or(0.0) * table.columns[index][row];
                pulls += usize::from(arm.is_some());
            }
            let kind = if coordinate == "base_ty" { "force" } else { "moment" };
            let need = value(&format!("{coordinate}_{kind}"), row).unwrap();
            assert!((sum - need).abs() < 1e-6 * need.abs().max(1.0), "{coordinate}: {sum} {need}");
            assert_eq!(pulls > 0, coordinate == "hip_flexion");
        }
    }
    // The forces that were found, given back as a file, make the same reactions.
    let again =
        with("again.sto", &["--want", "reactions", "--muscle-forces", &folder.at("shared.sto")]);
    for (name, column) in again.names.iter().zip(&again.columns) {
        let theirs = &table.columns[table.column(name).unwrap()];
        let off = column.iter().zip(theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(off < 1e-9, "{name}: {off:e}");
    }
    // Without help the base would have to be held by muscles, which do not reach the ground.
    let none = ["--want", "static-optimisation", "--residuals", "0"];
    let out = run(&[&base[..], &[&folder.at("none.sto")], &none].concat());
    assert_eq!(out.code, Some(2));
    assert!(
        out.err.contains("base_ty cannot be held") && out.err.contains("at 0 s"),
        "{}",
        out.err
    );
    let both = ["--want", "static-optimisation", "--muscle-forces", "x.sto", "--reserves=-1"];
    let out = run(&[&base[..], &[&folder.at("none.sto")], &both].concat());
    assert!(
        out.err.contains("leave out one of them") && out.err.contains("-1 is no strength"),
        "{}",
        out.err
    );
}

#[test]
fn what_does_not_fit_is_refused_with_file_and_hint() {
    let folder = Folder::new("body-motion-refused");
    let model = folder.write("tiny.osim", TINY);
    let walk = folder.write("walk.mot", coordinates());
    let refused = |more: &[&str], wanted: &str| {
        let base = ["body", "motion", &model, "--want", "lengths"];
        let out = run(&[&base[..], more].concat());
        assert_eq!(out.code, Some(2), "{}", out.err);
        assert!(out.err.contains(wanted) && out.err.contains("hint: "), "{wanted}\n{}", out.err);
    };
    let sto = folder.at("out.sto");
    let broken = folder.write("broken.mot", coordinates().replacen("\t4\t", "\tfour\t", 1));
    refused(&["--coordinates", &broken, "--output", &sto], "\"four\" is not a number");
    let foreign = folder.write(
        "foreign.mot",
        coordinates().replace("hip_flexion", "elbow").replace("base_ty", "wrist"),
    );
    refused(
        &["--coordinates", &foreign, "--output", &sto],
        "no column has the name of a coordinate",
    );
    let txt = folder.at("out.txt");
    refused(&["--coordinates", &walk, "--output", &txt], "does not say how to write it");
    refused(
        &["--coordinates", &walk, "--output", &sto, "--from", "5"],
        "the recording goes from 0 to 0.18 s",
    );
    refused(&["--coordinates", &walk, "--output", &sto, "--lowpass", "60"], "a cut-off at 60 Hz");
    let loads = folder.write("loads.xml", LOADS);
    let few = pushes().lines().take(10).map(|line| format!("{line}\n")).collect::<String>();
    folder.write("walk_grf.mot", few.replace("nRows=10", "nRows=5"));
    let short = ["--coordinates", &walk, "--output", &sto, "--external-loads", &loads];
    refused(&short, "the external loads go from 0 to 0.08 s, so 5 of 10 rows have none");
    let forces =
        folder.write("forces.sto", "f\nnRows=1\nnColumns=2\nendheader\ntime\tother\n0\t1\n");
    let alone = ["--coordinates", &walk, "--output", &sto, "--to", "0", "--muscle-forces", &forces];
    refused(&alone, "there is no column for this muscle");
    #[cfg(not(feature = "parquet"))]
    {
        let file = folder.at("out.parquet");
        refused(&["--coordinates", &walk, "--output", &file], "this build cannot write Parquet");
    }
    assert!(!std::path::Path::new(&sto).exists());
    let gone = run(&[
        "body",
        "motion",
        &model,
        "--want",
        "lengths",
        "--coordinates",
        "/no/such",
        "--output",
        &sto,
    ]);
    assert_eq!(gone.code, Some(1));
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_is_written() {
    let folder = Folder::new("body-motion-parquet");
    let model = folder.write("tiny.osim", TINY);
    let walk = folder.write("walk.mot", coordinates());
    let out = folder.at("out.parquet");
    done(&[
        "body",
        "motion",
        &model,
        "--coordinates",
        &walk,
        "--want",
        "lengths",
        "--output",
        &out,
    ]);
    let bytes = std::fs::read(&out).unwrap();
    assert_eq!((&bytes[..4], &bytes[bytes.len() - 4..]), (&b"PAR1"[..], &b"PAR1"[..]));
    // The first column's plain values stand in the file as they are.
    let second = (1.0_f64 / 50.0).to_le_bytes();
    assert!(bytes.windows(8).any(|window| window == second));
}
