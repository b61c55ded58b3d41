//! A plan and the response to a check-in as JSON, ids in place of indices; for whatever shows or keeps them.

use serde::Serialize;
use serde_json::{Value, json};
use taut_knowledge::{ConditionId, FindingId, Knowledge};
use taut_plan::{
    Action, Barred, Chosen, Clinician, Item, Level, NotYet, Plan, Programme, Rejected, Response,
    Stopped,
};

/// What follows a verdict (`taut.plan/1`). Only a therapist sees which conditions could play a part in a bar.
#[must_use]
pub fn plan(knowledge: &Knowledge, plan: &Plan, therapist: bool) -> Value {
    let ids = Ids { knowledge, therapist };
    match plan {
        Plan::SeeDoctor(rung) => {
            json!({ "schema": "taut.plan/1", "plan": "see_doctor", "rung": rung.id() })
        }
        Plan::NotYet(why) => {
            json!({ "schema": "taut.plan/1", "plan": "not_yet", "why": ids.not_yet(why) })
        }
        Plan::Programme(programme) => json!({
            "schema": "taut.plan/1",
            "plan": "programme",
            "rung": programme.rung.id(),
            "programme": ids.programme(programme),
        }),
    }
}

/// A programme alone, as it stands in its plan.
#[must_use]
pub fn programme(knowledge: &Knowledge, programme: &Programme, therapist: bool) -> Value {
    Ids { knowledge, therapist }.programme(programme)
}

/// What a check-in comes to (`taut.response/1`).
#[must_use]
pub fn response(knowledge: &Knowledge, response: &Response, therapist: bool) -> Value {
    let ids = Ids { knowledge, therapist };
    let Response { on, actions, before, now, computed, because, signals, programme, offer, next } =
        response;
    json!({
        "schema": "taut.response/1",
        "on": on.to_string(),
        "actions": actions.iter().map(|a| action(knowledge, a)).collect::<Vec<_>>(),
        "before": before.id(),
        "now": now.id(),
        "computed": computed.id(),
        "because": ids.findings(because),
        "signals": signals.iter().map(name).collect::<Vec<_>>(),
        "programme": programme.as_ref().map(|p| ids.programme(p)),
        "offer": offer.as_ref().map(|p| ids.programme(p)),
        "next": [next.0.to_string(), next.1.to_string()],
    })
}

/// One thing that a check-in does, as `{ "action": ..., ... }`.
#[must_use]
pub fn action(knowledge: &Knowledge, action: &Action) -> Value {
    let ids = Ids { knowledge, therapist: false };
    let id = action.kind().id();
    match action {
        Action::MoreCareful(from, to) => {
            json!({ "action": id, "from": from.id(), "to": to.id() })
        }
        Action::Deficit(findings) => {
            json!({ "action": id, "findings": ids.findings(findings) })
        }
        Action::StopAll(why) => json!({ "action": id, "why": stopped(why) }),
        Action::Stop(exercise, why) => {
            json!({ "action": id, "exercise": ids.exercise(*exercise), "why": stopped(why) })
        }
        Action::Frozen(open) => json!({ "action": id, "open": ids.findings(open) }),
        Action::StepBack(step) => json!({
            "action": id,
            "exercise": ids.exercise(step.exercise),
            "from": level(&step.from),
            "to": level(&step.to),
            "easier": step.easier.map(|e| ids.exercise(e)),
        }),
        Action::Hold(exercise) => {
            json!({ "action": id, "exercise": ids.exercise(*exercise) })
        }
        Action::StepUp(step) => json!({
            "action": id,
            "exercise": ids.exercise(step.exercise),
            "variable": name(&step.variable),
            "from": level(&step.from),
            "to": level(&step.to),
            "next": step.next.map(|e| ids.exercise(e)),
            "taken": step.taken,
        }),
        Action::NoGainYet(exercise) => {
            json!({ "action": id, "exercise": ids.exercise(*exercise) })
        }
        Action::KeepUp => json!({ "action": id }),
        Action::Clinician(why) => json!({ "action": id, "why": clinician(*why) }),
        Action::WouldBeLessCareful(rung) => {
            json!({ "action": id, "rung": rung.id() })
        }
    }
}

/// How much of an exercise.
#[must_use]
pub fn level(level: &Level) -> Value {
    let Level { sets, reps, hold_seconds, minutes, days_per_week, range, load } = level;
    json!({
        "sets": sets,
        "reps": reps,
        "hold_seconds": hold_seconds,
        "minutes": minutes,
        "days_per_week": days_per_week,
        "range": range,
        "load": load,
    })
}

/// The name that a value has in files.
#[must_use]
pub fn name(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => name,
        other => other.map(|value| value.to_string()).unwrap_or_default(),
    }
}

fn stopped(why: &Stopped) -> &'static str {
    match why {
        Stopped::Advice => "advice",
        Stopped::Leg => "leg",
        Stopped::Hamstrings => "hamstrings",
        Stopped::NoGain => "no_gain",
        Stopped::Barred => "barred",
    }
}

