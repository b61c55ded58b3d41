//! What a published or assumed figure may be in truth: a distribution that gives back the printed interval.

use special::Beta as _;

use crate::normal;

/// Score of the ends of a 95% interval: 97.5% of a standard normal lie below it.
pub const INTERVAL_SCORE: f64 = 1.959_963_984_540_054;

/// Printed ends are exact to about half of the second decimal: an end of 0 or 1 is read as this far from it.
const PRINTED: f64 = 0.005;

/// The distribution of one figure, addressed by the score of a standard normal (0 is the median, [`INTERVAL_SCORE`] the upper
/// end of the 95% interval), so that cutting and ranking need only the normal distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Distribution {
    /// A share that was counted: Beta(k + 1/2, n - k + 1/2), which is what Jeffreys' prior makes of k of n people
    /// (Jeffreys 1946; Brown, Cai & DasGupta 2001).
    Counted {
        /// k + 1/2.
        alpha: f64,
        /// n - k + 1/2.
        beta: f64,
        /// ln B(alpha, beta).
        ln_beta: f64,
    },
    /// A share whose log-odds are normal on each side of the median, with a standard deviation of their own.
    Share {
        /// Median.
        median: f64,
        /// Standard deviation of the log-odds below the median.
        below: f64,
        /// Standard deviation of the log-odds above it.
        above: f64,
    },
    /// A ratio whose logarithm is normal on each side of the median, with a standard deviation of its own.
    Ratio {
        /// Median.
        median: f64,
        /// Standard deviation of the logarithm below the median.
        below: f64,
        /// Standard deviation of the logarithm above it.
        above: f64,
    },
}

impl Distribution {
    /// A share counted as `value` of `people`.
    #[must_use]
    pub fn counted(value: f64, people: u32) -> Self {
        let n = f64::from(people);
        let alpha = value * n + 0.5;
        let beta = (1.0 - value) * n + 0.5;
        Self::Counted { alpha, beta, ln_beta: alpha.ln_beta(beta) }
    }

    /// A share with its 95% interval, inverted: median and both ends come back.
    ///
    /// Printed intervals are seldom symmetric on any scale, so each side has its own width. An end that is not given takes
    /// the width of the other side; with none, `None`.
    #[must_use]
    pub fn share(median: f64, low: Option<f64>, high: Option<f64>) -> Option<Self> {
        let inside = |end: f64| log_odds(end.clamp(PRINTED, 1.0 - PRINTED));
        let middle = log_odds(median);
        let (below, above) = widths(
            low.map(|end| middle - inside(end).min(middle)),
            high.map(|end| inside(end).max(middle) - middle),
        )?;
        Some(Self::Share { median, below, above })
    }

    /// A ratio (likelihood or odds) with its 95% interval, inverted as for [`Self::share`]; an end of 0 counts as not given.
    #[must_use]
    pub fn ratio(median: f64, low: Option<f64>, high: Option<f64>) -> Option<Self> {
        let middle = libm::log(median);
        let (below, above) = widths(
            low.filter(|end| *end > 0.0).map(|end| middle - libm::log(end)),
            high.map(|end| libm::log(end) - middle),
        )?;
        Some(Self::Ratio { median, below, above })
    }

    /// A share whose odds stay within `factor` of the median's in 95 of 100 draws.
    #[must_use]
    pub fn share_within(median: f64, factor: f64) -> Self {
        let width = libm::log(factor) / INTERVAL_SCORE;
        Self::Share { median, below: width, above: width }
    }

    /// A ratio that stays within `factor` of the median in 95 of 100 draws.
    #[must_use]
    pub fn ratio_within(median: f64, factor: f64) -> Self {
        let width = libm::log(factor) / INTERVAL_SCORE;
        Self::Ratio { median, below: width, above: width }
    }

    /// The value at a score; rises with it.
    #[must_use]
    pub fn at(&self, score: f64) -> f64 {
        let side = |below: f64, above: f64| score * if score < 0.0 { below } else { above };
        match *self {
            Self::Counted { alpha, beta, ln_beta } => counted_at(score, alpha, beta, ln_beta),
            Self::Share { median, below, above } => shift_odds(median, side(below, above)),
            Self::Ratio { median, below, above } => median * libm::exp(side(below, above)),
        }
    }

