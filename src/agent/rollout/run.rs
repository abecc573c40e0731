//! Driving a rollout to its end.

use super::world::Told;
use super::{Call, Came, Next, Over, Pause, Question, Rollout};
use crate::episode::Session;
use crate::llm::{ChatModel, Progress};

/// What whoever watches a rollout learns.
#[derive(Debug)]
pub enum Event<'a, W: Told> {
    /// A question goes out.
    Asks(&'a Question),
    /// How it goes.
    Progress(Progress),
    /// The answer is there; what it led to follows.
    Answered(&'a Call),
    /// A step was taken: the session's last.
    Acted(&'a Session<W>),
}

/// Why a rollout stopped.
#[derive(Clone, Debug, PartialEq)]
pub enum Stop {
    /// There is nothing left to do.
    Over(Over),
    /// Someone has to look at it; then it may be run on.
    Paused(Pause),
}

/// Lets a model play until the episode is over or the rollout pauses.
///
/// Dropping the future stops it; session and rollout keep what they have, and may be run on. Where an
/// answer came while nobody heard it, it is asked again.
pub async fn run<W: Told>(
    model: &impl ChatModel,
    session: &mut Session<W>,
    rollout: &mut Rollout<W>,
    mut on_event: impl FnMut(Event<'_, W>),
) -> Stop {
    loop {
        match rollout.next(session) {
            Next::Ask(question) => {
                on_event(Event::Asks(&question));
                let mut watch = |progress| on_event(Event::Progress(progress));
                let answer = model.ask(&question.request, &mut watch).await;
                let came = rollout.answer(session, answer);
                let (Came::Acted { call, .. }
                | Came::Failed { call }
                | Came::Elsewhere { call }
                | Came::Full { call, .. }) = came;
                if let Some(call) = rollout.calls().get(call) {
                    on_event(Event::Answered(call));
                }
                match came {
                    Came::Acted { .. } => on_event(Event::Acted(session)),
                    Came::Full { why, .. } => return Stop::Over(Over::Full(why)),
                    // The next look says why it pauses.
                    Came::Failed { .. } | Came::Elsewhere { .. } => {}
                }
            }
            Next::Act(_) => match rollout.act(session) {
                Ok(_) => on_event(Event::Acted(session)),
                Err(why) => return Stop::Over(Over::Full(why)),
            },
            Next::Paused(why) => return Stop::Paused(why),
            Next::Over(why) => return Stop::Over(why),
        }
    }
}
