//! The programme that a person has kept, made again with its check-ins and held to everything that stands today.

use taut_episode::{EpisodeError, KeptStory, Told, load_story};
use taut_plan::Preferences;
use taut_record::{ChainId, Store};

use crate::app::{App, today};
use crate::failure::Failure;
use crate::service::subject::{self, Subject};
use crate::visit::Visit;

/// The newest programme of the visitor's open episode; nothing if none is kept.
///
/// # Errors
/// Nobody is signed in; it was made with other knowledge and comes out differently now; or the database's problem.
pub async fn told(app: &App, visit: &Visit) -> Result<Option<Told>, Failure> {
    match own(app, visit).await? {
        Some((kept, asked)) => app.compute(move |app| Ok(Some(tell(app, kept, asked)?))).await,
        None => Ok(None),
    }
}

/// Likewise; nothing too where it was made with other knowledge and comes out differently now, or where the visitor has no
/// record. Every other trouble stays one.
///
/// # Errors
/// The database's problem.
pub async fn told_if_same(app: &App, visit: &Visit) -> Result<Option<Told>, Failure> {
    if visit.own().is_none() {
        return Ok(None);
    }
    match own(app, visit).await? {
        Some((kept, asked)) => app.compute(move |app| same(tell(app, kept, asked))).await,
        None => Ok(None),
    }
}

/// The newest programme of the open episode of a person whom the viewer of these records reaches; nothing if none is kept.
///
/// # Errors
/// As [`told`].
pub async fn told_of(app: &App, store: &Store, chain: ChainId) -> Result<Option<Told>, Failure> {
    match kept(app, store, chain).await? {
        Some(kept) => app.compute(move |app| Ok(Some(tell(app, kept, None)?))).await,
        None => Ok(None),
    }
}

/// Likewise; nothing too where it comes out differently now.
///
/// # Errors
/// The database's problem.
pub async fn told_of_if_same(
    app: &App,
    store: &Store,
    chain: ChainId,
) -> Result<Option<Told>, Failure> {
    match kept(app, store, chain).await? {
        Some(kept) => app.compute(move |app| same(tell(app, kept, None))).await,
        None => Ok(None),
    }
}

/// What the visitor wanted when they kept their newest programme; nothing if none is kept.
///
/// # Errors
/// The database's problem.
pub async fn earlier_wishes(app: &App, visit: &Visit) -> Result<Option<Preferences>, Failure> {
    let Some(own) = visit.own() else { return Ok(None) };
    let store = app.store().as_viewer(&own.viewer);
    Ok(kept(app, &store, own.chain).await?.map(|kept| kept.preferences))
}

/// The visitor's programme as it is kept, and an interview that they finished: it counts, also where it is not in the record.
async fn own(app: &App, visit: &Visit) -> Result<Option<(KeptStory, Option<Subject>)>, Failure> {
    let own = visit.own_or_sign_in()?;
    let store = app.store().as_viewer(&own.viewer);
    let Some(kept) = kept(app, &store, own.chain).await? else { return Ok(None) };
    let subject = subject::find(app, visit).await?.subject;
    Ok(Some((kept, subject.filter(|subject| subject.standing.is_some()))))
}

async fn kept(app: &App, store: &Store, chain: ChainId) -> Result<Option<KeptStory>, Failure> {
    match load_story(store, chain, app.engine().knowledge()).await {
        Ok(kept) => Ok(Some(kept)),
        Err(EpisodeError::Missing(_)) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

fn tell(app: &App, kept: KeptStory, asked: Option<Subject>) -> Result<Told, EpisodeError> {
    let mut told = app.engine().tell(kept, today())?;
    if let Some(Subject { judgement, clearances, .. }) = asked {
        told.hold_to(&judgement, &clearances);
    }
    Ok(told)
}

fn same(told: Result<Told, EpisodeError>) -> Result<Option<Told>, Failure> {
    match told {
        Ok(told) => Ok(Some(told)),
        Err(EpisodeError::Differs { .. }) => Ok(None),
        Err(other) => Err(other.into()),
    }
}
