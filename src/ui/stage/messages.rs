//! The Messages tab: what a model was asked and what it answered, as sent and received.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::playing::Stage;
use crate::agent::rollout::{Again, Call, Next, Spent};
use crate::episode::{Player, Session};
use crate::llm::{ChatRequest, Try};
use crate::ui::app::Playground;
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::messages::{Halt, LiveCall, MadeCall, Manner, NextQuestion};
use crate::ui::playback::Staged;
use crate::ui::words;
use crate::web::page;

/// What the tab shows.
#[derive(Clone, Debug, PartialEq)]
enum Shown {
    /// A question whose answer is under way.
    Live,
    /// The call behind the step at the cursor, and its question.
    Call { call: Call, again: Option<Again> },
    /// The question that would come next.
    Next(ChatRequest),
    /// Nothing; why.
    Nothing(String),
}

/// The tab.
#[component]
pub fn MessagesTab() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let manner = RwSignal::new(Manner::Text);
    let shown = Memo::new(move |_| shown(stage));
    view! {
        <div class="tab-body messages" role="tabpanel" id="tab-panel" aria-labelledby="tab-1" tabindex="-1">
            <Halt
                why=Signal::derive(move || stage.model.halted())
                try_again=move |()| stage.model.try_again(stage)
                change="Change how it plays"
                dialog_open=stage.model.dialog_open
            />
            {move || match shown.get() {
                Shown::Live => view! { <LiveCall playback=stage.playback /> }.into_any(),
                Shown::Call { call, again } => view! { <OneCall call again manner /> }.into_any(),
                Shown::Next(request) => view! {
                    <NextQuestion
                        request
                        about=Signal::derive(move || about_next(stage))
                        play=move |()| stage.let_play(Player::Model)
                        once=move |()| stage.let_step()
                        once_name="One step"
                    />
                }
                .into_any(),
                Shown::Nothing(why) => view! { <p class="note">{why}</p> }.into_any(),
            }}
        </div>
        <Foot />
    }
}

fn shown(stage: Stage) -> Shown {
    let at = stage.session.with(Session::at);
    let live = stage.playback.live.with(|live| live.as_ref().map(|live| live.step));
    if live == Some(at + 1) {
        return Shown::Live;
    }
    stage.session.with(|session| {
        stage.model.rollout.with(|rollout| {
            let failed = || rollout.calls_about(session, at + 1).last().map(|(index, _)| index);
            let call = rollout.call_at(session, at).or_else(|| failed().filter(|_| at == 0));
            if let Some(index) = call.filter(|_| at > 0 || session.is_at_end()) {
                let call = rollout.calls()[index].clone();
                return Shown::Call { call, again: rollout.again(session, index) };
            }
            if !session.is_at_end() && at > 0 {
                return Shown::Nothing(not_asked(session, at));
            }
            match rollout.clone().next(session) {
                Next::Ask(question) => Shown::Next(question.request),
                Next::Act(_) => Shown::Nothing(
                    "The last reply named several actions; the next is played without a question."
                        .to_owned(),
                ),
                Next::Paused(why) => Shown::Nothing(words::sentence(&why.to_string())),
                Next::Over(_) if at == 0 => Shown::Nothing("No model is asked here.".to_owned()),
                Next::Over(_) => Shown::Nothing(not_asked(session, at)),
            }
        })
    })
}

fn not_asked(session: &Session<crate::env::World>, at: usize) -> String {
    let player = session.step(at).map_or(Player::Person, |record| record.player);
    match player {
        Player::Person => "You took this step; no model was asked.".to_owned(),
        Player::Model => {
            "This step followed from an earlier reply, or its words were not kept.".to_owned()
        }
        Player::Replay => "This link holds the moves only; what was said is not in it.".to_owned(),
        player => format!("The {player} agent took this step; no model was asked."),
    }
}

/// A call that was made.
#[component]
fn OneCall(call: Call, again: Option<Again>, manner: RwSignal<Manner>) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let is_exact = again.as_ref().is_none_or(|again| again.is_exact);
    let request = again.map(|again| again.request);
    let (tries, kept) = (call.answer.tries.clone(), call.answer.kept);
    let beside = view! { <Tries tries kept /> }.into_any();
    let remark = (!is_exact).then_some(WORKED_OUT);
    let setup = Signal::derive(move || stage.model.setup());
    view! { <MadeCall call request manner setup beside remark /> }
}

