//! The frames of a movement, worked out side by side in threads: the same numbers for any number of threads.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use taut_body::Model;
use taut_body::dynamics::{LoadCurves, Movement, Trajectory};
use taut_body::motion::MotionTable;

use super::Want;
use super::effort::Effort;
use super::sheet::Sheet;
use crate::BadInput;

/// All that is needed to work out any frame.
pub struct Task<'t> {
    /// The model.
    pub model: &'t Model,
    /// How it moves.
    pub way: &'t Trajectory,
    /// Forces from outside; they cover all times.
    pub loads: Option<LoadCurves>,
    /// Tensions of all muscles at each time, N.
    pub tensions: Option<Vec<Vec<f64>>>,
    /// How muscles share the load.
    pub effort: Effort,
    /// What to work out, in order.
    pub want: Vec<Want>,
    /// Times of the frames, s.
    pub times: Vec<f64>,
}

impl Task<'_> {
    /// The whole table.
    ///
    /// # Errors
    /// The first frame (by time) that the model cannot follow.
    pub fn run(&self) -> anyhow::Result<MotionTable> {
        let sheet = Sheet::new(self.model, &self.want, self.effort);
        let frames = self.times.len();
        let next = AtomicUsize::new(0);
        let meter = Meter::new(frames);
        let rows = Mutex::new((0..frames).map(|_| None).collect::<Vec<_>>());
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        std::thread::scope(|scope| {
            for _ in 0..threads.min(frames) {
                scope.spawn(|| {
                    loop {
                        let frame = next.fetch_add(1, Ordering::Relaxed);
                        if frame >= frames {
                            break;
                        }
                        let row = self.row(&sheet, frame);
                        meter.show(frame);
                        let mut rows = rows.lock().unwrap_or_else(|broken| broken.into_inner());
                        rows[frame] = Some(row);
                    }
                });
            }
        });
        meter.clear();
        let rows = rows.into_inner().unwrap_or_else(|broken| broken.into_inner());
        let mut columns = vec![Vec::with_capacity(frames); sheet.names().len()];
        for row in rows {
            let row = row.ok_or_else(|| anyhow::anyhow!("a thread ended early"))??;
            for (column, value) in columns.iter_mut().zip(row) {
                column.push(value);
            }
        }
        Ok(sheet.table(self.times.clone(), columns))
    }

    fn row(&self, sheet: &Sheet, frame: usize) -> Result<Vec<f64>, BadInput> {
        let time = self.times[frame];
        let bad = |problem: String| BadInput(format!("at {time} s:\n{problem}"));
        let movement: Movement =
            self.way.at(self.model, time).map_err(|problems| bad(problems.to_string()))?;
        let tensions = self.tensions.as_ref().map(|all| &all[frame][..]);
        let loads = self.loads.as_ref().map(|loads| (loads, time));
        sheet.row(self.model, &movement, loads, tensions).map_err(bad)
    }
}

/// A line of progress on a terminal; nothing elsewhere.
struct Meter {
    shown: bool,
    frames: usize,
}

impl Meter {
    fn new(frames: usize) -> Self {
        Self { shown: std::io::stderr().is_terminal(), frames }
    }

    fn show(&self, frame: usize) {
        if self.shown && frame.is_multiple_of(16) {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K{frame} of {} frames", self.frames);
        }
    }

    fn clear(&self) {
        if self.shown {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K");
        }
    }
}
