//! Has a PDF made by a program of its own, which takes too long to build to be part of this one.

use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::failure::Failure;
use crate::service::print::Document;

/// A paper that needs more pages than it should have is set at six sizes, one after the other; a build without optimisation on a busy
/// machine takes more than ten seconds. It ends before the request does, so that what went wrong can be told.
const LONGEST: Duration = Duration::from_secs(18);

/// At once; each takes a processor.
const AT_ONCE: usize = 2;

/// The program.
#[derive(Debug)]
pub struct Printer {
    program: PathBuf,
    room: Arc<Semaphore>,
}

impl Printer {
    /// The program at this path: it reads a [`Document`] as JSON from standard input and writes a PDF to standard output.
    #[must_use]
    pub fn new(program: PathBuf) -> Self {
        Self { program, room: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Makes a PDF. Nothing is written to a file on the way.
    ///
    /// # Errors
    /// The program cannot be started, takes too long, or refuses the document; what it says of it goes nowhere, because it may
    /// quote the document, which is about a person.
    pub async fn print(&self, document: &Document) -> Result<Vec<u8>, Failure> {
        let json = serde_json::to_vec(document).map_err(Failure::ours)?;
        let room = Arc::clone(&self.room).acquire_owned().await.map_err(Failure::ours)?;
        let program = self.program.clone();
        // A task of its own: whoever asked may go away, and the program still has to be waited for before its room is free.
        let printing = tokio::spawn(async move {
            let printed = run(&program, json).await;
            drop(room);
            printed
        });
        printing.await.map_err(Failure::ours)?
    }
}

/// Starts the program, talks with it, and waits for its end, which it brings about where the program takes too long.
async fn run(program: &Path, json: Vec<u8>) -> Result<Vec<u8>, Failure> {
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(Failure::ours)?;
    let pipes = (child.stdin.take(), child.stdout.take());
    let talking = tokio::task::spawn_blocking(move || talk(pipes, &json));
    let pdf = tokio::time::timeout(LONGEST, talking).await;
    // It has ended by itself where it closed its output; else this ends it, and the pipes with it.
    if pdf.is_err() {
        let _ = child.kill();
    }
    let status = tokio::task::spawn_blocking(move || child.wait()).await;
    let status = status.map_err(Failure::ours)?.map_err(Failure::ours)?;
    let Ok(pdf) = pdf else {
        tracing::warn!("the program that makes a PDF took too long");
        return Err(Failure::busy());
    };
    let pdf = pdf.map_err(Failure::ours)?.map_err(Failure::ours)?;
    if status.success() && pdf.starts_with(b"%PDF-") {
        Ok(pdf)
    } else {
        Err(Failure::ours(format!("the program that makes a PDF ended with {status}")))
    }
}

/// Gives the program everything, then takes everything: it reads to the end before it writes.
fn talk(
    (stdin, stdout): (Option<ChildStdin>, Option<ChildStdout>),
    json: &[u8],
) -> io::Result<Vec<u8>> {
    if let Some(mut stdin) = stdin {
        // It may end before it has read everything; then its status says so.
        let _ = stdin.write_all(json);
    }
    let mut pdf = Vec::new();
    if let Some(mut stdout) = stdout {
        stdout.read_to_end(&mut pdf)?;
    }
    Ok(pdf)
}
