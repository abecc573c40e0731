//! synth-ai's agents as minds. Each question stands alone: what is seen now, and nothing of what was before.

use serde_json::{Value, json};

use crate::agent::crafter::interact::{MOST_ACTIONS, Order, Reader};
use crate::agent::prompt::{SynthAgent, SynthWording};
use crate::agent::rollout::limits::Limit;
use crate::agent::rollout::mind::{Asked, Further, Heard, Lapse, Mind, Seen, Voice};
use crate::env::Seed;
use crate::env::crafter::Action;
use crate::llm::{ChatReply, Message, Tool, ToolChoice, Turn};
use crate::rng::Pcg64;

/// One of synth-ai's agents.
pub struct SynthMind {
    wording: SynthWording,
    reader: Reader,
    seed: Seed,
    names: String,
    tools: Vec<Tool>,
    max_turns: u32,
    turn: u32,
    /// What was seen before the last action, and whether that is what is told.
    before: Option<Seen>,
    is_late: bool,
}

impl SynthMind {
    /// An agent at the start of an episode.
    pub fn new(wording: SynthWording, seed: Seed, max_turns: u32, as_upstream: bool) -> Self {
        let agent = wording.agent;
        Self {
            reader: Reader { form: agent.form(), as_upstream },
            names: crate::agent::prompt::synth_names(agent, as_upstream),
            tools: tools(&wording, as_upstream),
            wording,
            seed,
            max_turns,
            turn: 0,
            before: None,
            is_late: as_upstream,
        }
    }

    /// What is told of what is seen. Upstream quirk: its service tells what was seen before the last action.
    fn shown(&mut self, seen: &Seen) -> String {
        match self.before.replace(seen.clone()) {
            Some(before) if self.is_late => before.text,
            _ => seen.text.clone(),
        }
    }

    /// The words of the question.
    fn message(&self, shown: &str) -> String {
        let Self { turn, max_turns, .. } = self;
        let advice = self.wording.advice(&self.names);
        match self.wording.agent {
            SynthAgent::React => format!("Turn {turn}/{max_turns}\n\n{shown}\n\n{advice}"),
            SynthAgent::Lm => {
                format!("Episode {} - Turn {turn}/{max_turns}\n\n{shown}\n\n{advice}", self.seed)
            }
            SynthAgent::Script => format!("{shown}\n\n{advice}"),
            SynthAgent::Numbers => {
                let shown = shown.replacen("(Turn 0)", &format!("(Turn {turn})"), 1);
                format!("{shown}\n\n{advice}")
            }
        }
    }
}

impl Mind<Action> for SynthMind {
    fn ask(&mut self, seen: &Seen) -> Asked {
        self.turn += 1;
        let shown = self.shown(seen);
        let system = self.wording.system(&self.names).map(Message::system);
        let user = Message::user(self.message(&shown));
        Asked {
            voice: Voice::Agent,
            turns: system.into_iter().chain([user]).map(Turn::from).collect(),
            tools: self.tools.clone(),
            tool_choice: ToolChoice::Auto,
            answer: None,
        }
    }

    fn hear(&mut self, reply: Option<&ChatReply>, _: &mut Pcg64) -> Heard<Action> {
        let nothing = |lapse, named| Heard {
            named,
            action: Action::Noop,
            then: Vec::new(),
            lapse: Some(lapse),
        };
        let Some(reply) = reply else { return nothing(Lapse::NoAnswer, None) };
        let orders = self.reader.read(reply);
        if let Some(reason) = orders.stop {
            return nothing(Lapse::Stopped, Some(reason));
        }
        let mut list = orders.list.into_iter();
        let Some(Order { action, valid }) = list.next() else {
            return nothing(Lapse::NoCall, Some(reply.text()));
        };
        // Each is an action of the model's or none, wherever it stands in the list.
        let further = |Order { action, valid }| Further {
            action,
            lapse: (!valid).then_some(Lapse::NotAnAction),
        };
        let then = list.map(further).collect();
        if valid {
            return Heard { named: Some(action.as_str().to_owned()), action, then, lapse: None };
        }
        let call = reply.calls().next();
        let lapse = match call {
            None if self.wording.agent.calls() => Lapse::NoCall,
            Some(_) | None => Lapse::NotAnAction,
        };
        let named = call.map_or_else(|| reply.text(), |call| call.arguments.clone());
        Heard { named: Some(named), action, then, lapse: Some(lapse) }
    }

    fn went_on(&mut self, seen: &Seen) {
        self.before = Some(seen.clone());
    }

    fn took(&mut self, seen: &Seen, _: &Action) {
        self.turn += 1;
        self.before = Some(seen.clone());
    }

    /// Its scripts ask as often as they say that there are turns, and no more.
    fn limit(&self) -> Option<Limit> {
        (self.turn >= self.max_turns).then_some(Limit::Turns(self.max_turns))
    }
}

/// The tools of an agent. Upstream's take lists of any length; it only asks for no more than five.
fn tools(wording: &SynthWording, as_upstream: bool) -> Vec<Tool> {
    let about = |what: &str| wording.about(what);
    let numbers: Value = (0..Action::ALL.len()).collect();
    let names: Vec<&str> = Action::ALL.iter().map(|action| action.as_str()).collect();
    let item = match (wording.agent, as_upstream) {
        (SynthAgent::Script, _) => return Vec::new(),
        (SynthAgent::Numbers, true) => json!({ "type": "integer" }),
        (SynthAgent::Numbers, false) => json!({ "type": "integer", "enum": numbers }),
        (_, true) => json!({ "type": "string" }),
        (_, false) => json!({ "type": "string", "enum": names }),
    };
    let mut list = json!({ "type": "array", "items": item, "description": about("actions") });
    if !as_upstream {
        (list["minItems"], list["maxItems"]) = (json!(1), json!(MOST_ACTIONS));
    }
    let text = |what: &str| json!({ "type": "string", "description": about(what) });
    let tool = |name: &str, properties: Value| {
        let required: Vec<String> =
            properties.as_object().into_iter().flat_map(|map| map.keys().cloned()).collect();
        let parameters =
            json!({ "type": "object", "properties": properties, "required": required });
        Tool { name: name.to_owned(), description: about(name), parameters }
    };
    if wording.agent == SynthAgent::Numbers {
        return vec![tool("interact", json!({ "actions": list }))];
    }
    vec![
        tool("interact", json!({ "actions": list, "reasoning": text("reasoning") })),
        tool("terminate", json!({ "reason": text("reason") })),
    ]
}
