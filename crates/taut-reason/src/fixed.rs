//! Whole numbers for the decision: shares, log-odds and costs in fixed point, so that sums are exact in any order.
//!
//! Posteriors are floating point. From there on the decision counts in whole numbers: a sum does not depend on its order, a
//! comparison has no rounding, and what is proved about the numbers holds for the program to the last bit.

/// A share between 0 and 1, in units of 2^-32. `Ord` is the order of the shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Share(u64);

/// Log-odds in units of 2^-16 nats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct LogOdds(i64);

/// A cost of the harms table, in millionths of its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Cost(i64);

/// An expected cost: millionths of the harms table's unit times 2^-32.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ExpectedCost(i128);

const SHARE_UNIT: f64 = 4_294_967_296.0;
const NAT: f64 = 65_536.0;
const MILLION: f64 = 1e6;

impl Share {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The whole.
    pub const ONE: Self = Self(1 << 32);

    /// The nearest share to a probability; what lies outside 0 to 1 is cut off, and what is not a number counts as 0.
    #[must_use]
    pub fn of(probability: f64) -> Self {
        Self(libm::round(probability.clamp(0.0, 1.0) * SHARE_UNIT) as u64)
    }

    /// The share as a number.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0 as f64 / SHARE_UNIT
    }

    /// The product, rounded down; it cannot fall when a factor rises.
    #[must_use]
    pub const fn times(self, other: Self) -> Self {
        Self(((self.0 as u128 * other.0 as u128) >> 32) as u64)
    }
}

impl LogOdds {
    /// No evidence either way.
    pub const ZERO: Self = Self(0);

    /// Largest size that is told apart from certainty: 64 nats, odds of 6e27 to 1.
    pub const LIMIT: Self = Self(64 << 16);

    /// The nearest log-odds to a number of nats, cut off at [`LogOdds::LIMIT`]; what is not a number counts as 0.
    #[must_use]
    pub fn of(nats: f64) -> Self {
        let limit = Self::LIMIT.0 as f64;
        Self(libm::round((nats * NAT).clamp(-limit, limit)) as i64)
    }

    /// Log-odds of a probability.
    #[must_use]
    pub fn of_probability(p: f64) -> Self {
        Self::of(libm::log(p) - libm::log(1.0 - p))
    }

    /// Log-odds from their whole number of units, for going through all of them.
    #[must_use]
    pub const fn from_units(units: i64) -> Self {
        Self(units)
    }

    /// The whole number of units.
    #[must_use]
    pub const fn units(self) -> i64 {
        self.0
    }

    /// In nats.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0 as f64 / NAT
    }

    /// The sum, exact.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    /// The probability with these log-odds, `1 / (1 + exp(-x))`; beyond [`LogOdds::LIMIT`] that of the limit.
    ///
    /// `taut verify` goes through all units between the limits and shows that it never falls as the log-odds rise.
    #[must_use]
    pub fn share(self) -> Share {
        let cut = self.0.clamp(-Self::LIMIT.0, Self::LIMIT.0);
        Share::of(1.0 / (1.0 + libm::exp(-Self(cut).value())))
    }
}

impl Cost {
    /// The nearest cost to a number of the harms table's unit.
    #[must_use]
    pub fn of(cost: f64) -> Self {
        Self(libm::round(cost * MILLION) as i64)
    }

    /// This cost for a share of people.
    #[must_use]
    pub const fn expected(self, share: Share) -> ExpectedCost {
        ExpectedCost(self.0 as i128 * share.0 as i128)
    }
}

impl ExpectedCost {
    /// The sum, exact.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    /// The difference, exact.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }

    /// In the harms table's unit.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0 as f64 / (MILLION * SHARE_UNIT)
    }
}

#[cfg(test)]
mod tests {
    use super::{Cost, LogOdds, Share};

    #[test]
    fn shares_and_log_odds_convert_both_ways() {
        for p in [1e-9, 0.001, 0.3, 0.5, 0.75, 0.999] {
            let there = LogOdds::of_probability(p).share().value();
            assert!((there - p).abs() < p * 2e-5 + 3e-10, "{p} became {there}");
            assert!((Share::of(p).value() - p).abs() <= 1.2e-10);
        }
        assert_eq!(Share::of(f64::NAN), Share::ZERO);
        assert_eq!(LogOdds::of_probability(0.0), LogOdds::of(-64.0));
        assert_eq!(LogOdds::of_probability(1.0), LogOdds::LIMIT);
        assert_eq!(LogOdds::ZERO.share().value(), 0.5);
    }

    #[test]
    fn products_round_down_and_sums_are_exact() {
        assert_eq!(Share::ONE.times(Share::of(0.3)), Share::of(0.3));
        assert_eq!(Share::of(0.5).times(Share::of(0.25)), Share::of(0.125));
        let cost = Cost::of(0.42).expected(Share::ONE).plus(Cost::of(2.0).expected(Share::of(0.5)));
        assert_eq!(cost.value(), 1.42);
        assert_eq!(cost.minus(cost).value(), 0.0);
    }
}
