//! BALROG's agents as minds.

use crate::agent::prompt::{BalrogAgent, Named};
use crate::agent::rollout::mind::{Asked, Heard, Mind, Seen};
use crate::llm::{ChatReply, Turn};
use crate::rng::Pcg64;

/// One of BALROG's agents.
pub struct BalrogMind<A: 'static>(BalrogAgent<A>);

impl<A: Named> BalrogMind<A> {
    /// An agent at the start of an episode.
    pub const fn new(agent: BalrogAgent<A>) -> Self {
        Self(agent)
    }
}

impl<A: Named + Send + Sync> Mind<A> for BalrogMind<A> {
    fn ask(&mut self, seen: &Seen) -> Asked {
        let messages = self.0.messages_with(&seen.status, &seen.text);
        let turns = messages.into_iter().map(Turn::from).collect();
        Asked { turns, ..Asked::default() }
    }

    fn hear(&mut self, reply: Option<&ChatReply>, _: &mut Pcg64) -> Heard<A> {
        // Upstream's clients make an empty text of an answer that never came.
        let text = reply.map(ChatReply::text).unwrap_or_default();
        Heard::read(self.0.read(&text), reply.is_some())
    }

    fn went_on(&mut self, _: &Seen) {}

    fn took(&mut self, seen: &Seen, action: &A) {
        self.0.took(&seen.text, *action);
    }
}
