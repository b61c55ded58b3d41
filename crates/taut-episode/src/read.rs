//! Reading the entries of one episode.

use taut_record::{ChainId, Entry, Filter, Kind, LONGEST_PAGE, Outcome, Store};

/// Every entry that a filter wants, oldest first.
///
/// # Errors
/// As [`Store::page`].
pub async fn every(store: &Store, chain: ChainId, filter: Filter) -> Outcome<Vec<Entry>> {
    let (mut found, mut before) = (Vec::new(), None);
    loop {
        let page = store.page(chain, filter, before, LONGEST_PAGE).await?;
        found.extend(page.entries);
        before = page.next;
        if before.is_none() {
            found.reverse();
            return Ok(found);
        }
    }
}

/// One episode of a person, for reading.
#[derive(Debug, Clone, Copy)]
pub struct EpisodeReader<'s> {
    /// The records, or what a viewer reaches of them.
    pub store: &'s Store,
    /// The person.
    pub chain: ChainId,
    /// The episode: the place of the entry that began it.
    pub number: i64,
}

impl<'s> EpisodeReader<'s> {
    /// The newest episode of a person that is open; nothing if there is none.
    ///
    /// # Errors
    /// There is no such person; or the database's problem.
    pub async fn open(store: &'s Store, chain: ChainId) -> Outcome<Option<Self>> {
        let filter = Filter { kind: Some(Kind::Episode), ..Filter::default() };
        let (mut ended, mut before) = (Vec::new(), None);
        loop {
            let page = store.page(chain, filter, before, LONGEST_PAGE).await?;
            for entry in &page.entries {
                let Some(number) = entry.episode else { continue };
                if entry.value()?.get("ended").is_some() {
                    ended.push(number);
                } else if !ended.contains(&number) {
                    return Ok(Some(Self { store, chain, number }));
                }
            }
            before = page.next;
            if before.is_none() {
                return Ok(None);
            }
        }
    }

    /// The newest entry of a kind.
    ///
    /// # Errors
    /// The database's problem.
    pub async fn newest(&self, kind: Kind) -> Outcome<Option<Entry>> {
        let page = self.store.page(self.chain, self.filter(kind), None, 1).await?;
        Ok(page.entries.into_iter().next())
    }

    /// Every entry of a kind, oldest first.
    ///
    /// # Errors
    /// The database's problem.
    pub async fn all(&self, kind: Kind) -> Outcome<Vec<Entry>> {
        every(self.store, self.chain, self.filter(kind)).await
    }

    const fn filter(&self, kind: Kind) -> Filter {
        Filter { kind: Some(kind), episode: Some(self.number), from: None, until: None }
    }
}
