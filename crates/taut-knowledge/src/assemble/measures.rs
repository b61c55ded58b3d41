//! Measures and their published courses: scales, forms, steps of time, words.

use super::Maker;
use super::lookup::Named;
use crate::knowledge::{Finding, Kind};
use crate::programme::{Course, Important, Measure, MeasureForm};
use crate::raw::Loaded;
use crate::record::steering;

/// More statements or activities than this do not occur.
const MOST_STATEMENTS: f64 = 200.0;

impl Maker<'_> {
    pub(super) fn measures(&mut self, findings: &[Finding]) -> Vec<Measure> {
        let raw = self.raw;
        raw.measures.iter().map(|loaded| self.measured(loaded, findings)).collect()
    }

    fn measured(
        &mut self,
        Loaded { file, raw, .. }: &Loaded<steering::Measure>,
        findings: &[Finding],
    ) -> Measure {
        self.source(file, "source", &raw.source);
        for (key, text) in
            [("clinician", &raw.clinician), ("unit", &raw.unit), ("licence", &raw.licence)]
        {
            self.filled(file, key, text);
        }
        if !(raw.min.is_finite() && raw.max.is_finite() && raw.min < raw.max) {
            let message = format!("{} to {} is no scale", raw.min, raw.max);
            self.sink
                .error(file, "min", "bad-range", message)
                .hint("`min` is below `max`".to_owned());
        }
        self.whole(file, "every_days", raw.every_days, 1..=1000);
        self.measure_form(file, raw);
        self.important(file, raw);
        if let Some(recovered) = raw.recovered
            && !(raw.min..=raw.max).contains(&recovered)
        {
            let message = format!("{recovered} is not on the scale");
            self.sink.error(file, "recovered", "out-of-range", message);
        }
        self.measure_words(file, raw);
        let finding =
            raw.finding.as_ref().and_then(|id| self.finding_named((file, "finding"), id, findings));
        if let Some(finding) = finding {
            self.becomes_finding(file, raw, &findings[finding.index()]);
        }
        let left_out_if = raw
            .left_out_if
            .as_ref()
            .and_then(|text| self.expr(file, "left_out_if", text, findings));
        Measure { record: raw.clone(), finding, left_out_if }
    }

    fn measure_form(&mut self, file: &str, raw: &steering::Measure) {
        let statements = raw.form == MeasureForm::Statements;
        let own = raw.form == MeasureForm::OwnActivities;
        if statements && !(raw.whole && raw.min == 0.0 && raw.max <= MOST_STATEMENTS) {
            let message = "the score counts statements: whole numbers from 0".to_owned();
            self.sink.error(file, "form", "measure-form", message);
        }
        if raw.side && raw.form != MeasureForm::Number {
            let message = "only numbers are measured on each side".to_owned();
            self.sink.error(file, "side", "measure-form", message);
        }
        if own != raw.at_most.is_some() {
            let message = "own activities, and only they, have a most".to_owned();
            self.sink
                .error(file, "at_most", "measure-form", message)
                .hint(if own { "add `at_most`" } else { "take `at_most` out" }.to_owned());
        }
        if let Some(most) = raw.at_most {
            self.whole(file, "at_most", most, 1..=20);
        }
        for (language, text) in &raw.text {
            let path = format!("text.{language}.statements");
            let count = text.statements.len();
            if statements && count as f64 != raw.max {
                let message = format!("{count} statements, and the highest score is {}", raw.max);
                self.sink.error(file, &path, "measure-form", message);
            } else if !statements && count > 0 {
                let message = "a measure of this form has no statements".to_owned();
                self.sink.error(file, &path, "measure-form", message);
            }
        }
    }

    fn important(&mut self, file: &str, raw: &steering::Measure) {
        let Some(Important { points, share, source, note, .. }) = &raw.important else { return };
        self.above_zero(file, "important.points", *points, raw.max - raw.min);
        if let Some(share) = share {
            self.above_zero(file, "important.share", *share, 1.0);
        }
        self.source(file, "important.source", source);
        self.filled(file, "important.note", note);
    }

    fn measure_words(&mut self, file: &str, raw: &steering::Measure) {
        self.english(file, &raw.text);
        for (language, text) in &raw.text {
            let base = format!("text.{language}");
            for (key, words) in [
                ("name", &text.name),
                ("question", &text.question),
                ("lowest", &text.lowest),
                ("highest", &text.highest),
            ] {
                self.filled(file, &format!("{base}.{key}"), words);
            }
            self.once(file, &format!("{base}.statements"), &text.statements);
            for (i, statement) in text.statements.iter().enumerate() {
                self.filled(file, &format!("{base}.statements[{i}]"), statement);
            }
        }
    }

    /// A value becomes a finding only where both are the same number.
    fn becomes_finding(&mut self, file: &str, raw: &steering::Measure, finding: &Finding) {
        let problem = match &finding.kind {
            Kind::Measure { unit, .. } if *unit != raw.unit => {
                Some(format!("`{}` is counted in {unit}", finding.id))
            }
            Kind::Measure { min, max, .. } if raw.min < *min || raw.max > *max => {
                Some(format!("`{}` goes from {min} to {max}", finding.id))
            }
            Kind::Measure { .. } if raw.form != MeasureForm::Number => {
                Some(format!("`{}` is one number", finding.id))
            }
            Kind::Measure { .. } if finding.sided != raw.side => {
                Some(format!("`{}` and the measure differ in having sides", finding.id))
            }
            Kind::Measure { .. } => None,
            _ => Some(format!("`{}` is no number, so no value becomes it", finding.id)),
        };
        if let Some(message) = problem {
            self.sink
                .error(file, "finding", "measure-is-not-finding", message)
                .hint("take `finding` out, or make both agree".to_owned());
        }
    }

    pub(super) fn courses(&mut self, findings: &[Finding]) -> Vec<Course> {
        let raw = self.raw;
        let mut out = Vec::new();
        for Loaded { file, raw: course, .. } in &raw.courses {
            self.source(file, "source", &course.source);
            self.filled(file, "note", &course.note);
            self.english(file, &course.text);
            for (language, text) in &course.text {
                self.filled(file, &format!("text.{language}"), text);
            }
            if course.n == Some(0) {
                self.sink.error(file, "n", "out-of-range", "a group of nobody".to_owned());
            }
            let ids = raw.measures.iter().map(|measure| measure.id.as_str());
            let measure = self.named(&Named::MEASURE, (file, "measure"), &course.measure, ids);
            let when = self.expr(file, "when", &course.when, findings);
            self.points(file, course, measure.map(|found| &raw.measures[found].raw));
            if let (Some(measure), Some(when)) = (measure, when) {
                out.push(Course { record: course.clone(), measure, when });
            }
        }
        out
    }

    /// Weeks that rise from the start, and means on the measure's scale.
    fn points(
        &mut self,
        file: &str,
        course: &steering::Course,
        measure: Option<&steering::Measure>,
    ) {
        if course.points.len() < 2 {
            let message = "a course has at least two points".to_owned();
            self.sink.error(file, "points", "empty-list", message);
        }
        for (i, [week, mean]) in course.points.iter().enumerate() {
            let path = format!("points[{i}]");
            let before = i.checked_sub(1).map_or(-1.0, |before| course.points[before][0]);
            if !(week.is_finite() && *week >= 0.0 && *week > before) {
                let message = format!("week {week} does not follow the one before");
                self.sink
                    .error(file, &path, "not-in-order", message)
                    .hint("weeks since the start, each later than the last".to_owned());
            }
            let scale = measure.map(|measure| measure.min..=measure.max);
            if !scale.as_ref().map_or(mean.is_finite(), |scale| scale.contains(mean)) {
                let message = format!("{mean} is not on the scale of `{}`", course.measure);
                self.sink.error(file, &path, "out-of-range", message);
            }
        }
    }
}
