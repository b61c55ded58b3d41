//! Several poses side by side: numbers, comparisons, and angles, each lane computed exactly as it would be alone.
//!
//! Nothing is fused and lanes never mix, so the bits do not depend on how wide the machine's vectors are. There are no closures
//! here, nor in what runs on lanes: they are not always inlined into the function that has the wide instructions, and then run
//! without them.

use std::ops::{Add, Div, Mul, Neg, Sub};

use pulp::Simd;

/// One number a lane.
#[derive(Debug, Clone, Copy)]
pub struct Lanes<S: Simd> {
    simd: S,
    /// The numbers.
    pub inner: S::f64s,
}

/// One truth value a lane.
#[derive(Debug, Clone, Copy)]
pub struct Mask<S: Simd> {
    simd: S,
    inner: S::m64s,
}

/// A vector in space, one a lane.
pub type Vector<S> = [Lanes<S>; 3];

macro_rules! operator {
    ($trait:ident, $method:ident, $function:ident) => {
        impl<S: Simd> $trait for Lanes<S> {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self { simd: self.simd, inner: self.simd.$function(self.inner, other.inner) }
            }
        }
    };
}

operator!(Add, add, add_f64s);
operator!(Sub, sub, sub_f64s);
operator!(Mul, mul, mul_f64s);
operator!(Div, div, div_f64s);

impl<S: Simd> Neg for Lanes<S> {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        Self { simd: self.simd, inner: self.simd.neg_f64s(self.inner) }
    }
}

impl<S: Simd> Lanes<S> {
    /// These numbers.
    #[inline(always)]
    pub fn new(simd: S, inner: S::f64s) -> Self {
        Self { simd, inner }
    }

    /// One number in every lane.
    #[inline(always)]
    pub fn of(simd: S, value: f64) -> Self {
        Self { simd, inner: simd.splat_f64s(value) }
    }

    /// One other number in every lane.
    #[inline(always)]
    pub fn same(self, value: f64) -> Self {
        Self::of(self.simd, value)
    }

    /// Product with one number.
    #[inline(always)]
    pub fn times(self, by: f64) -> Self {
        self * self.same(by)
    }

    /// Square root, correctly rounded.
    #[inline(always)]
    pub fn sqrt(self) -> Self {
        Self { simd: self.simd, inner: self.simd.sqrt_f64s(self.inner) }
    }

    /// Distance from 0.
    #[inline(always)]
    pub fn abs(self) -> Self {
        Self { simd: self.simd, inner: self.simd.abs_f64s(self.inner) }
    }

    /// Where this is below the other; never with a NaN.
    #[inline(always)]
    pub fn below(self, other: Self) -> Mask<S> {
        Mask { simd: self.simd, inner: self.simd.less_than_f64s(self.inner, other.inner) }
    }

    /// Where this is at most the other; never with a NaN.
    #[inline(always)]
    pub fn at_most(self, other: Self) -> Mask<S> {
        Mask { simd: self.simd, inner: self.simd.less_than_or_equal_f64s(self.inner, other.inner) }
    }

    /// Sine and cosine of angles up to 100,000 radians (Cody & Waite 1980 for the reduction; coefficients of fdlibm, Sun
    /// Microsystems 1993). Within two units in the last place of 1.
    #[inline(always)]
    pub fn sin_cos(self) -> (Self, Self) {
        let simd = self.simd;
        // Adding and taking away 1.5 * 2^52 rounds to a whole number, whose lowest bits stand in the sum's.
        let magic = self.same(6_755_399_441_055_744.0);
        let sum = self.times(std::f64::consts::FRAC_2_PI) + magic;
        let quarter = sum - magic;
        // A quarter turn in two parts: 33 bits, and the rest.
        let big = self - quarter.times(1.570_796_326_734_125_6);
        let small = quarter.times(6.077_100_506_506_192e-11);
        let x = big - small;
        let tail = (big - x) - small;
        let (sin, cos) = quarter_sin_cos(x, tail);
        let bits = simd.transmute_u64s_f64s(sum.inner);
        let (odd, second) = (bit(simd, bits, 1), bit(simd, bits, 2));
        let (s, c) = (odd.pick(cos, sin), odd.pick(sin, cos));
        (second.pick(-s, s), second.differs(odd).pick(-c, c))
    }

