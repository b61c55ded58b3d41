//! What judges, asks and plans, made ready once and shared by everybody who is served.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::OnceLock;

use jiff::civil::Date;
use taut_knowledge::{BodyKnowledge, Case, Knowledge, Report, Resolved, resolve};
use taut_plan::{Chooser as _, Clearances, Limited, Loads, Person, Plan, Planner, Preferences};
use taut_reason::{Reasoner, Setting, Verdict};

use crate::error::{EpisodeError, Fault};
use crate::firmness::{Firmness, FirmnessTables};
use crate::judge::{Judged, THOROUGH_DECISIONS};

/// Loads the body when it is first needed.
type LoadBody = Box<dyn Fn() -> Result<BodyKnowledge, Report> + Send + Sync>;

/// Knowledge and everything that is compiled from it. Its parts live as long as the program: they are leaked once on purpose,
/// so that threads and requests can share them without counting.
pub struct Engine {
    knowledge: &'static Knowledge,
    home: &'static Reasoner<'static>,
    asking: &'static taut_reason::Planner<'static, 'static>,
    clinic: OnceLock<&'static Reasoner<'static>>,
    /// With the longer search for reasons: at home, in a clinic.
    thorough: [OnceLock<&'static Reasoner<'static>>; 2],
    /// Tables of draws: at home, in a clinic.
    tables: [OnceLock<&'static FirmnessTables<'static, 'static>>; 2],
    load_body: LoadBody,
    body: OnceLock<Result<&'static BodyKnowledge, EpisodeError>>,
    planner: OnceLock<Result<&'static Planner<'static>, EpisodeError>>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("knowledge", &self.knowledge.hash).finish_non_exhaustive()
    }
}

impl Engine {
    /// An engine of this knowledge. Only what the first question needs is made ready now; `load_body` is called once, when
    /// the body is first needed.
    #[must_use]
    pub fn new(
        knowledge: Knowledge,
        load_body: impl Fn() -> Result<BodyKnowledge, Report> + Send + Sync + 'static,
    ) -> Self {
        let knowledge: &'static Knowledge = Box::leak(Box::new(knowledge));
        let home: &'static Reasoner = Box::leak(Box::new(Reasoner::new(knowledge, Setting::Home)));
        Self {
            knowledge,
            home,
            asking: Box::leak(Box::new(taut_reason::Planner::new(home))),
            clinic: OnceLock::new(),
            thorough: [OnceLock::new(), OnceLock::new()],
            tables: [OnceLock::new(), OnceLock::new()],
            load_body: Box::new(load_body),
            body: OnceLock::new(),
            planner: OnceLock::new(),
        }
    }

    /// The knowledge.
    #[must_use]
    pub const fn knowledge(&self) -> &'static Knowledge {
        self.knowledge
    }

    /// What chooses the next question of an interview, for people who ask at home.
    #[must_use]
    pub const fn asking(&self) -> &'static taut_reason::Planner<'static, 'static> {
        self.asking
    }

    /// The reasoner of a setting; `thorough` allows a longer search for reasons.
    #[must_use]
    pub fn reasoner(&self, setting: Setting, thorough: bool) -> &'static Reasoner<'static> {
        let plain = match setting {
            Setting::Home => self.home,
            Setting::PtClinic => self.clinic.get_or_init(|| {
                Box::leak(Box::new(Reasoner::new(self.knowledge, Setting::PtClinic)))
            }),
        };
        if !thorough {
            return plain;
        }
        self.thorough[setting as usize].get_or_init(|| {
            let mut longer = plain.clone();
            longer.reason_decisions = THOROUGH_DECISIONS;
            Box::leak(Box::new(longer))
        })
    }

    /// The body; loaded at the first call.
    ///
    /// # Errors
    /// Every problem of its files.
    pub fn body(&self) -> Result<&'static BodyKnowledge, EpisodeError> {
        let body = self.body.get_or_init(|| {
            let body = (self.load_body)()?;
            Ok(Box::leak(Box::new(body)))
        });
        body.clone()
    }

    /// What puts programmes together; made ready at the first call.
    ///
    /// # Errors
    /// Every problem of the body's files; or exercises whose posture the body does not have.
    pub fn planner(&self) -> Result<&'static Planner<'static>, EpisodeError> {
        let planner = self.planner.get_or_init(|| {
            let loads = Loads::of(self.knowledge, self.body()?).map_err(|problems| {
                let hint = "the knowledge and the body belong together; `taut knowledge check` checks both";
                let fault =
                    |p: &taut_plan::NoLoad| Fault::new("no-posture", "", p.to_string(), hint);
                EpisodeError::Refused(problems.iter().map(fault).collect())
            })?;
            let loads: &'static Loads<'static> = Box::leak(Box::new(loads));
            let planner: &'static Planner = Box::leak(Box::new(Planner::new(self.knowledge, loads)));
            Ok(planner)
        });
        planner.clone()
    }

    /// Judges a case.
    #[must_use]
    pub fn answer(&self, case: Case, setting: Setting, thorough: bool) -> Judgement {
        let reasoner = self.reasoner(setting, thorough);
        let resolved = resolve(&case, self.knowledge);
        let verdict = reasoner.verdict(&resolved.answers);
        Judgement { reasoner, case, resolved, verdict }
    }

    /// How firm a verdict is; the tables of draws are made at the first call. `on_step` is called before each of the
    /// [`STEPS`](crate::FIRMNESS_STEPS) with how many are done, and may break the run off.
    pub fn firmness<B>(
        &self,
        judgement: &Judgement,
        mut on_step: impl FnMut(usize) -> ControlFlow<B>,
    ) -> ControlFlow<B, Firmness> {
        let setting = judgement.reasoner.setting;
        let kept = &self.tables[setting as usize];
        let tables = match kept.get() {
            Some(tables) => *tables,
            None => {
                let drawn = FirmnessTables::new(self.reasoner(setting, false), &mut on_step)?;
                kept.get_or_init(|| Box::leak(Box::new(drawn)))
            }
        };
        tables.run(&judgement.resolved.answers, &judgement.verdict, on_step)
    }

    /// What follows for a judged person who has mastered nothing yet. Clearances open only what they allow on this day;
    /// `dropped` are exercises that an earlier programme of the episode dropped, indices in the knowledge.
    ///
    /// # Errors
    /// As [`Engine::planner`].
    pub fn plan(
        &self,
        judgement: &Judgement,
        preferences: &Preferences,
        clearances: &Clearances,
        dropped: &BTreeSet<usize>,
        on: Date,
    ) -> Result<Plan, EpisodeError> {
        let nothing = BTreeSet::new();
        let person = Person {
            answers: &judgement.resolved.answers,
            verdict: &judgement.verdict,
            posteriors: &judgement.verdict.decision.posteriors,
            mastered: &nothing,
            dropped,
        };
        let limited = Limited::new(self.planner()?, self.knowledge, clearances, on);
        Ok(limited.plan(&person, preferences))
    }
}

/// A case, judged.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// The reasoner that judged.
    pub reasoner: &'static Reasoner<'static>,
    /// The case.
    pub case: Case,
    /// One value a finding out of its answers.
    pub resolved: Resolved,
    /// The verdict.
    pub verdict: Verdict,
}

impl Judgement {
    /// The same for whatever shows or keeps it.
    #[must_use]
    pub const fn judged(&self) -> Judged<'_> {
        Judged {
            reasoner: self.reasoner,
            case: &self.case,
            resolved: &self.resolved,
            verdict: &self.verdict,
        }
    }
}
