//! The fixed table of parameter draws: every driving figure and base rate of the network, drawn many times over.

use taut_infer::XorShift;
use taut_knowledge::{ConditionId, Knowledge, Link, Sex};

use crate::distribution::{log_odds, shift_odds};
use crate::figure::{DrivingFigure, Meaning, tails};
use crate::network::Setting;
use crate::normal;

/// No drawn probability comes closer to 0 or 1 than this, because no answer could correct it any more.
const NEVER_CERTAIN: f64 = 1e-12;

/// Number of parameter sets that the program uses: the point values, and 999 draws. The 25th and the 975th of 999 sorted draws
/// are the ends of a 95% interval exactly.
pub const DRAWS: usize = 1000;

/// Parameter sets of the whole network. Set 0 holds the point values; the others are draws.
///
/// Each figure is drawn by the midpoints of equally likely slices, one slice a draw, in a shuffled order of its own (a
/// Latin hypercube: McKay, Beckman & Conover 1979). The order comes from the seed and the name of the figure, so that a new
/// record does not move the draws of another. Figures are drawn independently but for two things: a likelihood or odds ratio
/// is applied to the drawn leak, and a cause never makes its child less likely than the leak does.
///
/// **Constraint.** In every set, P(child >= s | cause) is above P(child >= s | leak) wherever it is at the point values:
/// sensitivity above 1 - specificity. It holds by construction: a leak is drawn from its whole distribution, and each of its
/// child's causes from its own distribution cut at that leak. There is no rejection, so no bound on tries is needed.
///
/// **Several states.** One number moves a link, anchored at the state that the printed figure is about: the log-odds of all
/// P(own effect of the cause >= s) shift together (proportional odds: McCullagh 1980); for a leak, those of P(child >= s).
/// So each effect stays a distribution, as noisy-MAX demands, and a state that a cause cannot reach stays out of its reach.
#[derive(Debug, Clone, PartialEq)]
pub struct Draws {
    count: usize,
    figures: Vec<DrivingFigure>,
    /// Per link: P(own effect >= s), the state s = 1, 2, ... slowest, the set fastest.
    effects: Vec<Vec<f64>>,
    /// Per link: the leak of its child; `None` for a leak.
    leaks: Vec<Option<usize>>,
    /// Per condition: shift of the base rate's log-odds, one a set; empty without a base rate.
    base: Vec<Vec<f64>>,
    /// Per condition and age band: factor on the odds multiplier, one a set; empty where the multiplier is 1.
    age: Vec<[Vec<f64>; 5]>,
    /// The same for women and men.
    sex: Vec<[Vec<f64>; 2]>,
}

impl Draws {
    /// Draws `count` parameter sets, the point values included, from a seed. The same seed gives the same bits.
    #[must_use]
    pub fn new(knowledge: &Knowledge, count: usize, seed: u64) -> Self {
        let stream = Stream::new(count.max(1), seed);
        let leaks: Vec<Option<usize>> = knowledge
            .links
            .iter()
            .map(|link| {
                let leak_of = |l: &Link| l.cause.is_none() && l.child == link.child;
                link.cause.and(knowledge.links.iter().position(leak_of))
            })
            .collect();
        let figures: Vec<DrivingFigure> = knowledge
            .links
            .iter()
            .zip(&leaks)
            .map(|(link, leak)| {
                let leak = leak.map(|l| knowledge.links[l].given.as_slice());
                DrivingFigure::of(knowledge, link, leak)
            })
            .collect();
        let mut drawn: Vec<Vec<f64>> = vec![Vec::new(); knowledge.links.len()];
        let causes = |i: &usize| leaks[*i].is_some();
        let all = 0..knowledge.links.len();
        for i in all.clone().filter(|i| !causes(i)).chain(all.filter(causes)) {
            let link = &knowledge.links[i];
            let scores = stream.scores(&knowledge.evidence[link.evidence].id);
            let leak = leaks[i].map(|l| (tails(&knowledge.links[l].given), drawn[l].as_slice()));
            let leak = leak.as_ref().map(|(points, lanes)| (points.as_slice(), *lanes));
            drawn[i] = draw_link(&tails(&link.given), &figures[i], leak, &scores);
        }
        let width = &knowledge.uncertainty;
        let spread = |factor: f64| libm::log(factor) / crate::distribution::INTERVAL_SCORE;
        let shifts = |name: &str, factor: f64| -> Vec<f64> {
            stream.scores(name).iter().map(|z| z * spread(factor)).collect()
        };
        let factors = |name: String, odds: f64| -> Vec<f64> {
            // A multiplier of 1 marks the reference, which the base rate itself already moves.
            if odds == 1.0 {
                return Vec::new();
            }
            shifts(&name, width.modifier).iter().map(|shift| libm::exp(*shift)).collect()
        };
        let conditions = &knowledge.conditions;
        Self {
            count: stream.count,
            figures,
            effects: drawn,
            leaks,
            base: conditions
                .iter()
                .map(|c| match c.prior {
                    Some(_) => shifts(&c.id, width.base_rate),
                    None => Vec::new(),
                })
                .collect(),
            age: conditions
                .iter()
                .map(|c| {
                    std::array::from_fn(|b| factors(format!("{}/age/{b}", c.id), c.age_odds[b]))
                })
                .collect(),
            sex: conditions
                .iter()
                .map(|c| {
                    [
                        factors(format!("{}/female", c.id), c.female_odds),
                        factors(format!("{}/male", c.id), c.male_odds),
                    ]
                })
                .collect(),
        }
    }

