//! The low-pass filter of OpenSim's tools: Butterworth of third order, run forwards and backwards over a padded signal.

use std::f64::consts::PI;

use super::natural::{NaturalSpline, NaturalSplineProblem};

/// Steps that differ by more than this share of their mean are not even: the signal is resampled.
const EVEN: f64 = 1e-12;
/// No recording is resampled to more points.
const MOST_POINTS: f64 = 1e6;

/// Why a recording cannot be filtered.
#[derive(Debug, Clone, PartialEq)]
pub enum FilterProblem {
    /// Fewer than four rows.
    TooFew(usize),
    /// The cut-off frequency (Hz) is not between 0 and half the sampling frequency (Hz).
    Cutoff(f64, f64),
    /// Times are so uneven that more than a million points would be needed.
    Uneven,
    /// A column or the times make no spline.
    Spline(NaturalSplineProblem),
}

impl std::fmt::Display for FilterProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Self::TooFew(rows) => write!(f, "{rows} rows are too few to filter: give at least 4"),
            Self::Cutoff(cutoff, half) => write!(
                f,
                "a cut-off at {cutoff} Hz is not between 0 and {half} Hz, half of the sampling frequency"
            ),
            Self::Uneven => write!(f, "the times are too uneven to filter: resample the recording"),
            Self::Spline(problem) => problem.fmt(f),
        }
    }
}

impl std::error::Error for FilterProblem {}

/// A low-pass filter for the columns of one recording.
#[derive(Debug, Clone)]
pub struct Lowpass {
    /// Times of the rows with half as many again on either side.
    padded: Vec<f64>,
    /// Even times, where those are not.
    even: Option<Vec<f64>>,
    pad: usize,
    coefficients: ([f64; 4], [f64; 4]),
}

impl Lowpass {
    /// The filter for rows at `times` (seconds, rising) with a cut-off frequency in Hz, as OpenSim's tools apply it: half
    /// the recording is added on either side, mirrored through the end point; uneven times are resampled at their
    /// smallest step with a quintic spline; then the filter runs forwards and backwards.
    ///
    /// # Errors
    /// Too few rows, times that do not rise or are far too uneven, a cut-off that the sampling does not allow.
    pub fn new(times: &[f64], cutoff: f64) -> Result<Self, FilterProblem> {
        if times.len() < 4 {
            return Err(FilterProblem::TooFew(times.len()));
        }
        // Asked this way round a NaN does not pass.
        let rises = |pair: &[f64]| pair[1] > pair[0];
        if let Some(at) = times.windows(2).position(|pair| !rises(pair)) {
            return Err(FilterProblem::Spline(NaturalSplineProblem::NotRising(at + 1)));
        }
        let pad = times.len() / 2;
        let padded = padded(times, pad);
        let (first, last) = (padded[0], padded[padded.len() - 1]);
        let least = padded.windows(2).map(|w| w[1] - w[0]).fold(f64::INFINITY, f64::min);
        let mean = (last - first) / (padded.len() - 1) as f64;
        let is_even = mean - least <= EVEN * mean;
        let step = if is_even { mean } else { least };
        if (last - first) / step > MOST_POINTS {
            return Err(FilterProblem::Uneven);
        }
        let half = 0.5 / step;
        if !(cutoff > 0.0 && cutoff < half) {
            return Err(FilterProblem::Cutoff(cutoff, half));
        }
        let points = ((last - first) / step).floor() as usize;
        let even = (!is_even).then(|| {
            let times = (0..=points).map(|i| first + i as f64 * step);
            times.filter(|time| *time <= last).collect()
        });
        Ok(Self { padded, even, pad, coefficients: coefficients(step, cutoff) })
    }

    /// Times of the filtered values, seconds: they go beyond the recording on both sides.
    #[must_use]
    pub fn times(&self) -> &[f64] {
        self.even.as_deref().unwrap_or(&self.padded)
    }

    /// A column, filtered, at `times()`.
    ///
    /// # Errors
    /// A value that is not finite, or another number of them than of rows.
    pub fn apply(&self, column: &[f64]) -> Result<Vec<f64>, FilterProblem> {
        let rows = self.padded.len() - 2 * self.pad;
        if column.len() != rows {
            return Err(FilterProblem::Spline(NaturalSplineProblem::Lengths(rows, column.len())));
        }
        if let Some(at) = column.iter().position(|value| !value.is_finite()) {
            return Err(FilterProblem::Spline(NaturalSplineProblem::NotFinite(at)));
        }
        let mut signal = padded(column, self.pad);
        if let Some(even) = &self.even {
            let spline =
                NaturalSpline::quintic(&self.padded, &signal).map_err(FilterProblem::Spline)?;
            signal = even.iter().map(|time| spline.at(*time)[0]).collect();
        }
        for _ in 0..2 {
            signal = run(&signal, &self.coefficients);
            signal.reverse();
        }
        Ok(signal)
    }
}

/// The values with `pad` more on either side: the signal turned by half a turn about its end point.
fn padded(values: &[f64], pad: usize) -> Vec<f64> {
    let last = values.len() - 1;
    let before = (1..=pad).rev().map(|i| 2.0 * values[0] - values[i]);
    let after = (1..=pad).map(|i| 2.0 * values[last] - values[last - i]);
    before.chain(values.iter().copied()).chain(after).collect()
}

/// Coefficients over present and past inputs and outputs: 1/((s + 1)(s² + s + 1)), its cut-off prewarped, through the
/// bilinear transform (Oppenheim & Schafer 2010, section 7.1).
fn coefficients(step: f64, cutoff: f64) -> ([f64; 4], [f64; 4]) {
    let k = libm::tan(PI * cutoff * step);
    let one = [k + 1.0, k - 1.0];
    let two = [k * k + k + 1.0, 2.0 * (k * k - 1.0), k * k - k + 1.0];
    let whole = one[0] * two[0];
    let past = [
        1.0,
        (one[0] * two[1] + one[1] * two[0]) / whole,
        (one[0] * two[2] + one[1] * two[1]) / whole,
        one[1] * two[2] / whole,
    ];
    let gain = k * k * k / whole;
    ([gain, 3.0 * gain, 3.0 * gain, gain], past)
}

/// One pass; the first three values stay as they are.
fn run(signal: &[f64], (now, past): &([f64; 4], [f64; 4])) -> Vec<f64> {
    let mut out = signal.to_vec();
    for i in 3..signal.len() {
        let mut sum = now[0] * signal[i];
        for lag in 1..4 {
            sum = sum + now[lag] * signal[i - lag] - past[lag] * out[i - lag];
        }
        out[i] = sum;
    }
    out
}
