//! Runs the built program: at once with all input, or step by step in a conversation.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A folder for one test, gone with the value.
pub struct Folder(PathBuf);

impl Folder {
    /// A fresh folder; the name tells the tests apart.
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("taut-test-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// A path inside, as text.
    pub fn at(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    /// Writes a file and returns its path.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        std::fs::write(self.0.join(name), content).unwrap();
        self.at(name)
    }

    /// A copy of the shipped knowledge, without cases and vignettes.
    pub fn knowledge(&self, name: &str) -> String {
        copy(&root().join("knowledge"), &self.0.join(name));
        self.at(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        if entry.path().is_dir() {
            if name != "cases" && name != "vignettes" {
                copy(&entry.path(), &to.join(name));
            }
        } else {
            std::fs::copy(entry.path(), to.join(name)).unwrap();
        }
    }
}

/// Changes a file: the first text, which must be there, becomes the second.
pub fn edit(file: &str, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{file} has no `{from}`:\n{text}");
    std::fs::write(file, text.replacen(from, to, 1)).unwrap();
}

/// What a finished program left behind.
#[derive(Debug)]
pub struct Done {
    /// Exit code.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// The program, in the repository's root.
pub fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_taut"));
    command.args(args).current_dir(root());
    command
}

/// Runs the program without input.
pub fn run(args: &[&str]) -> Done {
    run_with(args, b"")
}

/// Runs the program with this input.
pub fn run_with(args: &[&str], input: &[u8]) -> Done {
    let mut child = command(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that stops reading early is no failure of the test.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Done {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs the program, which must succeed, and returns its output.
pub fn succeed(args: &[&str]) -> String {
    let done = run(args);
    assert_eq!(done.code, Some(0), "{args:?}: {}", done.err);
    assert_eq!(done.err, "", "{args:?}");
    done.out
}

/// A conversation with `taut ask` over two pipes.
pub struct Talk {
    child: Child,
    input: Option<ChildStdin>,
    output: ChildStdout,
}

impl Talk {
    /// Starts `taut ask` with its session in this file; the text up to the first prompt.
    pub fn start(session: &str, more: &[&str]) -> (Self, String) {
        let mut child = command(&["ask", "--session", session])
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        let output = child.stdout.take().unwrap();
        let mut talk = Self { child, input, output };
        let shown = talk.listen();
        (talk, shown)
    }

    /// Everything up to the next prompt, or to the end.
    fn listen(&mut self) -> String {
        let mut heard = Vec::new();
        let mut byte = [0];
        while !heard.ends_with(b") > ") && self.output.read(&mut byte).unwrap() > 0 {
            heard.push(byte[0]);
        }
        String::from_utf8(heard).unwrap()
    }

    /// Types a line; the text up to the next prompt, or to the end.
    pub fn say(&mut self, line: &str) -> String {
        writeln!(self.input.as_mut().unwrap(), "{line}").unwrap();
        self.listen()
    }

    /// Kills the program without warning.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Ends the input; the rest of the text and the exit code.
    pub fn end(mut self) -> (String, Option<i32>) {
        drop(self.input.take());
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).unwrap();
        (rest, self.child.wait().unwrap().code())
    }
}
