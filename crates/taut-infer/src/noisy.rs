//! Noisy-MAX families: what they mean.

/// The child is the largest of independent effects: one of the leak, and one of each parent in a state other than its first.
///
/// `P(child <= s) = L(s) * prod_i E_i(s)`, with `L` and `E_i` the cumulative distributions of leak and effects (noisy-OR when
/// everything is binary: Pearl 1988; noisy-MAX: Diez 1993). Rows are added up without a subtraction, so that small
/// probabilities keep their relative accuracy.
#[derive(Debug, Clone, PartialEq)]
pub struct NoisyMax {
    /// Distribution of the leak over the child's states.
    pub leak: Vec<f64>,
    /// For each parent, one distribution over the child's states for each of the parent's states but the first, in order. In
    /// its first state a parent has no effect.
    pub effects: Vec<Vec<f64>>,
}

impl NoisyMax {
    /// The child's distribution given its parents' states.
    #[must_use]
    pub fn row(&self, parent_states: &[usize]) -> Vec<f64> {
        let n = self.leak.len();
        let mut row = self.leak.clone();
        for (effects, &state) in self.effects.iter().zip(parent_states) {
            if state > 0 {
                row = larger(&row, &effects[(state - 1) * n..state * n]);
            }
        }
        row
    }

    /// Number of probabilities.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.leak.len() + self.effects.iter().map(Vec::len).sum::<usize>()
    }
}

/// Distribution of the larger of two independent draws: `P(max = s) = a(s) B(s) + A(s-1) b(s)`.
pub fn larger(a: &[f64], b: &[f64]) -> Vec<f64> {
    let (mut a_below, mut b_up_to) = (0.0, 0.0);
    // The last state that can occur bounds every draw, whatever the rounding of the sum.
    let last = b.iter().rposition(|&p| p > 0.0).unwrap_or(0);
    a.iter()
        .zip(b)
        .enumerate()
        .map(|(s, (&pa, &pb))| {
            b_up_to = if s < last { b_up_to + pb } else { 1.0 };
            let p = pa * b_up_to + a_below * pb;
            a_below += pa;
            p
        })
        .collect()
}
