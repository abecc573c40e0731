//! Records of customers and agents whose models were scripted: what they ask, and what they make of the replies.

use std::sync::Arc;

use super::{Worlds, field, list, place, same_text, same_value, text, whole};
use crate::agent::support::{
    AgentKind, Customer, CustomerKind, ModelAgent, Next, SupportEpisode, sample_displays,
};
use crate::cli::conform::record::{Mismatch, same, same_bits};
use crate::env::support::STOP;
use crate::llm::{Answer, ChatReply, Message, Part, Said, StopReason, ToolCall};
use crate::python::shared::ops::{Number, equal};
use crate::python::shared::{Map, PyValue, Text, dumps_value};
use crate::rng::Mt19937;

/// What each scripted call of a customer's or agent's model costs, in US dollars.
const COST: f64 = 0.25;

/// What a stubbed customer says first, where the record does not.
const FIRST_WORDS: &str = "Hi, I need help with my order.";

/// What a stubbed customer costs.
const STUB_COST: f64 = 0.5;

/// Texts beyond so many characters are recorded as their hash.
const LONG: usize = 6000;

/// A customer: every question that it asks, what it says and what it remembers.
pub(super) fn customer(record: &PyValue, worlds: &Worlds) -> Result<(), Mismatch> {
    let wording = Arc::new(worlds.wording()?);
    let kind: CustomerKind = text(record, "strategy")?.parse().map_err(Mismatch::unreadable)?;
    let mut customer = Customer::new(kind, wording);
    let mut script = list(record, "script")?.iter();
    let mut lines = list(record, "agent_lines")?.iter();
    for (at, event) in list(record, "events")?.iter().enumerate() {
        let mut drive = |begin: &mut dyn FnMut(&mut Customer)| -> Result<Driven, Mismatch> {
            begin(&mut customer);
            drive(&mut customer, &mut script)
        };
        let driven = match text(event, "event")? {
            "construct" => {
                let mut all = Driven::default();
                for _ in 0..kind.wasted_openings() {
                    let once = drive(&mut |customer| customer.open(None))?;
                    all.asked.extend(once.asked);
                    all.said = once.said;
                    if all.said.is_err() {
                        break;
                    }
                }
                all.said = all.said.map(|_| None);
                all
            }
            "reset" => {
                let instruction = field(record, "instruction")?.as_str();
                drive(&mut |customer| customer.open(instruction))?
            }
            _ => {
                let line = lines.next().and_then(PyValue::as_str).unwrap_or_default();
                drive(&mut |customer| customer.hear(line))?
            }
        };
        compare_event(event, &driven, &customer).map_err(|wrong| wrong.at_step(at + 1))?;
    }
    Ok(())
}

/// What a customer asked, and what it said in the end.
struct Driven {
    asked: Vec<Vec<Message>>,
    said: Result<Option<String>, String>,
}

impl Default for Driven {
    fn default() -> Self {
        Self { asked: Vec::new(), said: Ok(None) }
    }
}

fn drive<'a>(
    customer: &mut Customer,
    script: &mut impl Iterator<Item = &'a PyValue>,
) -> Result<Driven, Mismatch> {
    let mut driven = Driven::default();
    while let Some(question) = customer.question() {
        driven.asked.push(question);
        let reply = script.next().and_then(PyValue::as_str);
        let reply = reply.ok_or_else(|| Mismatch::unreadable("the script is used up"))?;
        match customer.answer(reply, COST) {
            Ok(None) => {}
            said => {
                driven.said = said.map_err(|error| format!("ValueError: {error}"));
                break;
            }
        }
    }
    Ok(driven)
}

fn compare_event(event: &PyValue, driven: &Driven, customer: &Customer) -> Result<(), Mismatch> {
    let asked = list(event, "llm_calls")?;
    same("number of questions", &asked.len(), &driven.asked.len())?;
    for (expected, found) in asked.iter().zip(&driven.asked) {
        same_messages("question", expected, found)?;
    }
    let raises = event.get("raises").and_then(PyValue::as_str);
    same("raises", &raises, &driven.said.as_ref().err().map(String::as_str))?;
    if let (Ok(said), Some(returns)) = (&driven.said, event.get("returns")) {
        same("returns", &returns.as_str(), &said.as_deref())?;
    }
    if let Some(history) = event.get("history") {
        same_messages("history", history, customer.messages())?;
    }
    match event.get("total_cost").and_then(Number::of).map(|cost| cost.to_f64()) {
        Some(Ok(cost)) => same_bits("total_cost", cost, customer.cost_usd()),
        _ => Ok(()),
    }
}

fn same_messages(
    name: &'static str,
    expected: &PyValue,
    found: &[Message],
) -> Result<(), Mismatch> {
    let expected = expected.as_list().unwrap_or_default();
    same("number of messages", &expected.len(), &found.len())?;
    for (expected, found) in expected.iter().zip(found) {
        same("role", text(expected, "role")?, found.role.as_str())?;
        same_text(name, field(expected, "content")?, &found.content)?;
    }
    Ok(())
}

