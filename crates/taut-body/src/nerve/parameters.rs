//! The uncertain numbers of the nerve: one value each, a box of them, and fixed samples of a box.

use super::record::{ParameterRecord, Quantity};

/// How many there are.
pub const QUANTITIES: usize = 17;

impl Quantity {
    /// Every one, in the order in which they are kept.
    pub const ALL: [Self; QUANTITIES] = [
        Self::HipRadius,
        Self::KneeArm,
        Self::AnkleArm,
        Self::SubtalarArm,
        Self::ToeArm,
        Self::LumbarArm,
        Self::ThoracicArm,
        Self::NeckArm,
        Self::RestStrain,
        Self::ToeStrain,
        Self::Modulus,
        Self::Stiffness,
        Self::CanalHold,
        Self::ForamenHold,
        Self::LegHold,
        Self::FootHold,
        Self::EndHold,
    ];

    /// Whether it is a length of the bed, known from geometry; it may be 0.
    #[must_use]
    pub fn is_arm(self) -> bool {
        use Quantity::{
            AnkleArm, HipRadius, KneeArm, LumbarArm, NeckArm, SubtalarArm, ThoracicArm, ToeArm,
        };
        let arms =
            [HipRadius, KneeArm, AnkleArm, SubtalarArm, ToeArm, LumbarArm, ThoracicArm, NeckArm];
        arms.contains(&self)
    }
}

/// One value for each quantity, in its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameters([f64; QUANTITIES]);

impl Parameters {
    /// The values that `choose` takes from each quantity.
    pub fn from_fn(choose: impl FnMut(Quantity) -> f64) -> Self {
        Self(Quantity::ALL.map(choose))
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, quantity: Quantity) -> f64 {
        self.0[quantity as usize]
    }

    /// The same with one replaced.
    #[must_use]
    pub fn with(mut self, quantity: Quantity, value: f64) -> Self {
        self.0[quantity as usize] = value;
        self
    }
}

/// Lowest and highest value of each quantity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParameterBox {
    /// The lowest.
    pub low: Parameters,
    /// The highest.
    pub high: Parameters,
}

impl ParameterBox {
    /// The box that holds one set only.
    #[must_use]
    pub fn point(parameters: Parameters) -> Self {
        Self { low: parameters, high: parameters }
    }

    /// The set at these shares (0 to 1) of the way from lowest to highest. What may span decades (springs, modulus,
    /// stiffness) goes by ratio, the rest by difference.
    pub fn at(&self, mut share: impl FnMut(Quantity) -> f64) -> Parameters {
        Parameters::from_fn(|quantity| {
            let (low, high) = (self.low.get(quantity), self.high.get(quantity));
            let share = share(quantity).clamp(0.0, 1.0);
            let linear =
                quantity.is_arm() || matches!(quantity, Quantity::RestStrain | Quantity::ToeStrain);
            let value = if linear || low <= 0.0 {
                low + share * (high - low)
            } else {
                low * libm::exp(share * libm::log(high / low))
            };
            value.clamp(low, high)
        })
    }

    /// A Latin hypercube: each quantity takes the middle of each of `count` equal slices once, in orders that `seed` fixes.
    #[must_use]
    pub fn latin(&self, count: usize, seed: u64) -> Vec<Parameters> {
        let mut generator = Generator(seed);
        let mut orders: Vec<Vec<usize>> = Vec::with_capacity(QUANTITIES);
        for _ in 0..QUANTITIES {
            let mut order: Vec<usize> = (0..count).collect();
            for i in (1..count).rev() {
                order.swap(i, generator.below(i + 1));
            }
            orders.push(order);
        }
        let slices = count.max(1) as f64;
        (0..count)
            .map(|i| self.at(|quantity| (orders[quantity as usize][i] as f64 + 0.5) / slices))
            .collect()
    }
}

/// Best values and box of the records, in the order of the quantities; `None` if one is missing.
pub(crate) fn gather(records: &[ParameterRecord]) -> Option<(Parameters, ParameterBox)> {
    let mut missing = false;
    let mut pick = |value: fn(&ParameterRecord) -> f64| {
        Parameters::from_fn(|quantity| {
            let found = records.iter().find(|record| record.quantity == quantity);
            missing |= found.is_none();
            found.map_or(0.0, value)
        })
    };
    let best = pick(|record| record.best);
    let bounds = ParameterBox { low: pick(|record| record.low), high: pick(|record| record.high) };
    (!missing).then_some((best, bounds))
}

/// The fixed generator (SplitMix64; Steele, Lea & Flood 2014).
struct Generator(u64);

impl Generator {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`; for small limits its bias is below 1e-15.
    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}
