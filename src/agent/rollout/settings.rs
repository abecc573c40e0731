//! How a model plays: its strategy, the words it is told, and how it is sampled.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::wording::Wording;
use super::world::Manner;
use crate::agent::prompt::{AgentKind, BalrogConfig, PackError, SynthAgent, UnknownName, Variant};
use crate::env::Seed;
use crate::env::crafter::text::Vitals;
use crate::llm::Thinking;

/// The most actions that a call may name.
pub const MOST_ACTIONS: u32 = 100;

/// Everything that decides what a model is asked; with the words of its replies it is enough to know
/// every question again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// What is asked, and how replies are read.
    pub strategy: Strategy,
    /// In which words.
    #[serde(default, skip_serializing_if = "Wording::is_own")]
    pub wording: Wording,
    /// Of which model, and how it chooses its words.
    #[serde(default)]
    pub sampling: Sampling,
    /// What to do when the model fails.
    #[serde(default)]
    pub on_error: OnError,
}

impl Settings {
    /// A strategy in our own words, with everything else left to the model's provider.
    pub fn new(strategy: Strategy) -> Self {
        Self {
            strategy,
            wording: Wording::default(),
            sampling: Sampling::default(),
            on_error: OnError::default(),
        }
    }
}

/// How a model is asked and read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "kebab-case")]
pub enum Strategy {
    /// One of BALROG's agents.
    Balrog {
        /// Which, and how much it remembers.
        config: BalrogConfig,
        /// The episodes of the same world whose expert play the few-shot agent is shown; the others do
        /// not look at them. The episode that is played is left out.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        demonstrations: Vec<Seed>,
    },
    /// One of the variants of `TensorZero`'s example.
    Tensorzero {
        /// Which.
        variant: Variant,
        /// How many steps it is shown; 0 for all.
        history_length: u32,
        /// Whether the provider is told the shape of the answer, too.
        #[serde(default)]
        shaped: bool,
    },
    /// Our own: a conversation in which the model acts by calling a tool.
    Tools {
        /// How many of its newest exchanges are kept in the conversation; 0 for all.
        history_length: u32,
        /// How many calls of one reply are played at most; the others are answered with a refusal.
        calls_per_reply: u32,
        /// How many actions a call may name; with 1 it names an action, with more it has a list.
        #[serde(default = "one", skip_serializing_if = "is_one")]
        actions_per_call: u32,
    },
    /// One of synth-ai's agents, in Crafter.
    Synth {
        /// Which.
        agent: SynthAgent,
        /// How many turns there are; it is told so, and is asked no more often.
        max_turns: u32,
        /// Whether it is told and read as upstream's scripts do where they are broken: everything a step late, values from keys
        /// that never arrive, numbers of actions that there are not, calls of any length. Otherwise they do what they mean to do.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        as_upstream: bool,
    },
}

impl Strategy {
    /// The names of all strategies.
    pub const NAMES: [&'static str; 11] = [
        "naive",
        "robust_naive",
        "cot",
        "robust_cot",
        "custom",
        "few_shot",
        "tensorzero:baseline",
        "tensorzero:history",
        "tensorzero:reasoning",
        "tensorzero:history_and_reasoning",
        "tools",
    ];

    /// The names of synth-ai's agents, which play Crafter alone; each is also there as upstream has it.
    pub const CRAFTER_NAMES: [&'static str; 8] = [
        "synth:react",
        "synth:lm",
        "synth:script",
        "synth:numbers",
        "synth:react:upstream",
        "synth:lm:upstream",
        "synth:script:upstream",
        "synth:numbers:upstream",
    ];

    /// The turns that synth-ai's runs have.
    const TURNS: u32 = 100;

    /// The episode that the few-shot agent is shown, if nothing else is said.
    pub const DEMONSTRATION: Seed = Seed(1_000_000);

    /// One of BALROG's agents, as BALROG sets it up.
    pub fn balrog(kind: AgentKind) -> Self {
        let shown = (kind == AgentKind::FewShot).then_some(Self::DEMONSTRATION);
        Self::Balrog {
            config: BalrogConfig::new(kind),
            demonstrations: shown.into_iter().collect(),
        }
    }

    /// A variant of `TensorZero`'s example, as its runs set it up.
    pub const fn tensorzero(variant: Variant) -> Self {
        Self::Tensorzero { variant, history_length: 8, shaped: false }
    }

    /// The agent that calls a tool, one action a reply, with the whole conversation kept.
    pub const fn tools() -> Self {
        Self::Tools { history_length: 0, calls_per_reply: 1, actions_per_call: 1 }
    }

    /// The same with up to so many actions in a call, played one after the other: synth-ai's agents in
    /// Crafter name up to 5.
    pub const fn tools_of(actions_per_call: u32) -> Self {
        Self::Tools { history_length: 0, calls_per_reply: 1, actions_per_call }
    }

    /// One of synth-ai's agents, as its runs set it up.
    pub const fn synth(agent: SynthAgent, as_upstream: bool) -> Self {
        Self::Synth { agent, max_turns: Self::TURNS, as_upstream }
    }

