//! The actions a model may name, and what its answer came to.

use std::fmt;

use crate::env::crafter;
use crate::env::minigrid::Action;

/// An action that has a name in words.
pub trait Named: Copy + Eq + fmt::Debug + 'static {
    /// The name that a model has to write, letter by letter.
    fn name(self) -> &'static str;
}

impl Named for Action {
    fn name(self) -> &'static str {
        self.as_str()
    }
}

/// By the names that BALROG gives them.
impl Named for crafter::Action {
    fn name(self) -> &'static str {
        crafter::text::action_name(self)
    }
}

/// The actions that a model may name, and the one that is taken when it names none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choices<A: 'static> {
    /// What may be named, in the order in which it is offered.
    pub actions: &'static [A],
    /// What is done when an answer is no action's name.
    pub fallback: A,
}

impl Choices<Action> {
    /// The choices of a grid world: what it offers, and walking on otherwise.
    pub const fn grid(actions: &'static [Action]) -> Self {
        Self { actions, fallback: Action::Forward }
    }
}

impl Choices<crafter::Action> {
    /// The choices of Crafter: all seventeen, and waiting otherwise.
    pub const fn crafter() -> Self {
        Self { actions: &crafter::Action::ALL, fallback: crafter::Action::Noop }
    }
}

impl<A: Named> Choices<A> {
    /// The action of a name; exact, and case matters.
    pub fn find(&self, name: &str) -> Option<A> {
        self.actions.iter().copied().find(|action| action.name() == name)
    }
}

/// What an agent took from a model's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading<A> {
    /// What it takes for the action's name, valid or not; none if the answer holds nothing of the kind.
    pub completion: Option<String>,
    /// The reasoning that goes into the record.
    pub reasoning: Option<String>,
    /// The action to play.
    pub action: A,
    /// Why that is another action than the model named; none if it is the same.
    pub fallback: Option<Fallback>,
}

/// Why an action is played that the model did not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// What it named is no action: [`Choices::fallback`] is played.
    NoAction,
    /// There was no answer, or it could not be read at all: the action was drawn.
    Drawn,
}

impl<A: Named> Reading<A> {
    /// Plays what was named, or the fall-back.
    pub(super) fn new(
        choices: &Choices<A>,
        completion: Option<String>,
        reasoning: Option<String>,
    ) -> Self {
        let named = completion.as_deref().and_then(|name| choices.find(name));
        let fallback = named.is_none().then_some(Fallback::NoAction);
        Self { completion, reasoning, action: named.unwrap_or(choices.fallback), fallback }
    }
}
