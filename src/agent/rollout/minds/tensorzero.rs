//! The variants of `TensorZero`'s example as minds.

use serde_json::json;

use crate::agent::prompt::{Named, TensorZeroAgent};
use crate::agent::rollout::mind::{Asked, Heard, Mind, Seen};
use crate::llm::{AnswerShape, ChatReply, Turn};
use crate::rng::Pcg64;

/// A variant of `act`.
pub struct TensorZeroMind<A: 'static> {
    agent: TensorZeroAgent<A>,
    shaped: bool,
}

impl<A: Named> TensorZeroMind<A> {
    /// A variant at the start of an episode; `shaped` if providers are to be told the answer's shape.
    pub const fn new(agent: TensorZeroAgent<A>, shaped: bool) -> Self {
        Self { agent, shaped }
    }
}

impl<A: Named + Send + Sync> Mind<A> for TensorZeroMind<A> {
    fn ask(&mut self, seen: &Seen) -> Asked {
        let turns = self.agent.messages(&seen.text).into_iter().map(Turn::from).collect();
        Asked { turns, answer: self.shaped.then(shape), ..Asked::default() }
    }

    fn hear(&mut self, reply: Option<&ChatReply>, draw: &mut Pcg64) -> Heard<A> {
        let text = reply.map(ChatReply::text);
        Heard::read(self.agent.read(text.as_deref(), draw), reply.is_some())
    }

    fn went_on(&mut self, _: &Seen) {}

    fn took(&mut self, seen: &Seen, action: &A) {
        self.agent.took(&seen.text, *action);
    }
}

/// The output of `act`. Providers that hold a model to a shape want every field of it required.
fn shape() -> AnswerShape {
    let schema = json!({
        "type": "object",
        "properties": { "thinking": { "type": "string" }, "action": { "type": "string" } },
        "required": ["thinking", "action"],
        "additionalProperties": false,
    });
    AnswerShape { name: "act".to_owned(), schema }
}
