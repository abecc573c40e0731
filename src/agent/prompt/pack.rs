//! Our own wording for the benchmarks' agents.

use crate::llm::PromptPack;

impl PromptPack {
    /// Our own wording for BALROG's agents.
    pub fn balrog() -> Self {
        Self::own(include_str!("packs/balrog.json"))
    }

    /// Our own wording for `TensorZero`'s variants.
    pub fn tensorzero() -> Self {
        Self::own(include_str!("packs/tensorzero.json"))
    }

    /// Our own wording for GEPA.
    pub fn gepa() -> Self {
        Self::own(include_str!("packs/gepa.json"))
    }

    /// Our own wording for synth-ai's agents in Crafter.
    pub fn synth() -> Self {
        Self::own(include_str!("packs/synth-ai.json"))
    }

    /// Our own wording for the agent that calls a tool.
    pub fn tools() -> Self {
        Self::own(include_str!("packs/tools.json"))
    }
}
