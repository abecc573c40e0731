//! A conversation between a simulated user and an agent, as a step machine: it says whom to ask what, takes the replies, and in the end
//! holds a dialogue that the metrics judge.
//!
//! The user speaks first. Its word for the end is not told to the agent. Between any two replies the conversation can be stored and
//! gone on with. Source: agent-inspect, `paper_experiments/runner.py`, for the order of the two and the limit on turns.

use serde::{Deserialize, Serialize};

use crate::judge::ledger::JudgeReply;
use crate::judge::model::{
    AgentDialogueTrace, AgentResponse, ToolInputParameter, TraceStep, TurnTrace,
};
use crate::judge::user_proxy::{ChatTurn, ProxyNext, UserProxy};
use crate::llm::{Answer, ChatRequest, Message, Outcome, Turn};
use crate::python::PyValue;
use crate::python::shared::loads;

/// What an agent that gives no words is taken to have said; upstream's words.
const SILENCE: &str = "Agent did not respond.";

/// A conversation at some point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UserDialogue {
    user: UserProxy,
    /// The user's model and its sampling.
    user_base: ChatRequest,
    /// The agent's model, its sampling, and what it is told before all else.
    agent_base: ChatRequest,
    most_turns: usize,
    history: Vec<ChatTurn>,
    turns: Vec<TurnTrace>,
    /// The replies for the user's next message.
    heard: Vec<JudgeReply>,
    /// The user's message that the agent has not answered.
    open: Option<String>,
    end: Option<DialogueEnd>,
}

/// What is to be done next.
#[derive(Clone, Debug, PartialEq)]
pub enum DialogueNext {
    /// Ask the user's model this, then [`UserDialogue::user_says`].
    User(Box<ChatRequest>),
    /// Ask the agent this, then [`UserDialogue::agent_says`].
    Agent(Box<ChatRequest>),
    /// Nothing: it is over.
    Over(DialogueEnd),
}

/// How a conversation ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum DialogueEnd {
    /// The user ended it, since this holds.
    User {
        /// The condition of the end.
        check: String,
    },
    /// It had as many turns as it may have.
    MaxTurns,
    /// The user said nothing at all, so there is nothing to answer.
    Silence,
    /// Someone could not be asked.
    Failed {
        /// Why.
        why: String,
    },
}

impl UserDialogue {
    /// A conversation that begins, of at most so many turns. The bases hold the models and their sampling; turns in `agent_base` stand
    /// before the conversation, such as the agent's system prompt.
    pub fn new(
        user: UserProxy,
        user_base: ChatRequest,
        agent_base: ChatRequest,
        most_turns: usize,
    ) -> Self {
        Self {
            user,
            user_base,
            agent_base,
            most_turns,
            history: Vec::new(),
            turns: Vec::new(),
            heard: Vec::new(),
            open: None,
            end: None,
        }
    }

    /// What comes next; the same until it was done.
    #[expect(clippy::should_implement_trait, reason = "a step machine's, as the others have it")]
    pub fn next(&mut self) -> DialogueNext {
        if let Some(end) = &self.end {
            return DialogueNext::Over(end.clone());
        }
        if let Some(message) = &self.open {
            return DialogueNext::Agent(Box::new(self.agent_request(message)));
        }
        if self.turns.len() >= self.most_turns {
            return self.over(DialogueEnd::MaxTurns);
        }
        match self.user.next(&self.history, &self.heard, &self.user_base) {
            Ok(ProxyNext::Ask(request)) => DialogueNext::User(request),
            Ok(ProxyNext::Say(message)) => {
                self.heard.clear();
                if let Some(check) = message.check {
                    return self.over(DialogueEnd::User { check });
                }
                if message.message_str.is_empty() {
                    return self.over(DialogueEnd::Silence);
                }
                let request = Box::new(self.agent_request(&message.message_str));
                self.open = Some(message.message_str);
                DialogueNext::Agent(request)
            }
            Err(error) => self.over(DialogueEnd::Failed { why: error.to_string() }),
        }
    }

