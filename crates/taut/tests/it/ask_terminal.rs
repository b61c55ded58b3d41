//! `taut ask` in a real pseudo-terminal, made by `script` of util-linux.

use std::io::{Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

use crate::program::{Folder, root};

/// The last line of every screen.
const HELP: &str = "Ctrl-C stops and keeps";

/// A terminal of 100 columns and 60 rows with `taut ask` in it.
struct Screen {
    child: Child,
    keys: ChildStdin,
    output: ChildStdout,
    heard: String,
}

impl Screen {
    fn start(session: &str) -> Self {
        let program = env!("CARGO_BIN_EXE_taut");
        let line = format!("stty cols 100 rows 60; exec '{program}' ask --session '{session}'");
        let mut child = Command::new("script")
            .args(["-qfec", &line, "/dev/null"])
            .env("TERM", "xterm")
            .env("SHELL", "/bin/sh")
            .current_dir(root())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let keys = child.stdin.take().unwrap();
        let output = child.stdout.take().unwrap();
        Self { child, keys, output, heard: String::new() }
    }

    /// Waits for a text and returns everything since the last wait.
    fn wait(&mut self, text: &str) -> String {
        let mut bytes = [0; 4096];
        let mut raw = std::mem::take(&mut self.heard).into_bytes();
        loop {
            let shown = String::from_utf8_lossy(&raw).into_owned();
            if let Some(at) = shown.find(text) {
                let end = at + text.len();
                self.heard = shown[end..].to_owned();
                return shown[..end].to_owned();
            }
            let n = self.output.read(&mut bytes).unwrap();
            assert!(n > 0, "the terminal closed before `{text}`: {shown}");
            raw.extend_from_slice(&bytes[..n]);
        }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Presses keys and waits for the redrawn screen.
    fn redraw(&mut self, keys: &str) -> String {
        self.press(keys);
        self.wait(HELP)
    }

    /// Waits for the program to end; whatever else was shown.
    fn end(mut self) -> (String, Option<i32>) {
        let mut rest = Vec::new();
        self.output.read_to_end(&mut rest).unwrap();
        drop(self.keys);
        let code = self.child.wait().unwrap().code();
        (self.heard + &String::from_utf8_lossy(&rest), code)
    }
}

/// True if there is a `script` to make terminals with; in CI there must be.
fn has_script() -> bool {
    let found = Command::new("script").arg("--version").output().is_ok_and(|o| o.status.success());
    if !found {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "`script` of util-linux is missing");
        println!("skipped: no `script` of util-linux");
    }
    found
}

fn kept(session: &str) -> Value {
    serde_json::from_slice(&std::fs::read(session).unwrap()).unwrap()
}

const RIGHT: &str = "\x1b[C";
const DOWN: &str = "\x1b[B";

#[test]
fn keys_work_in_a_terminal_and_ctrl_c_keeps_the_answers() {
    if !has_script() {
        return;
    }
    let folder = Folder::new("terminal");
    let session = folder.at("session.json");
    let mut screen = Screen::start(&session);
    let first = screen.wait(HELP);
    assert!(first.contains("#................... 1/"), "a progress bar: {first:?}");
    assert!(first.contains("Should I stretch my hamstrings?"), "{first:?}");
    let about = screen.redraw("\r");
    assert!(about.contains("About you") && about.contains("How old are you?"), "{about:?}");
    screen.redraw("4");
    let typed = screen.redraw("1");
    assert!(typed.contains("[41_] years"), "{typed:?}");
    let next = screen.redraw("\r");
    assert!(next.contains("> What sex"), "{next:?}");
    let male = screen.redraw("2");
    assert!(male.contains("[Male]"), "{male:?}");
    let list = screen.redraw("\r");
    assert!(list.contains("Now, with this pain") && list.contains("> Numb"), "{list:?}");
    let why = screen.redraw("w");
    assert!(why.len() > list.len(), "the reason is shown: {why:?}");
    let chosen = screen.redraw(RIGHT);
    assert!(chosen.contains("[No]"), "{chosen:?}");
    let down = screen.redraw(DOWN);
    assert!(!down.contains("> Numb"), "{down:?}");
    let digit = screen.redraw("1");
    assert_eq!(digit.matches("[No]").count(), 2, "{digit:?}");
    screen.press("\x03");
    let (rest, code) = screen.end();
    assert!(rest.contains("Your answers are kept in"), "{rest:?}");
    assert_eq!(code, Some(0));
    let expected = serde_json::json!([
        { "finding": "age", "number": 41.0 },
        { "finding": "sex", "state": 1 },
        { "finding": "saddle_numbness", "state": 0 },
        { "finding": "bladder_new", "state": 0 },
    ]);
    assert_eq!(kept(&session)["replies"], expected);
}

#[test]
fn an_emergency_stops_at_once_but_the_arrow_keys_may_pass_it() {
    if !has_script() {
        return;
    }
    let folder = Folder::new("terminal-emergency");
    let session = folder.at("session.json");
    let mut screen = Screen::start(&session);
    screen.wait(HELP);
    for key in ["\r", "4", "1", "\r", "2", "\r"] {
        screen.redraw(key);
    }
    // No, yes, not sure: the arrow passes the "yes".
    assert!(screen.redraw(RIGHT).contains("[No]"));
    assert!(screen.redraw(RIGHT).contains("[Yes]"));
    assert!(screen.redraw(RIGHT).contains("[Not sure]"));
    let down = screen.redraw(DOWN);
    assert!(down.contains("[Not sure]") && !down.contains("> Numb"), "{down:?}");
    // A digit is meant.
    screen.press("2");
    let (page, code) = screen.end();
    assert_eq!(code, Some(0));
    assert!(page.contains("emergency") && page.contains("review level R0"), "{page:?}");
    assert!(!std::path::Path::new(&session).exists());
}
