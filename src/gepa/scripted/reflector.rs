//! A model that mends a prompt for [`super::Pupil`] by what the records say.

use super::{Lesson, says};
use crate::llm::{Answer, ChatModel, ChatRequest, Progress, Turn};

const FENCE: &str = "```";
/// Lessons that one text adds at most.
const MOST: usize = 2;

/// The scripted reflector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reflector;

impl Reflector {
    /// What it is called, everywhere.
    pub const NAME: &'static str = "scripted reflector";

    /// Its answer to a question of GEPA: the text between the first fences, with what the first failed example was not taught.
    pub fn reply(question: &str) -> String {
        let (current, records) = parts(question);
        let missing = records
            .split("# Example ")
            .map(|record| missing(record, current))
            .find(|missing| !missing.is_empty())
            .unwrap_or_default();
        let mut text = current.trim_end().to_owned();
        for lesson in missing {
            text.push_str("\n- ");
            text.push_str(lesson.sentence());
        }
        format!("{FENCE}\n{text}\n{FENCE}")
    }
}

impl ChatModel for Reflector {
    async fn ask(&self, request: &ChatRequest, watch: &mut dyn FnMut(Progress)) -> Answer {
        let question = request.turns.iter().rev().find_map(|turn| match turn {
            Turn::User { text } => Some(text.as_str()),
            _ => None,
        });
        says(Self::NAME, Self::reply(question.unwrap_or_default()), watch)
    }
}

/// The present text, and what follows it.
fn parts(question: &str) -> (&str, &str) {
    let fence = format!("\n{FENCE}\n");
    let inside = question.split_once(&fence).map_or("", |(_, rest)| rest);
    inside.split_once(&fence).unwrap_or((inside, ""))
}

/// What an episode would have needed and the text does not teach: the mission asks for it, and it was never done.
fn missing(record: &str, text: &str) -> Vec<Lesson> {
    if let Some((_, never)) = record.split_once("Never unlocked: ") {
        let never = never.split_once('.').map_or(never, |(never, _)| never);
        let is_open = |name: &str| never.split(", ").any(|other| other == name);
        let is_needed = |lesson: &Lesson| {
            lesson.achievements().iter().any(|name| is_open(name)) && !lesson.is_in(text)
        };
        return Lesson::CRAFTER.into_iter().filter(is_needed).take(MOST).collect();
    }
    if !record.contains("The mission was not done") {
        return Vec::new();
    }
    let mission = after(record, "### Mission\n").to_lowercase();
    let unused = after(record, "Never used: ");
    let unused = unused.split_once('.').map_or(unused, |(unused, _)| unused);
    let asks = |verbs: &[&str]| verbs.iter().any(|verb| mission.contains(verb));
    let is_needed = |lesson: &Lesson| {
        lesson.actions().iter().all(|action| unused.contains(action))
            && match lesson {
                Lesson::Turn => true,
                Lesson::PickUp => asks(&["pick up", "put ", "get ", "fetch"]),
                Lesson::Toggle => asks(&["open", "unlock"]),
                Lesson::Drop => asks(&["put "]),
                // Crafter's.
                Lesson::Gather | Lesson::Table | Lesson::Tools | Lesson::Furnace => false,
            }
            && !lesson.is_in(text)
    };
    // One thing after the other, so that there is a way to watch.
    Lesson::GRID.into_iter().filter(is_needed).take(MOST).collect()
}

/// The line that follows a mark.
fn after<'a>(text: &'a str, mark: &str) -> &'a str {
    let rest = text.split_once(mark).map_or("", |(_, rest)| rest);
    rest.lines().next().unwrap_or_default()
}
