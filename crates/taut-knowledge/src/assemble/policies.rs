//! How programmes are put together, and how check-ins steer them: numbers in range and in order, ids to indices.

use super::Maker;
use crate::diagnostic::did_you_mean;
use crate::grades::Rung;
use crate::ids::FindingId;
use crate::knowledge::Finding;
use crate::programme::{CheckInPolicy, ExerciseKind, Mix, ProgrammePolicy};
use crate::raw::Loaded;
use crate::record::steering;

/// The most exercises that a programme may hold, whatever the policy: more is a slip of the pen.
const MOST_EXERCISES: u32 = 20;
/// The longest time that a policy may name, in days, weeks or hours.
const LONG: u32 = 1000;

impl Maker<'_> {
    pub(super) fn programme(&mut self, findings: &[Finding]) -> ProgrammePolicy {
        let raw = self.raw;
        let Some(Loaded { file, raw, .. }) = &raw.programme else {
            let message = "how a programme is put together is missing";
            self.missing_record("decision/programme.toml", message);
            return ProgrammePolicy::default();
        };
        self.source(file, "source", &raw.source);
        self.filled(file, "note", &raw.note);
        self.pair(file, "size", raw.size, 1..=MOST_EXERCISES);
        self.whole(file, "most_minutes_per_day", raw.most_minutes_per_day, 1..=24 * 60);
        let most = raw.most_minutes_per_day;
        self.whole(file, "minutes_per_day", raw.minutes_per_day, 1..=most.max(1));
        for (i, thing) in raw.usual_equipment.iter().enumerate() {
            if raw.usual_equipment[..i].contains(thing) {
                let path = format!("usual_equipment[{i}]");
                self.sink.error(file, &path, "listed-twice", "a second time".to_owned());
            }
        }
        self.whole(file, "days_per_week", raw.days_per_week, 1..=7);
        self.whole(file, "first_level", raw.first_level, 0..=MOST_EXERCISES);
        self.above_zero(file, "hold_nerve_strain", raw.hold_nerve_strain, 1.0);
        self.above_zero(
            file,
            "stretch_minutes_per_week",
            raw.stretch_minutes_per_week,
            f64::from(7 * 24 * 60),
        );
        let unsettled = self.expr(file, "unsettled", &raw.unsettled, findings);
        self.mix(file, raw);
        ProgrammePolicy {
            review: raw.review.into(),
            size: raw.size,
            minutes_per_day: raw.minutes_per_day,
            most_minutes_per_day: most,
            days_per_week: raw.days_per_week,
            usual_equipment: raw.usual_equipment.iter().copied().collect(),
            first_level: raw.first_level,
            hold_nerve_strain: raw.hold_nerve_strain,
            unsettled,
            stretch_minutes_per_week: raw.stretch_minutes_per_week,
            points: raw.points.clone(),
            mix: raw
                .mix
                .iter()
                .map(|mix| Mix {
                    rung: mix.rung.into(),
                    kind: mix.kind,
                    at_least: mix.at_least,
                    at_most: mix.at_most,
                })
                .collect(),
            obtained: raw.obtained.into(),
            source: raw.source.clone(),
        }
    }

    /// Each kind once a rung, only where a programme is given, and together as many as the size allows.
    fn mix(&mut self, file: &str, raw: &steering::ProgrammePolicy) {
        for (i, mix) in raw.mix.iter().enumerate() {
            let rung = Rung::from(mix.rung);
            let path = format!("mix[{i}]");
            if raw.mix[..i].iter().any(|other| other.rung == mix.rung && other.kind == mix.kind) {
                let message = format!("a second line for this kind and `{}`", rung.id());
                self.sink.error(file, &path, "listed-twice", message);
            }
            self.pair(file, &path, [mix.at_least, mix.at_most], 0..=MOST_EXERCISES);
            if mix.at_most == 0 {
                let message = "at most 0 is the same as no line".to_owned();
                self.sink.error(file, &format!("{path}.at_most"), "out-of-range", message);
            }
            let wrong = if rung == Rung::Undecided || rung < Rung::HoldAndSeePt {
                Some("no programme is given on this rung")
            } else if mix.kind == ExerciseKind::Neural {
                Some("only a therapist chooses neural exercises")
            } else if rung == Rung::HoldAndSeePt && mix.kind == ExerciseKind::HamstringLengthening {
                Some("on hold nothing lengthens the hamstrings")
            } else {
                None
            };
            if let Some(message) = wrong {
                self.sink
                    .error(file, &path, "mix-without-programme", message.to_owned())
                    .hint("take the line out".to_owned());
            }
        }
        for rung in Rung::ALL {
            let lines: Vec<_> = raw.mix.iter().filter(|mix| Rung::from(mix.rung) == rung).collect();
            let least: u32 = lines.iter().fold(0, |sum, mix| sum.saturating_add(mix.at_least));
            let most: u32 = lines.iter().fold(0, |sum, mix| sum.saturating_add(mix.at_most));
            if !lines.is_empty() && (least > raw.size[1] || most < raw.size[0]) {
                let message = format!(
                    "the lines for `{}` add up to {least} to {most} exercises, the size is {} to {}",
                    rung.id(),
                    raw.size[0],
                    raw.size[1]
                );
                self.sink.error(file, "mix", "mix-does-not-fit", message);
            }
        }
    }

    pub(super) fn check_in(&mut self, findings: &[Finding]) -> CheckInPolicy {
        let raw = self.raw;
        let Some(Loaded { file, raw, .. }) = &raw.check_in else {
            self.missing_record("decision/check_in.toml", "how check-ins steer it is missing");
            return CheckInPolicy::default();
        };
        self.sources_named(file, "sources", &raw.sources);
        self.filled(file, "note", &raw.note);
        self.check_in_numbers(file, raw);
        let rescreen = self.asked_again(file, "rescreen", &raw.rescreen, findings);
        let leg = self.asked_again(file, "leg", &raw.leg, findings);
        let deficits = self.asked_again(file, "deficits", &raw.deficits, findings);
        for (i, id) in raw.deficits.iter().enumerate() {
            if !raw.rescreen.contains(id) {
                let message = format!("`{id}` is not in `rescreen`, so it would never be asked");
                self.sink
                    .error(file, &format!("deficits[{i}]"), "not-asked-again", message)
                    .hint("add it to `rescreen`".to_owned());
            }
        }
        CheckInPolicy {
            numbers: raw.clone(),
            rescreen,
            leg,
            deficits,
            becomes: self.becomes(file, &raw.becomes, findings),
        }
    }

    /// Findings that are asked at each check-in, so a person must be able to answer them.
    fn asked_again(
        &mut self,
        file: &str,
        key: &str,
        ids: &[String],
        findings: &[Finding],
    ) -> Vec<FindingId> {
        let found = self.findings_named(file, key, ids, findings);
        for id in &found {
            let finding = &findings[id.index()];
            if !finding.person_may_answer {
                let at = ids.iter().position(|id| *id == finding.id).unwrap_or_default();
                let message = format!("`{}` needs an examination", finding.id);
                self.sink
                    .error(file, &format!("{key}[{at}]"), "person-cannot-answer", message)
                    .hint("check-ins ask only what a person can answer".to_owned());
            }
        }
        found
    }

    fn becomes(
        &mut self,
        file: &str,
        rows: &[steering::Becomes],
        findings: &[Finding],
    ) -> Vec<(steering::Signal, FindingId, u8)> {
        let mut out = Vec::new();
        for (i, row) in rows.iter().enumerate() {
            let path = format!("becomes[{i}]");
            let at = format!("{path}.finding");
            let Some(finding) = self.finding_named((file, &at), &row.finding, findings) else {
                continue;
            };
            if rows[..i].iter().any(|o| o.signal == row.signal && o.finding == row.finding) {
                let message = "this signal becomes this finding already".to_owned();
                self.sink.error(file, &path, "listed-twice", message);
            }
            let states = &findings[finding.index()].states;
            let state = states.iter().position(|state| *state == row.state);
            // More than 32 states are refused with the finding.
            match state.and_then(|state| u8::try_from(state).ok()) {
                Some(state) => out.push((row.signal, finding, state)),
                None => {
                    let hint = did_you_mean(&row.state, states.iter().map(String::as_str))
                        .or_else(|| Some(format!("one of {}", states.join(", "))));
                    let message = format!("`{}` has no state `{}`", row.finding, row.state);
                    self.sink
                        .error(file, &format!("{path}.state"), "unknown-state", message)
                        .hint(hint);
                }
            }
        }
        out
    }

    fn check_in_numbers(&mut self, file: &str, raw: &steering::CheckInPolicy) {
        let whole = [
            ("easy_pain", raw.easy_pain, 0, 10),
            ("hold_pain", raw.hold_pain, 0, 10),
            ("linger_minutes", raw.linger_minutes, 1, 24 * 60),
            ("easy_in_a_row", raw.easy_in_a_row, 1, LONG),
            ("second_step_back_days", raw.second_step_back_days, 1, LONG),
            ("soreness_hours", raw.soreness_hours, 1, LONG),
            ("every_days", raw.every_days, 1, LONG),
            ("frozen_days", raw.frozen_days, 1, LONG),
            ("pain_worse", raw.pain_worse, 1, 10),
            ("back_worse_in_a_row", raw.back_worse_in_a_row, 1, LONG),
            ("leg_worse_in_a_row", raw.leg_worse_in_a_row, 1, LONG),
            ("roland_morris_worse", raw.roland_morris_worse, 1, 24),
            ("review_weeks", raw.review_weeks, 1, LONG),
            ("clearance_weeks", raw.clearance_weeks, 1, LONG),
            ("reported_clearance_quiet_weeks", raw.reported_clearance_quiet_weeks, 1, LONG),
            ("step.reps", raw.step.reps, 1, LONG),
            ("step.hold_seconds", raw.step.hold_seconds, 1, LONG),
            ("step.sets", raw.step.sets, 1, LONG),
            ("step.minutes", raw.step.minutes, 1, LONG),
            ("step.most_load", raw.step.most_load, 0, LONG),
        ];
        for (key, value, least, most) in whole {
            self.whole(file, key, value, least..=most);
        }
        self.pair(file, "first_hours", raw.first_hours, 1..=LONG);
        self.pair(file, "stretch_weeks", raw.stretch_weeks, 1..=LONG);
        self.pair(file, "keep_up_days", raw.keep_up_days, 1..=7);
        self.above_zero(file, "better_share", raw.better_share, 1.0);
        self.above_zero(file, "range_gain_degrees", raw.range_gain_degrees, 90.0);
        for (i, share) in raw.load_step.into_iter().enumerate() {
            self.above_zero(file, &format!("load_step[{i}]"), share, 1.0);
        }
        if Rung::from(raw.deficit_rung) >= Rung::HoldAndSeePt {
            let message = "new numbness or weakness asks for a doctor".to_owned();
            self.sink
                .error(file, "deficit_rung", "out-of-range", message)
                .hint("emergency, see_doctor_today or see_doctor".to_owned());
        }
        let ordered = [
            ("hold_pain", raw.easy_pain < raw.hold_pain, "must be above `easy_pain`"),
            ("frozen_days", raw.every_days < raw.frozen_days, "must be above `every_days`"),
            (
                "load_step",
                raw.load_step[0] <= raw.load_step[1],
                "must start with the smaller share",
            ),
        ];
        for (key, holds, message) in ordered {
            if !holds {
                self.sink.error(file, key, "not-in-order", format!("`{key}` {message}"));
            }
        }
    }
}
