//! Who sits on which side of a session of customer support, and the cards of those that are models.

use serde::{Deserialize, Serialize};

use crate::agent::rollout::Sampling;
use crate::agent::support::agent::{AgentError, AgentKind, ModelAgent, sample_displays};
use crate::agent::support::built_in::BuiltIn;
use crate::agent::support::customer::CustomerKind;
use crate::agent::support::wording::Wording;
use crate::env::support::World;
use crate::env::support::books::Script;
use crate::episode::{PlayerCard, Role};
use crate::llm::ChatRequest;
use crate::rng::Mt19937;

/// The version of a card's settings. It grows when the same JSON means something else.
pub const CARD_VERSION: u16 = 1;

/// Both sides.
#[derive(Clone, Debug, PartialEq)]
pub struct Seats {
    /// Who serves.
    pub agent: AgentSeat,
    /// Who is served.
    pub customer: CustomerSeat,
}

/// Who serves.
#[derive(Clone, Debug, PartialEq)]
pub enum AgentSeat {
    /// A person, by hand.
    Person,
    /// The scripted agent of Harbor Books.
    Clerk,
    /// One that knows what is right, or one that does nothing.
    BuiltIn(BuiltIn),
    /// A model.
    Model(AgentModel),
}

/// Who is served.
#[derive(Clone, Debug, PartialEq)]
pub enum CustomerSeat {
    /// A person, by hand.
    Person,
    /// A script of Harbor Books; without one the task's wish, and then the end.
    Scripted(Option<Script>),
    /// A model.
    Model(CustomerModel),
}

/// A model that serves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgentModel {
    /// How it says what it does.
    #[serde(with = "by_name")]
    pub kind: AgentKind,
    /// What it is told in place of the world's policy; an empty text leaves the policy.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub instruction: String,
    /// By what a few-shot agent's dialogues are drawn.
    #[serde(default)]
    pub shown: u32,
    /// Which model, and how it is sampled.
    #[serde(default)]
    pub sampling: Sampling,
}

/// A model that is served.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomerModel {
    /// How it comes to its words.
    #[serde(with = "by_name")]
    pub kind: CustomerKind,
    /// Which model, and how it is sampled.
    #[serde(default)]
    pub sampling: Sampling,
}

impl AgentModel {
    /// A model by its name, that speaks as a kind does.
    pub fn new(kind: AgentKind, model: impl Into<String>) -> Self {
        let sampling = Sampling { model: model.into(), ..Sampling::default() };
        Self { kind, instruction: String::new(), shown: 0, sampling }
    }

    /// Its card.
    pub fn card(&self) -> PlayerCard {
        card(Role::Agent, self.kind.as_str(), &self.sampling, self)
    }

    /// The model of a card; none for another's, or a later build's.
    pub fn of_card(card: &PlayerCard) -> Option<Self> {
        settings(card, Role::Agent)
    }

    /// The agent at the start of an episode.
    pub(super) fn start(&self, world: &World, wording: &Wording) -> Result<ModelAgent, AgentError> {
        let policy = Some(self.instruction.as_str()).filter(|told| !told.is_empty());
        let policy = policy.unwrap_or(&world.told().policy);
        ModelAgent::by_policy(self.kind, policy, world, wording, |displays| {
            sample_displays(displays, &mut Mt19937::from_words(&[self.shown]))
        })
    }
}

impl CustomerModel {
    /// A model by its name, that comes to its words as a kind does.
    pub fn new(kind: CustomerKind, model: impl Into<String>) -> Self {
        let sampling = Sampling { model: model.into(), ..Sampling::default() };
        Self { kind, sampling }
    }

    /// Its card.
    pub fn card(&self) -> PlayerCard {
        card(Role::Customer, self.kind.as_str(), &self.sampling, self)
    }

    /// The model of a card; none for another's, or a later build's.
    pub fn of_card(card: &PlayerCard) -> Option<Self> {
        settings(card, Role::Customer)
    }
}

/// A request with its model and sampling.
pub(super) fn sampled(request: ChatRequest, sampling: &Sampling) -> ChatRequest {
    ChatRequest {
        model: sampling.model.clone(),
        temperature: sampling.temperature,
        top_p: sampling.top_p,
        max_tokens_out: sampling.max_tokens_out,
        seed: sampling.seed,
        thinking: sampling.thinking,
        stream: sampling.stream,
        ..request
    }
}

fn card(role: Role, kind: &str, sampling: &Sampling, settings: &impl Serialize) -> PlayerCard {
    PlayerCard {
        role,
        kind: kind.to_owned(),
        model: sampling.model.clone(),
        version: CARD_VERSION,
        // Text and numbers only, so it always becomes JSON.
        settings: serde_json::to_value(settings).unwrap_or_default(),
    }
}

fn settings<T: for<'de> Deserialize<'de>>(card: &PlayerCard, role: Role) -> Option<T> {
    let is_ours = card.role == role && card.version == CARD_VERSION;
    is_ours.then(|| T::deserialize(&card.settings).ok())?
}

/// A kind by its name.
mod by_name {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<T: Display, S: Serializer>(
        kind: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(kind)
    }

    pub fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'de>,
    {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
