//! Entries are added only if nothing that they rest on was added meanwhile: two who write at once cannot pass each other by.

use taut_record::{ChainId, Filter, Kind, LONGEST_PAGE, NewEntry, Outcome, Position, Store};

use crate::error::{CHANGED_MEANWHILE, EpisodeError, Fault};

/// Place of the newest entry of a person: what was known when something was worked out.
///
/// # Errors
/// There is no such person; or the database's problem.
pub async fn newest_place(store: &Store, chain: ChainId) -> Outcome<i64> {
    let page = store.page(chain, Filter::default(), None, 1).await?;
    Ok(page.entries.first().map_or(0, |entry| entry.seq))
}

/// Adds entries that were worked out when `seen` was the newest place; `None`: nothing was read before. Who read a record, and
/// a new name, change nothing.
///
/// # Errors
/// Refused where anything else was added since; an entry breaks a rule of the records; or the database's problem.
pub async fn append_unless_changed(
    store: &Store,
    chain: ChainId,
    mut seen: Option<i64>,
    now: i64,
    make: impl Fn(Position) -> Vec<NewEntry> + Send + Sync,
) -> Result<Vec<i64>, EpisodeError> {
    loop {
        let expected = seen.map(|seen| seen + 1);
        let mut passed_by = None;
        let places = store
            .append_made(chain, now, |position| {
                if expected.is_none_or(|next| next == position.next) {
                    make(position)
                } else {
                    passed_by = Some(position.next - 1);
                    Vec::new()
                }
            })
            .await?;
        let (Some(newest), Some(old)) = (passed_by, seen) else { return Ok(places) };
        if let Some(kind) = changed_since(store, chain, old).await? {
            let what = format!("a {} was added to the record meanwhile", kind.id());
            let hint = "look at what is there now, and do it again; nothing was kept";
            return Err(EpisodeError::refused(Fault::new(CHANGED_MEANWHILE, "", what, hint)));
        }
        seen = Some(newest);
    }
}

/// What was added after a place that something could rest on, if anything was.
async fn changed_since(store: &Store, chain: ChainId, seen: i64) -> Outcome<Option<Kind>> {
    let mut before = None;
    loop {
        let page = store.page(chain, Filter::default(), before, LONGEST_PAGE).await?;
        for entry in page.entries {
            if entry.seq <= seen {
                return Ok(None);
            }
            if !matches!(entry.kind, Kind::Access | Kind::Person) {
                return Ok(Some(entry.kind));
            }
        }
        before = page.next;
        if before.is_none() {
            return Ok(None);
        }
    }
}
