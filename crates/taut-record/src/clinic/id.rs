//! Names of clinics and accounts, and what an account may be.

use std::fmt;

use crate::chain_id::{hex, unhex};
use crate::problem::{Outcome, Problem, ProblemKind};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 16]);

        impl $name {
            /// Reads 32 lower-case hexadecimal digits.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                unhex(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str(&hex(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
    };
}

id! {
    /// The random name of a clinic.
    ClinicId
}
id! {
    /// The random name of an account.
    AccountId
}

/// What somebody with an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Reads and adds to their own record, and may erase it.
    Person,
    /// Reads and adds to the records of their clinic's people.
    Therapist,
    /// Keeps the accounts of a clinic, and may erase a person. Reads no record.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Person, Self::Therapist, Self::Administrator];

    /// Its name in the database and in exports.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Therapist => "therapist",
            Self::Administrator => "administrator",
        }
    }

    /// The role with this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.id() == id)
    }

    /// The role that a row names.
    pub(crate) fn stored(id: &str) -> Outcome<Self> {
        Self::from_id(id)
            .ok_or_else(|| Problem::new(ProblemKind::Corrupt, format!("{id:?} is no role")))
    }
}
