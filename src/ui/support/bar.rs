//! Customer support's part of the top bar: house and task, the shop's seed, who plays either side.

use leptos::prelude::*;

use super::counter::Counter;
use super::names::{address, house};
use super::seats::{AgentSeat, CustomerSeat};
use crate::env::support::Domain;
use crate::episode::support::Case;
use crate::ui::episode_bar::{EpisodeBar, PlayerMenu, SeedField, player_choice};
use crate::ui::playback::Staged;
use crate::web::page;

/// What typing a seed does.
const HINT: &str = "Type a seed and press Enter: another shop, another variant of the task";

/// The top bar.
#[component]
pub fn CounterBar() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let Case { domain, task, seed, .. } = counter.case;
    // Another seed is another shop with another variant of the task.
    let leave_for = move |seed: u64| {
        page::go(&address(Case { seed, ..counter.case }, counter.seats.get_untracked()));
    };
    let family = house(domain);
    view! {
        <EpisodeBar family title=format!("Task {task}") name=format!("{family}, task {task}")>
            {(domain == Domain::Books).then(|| view! { <SeedField seed hint=HINT leave_for /> })}
            <AgentChooser />
            <CustomerChooser />
        </EpisodeBar>
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
    let choices = move |open: RwSignal<bool>| {
        let choice = |seat: AgentSeat| {
            let is_chosen = counter.seats.get_untracked().agent == seat;
            let choose = Callback::new(move |()| choose(seat));
            player_choice(open, seat.title().to_owned(), seat.about().to_owned(), is_chosen, choose)
        };
        let served = |seat: &AgentSeat| seat.serves(counter.case.domain);
        AgentSeat::ALL.into_iter().filter(served).map(choice).collect_view().into_any()
    };
    let called = Signal::derive(move || counter.agent_name());
    view! { <PlayerMenu label="agent" name="Who plays the agent" called choices /> }
}

#[component]
fn CustomerChooser() -> impl IntoView {
    let counter = expect_context::<Counter>();
    let choose = move |seat: CustomerSeat| {
        counter.seat(|seats| seats.customer = seat);
        if seat == CustomerSeat::Model {
            counter.models.dialog_open.set(true);
        } else {
            counter.go_on();
        }
    };
    let choices = move |open: RwSignal<bool>| {
        let choice = |seat: CustomerSeat| {
            let about = seat.about(counter.case.domain).to_owned();
            let is_chosen = counter.seats.get_untracked().customer == seat;
            let choose = Callback::new(move |()| choose(seat));
            player_choice(open, seat.title().to_owned(), about, is_chosen, choose)
        };
        CustomerSeat::ALL.map(choice).collect_view().into_any()
    };
    let called = Signal::derive(move || counter.customer_name());
    view! { <PlayerMenu label="customer" name="Who plays the customer" called choices /> }
}
