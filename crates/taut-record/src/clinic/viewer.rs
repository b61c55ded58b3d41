//! Who looks, and whom they reach: the condition that stands inside every statement about a person.

use super::id::{AccountId, ClinicId};
use crate::chain_id::ChainId;
use crate::db::Arg;
use crate::problem::{Outcome, Problem, ProblemKind};

/// Somebody who uses the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Viewer {
    /// Whoever sits at the machine in local mode. There is no sign-in; the file is theirs, so they reach all that is in it.
    Local,
    /// A person with an account: their own record.
    Person {
        /// The account.
        account: AccountId,
        /// Their own chain.
        chain: ChainId,
    },
    /// A therapist: the people of one clinic.
    Therapist {
        /// The account.
        account: AccountId,
        /// The clinic.
        clinic: ClinicId,
    },
    /// An administrator: the accounts of one clinic, the names of its people, and no record.
    Administrator {
        /// The account.
        account: AccountId,
        /// The clinic.
        clinic: ClinicId,
    },
}

/// What is to be done with a person's record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Learn that the person is there, and their name.
    Name,
    /// Read or add to the record; both also concern what is not finished.
    Record,
    /// Erase the person.
    Erase,
}

impl Viewer {
    /// The account; none in local mode.
    #[must_use]
    pub const fn account(&self) -> Option<AccountId> {
        match *self {
            Self::Local => None,
            Self::Person { account, .. }
            | Self::Therapist { account, .. }
            | Self::Administrator { account, .. } => Some(account),
        }
    }

    /// The clinic that the viewer works in; none for a person and in local mode.
    #[must_use]
    pub const fn clinic(&self) -> Option<ClinicId> {
        match *self {
            Self::Local | Self::Person { .. } => None,
            Self::Therapist { clinic, .. } | Self::Administrator { clinic, .. } => Some(clinic),
        }
    }

    /// Whom this viewer reaches with a right.
    ///
    /// # Errors
    /// Not allowed: the role has no such right over anybody.
    pub(crate) fn reach(&self, right: Right) -> Outcome<Reach> {
        match (*self, right) {
            (Self::Local, _) => Ok(Reach::EVERYBODY),
            (Self::Person { chain, .. }, _) => Ok(Reach { how: 1, key: chain.0 }),
            (Self::Therapist { clinic, .. }, Right::Name | Right::Record)
            | (Self::Administrator { clinic, .. }, Right::Name | Right::Erase) => {
                Ok(Reach { how: 2, key: clinic.0 })
            }
            (Self::Therapist { .. }, Right::Erase) => Err(not_allowed(
                "a therapist does not erase people",
                "the person or an administrator of the clinic can",
            )),
            (Self::Administrator { .. }, Right::Record) => Err(not_allowed(
                "an administrator keeps accounts and reads no record",
                "a therapist of the clinic can",
            )),
        }
    }
}

/// The role may not do this.
pub(crate) fn not_allowed(what: &str, hint: &str) -> Problem {
    Problem::new(ProblemKind::NotAllowed, what).hint(hint)
}

/// Whom a statement about a person may touch; the values for [`own`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// 0: everybody; 1: the chain `key`; 2: the members of the clinic `key`.
    pub how: i64,
    /// A chain or a clinic.
    pub key: [u8; 16],
}

impl Reach {
    /// Of the program itself.
    pub const EVERYBODY: Self = Self { how: 0, key: [0; 16] };

    /// The first three arguments of a statement that holds [`own`].
    pub fn args<'a>(&'a self, chain: &'a ChainId) -> [Arg<'a>; 3] {
        [Arg::Bytes(&chain.0), Arg::Int(self.how), Arg::Bytes(&self.key)]
    }
}

/// True of a row of `person` whom `$2` and `$3` reach.
macro_rules! reached {
    () => {
        "($2 = 0 or ($2 = 1 and person.chain = $3) or ($2 = 2 and exists (select 1 from membership \
         where membership.chain = person.chain and membership.clinic = $3)))"
    };
}
pub(crate) use reached;

/// The chain `$1` if it is a person's whom `$2` and `$3` reach, else nothing: a chain that is not there and one that is
/// somebody else's look the same.
macro_rules! own {
    () => {
        concat!(
            "(select person.chain from person where person.chain = $1 and ",
            $crate::clinic::viewer::reached!(),
            ")"
        )
    };
}
pub(crate) use own;

/// Gives a row if the chain `$1` is a person's whom `$2` and `$3` reach.
macro_rules! within {
    () => {
        concat!("select chain from person where chain = ", $crate::clinic::viewer::own!())
    };
}
pub(crate) use within;

/// What is said of a chain that is not there, or not the viewer's.
pub(crate) fn no_such_person() -> Problem {
    Problem::new(ProblemKind::NotFound, "there is no such person")
}