    /// How it wants to be told what is seen.
    pub const fn manner(&self) -> Manner {
        match self {
            Self::Synth { agent, as_upstream: false, .. } => Manner::Synth(*agent, Vitals::Real),
            Self::Synth { agent, as_upstream: true, .. } => Manner::Synth(*agent, Vitals::Upstream),
            _ => Manner::Balrog,
        }
    }

    /// What it is called; how much it remembers is no part of the name.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Balrog { config, .. } => config.kind.as_str(),
            Self::Tensorzero { variant, .. } => match variant {
                Variant::Baseline => "tensorzero:baseline",
                Variant::History => "tensorzero:history",
                Variant::Reasoning => "tensorzero:reasoning",
                Variant::HistoryAndReasoning => "tensorzero:history_and_reasoning",
            },
            Self::Tools { .. } => "tools",
            Self::Synth { agent, as_upstream, .. } => {
                let place = *agent as usize + if *as_upstream { SynthAgent::ALL.len() } else { 0 };
                Self::CRAFTER_NAMES[place]
            }
        }
    }

    /// How it plays, in a sentence.
    pub const fn about(&self) -> &'static str {
        match self {
            Self::Balrog { config, .. } => match config.kind {
                AgentKind::Naive => "Answers with an action at once.",
                AgentKind::RobustNaive => "Answers with an action between marks.",
                AgentKind::Cot => "Thinks first, and is shown its last thoughts.",
                AgentKind::RobustCot => "Thinks first, answers between marks.",
                AgentKind::Custom => "Keeps a plan and changes it as it goes.",
                AgentKind::FewShot => "Answers at once, after an expert’s episode as an example.",
                AgentKind::Dummy => "Asks no model and walks on.",
            },
            Self::Tensorzero { variant, .. } => match variant {
                Variant::Baseline => "Answers in JSON to what it sees now.",
                Variant::History => "Answers in JSON, and is shown its last steps.",
                Variant::Reasoning => "Thinks in JSON before it answers.",
                Variant::HistoryAndReasoning => "Thinks in JSON, and is shown its last steps.",
            },
            Self::Tools { actions_per_call: 1, .. } => {
                "Acts by calling a tool, in one long conversation."
            }
            Self::Tools { .. } => "Acts by calling a tool with a list of actions, a few at a time.",
            Self::Synth { as_upstream: true, .. } => {
                "As synth-ai’s script does, faults included: it sees everything a step late."
            }
            Self::Synth { agent, .. } => agent.about(),
        }
    }

    /// Whether replies to that strategy can be read by this one.
    pub fn reads(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Balrog { config: one, .. }, Self::Balrog { config: other, .. }) => {
                one.kind == other.kind
            }
            (Self::Tensorzero { .. }, Self::Tensorzero { .. })
            | (Self::Tools { .. }, Self::Tools { .. }) => true,
            (Self::Synth { agent: one, .. }, Self::Synth { agent: other, .. }) => one == other,
            _ => false,
        }
    }
}

impl fmt::Display for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

const fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_one(number: &u32) -> bool {
    *number == 1
}

/// By name, as its benchmark sets it up. A hyphen may stand for an underscore; `tools:5` names up to 5
/// actions in a call.
impl FromStr for Strategy {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let plain = name.replace('-', "_");
        if let Some(variant) = plain.strip_prefix("tensorzero:") {
            return variant.parse().map(Self::tensorzero);
        }
        if let Some(place) = Self::CRAFTER_NAMES.iter().position(|known| *known == plain) {
            let agents = SynthAgent::ALL;
            return Ok(Self::synth(agents[place % agents.len()], place >= agents.len()));
        }
        if let Some(number) = plain.strip_prefix("tools:") {
            let number = number.parse().ok().filter(|number| (1..=MOST_ACTIONS).contains(number));
            let unknown = UnknownName { what: "strategy", name: name.to_owned() };
            return number.map(Self::tools_of).ok_or(unknown);
        }
        match plain.parse::<AgentKind>() {
            _ if plain == "tools" => Ok(Self::tools()),
            Ok(kind) if kind.asks() => Ok(Self::balrog(kind)),
            _ => Err(UnknownName { what: "strategy", name: name.to_owned() }),
        }
    }
}

/// Which model, and how it chooses its words. What is `None` is left to the provider.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sampling {
    /// The model, by its provider's name.
    pub model: String,
    /// Spread of the sampling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    /// Nucleus of the sampling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_p: Option<f64>,
    /// At most so many tokens in a reply, thoughts included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tokens_out: Option<u32>,
    /// A wish for the same answer twice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// How much to think first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thinking: Option<Thinking>,
    /// Whether replies should come as streams.
    pub stream: bool,
}

/// What to do when the model fails, after every try that was worth it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnError {
    /// Pause; someone may try again.
    #[default]
    Pause,
    /// Play the strategy's fall-back, as `TensorZero`'s example does.
    Play,
}

/// Why a strategy cannot be played in a world.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unplayable {
    /// Its words cannot be used.
    #[error(transparent)]
    Wording(#[from] PackError),
    /// It is made for other worlds.
    #[error("the strategy {0} cannot be played in this world")]
    Strategy(&'static str),
}