const fn clinician(why: Clinician) -> &'static str {
    match why {
        Clinician::BackWorse => "back_worse",
        Clinician::LegWorse => "leg_worse",
        Clinician::RolandMorrisWorse => "roland_morris_worse",
        Clinician::NotBetter => "not_better",
        Clinician::SecondStepBack => "second_step_back",
    }
}

struct Ids<'k> {
    knowledge: &'k Knowledge,
    therapist: bool,
}

impl Ids<'_> {
    fn exercise(&self, index: usize) -> &str {
        &self.knowledge.exercises[index].id
    }

    fn exercises(&self, indices: &[usize]) -> Vec<&str> {
        indices.iter().map(|i| self.exercise(*i)).collect()
    }

    fn finding(&self, id: FindingId) -> &str {
        &self.knowledge.finding(id).id
    }

    fn findings(&self, ids: &[FindingId]) -> Vec<&str> {
        ids.iter().map(|id| self.finding(*id)).collect()
    }

    fn condition(&self, id: ConditionId) -> Option<&str> {
        let condition = self.knowledge.condition(id);
        (self.therapist || condition.show_to_person).then_some(condition.id.as_str())
    }

    fn not_yet(&self, why: &NotYet) -> Value {
        match why {
            NotYet::Open(findings) => json!({ "open": self.findings(findings) }),
            NotYet::Kept(rules) => {
                let ids = rules.iter().map(|rule| self.knowledge.rules[*rule].id.as_str());
                json!({ "kept_provisional_by": ids.collect::<Vec<_>>() })
            }
            NotYet::Undecided => json!("undecided"),
        }
    }

    fn item(&self, item: &Item) -> Value {
        let care = item.care.iter().map(|i| self.knowledge.situations[*i].id.as_str());
        json!({
            "exercise": self.exercise(item.exercise),
            "level": level(&item.level),
            "care": care.collect::<Vec<_>>(),
        })
    }

    fn programme(&self, programme: &Programme) -> Value {
        let Programme { rung, chosen, rejected, barred, would_admit, points, minutes_per_day } =
            programme;
        let barred = barred.iter().map(|(exercise, why)| {
            let why: Vec<Value> = why.iter().map(|w| self.barred(w)).collect();
            json!({ "exercise": self.exercise(*exercise), "why": why })
        });
        let would_admit = would_admit
            .iter()
            .map(|(finding, more)| json!({ "finding": self.finding(*finding), "more": more }));
        json!({
            "rung": rung.id(),
            "chosen": chosen.iter().map(|c| self.chosen(c)).collect::<Vec<_>>(),
            "rejected": rejected.iter().map(|r| self.rejected(r)).collect::<Vec<_>>(),
            "barred": barred.collect::<Vec<_>>(),
            "would_admit": would_admit.collect::<Vec<_>>(),
            "points": points,
            "minutes_per_day": minutes_per_day,
        })
    }

    fn chosen(&self, chosen: &Chosen) -> Value {
        let mut value = self.item(&chosen.item);
        let why = &chosen.why;
        let serves = why.serves.iter().filter_map(|id| self.condition(*id));
        value["why"] = json!({
            "serves": serves.collect::<Vec<_>>(),
            "prompted": self.findings(&why.prompted),
            "needed": why.needed,
            "points": why.points,
        });
        value
    }

    fn rejected(&self, rejected: &Rejected) -> Value {
        let Rejected { exercise, kind, behind, best_with } = rejected;
        json!({
            "exercise": self.exercise(*exercise),
            "kind": name(kind),
            "behind": behind,
            "best_with": self.exercises(best_with),
        })
    }

    fn barred(&self, why: &Barred) -> Value {
        let plain = |code: &str| json!({ "bar": code });
        match why {
            Barred::NotOffered => plain("not_offered"),
            Barred::TherapistOnly => plain("therapist_only"),
            Barred::Kind => plain("kind"),
            Barred::OnHold => plain("on_hold"),
            Barred::Unsettled { asked } => json!({ "bar": "unsettled", "asked": asked }),
            Barred::Situation { situation, asked } => json!({
                "bar": "situation",
                "situation": self.knowledge.situations[*situation].id,
                "asked": asked,
            }),
            Barred::Caution { caution, asked } => json!({
                "bar": "caution",
                "caution": self.knowledge.cautions[*caution].id,
                "asked": asked,
            }),
            Barred::Condition { caution, condition } => json!({
                "bar": "condition",
                "caution": self.knowledge.cautions[*caution].id,
                "condition": self.condition(*condition),
            }),
            Barred::NerveStrain => plain("nerve_strain"),
            Barred::HamstringStrain => plain("hamstring_strain"),
            Barred::Equipment(thing) => json!({ "bar": "equipment", "equipment": name(thing) }),
            Barred::Floor => plain("floor"),
            Barred::Unwanted => plain("unwanted"),
            Barred::NotPrompted => plain("not_prompted"),
            Barred::TooHard => plain("too_hard"),
            Barred::TooLong => plain("too_long"),
            Barred::Dropped => plain("dropped"),
        }
    }
}