    /// The angle of the point `(x, self)` against the x axis, radians from -π to π (coefficients of fdlibm, Sun Microsystems
    /// 1993); 0 for the point (0, 0). Within three units in the last place.
    #[inline(always)]
    pub fn atan2(self, x: Self) -> Self {
        let zero = self.same(0.0);
        let (up, across) = (self.abs(), x.abs());
        let steep = across.below(up);
        let (top, bottom) = (steep.pick(across, up), steep.pick(up, across));
        let nothing = bottom.at_most(zero);
        let bottom = nothing.pick(self.same(1.0), bottom);
        // Beyond tan(π/8): the angle against an eighth of a turn.
        let eighth = bottom.times(0.414_213_562_373_095_03).below(top);
        let t = eighth.pick(top - bottom, top) / eighth.pick(top + bottom, bottom);
        let (high, low) = (std::f64::consts::FRAC_PI_4, 3.061_616_997_868_383e-17);
        let z = t * t;
        let w = z * z;
        let even = [
            0.333_333_333_333_329_3,
            0.142_857_142_725_034_66,
            0.090_908_871_334_365_07,
            0.066_610_731_373_875_31,
            0.049_768_779_946_159_324,
            0.016_285_820_115_365_782,
        ];
        let odd = [
            -0.199_999_999_998_764_83,
            -0.111_111_104_054_623_56,
            -0.076_918_762_050_448_3,
            -0.058_335_701_337_905_735,
            -0.036_531_572_744_216_916,
        ];
        let rest = z * horner(w, &even) + w * horner(w, &odd);
        let correction = t * rest - eighth.pick(self.same(low), zero);
        let angle = eighth.pick(self.same(high), zero) - (correction - t);
        let (half, half_low) =
            (self.same(std::f64::consts::FRAC_PI_2), self.same(6.123_233_995_736_766e-17));
        let angle = steep.pick(half - (angle - half_low), angle);
        let (whole, whole_low) =
            (self.same(std::f64::consts::PI), self.same(1.224_646_799_147_353_2e-16));
        let angle = x.below(zero).pick(whole - (angle - whole_low), angle);
        self.below(zero).pick(-angle, angle)
    }
}

/// Where a bit is set.
#[inline(always)]
fn bit<S: Simd>(simd: S, bits: S::u64s, bit: u64) -> Mask<S> {
    let bit = simd.splat_u64s(bit);
    Mask { simd, inner: simd.equal_u64s(simd.and_u64s(bits, bit), bit) }
}

/// A polynomial, lowest coefficient first.
#[inline(always)]
fn horner<S: Simd>(x: Lanes<S>, coefficients: &[f64]) -> Lanes<S> {
    let mut sum = x.same(0.0);
    for c in coefficients.iter().rev() {
        sum = sum * x + x.same(*c);
    }
    sum
}

/// Sine and cosine of `x + tail` within an eighth of a turn (coefficients of fdlibm, Sun Microsystems 1993).
#[inline(always)]
fn quarter_sin_cos<S: Simd>(x: Lanes<S>, tail: Lanes<S>) -> (Lanes<S>, Lanes<S>) {
    let z = x * x;
    let sines = [
        0.008_333_333_333_322_49,
        -0.000_198_412_698_298_579_5,
        2.755_731_370_707_006_8e-6,
        -2.505_076_025_340_686_3e-8,
        1.589_690_995_211_55e-10,
    ];
    let cubed = z * x;
    let r = horner(z, &sines);
    let sin =
        x - ((z * (tail.times(0.5) - cubed * r) - tail) - cubed.times(-0.166_666_666_666_666_32));
    let cosines = [
        0.041_666_666_666_666_6,
        -0.001_388_888_888_887_411,
        2.480_158_728_947_673e-5,
        -2.755_731_435_139_066_3e-7,
        2.087_572_321_298_175e-9,
        -1.135_964_755_778_819_5e-11,
    ];
    let r = z * horner(z, &cosines);
    let half = z.times(0.5);
    let one = x.same(1.0);
    let w = one - half;
    let cos = w + (((one - w) - half) + (z * r - x * tail));
    (sin, cos)
}

