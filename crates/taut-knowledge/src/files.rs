//! The files of a knowledge folder, sorted by path, without those that only speak of it.

/// Path of the file that holds the reviewed hash of `safety/`.
pub const LOCK_PATH: &str = "safety/LOCK";

/// Path of the certificate that `taut verify` writes: what was proved, and of which knowledge. It is no record.
pub const CERTIFICATE_PATH: &str = "CERTIFICATE.json";

/// The folder of the body, which has a hash of its own.
pub(crate) const BODY: &str = "body/";

/// The files, sorted by path.
pub(crate) struct FileSet<'a> {
    files: Vec<(&'a str, &'a [u8])>,
}

impl<'a> FileSet<'a> {
    /// The files, and the paths that are given twice; of those the first counts.
    pub(crate) fn new<B: AsRef<[u8]>>(files: &'a [(String, B)]) -> (Self, Vec<&'a str>) {
        // Cases and vignettes use the knowledge, and the certificate speaks of it; they are not part of it.
        // The body explains and never decides: no verdict reads it.
        let apart = ["cases/", "vignettes/", BODY];
        Self::of(files, |path| {
            path != CERTIFICATE_PATH && !apart.iter().any(|folder| path.starts_with(folder))
        })
    }

    /// Likewise, the files of the body.
    pub(crate) fn body<B: AsRef<[u8]>>(files: &'a [(String, B)]) -> (Self, Vec<&'a str>) {
        Self::of(files, |path| path.starts_with(BODY))
    }

    fn of<B: AsRef<[u8]>>(
        files: &'a [(String, B)],
        wanted: impl Fn(&str) -> bool,
    ) -> (Self, Vec<&'a str>) {
        let files = files.iter().map(|(path, content)| (path.as_str(), content.as_ref()));
        let mut files: Vec<(&str, &[u8])> = files.filter(|(path, _)| wanted(path)).collect();
        files.sort_by_key(|(path, _)| *path);
        let twice = files.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[0].0);
        let twice = twice.collect();
        files.dedup_by_key(|(path, _)| *path);
        (Self { files }, twice)
    }

    /// Path and content of each file, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, &'a [u8])> + '_ {
        self.files.iter().copied()
    }

    /// Content of a file.
    pub fn get(&self, path: &str) -> Option<&'a [u8]> {
        self.files.binary_search_by_key(&path, |(path, _)| *path).ok().map(|i| self.files[i].1)
    }
}
