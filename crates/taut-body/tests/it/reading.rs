//! What is read of a file, and how every kind of broken file is refused.

use std::fs;
use std::path::PathBuf;

use crate::tiny::{NEW_FORM, model};
use taut_body::{JointKind, MuscleKind, PathValue, Pose, Turns, WrapShape, read_osim};

#[test]
fn everything_is_read() {
    let model = model();
    assert_eq!((model.name.as_str(), model.version), ("tiny leg", 40_000));
    assert_eq!((model.bodies.len(), model.joints.len(), model.coordinates.len()), (8, 7, 12));
    assert!((model.mass() - 21.6).abs() < 1e-12);
    // Joints are sorted from the ground outwards, though the file has the knee first.
    let names: Vec<&str> = model.joints.iter().map(|j| j.name.as_str()).collect();
    assert_eq!(names, ["base", "hip", "knee", "kneecap", "ankle", "toe", "wrist"]);
    let kinds: Vec<JointKind> = model.joints.iter().map(|j| j.kind).collect();
    use JointKind::{Custom, Free, Pin, Universal, Weld};
    assert_eq!(kinds, [Free, Custom, Pin, Custom, Weld, Weld, Universal]);
    for coordinate in &model.coordinates {
        let joint = &model.joints[coordinate.joint];
        assert!(joint.coordinates.iter().any(|c| model.coordinates[*c].name == coordinate.name));
    }
    let turns = |name: &str| model.coordinates[model.coordinate(name).unwrap()].turns;
    assert_eq!(turns("hip_flexion"), Turns::Rotates);
    assert_eq!(turns("hip_slide"), Turns::Translates);
    let kinds: Vec<MuscleKind> = model.muscles.iter().map(|m| m.force.curves.kind()).collect();
    use MuscleKind::{DeGrooteFregly2016, Millard2012, Thelen2003};
    assert_eq!(kinds, [Thelen2003, Millard2012, DeGrooteFregly2016, DeGrooteFregly2016]);
    assert_eq!(model.wraps[0].shape, WrapShape::Cylinder { radius: 0.03, length: 0.1 });
    assert_eq!(model.wraps[1].shape, WrapShape::Ellipsoid([0.1, 0.2, 0.1]));
    let left: Vec<(&str, &str)> =
        model.left_out.iter().map(|l| (l.element.as_str(), l.name.as_str())).collect();
    assert_eq!(left, [("CoordinateActuator", "motor"), ("MarkerSet", "markerset")]);
    let line = NEW_FORM.lines().position(|l| l.contains("name=\"motor\"")).unwrap() + 1;
    assert_eq!(model.left_out[0].line, line);
}

#[test]
fn what_is_not_read_is_named() {
    let more = NEW_FORM
        .replacen("<mass>7</mass>", "<mass>7</mass><odd>1</odd>", 1)
        .replacen("<optimal_fiber_length>", "<Fzen>1.8</Fzen><optimal_fiber_length>", 1)
        .replacen("<clamped>", "<prescribed>true</prescribed><clamped>", 1);
    let left = read_osim(more.as_bytes()).unwrap().left_out;
    let said: Vec<String> = left.iter().map(|l| format!("{}: {}", l.element, l.affects)).collect();
    let want = [
        "odd: this property of each Body that has it",
        "Coordinate: knee_angle does not follow its prescribed function",
        "Thelen2003Muscle: forces of all muscles of this kind: Fzen not read",
        "CoordinateActuator: this force is not worked out",
        "MarkerSet: 1 markers: recorded motion cannot be fitted",
    ];
    assert_eq!(said, want);
    assert!(left.is_sorted_by_key(|l| l.line));
}

#[test]
fn all_problems_of_a_file_are_named_with_place_and_hint() {
    let broken = NEW_FORM
        .replacen("<mass>7</mass>", "<mass>x</mass>", 1)
        .replacen("<mass>3</mass>", "<mass>NaN</mass>", 1)
        .replacen("<wrap_object>condyle", "<wrap_object>moon", 1)
        .replacen("<max_isometric_force>1000", "<max_isometric_force>-1", 1);
    let problems = read_osim(broken.as_bytes()).unwrap_err();
    let text = problems.named("leg.osim").to_string();
    assert_eq!(problems.0.len(), 4, "{text}");
    let line = broken.lines().position(|l| l.contains("<mass>x")).unwrap() + 1;
    let column = broken.lines().nth(line - 1).unwrap().find("<mass>").unwrap() + 1;
    let want = format!(
        "leg.osim:{line}:{column}: error[osim]: BodySet bodyset/Body thigh/mass: \"x\" is not a number\n  hint: "
    );
    assert!(text.starts_with(&want), "{text}");
    assert!(text.contains("Body shank/mass: NaN is no usable number"), "{text}");
    assert!(text.contains("max_isometric_force: -1 should be above 0"), "{text}");
    assert!(text.contains("there is no wrap surface \"moon\""), "{text}");
    assert!(problems.0.is_sorted_by_key(|p| (p.line, p.column)));
}

