//! The records of the body: shipped ones are sound, broken ones are refused with place and hint, and no verdict reads them.

use std::path::{Path, PathBuf};

use taut_knowledge::{load, load_body, read_body_folder, read_folder};

type Files = Vec<(String, Vec<u8>)>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge")
}

fn shipped() -> Files {
    read_body_folder(&folder()).unwrap_or_else(|report| panic!("{report}"))
}

/// The shipped files with one text replaced.
fn with(file: &str, old: &str, new: &str) -> Files {
    let mut files = shipped();
    let (_, content) = files.iter_mut().find(|(path, _)| path == file).expect("there");
    let text = String::from_utf8(content.clone()).expect("text");
    assert!(text.contains(old), "{file}: {old}");
    *content = text.replacen(old, new, 1).into_bytes();
    files
}

fn problems(files: &Files) -> String {
    load_body(files).map(|(body, _)| body.hash).expect_err("refused").to_string()
}

#[test]
fn the_shipped_body_loads() {
    let (body, warnings) = load_body(&shipped()).unwrap_or_else(|report| panic!("{report}"));
    // Sources of records that are not read yet.
    assert!(warnings.iter().all(|warning| warning.code == "unused-source"), "{warnings}");
    assert_eq!(body.hash.len(), 64);
    assert!(body.model.bodies.len() > 20);
}

#[test]
fn the_knowledge_of_verdicts_knows_nothing_of_the_body() {
    let files = read_folder(&folder()).unwrap_or_else(|report| panic!("{report}"));
    assert!(files.iter().all(|(path, _)| !path.starts_with("body/")));
    let (alone, _) = load(&files).unwrap_or_else(|report| panic!("{report}"));
    let mut both = files;
    both.extend(shipped());
    let (both, _) = load(&both).unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(alone.hash, both.hash);
    assert_eq!(alone, both);
}

#[test]
fn the_body_has_a_hash_of_its_own() {
    let (before, _) = load_body(&shipped()).expect("sound");
    let changed = with("body/skeleton.toml", "mass = 11.777", "mass = 11.778");
    let (after, _) = load_body(&changed).expect("sound");
    assert_ne!(before.hash, after.hash);
}

#[test]
fn problems_have_place_and_hint() {
    let skeleton = "body/skeleton.toml";
    for (old, new, parts) in [
        ("mass = 11.777", "mas = 11.777", &["unknown-key", "`mass`"][..]),
        ("mass = 11.777", "mass = nan", &["body/skeleton.toml:", "not a usable number"]),
        ("mass = 11.777", "mass = -1.0", &["a mass below 0"]),
        ("parent = \"sacrum\"", "parent = \"sacrun\"", &["no body sacrun"]),
        ("name = \"sacrum\"", "name = \"pelvis\"", &["two bodies are named pelvis"]),
        (
            "source = \"lai_uhlrich_2022\"",
            "source = \"lai_uhlrich_2021\"",
            &["unknown-source", "did you mean"],
        ),
        (
            "follows = \"lumbar_flexion\"",
            "follows = \"l4_l5_flexion\"",
            &["follows one that follows"],
        ),
        ("slope = 1.0", "slope = 1.0, constant = 2.0", &["not exactly one function"]),
        ("axis = [0.0, 0.0, 1.0]", "axis = [0.0, 0.0, 0.0]", &["the axis has no length"]),
        ("default = 0.93", "default = 93.0", &["outside the range"]),
    ] {
        let text = problems(&with(skeleton, old, new));
        for part in parts {
            assert!(text.contains(part), "{new}: {text}");
        }
    }
}

#[test]
fn a_missing_or_foreign_file_is_named() {
    let mut files = shipped();
    files.retain(|(path, _)| path != "body/skeleton.toml");
    files.push(("body/skelton.toml".to_owned(), b"id = 1".to_vec()));
    let text = problems(&files);
    assert!(text.contains("body/skeleton.toml is missing"), "{text}");
    assert!(text.contains("unknown-place"), "{text}");
}

#[test]
fn a_model_without_a_licence_is_refused() {
    let text = problems(&with("body/sources/pose2sim_flex.toml", "licence = ", "note2 = "));
    assert!(text.contains("unknown-key"), "{text}");
    let line = "licence = \"BSD-3-Clause (of the repository)\"\n";
    let text = problems(&with("body/sources/pose2sim_flex.toml", line, ""));
    assert!(text.contains("no-licence"), "{text}");
}

