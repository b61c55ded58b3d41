//! The body chart: regions that do not overlap and lie on the person, sides mirrored, and what a shading says.

use std::collections::{BTreeMap, BTreeSet};

use taut_knowledge::regions::{RegionId, View};
use taut_knowledge::{Knowledge, Side};
use taut_text::figure::{Form, body_chart_figure};

use crate::drawings::check_inline;
use crate::pages::KNOWLEDGE;

fn ids(keys: &[&str]) -> Vec<RegionId> {
    keys.iter().map(|key| KNOWLEDGE.region_of_key(key).unwrap_or_else(|| panic!("{key}"))).collect()
}

/// What is shaded, and what it says: finding, state, side, and `+` where it is filled in.
const SHADINGS: &[(&[&str], &[&str])] = &[
    (&[], &[]),
    (&["low_back-left"], &["pain_low_back present left +"]),
    (&["low_back-left", "low_back-right"], &["pain_low_back present both +"]),
    (&["upper_back-left"], &["pain_thoracic present unstated +"]),
    (&["buttock-right"], &["how_far_down buttock unstated", "pain_buttock present right +"]),
    (
        &["buttock-right", "back_thigh-right"],
        &[
            "how_far_down above_knee unstated",
            "pain_buttock present right +",
            "pain_posterior_thigh present right +",
        ],
    ),
    (
        &["back_thigh-right", "calf-right", "sole-right"],
        &[
            "heel_pain present unstated",
            "how_far_down foot unstated +",
            "pain_calf present right +",
            "pain_posterior_thigh present right +",
        ],
    ),
    (&["shin_outer-left"], &["how_far_down below_knee unstated +"]),
    (
        &["calf-left", "back_thigh-right"],
        &[
            "how_far_down below_knee unstated +",
            "leg_side_both present unstated +",
            "pain_calf present left +",
            "pain_posterior_thigh present right +",
        ],
    ),
    (&["heel-left"], &["heel_pain present unstated +", "how_far_down foot unstated +"]),
    (&["saddle"], &[]),
    (&["neck", "abdomen"], &["abdominal_or_flank_pain present unstated +"]),
];

#[test]
fn a_shading_says_what_was_written_down() {
    for (keys, wanted) in SHADINGS {
        let mut said: Vec<String> = KNOWLEDGE
            .replies_of_shading(&ids(keys))
            .iter()
            .map(|reply| {
                let finding = KNOWLEDGE.finding(reply.finding);
                let state = &finding.states[usize::from(reply.state)];
                let fills = if reply.fills { " +" } else { "" };
                format!("{} {state} {}{fills}", finding.id, reply.side.id())
            })
            .collect();
        said.sort();
        assert_eq!(said, *wanted, "{keys:?}");
    }
    let asked = KNOWLEDGE.asked_by_shading(&ids(&["saddle"]));
    assert!(asked.contains(&KNOWLEDGE.finding_id("saddle_numbness").unwrap()));
}

/// A stream of numbers that is the same on every run.
fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

/// The same by going through every finding and asking every region, and what must hold for any shading.
#[test]
fn no_shading_says_no_and_none_speaks_of_a_single_root() {
    let all: Vec<RegionId> = KNOWLEDGE.region_ids().collect();
    assert!(all.len() > 30);
    let mut seed = 7;
    for round in 0..400 {
        let shaded: Vec<RegionId> =
            all.iter().filter(|_| next(&mut seed) % 6 < round % 6).copied().collect();
        let replies = KNOWLEDGE.replies_of_shading(&shaded);
        let mut wanted = BTreeMap::new();
        for (i, finding) in KNOWLEDGE.findings.iter().enumerate() {
            for (state, _) in finding.states.iter().enumerate() {
                let says = |id: &&RegionId| {
                    KNOWLEDGE.region(**id).says.iter().any(|s| {
                        s.finding.index() == i && usize::from(s.state) == state && !s.both_sides
                    })
                };
                let twice = |side: Side| {
                    shaded.iter().any(|id| {
                        id.side == side
                            && KNOWLEDGE
                                .region(*id)
                                .says
                                .iter()
                                .any(|s| s.finding.index() == i && s.both_sides)
                    })
                };
                if shaded.iter().any(|id| says(&id)) || (twice(Side::Left) && twice(Side::Right)) {
                    wanted.insert(finding.id.clone(), state);
                }
            }
        }
        let got: BTreeMap<String, usize> = replies
            .iter()
            .map(|r| (KNOWLEDGE.finding(r.finding).id.clone(), usize::from(r.state)))
            .collect();
        assert_eq!(got, wanted);
        assert!(!got.contains_key("dermatomal_pain") && !got.contains_key("leg_symptoms"));
        for reply in &replies {
            let finding = KNOWLEDGE.finding(reply.finding);
            assert!(reply.state >= finding.present_from, "{} says no", finding.id);
            assert!(finding.sided || reply.side == Side::Unstated, "{}", finding.id);
            // Shading less never says more.
            let fewer = KNOWLEDGE.replies_of_shading(&shaded[..shaded.len() / 2]);
            for other in fewer.iter().filter(|other| other.finding == reply.finding) {
                assert!(other.state <= reply.state);
            }
        }
    }
}

