//! The top bar on the Stage of customer support: domain and task, the shop's seed, who plays; Reset and Share.

use leptos::prelude::*;

use super::counter::Counter;
use super::names::{address, house};
use super::seats::{AgentSeat, CustomerSeat};
use crate::env::support::Domain;
use crate::episode::support::Case;
use crate::ui::icons::{Icon, Pictogram};
use crate::ui::rail::{Rail, Wish};
use crate::ui::shell::TopBar;
use crate::web::page;

/// The top bar.
#[component]
pub fn CounterBar() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let rail = expect_context::<Rail>();
    let Case { domain, task, .. } = counter.case;
    let middle = view! {
        <div class="bar-middle">
            <div class="chooser">
                <button
                    aria-haspopup="dialog"
                    aria-label=format!("{}, task {task}. Choose another", house(domain))
                    on:click=move |_| rail.wish(Wish::Choose)
                >
                    <span class="word family">{house(domain)}</span>
                    <span class="quiet family">"/"</span>
                    <span class="word">{format!("Task {task}")}</span>
                    <Pictogram icon=Icon::ChevronDown />
                </button>
            </div>
            {(domain == Domain::Books).then(|| view! { <SeedField /> })}
            <AgentChooser />
            <CustomerChooser />
        </div>
    }
    .into_any();
    let end = view! {
        <button class="button plain reset" title="Start this episode again (R)" on:click=move |_| rail.wish(Wish::Reset)>
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

/// The seed of the shop: another one is another shop with another variant of the task.
#[component]
fn SeedField() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let seed = counter.case.seed;
    let wrong = RwSignal::new(false);
    let leave_for = move |seed: u64| {
        page::go(&address(Case { seed, ..counter.case }, counter.seats.get_untracked()));
    };
    let typed = move |event: web_sys::Event| match event_target_value(&event).trim().parse() {
        Ok(number) if number == seed => wrong.set(false),
        Ok(number) => leave_for(number),
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
                title=move || if wrong.get() { "A seed is a whole number from 0" } else { "Type a seed and press Enter: another shop, another variant of the task" }
                on:change=typed
            />
            <button
                class="icon-button"
                aria-label="Another seed, by chance"
                title="Another seed, by chance"
                on:click=move |_| leave_for(page::random_seed())
            >
                <Pictogram icon=Icon::Dices />
            </button>
        </div>
    }
}

/// A word that opens a menu of choices.
#[component]
fn Menu(
    /// What is chosen, in a word.
    label: &'static str,
    /// The menu's name.
    name: &'static str,
    /// What it is now.
    #[prop(into)]
    called: Signal<String>,
    /// The choices.
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
        use wasm_bindgen::JsCast;
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

fn choice(
    title: &'static str,
    about: &'static str,
    is_chosen: impl Fn() -> bool + Send + Sync + 'static,
    choose: impl Fn() + Send + Sync + 'static,
) -> impl IntoView {
    view! {
        <button role="menuitemradio" aria-checked=move || is_chosen().to_string() on:click=move |_| choose()>
            <span>{title}</span>
            <small>{about}</small>
        </button>
    }
}

#[component]
fn AgentChooser() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let choose = move |seat: AgentSeat| match seat {
        AgentSeat::Person => counter.take_over(),
        AgentSeat::Model => {
            counter.seat(|seats| seats.agent = seat);
            counter.models.dialog_open.set(true);
        }
        _ => counter.seat(|seats| seats.agent = seat),
    };
    let choices = Callback::new(move |open: RwSignal<bool>| {
        let served = |seat: &AgentSeat| seat.serves(counter.case.domain);
        AgentSeat::ALL
            .into_iter()
            .filter(served)
            .map(|seat| {
                let is_chosen = move || counter.seats.get().agent == seat;
                choice(seat.title(), seat.about(), is_chosen, move || {
                    open.set(false);
                    choose(seat);
                })
            })
            .collect_view()
            .into_any()
    });
    let called = Signal::derive(move || counter.agent_name());
    view! { <Menu label="agent" name="Who plays the agent" called choices /> }
}

#[component]
fn CustomerChooser() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let choices = Callback::new(move |open: RwSignal<bool>| {
        CustomerSeat::ALL
            .into_iter()
            .map(|seat| {
                let is_chosen = move || counter.seats.get().customer == seat;
                choice(seat.title(), seat.about(counter.case.domain), is_chosen, move || {
                    open.set(false);
                    counter.seat(|seats| seats.customer = seat);
                    if seat == CustomerSeat::Model {
                        counter.models.dialog_open.set(true);
                    } else {
                        counter.go_on();
                    }
                })
            })
            .collect_view()
            .into_any()
    });
    let called = Signal::derive(move || counter.customer_name());
    view! { <Menu label="customer" name="Who plays the customer" called choices /> }
}
