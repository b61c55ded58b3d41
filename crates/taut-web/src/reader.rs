//! Reads sessions and drafts of many people together. Nothing is remembered: what has ended has ended for the next request.

use taut_record::{Draft, DraftKind, DraftOwner, Outcome, Session, SessionId, Store};

use crate::app::now;
use crate::together::Together;

/// Hands questions to the tasks that read.
#[derive(Debug, Clone)]
pub struct Reader {
    sessions: Together<SessionId, Option<Session>>,
    drafts: Together<(DraftOwner, DraftKind), Option<Draft>>,
}

impl Reader {
    /// Starts the tasks.
    #[must_use]
    pub fn start(store: &Store) -> Self {
        let (of_sessions, of_drafts) = (store.clone(), store.clone());
        Self {
            sessions: Together::start(move |ids: Vec<SessionId>| {
                let store = of_sessions.clone();
                async move {
                    let found = store.sessions(&ids, now()).await?;
                    Ok(found.into_iter().map(Ok).collect())
                }
            }),
            drafts: Together::start(move |asked: Vec<(DraftOwner, DraftKind)>| {
                let store = of_drafts.clone();
                async move { store.drafts(&asked, now()).await }
            }),
        }
    }

    /// The session of this name, and who it is; nothing for one that is none, has expired, or whose account is disabled.
    ///
    /// # Errors
    /// The database's problem.
    pub async fn session(&self, id: SessionId) -> Outcome<Option<Session>> {
        self.sessions.have(id).await
    }

    /// A draft; nothing if there is none, it has expired, or its owner is not there or not within reach.
    ///
    /// # Errors
    /// Not allowed; or the database's problem.
    pub async fn draft(&self, owner: DraftOwner, kind: DraftKind) -> Outcome<Option<Draft>> {
        self.drafts.have((owner, kind)).await
    }
}
