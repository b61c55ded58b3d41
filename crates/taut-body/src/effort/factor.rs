//! Positive definite systems by Cholesky's method, zeros before the first entry of a row left out.

/// A symmetric matrix, its lower half by rows; `solve` destroys it.
pub struct Matrix {
    size: usize,
    values: Vec<f64>,
    /// First column of each row that is not 0.
    first: Vec<usize>,
}

impl Matrix {
    /// Zeros.
    pub fn new(size: usize) -> Self {
        Self { size, values: vec![0.0; size * size], first: (0..size).collect() }
    }

    /// Zeros again.
    pub fn clear(&mut self) {
        self.values.fill(0.0);
        for (row, first) in self.first.iter_mut().enumerate() {
            *first = row;
        }
    }

    /// Adds `scale` times the outer product of a sparse column with itself, rows rising.
    pub fn add(&mut self, column: &[(usize, f64)], scale: f64) {
        let Some((lowest, _)) = column.first() else { return };
        for (i, (row, left)) in column.iter().enumerate() {
            let scaled = left * scale;
            for (col, right) in &column[..=i] {
                self.values[row * self.size + col] += scaled * right;
            }
            self.first[*row] = self.first[*row].min(*lowest);
        }
    }

    /// Adds to the diagonal.
    pub fn add_diagonal(&mut self, row: usize, value: f64) {
        self.values[row * self.size + row] += value;
    }

    /// Replaces the right-hand side by the solution; `false` if the matrix is not positive definite.
    pub fn solve(&mut self, right: &mut [f64]) -> bool {
        let size = self.size;
        for row in 0..size {
            let (above, from) = self.values.split_at_mut(row * size);
            let line = &mut from[..size];
            let start = self.first[row];
            for col in start..row {
                let other = &above[col * size..(col + 1) * size];
                let begin = start.max(self.first[col]);
                let mut sum = line[col];
                for k in begin..col {
                    sum -= line[k] * other[k];
                }
                line[col] = sum * other[col];
            }
            let mut sum = line[row];
            for value in &line[start..row] {
                sum -= value * value;
            }
            if !(sum > 0.0 && sum.is_finite()) {
                return false;
            }
            // The diagonal holds the inverse of Cholesky's.
            line[row] = 1.0 / sum.sqrt();
        }
        for row in 0..size {
            let line = &self.values[row * size..(row + 1) * size];
            let mut sum = right[row];
            for k in self.first[row]..row {
                sum -= line[k] * right[k];
            }
            right[row] = sum * line[row];
        }
        for row in (0..size).rev() {
            let line = &self.values[row * size..(row + 1) * size];
            right[row] *= line[row];
            for k in self.first[row]..row {
                right[k] -= line[k] * right[row];
            }
        }
        true
    }
}
