//! Distributions give back what was printed; the table of draws keeps its constraint, its bits and its point values.

use std::collections::BTreeMap;

use taut_knowledge::{Knowledge, Node, Obtained, Sex, Uncertainty};
use taut_reason::{
    Distribution, Draws, FigureKind, INTERVAL_SCORE, Meaning, Network, Setting, XorShift,
};

use crate::shipped::knowledge;
use crate::tiny::random_knowledge;

/// The same knowledge with other widths, and with an evidence record of its own for each link.
pub fn with_factors(knowledge: &Knowledge, factor: f64) -> Knowledge {
    let mut changed = knowledge.clone();
    let record = changed.evidence[0].clone();
    for (i, link) in changed.links.iter_mut().enumerate() {
        link.evidence = i + 1;
        changed.evidence.push(record.clone());
        changed.evidence[i + 1].id = format!("test/{i}");
    }
    changed.uncertainty = Uncertainty {
        assumed: factor,
        unsized_figure: factor,
        base_rate: factor,
        modifier: factor,
        harms: factor,
        source: String::new(),
    };
    changed
}

/// P(at least k of n) when each has probability p, by adding the terms: second path to the incomplete beta function.
fn at_least(k: u32, n: u32, p: f64) -> f64 {
    let term = |j: u32| {
        let ways = (0..j).fold(1.0, |c, i| c * f64::from(n - i) / f64::from(i + 1));
        ways * p.powi(j as i32) * (1.0 - p).powi((n - j) as i32)
    };
    (k..=n).map(term).sum()
}

fn normal_probability(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

#[test]
fn counted_shares_follow_the_beta_distribution() {
    // Integer parameters: I_x(k, n - k + 1) is a binomial tail. 6.5 of 9 people give alpha 7, beta 3.
    let beta = Distribution::counted(6.5 / 9.0, 9);
    for x in [0.05, 0.3, 0.5, 0.7, 0.9, 0.99] {
        let oracle = at_least(7, 9, x);
        let ours = normal_probability(beta.score_of(x));
        assert!((ours - oracle).abs() < 1e-13, "at {x}: {ours}, binomial {oracle}");
    }
    // No one of none: Beta(1/2, 1/2), the arcsine law, whose quantile is sin^2(pi p / 2).
    let arcsine = Distribution::counted(0.5, 0);
    for z in [-3.0, -1.0, 0.0, 0.4, 2.5] {
        let exact = libm::sin(std::f64::consts::FRAC_PI_2 * normal_probability(z)).powi(2);
        assert!((arcsine.at(z) - exact).abs() < 1e-13, "at {z}: {} {exact}", arcsine.at(z));
    }
    // Brown, Cai & DasGupta 2001, table 5 (Jeffreys' interval): none of 10 has the upper limit 0.217.
    assert!((Distribution::counted(0.0, 10).at(INTERVAL_SCORE) - 0.217).abs() < 5e-4);
}

#[test]
fn scores_and_values_are_inverse() {
    let all = [
        Distribution::counted(0.72, 25),
        Distribution::counted(0.18, 2224),
        Distribution::share(0.755, Some(0.51), Some(1.0)).unwrap(),
        Distribution::share(0.31, Some(0.19), None).unwrap(),
        Distribution::ratio(13.0, Some(1.9), Some(95.0)).unwrap(),
        Distribution::share_within(0.0004, 6.0),
        Distribution::ratio_within(2.25, 2.0),
    ];
    for distribution in all {
        let mut before = 0.0;
        for step in -35..=35 {
            let z = f64::from(step) / 10.0;
            let value = distribution.at(z);
            assert!(value > before, "{distribution:?} does not rise at {z}");
            let back = distribution.score_of(value);
            assert!((back - z).abs() < 1e-9, "{distribution:?}: {z} came back as {back}");
            before = value;
        }
    }
    assert!(Distribution::share(0.3, None, None).is_none());
}

#[test]
fn printed_intervals_come_back() {
    let knowledge = knowledge();
    let mut seen: BTreeMap<FigureKind, usize> = BTreeMap::new();
    let draws = Draws::new(knowledge, 1, 1);
    for (link, figure) in knowledge.links.iter().zip(draws.figures()) {
        let evidence = &knowledge.evidence[link.evidence];
        *seen.entry(figure.kind).or_default() += 1;
        let name = match (figure.kind, figure.meaning) {
            (FigureKind::Interval, _) if evidence.figures.contains_key("sensitivity") => {
                "sensitivity"
            }
            (FigureKind::Interval, _) => "prevalence",
            (FigureKind::RatioInterval, Meaning::LikelihoodRatio) => "lr_positive",
            (FigureKind::RatioInterval, _) => "odds_ratio",
            _ => continue,
        };
        let printed = evidence.figures[name];
        for (score, end) in [(-INTERVAL_SCORE, printed.low), (INTERVAL_SCORE, printed.high)] {
            let Some(end) = end else { continue };
            let ours = figure.distribution.at(score);
            // Ends of 0 and 1 are read within the printed digits; the rest is exact.
            let tolerance = if end == 0.0 || end == 1.0 { 0.005_1 } else { 1e-12 * end.max(1.0) };
            assert!((ours - end).abs() <= tolerance, "{}: {ours} for {end}", evidence.id);
        }
        // The median is the printed value, as far as the number in the network is.
        let median = figure.distribution.at(0.0);
        assert!((median - printed.value).abs() <= 2e-3 * printed.value, "{}", evidence.id);
    }
    assert_eq!(seen.get(&FigureKind::Derived), None, "a published number is not the one used");
    for kind in [FigureKind::Counted, FigureKind::Interval, FigureKind::RatioInterval] {
        assert!(seen[&kind] >= 3, "{kind:?}: {seen:?}");
    }
}

#[test]
fn assumed_width_is_what_studies_of_one_figure_differ_by() {
    let knowledge = knowledge();
    // Per link and figure: the log-odds that each source gives, averaged within the source.
    let mut figures: BTreeMap<(String, &str), BTreeMap<&str, Vec<f64>>> = BTreeMap::new();
    for evidence in knowledge.evidence.iter().filter(|e| e.obtained != Obtained::Assumed) {
        let link = evidence.id.rsplit_once('/').unwrap().0.to_owned();
        for name in ["sensitivity", "specificity"] {
            if let Some(figure) = evidence.figures.get(name)
                && figure.value > 0.0
                && figure.value < 1.0
            {
                let log_odds = libm::log(figure.value / (1.0 - figure.value));
                let sources = figures.entry((link.clone(), name)).or_default();
                sources.entry(&evidence.source).or_default().push(log_odds);
            }
        }
    }
    let variances: Vec<f64> = figures
        .values()
        .filter(|sources| sources.len() > 1)
        .map(|sources| {
            let values: Vec<f64> =
                sources.values().map(|v| v.iter().sum::<f64>() / v.len() as f64).collect();
            let n = values.len() as f64;
            let mean = values.iter().sum::<f64>() / n;
            values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)
        })
        .collect();
    let deviation = (variances.iter().sum::<f64>() / variances.len() as f64).sqrt();
    let factor = libm::exp(1.96 * deviation);
    assert!(variances.len() >= 20, "{}", variances.len());
    let used = knowledge.uncertainty.assumed;
    assert!(
        (factor / used - 1.0).abs() < 0.15,
        "studies differ by a factor of {factor}, {used} is used"
    );
}

