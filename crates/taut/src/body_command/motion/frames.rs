//! The frames of a movement, worked out side by side in threads: the same numbers for any number of threads.

use std::io::{IsTerminal as _, Write as _};
use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use taut_body::dynamics::{LoadCurves, Movement, Trajectory};
use taut_body::motion::MotionTable;
use taut_body::{Gauged, Model, Pose};

use super::Want;
use super::effort::Effort;
use super::sheet::{Given, Sheet};
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
        for muscle in sheet.rig().map_or(Vec::new(), |rig| self.left_out(rig.muscles())) {
            eprintln!("note: {muscle} may wrap around a surface whose form is not read: left out");
        }
        let frames = self.times.len();
        let movements = self.movements()?;
        let next = AtomicUsize::new(0);
        let meter = Meter::new(frames);
        let rows = Mutex::new((0..frames).map(|_| None).collect::<Vec<_>>());
        let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let paths = sheet.rig().map(|rig| {
            let poses: Vec<Pose> = movements.iter().map(|m| m.pose().clone()).collect();
            rig.gauge(&poses, threads)
        });
        std::thread::scope(|scope| {
            for _ in 0..threads.get().min(frames) {
                scope.spawn(|| {
                    loop {
                        let frame = next.fetch_add(1, Ordering::Relaxed);
                        if frame >= frames {
                            break;
                        }
                        let row = self.row(&sheet, &movements, paths.as_ref(), frame);
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

    fn movements(&self) -> Result<Vec<Movement>, BadInput> {
        let at = |time: &f64| {
            let movement = self.way.at(self.model, *time);
            movement.map_err(|problems| BadInput(format!("at {time} s:\n{problems}")))
        };
        self.times.iter().map(at).collect()
    }

    /// Names of the muscles that are not among these.
    fn left_out(&self, muscles: &[usize]) -> Vec<&str> {
        let all = self.model.muscles.iter().enumerate();
        all.filter(|(i, _)| !muscles.contains(i)).map(|(_, muscle)| &muscle.name[..]).collect()
    }

    fn row(
        &self,
        sheet: &Sheet,
        movements: &[Movement],
        paths: Option<&Gauged>,
        frame: usize,
    ) -> Result<Vec<f64>, BadInput> {
        let time = self.times[frame];
        let given = Given {
            movement: &movements[frame],
            paths: paths.map(|paths| (paths, frame)),
            loads: self.loads.as_ref().map(|loads| (loads, time)),
            tensions: self.tensions.as_ref().map(|all| &all[frame][..]),
        };
        let row = sheet.row(self.model, &given);
        row.map_err(|problem| BadInput(format!("at {time} s:\n{problem}")))
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
