//! Demonstrations: recorded episodes that the few-shot agent shows before its own.
//!
//! Source: BALROG, `balrog/agents/few_shot.py`, `balrog/dataset.py`.

use super::wording::BalrogWording;
use crate::llm::Message;

/// An episode to learn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demonstration {
    /// What was seen at its start.
    pub first: String,
    /// Each action, and what was seen after it.
    pub steps: Vec<(String, String)>,
}

impl Demonstration {
    fn messages<'a>(&'a self, wording: &'a BalrogWording) -> impl Iterator<Item = Message> {
        let heading = &wording.few_shot.observation;
        let seen = move |text: &str| Message::user(format!("{heading}\n{text}"));
        let steps = self.steps.iter();
        let steps =
            steps.flat_map(move |(action, text)| [Message::assistant(action.as_str()), seen(text)]);
        std::iter::once(seen(&self.first)).chain(steps)
    }

    /// How many messages that makes, without the two around them.
    fn count(&self) -> usize {
        1 + 2 * self.steps.len()
    }
}

/// The instruction, the demonstrations, and the word that the game begins.
///
/// Of the demonstrations at most `most` messages are shown, not counting the two around each.
pub(super) fn opening(
    wording: &BalrogWording,
    instruction: &str,
    demonstrations: &[Demonstration],
    most: usize,
) -> Vec<Message> {
    let words = &wording.few_shot;
    let instruction = match words.cue.as_str() {
        "" => instruction.to_owned(),
        cue => instruction.replace(cue, &words.invitation),
    };
    let mut messages = vec![Message::user(instruction)];
    let mut shown = 0;
    for (at, demonstration) in demonstrations.iter().enumerate() {
        let episode = (at + 1).to_string();
        let values = [("episode", episode.as_str())];
        let left = most.saturating_sub(shown);
        messages.push(Message::user(words.start.render(&values)));
        // Upstream quirk: one that does not fit is cut short, be it to nothing, and is the last.
        messages.extend(demonstration.messages(wording).take(left));
        messages.push(Message::user(words.end.render(&values)));
        if demonstration.count() > left {
            break;
        }
        shown += demonstration.count();
    }
    messages.push(Message::user(words.turn.as_str()));
    messages
}