/// Said of a question that is not the one that was asked.
const WORKED_OUT: &str = "The prompt below is worked out anew and is not quite the one that was sent: steps before it were undone, or its wording is another version’s.";

/// What is said about the question that comes next.
fn about_next(stage: Stage) -> String {
    let name = stage.model.setup().name;
    if stage.session.with(Session::is_at_end) {
        format!(
            "What “{name}” is asked next, word for word. Nothing is sent before you let it play."
        )
    } else {
        format!(
            "What “{name}” is asked here, word for word, if you let it play: a fork begins then."
        )
    }
}

/// Every try where there were several, the failed ones with the reason; and what all calls came to.
#[component]
fn Tries(tries: Vec<Try>, kept: bool) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let total = move || stage.model.rollout.with(|rollout| total(&rollout.spent()));
    if kept {
        let text = "kept from an equal question before; nothing was sent";
        return view! { <span class="tries">{text}</span> }.into_any();
    }
    let one = |(number, one): (usize, Try)| {
        let why = one.error.map(|error| error.kind.to_string());
        view! {
            <span>
                {format!("attempt {} ", number + 1)}
                {match why {
                    Some(why) => view! { <span class="bad">{why}</span> }.into_any(),
                    None => view! { <b>"answered"</b> }.into_any(),
                }}
            </span>
        }
    };
    let several = tries.len() > 1;
    view! {
        <span class="tries">
            {several.then(|| tries.into_iter().enumerate().map(one).collect_view())}
            <span>{total}</span>
        </span>
    }
    .into_any()
}

/// What calls came to, in a few words: "in all 5 calls, 2,834 tokens, 0.02 US$".
fn total(spent: &Spent) -> String {
    let about = if spent.estimated > 0 { "≈\u{202f}" } else { "" };
    let calls = words::count(spent.calls as usize, "call");
    let tokens = words::thousands(spent.tokens() as usize);
    let cost = if spent.unpriced == spent.calls {
        String::new()
    } else {
        format!(", {} US$", (spent.cost_usd * 10_000.0).round() / 10_000.0)
    };
    format!("in all {calls}, {about}{tokens} tokens{cost}")
}

/// What one can do from here, and what all calls came to.
#[component]
fn Foot() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let prefs = expect_context::<Playground>().prefs;
    let copied = RwSignal::new(false);
    let has_call = move || {
        stage.session.with(|session| {
            stage.model.rollout.with(|rollout| rollout.call_at(session, session.at()).is_some())
        })
    };
    let ask_again = move |_| {
        let at = stage.session.with_untracked(Session::at);
        stage.jump(at.saturating_sub(1));
        stage.let_step();
    };
    let curl = move |_| {
        let text = stage.session.with_untracked(|session| {
            stage.model.rollout.with_untracked(|rollout| {
                let call = rollout.call_at(session, session.at())?;
                stage.model.as_curl(&rollout.again(session, call)?.request)
            })
        });
        let Some(text) = text else { return };
        spawn_local(async move {
            let done = page::copy(&text).await;
            copied.try_set(done.is_ok());
        });
    };
    // Another step, another request to copy.
    Effect::new(move |_| {
        stage.session.track();
        prefs.tab.track();
        copied.set(false);
    });
    view! {
        <div class="panel-foot">
            <Show when=has_call>
                <button class="plain-button" title="A fork begins at this step" on:click=ask_again>
                    <Pictogram icon=Icon::GitFork />
                    "Ask again"
                </button>
            </Show>
            <button class="plain-button" on:click=move |_| stage.model.dialog_open.set(true)>
                "Prompt and limits"
            </button>
            <Show when=move || has_call() && stage.model.setup().endpoint().is_some()>
                <button class="plain-button" title="The request for a terminal; the key is left out" on:click=curl>
                    <Pictogram icon=Icon::Copy />
                    {move || if copied.get() { "copied" } else { "as curl" }}
                </button>
            </Show>
        </div>
    }
}
