//! Help and completions.

use crate::program::{run, succeed};

#[test]
fn every_command_has_help() {
    let top = succeed(&["--help"]);
    assert!(top.to_lowercase().contains("research preview"), "{top}");
    assert!(top.contains("not a diagnosis"), "{top}");
    for command in [
        "ask",
        "assess",
        "next",
        "plan",
        "checkin",
        "progress",
        "evaluate",
        "knowledge",
        "network",
        "body",
        "record",
        "verify",
        "completions",
    ] {
        assert!(top.contains(command), "{command} is not in the help");
        let help = succeed(&[command, "--help"]);
        assert!(help.contains("Usage:") && help.contains("--knowledge"), "{command}: {help}");
    }
    for command in ["plan", "checkin", "progress"] {
        let help = succeed(&[command, "--help"]);
        for part in ["Examples:", "schema taut.", "Exit codes:", "--db"] {
            assert!(help.contains(part), "{command}: {part}: {help}");
        }
    }
    for command in ["check", "show", "stats", "schema", "export"] {
        let help = succeed(&["knowledge", command, "--help"]);
        assert!(help.contains("Usage:"), "{command}: {help}");
    }
    for command in ["models", "pose", "tests", "rank", "sensitivity"] {
        let help = succeed(&["body", command, "--help"]);
        assert!(help.contains("Usage:") && help.contains("--knowledge"), "{command}: {help}");
    }
    for command in
        ["list", "show", "export", "import", "erase", "verify", "backup", "restore", "replay"]
    {
        let help = succeed(&["record", command, "--help"]);
        assert!(help.contains("Usage:") && help.contains("--db"), "{command}: {help}");
    }
    for command in ["check", "posteriors", "sweep"] {
        let help = succeed(&["network", command, "--help"]);
        assert!(help.contains("Usage:") && help.contains("--normalise"), "{command}: {help}");
    }
}

#[test]
fn completions_are_written_for_each_shell() {
    for shell in ["bash", "zsh", "fish"] {
        let script = succeed(&["completions", shell]);
        for word in ["evaluate", "assess", "sensitivity", "nerve-limit"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn unknown_flags_are_refused() {
    for args in [&["assess", "x", "--formt", "json"][..], &["stretch"], &["assess"], &[]] {
        let done = run(args);
        assert_eq!(done.code, Some(2), "{args:?}");
        assert_eq!(done.out, "", "{args:?}");
        assert!(done.err.contains("Usage"), "{args:?}: {}", done.err);
    }
}

#[test]
fn a_missing_id_names_the_nearest() {
    let done = run(&["knowledge", "show", "sadle_numbness"]);
    assert_ne!(done.code, Some(0));
    assert!(done.err.contains("saddle_numbness"), "{}", done.err);
    let shown = succeed(&["knowledge", "show", "saddle_numbness"]);
    assert!(shown.contains("R0") && shown.contains("rule emergency_saddle_numbness"), "{shown}");
}
