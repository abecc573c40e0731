//! `TensorZero`'s BabyAI example: one function `act` in four variants.
//!
//! Each step is a conversation of its own: a system message with the mission, a user message with
//! what is seen now and, in two variants, with the last steps. The answer is a JSON object.
//!
//! Source: `TensorZero`, `examples/babyai`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::UnknownName;
use super::choices::{Choices, Fallback, Named, Reading};
use crate::llm::Message;
use crate::llm::{PackError, PromptPack, Template};
use crate::rng::Pcg64;

/// How a step is remembered; the words of the example's notebook, for packs without their own.
const ENTRY: &str = "Observation:{observation}\n\nYour Response:\n{action}\n";

/// The variants of `act`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    /// What is seen now.
    Baseline,
    /// The last steps too.
    History,
    /// Asked to think first.
    Reasoning,
    /// Both.
    HistoryAndReasoning,
}

impl Variant {
    /// Every variant.
    pub const ALL: [Self; 4] =
        [Self::Baseline, Self::History, Self::Reasoning, Self::HistoryAndReasoning];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::History => "history",
            Self::Reasoning => "reasoning",
            Self::HistoryAndReasoning => "history_and_reasoning",
        }
    }

    /// Whether it is shown the last steps.
    pub const fn has_history(self) -> bool {
        matches!(self, Self::History | Self::HistoryAndReasoning)
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Variant {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let found = Self::ALL.into_iter().find(|variant| variant.as_str() == name);
        found.ok_or_else(|| UnknownName { what: "variant", name: name.to_owned() })
    }
}

/// What one variant says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TensorZeroWording {
    variant: Variant,
    system: Template,
    user: Template,
    entry: Template,
}

impl TensorZeroWording {
    /// Our own wording of a variant.
    #[expect(clippy::missing_panics_doc, reason = "the packs that are compiled in were tested")]
    pub fn own(variant: Variant) -> Self {
        let own = Self::new(&PromptPack::tensorzero(), variant);
        own.expect("the packs that are compiled in were tested")
    }

    /// A variant's wording from a pack.
    ///
    /// # Errors
    ///
    /// A [`PackError`] if it is another benchmark's pack, lacks a text of the variant, or has one that
    /// cannot be filled in.
    pub fn new(pack: &PromptPack, variant: Variant) -> Result<Self, PackError> {
        pack.check_name("tensorzero")?;
        let template = |part: &str, slots: &[&'static str]| {
            let key = format!("{variant}.{part}");
            let made = Template::minijinja(pack.text(&key)?, slots);
            pack.at(&key, made.and_then(|template| template.with(slots)))
        };
        let user: &[&str] =
            if variant.has_history() { &["history", "observation"] } else { &["observation"] };
        let entry =
            Template::braces(pack.text_or("history.entry", ENTRY), &["observation", "action"]);
        Ok(Self {
            variant,
            system: template("system", &["mission"])?,
            user: template("user", user)?,
            entry: pack.at("history.entry", entry)?,
        })
    }
}

/// A variant at play, for one episode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TensorZeroAgent<A: 'static> {
    wording: TensorZeroWording,
    history_length: usize,
    choices: Choices<A>,
    mission: String,
    observation: String,
    entries: Vec<String>,
}

impl<A: Named> TensorZeroAgent<A> {
    /// How many steps the example's runs show; its function shows two when not told.
    pub const HISTORY_LENGTH: usize = 8;

    /// A variant at the start of an episode.
    pub const fn new(
        wording: TensorZeroWording,
        history_length: usize,
        mission: String,
        choices: Choices<A>,
    ) -> Self {
        Self {
            wording,
            history_length,
            choices,
            mission,
            observation: String::new(),
            entries: Vec::new(),
        }
    }

    /// Takes in what is seen; returns the conversation to send. Once a step.
    pub fn messages(&mut self, observation: &str) -> Vec<Message> {
        observation.clone_into(&mut self.observation);
        // Upstream quirk: a length of 0 shows everything, as `history[-0:]` does in Python.
        let shown = match self.history_length {
            0 => self.entries.len(),
            length => length.min(self.entries.len()),
        };
        let history = self.entries[self.entries.len() - shown..].join("\n");
        let seen = [("observation", observation), ("history", history.as_str())];
        vec![
            Message::system(self.wording.system.render(&[("mission", self.mission.as_str())])),
            Message::user(self.wording.user.render(&seen)),
        ]
    }

    /// Takes in a model's answer, none if the call failed; says which action to play.
    ///
    /// Without an answer that can be read, the action is drawn from `rng`, each equally likely;
    /// nothing else draws from it.
    pub fn read(&mut self, reply: Option<&str>, rng: &mut Pcg64) -> Reading<A> {
        let reading = match reply.and_then(output) {
            Some((action, thinking)) => Reading::new(&self.choices, Some(action), thinking),
            None => self.draw(rng),
        };
        self.did(reading.action);
        reading
    }

    /// Takes in what was seen and what someone else did there. In place of [`Self::messages`] and
    /// [`Self::read`].
    pub fn took(&mut self, observation: &str, action: A) {
        observation.clone_into(&mut self.observation);
        self.did(action);
    }

    fn did(&mut self, action: A) {
        if self.wording.variant.has_history() {
            let values = [("observation", self.observation.as_str()), ("action", action.name())];
            self.entries.push(self.wording.entry.render(&values));
        }
    }

    fn draw(&self, rng: &mut Pcg64) -> Reading<A> {
        let Choices { actions, fallback } = self.choices;
        let action = if actions.is_empty() { fallback } else { rng.choice(actions) };
        let fallback = Some(Fallback::Drawn);
        Reading { completion: None, reasoning: None, action, fallback }
    }
}

/// The action and the thinking of an answer that keeps to the function's output schema: an object
/// with a text `action`, perhaps a text `thinking`, and nothing else.
fn output(reply: &str) -> Option<(String, Option<String>)> {
    let Ok(Value::Object(mut fields)) = serde_json::from_str(reply) else { return None };
    let Some(Value::String(action)) = fields.remove("action") else { return None };
    let thinking = match fields.remove("thinking") {
        None => None,
        Some(Value::String(thinking)) => Some(thinking),
        Some(_) => return None,
    };
    fields.is_empty().then_some((action, thinking))
}
