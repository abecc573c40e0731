//! Two models that are none, so that a whole run needs no key: a pupil that plays as well as its prompt teaches it, and a
//! reflector that reads what went wrong and writes what was missing into the prompt.
//!
//! Both are labelled and read nothing but the request. The pupil can do all that the scripted player can, but turns, picks up,
//! opens and puts down only if its prompt says so in a [`Lesson`]'s words; otherwise it walks on. In Crafter it gathers, builds and makes
//! tools only if it was taught to, and waits otherwise. So a score rises because the text that the reflector wrote is read.

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
    /// In Crafter: to take what is ahead.
    Gather,
    /// To set up a table.
    Table,
    /// To make tools.
    Tools,
    /// To set up a furnace.
    Furnace,
}

impl Lesson {
    /// The lessons of the grid worlds, in the order in which they are best taught.
    pub const GRID: [Self; 4] = [Self::Turn, Self::PickUp, Self::Toggle, Self::Drop];

    /// The lessons of Crafter, in the order in which they are best taught.
    pub const CRAFTER: [Self; 4] = [Self::Gather, Self::Table, Self::Tools, Self::Furnace];

    /// The words by which the pupil knows it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Turn => "turn toward",
            Self::PickUp => "pick it up",
            Self::Toggle => "toggle it",
            Self::Drop => "drop it",
            Self::Gather => "use do on it",
            Self::Table => "as soon as you carry enough wood",
            Self::Tools => "make every tool",
            Self::Furnace => "once you carry enough stone",
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
            Self::Gather => {
                "When what you need is right ahead, a tree, stone, ore, water or a cow, use Do on it, again and again, until you have enough."
            }
            Self::Table => "Set up a table as soon as you carry enough wood.",
            Self::Tools => "Beside a table, make every tool that your material is enough for.",
            Self::Furnace => "Beside the table, set up a furnace once you carry enough stone.",
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
            Self::Gather => &["Do"],
            Self::Table => &["Place Table"],
            Self::Tools => &[
                "Make Wood Pickaxe",
                "Make Stone Pickaxe",
                "Make Iron Pickaxe",
                "Make Wood Sword",
                "Make Stone Sword",
                "Make Iron Sword",
            ],
            Self::Furnace => &["Place Furnace"],
        }
    }

    /// The achievements of Crafter that cannot be had without it.
    pub const fn achievements(self) -> &'static [&'static str] {
        match self {
            Self::Gather => &["collect_wood", "collect_stone", "collect_drink", "eat_cow"],
            Self::Table => &["place_table"],
            Self::Tools => {
                &["make_wood_pickaxe", "make_wood_sword", "make_stone_pickaxe", "make_stone_sword"]
            }
            Self::Furnace => &["place_furnace"],
            Self::Turn | Self::PickUp | Self::Toggle | Self::Drop => &[],
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
