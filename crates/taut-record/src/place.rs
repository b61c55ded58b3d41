//! Where records are kept: a SQLite file, by default in the user's data folder, or a PostgreSQL database by its address.

use std::fmt;
use std::path::PathBuf;

use crate::problem::{Outcome, Problem, ProblemKind};

/// A place of records.
#[derive(Clone, PartialEq, Eq)]
pub enum Place {
    /// A SQLite file.
    File(PathBuf),
    /// The address of a PostgreSQL database, `postgres://user@host/name`; it may hold a password.
    Postgres(String),
}

impl Place {
    /// A place from what a user writes: an address that begins with `postgres://` or `postgresql://`, else a file.
    ///
    /// # Errors
    /// Refused if it is empty or an address of another kind.
    pub fn parse(text: &str) -> Outcome<Self> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let file = text.strip_prefix("sqlite://").unwrap_or(text);
        if file.is_empty() || file.contains("://") {
            return Err(Problem::refused(
                "the place of the records is neither a file nor the address of a PostgreSQL database",
                "give a file, or postgres://USER@HOST/NAME",
            ));
        }
        Ok(Self::File(PathBuf::from(file)))
    }

    /// The file in the user's data folder: `$XDG_DATA_HOME/taut/records.db`, else `~/.local/share/taut/records.db`;
    /// on Windows `%LOCALAPPDATA%\taut\records.db`. A variable with a relative path is ignored, as XDG asks.
    ///
    /// # Errors
    /// Refused if the system names no home folder; records never go to a temporary folder.
    pub fn default_file() -> Outcome<Self> {
        let set = |name| std::env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
        set("XDG_DATA_HOME")
            .or_else(|| set("LOCALAPPDATA").filter(|_| cfg!(windows)))
            .or_else(|| std::env::home_dir().map(|home| home.join(".local/share")))
            .filter(|folder| folder.is_absolute())
            .map(|folder| Self::File(folder.join("taut").join("records.db")))
            .ok_or_else(|| {
                Problem::new(ProblemKind::NotFound, "no home folder is known for the records")
                    .hint("say where they are with --db FILE, or set XDG_DATA_HOME")
            })
    }
}

/// Without the password.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::File(file) => write!(f, "{}", file.display()),
            Self::Postgres(address) => {
                // User, password and options are between the scheme, the last `@` and `?`.
                let rest = address.split_once("://").map_or("", |(_, rest)| rest);
                let rest = rest.split('?').next().unwrap_or_default();
                let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
                write!(f, "postgres://{host}")
            }
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "Place({self})")
    }
}
