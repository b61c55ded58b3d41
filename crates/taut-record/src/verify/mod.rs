//! Whether the records are what was written: the file, every chain, every checkpoint, and nothing beside them.

mod chains;
mod checkpoints;

use crate::anchor::Checkpoint;
use crate::chain_id::ChainId;
use crate::db::{Arg, Db, Tx};
use crate::problem::{Outcome, Problem, ProblemKind};
use crate::sqlite;
use crate::store::Store;

/// One thing that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// Whose chain it is; `None` where it is nobody's, or the person is erased.
    pub person: Option<String>,
    /// The chain.
    pub chain: Option<ChainId>,
    /// The place of the entry or link in the chain.
    pub seq: Option<i64>,
    /// What differs.
    pub what: String,
}

/// What a verification saw.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// People whose records are kept.
    pub people: u64,
    /// People who were erased.
    pub erased: u64,
    /// Entries that were read and digested again.
    pub entries: u64,
    /// Links, those of erased people included.
    pub links: u64,
    /// Links that no checkpoint anchors yet.
    pub not_anchored: u64,
    /// Checkpoints.
    pub checkpoints: u64,
    /// The newest checkpoint.
    pub newest: Option<Checkpoint>,
    /// Everything that is not as it was written: in each chain the first only, because all after it hangs from it.
    pub breaks: Vec<Break>,
}

impl Verified {
    /// True if all is as it was written.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.breaks.is_empty()
    }

    fn add(&mut self, what: impl Into<String>) {
        self.breaks.push(Break { person: None, chain: None, seq: None, what: what.into() });
    }
}

impl std::fmt::Display for Break {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match (&self.person, &self.chain) {
            (Some(name), _) => write!(f, "{name:?}, ")?,
            (None, Some(chain)) => write!(f, "chain {chain}, ")?,
            (None, None) => {}
        }
        if let Some(seq) = self.seq {
            write!(f, "entry {seq}: ")?;
        }
        f.write_str(&self.what)
    }
}

impl Store {
    /// Reads everything and computes every digest anew, in one unchanging state of the database.
    ///
    /// Whoever can write the whole database and knows the method can make it all anew. Only a checkpoint's digest that is
    /// kept elsewhere shows that: `known` is one, and it must still be there.
    ///
    /// # Errors
    /// The database cannot be read. What is wrong with its content is in the result.
    pub async fn verify(&self, known: Option<crate::Digest>) -> Outcome<Verified> {
        let verify = async {
            self.whole()?;
            let mut seen = Verified::default();
            if let Db::Sqlite(pool, _) = &self.db {
                match sqlite::integrity(pool).await {
                    Ok(lines) => lines.into_iter().for_each(|line| seen.add(line)),
                    Err(problem) => note(&mut seen, "the file cannot be read through", problem)?,
                }
            }
            let mut tx = self.db.read().await?;
            if let Err(problem) = chains::verify(&mut tx, &mut seen).await {
                note(&mut seen, "the chains cannot be read through", problem)?;
            }
            if let Err(problem) = checkpoints::verify(&mut tx, &mut seen, known).await {
                note(&mut seen, "the checkpoints cannot be read through", problem)?;
            }
            if let Err(problem) = strays(&mut tx, &mut seen).await {
                note(&mut seen, "the tables cannot be compared", problem)?;
            }
            Ok(seen)
        };
        verify.await.map_err(|problem| self.placed(problem))
    }
}

/// Damage is a result, all else stops the verification.
fn note(seen: &mut Verified, what: &str, problem: Problem) -> Outcome<()> {
    if problem.kind == ProblemKind::Corrupt {
        seen.add(format!("{what}: {}", problem.what));
        return Ok(());
    }
    Err(problem)
}

/// Rows that belong to nothing: no chain leads to them, so no digest would miss or notice them.
async fn strays(tx: &mut Tx, seen: &mut Verified) -> Outcome<()> {
    const CHECKS: [(&str, &str); 10] = [
        (
            "a link belongs to no chain",
            "select link.chain, link.seq from link left join chain on chain.id = link.chain \
             where chain.id is null limit 10",
        ),
        (
            "the entry has no link",
            "select entry.chain, entry.seq from entry left join link \
             on link.chain = entry.chain and link.seq = entry.seq where link.seq is null limit 10",
        ),
        (
            "a name belongs to no chain",
            "select person.chain, null from person left join chain on chain.id = person.chain \
             where chain.id is null limit 10",
        ),
        (
            "an erasure belongs to no chain",
            "select erasure.chain, null from erasure left join chain on chain.id = erasure.chain \
             where chain.id is null limit 10",
        ),
        (
            "an anchored head belongs to no checkpoint",
            "select checkpoint_head.chain, checkpoint_head.seq from checkpoint_head \
             left join checkpoint on checkpoint.number = checkpoint_head.number \
             where checkpoint.number is null limit 10",
        ),
        (
            "the newest anchor of the chain is not the one that is noted",
            "select chain.id, null from chain left join \
             (select chain, max(seq) as seq from checkpoint_head group by chain) as newest \
             on newest.chain = chain.id where chain.anchored <> coalesce(newest.seq, 0) limit 10",
        ),
        (
            "an account belongs to a person who is not there",
            "select account.chain, null from account left join person \
             on person.chain = account.chain \
             where account.chain is not null and person.chain is null limit 10",
        ),
        (
            "a member of a clinic is not there, or the clinic is not",
            "select membership.chain, null from membership left join person \
             on person.chain = membership.chain left join clinic on clinic.id = membership.clinic \
             where person.chain is null or clinic.id is null limit 10",
        ),
        (
            "something unfinished belongs to a person who is not there",
            "select draft.owner, null from draft left join person on person.chain = draft.owner \
             where length(draft.owner) = 16 and person.chain is null limit 10",
        ),
        (
            "something unfinished belongs to a session that is not there",
            "select draft.owner, null from draft left join session on session.id = draft.owner \
             where length(draft.owner) = 32 and session.id is null limit 10",
        ),
    ];
    for (what, sql) in CHECKS {
        for row in tx.rows(sql, &[]).await? {
            let seq = if row.is_null(1) { None } else { Some(row.int(1)?) };
            let person = match row.chain(0) {
                Ok(chain) => name_of(tx, chain).await?,
                Err(_) => None,
            };
            let what = what.to_owned();
            seen.breaks.push(Break { person, chain: row.chain(0).ok(), seq, what });
        }
    }
    let other = tx.row("select what from pending where what <> 'scrub'", &[]).await?;
    if other.is_some() {
        seen.add("the table of what is still to be done holds something that taut never writes");
    }
    Ok(())
}

async fn name_of(tx: &mut Tx, chain: ChainId) -> Outcome<Option<String>> {
    tx.row("select name from person where chain = $1", &[Arg::Bytes(&chain.0)])
        .await?
        .map(|row| row.text(0).map(str::to_owned))
        .transpose()
}
