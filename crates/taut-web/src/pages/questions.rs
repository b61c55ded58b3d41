//! The form of a screen of questions: what it shows, with a body chart where the screen has one, and what was sent of it.

use taut_episode::{Fault, ScreenView};
use taut_knowledge::Knowledge;
use taut_knowledge::regions::RegionId;

use crate::app::App;
use crate::failure::Failure;
use crate::html::asked::{self, Asked, Fields};
use crate::html::chart::{self, Chart};
use crate::html::frame::Frame;
use crate::service::interview::{Press, Sent, Standing};
use crate::service::marks;

/// A screen that is open, as its form shows it.
#[derive(Debug)]
pub struct Open {
    /// The screen.
    pub screen: ScreenView,
    /// The version beside it.
    pub version: i64,
    /// There is a screen to go back to.
    pub can_go_back: bool,
    /// Its questions.
    pub asked: Vec<Asked>,
    /// Its body chart.
    pub chart: Option<Chart>,
    /// What was wrong with what was sent.
    pub faults: Vec<Fault>,
}

impl Open {
    /// The screen where an interview stands: what was just sent counts before what is kept. Nothing where the interview is done.
    ///
    /// # Errors
    /// A figure cannot be drawn.
    pub async fn of(
        app: &App,
        c: &Frame,
        standing: Standing,
        (faults, sent): (Vec<Fault>, Option<&Fields>),
    ) -> Result<Option<Self>, Failure> {
        let Standing { draft, version, screen, can_go_back, emergency, .. } = standing;
        let Some(screen) = screen.filter(|_| !emergency) else { return Ok(None) };
        let kept = draft.marked(c.knowledge());
        let marked = sent.map_or_else(|| kept, |sent| chart::marked(c.knowledge(), &sent.0));
        let sent = sent.map(|sent| with_marked(c, &screen, &marked, sent));
        let asked = asked::rows(c, &screen, sent.as_ref(), &faults);
        let mut asked = asked::guided(app, c, asked).await?;
        let chart = chart::chart(c, &screen, &marked);
        if chart.is_none() {
            follow(c, &screen, &marked, &mut asked);
        }
        Ok(Some(Self { screen, version, can_go_back, asked, chart, faults }))
    }

    /// True if a question guides through a self-test.
    #[must_use]
    pub fn has_test(&self) -> bool {
        self.asked.iter().any(Asked::is_test)
    }

    /// True if there is something to draw.
    #[must_use]
    pub fn has_figure(&self) -> bool {
        self.chart.is_some() || self.has_test()
    }
}

/// On a later screen: what was marked stands beside the question, and is chosen until the person says otherwise.
fn follow(c: &Frame, screen: &ScreenView, marked: &[RegionId], asked: &mut [Asked]) {
    for (key, state) in marks::hints(c.knowledge(), marked, screen) {
        if let Some(row) = asked.iter_mut().find(|row| row.key == key) {
            row.hint = c.t1("figures.chart_hint", "state", &state);
        }
    }
    for (key, value) in marks::said_of(c.knowledge(), marked, screen) {
        if let Some(row) = asked.iter_mut().find(|row| row.key == key) {
            row.choose_if_open(&value);
        }
    }
}

/// What was sent, and what a marked place stands for where nothing else was said: shown again to be confirmed.
fn with_marked(c: &Frame, screen: &ScreenView, marked: &[RegionId], sent: &Fields) -> Fields {
    let mut all = sent.0.clone();
    for (key, value) in marks::said_of(c.knowledge(), marked, screen) {
        let name = format!("a.{key}");
        if !all.iter().any(|(other, _)| *other == name) {
            all.push((name, value));
        }
    }
    Fields(all)
}

/// What was sent of a screen's form.
#[derive(Debug)]
pub struct Filled {
    /// Its fields.
    pub fields: Fields,
    version: i64,
    marked: Option<Vec<RegionId>>,
}

impl Filled {
    /// Reads the fields.
    ///
    /// # Errors
    /// They do not say which version was shown: a conflict.
    pub fn read(knowledge: &Knowledge, fields: Vec<(String, String)>) -> Result<Self, Failure> {
        let fields = Fields(fields);
        let version = fields.get("version").and_then(|version| version.parse().ok());
        let marked = fields.get("chart").map(|_| chart::marked(knowledge, &fields.0));
        Ok(Self { version: version.ok_or_else(Failure::conflict)?, marked, fields })
    }

    /// As the services take it.
    #[must_use]
    pub fn sent(&self) -> Sent<'_> {
        Sent {
            shown: (self.fields.get("screen").unwrap_or_default(), self.version),
            replies: self.fields.replies(),
            press: match self.fields.get("press") {
                Some("back") => Press::Back,
                Some("rest_no") => Press::RestNo,
                _ => Press::Next,
            },
            marked: self.marked.as_deref(),
        }
    }
}
