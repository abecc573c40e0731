//! The top bar on a Stage: which episode, its seed, who plays; Reset and Share.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::icons::{Icon, Pictogram};
use super::rail::{Rail, Wish};
use super::shell::TopBar;
use crate::web::page;

/// The top bar; the Stage's [`Rail`] is in the context.
#[component]
pub fn EpisodeBar(
    /// What the world is one of.
    family: &'static str,
    /// The world.
    #[prop(into)]
    title: String,
    /// The same in one breath.
    #[prop(into)]
    name: String,
    /// The seed, and who plays.
    children: Children,
) -> impl IntoView {
    let rail = expect_context::<Rail>();
    let middle = view! {
        <div class="bar-middle">
            <div class="chooser">
                <button
                    aria-haspopup="dialog"
                    aria-label=format!("{name}. Choose another")
                    on:click=move |_| rail.wish(Wish::Choose)
                >
                    <span class="word family">{family}</span>
                    <span class="quiet family">"/"</span>
                    <span class="word">{title}</span>
                    <Pictogram icon=Icon::ChevronDown />
                </button>
            </div>
            {children()}
        </div>
    }
    .into_any();
    let end = view! {
        <button class="button plain reset" title="Start this episode again" on:click=move |_| rail.wish(Wish::Reset)>
            <Pictogram icon=Icon::RotateCcw />
            <span>"Reset"</span>
        </button>
        <button class="button primary share" title="Share this episode (S)" on:click=move |_| rail.wish(Wish::Share)>
            <Pictogram icon=Icon::Share2 />
            <span>"Share"</span>
        </button>
    }
    .into_any();
    view! { <TopBar middle end /> }
}

/// A seed, to be read, typed or thrown.
#[component]
pub fn SeedField(
    /// The seed.
    seed: u64,
    /// What typing another one does.
    hint: &'static str,
    /// Leaves for the episode of another seed.
    #[prop(into)]
    leave_for: Callback<u64>,
) -> impl IntoView {
    let wrong = RwSignal::new(false);
    let typed = move |event: web_sys::Event| match event_target_value(&event).trim().parse() {
        Ok(number) if number == seed => wrong.set(false),
        Ok(number) => leave_for.run(number),
        Err(_) => wrong.set(true),
    };
    view! {
        <div class="seed">
            <label class="label" for="seed">"seed"</label>
            <input
                id="seed"
                class="seed-field num"
                inputmode="numeric"
                autocomplete="off"
                size=seed.to_string().len().max(2)
                prop:value=seed.to_string()
                aria-invalid=move || wrong.get().to_string()
                title=move || if wrong.get() { "A seed is a whole number from 0" } else { hint }
                on:change=typed
            />
            <button
                class="icon-button"
                aria-label="Another seed, by chance"
                title="Another seed, by chance"
                on:click=move |_| leave_for.run(page::random_seed())
            >
                <Pictogram icon=Icon::Dices />
            </button>
        </div>
    }
}

/// Who plays: a word that opens a menu of choices.
#[component]
pub fn PlayerMenu(
    /// Which part it is about.
    label: &'static str,
    /// The menu's name.
    name: &'static str,
    /// Who plays now.
    #[prop(into)]
    called: Signal<String>,
    /// Makes the choices; told what says whether the menu stands open.
    #[prop(into)]
    choices: Callback<RwSignal<bool>, AnyView>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let on_key = move |event: web_sys::KeyboardEvent| {
        if !open.get_untracked() || event.key() == "Tab" {
            return;
        }
        // The keys are the menu's as long as it is open.
        event.stop_propagation();
        match event.key().as_str() {
            "Escape" => open.set(false),
            "ArrowDown" => page::move_focus(&event, true),
            "ArrowUp" => page::move_focus(&event, false),
            _ => {}
        }
    };
    // Leaving the menu by key or click closes it.
    let on_leave = move |event: web_sys::FocusEvent| {
        let inside = event.related_target().and_then(|target| {
            let menu: web_sys::Node = event.current_target()?.unchecked_into();
            Some(menu.contains(target.dyn_ref::<web_sys::Node>()))
        });
        if inside != Some(true) {
            open.set(false);
        }
    };
    view! {
        <div class="chooser player" on:keydown=on_key on:focusout=on_leave>
            <button
                aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <span class="label">{label}</span>
                <span class="word player-name">{called}</span>
                <Pictogram icon=Icon::ChevronDown />
            </button>
            <Show when=move || open.get()>
                <div class="menu" role="menu" aria-label=name>{choices.run(open)}</div>
            </Show>
        </div>
    }
}

/// One who can play: a row of a [`PlayerMenu`], which closes when it is chosen. Whether it plays now is told anew whenever the menu opens.
pub fn player_choice(
    open: RwSignal<bool>,
    title: String,
    about: String,
    is_chosen: bool,
    choose: Callback<()>,
) -> AnyView {
    let chosen = move |_| {
        open.set(false);
        choose.run(());
    };
    view! {
        <button role="menuitemradio" aria-checked=is_chosen.to_string() on:click=chosen>
            <span>{title}</span>
            <small>{about}</small>
        </button>
    }
    .into_any()
}