/// Part of the message that each refused seed must give.
const REFUSED: [(&str, &str); 35] = [
    ("bad-coupler-circle", "follows coordinates that follow it"),
    ("bad-deep", "<a> is not an OpenSim document"),
    ("bad-duplicate-body", "two bodies are named thigh"),
    ("bad-empty", "this XML is not readable"),
    ("bad-entities", "this XML is not readable"),
    ("bad-few-numbers", "<translation> has 2 numbers, not 3"),
    ("bad-foreign", "<mujoco> is not an OpenSim document"),
    ("bad-huge", "1e300 is no usable number"),
    ("bad-infinite", "inf is no usable number"),
    ("bad-loop", "no chain of joints leads from the ground to the body pelvis"),
    ("bad-many-problems", "should be above 0"),
    ("bad-nan", "NaN is no usable number"),
    ("bad-negative-mass", "-7 should be not below 0"),
    ("bad-no-mass", "the body thigh has no mass and is not welded to one that has"),
    ("bad-no-path", "<GeometryPath> is missing"),
    ("bad-no-points", "fewer than two points"),
    ("bad-not-a-model", "there is no <Model>"),
    ("bad-range-falls", "goes from -0.5 down to -2.5"),
    ("bad-reversed", "reversed joints are not read"),
    ("bad-spline-falls", "knot 3 of the spline is not above"),
    ("bad-spline-lengths", "3 places and 4 values"),
    ("bad-truncated", "this XML is not readable"),
    ("bad-two-joints", "is a second joint of the body foot"),
    ("bad-units", "<length_units> are \"feet\""),
    ("bad-unknown-body", "there is no frame \"/bodyset/nowhere\""),
    ("bad-unknown-coordinate", "there is no coordinate \"nothing\""),
    ("bad-unknown-function", "functions of the kind GCVSpline are not read"),
    ("bad-unknown-joint", "joints of the kind BallJoint are not read"),
    ("bad-unknown-point", "points of the kind OddPathPoint are not read"),
    ("bad-unknown-surface", "there is no wrap surface \"moon\""),
    ("bad-utf8", "not UTF-8"),
    ("bad-version-new", "version \"50000\" is not between 20101 and 40500"),
    ("bad-version-text", "version \"four\""),
    ("bad-words", "\"heavy\" is not a number"),
    ("bad-zero-axis", "the axis of a rotation has no length"),
];

/// The seeds of the fuzz target: `ok-` files are read, each `bad-` file is refused for its own reason.
#[test]
fn osim_seeds() {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/osim");
    let mut seeds: Vec<PathBuf> =
        fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    seeds.sort();
    let mut refused = Vec::new();
    for path in seeds {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match read_osim(&fs::read(&path).unwrap()) {
            Ok(model) => {
                assert!(name.starts_with("ok-"), "{name} was accepted");
                let pose = Pose::default_of(&model).unwrap();
                let finite = |l: &PathValue| !matches!(l, PathValue::Known(l) if !l.is_finite());
                assert!(model.lengths(&pose).iter().all(finite), "{name}");
            }
            Err(problems) => refused.push((name, problems.to_string())),
        }
    }
    let names: Vec<&str> = refused.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, REFUSED.map(|(name, _)| name));
    for ((name, text), (_, want)) in refused.iter().zip(REFUSED) {
        assert!(text.contains(want) && text.contains("\n  hint: "), "{name}: {text}");
    }
}

/// Cut anywhere, a model is refused; with one character changed anywhere, nothing panics and lengths stay finite.
#[test]
fn damaged_files_never_panic() {
    let end = NEW_FORM.rfind("</OpenSimDocument>").unwrap();
    for cut in (0..end).step_by(7) {
        assert!(read_osim(&NEW_FORM.as_bytes()[..cut]).is_err(), "{cut}");
    }
    for (at, with) in (0..NEW_FORM.len()).step_by(3).zip(b"<>/\"9-. eaN0".iter().cycle()) {
        let mut bytes = NEW_FORM.as_bytes().to_vec();
        bytes[at] = *with;
        let Ok(model) = read_osim(&bytes) else { continue };
        let Ok(pose) = Pose::default_of(&model) else { continue };
        let finite = |l: &PathValue| !matches!(l, PathValue::Known(l) if !l.is_finite());
        assert!(model.lengths(&pose).iter().all(finite), "{at}");
    }
}
