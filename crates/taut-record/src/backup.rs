//! Encrypted backups: an export, sealed with a passphrase. They move between SQLite and PostgreSQL.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::Path;

use crate::export::Counts;
use crate::file::NewFile;
use crate::import::{Existing, Imported};
use crate::problem::{Outcome, Problem};
use crate::seal::{Passphrase, SealedReader, SealedWriter};
use crate::store::Store;

impl Store {
    /// Writes a backup; the file is there whole or not at all. `work` is scrypt's `log2 N`, usually [`crate::WORK`].
    ///
    /// # Errors
    /// The file is there already or cannot be written, or the database's problem.
    pub async fn backup(&self, file: &Path, passphrase: &Passphrase, work: u8) -> Outcome<Counts> {
        let place = file.display().to_string();
        let out = BufWriter::new(NewFile::create(file, false)?);
        let mut sealed = SealedWriter::new(out, passphrase, work, &place)?;
        let counts = self.export(&place, &mut sealed).await?;
        let out = sealed.finish().map_err(|error| Problem::io(&place, &error))?;
        out.into_inner().map_err(|error| Problem::io(&place, error.error()))?.finish()?;
        Ok(counts)
    }

    /// Restores a backup, all or nothing.
    ///
    /// # Errors
    /// The passphrase is wrong, the file is cut short or was changed, or as [`Store::import`].
    pub async fn restore(
        &self,
        file: &Path,
        passphrase: &Passphrase,
        existing: Existing,
    ) -> Outcome<Imported> {
        let place = file.display().to_string();
        let opened = File::open(file).map_err(|error| Problem::io(&place, &error))?;
        let sealed = SealedReader::new(BufReader::new(opened), passphrase, &place)?;
        self.import(&place, &mut BufReader::new(sealed), existing).await
    }

    /// Writes an export to a file that is there whole or not at all, not encrypted.
    ///
    /// # Errors
    /// As [`Store::backup`].
    pub async fn export_file(&self, file: &Path) -> Outcome<Counts> {
        let place = file.display().to_string();
        let mut out = BufWriter::new(NewFile::create(file, false)?);
        let counts = self.export(&place, &mut out).await?;
        out.flush().map_err(|error| Problem::io(&place, &error))?;
        out.into_inner().map_err(|error| Problem::io(&place, error.error()))?.finish()?;
        Ok(counts)
    }

    /// Imports an export that is not encrypted.
    ///
    /// # Errors
    /// As [`Store::import`].
    pub async fn import_file(&self, file: &Path) -> Outcome<Imported> {
        let place = file.display().to_string();
        let opened = File::open(file).map_err(|error| Problem::io(&place, &error))?;
        self.import(&place, &mut BufReader::new(opened), Existing::Refuse).await
    }
}
