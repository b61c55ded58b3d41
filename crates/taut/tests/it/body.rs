//! `taut body` end to end: text, JSON, and refusals.

use crate::program::{Folder, run, succeed};

/// The invented model that the reader's own tests use.
const TINY: &str = include_str!("../../../../fuzz/corpus/osim/ok-new-form");

#[test]
fn a_model_is_described() {
    let folder = Folder::new("body-models");
    let file = folder.write("tiny.osim", TINY);
    let text = succeed(&["body", "models", &file]);
    for line in [
        "model tiny leg (file version 40000)",
        "7 bodies, 21.600 kg; 7 joints: 2 custom, 1 free, 1 pin, 1 universal, 2 weld; 12 coordinates, 1 of them driven by couplers",
        "3 without wrapping, 1 that wrap around some of 2 surfaces",
        "  knee_angle     -114.59      0.00     11.46 degrees",
        "  wrapped       201.01 mm, wraps around condyle on thigh",
        ": CoordinateActuator: this force is not worked out",
        "it works out no nerve and no forces.",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let json = succeed(&["body", "models", &file, "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["coordinates"].as_array().unwrap().len(), 12);
    let wrapped = &value["muscles"][3];
    assert!(wrapped["default_length"].as_f64().unwrap() > 0.2);
    assert_eq!(wrapped["wraps"][0]["surface"], "condyle");
    assert_eq!(wrapped["wraps"][0]["body"], "thigh");
    assert_eq!(wrapped["wraps"][0]["in_default_pose"], true);
    // From (-0.02, -0.2) to (-0.01, -0.5) in the plane of the thigh.
    let length = value["muscles"][1]["default_length"].as_f64().unwrap();
    assert!((length - 0.01_f64.hypot(0.3)).abs() < 1e-12, "{length}");
}

#[test]
fn a_broken_model_is_refused_with_its_place() {
    let folder = Folder::new("body-broken");
    let file = folder.write("broken.osim", TINY.replacen("<mass>7<", "<mass>heavy<", 1));
    let out = run(&["body", "models", &file]);
    assert_eq!(out.code, Some(2));
    let text = out.err;
    assert!(text.contains("Body thigh/mass: \"heavy\" is not a number"), "{text}");
    assert!(text.contains("broken.osim:") && text.contains("hint: "), "{text}");
    assert_eq!(run(&["body", "models", "/no/such/file"]).code, Some(1));
}
