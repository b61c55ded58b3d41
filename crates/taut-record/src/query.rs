//! Reading entries: page by page, by episode, kind and time.

use crate::chain_id::{ChainId, hex};
use crate::clinic::viewer::{Reach, Right, Viewer, no_such_person, own, within};
use crate::db::{Arg, Tx};
use crate::entry::{Entry, Kind, NewEntry};
use crate::entry_row::entry_of;
use crate::episode::{Episode, all_of};
use crate::problem::{Outcome, Problem, ProblemKind};
use crate::store::Store;

/// The longest page.
pub const LONGEST_PAGE: u32 = 1000;

/// Which entries of a person are wanted; an empty filter wants all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this kind only.
    pub kind: Option<Kind>,
    /// Of this episode only.
    pub episode: Option<i64>,
    /// Recorded at this time or later: milliseconds since 1970 UTC.
    pub from: Option<i64>,
    /// Recorded before this time.
    pub until: Option<i64>,
}

/// A page of entries, the newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The entries.
    pub entries: Vec<Entry>,
    /// What to pass as `before` to get the next page; `None` after the last.
    pub next: Option<i64>,
}

macro_rules! columns {
    () => {
        "select seq, at, author, kind, version, episode, body from entry where chain = "
    };
}

/// A page between two places, with one more condition.
macro_rules! filtered {
    ($more:literal) => {
        concat!(
            columns!(),
            own!(),
            " and seq >= $4 and seq < $5",
            $more,
            " order by seq desc limit $6"
        )
    };
}

impl Store {
    /// The newest entries that a filter wants and that stand before the place `before` in the chain, at most `limit`.
    ///
    /// # Errors
    /// There is no such person; or the database's problem.
    pub async fn page(
        &self,
        chain: ChainId,
        filter: Filter,
        before: Option<i64>,
        limit: u32,
    ) -> Outcome<Page> {
        let read = async {
            let reach = self.reach(Right::Record)?;
            let mut tx = self.db.read().await?;
            page(&mut tx, chain, &reach, filter, before, limit).await
        };
        read.await.map_err(|problem| self.placed(problem))
    }

    /// One entry.
    ///
    /// # Errors
    /// It is not there; or the database's problem.
    pub async fn entry(&self, chain: ChainId, seq: i64) -> Outcome<Entry> {
        let read = async {
            let reach = self.reach(Right::Record)?;
            let mut tx = self.db.read().await?;
            let [key, how, whose] = reach.args(&chain);
            tx.row(concat!(columns!(), own!(), " and seq = $4"), &[key, how, whose, Arg::Int(seq)])
                .await?
                .as_ref()
                .map(|row| entry_of(row, 0))
                .transpose()?
                .ok_or_else(|| {
                    Problem::new(ProblemKind::NotFound, format!("there is no entry {seq}"))
                })
        };
        read.await.map_err(|problem| self.placed(problem))
    }

    /// The episodes of a person, the oldest first.
    ///
    /// # Errors
    /// There is no such person; or the database's problem.
    pub async fn episodes(&self, chain: ChainId) -> Outcome<Vec<Episode>> {
        let read = async {
            let reach = self.reach(Right::Record)?;
            let mut tx = self.db.read().await?;
            tx.row(within!(), &reach.args(&chain)).await?.ok_or_else(no_such_person)?;
            let rows = tx
                .rows(
                    concat!(columns!(), own!(), " and kind = 'episode' order by seq"),
                    &reach.args(&chain),
                )
                .await?;
            let entries: Vec<Entry> =
                rows.iter().map(|row| entry_of(row, 0)).collect::<Outcome<_>>()?;
            all_of(&entries)
        };
        read.await.map_err(|problem| self.placed(problem))
    }

    /// Writes down that somebody read the person's record, and what for; a viewer's account beside the name, which they may
    /// change.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub async fn log_access(
        &self,
        chain: ChainId,
        who: &str,
        what: &str,
        now: i64,
    ) -> Outcome<i64> {
        let mut body = serde_json::json!({ "read": what });
        if let Some(account) = self.viewer().and_then(Viewer::account) {
            body["account"] = hex(&account.0).into();
        }
        let author = who.to_owned();
        let entry = NewEntry { kind: Kind::Access, version: 1, episode: None, author, body };
        Ok(self.append(chain, vec![entry], now).await?[0])
    }
}

async fn page(
    tx: &mut Tx,
    chain: ChainId,
    reach: &Reach,
    filter: Filter,
    before: Option<i64>,
    limit: u32,
) -> Outcome<Page> {
    let [key, how, whose] = reach.args(&chain);
    if tx.row(within!(), &[key, how, whose]).await?.is_none() {
        return Err(no_such_person());
    }
    // Times never fall along a chain, so bounds of time are bounds of places.
    let low = match filter.from {
        Some(from) => tx
            .row(
                concat!(
                    "select seq from entry where chain = ",
                    own!(),
                    " and at >= $4 order by at, seq limit 1"
                ),
                &[key, how, whose, Arg::Int(from)],
            )
            .await?
            .map_or(Ok(i64::MAX), |row| row.int(0))?,
        None => 1,
    };
    let high = match filter.until {
        Some(until) => tx
            .row(
                concat!(
                    "select seq from entry where chain = ",
                    own!(),
                    " and at < $4 order by at desc, seq desc limit 1"
                ),
                &[key, how, whose, Arg::Int(until)],
            )
            .await?
            .map_or(Ok(0), |row| row.int(0))?
            .saturating_add(1),
        None => i64::MAX,
    };
    let high = before.map_or(high, |before| high.min(before));
    let limit = limit.clamp(1, LONGEST_PAGE);
    let kind = filter.kind.map_or("", Kind::id);
    let episode = filter.episode.unwrap_or_default();
    // One more than wanted tells whether there is a next page.
    let args = [
        key,
        how,
        whose,
        Arg::Int(low),
        Arg::Int(high),
        Arg::Int(i64::from(limit) + 1),
        Arg::Text(kind),
        Arg::Int(episode),
    ];
    let rows = match (filter.kind, filter.episode) {
        (None, None) => tx.rows(filtered!(""), &args[..6]).await?,
        (Some(_), None) => tx.rows(filtered!(" and kind = $7"), &args[..7]).await?,
        (None, Some(_)) => {
            let [key, how, whose, low, high, most, _, episode] = args;
            let args = [key, how, whose, low, high, most, episode];
            tx.rows(filtered!(" and episode = $7"), &args).await?
        }
        (Some(_), Some(_)) => tx.rows(filtered!(" and kind = $7 and episode = $8"), &args).await?,
    };
    let mut entries: Vec<Entry> =
        rows.iter().map(|row| entry_of(row, 0)).collect::<Outcome<_>>()?;
    let more = entries.len() > limit as usize;
    entries.truncate(limit as usize);
    let next = entries.last().filter(|_| more).map(|entry| entry.seq);
    Ok(Page { entries, next })
}
