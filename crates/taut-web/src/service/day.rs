//! Days as they are typed.

use jiff::civil::Date;

use crate::app::today;

/// A day such as 2026-11-25 that is not later than tomorrow: elsewhere it may be that already.
#[must_use]
pub fn past(text: &str) -> Option<Date> {
    let day: Date = text.parse().ok().filter(|_| text.len() == 10)?;
    (day <= today().tomorrow().ok()?).then_some(day)
}
