//! The whole way from files to checked knowledge.

use crate::diagnostic::Report;
use crate::files::{CERTIFICATE_PATH, FileSet, LOCK_PATH};
use crate::knowledge::Knowledge;
use crate::raw::Raw;
use crate::sink::Sink;
use crate::{assemble, check, hash, translation};

/// Reads, resolves and checks the whole knowledge. Each file is given as its path below the knowledge folder, with `/`, and its bytes.
///
/// The second half of a success holds warnings only.
///
/// # Errors
/// Every problem of every file, with file, line and column.
pub fn load<B: AsRef<[u8]>>(files: &[(String, B)]) -> Result<(Knowledge, Report), Report> {
    let mut sink = Sink::default();
    let certificate = files.iter().find(|(path, _)| path == CERTIFICATE_PATH);
    let (files, twice) = FileSet::new(files);
    for path in twice {
        sink.error(path, "", "duplicate-file", "the same path is given twice".to_owned());
    }
    let mut raw = Raw::read(&files, &mut sink);
    let languages = translation::merge(&mut raw, &mut sink);
    lock(&files, &mut sink);
    let mut built = assemble::assemble(&raw, &files, &mut sink);
    built.languages.extend(languages);
    built.proved = certificate.is_some_and(|(_, text)| certifies(text.as_ref(), &built.hash));
    // Cross-checks over records that could not be read would only repeat the first error in other words.
    if raw.broken.is_empty() {
        check::cross_check(&built, &raw, &mut sink);
    }
    let report = sink.finish(&files);
    if report.has_errors() { Err(report) } else { Ok((built, report)) }
}

/// True if a certificate says that everything holds, of just this knowledge, by this version of the program.
///
/// One that cannot be read proves nothing.
fn certifies(certificate: &[u8], hash: &str) -> bool {
    let Ok(read) = serde_json::from_slice::<serde_json::Value>(certificate) else { return false };
    read["schema"] == "taut.certificate/1"
        && read["holds"] == true
        && read["knowledge_hash"] == hash
        && read["program"] == env!("CARGO_PKG_VERSION")
}

/// The hash of `safety/*.toml` that `safety/LOCK` must hold after a review.
#[must_use]
pub fn safety_hash<B: AsRef<[u8]>>(files: &[(String, B)]) -> String {
    hash::safety(&FileSet::new(files).0)
}

fn lock(files: &FileSet<'_>, sink: &mut Sink) {
    let wanted = hash::safety(files);
    let message = match files.get(LOCK_PATH) {
        None => "the obligations in safety/ have no lock".to_owned(),
        Some(lock) if lock.trim_ascii() == wanted.as_bytes() => return,
        Some(_) => "the obligations in safety/ are not those that were locked".to_owned(),
    };
    sink.error(LOCK_PATH, "", "safety-changed", message)
        .hint(format!("after a review of the change, let safety/LOCK hold {wanted}"));
}
