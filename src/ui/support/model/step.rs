//! One turn of a model: asked, watched while it answers, taken.

use leptos::prelude::*;

use super::{CounterModels, spent_usd};
use crate::agent::support::line::{Came, Next, Question};
use crate::episode::Session;
use crate::llm::Answer;
use crate::ui::messages::ask;
use crate::ui::playback::Staged;
use crate::ui::support::counter::Counter;

impl CounterModels {
    /// Lets the model whose turn it is take it; returns whether it did. Only its part knows how.
    pub async fn step(self, counter: Counter) -> bool {
        // A customer that checks its words is asked several times for a turn.
        loop {
            let Some(question) = self.question(counter) else { return false };
            let Some(answer) = self.ask(counter, &question).await else { return false };
            let came = counter.session.try_update(|session| {
                self.with_line(counter, |line| line.answer(session, &question, &answer))
            });
            match came.flatten() {
                Some(Came::Acted { .. }) => {
                    counter.stepped();
                    return true;
                }
                Some(Came::More) => {}
                Some(Came::Failed) => {
                    // Says why.
                    self.question(counter);
                    return false;
                }
                Some(Came::Full(why)) => {
                    counter.playback.refuse(&why.to_string());
                    return false;
                }
                Some(Came::Elsewhere) | None => return false,
            }
        }
    }

    /// The question at the cursor, unless something holds it back, which is then said.
    fn question(self, counter: Counter) -> Option<Question> {
        let next = counter.session.try_with_untracked(|session| {
            let next = self.with_line(counter, |line| line.next(session))?;
            Some((next, spent_usd(session)))
        });
        let (next, spent) = next.flatten()?;
        let limit = self.cost_usd.get_untracked();
        match next {
            Next::Ask(_) if limit.is_some_and(|limit| spent >= limit) => {
                let why = format!(
                    "The models have cost {spent:.3} US$ here. Raise the limit to let them go on."
                );
                self.halt.set(Some(why));
                None
            }
            Next::Ask(question) => Some(question),
            Next::Paused(why) => {
                self.hold(&why);
                None
            }
            Next::Script(_) | Next::Person(_) | Next::Over => None,
        }
    }

    async fn ask(self, counter: Counter, question: &Question) -> Option<Answer> {
        self.halt.set(None);
        let setup = untrack(|| self.setup(question.party));
        let step = counter.session.with_untracked(Session::at) + 1;
        ask(counter.playback, self.models, &setup, step, &question.request).await
    }
}
