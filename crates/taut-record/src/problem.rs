//! What can go wrong with records: one kind each, the place, what is wrong, and a hint.

use std::fmt;

/// The kind of a problem; programs may match on it, people read the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// The input breaks a rule of the records, such as an empty name.
    Refused,
    /// There is no such person, entry or episode.
    NotFound,
    /// A person of this name is there already.
    NameTaken,
    /// This role may not do this, whomever it is about.
    NotAllowed,
    /// Somebody else has changed it since it was read.
    Conflict,
    /// The time given is earlier than what is recorded.
    TimeBackwards,
    /// Another process holds the records.
    Locked,
    /// The file or its folder cannot be written.
    ReadOnly,
    /// The disk is full.
    Full,
    /// The stored bytes are damaged, or no records at all.
    Corrupt,
    /// Written by a newer version of this program.
    Newer,
    /// An export or backup that is cut short or was changed.
    Tampered,
    /// The passphrase does not open the backup.
    Passphrase,
    /// The database cannot be reached or opened.
    Unreachable,
    /// The system refused to read or write.
    Io,
}

impl ProblemKind {
    /// Its short name in messages.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::NotFound => "not-found",
            Self::NameTaken => "name-taken",
            Self::NotAllowed => "not-allowed",
            Self::Conflict => "conflict",
            Self::TimeBackwards => "time-backwards",
            Self::Locked => "locked",
            Self::ReadOnly => "read-only",
            Self::Full => "disk-full",
            Self::Corrupt => "corrupt",
            Self::Newer => "newer-version",
            Self::Tampered => "tampered",
            Self::Passphrase => "wrong-passphrase",
            Self::Unreachable => "unreachable",
            Self::Io => "io",
        }
    }

    const fn hint(self) -> &'static str {
        match self {
            Self::Refused | Self::NotFound => "nothing was changed",
            Self::NameTaken => "choose another name, or add to the person who is there",
            Self::NotAllowed => "nothing was changed; ask whoever keeps the accounts",
            Self::Conflict => "nothing was changed; read it again first",
            Self::TimeBackwards => "check the clock of this machine; nothing was changed",
            Self::Locked => "another process is writing; nothing was changed, try again",
            Self::ReadOnly => {
                "nothing was changed; check who owns the file and its folder, or whether the disk is mounted read-only"
            }
            Self::Full => "nothing was changed; make room on the disk and try again",
            Self::Corrupt => {
                "do not write to it; keep a copy, and restore the newest backup (`taut record restore`)"
            }
            Self::Newer => "nothing was changed; use the newer version of taut",
            Self::Tampered => "nothing was changed; use another copy of the file",
            Self::Passphrase => {
                "nothing was changed; check the passphrase, capitals and spaces count"
            }
            Self::Unreachable => "check the address, the user and that the server runs",
            Self::Io => "check the path and the disk",
        }
    }
}

/// A problem with records. Never holds a passphrase, a database password or a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Its kind.
    pub kind: ProblemKind,
    /// The file or database, with a line where there is one; empty where only the input is wrong.
    pub place: String,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub hint: String,
}

/// The result of everything that may fail here.
pub type Outcome<T> = Result<T, Problem>;

impl Problem {
    /// A problem with the usual hint of its kind and no place.
    #[must_use]
    pub fn new(kind: ProblemKind, what: impl Into<String>) -> Self {
        Self { kind, place: String::new(), what: what.into(), hint: kind.hint().to_owned() }
    }

    /// Input that breaks a rule.
    #[must_use]
    pub fn refused(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..Self::new(ProblemKind::Refused, what) }
    }

    /// The same problem at a place.
    #[must_use]
    pub fn at(self, place: impl Into<String>) -> Self {
        Self { place: place.into(), ..self }
    }

    /// The same problem with another hint.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    /// A problem of the file system.
    #[must_use]
    pub fn io(place: impl Into<String>, error: &std::io::Error) -> Self {
        use std::io::ErrorKind as E;
        let kind = match error.kind() {
            E::StorageFull | E::QuotaExceeded | E::FileTooLarge => ProblemKind::Full,
            E::ReadOnlyFilesystem | E::PermissionDenied => ProblemKind::ReadOnly,
            _ => ProblemKind::Io,
        };
        Self::new(kind, error.to_string()).at(place)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        write!(f, "error[{}]: {}\n  hint: {}", self.kind.code(), self.what, self.hint)
    }
}

impl std::error::Error for Problem {}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        use ProblemKind as K;
        match &error {
            sqlx::Error::Database(database) => {
                let code = database.code().unwrap_or_default();
                let kind = match code.parse::<i64>().ok().filter(|_| code.len() != 5) {
                    Some(sqlite) => sqlite_kind(sqlite),
                    None => postgres_kind(&code),
                };
                Self::new(kind, format!("{} (code {code})", database.message()))
            }
            sqlx::Error::Io(error) => Self::new(K::Unreachable, error.to_string()),
            sqlx::Error::PoolTimedOut => Self::new(K::Locked, "all connections are in use"),
            sqlx::Error::Tls(error) => Self::new(K::Unreachable, error.to_string()),
            sqlx::Error::Configuration(_) => {
                // The text of this error may repeat the address, password included.
                Self::new(K::Unreachable, "the address of the database cannot be read")
            }
            sqlx::Error::Decode(error) | sqlx::Error::ColumnDecode { source: error, .. } => {
                Self::new(K::Corrupt, format!("a stored value cannot be read: {error}"))
            }
            other => Self::new(K::Io, other.to_string()),
        }
    }
}

/// The primary result codes of SQLite are the low eight bits.
const fn sqlite_kind(code: i64) -> ProblemKind {
    match code & 0xff {
        5 | 6 => ProblemKind::Locked,
        // 14: the file, or one that SQLite needs beside it, cannot be opened for writing.
        8 | 14 => ProblemKind::ReadOnly,
        11 | 26 => ProblemKind::Corrupt,
        13 => ProblemKind::Full,
        // A row that breaks a constraint can only come from bytes that others wrote: all input is checked before.
        19 => ProblemKind::Corrupt,
        _ => ProblemKind::Io,
    }
}

/// The SQLSTATE codes of PostgreSQL.
fn postgres_kind(code: &str) -> ProblemKind {
    match code {
        "40001" | "40P01" | "55P03" => ProblemKind::Locked,
        "25006" | "42501" => ProblemKind::ReadOnly,
        "53100" => ProblemKind::Full,
        "XX001" | "XX002" | "23502" | "23503" | "23505" | "23514" => ProblemKind::Corrupt,
        "28000" | "28P01" | "3D000" | "53300" | "57P01" | "57P02" | "57P03" => {
            ProblemKind::Unreachable
        }
        _ => ProblemKind::Io,
    }
}
