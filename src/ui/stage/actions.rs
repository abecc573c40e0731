//! The actions one may take now, and what each would lead to.

use leptos::prelude::*;

use super::playing::{Stage, is_built_in};
use crate::agent::probe::{self, Lost, Probe};
use crate::env::minigrid::Action;
use crate::episode::{Player, Session};
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::playback::Staged;
use crate::ui::words;
use crate::web::page;

/// The key of an action, as on its cap.
pub const fn key_cap(action: Action) -> &'static str {
    match action {
        Action::Left => "←",
        Action::Right => "→",
        Action::Forward => "↑",
        Action::Pickup => "P",
        Action::Drop => "D",
        Action::Toggle => "Space",
        Action::Done => "Enter",
    }
}

/// The list of actions, and who else may play on.
#[component]
pub fn Actions() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let probes = stage.probes;
    let row = move |index: usize, action: Action| {
        let probe = move || probes.with(|probes| probes.get(index).cloned());
        let idle = move || probe().is_none_or(|probe| !probe.possible);
        let over = move || stage.session.with(Session::is_over);
        let best = move || probes.with(|probes| is_best(probes, index));
        let leads = move || match probe() {
            Some(probe) => leads_to(&probe),
            None if over() => "the episode is over".to_owned(),
            // Nobody reads them while steps fly by.
            None => String::new(),
        };
        view! {
            <button class="move" class:idle=idle disabled=over aria-keyshortcuts=key_cap(action) on:click=move |_| stage.act(action)>
                <span class="name">{words::capital(action.as_str())}</span>
                <span class="leads">
                    <Show when=best>
                        <i class="best" title=format!("The {}’s next move", stage.expert())></i>
                    </Show>
                    <span>{leads}</span>
                </span>
                <kbd>{key_cap(action)}</kbd>
            </button>
        }
    };
    let actions = stage.entry().grid_actions();
    view! {
        <div class="moves" role="group" aria-label="Actions" on:mousedown=page::keep_focus>
            <h2 class="label">"What each move would lead to"</h2>
            {actions.iter().enumerate().map(|(index, &action)| row(index, action)).collect_view()}
            <HandOver />
        </div>
    }
}

/// Whether no other action leaves the expert fewer steps, and some leave it more.
fn is_best(probes: &[Probe], index: usize) -> bool {
    let left = |probe: &Probe| probe.expert_left;
    let Some(mine) = probes.get(index).and_then(left) else { return false };
    let first_best =
        probes.iter().position(|probe| left(probe) == probes.iter().filter_map(left).min());
    first_best == Some(index) && probes.iter().filter_map(left).any(|other| other > mine)
}

fn leads_to(probe: &Probe) -> String {
    let effect = probe.to_string();
    if probe.terminated {
        return format!("{effect}, reward {}", words::reward(probe.reward));
    }
    match (probe.expert_left, &probe.lost) {
        (Some(left), _) if probe.possible => format!("{effect}, {left} left"),
        (None, Some(Lost::Gone(_) | Lost::Failed)) => format!("{effect}, mission lost"),
        _ => effect,
    }
}

/// Takes over, or lets the expert finish.
#[component]
pub fn HandOver() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let by_hand = move || stage.player.get() == Player::Person;
    let over = move || stage.session.with(Session::is_line_over);
    let at_end = move || stage.session.with(Session::is_at_end);
    let expert = move |_| stage.let_play(Player::Expert);
    view! {
        <div class="hand-over">
            {move || {
                if by_hand() && at_end() {
                    view! {
                        <button class="button" title=format!("Let the {} finish (E)", stage.expert()) disabled=over on:click=expert>
                            <Pictogram icon=Icon::Play />
                            {format!("Let the {} finish", stage.expert())}
                        </button>
                        <button
                            class="icon-button"
                            aria-label="Undo the last step"
                            title="Undo the last step (U)"
                            disabled=move || stage.session.with(|session| session.at() == 0)
                            on:click=move |_| stage.undo()
                        >
                            <Pictogram icon=Icon::Undo2 />
                        </button>
                    }
                        .into_any()
                } else {
                    view! {
                        <button class="button" on:click=move |_| stage.take_over()>
                            <Pictogram icon=Icon::GitFork />
                            "Take over here"
                        </button>
                        <kbd>"F"</kbd>
                        <Show when=move || !is_built_in(stage.player.get()) && !stage.session.with(Session::is_over)>
                            <button class="button" on:click=expert>
                                <Pictogram icon=Icon::Play />
                                {format!("{} from here", words::capital(stage.expert()))}
                            </button>
                            <kbd>"E"</kbd>
                        </Show>
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

/// Keeps the probes up to date with the cursor; there are none when the episode is over there.
pub fn follow_probes(stage: Stage) {
    Effect::new(move |_| {
        // While steps fly by, nobody reads what each move would lead to.
        if stage.cuts() {
            return;
        }
        let probes = stage.session.with(|session| {
            if session.is_over() {
                return Vec::new();
            }
            let env = session.env().grid();
            env.map_or_else(Vec::new, |env| probe::probe(env, stage.entry().grid_actions()))
        });
        stage.probes.set(probes);
    });
}
