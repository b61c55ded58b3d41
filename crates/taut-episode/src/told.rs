//! The story of a person's programme as it may be shown and steered today: made again, and held to everything that stands now.

use jiff::civil::Date;
use serde_json::Value;
use taut_knowledge::{Case, CheckIn, FindingId, resolve};
use taut_plan::{Clearances, Held, Present, Response, Standing, Story};

use crate::engine::{Engine, Judgement};
use crate::error::EpisodeError;
use crate::keep_plan::CheckInToKeep;
use crate::story::KeptStory;

/// A programme that is kept, with what has become of it. The one way from a record to a story: nothing else shows or steers one.
#[derive(Debug)]
pub struct Told {
    /// As it is kept.
    pub kept: KeptStory,
    /// The story so far, held to the answers of today.
    pub story: Story<'static>,
    /// What each check-in came to when it was done, oldest first.
    pub responses: Vec<Response>,
    /// Why the programme does not go on, where answers of today keep it from that.
    pub held: Option<Held>,
    /// The day of all this.
    pub on: Date,
}

/// A check-in that was taken into a story.
#[derive(Debug)]
pub struct CheckedIn {
    /// The story after it.
    pub story: Story<'static>,
    /// What is to be kept.
    pub to_keep: CheckInToKeep,
    /// What it comes to, with everything else that stands.
    pub response: Response,
}

impl Engine {
    /// The story of a kept programme on a day: made again with its check-ins, each of which must come out as it is kept, then
    /// held to the verdict on everything that stands on that day.
    ///
    /// # Errors
    /// As [`Engine::planner`]; or the first thing that comes out differently.
    pub fn tell(&self, kept: KeptStory, on: Date) -> Result<Told, EpisodeError> {
        let reasoner = self.reasoner(kept.case.setting, kept.case.thorough);
        let (story, responses) = kept.replay(reasoner, self.planner()?)?;
        let (case, _) = kept.present.cleared(self.knowledge(), on);
        let mut now = self.answer(case, kept.present.setting, false);
        if let Some(upheld) = kept.present.upheld(self.knowledge(), &now) {
            now = upheld.over(now);
        }
        let clearances = kept.present.standing();
        let mut told = Told { kept, story, responses, held: None, on };
        told.hold_to(&now, &clearances);
        Ok(told)
    }
}

impl Told {
    /// Holds the story to one more verdict of the same day; it only becomes more careful.
    pub fn hold_to(&mut self, now: &Judgement, clearances: &Clearances) {
        let held =
            hold(&mut self.story, (&now.resolved.answers, &now.verdict), clearances, self.on);
        if let Some(held) = held {
            self.held = Some(held);
        }
    }

    /// What the newest check-in comes to, with everything that stands today; nothing if there was none.
    #[must_use]
    pub fn newest(&self) -> Option<Response> {
        let mut response = self.responses.last()?.clone();
        if let Some(held) = &self.held {
            return Some(held.over(response));
        }
        if self.is_paused() {
            if self.story.is_late(self.on) {
                // All questions of a check-in are open again.
                return Some(Held::Open(Vec::new()).over(response));
            }
            response.programme = None;
        }
        Some(response)
    }

    /// True if the programme is stopped by answers that its own story does not hold: those are to be read first.
    #[must_use]
    pub fn answer_comes_first(&self) -> bool {
        matches!(self.held, Some(Held::Advice(_) | Held::Barred(_)))
    }

    /// True if the programme is to be done on the day of all this.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        let runs = self.story.standing(self.on) == Standing::Running;
        self.held.is_none() && runs && self.story.programme().is_some()
    }

    /// True if the programme has not stopped and waits for a check-in: there was none for too long, the last one left questions
    /// open, or a clearance has ended since.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        let waits = matches!(self.story.standing(self.on), Standing::Frozen(_));
        self.held.is_none() && waits && self.story.waiting().is_some()
    }

    /// Questions that the last check-in left open and that a paused programme waits for.
    #[must_use]
    pub fn waits_for(&self) -> Vec<FindingId> {
        match self.story.standing(self.on) {
            Standing::Frozen(open) => open,
            Standing::Running | Standing::Stopped(_) => Vec::new(),
        }
    }

    /// Takes a check-in (read, and as JSON) into the story.
    ///
    /// # Errors
    /// Every problem of it.
    pub fn check_in(
        self,
        engine: &Engine,
        said: &CheckIn,
        file: &Value,
    ) -> Result<CheckedIn, EpisodeError> {
        let Self { kept, mut story, .. } = self;
        let before = story.case().answers.len();
        let response = story.check_in(said)?;
        let to_keep = CheckInToKeep::new(&kept, file, &story, &response);
        // What it says counts beside everything else that stands.
        let (known, _) = kept.present.cleared(engine.knowledge(), said.on);
        let new = story.case().answers[before..].iter().cloned();
        let case = Case { answers: known.answers.iter().cloned().chain(new).collect(), ..known };
        let answers = resolve(&case, engine.knowledge()).answers;
        let verdict = engine.reasoner(kept.present.setting, false).verdict(&answers);
        let clearances = kept.present.standing();
        let held = hold(&mut story, (&answers, &verdict), &clearances, said.on);
        let response = match held {
            Some(held) => held.over(response),
            None => response,
        };
        Ok(CheckedIn { story, to_keep, response })
    }
}

fn hold(
    story: &mut Story<'_>,
    (answers, verdict): (&taut_knowledge::Answers, &taut_reason::Verdict),
    clearances: &Clearances,
    on: Date,
) -> Option<Held> {
    story.hold_to(&Present { answers, verdict, clearances, on })
}
