//! A simulated user who talks to an agent about a task: two questions to a model for each of its messages.
//!
//! First it reflects on where the conversation stands, then it says its next words. What it says and asks is a pure function of the
//! conversation and the replies so far, so a dialogue can be stored and gone on with between any two replies.
//!
//! Source: agent-inspect, `user_proxy/user_proxy_agent.py`.

use serde::{Deserialize, Serialize};

use crate::judge::error::{Fault, JudgeError};
use crate::judge::format::format;
use crate::judge::ledger::JudgeReply;
use crate::judge::wording::JudgeWording;
use crate::llm::{ChatRequest, PackError, PromptPack, Turn};
use crate::python::strip;

/// The user's word for the end, anywhere in its message.
pub const STOP_SEQUENCE: &str = "END_CONVERSATION";

/// How the user talks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Persona {
    /// Knows what it wants and says it clearly, step by step. Upstream's `use_expert_agent`.
    #[default]
    Expert,
    /// Is vague and leaves things out.
    NonExpert,
}

impl Persona {
    /// Every persona.
    pub const ALL: [Self; 2] = [Self::Expert, Self::NonExpert];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Expert => "expert",
            Self::NonExpert => "non-expert",
        }
    }
}

/// The user's prompts, each a Python format string.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyWording {
    expert: String,
    non_expert: String,
    reflection: String,
    reply: String,
}

impl ProxyWording {
    /// The wording of a pack of agent-inspect's.
    ///
    /// # Errors
    ///
    /// The pack is another benchmark's, lacks a text, or has one that cannot be filled in.
    pub fn new(pack: &PromptPack) -> Result<Self, PackError> {
        pack.check_name("agent-inspect")?;
        let text = |key: &str, places: &[&str]| {
            let text = pack.text(key)?;
            let values: Vec<(&str, &str)> = places.iter().map(|name| (*name, "")).collect();
            let filled = format(text, &values);
            filled.map_err(|error| PackError::Shape(format!("{key}: {error}")))?;
            Ok(text.to_owned())
        };
        let persona = ["task_summary", "check", "agent_desc"];
        let reply = ["chat_history_str", "user_message_reflection", "stop_sequence"];
        Ok(Self {
            expert: text("templates.EXPERT_PERSONA_TEMPLATE", &persona)?,
            non_expert: text("templates.NONEXPERT_PERSONA_TEMPLATE", &persona)?,
            reflection: text(
                "templates.USER_PROXY_REFLECTION_GEN_TEMPLATE",
                &["chat_history_str", "stop_sequence"],
            )?,
            reply: text("templates.USER_PROXY_REPLY_GEN_TEMPLATE", &reply)?,
        })
    }
}

impl Default for ProxyWording {
    /// Our own wording.
    fn default() -> Self {
        Self::new(&JudgeWording::own_pack()).expect("the packs that are compiled in were tested")
    }
}

/// One turn of the conversation: the user's message and what the agent answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatTurn {
    /// What the user said.
    pub user_message: String,
    /// What the agent said; it may speak several times, or not at all.
    pub agent_responses: Vec<String>,
}

/// A message of the user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyMessage {
    /// Its words.
    pub message_str: String,
    /// The condition of the end, if the user ended the conversation with this message.
    #[serde(default)]
    pub check: Option<String>,
}

/// What is to be done for the user's next message.
#[derive(Clone, Debug, PartialEq)]
pub enum ProxyNext {
    /// Ask a model this, and add its reply to those so far.
    Ask(Box<ChatRequest>),
    /// Nothing: the user says this.
    Say(ProxyMessage),
}

/// A simulated user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UserProxy {
    task_summary: String,
    check: String,
    /// What the user knows of the agent; nothing by default.
    pub agent_description: String,
    /// What the user says first, if that is fixed; empty if it is not.
    pub initial_message: String,
    /// How it talks.
    pub persona: Persona,
    /// Its prompts.
    pub wording: ProxyWording,
}

