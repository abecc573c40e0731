//! Models at play: rollouts, their strategies, and the scripted model.

mod forks;
mod hostile;
mod limits;
mod recorded;
mod resume;
mod scripted;
mod tools;
mod words;

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use diorama::agent::rollout::{Limits, Next, Rollout, Settings, Stop, Strategy, run};
use diorama::env::Seed;
use diorama::env::World;
use diorama::env::catalog::{self, WorldSpec};
use diorama::episode::Session;
use diorama::llm::{
    Answer, ChatError, ChatModel, ChatReply, ChatRequest, ErrorKind, Part, Progress, Said,
    StopReason, ToolCall,
};

/// A session at the start of an episode.
fn session(world: &str, seed: u64) -> Session<World> {
    let entry = catalog::by_id(world).expect("a known world");
    Session::new(catalog::make(&WorldSpec::new(entry.world())), Seed(seed))
}

fn settings(strategy: &str) -> Settings {
    Settings::new(strategy.parse().expect("a known strategy"))
}

fn rollout(strategy: &str) -> Rollout<World> {
    Rollout::new(settings(strategy), Limits::default())
}

/// Runs a future that waits for nothing.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a script waits for nothing"),
    }
}

/// Plays to the end or the next pause.
fn play(
    model: &impl ChatModel,
    session: &mut Session<World>,
    rollout: &mut Rollout<World>,
) -> Stop {
    at_once(run(model, session, rollout, |_| {}))
}

fn request(rollout: &mut Rollout<World>, session: &Session<World>) -> ChatRequest {
    match rollout.next(session) {
        Next::Ask(question) => question.request,
        other => panic!("no question but {other:?}"),
    }
}

/// A reply of words.
fn says(text: &str) -> Answer {
    reply(vec![Part::new(Said::Text { text: text.into() })], StopReason::End)
}

/// A reply that calls tools.
fn calls(calls: &[(&str, &str)]) -> Answer {
    let part = |(at, (name, arguments)): (usize, &(&str, &str))| {
        let (id, name) = (format!("call_{at}"), (*name).to_owned());
        Part::new(Said::Call(ToolCall { id, name, arguments: (*arguments).to_owned() }))
    };
    reply(calls.iter().enumerate().map(part).collect(), StopReason::ToolCalls)
}

fn reply(parts: Vec<Part>, stop: StopReason) -> Answer {
    let reply = ChatReply { parts, stop, stop_word: None, usage: None, model: None, id: None };
    Answer::at_once(Ok(reply))
}

fn fails(kind: ErrorKind) -> Answer {
    Answer::at_once(Err(ChatError::new(kind, "as the test has it")))
}

/// Gives prepared answers, the last one for ever.
struct Says(RefCell<Vec<Answer>>);

impl Says {
    fn new(mut answers: Vec<Answer>) -> Self {
        answers.reverse();
        Self(RefCell::new(answers))
    }
}

impl ChatModel for Says {
    async fn ask(&self, _: &ChatRequest, _: &mut dyn FnMut(Progress)) -> Answer {
        let mut answers = self.0.borrow_mut();
        match answers.len() {
            0 | 1 => answers.first().cloned().unwrap_or_else(|| says("")),
            _ => answers.pop().unwrap_or_else(|| says("")),
        }
    }
}

/// Every strategy.
fn strategies() -> impl Iterator<Item = &'static str> {
    Strategy::NAMES.into_iter()
}
