//! What was said so far at a check-in (`taut.check_in_draft/1`): screens that are done, and replies by screen and question.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use taut_knowledge::{Knowledge, Side};
use taut_reason::Reply;

use crate::error::{EpisodeError, Fault};
use crate::question::{Given, ScreenView};

/// The form that is written.
const SCHEMA: &str = "taut.check_in_draft/1";

/// What was said so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckInDraft {
    schema: String,
    /// Ids of screens, in the order in which they were done.
    done: Vec<String>,
    /// Replies by screen and key.
    replies: BTreeMap<String, BTreeMap<String, KeptValue>>,
}

/// A reply as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct KeptValue {
    value: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    side: String,
}

impl Default for CheckInDraft {
    fn default() -> Self {
        Self { schema: SCHEMA.to_owned(), done: Vec::new(), replies: BTreeMap::new() }
    }
}

impl CheckInDraft {
    /// Reads what was kept, JSON.
    ///
    /// # Errors
    /// It is no such draft, or one of another program.
    pub fn read(bytes: &[u8]) -> Result<Self, EpisodeError> {
        let refused = |what: String| {
            let hint = "begin the check-in anew";
            EpisodeError::refused(Fault::new("not-a-check-in", "", what, hint))
        };
        let kept: Self =
            serde_json::from_slice(bytes).map_err(|error| refused(error.to_string()))?;
        if kept.schema == SCHEMA {
            Ok(kept)
        } else {
            Err(refused(format!("unknown schema {}", kept.schema)))
        }
    }

    /// As it is kept, JSON.
    ///
    /// # Errors
    /// It is no JSON, which would be a fault of ours.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EpisodeError> {
        Ok(serde_json::to_vec(self)?)
    }

    /// True if a screen is done.
    #[must_use]
    pub fn is_done(&self, screen: &str) -> bool {
        self.done.iter().any(|done| done == screen)
    }

    /// Replies to a screen that were given so far; what the screen no longer has is left out.
    #[must_use]
    pub fn given(&self, screen: &ScreenView) -> Vec<Given> {
        let Some(kept) = self.replies.get(&screen.id) else { return Vec::new() };
        let given = screen.questions.iter().filter_map(|question| {
            let KeptValue { value, side } = kept.get(&question.key)?;
            question.read(value, side).ok()
        });
        given.collect()
    }

    /// Takes replies to a screen by key, value and side, and says which questions still need one. What is given is kept even
    /// then; the screen is done once nothing is open, or something is there that ends it at once.
    ///
    /// # Errors
    /// Every reply that the screen does not have; then nothing is taken.
    pub fn take<'g>(
        &mut self,
        knowledge: &Knowledge,
        screen: &ScreenView,
        given: impl IntoIterator<Item = (&'g str, &'g str, &'g str)>,
    ) -> Result<Vec<String>, Vec<Fault>> {
        let replies = screen.read(given)?;
        self.note(screen, &replies);
        let stops = screen.may_stop && is_there(knowledge, &replies);
        let open = screen.open(&replies);
        if open.is_empty() || stops || !screen.needs_all {
            self.finish(screen);
            return Ok(Vec::new());
        }
        Ok(open.into_iter().map(str::to_owned).collect())
    }

    /// A screen is done with these replies alone.
    pub fn put(&mut self, screen: &ScreenView, replies: &[Given]) {
        self.note(screen, replies);
        self.finish(screen);
    }

    /// Back to the screen that was done last; its replies stay to be seen and changed. False at the first.
    pub fn back(&mut self) -> bool {
        self.done.pop().is_some()
    }

    fn note(&mut self, screen: &ScreenView, replies: &[Given]) {
        let kept = replies.iter().filter_map(|given| {
            let question = screen.questions.iter().find(|question| question.key == given.key)?;
            let value = question.value(given.reply, given.side)?;
            // The side of a choice is in its value already.
            let side = given.side.filter(|_| question.asks_side).map_or("", Side::id);
            Some((given.key.clone(), KeptValue { value, side: side.to_owned() }))
        });
        self.replies.insert(screen.id.clone(), kept.collect());
    }

    fn finish(&mut self, screen: &ScreenView) {
        if !self.is_done(&screen.id) {
            self.done.push(screen.id.clone());
        }
    }
}

/// True if a finding among the replies is there.
pub(crate) fn is_there(knowledge: &Knowledge, replies: &[Given]) -> bool {
    replies.iter().any(|given| {
        let Some(finding) = knowledge.finding_id(&given.key) else { return false };
        let from = knowledge.finding(finding).present_from;
        matches!(given.reply, Reply::State(state, _) if state >= from)
    })
}
