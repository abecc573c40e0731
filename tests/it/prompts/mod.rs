//! What models are told and how their answers are read.

mod balrog;
mod packs;
mod recorded;
mod tensorzero;
mod wording;

use diorama::agent::prompt::{AgentKind, BalrogAgent, BalrogConfig, BalrogWording, Choices};
use diorama::env::minigrid::Action;

/// The six actions of BALROG's tasks.
const CHOICES: Choices<Action> = Choices::grid(Action::ALL.split_at(6).0);

/// An agent with our own wording.
fn agent(config: BalrogConfig) -> BalrogAgent<Action> {
    let wording = BalrogWording::default();
    let instruction = wording.babyai_instruction("go to the red ball", &CHOICES);
    BalrogAgent::new(config, wording, instruction, CHOICES)
}

fn usual(kind: AgentKind) -> BalrogAgent<Action> {
    agent(BalrogConfig::new(kind))
}
