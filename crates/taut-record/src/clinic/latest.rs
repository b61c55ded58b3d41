//! The newest entries of everybody a viewer reaches, in one statement: what a list of people who need something is made of.

use super::event::{Act, add_event};
use super::people::Person;
use super::viewer::{Right, Viewer, reached};
use crate::db::Arg;
use crate::entry::Entry;
use crate::entry_row::entry_of;
use crate::problem::Outcome;
use crate::query::LONGEST_PAGE;
use crate::store::Store;

/// A person with the newest entry of each kind that matters for what is to be done next.
#[derive(Debug, Clone, PartialEq)]
pub struct Latest {
    /// The person.
    pub person: Person,
    /// The newest `episode`, `verdict`, `programme`, `check_in` and `clearance`, as far as there are any; the oldest first.
    pub entries: Vec<Entry>,
    /// Of `verdict`, `clearance` and `episode` the newest that somebody wrote whose name is not the one asked with; oldest first.
    pub by_others: Vec<Entry>,
}

/// `$own` is the name that is not another's, `$from` gives `chain`, `name` and `length` of people.
macro_rules! latest {
    ($from:expr, $own:expr) => {
        concat!(
            "select p.chain, p.name, p.length, k.other, entry.seq, entry.at, entry.author, entry.kind, \
             entry.version, entry.episode, entry.body from (",
            $from,
            ") as p cross join (select 'verdict' as kind, cast(0 as bigint) as other union all select 'programme', 0 \
             union all select 'check_in', 0 union all select 'clearance', 0 union all select 'episode', 0 \
             union all select 'verdict', 1 union all select 'clearance', 1 union all select 'episode', 1) \
             as k left join entry on entry.chain = p.chain and entry.kind = k.kind \
             and entry.seq = (select max(n.seq) from entry as n \
             where n.chain = p.chain and n.kind = k.kind and (k.other = 0 or n.author <> ",
            $own,
            ")) order by p.name, k.other, entry.seq"
        )
    };
}

const OF_CLINIC: &str = latest!(
    "select person.chain, person.name, chain.length from membership \
     join person on person.chain = membership.chain join chain on chain.id = person.chain \
     where membership.clinic = $1 and person.name > $2 order by person.name limit $3",
    "$4"
);

const OF_REACH: &str = latest!(
    concat!(
        "select person.chain, person.name, chain.length from person \
     join chain on chain.id = person.chain where person.name > $1 and ",
        reached!(),
        " order by person.name limit $4"
    ),
    "$5"
);

impl Store {
    /// Writes down that the viewer looked at a clinic's list of people, which says how each of them is. Nothing is written down in
    /// local mode.
    ///
    /// # Errors
    /// Not allowed; or the database's problem.
    pub async fn log_listing(&self, now: i64) -> Outcome<()> {
        let log = async {
            self.reach(Right::Record)?;
            let Some(Viewer::Therapist { account, clinic }) = self.viewer().copied() else {
                return Ok(());
            };
            let mut tx = self.db.write().await?;
            add_event(&mut tx, Some(clinic.0), Some(account), Act::Listed, None, now).await?;
            tx.commit().await
        };
        log.await.map_err(|problem| self.placed(problem))
    }

    /// People in the order of their names' bytes, those after `after`, at most `limit`, each with the newest entries; `own` is the
    /// name under which they write themselves. One statement, however many they are.
    ///
    /// # Errors
    /// Not allowed; or the database's problem.
    pub async fn latest(&self, after: &str, limit: u32, own: &str) -> Outcome<Vec<Latest>> {
        let list = async {
            let reach = self.reach(Right::Record)?;
            let mut tx = self.db.read().await?;
            let most = Arg::Int(i64::from(limit.clamp(1, LONGEST_PAGE)));
            let (after, key, own) = (Arg::Text(after), Arg::Bytes(&reach.key), Arg::Text(own));
            let rows = if reach.how == 2 {
                tx.rows(OF_CLINIC, &[key, after, most, own]).await?
            } else {
                tx.rows(OF_REACH, &[after, Arg::Int(reach.how), key, most, own]).await?
            };
            let mut all: Vec<Latest> = Vec::new();
            for row in &rows {
                let chain = row.chain(0)?;
                if all.last().is_none_or(|last| last.person.chain != chain) {
                    let person =
                        Person { chain, name: row.text(1)?.to_owned(), entries: row.int(2)? };
                    all.push(Latest { person, entries: Vec::new(), by_others: Vec::new() });
                }
                if let Some(last) = all.last_mut()
                    && !row.is_null(4)
                {
                    let to = if row.int(3)? == 0 { &mut last.entries } else { &mut last.by_others };
                    to.push(entry_of(row, 4)?);
                }
            }
            Ok(all)
        };
        list.await.map_err(|problem| self.placed(problem))
    }
}
