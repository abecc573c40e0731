//! A question under way, and its answer as it comes.

use leptos::prelude::*;

use super::question::Turns;
use super::reply::Coming;
use crate::llm::{Answer, ChatModel, ChatRequest, Delta, ModelSetup, Progress};
use crate::ui::models::Models;
use crate::ui::playback::Playback;

/// A question under way and what has come of its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Live {
    /// The step that it is about.
    pub step: usize,
    /// What was asked.
    pub request: ChatRequest,
    /// What is going on, in a few words.
    pub state: String,
    /// Thoughts so far.
    pub reasoning: String,
    /// Words so far.
    pub text: String,
    /// Tool calls so far: names and arguments.
    pub calls: Vec<(String, String)>,
}

impl Live {
    /// A question about a step that is about to be asked.
    pub fn new(step: usize, request: ChatRequest) -> Self {
        Self {
            step,
            request,
            state: "asking".to_owned(),
            reasoning: String::new(),
            text: String::new(),
            calls: Vec::new(),
        }
    }

    /// Takes what has come.
    pub fn take(&mut self, progress: Progress) {
        match progress {
            Progress::Queued => "waiting for its turn".clone_into(&mut self.state),
            Progress::Sent { number } => {
                self.state = match number {
                    1 => "asked".to_owned(),
                    number => format!("asked again, attempt {number}"),
                };
                self.reasoning.clear();
                self.text.clear();
                self.calls.clear();
            }
            Progress::Pause { error, pause_ms } => {
                let seconds = pause_ms.div_ceil(1000);
                self.state = format!("{}; asks again in {seconds} s", error.kind);
            }
            Progress::Delta(delta) => {
                "answering".clone_into(&mut self.state);
                match delta {
                    Delta::Text(text) => self.text += &text,
                    Delta::Reasoning(text) => self.reasoning += &text,
                    Delta::Call { at, name } => {
                        self.calls.resize_with(self.calls.len().max(at + 1), Default::default);
                        self.calls[at].0 = name;
                    }
                    Delta::Arguments { at, text } => {
                        if let Some((_, arguments)) = self.calls.get_mut(at) {
                            *arguments += &text;
                        }
                    }
                }
            }
        }
    }
}

/// Asks a model about a step, its answer on view while it comes. None if it cannot be asked: that is said.
pub async fn ask(
    playback: Playback,
    models: Models,
    setup: &ModelSetup,
    step: usize,
    request: &ChatRequest,
) -> Option<Answer> {
    let model = match models.open(setup) {
        Ok(model) => model.at_pace(playback.piece_ms()),
        Err(why) => {
            playback.refuse(&format!("{why}. Settings hold the models and their keys"));
            return None;
        }
    };
    playback.live.set(Some(Live::new(step, request.clone())));
    let mut watch = |progress| {
        // The Stage may be gone; its question then goes with it.
        playback.live.try_update(|live| live.as_mut().map(|live| live.take(progress)));
    };
    let answer = model.ask(request, &mut watch).await;
    playback.live.try_set(None);
    Some(answer)
}

/// The question under way and its answer as it comes.
#[component]
pub fn LiveCall(
    /// What plays, and is stopped.
    playback: Playback,
) -> impl IntoView {
    let live = playback.live;
    let request =
        Memo::new(move |_| live.with(|live| live.as_ref().map(|live| live.request.clone())));
    let state = Memo::new(move |_| live.with(|live| live.as_ref().map(|live| live.state.clone())));
    view! {
        <div class="call-bar">
            <span class="pulse" aria-hidden="true"></span>
            <span role="status">{state}</span>
            <button class="plain-button" on:click=move |_| playback.stop()>"stop"</button>
        </div>
        {move || request.get().map(|request| view! { <Turns request /> })}
        <Coming live />
    }
}
