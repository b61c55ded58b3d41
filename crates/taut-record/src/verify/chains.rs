//! Every person's chain, link by link; the first break of each.

use super::{Break, Verified};
use crate::chain::{Digest, Salt, ZERO, entry_digest, erasure_digest, next_head};
use crate::chain_id::ChainId;
use crate::db::{Arg, Row, Tx};
use crate::entry::{Entry, Kind};
use crate::entry_row::entry_of;
use crate::problem::{Outcome, ProblemKind};

/// Rows read at once.
const PAGE: i64 = 500;

/// What the rows beside the chain say of it.
struct Noted {
    id: ChainId,
    length: i64,
    head: Digest,
    anchored: i64,
    person: Option<(String, Salt)>,
    erased: Option<i64>,
}

/// Verifies all chains.
pub async fn verify(tx: &mut Tx, seen: &mut Verified) -> Outcome<()> {
    let mut after: Vec<u8> = Vec::new();
    loop {
        let rows = tx
            .rows(
                "select chain.id, chain.length, chain.head, chain.anchored, \
                 person.name, person.salt, erasure.at from chain \
                 left join person on person.chain = chain.id \
                 left join erasure on erasure.chain = chain.id \
                 where chain.id > $1 order by chain.id limit $2",
                &[Arg::Bytes(&after), Arg::Int(PAGE)],
            )
            .await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.chain(0)?.0.to_vec();
        for row in &rows {
            let noted = noted(row)?;
            let mut at = Walk { next: 1, head: ZERO, time: i64::MIN, name: None };
            let found = match at.follow(tx, &noted, seen).await {
                Err(problem) if problem.kind == ProblemKind::Corrupt => {
                    Some((Some(at.next), format!("it cannot be read: {}", problem.what)))
                }
                other => other?,
            };
            if let Some((seq, what)) = found {
                let person = noted.person.as_ref().map(|(name, _)| name.clone());
                seen.breaks.push(Break { person, chain: Some(noted.id), seq, what });
            }
            match noted.erased {
                Some(_) => seen.erased += 1,
                None => seen.people += 1,
            }
            seen.not_anchored += u64::try_from(noted.length - noted.anchored).unwrap_or(0);
        }
    }
}

fn noted(row: &Row) -> Outcome<Noted> {
    Ok(Noted {
        id: row.chain(0)?,
        length: row.int(1)?,
        head: row.digest(2)?,
        anchored: row.int(3)?,
        person: if row.is_null(4) { None } else { Some((row.text(4)?.to_owned(), row.salt(5)?)) },
        erased: row.maybe_int(6)?,
    })
}

/// How far a chain has been followed.
struct Walk {
    next: i64,
    head: Digest,
    time: i64,
    name: Option<String>,
}

/// The first break: the place, if it is one link's, and what differs.
type Found = Option<(Option<i64>, String)>;

impl Walk {
    async fn follow(&mut self, tx: &mut Tx, noted: &Noted, seen: &mut Verified) -> Outcome<Found> {
        match (&noted.person, noted.erased) {
            (Some(_), Some(_)) => {
                return Ok(Some((None, "the person is erased, but the name is there".to_owned())));
            }
            (None, None) => return Ok(Some((None, "name and salt are missing".to_owned()))),
            _ => {}
        }
        let mut page = PAGE;
        loop {
            let rows = tx
                .rows(
                    "select link.seq, link.digest, link.head, entry.seq, entry.at, entry.author, \
                     entry.kind, entry.version, entry.episode, entry.body from link \
                     left join entry on entry.chain = link.chain and entry.seq = link.seq \
                     where link.chain = $1 and link.seq >= $2 order by link.seq limit $3",
                    &[Arg::Bytes(&noted.id.0), Arg::Int(self.next), Arg::Int(page)],
                )
                .await;
            let rows = match rows {
                // One bad row spoils the page: go on one by one to name it.
                Err(problem) if problem.kind == ProblemKind::Corrupt && page > 1 => {
                    page = 1;
                    continue;
                }
                other => other?,
            };
            if rows.is_empty() {
                break;
            }
            for row in &rows {
                if let Some(what) = self.link(row, noted)? {
                    return Ok(Some((Some(self.next), what)));
                }
                seen.links += 1;
                self.next += 1;
            }
            seen.entries += rows.iter().filter(|row| !row.is_null(3)).count() as u64;
        }
        Ok(self.end(noted))
    }

    /// One link; what differs.
    fn link(&mut self, row: &Row, noted: &Noted) -> Outcome<Option<String>> {
        let (seq, digest, head) = (row.int(0)?, row.digest(1)?, row.digest(2)?);
        if seq != self.next {
            return Ok(Some(
                "it is missing: nothing links to it, though later ones are there".to_owned(),
            ));
        }
        let fits = |digest| next_head(noted.id, seq, self.head, digest) == head;
        let there = !row.is_null(3);
        let last = seq == noted.length;
        let computed = match (&noted.person, noted.erased) {
            (Some((_, salt)), _) if there => {
                let entry = entry_of(row, 3)?;
                let computed = entry_digest(salt, noted.id, &entry);
                if computed == digest && fits(digest) {
                    self.head = head;
                    return Ok(self.entry(&entry));
                }
                computed
            }
            (Some(_), _) => return Ok(Some("the entry is gone, its link is there".to_owned())),
            (None, _) if there => {
                return Ok(Some("the person is erased, but the entry is there".to_owned()));
            }
            (None, Some(at)) if last => erasure_digest(noted.id, seq, at),
            // Nothing is left to compute it from; its place in the chain still holds it.
            (None, _) => digest,
        };
        if computed == digest && fits(digest) {
            self.head = head;
            return Ok(None);
        }
        Ok(Some(match (fits(computed), fits(digest)) {
            (true, _) if computed != digest => format!(
                "its stored digest was changed: stored {digest}, computed {computed}"
            ),
            (_, true) if noted.erased.is_some() => {
                "the last link does not say that the person was erased at the noted time".to_owned()
            }
            (_, true) => format!(
                "the entry or the salt was changed: digest stored {digest}, of what is there now {computed}"
            ),
            _ => {
                "the link does not continue the chain: its head, its digest or a link before it was changed"
                    .to_owned()
            }
        }))
    }

    /// An entry whose digest is right.
    fn entry(&mut self, entry: &Entry) -> Option<String> {
        if entry.at < self.time {
            return Some("its time is before that of the entry before".to_owned());
        }
        self.time = entry.at;
        if entry.kind == Kind::Person {
            let value: Option<serde_json::Value> = serde_json::from_str(&entry.body).ok();
            let name = value.as_ref().and_then(|v| v.get("name")).and_then(|n| n.as_str());
            self.name = name.map(str::to_owned);
        }
        None
    }

    /// What is noted of the whole chain.
    fn end(&self, noted: &Noted) -> Found {
        let links = self.next - 1;
        if links != noted.length {
            return Some((
                None,
                format!(
                    "{} links are noted, {links} are there; the last ones were cut off or added",
                    noted.length
                ),
            ));
        }
        if self.head != noted.head {
            return Some((None, "the noted head is not that of the last link".to_owned()));
        }
        match &noted.person {
            Some((name, _)) if self.name.as_ref() != Some(name) => {
                Some((None, "the name is not the one that the chain holds".to_owned()))
            }
            _ => None,
        }
    }
}
