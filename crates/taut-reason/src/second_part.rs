//! The second part of the interview, asked in the order of what the answers are worth, and no longer than they can matter.

use taut_knowledge::FindingId;

use crate::interview::{Interview, Step};
use crate::next_question::{Question, Why};
use crate::planner::Planner;
use crate::same_decision::SameDecision;

/// The next screen, and what is known about the questions that are left.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen<'k> {
    /// The screen with the questions chosen from it, or the end of this part.
    pub step: Step<'k>,
    /// In the second part, how likely the advice is to stay; `None` in the core part.
    pub same: Option<SameDecision>,
}

impl<'k> Interview<'k> {
    /// The next screen. The core part has its fixed order and is asked whole; gating questions are all in it (S3). In the
    /// second part the screen of the best question comes next, with those questions on it that belong with the best one. It
    /// ends once the advice is proved to stay with at least the probability of the knowledge, or nothing that matters is left.
    ///
    /// A pure function of the replies: going back and resuming ask the same again.
    #[must_use]
    pub fn chosen_step(&self, planner: &Planner) -> Chosen<'k> {
        let reasoner = planner.reasoner;
        let core = self.step_of(reasoner, |screen| screen.core);
        let answers = self.answers();
        if core != Step::Done || !self.in_second_part() || reasoner.is_stopped(&answers) {
            return Chosen { step: core, same: None };
        }
        let threshold = self.knowledge().questions.same_decision;
        let questions = planner.next_questions(&answers);
        // Where proof is asked for, one change that is found spares the search.
        let same = if threshold >= 1.0 && planner.finds_a_change(&answers, &questions) {
            SameDecision::unknown(&questions)
        } else {
            planner.same_decision(&answers, planner.step_search(&answers))
        };
        let done = Chosen { step: Step::Done, same: Some(same) };
        if same.is_at_least(threshold) {
            return done;
        }
        let Some(best) = questions.first().filter(|q| q.why != Why::Nothing) else { return done };
        let screens = &self.knowledge().screens;
        let Some(screen) = screens.iter().find(|s| !s.core && s.findings.contains(&best.finding))
        else {
            return done;
        };
        let chosen =
            |f: &&FindingId| questions.iter().any(|q| q.finding == **f && belongs_with(q, best));
        let findings = screen.findings.iter().filter(chosen).copied().collect();
        Chosen { step: Step::Screen { screen, findings }, same: Some(same) }
    }

    /// Takes back the last screen of [`Interview::chosen_step`] that was answered or read. False at the start.
    ///
    /// Where the last replies are all to one screen of the second part, it may have been shown more than once in a row; the
    /// steps are then gone through again to find where the last one began.
    pub fn back_chosen(&mut self, planner: &Planner) -> bool {
        let Some(mut start) = self.last_screen() else { return self.back() };
        let last = self.log()[start].0;
        let screens = &self.knowledge().screens;
        if screens.iter().any(|s| s.core && s.findings.contains(&last)) {
            return self.back();
        }
        loop {
            let mut before = self.clone();
            before.take_back_to(start);
            let Step::Screen { findings, .. } = before.chosen_step(planner).step else { break };
            let end = start + findings.len();
            let log = self.log();
            if end >= log.len() || log[start..end].iter().any(|(f, _)| !findings.contains(f)) {
                break;
            }
            start = end;
        }
        self.take_back_to(start);
        true
    }
}

/// True if a question is asked together with the best one of its screen. Fewer screens are worth a question that moves little:
/// where the best one tells something, all on its screen that tell something come with it; where it tells next to nothing by
/// itself, all that may still matter.
fn belongs_with(question: &Question, best: &Question) -> bool {
    question.finding == best.finding
        || (question.why != Why::Nothing
            && question.gating == best.gating
            && (question.is_telling() || !best.is_telling()))
}
