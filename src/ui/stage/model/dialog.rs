//! The dialog about how a model plays: which one, by which strategy, in which words, how far.

use leptos::prelude::*;

use super::wording::Wordings;
use crate::agent::rollout::{Limits, MOST_ACTIONS, OnError, Rollout, Strategy};
use crate::episode::Player;
use crate::ui::parts;
use crate::ui::play_dialog::{LimitField, PlayDialog};
use crate::ui::stage::playing::Stage;

/// The dialog.
#[component]
pub fn ModelPlayDialog() -> impl IntoView {
    let stage = expect_context::<Stage>();
    view! {
        <PlayDialog open=stage.model.dialog_open title="How the model plays">
            {parts::play_form()}
        </PlayDialog>
    }
}

/// What the dialog holds.
#[component]
pub fn PlayForm() -> impl IntoView {
    let stage = expect_context::<Stage>();
    view! {
        <div class="form">
            <WhichModel />
            <WhichStrategy />
            <Memory />
            <ActionsPerCall />
            <Turns />
        </div>
        <Wordings />
        <HowFar />
        <div class="form-foot">
            <button class="button" on:click=move |_| stage.model.dialog_open.set(false)>"Done"</button>
            <button
                class="button primary"
                on:click=move |_| {
                    stage.model.dialog_open.set(false);
                    stage.let_play(Player::Model);
                }
            >
                "Let it play"
            </button>
        </div>
    }
}

#[component]
fn WhichModel() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let option = move |name: String, about: String| {
        let value = name.clone();
        let chosen = name.clone();
        view! {
            <option value=value selected=move || stage.model.setup().name == chosen>
                {format!("{name} · {about}")}
            </option>
        }
    };
    view! {
        <label class="label" for="play-model">"model"</label>
        <div class="field-row">
            <select
                id="play-model"
                class="field"
                autofocus
                on:change=move |event| {
                    stage.playback.stop();
                    stage.model.choose(&event_target_value(&event));
                }
            >
                {move || {
                    let setups = stage.model.list();
                    setups.into_iter().map(|setup| option(setup.name.clone(), setup.about())).collect_view()
                }}
            </select>
            <button class="button" on:click=move |_| stage.model.connect()>"Connect a model"</button>
        </div>
    }
}

#[component]
fn WhichStrategy() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let strategy =
        Memo::new(move |_| stage.model.rollout.with(|rollout| rollout.settings().strategy.clone()));
    let group = move |label: &'static str, names: &'static [&'static str]| {
        let option = |name: &'static str| {
            view! { <option value=name selected=move || strategy.with(|now| now.as_str() == name)>{name}</option> }
        };
        view! { <optgroup label=label>{names.iter().copied().map(option).collect_view()}</optgroup> }
    };
    let is_crafter = stage.session.with_untracked(|session| session.env().crafter().is_some());
    let (others, tools) = Strategy::NAMES.split_at(10);
    let (balrog, tensorzero) = others.split_at(6);
    view! {
        <label class="label" for="play-strategy">"strategy"</label>
        <div>
            <select
                id="play-strategy"
                class="field"
                on:change=move |event| {
                    if let Ok(strategy) = event_target_value(&event).parse() {
                        stage.playback.stop();
                        stage.model.play_by(strategy);
                    }
                }
            >
                {group("Diorama’s own", tools)}
                {group("BALROG’s agents", balrog)}
                {group("TensorZero’s variants", tensorzero)}
                {is_crafter.then(|| group("synth-ai’s agents", &Strategy::CRAFTER_NAMES))}
            </select>
            <p class="note">{move || strategy.with(Strategy::about)}</p>
        </div>
    }
}

/// How many actions a call of the tool may name; only for the strategy that calls one.
#[component]
fn ActionsPerCall() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let now = Memo::new(move |_| {
        stage.model.rollout.with(|rollout| match rollout.settings().strategy {
            Strategy::Tools { actions_per_call, .. } => Some(actions_per_call),
            Strategy::Balrog { .. } | Strategy::Tensorzero { .. } | Strategy::Synth { .. } => None,
        })
    });
    let set = move |event: web_sys::Event| {
        let Ok(number) = event_target_value(&event).trim().parse::<u32>() else { return };
        stage.playback.stop();
        stage.model.change(|settings| {
            if let Strategy::Tools { actions_per_call, .. } = &mut settings.strategy {
                *actions_per_call = number.clamp(1, MOST_ACTIONS);
            }
        });
    };
    view! {
        <Show when=move || now.with(Option::is_some)>
            <label class="label" for="play-actions">"actions in a call"</label>
            <div class="field-row">
                <input
                    id="play-actions"
                    class="field short num"
                    type="number"
                    min="1"
                    max=MOST_ACTIONS
                    prop:value=move || now.get()
                    on:change=set
                />
                <span class="note">"more than one: a list, played in order"</span>
            </div>
        </Show>
    }
}