    /// The score of a value: the inverse of [`Self::at`]. Values out of reach give minus infinity or infinity.
    #[must_use]
    pub fn score_of(&self, value: f64) -> f64 {
        let scaled = |distance: f64, below: f64, above: f64| {
            // 0 / 0 is the median itself.
            if distance == 0.0 {
                0.0
            } else {
                distance / if distance < 0.0 { below } else { above }
            }
        };
        match *self {
            Self::Counted { .. } | Self::Share { .. } if value <= 0.0 => f64::NEG_INFINITY,
            Self::Counted { .. } | Self::Share { .. } if value >= 1.0 => f64::INFINITY,
            Self::Counted { alpha, beta, ln_beta } => counted_score(value, alpha, beta, ln_beta),
            Self::Share { median, below, above } => {
                scaled(log_odds(value) - log_odds(median), below, above)
            }
            Self::Ratio { .. } if value <= 0.0 => f64::NEG_INFINITY,
            Self::Ratio { median, below, above } => scaled(libm::log(value / median), below, above),
        }
    }
}

/// ln(p / (1 - p)).
#[must_use]
pub fn log_odds(p: f64) -> f64 {
    libm::log(p) - libm::log1p(-p)
}

/// The probability whose log-odds lie `shift` above those of `p`; exactly `p` where the shift is 0.
#[must_use]
pub fn shift_odds(p: f64, shift: f64) -> f64 {
    if shift > 0.0 {
        // Scaled down, so that no exponential runs over.
        let shrink = libm::exp(-shift);
        p / (p + (1.0 - p) * shrink)
    } else {
        p * libm::exp(shift) / (1.0 + p * libm::expm1(shift))
    }
}

/// Standard deviations from the distances between the median and the ends; a missing one is that of the other side.
fn widths(below: Option<f64>, above: Option<f64>) -> Option<(f64, f64)> {
    let below_or = below.or(above)? / INTERVAL_SCORE;
    let above_or = above.or(below)? / INTERVAL_SCORE;
    Some((below_or, above_or))
}

/// The score of a share under a Beta distribution, by the incomplete beta function of the nearer tail.
fn counted_score(share: f64, alpha: f64, beta: f64, ln_beta: f64) -> f64 {
    let below = share.inc_beta(alpha, beta, ln_beta);
    if below < 0.5 {
        normal::score(below)
    } else {
        -normal::score((1.0 - share).inc_beta(beta, alpha, ln_beta))
    }
}

/// The share at a score under a Beta distribution: Newton's method on the log-odds, kept inside a bracket.
///
/// In log-odds the score is close to a straight line, so a few steps reach the precision of the incomplete beta function.
fn counted_at(score: f64, alpha: f64, beta: f64, ln_beta: f64) -> f64 {
    const STEPS: usize = 60;
    // Newton's method squares the error, so after a step this small only the rounding of the beta function is left.
    const EXACT: f64 = 1e-9;
    let (mut low, mut high) = (-60.0, 60.0);
    let width = libm::sqrt(1.0 / alpha + 1.0 / beta);
    let mut at = (libm::log(alpha / beta) + width * score).clamp(-30.0, 30.0);
    for _ in 0..STEPS {
        let share = shift_odds(0.5, at);
        let off = counted_score(share, alpha, beta, ln_beta) - score;
        if off > 0.0 {
            high = at;
        } else {
            low = at;
        }
        // d score / d log-odds = Beta density * share (1 - share) / normal density
        let ln_slope = alpha * libm::log(share) + beta * libm::log(1.0 - share) - ln_beta
            + 0.5 * (score + off) * (score + off)
            + 0.918_938_533_204_672_7;
        let mut next = at - off * libm::exp(-ln_slope);
        if !(next > low && next < high) {
            next = 0.5 * (low + high);
        }
        let moved = (next - at).abs();
        at = next;
        if moved <= EXACT * at.abs().max(1.0) {
            break;
        }
    }
    shift_odds(0.5, at)
}
