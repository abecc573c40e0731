//! The Messages tab: what a model was asked and what it answered, as sent and received.

mod question;
mod reply;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

pub use self::question::Turns;
pub use self::reply::{Coming, Reply};
use super::playing::Stage;
use crate::agent::rollout::{Again, Call, Next, Spent};
use crate::episode::{Player, Session};
use crate::llm::{ChatRequest, Outcome, Try};
use crate::ui::app::Playground;
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::words;
use crate::web::page;

/// How a call is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Turn by turn.
    Text,
    /// The request's body.
    Sent,
    /// The reply's body.
    Raw,
}

impl Manner {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Text, "as text"), (Self::Sent, "as sent"), (Self::Raw, "as received")];
}

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
            <Halt />
            {move || match shown.get() {
                Shown::Live => view! { <LiveCall /> }.into_any(),
                Shown::Call { call, again } => view! { <OneCall call again manner /> }.into_any(),
                Shown::Next(request) => view! { <NextQuestion request /> }.into_any(),
                Shown::Nothing(why) => view! { <p class="note">{why}</p> }.into_any(),
            }}
        </div>
        <Foot />
    }
}

fn shown(stage: Stage) -> Shown {
    let at = stage.session.with(Session::at);
    let live = stage.model.live.with(|live| live.as_ref().map(|live| live.step));
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

/// Why the model does not go on, and what to do.
#[component]
fn Halt() -> impl IntoView {
    let stage = expect_context::<Stage>();
    move || {
        stage.model.halted().map(|why| {
            view! {
                <div class="notice bad" role="alert">
                    <Pictogram icon=Icon::TriangleAlert />
                    <div>
                        <p>{why}</p>
                        <p class="actions">
                            <button class="button" on:click=move |_| stage.model.try_again(stage)>"Try again"</button>
                            <button class="button" on:click=move |_| stage.model.dialog_open.set(true)>"Change how it plays"</button>
                        </p>
                    </div>
                </div>
            }
        })
    }
}

/// The question under way and its answer as it comes.
#[component]
fn LiveCall() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let live = stage.model.live;
    let request =
        Memo::new(move |_| live.with(|live| live.as_ref().map(|live| live.request.clone())));
    let state = Memo::new(move |_| live.with(|live| live.as_ref().map(|live| live.state.clone())));
    view! {
        <div class="call-bar">
            <span class="pulse" aria-hidden="true"></span>
            <span role="status">{state}</span>
            <button class="plain-button" on:click=move |_| stage.stop()>"stop"</button>
        </div>
        {move || request.get().map(|request| view! { <Turns request /> })}
        <Coming live />
    }
}

/// A call that was made.
#[component]
fn OneCall(call: Call, again: Option<Again>, manner: RwSignal<Manner>) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let is_exact = again.as_ref().is_none_or(|again| again.is_exact);
    let request = again.map(|again| again.request);
    let figures = figures(&call);
    let tries = call.answer.tries.clone();
    let kept = call.answer.kept;
    let sent = request.clone();
    let answered = call.clone();
    let body = move || match manner.get() {
        Manner::Text => {
            let request = request.clone();
            let call = call.clone();
            view! {
                {request.map(|request| view! { <Turns request /> })}
                <Reply call />
            }
            .into_any()
        }
        Manner::Sent => {
            let text = sent.as_ref().map_or_else(
                || "The steps before this one are gone, so the question cannot be worked out again.".to_owned(),
                |request| stage.model.as_sent(request),
            );
            view! { <pre class="raw">{text}</pre> }.into_any()
        }
        Manner::Raw => view! { <pre class="raw">{received(&answered)}</pre> }.into_any(),
    };
    view! {
        <dl class="figures">{figures}</dl>
        <div class="call-bar">
            <Tries tries kept />
            <ManyManners manner />
        </div>
        <Show when=move || !is_exact>
            <p class="note">
                "The prompt below is worked out anew and is not quite the one that was sent: steps before it were undone, or its wording is another version’s."
            </p>
        </Show>
        {body}
    }
}

