//! `taut network` end to end: results, both formats, and every kind of refusal.

use crate::program::{Folder, run, succeed};

/// Rain, sprinkler, wet grass; a label with `=` in it, and a structural zero.
const WET: &str = r"network wet {
}
variable rain {
  type discrete [ 2 ] { no, >=1mm };
}
variable sprinkler {
  type discrete [ 2 ] { off, on };
}
variable grass {
  type discrete [ 2 ] { dry, wet };
}
probability ( rain ) {
  table 0.75, 0.25;
}
probability ( sprinkler ) {
  table 0.5, 0.5;
}
probability ( grass | rain, sprinkler ) {
  (no, off) 1.0, 0.0;
  (no, on) 0.5, 0.5;
  (>=1mm, off) 0.25, 0.75;
  (>=1mm, on) 0.0, 1.0;
}
";

#[test]
fn posteriors_are_exact() {
    let folder = Folder::new("network-posteriors");
    let file = folder.write("wet.bif", WET);
    // P(wet) = 0.75 * 0.5 * 0.5 + 0.25 * 0.5 * 0.75 + 0.25 * 0.5 = 0.40625; P(rain | wet) = 0.21875 / 0.40625.
    let text = succeed(&["network", "posteriors", &file, "--evidence", "grass=wet"]);
    assert!(text.contains("rain       no 0.461538  >=1mm 0.538462"), "{text}");
    assert!(text.contains("grass      dry 0.000000  wet 1.000000  (observed)"), "{text}");
    assert!(text.contains("log10 P(evidence) = -0.391207"), "{text}");
    let json =
        succeed(&["network", "posteriors", &file, "--evidence", "rain=>=1mm", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["variables"][2]["states"][1]["probability"], 0.875);
    assert_eq!(value["variables"][0]["observed"], true);
}

#[test]
fn sweeps_list_every_answer() {
    let folder = Folder::new("network-sweep");
    let file = folder.write("wet.bif", WET);
    let args = ["network", "sweep", &file, "--target", "rain", "--evidence", "sprinkler=off"];
    let text = succeed(&args);
    // P(wet | off) = 0.25 * 0.75 = 0.1875, and then it has rained for certain.
    assert!(text.contains("grass      wet 0.187500  0.000000  1.000000"), "{text}");
    assert!(!text.contains("\nsprinkler ") && !text.contains("\nrain "), "{text}");
    let json = succeed(&[&args[..], &["--format", "json"]].concat());
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["answers"].as_array().unwrap().len(), 2);
    assert_eq!(value["answers"][1]["target"][1]["probability"], 1.0);
}

#[test]
fn check_reports_size_and_order() {
    let folder = Folder::new("network-check");
    let file = folder.write("wet.bif", WET);
    let text = succeed(&["network", "check", &file]);
    for part in [
        "network wet: 3 variables, 2 arrows, 12 probabilities",
        "multiply-adds",
        "order of elimination: ",
        "no errors",
    ] {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
    let rounded = folder.write(
        "rounded.bif",
        WET.replace("0.75, 0.25;\n}\nprobability ( spr", "0.75, 0.2499;\n}\nprobability ( spr"),
    );
    let done = run(&["network", "check", &rounded]);
    assert_eq!((done.code, done.out.as_str()), (Some(2), ""));
    assert!(
        done.err.contains(":12:1: error[bif]: variable `rain`: row 1 sums to 0.9999"),
        "{}",
        done.err
    );
    assert!(done.err.contains("--normalise"), "{}", done.err);
    let text = succeed(&["network", "check", &rounded, "--normalise"]);
    assert!(
        text.contains("rows: 1 divided by their sum; the worst is off by 1.0e-4, at rain"),
        "{text}"
    );
}

#[test]
fn wrong_questions_are_refused() {
    let folder = Folder::new("network-refused");
    let file = folder.write("wet.bif", WET);
    let cut = folder.write("cut.bif", &WET[..200]);
    let missing = folder.at("nowhere.bif");
    let evidence = |items: &[&str]| {
        let mut args = vec!["network", "posteriors", &file];
        for item in items {
            args.extend(["--evidence", *item]);
        }
        run(&args)
    };
    for (done, parts) in [
        (
            evidence(&["Rain=no", "grass=damp", "grass", "sprinkler=on", "sprinkler=off"]),
            vec![
                "error[unknown-variable]: there is no variable `Rain`\n  hint: did you mean `rain`?",
                "error[unknown-state]: `grass` has no state `damp`\n  hint: its states are dry, wet",
                "error[bad-evidence]: `grass` has no `=`",
                "error[evidence-twice]: `sprinkler` is given twice",
            ],
        ),
        (
            evidence(&["rain=no", "sprinkler=off", "grass=wet"]),
            vec![
                "error[contradictory-evidence]: these answers contradict each other: rain = no, sprinkler = off, grass = wet (no smaller set of them does)",
            ],
        ),
        (
            run(&["network", "sweep", &file, "--target", "grass", "--evidence", "grass=wet"]),
            vec!["error[target-observed]: the target `grass` is among the evidence"],
        ),
        (
            run(&["network", "posteriors", &cut]),
            vec!["cut.bif:", "error[bif]: the file ends where", "hint: "],
        ),
    ] {
        assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{}", done.err);
        for part in parts {
            assert!(done.err.contains(part), "no {part:?} in:\n{}", done.err);
        }
    }
    let done = run(&["network", "posteriors", &missing]);
    assert_eq!(done.code, Some(1));
    assert!(done.err.contains("cannot read"), "{}", done.err);
}
