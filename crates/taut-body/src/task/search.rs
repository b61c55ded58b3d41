//! The lowest value of a function in a box without its derivatives: a compass that tries steps along the axes and the
//! diagonals and halves them (Hooke & Jeeves 1961; Kolda, Lewis & Torczon 2003), from several fixed starts.

use std::fmt;

/// Most unknowns; diagonals double with each.
const MOST_UNKNOWNS: usize = 6;

/// How to search.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// Lowest and highest value of each unknown.
    pub bounds: Vec<[f64; 2]>,
    /// First step as a share of each range.
    pub first_step: f64,
    /// The search ends when steps are at most this share of each range.
    pub tolerance: f64,
    /// Most values it may ask for from one start.
    pub most: usize,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Where.
    pub at: Vec<f64>,
    /// The value there.
    pub value: f64,
    /// How often the function was asked.
    pub asked: usize,
    /// Whether every start ended by itself and not at `most`.
    pub settled: bool,
    /// Lowest value from each start; how far they differ says how many valleys there are.
    pub from_starts: Vec<f64>,
}

/// What is wrong with a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchProblem(pub String);

impl fmt::Display for SearchProblem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Search {
    /// The lowest value that any start leads to; of equal ones the first. Values that are not finite count as
    /// impossible. With no unknowns it asks once.
    ///
    /// # Errors
    /// Every problem of the bounds, steps and starts.
    pub fn lowest(
        &self,
        starts: &[Vec<f64>],
        mut value: impl FnMut(&[f64]) -> f64,
    ) -> Result<Found, Vec<SearchProblem>> {
        self.check(starts)?;
        let mut ask = |at: &[f64]| {
            let value = value(at);
            if value.is_finite() { value } else { f64::INFINITY }
        };
        let mut best: Option<Found> = None;
        for start in starts {
            let found = self.descend(start, &mut ask);
            best = Some(match best {
                None => found,
                Some(mut best) => {
                    best.from_starts.push(found.value);
                    let asked = best.asked + found.asked;
                    let settled = best.settled && found.settled;
                    if found.value < best.value {
                        best.at = found.at;
                        best.value = found.value;
                    }
                    Found { asked, settled, ..best }
                }
            });
        }
        best.ok_or_else(|| vec![SearchProblem("a search needs a start".to_owned())])
    }

    /// The middle of the box, and the middles of its halves along each axis: fixed starts that cover it.
    #[must_use]
    pub fn spread_starts(&self) -> Vec<Vec<f64>> {
        let middle: Vec<f64> = self.bounds.iter().map(|[low, high]| 0.5 * (low + high)).collect();
        let mut starts = vec![middle.clone()];
        for (i, [low, high]) in self.bounds.iter().enumerate() {
            for share in [0.25, 0.75] {
                let mut start = middle.clone();
                start[i] = low + share * (high - low);
                starts.push(start);
            }
        }
        starts
    }

    fn check(&self, starts: &[Vec<f64>]) -> Result<(), Vec<SearchProblem>> {
        let mut problems = Vec::new();
        let mut say = |text: String| problems.push(SearchProblem(text));
        for (i, [low, high]) in self.bounds.iter().enumerate() {
            if !(low.is_finite() && high.is_finite() && low <= high) {
                say(format!("unknown {i}: {low} to {high} is no range"));
            }
        }
        if self.bounds.len() > MOST_UNKNOWNS {
            say(format!("{} unknowns; at most {MOST_UNKNOWNS}", self.bounds.len()));
        }
        if !(self.tolerance > 0.0 && self.first_step >= self.tolerance && self.first_step <= 1.0) {
            say(format!(
                "steps from {} to {}: need 0 < tolerance <= first step <= 1",
                self.first_step, self.tolerance
            ));
        }
        if starts.is_empty() {
            say("a search needs a start".to_owned());
        }
        for (i, start) in starts.iter().enumerate() {
            if start.len() != self.bounds.len() {
                say(format!("start {i}: {} values for {}", start.len(), self.bounds.len()));
            } else if !start.iter().zip(&self.bounds).all(|(x, [l, h])| x >= l && x <= h) {
                say(format!("start {i} is outside the bounds"));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    fn descend(&self, start: &[f64], ask: &mut impl FnMut(&[f64]) -> f64) -> Found {
        let directions = directions(start.len());
        let mut at = start.to_vec();
        let mut lowest = ask(&at);
        let mut asked = 1;
        let mut step = self.first_step;
        let mut settled = true;
        let mut tried = at.clone();
        'steps: while step >= self.tolerance && !directions.is_empty() {
            for direction in &directions {
                for (i, [low, high]) in self.bounds.iter().enumerate() {
                    let moved = at[i] + direction[i] * step * (high - low);
                    tried[i] = moved.clamp(*low, *high);
                }
                if tried == at {
                    continue;
                }
                if asked >= self.most {
                    settled = false;
                    break 'steps;
                }
                asked += 1;
                let value = ask(&tried);
                if value < lowest {
                    lowest = value;
                    at.copy_from_slice(&tried);
                    continue 'steps;
                }
            }
            step *= 0.5;
        }
        Found { at, value: lowest, asked, settled, from_starts: vec![lowest] }
    }
}

/// Both ways along each axis, then every diagonal.
fn directions(unknowns: usize) -> Vec<Vec<f64>> {
    let mut out = Vec::new();
    for i in 0..unknowns {
        for way in [1.0, -1.0] {
            let mut direction = vec![0.0; unknowns];
            direction[i] = way;
            out.push(direction);
        }
    }
    if unknowns > 1 {
        for bits in 0..1_usize << unknowns {
            out.push((0..unknowns).map(|i| if bits >> i & 1 == 0 { 1.0 } else { -1.0 }).collect());
        }
    }
    out
}
