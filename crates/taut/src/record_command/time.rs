//! Time at the edge: the clock is read here and nowhere deeper; texts to milliseconds, always UTC.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::BadInput;

/// Now, in milliseconds since 1970 UTC.
pub fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

/// A day (its first moment) or a time.
///
/// # Errors
/// Bad input that shows how to write it.
pub fn parse(text: &str) -> anyhow::Result<i64> {
    let day = text.parse::<Date>().ok().filter(|_| text.len() == 10);
    let day = day.and_then(|day| day.to_zoned(TimeZone::UTC).ok()).map(|zoned| zoned.timestamp());
    match day.map_or_else(|| text.parse::<Timestamp>(), Ok) {
        Ok(time) => Ok(time.as_millisecond()),
        Err(error) => Err(BadInput(format!(
            "error[bad-time]: {text:?} is no day and no time: {error}\n  hint: write 2026-11-25 or 2026-11-25T10:00:00Z"
        ))
        .into()),
    }
}

#[cfg(test)]
mod tests {
    use taut_episode::time::text;

    use super::*;

    #[test]
    fn days_and_times_are_read_and_written() {
        assert_eq!(parse("1970-01-02").unwrap(), 86_400_000);
        assert_eq!(parse("1970-01-01T01:00:00+01:00").unwrap(), 0);
        assert_eq!(text(parse("2026-11-25T10:00:00Z").unwrap()), "2026-11-25T10:00:00Z");
        for wrong in ["", "yesterday", "2026-13-01", "2026-11-25T10:00:00"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
