//! Writes drafts of many people together: one transaction for all that is there.

use taut_record::{DraftKind, DraftOwner, DraftPut, Expected, Outcome, Store};

use crate::together::Together;

/// One draft to be written.
#[derive(Debug)]
pub struct Put {
    /// Whose.
    pub owner: DraftOwner,
    /// Of what.
    pub kind: DraftKind,
    /// JSON.
    pub body: String,
    /// What must stand there.
    pub expected: Expected,
    /// When it ends, ms since 1970 UTC.
    pub expires: i64,
    /// Now, ms since 1970 UTC.
    pub now: i64,
}

/// Hands drafts to the one task that writes them.
#[derive(Debug, Clone)]
pub struct Writer(Together<Put, i64>);

impl Writer {
    /// Starts the task. It ends when all its writers are gone and everything is written.
    #[must_use]
    pub fn start(store: Store) -> Self {
        Self(Together::start(move |puts: Vec<Put>| {
            let store = store.clone();
            async move {
                let now = puts.iter().map(|put| put.now).max().unwrap_or_default();
                let puts: Vec<DraftPut<'_>> = puts.iter().map(borrowed).collect();
                store.put_drafts(&puts, now).await
            }
        }))
    }

    /// Writes a draft; its new version once it lasts.
    ///
    /// # Errors
    /// Another version stands there; or the database's problem.
    pub async fn put(&self, put: Put) -> Outcome<i64> {
        self.0.have(put).await
    }
}

fn borrowed(put: &Put) -> DraftPut<'_> {
    DraftPut {
        owner: put.owner,
        kind: put.kind,
        body: &put.body,
        expected: put.expected,
        expires: put.expires,
    }
}
