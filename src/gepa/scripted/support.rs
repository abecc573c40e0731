//! The same for customer support: a pupil that uses the tools that its instruction names, and a reflector that names those that are
//! missing.

use super::says;
use crate::agent::support::{gold, scripted};
use crate::env::support::Task;
use crate::llm::{Answer, ChatModel, ChatReply, ChatRequest, Progress, Turn};

const FENCE: &str = "```";
/// Tools that one text adds at most.
const MOST: usize = 4;

/// The scripted agent. It knows the right actions of its task and takes those whose tools its instruction names; so a score rises
/// because the instruction is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SupportPupil;

impl SupportPupil {
    /// What it is called, everywhere.
    pub const NAME: &'static str = "scripted pupil";

    /// Its reply in a task's conversation; `ends` says which tools end it.
    pub fn reply(task: &Task, request: &ChatRequest, ends: impl Fn(&str) -> bool) -> ChatReply {
        let instruction = match request.turns.first() {
            Some(Turn::System { text }) => text.as_str(),
            _ => "",
        };
        let said = gold(task, request, |name| !ends(name) && names(instruction, name));
        scripted(Self::NAME, said)
    }
}

/// The scripted reflector for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SupportReflector;

impl SupportReflector {
    /// What it is called, everywhere.
    pub const NAME: &'static str = "scripted reflector";

    /// Its answer to a question of GEPA: the text between the first fences, with the next few tools that it does not name.
    pub fn reply(question: &str) -> String {
        let fence = format!("\n{FENCE}\n");
        let inside = question.split_once(&fence).map_or("", |(_, rest)| rest);
        let (current, records) = inside.split_once(&fence).unwrap_or((inside, ""));
        let mut tools: Vec<&str> = Vec::new();
        for rest in records.split("\"name\": \"").skip(1) {
            let name = rest.split('"').next().unwrap_or_default();
            let is_tool = !name.is_empty()
                && name.bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase());
            if is_tool && !tools.contains(&name) && !names(current, name) {
                tools.push(name);
            }
        }
        let mut text = current.trim_end().to_owned();
        // Which come first depends on what was seen, so that another minibatch leads to another text.
        let from = records.len() % tools.len().max(1);
        for tool in tools.iter().cycle().skip(from).take(MOST.min(tools.len())) {
            text.push_str(&format!("\n- Use {tool} where it helps."));
        }
        format!("{FENCE}\n{text}\n{FENCE}")
    }
}

impl ChatModel for SupportReflector {
    async fn ask(&self, request: &ChatRequest, watch: &mut dyn FnMut(Progress)) -> Answer {
        let question = request.turns.iter().rev().find_map(|turn| match turn {
            Turn::User { text } => Some(text.as_str()),
            _ => None,
        });
        says(Self::NAME, Self::reply(question.unwrap_or_default()), watch)
    }
}

/// Whether a text has a tool's name as a word.
fn names(text: &str, tool: &str) -> bool {
    let is_part = |sign: char| sign.is_alphanumeric() || sign == '_';
    text.split(|sign| !is_part(sign)).any(|word| word == tool)
}
