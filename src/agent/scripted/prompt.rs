//! What a request says: the mission, the actions, what was seen and done, and how to answer.
//!
//! Only the request's text is read, whatever its wording: observations by their sentences, actions by
//! their names, the form of the answer by the signs that it is asked to have.

use serde_json::Value;

use super::mission::{Errand, errands};
use super::sight::Sight;
use crate::llm::{ChatRequest, Said, Turn};

/// The names of the grid worlds' actions.
pub const MOVES: [&str; 7] =
    ["turn left", "turn right", "go forward", "pick up", "drop", "toggle", "done"];

/// How an answer has to look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// An action's name and nothing else.
    Plain,
    /// Thoughts, and a last line with the action.
    Line,
    /// The action between marks; with thoughts before it, if they are wanted.
    Marks(bool),
    /// A plan, and a last line with the action.
    Plan,
    /// A JSON object.
    Json,
    /// A call of a tool.
    Call {
        /// Its name.
        tool: String,
        /// The name of the argument that takes the action.
        argument: String,
        /// Whether that takes a list of actions.
        is_list: bool,
    },
}

/// What a request says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What is asked for.
    pub errands: Vec<Errand>,
    /// The actions that may be named.
    pub offered: Vec<String>,
    /// What was seen, and what was done there; from some step on, without a gap up to now.
    pub past: Vec<(Sight, String)>,
    /// What is seen now.
    pub now: Sight,
    /// How to answer.
    pub form: Form,
}

impl Prompt {
    /// Reads a request.
    pub fn read(request: &ChatRequest) -> Self {
        let (rules, story) = parted(&request.turns);
        let rules = rules.join("\n");
        let (tool, mut offered) = tool(request);
        if offered.is_empty() {
            offered = listed(&rules);
        }
        let mut reader = Reader::default();
        for turn in story {
            reader.turn(turn);
        }
        let last = story.iter().rev().find_map(told).unwrap_or_default();
        let form = match tool {
            Some(form) => form,
            None => form(&format!("{rules}\n{last}"), last, request.answer.is_some()),
        };
        Self {
            errands: errands(&mission(&rules)),
            offered,
            past: reader.past,
            now: reader.now,
            form,
        }
    }
}

/// The rules, and what happened: a system turn, or else the first turn, has the rules.
fn parted(turns: &[Turn]) -> (Vec<&str>, &[Turn]) {
    let systems: Vec<&str> = turns.iter().filter_map(system).collect();
    match turns.split_first() {
        Some((first, rest)) if systems.is_empty() => (told(first).into_iter().collect(), rest),
        _ => (systems, turns),
    }
}

fn system(turn: &Turn) -> Option<&str> {
    if let Turn::System { text } = turn { Some(text) } else { None }
}

/// What the model is told in a turn.
fn told(turn: &Turn) -> Option<&str> {
    match turn {
        Turn::User { text } => Some(text),
        Turn::Tool(result) => Some(&result.content),
        Turn::System { .. } | Turn::Assistant { .. } => None,
    }
}

/// The words after a usual heading, up to the end of the sentence; or everything.
fn mission(rules: &str) -> String {
    const HEADINGS: [&str; 6] = [
        "Your task: ",
        "Your task is to ",
        "Your goal is to ",
        "Your goal: ",
        "Mission: ",
        "Task: ",
    ];
    let found = HEADINGS.iter().find_map(|heading| rules.split_once(heading));
    let words = found.map_or(rules, |(_, rest)| rest);
    let end = words.find(['.', '\n']).unwrap_or(words.len());
    words[..end].to_lowercase()
}

