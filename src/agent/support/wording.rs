//! What customers that are models are told, and agents without tools of their own: read from a data pack.

use crate::python::shared::{PyValue, loads};

/// The sentences of the original's simulated customers and text agents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// What the agent says first, in the customer's own conversation.
    pub greeting: String,
    /// What a customer is told; `{instruction}` stands for its wish.
    pub customer: Told,
    /// The same for one that thinks first.
    pub thinking_customer: Told,
    /// Asks whether an answer is satisfactory; has `{transcript}` and `{response}`.
    pub verify: String,
    /// Asks what was wrong with an answer; has `{transcript}` and `{response}`.
    pub reflect: String,
    /// What an agent that acts in text is told behind its tools.
    pub act: String,
    /// The same for one that thinks first.
    pub react: String,
}

/// What a customer is told, with a wish and without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// With one.
    pub with: String,
    /// Without one.
    pub without: String,
}

impl Told {
    /// What a customer with this wish is told.
    pub fn about(&self, instruction: Option<&str>) -> String {
        match instruction {
            Some(instruction) => self.with.replacen("{instruction}", instruction, 1),
            None => self.without.clone(),
        }
    }
}

/// A pack's sentences cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("prompts.json: {0}")]
pub struct WordingError(String);

impl Wording {
    /// Reads `prompts.json`.
    ///
    /// # Errors
    ///
    /// It is no JSON, or a sentence is missing.
    pub fn parse(json: &str) -> Result<Self, WordingError> {
        let value = loads(json).map_err(|error| WordingError(error.to_string()))?;
        let text = |name: &str| {
            let text = value.get(name).and_then(PyValue::as_str).map(str::to_owned);
            text.ok_or_else(|| WordingError(format!("{name} is missing")))
        };
        let told = |kind: &str| {
            let [with, without] =
                ["with", "without"].map(|how| text(&format!("{kind}_system_{how}_instruction")));
            Ok(Told { with: with?, without: without? })
        };
        Ok(Self {
            greeting: text("user_first_agent_line")?,
            customer: told("user_llm")?,
            thinking_customer: told("user_react")?,
            verify: text("user_verify_prompt")?,
            reflect: text("user_reflect_prompt")?,
            act: text("agent_act_instruction")?,
            react: text("agent_react_instruction")?,
        })
    }
}

/// Puts a transcript and a response into a prompt.
pub(super) fn fill(prompt: &str, transcript: &str, response: &str) -> String {
    let (before, rest) = prompt.split_once("{transcript}").unwrap_or((prompt, ""));
    let (between, after) = rest.split_once("{response}").unwrap_or((rest, ""));
    format!("{before}{transcript}{between}{response}{after}")
}
