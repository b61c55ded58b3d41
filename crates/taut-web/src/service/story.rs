//! The programme that a person has kept, made again with its check-ins.

use taut_episode::{EpisodeError, KeptStory, load_story};
use taut_plan::{Response, Story};

use crate::app::App;
use crate::failure::Failure;
use crate::visit::Own;

/// A kept programme with what has become of it.
#[derive(Debug)]
pub struct Told {
    /// As it is kept.
    pub kept: KeptStory,
    /// The story so far.
    pub story: Story<'static>,
    /// What each check-in came to, oldest first.
    pub responses: Vec<Response>,
}

/// The newest programme of the open episode; nothing if none is kept.
///
/// # Errors
/// It was made with other knowledge and comes out differently now; or the database's problem.
pub async fn told(app: &App, own: &Own) -> Result<Option<Told>, Failure> {
    let store = app.store().as_viewer(&own.viewer);
    let kept = match load_story(&store, own.chain, app.engine().knowledge()).await {
        Ok(kept) => kept,
        Err(EpisodeError::Missing(_)) => return Ok(None),
        Err(other) => return Err(other.into()),
    };
    app.compute(move |app| {
        let (story, responses) = app.engine().replay(&kept)?;
        Ok(Some(Told { kept, story, responses }))
    })
    .await
}