/// The actions that have a line of their own in the rules: "name: what it does".
fn listed(rules: &str) -> Vec<String> {
    let lines = rules.lines().filter_map(|line| {
        let (name, gloss) = line.trim_start_matches(['-', '*', ' ']).split_once(": ")?;
        let words = name.split(' ').count();
        let is_name =
            words <= 4 && name.chars().all(|sign| sign.is_ascii_alphabetic() || sign == ' ');
        (is_name && !gloss.is_empty()).then(|| name.to_owned())
    });
    let lines: Vec<String> = lines.collect();
    let known: Vec<String> = MOVES
        .iter()
        .filter(|name| lines.iter().any(|line| line == *name))
        .map(|name| (*name).to_owned())
        .collect();
    if known.is_empty() { lines } else { known }
}

/// The first tool with an argument of given values, or with a list of them: how it is called, and the
/// values.
fn tool(request: &ChatRequest) -> (Option<Form>, Vec<String>) {
    for tool in &request.tools {
        let Some(Value::Object(arguments)) = tool.parameters.get("properties") else { continue };
        for (name, schema) in arguments {
            let items = schema.get("items");
            let values = schema.get("enum").or_else(|| items?.get("enum"));
            if let Some(values) = values.and_then(Value::as_array) {
                let values = values.iter().filter_map(Value::as_str).map(str::to_owned).collect();
                let (tool, argument, is_list) = (tool.name.clone(), name.clone(), items.is_some());
                return (Some(Form::Call { tool, argument, is_list }), values);
            }
        }
    }
    (None, Vec::new())
}

fn form(all: &str, last: &str, shaped: bool) -> Form {
    if shaped || (all.contains("JSON") && all.contains("\"action\"")) {
        Form::Json
    } else if all.contains("<|ACTION|>") {
        Form::Marks(last.contains("hink "))
    } else if all.contains("PLAN:") {
        Form::Plan
    } else if all.contains("ACTION:") {
        Form::Line
    } else {
        Form::Plain
    }
}

/// Puts together what was seen and done.
#[derive(Default)]
struct Reader {
    past: Vec<(Sight, String)>,
    now: Sight,
    /// Whether something was seen since the last action.
    has_seen: bool,
}

impl Reader {
    fn turn(&mut self, turn: &Turn) {
        match turn {
            Turn::System { .. } => {}
            Turn::User { text } => self.hear(text),
            Turn::Tool(result) => self.hear(&result.content),
            Turn::Assistant { parts } => {
                let said = parts.iter().rev().find_map(|part| match &part.said {
                    Said::Text { text } => named(text),
                    Said::Call(call) => named(&call.arguments),
                    Said::Reasoning { .. } => None,
                });
                if let Some(action) = said {
                    self.did(action);
                }
            }
        }
    }

    /// A text of ours: steps of the past, each with its action, and at its end what is seen now.
    fn hear(&mut self, text: &str) {
        let mut sight = Sight::default();
        for (at, line) in text.lines().enumerate() {
            let plain = line.to_lowercase();
            if plain.contains("example") || plain.contains("demonstration") {
                if at == 0 {
                    *self = Self::default();
                }
                break;
            }
            if !sight.read(line)
                && let Some(action) = done(line)
            {
                if sight != Sight::default() || !self.has_seen {
                    self.see(std::mem::take(&mut sight));
                }
                self.did(action);
            }
        }
        self.see(sight);
    }

    fn see(&mut self, sight: Sight) {
        if self.has_seen {
            // What was done in between is not known, and so not where this is.
            self.past.clear();
        }
        (self.now, self.has_seen) = (sight, true);
    }

    fn did(&mut self, action: &str) {
        if self.has_seen {
            self.past.push((std::mem::take(&mut self.now), action.to_owned()));
        }
        self.has_seen = false;
    }
}

/// The action that a line of ours says was done: its last words, after a colon if there are others.
fn done(line: &str) -> Option<&'static str> {
    let words = line.rsplit(": ").next().unwrap_or(line);
    let words = words.trim().trim_end_matches('.');
    MOVES.into_iter().find(|name| *name == words)
}

/// The action that a reply named last.
fn named(reply: &str) -> Option<&'static str> {
    let places = MOVES.into_iter().filter_map(|name| Some((reply.rfind(name)?, name)));
    places.max().map(|(_, name)| name)
}
