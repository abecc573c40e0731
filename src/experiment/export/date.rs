//! Points in time as text, in UTC.

/// Year, month, day, hour, minute, second, millisecond of so many milliseconds since 1970.
fn parts(unix_ms: i64) -> [i64; 7] {
    let (days, ms) = (unix_ms.div_euclid(86_400_000), unix_ms.rem_euclid(86_400_000));
    // Years from March on, so that a leap day is a year's last; eras of 400 years have the same length.
    let shifted = days + 719_468;
    let (era, day) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = if month < 10 { (year, month + 3) } else { (year + 1, month - 9) };
    let seconds = ms / 1000;
    [era * 400 + year, month, day, seconds / 3600, seconds / 60 % 60, seconds % 60, ms % 1000]
}

/// `2025-01-02T03:04:05.678`.
pub fn utc_text(unix_ms: i64) -> String {
    let [year, month, day, hour, minute, second, ms] = parts(unix_ms);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}")
}

/// `20250102_030405`, as the seeds' scripts put it into names.
pub fn clock_stamp(unix_ms: i64) -> String {
    let [year, month, day, hour, minute, second, _] = parts(unix_ms);
    format!("{year:04}{month:02}{day:02}_{hour:02}{minute:02}{second:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        let cases = [
            (0, "1970-01-01T00:00:00.000"),
            (-1, "1969-12-31T23:59:59.999"),
            (951_782_400_000, "2000-02-29T00:00:00.000"),
            (1_735_787_045_678, "2025-01-02T03:04:05.678"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000"),
        ];
        for (ms, text) in cases {
            assert_eq!(utc_text(ms), text, "{ms}");
        }
        assert_eq!(clock_stamp(1_735_787_045_678), "20250102_030405");
    }
}
