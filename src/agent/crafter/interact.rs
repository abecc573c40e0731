//! How models act in synth-ai's Crafter: a single action, a list, or a tool call with up to five; and
//! the count of what was no action.
//!
//! All actions of a reply are played in sequence, a game step each, until the episode is over. What is
//! different from upstream's scripts is said at [`Reader::as_upstream`].
//!
//! Source: synth-ai 0.2.3, its Crafter agents and the multi-model evaluation scripts.

use serde_json::Value;

use crate::env::Env;
use crate::env::crafter::{Achievement, Achievements, Action, CrafterEnv, Tier};
use crate::llm::{ChatReply, ToolCall};

/// The most actions of one call.
pub const MOST_ACTIONS: usize = 5;

/// The names that are looked for in a text, in upstream's order: actions are played in this one, not in that of the text.
const KEYWORDS: [Action; Action::ALL.len()] = [
    Action::MoveUp,
    Action::MoveDown,
    Action::MoveLeft,
    Action::MoveRight,
    Action::Do,
    Action::Sleep,
    Action::PlaceStone,
    Action::PlaceTable,
    Action::PlaceFurnace,
    Action::PlacePlant,
    Action::MakeWoodPickaxe,
    Action::MakeStonePickaxe,
    Action::MakeIronPickaxe,
    Action::MakeWoodSword,
    Action::MakeStoneSword,
    Action::MakeIronSword,
    Action::Noop,
];

/// In which form a model answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// The name of one action, and nothing else: the evaluation script's second version.
    Single,
    /// One call of `interact` with a list of names, or of `terminate`: the `ReAct` agent.
    Tool,
    /// The same, or the same in the text of the reply: the LM-synth agent.
    ToolOrText,
    /// Calls of `interact` with lists of numbers: the evaluation script's third version.
    Numbers,
    /// One call of `interact_many` with a list of names: the baseline.
    Many,
}

/// Reads replies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reader {
    /// In which form models answer.
    pub form: Form,
    /// Whether to do as upstream's scripts do where they are broken: numbers beyond the last action
    /// are taken for the last one (they offered `eat_cow` and `eat_plant`, which there are not) and
    /// count as valid; a call may name any number of actions; and a text with `move_down` in it names
    /// `do` as well. Otherwise such numbers are invalid, only the first [`MOST_ACTIONS`] are played, and a
    /// text names what it says.
    pub as_upstream: bool,
}

/// One action of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// What is played.
    pub action: Action,
    /// Whether it is what the model named.
    pub valid: bool,
}

/// What a reply comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Orders {
    /// What is played, in order.
    pub list: Vec<Order>,
    /// Why the model ends the episode here.
    pub stop: Option<String>,
}

impl Orders {
    fn one(action: Action, valid: bool) -> Self {
        Self { list: vec![Order { action, valid }], stop: None }
    }

    fn stop(reason: impl Into<String>) -> Self {
        Self { list: Vec::new(), stop: Some(reason.into()) }
    }
}

impl Reader {
    /// Reads a reply.
    pub fn read(self, reply: &ChatReply) -> Orders {
        let orders = match self.form {
            Form::Single => single(&reply.text()),
            Form::Tool | Form::Many => match reply.calls().next() {
                Some(call) => named(&call.name, call.parsed().ok().as_ref()),
                None => Orders::one(Action::Do, false),
            },
            Form::ToolOrText => match reply.calls().next() {
                Some(call) => named(&call.name, call.parsed().ok().as_ref()),
                None => self.text(&reply.text()),
            },
            Form::Numbers => self.numbers(reply.calls()),
        };
        let Orders { mut list, stop } = orders;
        if !self.as_upstream {
            list.truncate(MOST_ACTIONS);
        }
        Orders { list, stop }
    }

    fn numbers<'a>(self, calls: impl Iterator<Item = &'a ToolCall>) -> Orders {
        let (mut list, mut has_call) = (Vec::new(), false);
        for call in calls.filter(|call| call.name == "interact") {
            has_call = true;
            let arguments = call.parsed().unwrap_or_default();
            let numbers = arguments.get("actions").and_then(Value::as_array);
            list.extend(numbers.into_iter().flatten().map(|number| self.number(number)));
            if numbers.is_none_or(Vec::is_empty) {
                list.push(Order { action: Action::Noop, valid: numbers.is_some() });
            }
        }
        if has_call { Orders { list, stop: None } } else { Orders::one(Action::Noop, false) }
    }

    /// What a reply without a call says: an object, the wish to end, or names of actions.
    fn text(self, text: &str) -> Orders {
        if let Some(object) = first_object(text) {
            let tool = object.get("name").or_else(|| object.get("tool")).and_then(Value::as_str);
            let arguments =
                ["arguments", "args", "parameters"].iter().find_map(|key| object.get(key));
            return named(tool.unwrap_or("interact"), Some(arguments.unwrap_or(&object)));
        }
        let text = text.to_lowercase();
        if text.contains("terminate") {
            return Orders::stop("agent_terminate: ");
        }
        // Upstream quirk: it finds "do" in other words, too, and never "noop".
        let is_sought = |action: &Action| match action {
            Action::Do => self.as_upstream,
            Action::Noop => !self.as_upstream,
            _ => true,
        };
        let said = |action: &Action| is_sought(action) && text.contains(action.as_str());
        let list = KEYWORDS.into_iter().filter(said);
        let list: Vec<Order> = list.map(|action| Order { action, valid: true }).collect();
        if list.is_empty() { Orders::one(Action::Do, false) } else { Orders { list, stop: None } }
    }

    fn number(self, number: &Value) -> Order {
        let last = Action::ALL.len() as i64 - 1;
        let (number, is_number) = (number.as_i64().unwrap_or(0), number.is_i64());
        let clipped = Action::ALL[number.clamp(0, last) as usize];
        let is_known = is_number && (0..=last).contains(&number);
        match (is_known, self.as_upstream && is_number) {
            (true, _) | (_, true) => Order { action: clipped, valid: true },
            _ => Order { action: Action::Noop, valid: false },
        }
    }
}

