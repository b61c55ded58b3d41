//! Files that are there whole or not at all, readable by their owner only.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::chain_id::hex;
use crate::problem::{Outcome, Problem, ProblemKind};
use crate::random::random;

/// A file that is being written beside its place, and takes it when it is finished.
#[derive(Debug)]
pub struct NewFile {
    file: File,
    beside: PathBuf,
    place: PathBuf,
    replace: bool,
    finished: bool,
}

impl NewFile {
    /// Begins a file; one that is there already is replaced at the end, or refused.
    ///
    /// # Errors
    /// The file is there, or the folder cannot be written.
    pub fn create(place: &Path, replace: bool) -> Outcome<Self> {
        let wrong = |error: &io::Error| Problem::io(place.display().to_string(), error);
        if !replace && fs::symlink_metadata(place).is_ok() {
            return Err(taken(place));
        }
        let mut name = place.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.new", hex(&random::<4>()?)));
        let beside = place.with_file_name(name);
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&beside).map_err(|error| wrong(&error))?;
        Ok(Self { file, beside, place: place.to_owned(), replace, finished: false })
    }

    /// Puts the file in its place, after its content is on the disk.
    ///
    /// # Errors
    /// The disk's; the place is left as it was.
    pub fn finish(mut self) -> Outcome<()> {
        let wrong = |error: &io::Error| Problem::io(self.place.display().to_string(), error);
        self.file.sync_all().map_err(|error| wrong(&error))?;
        if self.replace {
            fs::rename(&self.beside, &self.place).map_err(|error| wrong(&error))?;
        } else {
            // Unlike a rename, this fails if another process has put a file there meanwhile.
            match fs::hard_link(&self.beside, &self.place) {
                Ok(()) => fs::remove_file(&self.beside).map_err(|error| wrong(&error))?,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    return Err(taken(&self.place));
                }
                // Some file systems have no second names for a file.
                Err(_) => fs::rename(&self.beside, &self.place).map_err(|error| wrong(&error))?,
            }
        }
        self.finished = true;
        // The entry in the folder must last as well; systems that cannot sync a folder do it by themselves.
        if let Some(folder) = self.place.parent() {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            if let Ok(folder) = File::open(folder) {
                let _ = folder.sync_all();
            }
        }
        Ok(())
    }
}

fn taken(place: &Path) -> Problem {
    Problem::new(ProblemKind::Refused, "the file is there already")
        .at(place.display().to_string())
        .hint("choose another name, or remove it first; nothing was changed")
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.finished {
            let _ = fs::remove_file(&self.beside);
        }
    }
}
