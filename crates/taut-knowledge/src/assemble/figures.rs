//! Regions of the body chart, and pictures and times of self-tests: outlines on the paper, findings that a person may answer.

use super::Maker;
use crate::knowledge::{Finding, Origin};
use crate::raw::Loaded;
use crate::record::figure::{self, Picture, PictureSupport, View};
use crate::regions::{Area, Region, Says};
use crate::self_tests::{SelfTest, Shown};

/// The paper of the body chart: half its width, and its height with the soles below the feet.
const PAPER: [f64; 2] = [60.0, 250.0];
/// The longest time that a page counts down, seconds.
const LONGEST: u32 = 2 * 60 * 60;

impl Maker<'_> {
    /// Regions in the order of their list.
    pub(super) fn regions(&mut self, findings: &[Finding]) -> Vec<Region> {
        let raw = self.raw;
        let mut regions: Vec<Region> =
            raw.regions.iter().map(|loaded| self.region(loaded, findings)).collect();
        regions.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
        for pair in regions.windows(2).filter(|pair| pair[0].order == pair[1].order) {
            let message = format!("the region `{}` has the same place", pair[0].id);
            let file = format!("regions/{}.toml", pair[1].id);
            self.sink.error(&file, "order", "same-order", message);
        }
        for (view, word) in [(View::Front, "front"), (View::Back, "back")] {
            let seen = regions.iter().any(|r| r.areas.iter().any(|a| a.view == view));
            if !regions.is_empty() && !seen && raw.broken.is_empty() {
                let message = format!("no region is seen from the {word}");
                let file = format!("regions/{}.toml", regions[0].id);
                self.sink.error(&file, "area", "view-without-region", message);
            }
        }
        regions
    }

    fn region(
        &mut self,
        Loaded { file, id, raw }: &Loaded<figure::Region>,
        findings: &[Finding],
    ) -> Region {
        self.source(file, "source", &raw.source);
        self.english(file, &raw.text);
        for (language, text) in &raw.text {
            self.filled(file, &format!("text.{language}.name"), &text.name);
        }
        if raw.area.is_empty() {
            let message = "a region without an outline".to_owned();
            self.sink.error(file, "area", "empty-list", message);
        }
        for (i, area) in raw.area.iter().enumerate() {
            self.outline(file, &format!("area[{i}].corners"), &area.corners, raw.paired);
        }
        self.roots(file, raw);
        let says = raw.says.iter().enumerate();
        let says = says.filter_map(|(i, says)| self.says(file, i, says, raw.paired, findings));
        Region {
            id: id.clone(),
            review: raw.review.into(),
            order: raw.order,
            paired: raw.paired,
            says: says.collect(),
            areas: raw
                .area
                .iter()
                .map(|area| Area { view: area.view, corners: area.corners.clone() })
                .collect(),
            asks: self.findings_named(file, "asks", &raw.asks, findings),
            dermatomes: raw.dermatomes.clone(),
            dermatome_sources: raw.dermatome_sources.clone(),
            source: raw.source.clone(),
            text: raw.text.clone(),
        }
    }

    fn outline(&mut self, file: &str, path: &str, corners: &[[f64; 2]], paired: bool) {
        let inside = |[out, down]: &[f64; 2]| {
            (0.0..=PAPER[0]).contains(out) && (0.0..=PAPER[1]).contains(down)
        };
        let fewest = if paired { 3 } else { 2 };
        if corners.len() < fewest || !corners.iter().all(inside) {
            let [wide, high] = PAPER;
            let message = format!("an outline is {fewest} or more corners within the chart");
            self.sink
                .error(file, path, "bad-outline", message)
                .hint(format!("0 to {wide} from the midline, 0 to {high} below the top"));
        } else if !paired && (corners[0][0] != 0.0 || corners[corners.len() - 1][0] != 0.0) {
            let message = "the half of a region over the midline begins and ends at it".to_owned();
            self.sink
                .error(file, path, "bad-outline", message)
                .hint("the first and the last corner have the distance 0".to_owned());
        }
    }

    fn roots(&mut self, file: &str, raw: &figure::Region) {
        self.once(file, "dermatomes", &raw.dermatomes);
        for (i, root) in raw.dermatomes.iter().enumerate() {
            let known =
                matches!(root.split_at_checked(1), Some(("L" | "S", "1" | "2" | "3" | "4" | "5")));
            if !known {
                let message = format!("`{root}` is no root of a nerve of the leg");
                self.sink
                    .error(file, &format!("dermatomes[{i}]"), "unknown-root", message)
                    .hint("L1 to L5, S1 to S5".to_owned());
            }
        }
        if raw.dermatomes.is_empty() {
            self.once(file, "dermatome_sources", &raw.dermatome_sources);
        } else {
            self.sources_named(file, "dermatome_sources", &raw.dermatome_sources);
        }
    }

    fn says(
        &mut self,
        file: &str,
        i: usize,
        raw: &figure::RegionSays,
        paired: bool,
        findings: &[Finding],
    ) -> Option<Says> {
        let at = |key: &str| format!("says[{i}].{key}");
        let finding = self.finding_named((file, &at("finding")), &raw.finding, findings)?;
        let record = &findings[finding.index()];
        if !record.person_may_answer {
            let message = format!("`{}` needs an examination: no shading says it", record.id);
            self.sink.error(file, &at("finding"), "person-cannot-examine", message);
        }
        if raw.both_sides && !paired {
            let message = "a region over the midline has no two sides".to_owned();
            self.sink.error(file, &at("both_sides"), "region-without-side", message);
        }
        let state = record.states.iter().position(|state| *state == raw.state);
        let state = state.and_then(|state| u8::try_from(state).ok());
        match state {
            Some(state) if state >= record.present_from => {
                Some(Says { finding, state, fills: raw.fills, both_sides: raw.both_sides })
            }
            Some(_) => {
                let message = format!("`{}` is no more than a no", raw.state);
                self.sink.error(file, &at("state"), "shading-says-no", message).hint(
                    "a shading says that something is there, never that it is not".to_owned(),
                );
                None
            }
            None => {
                let message = format!("`{}` has no state `{}`", record.id, raw.state);
                let hint = format!("one of {}", record.states.join(", "));
                self.sink.error(file, &at("state"), "unknown-state", message).hint(hint);
                None
            }
        }
    }

    /// Pictures and times of self-tests, in the order of their findings.
    pub(super) fn self_tests(&mut self, findings: &[Finding]) -> Vec<SelfTest> {
        let raw = self.raw;
        let tests = raw.self_tests.iter();
        tests.filter_map(|loaded| self.one_self_test(loaded, findings)).collect()
    }

    fn one_self_test(
        &mut self,
        Loaded { file, id, raw }: &Loaded<figure::SelfTest>,
        findings: &[Finding],
    ) -> Option<SelfTest> {
        self.english(file, &raw.text);
        if raw.picture.is_empty() && raw.timer.is_empty() {
            let message = "neither a picture nor a time".to_owned();
            self.sink.error(file, "picture", "empty-list", message);
        }
        let ids: Vec<&String> = raw.timer.iter().map(|timer| &timer.id).collect();
        self.once(file, "timer", &ids);
        for (i, timer) in raw.timer.iter().enumerate() {
            self.source(file, &format!("timer[{i}].source"), &timer.source);
            self.whole(file, &format!("timer[{i}].seconds"), timer.seconds, 1..=LONGEST);
        }
        self.captions(file, raw);
        let each = raw.picture.iter().enumerate();
        let pictures = each.filter_map(|(i, picture)| self.shown(file, i, picture)).collect();
        let finding = self.finding_named((file, "id"), id, findings)?;
        if findings[finding.index()].origin != Origin::SelfTest {
            let message = format!("`{id}` is no self-test");
            self.sink.error(file, "id", "no-self-test", message);
        }
        let (timers, text) = (raw.timer.clone(), raw.text.clone());
        Some(SelfTest { finding, review: raw.review.into(), pictures, timers, text })
    }

    fn captions(&mut self, file: &str, raw: &figure::SelfTest) {
        for (language, text) in &raw.text {
            let path = format!("text.{language}.captions");
            for (i, caption) in text.captions.iter().enumerate() {
                self.filled(file, &format!("{path}[{i}]"), caption);
            }
            if text.captions.len() != raw.picture.len() {
                let (words, pictures) = (text.captions.len(), raw.picture.len());
                let message = format!("{words} captions for {pictures} pictures");
                self.sink.error(file, &path, "captions-and-pictures", message);
            }
            let path = format!("text.{language}.timers");
            for (id, words) in &text.timers {
                self.filled(file, &format!("{path}.{id}"), words);
                if !raw.timer.iter().any(|timer| timer.id == *id) {
                    let message = format!("no time `{id}`");
                    self.sink.error(file, &format!("{path}.{id}"), "unknown-timer", message);
                }
            }
            for timer in raw.timer.iter().filter(|timer| !text.timers.contains_key(&timer.id)) {
                let message = format!("the time `{}` has no words", timer.id);
                self.sink.error(file, &path, "missing-text", message);
            }
        }
    }

    fn shown(&mut self, file: &str, i: usize, raw: &Picture) -> Option<Shown> {
        let Picture { posture, position, test, step, angles, support } = raw.clone();
        let shown = match (posture, position, test, step, angles, support) {
            (Some(posture), Some(position), None, None, None, None) => {
                Some(Shown::Position { posture, position })
            }
            (None, None, Some(test), Some(step), None, None) => Some(Shown::Step { test, step }),
            (None, None, None, None, Some(angles), support) => {
                let support = support.unwrap_or(PictureSupport::Floor);
                Some(Shown::Angles { angles, support })
            }
            _ => None,
        };
        if shown.is_none() {
            let message = "a picture shows one thing".to_owned();
            self.sink
                .error(file, &format!("picture[{i}]"), "bad-picture", message)
                .hint("posture and position, or test and step, or angles".to_owned());
        }
        shown
    }
}