fn inside(corners: &[[f64; 2]], [x, y]: [f64; 2]) -> bool {
    let mut odd = false;
    for (a, b) in corners.iter().zip(corners.iter().cycle().skip(1)) {
        if (a[1] > y) != (b[1] > y) && x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0] {
            odd = !odd;
        }
    }
    odd
}

fn areas(knowledge: &Knowledge, view: View) -> Vec<(String, Vec<[f64; 2]>)> {
    let of = |r: &taut_knowledge::Region| {
        let seen = r.areas.iter().filter(|area| area.view == view);
        seen.map(|area| (r.id.clone(), area.corners.clone())).collect::<Vec<_>>()
    };
    knowledge.regions.iter().flat_map(of).collect()
}

#[test]
fn regions_do_not_overlap() {
    for view in [View::Front, View::Back] {
        let areas = areas(&KNOWLEDGE, view);
        let mut met = BTreeSet::new();
        for i in 0..120 {
            for j in 0..500 {
                let at = [0.25 + 0.5 * f64::from(i), 0.27 + 0.5 * f64::from(j)];
                let here: Vec<&String> =
                    areas.iter().filter(|(_, c)| inside(c, at)).map(|(id, _)| id).collect();
                assert!(here.len() <= 1, "{here:?} at {at:?} {view:?}");
                met.extend(here.into_iter().cloned());
            }
        }
        let all: BTreeSet<String> = areas.into_iter().map(|(id, _)| id).collect();
        assert_eq!(met, all);
    }
}

/// The x and y of path data of straight lines.
fn points(outline: &str) -> Vec<[f64; 2]> {
    let numbers: Vec<f64> = outline
        .split(|c: char| !(c.is_ascii_digit() || c == '.'))
        .filter_map(|part| part.parse().ok())
        .collect();
    numbers.chunks(2).map(|pair| [pair[0], pair[1]]).collect()
}

#[test]
fn the_chart_shows_every_region_on_its_side() {
    let shaded = ids(&["calf-left", "low_back-right", "hip_side-left"]);
    let chart = body_chart_figure(&KNOWLEDGE, &shaded, "en", &Form::inline("c"));
    check_inline(&chart.front, "c-front");
    check_inline(&chart.back, "c-back");
    assert!(chart.front.len() + chart.back.len() < 24_000);
    let file = body_chart_figure(&KNOWLEDGE, &shaded, "en", &Form::File);
    assert!(file.back.contains(".hatch {") && file.back.starts_with("<svg xmlns"));
    for region in &chart.regions {
        for (view, outline) in region.views.iter().zip(&region.outlines) {
            let svg = if *view == View::Front { &chart.front } else { &chart.back };
            let class = if region.shaded { "chart-region shaded" } else { "chart-region" };
            let start = format!("<path class=\"{class}\" data-region=\"{}\"", region.key);
            assert!(svg.contains(&start), "{start}");
            // The person's right is on the right only where the person is seen from behind.
            let middle = points(outline).iter().map(|p| p[0] - 184.0).sum::<f64>();
            let right = region.id.side == Side::Right;
            if region.id.side != Side::Unstated {
                assert_eq!(middle > 0.0, right == (*view == View::Back), "{}", region.key);
            }
        }
        let other = RegionId {
            side: if region.id.side == Side::Left { Side::Right } else { Side::Left },
            ..region.id
        };
        if let Some(twin) = chart.regions.iter().find(|r| r.id == other) {
            let mirrored = |outline: &str| -> Vec<[i64; 2]> {
                points(outline)
                    .iter()
                    .map(|p| [(3680.0 - 10.0 * p[0]).round() as i64, (10.0 * p[1]).round() as i64])
                    .collect()
            };
            let plain = |outline: &str| -> Vec<[i64; 2]> {
                let round = |p: &[f64; 2]| p.map(|x| (10.0 * x).round() as i64);
                points(outline).iter().map(round).collect()
            };
            let twins: Vec<_> = twin.outlines.iter().map(|o| plain(o)).collect();
            let own: Vec<_> = region.outlines.iter().map(|o| mirrored(o)).collect();
            assert_eq!(own, twins, "{}", region.key);
        }
    }
    assert!(chart.back.contains("Marked: low back, right; outer hip, left; calf, left."));
    for key in ["calf-middle", "calf", "saddle-left", "", "nothing-left"] {
        assert_eq!(KNOWLEDGE.region_of_key(key), None, "{key}");
    }
    if let Some(folder) = std::env::var_os("TAUT_WRITE_FIGURES") {
        let folder = std::path::Path::new(&folder);
        std::fs::write(folder.join("front.svg"), &file.front).unwrap();
        std::fs::write(folder.join("back.svg"), &file.back).unwrap();
    }
}

#[test]
fn roots_of_a_shading_are_counted_per_side() {
    let roots = KNOWLEDGE.roots_of_shading(&ids(&["shin_outer-left", "foot_top-left"]));
    let [only] = roots.as_slice() else { panic!("{roots:?}") };
    assert_eq!((only.root.as_str(), only.side, only.shaded), ("L5", Side::Left, 2));
    assert!(only.of >= 3);
}