impl UserProxy {
    /// A user with a task who ends the conversation once `checks` hold. Upstream quirk: of several only the first is told.
    ///
    /// # Errors
    ///
    /// 060008 for an empty task, no check, or an empty one.
    pub fn new(task_summary: &str, checks: &[&str]) -> Result<Self, JudgeError> {
        let missing = |text: &str| Err(JudgeError::proxy_input(Fault::MissingValue, text));
        let task_summary = strip(task_summary);
        if task_summary.is_empty() {
            return missing("Task summary cannot be empty to create User Proxy.");
        }
        let Some(check) = checks.first() else {
            return missing(
                "At least one terminating condition must be provided to create User Proxy.",
            );
        };
        if checks.iter().any(|check| strip(check).is_empty()) {
            return missing("Terminating check cannot be an empty string.");
        }
        let stop = if task_summary.ends_with('.') { "" } else { "." };
        Ok(Self {
            task_summary: format!("{task_summary}{stop}"),
            check: (*check).to_owned(),
            agent_description: String::new(),
            initial_message: String::new(),
            persona: Persona::default(),
            wording: ProxyWording::default(),
        })
    }

    /// What the model is told before all else: who it plays, and its task.
    ///
    /// # Errors
    ///
    /// None but for a template of a person's own.
    pub fn system_prompt(&self) -> Result<String, JudgeError> {
        let template = match self.persona {
            Persona::Expert => &self.wording.expert,
            Persona::NonExpert => &self.wording.non_expert,
        };
        let values = [
            ("task_summary", self.task_summary.as_str()),
            ("check", &self.check),
            ("agent_desc", &self.agent_description),
        ];
        format(template, &values)
    }

    /// What comes next in a conversation, given the replies that were heard for this message: none, the reflection, or both.
    /// `base` has the model and its sampling.
    ///
    /// # Errors
    ///
    /// 060010 and 060011: the model could not be asked.
    pub fn next(
        &self,
        history: &[ChatTurn],
        heard: &[JudgeReply],
        base: &ChatRequest,
    ) -> Result<ProxyNext, JudgeError> {
        if history.is_empty() && !self.initial_message.is_empty() {
            let message_str = self.initial_message.clone();
            return Ok(ProxyNext::Say(ProxyMessage { message_str, check: None }));
        }
        let chat = chat_text(history);
        let mut values =
            vec![("chat_history_str", chat.as_str()), ("stop_sequence", STOP_SEQUENCE)];
        let Some(reflection) = heard.first() else {
            return self.ask(&self.wording.reflection, &values, base);
        };
        let reflection = words(reflection, Fault::UserReflection, "get user message reflection")?;
        let Some(reply) = heard.get(1) else {
            values.push(("user_message_reflection", reflection));
            return self.ask(&self.wording.reply, &values, base);
        };
        let said = words(reply, Fault::UserProxyReply, "generate user proxy message")?;
        let check = said.contains(STOP_SEQUENCE).then(|| self.check.clone());
        Ok(ProxyNext::Say(ProxyMessage { message_str: said.to_owned(), check }))
    }

    fn ask(
        &self,
        template: &str,
        values: &[(&str, &str)],
        base: &ChatRequest,
    ) -> Result<ProxyNext, JudgeError> {
        let turns = vec![
            Turn::System { text: self.system_prompt()? },
            Turn::User { text: format(template, values)? },
        ];
        Ok(ProxyNext::Ask(Box::new(ChatRequest { turns, ..base.clone() })))
    }
}

/// A reply's words without white space around them. A reply without words says nothing.
fn words<'a>(reply: &'a JudgeReply, fault: Fault, what: &str) -> Result<&'a str, JudgeError> {
    if reply.status == 200 {
        return Ok(strip(reply.completion.as_deref().unwrap_or_default()));
    }
    let text = format!("Unable to {what} due to status: {} from LLM client.", reply.status);
    Err(JudgeError::proxy(fault, text))
}

/// The conversation as the prompts have it. What is empty is left out.
fn chat_text(history: &[ChatTurn]) -> String {
    let mut out = String::new();
    let mut add = |who: &str, text: &str| {
        if !text.is_empty() {
            out.push_str(&format!("[{who} start]:\n{}\n[{who} end]\n", strip(text)));
        }
    };
    for turn in history {
        add("LLM-simulated user", &turn.user_message);
        for response in &turn.agent_responses {
            add("AI assistant", response);
        }
    }
    out
}
