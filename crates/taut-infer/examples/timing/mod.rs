//! Processor time, shared by the benchmarks.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Time that this thread was on a processor. On a shared machine the wall clock also counts the others.
pub fn processor_time() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec as u64, now.tv_nsec as u32)
}

/// Median processor time of some rounds, after one that is not counted.
pub fn median(rounds: usize, mut work: impl FnMut()) -> Duration {
    work();
    let mut times: Vec<Duration> = (0..rounds)
        .map(|_| {
            let started = processor_time();
            work();
            processor_time() - started
        })
        .collect();
    times.sort_unstable();
    times[rounds / 2]
}

/// A time in milliseconds.
pub fn milliseconds(time: Duration) -> f64 {
    1e3 * time.as_secs_f64()
}
