//! Which name of the table a model's name means.
//!
//! Providers add dates and words to a name that leave the price as it is: `gpt-4o-2024-08-06`, `gemini-2.5-pro-preview-05-06`,
//! `claude-sonnet-4@20250514`. Other words make it another model: `gpt-4o-mini` is no `gpt-4o`. So a longer name means a shorter one
//! only if what it adds is of the first kind. A wrong price is worse than none.

/// Words after a name that leave the price as it is.
const SAME: [&str; 7] = ["latest", "preview", "exp", "instruct", "reasoning", "non", "customtools"];

/// A name as the table compares it: small letters, and no difference between `4.5` and `4-5`.
pub fn same_spelling(name: &str) -> String {
    name.to_lowercase().replace('.', "-")
}

/// Whether a model's name means the table's; both in the same spelling.
pub fn fits(listed: &str, model: &str) -> bool {
    let Some(rest) = model.strip_prefix(listed) else { return false };
    if rest.is_empty() {
        return true;
    }
    let Some(rest) = rest.strip_prefix(['-', '@', ':', '/']) else { return false };
    let mut in_date = false;
    rest.split('-').all(|word| {
        let is_number = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        // `0613`, `20250514`; `05` and `06` only after a year or a word such as "preview": `4-5` is another model than `4`.
        let is_date = is_number && (word.len() >= 4 || (in_date && word.len() == 2));
        in_date = is_date || SAME.contains(&word);
        in_date
    })
}
