//! Motion files: what is read, and every problem at its place.

use std::fs;
use std::path::PathBuf;

use crate::table::folder;
use taut_body::motion::{read_external_loads, read_storage, read_trc};

const PLAIN: &str = include_str!("../../../../../fuzz/corpus/storage/ok-plain");
const MARKERS: &str = include_str!("../../../../../fuzz/corpus/trc/ok-plain");
const LOADS: &str = include_str!("../../../../../fuzz/corpus/loads/ok-full");

#[test]
fn a_table_is_read() {
    let table = read_storage(PLAIN.as_bytes()).unwrap();
    assert_eq!((table.name.as_str(), table.in_degrees), ("leg", Some(true)));
    assert_eq!(table.names, ["hip_flexion", "base_tx"]);
    assert_eq!(table.times, [0.0, 0.1, 0.2]);
    assert_eq!(table.columns, [[10.0, 11.0, 12.5], [0.5, -0.25, 1e-3]]);
    let seed = |name: &str| {
        let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/storage");
        read_storage(&fs::read(dir.join(name)).unwrap()).unwrap()
    };
    assert_eq!(seed("ok-crlf"), table);
    let simm = seed("ok-simm");
    assert_eq!((simm.in_degrees, simm.columns), (None, vec![vec![1.0, 2.0]]));
    let spaces = seed("ok-spaces");
    assert_eq!(spaces.missing(0), Some((1, 0.5)));
    assert_eq!((spaces.name.as_str(), spaces.in_degrees), ("Coordinates", Some(false)));
    assert_eq!(seed("ok-version-3").columns[0][0].to_bits(), 0.001606593553352076_f64.to_bits());
    assert_eq!(seed("ok-trailing-tabs").columns, [[1.5]]);
}

#[test]
fn markers_are_metres_and_gaps_have_names() {
    let markers = read_trc(MARKERS.as_bytes()).unwrap();
    assert_eq!(markers.names, ["R.ASIS", "L ASIS"]);
    let first = markers.positions[0][0].unwrap();
    assert!((first[0] - 0.6172).abs() < 1e-15 && (first[1] - 1.0553).abs() < 1e-15);
    assert_eq!(markers.positions[1][1], None);
    let [gap] = &markers.gaps()[..] else { panic!() };
    assert_eq!((gap.marker.as_str(), gap.frames, gap.first), ("L ASIS", 1, 0.017));
}

#[test]
fn external_loads_are_read() {
    let loads = read_external_loads(LOADS.as_bytes()).unwrap();
    assert_eq!(loads.data_file, "walk_grf.mot");
    let [right] = &loads.forces[..] else { panic!("{loads:?}") };
    assert_eq!((right.name.as_str(), right.body.as_str(), right.line), ("right", "foot", 5));
    assert_eq!(right.force.as_deref(), Some("force_v"));
    assert_eq!(right.torque.as_deref(), Some("torque_"));
    let [(line, what)] = &loads.left_out[..] else { panic!("{loads:?}") };
    assert_eq!((*line, what.as_str()), (21, "<external_loads_model_kinematics_file>"));
}

#[test]
fn all_problems_of_a_table_come_at_once_with_their_places() {
    let broken = "leg\nversion=7\nnRows=5\nnColumns=3\ninDegrees=1\nendheader\ntime\ta\ta\n\
                  0\t1\tx\n0.1\t1\n0\t2\t3\n";
    let problems = read_storage(broken.as_bytes()).unwrap_err();
    let text = problems.named("leg.mot").to_string();
    let said: Vec<&str> = text.lines().filter(|line| !line.starts_with("  hint: ")).collect();
    let want = [
        "leg.mot:2:9: error[motion]: version \"7\" of this format is not read",
        "leg.mot:3:1: error[motion]: the stated number of rows is 5, but there are 3",
        "leg.mot:5:11: error[motion]: inDegrees is \"1\"",
        "leg.mot:7:8: error[motion]: two columns are named \"a\"",
        "leg.mot:8:5: error[motion]: \"x\" is not a number",
        "leg.mot:9:1: error[motion]: this row has 2 cells, not 3",
        "leg.mot:10:1: error[motion]: the time 0 is there twice",
    ];
    assert_eq!(said, want);
    assert_eq!(text.lines().count(), 2 * want.len());
    // A flood of problems is counted, not kept.
    let flood: String = (0..1000).map(|i| format!("{i}\tx\ty\n")).collect();
    let flood = format!("f\nnRows=1000\nnColumns=3\nendheader\ntime\ta\tb\n{flood}");
    let problems = read_storage(flood.as_bytes()).unwrap_err();
    assert_eq!((problems.first.len(), problems.count), (50, 2000));
    assert!(problems.to_string().ends_with("and 1950 more problems in this file\n"));
}