impl<S: Simd> Mask<S> {
    /// The same everywhere.
    #[inline(always)]
    pub fn all(like: Lanes<S>, value: bool) -> Self {
        let zero = like.same(0.0);
        let other = like.same(if value { 1.0 } else { 0.0 });
        zero.below(other)
    }

    /// The first where it holds, the second elsewhere.
    #[inline(always)]
    pub fn pick(self, yes: Lanes<S>, no: Lanes<S>) -> Lanes<S> {
        let inner = self.simd.select_f64s(self.inner, yes.inner, no.inner);
        Lanes { simd: self.simd, inner }
    }

    /// Likewise for vectors.
    #[inline(always)]
    pub fn pick_vector(self, yes: Vector<S>, no: Vector<S>) -> Vector<S> {
        [self.pick(yes[0], no[0]), self.pick(yes[1], no[1]), self.pick(yes[2], no[2])]
    }

    /// Where both hold.
    #[inline(always)]
    pub fn and(self, other: Self) -> Self {
        Self { simd: self.simd, inner: self.simd.and_m64s(self.inner, other.inner) }
    }

    /// Where at least one holds.
    #[inline(always)]
    pub fn or(self, other: Self) -> Self {
        Self { simd: self.simd, inner: self.simd.or_m64s(self.inner, other.inner) }
    }

    /// Where exactly one holds.
    #[inline(always)]
    pub fn differs(self, other: Self) -> Self {
        Self { simd: self.simd, inner: self.simd.xor_m64s(self.inner, other.inner) }
    }

    /// Where it does not hold.
    #[inline(always)]
    pub fn not(self) -> Self {
        Self { simd: self.simd, inner: self.simd.not_m64s(self.inner) }
    }

    /// Whether it holds in any lane.
    #[inline(always)]
    pub fn any(self) -> bool {
        self.simd.first_true_m64s(self.inner) < S::F64_LANES
    }
}

/// Scalar product, added up from the first component.
#[inline(always)]
pub fn dot<S: Simd>(a: Vector<S>, b: Vector<S>) -> Lanes<S> {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// Vector product.
#[inline(always)]
pub fn cross<S: Simd>(a: Vector<S>, b: Vector<S>) -> Vector<S> {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

/// Sum.
#[inline(always)]
pub fn plus<S: Simd>(a: Vector<S>, b: Vector<S>) -> Vector<S> {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

/// Difference.
#[inline(always)]
pub fn minus<S: Simd>(a: Vector<S>, b: Vector<S>) -> Vector<S> {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

/// Product with a number.
#[inline(always)]
pub fn scaled<S: Simd>(a: Vector<S>, by: Lanes<S>) -> Vector<S> {
    [a[0] * by, a[1] * by, a[2] * by]
}

/// Three numbers that follow each other, as a vector.
#[inline(always)]
pub fn three<S: Simd>(simd: S, slots: &[S::f64s]) -> Vector<S> {
    let [a, b, c] = [slots[0], slots[1], slots[2]];
    [Lanes::new(simd, a), Lanes::new(simd, b), Lanes::new(simd, c)]
}

/// A vector as three numbers that follow each other.
#[inline(always)]
pub fn store<S: Simd>(slots: &mut [S::f64s], v: Vector<S>) {
    slots[0] = v[0].inner;
    slots[1] = v[1].inner;
    slots[2] = v[2].inner;
}