#[test]
fn postures_and_tests_are_checked() {
    let refusals = |file: &str, old: &str, new: &str| problems(&with(file, old, new));
    for (file, old, new, wanted) in [
        (
            "body/postures/hs01.toml",
            "hip_flexion_r = 57",
            "hip_flexion_r = 570",
            "outside -30.0 to 150.0 degrees",
        ),
        (
            "body/postures/hs01.toml",
            "hip_flexion_r = 57",
            "hip_flexon_r = 57",
            "no coordinate `hip_flexon_r`",
        ),
        ("body/postures/hs01.toml", "\"boyd_2012\"", "\"boyd_2102\"", "did you mean `boyd_2012`"),
        ("body/postures/hs01.toml", "works = \"one_leg\"", "works = \"a_leg\"", "error["),
        ("body/postures/hs01.toml", "id = \"hs01\"", "id = \"hs02\"", "id-not-path"),
        (
            "body/tests/slump.toml",
            "Only the head moves.",
            "A safe move of the head.",
            "banned-word",
        ),
        ("body/tests/slump.toml", "nerve = \"more\"", "nerves = \"more\"", "nerves"),
        ("body/reading.toml", "angle_spread = 5.0", "angle_spread = true", "body/reading.toml:3:"),
    ] {
        let text = refusals(file, old, new);
        assert!(text.contains(wanted) && text.contains(file), "{wanted}\n{text}");
    }
}

#[test]
fn records_of_the_nerve_are_checked_with_the_body() {
    let (body, _) = load_body(&shipped()).unwrap_or_else(|report| panic!("{report}"));
    assert!(body.nerve.site("mid_thigh_r").is_some());
    let missing: Files =
        shipped().into_iter().filter(|(path, _)| path != "body/nerve_rows.toml").collect();
    assert!(problems(&missing).contains("body/nerve_rows.toml is missing"));
    for (file, old, new, wanted) in [
        ("nerve", "source = \"chen_2018\"", "source = \"chan_2018\"", "did you mean `chen_2018`"),
        ("nerve", "arm = \"knee_arm\"", "arm = \"leg_hold\"", "LegHold is no lever arm"),
        ("nerve", "[hip]", "[hip]\nradius = 1.0", "radius"),
        ("nerve_rows", "hip_flexion_r = 30, knee", "hip_flexion_r = 300, knee", "hip_flexion_r"),
        ("nerve_rows", "site = \"conus\"", "site = \"tail\"", "no site tail"),
    ] {
        let text = problems(&with(&format!("body/{file}.toml"), old, new));
        assert!(text.contains(wanted) && text.contains(&format!("body/{file}.toml:")), "{text}");
    }
}

#[test]
fn the_explorer_is_checked_with_the_body() {
    let (body, _) = load_body(&shipped()).unwrap_or_else(|report| panic!("{report}"));
    assert!(body.explorer.joint.len() >= 5 && body.explorer.preset.len() >= 6);
    let missing: Files =
        shipped().into_iter().filter(|(path, _)| path != "body/explorer.toml").collect();
    assert!(problems(&missing).contains("body/explorer.toml is missing"));
    for (old, new, wanted) in [
        ("source = \"body_house\"", "source = \"body_hose\"", "did you mean `body_house`"),
        ("same_within = 0.02", "same_within = 0", "no share between 0 and 1"),
        ("hip = \"right_angle\", knee", "hip = \"wrong_angle\", knee", "`hip` has no such step"),
        ("start = { position = \"sitting\", ", "start = { ", "`position` is not there"),
        ("start = { ", "start = { toe = \"up\", ", "no joint `toe`"),
        ("id = \"lying\"", "id = \"sitting\"", "`sitting` is there twice"),
        ("id = \"little\"", "id = \"straight\"", "`straight` is there twice"),
        ("not_in = [\"sitting\"]", "not_in = [\"siting\"]", "no position `siting`"),
        ("angles = { hip_flexion_r = 110 }", "angles = { hip_flexion_r = 200 }", "in `sitting`"),
        ("angles = { neck_flexion = 40 }", "angles = { nek_flexion = 40 }", "`nek_flexion`"),
        ("pelvis_tilt = -1.0, hip", "pelvis_tlt = -1.0, hip", "in `bending`"),
        ("test = \"slump\"", "test = \"slamp\"", "no test `slamp`"),
        ("    { back = \"rounded\" },\n", "", "another number of postures"),
        (
            "{ position = \"bending\", hip = \"half\" }",
            "{ position = \"bending\", hip = \"close\" }",
            "does not allow",
        ),
        ("support = \"seat\"", "support = \"chair\"", "unknown-value"),
    ] {
        let text = problems(&with("body/explorer.toml", old, new));
        assert!(text.contains(wanted) && text.contains("body/explorer.toml:"), "{wanted}\n{text}");
    }
}
