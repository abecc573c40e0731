//! synth-ai's agents in Crafter: which there are, and the wording that they are asked in, made from a prompt pack.
//!
//! Every question stands alone: a system text, then what is seen with some advice below it.
//!
//! Source: synth-ai 0.2.3, `test_crafter_react_agent`, the LM-synth agent, and the multi-model evaluation's second and third script.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::agent::crafter::interact::Form;
use crate::env::crafter::Action;
use crate::llm::{PackError, PromptPack, Template};

/// One of synth-ai's agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SynthAgent {
    /// The `ReAct` agent: a map of five by five cells in words, a tool with up to five actions.
    React,
    /// The LM-synth agent: a map of seven by seven cells; a tool, or the same in text.
    Lm,
    /// The evaluation's second script: a status in lines; an action's name and nothing else.
    Script,
    /// Its third script: a map in letters; a tool that takes numbers.
    Numbers,
}

impl SynthAgent {
    /// Every agent.
    pub const ALL: [Self; 4] = [Self::React, Self::Lm, Self::Script, Self::Numbers];

    /// Its name, which its keys in a pack begin with.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::React => "react",
            Self::Lm => "lm",
            Self::Script => "script",
            Self::Numbers => "numbers",
        }
    }

    /// How it plays, in a sentence.
    pub const fn about(self) -> &'static str {
        match self {
            Self::React => "Sees a map in words, and calls a tool with up to five actions.",
            Self::Lm => "Sees a larger map in words; calls a tool, or writes its actions.",
            Self::Script => "Reads a status in lines, and answers with one action’s name.",
            Self::Numbers => "Sees a map in letters, and calls a tool with actions by number.",
        }
    }

    /// In which form it answers.
    pub const fn form(self) -> Form {
        match self {
            Self::React => Form::Tool,
            Self::Lm => Form::ToolOrText,
            Self::Script => Form::Single,
            Self::Numbers => Form::Numbers,
        }
    }

    /// Whether it is offered tools.
    pub const fn calls(self) -> bool {
        !matches!(self, Self::Script)
    }

    /// Whether it has a text of this kind; the second script has no system text.
    pub fn has(self, key: &str) -> bool {
        self != Self::Script || key != "system"
    }
}

impl fmt::Display for SynthAgent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is filled in where a text has a place for it: the actions' names.
const SLOTS: [&str; 1] = ["action_strings"];

/// The wording of one of the agents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SynthWording {
    /// Whose.
    pub agent: SynthAgent,
    pack: PromptPack,
    system: Option<Template>,
    advice: Template,
}

impl SynthWording {
    /// The wording of a pack. What a pack of upstream's has no words for, the tools, is in ours.
    ///
    /// # Errors
    ///
    /// A [`PackError`] if it is another benchmark's pack, lacks one of the agent's texts, or has one that cannot be filled in.
    pub fn new(pack: PromptPack, agent: SynthAgent) -> Result<Self, PackError> {
        pack.check_name("synth-ai")?;
        let template = |key: &str| {
            let key = format!("{agent}.{key}");
            pack.at(&key, Template::braces(pack.text(&key)?, &SLOTS))
        };
        let system = agent.has("system").then(|| template("system")).transpose()?;
        Ok(Self { agent, system, advice: template("advice")?, pack })
    }

    /// What is said before all else; `names` are the actions'.
    pub fn system(&self, names: &str) -> Option<String> {
        let system = self.system.as_ref()?;
        Some(system.render(&[("action_strings", names)]))
    }

    /// What stands below what is seen.
    pub fn advice(&self, names: &str) -> String {
        self.advice.render(&[("action_strings", names)])
    }

    /// What a tool or one of its arguments is for: "interact", "actions", "reasoning", "terminate", "reason".
    pub fn about(&self, what: &str) -> String {
        let key = format!("tool.{what}");
        match self.pack.text(&key) {
            Ok(text) => text.to_owned(),
            Err(_) => PromptPack::synth().text_or(&key, "").to_owned(),
        }
    }
}

/// The actions' names as an agent is told of them. Upstream quirk: the third script offers two numbers that are no actions.
pub fn names(agent: SynthAgent, as_upstream: bool) -> String {
    match agent {
        SynthAgent::Numbers => {
            let known = Action::ALL.iter().map(|action| action.as_str());
            let bogus = ["eat_cow", "eat_plant"].into_iter().filter(|_| as_upstream);
            let line = |(number, name): (usize, &str)| format!("{number}: {name}");
            known.chain(bogus).enumerate().map(line).collect::<Vec<_>>().join("\n")
        }
        // Doing nothing is not offered to the second script, and comes last elsewhere.
        SynthAgent::Script => joined(&Action::ALL[1..]),
        SynthAgent::React | SynthAgent::Lm => {
            format!("{}, {}", joined(&Action::ALL[1..]), Action::Noop.as_str())
        }
    }
}

fn joined(actions: &[Action]) -> String {
    actions.iter().map(|action| action.as_str()).collect::<Vec<_>>().join(", ")
}
