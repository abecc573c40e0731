//! Two models that are none, so that a whole run needs no key: a pupil that plays as well as its prompt teaches it, and a
//! reflector that reads what went wrong and writes what was missing into the prompt.
//!
//! Both are labelled and read nothing but the request. The pupil can do all that the scripted player can, but turns, picks up,
//! opens and puts down only if its prompt says so in a [`Lesson`]'s words; otherwise it walks on. So a score rises because the
//! text that the reflector wrote is read.

mod pupil;
mod reflector;
mod support;

pub use pupil::Pupil;
pub use reflector::Reflector;
pub use support::{SupportPupil, SupportReflector};

use crate::llm::{Answer, ChatReply, Delta, Part, Progress, Said, StopReason};

/// Something that a prompt can teach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lesson {
    /// To turn.
    Turn,
    /// To pick up.
    PickUp,
    /// To open.
    Toggle,
    /// To put down.
    Drop,
}

impl Lesson {
    /// Every lesson.
    pub const ALL: [Self; 4] = [Self::Turn, Self::PickUp, Self::Toggle, Self::Drop];

    /// The words by which the pupil knows it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Turn => "turn toward",
            Self::PickUp => "pick it up",
            Self::Toggle => "toggle it",
            Self::Drop => "drop it",
        }
    }

    /// The sentence that teaches it.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Turn => {
                "Look for the thing that the mission names, turn toward it, and walk up to it; turn, too, when the way is blocked."
            }
            Self::PickUp => "When the thing to be taken is directly ahead, pick it up.",
            Self::Toggle => "When a closed door is directly ahead, toggle it.",
            Self::Drop => {
                "When you carry a thing that belongs beside another, face an empty cell beside that one and drop it there."
            }
        }
    }

    /// Whether a text teaches it.
    pub fn is_in(self, text: &str) -> bool {
        text.to_lowercase().contains(self.words())
    }

    /// The actions that it is about.
    pub const fn actions(self) -> &'static [&'static str] {
        match self {
            Self::Turn => &["turn left", "turn right"],
            Self::PickUp => &["pick up"],
            Self::Toggle => &["toggle"],
            Self::Drop => &["drop"],
        }
    }
}

/// An answer of words, at once and for nothing.
fn says(name: &str, text: String, watch: &mut dyn FnMut(Progress)) -> Answer {
    watch(Progress::Sent { number: 1 });
    watch(Progress::Delta(Delta::Text(text.clone())));
    let reply = ChatReply {
        parts: vec![Part::new(Said::Text { text })],
        stop: StopReason::End,
        stop_word: None,
        usage: None,
        model: Some(name.to_owned()),
        id: None,
    };
    Answer { cost_usd: Some(0.0), ..Answer::at_once(Ok(reply)) }
}
