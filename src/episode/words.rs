//! What was said on the way: a model's replies, a simulated customer's turns, a judge's remarks.
//!
//! Words are inputs of an episode, like its actions: they cannot be recomputed. What can be is not
//! kept: which action a reply named and whether it was a usable one, prompts and observations. For
//! that, each speaker has a [`PlayerCard`] with the settings that its prompts were made by.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Players of one episode that may have said something, all branches together.
pub const MAX_CARDS: usize = 200;

/// The part that a speaker has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// It chooses the actions.
    Agent,
    /// It is served by the agent; its words are inputs of the world.
    Customer,
    /// It grades what the others do.
    Judge,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Agent, Self::Customer, Self::Judge];

    /// Its name in records and on the page.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Customer => "customer",
            Self::Judge => "judge",
        }
    }
}

/// Who a speaker is: what is needed to make its prompts again.
///
/// The settings are the strategy's own, in the version that the card names; episodes only carry them.
/// They go into links and files, so they never hold a key or an address with one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlayerCard {
    /// Its part.
    pub role: Role,
    /// The strategy's name: `naive`.
    pub kind: String,
    /// The model's name as its server knows it; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub model: String,
    /// The version of what the settings mean.
    pub version: u16,
    /// The strategy's settings.
    #[serde(default)]
    pub settings: Value,
}

/// Names a card by its place among its episode's cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CardId(pub u8);

/// One turn of one speaker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Who speaks.
    pub by: CardId,
    /// What it says, letter by letter, usable or not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// What it thought before, where the model tells it apart from the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<String>,
    /// The tools it calls.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<ToolUse>,
    /// It was asked and gave no answer, and the episode went on without.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unanswered: bool,
}

impl Words {
    /// Words without reasoning and tools.
    pub fn new(by: CardId, text: impl Into<String>) -> Self {
        Self { by, text: text.into(), reasoning: None, tools: Vec::new(), unanswered: false }
    }

    /// No words: the speaker was asked and gave no answer.
    pub fn none(by: CardId) -> Self {
        Self { unanswered: true, ..Self::new(by, "") }
    }
}

/// A call of a tool, as the model wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolUse {
    /// The tool's name.
    pub name: String,
    /// Its arguments as the model wrote them: JSON if all is well.
    pub arguments: String,
}

/// What led to one step: the words, and how they were come by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The words, in the order in which they were said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<Words>,
    /// The calls of models behind them, as their maker wrote them down: requests, replies, usage.
    /// Only files keep them, links do not. They never hold a key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<Value>,
}

impl Said {
    /// Words alone.
    pub const fn new(words: Vec<Words>) -> Self {
        Self { words, calls: Vec::new() }
    }

    /// Nothing said, nothing called.
    pub const fn is_empty(&self) -> bool {
        self.words.is_empty() && self.calls.is_empty()
    }
}

/// The words along one line of an episode: what a link of level 2 holds beside the moves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    /// Who speaks.
    pub cards: Vec<PlayerCard>,
    /// The words before the first step.
    pub opening: Vec<Words>,
    /// The words that led to each step, from the first.
    pub steps: Vec<Vec<Words>>,
}

impl Transcript {
    /// All words with the step that they led to; 0 is the opening.
    pub fn words(&self) -> impl Iterator<Item = (usize, &Words)> {
        let steps = std::iter::once(&self.opening).chain(&self.steps);
        steps.enumerate().flat_map(|(step, words)| words.iter().map(move |words| (step, words)))
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.words().next().is_none()
    }

    /// Whether some words come with the reasoning before them.
    pub fn has_reasoning(&self) -> bool {
        self.words().any(|(_, words)| words.reasoning.is_some())
    }

    /// The same without the reasoning, which is often the most of it.
    #[must_use]
    pub fn without_reasoning(mut self) -> Self {
        for words in self.opening.iter_mut().chain(self.steps.iter_mut().flatten()) {
            words.reasoning = None;
        }
        self
    }

    /// The card of some words.
    pub fn card(&self, words: &Words) -> Option<&PlayerCard> {
        self.cards.get(usize::from(words.by.0))
    }

    /// Whether one of the words that led to a step, from 1, is a player's: the agent's, or the customer's.
    pub fn player_speaks(&self, step: usize) -> bool {
        let words = step.checked_sub(1).and_then(|index| self.steps.get(index));
        words.is_some_and(|words| {
            let mut roles = words.iter().filter_map(|words| self.card(words)).map(|card| card.role);
            roles.any(|role| role != Role::Judge)
        })
    }

    /// The same with only those cards that someone here speaks by, each once, in the order of their
    /// first words. Words of someone without a card are dropped.
    #[must_use]
    pub fn tidy(self) -> Self {
        let mut cards: Vec<PlayerCard> = Vec::new();
        // By the old number; most words are of one and the same speaker.
        let mut places: Vec<Option<usize>> = vec![None; self.cards.len()];
        let mut renumbered = |words: Words| {
            let old = usize::from(words.by.0);
            let card = self.cards.get(old)?;
            let known = places[old].or_else(|| cards.iter().position(|known| known == card));
            let place = known.unwrap_or(cards.len());
            if place == cards.len() {
                cards.push(card.clone());
            }
            places[old] = Some(place);
            Some(Words { by: CardId(u8::try_from(place).ok()?), ..words })
        };
        let all = std::iter::once(self.opening).chain(self.steps);
        let mut all = all.map(|words| words.into_iter().filter_map(&mut renumbered).collect());
        let opening = all.next().unwrap_or_default();
        let steps = all.collect();
        Self { cards, opening, steps }
    }
}
