//! Our own agent: one conversation, in which the model acts by calling the tool `act`, with one action
//! or with a list of them.
//!
//! The first turn tells the task, the second what is seen. After each call its result tells what is
//! seen next. Every call gets its result, be it that it was not played; a reply stands in the
//! conversation as it came, thoughts and seals included.

use serde_json::json;

use crate::agent::prompt::{Choices, Named, ToolsWording};
use crate::agent::rollout::mind::{Asked, Further, Heard, Lapse, Mind, Seen, Voice};
use crate::llm::{ChatReply, Tool, ToolCall, ToolChoice, ToolResult, Turn};
use crate::rng::Pcg64;

/// The tool's name.
const ACT: &str = "act";

/// The agent that calls a tool.
pub struct ToolsMind<A: 'static> {
    wording: ToolsWording,
    choices: Choices<A>,
    system: String,
    tool: Tool,
    most: Most,
    /// The conversation after the task.
    turns: Vec<Turn>,
    /// Where each exchange begins in it.
    exchanges: Vec<usize>,
    /// What the next thing that is told has to answer.
    open: Open,
}

/// How much of it there is at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Most {
    /// Exchanges that are kept in the conversation; 0 for all.
    pub exchanges: usize,
    /// Calls of one reply that are played; 0 counts as 1.
    pub calls: usize,
    /// Actions that a call may name; with 0 or 1 it names one and has no list.
    pub actions: usize,
}

/// What has not been answered yet.
enum Open {
    /// Nothing.
    Nothing,
    /// Words of ours that stand before what is seen.
    Words(String),
    /// Calls: how many actions each of the first ones named, what was seen after all actions played but
    /// the last, and a lapse of the first call.
    Calls { calls: Vec<ToolCall>, named: Vec<usize>, between: Vec<Seen>, lapse: Option<String> },
}

impl<A: Named> ToolsMind<A> {
    /// An agent at the start of an episode.
    pub fn new(wording: ToolsWording, system: String, choices: Choices<A>, most: Most) -> Self {
        let tool = tool(&wording, &choices, most.actions);
        Self {
            wording,
            choices,
            system,
            tool,
            most,
            turns: Vec::new(),
            exchanges: Vec::new(),
            open: Open::Nothing,
        }
    }

    /// Tells what is seen, as the answer to whatever is open.
    fn tell(&mut self, seen: &Seen) {
        let now = self.wording.seen(&seen.status, &seen.text);
        match std::mem::replace(&mut self.open, Open::Nothing) {
            Open::Nothing => self.turns.push(Turn::User { text: now }),
            Open::Words(words) => self.turns.push(Turn::User { text: format!("{words}\n\n{now}") }),
            Open::Calls { calls, named, between, lapse } => {
                let played = between.len() + 1;
                let mut end = 0;
                for (at, call) in calls.into_iter().enumerate() {
                    let start = end;
                    end += named.get(at).copied().unwrap_or(0);
                    let is_played = start < end && start < played;
                    // What was seen after its last action that was played.
                    let after = between.get(end.min(played).saturating_sub(1));
                    let content = match (at, &lapse) {
                        (0, Some(lapse)) => format!("{lapse}\n\n{now}"),
                        _ if !is_played => self.wording.not_run().to_owned(),
                        _ => after.map_or_else(
                            || now.clone(),
                            |seen| self.wording.seen(&seen.status, &seen.text),
                        ),
                    };
                    let is_error = lapse.is_some() || !is_played;
                    let ToolCall { id: call_id, name, .. } = call;
                    self.turns.push(Turn::Tool(ToolResult { call_id, name, content, is_error }));
                }
            }
        }
    }

    /// The actions that a call names, as many as may be played; from the first that is none, no more.
    fn read(&self, call: &ToolCall) -> Result<Vec<A>, (Lapse, Option<String>)> {
        if call.name != ACT {
            return Err((Lapse::UnknownTool, Some(call.name.clone())));
        }
        let arguments = call.parsed().map_err(|_| (Lapse::BadArguments, None))?;
        let find = |name: &serde_json::Value| {
            let name = name.as_str().ok_or((Lapse::BadArguments, None))?;
            self.choices.find(name).ok_or_else(|| (Lapse::NotAnAction, Some(name.to_owned())))
        };
        let bad = (Lapse::BadArguments, None);
        if self.most.actions <= 1 {
            return Ok(vec![find(arguments.get("action").ok_or(bad)?)?]);
        }
        let names = arguments.get("actions").and_then(|names| names.as_array());
        let names = names.filter(|names| !names.is_empty()).ok_or(bad)?;
        let mut actions = Vec::new();
        for name in names.iter().take(self.most.actions) {
            match find(name) {
                Ok(action) => actions.push(action),
                Err(why) if actions.is_empty() => return Err(why),
                Err(_) => break,
            }
        }
        Ok(actions)
    }