/// How many turns there are; only for the strategies that have so many of them.
#[component]
fn Turns() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let now = Memo::new(move |_| {
        stage.model.rollout.with(|rollout| match rollout.settings().strategy {
            Strategy::Synth { max_turns, .. } => Some(max_turns),
            Strategy::Balrog { .. } | Strategy::Tensorzero { .. } | Strategy::Tools { .. } => None,
        })
    });
    let set = move |event: web_sys::Event| {
        let Ok(number) = event_target_value(&event).trim().parse::<u32>() else { return };
        stage.playback.stop();
        stage.model.change(|settings| {
            if let Strategy::Synth { max_turns, .. } = &mut settings.strategy {
                *max_turns = number.max(1);
            }
        });
    };
    view! {
        <Show when=move || now.with(Option::is_some)>
            <label class="label" for="play-turns">"turns in all"</label>
            <div class="field-row">
                <input
                    id="play-turns"
                    class="field short num"
                    type="number"
                    min="1"
                    prop:value=move || now.get()
                    on:change=set
                />
                <span class="note">"the model is told so"</span>
            </div>
        </Show>
    }
}

/// How much of the past is in a question.
#[component]
fn Memory() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let length = move || {
        stage.model.rollout.with(|rollout| match &rollout.settings().strategy {
            Strategy::Balrog { config, .. } => config.max_text_history,
            Strategy::Tensorzero { history_length, .. }
            | Strategy::Tools { history_length, .. } => *history_length,
            // Each of its questions stands alone.
            Strategy::Synth { .. } => 0,
        })
    };
    let remembers = move || {
        stage
            .model
            .rollout
            .with(|rollout| !matches!(rollout.settings().strategy, Strategy::Synth { .. }))
    };
    let all = move || {
        let kept = stage
            .model
            .rollout
            .with(|rollout| !matches!(rollout.settings().strategy, Strategy::Balrog { .. }));
        if kept { "observations and answers; 0 for all" } else { "observations" }
    };
    let set = move |event: web_sys::Event| {
        let Ok(number) = event_target_value(&event).trim().parse::<u32>() else { return };
        stage.playback.stop();
        stage.model.change(|settings| match &mut settings.strategy {
            Strategy::Balrog { config, .. } => config.max_text_history = number,
            Strategy::Tensorzero { history_length, .. }
            | Strategy::Tools { history_length, .. } => {
                *history_length = number;
            }
            Strategy::Synth { .. } => {}
        });
    };
    view! {
        <Show when=remembers>
        <label class="label" for="play-memory">"remembers"</label>
        <div class="field-row">
            <input
                id="play-memory"
                class="field short num"
                inputmode="numeric"
                autocomplete="off"
                prop:value=move || length().to_string()
                on:change=set
            />
            <span class="note">{all}</span>
        </div>
        </Show>
    }
}

/// What it may spend, and what happens when it fails.
#[component]
fn HowFar() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let limits = move || stage.model.rollout.with(Rollout::limits);
    let limit = move |change: &dyn Fn(&mut Limits)| stage.model.limit(change);
    // A price that nobody knows counts as nothing; whoever relies on a limit in money must hear of it.
    let unpriced = move || {
        stage.model.rollout.with(|rollout| {
            let (limits, spent) = (rollout.limits(), rollout.spent());
            limits.cost_usd.is_some() && spent.unpriced > spent.failed
        })
    };
    let plays_on =
        move || stage.model.rollout.with(|rollout| rollout.settings().on_error == OnError::Play);
    view! {
        <details class="form-more" open>
            <summary class="label">"How far it may go"</summary>
            <div class="form pairs">
                <LimitField
                    id="play-cost"
                    label="US dollars"
                    now=Signal::derive(move || limits().cost_usd)
                    set=move |most| limit(&|limits| limits.cost_usd = most)
                />
                <LimitField
                    id="play-tokens"
                    label="tokens"
                    now=Signal::derive(move || limits().tokens)
                    set=move |most| limit(&|limits| limits.tokens = most)
                />
                <LimitField
                    id="play-steps"
                    label="steps"
                    now=Signal::derive(move || limits().steps)
                    set=move |most| limit(&|limits| limits.steps = most)
                />
                <LimitField
                    id="play-calls"
                    label="calls"
                    now=Signal::derive(move || limits().calls)
                    set=move |most| limit(&|limits| limits.calls = most)
                />
            </div>
            <Show when=unpriced>
                <p class="note">
                    "No price is known for some of the calls: a limit in US dollars does not see them. Give the price in the model’s settings, or limit the tokens."
                </p>
            </Show>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=plays_on
                    on:change=move |event| {
                        let on_error = if event_target_checked(&event) { OnError::Play } else { OnError::Pause };
                        stage.model.change(|settings| settings.on_error = on_error);
                    }
                />
                "When the model fails for good, play the strategy’s fall-back and go on"
            </label>
        </details>
    }
}