/// Every link of every set: states are ordered and none is impossible, effects are distributions as noisy-MAX needs them, and
/// a cause makes its child likelier than the leak wherever its point values do.
fn assert_constraint(knowledge: &Knowledge, draws: &Draws, label: &str) {
    for (i, link) in knowledge.links.iter().enumerate() {
        let leak = knowledge.links.iter().position(|l| l.cause.is_none() && l.child == link.child);
        let leak = leak.filter(|_| link.cause.is_some());
        for state in 1..link.given.len() {
            for set in 0..draws.count() {
                let label = format!("{label}, link {i}, state {state}, set {set}");
                let tail = draws.tail(i, state, set);
                assert!(tail > 0.0 && tail < 1.0, "{label}: {tail}");
                let effect = draws.effect(i, state)[set];
                if state > 1 {
                    assert!(tail <= draws.tail(i, state - 1, set), "{label}");
                    assert!(effect <= draws.effect(i, state - 1)[set], "{label}");
                }
                if let Some(leak) = leak {
                    let reached = draws.effect(i, state)[0] > 0.0;
                    let leaked = draws.tail(leak, state, set);
                    assert!(tail > leaked || (!reached && tail == leaked), "{label}: {tail}");
                }
            }
        }
    }
}

#[test]
fn a_cause_never_makes_its_child_less_likely() {
    let knowledge = knowledge();
    let draws = Draws::new(knowledge, 300, 1);
    assert_constraint(knowledge, &draws, "shipped");
    for seed in 1..=20 {
        let knowledge = with_factors(&random_knowledge(seed, 5, 2, 7), 30.0);
        let draws = Draws::new(&knowledge, 100, seed);
        assert_constraint(&knowledge, &draws, &format!("seed {seed}"));
    }
}