    /// As [`Self::new`], but every width that is assumed is nothing: what remains is the sampling error of the sources.
    #[must_use]
    pub fn of_sources(knowledge: &Knowledge, count: usize, seed: u64) -> Self {
        let mut narrow = knowledge.clone();
        narrow.uncertainty = taut_knowledge::Uncertainty {
            assumed: 1.0,
            unsized_figure: 1.0,
            base_rate: 1.0,
            modifier: 1.0,
            ..narrow.uncertainty
        };
        Self::new(&narrow, count, seed)
    }

    /// Number of parameter sets.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }

    /// The distribution behind each link, in the order of [`Knowledge::links`].
    #[must_use]
    pub fn figures(&self) -> &[DrivingFigure] {
        &self.figures
    }

    /// Number of states of a link's child.
    #[must_use]
    pub fn states(&self, link: usize) -> usize {
        self.effects[link].len() / self.count + 1
    }

    /// P(own effect >= `state`) of the link's cause, one value a set; `state` from 1 on. The own effect is what noisy-MAX adds
    /// to the leak; of a leak it is the child itself.
    #[must_use]
    pub fn effect(&self, link: usize, state: usize) -> &[f64] {
        &self.effects[link][(state - 1) * self.count..state * self.count]
    }

    /// P(child >= `state` | the link's cause alone) in a set, or of the leak; `state` from 1 on.
    #[must_use]
    pub fn tail(&self, link: usize, state: usize, set: usize) -> f64 {
        let effect = self.effect(link, state)[set];
        match self.leaks[link] {
            None => effect,
            Some(leak) => {
                let leaked = self.effect(leak, state)[set];
                leaked + (1.0 - leaked) * effect
            }
        }
    }

    /// Mean share, over the draws, of a cause's distribution that lies below the drawn leak and is cut off; 0 for a leak.
    #[must_use]
    pub fn share_cut(&self, link: usize) -> f64 {
        let (Some(leak), figure) = (self.leaks[link], &self.figures[link]) else { return 0.0 };
        let leaked = self.effect(leak, figure.from_state).iter().skip(1);
        let cut = leaked.map(|l| {
            let (low, _) = bounds(figure, *l);
            normal::probability(figure.distribution.score_of(low))
        });
        cut.sum::<f64>() / (self.count - 1).max(1) as f64
    }

    /// P(present) of a cause in each set, for a setting, an age band and a sex; `None` for a mechanism.
    #[must_use]
    pub fn prior(
        &self,
        knowledge: &Knowledge,
        id: ConditionId,
        setting: Setting,
        age_band: usize,
        sex: Sex,
    ) -> Option<Vec<f64>> {
        let condition = knowledge.condition(id);
        let prior = condition.prior.as_ref()?;
        let base = match setting {
            Setting::Home => prior.home,
            Setting::PtClinic => prior.pt_clinic,
        };
        let (by_sex, column) = match sex {
            Sex::Female => (condition.female_odds, 0),
            Sex::Male => (condition.male_odds, 1),
        };
        let i = id.index();
        let factor = |drawn: &[f64], set: usize| drawn.get(set).copied().unwrap_or(1.0);
        let rates = (0..self.count).map(|set| {
            let rate = shift_odds(base, self.base[i][set]);
            let age = condition.age_odds[age_band] * factor(&self.age[i][age_band], set);
            let odds = rate / (1.0 - rate) * age * (by_sex * factor(&self.sex[i][column], set));
            odds / (1.0 + odds)
        });
        Some(rates.collect())
    }

