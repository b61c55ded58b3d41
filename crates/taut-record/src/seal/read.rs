//! Reads a sealed file.

use std::io::{self, Read};

use super::{CHUNK, Chunks, Passphrase, TAG, header};
use crate::problem::{Outcome, Problem, ProblemKind};

/// Opens what it reads, chunk by chunk; nothing of a changed chunk comes out.
pub struct SealedReader<R: Read> {
    from: R,
    chunks: Chunks,
    /// The next sealed chunk; read ahead, because the last one is sealed differently.
    sealed: Vec<u8>,
    plain: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> SealedReader<R> {
    /// Opens a sealed file.
    ///
    /// # Errors
    /// It is no sealed file, it was changed, or the passphrase does not open it.
    pub fn new(mut from: R, passphrase: &Passphrase, place: &str) -> Outcome<Self> {
        let mut text = Vec::new();
        let mut lines = 0;
        while lines < 4 {
            let mut byte = [0];
            match from.read(&mut byte) {
                Ok(0) => break,
                Ok(_) => text.push(byte[0]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Problem::io(place, &error)),
            }
            lines += usize::from(byte[0] == b'\n');
            if text.len() > header::LONGEST {
                break;
            }
        }
        let text = String::from_utf8(text)
            .map_err(|_| changed("this is no backup: its header is not text").at(place))?;
        let file_key = header::open(passphrase, &text).map_err(|problem| problem.at(place))?;
        let mut nonce = Vec::new();
        fill(&mut from, &mut nonce, 16).map_err(|error| Problem::io(place, &error))?;
        let nonce: [u8; 16] =
            nonce.try_into().map_err(|_| changed("the file is cut short").at(place))?;
        let mut sealed = Vec::new();
        fill(&mut from, &mut sealed, CHUNK + TAG).map_err(|error| Problem::io(place, &error))?;
        let chunks = Chunks::new(&file_key, &nonce);
        Ok(Self { from, chunks, sealed, plain: Vec::new(), given: 0, ended: false })
    }

    fn next_chunk(&mut self) -> io::Result<()> {
        let mut after = Vec::new();
        fill(&mut self.from, &mut after, CHUNK + TAG)?;
        let last = after.is_empty();
        let first = self.chunks.number == 0;
        let plain = self.chunks.open(&self.sealed, last).ok_or_else(|| {
            io::Error::other(changed(if last {
                "the backup is cut short, or its last part was changed"
            } else {
                "a part of the backup was changed"
            }))
        })?;
        if plain.is_empty() && !first {
            return Err(io::Error::other(changed("the backup has an empty part")));
        }
        self.plain = plain;
        self.given = 0;
        self.sealed = after;
        self.ended = last;
        Ok(())
    }
}

impl<R: Read> Read for SealedReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.plain.len() {
            if self.ended {
                return Ok(0);
            }
            self.next_chunk()?;
        }
        let rest = &self.plain[self.given..];
        let given = rest.len().min(out.len());
        out[..given].copy_from_slice(&rest[..given]);
        self.given += given;
        Ok(given)
    }
}

fn changed(what: &str) -> Problem {
    Problem::new(ProblemKind::Tampered, what)
}

/// Reads up to `most` bytes, fewer only at the end.
fn fill(from: &mut impl Read, to: &mut Vec<u8>, most: usize) -> io::Result<()> {
    from.take(most as u64).read_to_end(to).map(drop)
}
