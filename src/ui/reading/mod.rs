//! A reading room for τ²-bench: its tasks, what an agent is judged by, its policy, its data base.
//!
//! Nothing is played here: τ²-bench's tools are others than those that are reproduced.

mod criteria;
mod list;
mod room;
mod side;
mod task;

use leptos::ev;
use leptos::prelude::*;

use self::list::TaskList;
use self::room::{Place, Room, Side};
use self::side::SidePanel;
use self::task::TaskView;
use super::data::SupportData;
use super::icons::{Icon, Pictogram};
use super::keys::is_busy;
use super::parts;
use super::shell::TopBar;
use crate::env::support::tau2::Tau2Domain;
use crate::web::page;

/// Its style comes with its part.
const STYLE: &str = concat!(
    include_str!("../../../static/css/support-drawer.css"),
    include_str!("../../../static/css/support-panel.css"),
    include_str!("../../../static/css/reading.css"),
);

/// The room with the task that an address names (`retail?task=5&split=test&view=policy`).
#[component]
pub fn ReadingPage(name: String) -> impl IntoView {
    let (domain, query) = name.split_once('?').unwrap_or((&name, ""));
    let query = query.to_owned();
    let view = match domain.parse::<Tau2Domain>() {
        Err(error) => refused("No such domain", format!("{error} in τ²-bench here.")),
        Ok(domain) => match domain.not_offered() {
            Some(reason) => refused(
                &format!("τ²-bench’s {domain} is not offered"),
                format!("The reason: {reason}."),
            ),
            None => view! { <Offered domain query /> }.into_any(),
        },
    };
    view! { <style>{STYLE}</style> {view} }
}

/// Why nothing is read at an address, and what can be.
fn refused(title: &str, why: String) -> AnyView {
    page::set_title(&format!("{title} · Diorama"));
    let title = title.to_owned();
    view! {
        <TopBar />
        <main class="plain-page">
            <h1>{title}</h1>
            <div class="notice" role="alert">
                <Pictogram icon=Icon::TriangleAlert />
                <p>{why}</p>
            </div>
            <p>"The domains of τ²-bench:"</p>
            <Domains current=None />
        </main>
    }
    .into_any()
}

/// The ways to the domains; one that is not offered says so.
#[component]
fn Domains(
    /// Where one is.
    current: Option<Tau2Domain>,
) -> impl IntoView {
    let link = |domain: Tau2Domain| {
        let is_offered = domain.not_offered().is_none();
        view! {
            <a
                href=format!("#/data/tau2/{domain}")
                aria-current=(current == Some(domain)).then_some("page")
            >
                {domain.as_str()}
                {(!is_offered).then(|| view! { <small>" not offered"</small> })}
            </a>
        }
    };
    view! {
        <nav class="reading-domains" aria-label="Domains of τ²-bench">
            {Tau2Domain::ALL.map(link)}
        </nav>
    }
}

/// A domain that is offered: the room, or the ways to its data.
#[component]
fn Offered(domain: Tau2Domain, query: String) -> impl IntoView {
    let data = SupportData::here();
    data.want(domain.into());
    let is_there = Memo::new(move |_| data.tau2(domain).is_some());
    let room = move |read| {
        let room = Room::new(domain, read, &query);
        provide_context(room);
        view! { <Reading room /> }.into_any()
    };
    let needed = move || {
        page::set_title(&format!("τ²-bench {domain} · Diorama"));
        view! {
            <TopBar />
            <main class="plain-page">
                <h1>{format!("τ²-bench {domain}, to read")}</h1>
                <Domains current=Some(domain) />
                {parts::data_needed(domain.into())}
            </main>
        }
        .into_any()
    };
    move || {
        let read = is_there.get().then(|| untrack(|| data.tau2(domain))).flatten();
        read.map_or_else(needed, &room)
    }
}

/// Listens for keys as long as the room stands.
fn follow_keys(room: Room) {
    let listening = window_event_listener(ev::keydown, move |event| {
        if is_busy(&event) {
            return;
        }
        match event.key().as_str() {
            "ArrowLeft" => room.walk(false),
            "ArrowRight" => room.walk(true),
            "1" => room.show(Side::Base),
            "2" => room.show(Side::Policy),
            "3" => room.show(Side::Json),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || listening.remove());
}

#[component]
fn Reading(room: Room) -> impl IntoView {
    follow_keys(room);
    room.follow();
    let place = move |place: Place, name: &'static str| {
        view! {
            <button
                aria-pressed=move || (room.place.get() == place).to_string()
                on:click=move |_| room.place.set(place)
            >
                {name}
            </button>
        }
    };
    let side = move |side: Side| {
        let is_here = move || room.place.get() == Place::Side && room.side.get() == side;
        view! {
            <button aria-pressed=move || is_here().to_string() on:click=move |_| room.show(side)>
                {side.as_str()}
            </button>
        }
    };
    view! {
        <TopBar />
        <div class="reading-places" role="group" aria-label="What is shown">
            {place(Place::List, "Tasks")}
            {place(Place::Task, "Task")}
            {Side::ALL.map(side)}
        </div>
        <main class="reading" data-place=move || room.place.get().as_str()>
            <TaskList />
            <TaskView />
            <SidePanel />
        </main>
    }
}
