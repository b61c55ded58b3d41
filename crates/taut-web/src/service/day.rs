//! Days as they are typed.

use jiff::civil::Date;

use crate::app::today;

/// A day such as 2026-11-25 that is not later than tomorrow: elsewhere it may be that already.
#[must_use]
pub fn past(text: &str) -> Option<Date> {
    until(text, today().tomorrow().ok()?)
}

/// A day that is not later than today. What clears a flag is dated so: a day ahead would lie after a report of today (S13).
#[must_use]
pub fn over(text: &str) -> Option<Date> {
    until(text, today())
}

fn until(text: &str, last: Date) -> Option<Date> {
    let day: Date = text.parse().ok().filter(|_| text.len() == 10)?;
    (day <= last).then_some(day)
}