/// The name of one action, with a few other words for `do`.
fn single(text: &str) -> Orders {
    let name = text.trim().to_lowercase().replace(' ', "_");
    match name.as_str() {
        "move" | "collect" | "attack" | "eat" => Orders::one(Action::Do, true),
        name => name
            .parse()
            .map_or_else(|_| Orders::one(Action::Do, false), |action| Orders::one(action, true)),
    }
}

/// A call with names.
fn named(tool: &str, arguments: Option<&Value>) -> Orders {
    let text = |key: &str| arguments.and_then(|arguments| arguments.get(key)?.as_str());
    if tool == "terminate" {
        return Orders::stop(format!("agent_terminate: {}", text("reason").unwrap_or_default()));
    }
    let names = arguments.and_then(|arguments| arguments.get("actions")?.as_array());
    match names {
        Some(names) if names.is_empty() => Orders::stop("no_actions_provided"),
        Some(names) => Orders { list: names.iter().map(order).collect(), stop: None },
        None => Orders::one(Action::Do, false),
    }
}

fn order(name: &Value) -> Order {
    let action = name.as_str().and_then(|name| name.parse().ok());
    Order { action: action.unwrap_or(Action::Noop), valid: action.is_some() }
}

/// The first JSON object in a text.
fn first_object(text: &str) -> Option<Value> {
    text.match_indices('{').take(64).find_map(|(at, _)| {
        let mut values = serde_json::Deserializer::from_str(&text[at..]).into_iter::<Value>();
        values.next()?.ok().filter(Value::is_object)
    })
}

/// How many actions were played, and how many of them were none of the model's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ActionCount {
    /// Actions played.
    pub total: u32,
    /// Those in place of something that is no action, or of no call at all.
    pub invalid: u32,
    /// Those that led to nothing but the passing of time, though they were meant to. Not upstream's.
    pub idle: u32,
}

impl ActionCount {
    /// The share of invalid actions; 0 if none was played.
    pub fn invalid_rate(&self) -> f64 {
        if self.total == 0 { 0.0 } else { f64::from(self.invalid) / f64::from(self.total) }
    }
}

/// Something worth noting about a step, as synth-ai's trace hooks do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event {
    /// Achievements came for the first time.
    Unlocked {
        /// Which.
        achievements: Achievements,
        /// The hardest of their tiers.
        tier: Tier,
    },
    /// The reward was 1 or more.
    Rewarded(f64),
    /// What was named is no action.
    Invalid,
}

/// One action of a reply, played.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// The step of the game that it led to.
    pub step: u32,
    /// The action.
    pub order: Order,
    /// What it earned.
    pub reward: f64,
    /// What is worth noting.
    pub events: Vec<Event>,
}

/// Plays a reply's actions until they or the episode end.
pub fn play(env: &mut CrafterEnv, orders: &Orders, count: &mut ActionCount) -> Vec<Taken> {
    let mut taken = Vec::new();
    for order in &orders.list {
        let is_idle = env.game().is_idle(order.action);
        let Ok(step) = env.step(&order.action) else { break };
        count.total += 1;
        count.invalid += u32::from(!order.valid);
        count.idle += u32::from(is_idle);
        let unlocked = env.last().map(|outcome| outcome.unlocked).unwrap_or_default();
        let tier = unlocked.iter().map(Achievement::tier).max();
        let unlocked = tier.map(|tier| Event::Unlocked { achievements: unlocked, tier });
        let rewarded = (step.reward >= 1.0).then_some(Event::Rewarded(step.reward));
        let invalid = (!order.valid).then_some(Event::Invalid);
        taken.push(Taken {
            step: env.game().step_count(),
            order: order.clone(),
            reward: step.reward,
            events: unlocked.into_iter().chain(rewarded).chain(invalid).collect(),
        });
        if step.is_over() {
            break;
        }
    }
    taken
}

/// An episode as synth-ai's service shows it.
///
/// Upstream quirk: the service tells what was seen before the action, a step late, and draws a further
/// picture for that (see [`RenderPlan::SYNTH_UPSTREAM`](crate::env::crafter::RenderPlan)). What it
/// means to tell, and what is told here unless asked otherwise, is what the action led to.
#[derive(Clone, Debug)]
pub struct Service {
    now: CrafterEnv,
    before: Option<CrafterEnv>,
}

impl Service {
    /// A service at the start of an episode; with `lagging` it tells everything a step late.
    pub fn new(env: CrafterEnv, lagging: bool) -> Self {
        Self { before: lagging.then(|| env.clone()), now: env }
    }

    /// Plays a reply's actions.
    pub fn play(&mut self, orders: &Orders, count: &mut ActionCount) -> Vec<Taken> {
        let mut taken = Vec::new();
        for order in &orders.list {
            if let Some(before) = &mut self.before {
                before.clone_from(&self.now);
            }
            let one = Orders { list: vec![order.clone()], stop: None };
            taken.extend(play(&mut self.now, &one, count));
        }
        taken
    }

    /// What is told about.
    pub fn shown(&self) -> &CrafterEnv {
        self.before.as_ref().unwrap_or(&self.now)
    }

    /// The episode as it stands.
    pub const fn env(&self) -> &CrafterEnv {
        &self.now
    }
}
