//! Shares with Wilson's score interval, as every result table shows them.

use serde::Serialize;

/// `k` of `n`, with the 95% interval of Wilson 1927 (J Am Stat Assoc 22:209-212).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    /// Successes.
    pub k: usize,
    /// Trials.
    pub n: usize,
    /// `k / n`, or nothing where `n` is 0.
    pub share: Option<f64>,
    /// Lower limit.
    pub low: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
}

/// 97.5% point of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

impl Share {
    /// A share with its interval, rounded to four decimals so that tables are stable.
    #[must_use]
    pub fn of(k: usize, n: usize) -> Self {
        if n == 0 {
            return Self { k, n, share: None, low: None, high: None };
        }
        let (kf, nf) = (k as f64, n as f64);
        let p = kf / nf;
        let z2 = Z * Z;
        let centre = (p + z2 / (2.0 * nf)) / (1.0 + z2 / nf);
        let half = Z / (1.0 + z2 / nf) * (p * (1.0 - p) / nf + z2 / (4.0 * nf * nf)).sqrt();
        let round = |x: f64| (x * 1e4).round() / 1e4;
        Self {
            k,
            n,
            share: Some(round(p)),
            low: Some(round((centre - half).max(0.0))),
            high: Some(round((centre + half).min(1.0))),
        }
    }

    /// Counts those of `items` that satisfy `hit`.
    pub fn count<T>(items: &[T], hit: impl Fn(&T) -> bool) -> Self {
        Self::of(items.iter().filter(|i| hit(i)).count(), items.len())
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match (self.share, self.low, self.high) {
            (Some(share), Some(low), Some(high)) => write!(
                f,
                "{}/{} = {:.0}% ({:.0}-{:.0})",
                self.k,
                self.n,
                share * 100.0,
                low * 100.0,
                high * 100.0
            ),
            _ => f.write_str("0/0"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Share;

    #[test]
    fn wilson_interval_matches_a_published_example() {
        // Newcombe 1998 (Stat Med 17:857-872), Table I, method 3: 81 of 263 gives 0.2553 to 0.3662.
        let share = Share::of(81, 263);
        assert_eq!((share.low, share.high), (Some(0.2553), Some(0.3662)));
    }

    #[test]
    fn nothing_counted_has_no_share() {
        assert_eq!(Share::of(0, 0).share, None);
    }
}
