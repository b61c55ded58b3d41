//! The standard normal distribution: probabilities, their inverse, and scores cut to a range.

/// Beyond this score less than 1e-18 is left, which no sum with a number near 1 can show.
const FAR: f64 = 9.0;

/// P(Z <= z) of a standard normal Z, from `libm`'s complementary error function; relative precision holds in both tails.
#[must_use]
pub fn probability(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The score below which a standard normal falls with probability `p`; minus infinity at 0, infinity at 1.
///
/// Hastings' rational approximation (Abramowitz & Stegun 1964, 26.2.23, error below 4.5e-4), then two steps of Halley's method
/// on [`probability`]. Each step triples the number of right digits, so two reach the precision of `f64`.
#[must_use]
pub fn score(p: f64) -> f64 {
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    if p > 0.5 {
        return -score(1.0 - p);
    }
    let t = libm::sqrt(-2.0 * libm::log(p));
    let above = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let below = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    let mut z = above / below - t;
    for _ in 0..2 {
        let at = probability(z);
        let density = libm::exp(-0.5 * z * z) * 0.398_942_280_401_432_7;
        let step = (at - p) / density;
        z -= step / (1.0 + 0.5 * z * step);
    }
    z
}

/// The score of a standard normal kept within `low..high`, at the same rank as `z` has without bounds: the inverse of the cut
/// distribution at P(Z <= z).
///
/// It lies within the bounds and rises with `z`. Ranks are added up from the nearer tail, so that cuts far out keep their
/// digits. Where no `f64` is left between the bounds, the bound nearer to the middle is the answer, which is the limit.
#[must_use]
pub fn cut(z: f64, low: f64, high: f64) -> f64 {
    if low < -FAR && high > FAR {
        return z;
    }
    let below = probability(low) + (probability(high) - probability(low)) * probability(z);
    let above = probability(-high) + (probability(-low) - probability(-high)) * probability(-z);
    if below == 0.0 || above == 0.0 {
        return if low > 0.0 { low } else { high };
    }
    let inside = if below < above { score(below) } else { -score(above) };
    inside.min(high).max(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_matches_published_tables() {
        // Abramowitz & Stegun 1964, table 26.1, P(x) to 15 digits.
        for (z, p) in [
            (0.0, 0.5),
            (1.0, 0.841_344_746_068_543),
            (1.5, 0.933_192_798_731_142),
            (2.0, 0.977_249_868_051_821),
            (3.0, 0.998_650_101_968_37),
        ] {
            assert!((probability(z) - p).abs() < 1e-15, "P({z}) = {}", probability(z));
        }
        // The same handbook, table 26.6 and the usual quantiles.
        for (p, z) in [
            (0.975, 1.959_963_984_540_054),
            (0.995, 2.575_829_303_548_901),
            (0.9, 1.281_551_565_544_6),
        ] {
            assert!((score(p) - z).abs() < 1e-14, "score({p}) = {}", score(p));
        }
    }

    #[test]
    fn score_inverts_probability_also_far_out() {
        for step in -360..=0 {
            let z = f64::from(step) / 10.0;
            let back = score(probability(z));
            assert!((back - z).abs() <= 1e-12 * z.abs().max(1.0), "{z} came back as {back}");
        }
        assert_eq!(score(0.0), f64::NEG_INFINITY);
        assert_eq!(score(1.0), f64::INFINITY);
    }

    #[test]
    fn a_cut_score_keeps_order_bounds_and_rank() {
        for (low, high) in [(-1.0, 2.0), (3.0, f64::INFINITY), (12.0, 14.0), (-20.0, -15.0)] {
            let mut before = low;
            for step in -30..=30 {
                let z = f64::from(step) / 10.0;
                let inside = cut(z, low, high);
                assert!(inside >= before && inside <= high, "{z} in {low}..{high}: {inside}");
                before = inside;
            }
            // The median of the cut distribution halves its mass (from the nearer tail).
            let middle = cut(0.0, low, high);
            let (a, b, m) = if low > 0.0 {
                (probability(-high), probability(-low), probability(-middle))
            } else {
                (probability(low), probability(high), probability(middle))
            };
            assert!(((m - a) / (b - a) - 0.5).abs() < 1e-9, "{low}..{high}: {middle}");
        }
        assert_eq!(cut(0.7, f64::NEG_INFINITY, f64::INFINITY), 0.7);
        // Nothing is left beyond 40, so the bound is the limit.
        assert_eq!(cut(0.5, 40.0, f64::INFINITY), 40.0);
    }
}