/// Part of the message that each refused seed must give.
const TABLES: [(&str, &str); 21] = [
    ("bad-column-count", "number of columns is 4, but there are 3"),
    ("bad-comma", "\"12,5\" is not a number"),
    ("bad-count-word", "nRows is \"many\", which is no count"),
    ("bad-degrees", "inDegrees is \"maybe\""),
    ("bad-empty", "the file is empty"),
    ("bad-falling", "the time 0.05 comes after 0.1"),
    ("bad-infinite", "inf is no usable number"),
    ("bad-many-problems", "this row has 2 cells, not 3"),
    ("bad-names-twice", "two columns are named \"hip_flexion\""),
    ("bad-nan-time", "this row has no time"),
    ("bad-no-header", "no line \"endheader\""),
    ("bad-no-names", "no names of columns"),
    ("bad-no-rows", "there are no rows"),
    ("bad-no-time", "the first column is \"frame\", not time"),
    ("bad-row-count", "number of rows is 4, but there are 3"),
    ("bad-truncated", "this row has 1 cells, not 3"),
    ("bad-twice", "the time 0.1 is there twice"),
    ("bad-utf8", "not UTF-8"),
    ("bad-vectors", "data of the type \"Vec3\" are not read"),
    ("bad-version", "version \"9\" of this format is not read"),
    ("bad-words", "\"high\" is not a number"),
];

const TRC: [(&str, &str); 20] = [
    ("bad-axes", "5 names of axes for 2 markers"),
    ("bad-count-word", "NumFrames is \"two\", which is no count"),
    ("bad-empty", "does not begin with PathFileType"),
    ("bad-falling", "the time -1 comes after 0"),
    ("bad-foreign", "does not begin with PathFileType"),
    ("bad-frame-number", "\"two\" is no number of a frame"),
    ("bad-frames", "NumFrames is 5, but there are 2"),
    ("bad-half", "2 of three numbers of the marker L ASIS are missing"),
    ("bad-header-cut", "the header ends early"),
    ("bad-infinite", "1e999 is no usable number"),
    ("bad-markers", "NumMarkers is 3, but there are 2"),
    ("bad-names", "do not begin with Frame# and Time"),
    ("bad-names-twice", "two columns are named \"R.ASIS\""),
    ("bad-no-frames", "there are no frames"),
    ("bad-no-units", "the header has no Units"),
    ("bad-short-row", "this row has 5 cells, not 8"),
    ("bad-twice", "the time 0 is there twice"),
    ("bad-units", "positions in \"inches\" are not read"),
    ("bad-utf8", "not UTF-8"),
    ("bad-words", "\"far\" is not a number"),
];

const EXTERNAL: [(&str, &str); 12] = [
    ("bad-all-off", "no <ExternalForce> that is switched on"),
    ("bad-flag", "<appliesForce> of right is \"perhaps\""),
    ("bad-foreign", "<mujoco> holds no <ExternalLoads>"),
    ("bad-kind", "<PrescribedForce> is not read"),
    ("bad-model", "<OpenSimDocument> holds no <ExternalLoads>"),
    ("bad-no-body", "<applied_to_body> of right is missing"),
    ("bad-no-data", "<datafile> is missing or empty"),
    ("bad-nothing", "right has neither force nor torque"),
    ("bad-point-alone", "right has a point, but no force"),
    ("bad-truncated", "this XML is not readable"),
    ("bad-utf8", "not UTF-8"),
    ("bad-version", "version \"20101\" is not read"),
];

