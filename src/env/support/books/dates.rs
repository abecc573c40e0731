//! Days of the one year in which the shop lives, as `YYYY-MM-DD`.

const MONTHS: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// The day on which every episode is played.
pub const TODAY: &str = "2031-05-20";

/// Its number in the year, from 1.
const TODAY_NUMBER: u32 = 140;

/// The date so many days before today; at most 139 of them.
pub(super) fn days_ago(days: u32) -> String {
    let mut left = TODAY_NUMBER.saturating_sub(days).max(1);
    let mut month = 0;
    while left > MONTHS[month] {
        left -= MONTHS[month];
        month += 1;
    }
    format!("2031-{:02}-{left:02}", month + 1)
}

/// The number of a date's day in its year, from 1; none for what is no date of the shop's year.
pub fn days_of(date: &str) -> Option<u32> {
    let (month, day) = date.strip_prefix("2031-")?.split_once('-')?;
    let month: usize = month.parse().ok()?;
    let before: u32 = MONTHS.get(..month.checked_sub(1)?)?.iter().sum();
    Some(before + day.parse::<u32>().ok()?)
}