    fn lapsed(&self, lapse: Lapse, named: Option<String>) -> Heard<A> {
        let action = self.choices.fallback;
        Heard { named, action, then: Vec::new(), lapse: Some(lapse) }
    }

    /// The conversation, without the exchanges that are too old for it.
    fn kept(&self) -> Vec<Turn> {
        let forgotten = match self.most.exchanges {
            0 => 0,
            kept => self.exchanges.len().saturating_sub(kept),
        };
        let mut turns = vec![Turn::System { text: self.system.clone() }];
        if forgotten > 0 {
            turns.push(Turn::User { text: self.wording.left_out().to_owned() });
        }
        let from = if forgotten > 0 { self.exchanges[forgotten] } else { 0 };
        turns.extend_from_slice(&self.turns[from..]);
        turns
    }
}

impl<A: Named + Send + Sync> Mind<A> for ToolsMind<A> {
    fn ask(&mut self, seen: &Seen) -> Asked {
        self.tell(seen);
        Asked {
            voice: Voice::Agent,
            turns: self.kept(),
            tools: vec![self.tool.clone()],
            tool_choice: ToolChoice::Auto,
            answer: None,
        }
    }

    fn hear(&mut self, reply: Option<&ChatReply>, _: &mut Pcg64) -> Heard<A> {
        let fallback = self.choices.fallback.name();
        self.exchanges.push(self.turns.len());
        let Some(reply) = reply else {
            self.open = Open::Words(self.wording.lapse(key(Lapse::NoAnswer), "", fallback));
            return self.lapsed(Lapse::NoAnswer, None);
        };
        if !reply.parts.is_empty() {
            self.turns.push(Turn::Assistant { parts: reply.parts.clone() });
        }
        let calls: Vec<ToolCall> = reply.calls().cloned().collect();
        if calls.is_empty() {
            self.open = Open::Words(self.wording.lapse(key(Lapse::NoCall), "", fallback));
            return self.lapsed(Lapse::NoCall, Some(reply.text()));
        }
        let read = calls.iter().take(self.most.calls.max(1)).map(|call| self.read(call));
        let (mut actions, mut named, mut lapse) = (Vec::new(), Vec::new(), None);
        for one in read {
            match one {
                Ok(these) => {
                    named.push(these.len());
                    actions.extend(these);
                }
                Err(why) => {
                    // Upon a good call, a bad one is only not played.
                    lapse = actions.is_empty().then_some(why);
                    break;
                }
            }
        }
        let between = Vec::new();
        if let Some((lapse, name)) = lapse {
            let words =
                self.wording.lapse(key(lapse), name.as_deref().unwrap_or_default(), fallback);
            self.open = Open::Calls { calls, named: vec![1], between, lapse: Some(words) };
            return self.lapsed(lapse, name);
        }
        self.open = Open::Calls { calls, named, between, lapse: None };
        let mut actions = actions.into_iter();
        let action = actions.next().unwrap_or(self.choices.fallback);
        let named = Some(action.name().to_owned());
        Heard { named, action, then: actions.map(Further::from).collect(), lapse: None }
    }

    fn went_on(&mut self, seen: &Seen) {
        if let Open::Calls { between, .. } = &mut self.open {
            between.push(seen.clone());
        }
    }

    fn took(&mut self, seen: &Seen, action: &A) {
        self.tell(seen);
        self.open = Open::Words(self.wording.took(action.name()));
    }
}

/// What a lapse is called in the pack.
const fn key(lapse: Lapse) -> &'static str {
    match lapse {
        Lapse::NoCall => "no_call",
        Lapse::UnknownTool => "unknown_tool",
        Lapse::BadArguments | Lapse::Unreadable => "arguments",
        Lapse::NotAnAction => "no_action",
        Lapse::NoAnswer | Lapse::Stopped => "no_answer",
    }
}

fn tool<A: Named>(wording: &ToolsWording, choices: &Choices<A>, most: usize) -> Tool {
    let names: Vec<&str> = choices.actions.iter().map(|action| action.name()).collect();
    let (argument, schema) = if most <= 1 {
        let about = wording.argument();
        ("action", json!({ "type": "string", "enum": names, "description": about }))
    } else {
        let one = json!({ "type": "string", "enum": names });
        let about = wording.arguments(most);
        let list = json!({
            "type": "array", "items": one, "minItems": 1, "maxItems": most, "description": about,
        });
        ("actions", list)
    };
    let parameters = json!({
        "type": "object",
        "properties": { argument: schema },
        "required": [argument],
        "additionalProperties": false,
    });
    Tool { name: ACT.to_owned(), description: wording.tool().to_owned(), parameters }
}
