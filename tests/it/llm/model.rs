//! The port to a model, with a script behind it.

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use diorama::llm::{
    Answer, ChatError, ChatModel, ChatReply, ChatRequest, ErrorKind, Message, Outcome, Part,
    Progress, Said, StopReason, Turn, Usage,
};

/// Gives prepared answers, one after the other.
struct Scripted(RefCell<Vec<&'static str>>);

impl ChatModel for Scripted {
    async fn ask(&self, _: &ChatRequest, _: &mut dyn FnMut(Progress)) -> Answer {
        let next = self.0.borrow_mut().pop();
        let reply = next.map(|text| ChatReply {
            parts: vec![Part::new(Said::Text { text: text.into() })],
            stop: StopReason::End,
            stop_word: None,
            usage: None,
            model: None,
            id: None,
        });
        Answer::at_once(reply.ok_or(ChatError::new(ErrorKind::Unreachable, "no more lines")))
    }
}

fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a script waits for nothing"),
    }
}

/// Code that plays is generic over the model.
async fn ask_twice(model: &impl ChatModel) -> Result<Vec<Turn>, ChatError> {
    let turns = vec![Turn::from(Message::user("Where?"))];
    let mut request = ChatRequest { turns, ..ChatRequest::default() };
    for _ in 0..2 {
        match model.ask(&request, &mut |_| {}).await.outcome {
            Outcome::Reply(reply) => request.turns.push(reply.into_turn()),
            Outcome::Error(error) => return Err(error),
        }
    }
    Ok(request.turns)
}

#[test]
fn a_scripted_model_answers() {
    let model = Scripted(RefCell::new(vec!["Right.", "Left."]));
    let turns = at_once(ask_twice(&model)).expect("two lines");
    let want = [Message::user("Where?"), Message::assistant("Left."), Message::assistant("Right.")];
    assert_eq!(turns, want.map(Turn::from));
    let kind = at_once(ask_twice(&model)).map_err(|error| error.kind);
    assert_eq!(kind, Err(ErrorKind::Unreachable));
}

#[test]
fn usage_adds_up() {
    let one = Usage { tokens_in: 3, tokens_out: 2, cost_usd: Some(0.5), ..Usage::default() };
    let mut sum = Usage::default();
    for usage in [one, Usage { tokens_in: u64::MAX, ..Usage::default() }, one] {
        sum += usage;
    }
    let want = Usage { tokens_in: u64::MAX, tokens_out: 4, cost_usd: Some(1.0), ..one };
    assert_eq!(sum, want);
}
