//! The names that are most like another.

/// At most so many are told.
const MOST: usize = 3;

/// The names nearest to `name`, the nearest first; none that is quite another.
pub fn nearest<'a>(name: &str, names: &'a [String]) -> Vec<&'a str> {
    let wanted = name.to_lowercase();
    let near = |other: &'a String| {
        let other_name = other.to_lowercase();
        let steps = distance(&wanted, &other_name);
        let is_part = other_name.contains(&wanted) || wanted.contains(&other_name);
        let close = steps <= (wanted.chars().count() / 3).max(2);
        // One that has the whole name in it is near however long it is.
        (is_part || close).then_some((!is_part, steps, other.as_str()))
    };
    let mut found: Vec<_> = names.iter().filter_map(near).collect();
    found.sort_unstable();
    found.into_iter().take(MOST).map(|(_, _, name)| name).collect()
}

/// How many characters must be changed, added or dropped.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, sign) in one.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], at + 1);
        for (place, counterpart) in other.iter().enumerate() {
            let above = row[place + 1];
            let changed = diagonal + usize::from(sign != *counterpart);
            row[place + 1] = changed.min(above + 1).min(row[place] + 1);
            diagonal = above;
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn distances_are_least_steps() {
        let cases =
            [("", "", 0), ("", "ab", 2), ("kitten", "sitting", 3), ("ab", "ba", 2), ("ü", "u", 1)];
        for (one, other, want) in cases {
            assert_eq!(distance(one, other), want, "{one} {other}");
            assert_eq!(distance(other, one), want, "{other} {one}");
        }
    }

    #[test]
    fn near_names_are_found() {
        let names = ["llama3.2:3b", "llama3.1:8b", "qwen3:8b", "gpt-oss:20b"].map(String::from);
        assert_eq!(nearest("llama3.2", &names), ["llama3.2:3b", "llama3.1:8b"][..1]);
        assert_eq!(nearest("LLAMA3.2:1b", &names)[0], "llama3.2:3b");
        assert_eq!(nearest("gpt-oss", &names), ["gpt-oss:20b"]);
        assert!(nearest("claude", &names).is_empty());
    }
}