    /// The knowledge with the numbers of one set in place of its own: the slow way to any result of that set.
    #[must_use]
    pub fn knowledge_at(&self, knowledge: &Knowledge, set: usize) -> Knowledge {
        let mut changed = knowledge.clone();
        if set == 0 {
            return changed;
        }
        for (i, link) in changed.links.iter_mut().enumerate() {
            let states = link.given.len();
            let from = |s: usize| match s {
                0 => 1.0,
                _ if s == states => 0.0,
                _ => self.tail(i, s, set),
            };
            link.given = (0..states).map(|s| from(s) - from(s + 1)).collect();
        }
        for (i, condition) in changed.conditions.iter_mut().enumerate() {
            if let Some(prior) = &mut condition.prior {
                prior.home = shift_odds(prior.home, self.base[i][set]);
                prior.pt_clinic = shift_odds(prior.pt_clinic, self.base[i][set]);
            }
            let scale = |odds: &mut f64, drawn: &[f64]| {
                *odds *= drawn.get(set).copied().unwrap_or(1.0);
            };
            for (odds, drawn) in condition.age_odds.iter_mut().zip(&self.age[i]) {
                scale(odds, drawn);
            }
            scale(&mut condition.female_odds, &self.sex[i][0]);
            scale(&mut condition.male_odds, &self.sex[i][1]);
        }
        changed
    }
}

/// Scores for named figures.
#[derive(Debug)]
pub(crate) struct Stream {
    count: usize,
    seed: u64,
    /// Scores of the midpoints of `count - 1` equally likely slices, rising.
    midpoints: Vec<f64>,
}

impl Stream {
    pub(crate) fn new(count: usize, seed: u64) -> Self {
        let slices = count - 1;
        let midpoints =
            (0..slices).map(|k| normal::score((k as f64 + 0.5) / slices as f64)).collect();
        Self { count, seed, midpoints }
    }

    /// One score a set: 0 (the median, not used) for the point values, then the midpoints in an order that the name shuffles.
    pub(crate) fn scores(&self, name: &str) -> Vec<f64> {
        // FNV-1a (Fowler, Noll & Vo): a stream of its own for each name.
        let hash = name.bytes().fold(0xCBF2_9CE4_8422_2325_u64 ^ self.seed, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
        });
        let mut random = XorShift::new(hash);
        let mut scores = self.midpoints.clone();
        // Fisher and Yates' shuffle; the product takes the high bits, which are the good ones.
        for i in (1..scores.len()).rev() {
            let j = (random.next_unit() * (i + 1) as f64) as usize;
            scores.swap(i, j);
        }
        scores.insert(0, 0.0);
        scores
    }
}

/// P(own effect >= s) of one link in every set, state slowest; of a leak, P(child >= s).
///
/// `points` are the point values of P(child >= s), `leak` the point values and the drawn lanes of the child's leak.
fn draw_link(
    points: &[f64],
    figure: &DrivingFigure,
    leak: Option<(&[f64], &[f64])>,
    scores: &[f64],
) -> Vec<f64> {
    let count = scores.len();
    let anchor = figure.from_state - 1;
    let effects: Vec<f64> = match leak {
        None => points.to_vec(),
        Some((leak, _)) => points.iter().zip(leak).map(|(p, l)| own_effect(*p, *l)).collect(),
    };
    let mut out = vec![0.0; points.len() * count];
    for (set, score) in scores.iter().enumerate() {
        let leaked = leak.map_or(0.0, |(_, drawn)| drawn[anchor * count + set]);
        let shift = if set == 0 || effects[anchor] == 0.0 {
            // The point values; or a cause that does not touch the state its figure is about, which no draw can change.
            0.0
        } else {
            let share = draw_share(figure, leaked, *score);
            let effect = own_effect(share, leaked).clamp(NEVER_CERTAIN, 1.0 - NEVER_CERTAIN);
            log_odds(effect) - log_odds(effects[anchor])
        };
        for (s, effect) in effects.iter().enumerate() {
            out[s * count + set] = shift_odds(*effect, shift).min(1.0 - NEVER_CERTAIN);
        }
    }
    out
}

/// P(own effect >= s) from P(child >= s | the cause alone) and P(child >= s | leak): noisy-MAX solved for the effect.
fn own_effect(share: f64, leak: f64) -> f64 {
    // The loader allows the point values to miss by rounding.
    ((share - leak) / (1.0 - leak)).max(0.0)
}

/// The drawn P(child >= anchor | the cause alone): above the leak's and below 1.
fn draw_share(figure: &DrivingFigure, leak: f64, score: f64) -> f64 {
    let (low, high) = bounds(figure, leak);
    let score_of = |end| figure.distribution.score_of(end);
    let drawn = figure.distribution.at(normal::cut(score, score_of(low), score_of(high)));
    match figure.meaning {
        Meaning::Share => drawn,
        Meaning::LikelihoodRatio => drawn * leak,
        Meaning::OddsRatio => shift_odds(leak, libm::log(drawn)),
    }
}

/// What a drawn number may be: a cause outweighs the leak, and no probability exceeds 1.
fn bounds(figure: &DrivingFigure, leak: f64) -> (f64, f64) {
    match figure.meaning {
        Meaning::Share => (leak, 1.0),
        Meaning::LikelihoodRatio => (1.0, 1.0 / leak),
        Meaning::OddsRatio => (1.0, f64::INFINITY),
    }
}
