//! The interrupted interview on disk: written whole after every reply, so that nothing is lost and nothing is half-written.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use taut_episode::{Draft, EpisodeError};
use taut_knowledge::Knowledge;
use taut_reason::Interview;

/// Where the session is kept, and what is kept there.
#[derive(Debug)]
pub struct Session {
    file: PathBuf,
    draft: Draft,
}

/// An interrupted interview.
#[derive(Debug)]
pub struct Resumed<'k> {
    /// The interview with the replies that still count.
    pub interview: Interview<'k>,
    /// It was begun with another edition of the knowledge.
    other_edition: bool,
}

impl Resumed<'_> {
    /// What the person is asked before going on.
    #[must_use]
    pub const fn question(&self) -> &'static str {
        if self.other_edition {
            "An interview was interrupted. The questions have changed since then, so some may be asked again. Go on with it?"
        } else {
            "An interview was interrupted. Go on with it?"
        }
    }
}

impl Session {
    /// The session at a place, by default in the user's state folder (`XDG_STATE_HOME`, else `~/.local/state`).
    #[must_use]
    pub fn open(file: Option<PathBuf>, knowledge: &Knowledge) -> Self {
        let default = || {
            let folder = std::env::var_os("XDG_STATE_HOME")
                .map(PathBuf::from)
                .or_else(|| std::env::home_dir().map(|home| home.join(".local/state")))
                .unwrap_or_else(std::env::temp_dir);
            folder.join("taut").join("interview.json")
        };
        Self { file: file.unwrap_or_else(default), draft: Draft::new(knowledge) }
    }

    /// The place, for messages.
    #[must_use]
    pub fn place(&self) -> String {
        self.file.display().to_string()
    }

    /// What is kept so far.
    #[must_use]
    pub const fn draft(&self) -> &Draft {
        &self.draft
    }

    /// The interrupted interview, if there is one with a reply.
    ///
    /// # Errors
    /// The file is there but cannot be read as a session; the message says what to do.
    pub fn resume<'k>(&mut self, knowledge: &'k Knowledge) -> anyhow::Result<Option<Resumed<'k>>> {
        let bytes = match fs::read(&self.file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| self.place()),
        };
        let draft = Draft::read(&bytes).map_err(|error| match error {
            EpisodeError::Refused(faults) => {
                let what: Vec<&str> = faults.iter().map(|fault| fault.what.as_str()).collect();
                anyhow::anyhow!("{}; `taut ask --fresh` begins anew", what.join("; "))
            }
            other => anyhow::Error::new(other),
        });
        let draft = draft.with_context(|| self.place())?;
        let interview = draft.interview(knowledge);
        let begun = !interview.log().is_empty();
        let other_edition = draft.is_of_other_knowledge(knowledge);
        self.draft = draft;
        Ok(begun.then_some(Resumed { interview, other_edition }))
    }

    /// Writes the whole interview.
    ///
    /// # Errors
    /// I/O.
    pub fn keep(&mut self, interview: &Interview) -> anyhow::Result<()> {
        self.draft.follow(interview);
        if let Some(folder) = self.file.parent().filter(|f| !f.as_os_str().is_empty()) {
            fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        write_whole(&self.file, &self.draft.to_bytes()?).with_context(|| self.place())
    }

    /// The interview as a case file.
    #[must_use]
    pub fn case(&self, knowledge: &Knowledge) -> serde_json::Value {
        self.draft.case(knowledge)
    }

    /// Removes the session: answers about health do not stay behind.
    ///
    /// # Errors
    /// I/O.
    pub fn forget(&self) -> anyhow::Result<()> {
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| self.place())
            }
            _ => Ok(()),
        }
    }
}

/// Writes beside the file and renames over it: the old or the new content is there, never a part. Only the user may read it.
///
/// # Errors
/// I/O.
pub fn write_whole(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut out = options.open(&beside)?;
    out.write_all(bytes)?;
    out.sync_all()?;
    fs::rename(&beside, file)
}