/// The seeds of a fuzz target: `ok-` files are read, each `bad-` file is refused for its own reason.
fn seeds(kind: &str, wanted: &[(&str, &str)], read: impl Fn(&[u8]) -> Result<(), String>) {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(kind);
    let mut paths: Vec<PathBuf> =
        fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut refused = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match read(&fs::read(&path).unwrap()) {
            Ok(()) => assert!(name.starts_with("ok-"), "{kind}/{name} was accepted"),
            Err(text) => refused.push((name, text)),
        }
    }
    let names: Vec<&str> = refused.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, wanted.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    for ((name, text), (_, want)) in refused.iter().zip(wanted) {
        assert!(text.contains(want) && text.contains("\n  hint: "), "{name}: {text}");
    }
}

#[test]
fn seeds_of_the_fuzz_targets() {
    let said = |problems: taut_body::motion::MotionProblems| problems.to_string();
    seeds("storage", &TABLES, |bytes| read_storage(bytes).map(drop).map_err(said));
    seeds("trc", &TRC, |bytes| read_trc(bytes).map(drop).map_err(said));
    seeds("loads", &EXTERNAL, |bytes| read_external_loads(bytes).map(drop).map_err(said));
}

/// With one character changed anywhere, or cut anywhere, nothing panics and every cell has its number.
#[test]
fn damaged_files_never_panic() {
    for text in [PLAIN, MARKERS, LOADS] {
        for at in 0..text.len() {
            for with in *b"\t\n x9-.\"<" {
                let mut bytes = text.as_bytes().to_vec();
                bytes[at] = with;
                for bytes in [&bytes[..], &bytes[..at]] {
                    if let Ok(table) = read_storage(bytes) {
                        assert!(table.columns.iter().all(|c| c.len() == table.times.len()));
                    }
                    if let Ok(markers) = read_trc(bytes) {
                        let frames = markers.times.len();
                        assert!(markers.positions.iter().all(|p| p.len() == frames));
                    }
                    let _ = read_external_loads(bytes);
                }
            }
        }
    }
}

#[test]
fn files_that_opensim_wrote_are_read() {
    let Some(folder) = folder() else { return };
    let read = |file: &str| fs::read(folder.join(file)).unwrap();
    let tables = [
        ("models/gait2392/subject01_walk1_ik.mot", 211, 23, Some(true)),
        ("models/gait2392/subject01_walk1_grf.mot", 1501, 18, Some(true)),
        ("models/walk3d/coordinates.sto", 1350, 31, Some(false)),
        ("models/walk3d/grf_walk.mot", 4778, 18, Some(false)),
        ("models/walk3d/electromyography.sto", 4780, 10, Some(false)),
        ("models/walk3d/id_walk.sto", 1350, 31, Some(false)),
        ("gait2392_reference/opensim46_ik.mot", 121, 23, Some(true)),
        ("gait2392_reference/opensim46_id.sto", 91, 23, Some(false)),
        ("gait2392_reference/base_JR_ReactionLoads.sto", 85, 36, Some(false)),
        ("gait2392_reference/base_SO_force.sto", 85, 133, Some(false)),
    ];
    for (file, rows, columns, degrees) in tables {
        let table =
            read_storage(&read(file)).unwrap_or_else(|problems| panic!("{}", problems.named(file)));
        let sizes = (table.times.len(), table.columns.len(), table.in_degrees);
        assert_eq!(sizes, (rows, columns, degrees), "{file}");
        // The header of that one is wrong.
        let notes = usize::from(file.ends_with("coordinates.sto"));
        assert_eq!(table.notes.len(), notes, "{file}");
    }
    for (file, frames, names) in
        [("gait2392/subject01_walk1.trc", 151, 41), ("walk3d/markers_walk.trc", 238, 41)]
    {
        let markers = read_trc(&read(&format!("models/{file}")))
            .unwrap_or_else(|problems| panic!("{}", problems.named(file)));
        assert_eq!((markers.times.len(), markers.names.len()), (frames, names), "{file}");
    }
    for file in ["gait2392/subject01_walk1_grf_v4.xml", "walk3d/grf_walk.xml"] {
        let loads = read_external_loads(&read(&format!("models/{file}")))
            .unwrap_or_else(|problems| panic!("{}", problems.named(file)));
        assert_eq!((loads.forces.len(), loads.left_out.len()), (2, 0), "{file}");
    }
}
