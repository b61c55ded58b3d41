//! Dates of answers: a local date or date and time as ISO 8601 text, kept as text that sorts in time order.

/// Checks a date (`2026-11-22`) or date and time (`2026-11-22T09:30`, seconds optional; a space may stand for the `T`) and gives it in one form.
///
/// # Errors
/// Says what is wrong. Offsets are refused: one person's answers are compared by the clock on the wall.
pub(crate) fn read(text: &str) -> Result<String, &'static str> {
    let bytes = text.as_bytes();
    let number = |from: usize, to: usize| -> Option<u32> {
        let digits = bytes.get(from..to)?;
        digits
            .iter()
            .all(u8::is_ascii_digit)
            .then(|| digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0')))
    };
    let at = |index: usize, wanted: u8| bytes.get(index) == Some(&wanted);
    let (Some(year), Some(month), Some(day), true, true) =
        (number(0, 4), number(5, 7), number(8, 10), at(4, b'-'), at(7, b'-'))
    else {
        return Err("write a date as 2026-11-22 or 2026-11-22T09:30");
    };
    if !(1900..=2200).contains(&year) {
        return Err("the year is not within 1900 to 2200");
    }
    if !(1..=12).contains(&month) || day == 0 || day > days_in(year, month) {
        return Err("there is no such day");
    }
    if bytes.len() == 10 {
        return Ok(text.to_owned());
    }
    let (true, Some(hour), true, Some(minute)) =
        (at(10, b'T') || at(10, b' '), number(11, 13), at(13, b':'), number(14, 16))
    else {
        return Err("write a time as 2026-11-22T09:30");
    };
    let second = match bytes.len() {
        16 => Some(0),
        19 if at(16, b':') => number(17, 19),
        _ => {
            return Err(
                "after the minutes only seconds may follow, and no offset: the time is local",
            );
        }
    };
    if hour > 23 || minute > 59 || second.is_none_or(|second| second > 59) {
        return Err("there is no such time");
    }
    Ok(format!("{}T{}:{:02}", &text[..10], &text[11..16], second.unwrap_or(0)))
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 31,
    }
}

/// True if `a` is surely later than `b`. A date without a time on the same day is not surely later.
pub(crate) fn later(a: Option<&str>, b: Option<&str>) -> bool {
    let (Some(a), Some(b)) = (a, b) else {
        return false;
    };
    let day = |text: &str| text.get(..10).unwrap_or(text).to_owned();
    match day(a).cmp(&day(b)) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => a.len() > 10 && b.len() > 10 && a > b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_are_read() {
        for (text, wanted) in [
            ("2026-11-22", Some("2026-11-22")),
            ("2026-11-22T09:30", Some("2026-11-22T09:30:00")),
            ("2026-11-22 09:30:59", Some("2026-11-22T09:30:59")),
            ("2024-02-29", Some("2024-02-29")),
            ("2023-02-29", None),
            ("1900-02-29", None),
            ("2000-02-29", Some("2000-02-29")),
            ("2026-13-01", None),
            ("2026-00-10", None),
            ("2026-01-00", None),
            ("2026-04-31", None),
            ("1899-12-31", None),
            ("2201-01-01", None),
            ("2026-11-22T24:00", None),
            ("2026-11-22T09:60", None),
            ("2026-11-22T09:30Z", None),
            ("2026-11-22T09:30:00+01:00", None),
            ("2026-1-2", None),
            ("+026-11-22", None),
            ("", None),
            ("2026-11-2é", None),
            ("2026-11-22T09:3é", None),
        ] {
            assert_eq!(read(text).ok().as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn later_is_only_what_is_sure() {
        let later = |a, b| later(Some(a), Some(b));
        assert!(later("2026-11-23", "2026-11-22"));
        assert!(later("2026-11-23", "2026-11-22T10:00:00"));
        assert!(!later("2026-11-22", "2026-11-22T10:00:00"));
        assert!(!later("2026-11-22T10:00:00", "2026-11-22"));
        assert!(later("2026-11-22T10:00:01", "2026-11-22T10:00:00"));
        assert!(!later("2026-11-22", "2026-11-22"));
        assert!(!super::later(None, Some("2026-11-22")));
        assert!(!super::later(Some("2026-11-22"), None));
    }
}