    /// Takes in what the user's model replied.
    pub fn user_says(&mut self, reply: JudgeReply) {
        if self.end.is_none() && self.open.is_none() {
            self.heard.push(reply);
        }
    }

    /// Takes in what the agent replied. An agent that cannot be asked ends the conversation; one without words said so.
    pub fn agent_says(&mut self, answer: Answer) {
        let Some(message) = self.open.take() else { return };
        let reply = match answer.outcome {
            Outcome::Reply(reply) => reply,
            Outcome::Error(error) => {
                let why = format!("the agent: {error}");
                self.end = Some(DialogueEnd::Failed { why });
                return;
            }
        };
        let at = self.turns.len();
        let text = reply.text().trim().to_owned();
        let usage = reply.usage.unwrap_or_default();
        let reasoning = Some(reply.reasoning()).filter(|reasoning| !reasoning.is_empty());
        // One step for the reply itself, so that its tokens have a place; then the tools that it called.
        let spoke = TraceStep {
            id: format!("turn_{at}_step_0"),
            agent_thought: reasoning,
            input_token_consumption: Some(usage.tokens_in),
            output_token_consumption: Some(usage.tokens_out),
            reasoning_token_consumption: Some(usage.tokens_reasoning),
            ..TraceStep::default()
        };
        let calls = reply.calls().enumerate().map(|(place, call)| TraceStep {
            id: format!("turn_{at}_step_{}", place + 1),
            parent_ids: vec![format!("turn_{at}_step_{place}")],
            tool: Some(call.name.clone()),
            tool_input_args: Some(arguments(&call.arguments)),
            ..TraceStep::default()
        });
        let steps: Vec<TraceStep> = std::iter::once(spoke).chain(calls).collect();
        let said = if text.is_empty() { SILENCE } else { &text };
        self.turns.push(TurnTrace {
            id: format!("turn_{at}"),
            agent_input: message.clone(),
            agent_response: Some(AgentResponse {
                response: said.into(),
                status_code: Some("200".to_owned()),
            }),
            from_id: at.checked_sub(1).map(|before| format!("turn_{before}")),
            steps: Some(steps),
            latency_in_ms: Some(answer.latency_ms),
        });
        let agent_responses = vec![text];
        self.history.push(ChatTurn { user_message: message, agent_responses });
    }

    /// The conversation so far.
    pub fn trace(&self) -> AgentDialogueTrace {
        AgentDialogueTrace { turns: Some(self.turns.clone()) }
    }

    /// Who plays the user.
    pub const fn user(&self) -> &UserProxy {
        &self.user
    }

    /// How it ended; none while it goes on.
    pub const fn end(&self) -> Option<&DialogueEnd> {
        self.end.as_ref()
    }

    fn over(&mut self, end: DialogueEnd) -> DialogueNext {
        self.end = Some(end.clone());
        DialogueNext::Over(end)
    }

    /// What the agent is asked: the conversation as it sees it.
    fn agent_request(&self, message: &str) -> ChatRequest {
        let mut request = self.agent_base.clone();
        for turn in &self.turns {
            let said = turn.agent_response.as_ref().map(|said| said.response.text());
            request.turns.push(Turn::User { text: turn.agent_input.clone() });
            request.turns.push(Message::assistant(said.unwrap_or_default()).into());
        }
        request.turns.push(Turn::User { text: message.to_owned() });
        request
    }
}

/// A call's arguments; what is no JSON object stands whole under one name.
fn arguments(text: &str) -> Vec<ToolInputParameter> {
    let parameter =
        |name: &str, value| ToolInputParameter { name: name.to_owned(), value, check: None };
    match loads(text) {
        Ok(PyValue::Map(map)) => {
            map.iter().map(|(name, value)| parameter(name, value.clone())).collect()
        }
        _ => vec![parameter("arguments", text.into())],
    }
}