#[test]
fn uncut_figures_fill_their_distribution_evenly() {
    let knowledge = knowledge();
    let draws = Draws::new(knowledge, 1000, 1);
    let mut checked = 0;
    for (i, link) in knowledge.links.iter().enumerate().filter(|(_, l)| l.cause.is_none()) {
        let figure = draws.figures()[i];
        let mut sorted = draws.effect(i, figure.from_state)[1..].to_vec();
        sorted.sort_by(f64::total_cmp);
        for (rank, share) in [(24, 0.025), (499, 0.5), (974, 0.975)] {
            let score = figure.distribution.score_of(sorted[rank]);
            // Within a slice of 1 in 999 of the wanted rank.
            assert!((normal_probability(score) - share).abs() < 1e-3, "{:?}", link.child);
        }
        checked += 1;
    }
    assert!(checked > 150, "{checked}");
}

#[test]
fn cutting_equals_rejection() {
    // A child with a wide leak and a cause of nearly the same strength, so that the cut bites.
    let mut knowledge = with_factors(&random_knowledge(4, 3, 0, 1), 6.0);
    let child = knowledge.links[0].child;
    knowledge.links.retain(|l| l.child == child);
    knowledge.links.truncate(2);
    for (link, present) in knowledge.links.iter_mut().zip([0.3, 0.4]) {
        link.given = vec![1.0 - present, present];
    }
    knowledge.findings[0].states.truncate(2);
    let draws = Draws::new(&knowledge, 20_000, 3);
    let mut ours: Vec<f64> = (1..draws.count()).map(|set| draws.tail(1, 1, set)).collect();
    let (leak, cause) = (draws.figures()[0].distribution, draws.figures()[1].distribution);
    let mut random = XorShift::new(11);
    // Box and Muller's normal scores: a path without our inverse.
    let mut score = || {
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - random.next_unit()));
        radius * libm::cos(2.0 * std::f64::consts::PI * random.next_unit())
    };
    let mut oracle: Vec<f64> = (0..20_000)
        .map(|_| {
            let floor = leak.at(score());
            let mut tries = 0;
            loop {
                let drawn = cause.at(score());
                if drawn >= floor || tries == 10_000 {
                    return drawn;
                }
                tries += 1;
            }
        })
        .collect();
    ours.sort_by(f64::total_cmp);
    oracle.sort_by(f64::total_cmp);
    for share in [0.05, 0.25, 0.5, 0.75, 0.95] {
        let (a, b) = (ours[(share * 19_999.0) as usize], oracle[(share * 20_000.0) as usize]);
        // About four standard errors of a quantile of 20,000.
        assert!((a - b).abs() < 0.012, "{share}: {a} cut, {b} rejected");
    }
}

#[test]
fn the_same_seed_gives_the_same_bits_and_names_keep_their_draws() {
    let knowledge = random_knowledge(6, 5, 2, 7);
    let draws = Draws::new(&knowledge, 50, 9);
    assert_eq!(draws, Draws::new(&knowledge, 50, 9));
    assert_ne!(draws, Draws::new(&knowledge, 50, 10));
    let shipped = knowledge_without_last_finding();
    let (all, fewer) =
        (Draws::new(crate::shipped::knowledge(), 20, 1), Draws::new(&shipped, 20, 1));
    for (i, link) in shipped.links.iter().enumerate() {
        let same = crate::shipped::knowledge().links.iter().position(|l| l == link).unwrap();
        assert_eq!(all.effect(same, 1), fewer.effect(i, 1));
    }
}

/// The shipped knowledge without the links of its last finding.
fn knowledge_without_last_finding() -> Knowledge {
    let mut fewer = knowledge().clone();
    let last = fewer.links.last().unwrap().child;
    assert!(matches!(last, Node::Finding(_)));
    fewer.links.retain(|l| l.child != last);
    fewer
}

#[test]
fn set_zero_and_zero_width_are_the_point_values() {
    for seed in 1..=10 {
        let knowledge = with_factors(&random_knowledge(seed, 5, 2, 7), 1.0);
        let draws = Draws::new(&knowledge, 20, seed);
        assert_eq!(draws.knowledge_at(&knowledge, 0), knowledge);
        let exact = Network::new(&knowledge);
        for set in 1..20 {
            let drawn = draws.knowledge_at(&knowledge, set);
            for (a, b) in drawn.links.iter().zip(&knowledge.links) {
                for (x, y) in a.given.iter().zip(&b.given) {
                    assert!((x - y).abs() < 1e-15, "{x} is not {y}");
                }
            }
            for band in 0..5 {
                for sex in [Sex::Female, Sex::Male] {
                    assert_eq!(
                        Network::new(&drawn).priors(&drawn, Setting::Home, band, sex),
                        exact.priors(&knowledge, Setting::Home, band, sex)
                    );
                }
            }
        }
    }
}
