//! What a BALROG agent remembers of an episode, as the middle of a conversation.
//!
//! A queue of observations and actions, at most `2 * max_text_history` of them. Once it is full the
//! oldest leaves, whatever it is, so the queue may begin with an action.
//!
//! Source: BALROG, `balrog/prompt_builder/history.py`, without images.

use std::collections::VecDeque;

use crate::llm::Message;

/// How much is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// So many of the newest observations are shown in full; older ones by their heading only.
    pub max_text_history: usize,
    /// So many of the newest actions are shown by the reasoning that led to them.
    pub max_cot_history: usize,
}

/// The words around what is remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headings {
    /// Over the newest observation.
    pub current: String,
    /// Over the others.
    pub past: String,
    /// Over the reasoning that led to an action.
    pub reasoning: String,
}

/// What is remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    limits: Limits,
    events: VecDeque<Event>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Event {
    Observation(String),
    Action { text: String, reasoning: Option<String> },
}

impl History {
    /// Nothing yet.
    pub const fn new(limits: Limits) -> Self {
        Self { limits, events: VecDeque::new() }
    }

    /// Remembers what was seen.
    pub fn saw(&mut self, text: String) {
        self.push(Event::Observation(text));
    }

    /// Remembers what was answered, and the reasoning that led to it.
    pub fn answered(&mut self, text: String, reasoning: Option<String>) {
        self.push(Event::Action { text, reasoning });
    }

    fn push(&mut self, event: Event) {
        let most = self.limits.max_text_history.saturating_mul(2);
        if self.events.len() >= most {
            self.events.pop_front();
        }
        if most > 0 {
            self.events.push_back(event);
        }
    }

    /// The conversation so far; reasoning that is too old for it is forgotten for good.
    ///
    /// `status` is told before the newest observation and not remembered; it may be empty.
    pub fn messages(&mut self, headings: &Headings, status: &str) -> Vec<Message> {
        self.forget_reasoning();
        let (last, hidden) = (self.events.len().saturating_sub(1), self.hidden_observations());
        let mut seen = 0;
        let message = |(at, event): (usize, &Event)| match event {
            Event::Observation(text) => {
                seen += 1;
                let heading = if at == last { &headings.current } else { &headings.past };
                let status = if at == last { status } else { "" };
                let gap = if status.is_empty() { "" } else { "\n" };
                Message::user(match seen > hidden {
                    true => format!("{heading}\n{status}{gap}{text}"),
                    false => heading.clone(),
                })
            }
            Event::Action { reasoning: Some(reasoning), .. } => {
                Message::assistant(format!("{}\n{reasoning}", headings.reasoning))
            }
            Event::Action { text, reasoning: None } => Message::assistant(text.as_str()),
        };
        self.events.iter().enumerate().map(message).collect()
    }

    fn forget_reasoning(&mut self) {
        let mut left = self.limits.max_cot_history;
        for event in self.events.iter_mut().rev() {
            if let Event::Action { reasoning: reasoning @ Some(_), .. } = event {
                if left == 0 {
                    *reasoning = None;
                }
                left = left.saturating_sub(1);
            }
        }
    }

    /// How many of the oldest observations are shown by their heading only.
    fn hidden_observations(&self) -> usize {
        let is_observation = |event: &&Event| matches!(event, Event::Observation(_));
        let count = self.events.iter().filter(is_observation).count();
        count.saturating_sub(self.limits.max_text_history)
    }
}
