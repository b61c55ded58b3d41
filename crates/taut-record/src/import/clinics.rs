//! Clinics, accounts, memberships and events of a file: each must belong to something that the file has, in order.

use std::collections::BTreeSet;

use crate::chain_id::ChainId;
use crate::clinic::event::{Act, add_event};
use crate::clinic::id::{AccountId, Role};
use crate::db::{Arg, Tx};
use crate::entry::check_name;
use crate::export::Counts;
use crate::lines::{Hex, Line};
use crate::problem::{Outcome, Problem, ProblemKind};

/// Which line came last: the kinds stand in this order, and each in the order of its ids.
type Place = (u8, [u8; 32]);

/// What has been seen of clinics.
#[derive(Default)]
pub struct Clinics {
    last: Option<Place>,
    clinics: BTreeSet<[u8; 16]>,
    /// People who are kept.
    people: BTreeSet<ChainId>,
    /// People who were erased here: what concerns them is checked and not kept.
    not_kept: BTreeSet<ChainId>,
}

fn wrong(what: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::Tampered, what)
}

fn plain(what: &str, text: &str) -> Outcome<()> {
    check_name(what, text).map_err(|problem| wrong(problem.what))
}

fn role(text: &str) -> Outcome<Role> {
    Role::from_id(text).ok_or_else(|| wrong(format!("{text:?} is no role")))
}

impl Clinics {
    /// A person of the file, and whether the records keep them.
    pub fn person(&mut self, chain: ChainId, keep: bool) {
        if keep {
            self.people.insert(chain)
        } else {
            self.not_kept.insert(chain)
        };
    }

    fn in_order(&mut self, kind: u8, first: [u8; 16], second: [u8; 16]) -> Outcome<()> {
        let mut key = [0; 32];
        key[..16].copy_from_slice(&first);
        key[16..].copy_from_slice(&second);
        let place = (kind, key);
        if self.last.is_some_and(|last| last >= place) {
            return Err(wrong("clinics, accounts, members and events are not in order"));
        }
        self.last = Some(place);
        Ok(())
    }

    fn known(&self, clinic: &Hex<16>) -> Outcome<()> {
        if self.clinics.contains(&clinic.0) {
            return Ok(());
        }
        Err(wrong("it names a clinic that the file does not have"))
    }

    /// True if the person is kept.
    fn keeps(&self, chain: ChainId) -> Outcome<bool> {
        match (self.people.contains(&chain), self.not_kept.contains(&chain)) {
            (true, _) => Ok(true),
            (_, true) => Ok(false),
            _ => Err(wrong("it names a person whom the file does not have")),
        }
    }

    /// Takes one line; only those of clinics come here.
    pub async fn take(&mut self, tx: &mut Tx, line: &Line, counts: &mut Counts) -> Outcome<()> {
        match line {
            Line::Clinic { id, name, created } => {
                self.in_order(0, id.0, [0; 16])?;
                plain("clinic's name", name)?;
                self.clinics.insert(id.0);
                counts.clinics += 1;
                tx.run(
                    "insert into clinic (id, name, created) values ($1, $2, $3)",
                    &[Arg::Bytes(&id.0), Arg::Text(name), Arg::Int(*created)],
                )
                .await
                .map(drop)
            }
            Line::Account { .. } => self.account(tx, line, counts).await,
            Line::Member { chain, clinic, since } => {
                self.in_order(2, chain.0, clinic.0)?;
                self.known(clinic)?;
                counts.members += 1;
                if !self.keeps(ChainId(chain.0))? {
                    return Ok(());
                }
                tx.run(
                    "insert into membership (chain, clinic, since) values ($1, $2, $3)",
                    &[Arg::Bytes(&chain.0), Arg::Bytes(&clinic.0), Arg::Int(*since)],
                )
                .await
                .map(drop)
            }
            Line::Event { at, clinic, account, what, about } => {
                // Only their order tells which came first.
                if self.last.is_none_or(|last| last.0 < 3) {
                    self.in_order(3, [0; 16], [0; 16])?;
                }
                counts.events += 1;
                let act =
                    Act::from_id(what).ok_or_else(|| wrong(format!("{what:?} is no event")))?;
                let clinic = clinic.as_ref().map(|clinic| clinic.0);
                let by = account.as_ref().map(|account| AccountId(account.0));
                add_event(tx, clinic, by, act, about.as_ref().map(|about| about.0), *at).await
            }
            _ => Ok(()),
        }
    }

    async fn account(&mut self, tx: &mut Tx, line: &Line, counts: &mut Counts) -> Outcome<()> {
        let Line::Account {
            id,
            clinic,
            sign_in,
            name,
            role: may,
            chain,
            passphrase,
            renew,
            language,
            created,
            disabled,
        } = line
        else {
            return Ok(());
        };
        self.in_order(1, id.0, [0; 16])?;
        self.known(clinic)?;
        for (what, text) in
            [("name to sign in with", sign_in), ("name", name), ("language", language)]
        {
            plain(what, text)?;
        }
        if (role(may)? == Role::Person) != chain.is_some() {
            return Err(wrong("a person's account is about a record, and no other account is"));
        }
        counts.accounts += 1;
        if let Some(chain) = chain
            && !self.keeps(ChainId(chain.0))?
        {
            return Ok(());
        }
        let added = tx
            .run(
                "insert into account (id, clinic, sign_in, role, chain, passphrase, renew, \
                 language, created, disabled, failed, locked_until, name) \
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, $11) \
                 on conflict do nothing",
                &[
                    Arg::Bytes(&id.0),
                    Arg::Bytes(&clinic.0),
                    Arg::Text(sign_in),
                    Arg::Text(may),
                    Arg::MaybeBytes(chain.as_ref().map(|chain| chain.0.as_slice())),
                    Arg::Text(passphrase),
                    Arg::Int(i64::from(*renew)),
                    Arg::Text(language),
                    Arg::Int(*created),
                    Arg::MaybeInt(*disabled),
                    Arg::Text(name),
                ],
            )
            .await?;
        if added == 0 {
            return Err(wrong(
                "two accounts have the same name to sign in with or the same person",
            ));
        }
        Ok(())
    }
}
