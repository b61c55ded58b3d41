//! Times as texts: milliseconds since 1970 UTC to days and times, always UTC.

use jiff::Timestamp;

/// The day of a time in UTC, such as 2026-11-25.
#[must_use]
pub fn day(ms: i64) -> String {
    text(ms).chars().take(10).collect()
}

/// A time as text; out of the calendar's range it stays a number.
#[must_use]
pub fn text(ms: i64) -> String {
    Timestamp::from_millisecond(ms).map_or_else(|_| format!("{ms} ms"), |time| format!("{time:.0}"))
}
