//! A program: the least weighted sum of squares under equations and bounds.

/// Least `sum of weight x² + linear x` with `sum of column x = right` in every row and every `x` in its bounds. Weights are
/// at least 0; bounds may be infinite. Columns are sparse.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Program {
    pub(super) weights: Vec<f64>,
    pub(super) linear: Vec<f64>,
    pub(super) bounds: Vec<[f64; 2]>,
    pub(super) right: Vec<f64>,
    /// Where each variable's entries begin; one more than there are variables.
    starts: Vec<usize>,
    /// Row and coefficient, rows rising within a column.
    entries: Vec<(usize, f64)>,
}

impl Program {
    /// No variable yet, and one row a right-hand side.
    #[must_use]
    pub fn new(right: Vec<f64>) -> Self {
        Self { right, starts: vec![0], ..Self::default() }
    }

    /// Adds a variable and returns its index. `column` has its coefficients as (row, coefficient), rows rising.
    pub fn variable(
        &mut self,
        weight: f64,
        linear: f64,
        bounds: [f64; 2],
        column: impl IntoIterator<Item = (usize, f64)>,
    ) -> usize {
        self.weights.push(weight);
        self.linear.push(linear);
        self.bounds.push(bounds);
        self.entries.extend(column.into_iter().filter(|(_, coefficient)| *coefficient != 0.0));
        self.starts.push(self.entries.len());
        self.weights.len() - 1
    }

    /// Makes a row an inequality: what the other variables give there is at most its right-hand side. Adds the variable
    /// that takes up the difference and returns its index.
    pub fn at_most(&mut self, row: usize) -> usize {
        self.variable(0.0, 0.0, [0.0, f64::INFINITY], [(row, 1.0)])
    }

    /// Likewise: at least the right-hand side.
    pub fn at_least(&mut self, row: usize) -> usize {
        self.variable(0.0, 0.0, [0.0, f64::INFINITY], [(row, -1.0)])
    }

    /// How many variables there are.
    #[must_use]
    pub fn variables(&self) -> usize {
        self.weights.len()
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.right.len()
    }

    /// Coefficients of a variable.
    #[must_use]
    pub fn column(&self, variable: usize) -> &[(usize, f64)] {
        &self.entries[self.starts[variable]..self.starts[variable + 1]]
    }

    /// What is to be made as small as possible.
    #[must_use]
    pub fn objective(&self, x: &[f64]) -> f64 {
        let parts = self.weights.iter().zip(&self.linear).zip(x);
        parts.fold(0.0, |sum, ((weight, linear), x)| sum + (weight * x + linear) * x)
    }

    /// Everything that makes it no program: numbers that are not finite, negative weights, bounds that cross, rows that
    /// are not there or do not rise.
    pub(super) fn problems(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (row, right) in self.right.iter().enumerate() {
            if !right.is_finite() {
                found.push(format!("the right-hand side of row {row} is {right}"));
            }
        }
        for variable in 0..self.variables() {
            let (weight, linear) = (self.weights[variable], self.linear[variable]);
            let [low, high] = self.bounds[variable];
            if !(weight.is_finite() && weight >= 0.0 && linear.is_finite()) {
                found.push(format!("variable {variable} has the weights {weight} and {linear}"));
            }
            let crossed = low.is_nan() || high.is_nan() || low > high;
            if crossed || low == f64::INFINITY || high == f64::NEG_INFINITY {
                found.push(format!("variable {variable} lies between {low} and {high}"));
            }
            let column = self.column(variable);
            if column.iter().any(|(row, _)| *row >= self.rows()) {
                found.push(format!("variable {variable} names a row that is not there"));
            }
            if column.windows(2).any(|pair| pair[0].0 >= pair[1].0) {
                found.push(format!("the rows of variable {variable} do not rise"));
            }
            if column.iter().any(|(_, coefficient)| !coefficient.is_finite()) {
                found.push(format!("a coefficient of variable {variable} is not finite"));
            }
        }
        found
    }
}
