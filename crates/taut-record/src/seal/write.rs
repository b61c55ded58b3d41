//! Writes a sealed file.

use std::io::{self, Write};

use super::{CHUNK, Chunks, Passphrase, header};
use crate::problem::{Outcome, Problem};
use crate::random::random;

/// Seals what is written to it. [`SealedWriter::finish`] must be called, or the file is cut short.
pub struct SealedWriter<W: Write> {
    to: W,
    chunks: Chunks,
    plain: Vec<u8>,
}

impl<W: Write> SealedWriter<W> {
    /// Begins a sealed file; `work` is scrypt's `log2 N`, usually [`super::WORK`].
    ///
    /// # Errors
    /// No random bytes, or the target cannot be written.
    pub fn new(mut to: W, passphrase: &Passphrase, work: u8, place: &str) -> Outcome<Self> {
        let (salt, file_key, nonce) = (random()?, random()?, random()?);
        let header = header::make(passphrase, work, salt, file_key)?;
        to.write_all(header.as_bytes())
            .and_then(|()| to.write_all(&nonce))
            .map_err(|error| Problem::io(place, &error))?;
        let chunks = Chunks::new(&file_key, &nonce);
        Ok(Self { to, chunks, plain: Vec::with_capacity(CHUNK) })
    }

    /// Seals the last chunk; the target.
    ///
    /// # Errors
    /// The target's.
    pub fn finish(mut self) -> io::Result<W> {
        self.chunk(true)?;
        self.to.flush()?;
        Ok(self.to)
    }

    fn chunk(&mut self, last: bool) -> io::Result<()> {
        let sealed = self
            .chunks
            .seal(&self.plain, last)
            .ok_or_else(|| io::Error::other("a chunk cannot be sealed"))?;
        self.plain.clear();
        self.to.write_all(&sealed)
    }
}

impl<W: Write> Write for SealedWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk waits until it is known not to be the last.
        if self.plain.len() == CHUNK && !bytes.is_empty() {
            self.chunk(false)?;
        }
        let taken = bytes.len().min(CHUNK - self.plain.len());
        self.plain.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
