//! Reading the judge's grade from its reply: upstream's way to the letter, and a robust one.

use serde::{Deserialize, Serialize};

use crate::python::is_space;

/// A vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// The sub-goal was reached.
    Complete,
    /// It was not.
    Incomplete,
}

/// How a grade is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GradeParser {
    /// As upstream reads it.
    #[default]
    Upstream,
    /// The last verdict, whole words only, whatever marks stand around it; what is no verdict is ungraded.
    Robust,
}

impl GradeParser {
    /// Every parser.
    pub const ALL: [Self; 2] = [Self::Upstream, Self::Robust];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Upstream => "upstream",
            Self::Robust => "robust",
        }
    }

    /// The grade in a reply; none if it has none.
    pub fn read(self, completion: &str) -> Option<Grade> {
        match self {
            Self::Upstream => upstream(completion),
            Self::Robust => robust(completion),
        }
    }
}

impl std::str::FromStr for GradeParser {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|parser| parser.as_str() == name);
        found.ok_or_else(|| format!("there is no parser {name:?}: upstream, robust"))
    }
}

/// Python's `re.search(r"GRADE\s*:\s*([CPI])(.*)$", text, re.IGNORECASE)`, then only a capital C or I counts.
///
/// Upstream quirks, all kept: no word boundary, only the first letter is read, and what follows must not hold a line break but one at
/// the very end.
fn upstream(text: &str) -> Option<Grade> {
    let matched = places_of_grade(text).find_map(|at| {
        let rest = text[at + 5..].trim_start_matches(is_space).strip_prefix(':')?;
        let rest = rest.trim_start_matches(is_space);
        // Python's case-insensitive `I` has two more spellings, both without a grade.
        let letter = rest.chars().next().filter(|letter| "CcPpIiİı".contains(*letter))?;
        let after = &rest[letter.len_utf8()..];
        let reaches_end = !after.strip_suffix('\n').unwrap_or(after).contains('\n');
        reaches_end.then_some(letter)
    });
    match matched? {
        'C' => Some(Grade::Complete),
        'I' => Some(Grade::Incomplete),
        _ => None,
    }
}

fn places_of_grade(text: &str) -> impl Iterator<Item = usize> {
    let windows = text.as_bytes().windows(5).enumerate();
    windows.filter(|(_, word)| word.eq_ignore_ascii_case(b"grade")).map(|(at, _)| at)
}

/// The last verdict that stands as one.
fn robust(text: &str) -> Option<Grade> {
    match places_of_grade(text).filter_map(|at| verdict(text, at)).last()? {
        Verdict::Grade(grade) => Some(grade),
        Verdict::Open => None,
    }
}

/// What a judge says after the word `grade`.
enum Verdict {
    Grade(Grade),
    /// Neither letter, such as `cannot determine`.
    Open,
}

/// What stands after the word `grade` at this place; none if it is no verdict at all.
fn verdict(text: &str, at: usize) -> Option<Verdict> {
    let is_letter = |letter: char| letter.is_alphanumeric();
    if text[..at].chars().next_back().is_some_and(is_letter) {
        return None;
    }
    let rest = &text[at + 5..];
    let mark = |letter: char| is_space(letter) || "*_`'\"~#()[]<>\\{}".contains(letter);
    // A colon or an equals sign must stand between the word and its verdict.
    let value = rest.trim_start_matches(mark).strip_prefix([':', '=', '：'])?;
    let value = value.trim_start_matches(mark);
    let end = value.find(|letter: char| !is_letter(letter)).unwrap_or(value.len());
    let (word, after) = value.split_at(end);
    // The answer format repeated, not an answer: `$LETTER`, `C or I`, `C/I`.
    let following = after.trim_start_matches(mark);
    let is_choice = following.starts_with(['/', '|'])
        || ["or ", "OR "].iter().any(|or| following.starts_with(or));
    if value.starts_with('$') || is_choice && word.len() == 1 {
        return None;
    }
    Some(match word.to_ascii_lowercase().as_str() {
        "c" | "complete" | "completed" => Verdict::Grade(Grade::Complete),
        "i" if is_pronoun(after) => return None,
        "i" | "incomplete" => Verdict::Grade(Grade::Incomplete),
        _ => Verdict::Open,
    })
}

/// Whether the letter before is somebody who speaks: `I was`, `I'm`.
fn is_pronoun(after: &str) -> bool {
    const VERBS: [&str; 27] = [
        "am", "was", "think", "believe", "would", "cannot", "can", "have", "had", "do", "did",
        "will", "see", "find", "found", "guess", "feel", "could", "should", "must", "might", "say",
        "conclude", "would", "don", "didn", "assess",
    ];
    if after.starts_with(['\'', '’']) {
        let shortened = after.trim_start_matches(['\'', '’']);
        return ["m ", "d ", "ve ", "ll "].iter().any(|verb| shortened.starts_with(verb));
    }
    let Some(words) = after.strip_prefix(' ') else { return false };
    let end = words.find(|letter: char| !letter.is_alphabetic()).unwrap_or(words.len());
    VERBS.contains(&&words[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_robust_parser_reads_the_last_verdict_and_guesses_none() {
        let (complete, incomplete) = (Some(Grade::Complete), Some(Grade::Incomplete));
        let cases = [
            ("GRADE: C", complete),
            ("**GRADE: C**\n\n", complete),
            ("GRADE: **I**", incomplete),
            ("GRADE: C\nThanks for asking.", complete),
            ("Grade: complete", complete),
            ("grade: incomplete.", incomplete),
            ("GRADE: I was wrong earlier\nGRADE: C", complete),
            ("GRADE: C at first\nbut no\nGRADE: I", incomplete),
            ("GRADE: C, on reflection GRADE: I", incomplete),
            ("GRADE: I'm not sure, GRADE: C", complete),
            ("GRADE: I because the call is missing", incomplete),
            ("{\"grade\": \"C\"}", complete),
            ("GRADE = `I`", incomplete),
            ("### GRADE : _C_", complete),
            ("End with GRADE: C or I.\nGRADE: I", incomplete),
            ("GRADE: $LETTER", None),
            ("GRADE: C/I", None),
            ("GRADE: Cannot be determined", None),
            ("GRADE: C\nGRADE: cannot determine", None),
            ("GRADE: Partially complete", None),
            ("UPGRADE: C", None),
            ("GRADES: C", None),
            ("GRADE: CI", None),
            ("The grade is high.", None),
            ("", None),
        ];
        for (text, grade) in cases {
            assert_eq!(GradeParser::Robust.read(text), grade, "{text:?}");
        }
    }
}
