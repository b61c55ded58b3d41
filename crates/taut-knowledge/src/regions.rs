//! Regions of the body chart, and what a person's shading of them says.

use std::collections::{BTreeMap, BTreeSet};

use crate::case_file::Side;
use crate::grades::Review;
use crate::ids::FindingId;
use crate::knowledge::Knowledge;
pub use crate::record::figure::{RegionText, View};

/// One outline of a region.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// From where it is seen.
    pub view: View,
    /// Corners: distance from the midline and below the top of the head, in half per cents of the height; of one half where
    /// the region is not paired.
    pub corners: Vec<[f64; 2]>,
}

/// What shading a region says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Says {
    /// The finding.
    pub finding: FindingId,
    /// Index of the state that it is in at least.
    pub state: u8,
    /// Is it filled in for the person to confirm, or only said beside the question?
    pub fills: bool,
    /// Only where regions that say it are shaded on both sides.
    pub both_sides: bool,
}

/// A region of the body chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// Id, also the file name.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Place in the list of regions.
    pub order: u32,
    /// One on each side, or one over the midline.
    pub paired: bool,
    /// Its outlines.
    pub areas: Vec<Area>,
    /// What shading it says.
    pub says: Vec<Says>,
    /// Findings whose questions matter more when it is shaded.
    pub asks: Vec<FindingId>,
    /// Roots of the nerves whose skin areas it lies in; for a clinician.
    pub dermatomes: Vec<String>,
    /// Source keys of the roots.
    pub dermatome_sources: Vec<String>,
    /// Source key of what shading says.
    pub source: String,
    /// Text per language.
    pub text: BTreeMap<String, RegionText>,
}

impl Region {
    /// Its name without a side, in English where the language lacks it.
    #[must_use]
    pub fn name(&self, language: &str) -> &str {
        let text = self.text.get(language).or_else(|| self.text.get("en"));
        text.map_or(self.id.as_str(), |text| text.name.as_str())
    }
}

/// A region on one side, or over the midline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionId {
    /// Index in [`Knowledge::regions`].
    pub region: u16,
    /// `Left` or `Right`; `Unstated` over the midline.
    pub side: Side,
}

/// An answer that a shading speaks for. The person sees it and confirms it; a shading never says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShadedReply {
    /// The finding.
    pub finding: FindingId,
    /// Index of its state.
    pub state: u8,
    /// The side; `Unstated` where the finding has none or the region lies over the midline.
    pub side: Side,
    /// Filled in to be confirmed; else only said beside the question.
    pub fills: bool,
}

/// How many regions of a root's skin area are shaded on a side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShadedRoot {
    /// The root, such as `L5`.
    pub root: String,
    /// The side.
    pub side: Side,
    /// Shaded regions of it.
    pub shaded: usize,
    /// Regions of it on this side.
    pub of: usize,
}

impl Knowledge {
    /// Every region on every side, in the order of the list, right before left.
    pub fn region_ids(&self) -> impl Iterator<Item = RegionId> + '_ {
        self.regions.iter().enumerate().flat_map(|(i, region)| {
            let sides: &[Side] =
                if region.paired { &[Side::Right, Side::Left] } else { &[Side::Unstated] };
            // The loader refuses more regions than fit.
            let region = u16::try_from(i).unwrap_or(u16::MAX);
            sides.iter().map(move |side| RegionId { region, side: *side })
        })
    }

    /// The region.
    ///
    /// # Panics
    /// With an id of another knowledge.
    #[must_use]
    pub fn region(&self, id: RegionId) -> &Region {
        &self.regions[usize::from(id.region)]
    }

    /// The key of a region for forms and pages, such as `calf-left` or `abdomen`.
    #[must_use]
    pub fn region_key(&self, id: RegionId) -> String {
        let region = &self.region(id).id;
        match id.side {
            Side::Left | Side::Right => format!("{region}-{}", id.side.id()),
            Side::Both | Side::Unstated => region.clone(),
        }
    }

    /// The region of a key; `None` for an unknown one.
    #[must_use]
    pub fn region_of_key(&self, key: &str) -> Option<RegionId> {
        self.region_ids().find(|id| self.region_key(*id) == key)
    }

    /// What a shading says, in the order of the findings: of each finding the highest state, with the sides that say it.
    #[must_use]
    pub fn replies_of_shading(&self, shaded: &[RegionId]) -> Vec<ShadedReply> {
        let shaded: BTreeSet<RegionId> = shaded.iter().copied().collect();
        let said = |says: &Says| -> BTreeSet<Side> {
            let says_it = |id: &&RegionId| self.region(**id).says.iter().any(|other| other == says);
            shaded.iter().filter(says_it).map(|id| id.side).collect()
        };
        let mut replies: BTreeMap<FindingId, ShadedReply> = BTreeMap::new();
        for says in shaded.iter().flat_map(|id| &self.region(*id).says) {
            let sides = said(says);
            let both = sides.contains(&Side::Left) && sides.contains(&Side::Right);
            if says.both_sides && !both {
                continue;
            }
            let side = match (self.finding(says.finding).sided, both) {
                (false, _) => Side::Unstated,
                (true, true) => Side::Both,
                (true, false) => sides.first().copied().unwrap_or(Side::Unstated),
            };
            let reply =
                ShadedReply { finding: says.finding, state: says.state, side, fills: says.fills };
            replies
                .entry(says.finding)
                .and_modify(|known| *known = higher(*known, reply))
                .or_insert(reply);
        }
        replies.into_values().collect()
    }

    /// Findings whose questions matter more with this shading, sorted; nothing is filled in.
    #[must_use]
    pub fn asked_by_shading(&self, shaded: &[RegionId]) -> BTreeSet<FindingId> {
        shaded.iter().flat_map(|id| &self.region(*id).asks).copied().collect()
    }

    /// Roots whose skin areas the shaded regions lie in, for a clinician: maps of these areas disagree, they overlap, and pain
    /// from a root often does not keep to them. Nothing follows from this.
    #[must_use]
    pub fn roots_of_shading(&self, shaded: &[RegionId]) -> Vec<ShadedRoot> {
        let shaded: BTreeSet<RegionId> = shaded.iter().copied().collect();
        let mut roots: BTreeMap<(&str, Side), [usize; 2]> = BTreeMap::new();
        for id in self.region_ids().filter(|id| id.side != Side::Unstated) {
            for root in &self.region(id).dermatomes {
                let [marked, of] = roots.entry((root, id.side)).or_default();
                *marked += usize::from(shaded.contains(&id));
                *of += 1;
            }
        }
        let some = roots.into_iter().filter(|(_, [marked, _])| *marked > 0);
        some.map(|((root, side), [shaded, of])| ShadedRoot {
            root: root.to_owned(),
            side,
            shaded,
            of,
        })
        .collect()
    }
}

/// The higher state of two replies about one finding; of equal ones the sides together, and filled in if one is.
fn higher(a: ShadedReply, b: ShadedReply) -> ShadedReply {
    if a.state != b.state {
        return if a.state > b.state { a } else { b };
    }
    let side = match (a.side, b.side) {
        (x, y) if x == y => x,
        (Side::Unstated, side) | (side, Side::Unstated) => side,
        _ => Side::Both,
    };
    ShadedReply { side, fills: a.fills || b.fills, ..a }
}
