//! The part of a rollout that knows a strategy: what to ask a model, and what its reply comes to.
//!
//! A mind is never stored. It is made anew from an episode's start and led along the line: what was
//! seen, what was replied, what was done. The same line leads to the same mind, so every question that
//! was ever asked can be asked again, to the letter.

use serde::{Deserialize, Serialize};

use super::limits::Limit;
use crate::agent::prompt::{Fallback, Reading};
use crate::llm::{AnswerShape, ChatReply, Tool, ToolChoice, Turn};
use crate::rng::Pcg64;

/// What an agent is told at a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// What is seen: remembered while the history lasts.
    pub text: String,
    /// How the agent itself is doing: told now and not remembered. Empty in worlds without it.
    pub status: String,
}

impl Seen {
    /// What is seen, in a world that tells no more.
    pub const fn text(text: String) -> Self {
        Self { text, status: String::new() }
    }

    /// All of it as one text, as it is told now.
    pub fn whole(&self) -> String {
        match (self.status.as_str(), self.text.as_str()) {
            ("", text) => text.to_owned(),
            (status, "") => status.to_owned(),
            (status, text) => format!("{status}\n\n{text}"),
        }
    }
}

/// Whose words are asked for.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Voice {
    /// The agent's.
    #[default]
    Agent,
    /// The simulated customer's, in worlds that have one.
    Customer,
}

/// A question to a model, but for the model and its sampling.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Whose words are asked for.
    pub voice: Voice,
    /// The conversation.
    pub turns: Vec<Turn>,
    /// The tools on offer.
    pub tools: Vec<Tool>,
    /// Whether they must be called.
    pub tool_choice: ToolChoice,
    /// The shape that the answer must have.
    pub answer: Option<AnswerShape>,
}

/// What a reply came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard<A> {
    /// What the reply was taken to name, valid or not; none if it holds nothing of the kind.
    pub named: Option<String>,
    /// What to do.
    pub action: A,
    /// What to do after that without asking again, for strategies that let a model plan ahead.
    pub then: Vec<Further<A>>,
    /// Why the action is another than the model's; none if it is the model's.
    pub lapse: Option<Lapse>,
}

/// An action of a reply beyond its first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Further<A> {
    /// What to do.
    pub action: A,
    /// Why the action is another than the model's; none if it is the model's.
    pub lapse: Option<Lapse>,
}

/// As the model named it.
impl<A> From<A> for Further<A> {
    fn from(action: A) -> Self {
        Self { action, lapse: None }
    }
}

impl<A> Heard<A> {
    /// What an agent read, of a reply or of the want of one.
    pub fn read(reading: Reading<A>, is_reply: bool) -> Self {
        let Reading { completion: named, action, fallback, .. } = reading;
        let of = |fallback| if is_reply { Lapse::from(fallback) } else { Lapse::NoAnswer };
        let lapse = fallback.map(of);
        Self { named, action, then: Vec::new(), lapse }
    }
}

/// Why a reply could not be used, so that another action was taken in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lapse {
    /// What it named is no action.
    NotAnAction,
    /// It is not of the form that was asked for.
    Unreadable,
    /// It called no tool.
    NoCall,
    /// It called a tool that there is not.
    UnknownTool,
    /// What it wrote for a tool cannot be read.
    BadArguments,
    /// There was none: the model failed, and the strategy goes on without it.
    NoAnswer,
    /// It ended the episode; a last step of nothing stands for that.
    Stopped,
}

impl Lapse {
    /// Every lapse.
    pub const ALL: [Self; 7] = [
        Self::NotAnAction,
        Self::Unreadable,
        Self::NoCall,
        Self::UnknownTool,
        Self::BadArguments,
        Self::NoAnswer,
        Self::Stopped,
    ];

    /// What was wrong, as the end of a sentence.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAnAction => "the reply names no action",
            Self::Unreadable => "the reply is not of the form that was asked for",
            Self::NoCall => "the reply calls no tool",
            Self::UnknownTool => "the reply calls a tool that there is not",
            Self::BadArguments => "the tool's arguments cannot be read",
            Self::NoAnswer => "the model gave no reply",
            Self::Stopped => "the reply ends the episode",
        }
    }
}

impl From<Fallback> for Lapse {
    fn from(fallback: Fallback) -> Self {
        match fallback {
            Fallback::NoAction => Self::NotAnAction,
            Fallback::Drawn => Self::Unreadable,
        }
    }
}

/// A strategy at play, led along one line of an episode.
///
/// At each step either [`Self::ask`] and [`Self::hear`] are called, in this order, or
/// [`Self::went_on`] where the last reply had named this action too, or [`Self::took`] where someone
/// else chose.
pub trait Mind<A>: Send + Sync {
    /// Takes in what is seen; returns the question to ask.
    fn ask(&mut self, seen: &Seen) -> Asked;

    /// Takes in the reply, none if the model failed and its strategy goes on without; says what to do.
    ///
    /// `draw` is a generator of this step's own, for strategies that draw an action.
    fn hear(&mut self, reply: Option<&ChatReply>, draw: &mut Pcg64) -> Heard<A>;

    /// Takes in what is seen before the next action of a reply that named several.
    fn went_on(&mut self, seen: &Seen);

    /// Takes in what was seen and what someone else did there.
    fn took(&mut self, seen: &Seen, action: &A);

    /// A limit of the strategy's own that forbids a further question.
    fn limit(&self) -> Option<Limit> {
        None
    }
}