/// A choice of manners.
#[component]
pub fn ManyManners(manner: RwSignal<Manner>) -> impl IntoView {
    let choice = Manner::ALL.map(|(one, name)| {
        view! {
            <button
                aria-pressed=move || (manner.get() == one).to_string()
                on:click=move |_| manner.set(one)
            >
                {name}
            </button>
        }
    });
    view! { <span class="manner" role="group" aria-label="How the call is shown">{choice}</span> }
}

/// What came back for a call, as it came where that was kept.
pub fn received(call: &Call) -> String {
    match (&call.answer.raw, &call.answer.outcome) {
        (Some(raw), _) => pretty(raw),
        (None, Outcome::Reply(reply)) => serde_json::to_string_pretty(reply).unwrap_or_default(),
        (None, Outcome::Error(error)) => serde_json::to_string_pretty(error).unwrap_or_default(),
    }
}

/// JSON with its lines broken; anything else as it is.
fn pretty(text: &str) -> String {
    let value: Option<serde_json::Value> = serde_json::from_str(text).ok();
    value
        .and_then(|value| serde_json::to_string_pretty(&value).ok())
        .unwrap_or_else(|| text.to_owned())
}

/// Tokens, time, price: what stands over a call.
pub fn figures(call: &Call) -> impl IntoView + use<> {
    let usage = call.usage();
    let about = if call.estimated.is_some() { "≈\u{202f}" } else { "" };
    let tokens = |count: u64| format!("{about}{}", words::thousands(count as usize));
    let seconds = call.answer.latency_ms / 1000.0;
    let time = match call.answer.kept {
        true => "0".to_owned(),
        false if seconds < 0.05 => "0".to_owned(),
        false if seconds < 10.0 => format!("{seconds:.1}"),
        false => format!("{seconds:.0}"),
    };
    let cost = match call.answer.cost_usd {
        Some(0.0) => ("0".to_owned(), "US$"),
        Some(cost) if cost < 0.01 => (format!("{:.3}", cost * 100.0), "US cents"),
        Some(cost) => (format!("{cost:.3}"), "US$"),
        None => ("–".to_owned(), "no price known"),
    };
    let row = |name: &'static str, value: String, unit: &'static str| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd><b>{value}</b> " " <small>{unit}</small></dd>
            </div>
        }
    };
    let tries = call.answer.tries.len().max(1);
    let failed = call.answer.tries.iter().filter(|one| one.error.is_some()).count();
    let tried = match failed {
        0 => "",
        1 => "one failed",
        _ => "some failed",
    };
    view! {
        {row("prompt", tokens(usage.tokens_in), "tokens")}
        {row("reply", tokens(usage.tokens_out), "tokens")}
        {(usage.tokens_reasoning > 0).then(|| row("of it reasoning", tokens(usage.tokens_reasoning), "tokens"))}
        {row("time", time, "s")}
        {row("cost", cost.0, cost.1)}
        {(tries > 1).then(|| row("attempts", tries.to_string(), tried))}
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

/// The question that comes next, before it is asked.
#[component]
fn NextQuestion(request: ChatRequest) -> impl IntoView {
    let stage = expect_context::<Stage>();
    view! {
        <p class="note">
            {move || {
                let name = stage.model.setup().name;
                if stage.session.with(Session::is_at_end) {
                    format!("What “{name}” is asked next, word for word. Nothing is sent before you let it play.")
                } else {
                    format!("What “{name}” is asked here, word for word, if you let it play: a fork begins then.")
                }
            }}
        </p>
        <p class="actions">
            <button class="button primary" on:click=move |_| stage.let_play(Player::Model)>
                <Pictogram icon=Icon::Play />
                "Let it play"
            </button>
            <button class="button" title="One step, then it waits" on:click=move |_| stage.let_step()>
                "One step"
            </button>
        </p>
        <Turns request />
    }
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
        stage.stop();
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
