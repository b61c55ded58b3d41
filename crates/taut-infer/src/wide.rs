//! Numbers with the precision of an f64 and an exponent that cannot run out: probabilities of thousands of answers.

use crate::kernel::Value;

/// `mantissa * 2^exponent`; the mantissa is 0 or in [1, 2), never negative.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wide {
    mantissa: f64,
    exponent: i64,
}

/// Bits of an f64's fraction.
const FRACTION: u32 = 52;
/// Exponent bias of an f64.
const BIAS: i64 = 1023;

impl Wide {
    /// Normalises a non-negative finite number times a power of two.
    fn new(value: f64, exponent: i64) -> Self {
        if value == 0.0 {
            return Self::ZERO;
        }
        let bits = value.to_bits();
        let raw = (bits >> FRACTION) as i64;
        if raw == 0 {
            // A subnormal: 2^64 times it is normal and exact.
            return Self::new(value * 18_446_744_073_709_551_616.0, exponent - 64);
        }
        let mantissa = f64::from_bits((bits & ((1 << FRACTION) - 1)) | ((BIAS as u64) << FRACTION));
        Self { mantissa, exponent: exponent + raw - BIAS }
    }

    /// True for 0.
    pub fn is_zero(self) -> bool {
        self.mantissa == 0.0
    }

    /// The exponent of a number that is not 0.
    pub fn exponent(self) -> i64 {
        self.exponent
    }

    /// The number times `2^-exponent` as an f64: 0 below the smallest normal f64, the largest f64 above that.
    pub fn scaled_by(self, exponent: i64) -> f64 {
        let e = self.exponent - exponent;
        if self.mantissa == 0.0 || e < -BIAS + 1 {
            0.0
        } else if e > BIAS {
            f64::MAX
        } else {
            self.mantissa * f64::from_bits(((e + BIAS) as u64) << FRACTION)
        }
    }
}

impl Value for Wide {
    const ZERO: Self = Self { mantissa: 0.0, exponent: i64::MIN / 4 };
    const ONE: Self = Self { mantissa: 1.0, exponent: 0 };

    fn plus(self, other: Self) -> Self {
        let (large, small) =
            if self.exponent >= other.exponent { (self, other) } else { (other, self) };
        Self::new(large.mantissa + small.scaled_by(large.exponent), large.exponent)
    }

    fn times(self, other: Self) -> Self {
        if self.is_zero() || other.is_zero() {
            return Self::ZERO;
        }
        Self::new(self.mantissa * other.mantissa, self.exponent + other.exponent)
    }

    fn scaled(self, by: f64) -> Self {
        self.times(Self::of(by))
    }

    fn of(value: f64) -> Self {
        Self::new(value, 0)
    }
}

/// 2 to a power of at most 0, to bring numbers of one case to another's power; 0 below the smallest normal f64.
#[must_use]
pub fn power_of_two(exponent: i64) -> f64 {
    if exponent < 1 - BIAS {
        0.0
    } else {
        f64::from_bits(((BIAS + exponent.min(0)) as u64) << FRACTION)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_numbers_agree_with_f64_where_both_can() {
        let mut random = crate::XorShift::new(5);
        for _ in 0..2000 {
            let scale = |r: &mut crate::XorShift| {
                let e = (r.next_u64() % 200) as i32 - 100;
                (1.0 + r.next_unit()) * f64::from_bits(((1023 + e) as u64) << 52)
            };
            let (a, b) = (scale(&mut random), scale(&mut random));
            assert_eq!(Wide::of(a).times(Wide::of(b)).scaled_by(0), a * b);
            assert_eq!(Wide::of(a).plus(Wide::of(b)).scaled_by(0), a + b);
        }
    }

    #[test]
    fn wide_numbers_keep_what_f64_loses() {
        let tiny = Wide::of(f64::from_bits(1));
        let mut product = Wide::ONE;
        for _ in 0..100 {
            product = product.times(tiny);
        }
        assert_eq!(product.exponent(), -107_400);
        assert_eq!(product.scaled_by(-107_400), 1.0);
        assert!(Wide::ZERO.times(tiny).is_zero() && !product.is_zero());
    }
}
