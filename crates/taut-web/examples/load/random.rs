//! Xorshift, so that every run asks the same.

/// A generator.
#[derive(Debug)]
pub struct Random(u64);

impl Random {
    /// Of a person.
    pub fn of(seed: u64) -> Self {
        Self((seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below the limit.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// From 0 to below 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// One of a question's values: mostly the first, which is "no" where there is a "no", so that interviews go on. The
    /// emergency list would end most of them at once: there it is "not sure" instead.
    pub fn pick<'v>(&mut self, values: &[&'v str]) -> &'v str {
        let pick = if self.below(8) == 0 { self.below(values.len()) } else { 0 };
        if values[0] == "no" && pick > 0 && values.len() == 3 { "not_sure" } else { values[pick] }
    }

    /// An age of an adult.
    pub fn age(&mut self) -> String {
        (18 + self.below(60)).to_string()
    }
}