/// An agent's whole episode.
pub(super) fn agent(record: &PyValue, worlds: &Worlds) -> Result<(), Mismatch> {
    let (world, task) = place(record, worlds)?;
    let wording = Arc::new(worlds.wording()?);
    let kind: AgentKind = text(record, "strategy")?.parse().map_err(Mismatch::unreadable)?;
    let draw = |_: &[Text]| {
        // The records were made with these dialogues, drawn by a generator of this seed.
        let made = |at| Text::from(format!("user: hi {at}\nassistant: hello {at}"));
        sample_displays(&(0..7).map(made).collect::<Vec<_>>(), &mut Mt19937::from_words(&[1234]))
    };
    let agent = ModelAgent::new(kind, world, &wording, draw).map_err(Mismatch::unreadable)?;
    let customer = Customer::new(CustomerKind::Human, wording);
    let mut episode = SupportEpisode::new(world, task, agent, customer);
    let messages = record.get("messages").and_then(PyValue::as_list).unwrap_or_default();
    let first = messages.get(1).and_then(|message| message.get("content")?.as_str());
    let mut words = vec![first.unwrap_or(FIRST_WORDS)].into_iter();
    let mut user_script = list(record, "user_script")?.iter().filter_map(PyValue::as_str);
    let mut script = list(record, "llm_script")?.iter();
    let (mut calls, mut first_has_tools) = (0, None);
    loop {
        match episode.next() {
            Next::Ask { request, .. } => {
                calls += 1;
                first_has_tools.get_or_insert(!request.tools.is_empty());
                let reply =
                    script.next().ok_or_else(|| Mismatch::unreadable("the script is used up"))?;
                let mut answer = Answer::at_once(Ok(scripted(reply)?));
                answer.cost_usd = Some(COST);
                episode.answer(&answer);
            }
            Next::Person { .. } => {
                let said = words.next().or_else(|| user_script.next()).unwrap_or(STOP);
                episode.say(&said.into(), STUB_COST);
            }
            Next::Over => break,
        }
    }
    same("llm_calls", &whole(record, "llm_calls")?, &calls)?;
    let result = match (record.get("raises"), episode.result()) {
        (Some(_), Err(_)) => return Ok(()),
        (Some(raises), Ok(_)) => return same_text("raises", raises, "nothing"),
        (None, result) => result.map_err(Mismatch::unreadable)?,
    };
    let tools = field(record, "first_request_has_tools")?;
    same_value("first_request_has_tools", tools, &first_has_tools.unwrap_or(false).into())?;
    same_value("reward", field(record, "reward")?, &result.reward.into())?;
    let cost = result.total_cost.map_or(PyValue::None, PyValue::from);
    same_value("total_cost", field(record, "total_cost")?, &cost)?;
    same_value("info", field(record, "info")?, &without_task(&result.info))?;
    compare_conversation(messages, &result.messages)
}

/// The reply of a script: words, or words and tool calls.
fn scripted(reply: &PyValue) -> Result<ChatReply, Mismatch> {
    let words = |text: &str| Part::new(Said::Text { text: text.to_owned() });
    let mut parts = Vec::new();
    parts.extend(reply.as_str().map(words));
    parts.extend(reply.get("content").and_then(PyValue::as_str).map(words));
    for call in reply.get("tool_calls").and_then(PyValue::as_list).unwrap_or_default() {
        parts.push(Part::new(Said::Call(ToolCall {
            id: text(call, "id")?.to_owned(),
            name: text(call, "name")?.to_owned(),
            arguments: text(call, "arguments")?.to_owned(),
        })));
    }
    let stop = StopReason::End;
    Ok(ChatReply { parts, stop, stop_word: None, usage: None, model: None, id: None })
}

/// What records keep of the original's `info`.
fn without_task(info: &PyValue) -> PyValue {
    let mut kept = info.as_map().cloned().unwrap_or_else(Map::default);
    kept.remove("task");
    if let Some(reward) = kept.get_mut("reward_info").and_then(PyValue::as_map_mut) {
        reward.remove("actions");
    }
    kept.into()
}

fn compare_conversation(expected: &[PyValue], found: &[PyValue]) -> Result<(), Mismatch> {
    same("number of messages", &expected.len(), &found.len())?;
    for (at, (expected, found)) in expected.iter().zip(found).enumerate() {
        for name in ["role", "content", "tool_calls", "tool_call_id", "name"] {
            let (one, other) = (expected.get(name), found.get(name));
            let wrong =
                |compared: Result<(), Mismatch>| compared.map_err(|wrong| wrong.at_step(at + 1));
            match (one, other) {
                (Some(one), Some(PyValue::Str(text)))
                    if one.as_map().is_some() || text.chars().count() <= LONG =>
                {
                    wrong(same_text("message", one, text))?;
                }
                (one, other) => {
                    let [one, other] = [one, other].map(|value| value.cloned().unwrap_or_default());
                    if !equal(&one, &other) {
                        wrong(same("message", &dumps_value(&one), &dumps_value(&other)))?;
                    }
                }
            }
        }
    }
    Ok(())
}
